"""The bases in words and drawings: fill of sites, grades beside the import mix, what a scenario asks and the equipment keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sonae.core import Finding
from sonae.office.books.bases import BasesState, SwapCase
from sonae.stockpile.bases import (
    Site,
    check_scenario,
    drill_findings,
    rank_operators,
    rank_works,
    scenario_rows,
    score_operator,
    swap_finding,
)

__all__ = [
    "DrillTold", "Fill", "GradeRow", "MixRow", "ScenarioTold", "SwapTold", "TankRow",
    "drills_told", "fill_of", "grades_of", "operators_told",
    "scenarios_told", "swaps_told", "tanks_of", "works_told",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fill:
    """How full a site is."""

    stock: int
    capacity: int
    unit: str
    out: int

    @property
    def share(self) -> int:
        """Stock of the capacity, in per cent."""
        return round(100 * self.stock / self.capacity) if self.capacity else 0


def fill_of(site: Site | None) -> Fill | None:
    """Return how full a site is; none where its equipment is not taken in: missing is not nought."""
    if site is None:
        return None
    out = sum(tank.state != "in_service" for tank in site.tanks)
    return Fill(site.stock, sum(tank.capacity for tank in site.tanks), site.unit, out)


@dataclass(frozen=True, slots=True)
class TankRow:
    """A tank: what lies in it by grade, how full it is, how it stands."""

    id: str
    contents: tuple[tuple[str, int], ...]
    stock: int
    capacity: int
    share: int
    state: str
    opens_on: dt.date | None


def tanks_of(state: BasesState, site: Site | None, language: str) -> list[TankRow]:
    """Return the tanks of a site; none where its equipment is not taken in."""
    held = state.installations
    if site is None or held is None:
        return []
    names = {one.id: one.name.ja if language == "ja" else one.name.en for one in held.grades}
    return [
        TankRow(
            tank.id, tuple((names[grade], amount) for grade, amount in tank.contents.items()), tank.stock, tank.capacity,
            round(100 * tank.stock / tank.capacity), tank.state, tank.opens_on,
        )
        for tank in site.tanks
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A grade with what lies of it."""

    ja: str
    en: str
    amount: int
    length: int
    api: str
    sulphur: str


def grades_of(state: BasesState) -> list[GradeRow]:
    """Return the crude that lies in all tanks by grade, the most first."""
    held = state.installations
    if held is None:
        return []
    amounts: dict[str, int] = {}
    for site in held.sites:
        for tank in site.tanks if site.unit == "kl" else ():
            for name, amount in tank.contents.items():
                amounts[name] = amounts.get(name, 0) + amount
    most = max(amounts.values(), default=0) or 1
    rows = []
    for name, amount in sorted(amounts.items(), key=lambda one: -one[1]):
        grade = held.grade(name)
        rows.append(
            GradeRow(
                grade.name.ja, grade.name.en, amount, round(100 * amount / most), f"{grade.api:f}", f"{grade.sulphur_pct:f}"
            )
        )  # fmt: skip
    return rows


@dataclass(frozen=True, slots=True)
class ScenarioTold:
    """A scenario with its bases: asked and kept side by side."""

    ja: str
    en: str
    finding: Finding
    rows: tuple[Mapping[str, Any], ...]


def scenarios_told(state: BasesState, names: Mapping[str, str]) -> list[ScenarioTold]:
    """Check every scenario on the installations as they are now, with the incidents that are open."""
    out = []
    for scenario in state.scenarios:
        plan = next((one for one in state.plans if one.scenario == scenario.id), None)
        if plan is None or state.installations is None:
            continue
        check = check_scenario(scenario, plan, state.installations, state.incidents)
        rows = []
        for row in scenario_rows(check):
            rate, needed = row["rate_kept_a_day"], row["required_rate_a_day"]
            most = max(rate or 0, needed) or 1
            rows.append(
                {**row, "name": names.get(row["base"], row["base"]), "asked_length": round(100 * needed / most),
                 "kept_length": None if rate is None else round(100 * rate / most)}
            )  # fmt: skip
        out.append(ScenarioTold(scenario.name.ja, scenario.name.en, check.finding, tuple(rows)))
    return out


@dataclass(frozen=True, slots=True)
class DrillTold:
    """A drill with its gate, what it measured and its lessons."""

    drill: Any
    base: str
    gate: Finding
    findings: tuple[Finding, ...]


def drills_told(state: BasesState, names: Mapping[str, str], day: dt.date) -> list[DrillTold]:
    """Return the drills, the latest first."""
    scenarios = {one.id: one for one in state.scenarios}
    out = []
    for drill in sorted(state.drills, key=lambda one: one.planned_on, reverse=True):
        found = drill_findings(drill, scenarios[drill.scenario], day)
        out.append(DrillTold(drill, names.get(drill.base, drill.base), found[0], found))
    return out


@dataclass(frozen=True, slots=True)
class MixRow:
    """A grade before and after a swap, beside what the import mix would have, with places in the drawing."""

    ja: str
    en: str
    before: float
    after: float
    wanted: float
    before_length: int
    after_length: int
    wanted_at: int


@dataclass(frozen=True, slots=True)
class SwapTold:
    """A swap with its drawing and finding."""

    case: SwapCase
    rows: tuple[MixRow, ...]
    finding: Finding


def swaps_told(state: BasesState) -> list[SwapTold]:
    """Return the swaps, the latest first."""
    out = []
    for case in reversed(state.swaps):
        plan, rows = case.plan, []
        most = (
            max((float(v) for part in (plan.before, plan.after, plan.wanted) for v in part.values()), default=1.0)
            or 1.0
        )
        for name in plan.wanted:
            grade = case.problem.installations.grade(name)
            before, after, wanted = (float(part.get(name, 0)) for part in (plan.before, plan.after, plan.wanted))
            rows.append(
                MixRow(
                    grade.name.ja, grade.name.en, before, after, wanted, round(100 * before / most), round(100 * after / most),
                    round(100 * wanted / most),
                )
            )  # fmt: skip
        out.append(SwapTold(case, tuple(rows), swap_finding(case.problem, plan)))
    return out


def works_told(state: BasesState, names: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """Return the plans of maintenance with their works in the order of their rank, the latest first."""
    out: list[Mapping[str, Any]] = []
    for case in reversed(state.maintenance):
        works = [
            {
                "work": one.work, "base": names.get(one.work.base, one.work.base), "rank": one.rank,
                "year": case.years.get(one.work.id),
                "score": None if one.score is None else round(100 * float(one.score)), "left": case.left_out.get(one.work.id),
                "span": None if one.best_rank is None else f"{one.best_rank}–{one.worst_rank}",
            }
            for one in rank_works(case.file).works
        ]  # fmt: skip
        budgets = [
            (year, sum(one.cost_yen for one in case.file.works if case.years.get(one.id) == year), budget)
            for year, budget in zip(case.file.years, case.file.budgets_yen, strict=True)
        ]
        spent = [(year, cost, budget, round(100 * cost / budget) if budget else 0) for year, cost, budget in budgets]
        out.append({"case": case, "works": works, "budgets": spent})
    return out


def operators_told(state: BasesState) -> list[Mapping[str, Any]]:
    """Return the operators by rank; one that is open has none."""
    scheme = state.scheme
    if scheme is None:
        return []
    names = dict.fromkeys(one.operator for one in state.operators)
    scores = [score_operator(scheme, [one for one in state.operators if one.operator == name]) for name in names]
    return [
        {"rank": rank, "score": score, "share": None if score.score is None else round(100 * float(score.score))}
        for rank, score in rank_operators(scores)
    ]
