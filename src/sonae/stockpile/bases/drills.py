"""Emergency-release drills: the plan of a period, what was held, the third party's evaluation as a gate, lessons.

A drill passes only when a third party has found that preparation and days of its plan meet the scenario's required level and
that the base keeps a posture that can release. Until then it is open; it is never passed by default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import model_validator

from sonae.core import Finding, FiscalYear, Outcome
from sonae.stockpile.bases.form import (
    Count,
    Exact,
    Id,
    Labelled,
    Part,
    SomeAmount,
    Text,
    Words,
    Year,
    changed,
    finding,
    read,
    refuse_unless,
)  # fmt: skip
from sonae.stockpile.bases.provisions import rule
from sonae.stockpile.bases.scenario import ReleaseScenario

__all__ = [
    "DRILL_KINDS", "Drill", "DrillPlan", "DrillResult", "Evaluation", "Lesson", "PlannedDrill", "add_lesson", "close_lesson",
    "drill_count", "drill_coverage", "drill_findings", "evaluate_drill", "hold_drill", "plan_drill",
]  # fmt: skip

DrillKind = Literal["actual_handling", "practical", "alternative", "tabletop", "communication"]

DRILL_KINDS: Mapping[DrillKind, tuple[str, str]] = {
    "actual_handling": ("実荷役訓練", "drill with actual cargo handling"),
    "practical": ("実技訓練", "practical drill"),
    "alternative": ("代替訓練", "alternative drill"),
    "tabletop": ("机上訓練", "table-top drill"),
    "communication": ("情報伝達訓練", "drill of communication"),
}
"""Kind → its name in Japanese and English. Bases without the first two need one of the others (annual plan)."""

PHYSICAL = ("actual_handling", "practical")


class PlannedDrill(Part):
    """A drill that the plan of the period foresees; ``why_so`` is asked for where nothing is handled."""

    base: Id
    fiscal_year: Year
    kind: DrillKind
    scenario: Id
    why_so: Text | None = None

    @model_validator(mode="after")
    def _says_why(self) -> PlannedDrill:
        if self.kind not in PHYSICAL and self.why_so is None:
            raise ValueError(f"the {self.kind} drill of {self.base} needs its reason: simulators, efficiency, cost")
        return self


class DrillPlan(Labelled):
    """The drill plan of a medium term.

    Attributes:
        name: its name.
        first_year: first fiscal year.
        last_year: last fiscal year.
        target_in_all: drills in the whole period; 25 in the fifth.
        target_by_year: least drills by fiscal year; 3 in FY2023. A year that is not there has no target yet.
        drills: what is planned.

    """

    name: Text
    first_year: Year
    last_year: Year
    target_in_all: Count
    target_by_year: dict[Year, Count]
    drills: tuple[PlannedDrill, ...] = ()

    @model_validator(mode="after")
    def _in_period(self) -> DrillPlan:
        years = [*self.target_by_year, *(one.fiscal_year for one in self.drills)]
        if self.last_year < self.first_year or any(not self.first_year <= year <= self.last_year for year in years):
            raise ValueError("a year lies outside the period")
        return self


class DrillResult(Part):
    """What the drill found the base able to do: hours to the start of release, a rate and days; none where not tested."""

    preparation_hours: Exact | None = None
    rate_a_day: SomeAmount | None = None
    days: Exact | None = None
    note: Text


class Evaluation(Part):
    """The third party's evaluation: plan against the required level, and the posture that the drill showed."""

    evaluator: Text
    on: dt.date
    plan_meets_requirement: bool
    posture_kept: bool
    reason: Text


class Lesson(Part):
    """What a drill taught: the issue, what is to be done, by whom and by when, and when it was done."""

    id: Id
    issue: Text
    improvement: Text
    owner: Text
    due: dt.date
    done_on: dt.date | None = None
    shown: Text | None = None
    """Evidence that it was done."""

    @model_validator(mode="after")
    def _done_is_shown(self) -> Lesson:
        if (self.done_on is None) != (self.shown is None):
            raise ValueError(f"the lesson {self.id} is done on a day and with evidence")
        return self


