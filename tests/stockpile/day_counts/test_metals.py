"""Rare metals in contained metal: forms of the register, the ledger's own contents, reference consumption."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.data import Library, Minerals
from sonae.stockpile.day_counts import Ledger, Reference, count_days, count_metals, reference_consumption
from sonae.supply_risk import Policy, supply_picture
from tests.stockpile.day_counts.ledgers import ledger

pytestmark = pytest.mark.slow


def stock(kind: Any, quantity: Any, holder: str = "national", commodity: str = "W", **more: Any) -> dict[str, Any]:
    return {"holder": holder, "commodity": commodity, "kind": kind, "quantity": quantity, "unit": "t", **more}


def used(quantity: Any, commodity: str = "W", name: str = "consumption", **more: Any) -> dict[str, Any]:
    row = {"flow": name, "commodity": commodity, "kind": "contained", "period": 2022, "quantity": quantity, "unit": "t"}
    return {**row, **more}


def days(book: Ledger, holder: str = "national", convention: str = "rare-metal", commodity: str = "W") -> Fraction:
    count = count_days(book).of(convention, holder, commodity)
    assert count.days is not None, count.reasons
    return count.days


def test_contents_are_those_of_the_register() -> None:
    """100 t of APT (0.7043) and 50 t of tungsten powder (0.999) over 3,650 t a year."""
    book = ledger([stock(284180, 100), stock("tungsten powder", 50)], [used(3650)])
    assert days(book) == (Fraction("70.43") + Fraction("49.95")) / 10
    count = count_days(book).of("rare-metal", "national", "W")
    forms = {form.code: form for form in Minerals.of_package().forms if form.material == "W"}
    low = (Fraction(str(forms[284180].content_low)) * 100 + Fraction(str(forms[810110].content_low)) * 50) / 10
    assert count.days_low == low < days(book) <= (count.days_high or 0)
    assert count.citations[0].label_ja == "2(2)"


def test_a_content_of_ones_own_needs_a_source_and_is_flagged() -> None:
    with pytest.raises(ValueError, match="needs a source"):
        ledger([stock(284180, 100, content="0.7")], [])
    book = ledger([stock(284180, 100, content="0.7", source="assay")], [used(3650)])
    assert days(book) == 7
    assert any("the ledger's (assay)" in flag for flag in count_days(book).of("rare-metal", "national", "W").flags)


def test_holders_stand_apart_and_add_up() -> None:
    book = ledger([stock("contained", 420), stock("contained", 180, "private", counted="0.5")], [used(3650)])
    assert [days(book, holder) for holder in ("national", "private", "total")] == [42, 9, 51]


def test_imports_and_net_imports_are_in_contained_metal() -> None:
    trade = [used(730, name="imports"), used(1000, name="imports", kind=284180), used(365, name="exports")]
    book = ledger([stock("contained", 100)], [*trade, used(0, name="exports", kind=284180)])
    assert days(book, "total", "days-of-imports") == Fraction(100 * 365) / (730 + Fraction("704.3"))
    assert days(book, "total", "days-of-net-imports") == Fraction(100 * 365) / (730 + Fraction("704.3") - 365)


def test_without_consumption_nothing_is_assessed() -> None:
    count = count_days(ledger([stock("contained", 100)], [])).of("rare-metal", "national", "W")
    assert count.days is None
    assert "no reference consumption of W" in count.reasons[0]


def test_consumption_from_data_says_so() -> None:
    book = ledger([stock("contained", 100)], [])
    counts = count_metals(book, reference={"W": Reference(Fraction(3650), "imports", flag=True)})
    assert counts[0].days == 10
    assert [flag.code for flag in counts[0].flags] == [
        "day_consumption_data",
        "day_consumption_stand_in",
        "day_metal_public",
    ]


@pytest.mark.pack
def test_consumption_from_the_pack_is_that_of_the_review(pack: Library, policy: Policy) -> None:
    book = ledger([stock("contained", 100, commodity="Co"), stock("contained", 1, commodity="Ga")], [])
    found = reference_consumption(pack, "JPN", 2024, policy, book)
    assert set(found) == {"Co"}  # gallium's main form cannot be seen
    supply = supply_picture(pack, "JPN", 2024, policy, minerals=[pack.minerals.find("Co")]).materials["Co"]
    assert found["Co"] == Reference(Fraction(supply.consumption.value), str(supply.consumption_basis))
    counted = count_days(book, reference=found)
    assert counted.of("rare-metal", "national", "Co").days == 100 / (found["Co"].tonnes_a_year / 365)
    assert counted.of("rare-metal", "national", "Ga").days is None


def test_groups_are_counted_by_material_and_unknown_forms_are_refused() -> None:
    with pytest.raises(InputError, match="one of Pt, Pd, Rh"):
        count_metals(ledger([stock("contained", 1, commodity="PGM")], []))
    assert count_metals(ledger([stock("contained", 1, commodity="Pt")], []))
    with pytest.raises(UnknownChoiceError, match="unknown form of W «284181»; nearest valid"):
        count_metals(ledger([stock(284181, 1)], []))
    with pytest.raises(UnknownChoiceError, match="unknown mineral"):
        count_metals(ledger([], [used(1, "unobtainium")]))
    with pytest.raises(UnknownChoiceError, match="unknown mineral"):
        count_metals(ledger([stock("contained", 1, commodity="unobtainium")], []))


def test_the_label_is_that_of_ledger_and_data() -> None:
    book = ledger([stock("contained", 1)], [used(1)])
    assert count_days(book).classification is Classification.PUBLIC
    assert count_days(book, data_label=Classification.SECRET).classification is Classification.SECRET
    assert count_days(ledger([], [], classification="SECRET")).classification is Classification.SECRET
    assert Ledger.model_validate({"as_of": "2023-01-01", "reference": 2022}).classification is Classification.SECRET


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))
def test_days_are_linear_and_exact(apt: int, powder: int, consumption: int) -> None:
    book = ledger([stock(284180, apt), stock(810110, powder)], [used(consumption)])
    assert days(book) == (Fraction("0.7043") * apt + Fraction("0.999") * powder) * 365 / consumption
