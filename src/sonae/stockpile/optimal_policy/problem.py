"""One stock beside one exogenous state: the exact problem, solved over a finite or an infinite horizon.

The state is (stock index s, exogenous z); z is price × disruption and moves by a Markov matrix of its own. An action
moves the stock by whole grid steps to n = s + step(a). One month costs ``cost[z, a] + state_cost[n]``. So

    V_t(z, s) = min_a cost_t[z, a] + W_t(z, s + step(a)),   W_t(z, n) = state_cost_t[n] + β Σ_k P[z, k] V_{t+1}(k, n)

where W is found once for all actions: no matrix on pairs of states is ever made (Puterman 1994, ch. 4 and 6; the use of
an exogenous factor as in Powell 2011). A cost that depends on the change of stock, the level after it and z, such as
Teisberg's (1981), is of this form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
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

__all__ = ["FinitePolicy", "InfinitePolicy", "StockProblem", "forward_distribution", "solve_finite", "solve_infinite"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Actions = npt.NDArray[np.int8] | npt.NDArray[np.int16]

LARGE = 50_000
"""States from which on a sweep is split among threads; below, starting them costs more than it saves."""


@dataclass(frozen=True)
class StockProblem:
    """S stock levels, Z exogenous states, A actions. Costs are of a month; infinite where an action is forbidden."""

    steps: npt.NDArray[Any]
    """(A,): by how many grid steps an action moves the stock."""
    cost: F64
    """(Z, A), or (T, Z, A) for a finite horizon of T months."""
    state_cost: F64
    """(S,) or (T, S): what the stock after the action costs."""
    transition: F64
    """(Z, Z): rows sum to 1."""
    discount: float
    terminal: F64 | None = None
    """(S,) or (Z, S): cost of what is left after the last month; nothing by default. A finite horizon's alone."""
    low: npt.NDArray[Any] | None = None
    """(Z, A): lowest stock index an action may leave; 0 by default."""
    failed: float = 0.0
    """Chance that a purchase (step > 0) does not come about; the month is then that of the first action of step 0."""

    def __post_init__(self) -> None:
        states, actions, levels = self.cost.shape[-2], self.steps.size, self.state_cost.shape[-1]
        check_shape("steps", self.steps, (actions,))
        if not np.issubdtype(self.steps.dtype, np.integer):
            raise InputError("a step is no whole number", field="steps", expected="whole grid steps")
        check_shape("cost", self.cost, (*self.cost.shape[:-2], states, actions))
        if self.cost.ndim not in (2, 3) or self.state_cost.ndim not in (1, 2):
            raise InputError("costs by more than month, state and action cannot be read", field="cost, state_cost")
        check_shape("transition", self.transition, (states, states))
        check_numbers("cost", self.cost, infinite=True)
        check_numbers("state_cost", self.state_cost)
        check_chances("transition", self.transition)
        check_discount(self.discount)
        if self.terminal is not None:
            check_shape("terminal", self.terminal, (*((states,) if self.terminal.ndim == 2 else ()), levels))
            check_numbers("terminal", self.terminal)
        if self.low is not None:
            check_shape("low", self.low, (states, actions))
        if not 0 <= self.failed < 1:
            raise InputError(
                f"the chance of a failed tender is {self.failed:g}", field="failed", expected="0 to below 1"
            )
        if self.failed > 0 and not ((self.steps == 0).any() and np.isfinite(self.cost[..., self.hold]).all()):
            raise InputError("a purchase may fail, but holding the stock is not allowed", field="failed")
        self._check_feasible()

    def _check_feasible(self) -> None:
        """Refuse a problem with a state in which nothing may be done."""
        floors, levels = self.floors, self.levels
        for t in range(self.cost.shape[0] if self.cost.ndim == 3 else 1):
            allowed = np.isfinite(self.cost[t] if self.cost.ndim == 3 else self.cost)
            open_ = np.zeros((self.states, levels), np.bool_)
            for a, step in enumerate(self.steps):
                after = np.arange(levels) + step
                open_ |= allowed[:, a, None] & (after < levels) & (after >= np.maximum(floors[:, a, None], 0))
            if not open_.all():
                z, s = (int(i) for i in np.argwhere(~open_)[0])
                raise InputError(f"no action is allowed in exogenous state {z} at stock index {s}", field="cost, low")

    @property
    def levels(self) -> int:
        """S."""
        return int(self.state_cost.shape[-1])

    @property
    def states(self) -> int:
        """Z."""
        return int(self.cost.shape[-2])

    @property
    def hold(self) -> int:
        """The first action that leaves the stock as it is, −1 where none does."""
        found = np.flatnonzero(self.steps == 0)
        return int(found[0]) if found.size else -1

    @property
    def floors(self) -> npt.NDArray[np.int32]:
        """``low``, written out."""
        given = np.zeros((self.states, self.steps.size)) if self.low is None else self.low
        return np.ascontiguousarray(given, np.int32)

    def expected_cost(self, t: int) -> F64:
        """Return (Z, A) what an action is expected to cost at once in month t, failed purchases weighed in."""
        cost = np.array(self.cost[t] if self.cost.ndim == 3 else self.cost, np.float64, order="C")
        if self.failed > 0:
            buys = np.asarray(self.steps) > 0
            cost[:, buys] = (1 - self.failed) * cost[:, buys] + self.failed * cost[:, self.hold, None]
        return cost

    def end_cost(self, t: int) -> F64:
        """Return (S,) what the stock costs at the end of month t."""
        return np.ascontiguousarray(self.state_cost[t] if self.state_cost.ndim == 2 else self.state_cost, np.float64)

    def end_value(self) -> F64:
        """Return (Z, S) the cost of what is left after the last month."""
        left = np.zeros(self.levels) if self.terminal is None else self.terminal
        return np.array(np.broadcast_to(left, (self.states, self.levels)), np.float64, order="C")


