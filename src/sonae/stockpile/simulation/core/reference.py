"""The core simulation in plain numpy, in chunks that stay in the cache: the baseline of the bench."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sonae.compute import key_of, philox4x32
from sonae.stockpile.simulation.core.model import CoreModel

__all__ = ["CORE", "core_uniforms", "run_core_plain", "run_core_with"]

CORE = 7
"""Kind of the counters: (scenario, month, slots 4k … 4k+3, CORE)."""


def core_uniforms(
    seed: int, first: int, stop: int, month: int, slots: int, kind: npt.DTypeLike
) -> npt.NDArray[np.floating]:
    """Return the uniform numbers of a month with 24 bits, shape (scenario, slot)."""
    scenario = np.arange(first, stop, dtype=np.uint64)[:, None]
    words = philox4x32((scenario, month, np.arange(-(-slots // 4), dtype=np.uint64), CORE), key_of(seed))
    flat = np.stack(words, axis=-1).reshape(stop - first, -1)[:, :slots]
    uniform: npt.NDArray[np.floating] = (flat >> np.uint32(8)).astype(kind) * np.asarray(2.0**-24, dtype=kind)
    return uniform


def run_core_plain(
    model: CoreModel, first: int, stop: int, seed: int, *, kind: npt.DTypeLike = np.float32
) -> tuple[npt.NDArray[np.floating], npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return cost by scenario, summed shortage and months out by mineral, on the random numbers of the kernel."""
    minerals, suppliers = model.shares.shape
    slots = suppliers + minerals
    return run_core_with(model, [core_uniforms(seed, first, stop, t, slots, kind) for t in range(model.months)], kind)


def run_core_with(
    model: CoreModel, draws: object, kind: npt.DTypeLike = np.float32
) -> tuple[npt.NDArray[np.floating], npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Run on given uniform numbers: one array (scenario, supplier + mineral) a month."""
    minerals, suppliers = model.shares.shape
    arrays = model.arrays(kind)
    shares = np.ascontiguousarray(arrays["shares"][:, :suppliers].T)
    stay = arrays["stay"][:, :, :suppliers]
    demand, price, start, target, floor, buy_cap, cap, holding, steep = arrays["numbers"].T
    calm, one = arrays["calm"][0], np.asarray(1.0, dtype=kind)
    state: npt.NDArray[np.int8] | None = None
    short, out = np.zeros(minerals), np.zeros(minerals, dtype=np.int64)
    for u in draws:  # type: ignore[attr-defined]
        if state is None:
            state = np.zeros((u.shape[0], suppliers), dtype=np.int8)
            stock, cost = np.tile(start, (u.shape[0], 1)), np.zeros(u.shape[0], dtype=kind)
        low = np.where(state == 0, stay[0, 0], np.where(state == 1, stay[0, 1], stay[0, 2]))
        high = np.where(state == 0, stay[1, 0], np.where(state == 1, stay[1, 1], stay[1, 2]))
        state = (u[:, :suppliers] >= low).view(np.int8) + (u[:, :suppliers] >= high).view(np.int8)
        loss = (state * np.asarray(0.5, dtype=kind)) @ shares
        need = loss * (one + np.asarray(0.4, dtype=kind) * (u[:, suppliers:] - np.asarray(0.5, dtype=kind))) * demand
        release = np.minimum(np.minimum(np.maximum(stock - floor, 0), need), cap)
        lacking = need - release
        buy = np.maximum(np.minimum(buy_cap, target - stock), 0) * (loss < calm)
        stock = stock + buy - release
        market = (one + 2 * loss) * price
        cost += (holding * stock + market * (buy - release) + steep * lacking * lacking).sum(axis=1)
        short += lacking.sum(axis=0, dtype=np.float64)
        out += (lacking > np.asarray(0.01, dtype=kind) * demand).sum(axis=0)
    return cost, short, out
