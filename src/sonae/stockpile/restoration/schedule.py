"""The cheapest way back to the target: a linear program, checked outside the solver.

The cost of :mod:`.valuation` is convex and piecewise linear in the purchases, so that the program is exact. Its answer is
taken only when the purchases hold every limit by plain sums, and when a lower bound computed here from the solver's dual
values meets the cost computed here from the purchases. A bound from any dual values is a bound; wrong ones only loosen it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.core import Citation, Classification, FiscalYear, InputError, SonaeError
from sonae.stockpile.restoration.case import RestorationCase
from sonae.stockpile.restoration.valuation import (
    LIMITS,
    Valued,
    constant_rate,
    immediate,
    most_tonnes,
    segments,
    value_schedule,
)

__all__ = ["RestorationSchedule", "plan_restoration", "schedule_rows"]

F64 = npt.NDArray[np.float64]
_GAP = 1e-7
"""Largest relative distance of cost and bound that is taken; the rounding of a float64 program of this size."""
_UNIT = 1e6  # yen; the program is written in millions, so that its figures are of like size


@dataclass(frozen=True, slots=True)
class RestorationSchedule:
    """The schedule beside two plain ones, with its bound. Yen are discounted to the first month."""

    case: RestorationCase
    best: Valued
    others: tuple[Valued, ...]
    """Immediate and constant-rate refill."""
    bound_yen: float
    """Lower bound of the cost of any schedule within the limits."""
    budget_value: Mapping[FiscalYear, float]
    """Yen saved by one more yen of a year's budget."""
    tonne_value_yen: tuple[float, ...]
    """By month: what one more tonne in stock would save in exposure in that month, undiscounted."""
    classification: Classification

    @property
    def relative_gap(self) -> float:
        """Cost less bound, over the cost."""
        return (self.best.total_yen - self.bound_yen) / max(1.0, abs(self.best.total_yen))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where restoration after a release stands: basic policy 2(3)."""
        return (Citation.basic_policy("h2.p3"),)


def plan_restoration(case: RestorationCase, *, file: str | None = None) -> RestorationSchedule:
    """Find the cheapest schedule back to the target.

    Args:
        case: the material, its limits and weights.
        file: its name, for sentences of refusal.

    Raises:
        InputError: when no schedule reaches the target in time; the sentence names the limit that stands in the way.
        SonaeError: when the solver's answer does not stand the check.

    """
    _check_feasible(case, file)
    program = _Program(case)
    tonnes, duals = program.solve()
    best = value_schedule(case, "optimal", tonnes)
    _check_limits(case, best)
    bound = program.bound(duals) * _UNIT
    found = RestorationSchedule(
        case, best, (immediate(case), constant_rate(case)), bound, program.budget_value(duals), _tonne_value(case, best),
        case.classification,
    )  # fmt: skip
    if not found.best.reached or abs(found.relative_gap) > _GAP:
        raise SonaeError("the solver's schedule did not stand the check outside the solver; nothing was put out.")
    return found


def _check_feasible(case: RestorationCase, file: str | None) -> None:
    deficit = case.target_t - Fraction(case.stock_t)
    if most_tonnes(case) >= deficit:
        return
    named = [*LIMITS[:3], *(f"budget of {year}" for year in case.budgets), LIMITS[3]]
    enough = [limit for limit in named if most_tonnes(case, without=(limit,)) >= deficit]
    if any(limit.startswith("budget of") for limit in enough):
        enough.remove("budgets")
    later = next((m for m in range(case.deadline, case.months) if most_tonnes(case, until=m) >= deficit), None)
    when = case.names[case.deadline]
    if enough:
        ways = " or ".join(f"the {limit}" for limit in enough)
        # The month tells of stock and target, which no sentence about a SECRET case does.
        said = later is not None and case.classification is Classification.PUBLIC
        wait = f"; it could be by {case.names[later]}" if said and later is not None else ""
        raise InputError(f"the target cannot be reached by {when} because of {ways} alone{wait}", file=file)
    if later is not None:
        problem = f"the target cannot be reached by {when}, and no single limit but the month stands in the way"
        shown = case.names[later] if case.classification is Classification.PUBLIC else case.names[-1]
        raise InputError(problem, file=file, field="by_month", expected=f"a later month, up to {shown}")
    problem = f"the target cannot be reached by {when}, and lifting no single limit would be enough"
    raise InputError(problem, file=file, expected=f"wider limits among {', '.join(LIMITS)}, or a lower target")


def _check_limits(case: RestorationCase, found: Valued) -> None:
    """Hold a schedule against the case by plain sums."""
    room = [0.0] * case.months
    for segment in segments(case):
        room[segment.month] += float(segment.tonnes)
    target = float(case.target_t)
    slack = 1e-7 * max(1.0, target)
    over = any(bought < -slack or bought > most + slack for bought, most in zip(found.tonnes, room, strict=True))
    over = over or found.stock_t[-1] > target + slack
    for year, budget in case.budgets.items():
        spent = sum(yen for yen, when in zip(found.spent_yen, case.fiscal_years, strict=True) if when == year)
        over = over or spent > float(budget) * (1 + 1e-7) + 1.0
    if over:
        raise SonaeError("the solver's schedule breaks a limit of the case; nothing was put out.")


def _tonne_value(case: RestorationCase, found: Valued) -> tuple[float, ...]:
    worth = float(case.shortage_value.value)
    return tuple(
        worth * float(case.price(month)) * sum(
            float(hazard.chance(month)) for hazard in case.hazards if float(case.need_t(hazard)) > found.stock_t[month]
        )
        for month in range(case.months)
    )  # fmt: skip


class _Program:
    """Columns: purchases by segment, stock by month, what a hazard finds uncovered. Rows: stock, cover, budget."""

    def __init__(self, case: RestorationCase) -> None:
        self.case = case
        self.parts = segments(case)
        months, start, target = case.months, float(case.stock_t), float(case.target_t)
        factor = (1.0 + float(case.discount_a_year.value)) ** (-np.arange(months) / 12.0)
        price = np.asarray([float(case.price(month)) for month in range(months)])
        needs = [float(case.need_t(hazard)) for hazard in case.hazards]
        open_ = [
            (month, j)
            for month in range(months)
            for j, hazard in enumerate(case.hazards)
            if needs[j] > start and hazard.chance(month) > 0
        ]
        first_stock, first_open = len(self.parts), len(self.parts) + months
        self.cost = np.concatenate([
            [factor[part.month] * float(part.unit_yen) for part in self.parts],
            factor * price * float(case.holding_a_year.value) / 12.0,
            [factor[m] * price[m] * float(case.shortage_value.value) * float(case.hazards[j].chance(m)) for m, j in open_],
        ]) / _UNIT  # fmt: skip
        floor = np.where(np.arange(months) >= case.deadline, target, start)
        self.low = np.concatenate([np.zeros(len(self.parts)), floor, np.zeros(len(open_))])
        self.high = np.concatenate([
            [float(part.tonnes) for part in self.parts], np.full(months, target), [needs[j] for _, j in open_],
        ])  # fmt: skip
        entries: list[tuple[int, int, float]] = []
        row_low, row_high = [], []
        for month in range(months):
            entries.append((month, first_stock + month, 1.0))
            entries += [(month, first_stock + month - 1, -1.0)] if month else []
            row_low.append(0.0 if month else start)
            row_high.append(row_low[-1])
        entries += [(part.month, i, -1.0) for i, part in enumerate(self.parts)]
        for i, (month, j) in enumerate(open_):
            entries += [(months + i, first_open + i, 1.0), (months + i, first_stock + month, 1.0)]
            row_low.append(needs[j])
            row_high.append(np.inf)
        self.budget_rows = {year: months + len(open_) + i for i, year in enumerate(case.budgets)}
        for i, part in enumerate(self.parts):
            year = case.fiscal_years[part.month]
            if year in self.budget_rows:
                entries.append((self.budget_rows[year], i, float(part.unit_yen) / _UNIT))
        row_low += [-np.inf] * len(case.budgets)
        row_high += [float(budget) / _UNIT for budget in case.budgets.values()]
        self.row_low, self.row_high = np.asarray(row_low), np.asarray(row_high)
        self.entries = sorted(entries, key=lambda entry: (entry[1], entry[0]))

    def solve(self) -> tuple[list[float], F64]:
        """Return tonnes by month and the dual values of the rows."""
        import highspy

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), len(self.row_low)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.cost, self.low, self.high
        lp.row_lower_, lp.row_upper_ = self.row_low, self.row_high
        counts = np.bincount([column for _, column, _ in self.entries], minlength=len(self.cost))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)])
        lp.a_matrix_.index_ = np.asarray([row for row, _, _ in self.entries])
        lp.a_matrix_.value_ = np.asarray([value for _, _, value in self.entries])
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
        solver.setOptionValue("dual_feasibility_tolerance", 1e-9)
        solver.passModel(lp)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise SonaeError("the solver found no schedule though the limits leave room; nothing was put out.")
        solution = solver.getSolution()
        columns = np.asarray(solution.col_value)
        tonnes = [0.0] * self.case.months
        for part, bought in zip(self.parts, columns, strict=False):
            tonnes[part.month] += float(min(max(bought, 0.0), float(part.tonnes)))
        return tonnes, np.asarray(solution.row_dual)

    def bound(self, duals: F64) -> float:
        """Return the Lagrangian bound of any dual values, in the unit of the program; all columns are bounded."""
        y = np.where((duals > 0) & np.isinf(self.row_low) | (duals < 0) & np.isinf(self.row_high), 0.0, duals)
        side = np.where(y > 0, self.row_low, self.row_high)
        total = float(np.sum(y[y != 0] * side[y != 0]))
        reduced = self.cost.copy()
        for row, column, value in self.entries:
            reduced[column] -= value * y[row]
        return total + float(np.sum(np.where(reduced > 0, reduced * self.low, reduced * self.high)))

    def budget_value(self, duals: F64) -> dict[FiscalYear, float]:
        """Return what a yen more of each year's budget saves."""
        return {year: max(0.0, -float(duals[row])) for year, row in self.budget_rows.items()}


def schedule_rows(found: RestorationSchedule) -> list[dict[str, Any]]:
    """Return one flat row a month: the schedule beside the two plain ones."""
    case = found.case
    daily = float(case.daily_t)
    plain = {other.name.replace(" ", "_"): other for other in found.others}
    return [
        {
            "month": name,
            "fiscal_year": case.fiscal_years[i].label_en,
            "blocked": case.blocked(i),
            "buy_t": found.best.tonnes[i],
            "stock_t": found.best.stock_t[i],
            "stock_days": found.best.stock_t[i] / daily,
            "spend_yen": round(found.best.spent_yen[i]),
            "tonne_value_yen": found.tonne_value_yen[i],
            **{f"{key}_t": other.tonnes[i] for key, other in plain.items()},
        }
        for i, name in enumerate(case.names)
    ]
