"""Scenarios of release with what they ask of each base, and drills with the third party's evaluation as their gate (S-S1)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sonae.core import Finding, FiscalYear
from sonae.office.books.bases.fields import (
    Code,
    Digits,
    File,
    Line,
    Long,
    Row,
    Words,
    Year,
    base_field,
    day_field,
    flat,
    record_of,
    tree_of,
    words,
)
from sonae.office.books.bases.gates import done, either, fits, in_order, noted, step
from sonae.office.books.bases.opening import DESK, installed
from sonae.office.books.bases.state import BasesState, changed, free_id, known_base, labels, named, put
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.life import Command, said
from sonae.office.roles import Role
from sonae.stockpile.bases import (
    Drill,
    DrillPlan,
    DrillResult,
    Evaluation,
    Lesson,
    PlannedDrill,
    ReleasePlan,
    ReleaseScenario,
    add_lesson,
    check_scenario,
    close_lesson,
    drill_count,
    drill_findings,
    evaluate_drill,
    hold_drill,
    plan_drill,
    read,
    rule,
)
from sonae.stockpile.bases import Words as Names

__all__ = ["moves"]

moves = BookMoves("bases")
Kind = Literal["actual_handling", "practical", "alternative", "tabletop", "communication"]


class StateScenario(Command):
    """State a scenario of release with the plan of the bases."""

    kind: ClassVar[str] = "scenario.state"

    file: File = said("シナリオと放出計画（YAML）", "scenario and release plan, as YAML")


class DrillTarget(Row):
    """The least drills of a year."""

    year: Year = said("年度", "fiscal year")
    count: Annotated[int, Field(ge=0, le=200)] = said("回数", "number")


class DrillForeseen(Row):
    """A drill that the plan foresees."""

    base: Code = base_field()
    year: Year = said("年度", "fiscal year")
    kind_of: Kind = said("訓練の種類", "kind of drill")
    scenario: Code = said("シナリオ", "scenario")
    why_so: Annotated[str, Field(max_length=300)] = said(
        "実荷役・実技としない理由", "reason, where nothing is handled", default=""
    )


class PlanDrills(Command):
    """State the drill plan of the period."""

    kind: ClassVar[str] = "base_drill.plan"

    first_year: Year = said("最初の年度", "first fiscal year")
    last_year: Year = said("最後の年度", "last fiscal year")
    target_in_all: Annotated[int, Field(ge=0, le=1000)] = said("期間の目標回数", "drills in the whole period")
    targets: Annotated[tuple[DrillTarget, ...], Field(max_length=10)] = said(
        "年度の目標", "targets by year", default=()
    )
    drills: Annotated[tuple[DrillForeseen, ...], Field(max_length=100)] = said("訓練", "drills", default=())


class OpenDrill(Command):
    """Plan a drill for a day."""

    kind: ClassVar[str] = "base_drill.open"

    base: Code = base_field()
    name: Words = said("訓練名", "name")
    name_en: Words | None = said("訓練名（英語）", "name in English", default=None)
    kind_of: Kind = said("訓練の種類", "kind of drill")
    scenario: Code = said("シナリオ", "scenario")
    planned_on: dt.date = said("予定日", "planned for")
    why_so: Annotated[str, Field(max_length=300)] = said(
        "実荷役・実技としない理由", "reason, where nothing is handled", default=""
    )


class HoldDrill(Command):
    """Note that a drill was held, and what it measured."""

    kind: ClassVar[str] = "base_drill.hold"

    drill: Code = said("訓練", "drill")
    held_on: dt.date | None = day_field()
    participants: Annotated[tuple[Line, ...], Field(min_length=1, max_length=60)] = said(
        "参加者（一行に一つ）", "participants, one a line"
    )
    preparation_hours: Digits | None = said("放出開始までの時間", "hours to the start of release", default=None)
    rate_a_day: Annotated[int, Field(ge=1, le=10**9)] | None = said("日量", "rate a day", default=None)
    days: Digits | None = said("日数", "days", default=None)
    note: Long = said("結果", "what came of it")


class EvaluateBaseDrill(Command):
    """Record the third party's evaluation of a drill."""

    kind: ClassVar[str] = "base_drill.evaluate"

    drill: Code = said("訓練", "drill")
    evaluator: Line = said("評価した第三者", "third party that evaluated it")
    on: dt.date | None = day_field()
    plan_meets_requirement: bool = said(
        "準備期間・継続期間の計画は要求水準を満たす", "the plan meets the required level"
    )
    posture_kept: bool = said("放出できる体制を維持している", "the base keeps a posture that can release")
    reason: Long = said("理由", "reason")


