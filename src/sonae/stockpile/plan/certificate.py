"""The certificate of a plan: how far it can be from the best, on the planning model and on the full event model.

(i) On the planning model: a Lagrangian lower bound and the mean cost of the plan's policy on the same model, grid and
budgets, the budgets hard on every path. The cost of the bound's own policies on the same paths has the bound as its
exact mean; the plan's excess over it is what is averaged, which makes the interval narrow.

(ii) On the event model (METHOD §3): for every path a lower bound on what any plan could cost that had known the path
(information relaxation: Brown, Smith and Sun 2010), and the cost of replaying the plan on it.

Gap = (upper 95 % limit of the plan's mean cost − bound) ÷ (mean cost of doing nothing − bound), and in yen. Doing nothing
buys nothing and gives what it holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress, Silent, ThreadExecutor
from sonae.stockpile.plan.bound import LowerBound
from sonae.stockpile.plan.planning_model import PlanningModel
from sonae.stockpile.plan.policy import (
    JUDGE,
    PathArrays,
    PolicyRun,
    Steering,
    event_arrays,
    figures_of,
    planning_arrays,
    relaxed_costs,
    run_rule,
    steering_of,
)
from sonae.stockpile.plan.tenders import TenderCalendar

__all__ = ["Certificate", "Interval", "ModelGap", "certify", "hindsight_bounds"]

F64 = npt.NDArray[np.float64]
_Z = 1.959963984540054
_CHUNK = 512
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % limits, million yen."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: F64) -> Interval:
        """Return the mean of independent values with its normal limits."""
        half = _Z * float(values.std(ddof=1)) / float(np.sqrt(values.size))
        mean = float(values.mean())
        return cls(mean, mean - half, mean + half)

    def plus(self, amount: float) -> Interval:
        """Return the interval moved by a number that is known exactly."""
        return Interval(self.mean + amount, self.low + amount, self.high + amount)


@dataclass(frozen=True)
class ModelGap:
    """The plan on one model: bound, costs of the plan and of two plain rules, and what lies between. Million yen."""

    model: str
    paths: int
    bound: float
    policy: Interval
    nothing: Interval
    largest_gap: Interval
    """The rule that buys for the largest gap first, as fast as it may, under the same limits."""
    unpriced: Interval
    """The same steering without prices on the limits."""
    over_largest_gap: Interval
    """Plan less that rule, on the same paths; below 0: the plan is better."""
    over_unpriced: Interval

    @property
    def gap_yen(self) -> float:
        """Upper limit of the plan's cost − bound, in yen."""
        return (self.policy.high - self.bound) * 1e6

    @property
    def gap(self) -> float:
        """(Upper limit of the plan's cost − bound) ÷ (cost of doing nothing − bound); infinite where that is not above 0."""
        room = self.nothing.mean - self.bound
        return (self.policy.high - self.bound) / room if room > 0 else float("inf")


@dataclass(frozen=True)
class Certificate:
    """Both judgements, with the runs that the plan's tables are made from."""

    planning: ModelGap
    events: ModelGap
    event_run: PolicyRun = field(repr=False)
    """The plan replayed on the event paths."""
    nothing_short: npt.NDArray[np.float32] = field(repr=False)
    """(N, M): shortage of doing nothing on those paths, t."""
    calm: npt.NDArray[np.bool_] = field(repr=False)
    """(N, M, T): nothing was lost on those paths in the month."""
    failed: npt.NDArray[np.bool_] = field(repr=False)
    """(N, M, T): the month's tender found no offer."""


