import datetime as dt
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from sonae.data.importers.prices import read_pink_sheet
from tests.data.tables import GOOD, write_csv, write_workbook


def test_a_workbook_and_a_csv_give_the_same_prices(tmp_path: Path) -> None:
    rows = GOOD["pink-sheet"].rows
    table = read_pink_sheet(write_csv(tmp_path / "cmo.csv", rows))
    assert table.rows() == [
        (dt.date(2024, 1, 1), "Aluminum", "$/mt", 2193.2),
        (dt.date(2024, 1, 1), "Tin", "$/mt", 25173.5),
        (dt.date(2024, 2, 1), "Aluminum", "$/mt", 2182.1),
        (dt.date(2024, 2, 1), "Tin", "$/mt", 26123.4),
    ]
    book = write_workbook(tmp_path / "cmo.xlsx", {"AFOSHEET": [["About"]], "Monthly Prices": rows, "Annual": [["no"]]})
    assert_frame_equal(read_pink_sheet(book), table)


def test_numbers_of_a_workbook_and_the_row_of_codes(tmp_path: Path) -> None:
    rows = [
        ["World Bank Commodity Price Data"],
        [None, "Crude oil, average", "Coal, Australian **"],
        [None, "($/bbl)", "($/mt)"],
        ["1960M01", 1.63, None],
        ["1960M02", 1.6, 12],
    ]
    table = read_pink_sheet(write_workbook(tmp_path / "cmo.xlsx", {"Monthly Prices": rows}))
    assert table.select("series", "unit", "price_usd").rows() == [
        ("Crude oil, average", "$/bbl", 1.63), ("Crude oil, average", "$/bbl", 1.6), ("Coal, Australian", "$/mt", 12.0),
    ]  # fmt: skip


@pytest.mark.parametrize("blank", ["", "…", "..", "...", "n/a"])
def test_blank_months_are_left_out_and_not_zero(blank: str, tmp_path: Path) -> None:
    table = read_pink_sheet(write_csv(tmp_path / "cmo.csv", GOOD["pink-sheet"].spoilt("Aluminum", blank)))
    assert table["series"].to_list() == ["Aluminum", "Tin", "Tin"]


@pytest.mark.parametrize(
    ("cell", "price"), [("1,234.5", 1234.5), ("1,234,567", 1234567.0), ("0", 0.0), ("12.", 12.0), ("1.5E3", 1500.0)]
)
def test_spellings_of_a_price(cell: str, price: float, tmp_path: Path) -> None:
    table = read_pink_sheet(write_csv(tmp_path / "cmo.csv", GOOD["pink-sheet"].spoilt("Aluminum", cell)))
    assert table.filter(series="Aluminum")["price_usd"][-1] == price
