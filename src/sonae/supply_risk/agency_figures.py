"""What the agency has said of a material: its own row before its mineral's, the latest that was known in the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from sonae.data import Library

__all__ = ["equity_shares", "latest_figure"]


def latest_figure(
    library: Library, kind: str, names: Sequence[str], *, year: int | None = None
) -> Mapping[str, Any] | None:
    """Return the agency's latest row of a kind, or ``None`` where it gave none.

    Args:
        library: the data.
        kind: recycling, substitution or consumption.
        names: what the row may be called, the most particular first: «Pt», then «PGM».
        year: rows of later years are not known yet; kinds without a year take none.

    """
    table = library.agency_table(kind)
    if table is None:
        return None
    if year is not None:
        table = table.filter(pl.col("year") <= year).sort("year")
    for name in names:
        mine = table.filter(pl.col("mineral") == name)
        if mine.height:
            return mine.row(-1, named=True)
    return None


def equity_shares(library: Library, names: Sequence[str], year: int) -> Mapping[str, float] | None:
    """Return the owned share of imports by country, the latest of each country known in the year."""
    table = library.agency_table("equity")
    if table is None:
        return None
    known = table.filter(pl.col("year") <= year).sort("year")
    for name in names:
        mine = known.filter(pl.col("mineral") == name)
        if mine.height:
            return {row["country"]: float(row["share"]) for row in mine.sort("year", "country").iter_rows(named=True)}
    return None
