"""How deep acts cut in fact, read from trade: only observed depth calibrates depth (METHOD §3).

The depth of an act for a mineral is the fall of the country's exports (to the named destination, where there is one)
below what they would have been: the mean of the three years before, moved with the exports of the rest of the world,
over the part of each of the first two years that the act was in force. Acts of less than a quarter of a year do not
show in yearly data and are left out; so are countries with less than 1 % of the world's exports.

Exports swing without any act. A fall counts from 0 to 1 and a rise as 0, and the mean of the same statistic over every
country and mineral of that size in years without an act, the placebo, is taken off: what is left is the excess of
falls under acts. (Signed falls would be free of the placebo's noise but not of selection: bans strike trades that were
growing, and growth would then read as negative depth.) A depth that a row of the log states as observed is taken as it
stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from sonae.data import Act, Library, countries
from sonae.supply_risk.exposure import Exposure
from sonae.supply_risk.flows import ContainedTrade

__all__ = ["ObservedDepth", "observed_depths"]

F64 = npt.NDArray[np.float64]

_BASE_YEARS = 3
_LONGEST_YEARS = 2
_SHORTEST = 0.25
_WORLD_BAND = (0.7, 1.3)
_LEAST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class ObservedDepth:
    """The depth of one act, net of the placebo unless the log states it; one act alone may come out below 0."""

    act: Act
    depth: float
    stated: bool


def observed_depths(
    library: Library, exposure: Exposure, acts: Sequence[Act], as_of: dt.date
) -> tuple[list[ObservedDepth], float]:
    """Return the acts whose depth shows in the years that had ended on ``as_of``, and the mean of the placebo."""
    materials = {mineral.symbol: mineral.materials for mineral in library.minerals.register.values()}
    book = _book(exposure.trade)
    ended = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
    last = min(library.years[-1], ended)
    placebo = book.placebo(acts, materials, last)
    out = []
    for act in acts:
        if act.depth_observed is not None:
            out.append(ObservedDepth(act, act.depth_observed, True))
        elif act.place_type == "country":
            names = [name for symbol in sorted(act.minerals) for name in materials.get(symbol, ())]
            seen = [depth for name in names if (depth := book.depth(act, name, last)) is not None]
            if seen:
                out.append(ObservedDepth(act, float(np.mean(np.clip(seen, 0.0, 1.0))) - placebo, False))
    return out, placebo


@lru_cache(maxsize=4)
def _book(trade: ContainedTrade) -> _Book:
    return _Book(trade)


class _Book:
    """Exports in t of element by material, country and year, and what they would have been without an act."""

    def __init__(self, trade: ContainedTrade) -> None:
        self.trade = trade
        self.materials = sorted(trade.forms["material"].unique().to_list())
        self.lands = sorted(set(countries()))
        self.first, self.years = trade.library.years[0], len(trade.library.years)
        self.exports = self._grid(trade.world_exports)
        whole = self.exports.sum(axis=1, keepdims=True)
        self.base = self._before(self.exports)
        world_base = self._before(whole)
        with np.errstate(divide="ignore", invalid="ignore"):
            self.share = self.base / world_base
            self.rest_base = world_base - self.base
            rest = whole - self.exports
            self.rest = rest
        # A country that did not export in each of the three years has no base.
        shipped = self.exports > 0
        self.has_base = np.zeros(shipped.shape, dtype=bool)
        for year in range(_BASE_YEARS, self.years):
            self.has_base[:, :, year] = shipped[:, :, year - _BASE_YEARS : year].all(axis=2)

    def _grid(self, flows: pl.DataFrame) -> F64:
        out = np.zeros((len(self.materials), len(self.lands), self.years))
        rows = flows.group_by("material", "exporter", "year", maintain_order=True).agg(pl.col("tonnes").sum())
        m = {name: i for i, name in enumerate(self.materials)}
        c = {name: i for i, name in enumerate(self.lands)}
        out[
            [m[name] for name in rows["material"]],
            [c[name] for name in rows["exporter"].cast(pl.String)],
            rows["year"].to_numpy() - self.first,
        ] = rows["tonnes"].to_numpy()
        return out

    @staticmethod
    def _before(table: F64) -> F64:
        """Mean of the three years before each year, NaN for the first years."""
        total = np.cumsum(table, axis=2)
        out = np.full(table.shape, np.nan)
        out[:, :, _BASE_YEARS:] = total[:, :, _BASE_YEARS - 1 : -1]
        out[:, :, _BASE_YEARS + 1 :] -= total[:, :, : -_BASE_YEARS - 1]
        return out / _BASE_YEARS

    @lru_cache(maxsize=8)  # noqa: B019 - a book lives as long as its trade
    def _towards(self, destination: str) -> F64:
        return self._grid(self.trade.imports(destination))

    def depth(self, act: Act, material: str, last: int) -> float | None:
        """Return the raw fall for an act and material, ``None`` where it cannot be seen."""
        if material not in self.materials or act.place not in self.lands:
            return None
        m, c, y = self.materials.index(material), self.lands.index(act.place), act.start.year - self.first
        if not _BASE_YEARS <= y < self.years or not self.has_base[m, c, y] or self.share[m, c, y] < _LEAST_SHARE:
            return None
        if self.rest_base[m, c, y] <= 0:
            return None
        table = self._towards(min(act.destinations)) if act.destinations else self.exports
        base = table[m, c, y - _BASE_YEARS : y].mean()
        if base <= 0:
            return None
        longest = dt.date(act.start.year + _LONGEST_YEARS, 1, 1) + (act.start - dt.date(act.start.year, 1, 1))
        end = min(act.end or dt.date.max, longest, dt.date(last, 12, 31))
        lost = reach = in_force = 0.0
        for year in range(act.start.year, end.year + 1):
            days = (min(end, dt.date(year, 12, 31)) - max(act.start, dt.date(year, 1, 1))).days + 1
            i = year - self.first
            expected = base * min(_WORLD_BAND[1], max(_WORLD_BAND[0], self.rest[m, c, i] / self.rest_base[m, c, y]))
            in_force += days / 365
            reach += days / 365 * expected
            lost += expected - table[m, c, i]
        return float(lost / reach) if in_force >= _SHORTEST and reach > 0 else None

    def placebo(self, acts: Sequence[Act], materials: dict[str, tuple[str, ...]], last: int) -> float:
        """Return the mean fall over two years where no act struck in those years or the three before."""
        end = last - self.first + 1
        struck = np.zeros(self.exports.shape, dtype=bool)
        for act in acts:
            if act.place not in self.lands:
                continue
            first = max(0, act.start.year - self.first)
            until = min(self.years, ((act.end or dt.date(last, 12, 31)).year - self.first) + 1)
            for symbol in act.minerals:
                for name in materials.get(symbol, ()):
                    if name in self.materials:
                        struck[self.materials.index(name), self.lands.index(act.place), first:until] = True
        falls = []
        for y in range(_BASE_YEARS, end - _LONGEST_YEARS + 1):
            window = slice(y - _BASE_YEARS, y + _LONGEST_YEARS)
            usable = (
                self.has_base[:, :, y] & (self.share[:, :, y] >= _LEAST_SHARE) & (self.rest_base[:, :, y] > 0)
                & ~struck[:, :, window].any(axis=2)
            )  # fmt: skip
            base = self.base[:, :, y][usable]
            rest_base = self.rest_base[:, :, y][usable]
            expected = sum(
                base * np.clip(self.rest[:, :, y + k][usable] / rest_base, *_WORLD_BAND) for k in range(_LONGEST_YEARS)
            )
            actual = sum(self.exports[:, :, y + k][usable] for k in range(_LONGEST_YEARS))
            falls.append(np.clip((expected - actual) / expected, 0.0, 1.0))
        return float(np.concatenate(falls).mean()) if falls else 0.0
