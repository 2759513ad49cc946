"""One good table of every kind that can be imported, as rows of cells; the tests spoil them one cell at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

Rows = list[list[str]]

MONTHS = ("Jan", "Feb", "Mar", "Apl", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CUSTOMS_HEADER = [
    "Exp or Imp", "Year", "HS", "Country", "Unit1", "Unit2", "Quantity1-Year", "Quantity2-Year", "Value-Year",
    *(f"{what}-{month}" for month in MONTHS for what in ("Quantity1", "Quantity2", "Value")),
]  # fmt: skip


def customs_row(
    flow: str = "2", year: str = "2024", code: str = "'811292000'", land: str = "105", unit1: str = "  ", unit2: str = "KG",
    quantity1: str = "0", quantity2: str = "0", value: str = "0",
) -> list[str]:  # fmt: skip
    """A row of the commodity-by-country file; the months are all 0."""
    return [flow, year, code, land, unit1, unit2, quantity1, quantity2, value, *["0"] * 36]


@dataclass(frozen=True)
class Good:
    """A good table: the header's row in the file, and which columns hold numbers, words and what must not be blank."""

    rows: Rows
    key: str
    numbers: Sequence[str] = ()
    words: Sequence[str] = ()
    needed: Sequence[str] = ()
    header: int = 1
    names: dict[str, str] = field(default_factory=dict)
    """The field's name in messages, where it is not the column's own."""

    @property
    def titles(self) -> list[str]:
        """The header's cells."""
        return self.rows[self.header - 1]

    @property
    def last(self) -> int:
        """The last row's number in the file."""
        return len(self.rows)

    def spoilt(self, column: str, cell: str) -> Rows:
        """The table with one cell of its last row changed."""
        rows = [list(row) for row in self.rows]
        rows[-1][self.titles.index(column)] = cell
        return rows

    def named(self, column: str) -> str:
        """The column's name in messages."""
        return self.names.get(column, column)


