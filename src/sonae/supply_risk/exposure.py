"""How large each country stands in each mineral, year by year: the ground on which acts fall.

The share of a pair (mineral, country) in a year is its largest share over the mineral's materials and stages:
production where there is a sheet (from 2018), exports of each stage in every year; the mean of three years. Minerals
that cannot be seen in trade before 2018 carry their shares of 2018 back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from sonae.data import Library, countries
from sonae.supply_risk.flows import ContainedTrade

__all__ = ["Exposure"]

_SMOOTHING = 3


@dataclass(frozen=True)
class Exposure:
    """Pair shares from the trade and production tables, for all minerals, countries and years."""

    library: Library
    trade: ContainedTrade

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """Symbols of the minerals, in the order of the register."""
        return tuple(self.library.minerals.register)

    @cached_property
    def lands(self) -> tuple[str, ...]:
        """All countries by alpha-3, in alphabetical order: the index of a country never depends on the data."""
        return tuple(sorted(countries()))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years with trade."""
        return self.library.years

    @cached_property
    def shares(self) -> npt.NDArray[np.float64]:
        """Shares, shape (mineral, country, year)."""
        symbol_of = {
            m: mineral.symbol for mineral in self.library.minerals.register.values() for m in mineral.materials
        }
        row = {symbol: i for i, symbol in enumerate(self.symbols)}
        land = {iso3: i for i, iso3 in enumerate(self.lands)}
        year = {when: i for i, when in enumerate(self.years)}
        shape = (len(self.symbols), len(self.lands), len(self.years))
        out = np.zeros(shape)

        exports = self.trade.world_exports.with_columns(
            (pl.col("tonnes") / pl.col("tonnes").sum().over("material", "stage", "year")).alias("share")
        ).filter(pl.col("share") > 0)
        stages = exports.group_by("material", "year", "exporter", maintain_order=True).agg(pl.col("share").max())
        symbols = [symbol_of.get(name, "") for name in stages["material"]]
        known = np.asarray([symbol in row for symbol in symbols])
        at = (
            np.asarray([row.get(symbol, 0) for symbol in symbols])[known],
            np.asarray([land[name] for name in stages["exporter"].cast(pl.String)])[known],
            np.asarray([year[when] for when in stages["year"]])[known],
        )
        np.maximum.at(out, at, stages["share"].to_numpy()[known])

        mined = np.zeros(shape)
        covered = np.zeros((shape[0], shape[2]), dtype=bool)
        by_sheet = {key[0]: part for key, part in self.library.production.partition_by("sheet", as_dict=True).items()}
        for material, sheet in self.library.minerals.sheets.items():
            part = by_sheet.get(sheet.name)
            if part is None:
                continue
            part = part.filter(pl.col("iso3").is_in(self.lands) & pl.col("year").is_in(self.years))
            i = row[symbol_of[material]]
            c = np.asarray([land[name] for name in part["iso3"]])
            y = np.asarray([year[when] for when in part["year"]])
            amount = part["quantity"].fill_null(0.0).to_numpy()
            total = np.bincount(y, amount, shape[2])
            share = np.divide(amount, total[y], out=np.zeros_like(amount), where=total[y] > 0)
            np.maximum.at(mined[i], (c, y), share)
            covered[i] |= total > 0
        mined = _fill_years(mined, covered, seen=out.sum(axis=1) > 0)
        return _trailing_mean(np.maximum(out, mined))

    @cached_property
    def _by_year(self) -> npt.NDArray[np.float64]:
        return np.ascontiguousarray(np.moveaxis(self.shares, 2, 0))

    def at(self, year: int) -> npt.NDArray[np.float64]:
        """Shares known at the end of ``year`` (the nearest year with data before it), shape (mineral, country)."""
        i = max(0, min(len(self.years) - 1, year - self.years[0]))
        return np.asarray(self._by_year[i])

    def index(self, symbols: Sequence[str]) -> list[int]:
        """Return the rows of symbols."""
        return [self.symbols.index(symbol) for symbol in symbols]


def _fill_years(
    mined: npt.NDArray[np.float64], covered: npt.NDArray[np.bool_], seen: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Carry production shares forward past their last year, and back to the first year where no trade shows the mineral."""
    for i in range(mined.shape[0]):
        there = np.flatnonzero(covered[i])
        if not there.size:
            continue
        mined[i, :, there[-1] + 1 :] = mined[i, :, there[-1]][:, None]
        if not seen[i, : there[0]].any():
            mined[i, :, : there[0]] = mined[i, :, there[0]][:, None]
    return mined


def _trailing_mean(shares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    total = np.cumsum(shares, axis=2)
    out = total.copy()
    out[:, :, _SMOOTHING:] -= total[:, :, :-_SMOOTHING]
    count = np.minimum(np.arange(shares.shape[2]) + 1, _SMOOTHING)
    return np.asarray(out / count)