class TeachDrill(Command):
    """Record a lesson of a drill."""

    kind: ClassVar[str] = "base_drill.lesson"

    drill: Code = said("訓練", "drill")
    issue: Line = said("課題", "issue")
    improvement: Line = said("改善策", "improvement")
    owner: Line = said("担当", "owner")
    due: dt.date = said("期限", "due")


class ImproveDrill(Command):
    """Note that the improvement of a lesson was made."""

    kind: ClassVar[str] = "base_drill.improve"

    drill: Code = said("訓練", "drill")
    lesson: Code = said("課題", "lesson")
    shown: Line = said("実施を示すもの", "evidence that it was done")
    on: dt.date | None = day_field()


@moves.takes(
    StateScenario, "放出シナリオと計画を定めた", "stated a scenario of release with its plan", by=DESK, cites=rule("scenario"),
    private=("file",),
)  # fmt: skip
def _scenario(work: Work, command: StateScenario) -> Done:
    state: BasesState = work.state
    if state.installations is None:
        return Done(findings=(installed(state),))
    tree = tree_of(command.file)
    scenario = record_of(ReleaseScenario, tree.get("scenario"))
    plan = record_of(ReleasePlan, tree.get("plan"))
    check = check_scenario(scenario, plan, state.installations, state.incidents)
    findings = (fits(work, scenario), fits(work, plan))
    scenarios = (*(one for one in state.scenarios if one.id != scenario.id), scenario)
    plans = (*(one for one in state.plans if one.scenario != scenario.id), plan)
    return done(changed(work, scenarios=scenarios, plans=plans), *findings, note=noted(check.finding))


def _asked(state: BasesState, scenario: str, base: str) -> Finding:
    """Ask whether a scenario is stated, and asks something of the base."""
    found = named(state.scenarios, scenario, "scenario", "scenario")
    return either(
        "drill.scenario", found.requirement(base) is not None,
        ("シナリオはこの基地に要求水準を定めている。", "the scenario asks a level of the base."),
        ("このシナリオはこの基地に何も求めていない。", "the scenario asks nothing of the base."), rule("scenario"),
    )  # fmt: skip


@moves.takes(
    PlanDrills, "訓練計画を定めた", "stated the drill plan of the period", by=DESK, cites=rule("drill_alternative")
)
def _plan(work: Work, command: PlanDrills) -> Done:
    state: BasesState = work.state
    for place, one in enumerate(command.drills):
        known_base(state, one.base, f"drills.{place}.base")
        named(state.scenarios, one.scenario, "scenario", f"drills.{place}.scenario")
    plan = read(
        DrillPlan,
        {
            "name": f"FY{command.first_year}–FY{command.last_year}", "first_year": command.first_year,
            "last_year": command.last_year, "target_in_all": command.target_in_all,
            "target_by_year": {one.year: one.count for one in command.targets},
            "drills": [
                {"base": one.base, "fiscal_year": one.year, "kind": one.kind_of, "scenario": one.scenario,
                 "why_so": flat(one.why_so) or None}
                for one in command.drills
            ],
            **labels(work),
        },
    )  # fmt: skip
    return done(changed(work, drill_plan=plan), in_order("base_drill.plan", "drill_alternative"))


