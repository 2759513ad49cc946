"""The yearly public report of the stock: the naive one is refused, the first coarser one that is safe passes, for years on end."""

from __future__ import annotations

import datetime as dt
import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonae.core import Classification, FiscalYear, InputError, UnknownChoiceError
from sonae.disclosure import (
    DisclosureRules,
    Gate,
    Ledger,
    Ruling,
    YearlyReport,
    YearlyStock,
    find_yearly_stock,
    held_in,
    rungs_of,
    yearly_candidate,
    yearly_report,
    yearly_stock_from_tree,
    yearly_stock_of,
)
from tests.stockpile.books.desk import Desk

NOON = dt.datetime(2026, 5, 1, 3, tzinfo=dt.UTC)
CONSUMED = {"A": 12, "B": 7, "C": 30, "D": 3, "E": 5}
GROUPS = {"A": "g", "B": "g", "C": "g", "D": "h", "E": "h"}
GRID = range(30, 181, 30)
RULES = DisclosureRules.model_validate(
    {
        "id": "test", "classification": "public", "units": [10, 100, 1000],
        "categories": {
            "target_days": {"ja": "日数", "en": "days", "width": 20, "values": 3, "spread": 60},
            "holding": {"ja": "備蓄量", "en": "stock", "cites": ["h2.p5"], "width_percent": 20, "values": 3},
        },
    }
)  # fmt: skip


def stock_of(true: dict[str, int], **changed: Any) -> YearlyStock:
    tree = {
        "id": "report", "year": 2025, "fictional": True, "readers": "everybody",
        "groups": [{"id": one, "ja": one, "en": one} for one in "gh"],
        "minerals": [
            {"id": one, "ja": one, "en": one, "group": GROUPS[one], "stock": f"stock {one}", "consumption": c * 365}
            for one, c in CONSUMED.items()
        ],
        "secrets": [
            *({"id": f"days {one}", "value": value, "category": "target_days", "step": 30, "lower": 30, "upper": 180}
              for one, value in true.items()),
            *({"id": f"stock {one}", "of": {f"days {one}": c}, "category": "holding"} for one, c in CONSUMED.items()),
        ],
    }  # fmt: skip
    return yearly_stock_from_tree({**tree, **changed}, "report")


TRUE = dict(zip(CONSUMED, (60, 90, 30, 60, 180), strict=True))


def left_open(reports: list[YearlyReport], days: dict[str, int]) -> dict[str, set[int]]:
    """The values of each mineral's days that every point of the grid leaves which shows the same figures; by trying all of them."""
    shown = []
    for report in reports:
        assert report.candidate is not None
        for figure in report.candidate.file.figures:
            assert figure.rounding is not None
            unit, value = figure.rounding.unit, report.candidate.shown[figure.id]
            over = figure.over if isinstance(figure.over, Fraction) else Fraction(1)
            of = [name.removeprefix("stock ") for name in figure.of]
            shown.append((of, figure.times / over, unit, value))
    left: dict[str, set[int]] = {name: set() for name in days}
    for point in itertools.product(GRID, repeat=len(days)):
        at = dict(zip(days, point, strict=True))
        if all(
            int(sum(CONSUMED[one] * at[one] for one in of) * times / unit + Fraction(1, 2)) * unit == value
            for of, times, unit, value in shown
        ):
            for name, value in at.items():
                left[name].add(value)
    return left


def test_the_naive_report_is_refused_and_the_coarser_passes_with_its_entry() -> None:
    stock, rules = find_yearly_stock("yearly-stock")
    found = yearly_report(stock, Ledger(), rules, NOON)
    assert [(one.rung.name, one.decision.ruling) for one in found.tried] == [
        ("minerals, 100 t", Ruling.REFUSE), ("groups, 100 t", Ruling.PASS),
    ]  # fmt: skip
    assert found.candidate is not None
    assert {name: int(value) for name, value in found.candidate.shown.items()} == {
        "total": 9200, "group battery": 5000, "group steel": 3200, "group other": 1100,
    }  # fmt: skip
    assert found.decision.entry is not None
    ledger = Ledger().with_entry(found.decision.entry)
    again = Gate(rules).decide(yearly_candidate(stock, rules, found.tried[0].rung, id="naive"), ledger, NOON)
    assert again.ruling is Ruling.REFUSE


def test_the_ladder_depends_on_no_value() -> None:
    ways = [rungs_of(stock_of(dict(zip(CONSUMED, days, strict=True))), RULES) for days in ((30,) * 5, (180,) * 5)]
    assert ways[0] == ways[1]
    assert [one.shows for one in ways[0]] == ["minerals", *["groups"] * 3, *["total"] * 3]
    three = stock_of(
        TRUE, groups=[{"id": one, "ja": one, "en": one} for one in "ghi"],
        minerals=[
            {"id": one, "ja": one, "en": one, "group": group, "stock": f"stock {one}"}
            for one, group in zip("ABCDE", "ggghi", strict=True)
        ],
    )  # fmt: skip
    assert {one.shows for one in rungs_of(three, RULES)} == {"minerals", "groups", "merged", "total"}
    merged = next(one for one in rungs_of(three, RULES) if one.shows == "merged")
    names = [one.id for one in yearly_candidate(three, RULES, merged).file.figures]
    assert names == ["total", "group g", "group others"], "D and E stand together"


