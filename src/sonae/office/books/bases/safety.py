"""Safety: assessments, inspections with their points, accidents (S-S6), the legal register (S-S7), operators' scores (S-S12)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sonae.core import Finding
from sonae.office.books.bases.fields import (
    Code,
    Line,
    Long,
    Row,
    Time,
    Words,
    Year,
    base_field,
    day_field,
    flat,
    time_field,
    words,
)
from sonae.office.books.bases.gates import done, either, in_order, noted, step
from sonae.office.books.bases.opening import DESK
from sonae.office.books.bases.state import BasesState, changed, free_id, known_base, labels, moment, named, put
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.life import Command, said
from sonae.stockpile.bases import (
    Accident,
    Inspection,
    LegalDuty,
    OperatorRecord,
    OperatorScheme,
    RegisterCheck,
    SafetyAssessment,
    assessment_coverage,
    base_register,
    close_point,
    complete_duty,
    inspection_findings,
    read,
    register_checked,
    release_blocking_accidents,
    review_legal_register,
    rule,
    score_operator,
)

__all__ = ["moves"]

moves = BookMoves("bases")
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", max_length=7)]
Points = Annotated[int, Field(ge=0, le=1000)]


class Assess(Command):
    """Record the safety assessment of a base."""

    kind: ClassVar[str] = "safety.assess"

    base: Code = base_field()
    year: Year = said("年度", "fiscal year")
    done_on: dt.date = said("実施日", "done on")
    result: Long = said("結果", "result")


class Plan(Command):
    """Plan the safety and environment inspection of a base for a year."""

    kind: ClassVar[str] = "inspection.plan"

    base: Code = base_field()
    year: Year = said("年度", "fiscal year")


class PointRaised(Row):
    """A point that an inspection raised."""

    what: Line = said("指摘", "point")
    due: dt.date = said("期限", "due")


class InspectBase(Command):
    """Record an inspection with the points that it raised."""

    kind: ClassVar[str] = "inspection.hold"

    base: Code = base_field()
    year: Year = said("年度", "fiscal year")
    done_on: dt.date = said("実施日", "done on")
    safety_report: Line = said("用いたセーフティレポート", "safety report that it used")
    points: Annotated[tuple[PointRaised, ...], Field(max_length=60)] = said("指摘", "points", default=())


class ClosePoint(Command):
    """Note how a point of an inspection was met."""

    kind: ClassVar[str] = "inspection.close_point"

    base: Code = base_field()
    year: Year = said("年度", "fiscal year")
    point: Code = said("指摘", "point")
    answer: Long = said("対応", "how it was met")
    on: dt.date | None = day_field()


class RecordAccident(Command):
    """Record an accident or a breach of law at a base."""

    kind: ClassVar[str] = "accident.record"

    base: Code = base_field()
    kind_of: Literal["accident", "breach_of_law"] = said("種別", "what it is")
    cause: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,80}$")] = said(
        "原因の区分（英小文字）", "cause, a word in small letters"
    )
    what: Line = said("内容", "what happened")
    on: dt.date | None = day_field()
    time: Time | None = time_field()
    blocks_release: bool | None = said("放出が滞る要因となるか", "whether it blocks release", default=None)
    prevention: Annotated[str, Field(max_length=300)] = said("再発防止策", "prevention", default="")


class EnterDuty(Command):
    """Enter a filing, a permit or an inspection that the law asks of a base."""

    kind: ClassVar[str] = "duty.enter"

    base: Code = base_field()
    law: Line = said("法令と条項", "law and provision")
    what: Line = said("求められること", "what is asked for")
    kind_of: Literal["filing", "permit", "inspection"] = said("種別", "what it is")
    every_months: Annotated[int, Field(ge=1, le=1200)] | None = said(
        "周期（月。一度だけなら空欄）", "interval, months; none: once", default=None
    )
    due: dt.date | None = said("期限", "due", default=None)


class CompleteDuty(Command):
    """Note that a legal duty was done."""

    kind: ClassVar[str] = "duty.complete"

    duty: Code = said("法定の手続", "legal duty")
    done_on: dt.date | None = day_field()
    proof: Line = said("証する書類の番号", "number or name of what shows it")


class CheckRegister(Command):
    """Note the monthly check of the legal register of bases."""

    kind: ClassVar[str] = "duty.check"

    bases: Annotated[tuple[Code, ...], Field(min_length=1, max_length=60)] = said("基地", "bases")
    month: Month = said("対象月（例 2026-11）", "month, such as 2026-11")


class Deduction(Row):
    """Points that an event of a kind takes off."""

    event: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,80}$")] = said(
        "事象（英小文字）", "kind of event, a word in small letters"
    )
    points: Points = said("減点", "points off")


class CriterionStated(Row):
    """A criterion of the scheme."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,80}$")] = said(
        "記号（英小文字）", "name, a word in small letters"
    )
    name: Words = said("項目", "criterion")
    name_en: Words | None = said("項目（英語）", "the same in English", default=None)
    kind_of: Literal["judged", "counted"] = said("採点の方法", "way of giving points")
    weight: Annotated[int, Field(ge=1, le=1000)] = said("重み", "weight")
    most: Annotated[int, Field(ge=1, le=1000)] = said("満点", "most points")
    deductions: Annotated[tuple[Deduction, ...], Field(max_length=20)] = said("減点", "deductions", default=())


