"""Readiness to release, incident by incident: report, substitute plan, repair, prevention at other bases.

A base is ready until an incident says otherwise. Where the base cannot release, a substitute plan is made at once, the damage is
repaired, and prevention is rolled out to other bases; where release may be affected, the Agency for Natural Resources and Energy
is told of state and impact. «At once» has no number in the sources: the agency sets hours, or the question stays open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.core import Classification, Finding, InputError, Outcome
from sonae.stockpile.bases.flow import rate_sustained
from sonae.stockpile.bases.form import (
    Exact,
    Id,
    Labelled,
    Moment,
    Part,
    SomeAmount,
    Text,
    changed,
    finding,
    refuse_unless,
)  # fmt: skip
from sonae.stockpile.bases.installations import Installations
from sonae.stockpile.bases.provisions import rule

__all__ = [
    "CAUSES", "STATES", "Catalogue", "Incident", "RepresentativeEvent", "Substitute", "SubstitutePlan", "SubstituteProposal",
    "adopt_substitute", "catalogue_finding", "close_repair", "incident_findings", "judge_impact", "not_ready", "propose_substitute",
    "report_impact", "roll_out_prevention",
]  # fmt: skip

Cause = Literal["earthquake_or_disaster", "typhoon", "infection", "accident", "failure", "leak", "other"]

CAUSES: Mapping[Cause, tuple[str, str]] = {
    "earthquake_or_disaster": ("地震等の災害", "earthquake or other disaster"),
    "typhoon": ("台風", "typhoon"),
    "infection": ("感染症の拡大", "spread of an infection"),
    "accident": ("事故", "accident"),
    "failure": ("設備の故障", "failure of equipment"),
    "leak": ("漏洩", "leak"),
    "other": ("その他", "other"),
}
"""Cause → its name in Japanese and English."""

STATES: Mapping[str, tuple[str, str]] = {
    "unknown": ("影響を確認中", "impact not yet known"),
    "ready": ("放出可能", "ready to release"),
    "not_ready": ("放出不可", "not ready to release"),
    "substituted": ("代替計画により対応中", "not ready, substitute plan in force"),
    "repaired": ("復旧済み、再発防止を展開中", "repaired, prevention to be rolled out"),
    "closed": ("再発防止まで完了", "closed, prevention rolled out"),
}
"""State of an incident → its name in Japanese and English."""


class Substitute(Part):
    """What another base gives in place of the one that cannot release: units a day for whole days."""

    base: Id
    rate_a_day: SomeAmount
    days: Annotated[int, Field(ge=1, le=3650, strict=True)]


class SubstitutePlan(Part):
    """The substitute plan (代替計画) of an incident."""

    made_at: Moment
    by: Text
    parts: Annotated[tuple[Substitute, ...], Field(min_length=1)]


class Incident(Labelled):
    """An event at a base and what was done about it.

    Attributes:
        id: its name.
        base: the base.
        cause: see :data:`CAUSES`.
        begun: when it began.
        blocks_release: whether the base cannot release for a certain period; none: not yet known.
        impact: what is known of the impact on release.
        reported_at: when state and impact were reported to the agency for energy; none: not yet.
        substitute: the substitute plan; none: not made.
        repaired_at: when the base was ready again.
        repair: what was done.
        prevention: what other bases do so that it does not happen there.
        rolled_out_to: bases that were told.
        rolled_out_at: when.

    """

    id: Id
    base: Id
    cause: Cause
    begun: Moment
    blocks_release: bool | None = None
    impact: Text | None = None
    reported_at: Moment | None = None
    substitute: SubstitutePlan | None = None
    repaired_at: Moment | None = None
    repair: Text | None = None
    prevention: Text | None = None
    rolled_out_to: tuple[Id, ...] = ()
    rolled_out_at: Moment | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Incident:
        made = self.substitute.made_at if self.substitute else None
        for name, moment in (("report", self.reported_at), ("substitute plan", made), ("repair", self.repaired_at)):
            if moment is not None and moment < self.begun:
                raise ValueError(f"the {name} of {self.id} is older than the incident")
        if self.rolled_out_at is not None and (self.repaired_at is None or self.rolled_out_at < self.repaired_at):
            raise ValueError(f"the prevention of {self.id} is rolled out after the repair")
        if (self.repaired_at is None) != (self.repair is None):
            raise ValueError(f"a repair of {self.id} says when and what")
        if (self.rolled_out_at is None) != (not self.rolled_out_to) or (self.rolled_out_at is None) != (
            self.prevention is None
        ):
            raise ValueError(f"the prevention of {self.id} says what, when and to which bases")
        if self.substitute is not None and self.blocks_release is not True:
            raise ValueError(f"a substitute plan of {self.id} is made where the base cannot release")
        if self.substitute is not None and self.base in {part.base for part in self.substitute.parts}:
            raise ValueError(f"the substitute of {self.base} is another base")
        return self

    @property
    def state(self) -> str:
        """Where it stands; a key of :data:`STATES`."""
        if self.rolled_out_at is not None:
            return "closed"
        if self.repaired_at is not None:
            return "repaired"
        if self.blocks_release is None:
            return "unknown"
        if not self.blocks_release:
            return "ready"
        return "substituted" if self.substitute else "not_ready"


def judge_impact(incident: Incident, *, blocks_release: bool, impact: str) -> Incident:
    """Say whether the base can release, and what the impact is.

    Raises:
        InputError: when the incident is repaired, or a base with a substitute plan is called ready without a repair.

    """
    refuse_unless(incident.repaired_at is None, f"the incident {incident.id} is repaired already")
    refuse_unless(
        blocks_release or incident.substitute is None,
        f"a substitute plan is in force for {incident.base}",
        expected="its repair, which ends the state",
    )
    return changed(incident, blocks_release=blocks_release, impact=impact)


def report_impact(incident: Incident, at: dt.datetime) -> Incident:
    """Note the report of state and impact to the agency for energy (資源エネルギー庁).

    Raises:
        InputError: when the impact is not stated, or it was reported before.

    """
    refuse_unless(incident.impact is not None, f"the impact of {incident.id} is not stated", expected="impact first")
    refuse_unless(incident.reported_at is None, f"the incident {incident.id} is reported already")
    return changed(incident, reported_at=at)


def adopt_substitute(incident: Incident, plan: SubstitutePlan) -> Incident:
    """Put a substitute plan in force; a new one takes the place of an older one.

    Raises:
        InputError: when the base can release or is repaired, or the plan is older than the one in force.

    """
    refuse_unless(incident.blocks_release is True, f"{incident.base} is not known to be unable to release")
    refuse_unless(incident.repaired_at is None, f"the incident {incident.id} is repaired already")
    older = incident.substitute is not None and plan.made_at < incident.substitute.made_at
    refuse_unless(not older, "the plan is older than the one in force")
    return changed(incident, substitute=plan)


def close_repair(incident: Incident, at: dt.datetime, repair: str) -> Incident:
    """Note that the base is ready again.

    Raises:
        InputError: when it is repaired already, or it was never unable to release.

    """
    refuse_unless(incident.blocks_release is True, f"{incident.base} is not known to be unable to release")
    refuse_unless(incident.repaired_at is None, f"the incident {incident.id} is repaired already")
    return changed(incident, repaired_at=at, repair=repair)


def roll_out_prevention(incident: Incident, at: dt.datetime, prevention: str, bases: Sequence[str]) -> Incident:
    """Note what other bases do so that the same does not happen there.

    Raises:
        InputError: when the base is not repaired yet, it was rolled out before, or no other base is named.

    """
    refuse_unless(incident.repaired_at is not None, f"the incident {incident.id} is not repaired yet")
    refuse_unless(incident.rolled_out_at is None, f"the prevention of {incident.id} is rolled out already")
    others = tuple(base for base in bases if base != incident.base)
    refuse_unless(bool(others), "no other base is named", field="bases")
    return changed(incident, rolled_out_at=at, prevention=prevention, rolled_out_to=others)


def not_ready(incidents: Iterable[Incident]) -> dict[str, Incident]:
    """Return the bases that cannot release now or may not, each with its incident."""
    return {one.base: one for one in incidents if one.state in ("unknown", "not_ready", "substituted")}


def incident_findings(
    incident: Incident, now: dt.datetime, *, at_once_hours: Fraction | int | None = None
) -> tuple[Finding, ...]:
    """Find what is done and what is due: report, substitute plan, repair, prevention.

    Args:
        incident: the incident.
        now: with its zone.
        at_once_hours: what the agency calls «at once» for the substitute plan; none: not set, and the promptness stays open.

    Raises:
        InputError: for a time without a zone or before the incident.

    """
    if now.tzinfo is None or now < incident.begun:
        raise InputError(
            f"the time {now.isoformat()} does not fit {incident.id}", expected="a time with its zone, after it"
        )
    facts: Mapping[str, object] = {
        "incident": incident.id,
        "base": incident.base,
        "cause": incident.cause,
        "state": incident.state,
    }
    return (
        _report(incident, facts),
        _substitute(incident, now, at_once_hours, facts),
        _repair(incident, facts),
        _prevention(incident, facts),
    )


def _report(incident: Incident, facts: Mapping[str, object]) -> Finding:
    cites = rule("impact_report")
    if incident.reported_at is not None:
        said = ("状況と影響を資源エネルギー庁に報告した", "state and impact were reported to the agency for energy")
        return finding("report", Outcome.YES, *said, cites, {**facts, "reported_at": incident.reported_at.isoformat()})
    if incident.blocks_release is None:
        said = ("放出への影響が分からず、報告の要否が定まらない", "the impact on release is not known yet")
        return finding("report", Outcome.OPEN, *said, cites, facts, missing=("blocks_release",))
    affected = incident.blocks_release or incident.cause == "infection"
    if not affected and incident.cause not in ("earthquake_or_disaster", "typhoon"):
        said = ("放出に影響せず、報告を要する事象でない", "release is not affected, and the event needs no report")
        return finding("report", Outcome.NOT_APPLICABLE, *said, cites, facts)
    said = (
        "状況と影響を資源エネルギー庁に報告していない",
        "state and impact are not reported to the agency for energy",
    )
    return finding("report", Outcome.NO, *said, cites, facts, missing=("reported_at",))


def _substitute(
    incident: Incident, now: dt.datetime, at_once: Fraction | int | None, facts: Mapping[str, object]
) -> Finding:
    cites, plan = rule("substitute"), incident.substitute
    if incident.blocks_release is not True:
        known = incident.blocks_release is False
        said = (
            ("放出できるため代替計画を要しない", "the base can release and needs no substitute plan")
            if known
            else ("放出の可否が分からない", "whether the base can release is not known")
        )
        outcome = Outcome.NOT_APPLICABLE if known else Outcome.OPEN
        return finding("substitute", outcome, *said, cites, facts, missing=() if known else ("blocks_release",))
    end = plan.made_at if plan else (incident.repaired_at or now)
    hours = Fraction(int((end - incident.begun).total_seconds()), 3600)
    held: dict[str, object] = {**facts, "hours": hours, "at_once_hours": at_once}
    if plan is None:
        said = ("放出できない間の代替計画がない", "there is no substitute plan though the base cannot release")
        return finding("substitute", Outcome.NO, *said, cites, held, value=hours, missing=("substitute",))
    if at_once is None:
        said = (f"代替計画は{float(hours):g}時間で策定された。「直ちに」の時間は定められていない",
                f"the substitute plan was made within {float(hours):g} hours; what counts as «at once» is not set")  # fmt: skip
        return finding("substitute", Outcome.OPEN, *said, cites, held, value=hours, missing=("at_once_hours",))
    met = hours <= at_once
    said = (f"代替計画は{float(hours):g}時間で策定され、定めた{float(at_once):g}時間{'以内である' if met else 'を超えた'}",
            f"the substitute plan was made within {float(hours):g} hours, "
            f"{'not more' if met else 'more'} than the {float(at_once):g} set")  # fmt: skip
    return finding("substitute", Outcome.YES if met else Outcome.NO, *said, cites, held, value=hours)


def _repair(incident: Incident, facts: Mapping[str, object]) -> Finding:
    if incident.repaired_at is not None:
        said = ("放出できる状態に復旧した", "the base is ready to release again")
        return finding("repair", Outcome.YES, *said, rule("repair"), {**facts, "repaired_at": incident.repaired_at})
    if incident.blocks_release is False:
        said = ("放出できる状態を保っている", "the base stayed ready to release")
        return finding("repair", Outcome.NOT_APPLICABLE, *said, rule("repair"), facts)
    said = ("放出できる状態に復旧していない", "the base is not ready to release again")
    return finding("repair", Outcome.OPEN, *said, rule("repair"), facts, missing=("repaired_at",))


def _prevention(incident: Incident, facts: Mapping[str, object]) -> Finding:
    if incident.rolled_out_at is not None:
        number = len(incident.rolled_out_to)
        said = (f"再発防止を{number}基地に展開した", f"prevention was rolled out to {number} bases")
        held = {**facts, "bases": list(incident.rolled_out_to)}
        return finding("prevention", Outcome.YES, *said, rule("repair"), held)
    if incident.blocks_release is False:
        said = ("放出できない状態にならなかった", "the base was never unable to release")
        return finding("prevention", Outcome.NOT_APPLICABLE, *said, rule("repair"), facts)
    said = ("再発防止を他基地に展開していない", "prevention is not rolled out to other bases")
    return finding("prevention", Outcome.OPEN, *said, rule("repair"), facts, missing=("rolled_out_at",))


class RepresentativeEvent(Part):
    """An event that is prepared for: who commands whom, what is done, which bases stand in, in their order."""

    cause: Cause
    what: Text
    chain_of_command: Annotated[tuple[Text, ...], Field(min_length=1)]
    measures: Annotated[tuple[Text, ...], Field(min_length=1)]


class Catalogue(Labelled):
    """The contingency plan: representative events, and for each base those that stand in for it, in their order."""

    events: tuple[RepresentativeEvent, ...] = ()
    stand_ins: dict[Id, tuple[Id, ...]] = Field(default_factory=dict)


def catalogue_finding(catalogue: Catalogue, bases: Iterable[str]) -> Finding:
    """Find whether the contingency plan holds an event for every cause and stand-ins for every base."""
    have = {event.cause for event in catalogue.events}
    causes = [cause for cause in CAUSES if cause not in have and cause != "other"]
    alone = [base for base in bases if not catalogue.stand_ins.get(base)]
    facts = {"causes_without_event": causes, "bases_without_stand_in": alone}
    if causes or alone:
        said = (f"代表的な事象のない原因が{len(causes)}、代替基地のない基地が{len(alone)}ある",
                f"{len(causes)} causes have no representative event and {len(alone)} bases have no stand-in")  # fmt: skip
        return finding("catalogue", Outcome.NO, *said, rule("catalogue"), facts)
    said = (
        "代表的な事象、指示系統、対策と代替基地がそろう",
        "events, chain of command, measures and stand-ins are complete",
    )
    return finding("catalogue", Outcome.YES, *said, rule("catalogue"), facts)


@dataclass(frozen=True, slots=True)
class SubstituteProposal:
    """What the stand-ins can give beyond their own duty, and what is still lacking, units a day."""

    base: str
    days: int
    parts: tuple[Substitute, ...]
    lacking_a_day: int
    finding: Finding
    classification: Classification


def propose_substitute(
    installations: Installations,
    catalogue: Catalogue,
    base: str,
    *,
    rate_a_day: int,
    days: int,
    own_duty: Mapping[str, Exact | int] | None = None,
    incidents: Iterable[Incident] = (),
) -> SubstituteProposal:
    """Share the rate of a base among its stand-ins, in their order, each up to what it keeps beyond its own duty.

    Args:
        installations: the sites as they stand.
        catalogue: the contingency plan.
        base: the base that cannot release.
        rate_a_day: units a day that it should have released.
        days: whole days.
        own_duty: units a day that stand-ins must release themselves in the same days.
        incidents: bases that are not ready take no part.

    Raises:
        InputError: for a rate or days that are not positive, or no stand-ins.
        UnknownChoiceError: for a stand-in without equipment in the installations.

    """
    refuse_unless(rate_a_day > 0 and days > 0, "a substitute needs a rate and days", expected="whole numbers above 0")
    order = catalogue.stand_ins.get(base, ())
    refuse_unless(bool(order), f"no base stands in for {base}", field="stand_ins")
    out, lacking = not_ready(incidents), rate_a_day
    parts, passed = [], {}
    for name in order:
        if name in out:
            passed[name] = out[name].state
            continue
        site = installations.site(name)
        refuse_unless(site.unit == installations.site(base).unit, f"{name} holds another commodity than {base}")
        able = rate_sustained(site, days)
        if able.rate_a_day is None:
            passed[name] = "; ".join(able.missing)
            continue
        spare = int(able.rate_a_day - Fraction((own_duty or {}).get(name, 0)))
        given = max(0, min(spare, lacking))
        if given:
            parts.append(Substitute(base=name, rate_a_day=given, days=days))
            lacking -= given
    facts = {"base": base, "days": days, "rate_a_day": rate_a_day, "lacking_a_day": lacking, "passed_over": passed,
             **{f"from.{part.base}": part.rate_a_day for part in parts}}  # fmt: skip
    if lacking:
        said = (f"代替基地では日量{lacking:,}が足りない", f"the stand-ins lack {lacking:,} a day")
    else:
        said = ("代替基地で日量を満たせる", "the stand-ins give the rate")
    found = finding("stand_in", Outcome.NO if lacking else Outcome.YES, *said, rule("substitute"), facts, value=lacking)
    label = Classification.join([installations.label, catalogue.label])
    return SubstituteProposal(base, days, tuple(parts), lacking, found, label)