@settings(max_examples=8, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(list(GRID)), min_size=5, max_size=5), st.booleans())
def test_what_passes_withstands_whoever_tries_every_point(days: list[int], shown: bool) -> None:
    """And with the next year's report on the same days, and last year's beside it."""
    true = dict(zip(CONSUMED, days, strict=True))
    stock = stock_of(true, days=shown)
    ledger, reports = Ledger(), []
    for name in ("first", "second"):
        found = yearly_report(stock, ledger, RULES, NOON, id=name)
        if found.candidate is None:
            assert all(one.decision.ruling is not Ruling.PASS for one in found.tried)
            break
        assert found.decision.entry is not None
        ledger = ledger.with_entry(found.decision.entry)
        reports.append(found)
        for mineral, values in left_open(reports, true).items():
            assert true[mineral] in values
            assert len(values) >= 3, mineral
            assert max(values) - min(values) >= 60, mineral


def test_a_stock_that_leaves_no_report_gets_none() -> None:
    one = {"id": "A", "ja": "A", "en": "A", "group": "g", "stock": "stock A"}
    secrets = [{"id": "stock A", "value": 720, "category": "holding", "lower": 0}]
    fine = RULES.model_copy(update={"units": (Fraction(10), Fraction(100))})
    found = yearly_report(stock_of(TRUE, minerals=[one], secrets=secrets), Ledger(), fine, NOON)
    assert (found.candidate, found.decision.entry) == (None, None)
    assert {one.decision.ruling for one in found.tried} == {Ruling.REFUSE}
    assert found.decision.said_to(Classification.PUBLIC).because == "This material cannot be released."


# From the book of the stock


def plan_for(book_minerals: list[str], **changed: Any) -> dict[str, Any]:
    plan = {
        "id": "report", "fictional": True, "readers": "everybody", "groups": [{"id": "all", "ja": "全て", "en": "all"}],
        "minerals": [{"id": one, "ja": one, "en": one, "group": "all"} for one in book_minerals],
    }  # fmt: skip
    return {**plan, **changed}


def test_what_is_held_is_read_off_the_book_of_the_stock_and_its_report_passes_the_gate() -> None:
    book = Desk().book
    year = FiscalYear(max(voucher.date for voucher in book.vouchers).year + 1)
    held = held_in(book, year.end)
    assert held
    assert all(isinstance(one, Fraction) and one > 0 for one in held.values())
    names = [*held, "Zz", "Zy"]
    fine = RULES.model_copy(update={"units": (Fraction(1, 10), Fraction(1), Fraction(10), Fraction(100))})
    stock = yearly_stock_of(book, year, plan_for(names), fine)
    assert {one.id: one.value for one in stock.secrets}[f"stock Zz {year}"] == 0, "held by decision, nothing there yet"
    assert {one.value for one in stock.secrets if one.value} == set(held.values())
    found = yearly_report(stock, Ledger(), fine, NOON)
    assert found.tried[0].decision.ruling is Ruling.REFUSE, "mineral by mineral"
    assert found.candidate is not None
    assert found.rung.shows == "total"
    with pytest.raises(UnknownChoiceError, match="mineral in the plan"):
        yearly_stock_of(book, year, plan_for(["Zz"]), RULES)
    with pytest.raises(InputError, match="know no category"):
        yearly_stock_of(book, year, plan_for(names), RULES, category="none")
    drill = book.model_copy(update={"drill": True})
    with pytest.raises(InputError, match="drill"):
        held_in(drill, year.end)


# What does not hang together


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"groups": [{"id": "g", "ja": "g", "en": "g"}]}, "group of mineral «D»"),
        ({"groups": [{"id": "g", "ja": "g", "en": "g"}] * 2}, "stands twice"),
        ({"secrets": [{"id": "x", "value": 1}]}, "none of the secrets"),
        ({"days": True, "minerals": [{"id": "A", "ja": "A", "en": "A", "group": "g", "stock": "stock A"}]}, "no consumption"),
        ({"days_unit": 0}, "days_unit"), ({"strange": 1}, "strange"), ({"year": 1990}, "year"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_hang_together_is_refused_in_a_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        stock_of(TRUE, **change)
    assert said in str(caught.value)


def test_files_without_rules_or_units_or_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownChoiceError, match="yearly-stock"):
        find_yearly_stock("yearly-stick")
    path = tmp_path / "stock.yaml"
    path.write_text("id: x\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"stock\.yaml"):
        find_yearly_stock(str(path))
    bare = RULES.model_copy(update={"units": ()})
    with pytest.raises(InputError, match="no units"):
        rungs_of(stock_of(TRUE), bare)
