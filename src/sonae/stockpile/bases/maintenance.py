"""The plan of maintenance (中長期保全計画): works ranked by four factors, and a yearly plan under budgets.

The four factors are those of the goals: priority of release, mobility, long-term cost of repair, technical feasibility. The
first two are judged from 1 to 5. The third is computed: what waiting costs later, per yen spent now. The fourth is judged:
feasible, feasible with development, or not feasible. The agency sets the weights. A work with a missing factor is not ranked:
missing is not zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sonae.core import Classification, Finding, FiscalYear, InputError, Outcome, SonaeError
from sonae.stockpile.bases.form import Exact, Id, Labelled, Part, Text, Year, Yen, finding
from sonae.stockpile.bases.provisions import rule

__all__ = [
    "FACTORS", "FactorWeights", "MaintenanceFile", "MaintenancePlan", "RankedWork", "Ranking", "Work", "check_maintenance",
    "maintenance_rows", "plan_maintenance", "rank_works",
]  # fmt: skip

FACTORS: Mapping[str, tuple[str, str]] = {
    "release_priority": ("放出優先度", "priority of release"),
    "mobility": ("機動性", "mobility"),
    "repair_cost": ("長期的な修繕コスト", "long-term cost of repair"),
    "feasibility": ("技術的な修繕の可否", "technical feasibility of repair"),
}
"""Factor → its name in Japanese and English (goals, lines 5897–5903)."""

_FEASIBLE = {"feasible": Fraction(1), "with_development": Fraction(1, 2), "not_feasible": Fraction(0)}
_SCALE = 1_000_000
_EXACT_OPTIONS, _GAP, _MOST_NODES = 100, 0.01, 1_000


class FactorWeights(Part):
    """Weights of the four factors beside each other, set by the agency."""

    release_priority: Exact
    mobility: Exact
    repair_cost: Exact
    feasibility: Exact

    @model_validator(mode="after")
    def _not_all_nothing(self) -> FactorWeights:
        if sum(getattr(self, name) for name in FACTORS) == 0:
            raise ValueError("the weights must not all be zero")
        return self


class Work(Part):
    """A work of repair or renewal.

    Attributes:
        id: its name.
        base: the base.
        what: what is done.
        cost_yen: cost when it is done.
        release_priority: 1 to 5, from the place of the base and its stock in a release; none: not judged.
        mobility: 1 to 5, what it does for starting fast and releasing much; none: not judged.
        later_cost_yen: cost of repairs to be expected if it is not done; none: not known.
        feasibility: whether it can be done; none: not judged.
        not_before: first fiscal year in which it can be done.
        done_by: fiscal year by which law or safety wants it done; none: no such year.
        stops: whether part of the base cannot release meanwhile.

    """

    id: Id
    base: Id
    what: Text
    cost_yen: Annotated[int, Field(ge=1, le=10**14, strict=True)]
    release_priority: Annotated[int, Field(ge=1, le=5, strict=True)] | None = None
    mobility: Annotated[int, Field(ge=1, le=5, strict=True)] | None = None
    later_cost_yen: Yen | None = None
    feasibility: Literal["feasible", "with_development", "not_feasible"] | None = None
    not_before: Year | None = None
    done_by: Year | None = None
    stops: bool = False


class MaintenanceFile(Labelled):
    """Works, weights, and the years of the plan.

    Attributes:
        name: its name.
        first_year: first fiscal year; budgets follow year by year.
        budgets_yen: budget of each year.
        stops_a_year: most works a base and year that stop part of its release; readiness is to be kept at all times.
        weights: of the four factors.
        works: what is to be done.

    """

    name: Text
    first_year: Year
    budgets_yen: Annotated[tuple[Yen, ...], Field(min_length=1, max_length=30)]
    stops_a_year: Annotated[int, Field(ge=0, le=100, strict=True)]
    weights: FactorWeights
    works: Annotated[tuple[Work, ...], Field(min_length=1, max_length=2000)]

    @model_validator(mode="after")
    def _each_once(self) -> MaintenanceFile:
        names = [one.id for one in self.works]
        if len(set(names)) < len(names):
            raise ValueError("a work stands there twice")
        return self

    @property
    def years(self) -> tuple[int, ...]:
        """Fiscal years of the plan."""
        return tuple(range(self.first_year, self.first_year + len(self.budgets_yen)))


@dataclass(frozen=True, slots=True)
class RankedWork:
    """A work with its factors from 0 to 1, its score and its rank; none where a factor is missing or it cannot be done.

    ``best_rank`` and ``worst_rank`` hold whatever the weights are: works that are no worse in every factor and better in one
    stand before it, those that it beats in the same way stand after it.
    """

    work: Work
    factors: Mapping[str, Fraction | None]
    score: Fraction | None
    rank: int | None
    best_rank: int | None
    worst_rank: int | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class Ranking:
    """All works, the ranked ones first, in the order of their rank."""

    works: tuple[RankedWork, ...]
    classification: Classification


def rank_works(file: MaintenanceFile) -> Ranking:
    """Rank works by the weighted mean of the four factors; equal scores share a rank.

    The cost factor is later_cost_yen / cost_yen divided by the largest such ratio of the list.
    """
    most = max(
        (Fraction(one.later_cost_yen, one.cost_yen) for one in file.works if one.later_cost_yen is not None),
        default=None,
    )
    factors = {one.id: _factors(one, most) for one in file.works}
    whole = sum((Fraction(getattr(file.weights, name)) for name in FACTORS), Fraction(0))
    scores: dict[str, Fraction] = {}
    for one in file.works:
        held = factors[one.id]
        if one.feasibility != "not_feasible" and all(value is not None for value in held.values()):
            scores[one.id] = sum(
                (Fraction(getattr(file.weights, name)) / whole * (value or 0) for name, value in held.items()),
                Fraction(0),
            )
    order = sorted(file.works, key=lambda one: (one.id not in scores, -scores.get(one.id, Fraction(0)), one.id))
    ranked = []
    for one in order:
        own = scores.get(one.id)
        rank = None if own is None else 1 + sum(other > own for other in scores.values())
        ahead = sum(_dominates(factors[name], factors[one.id]) for name in scores if name != one.id)
        behind = sum(_dominates(factors[one.id], factors[name]) for name in scores if name != one.id)
        span = (None, None) if own is None else (1 + ahead, len(scores) - behind)
        found = _ranked(one, factors[one.id], own, rank)
        ranked.append(RankedWork(one, factors[one.id], own, rank, span[0], span[1], found))
    return Ranking(tuple(ranked), file.label)


def _factors(work: Work, most: Fraction | None) -> dict[str, Fraction | None]:
    ratio = None
    if work.later_cost_yen is not None and most is not None:
        ratio = Fraction(work.later_cost_yen, work.cost_yen) / most if most else Fraction(0)
    return {
        "release_priority": None if work.release_priority is None else Fraction(work.release_priority - 1, 4),
        "mobility": None if work.mobility is None else Fraction(work.mobility - 1, 4),
        "repair_cost": ratio,
        "feasibility": None if work.feasibility is None else _FEASIBLE[work.feasibility],
    }


def _dominates(one: Mapping[str, Fraction | None], other: Mapping[str, Fraction | None]) -> bool:
    pairs = [(one[name] or Fraction(0), other[name] or Fraction(0)) for name in FACTORS]
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def _ranked(work: Work, factors: Mapping[str, Fraction | None], score: Fraction | None, rank: int | None) -> Finding:
    facts = {"work": work.id, "base": work.base, **factors, "score": score}
    missing = tuple(name for name, value in factors.items() if value is None)
    if work.feasibility == "not_feasible":
        said = ("技術的に修繕できず、順位を付けない", "it cannot be repaired technically and is not ranked")
        return finding("work", Outcome.NO, *said, rule("maintenance"), facts)
    if score is None:
        names = [FACTORS[name] for name in missing]
        said = (f"要素が欠けている：{'、'.join(ja for ja, _ in names)}", f"missing: {', '.join(en for _, en in names)}")
        return finding("work", Outcome.OPEN, *said, rule("maintenance"), facts, missing=missing)
    said = (f"四要素の総合で第{rank}位", f"rank {rank} by the four factors together")
    return finding("work", Outcome.YES, *said, rule("maintenance"), facts, value=rank)


@dataclass(frozen=True, slots=True)
class MaintenancePlan:
    """A yearly plan.

    Attributes:
        years: fiscal year by work; works that are not in it are not done in these years.
        left_out: works that are not done, with the reason.
        worth: sum over works of the score in millionths times years of use within the plan.
        worth_bound: no plan within the limits is worth more, by the bound of the solver.
        proved: ``worth`` is at that bound.
        breaches: limits that the plan does not keep; always none from the planner.
        finding: the whole.
        classification: who may see it.

    """

    years: Mapping[str, int]
    left_out: Mapping[str, str]
    worth: int
    worth_bound: int
    proved: bool
    breaches: tuple[str, ...]
    finding: Finding
    classification: Classification


def plan_maintenance(file: MaintenanceFile) -> MaintenancePlan:
    """Choose works and years so that the most is gained within budgets and stops; what must be done by a year comes first.

    A work gains its score for every year of the plan from the one in which it is done. Works that must be done and are not ranked
    gain nothing and are done all the same.

    Raises:
        InputError: when the works that must be done cannot all be done in time.
        SonaeError: when the solver finds no answer.

    """
    ranking = rank_works(file)
    gains = {one.work.id: 0 if one.score is None else round(one.score * _SCALE) for one in ranking.works}
    options = [
        (work, year)
        for work in file.works
        for year in file.years
        if work.feasibility != "not_feasible"
        and _may(work, year, file)
        and (gains[work.id] or work.done_by is not None)
    ]
    must = {work.id for work in file.works if work.done_by is not None and work.done_by <= file.years[-1]}
    for work in file.works:
        if work.id in must and not any(one.id == work.id for one, _ in options):
            raise InputError(f"the work {work.id} cannot be done by FY{work.done_by}", field="works")
    worth = [gains[work.id] * (file.years[-1] - year + 1) for work, year in options]
    chosen, bound = _solved(file, options, worth, must) if options else ([], 0.0)
    years = {options[i][0].id: options[i][1] for i in chosen}
    total = sum(worth[i] for i in chosen)
    breaches = check_maintenance(file, years)
    if breaches:
        raise SonaeError(f"the solver's plan does not keep a limit: {breaches[0]}.")
    left = {one.work.id: _why(one, file) for one in ranking.works if one.work.id not in years}
    spent = {
        f"FY{year}_yen": sum(work.cost_yen for work in file.works if years.get(work.id) == year) for year in file.years
    }
    facts = {"works": len(file.works), "planned": len(years), "must_be_done": len(must), **spent}
    said = (
        f"{len(file.works)}件のうち{len(years)}件を計画した",
        f"{len(years)} of {len(file.works)} works are planned",
    )
    open_ = tuple(one.work.id for one in ranking.works if one.finding.outcome is Outcome.OPEN)
    outcome = Outcome.OPEN if open_ else Outcome.YES
    found = finding("maintenance", outcome, *said, rule("maintenance"), facts, missing=open_)
    most = max(total, math.floor(bound + 1e-6 * max(1.0, abs(bound))))
    return MaintenancePlan(years, left, total, most, bound < total + 1, (), found, file.label)


def _may(work: Work, year: int, file: MaintenanceFile) -> bool:
    return (
        (work.not_before is None or year >= work.not_before)
        and (work.done_by is None or year <= max(work.done_by, file.years[0]))
        and not (work.stops and file.stops_a_year == 0)
    )


def _why(one: RankedWork, file: MaintenanceFile) -> str:
    if one.score is None:
        return one.finding.because
    if one.work.not_before is not None and one.work.not_before > file.years[-1]:
        return f"it cannot begin before FY{one.work.not_before}"
    if one.work.stops and file.stops_a_year == 0:
        return "it stops part of the release of its base"
    return "others gain more within budgets and stops"


def _solved(
    file: MaintenanceFile, options: Sequence[tuple[Work, int]], worth: Sequence[int], must: set[str]
) -> tuple[list[int], float]:
    """Solve until every budget is kept to the yen: a set of works that the solver's tolerance let through is shut out."""
    covers: list[list[int]] = []
    while True:
        chosen, bound = _solve(file, options, worth, must, covers)
        over = []
        for year, budget in zip(file.years, file.budgets_yen, strict=True):
            these = [i for i in chosen if options[i][1] == year]
            if sum(options[i][0].cost_yen for i in these) > budget:
                over.append(these)
        if not over:
            return chosen, bound
        covers += over


