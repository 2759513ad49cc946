"""Imports by origin: what the trade table gives, what is lost from it, tonnes that do not go with their value, own tables."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from sonae.core import Classification, DataUnavailableError, InputError, UnknownChoiceError
from sonae.policy import read_imports, traded_imports
from tests.policy.made import history
from tests.tiny import Flow, tiny_library

STEADY: list[Flow] = [
    (year, 270900, out, into, tonnes, value)
    for year in range(2018, 2025)
    for out, into, tonnes, value in (("SAU", "JPN", 400.0, 240.0), ("ARE", "JPN", 500.0, 300.0), ("AUS", "JPN", 100.0, 60.0),
                                     ("SAU", "KOR", 900.0, 540.0))
]  # fmt: skip


def test_imports_are_those_of_japan_in_exact_tonnes(tmp_path: Path) -> None:
    found = traded_imports(tiny_library(tmp_path, flows=STEADY), "crude")
    assert found.years == tuple(range(2018, 2025))
    year = found.year(2020)
    assert [(flow.origin, flow.quantity) for flow in year.flows] == [("ARE", 500), ("SAU", 400), ("AUS", 100)]
    assert (year.total, year.unit, year.notes) == (1000, "t", ())


def test_codes_of_coal_are_added_up(tmp_path: Path) -> None:
    flows = [(2020, code, "AUS", "JPN", 10.0, 1.0) for code in (270111, 270112, 270119)]
    assert traded_imports(tiny_library(tmp_path, flows=flows), "coal").year(2020).total == 30


def test_a_lost_origin_makes_a_year_not_assessable(tmp_path: Path) -> None:
    flows = [row for row in STEADY if (row[0], row[2]) != (2021, "SAU")]
    found = traded_imports(tiny_library(tmp_path, flows=flows), "crude")
    assert found.not_whole(2020) is None
    with pytest.raises(DataUnavailableError, match=r"SAU has 40\.0% or more in 2020 and 2022"):
        found.year(2021)


@pytest.mark.parametrize(("share", "whole"), [(Fraction(1, 101), True), (Fraction(1, 99), False)])
def test_an_origin_counts_as_lost_from_one_hundredth_on(share: Fraction, whole: bool) -> None:
    lands = {"SAU": 1 - share, "AUS": share}
    found = history({2019: lands, 2020: {"SAU": Fraction(1)}, 2021: lands})
    assert (found.not_whole(2020) is None) is whole


@pytest.mark.parametrize(("share", "whole"), [(Fraction(1, 21), True), (Fraction(1, 19), False)])
def test_with_one_neighbour_it_takes_a_twentieth(share: Fraction, whole: bool) -> None:
    found = history({2019: {"SAU": 1 - share, "AUS": share}, 2020: {"SAU": Fraction(1)}})
    assert (found.not_whole(2020) is None) is whole


def test_a_tenth_that_is_left_is_a_fall_and_less_is_a_loss() -> None:
    beside = {"SAU": 50, "ARE": 50}
    for left, whole in ((Fraction(51, 1000), True), (Fraction(49, 1000), False)):
        found = history({2019: beside, 2020: {"SAU": left, "ARE": 1 - left}, 2021: beside})
        assert (found.not_whole(2020) is None) is whole


def test_an_origin_that_comes_or_goes_is_no_loss() -> None:
    found = history({2019: {"SAU": 1, "RUS": 1}, 2020: {"SAU": 1, "RUS": 1}, 2021: {"SAU": 1}, 2022: {"SAU": 1}})
    assert found.not_whole(2020) is None
    assert found.not_whole(2022) is None


def test_an_unknown_quantity_is_never_zero() -> None:
    found = history({2020: {"SAU": 1, "ARE": None}})
    with pytest.raises(DataUnavailableError, match="the quantity from ARE is not known"):
        found.year(2020)


def test_a_year_without_data_is_refused_and_nothing_has_no_shares() -> None:
    with pytest.raises(UnknownChoiceError, match="2020"):
        history({2020: {"SAU": 1}}).year(1066)
    with pytest.raises(DataUnavailableError, match="no shares of nothing"):
        history({2020: {"SAU": 0}}).year(2020)


@pytest.mark.parametrize(
    ("commodity", "code", "tonnes", "value", "used"),
    [
        ("crude", 270900, 100.0, 60.0, 100.0),
        ("crude", 270900, 100.0, 240.0, 400.0),  # four times the price: tonnes are lost
        ("crude", 270900, 1000.0, 60.0, 100.0),  # a tenth of the price: tonnes are too many
        ("crude", 270900, 100.0, 21.0, 100.0),  # 0.35 of the price stands
        ("crude", 270900, 100.0, 179.0, 100.0),  # and 2.98 too
        ("crude", 270900, None, 60.0, 100.0),
        ("crude", 270900, 0.0, 60.0, 100.0),
        ("coal", 270119, 100.0, 240.0, 100.0),  # coals differ: dear coal stands
        ("coal", 270119, 10_000.0, 60.0, 100.0),  # as Mozambique in 2019
        ("coal", 270119, 1000.0, 60.0, 1000.0),
    ],
)
def test_tonnes_go_with_their_value(
    tmp_path: Path, commodity: str, code: int, tonnes: float | None, value: float, used: float
) -> None:
    world: list[Flow] = [(2020, code, "SAU", "KOR", 1e6, 6e5), (2020, code, "BRN", "JPN", 1000.0, 600.0)]
    found = traded_imports(tiny_library(tmp_path, flows=[*world, (2020, code, "AUS", "JPN", tonnes, value)]), commodity)
    flow = next(one for one in found.year(2020).flows if one.origin == "AUS")
    assert float(flow.quantity) == pytest.approx(used)
    implied = tonnes is None or abs(tonnes - used) > 1
    assert (flow.implied > 0) is implied
    assert bool(found.year(2020).notes) is implied


def test_nine_digits_and_six_are_never_added(tmp_path: Path) -> None:
    flows: list[Flow] = [
        (2020, 271111, "QAT", "JPN", 100.0, 50.0), (2020, 271111000, "QAT", "JPN", 99.0, 49.0),
    ]  # fmt: skip
    library = tiny_library(tmp_path, flows=flows)
    assert traded_imports(library, "lng").year(2020).total == 100
    assert traded_imports(library, "lng", source="customs").year(2020).total == 99
    with pytest.raises(DataUnavailableError, match="codes 270900, source customs"):
        traded_imports(library, "crude", source="customs")
    with pytest.raises(UnknownChoiceError, match="baci"):
        traded_imports(library, "lng", source="mixed")  # type: ignore[arg-type]
    with pytest.raises(UnknownChoiceError, match="coal"):
        traded_imports(library, "coke")


OWN = """commodity,year,origin,quantity,unit,source
crude,2024,SAU,60000,kl,made up
crude,2024,ARE,40000,kl,made up
lng,2024,AUS,,t,made up
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_own_table_is_read_with_its_unit_and_label(tmp_path: Path) -> None:
    found = read_imports(written(tmp_path, OWN), "crude")
    assert (found.unit, found.classification) == ("kl", Classification.INTERNAL)
    assert found.year(2024).total == 100_000
    with pytest.raises(DataUnavailableError, match="the quantity from AUS is not known"):
        read_imports(tmp_path / "own.csv", "lng").year(2024)