class StateScheme(Command):
    """State the scheme by which operating companies are scored."""

    kind: ClassVar[str] = "operator.scheme"

    name: Words = said("名称", "name")
    from_year: Year = said("適用する最初の年度", "first fiscal year")
    criteria: Annotated[tuple[CriterionStated, ...], Field(min_length=1, max_length=30)] = said("項目", "criteria")


class PointsStated(Row):
    """Points for a judged criterion, with the reason."""

    criterion: Code = said("項目", "criterion")
    points: Points = said("点数", "points")
    reason: Line = said("理由", "reason")


class EventsStated(Row):
    """Events of a kind in the year."""

    event: Code = said("事象", "kind of event")
    number: Points = said("件数", "number")


class ScoreOperator(Command):
    """Score an operating company for a year."""

    kind: ClassVar[str] = "operator.score"

    operator: Words = said("操業会社", "operating company")
    year: Year = said("年度", "fiscal year")
    given: Annotated[tuple[PointsStated, ...], Field(max_length=30)] = said(
        "判断による点数", "points given", default=()
    )
    events: Annotated[tuple[EventsStated, ...], Field(max_length=30)] = said("事象の件数", "events", default=())


@moves.takes(Assess, "安全性評価を記録した", "recorded a safety assessment", by=DESK, cites=rule("assessment"))
def _assess(work: Work, command: Assess) -> Done:
    state: BasesState = work.state
    tree = {
        "base": known_base(state, command.base), "fiscal_year": command.year, "done_on": work.day(command.done_on),
        "result": flat(command.result), **labels(work),
    }  # fmt: skip
    new, found = step("safety.assess", "assessment", lambda: read(SafetyAssessment, tree))
    once = _once(
        any(one.base == command.base and one.fiscal_year == command.year for one in state.assessments), "assessment"
    )
    if new is None:
        return Done(findings=(found, once))
    assessments = (*state.assessments, new)
    bases = [base.id for base in base_register().state_bases]
    coverage = assessment_coverage(assessments, bases, command.year)
    return done(changed(work, assessments=assessments), found, once, note=noted(coverage))


def _once(there: bool, cites: str) -> Finding:
    return either(
        "once_a_year", not there, ("この年度の記録はまだない。", "there is none of the year yet."),
        ("この年度の記録は既にある。", "there is one of the year already."), rule(cites),
    )  # fmt: skip


@moves.takes(Plan, "安全環境査察を計画した", "planned an inspection", by=DESK, cites=rule("inspection"))
def _plan(work: Work, command: Plan) -> Done:
    state: BasesState = work.state
    tree = {"base": known_base(state, command.base), "fiscal_year": command.year, **labels(work)}
    once = _once(_inspection(state, command.base, command.year) is not None, "inspection")
    return done(changed(work, inspections=(*state.inspections, read(Inspection, tree))), once)


