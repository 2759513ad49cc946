"""Making a plan: states of disruption → lower bound → policy → tender lots → certificate."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress, Silent
from sonae.core import Classification
from sonae.data import Library
from sonae.stockpile.plan.bound import LowerBound, lower_bound
from sonae.stockpile.plan.certificate import Certificate, certify
from sonae.stockpile.plan.feasibility import require_feasible
from sonae.stockpile.plan.file import PlanFile
from sonae.stockpile.plan.materials import PlanCase, plan_case
from sonae.stockpile.plan.planning_model import PlanningModel, planning_model
from sonae.stockpile.plan.policy import (
    JUDGE,
    Steering,
    choose_steering,
    event_arrays,
    run_rule,
    steering_of,
)
from sonae.stockpile.plan.regimes import fit_regimes
from sonae.stockpile.plan.tenders import TenderCalendar, tender_calendar
from sonae.stockpile.target_days import DaysReview, Situation, propose_days, situation_of
from sonae.supply_risk import Policy

__all__ = ["BudgetPoint", "StockPlan", "budget_curve", "make_plan", "plan_on_data"]

F64 = npt.NDArray[np.float64]
CURVE = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
"""Parts of the yearly budgets at which the value of budget is read."""
_FIT_STREAM = 7
"""Scenarios that fit the states are drawn with another seed than those that judge the plan."""


@dataclass(frozen=True)
class StockPlan:
    """A plan with everything its documents are made from."""

    case: PlanCase
    model: PlanningModel = field(repr=False)
    bound: LowerBound
    steering: Steering
    calendar: TenderCalendar
    certificate: Certificate
    situation: Situation = field(repr=False)
    days: DaysReview = field(repr=False)

    @property
    def file(self) -> PlanFile:
        """The plan file."""
        return self.case.file

    @property
    def classification(self) -> Classification:
        """SECRET as soon as an input of an agency enters."""
        return self.case.classification


@dataclass(frozen=True, slots=True)
class BudgetPoint:
    """The plan's cost at a part of its budgets, on the same event paths. Million yen of present value."""

    part: float
    budget_a_year: float
    bound: float | None
    """Lower bound on the planning model; none where nothing can be bought."""
    cost: float
    """Mean cost of the plan's policy on the event paths."""
    shortage: float
    """Mean value of what is short, million yen (at the mean price, undiscounted)."""


def plan_on_data(
    file: PlanFile,
    library: Library,
    policy: Policy,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> StockPlan:
    """Make a plan from data: review of the importer, proposed days where the plan states none, then the plan.

    Raises:
        InputError: naming file and field, or the limits that contradict each other.

    """
    situation = situation_of(library, file.importer, file.data_year, policy, as_of=file.as_of)
    days = propose_days(situation, executor=executor, progress=progress, intervals=False, explain=False)
    return make_plan(file, situation, days, executor=executor, progress=progress)


def make_plan(
    file: PlanFile,
    situation: Situation,
    days: DaysReview,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> StockPlan:
    """Make a plan on a situation and its proposed days; see :func:`plan_on_data`."""
    shown = progress or Silent()
    case = plan_case(file, situation, days)
    require_feasible(case)
    solver = file.settings.solver
    regimes = fit_regimes(
        case.model, file.settings.grid.levels_of_need, solver.fit_scenarios, (solver.seed + _FIT_STREAM) % 2**64,
        executor=executor, progress=shown,
    )  # fmt: skip
    model = planning_model(case, regimes)
    bound = lower_bound(model, executor=executor, progress=shown)
    steering = choose_steering(model, bound, solver.seed, solver.search_paths, executor=executor, progress=shown)
    shown.stage("tender lots", 1)
    calendar = tender_calendar(model, bound)
    shown.advance(1)
    certificate = certify(model, bound, steering, calendar, executor=executor, progress=shown)
    return StockPlan(case, model, bound, steering, calendar, certificate, situation, days)


def budget_curve(
    plan: StockPlan,
    paths: int = 256,
    *,
    parts: tuple[float, ...] = CURVE,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> tuple[BudgetPoint, ...]:
    """Return cost and shortage at parts of the plan's budgets, on the same event paths."""
    shown = progress or Silent()
    shown.stage("value of budget", len(parts))
    seed = plan.file.settings.solver.seed
    arrays = event_arrays(plan.model, seed, JUDGE, JUDGE + paths, executor=executor)
    price = plan.model.price
    points = []
    for part in parts:
        limits = plan.model.limits.copy()
        limits[0] *= part
        model = replace(plan.model, limits=limits)
        if part > 0:
            bound = lower_bound(model, executor=executor)
            by = steering_of(model, bound, plan.steering.scale, plan.steering.bend)
            run = run_rule(model, arrays, steering=by, executor=executor)
            value: float | None = bound.value
        else:
            run, value = run_rule(model, arrays, nothing=True, executor=executor), None
        short = float((run.short.sum(axis=2) @ price).mean())
        mean_budget = float(limits[0].mean())
        points.append(BudgetPoint(part, mean_budget, value, float(run.cost.mean()), short))
        shown.advance(1)
    return tuple(points)
