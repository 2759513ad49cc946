"""World Bank governance workbook or CSV: six dimensions with standard errors, in the long layout of the World Bank."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from sonae.core import InputError
from sonae.data.governance import DIMENSIONS
from sonae.data.importers.table import LINE, Column, TableShape, check_table, read_cells, refuse

__all__ = ["read_governance"]

# Codes of the World Bank that are not ISO 3166.
_ISO3 = {"ADO": "AND", "KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "ZAR": "COD"}

SHAPE = TableShape(
    (
        Column("iso3", also=("code", "country code", "economycode")),
        Column("year", "year"),
        Column("dimension", also=("indicator",), choices=DIMENSIONS),
        Column("estimate", "number", required=False, minimum=-5, maximum=5),
        Column("standard_error", "number", also=("stddev", "standarderror", "stderr"), required=False, minimum=0),
    ),
    key=("iso3", "year", "dimension"),
    also_missing=("#N/A",),
)


def read_governance(path: Path, *, encoding: str | None = None) -> pl.DataFrame:
    """Read a governance file into iso3, year, dimension, estimate, standard_error; rows without an estimate are dropped.

    Raises:
        InputError: naming file, row and field; also when a dimension or every standard error is missing.

    """
    cells = read_cells(path, encoding=encoding)
    table = check_table(cells[0], cells[1:], SHAPE, path.name)
    numbered = table.with_row_index(LINE, offset=2).with_columns(pl.col("iso3").str.to_uppercase().replace(_ISO3))
    refuse(numbered, ~pl.col("iso3").str.contains(r"^[A-Z]{3}$"), "iso3", path.name, "«{}» is no country code")
    known = numbered.drop(LINE).filter(pl.col("estimate").is_not_null())
    lacking = [name for name in DIMENSIONS if name not in known["dimension"].unique().to_list()]
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