def _inspection(state: BasesState, base: str, year: int) -> Inspection | None:
    return next((one for one in state.inspections if (one.base, one.fiscal_year) == (base, year)), None)


def _of_year(one: Inspection) -> tuple[str, int]:
    return one.base, one.fiscal_year


@moves.takes(InspectBase, "安全環境査察を実施した", "held an inspection", by=DESK, cites=rule("inspection"))
def _inspect(work: Work, command: InspectBase) -> Done:
    state: BasesState = work.state
    known_base(state, command.base)
    planned = _inspection(state, command.base, command.year)
    waits = either(
        "inspection.planned", planned is not None and planned.done_on is None,
        ("計画された査察である。", "the inspection is planned."),
        ("計画された査察がないか、既に実施されている。", "no inspection is planned, or it was held already."), rule("inspection"),
    )  # fmt: skip
    if not waits:
        return Done(findings=(waits,))
    tree = {
        "base": command.base, "fiscal_year": command.year, "done_on": work.day(command.done_on),
        "safety_report": command.safety_report,
        "points": [{"id": f"point-{place}", "what": one.what, "due": one.due} for place, one in enumerate(command.points, 1)],
        **labels(work),
    }  # fmt: skip
    new, found = step("inspection.hold", "inspection", lambda: read(Inspection, tree))
    if new is None:
        return Done(findings=(waits, found))
    return _inspected(work, new, waits, found)


def _inspected(work: Work, new: Inspection, *findings: Finding) -> Done:
    state: BasesState = work.state
    inspections = put(state.inspections, new, _of_year)
    held = inspection_findings(inspections, new.fiscal_year, work.today)
    return done(changed(work, inspections=inspections), *findings, note=noted(*held))


@moves.takes(ClosePoint, "査察の指摘に対応した", "met a point of an inspection", by=DESK, cites=rule("inspection"))
def _close_point(work: Work, command: ClosePoint) -> Done:
    state: BasesState = work.state
    there = _inspection(state, command.base, command.year)
    held = either(
        "inspection.held", there is not None, ("査察の記録がある。", "there is an inspection."),
        ("この基地のこの年度の査察の記録がない。", "there is no inspection of the base in the year."), rule("inspection"),
    )  # fmt: skip
    if there is None:
        return Done(findings=(held,))
    day = work.day(command.on)
    new, found = step(
        "inspection.close_point", "inspection", lambda: close_point(there, command.point, day, flat(command.answer))
    )
    return Done(findings=(held, found)) if new is None else _inspected(work, new, held, found)


@moves.takes(RecordAccident, "事故・法令違反を記録した", "recorded an accident", by=DESK, cites=rule("accidents"))
def _accident(work: Work, command: RecordAccident) -> Done:
    state: BasesState = work.state
    work.day(command.on)
    at = moment(work, command.on, command.time)
    tree = {
        "id": free_id("accident", state.accidents), "base": known_base(state, command.base), "at": at.isoformat(),
        "kind": command.kind_of, "cause": command.cause, "what": command.what, "blocks_release": command.blocks_release,
        "prevention": flat(command.prevention) or None, **labels(work),
    }  # fmt: skip
    accidents = (*state.accidents, read(Accident, tree))
    found = release_blocking_accidents(accidents, at.year - (at.month < 4))
    return done(changed(work, accidents=accidents), in_order("accident", "accidents"), note=noted(found))


@moves.takes(EnterDuty, "法定の手続を登録した", "entered a legal duty", by=DESK, cites=rule("legal"))
def _enter(work: Work, command: EnterDuty) -> Done:
    state: BasesState = work.state
    tree = {
        "id": free_id("duty", state.duties), "base": known_base(state, command.base), "law": command.law, "what": command.what,
        "kind": command.kind_of, "every_months": command.every_months, "due": command.due, **labels(work),
    }  # fmt: skip
    return _duties(work, (*state.duties, read(LegalDuty, tree)), in_order("duty", "legal"))


