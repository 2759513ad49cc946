"""The lower bound: prices on budgets, tenders and floor space that make it as high as it goes.

With a price on every limit the minerals part and are solved exactly (:mod:`sonae.stockpile.optimal_policy`). The sum of
their costs less price × limit is a lower bound on every plan that keeps the limits, on average or on every path
(Lagrangian relaxation of weakly coupled programs: Hawkins 2003; Adelman and Mersereau 2008). The bound is concave in
the prices and its supergradient is expected use less the limit, so that a quasi-Newton climb finds the best one; any
point on the way is a bound too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from sonae.compute import Executor, Progress, Silent
from sonae.stockpile.optimal_policy import ProgramSet, ProgramValues, solve_programs
from sonae.stockpile.plan.planning_model import NO_LIMIT, PlanningModel

__all__ = ["LowerBound", "lower_bound", "priced_values", "with_space"]

F64 = npt.NDArray[np.float64]
_EVALUATIONS = 60


@dataclass(frozen=True)
class LowerBound:
    """The best bound found, in million yen of present value."""

    value: float
    prices: F64
    """(R, Y): present value that one more unit of a limit saves; budgets per million yen, tenders each."""
    space_price: F64
    """(Y,): present value that one more m² in every month of the year saves."""
    evaluations: int
    gap_closed: float
    """Sum of price × |expected use − limit|: what is left between this and a stationary point."""
    values: ProgramValues = field(repr=False)
    """Values at those prices, kept for every month: they steer the policy."""
    space_used: F64
    """(T,): expected floor space after each month, m²."""
    worth_of_limits: float
    """Sum of price × limit."""

    @property
    def first_values(self) -> F64:
        """(M,): expected cost by mineral, charges included."""
        return self.values.cost


def priced_values(
    model: PlanningModel, prices: F64, space_price: F64, *, keep: bool = False, executor: Executor | None = None
) -> ProgramValues:
    """Solve every mineral under prices on budgets and tenders (R, Y) and on floor space (Y,)."""
    programs = with_space(model, space_price) if space_price.any() else model.programs
    return solve_programs(programs, prices, keep=keep, executor=executor)


def lower_bound(
    model: PlanningModel, *, executor: Executor | None = None, progress: Progress | None = None
) -> LowerBound:
    """Climb to the best bound.

    Raises:
        Cancelled: when ``progress`` was cancelled.

    """
    shown = progress or Silent()
    shown.stage("lower bound", _EVALUATIONS)
    years, limits = model.years, model.limits
    best: dict[str, object] = {"value": -np.inf}
    scale = _scales(model)
    count = 0

    finite = np.concatenate([(limits < NO_LIMIT).ravel(), np.full(years, np.isfinite(model.space))])
    rows = np.flatnonzero(finite)

    def split(x: F64) -> tuple[F64, F64]:
        full = np.zeros(limits.size + years)
        full[rows] = np.maximum(x, 0.0) * scale[rows]
        return full[: limits.size].reshape(limits.shape), full[limits.size :]

    def minus_bound(x: F64) -> tuple[float, F64]:
        nonlocal count
        shown.check()
        count += 1
        shown.advance(1 if count <= _EVALUATIONS else 0)
        prices, space_price = split(x)
        values = priced_values(model, prices, space_price, executor=executor)
        over = np.concatenate([values.excess(limits).ravel(), _space_excess(model, values)])
        bound = float(values.cost.sum()) - _worth(model, prices, space_price)
        if bound > float(best["value"]):  # type: ignore[arg-type]
            best.update(value=bound, x=x.copy(), over=over)
        return -bound, -over[rows] * scale[rows]

    if rows.size:
        minimize(
            minus_bound, np.where(rows < years, 0.1, 0.0), jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * rows.size,
            options={"maxfun": _EVALUATIONS, "ftol": 1e-7, "gtol": 1e-9},
        )  # fmt: skip
        prices, space_price = split(np.asarray(best["x"]))
    else:
        prices, space_price = split(np.zeros(0))
    values = priced_values(model, prices, space_price, keep=True, executor=executor)
    over = np.concatenate([values.excess(limits).ravel(), _space_excess(model, values)])
    full = np.concatenate([prices.ravel(), space_price])
    slack = float(np.abs(full[full > 0] * over[full > 0]).sum())
    worth = _worth(model, prices, space_price)
    return LowerBound(
        float(values.cost.sum()) - worth, prices, space_price, count + 1, slack, values, _space(model, values), worth
    )


def _worth(model: PlanningModel, prices: F64, space_price: F64) -> float:
    """Sum of price × limit."""
    room = float(space_price.sum()) * model.space * 12 if space_price.any() else 0.0
    return float((prices * model.limits).sum()) + room


def with_space(model: PlanningModel, space_price: F64) -> ProgramSet:
    """Charge floor space by the month: the price of a year counts in each of its twelve months, in money of the month."""
    programs = model.programs
    months = np.arange(programs.months)
    charge = space_price[months // 12] / programs.discount**months
    levels = np.arange(programs.state_cost.shape[2])
    extra = charge[None, :, None] * model.area[:, None, None] * levels[None, None, :]
    return replace(programs, state_cost=programs.state_cost + extra)


def _space(model: PlanningModel, values: ProgramValues) -> F64:
    """Expected floor space after each month, m²."""
    levels = np.arange(values.stock_chance.shape[2])
    return np.asarray(np.einsum("mts,s,m->t", values.stock_chance, levels, model.area))


def _space_excess(model: PlanningModel, values: ProgramValues) -> F64:
    if not np.isfinite(model.space):
        return np.full(model.years, -1.0)
    return np.asarray((_space(model, values) - model.space).reshape(model.years, 12).sum(axis=1))


def _scales(model: PlanningModel) -> F64:
    """Sizes of prices, so that one step is like another: a yen of budget, what a tender and a m² have of the budget."""
    budget = float(model.limits[0].mean())
    tender = budget / max(1.0, float(model.limits[1].mean())) if model.limits[1].mean() < NO_LIMIT else 1.0
    metre = budget / (12 * model.space) if np.isfinite(model.space) else 1.0
    return np.concatenate([np.ones(model.years), np.full(model.years, tender), np.full(model.years, metre)])
