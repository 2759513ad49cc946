"""What happens to a stock from outside, scenario by scenario: shortage, demand, price and tenders.

The events are those of the target days, drawn with the same random numbers: one hazard model in the house.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress, ThreadExecutor, key_of
from sonae.core import InputError, SonaeError
from sonae.stockpile.simulation.model import StockModel
from sonae.stockpile.simulation.noise import demand_noise, failed_tenders, log_prices

__all__ = ["Paths", "draw_lost", "draw_paths", "less_than_private"]

F64 = npt.NDArray[np.float64]
_LARGEST = 4e9
"""Bytes of all arrays of one result."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Arrays of shape (scenario, material, month); tonnes are of contained element a month."""

    first: int
    """Global index of the first scenario."""
    lost: F64
    """Share of consumption that cannot be met, softened, before any stock."""
    demand: F64
    """Reference consumption × growth × noise, t."""
    need: F64
    """``lost · demand``, t."""
    called: F64
    """Need that private and joint stock leave to the national stock, t."""
    price: F64
    """World price, yen/t, scarcity included."""
    failed: npt.NDArray[np.bool_]
    """True where the month's tender finds no acceptable offer."""


def draw_paths(
    model: StockModel,
    seed: int,
    first: int,
    stop: int,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Paths:
    """Draw scenarios ``first`` … ``stop − 1``; each depends on (seed, its index) alone.

    Raises:
        InputError: when the span is empty or too large for memory.
        SonaeError: when a scenario holds more acts than the kernel can keep.

    """
    _check_span(model, first, stop)
    lost = draw_lost(model, seed, first, stop, executor=executor, progress=progress)
    month = np.arange(model.months)
    reference = np.asarray([m.consumption_t_a_month for m in model.materials])[:, None]
    growth = np.asarray([[1.0 + m.growth_a_year] for m in model.materials]) ** (month / 12)
    demand = reference * growth * np.exp(demand_noise(model, seed, first, stop))
    need = lost * demand
    mean = np.asarray([m.price_yen_a_t for m in model.materials])[:, None]
    price = mean * np.exp(log_prices(model, seed, first, stop)) * (1.0 + model.processes.scarcity * lost)
    called = less_than_private(model, lost, need)
    return Paths(first, lost, demand, need, called, price, failed_tenders(model, seed, first, stop))


def draw_lost(
    model: StockModel,
    seed: int,
    first: int,
    stop: int,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    block: int = 1024,
) -> F64:
    """Draw the share of consumption that cannot be met, shape (scenario, material, month): METHOD §4, before growth."""
    _check_span(model, first, stop)
    task = partial(
        _lost_of_span, model.shortage.policy.days.horizon_months, model.shortage.arrays(), model.months, seed, first
    )
    parts = (executor or ThreadExecutor()).run(task, stop - first, block=block, progress=progress)
    if over := sum(part[0] for part in parts):
        raise SonaeError(f"{over} scenarios held more acts than the simulation can keep; the rates are out of reason.")
    return np.concatenate([part[1] for part in parts])


def _lost_of_span(
    horizon: int, arrays: dict[str, Any], months: int, seed: int, first: int, start: int, stop: int
) -> tuple[int, F64]:
    """A task for any executor, also in another process."""
    from sonae.stockpile.simulation.acts import Hazards, lost_paths

    k0, k1 = (np.uint32(word) for word in key_of(seed))
    out = np.zeros((arrays["opened"].shape[1], months, stop - start))
    over = lost_paths(first + start, first + stop, k0, k1, horizon, Hazards(**arrays), out)
    return int(over), np.ascontiguousarray(np.moveaxis(out, 2, 0))


def less_than_private(model: StockModel, lost: F64, need: F64) -> F64:
    """Return what private and joint stock leave of the need, t; both refill in months without shortage.

    Private stock gives first, then joint. An empty one is full again after ``other_refill_months`` months without need.
    """
    day = np.asarray([m.consumption_t_a_day for m in model.materials])
    months = np.asarray([rule.other_refill_months for rule in model.rules], dtype=float)
    called = need.copy()
    for days in ([rule.private_days for rule in model.rules], [rule.joint_days for rule in model.rules]):
        full = np.asarray(days) * day
        held = np.broadcast_to(full, need.shape[:2]).copy()
        for t in range(model.months):
            given = np.minimum(called[:, :, t], held)
            called[:, :, t] -= given
            refill = np.where(lost[:, :, t] > 0, 0.0, full / months)
            held = np.minimum(full, held - given + refill)
    return called


def _check_span(model: StockModel, first: int, stop: int) -> None:
    if not 0 <= first < stop <= 2**32:
        raise InputError(f"scenarios {first} to {stop} cannot be drawn", expected="0 ≤ first < stop ≤ 2^32")
    size = (stop - first) * len(model.materials) * model.months * 8 * 7
    if size > _LARGEST:
        raise InputError(
            f"the paths of {stop - first:,} scenarios need {size / 1e9:.0f} GB of memory",
            expected=f"{int(_LARGEST / size * (stop - first)):,} or fewer at a time",
        )