def _duties(work: Work, duties: tuple[LegalDuty, ...], *findings: Finding) -> Done:
    state: BasesState = work.state
    review = review_legal_register(duties, work.today, lead_days=state.lead_days)
    return done(changed(work, duties=duties), *findings, note=noted(review.finding))


@moves.takes(CompleteDuty, "法定の手続を終えた", "completed a legal duty", by=DESK, cites=rule("legal"))
def _complete(work: Work, command: CompleteDuty) -> Done:
    state: BasesState = work.state
    duty, day = named(state.duties, command.duty, "legal duty", "duty"), work.day(command.done_on)
    new, found = step("duty.complete", "legal", lambda: complete_duty(duty, day, command.proof))
    return Done(findings=(found,)) if new is None else _duties(work, put(state.duties, new), found)


@moves.takes(
    CheckRegister, "法令リストを月次点検した", "checked the legal register of a month", by=DESK, cites=rule("legal")
)
def _check(work: Work, command: CheckRegister) -> Done:
    state: BasesState = work.state
    come = either(
        "duty.month", command.month <= f"{work.today:%Y-%m}", ("対象月は来ている。", "the month has come."),
        ("対象月はまだ来ていない。", "the month has not come yet."), rule("legal"),
    )  # fmt: skip
    for place, one in enumerate(command.bases):
        known_base(state, one, f"bases.{place}")
    new = [
        read(RegisterCheck, {"base": one, "month": command.month, "by": work.person, "on": work.today, **labels(work)})
        for one in command.bases
    ]
    kept = tuple(one for one in state.checks if (one.base, one.month) not in {(one.base, one.month) for one in new})
    checks = (*kept, *new)
    found = register_checked(checks, [base.id for base in base_register().state_bases], command.month)
    return done(changed(work, checks=checks), come, note=noted(found))


@moves.takes(
    StateScheme, "操業会社の評価方法を定めた", "stated the scheme of operators", by=DESK, cites=rule("operators")
)
def _scheme(work: Work, command: StateScheme) -> Done:
    state: BasesState = work.state
    criteria = [
        {"id": one.id, "name": words(one.name, one.name_en), "kind": one.kind_of, "weight": one.weight, "most": one.most,
         "deductions": {row.event: row.points for row in one.deductions}}
        for one in command.criteria
    ]  # fmt: skip
    tree = {"name": command.name, "from_year": command.from_year, "criteria": criteria, **labels(work)}
    before = either(
        "operator.before", not state.operators, ("この方法による評価はまだない。", "nobody was scored yet."),
        ("既に評価した年度があり、方法は変えられない。", "operators were scored already; the scheme stays."), rule("operators"),
    )  # fmt: skip
    return done(changed(work, scheme=read(OperatorScheme, tree)), before)


@moves.takes(
    ScoreOperator,
    "操業会社を評価した",
    "scored an operating company",
    by=DESK,
    cites=rule("operators"),
    private=("given",),
)
def _score(work: Work, command: ScoreOperator) -> Done:
    state: BasesState = work.state
    stated = either(
        "operator.scheme", state.scheme is not None, ("評価方法が定められている。", "the scheme is stated."),
        ("評価方法がまだ定められていない。", "the scheme is not stated yet."), rule("operators"),
    )  # fmt: skip
    if state.scheme is None:
        return Done(findings=(stated,))
    scheme = state.scheme
    tree = {
        "operator": command.operator, "fiscal_year": command.year,
        "given": [{**one.model_dump(), "by": work.person, "on": work.today} for one in command.given],
        "events": [{"kind": one.event, "number": one.number} for one in command.events], **labels(work),
    }  # fmt: skip
    record = read(OperatorRecord, tree)
    others = tuple(
        one for one in state.operators if (one.operator, one.fiscal_year) != (record.operator, record.fiscal_year)
    )
    records = (*others, record)
    own = [one for one in records if one.operator == record.operator]
    score, found = step("operator.score", "operators", lambda: score_operator(scheme, own))
    if score is None:
        return Done(findings=(stated, found))
    return done(changed(work, operators=records), stated, found, note=noted(score.finding))