class Drill(Labelled):
    """A drill at a base: planned for a day, held with its participants, evaluated, and what it taught."""

    id: Id
    base: Id
    name: Words
    kind: DrillKind
    scenario: Id
    planned_on: dt.date
    held_on: dt.date | None = None
    participants: tuple[Text, ...] = ()
    result: DrillResult | None = None
    evaluation: Evaluation | None = None
    lessons: tuple[Lesson, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Drill:
        if (self.held_on is None) != (self.result is None) or (self.held_on is None and self.participants):
            raise ValueError(f"a drill {self.id} that was held has a day, a result and participants")
        if self.held_on is not None and self.held_on < self.planned_on:
            raise ValueError(f"the drill {self.id} was held before it was planned")
        if self.evaluation is not None and (self.held_on is None or self.evaluation.on < self.held_on):
            raise ValueError(f"the drill {self.id} is evaluated after it was held")
        if self.evaluation is not None and self.evaluation.evaluator in self.participants:
            raise ValueError(f"the evaluator of {self.id} took part: a third party evaluates")
        names = [lesson.id for lesson in self.lessons]
        if len(set(names)) < len(names):
            raise ValueError(f"a lesson of {self.id} stands there twice")
        return self

    @property
    def fiscal_year(self) -> int | None:
        """The fiscal year in which it was held; none before."""
        return None if self.held_on is None else FiscalYear.of(self.held_on).year

    @property
    def state(self) -> Literal["planned", "held", "evaluated"]:
        """Where it stands."""
        if self.held_on is None:
            return "planned"
        return "held" if self.evaluation is None else "evaluated"


def plan_drill(
    drill_id: str,
    planned: PlannedDrill,
    name: Words,
    planned_on: dt.date,
    *,
    classification: str = "INTERNAL",
    fictional: bool = False,
) -> Drill:
    """Open a drill that the plan foresees.

    Raises:
        InputError: when the fields do not fit.

    """
    return read(Drill, {
        "id": drill_id, "base": planned.base, "name": name, "kind": planned.kind, "scenario": planned.scenario,
        "planned_on": planned_on, "classification": classification, "fictional": fictional,
    })  # fmt: skip


def hold_drill(drill: Drill, held_on: dt.date, participants: Iterable[str], result: DrillResult) -> Drill:
    """Note that a drill was held.

    Raises:
        InputError: when it was held before, nobody took part, or the day is before the plan.

    """
    refuse_unless(drill.held_on is None, f"the drill {drill.id} was held already")
    people = tuple(participants)
    refuse_unless(bool(people), f"nobody took part in the drill {drill.id}", field="participants")
    return changed(drill, held_on=held_on, participants=people, result=result)


def evaluate_drill(drill: Drill, evaluation: Evaluation) -> Drill:
    """Note the third party's evaluation.

    Raises:
        InputError: when the drill was not held, is evaluated already, or the evaluator took part in it.

    """
    refuse_unless(drill.held_on is not None, f"the drill {drill.id} was not held yet")
    refuse_unless(drill.evaluation is None, f"the drill {drill.id} is evaluated already")
    return changed(drill, evaluation=evaluation)


def add_lesson(drill: Drill, lesson: Lesson) -> Drill:
    """Add what a drill taught.

    Raises:
        InputError: when the drill was not held, or the lesson is there already.

    """
    refuse_unless(drill.held_on is not None, f"the drill {drill.id} was not held yet")
    return changed(drill, lessons=(*drill.lessons, lesson))


def close_lesson(drill: Drill, lesson: str, done_on: dt.date, shown: str) -> Drill:
    """Note that the improvement of a lesson was made.

    Raises:
        InputError: when there is no such lesson, it is done already, or it is done before the drill.

    """
    found = next((one for one in drill.lessons if one.id == lesson), None)
    refuse_unless(found is not None, f"the drill {drill.id} has no lesson «{lesson}»")
    refuse_unless(found is not None and found.done_on is None, f"the lesson «{lesson}» is done already")
    refuse_unless(
        drill.held_on is not None and done_on >= drill.held_on, f"the lesson «{lesson}» is done before the drill"
    )
    lessons = tuple(changed(one, done_on=done_on, shown=shown) if one.id == lesson else one for one in drill.lessons)
    return changed(drill, lessons=lessons)


def drill_findings(drill: Drill, scenario: ReleaseScenario, on: dt.date) -> tuple[Finding, ...]:
    """Find what a drill is worth: the gate first, then what it measured against the scenario, then its lessons.

    Raises:
        InputError: when the scenario is another one or asks nothing of the base.

    """
    refuse_unless(
        drill.scenario == scenario.id, f"the drill {drill.id} is for «{drill.scenario}»", expected=f"«{scenario.id}»"
    )
    refuse_unless(
        scenario.requirement(drill.base) is not None, f"the scenario «{scenario.id}» asks nothing of {drill.base}"
    )
    measured = _measured(drill, scenario)
    return _gate(drill, measured), measured, _lessons(drill, on)


def _gate(drill: Drill, measured: Finding) -> Finding:
    facts = {"drill": drill.id, "base": drill.base, "kind": drill.kind, "state": drill.state}
    judged = drill.evaluation
    if judged is None:
        said = ("第三者の評価をまだ得ていない", "no third party has evaluated it yet")
        return finding(
            "drill_gate", Outcome.OPEN, *said, rule("drill"), facts, missing=("evaluation",), parts=(measured,)
        )
    held: dict[str, object] = {
        **facts, "evaluator": judged.evaluator, "evaluated_on": judged.on.isoformat(), "reason": judged.reason,
        "plan_meets_requirement": judged.plan_meets_requirement, "posture_kept": judged.posture_kept,
    }  # fmt: skip
    passed = judged.plan_meets_requirement and judged.posture_kept
    if passed and measured.outcome is Outcome.NO:
        said = (
            "評価は合格だが、訓練の結果は要求水準を満たさない",
            "it was found sufficient, but what it measured is below the level",
        )
        return finding("drill_gate", Outcome.CONFLICT, *said, rule("drill"), held, parts=(measured,))
    said = (
        (f"{judged.evaluator}の評価で要求水準を満たす", f"{judged.evaluator} found that it meets the required level")
        if passed
        else (
            f"{judged.evaluator}の評価で要求水準を満たさない",
            f"{judged.evaluator} found that it does not meet the level",
        )
    )
    return finding("drill_gate", Outcome.YES if passed else Outcome.NO, *said, rule("drill"), held, parts=(measured,))


def _measured(drill: Drill, scenario: ReleaseScenario) -> Finding:
    need, result = scenario.requirement(drill.base), drill.result
    if need is None or result is None:
        said = ("訓練の結果がない", "there is no result")
        return finding(
            "drill_measured", Outcome.OPEN, *said, rule("scenario"), {"drill": drill.id}, missing=("result",)
        )
    facts = {
        "within_hours": need.within_hours, "preparation_hours": result.preparation_hours,
        "required_rate_a_day": need.rate_a_day, "rate_a_day": result.rate_a_day,
        "required_days": need.days, "days": result.days,
    }  # fmt: skip
    below = [
        name
        for name, bad in (
            (
                "preparation_hours",
                result.preparation_hours is not None and result.preparation_hours > need.within_hours,
            ),
            ("rate_a_day", result.rate_a_day is not None and result.rate_a_day < need.rate_a_day),
            ("days", result.days is not None and result.days < need.days),
        )
        if bad
    ]
    untested = tuple(name for name in ("preparation_hours", "rate_a_day", "days") if getattr(result, name) is None)
    if below:
        said = (f"要求水準に届かない項目がある：{'、'.join(below)}", f"below the required level: {', '.join(below)}")
        return finding("drill_measured", Outcome.NO, *said, rule("scenario"), facts, missing=untested)
    if untested:
        said = (
            f"訓練で確かめていない項目がある：{'、'.join(untested)}",
            f"not tested in the drill: {', '.join(untested)}",
        )
        return finding("drill_measured", Outcome.OPEN, *said, rule("scenario"), facts, missing=untested)
    said = ("準備期間、日量、日数とも要求水準を満たす", "preparation, rate and days meet the required level")
    return finding("drill_measured", Outcome.YES, *said, rule("scenario"), facts)


def _lessons(drill: Drill, on: dt.date) -> Finding:
    open_ = [one.id for one in drill.lessons if one.done_on is None]
    late = [one.id for one in drill.lessons if one.done_on is None and one.due < on]
    facts = {"drill": drill.id, "lessons": len(drill.lessons), "open": open_, "overdue": late}
    if drill.held_on is None:
        said = ("訓練をまだ行っていない", "the drill was not held yet")
        return finding("lessons", Outcome.OPEN, *said, rule("lessons"), facts, missing=("result",))
    if late:
        said = (f"期限を過ぎた改善が{len(late)}件ある", f"{len(late)} improvements are overdue")
        return finding("lessons", Outcome.NO, *said, rule("lessons"), facts)
    if open_:
        said = (f"実施中の改善が{len(open_)}件ある", f"{len(open_)} improvements are under way")
        return finding("lessons", Outcome.OPEN, *said, rule("lessons"), facts, missing=tuple(open_))
    if not drill.lessons:
        said = ("得られた知見の記録がない", "no lesson is recorded")
        return finding("lessons", Outcome.OPEN, *said, rule("lessons"), facts, missing=("lessons",))
    said = (f"改善{len(drill.lessons)}件をすべて実施した", f"all {len(drill.lessons)} improvements were made")
    return finding("lessons", Outcome.YES, *said, rule("lessons"), facts)


def drill_count(plan: DrillPlan, drills: Iterable[Drill], fiscal_year: int) -> Finding:
    """Count the drills of a year that a third party found sufficient, against the year's target and the period's.

    Raises:
        InputError: for a year outside the period, or a drill that stands there twice.

    """
    refuse_unless(plan.first_year <= fiscal_year <= plan.last_year, f"FY{fiscal_year} lies outside the drill plan")
    held = list(drills)
    refuse_unless(len({one.id for one in held}) == len(held), "a drill stands there twice")
    passed = [
        one for one in held if one.evaluation and one.evaluation.plan_meets_requirement and one.evaluation.posture_kept
    ]
    this_year = sum(one.fiscal_year == fiscal_year for one in passed)
    so_far = sum(plan.first_year <= (one.fiscal_year or 0) <= fiscal_year for one in passed)
    target = plan.target_by_year.get(fiscal_year)
    waiting = sum(one.state == "held" and one.fiscal_year == fiscal_year for one in held)
    facts = {
        "fiscal_year": fiscal_year, "passed": this_year, "target": target, "passed_in_period": so_far,
        "target_in_period": plan.target_in_all, "held_and_not_evaluated": waiting,
    }  # fmt: skip
    if target is None:
        said = (
            f"評価を得た訓練は{this_year}件。年度の目標が定められていない",
            f"{this_year} drills passed; the year has no target yet",
        )
        return finding(
            "drill_count", Outcome.OPEN, *said, rule("drill_count"), facts, value=this_year, missing=("target",)
        )
    met = this_year >= target
    said = (f"評価を得た訓練は{this_year}件で、目標の{target}件{'以上である' if met else 'に届かない'}",
            f"{this_year} drills passed, {'no fewer' if met else 'fewer'} than the {target} of the year")  # fmt: skip
    outcome = Outcome.YES if met else Outcome.NO
    return finding("drill_count", outcome, *said, rule("drill_count"), facts, value=this_year)


def drill_coverage(plan: DrillPlan, bases: Iterable[str]) -> Finding:
    """Find whether every base and private site has a drill in the plan of the period, physical or in its stead."""
    kinds = {base: sorted({one.kind for one in plan.drills if one.base == base}) for base in bases}
    without = [base for base, found in kinds.items() if not found]
    physical = [base for base, found in kinds.items() if set(found) & set(PHYSICAL)]
    facts = {
        "without": without,
        "with_handling": physical,
        "in_their_stead": sorted(set(kinds) - set(without) - set(physical)),
    }
    if without:
        said = (f"訓練計画のない基地等が{len(without)}ある：{'、'.join(without)}",
                f"{len(without)} bases or sites have no drill in the plan: {', '.join(without)}")  # fmt: skip
        return finding("drill_coverage", Outcome.NO, *said, rule("drill_alternative"), facts)
    said = ("すべての基地等に訓練計画がある", "every base and site has a drill in the plan")
    return finding("drill_coverage", Outcome.YES, *said, rule("drill_alternative"), facts)
