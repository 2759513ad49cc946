"""World Bank commodity prices (Pink Sheet): the monthly workbook, or a CSV of the same layout."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from sonae.core import InputError
from sonae.data.importers.table import read_cells

__all__ = ["read_pink_sheet"]

_MONTH = re.compile(r"\d{4}M(0[1-9]|1[0-2])")
_NUMBER = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]*)?(E[+-]?[0-9]+)?", re.IGNORECASE)
_NO_VALUE = frozenset(("", "…", "..", "...", "#VALUE!", "n/a"))


def read_pink_sheet(path: Path, *, encoding: str | None = None) -> pl.DataFrame:
    """Read monthly nominal prices into month (first day), series, unit and price in US dollars.

    The first row of data is found by its month (1960M01); the row of names stands above it, the row of units, where
    there is one, between. Blank and dotted cells are missing and left out.

    Raises:
        InputError: naming file, row and field.

    """
    sheet = "Monthly Prices" if path.suffix.lower() in (".xlsx", ".xlsm") else None
    rows = read_cells(path, encoding=encoding, sheet=sheet)
    first = next((i for i, row in enumerate(rows) if row and _MONTH.fullmatch(row[0].strip())), None)
    if first is None or first == 0:
        raise InputError(
            "no row begins with a month", file=path.name, expected="rows such as 1960M01 below a row of names"
        )
    above = rows[:first]
    named = next((i for i in range(len(above) - 1, -1, -1) if _is_names(above[i])), None)
    if named is None:
        raise InputError("there is no row of series names", file=path.name, row=first + 1)
    names = [re.sub(r"[\s*]+$", "", cell.strip()) for cell in above[named]]
    width = len(above[named])
    units = [cell.strip().strip("()") for cell in above[named + 1]] if named + 1 < len(above) else []
    series = [name for name in names[1:] if name]
    for name in series:
        if series.count(name) > 1:
            raise InputError("the series stands there twice", file=path.name, row=named + 1, field=name)
    out: list[tuple[str, str, str, float]] = []
    seen: set[str] = set()
    for number, row in enumerate(rows[first:], first + 1):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != width:
            raise InputError(f"{len(row)} cells where the header has {width}", file=path.name, row=number)
        month = row[0].strip()
        if not _MONTH.fullmatch(month):
            raise InputError(
                f"«{month[:40]}» is no month",
                file=path.name,
                row=number,
                field="month",
                expected="a month such as 1960M01",
            )
        if month in seen:
            raise InputError(f"the month {month} stands there twice", file=path.name, row=number, field="month")
        seen.add(month)
        for i in range(1, width):
            text = row[i].strip()
            if names[i] and text not in _NO_VALUE:
                price = _price(text, path.name, number, names[i])
                out.append((month, names[i], units[i] if i < len(units) else "", price))
    if not out:
        raise InputError("no month has a price", file=path.name, expected="rows such as 1960M01 with numbers")
    return pl.DataFrame(
        out, schema={"month": pl.String, "series": pl.String, "unit": pl.String, "price_usd": pl.Float64}, orient="row"
    ).with_columns(pl.col("month").str.replace("M", "-").add("-01").str.to_date("%Y-%m-%d"))


def _is_names(row: list[str]) -> bool:
    filled = [cell.strip() for cell in row[1:] if cell.strip()]
    return (
        len(filled) >= 1
        and not all(cell.startswith("(") for cell in filled)
        and not all(cell.isupper() for cell in filled)
    )


def _price(text: str, file: str, row: int, series: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise InputError(
            f"«{text[:40]}» cannot be used", file=file, row=row, field=series, expected="a price in US dollars"
        )
    price = float(text.replace(",", ""))
    if not 0 <= price < float("inf"):
        raise InputError(
            f"«{text[:40]}» is no price", file=file, row=row, field=series, expected="a number of 0 or more"
        )
    return price
