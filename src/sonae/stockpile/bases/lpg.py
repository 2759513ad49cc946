"""Quality and losses of LPG: the balance of a tank against its measurement, limits of quality, events and their reports.

Loss is opening stock plus receipts less deliveries less what was measured. A loss above the tolerance, a gain above it, or a
quality outside its limits opens an event: reported to the agency for energy at once, then cause, measures, and reports of
progress at the interval that the agency sets, until it is closed.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from sonae.core import Classification, Finding, InputError, Outcome, UnknownChoiceError
from sonae.stockpile.bases.form import (
    Amount,
    Exact,
    Id,
    Labelled,
    Moment,
    Part,
    Share,
    SomeAmount,
    Text,
    changed,
    finding,
    no_truth_value,
    refuse_unless,
)  # fmt: skip
from sonae.stockpile.bases.provisions import rule

__all__ = [
    "LpgEvent", "LpgLimits", "LpgMeasurement", "LpgReview", "Progress", "QualityLimit", "close_event", "event_findings",
    "find_cause", "open_event", "report_event", "report_progress", "review_measurement", "take_measures",
]  # fmt: skip

Value = Annotated[Decimal, BeforeValidator(no_truth_value)]


class QualityLimit(Part):
    """Limits of a property, in the unit it is measured in; at least one side."""

    unit: Text
    least: Value | None = None
    most: Value | None = None

    @model_validator(mode="after")
    def _has_a_side(self) -> QualityLimit:
        if self.least is None and self.most is None:
            raise ValueError("a limit has a least or a most value")
        if self.least is not None and self.most is not None and self.most < self.least:
            raise ValueError("the least value is above the most")
        return self


class LpgLimits(Labelled):
    """What the agency holds a measurement against.

    Attributes:
        name: where the limits are set.
        quality: limits by property.
        loss_share: share of the opening stock that may be lost, or gained, between two measurements.
        at_once_hours: what «at once» means for the first report.
        progress_days: most days between reports of progress.

    """

    name: Text
    quality: dict[Id, QualityLimit]
    loss_share: Share
    at_once_hours: Exact
    progress_days: Annotated[int, Field(ge=1, le=366, strict=True)]


class LpgMeasurement(Labelled):
    """A measurement of a tank: stock by book since the last one, what was measured, tonnes; properties by name."""

    base: Id
    tank: Id
    at: Moment
    opening_t: SomeAmount
    received_t: Amount
    delivered_t: Amount
    measured_t: Amount | None = None
    quality: dict[Id, Value] = Field(default_factory=dict)

    @property
    def book_t(self) -> int:
        """Stock by book, tonnes."""
        return self.opening_t + self.received_t - self.delivered_t

    @property
    def loss_t(self) -> int | None:
        """Book less measured, tonnes; negative for a gain; none where it was not measured."""
        return None if self.measured_t is None else self.book_t - self.measured_t


@dataclass(frozen=True, slots=True)
class LpgReview:
    """What a measurement shows: loss and quality; ``events`` are what must be opened, by kind."""

    findings: tuple[Finding, Finding]
    events: tuple[Literal["loss", "quality"], ...]
    classification: Classification


def review_measurement(measurement: LpgMeasurement, limits: LpgLimits) -> LpgReview:
    """Hold a measurement against the limits.

    Raises:
        InputError: when more was delivered than was there.
        UnknownChoiceError: for a property without limits.

    """
    if measurement.book_t < 0:
        raise InputError(
            f"{measurement.base} {measurement.tank}: more was delivered than was there", field="delivered_t"
        )
    for name in measurement.quality:
        if name not in limits.quality:
            raise UnknownChoiceError("property of LPG", name, limits.quality, field=f"quality.{name}")
    loss, quality = _loss(measurement, limits), _quality(measurement, limits)
    kinds: tuple[tuple[Literal["loss", "quality"], Finding], ...] = (("loss", loss), ("quality", quality))
    events = tuple(kind for kind, found in kinds if found.outcome is Outcome.NO)
    return LpgReview((loss, quality), events, Classification.join([measurement.label, limits.label]))


def _loss(measurement: LpgMeasurement, limits: LpgLimits) -> Finding:
    lost = measurement.loss_t
    allowed = Fraction(limits.loss_share) * measurement.opening_t
    facts = {"base": measurement.base, "tank": measurement.tank, "book_t": measurement.book_t,
             "measured_t": measurement.measured_t, "loss_t": lost, "tolerance_t": allowed}  # fmt: skip
    if lost is None:
        said = ("数量を測定していない", "the quantity was not measured")
        return finding("lpg_loss", Outcome.OPEN, *said, rule("lpg"), facts, missing=("measured_t",))
    met = abs(lost) <= allowed
    said = (f"減耗{lost:,}トンは許容{float(allowed):,.1f}トン{'以内である' if met else 'を超える'}",
            f"a loss of {lost:,} t is {'within' if met else 'beyond'} the tolerance of {float(allowed):,.1f} t")  # fmt: skip
    return finding("lpg_loss", Outcome.YES if met else Outcome.NO, *said, rule("lpg"), facts, value=lost)


def _quality(measurement: LpgMeasurement, limits: LpgLimits) -> Finding:
    outside, missing = [], []
    for name, limit in limits.quality.items():
        value = measurement.quality.get(name)
        if value is None:
            missing.append(name)
        elif (limit.least is not None and value < limit.least) or (limit.most is not None and value > limit.most):
            outside.append(name)
    facts: Mapping[str, object] = {
        "base": measurement.base, "tank": measurement.tank, "outside": outside,
        **{name: str(value) for name, value in measurement.quality.items()},
    }  # fmt: skip
    if outside:
        said = (f"規格を外れた性状がある：{'、'.join(outside)}", f"outside the limits: {', '.join(outside)}")
        return finding("lpg_quality", Outcome.NO, *said, rule("lpg"), facts, missing=tuple(missing))
    if missing:
        said = (f"測定していない性状がある：{'、'.join(missing)}", f"not measured: {', '.join(missing)}")
        return finding("lpg_quality", Outcome.OPEN, *said, rule("lpg"), facts, missing=tuple(missing))
    said = ("性状は規格内である", "the quality is within its limits")
    return finding("lpg_quality", Outcome.YES, *said, rule("lpg"), facts)


class Progress(Part):
    """A report of progress to the agency for energy."""

    at: Moment
    what: Text


class LpgEvent(Labelled):
    """A loss, a fault of quality or another event at an LPG base, and what was done, in its order."""

    id: Id
    base: Id
    tank: Id | None = None
    kind: Literal["loss", "quality", "other"]
    found_at: Moment
    what: Text
    reported_at: Moment | None = None
    cause: Text | None = None
    measures: Text | None = None
    progress: tuple[Progress, ...] = ()
    closed_at: Moment | None = None

    @model_validator(mode="after")
    def _in_order(self) -> LpgEvent:
        if self.reported_at is not None and self.reported_at < self.found_at:
            raise ValueError(f"the event {self.id} was reported before it was found")
        times = [one.at for one in self.progress]
        if times and (self.reported_at is None or min(times) < self.reported_at or sorted(times) != times):
            raise ValueError(f"reports of progress on {self.id} follow the first report, in their order")
        if self.measures is not None and self.cause is None:
            raise ValueError(f"measures on {self.id} follow from a cause")
        if self.closed_at is not None and (self.measures is None or self.closed_at < self.last_report):
            raise ValueError(f"the event {self.id} is closed after its measures and reports")
        return self

    @property
    def last_report(self) -> dt.datetime:
        """The latest report, or when it was found."""
        return self.progress[-1].at if self.progress else (self.reported_at or self.found_at)

    @property
    def state(self) -> Literal["found", "reported", "cause_known", "measures_taken", "closed"]:
        """Where it stands."""
        if self.closed_at is not None:
            return "closed"
        if self.measures is not None:
            return "measures_taken"
        if self.cause is not None:
            return "cause_known"
        return "reported" if self.reported_at is not None else "found"


def open_event(event_id: str, measurement: LpgMeasurement, kind: Literal["loss", "quality"], what: str) -> LpgEvent:
    """Open the event that a measurement calls for.

    Raises:
        InputError: when the fields do not fit.

    """
    return changed(
        LpgEvent(
            id="event", base=measurement.base, tank=measurement.tank, kind=kind, found_at=measurement.at, what="event",
            classification=measurement.classification, fictional=measurement.fictional,
        ),
        id=event_id, what=what,
    )  # fmt: skip


def report_event(event: LpgEvent, at: dt.datetime) -> LpgEvent:
    """Note the first report to the agency for energy.

    Raises:
        InputError: when it was reported before.

    """
    refuse_unless(event.reported_at is None, f"the event {event.id} is reported already")
    return changed(event, reported_at=at)


def find_cause(event: LpgEvent, cause: str) -> LpgEvent:
    """Note the cause; a better one takes the place of an older one while no measures are taken.

    Raises:
        InputError: when it is not reported yet, or measures are taken already.

    """
    refuse_unless(
        event.reported_at is not None, f"the event {event.id} is not reported yet", expected="the report first"
    )
    refuse_unless(event.measures is None, f"measures on {event.id} are taken already")
    return changed(event, cause=cause)


def take_measures(event: LpgEvent, measures: str) -> LpgEvent:
    """Note the measures.

    Raises:
        InputError: when the cause is not known, or measures are taken already.

    """
    refuse_unless(event.cause is not None, f"the cause of {event.id} is not known")
    refuse_unless(event.measures is None, f"measures on {event.id} are taken already")
    return changed(event, measures=measures)


def report_progress(event: LpgEvent, progress: Progress) -> LpgEvent:
    """Note a report of progress.

    Raises:
        InputError: when it is not reported yet, closed, or the time is before the last report.

    """
    refuse_unless(event.closed_at is None, f"the event {event.id} is closed")
    return changed(event, progress=(*event.progress, progress))


def close_event(event: LpgEvent, at: dt.datetime) -> LpgEvent:
    """Close an event after its measures.

    Raises:
        InputError: when no measures are taken, or it is closed already.

    """
    refuse_unless(event.closed_at is None, f"the event {event.id} is closed already")
    refuse_unless(event.measures is not None, f"no measures on {event.id} are taken")
    return changed(event, closed_at=at)


def event_findings(event: LpgEvent, limits: LpgLimits, now: dt.datetime) -> tuple[Finding, Finding, Finding]:
    """Find whether the first report was at once, whether reports of progress are in time, and whether it is closed.

    Raises:
        InputError: for a time without a zone or before the event.

    """
    refuse_unless(now.tzinfo is not None and now >= event.found_at, f"the time does not fit {event.id}", field="now")
    facts: dict[str, object] = {"event": event.id, "base": event.base, "state": event.state}
    return _first(event, limits, now, facts), _progress(event, limits, now, facts), _closed(event, facts)


def _first(event: LpgEvent, limits: LpgLimits, now: dt.datetime, facts: dict[str, object]) -> Finding:
    hours = Fraction(int(((event.reported_at or now) - event.found_at).total_seconds()), 3600)
    held = {**facts, "hours": hours, "at_once_hours": limits.at_once_hours}
    late = hours > Fraction(limits.at_once_hours)
    if event.reported_at is None and not late:
        said = ("資源エネルギー庁への報告がまだない", "it is not reported to the agency for energy yet")
        return finding("lpg_report", Outcome.OPEN, *said, rule("lpg"), held, value=hours, missing=("reported_at",))
    if late:
        said = (f"報告まで{float(hours):g}時間で、「直ちに」の{limits.at_once_hours}時間を超えた",
                f"{float(hours):g} hours without a report, more than the {limits.at_once_hours} that are «at once»")  # fmt: skip
        missing = ("reported_at",) if event.reported_at is None else ()
        return finding("lpg_report", Outcome.NO, *said, rule("lpg"), held, value=hours, missing=missing)
    said = (f"{float(hours):g}時間で報告した", f"it was reported within {float(hours):g} hours")
    return finding("lpg_report", Outcome.YES, *said, rule("lpg"), held, value=hours)


def _progress(event: LpgEvent, limits: LpgLimits, now: dt.datetime, facts: dict[str, object]) -> Finding:
    if event.reported_at is None:
        said = ("最初の報告がまだない", "there is no first report yet")
        return finding("lpg_progress", Outcome.OPEN, *said, rule("lpg"), facts, missing=("reported_at",))
    stops = [event.reported_at, *(one.at for one in event.progress), event.closed_at or now]
    longest = max((later - earlier for earlier, later in itertools.pairwise(stops)), default=dt.timedelta())
    met = longest <= dt.timedelta(days=limits.progress_days)
    held = {
        **facts,
        "longest_days": Fraction(int(longest.total_seconds()), 86400),
        "progress_days": limits.progress_days,
    }
    said = (
        (
            f"経過の報告は{limits.progress_days}日以内の間隔である",
            f"reports are not more than {limits.progress_days} days apart",
        )
        if met
        else (
            f"経過の報告が{limits.progress_days}日を超えて途絶えた",
            f"reports ceased for more than {limits.progress_days} days",
        )
    )
    return finding("lpg_progress", Outcome.YES if met else Outcome.NO, *said, rule("lpg"), held)


def _closed(event: LpgEvent, facts: dict[str, object]) -> Finding:
    if event.closed_at is not None:
        said = ("原因の究明と対策を終えた", "its cause was found and measures were taken")
        return finding("lpg_closed", Outcome.YES, *said, rule("lpg"), facts)
    missing = tuple(name for name in ("cause", "measures") if getattr(event, name) is None) or ("closed_at",)
    said = ("原因の究明又は対策が終わっていない", "its cause or its measures are still open")
    return finding("lpg_closed", Outcome.OPEN, *said, rule("lpg"), facts, missing=missing)
