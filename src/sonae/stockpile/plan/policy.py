"""A policy that keeps every limit on every path: steered by the values of the lower bound.

Each month the stock gives what the recursion says. Then budget goes where a yen saves most, counted with the values of
the lower bound, down to a price of budget: the bound's price of the year, times a scale, times (spending still expected
in the year ÷ budget left) to a power. A price alone is a poor rule where a budget is hard; the two numbers are chosen on
paths of their own, by trying.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress, Silent, ThreadExecutor, key_of
from sonae.stockpile.plan.bound import LowerBound, with_space
from sonae.stockpile.plan.planning_model import NO_LIMIT, PlanningModel, purchase_cost
from sonae.stockpile.plan.regimes import CALM
from sonae.stockpile.simulation import draw_paths

__all__ = [
    "JUDGE",
    "SEARCH",
    "PathArrays",
    "PolicyRun",
    "Steering",
    "choose_steering",
    "event_arrays",
    "figures_of",
    "planning_arrays",
    "relaxed_costs",
    "run_rule",
    "steering_of",
]

F64 = npt.NDArray[np.float64]
I16 = npt.NDArray[np.int16]
_MILLION = 1e6
_BLOCK = 32
_SCALES = (0.0, 0.5, 0.8, 1.0, 1.2)
_BENDS = (0.3, 0.6, 1.0, 2.0)
SEARCH, JUDGE = 0, 1 << 30
"""First path of the search, and of the certificate: no path serves both."""


@dataclass(frozen=True)
class PathArrays:
    """What paths bring, shape (path, mineral, month): state z, price (million yen/t), call on stock (t), calm, failed."""

    first: int
    states: I16
    price: F64
    need: F64
    calm: npt.NDArray[np.bool_]
    failed: npt.NDArray[np.bool_]

    @property
    def paths(self) -> int:
        """N."""
        return int(self.states.shape[0])


@dataclass(frozen=True)
class Steering:
    """What steers purchases: values ahead, prices of budget and tenders by month (money of the month), two numbers."""

    ahead: F64 = field(repr=False)
    budget_price: F64
    tender_price: F64
    planned_left: F64
    """(T,): spending still expected in the fiscal year from month t on, by the bound."""
    scale: float
    bend: float


@dataclass(frozen=True)
class PolicyRun:
    """What a rule did on paths. Money in million yen, cost at present value."""

    cost: F64
    spend: F64
    """(N, Y), money of the day."""
    tenders: F64
    """(N, Y)."""
    level: I16
    """(N, M, T): stock at the end of the month, steps of the grid."""
    bought: I16
    """(N, M, T): steps bought, negative: released or sold."""
    short: npt.NDArray[np.float32]
    """(N, M, T): need that nothing covered, t."""


def figures_of(model: PlanningModel) -> tuple[object, ...]:
    """Return the kernel's figures of a planning model."""
    from sonae.stockpile.plan.kernel import Figures

    case, programs = model.case, model.programs
    costs, steps = case.model.costs, np.arange(int(model.most_lot.max()) + 1)
    bills = [
        purchase_cost(steps * model.unit_t[m], 1.0, material.market_t_a_month, case.model.steps)
        for m, material in enumerate(case.model.materials)
    ]
    return Figures(
        unit=model.unit_t, mean_price=model.price, bill_t=np.stack(bills),
        demand=np.ascontiguousarray(model.demand_t[:, np.arange(programs.months) // 12]),
        lowest=model.lowest, most_release=model.most_release, least_lot=model.least_lot, most_lot=model.most_lot,
        levels=programs.levels, start=programs.start_level, target=model.target_level,
        window=np.asarray([rule.no_repurchase_months for rule in case.model.rules]), area=model.area,
        state_cost=programs.state_cost, shortage_value=costs.shortage_value, shortage_curve=costs.shortage_curve,
        sale_discount=costs.sale_discount, terminal_value=case.file.settings.costs.terminal_value,
        discount=programs.discount,
    )  # fmt: skip


def planning_arrays(model: PlanningModel, seed: int, first: int, stop: int) -> PathArrays:
    """Draw paths first … stop − 1 of the planning model itself; prices of minerals move apart."""
    from sonae.stockpile.plan.kernel import draw_states

    shape = (stop - first, len(model.case.minerals), model.programs.months)
    states, failed = np.empty(shape, np.int16), np.empty(shape, np.bool_)
    k0, k1 = (np.uint32(word) for word in key_of(seed))
    draw_states(
        first, k0, k1, np.cumsum(model.price_chain, axis=1), model.price_factors.size // 2,
        np.cumsum(model.regimes.transition, axis=2), np.cumsum(model.regimes.start, axis=1),
        model.case.file.settings.processes.failed_tender, states, failed,
    )  # fmt: skip
    p, d = np.divmod(states, model.regimes.states)
    m = np.arange(shape[1])[None, :, None]
    scarcity = 1.0 + model.case.model.processes.scarcity * model.regimes.lost[m, d]
    price = model.price[None, :, None] * model.price_factors[p] * scarcity
    need = model.regimes.called[m, d] * model.demand_t[:, np.arange(shape[2]) // 12][None]
    return PathArrays(first, states, price, need, d == CALM, failed)


def event_arrays(
    model: PlanningModel, seed: int, first: int, stop: int, *, executor: Executor | None = None
) -> PathArrays:
    """Draw scenarios of the full event model and find the planning state that lies nearest to every month."""
    stock = model.case.model
    paths = draw_paths(stock, seed, first, stop, executor=executor)
    d = model.regimes.state_of(paths)
    bare = paths.price / (1.0 + stock.processes.scarcity * paths.lost) / (model.price[:, None] * _MILLION)
    middles = np.sqrt(model.price_factors[1:] * model.price_factors[:-1])
    p = np.searchsorted(middles, bare)
    states = (p * model.regimes.states + d).astype(np.int16)
    return PathArrays(first, states, paths.price / _MILLION, paths.called, paths.lost == 0.0, paths.failed)


def steering_of(model: PlanningModel, bound: LowerBound, scale: float, bend: float) -> Steering:
    """Return steering by a bound's values and prices."""
    months = np.arange(model.programs.months)
    grow = model.programs.discount**months
    by_month = bound.values.used_by_month[:, 0].sum(axis=0).reshape(-1, 12)
    left = np.cumsum(by_month[:, ::-1], axis=1)[:, ::-1].ravel()
    ahead = bound.values.ahead
    if ahead is None or ahead.shape[1] != model.programs.months:
        raise ValueError("the bound's values were not kept")
    return Steering(
        ahead, bound.prices[0, months // 12] / grow, bound.prices[1, months // 12] / grow, left, scale, bend
    )


def run_rule(
    model: PlanningModel,
    arrays: PathArrays,
    *,
    steering: Steering | None = None,
    nothing: bool = False,
    calendar: npt.NDArray[np.int64] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> PolicyRun:
    """Run a rule on paths: steered; nothing bought; or, with neither, the largest gap first.

    Args:
        model: the planning model; its grid and limits hold.
        arrays: the paths.
        steering: what steers.
        nothing: nothing is bought.
        calendar: (M, months) steps to buy in the first months, in place of the rule's own choice.
        executor: threads; the result does not depend on them.
        progress: told of the paths.

    """
    from sonae.stockpile.plan.kernel import DO_NOTHING, LARGEST_GAP, STEERED, run_policy

    file, months = model.case.file, model.programs.months
    mode = DO_NOTHING if nothing else LARGEST_GAP if steering is None else STEERED
    zeros = np.zeros(months)
    by = steering or Steering(np.zeros((1, 1, 1, 1)), zeros, zeros, zeros, 0.0, 0.0)
    calendar = np.zeros((len(model.case.minerals), 0), np.int64) if calendar is None else calendar
    figures = figures_of(model)
    most = int(NO_LIMIT) if file.tenders_a_month is None else file.tenders_a_month
    n, shape = arrays.paths, arrays.states.shape
    run = PolicyRun(
        np.zeros(n), np.zeros((n, model.years)), np.zeros((n, model.years)), np.zeros(shape, np.int16),
        np.zeros(shape, np.int16), np.zeros(shape, np.float32),
    )  # fmt: skip

    def task(start: int, stop: int) -> None:
        here = slice(start, stop)
        run_policy(
            figures, mode, by.ahead, arrays.states[here], arrays.price[here], arrays.need[here], arrays.calm[here],
            arrays.failed[here], model.limits[0], by.planned_left, by.budget_price, by.tender_price, most, model.space,
            by.scale, by.bend, calendar, run.cost[here], run.spend[here], run.tenders[here], run.level[here],
            run.bought[here], run.short[here],
        )  # fmt: skip

    (executor or ThreadExecutor()).run(task, n, block=_BLOCK, progress=progress)
    return run


def relaxed_costs(
    model: PlanningModel, bound: LowerBound, arrays: PathArrays, *, executor: Executor | None = None
) -> F64:
    """Return by path what the bound's own policies cost, charges less the worth of the limits: its mean is the bound.

    Paths are those of the planning model. No rule that keeps the limits has a lower mean.
    """
    from sonae.stockpile.plan.kernel import run_relaxed

    programs, values = with_space(model, bound.space_price), bound.values
    out = np.empty(arrays.paths)

    def task(start: int, stop: int) -> None:
        here = slice(start, stop)
        run_relaxed(
            arrays.states[here], arrays.failed[here], values.policy, programs.steps, programs.cost, programs.use,
            values.charge, programs.charged_if_failed, programs.state_cost, programs.terminal, programs.start_level,
            programs.discount, out[here],
        )  # fmt: skip

    (executor or ThreadExecutor()).run(task, arrays.paths, block=_BLOCK)
    return np.asarray(out - bound.worth_of_limits)


def choose_steering(
    model: PlanningModel,
    bound: LowerBound,
    seed: int,
    paths: int,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Steering:
    """Try scales and bends on paths of their own and return the best; the certificate is made on others."""
    shown = progress or Silent()
    shown.stage("steering", len(_SCALES) * len(_BENDS) * paths)
    arrays = planning_arrays(model, seed, SEARCH, SEARCH + paths)
    best: tuple[float, Steering] | None = None
    for scale in _SCALES:
        for bend in _BENDS if scale else _BENDS[:1]:
            steering = steering_of(model, bound, scale, bend)
            mean = float(run_rule(model, arrays, steering=steering, executor=executor, progress=shown).cost.mean())
            if best is None or mean < best[0]:
                best = (mean, steering)
    if best is None:
        raise ValueError("nothing was tried")
    return best[1]
