"""What trade shows of a line: unit values, the size of the market, and whether imports fell."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

import polars as pl

from sonae.stockpile.history.model import ImportCheck
from sonae.supply_risk import ContainedTrade

__all__ = ["LineTrade"]

_BASE_YEARS = 5
_SMALL = 0.005
"""Below half a per cent a loss is called none."""
_MARKED = 0.10
"""A fall of imports that is said where no loss is modelled."""


class LineTrade:
    """World trade and the importer's trade in one line, by calendar year."""

    def __init__(self, trade: ContainedTrade, importer: str, material: str, stage: str) -> None:
        self.years = trade.library.years
        wanted = (pl.col("material") == material) & (pl.col("stage") == stage)
        self._world = trade.flows.filter(wanted)
        self._mine = trade.imports(importer).filter(wanted)

    @cached_property
    def _yearly(self) -> dict[int, tuple[float, float]]:
        sums = (
            self._world.group_by("year", maintain_order=True)
            .agg(pl.col("tonnes").sum(), pl.col("value_kusd").sum())
            .sort("year")
        )
        return {year: (tonnes, value) for year, tonnes, value in sums.iter_rows()}

    def unit_values(self) -> dict[int, float]:
        """Return dollars a tonne of element by year: all trade of the line, value over contained tonnes."""
        return {
            year: value * 1000.0 / tonnes for year, (tonnes, value) in self._yearly.items() if tonnes > 0 and value > 0
        }

    def world_t(self, first: int, last: int) -> float:
        """Return mean tonnes a year of world trade from ``first`` to ``last``."""
        return sum(self._yearly.get(year, (0.0, 0.0))[0] for year in range(first, last + 1)) / (last - first + 1)

    def imports_t(self, year: int, lands: Collection[str] | None = None) -> float:
        """Return the importer's tonnes of a year, from some countries where they are named."""
        rows = self._mine.filter(pl.col("year") == year)
        if lands is not None:
            rows = rows.filter(pl.col("exporter").cast(pl.String).is_in(list(lands)))
        return float(rows["tonnes"].sum())

    def check(self, year: int, modelled: float, start: int, lands: Collection[str]) -> ImportCheck:
        """Set the modelled loss of a year beside the fall of imports against the five years to ``start``."""
        base_years = [y for y in range(start - _BASE_YEARS + 1, start + 1) if y in self.years]
        base = sum(self.imports_t(y) for y in base_years) / max(1, len(base_years))
        if year not in self.years:
            return ImportCheck(year, modelled, None, base or None, None, None, "no trade data for the year")
        if not base > 0:
            return ImportCheck(year, modelled, None, None, None, None, "imports of the line are not seen")
        now = self.imports_t(year)
        fall = 1.0 - now / base
        struck_base = sum(self.imports_t(y, lands) for y in base_years) / len(base_years)
        struck = 1.0 - self.imports_t(year, lands) / struck_base if struck_base > 0 else None
        return ImportCheck(year, modelled, now, base, fall, struck, _verdict(modelled, fall))


def _verdict(modelled: float, fall: float) -> str:
    if modelled < _SMALL:
        return "imports fell, but no loss is modelled" if fall > _MARKED else "no loss is modelled"
    if fall <= 0:
        return "a loss is modelled, but imports did not fall"
    if modelled > fall:
        return "the modelled loss is larger than the fall of imports"
    return "imports fell by more than the modelled loss"