@pytest.mark.parametrize(
    ("found", "instead", "said"),
    [
        ("ARE,40000", "ARE,-1", "row 3, field «quantity»"),
        ("ARE,40000,kl", "ARE,40000,t", "crude comes in kl and in t; expected one unit a commodity"),
        ("ARE,40000", "SAU,40000", "row 3"),
        ("ARE,40000", "ZZZ,40000", "field «origin»"),
        ("ARE,40000", "JPN,40000", "Japan imports nothing from itself"),
        ("quantity,unit", "amount,unit", "quantity"),
        ("crude,2024,SAU", "coke,2024,SAU", "field «commodity»"),
        ("kl", "bbl", "field «unit»"),
    ],
)
def test_a_bad_table_is_refused_in_a_sentence(tmp_path: Path, found: str, instead: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_imports(written(tmp_path, OWN.replace(found, instead)), "crude")
    assert said in str(refused.value)
    assert str(refused.value).startswith("own.csv")


def test_what_the_table_lacks_or_cannot_be_counted_in_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no row of coal"):
        read_imports(written(tmp_path, OWN), "coal")
    with pytest.raises(InputError, match="lng is not counted in kl"):
        read_imports(written(tmp_path, OWN.replace("AUS,,t", "AUS,5,kl")), "lng")
    with pytest.raises(UnknownChoiceError):
        read_imports(tmp_path / "own.csv", "coke")