def certify(
    model: PlanningModel,
    bound: LowerBound,
    steering: Steering,
    calendar: TenderCalendar,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Certificate:
    """Judge a plan on fresh paths of both models.

    Args:
        model: the planning model.
        bound: its lower bound.
        steering: the policy's.
        calendar: tender lots of the first fiscal year.
        executor: threads by default.
        progress: told of the paths; may cancel.

    """
    shown = progress or Silent()
    solver = model.case.file.settings.solver
    shown.stage("certificate, planning model", solver.planning_paths)
    unpriced = steering_of(model, bound, 0.0, 0.0)
    columns: dict[str, list[F64]] = {name: [] for name in ("relaxed", "policy", "nothing", "largest", "unpriced")}
    for first in range(0, solver.planning_paths, _CHUNK):
        stop = min(solver.planning_paths, first + _CHUNK)
        arrays = planning_arrays(model, solver.seed, JUDGE + first, JUDGE + stop)
        columns["relaxed"].append(relaxed_costs(model, bound, arrays, executor=executor))
        _rules(model, arrays, steering, unpriced, calendar, columns, executor)
        shown.advance(stop - first)
    costs = {name: np.concatenate(parts) for name, parts in columns.items()}
    yard = costs["relaxed"]
    # Each rule's excess over the bound's own policies, whose mean is the bound: a control variate with known mean.
    planning = _judgement("planning", bound.value, costs, {k: costs[k] - yard for k in costs}, bound.value)
    return _on_events(planning, model, bound, steering, unpriced, calendar, executor, shown)


def _rules(
    model: PlanningModel,
    arrays: PathArrays,
    steering: Steering,
    unpriced: Steering,
    calendar: TenderCalendar,
    columns: dict[str, list[F64]],
    executor: Executor | None,
) -> tuple[PolicyRun, PolicyRun]:
    run = run_rule(model, arrays, steering=steering, calendar=calendar.lots, executor=executor)
    nothing = run_rule(model, arrays, nothing=True, executor=executor)
    columns["policy"].append(run.cost)
    columns["nothing"].append(nothing.cost)
    columns["largest"].append(run_rule(model, arrays, executor=executor).cost)
    columns["unpriced"].append(run_rule(model, arrays, steering=unpriced, executor=executor).cost)
    return run, nothing


def _on_events(
    planning: ModelGap,
    model: PlanningModel,
    bound: LowerBound,
    steering: Steering,
    unpriced: Steering,
    calendar: TenderCalendar,
    executor: Executor | None,
    shown: Progress,
) -> Certificate:
    solver = model.case.file.settings.solver
    shown.stage("certificate, event model", solver.event_paths)
    columns: dict[str, list[F64]] = {name: [] for name in ("hindsight", "policy", "nothing", "largest", "unpriced")}
    runs, short, calm, failed = [], [], [], []
    for first in range(0, solver.event_paths, _CHUNK):
        stop = min(solver.event_paths, first + _CHUNK)
        arrays = event_arrays(model, solver.seed, JUDGE + first, JUDGE + stop, executor=executor)
        run, nothing = _rules(model, arrays, steering, unpriced, calendar, columns, executor)
        columns["hindsight"].append(hindsight_bounds(model, bound, arrays, executor=executor)[0])
        runs.append(run)
        short.append(nothing.short.sum(axis=2))
        calm.append(arrays.calm)
        failed.append(arrays.failed)
        shown.advance(stop - first)
    costs = {name: np.concatenate(parts) for name, parts in columns.items()}
    yard = costs["hindsight"]
    judged = _judgement("events", float(yard.mean()), costs, {k: costs[k] - yard for k in costs}, float(yard.mean()))
    parts = [
        np.concatenate([getattr(run, name) for run in runs])
        for name in ("cost", "spend", "tenders", "level", "bought", "short")
    ]
    return Certificate(
        planning, judged, PolicyRun(*parts), np.concatenate(short), np.concatenate(calm), np.concatenate(failed)
    )


def _judgement(name: str, bound: float, costs: dict[str, F64], excess: dict[str, F64], base: float) -> ModelGap:
    return ModelGap(
        name, costs["policy"].size, bound,
        Interval.of(excess["policy"]).plus(base), Interval.of(excess["nothing"]).plus(base),
        Interval.of(excess["largest"]).plus(base), Interval.of(excess["unpriced"]).plus(base),
        Interval.of(costs["policy"] - costs["largest"]), Interval.of(costs["policy"] - costs["unpriced"]),
    )  # fmt: skip


def hindsight_bounds(
    model: PlanningModel, bound: LowerBound, arrays: PathArrays, *, executor: Executor | None = None
) -> tuple[F64, F64]:
    """Return by path a lower bound on any plan that had known it (N), and the spending behind it (N, Y)."""
    from sonae.stockpile.plan.kernel import hindsight

    figures = figures_of(model)
    out, spend = np.empty(arrays.paths), np.zeros((arrays.paths, model.years))

    def task(start: int, stop: int) -> None:
        here = slice(start, stop)
        hindsight(
            figures, arrays.price[here], arrays.need[here], arrays.calm[here], arrays.failed[here], model.limits[0],
            bound.prices[0], _ROUNDS, out[here], spend[here],
        )  # fmt: skip

    (executor or ThreadExecutor()).run(task, arrays.paths, block=8)
    return out, spend
