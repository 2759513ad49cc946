"""Trade files: BACI of CEPII and the customs statistics of Japan."""

from __future__ import annotations

import io
import re
from pathlib import Path

import polars as pl

from sonae.core import InputError, Yen
from sonae.data.countries import iso3_of_code, read_package_table
from sonae.data.importers.table import LINE, Column, TableShape, check_frame, check_table, read_cells, refuse

__all__ = ["read_baci", "read_customs"]

BACI_SHAPE = TableShape(
    (
        Column("t", "year"),
        Column("i", "integer", minimum=0, maximum=999),
        Column("j", "integer", minimum=0, maximum=999),
        Column("k", "hs"),
        Column("v", "number", minimum=0),
        Column("q", "number", required=False, minimum=0),
    ),
    key=("t", "i", "j", "k"),
)


def read_baci(path: Path, *, encoding: str | None = None) -> pl.DataFrame:
    """Read a BACI year file (``t,i,j,k,v,q``) into the columns of the library's trade table.

    Quantities printed «NA» or left blank are missing, not zero. Country codes must be known.

    Raises:
        InputError: naming file, row and field.

    """
    if (frame := _fast_cells(path, encoding)) is not None:
        table = check_frame(frame, BACI_SHAPE, path.name)
    else:
        cells = read_cells(path, encoding=encoding)
        table = check_table(cells[0], cells[1:], BACI_SHAPE, path.name, numbered=True)
    known = list(iso3_of_code())
    for side in ("i", "j"):
        refuse(table, ~pl.col(side).is_in(known), side, path.name, "«{}» is no country code of BACI")
    refuse(table, pl.col("i") == pl.col("j"), "j", path.name, "«{}» trades with itself")
    return table.select(
        pl.col("t").cast(pl.Int16).alias("year"),
        pl.col("i").cast(pl.UInt16).alias("exporter"),
        pl.col("j").cast(pl.UInt16).alias("importer"),
        pl.col("k").cast(pl.UInt32).alias("code"),
        pl.col("v").alias("value_kusd"),
        pl.col("q").alias("quantity_t"),
    ).sort("code", "year", "importer", "exporter")


def _fast_cells(path: Path, encoding: str | None) -> pl.DataFrame | None:
    """Read eleven million plain rows in seconds; ``None`` sends a file to the patient reader, which names the row."""
    if not path.is_file() or encoding is not None or path.suffix.lower() != ".csv":
        return None
    try:
        raw = path.read_bytes()
        if not raw.isascii() or b'"' in raw:
            return None
        frame = pl.read_csv(io.BytesIO(raw), infer_schema=False)
    except (OSError, pl.exceptions.PolarsError):
        return None
    titles = [title.strip().casefold() for title in frame.columns]
    whole = raw.count(b",") == (frame.width - 1) * (frame.height + 1)
    if not whole or frame.height == 0 or sorted(titles) != ["i", "j", "k", "q", "t", "v"]:
        return None
    return frame.rename(dict(zip(frame.columns, titles, strict=True))).select(
        pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias(LINE), pl.all()
    )


_CUSTOMS_FIXED = (
    "Exp or Imp",
    "Year",
    "HS",
    "Country",
    "Unit1",
    "Unit2",
    "Quantity1-Year",
    "Quantity2-Year",
    "Value-Year",
)
_TONNES = {"KG": 0.001, "MT": 1.0, "KGMC": 0.001, "MTMC": 1.0, "KGDW": 0.001, "MTDW": 1.0, "GR": 1e-6}
# Units that already state contained metal.
_CONTAINED = ("KGMC", "MTMC")