def text_of(rows: Sequence[Sequence[str]], delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """Rows as CSV text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Write rows to a CSV file."""
    path.write_text(text_of(rows), encoding="utf-8")
    return path


def write_workbook(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """Write sheets to an Excel file."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


DIMENSIONS = ("cc", "ge", "pv", "rl", "rq", "va")

GOOD = {
    "baci": Good(
        [
            ["t", "i", "j", "k", "v", "q"],
            ["2024", "490", "392", "810600", "1.5", "NA"],
            ["2024", "156", "392", "810600", "10.5", "900"],
        ],
        "t", numbers=("v", "q"), needed=("t", "i", "j", "k", "v"),
    ),
    "wgi": Good(
        [
            ["code", "year", "indicator", "estimate", "stddev"],
            *(["CHN", "2024", name, "-0.5", "0.2"] for name in DIMENSIONS),
            ["JPN", "2024", "va", "1.1", "0.1"],
        ],
        "iso3", numbers=("estimate", "stddev"), words=("indicator",), needed=("code", "year", "indicator"),
        names={"code": "iso3", "indicator": "dimension", "stddev": "standard_error"},
    ),
    "pink-sheet": Good(
        [
            ["World Bank Commodity Price Data (The Pink Sheet)", "", ""],
            ["", "Aluminum", "Tin **"],
            ["", "($/mt)", "($/mt)"],
            ["2024M01", "2,193.2", "25,173.5"],
            ["2024M02", "2182.1", "26123.4"],
        ],
        "month", numbers=("Aluminum",), header=2,
    ),
    "customs": Good(
        [
            CUSTOMS_HEADER,
            customs_row(quantity2="1500", value="900"),
            customs_row(land="103", quantity2="500", value="300"),
        ],
        "Exp or Imp", numbers=("Quantity1-Year", "Quantity2-Year", "Value-Year"),
        needed=("Exp or Imp", "Year", "HS", "Country", "Quantity1-Year", "Quantity2-Year", "Value-Year"),
    ),
    "events": Good(
        [
            [
                "act_id", "start", "end", "place_type", "place", "destination_iso3", "mineral_symbols", "cause", "instrument",
                "depth_nominal", "depth_observed", "confidence", "note", "source",
            ],
            [
                "CHN-1", "2023-08-01", "", "country", "CHN", "", "Ga;Ge", "policy", "licence",
                "1.0", "", "seen", "", "MOFCOM notice 23 of 2023",
            ],
            [
                "RED-1", "2023-11-19", "2024-06-30", "chokepoint", "SUEZ", "", "", "conflict", "attack",
                "", "0.4", "seen", "", "IMO",
            ],
            [
                "CHN-2", "2010-09-21", "2010-11-24", "country", "CHN", "JPN", "REE", "policy", "halt",
                "1", "0.3", "recalled", "n", "New York Times",
            ],
        ],
        "act_id", numbers=("depth_nominal", "depth_observed"),
        words=("place", "destination_iso3", "mineral_symbols", "cause", "instrument", "confidence", "note", "source"),
        needed=("act_id", "start", "place_type", "place", "mineral_symbols", "cause", "instrument", "confidence", "source"),
    ),
    "minerals": Good(
        [
            ["symbol", "material", "stage", "code", "content", "content_low", "content_high", "main_form", "basket", "source"],
            ["Ga", "", "metal", "811292100", "0.999", "0.99", "1", "yes", "no", "tariff of 2024"],
            ["PGM", "Pt", "metal", "711011", "0.9995", "", "", "yes", "", "tariff of 2024"],
            ["Ga", "", "compound", "282590900", "0.74", "", "0.75", "no", "yes", "tariff of 2024"],
        ],
        "symbol", numbers=("content", "content_low", "content_high"),
        words=("symbol", "material", "stage", "main_form", "basket", "source"),
        needed=("symbol", "stage", "code", "content", "main_form", "source"),
    ),
    "substitution": Good(
        [["symbol", "index", "importance", "source"], ["W", "0.95", "8.7", "EU 2023"], ["REE", "1", "", "EU 2023"]],
        "mineral", numbers=("index", "importance"), words=("symbol", "source"), needed=("symbol", "index", "source"),
        names={"symbol": "mineral"},
    ),
    "recycling": Good(
        [["mineral", "year", "rate", "source"], ["W", "2023", "0.3", "survey"], ["W", "2024", "0.35", "survey"]],
        "mineral", numbers=("rate",), words=("mineral", "source"), needed=("mineral", "year", "rate", "source"),
    ),
    "consumption": Good(
        [["鉱種", "年", "消費量", "出典"], ["W", "2023", "6,500", "調査"], ["Ga", "2024", "150", "調査"]],
        "mineral", numbers=("消費量",), words=("鉱種", "出典"), needed=("鉱種", "年", "消費量", "出典"),
        names={"鉱種": "mineral", "年": "year", "消費量": "tonnes", "出典": "source"},
    ),
    "equity": Good(
        [
            ["mineral", "country", "year", "share", "source"],
            ["Ni", "IDN", "2024", "0.2", "report"],
            ["Ni", "phl", "2024", "0.45", "report"],
        ],
        "mineral", numbers=("share",), words=("mineral", "source"), needed=("mineral", "country", "year", "share", "source"),
    ),
    "private-stocks": Good(
        [["mineral", "date", "days", "source"], ["*", "2024-03-31", "18", "law"], ["W", "2024-03-31", "21.5", "survey"]],
        "mineral", numbers=("days",), words=("mineral", "source"), needed=("mineral", "date", "days", "source"),
    ),
}  # fmt: skip
KINDS = sorted(GOOD)
SHARES = [
    ("events", "depth_nominal"), ("events", "depth_observed"), ("minerals", "content"), ("substitution", "index"),
    ("recycling", "rate"), ("equity", "share"),
]  # fmt: skip
DATES = [("events", "start"), ("events", "end"), ("private-stocks", "date")]
YEARS = [
    ("baci", "t"),
    ("wgi", "year"),
    ("customs", "Year"),
    ("recycling", "year"),
    ("consumption", "年"),
    ("equity", "year"),
]
