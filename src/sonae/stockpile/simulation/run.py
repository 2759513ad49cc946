"""Simulating a stock over many scenarios, and replaying any one of them.

Scenarios are added up in fixed leaves of 4 096 by global index, and leaves in one fixed tree; everything else is whole
numbers. So the result has the same bits on any number of threads, blocks and workers (of one instruction set).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress, Silent, ThreadExecutor, key_of
from sonae.core import InputError, SonaeError
from sonae.stockpile.simulation.model import StockModel
from sonae.stockpile.simulation.packing import Packed, pack
from sonae.stockpile.simulation.result import Histogram, Kept, StockResult
from sonae.stockpile.simulation.trajectory import Trajectory

__all__ = ["LEAF", "replay_scenario", "simulate_stock"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
LEAF = 4096
_LARGEST_KEPT = 2e9


@dataclass(frozen=True)
class _Part:
    """What a task found: float sums by leaf, whole numbers over its leaves."""

    overflows: int
    sums: tuple[F64, ...]
    cover: npt.NDArray[np.uint32]
    places: I64
    numbers: I64
    amounts: I64
    out_month: I64
    out_any: I64
    binds: I64
    kept: F64


def simulate_stock(
    model: StockModel,
    scenarios: int,
    seed: int,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    block: int = 16_384,
    keep: bool = False,
) -> StockResult:
    """Simulate scenarios 0 … ``scenarios − 1`` of a stock.

    Args:
        model: the stock, its rules and the events.
        scenarios: how many.
        seed: of the random numbers; the same seed gives the same bits.
        executor: threads by default; a :class:`~sonae.compute.DaskExecutor` runs the same tasks on a cluster.
        progress: told of scenarios done; may cancel.
        block: scenarios of a task, rounded up to whole leaves of 4 096.
        keep: keep cost and shortage of every scenario, for comparisons on the same paths.

    Raises:
        InputError: when the number of scenarios or a parameter cannot be used.
        SonaeError: when a scenario holds more acts than the kernel can keep.

    """
    if isinstance(scenarios, bool) or not 1 <= scenarios <= 2**32 - LEAF:
        raise InputError(f"{scenarios} scenarios cannot be simulated", expected="1 or more")
    if block < 1:
        raise InputError(f"a block of {block} cannot be run", expected="1 or more")
    if keep and (size := 24.0 * len(model.materials) * scenarios) > _LARGEST_KEPT:
        raise InputError(
            f"keeping {scenarios:,} scenarios needs {size / 1e9:.0f} GB of memory",
            expected=f"{int(_LARGEST_KEPT / size * scenarios):,} or fewer",
        )
    key_of(seed)
    shown = progress or Silent()
    shown.stage("stock", scenarios)
    task = partial(_run_leaves, pack(model), seed, keep)
    parts = (executor or ThreadExecutor()).run(task, scenarios, block=-(-block // LEAF) * LEAF, progress=shown)
    if over := sum(part.overflows for part in parts):
        raise SonaeError(f"{over} scenarios held more acts than the simulation can keep; the rates are out of reason.")
    return _result(model, scenarios, seed, parts, keep)


def replay_scenario(model: StockModel, seed: int, index: int) -> Trajectory:
    """Run one scenario again and write every month down: the bits of the simulation, from (seed, index) alone.

    Raises:
        InputError: when the index is no whole number from 0 to 2^32 − 4 097.

    """
    from sonae.stockpile.simulation import kernel

    if isinstance(index, bool) or not 0 <= index < 2**32 - LEAF:
        raise InputError(f"scenario {index} cannot be replayed", expected="a whole number from 0 to 2^32 − 4 097")
    packed = pack(model)
    first = index // kernel.LANES * kernel.LANES
    shape = (len(kernel.FIELDS), len(model.materials), model.months)
    traced = np.zeros((*shape, kernel.LANES))
    over, *_, kept = _run_kernel(packed, seed, first, first + kernel.LANES, True, traced)
    if over:
        raise SonaeError("the scenario holds more acts than the simulation can keep; the rates are out of reason.")
    lane = index - first
    values = dict(zip(kernel.FIELDS, traced[..., lane], strict=True))
    return Trajectory(
        index, seed, tuple(m.symbol for m in model.materials), values, kept[0, :, lane].copy(), kept[2, :, lane].copy(),
        model.classification,
    )  # fmt: skip


def _run_kernel(packed: Packed, seed: int, first: int, stop: int, keep: bool, traced: F64) -> tuple[Any, ...]:
    """Run the compiled simulation of a span; return overflows, sums, counts and kept scenarios."""
    from sonae.stockpile.simulation import kernel

    materials, months = packed.stocks["reference"].shape
    years, leaves = -(-months // 12), -(-(stop - first) // LEAF)
    sums = kernel.Sums(
        np.zeros((leaves, materials, len(kernel.PARTS))), np.zeros((leaves, materials, months, 2)),
        np.zeros((leaves, materials, years, 3)), np.zeros((leaves, materials + 1, 2)),
    )  # fmt: skip
    bins = (3, materials + 1, 2 * kernel.BINS + 1)
    counts = kernel.Counts(
        np.zeros((materials, months, kernel.COVER_BINS + 1), dtype=np.int64), np.zeros(bins, dtype=np.int64),
        np.zeros(bins, dtype=np.int64), np.zeros((materials, months), dtype=np.int64),
        np.zeros(materials + 1, dtype=np.int64), np.zeros(years, dtype=np.int64),
    )  # fmt: skip
    kept = np.zeros((3, materials, stop - first if keep else 0))
    k0, k1 = (np.uint32(word) for word in key_of(seed))
    over = kernel.simulate(
        first, stop, k0, k1, packed.horizon, kernel.Hazards(**packed.hazards), kernel.Stocks(**packed.stocks),
        kernel.Law(**packed.law), sums, counts, kept, traced,
    )  # fmt: skip
    return int(over), sums, counts, kept


def _run_leaves(packed: Packed, seed: int, keep: bool, first: int, stop: int) -> _Part:
    """Simulate whole leaves; a task for any executor, also in another process."""
    materials, months = packed.stocks["reference"].shape
    over, sums, counts, kept = _run_kernel(packed, seed, first, stop, keep, np.zeros((11, materials, months, 0)))
    places = np.flatnonzero(counts.numbers)
    return _Part(
        over, tuple(sums), counts.cover.astype(np.uint32), places, counts.numbers.ravel()[places],
        counts.amounts.ravel()[places], counts.out_month, counts.out_any, counts.binds, kept,
    )  # fmt: skip


def _tree(leaves: F64) -> F64:
    """Add leaves up in pairs of neighbours, again and again: one fixed tree for a number of leaves."""
    while leaves.shape[0] > 1:
        even = leaves.shape[0] // 2 * 2
        added = leaves[0:even:2] + leaves[1:even:2]
        leaves = np.concatenate([added, leaves[even:]])
    total: F64 = leaves[0]
    return total


def _result(model: StockModel, scenarios: int, seed: int, parts: list[_Part], keep: bool) -> StockResult:
    from sonae.stockpile.simulation.kernel import COARSE, COVER_BINS

    sums, months, years, squares = (
        _tree(np.concatenate([part.sums[i] for part in parts])) / scenarios for i in range(4)
    )
    scale = np.asarray(pack(model).stocks["scale"])
    edges = _bin_edges()
    numbers = np.zeros((*scale.shape, edges.size - 1), dtype=np.int64)
    amounts = np.zeros_like(numbers)
    for part in parts:
        numbers.reshape(-1)[part.places] += part.numbers
        amounts.reshape(-1)[part.places] += part.amounts
    # A scenario without shortage is not counted one by one: it lies in the bin around 0.
    numbers[1:, :, edges.size // 2 - 1] += scenarios - numbers[1:].sum(axis=2)
    histograms = [
        [Histogram(edges * scale[k, m], numbers[k, m], amounts[k, m] * (scale[k, m] * 2.0**-COARSE))
         for m in range(scale.shape[1])]
        for k in range(3)
    ]  # fmt: skip
    cover = sum((part.cover.astype(np.int64) for part in parts[1:]), parts[0].cover.astype(np.int64))
    day = np.asarray([m.consumption_t_a_day for m in model.materials])
    most = np.maximum([rule.start_t for rule in model.rules], model.target_t())
    variance = np.maximum(0.0, squares[:, 1] - squares[:, 0] ** 2)
    parts_all = np.concatenate([sums, sums.sum(axis=0, keepdims=True)])
    kept = Kept(*np.concatenate([part.kept for part in parts], axis=2)) if keep else None
    return StockResult(
        model.classification, scenarios, seed, tuple(m.symbol for m in model.materials), model.months,
        squares[:, 0], np.sqrt(variance / max(1, scenarios - 1)), sums[:, 0], parts_all[:, 1], parts_all[:, 2],
        parts_all[:, 3], parts_all[:, 4], parts_all[:, 5], np.sum([part.out_any for part in parts], axis=0) / scenarios,
        np.sum([part.out_month for part in parts], axis=0) / scenarios, months[:, :, 0], months[:, :, 1],
        months[:, :, 0] / day[:, None], cover, most / day / COVER_BINS, years[:, :, 0], years[:, :, 1],
        years[:, :, 2], np.sum([part.binds for part in parts], axis=0) / scenarios, tuple(histograms[0]), tuple(histograms[1][:-1]),
        tuple(histograms[2]), kept,
    )  # fmt: skip


def _bin_edges() -> F64:
    """Return the edges of the bins of cost and shortage in units of the scale, rising; the middle bin lies around 0."""
    from sonae.stockpile.simulation.kernel import BINS, OCTAVES, STEPS_AN_OCTAVE

    octave, step = np.divmod(np.arange(BINS + 1), STEPS_AN_OCTAVE)
    above = (1.0 + step / STEPS_AN_OCTAVE) * 2.0 ** (octave - OCTAVES)
    return np.concatenate([-above[::-1], above])
