"""World Bank governance workbook or CSV: six dimensions with standard errors, in any of the World Bank's layouts.

Long (one table with a column for the dimension), by sheet (the revision of 2025: one sheet a dimension, one row a
country and year) or wide (until 2023: one sheet a dimension, the years side by side above groups of columns).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from sonae.core import InputError
from sonae.data.countries import countries
from sonae.data.governance import DIMENSIONS
from sonae.data.importers.table import (
    LINE,
    Column,
    TableShape,
    check_frame,
    check_table,
    is_workbook,
    read_cells,
    read_sheets,
)

__all__ = ["read_governance"]

# Codes of the World Bank that are not ISO 3166.
_ISO3 = {"ADO": "AND", "KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "ZAR": "COD"}
# Territories of the workbook that report no trade: read, and used by nothing.
_NO_TRADE = ("GLP", "VIR")
_SHEETS = {
    "cc": "cc", "controlofcorruption": "cc",
    "ge": "ge", "governmenteffectiveness": "ge",
    "pv": "pv", "politicalstability": "pv", "politicalstabilitynoviolence": "pv",
    "rl": "rl", "ruleoflaw": "rl",
    "rq": "rq", "regulatoryquality": "rq",
    "va": "va", "voiceandaccountability": "va",
}  # fmt: skip


def _iso3(code: str) -> str | None:
    """Read the World Bank's own codes as ISO 3166; what is neither is unknown."""
    read = _ISO3.get(code.upper(), code.upper())
    return read if read in countries() or read in _NO_TRADE else None


_COLUMNS = (
    Column(
        "iso3", also=("code", "country code", "economycode", "economy (code)"), map=_iso3,
        expected="an ISO 3166 alpha-3 country code such as CHN",
    ),
    Column("year", "year"),
    Column(
        "estimate", "number", also=("governance estimate (approx. -2.5 to +2.5)",),
        required=False, minimum=-5, maximum=5,
    ),
    Column(
        "standard_error", "number", also=("stddev", "standarderror", "stderr", "standard error", "standard error (estimate)"),
        required=False, minimum=0,
    ),
)  # fmt: skip
_MISSING = ("#N/A",)
LONG = TableShape(
    (*_COLUMNS, Column("dimension", also=("indicator",), choices=DIMENSIONS)),
    key=("iso3", "year", "dimension"),
    also_missing=_MISSING,
)
ONE_DIMENSION = TableShape(_COLUMNS, key=("iso3", "year"), also_missing=_MISSING)


def read_governance(path: Path, *, encoding: str | None = None) -> pl.DataFrame:
    """Read a governance file into iso3, year, dimension, estimate, standard_error; rows without an estimate are dropped.

    Raises:
        InputError: naming file, row and field; also when a dimension or every standard error is missing.

    """
    sheets = read_sheets(path) if is_workbook(path) else {}
    named = {_SHEETS[word]: title for title in sheets if (word := re.sub(r"[^a-z]", "", title.casefold())) in _SHEETS}
    if named:
        read = [
            _read_dimension(sheets[title], f"{path.name}, sheet {title}").with_columns(pl.lit(name).alias("dimension"))
            for name, title in sorted(named.items())
        ]
        table = pl.concat(read)
    else:
        cells = read_cells(path, encoding=encoding)
        table = check_table(cells[0], cells[1:], LONG, path.name)
    known = table.filter(pl.col("estimate").is_not_null())
    present = set(known["dimension"].to_list())
    lacking = [name for name in DIMENSIONS if name not in present]
    if lacking:
        raise InputError(
            f"the dimension «{lacking[0]}» is not in the file", file=path.name, field="dimension", expected="all six"
        )
    if known["standard_error"].null_count() == known.height:
        raise InputError(
            "there are no standard errors", file=path.name, field="standard_error", expected="one an estimate"
        )
    return known.select(
        "iso3", "year", pl.col("dimension").cast(pl.Enum(DIMENSIONS)), "estimate", "standard_error"
    ).sort("iso3", "year", "dimension")


def _read_dimension(rows: Sequence[Sequence[str]], file: str) -> pl.DataFrame:
    """Read the sheet of one dimension; its header is the first row with a column of codes."""
    codes = {"iso3", *_COLUMNS[0].also}
    for place, row in enumerate(rows):
        titles = [cell.strip().casefold() for cell in row]
        if not codes.isdisjoint(titles):
            if "estimate" in titles and "year" not in titles:
                return check_frame(_unfolded(rows, place, file), ONE_DIMENSION, file).drop(LINE)
            return check_table(row, rows[place + 1 :], ONE_DIMENSION, file, first_line=place + 2)
    raise InputError("there is no row of column names", file=file, expected="a row with «Code» or «Economy (code)»")


def _unfolded(rows: Sequence[Sequence[str]], header: int, file: str) -> pl.DataFrame:
    """Lay years that stand side by side below each other; the year stands one row above the names of its columns."""
    titles = [cell.strip().casefold() for cell in rows[header]]
    places: dict[tuple[str, str], int] = {}
    year = ""
    for place, title in enumerate(titles):
        year = (rows[header - 1][place].strip() if header else "") or year
        if title in ("estimate", "stderr"):
            if (year, title) in places:
                raise InputError(f"the year «{year[:20]}» stands there twice", file=file, row=header, field=title)
            places[year, title] = place
    code = next(place for place, title in enumerate(titles) if title in ("iso3", *_COLUMNS[0].also))
    years = list(dict.fromkeys(year for year, _ in places))
    out = []
    for number, row in enumerate(rows[header + 1 :], header + 2):
        if not any(cell.strip() for cell in row):
            continue
        for year in years:
            cells = {title: row[place].strip() for (stated, title), place in places.items() if stated == year}
            out.append((number, row[code].strip(), year, cells.get("estimate", ""), cells.get("stderr", "")))
    if not out:
        raise InputError("the table has no rows", file=file, expected="at least one row below the header")
    names = ("iso3", "year", "estimate", "standard_error")
    return pl.DataFrame(out, schema={LINE: pl.Int64} | dict.fromkeys(names, pl.String), orient="row")
