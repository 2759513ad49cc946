"""Exact programs of many minerals at once, coupled through prices on what they share: budget, tenders, floor space.

Each mineral is a stock that moves by whole grid steps beside an exogenous state z (price × disruption) of its own. Month
t: the state (stock s, z) is seen, an action a moves the stock to n = s + step(a), the month costs ``cost[z, a] +
state_cost[t, n]``, uses resources, and z moves. With a price on every resource and period the minerals part, and each is
solved exactly by the factored recursion (:mod:`.kernel`); the expected use of every resource comes from the exact
distribution of the state. Sum of values − prices · limits is then a lower bound on any plan that keeps the limits
(Lagrangian relaxation; Hawkins 2003, Adelman and Mersereau 2008).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, ThreadExecutor
from sonae.core import InputError
from sonae.stockpile.optimal_policy.checks import (
    check_chances,
    check_discount,
    check_numbers,
    check_shape,
    tie_order,
)

__all__ = ["ProgramSet", "ProgramValues", "solve_programs"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
I16 = npt.NDArray[np.int16]
I8 = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ProgramSet:
    """M minerals, Y years of cost, R resources, T months. Arrays are padded to the largest mineral.

    Exogenous states come before stock levels in every array (z, s). What lies beyond a mineral's own ``levels``,
    ``states`` and ``actions`` is never read.
    """

    steps: I64
    """(M, A): by how many grid steps an action moves the stock; one action of every mineral must be 0 («hold»)."""
    cost: F64
    """(M, Y, Z, A): what an action costs in the month, in money of the month; infinite where it is forbidden."""
    use: F64
    """(R, M, Y, Z, A): what an action uses of a resource (purchase money, a tender, …); negative for proceeds."""
    state_cost: F64
    """(M, T, S): what the stock after the action costs: holding, floor space, distance from the target."""
    terminal: F64
    """(M, Z, S): value of what is left after the last month, as a cost (negative for worth)."""
    low: I16
    """(M, Z, A): lowest stock index an action may leave; holds the floors of both kinds of release."""
    transition: F64
    """(M, Z, Z): chance of next month's z, rows sum to 1."""
    start_level: I64
    """(M,): stock index at the start."""
    start_chance: F64
    """(M, Z): chances of the first month's z."""
    levels: I64
    states: I64
    actions: I64
    """(M,) each: how much of the padded arrays is a mineral's own."""
    period: I64
    """(R, T): the period of its resource that a month belongs to; −1 where nothing is counted."""
    cost_year: I64
    """(T,): which year of ``cost`` and ``use`` holds in a month."""
    discount: float
    """Factor of one month, in (0, 1]."""
    failed: F64
    """(M,): chance that a purchase does not come about; the month is then that of «hold»."""
    discounted: Bools
    """(R,): whether use counts at its present value (month t at discount^t). A limit in money of the day, hard on every
    path, is relaxed exactly by False."""
    charged_if_failed: Bools
    """(R,): whether a failed purchase uses the resource all the same, as a tender does."""

    def __post_init__(self) -> None:
        for name, axes in (("steps", 2), ("use", 5), ("state_cost", 3)):
            if getattr(self, name).ndim != axes:
                raise InputError(f"there are {getattr(self, name).ndim} axes", field=name, expected=f"{axes}")
        minerals, actions = self.steps.shape
        resources, _, years, states, _ = self.use.shape
        _, months, levels = self.state_cost.shape
        check_shape("steps", self.steps, (minerals, actions))
        check_shape("cost", self.cost, (minerals, years, states, actions))
        check_shape("use", self.use, (resources, minerals, years, states, actions))
        check_shape("terminal", self.terminal, (minerals, states, levels))
        check_shape("low", self.low, (minerals, states, actions))
        check_shape("transition", self.transition, (minerals, states, states))
        check_shape("start_chance", self.start_chance, (minerals, states))
        for name in ("start_level", "levels", "states", "actions", "failed"):
            check_shape(name, getattr(self, name), (minerals,))
        check_shape("period", self.period, (resources, months))
        check_shape("cost_year", self.cost_year, (months,))
        check_shape("discounted", self.discounted, (resources,))
        check_shape("charged_if_failed", self.charged_if_failed, (resources,))
        check_discount(self.discount)
        if actions > 127:
            raise InputError(f"{actions} actions are too many", field="steps", expected="at most 127")
        if self.cost_year.min() < 0 or self.cost_year.max() >= years:
            raise InputError("a month lies in no year of the costs", field="cost_year", expected=f"0 to {years - 1}")
        for m in range(minerals):
            self._check_mineral(m)

    def _check_mineral(self, m: int) -> None:
        levels, states, actions = int(self.levels[m]), int(self.states[m]), int(self.actions[m])
        most = self.state_cost.shape[2]
        if not (0 < levels <= most and 0 < states <= self.low.shape[1] and 0 < actions <= self.low.shape[2]):
            raise InputError(f"mineral {m}: its own sizes do not fit the arrays", field="levels, states, actions")
        if not 0 <= self.start_level[m] < levels:
            raise InputError(
                f"mineral {m}: the start lies off the grid", field="start_level", expected=f"0 to {levels - 1}"
            )
        if not 0 <= self.failed[m] < 1:
            raise InputError(
                f"mineral {m}: the chance of a failed tender is {self.failed[m]:g}", expected="0 to below 1"
            )
        check_chances(f"mineral {m}: transition", self.transition[m, :states, :states])
        check_chances(f"mineral {m}: start_chance", self.start_chance[m, None, :states])
        check_numbers(f"mineral {m}: cost", self.cost[m, :, :states, :actions], infinite=True)
        check_numbers(f"mineral {m}: use", self.use[:, m, :, :states, :actions])
        check_numbers(f"mineral {m}: state_cost", self.state_cost[m, :, :levels])
        check_numbers(f"mineral {m}: terminal", self.terminal[m, :states, :levels])
        holds = np.flatnonzero(self.steps[m, :actions] == 0)
        if holds.size == 0:
            raise InputError(
                f"mineral {m}: no action leaves the stock as it is", field="steps", expected="one step of 0"
            )
        hold = holds[0]
        if not np.isfinite(self.cost[m, :, :states, hold]).all() or self.low[m, :states, hold].max() > 0:
            raise InputError(f"mineral {m}: holding the stock is not allowed in every state", field="cost, low")

    @property
    def minerals(self) -> int:
        """M."""
        return int(self.steps.shape[0])

    @property
    def months(self) -> int:
        """T."""
        return int(self.cost_year.size)

    @property
    def periods(self) -> int:
        """P, the most periods of any resource."""
        return max(1, int(self.period.max(initial=-1)) + 1)

    @cached_property
    def own(self) -> tuple[dict[str, Any], ...]:
        """The arrays of every mineral at its own size, in one piece each, as the kernel takes them."""
        return tuple(self._own(m) for m in range(self.minerals))

    def _own(self, m: int) -> dict[str, Any]:
        s, z, a = int(self.levels[m]), int(self.states[m]), int(self.actions[m])
        steps = np.ascontiguousarray(self.steps[m, :a], np.int64)
        return {
            "steps": steps,
            "order": tie_order(steps),
            "hold": int(np.flatnonzero(steps == 0)[0]),
            "cost": _whole(self.cost[m, :, :z, :a]),
            "use": _whole(self.use[:, m, :, :z, :a]),
            "state_cost": _whole(self.state_cost[m, :, :s]),
            "terminal": _whole(self.terminal[m, :z, :s]),
            "low": np.ascontiguousarray(self.low[m, :z, :a], np.int16),
            "transition": _whole(self.transition[m, :z, :z]),
            "start_chance": _whole(self.start_chance[m, :z]),
        }