@moves.takes(OpenDrill, "放出訓練を計画した", "planned a drill", by=DESK, cites=rule("drill"))
def _open(work: Work, command: OpenDrill) -> Done:
    state: BasesState = work.state
    known_base(state, command.base)
    planned = read(
        PlannedDrill,
        {
            "base": command.base, "fiscal_year": FiscalYear.of(command.planned_on).year, "kind": command.kind_of,
            "scenario": command.scenario, "why_so": flat(command.why_so) or None,
        },
    )  # fmt: skip
    asked = _asked(state, command.scenario, command.base)
    drill = plan_drill(
        free_id("drill", state.drills), planned, read(Names, words(command.name, command.name_en)), command.planned_on,
        **labels(work),
    )  # fmt: skip
    return done(changed(work, drills=(*state.drills, drill)), asked)


def _found(work: Work, name: str) -> Drill:
    state: BasesState = work.state
    return named(state.drills, name, "drill", "drill")


def _put(work: Work, drill: Drill | None, *findings: Finding) -> Done:
    state: BasesState = work.state
    if drill is None:
        return Done(findings=findings)
    drills = put(state.drills, drill)
    found = drill_findings(drill, named(state.scenarios, drill.scenario, "scenario", "scenario"), work.today)
    if state.drill_plan is not None and drill.fiscal_year is not None:
        year = drill.fiscal_year
        if state.drill_plan.first_year <= year <= state.drill_plan.last_year:
            found = (*found, drill_count(state.drill_plan, drills, year))
    return done(changed(work, drills=drills), *findings, note=noted(*found))


@moves.takes(HoldDrill, "放出訓練を実施した", "held a drill", by=DESK, cites=rule("drill"), private=("rate_a_day",))
def _hold(work: Work, command: HoldDrill) -> Done:
    drill, day = _found(work, command.drill), work.day(command.held_on)
    result = read(
        DrillResult,
        {
            "preparation_hours": command.preparation_hours, "rate_a_day": command.rate_a_day, "days": command.days,
            "note": flat(command.note),
        },
    )  # fmt: skip
    new, found = step("base_drill.hold", "drill", lambda: hold_drill(drill, day, command.participants, result))
    return _put(work, new, found)


@moves.takes(
    EvaluateBaseDrill, "訓練の第三者評価を記録した", "recorded a third party's evaluation of a drill", by=(*DESK, Role.AUDITOR),
    cites=rule("drill"),
)  # fmt: skip
def _evaluate(work: Work, command: EvaluateBaseDrill) -> Done:
    drill = _found(work, command.drill)
    evaluation = read(
        Evaluation,
        {
            "evaluator": command.evaluator, "on": work.day(command.on), "reason": flat(command.reason),
            "plan_meets_requirement": command.plan_meets_requirement, "posture_kept": command.posture_kept,
        },
    )  # fmt: skip
    new, found = step("base_drill.evaluate", "drill", lambda: evaluate_drill(drill, evaluation))
    return _put(work, new, found)


@moves.takes(TeachDrill, "訓練の課題を記録した", "recorded a lesson of a drill", by=DESK, cites=rule("lessons"))
def _teach(work: Work, command: TeachDrill) -> Done:
    drill = _found(work, command.drill)
    lesson = read(
        Lesson,
        {
            "id": free_id("lesson", drill.lessons), "issue": command.issue, "improvement": command.improvement,
            "owner": command.owner, "due": command.due,
        },
    )  # fmt: skip
    new, found = step("base_drill.lesson", "lessons", lambda: add_lesson(drill, lesson))
    return _put(work, new, found)


@moves.takes(ImproveDrill, "訓練の改善を実施した", "made the improvement of a lesson", by=DESK, cites=rule("lessons"))
def _improve(work: Work, command: ImproveDrill) -> Done:
    drill, day = _found(work, command.drill), work.day(command.on)
    new, found = step("base_drill.improve", "lessons", lambda: close_lesson(drill, command.lesson, day, command.shown))
    return _put(work, new, found)
