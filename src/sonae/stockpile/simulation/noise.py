"""Random numbers of demand, price and tenders: counter based, one table for the normal law.

Counters of Philox4x32-10, key = seed (the events use kinds 1 to 3):

* demand and price of mineral s, months 4q … 4q+3: counter (scenario, s, q, NOISE), word by month: lower half demand,
  upper half price;
* the price shock that all minerals share: counter (scenario, 0, q, COMMON), word by month, lower half;
* tenders of mineral s, months 8q … 8q+7: counter (scenario, s, q, TENDER), halves in order, the lower first; the tender
  fails where the half lies below the chance in units of 2⁻¹⁶.

s is the number of the mineral in the shortage model, so that a material has the same noise beside any others.

A half word becomes a normal number by arithmetic, in 32-bit floats, so that registers can do sixteen at once: its upper
bit is the sign, the other fifteen give u = (bits + ½)/2¹⁵, and the half normal quantile is u · P(w/8 − 1) with w =
−log₂(1 − u²). The logarithm is the exponent of the float and a polynomial in its fraction (:data:`LOG2`); P is
:data:`QUANTILE`. Both were fitted for the least greatest error: nowhere more than 0.0007 away from the mean of the law
within the half word's slice, at a variance of 1. A shock is never beyond 4.39 standard deviations.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sonae.compute import key_of, philox4x32
from sonae.stockpile.simulation.model import StockModel

__all__ = [
    "COMMON", "FURTHEST", "LOG2", "NOISE", "QUANTILE", "TENDER", "demand_noise", "failed_tenders", "log_prices",
    "normals_of", "tender_threshold",
]  # fmt: skip

F64 = npt.NDArray[np.float64]
NOISE, COMMON, TENDER = 4, 5, 6
F32 = np.float32
LOG2 = tuple(map(F32, (1.43901694, -0.679960847, 0.325630516, -0.08478982)))
"""log₂(1 + x) = x · Σ LOG2[i] · xⁱ for 0 ≤ x < 1."""
QUANTILE = tuple(
    map(
        F32,
        (
            3.10249734, 1.61278474, -0.281731606, 0.0850706622, -0.0827457011, -0.193869188, 0.221300915, 0.205227569,
        ),
    )
)  # fmt: skip
"""Quantile over u of the half normal law, by powers of w/8 − 1."""
FURTHEST = 4.39
"""No shock is further from 0."""


def normals_of(halves: npt.NDArray[np.uint32]) -> F64:
    """Return the normal numbers of half words; every operation in 32 bits, in the order of the compiled kernel."""
    u = ((halves & np.uint32(0x7FFF)).astype(F32) + F32(0.5)) * F32(2.0**-15)
    rest = (F32(1) - u) * (F32(1) + u)
    bits = rest.view(np.int32)
    x = ((bits & 0x7FFFFF) | 0x3F800000).view(F32) - F32(1)
    log2 = (LOG2[0] + LOG2[1] * x) + (LOG2[2] + LOG2[3] * x) * (x * x)
    v = -(((bits >> 23) - 127).astype(F32) + log2 * x) * F32(0.125) - F32(1)
    v2, q = v * v, QUANTILE
    low, high = (q[0] + q[1] * v) + (q[2] + q[3] * v) * v2, (q[4] + q[5] * v) + (q[6] + q[7] * v) * v2
    z = low + high * (v2 * v2)
    normals: F64 = np.where(halves >> np.uint32(15), -(z * u), z * u).astype(np.float64)
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
