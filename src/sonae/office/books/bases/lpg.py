"""Quality and losses of LPG (S-S13): limits, measurements, the events that they open, and reports at once and of progress."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from sonae.core import Finding
from sonae.office.books.bases.fields import (
    Code,
    Count,
    Digits,
    Line,
    Long,
    Row,
    Time,
    Words,
    base_field,
    day_field,
    flat,
    time_field,
)
from sonae.office.books.bases.gates import done, either, in_order, noted, step
from sonae.office.books.bases.opening import DESK
from sonae.office.books.bases.state import BasesState, changed, free_id, known_base, labels, moment, named, put
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.life import Command, said
from sonae.stockpile.bases import (
    LpgEvent,
    LpgLimits,
    LpgMeasurement,
    Progress,
    close_event,
    event_findings,
    find_cause,
    open_event,
    read,
    report_event,
    report_progress,
    review_measurement,
    rule,
    take_measures,
)

__all__ = ["moves"]

moves = BookMoves("bases")
Property = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,80}$")]
Value = Annotated[Decimal, Field(ge=-(10**9), le=10**9, max_digits=18, decimal_places=6)]


class Limit(Row):
    """Limits of a property."""

    name: Property = said("性状（英小文字）", "property, a word in small letters")
    unit: Words = said("単位", "unit")
    least: Value | None = said("下限", "least", default=None)
    most: Value | None = said("上限", "most", default=None)


class StateLimits(Command):
    """State the limits that measurements of LPG are held against."""

    kind: ClassVar[str] = "lpg.limits"

    name: Words = said("定め", "where the limits are set")
    quality: Annotated[tuple[Limit, ...], Field(max_length=30)] = said("性状の限度", "limits of quality")
    loss_percent: Annotated[Decimal, Field(ge=0, le=100, max_digits=9, decimal_places=6)] = said(
        "減耗の許容（期首在庫の％）", "loss that is allowed, per cent of the opening stock"
    )
    at_once_hours: Digits = said("「直ちに」とする時間", "hours that are «at once»")
    progress_days: Annotated[int, Field(ge=1, le=366)] = said(
        "経過報告の間隔（日）", "days between reports of progress"
    )


class Measured(Row):
    """A property that was measured."""

    name: Property = said("性状", "property")
    value: Value = said("値", "value")


class Measure(Command):
    """Record a measurement of an LPG tank; what lies outside the limits opens an event."""

    kind: ClassVar[str] = "lpg.measure"

    base: Code = base_field()
    tank: Code = said("タンク", "tank")
    on: dt.date | None = day_field()
    time: Time | None = time_field()
    opening_t: Annotated[int, Field(ge=1, le=10**9)] = said("前回の在庫（トン）", "opening stock, t")
    received_t: Count = said("受入（トン）", "received, t", default=0)
    delivered_t: Count = said("払出（トン）", "delivered, t", default=0)
    measured_t: Count | None = said("測定した在庫（トン）", "measured stock, t", default=None)
    quality: Annotated[tuple[Measured, ...], Field(max_length=30)] = said("性状", "quality", default=())


class OpenEvent(Command):
    """Record another event at an LPG base."""

    kind: ClassVar[str] = "lpg.event"

    base: Code = base_field()
    what: Line = said("内容", "what happened")
    on: dt.date | None = day_field()
    time: Time | None = time_field()


class ReportEvent(Command):
    """Note the first report of an event to the agency for energy."""

    kind: ClassVar[str] = "lpg.report"

    event: Code = said("事象", "event")
    on: dt.date | None = day_field()
    time: Time | None = time_field()


class CauseEvent(Command):
    """State the cause of an event."""

    kind: ClassVar[str] = "lpg.cause"

    event: Code = said("事象", "event")
    cause: Long = said("原因", "cause")


class MeasuresEvent(Command):
    """State the measures on an event."""

    kind: ClassVar[str] = "lpg.measures"

    event: Code = said("事象", "event")
    measures: Long = said("対策", "measures")


class ProgressEvent(Command):
    """Note a report of progress."""

    kind: ClassVar[str] = "lpg.progress"

    event: Code = said("事象", "event")
    what: Long = said("経過", "progress")
    on: dt.date | None = day_field()
    time: Time | None = time_field()


class CloseEvent(Command):
    """Close an event."""

    kind: ClassVar[str] = "lpg.close"

    event: Code = said("事象", "event")


@moves.takes(StateLimits, "石油ガスの品質・減耗の限度を定めた", "stated the limits of LPG", by=DESK, cites=rule("lpg"))
def _limits(work: Work, command: StateLimits) -> Done:
    tree = {
        "name": command.name, "loss_share": command.loss_percent / 100, "at_once_hours": command.at_once_hours,
        "progress_days": command.progress_days,
        "quality": {one.name: {"unit": one.unit, "least": one.least, "most": one.most} for one in command.quality},
        **labels(work),
    }  # fmt: skip
    return done(changed(work, lpg_limits=read(LpgLimits, tree)), in_order("lpg.limits", "lpg"))


def _has_limits(state: BasesState) -> Finding:
    return either(
        "lpg.limits", state.lpg_limits is not None, ("限度が定められている。", "the limits are stated."),
        ("品質・減耗の限度がまだ定められていない。", "the limits are not stated yet."), rule("lpg"),
    )  # fmt: skip


@moves.takes(
    Measure, "石油ガスの品質・数量を測定した", "measured quality and quantity of LPG", by=DESK, cites=rule("lpg"),
    private=("opening_t", "received_t", "delivered_t", "measured_t", "quality"),
)  # fmt: skip
def _measure(work: Work, command: Measure) -> Done:
    state: BasesState = work.state
    stated = _has_limits(state)
    if state.lpg_limits is None:
        return Done(findings=(stated,))
    work.day(command.on)
    known_base(state, command.base)
    if state.installations is not None and any(one.base == command.base for one in state.installations.sites):
        state.installations.site(command.base).tank(command.tank)
    tree = {
        "base": command.base, "tank": command.tank, "at": moment(work, command.on, command.time).isoformat(),
        "opening_t": command.opening_t, "received_t": command.received_t, "delivered_t": command.delivered_t,
        "measured_t": command.measured_t, "quality": {one.name: one.value for one in command.quality}, **labels(work),
    }  # fmt: skip
    measurement = read(LpgMeasurement, tree)
    review = review_measurement(measurement, state.lpg_limits)
    events = state.lpg_events
    for kind in review.events:
        what = "減耗が許容を超えた" if kind == "loss" else "性状が規格を外れた"
        events = (*events, open_event(free_id("event", events), measurement, kind, what))
    opened = [one.id for one in events[len(state.lpg_events) :]]
    after = changed(work, measurements=(*state.measurements, measurement), lpg_events=events)
    return done(after, stated, note={**noted(*review.findings), "opened": opened})


@moves.takes(OpenEvent, "石油ガス基地の事象を記録した", "recorded an event at an LPG base", by=DESK, cites=rule("lpg"))
def _event(work: Work, command: OpenEvent) -> Done:
    state: BasesState = work.state
    work.day(command.on)
    tree = {
        "id": free_id("event", state.lpg_events), "base": known_base(state, command.base), "kind": "other",
        "found_at": moment(work, command.on, command.time).isoformat(), "what": command.what, **labels(work),
    }  # fmt: skip
    stated = _has_limits(state)
    return done(changed(work, lpg_events=(*state.lpg_events, read(LpgEvent, tree))), stated)


def _found(work: Work, name: str) -> LpgEvent:
    state: BasesState = work.state
    return named(state.lpg_events, name, "event", "event")


def _put(work: Work, event: LpgEvent | None, found: Finding) -> Done:
    state: BasesState = work.state
    stated = _has_limits(state)
    if event is None or state.lpg_limits is None:
        return Done(findings=(stated, found))
    now = max(work.now, event.last_report)
    note = noted(*event_findings(event, state.lpg_limits, now))
    return done(
        changed(work, lpg_events=put(state.lpg_events, event)), stated, found, note={**note, "state": event.state}
    )


@moves.takes(ReportEvent, "石油ガスの事象を直ちに報告した", "reported an event of LPG", by=DESK, cites=rule("lpg"))
def _report(work: Work, command: ReportEvent) -> Done:
    event, at = _found(work, command.event), moment(work, command.on, command.time)
    work.day(command.on)
    return _put(work, *step("lpg.report", "lpg", lambda: report_event(event, at)))


@moves.takes(
    CauseEvent, "石油ガスの事象の原因を究明した", "found the cause of an event of LPG", by=DESK, cites=rule("lpg")
)
def _cause(work: Work, command: CauseEvent) -> Done:
    event = _found(work, command.event)
    return _put(work, *step("lpg.cause", "lpg", lambda: find_cause(event, flat(command.cause))))


@moves.takes(
    MeasuresEvent, "石油ガスの事象に対策を講じた", "took measures on an event of LPG", by=DESK, cites=rule("lpg")
)
def _measures(work: Work, command: MeasuresEvent) -> Done:
    event = _found(work, command.event)
    return _put(work, *step("lpg.measures", "lpg", lambda: take_measures(event, flat(command.measures))))


@moves.takes(
    ProgressEvent, "石油ガスの事象の経過を報告した", "reported progress on an event of LPG", by=DESK, cites=rule("lpg")
)
def _progress(work: Work, command: ProgressEvent) -> Done:
    event, at = _found(work, command.event), moment(work, command.on, command.time)
    work.day(command.on)
    progress = read(Progress, {"at": at.isoformat(), "what": flat(command.what)})
    return _put(work, *step("lpg.progress", "lpg", lambda: report_progress(event, progress)))


@moves.takes(CloseEvent, "石油ガスの事象を終結した", "closed an event of LPG", by=DESK, cites=rule("lpg"))
def _close(work: Work, command: CloseEvent) -> Done:
    event, at = _found(work, command.event), moment(work, None, None)
    return _put(work, *step("lpg.close", "lpg", lambda: close_event(event, at)))