@dataclass(frozen=True)
class ProgramValues:
    """What :func:`solve_programs` found for one set of prices. Arrays are padded as in the :class:`ProgramSet`."""

    prices: F64
    """(R, P): the prices (multipliers) it was solved for."""
    cost: F64
    """(M,): expected present cost from the start, charges included."""
    used: F64
    """(M, R, P): expected use by mineral, resource and period; present value where the resource is discounted."""
    used_by_month: F64
    """(M, R, T)."""
    stock_chance: F64
    """(M, T, S): chances of the stock after the action of a month."""
    policy: I8
    """(M, T, Z, S): the action; the smallest change of stock where several cost the same."""
    values: F64 | None = field(repr=False)
    """(M, T, Z, S): least expected cost from the state on, charges included, in money of month t; None if not kept."""
    ahead: F64 | None = field(repr=False)
    """(M, T, Z, S): cost of ending month t with stock n while in state z: state cost of n and the discounted expected
    value of next month. An action from s costs its ``cost + Σ charge · use + ahead[z, s + step]``."""
    charge: F64
    """(R, T): price of a unit of a resource used in month t, in money of month t."""

    def lower_bound(self, limits: F64) -> float:
        """Return ``Σ cost − Σ price · limit``: no plan that keeps the limits (R, P) on average costs less.

        Holds for prices of 0 or more; limits of discounted resources are present values.
        """
        return float(self.cost.sum() - (self.prices * limits).sum())

    def excess(self, limits: F64) -> F64:
        """Return expected use − limit (R, P): a supergradient of the lower bound in the prices."""
        total: F64 = self.used.sum(axis=0) - limits
        return total


