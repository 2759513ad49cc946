"""Tender lots of the first fiscal year: a mixed-integer program on the calm path, re-checked outside the solver.

Along a calm path the recursion of the optimiser splits into what is paid now and the expected cost of every disturbance
that could come next month with the stock then held. Convex lower hulls of those costs, and of the value of the stock
at the end of the year, make a linear objective; lots are whole steps of the grid, at least the least lot, at most
``tenders_a_month`` a month, within budget and floor space.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sonae.core import SonaeError
from sonae.stockpile.plan.bound import LowerBound
from sonae.stockpile.plan.planning_model import BUDGET, NO_LIMIT, PlanningModel, purchase_cost
from sonae.stockpile.plan.regimes import CALM

__all__ = ["TenderCalendar", "lower_hull", "tender_calendar"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
_MONTHS = 12
_HULL_POINTS = 9
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class TenderCalendar:
    """Lots of the first fiscal year. Money in million yen."""

    lots: I64 = field(repr=False)
    """(M, 12): steps of the grid to buy in a month; 0 where there is no tender."""
    spend: F64
    """(12,): expected bill of each month at mean prices."""
    objective: float
    solver_bound: float
    """The solver's own lower bound of the objective."""
    checked: tuple[str, ...]
    """What was checked again outside the solver, one sentence each."""

    @property
    def gap(self) -> float:
        """(objective − solver's bound) ÷ |objective|."""
        return (self.objective - self.solver_bound) / max(1.0, abs(self.objective))

    @property
    def tenders(self) -> I64:
        """(12,): tenders a month."""
        return np.asarray((self.lots > 0).sum(axis=0))