def _solve(
    file: MaintenanceFile,
    options: Sequence[tuple[Work, int]],
    worth: Sequence[int],
    must: set[str],
    covers: Sequence[list[int]],
) -> tuple[list[int], float]:
    """Choose options by an integer program, never all of a cover; returns their places and the bound on the worth."""
    import highspy
    import numpy as np

    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    gap = 0.0 if len(options) <= _EXACT_OPTIONS else _GAP
    # Nodes, not seconds, end the search: the plan is the same on every machine.
    settings = {
        "output_flag": False,
        "mip_rel_gap": gap,
        "mip_abs_gap": 0.5,
        "mip_max_nodes": _MOST_NODES,
        "threads": 1,
    }
    for name, value in settings.items():
        solver.setOptionValue(name, value)
    for gain in worth:
        solver.addVar(0.0, 1.0)
        column = solver.getNumCol() - 1
        solver.changeColCost(column, -float(gain))
        solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)

    def row(places: list[int], values: list[float], least: float, most: float) -> None:
        if places:
            solver.addRow(least, most, len(places), np.asarray(places, np.int32), np.asarray(values))

    for work in file.works:
        own = [i for i, (one, _) in enumerate(options) if one.id == work.id]
        row(own, [1.0] * len(own), 1.0 if work.id in must else 0.0, 1.0)
    for year, budget in zip(file.years, file.budgets_yen, strict=True):
        own = [i for i, (_, when) in enumerate(options) if when == year]
        unit = max([budget, *(options[i][0].cost_yen for i in own)], default=1) or 1
        row(own, [options[i][0].cost_yen / unit for i in own], 0.0, budget / unit)
        for base in sorted({options[i][0].base for i in own}):
            stops = [i for i in own if options[i][0].base == base and options[i][0].stops]
            row(stops, [1.0] * len(stops), 0.0, float(file.stops_a_year))
    for cover in covers:
        row(cover, [1.0] * len(cover), 0.0, len(cover) - 1.0)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise InputError(
            "the works that must be done do not fit into budgets and stops",
            field="works",
            expected="more budget or later years",
        )
    info = solver.getInfo()
    if info.primal_solution_status != 2:  # kSolutionStatusFeasible: an end by nodes has a plan too, with its bound
        raise SonaeError(f"the solver found no plan of maintenance: {solver.modelStatusToString(status)}.")
    values = solver.getSolution().col_value
    return [i for i, value in enumerate(values) if value > 0.5], -float(info.mip_dual_bound)