def read_customs(path: Path, *, encoding: str | None = None) -> pl.DataFrame:
    """Read a commodity-by-country file of Japan's trade statistics (品別国別表, e-Stat CSV, nine-digit codes).

    Imports and exports by year. Codes stand in quotes in the source; quantities are read in the unit of their row (KG
    or MT; rows in pieces have no tonnage and count as missing); values are thousand yen. Subtotals and country codes
    for «order» and «unknown» are dropped.

    Returns:
        flow ("import" | "export"), year, code, iso3, quantity_t (null = missing), contained (the tonnes are contained
        metal already), value_yen (integer yen).

    Raises:
        InputError: naming file, row and field.

    """
    rows = read_cells(path, encoding=encoding)
    header = [title.strip().strip('"') for title in rows[0]]
    for place, name in enumerate(_CUSTOMS_FIXED):
        found = header[place] if place < len(header) else ""
        if found.casefold() != name.casefold():
            raise InputError(
                f"column {place + 1} is «{found[:40]}»", file=path.name, row=1, field=name,
                expected="the nine-digit commodity-by-country file of e-Stat: " + ", ".join(_CUSTOMS_FIXED[:4]) + " …",
            )  # fmt: skip
        if header.count(found) > 1:
            raise InputError("the column stands there twice", file=path.name, row=1, field=name)
    if len(rows) == 1:
        raise InputError("the table has no rows", file=path.name, expected="at least one row below the header")
    lands = {row["code"]: row["iso3"] for row in read_package_table("customs_countries.csv")}
    out = [
        record
        for number, row in enumerate(rows[1:], 2)
        if any(cell.strip() for cell in row) and (record := _customs_row(row, number, path.name, lands, len(header)))
    ]
    if not out:
        raise InputError("no row has a country", file=path.name, expected="rows by country")
    table = pl.DataFrame(
        out,
        schema={
            "flow": pl.String, "year": pl.Int16, "code": pl.UInt32, "iso3": pl.String,
            "quantity_t": pl.Float64, "contained": pl.Boolean, "value_yen": pl.Int64,
        },
        orient="row",
    )  # fmt: skip
    # Several customs codes are one country (the Azores are Portugal), so keys are added up, not refused.
    return (
        table.group_by("flow", "year", "code", "iso3", maintain_order=True)
        .agg(
            pl.when(pl.col("quantity_t").null_count() == 0).then(pl.col("quantity_t").sum()).alias("quantity_t"),
            pl.col("contained").any(),
            pl.col("value_yen").sum(),
        )
        .sort("flow", "code", "year", "iso3")
    )


def _customs_row(
    row: list[str], number: int, file: str, lands: dict[str, str], width: int
) -> tuple[str, int, int, str, float | None, bool, int] | None:
    def refuse_cell(field: str, problem: str, expected: str) -> InputError:
        return InputError(problem, file=file, row=number, field=field, expected=expected)

    if len(row) != width:
        raise InputError(f"{len(row)} cells where the header has {width}", file=file, row=number)
    cells = [cell.strip().strip('"') for cell in row[:9]]
    flow, year, code, land, unit1, unit2, quantity1, quantity2, value = cells
    if flow not in ("1", "2"):
        raise refuse_cell("Exp or Imp", f"«{flow[:60]}» is not known", "1 (export) or 2 (import)")
    if not re.fullmatch(r"(19|20)[0-9]{2}", year):
        raise refuse_cell("Year", f"«{year[:60]}» cannot be used", "a year such as 2024")
    digits = code.strip("'").replace(".", "")
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise refuse_cell("HS", f"«{code[:60]}» cannot be used", "nine digits, such as '811292000'")
    if "TOTAL" in land.upper():
        return None
    if land not in lands:
        raise refuse_cell(
            "Country", f"«{land[:60]}» is not known", "a three-digit country code of the trade statistics"
        )
    numbers = {}
    for field, text in (("Quantity1-Year", quantity1), ("Quantity2-Year", quantity2), ("Value-Year", value)):
        if not re.fullmatch(r"[0-9]{1,15}", text):
            raise refuse_cell(field, f"«{text[:60]}» cannot be used", "a whole number of 0 or more")
        numbers[field] = int(text)
    tonnes: float | None = None
    contained = False
    for unit, field in ((unit2, "Quantity2-Year"), (unit1, "Quantity1-Year")):
        if unit in _TONNES and tonnes is None:
            tonnes, contained = numbers[field] * _TONNES[unit], unit in _CONTAINED
    if tonnes == 0 and numbers["Value-Year"] > 0:
        tonnes = None  # shipments below one unit are rounded to 0: missing, not zero
    iso3 = lands[land]
    if not iso3:
        return None
    return (
        "import" if flow == "2" else "export", int(year), int(digits), iso3, tonnes, contained,
        Yen.thousand(numbers["Value-Year"]).amount,
    )  # fmt: skip
