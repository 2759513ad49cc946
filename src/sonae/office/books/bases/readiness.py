"""Readiness to release: the contingency plan, and incidents on their way from report to prevention (S-S2)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sonae.core import Finding
from sonae.office.books.bases.fields import (
    Code,
    Line,
    Long,
    Row,
    Time,
    base_field,
    day_field,
    flat,
    time_field,
)
from sonae.office.books.bases.gates import done, either, in_order, noted, step
from sonae.office.books.bases.opening import DESK, installed
from sonae.office.books.bases.state import (
    BasesState,
    bases_of,
    changed,
    free_id,
    known_base,
    labels,
    moment,
    named,
    put,
)
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.life import Command, said
from sonae.stockpile.bases import (
    Catalogue,
    Incident,
    SubstitutePlan,
    SubstituteProposal,
    adopt_substitute,
    catalogue_finding,
    close_repair,
    incident_findings,
    judge_impact,
    propose_substitute,
    read,
    report_impact,
    roll_out_prevention,
    rule,
    stored,
)

__all__ = ["moves"]

moves = BookMoves("bases")
Cause = Literal["earthquake_or_disaster", "typhoon", "infection", "accident", "failure", "leak", "other"]


class PreparedFor(Row):
    """An event that is prepared for."""

    cause: Cause = said("原因", "cause")
    what: Line = said("代表的な事象", "representative event")
    chain_of_command: Annotated[tuple[Line, ...], Field(min_length=1, max_length=12)] = said(
        "指示系統（上から一行に一つ）", "chain of command, from the top, one a line"
    )
    measures: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)] = said(
        "対策（一行に一つ）", "measures, one a line"
    )


class StandIn(Row):
    """The bases that stand in for one."""

    base: Code = base_field()
    stand_ins: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)] = said(
        "代替基地（順に一行に一つ）", "bases that stand in, in their order, one a line"
    )


class StatePlan(Command):
    """State the contingency plan: representative events and stand-ins."""

    kind: ClassVar[str] = "contingency.state"

    events: Annotated[tuple[PreparedFor, ...], Field(max_length=40)] = said("事象", "events", default=())
    stand_ins: Annotated[tuple[StandIn, ...], Field(max_length=60)] = said("代替", "stand-ins", default=())


class OpenIncident(Command):
    """Record an incident at a base."""

    kind: ClassVar[str] = "incident.open"

    base: Code = base_field()
    cause: Cause = said("原因", "cause")
    on: dt.date | None = day_field()
    time: Time | None = time_field()
    blocks_release: bool | None = said(
        "放出できないか（分からなければ答えない）",
        "whether it blocks release; unanswered where not known",
        default=None,
    )
    impact: Annotated[str, Field(max_length=1200)] = said("影響", "impact", default="")


class JudgeIncident(Command):
    """State whether a base can release, and the impact."""

    kind: ClassVar[str] = "incident.judge"

    incident: Code = said("事象", "incident")
    blocks_release: bool = said("放出できない", "it blocks release")
    impact: Long = said("影響", "impact")


class ReportIncident(Command):
    """Note the report of an incident to the agency for energy."""

    kind: ClassVar[str] = "incident.report"

    incident: Code = said("事象", "incident")
    on: dt.date | None = day_field()
    time: Time | None = time_field()


class SubstituteIncident(Command):
    """Put a substitute plan in force: what the stand-ins of the contingency plan can give beyond their own duty."""

    kind: ClassVar[str] = "incident.substitute"

    incident: Code = said("事象", "incident")
    rate_a_day: Annotated[int, Field(ge=1, le=10**9)] = said("代替する日量", "rate a day to be given")
    days: Annotated[int, Field(ge=1, le=3650)] = said("日数", "days")


class RepairIncident(Command):
    """Note that a base is ready again."""

    kind: ClassVar[str] = "incident.repair"

    incident: Code = said("事象", "incident")
    repair: Long = said("復旧の内容", "what was repaired")
    on: dt.date | None = day_field()
    time: Time | None = time_field()


class PreventIncident(Command):
    """Roll prevention out to other bases."""

    kind: ClassVar[str] = "incident.prevent"

    incident: Code = said("事象", "incident")
    prevention: Long = said("再発防止策", "prevention")
    bases: Annotated[tuple[Code, ...], Field(min_length=1, max_length=40)] = said(
        "展開した基地", "bases that were told"
    )
    on: dt.date | None = day_field()
    time: Time | None = time_field()


@moves.takes(StatePlan, "代替計画・対策の台帳を定めた", "stated the contingency plan", by=DESK, cites=rule("catalogue"))
def _plan(work: Work, command: StatePlan) -> Done:
    state: BasesState = work.state
    for place, one in enumerate(command.stand_ins):
        for name in (one.base, *one.stand_ins):
            known_base(state, name, f"stand_ins.{place}.base")
    stand_ins = {one.base: one.stand_ins for one in command.stand_ins}
    events = [one.model_dump(mode="json") for one in command.events]
    catalogue = read(Catalogue, {"events": events, "stand_ins": stand_ins, **labels(work)})
    found = catalogue_finding(catalogue, [name for name in bases_of(state) if name in stand_ins])
    other = either(
        "stand_in.other", all(base not in others for base, others in stand_ins.items()),
        ("代替基地は別の基地である。", "each stand-in is another base."),
        ("自らを代替とする基地がある。", "a base stands in for itself."), rule("substitute"),
    )  # fmt: skip
    return done(changed(work, catalogue=catalogue), other, note=noted(found))


@moves.takes(OpenIncident, "基地の事象を記録した", "recorded an incident at a base", by=DESK, cites=rule("readiness"))
def _open(work: Work, command: OpenIncident) -> Done:
    state: BasesState = work.state
    work.day(command.on)
    tree = {
        "id": free_id("incident", state.incidents), "base": known_base(state, command.base), "cause": command.cause,
        "begun": moment(work, command.on, command.time).isoformat(), "blocks_release": command.blocks_release,
        "impact": flat(command.impact) or None, **labels(work),
    }  # fmt: skip
    incident = read(Incident, tree)
    return _put(work, incident, in_order("incident", "readiness"), new=True)


def _found(work: Work, name: str) -> Incident:
    state: BasesState = work.state
    return named(state.incidents, name, "incident", "incident")


def _put(work: Work, incident: Incident | None, *findings: Finding, new: bool = False) -> Done:
    state: BasesState = work.state
    if incident is None:
        return Done(findings=findings)
    records = (*state.incidents, incident) if new else put(state.incidents, incident)
    at = max(work.now, incident.begun)
    note = noted(*incident_findings(incident, at, at_once_hours=_hours(state)))
    return done(changed(work, incidents=records), *findings, note={**note, "state": incident.state})


def _hours(state: BasesState) -> Fraction | None:
    return None if state.at_once_hours is None else Fraction(state.at_once_hours)


@moves.takes(JudgeIncident, "放出への影響を判断した", "judged the impact on release", by=DESK, cites=rule("readiness"))
def _judge(work: Work, command: JudgeIncident) -> Done:
    incident = _found(work, command.incident)
    new, found = step(
        "incident.judge", "readiness",
        lambda: judge_impact(incident, blocks_release=command.blocks_release, impact=flat(command.impact)),
    )  # fmt: skip
    return _put(work, new, found)


@moves.takes(
    ReportIncident,
    "資源エネルギー庁に報告した",
    "reported to the agency for energy",
    by=DESK,
    cites=rule("impact_report"),
)
def _report(work: Work, command: ReportIncident) -> Done:
    incident, at = _found(work, command.incident), moment(work, command.on, command.time)
    work.day(command.on)
    new, found = step("incident.report", "impact_report", lambda: report_impact(incident, at))
    return _put(work, new, found)


@moves.takes(
    SubstituteIncident, "代替計画を発動した", "put a substitute plan in force", by=DESK, cites=rule("substitute"),
    private=("rate_a_day",),
)  # fmt: skip
def _substitute(work: Work, command: SubstituteIncident) -> Done:
    state: BasesState = work.state
    incident = _found(work, command.incident)
    if state.installations is None:
        return Done(findings=(installed(state),))
    held = state.installations

    def propose() -> SubstituteProposal:
        return propose_substitute(
            held, state.catalogue, incident.base, rate_a_day=command.rate_a_day, days=command.days,
            incidents=[one for one in state.incidents if one.id != incident.id],
        )  # fmt: skip

    proposal, found = step("incident.stand_ins", "substitute", propose)
    if proposal is None:
        return Done(findings=(found,))
    parts = proposal.parts
    enough = either(
        "incident.enough", proposal.lacking_a_day == 0 and bool(parts),
        ("代替基地で日量を満たせる。", "the stand-ins give the rate."),
        ("代替基地では日量が足りない。", "the stand-ins do not give the rate."), rule("substitute"),
    )  # fmt: skip
    if not enough:
        return Done(findings=(found, enough))
    plan = read(
        SubstitutePlan,
        {"made_at": moment(work, None, None).isoformat(), "by": work.person, "parts": [stored(one) for one in parts]},
    )
    new, adopted = step("incident.substitute", "substitute", lambda: adopt_substitute(incident, plan))
    return _put(work, new, found, enough, adopted)


@moves.takes(RepairIncident, "基地を復旧した", "noted that a base is ready again", by=DESK, cites=rule("repair"))
def _repair(work: Work, command: RepairIncident) -> Done:
    incident, at = _found(work, command.incident), moment(work, command.on, command.time)
    work.day(command.on)
    new, found = step("incident.repair", "repair", lambda: close_repair(incident, at, flat(command.repair)))
    return _put(work, new, found)


@moves.takes(
    PreventIncident, "再発防止を他基地に展開した", "rolled prevention out to other bases", by=DESK, cites=rule("repair")
)
def _prevent(work: Work, command: PreventIncident) -> Done:
    state: BasesState = work.state
    incident, at = _found(work, command.incident), moment(work, command.on, command.time)
    work.day(command.on)
    for place, one in enumerate(command.bases):
        known_base(state, one, f"bases.{place}")
    new, found = step(
        "incident.prevent", "repair",
        lambda: roll_out_prevention(incident, at, flat(command.prevention), command.bases),
    )  # fmt: skip
    return _put(work, new, found)
