"""How deep acts cut in fact, read from trade: only observed depth calibrates depth (METHOD §3).

An act in force for the part p of a year that cuts the depth δ of a country's supply lowers its exports of the year by
p·δ. The fall of a year is r = 1 − exports / expected, where expected is the mean of the three years before, moved with
the exports of the rest of the world. The reading of an act is the least-squares δ of r = p·δ + noise over its years,
``Σ p r / Σ p²``.

Exports swing without any act, so a reading says little by itself. What it says is measured, not assumed: the same
statistic, with the act's own p, over every country and mineral of that size in years without an act gives the law of
the noise, which shrinks with what is left to swing. The likelihood of a mean depth d is that law, seen from the depths
that Beta(dν, (1 − d)ν) holds, the law the simulation draws from. A short act has wide noise and weighs little; what the
readings leave open the prior decides.

Acts of less than a quarter of a year do not show in yearly data and are left out; so are countries with less than 1 %
of the world's exports. A depth that a row of the log states as observed is taken as it stands.
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

__all__ = ["DEPTHS", "DepthReading", "depth_posterior", "read_depths"]

F64 = npt.NDArray[np.float64]

DEPTHS: F64 = np.linspace(0.01, 0.99, 99)
"""Mean depths that are told apart."""

_BASE_YEARS = 3
_LONGEST_YEARS = 2
_YEARS = _LONGEST_YEARS + 1
_SHORTEST = 0.25
_WORLD_BAND = (0.7, 1.3)
_LEAST_SHARE = 0.01
_CELLS = 200
_RANGE, _BINS = 8.0, 800
_LEAST_NOISE = 0.1
_BACKGROUND = 0.02
"""Weight of a reading that means nothing: beyond the noise ever seen, a fall tells no depth from another."""


@dataclass(frozen=True)
class DepthReading:
    """What trade says of an act: the falls of its materials, and the log likelihood of each mean depth of ``DEPTHS``."""

    act: Act
    falls: tuple[float, ...]
    log_likelihood: F64
    stated: bool


def read_depths(
    library: Library, exposure: Exposure, acts: Sequence[Act], as_of: dt.date, concentration: float
) -> list[DepthReading]:
    """Read the acts whose depth shows in the years that had ended on ``as_of``.

    Args:
        library: minerals and years.
        exposure: its trade gives the exports.
        acts: as known on the day.
        as_of: later years are not used.
        concentration: ν of the Beta law of one act's depth around the mean.

    """
    materials = {mineral.symbol: mineral.materials for mineral in library.minerals.register.values()}
    book = _book(exposure.trade)
    ended = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
    last = min(library.years[-1], ended)
    struck = book.struck(acts, materials, last)
    pools: dict[frozenset[str], F64] = {}
    out = []
    for act in acts:
        if act.depth_observed is not None:
            out.append(DepthReading(act, (act.depth_observed,), _stated(act.depth_observed, concentration), True))
            continue
        parts = _parts(act, last)
        if act.place_type != "country" or parts.sum() < _SHORTEST:
            continue
        names = [name for symbol in sorted(act.minerals) for name in materials.get(symbol, ())]
        falls = [fall for name in names if (fall := book.fall(act, name, parts)) is not None]
        if falls:
            if act.destinations not in pools:
                pools[act.destinations] = book.noise(act.destinations, struck, last)
            noise = _density(pools[act.destinations][:, : parts.size] @ parts / (parts @ parts))
            each = [np.log(_mixture(concentration) @ _likelihood(noise, fall, parts)) for fall in falls]
            # The minerals of one act share its depth: together they count as one reading.
            out.append(DepthReading(act, tuple(falls), np.mean(each, axis=0), False))
    return out


def depth_posterior(prior_mean: float, strength: float, readings: Sequence[DepthReading]) -> F64:
    """Return the probability of each mean depth of ``DEPTHS`` after a Beta prior worth ``strength`` acts."""
    a, b = strength * prior_mean, strength * (1.0 - prior_mean)
    log = (a - 1) * np.log(DEPTHS) + (b - 1) * np.log1p(-DEPTHS)
    for reading in readings:
        log = log + reading.log_likelihood
    weight = np.exp(log - log.max())
    return np.asarray(weight / weight.sum())


def _parts(act: Act, last: int) -> F64:
    """Return the part of each year, from the first, that the act was in force; two years at most."""
    longest = dt.date(act.start.year + _LONGEST_YEARS, 1, 1) + (act.start - dt.date(act.start.year, 1, 1))
    end = min(act.end or dt.date.max, longest, dt.date(last, 12, 31))
    return np.asarray(
        [
            ((min(end, dt.date(year, 12, 31)) - max(act.start, dt.date(year, 1, 1))).days + 1) / 365
            for year in range(act.start.year, end.year + 1)
        ]
    )


def _likelihood(noise: F64, fall: float, parts: F64) -> F64:
    """Return the density of a fall under the depth of each cell.

    What is left of the exports swings, not what is cut: r = p·δ + (1 − p·δ)·noise. For acts of one year, or of whole
    years, the noise of the reading is exactly that without an act times 1 − p·δ; else p stands for its weighted mean.
    """
    depth = _cells()
    left = np.maximum(_LEAST_NOISE, 1.0 - depth * (parts**3).sum() / (parts**2).sum())
    return np.asarray(_at(noise, (fall - depth) / left) / left)


def _cells() -> F64:
    return (np.arange(_CELLS) + 0.5) / _CELLS


@lru_cache(maxsize=16)
def _mixture(concentration: float) -> F64:
    """Return the probability of each cell of depth under each mean of ``DEPTHS``, shape (mean, cell)."""
    from scipy.special import betainc

    edges = np.arange(_CELLS + 1) / _CELLS
    mean = DEPTHS[:, None]
    return np.asarray(np.diff(betainc(mean * concentration, (1 - mean) * concentration, edges), axis=1))


def _stated(depth: float, concentration: float) -> F64:
    cell = min(_CELLS - 1, int(depth * _CELLS))
    return np.asarray(np.log(_mixture(concentration)[:, cell] * _CELLS + 1e-12))


def _density(errors: F64) -> F64:
    """Return the smoothed density of errors over −8 … 8, above a flat background."""
    width = 2 * _RANGE / _BINS
    inside = errors[np.abs(errors) < _RANGE]
    counts = np.histogram(inside, _BINS, (-_RANGE, _RANGE))[0].astype(np.float64)
    low, high = np.percentile(inside, [25, 75])
    bandwidth = max(width, 1.06 * min(float(inside.std()), (high - low) / 1.349) * inside.size**-0.2)
    reach = int(np.ceil(4 * bandwidth / width))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * width / bandwidth) ** 2)
    smooth = np.convolve(counts, kernel, "same")
    part = inside.size / errors.size * (1 - _BACKGROUND)
    return np.asarray(part * smooth / (smooth.sum() * width) + (1 - part) / (2 * _RANGE))


def _at(density: F64, error: F64) -> F64:
    centres = (np.arange(_BINS) + 0.5) * (2 * _RANGE / _BINS) - _RANGE
    beyond = float(density.min())
    return np.asarray(np.interp(error, centres, density, left=beyond, right=beyond))


@lru_cache(maxsize=4)
def _book(trade: ContainedTrade) -> _Book:
    return _Book(trade)


class _Book:
    """Exports in t of element by material, country and year, and what they would have been without an act."""

    def __init__(self, trade: ContainedTrade) -> None:
        self.trade = trade
        self.materials = {name: i for i, name in enumerate(sorted(trade.forms["material"].unique().to_list()))}
        self.lands = {iso3: i for i, iso3 in enumerate(sorted(countries()))}
        self.first, self.years = trade.library.years[0], len(trade.library.years)
        self.exports = self._grid(trade.world_exports)
        whole = self.exports.sum(axis=1, keepdims=True)
        self.base = self._before(self.exports)
        world_base = self._before(whole)
        with np.errstate(divide="ignore", invalid="ignore"):
            self.share = self.base / world_base
        self.rest_base = world_base - self.base
        self.rest = whole - self.exports
        # A country that did not export in each of the three years has no base.
        shipped = self.exports > 0
        self.has_base = np.zeros(shipped.shape, dtype=bool)
        for year in range(_BASE_YEARS, self.years):
            self.has_base[:, :, year] = shipped[:, :, year - _BASE_YEARS : year].all(axis=2)
        with np.errstate(invalid="ignore"):
            self.usable = self.has_base & (self.share >= _LEAST_SHARE) & (self.rest_base > 0)

    def _grid(self, flows: pl.DataFrame) -> F64:
        out = np.zeros((len(self.materials), len(self.lands), self.years))
        rows = flows.group_by("material", "exporter", "year", maintain_order=True).agg(pl.col("tonnes").sum())
        out[
            [self.materials[name] for name in rows["material"]],
            [self.lands[name] for name in rows["exporter"].cast(pl.String)],
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

    @lru_cache(maxsize=16)  # noqa: B019 - a book lives as long as its trade
    def _towards(self, destinations: frozenset[str]) -> tuple[F64, F64]:
        """Exports to the named destinations, all of them where none is named, and their mean of three years before."""
        if not destinations:
            return self.exports, self.base
        table = np.asarray(sum(self._grid(self.trade.imports(land)) for land in sorted(destinations)))
        return table, self._before(table)

    def fall(self, act: Act, material: str, parts: F64) -> float | None:
        """Return the least-squares depth of an act for a material, ``None`` where it cannot be seen."""
        if material not in self.materials or act.place not in self.lands:
            return None
        m, c, y = self.materials[material], self.lands[act.place], act.start.year - self.first
        if not _BASE_YEARS <= y <= self.years - parts.size or not self.usable[m, c, y]:
            return None
        table, base = self._towards(act.destinations)
        if not base[m, c, y] > 0:
            return None
        years = slice(y, y + parts.size)
        growth = np.clip(self.rest[m, c, years] / self.rest_base[m, c, y], *_WORLD_BAND)
        falls = 1.0 - table[m, c, years] / (base[m, c, y] * growth)
        return float(parts @ falls / (parts @ parts))

    def struck(self, acts: Sequence[Act], materials: dict[str, tuple[str, ...]], last: int) -> npt.NDArray[np.bool_]:
        """Return where and when acts were in force, shape (material, country, year)."""
        out = np.zeros(self.exports.shape, dtype=bool)
        for act in acts:
            if act.place not in self.lands:
                continue
            first = max(0, act.start.year - self.first)
            until = min(self.years, ((act.end or dt.date(last, 12, 31)).year - self.first) + 1)
            for symbol in act.minerals:
                for name in materials.get(symbol, ()):
                    if name in self.materials:
                        out[self.materials[name], self.lands[act.place], first:until] = True
        return out

    def noise(self, destinations: frozenset[str], struck: npt.NDArray[np.bool_], last: int) -> F64:
        """Return the falls of three years in a row where no act struck in them or the three before, shape (case, 3)."""
        table, before = self._towards(destinations)
        cases = []
        for y in range(_BASE_YEARS, last - self.first + 2 - _YEARS):
            free = self.usable[:, :, y] & ~struck[:, :, y - _BASE_YEARS : y + _YEARS].any(axis=2)
            with np.errstate(invalid="ignore"):
                free &= before[:, :, y] > 0
            base, rest_base = before[:, :, y][free], self.rest_base[:, :, y][free]
            years = [
                1.0
                - table[:, :, y + k][free] / (base * np.clip(self.rest[:, :, y + k][free] / rest_base, *_WORLD_BAND))
                for k in range(_YEARS)
            ]
            cases.append(np.stack(years, axis=1))
        # Too little trade to know the noise: the falls are spread evenly and tell nothing.
        flat = np.linspace(-_RANGE, _RANGE, _BINS)[:, None] * np.ones(_YEARS)
        found = np.concatenate(cases) if cases else flat
        return found if found.shape[0] >= 50 else flat