@dataclass
class _Rows:
    """A linear program under construction."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[list[int], list[float], float, float]] = field(default_factory=list)

    def column(self, cost: float, lower: float, upper: float, *, whole: bool = False) -> int:
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, columns: list[int], values: list[float], lower: float, upper: float) -> None:
        self.rows.append((columns, values, lower, upper))


def lower_hull(x: F64, y: F64) -> list[tuple[float, float]]:
    """Return (intercept, slope) of the pieces of the greatest convex function below the points."""
    hull: list[int] = []
    for i in range(x.size):
        while len(hull) >= 2:
            a, b = hull[-2], hull[-1]
            if (y[b] - y[a]) * (x[i] - x[a]) >= (y[i] - y[a]) * (x[b] - x[a]):
                hull.pop()
            else:
                break
        hull.append(i)
    pieces = []
    for a, b in pairwise(hull):
        slope = float((y[b] - y[a]) / (x[b] - x[a]))
        pieces.append((float(y[a]) - slope * float(x[a]), slope))
    return pieces or [(float(y[0]), 0.0)]


def tender_calendar(model: PlanningModel, bound: LowerBound) -> TenderCalendar:
    """Solve for the lots of the first fiscal year.

    Raises:
        SonaeError: when the solver finds no answer, or its answer does not hold when checked.

    """
    built, index = _build(model, bound)
    solution, objective, best = _solve(built, model)
    lots = np.rint(solution[index["lots"]]).astype(np.int64)
    checked = _check(model, built, solution, lots, objective, best)
    return TenderCalendar(lots, _bills(model, lots), objective, best, checked)


def _build(model: PlanningModel, bound: LowerBound) -> tuple[_Rows, dict[str, I64]]:
    values, programs, case = bound.values, model.programs, model.case
    if values.values is None:
        raise ValueError("the bound's values were not kept")
    minerals = len(case.minerals)
    middle = (model.price_factors.size // 2) * model.regimes.states
    calm = middle + CALM
    lp = _Rows()
    lots = np.zeros((minerals, _MONTHS), np.int64)
    opened = np.zeros((minerals, _MONTHS), np.int64)
    bills: list[list[tuple[int, float]]] = [[] for _ in range(_MONTHS)]
    stocks: list[list[tuple[int, float]]] = [[] for _ in range(_MONTHS)]
    for m in range(minerals):
        top = int(programs.levels[m]) - 1
        before: int | None = None
        for t in range(_MONTHS):
            factor = programs.discount**t
            most = int(model.most_lot[m]) if model.most_lot[m] >= model.least_lot[m] else 0
            lot = lp.column(0.0, 0.0, most, whole=True)
            gate = lp.column(0.0, 0.0, 1.0, whole=True)
            stock = lp.column(0.0, 0.0, top)
            lots[m, t], opened[m, t] = lot, gate
            lp.row([lot, gate], [1.0, -float(most)], -np.inf, 0.0)
            lp.row([lot, gate], [1.0, -float(model.least_lot[m])], 0.0, np.inf)
            if before is None:
                lp.row([stock, lot], [1.0, -1.0], float(programs.start_level[m]), float(programs.start_level[m]))
            else:
                lp.row([stock, before, lot], [1.0, -1.0, -1.0], 0.0, 0.0)
            before = stock
            parts = _impact_parts(lp, model, m, lot, factor)
            bills[t] += parts
            stocks[t].append((stock, float(model.area[m])))
            _add_hull(lp, stock, top, factor * _risk(model, bound, m, t, calm))
        later = values.values[m, _MONTHS] if programs.months > _MONTHS else programs.terminal[m]
        _add_hull(lp, before, top, programs.discount**_MONTHS * later[calm, : top + 1])
    columns = [column for month in bills for column, _ in month]
    lp.row(columns, [price for month in bills for _, price in month], -np.inf, float(model.limits[BUDGET, 0]))
    for t in range(_MONTHS):
        if case.file.tenders_a_month is not None:
            lp.row([int(c) for c in opened[:, t]], [1.0] * minerals, -np.inf, float(case.file.tenders_a_month))
        if model.space < NO_LIMIT:
            lp.row([c for c, _ in stocks[t]], [a for _, a in stocks[t]], -np.inf, model.space)
    return lp, {"lots": lots}


def _impact_parts(lp: _Rows, model: PlanningModel, m: int, lot: int, factor: float) -> list[tuple[int, float]]:
    """Split a purchase into the impact steps; premiums rise, so that a cheaper step is filled first."""
    market = model.case.model.materials[m].market_t_a_month
    unit, price = float(model.unit_t[m]), float(model.price[m])
    come = 1.0 - model.case.file.settings.processes.failed_tender
    parts, below = [], 0.0
    for number, step in enumerate(model.case.model.steps):
        upper = step.market_share * market
        width = (upper - below) / unit if number < len(model.case.model.steps) - 1 else np.inf
        bill = price * (1.0 + step.premium) * unit
        parts.append((lp.column(come * factor * bill, 0.0, width), bill))
        below = upper
    lp.row([lot, *(column for column, _ in parts)], [1.0, *([-1.0] * len(parts))], 0.0, 0.0)
    return parts


def _risk(model: PlanningModel, bound: LowerBound, m: int, t: int, calm: int) -> F64:
    """Cost of ending month t of the calm path with each stock: holding, target charge, and what next month may bring."""
    values, programs = bound.values.values, model.programs
    if values is None:
        raise ValueError("the bound's values were not kept")
    levels = int(programs.levels[m])
    cost = programs.state_cost[m, t, :levels].copy()
    if t + 1 < programs.months:
        row = programs.transition[m, calm]
        # The calm path goes on in the same price state; every other state counts by how much dearer it is than that.
        cost += programs.discount * (row @ (values[m, t + 1, :, :levels] - values[m, t + 1, calm, :levels]))
    return np.asarray(cost)


def _add_hull(lp: _Rows, stock: int | None, top: int, cost: F64) -> None:
    if stock is None:
        return
    points = np.unique(np.linspace(0, top, min(_HULL_POINTS, top + 1)).round().astype(np.int64))
    worth = lp.column(1.0, -np.inf, np.inf)
    for intercept, slope in lower_hull(points.astype(float), cost[points]):
        lp.row([worth, stock], [1.0, -slope], intercept, np.inf)


def _solve(lp: _Rows, model: PlanningModel) -> tuple[F64, float, float]:
    import highspy

    settings = model.case.file.settings.solver
    matrix = _matrix(lp)
    problem = highspy.HighsLp()
    problem.num_col_, problem.num_row_ = len(lp.cost), len(lp.rows)
    problem.col_cost_ = np.asarray(lp.cost)
    problem.col_lower_, problem.col_upper_ = np.asarray(lp.lower), np.asarray(lp.upper)
    problem.row_lower_ = np.asarray([row[2] for row in lp.rows])
    problem.row_upper_ = np.asarray([row[3] for row in lp.rows])
    problem.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    problem.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    problem.a_matrix_.index_ = matrix.indices.astype(np.int32)
    problem.a_matrix_.value_ = matrix.data
    kinds = highspy.HighsVarType
    problem.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in lp.whole]
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", settings.lots_gap)
    solver.setOptionValue("time_limit", settings.lots_seconds)
    solver.setOptionValue("random_seed", 1)
    solver.passModel(problem)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != 2:  # no feasible point
        raise SonaeError(f"no tender lots were found: {solver.modelStatusToString(solver.getModelStatus())}.")
    return np.asarray(solver.getSolution().col_value), float(info.objective_function_value), float(info.mip_dual_bound)


def _matrix(lp: _Rows):  # type: ignore[no-untyped-def]  # scipy's sparse classes have no useful type here
    from scipy.sparse import csc_matrix

    rows = np.concatenate([np.full(len(row[0]), i) for i, row in enumerate(lp.rows)])
    columns = np.concatenate([np.asarray(row[0]) for row in lp.rows])
    values = np.concatenate([np.asarray(row[1], float) for row in lp.rows])
    return csc_matrix((values, (rows, columns)), shape=(len(lp.rows), len(lp.cost)))


def _bills(model: PlanningModel, lots: I64) -> F64:
    bills = np.zeros(_MONTHS)
    for m, material in enumerate(model.case.model.materials):
        tonnes = lots[m] * model.unit_t[m]
        bills += purchase_cost(tonnes, float(model.price[m]), material.market_t_a_month, model.case.model.steps)
    return bills


def _check(model: PlanningModel, lp: _Rows, x: F64, lots: I64, objective: float, best: float) -> tuple[str, ...]:
    """Check the answer without the solver: limits counted from the lots themselves, rows and objective from its numbers."""
    said = []
    matrix, lower, upper = _matrix(lp), np.asarray(lp.lower), np.asarray(lp.upper)
    lhs = matrix @ x
    size = 1.0 + np.abs(lhs)
    low, high = np.asarray([row[2] for row in lp.rows]), np.asarray([row[3] for row in lp.rows])
    worst = float(max(((low - lhs) / size).max(), ((lhs - high) / size).max(), (lower - x).max(), (x - upper).max()))
    again = float(np.dot(lp.cost, x))
    whole = np.asarray(lp.whole)
    apart = float(np.abs(x[whole] - np.rint(x[whole])).max(initial=0.0))
    spent, budget = float(_bills(model, lots).sum()), float(model.limits[BUDGET, 0])
    held = (model.programs.start_level[:, None] + np.cumsum(lots, axis=1)) * model.area[:, None]
    tenders, most = int((lots > 0).sum(axis=0).max()), model.case.file.tenders_a_month
    faults = {
        "a row or bound of the program is broken": worst > _TOLERANCE,
        "the objective is not what the solver says": abs(again - objective) > 1e-6 * max(1.0, abs(objective)),
        "a lot is no whole number": apart > 1e-5,
        "the budget is broken": spent > budget * (1 + _TOLERANCE),
        "floor space is broken": bool(held.sum(axis=0).max() > model.space * (1 + _TOLERANCE)),
        "there are too many tenders in a month": most is not None and tenders > most,
        "a lot is below the least or above the most": bool(
            ((lots > 0) & ((lots < model.least_lot[:, None]) | (lots > model.most_lot[:, None]))).any()
        ),
        "the bound lies above the answer": best > objective + 1e-6 * max(1.0, abs(objective)),
    }
    for fault, found in faults.items():
        if found:
            raise SonaeError(f"the solver's tender lots do not hold when checked: {fault}.")
    said.append(f"{len(lp.rows)} rows and {len(lp.cost)} columns hold, largest violation {max(worst, 0.0):.1e}")
    said.append(f"objective counted again: {again:,.3f} million yen")
    said.append(f"bill of the lots {spent:,.1f} of {budget:,.1f} million yen; at most {tenders} tenders in a month")
    return tuple(said)