def check_maintenance(file: MaintenanceFile, years: Mapping[str, int]) -> tuple[str, ...]:
    """Return every limit that a yearly plan does not keep, in whole yen and without the solver.

    Raises:
        InputError: for a work that is not in the file.

    """
    by_id = {work.id: work for work in file.works}
    found = []
    for name, year in years.items():
        if name not in by_id:
            raise InputError(f"there is no work «{name}»", field="works")
        work = by_id[name]
        if year not in file.years:
            found.append(f"FY{year} of {name} lies outside the plan")
        if work.not_before is not None and year < work.not_before:
            found.append(f"{name} cannot begin before FY{work.not_before}")
        if work.feasibility == "not_feasible":
            found.append(f"{name} cannot be done")
    for work in file.works:
        late = work.done_by is not None and years.get(work.id, file.years[-1] + 1) > max(work.done_by, file.years[0])
        if work.done_by is not None and work.done_by <= file.years[-1] and late:
            found.append(f"{work.id} is not done by FY{work.done_by}")
    for year, budget in zip(file.years, file.budgets_yen, strict=True):
        these = [by_id[name] for name, when in years.items() if when == year]
        spent = sum(work.cost_yen for work in these)
        if spent > budget:
            found.append(f"FY{year} costs {spent:,} yen, more than its budget of {budget:,}")
        for base in sorted({work.base for work in these}):
            stops = sum(work.stops for work in these if work.base == base)
            if stops > file.stops_a_year:
                found.append(f"FY{year}: {stops} works stop part of {base}, more than {file.stops_a_year}")
    return tuple(found)


def maintenance_rows(ranking: Ranking, plan: MaintenancePlan) -> list[dict[str, Any]]:
    """Return one row a work: factors, score, rank with its span over all weights, year or why it is left out."""
    return [
        {
            "work": one.work.id, "base": one.work.base, "what": one.work.what, "cost_yen": one.work.cost_yen,
            **{name: None if value is None else round(float(value), 4) for name, value in one.factors.items()},
            "score": None if one.score is None else round(float(one.score), 4), "rank": one.rank,
            "best_rank": one.best_rank, "worst_rank": one.worst_rank,
            "year": FiscalYear(plan.years[one.work.id]).label_en if one.work.id in plan.years else None,
            "left_out": plan.left_out.get(one.work.id),
        }
        for one in ranking.works
    ]  # fmt: skip