@dataclass(frozen=True)
class FinitePolicy:
    """Least cost and best action of every month."""

    first: F64
    """(Z, S): least expected present cost from the first month on."""
    policy: Actions
    """(T, Z, S): the action; the smallest change of stock where several cost the same."""
    values: F64 | None = field(repr=False)
    """(T + 1, Z, S) in money of the month, the last being the terminal cost; None if not kept."""


@dataclass(frozen=True)
class InfinitePolicy:
    """Least cost over an infinite horizon, between proven bounds, and a stationary policy."""

    values: F64
    """(Z, S): the middle of the bounds."""
    policy: Actions
    """(Z, S)."""
    half_width: float
    """No entry of ``values`` is farther than this from the true one (McQueen 1966, Porteus 1971)."""
    sweeps: int
    """Minimisations over all actions."""
    follow_ups: int
    """Cheaper sweeps under a fixed policy in between."""


class _Sweep:
    """One minimisation over all states, split by rows among threads where that pays."""

    def __init__(self, problem: StockProblem, executor: Executor | None) -> None:
        from sonae.stockpile.optimal_policy import kernel

        self.kernel, self.problem = kernel, problem
        self.steps = np.ascontiguousarray(problem.steps, np.int64)
        self.order = tie_order(self.steps)
        self.floors = problem.floors
        self.transition = np.ascontiguousarray(problem.transition, np.float64)
        self.ahead = np.empty((problem.states, problem.levels))
        self.large = problem.states * problem.levels >= LARGE
        self.executor = executor or ThreadExecutor()

    def rows(self, task: Callable[[int, int], None]) -> None:
        states = self.problem.states
        if self.large:
            self.executor.run(task, states, block=-(-states // 8))
        else:
            task(0, states)

    def best(self, later: F64, cost: F64, end_cost: F64, values: F64, policy: Actions) -> None:
        problem = self.problem

        def task(first: int, stop: int) -> None:
            self.kernel.ahead_rows(first, stop, later, self.transition, problem.discount, end_cost, self.ahead)
            self.kernel.best_rows(
                first, stop, self.ahead, cost, self.steps, self.order, self.floors, problem.failed, values, policy
            )

        self.rows(task)

    def follow(self, later: F64, cost: F64, end_cost: F64, policy: Actions, values: F64) -> None:
        problem = self.problem

        def task(first: int, stop: int) -> None:
            self.kernel.ahead_rows(first, stop, later, self.transition, problem.discount, end_cost, self.ahead)
            self.kernel.follow_rows(first, stop, self.ahead, cost, self.steps, problem.failed, policy, values)

        self.rows(task)


def _actions(problem: StockProblem, shape: tuple[int, ...]) -> Actions:
    if problem.steps.size > 2**15 - 1:
        raise InputError(f"{problem.steps.size} actions are too many", field="steps", expected=f"at most {2**15 - 1}")
    return np.zeros(shape, np.int8) if problem.steps.size <= 127 else np.zeros(shape, np.int16)


def solve_finite(
    problem: StockProblem, months: int, *, keep: bool = False, executor: Executor | None = None
) -> FinitePolicy:
    """Solve the problem backward from the end.

    Args:
        problem: costs by month must cover the months.
        months: T, 1 or more.
        keep: keep the values of every month, 8 bytes a state and month.
        executor: threads; the bits of the result do not depend on them.

    """
    for name, given in (("cost", problem.cost.shape[:-2]), ("state_cost", problem.state_cost.shape[:-1])):
        if given and given != (months,):
            raise InputError(f"there are costs of {given[0]} months for {months}", field=name)
    if months < 1:
        raise InputError(f"{months} months cannot be solved", expected="1 or more")
    shape = (problem.states, problem.levels)
    sweep = _Sweep(problem, executor)
    policy = _actions(problem, (months, *shape))
    later, now = problem.end_value(), np.empty(shape)
    values = np.empty((months + 1, *shape)) if keep else None
    if values is not None:
        values[months] = later
    cost = problem.expected_cost(0)
    end_cost = problem.end_cost(0)
    for t in reversed(range(months)):
        cost = problem.expected_cost(t) if problem.cost.ndim == 3 else cost
        end_cost = problem.end_cost(t) if problem.state_cost.ndim == 2 else end_cost
        sweep.best(later, cost, end_cost, now, policy[t])
        later, now = now, later
        if values is not None:
            values[t] = later
    return FinitePolicy(later, policy, values)


def solve_infinite(
    problem: StockProblem,
    tolerance: float,
    *,
    follow_ups: int = 20,
    most_sweeps: int = 100_000,
    executor: Executor | None = None,
) -> InfinitePolicy:
    """Solve the stationary problem by modified policy iteration, to proven bounds.

    After a minimisation T V the true value lies in ``T V + β/(1−β) · [min (TV − V), max (TV − V)]`` whatever V was; it
    stops when that is ``tolerance`` wide or less. Between minimisations the policy found is followed ``follow_ups``
    times; 0 gives plain value iteration.

    Raises:
        InputError: when the discount is not below 1, a cost depends on the month, or the bounds do not close.

    """
    check_discount(problem.discount, below_one=True)
    if problem.cost.ndim != 2 or problem.state_cost.ndim != 1 or problem.terminal is not None:
        raise InputError("an infinite horizon has no months and no end", field="cost, state_cost, terminal")
    if not tolerance > 0 or follow_ups < 0:
        raise InputError("the tolerance must be positive and the follow-ups 0 or more", field="tolerance, follow_ups")
    shape = (problem.states, problem.levels)
    sweep, policy = _Sweep(problem, executor), _actions(problem, shape)
    cost, end_cost = problem.expected_cost(0), problem.end_cost(0)
    later, now = np.zeros(shape), np.empty(shape)
    factor = problem.discount / (1.0 - problem.discount)
    followed = 0
    for sweeps in range(1, most_sweeps + 1):
        sweep.best(later, cost, end_cost, now, policy)
        change = now - later
        least, most = factor * float(change.min()), factor * float(change.max())
        if most - least <= tolerance:
            return InfinitePolicy(now + (least + most) / 2, policy, (most - least) / 2, sweeps, followed)
        later, now = now, later
        # Adding the middle of the bounds costs nothing and takes away the slow part of the error.
        later += (least + most) / 2
        for _ in range(follow_ups):
            sweep.follow(later, cost, end_cost, policy, now)
            later, now = now, later
        followed += follow_ups
    raise InputError(
        f"the bounds are still {most - least:.3g} apart after {most_sweeps} sweeps", expected=f"at most {tolerance:g}"
    )


def forward_distribution(problem: StockProblem, policy: Actions, start: F64) -> tuple[F64, F64]:
    """March the chances of (z, s) forward under a policy of T months.

    Args:
        problem: the problem.
        policy: (T, Z, S).
        start: (Z, S) chances of the first month's state, summing to 1.

    Returns:
        Chances of the state at the beginning of months 0 … T, (T + 1, Z, S), and chances of (z, stock after the
        action) of each month, (T, Z, S).

    """
    from sonae.stockpile.optimal_policy.kernel import march

    shape = (problem.states, problem.levels)
    check_shape("policy", policy, (policy.shape[0], *shape))
    check_shape("start", start, shape)
    check_chances("start", start.reshape(1, -1))
    steps = np.ascontiguousarray(problem.steps, np.int64)
    chances = np.empty((policy.shape[0] + 1, *shape))
    moved = np.empty((policy.shape[0], *shape))
    chances[0] = start
    transition = np.ascontiguousarray(problem.transition, np.float64)
    taken = np.empty((problem.states, steps.size))
    for t in range(policy.shape[0]):
        month = np.ascontiguousarray(policy[t])
        _check_taken(steps, month, problem.levels)
        march(chances[t], transition, steps, problem.failed, month, moved[t], chances[t + 1], taken)
    return chances, moved


def _check_taken(steps: I64, taken: Actions, levels: int) -> None:
    """Refuse a policy that leaves the grid, before compiled code follows it there."""
    if taken.min() < 0 or taken.max() >= steps.size:
        raise InputError("the policy names an action that is not there", field="policy")
    after = steps[taken] + np.arange(levels)
    if after.min() < 0 or after.max() >= levels:
        raise InputError("the policy leaves the grid of stock levels", field="policy")
