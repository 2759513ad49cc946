"""A stock of minerals whose suppliers are cut in part or whole, and its simulation."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress, ThreadExecutor, key_of
from sonae.core import InputError

__all__ = ["SUPPLIER_STATES", "CoreModel", "CoreResult", "simulate_core"]

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
SUPPLIER_STATES = 3
LEAF = 4096


@dataclass(frozen=True)
class CoreModel:
    """Suppliers are whole (0), cut by half (1) or cut off (2); a month is

    loss = Σ share · cut; need = loss · demand · (0.8 + 0.4 · u); release = min(need, stock − floor, release cap); where
    loss < ``calm`` the stock is refilled towards its target by at most the purchase cap; cost = holding · stock + price ·
    (1 + 2 · loss) · (purchase − release) + value · shortage² / demand. Arrays are by mineral unless said otherwise.
    """

    shares: F64
    """Shape (mineral, supplier)."""
    moves: F64
    """Chance to move from state to state in a month, shape (supplier, 3, 3)."""
    demand: F64
    """t a month."""
    price: F64
    start: F64
    target: F64
    floor: F64
    purchase_cap: F64
    release_cap: F64
    holding: F64
    """Yen a month and tonne."""
    value: F64
    """Yen a tonne lacking, where everything is lacking."""
    months: int
    calm: float = 0.1

    def __post_init__(self) -> None:
        if self.moves.shape != (self.shares.shape[1], SUPPLIER_STATES, SUPPLIER_STATES):
            raise InputError("chances to move are not by supplier and state", field="moves")
        if (self.moves < 0).any() or np.abs(self.moves.sum(axis=2) - 1.0).max() > 1e-9:
            raise InputError("chances to move do not add up to 1", field="moves")
        if self.months < 1 or (self.demand <= 0).any():
            raise InputError("months and demand must be above 0", field="demand")

    def arrays(self, kind: npt.DTypeLike = np.float32) -> dict[str, Any]:
        """Return the arguments of the kernel; suppliers are filled up to a multiple of four with some that never fail."""
        minerals, suppliers = self.shares.shape
        whole, slots = -(-suppliers // 4) * 4, -(-(suppliers + minerals) // 4) * 4
        shares = np.zeros((minerals, whole), dtype=kind)
        shares[:, :suppliers] = self.shares
        stay = np.full((2, SUPPLIER_STATES, slots), 2.0, dtype=kind)
        stay[0, :, :suppliers] = self.moves[:, :, 0].T
        stay[1, :, :suppliers] = (self.moves[:, :, 0] + self.moves[:, :, 1]).T
        numbers = np.stack(
            [self.demand, self.price, self.start, self.target, self.floor, self.purchase_cap, self.release_cap,
             self.holding, self.value / self.demand], axis=1,
        )  # fmt: skip
        return {
            "months": self.months, "suppliers": suppliers, "shares": shares, "stay": stay,
            "numbers": np.ascontiguousarray(numbers, dtype=kind), "calm": np.asarray([self.calm], dtype=kind),
        }  # fmt: skip


@dataclass(frozen=True)
class CoreResult:
    """Means over scenarios; every sum is by leaves of 4 096 scenarios in one fixed tree."""

    cost: float
    cost_error: float
    shortage: F64
    """t, by mineral."""
    months_out: F64
    """Months with more than 1 % of demand lacking, by mineral."""
    costs: F32 = field(repr=False)
    """By scenario, kept where asked for."""


def simulate_core(
    model: CoreModel,
    scenarios: int,
    seed: int,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    block: int = 65_536,
    keep: bool = False,
) -> CoreResult:
    """Simulate scenarios 0 … ``scenarios − 1``; the bits depend on the seed alone.

    Numbers are of 32 bits, sums of 64: a test shows that the means move by less than 1e-5 of themselves against 64 bits
    throughout, far below the error of any sample.
    """
    if scenarios < 1 or block < 1:
        raise InputError(f"{scenarios} scenarios in blocks of {block} cannot be simulated", expected="1 or more")
    task = partial(_run_leaves, model.arrays(), seed, keep)
    parts = (executor or ThreadExecutor()).run(task, scenarios, block=-(-block // LEAF) * LEAF, progress=progress)
    sums = _tree(np.concatenate([part[0] for part in parts])) / scenarios
    variance = max(0.0, float(sums[0, 1] - sums[0, 0] ** 2))
    out = np.sum([part[1] for part in parts], axis=0) / scenarios
    costs = np.concatenate([part[2] for part in parts])
    return CoreResult(float(sums[0, 0]), (variance / max(1, scenarios - 1)) ** 0.5, sums[1:, 0], out, costs)


def _run_leaves(arrays: dict[str, Any], seed: int, keep: bool, first: int, stop: int) -> tuple[F64, Any, F32]:
    from sonae.stockpile.simulation.core.kernel import simulate

    minerals = arrays["shares"].shape[0]
    leaves = -(-(stop - first) // LEAF)
    sums, out = np.zeros((leaves, minerals + 1, 2)), np.zeros(minerals, dtype=np.int64)
    costs = np.zeros(stop - first if keep else 0, dtype=np.float32)
    k0, k1 = (np.uint32(word) for word in key_of(seed))
    simulate(first, stop, k0, k1, **arrays, sums=sums, out=out, costs=costs)
    return sums, out, costs


def _tree(leaves: F64) -> F64:
    """Add leaves up in pairs of neighbours, again and again."""
    while leaves.shape[0] > 1:
        even = leaves.shape[0] // 2 * 2
        leaves = np.concatenate([leaves[0:even:2] + leaves[1:even:2], leaves[even:]])
    total: F64 = leaves[0]
    return total
