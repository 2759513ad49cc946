"""Can the limits of a plan hold together at all? If not, which of them contradict each other.

Asked of the calm path at mean prices with tenders that may be split, by linear programs: buying by mineral and month
within the market, the yearly budgets, tenders a month, floor space; and the targets that the plan calls required. What
has no answer here has none in the plan. An irreducible set of limits (dropping any one makes the rest feasible) is found
by leaving out one limit after the other (deletion filter, Chinneck and Dravnieks 1991).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonae.core import InputError, SonaeError
from sonae.stockpile.plan.materials import PlanCase

__all__ = ["Limit", "contradiction", "limits_of", "require_feasible"]

F64 = npt.NDArray[np.float64]
_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a plan: ``kind`` is target, budget, tenders, space or market; ``which`` a mineral or a fiscal year."""

    kind: str
    which: str
    words: str


def limits_of(case: PlanCase) -> list[Limit]:
    """Return every limit that could contradict a required target."""
    file = case.file
    out = []
    for item in case.minerals:
        if item.required:
            days, month = item.rule.target_days, file.month_name(item.by)
            out.append(Limit("target", item.symbol, f"{days:g} days of {item.symbol} by {month} (required)"))
    for y, budget in enumerate(file.budgets_million_yen):
        year = file.first_fiscal_year + y
        out.append(Limit("budget", str(year), f"the budget of fiscal year {year}, {budget:,g} million yen"))
    if file.tenders_a_month is not None:
        out.append(Limit("tenders", "", f"at most {file.tenders_a_month} tenders a month"))
    if file.floor_space_m2 is not None:
        out.append(Limit("space", "", f"floor space of {file.floor_space_m2:,g} m²"))
    for item in case.minerals:
        if item.required:
            words = f"the most of {item.symbol} that can be bought in a month"
            out.append(Limit("market", item.symbol, words))
    return out


def contradiction(case: PlanCase) -> list[Limit]:
    """Return an irreducible set of limits that cannot hold together; empty when all can.

    Raises:
        SonaeError: when the solver gives no clear answer.

    """
    limits = limits_of(case)
    if not any(limit.kind == "target" for limit in limits) or _feasible(case, limits):
        return []
    kept = list(limits)
    for limit in limits:
        fewer = [other for other in kept if other is not limit]
        if not _feasible(case, fewer):
            kept = fewer
    return kept


def require_feasible(case: PlanCase) -> None:
    """Refuse a plan whose limits contradict each other.

    Raises:
        InputError: naming the limits; dropping any one of them makes the plan feasible.

    """
    found = contradiction(case)
    if found:
        words = "; ".join(limit.words for limit in found)
        raise InputError(
            f"the limits of the plan cannot hold together: {words}",
            file=case.file.file,
            expected="any one of these to be dropped or eased",
        )


def _feasible(case: PlanCase, limits: list[Limit]) -> bool:
    """Tell whether a set of limits has an answer: columns are purchases in t and parts of tenders, by mineral and month."""
    import highspy

    inf = highspy.kHighsInf
    have = {(limit.kind, limit.which) for limit in limits}
    file, months = case.file, case.file.months
    minerals = [item for item in case.minerals if ("target", item.symbol) in have]
    if not minerals:
        return True
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    caps = dict(zip(case.symbols, case.model.purchase_cap_t(), strict=True))
    for item in minerals:
        cap = float(caps[item.symbol]) if ("market", item.symbol) in have else inf
        for _ in range(months):
            solver.addVar(0.0, cap)
        for _ in range(months):
            solver.addVar(0.0, 1.0)
    width = 2 * months

    def columns(i: int, part: int, first: int, stop: int) -> npt.NDArray[np.int32]:
        return np.arange(i * width + part * months + first, i * width + part * months + stop, dtype=np.int32)

    for i, item in enumerate(minerals):
        need = item.rule.target_days * item.material.consumption_t_a_day - item.rule.start_t
        bought = columns(i, 0, 0, item.by + 1)
        solver.addRow(need, inf, bought.size, bought, np.ones(bought.size))
        # A part of a tender carries at most that part of the most a tender can bring.
        most = float(caps[item.symbol]) if ("market", item.symbol) in have else max(need, 1e-9)
        for t in range(months):
            pair = np.asarray([columns(i, 0, t, t + 1)[0], columns(i, 1, t, t + 1)[0]], np.int32)
            solver.addRow(-inf, 0.0, 2, pair, np.asarray([1.0, -most]))
    for y, budget in enumerate(file.budgets_million_yen):
        if ("budget", str(file.first_fiscal_year + y)) in have:
            chosen = [columns(i, 0, 12 * y, 12 * y + 12) for i in range(len(minerals))]
            prices = [np.full(12, item.material.price_yen_a_t / _MILLION) for item in minerals]
            index, value = np.concatenate(chosen), np.concatenate(prices)
            solver.addRow(-inf, budget, index.size, index, value)
    for t in range(months):
        if ("tenders", "") in have:
            index = np.concatenate([columns(i, 1, t, t + 1) for i in range(len(minerals))])
            solver.addRow(-inf, float(file.tenders_a_month or 0), index.size, index, np.ones(index.size))
        if ("space", "") in have:
            _space_row(case, solver, [columns(i, 0, 0, t + 1) for i in range(len(minerals))], minerals, inf)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return True
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return False
    raise SonaeError(f"the limits could not be checked: {solver.modelStatusToString(status)}.")


def _space_row(case: PlanCase, solver, bought, minerals, inf) -> None:  # type: ignore[no-untyped-def]
    """Floor space of what is held at the start and bought up to a month."""
    held = sum(item.rule.start_t * item.area_m2_a_t for item in case.minerals)
    index = np.concatenate(bought)
    areas = np.concatenate([np.full(part.size, item.area_m2_a_t) for part, item in zip(bought, minerals, strict=True)])
    solver.addRow(-inf, float(case.file.floor_space_m2 or 0.0) - held, index.size, index, areas)