def solve_programs(
    programs: ProgramSet, prices: npt.ArrayLike, *, keep: bool = False, executor: Executor | None = None
) -> ProgramValues:
    """Solve every mineral's program under prices on the shared resources.

    Args:
        programs: the minerals.
        prices: (R, P) price of a unit of each resource in each period: of present value per unit where use is not
            discounted, of money of the month where it is.
        keep: keep values and ``ahead`` of every month (8 bytes a state and month each); without it only the first
            month's are there, as one month.
        executor: threads; the result's bits do not depend on them.

    Raises:
        InputError: when the prices have another shape or are no numbers.

    """
    from sonae.stockpile.optimal_policy.kernel import solve_program

    price = np.asarray(prices, np.float64)
    resources, months = programs.period.shape
    check_shape("prices", price, (resources, programs.periods))
    check_numbers("prices", price)
    factors = programs.discount ** np.arange(months)
    weight = np.where(programs.discounted[:, None], factors, 1.0)
    paid = np.take_along_axis(price, np.maximum(programs.period, 0), axis=1)
    charge = np.where(programs.period >= 0, paid, 0.0) * weight / factors
    minerals, states, levels = programs.minerals, programs.low.shape[1], programs.state_cost.shape[2]
    kept = months if keep else 1
    cost = np.empty(minerals)
    by_month = np.empty((minerals, resources, months))
    stock = np.zeros((minerals, months, levels))
    policy = np.zeros((minerals, months, states, levels), np.int8)
    values = np.zeros((minerals, kept, states, levels))
    ahead = np.zeros((minerals, kept, states, levels))

    def task(first: int, stop: int) -> None:
        for m in range(first, stop):
            own = programs.own[m]
            z, s = own["terminal"].shape
            results: tuple[npt.NDArray[Any], ...] = (
                values[m, :, :z, :s],
                policy[m, :, :z, :s],
                ahead[m, :, :z, :s],
                stock[m, :, :s],
            )
            arrays = [part if part.flags.c_contiguous else np.empty(part.shape, part.dtype) for part in results]
            cost[m] = solve_program(
                own["steps"], own["order"], own["hold"], own["cost"], own["use"], programs.cost_year, charge, weight,
                programs.charged_if_failed, own["state_cost"], own["terminal"], own["low"], own["transition"],
                float(programs.discount), float(programs.failed[m]), int(programs.start_level[m]), own["start_chance"],
                arrays[0], arrays[1], arrays[2], by_month[m], arrays[3], keep,
            )  # fmt: skip
            for part, array in zip(results, arrays, strict=True):
                if part is not array:
                    np.copyto(part, array)

    (executor or ThreadExecutor()).run(task, minerals, block=1)
    used = np.zeros((minerals, resources, programs.periods))
    for r in range(resources):
        for t in range(months):
            if programs.period[r, t] >= 0:
                used[:, r, programs.period[r, t]] += by_month[:, r, t]
    return ProgramValues(price, cost, used, by_month, stock, policy, values, ahead, charge)


def _whole(part: npt.NDArray[Any]) -> F64:
    return np.ascontiguousarray(part, np.float64)
