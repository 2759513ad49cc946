"""Random numbers of demand, price and tenders: counter based, one table for the normal law.

Counters of Philox4x32-10, key = seed (the events use kinds 1 to 3):

* demand and price of mineral s, months 4q … 4q+3: counter (scenario, s, q, NOISE), word by month: lower half demand,
  upper half price;
* the price shock that all minerals share: counter (scenario, 0, q, COMMON), word by month, lower half;
* tenders of mineral s, months 8q … 8q+7: counter (scenario, s, q, TENDER), halves in order, the lower first; the tender
  fails where the half lies below the chance in units of 2⁻¹⁶.

s is the number of the mineral in the shortage model, so that a material has the same noise beside any others.

A half word becomes a normal number by a table: its upper bit is the sign, the next twelve choose one of 4,096 slices of
equal probability of the half normal law, and the number is the mean of the law within the slice, scaled so that the
variance is 1. The distribution function is nowhere further than 2⁻¹³ from the normal one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sonae.compute import key_of, philox4x32
from sonae.stockpile.simulation.model import StockModel

__all__ = [
    "COMMON", "NOISE", "SLICES", "TENDER", "demand_noise", "failed_tenders", "half_normals", "log_prices", "normals_of",
    "tender_threshold",
]  # fmt: skip

F64 = npt.NDArray[np.float64]
NOISE, COMMON, TENDER = 4, 5, 6
SLICES = 4096


@lru_cache(maxsize=1)
def half_normals() -> npt.NDArray[np.float32]:
    """Return the means of the half normal law within slices of equal probability, scaled to a variance of 1."""
    from scipy.special import ndtri

    edge = ndtri(0.5 + np.arange(SLICES) / (2 * SLICES))
    density = np.append(np.exp(-0.5 * edge**2), 0.0) / np.sqrt(2 * np.pi)
    means = (density[:-1] - density[1:]) * (2 * SLICES)
    table: npt.NDArray[np.float32] = (means / np.sqrt(np.mean(means**2))).astype(np.float32)
    table.setflags(write=False)
    return table


def normals_of(halves: npt.NDArray[np.uint32]) -> F64:
    """Return the normal numbers of half words."""
    sign = np.where(halves >> np.uint32(15), -1.0, 1.0)
    normals: F64 = sign * half_normals()[(halves >> np.uint32(3)) & np.uint32(SLICES - 1)]
    return normals


def demand_noise(model: StockModel, seed: int, first: int, stop: int) -> F64:
    """Return the logarithm of demand noise, shape (scenario, material, month)."""
    halves = _words(model, seed, first, stop, NOISE) & np.uint32(0xFFFF)
    law = model.processes
    return _autoregressive(law.demand_sigma * normals_of(halves), law.demand_persistence)


def log_prices(model: StockModel, seed: int, first: int, stop: int) -> F64:
    """Return the logarithm of price over its mean before scarcity, shape (scenario, material, month)."""
    own = normals_of(_words(model, seed, first, stop, NOISE) >> np.uint32(16))
    scenario = np.arange(first, stop, dtype=np.uint64)[:, None]
    quarter = np.arange(-(-model.months // 4), dtype=np.uint64)
    words = np.stack(philox4x32((scenario, 0, quarter, COMMON), key_of(seed)), axis=-1)
    shared = normals_of(words.reshape(stop - first, -1)[:, : model.months] & np.uint32(0xFFFF))
    law = model.processes
    common, alone = law.price_sigma * np.sqrt(law.price_common), law.price_sigma * np.sqrt(1.0 - law.price_common)
    return _autoregressive(common * shared[:, None] + alone * own, law.price_persistence)


def failed_tenders(model: StockModel, seed: int, first: int, stop: int) -> npt.NDArray[np.bool_]:
    """Return whether the tender of a month fails, shape (scenario, material, month)."""
    shape = (stop - first, len(model.materials), model.months)
    if not (threshold := tender_threshold(model)):
        return np.zeros(shape, dtype=bool)
    scenario = np.arange(first, stop, dtype=np.uint64)[:, None, None]
    eighth = np.arange(-(-model.months // 8), dtype=np.uint64)
    words = np.stack(philox4x32((scenario, _streams(model), eighth, TENDER), key_of(seed)), axis=-1)
    halves = np.stack([words & np.uint32(0xFFFF), words >> np.uint32(16)], axis=-1)
    return np.asarray(halves.reshape(*shape[:2], -1)[:, :, : model.months] < threshold)


def tender_threshold(model: StockModel) -> int:
    """Chance of a failed tender in units of 2⁻¹⁶."""
    return round(model.processes.failed_tender * 2**16)


def _streams(model: StockModel) -> npt.NDArray[np.uint64]:
    return np.asarray([line.mineral for line in model.shortage.lines], dtype=np.uint64)[:, None]


def _words(model: StockModel, seed: int, first: int, stop: int, kind: int) -> npt.NDArray[np.uint32]:
    """One word a scenario, material and month."""
    scenario = np.arange(first, stop, dtype=np.uint64)[:, None, None]
    quarter = np.arange(-(-model.months // 4), dtype=np.uint64)
    words = np.stack(philox4x32((scenario, _streams(model), quarter, kind), key_of(seed)), axis=-1)
    return words.reshape(stop - first, len(model.materials), -1)[:, :, : model.months]


def _autoregressive(shocks: F64, persistence: float) -> F64:
    """Sum shocks up month by month; the process begins at 0."""
    out = np.empty_like(shocks)
    state = np.zeros(shocks.shape[:2])
    for t in range(shocks.shape[2]):
        state = persistence * state + shocks[:, :, t]
        out[:, :, t] = state
    return out
