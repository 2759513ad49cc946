"""Release scenarios: what is asked of each base, what its plan promises, and what its equipment can do.

A scenario asks each base for a start of release within hours, a rate and days. The plan's steps of preparation are a network with
hours; its preparation time is the longest way through it. Rate and days follow from tanks, pumps and outlets. The plan meets
the scenario when preparation takes no longer and rate and days are no less: the sources say «meets the required level» and the
direction follows from its sense.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sonae.core import Classification, Finding, InputError, Outcome
from sonae.stockpile.bases.flow import Capability, days_sustained, rate_sustained
from sonae.stockpile.bases.form import Exact, Id, Labelled, Part, SomeAmount, Words, finding
from sonae.stockpile.bases.installations import GivenInstallations, Installations
from sonae.stockpile.bases.provisions import rule
from sonae.stockpile.bases.readiness import STATES, Incident, not_ready

__all__ = [
    "BaseCheck", "PreparationStep", "ReleasePlan", "ReleaseScenario", "Requirement", "ScenarioCheck", "ScenarioFile", "SitePlan",
    "check_scenario", "preparation", "scenario_document", "scenario_rows",
]  # fmt: skip

Days = Annotated[int, Field(ge=1, le=3650, strict=True)]


class Requirement(Part):
    """What a scenario asks of a base (要求水準): to begin within hours, and a rate in units a day for days."""

    base: Id
    within_hours: Exact
    rate_a_day: SomeAmount
    days: Days


class ReleaseScenario(Labelled):
    """A scenario of release in an emergency (緊急時を想定した放出シナリオ)."""

    id: Id
    name: Words
    kind: Literal["import_stop", "disaster", "other"]
    supposed: Words
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_base_once(self) -> ReleaseScenario:
        names = [one.base for one in self.requirements]
        if len(set(names)) < len(names):
            raise ValueError("a base is asked twice")
        return self

    def requirement(self, base: str) -> Requirement | None:
        """Return what is asked of a base; none where nothing is."""
        return next((one for one in self.requirements if one.base == base), None)


class PreparationStep(Part):
    """A step before oil flows: mustering, checking valves, mooring; ``after`` are steps that must be done before it."""

    id: Id
    name: Words
    hours: Exact
    after: tuple[Id, ...] = ()


class SitePlan(Part):
    """The plan of a base for a scenario: steps of preparation, and the rate and days that it promises."""

    base: Id
    steps: Annotated[tuple[PreparationStep, ...], Field(min_length=1)]
    rate_a_day: SomeAmount
    days: Days

    @model_validator(mode="after")
    def _can_be_done(self) -> SitePlan:
        try:
            preparation(self.steps)
        except InputError as error:
            raise ValueError(str(error).rstrip(".")) from None
        return self


class ReleasePlan(Labelled):
    """The release plan of all bases for a scenario."""

    scenario: Id
    sites: tuple[SitePlan, ...]

    def site(self, base: str) -> SitePlan | None:
        """Return the plan of a base; none where there is none."""
        return next((one for one in self.sites if one.base == base), None)


class ScenarioFile(Part):
    """A file that holds everything a check needs; each part says its own label."""

    scenario: ReleaseScenario
    plan: ReleasePlan
    installations: GivenInstallations
    incidents: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class BaseCheck:
    """One base of a scenario: hours of preparation with the steps that fix them, what the equipment keeps, the findings."""

    base: str
    unit: str
    preparation_hours: Fraction | None
    critical_steps: tuple[str, ...]
    at_required_days: Capability
    at_required_rate: Capability
    findings: tuple[Finding, ...]
    finding: Finding


@dataclass(frozen=True, slots=True)
class ScenarioCheck:
    """A scenario, base by base."""

    scenario: ReleaseScenario
    bases: tuple[BaseCheck, ...]
    finding: Finding
    classification: Classification


def preparation(steps: Sequence[PreparationStep]) -> tuple[Fraction, tuple[str, ...]]:
    """Return the hours that steps take when all that can go on at the same time does, and the longest chain of steps.

    Raises:
        InputError: for a step named twice, an unknown one, or steps that wait for each other.

    """
    by_id = {step.id: step for step in steps}
    if len(by_id) < len(steps):
        raise InputError("a step of preparation stands there twice")
    done: dict[str, tuple[Fraction, tuple[str, ...]]] = {}
    waiting = list(steps)
    while waiting:
        unknown = [name for step in waiting for name in step.after if name not in by_id]
        if unknown:
            raise InputError(f"a step waits for «{unknown[0]}», which is not among the steps", field="after")
        free = [step for step in waiting if all(name in done for name in step.after)]
        if not free:
            raise InputError(f"the steps {', '.join(sorted(step.id for step in waiting))} wait for each other")
        for step in free:
            before = max((done[name] for name in step.after), key=lambda found: found[0], default=(Fraction(0), ()))
            done[step.id] = (before[0] + Fraction(step.hours), (*before[1], step.id))
        waiting = [step for step in waiting if step.id not in done]
    return max(done.values(), key=lambda found: found[0], default=(Fraction(0), ()))


def check_scenario(
    scenario: ReleaseScenario, plan: ReleasePlan, installations: Installations, incidents: Iterable[Incident] = ()
) -> ScenarioCheck:
    """Check a release plan and the equipment against a scenario.

    Raises:
        InputError: when the plan is for another scenario, or plans a base that is not asked.
        UnknownChoiceError: for a base without equipment in the installations.

    """
    if plan.scenario != scenario.id:
        raise InputError(f"the plan is for the scenario «{plan.scenario}»", expected=f"«{scenario.id}»")
    for one in plan.sites:
        if scenario.requirement(one.base) is None:
            raise InputError(f"the plan holds the base «{one.base}», of which the scenario asks nothing")
    held = list(incidents)
    out = not_ready(held)
    bases = tuple(
        _check_base(requirement, plan.site(requirement.base), installations, out.get(requirement.base))
        for requirement in scenario.requirements
    )
    parts = tuple(base.finding for base in bases)
    failed = [base.base for base in bases if base.finding.outcome is Outcome.NO]
    waits = [base.base for base in bases if base.finding.outcome is Outcome.OPEN]
    facts = {"scenario": scenario.id, "bases": len(bases), "fails": failed, "open": waits}
    said, outcome = _whole(failed, waits, len(bases))
    whole = finding("scenario", outcome, *said, rule("scenario"), facts, parts=parts)
    label = Classification.join(
        [scenario.label, plan.label, installations.label, *(incident.label for incident in held)]
    )
    return ScenarioCheck(scenario, bases, whole, label)


def _whole(failed: list[str], waits: list[str], number: int) -> tuple[tuple[str, str], Outcome]:
    if failed:
        said = (f"{number}基地のうち{len(failed)}が要求水準を満たさない：{'、'.join(failed)}",
                f"{len(failed)} of {number} bases do not meet the required level: {', '.join(failed)}")  # fmt: skip
        return said, Outcome.NO
    if waits:
        said = (f"{number}基地のうち{len(waits)}が定まらない：{'、'.join(waits)}",
                f"{len(waits)} of {number} bases cannot be judged yet: {', '.join(waits)}")  # fmt: skip
        return said, Outcome.OPEN
    return (f"全{number}基地が要求水準を満たす", f"all bases asked meet the required level ({number})"), Outcome.YES


def _check_base(
    need: Requirement, plan: SitePlan | None, installations: Installations, incident: Incident | None
) -> BaseCheck:
    site = installations.site(need.base)
    at_days, at_rate = rate_sustained(site, need.days), days_sustained(site, need.rate_a_day)
    hours, chain = preparation(plan.steps) if plan else (None, ())
    parts = [_ready(need, incident), _prepared(need, hours, chain), _planned(need, plan), _able(need, at_days, at_rate)]
    if plan is not None:
        parts.append(_promised(plan, rate_sustained(site, plan.days)))
    outcomes = [part.outcome for part in parts]
    outcome = next((one for one in (Outcome.NO, Outcome.OPEN) if one in outcomes), Outcome.YES)
    words = {
        Outcome.YES: ("要求水準を満たす", "meets the required level"),
        Outcome.NO: ("要求水準を満たさない", "does not meet the required level"),
        Outcome.OPEN: ("まだ定まらない", "cannot be judged yet"),
    }[outcome]
    said = (f"{site.name.ja}：{words[0]}", f"{site.name.en}: {words[1]}")
    missing = tuple(name for part in parts for name in part.missing)
    facts = {"base": need.base}
    whole = finding("scenario_base", outcome, *said, rule("scenario"), facts, missing=missing, parts=tuple(parts))
    return BaseCheck(need.base, site.unit, hours, chain, at_days, at_rate, tuple(parts), whole)


def _ready(need: Requirement, incident: Incident | None) -> Finding:
    facts = {"base": need.base, "incident": incident.id if incident else None}
    if incident is None:
        said = ("放出できない状態を示す事象はない", "no incident keeps the base from releasing")
        return finding("ready", Outcome.YES, *said, rule("readiness"), facts)
    ja, en = STATES[incident.state]
    outcome = Outcome.OPEN if incident.state == "unknown" else Outcome.NO
    missing = ("blocks_release",) if outcome is Outcome.OPEN else ()
    said = (f"事象{incident.id}：{ja}", f"incident {incident.id}: {en}")
    return finding("ready", outcome, *said, rule("readiness"), facts, missing=missing)


def _prepared(need: Requirement, hours: Fraction | None, chain: tuple[str, ...]) -> Finding:
    facts = {"base": need.base, "required_hours": need.within_hours, "hours": hours, "longest_chain": list(chain)}
    if hours is None:
        said = ("放出計画がなく準備期間が分からない", "there is no plan, and the preparation time is not known")
        return finding("preparation", Outcome.OPEN, *said, rule("scenario"), facts, missing=("plan",))
    met = hours <= Fraction(need.within_hours)
    said = (f"準備期間{float(hours):g}時間は要求の{need.within_hours}時間{'以内である' if met else 'を超える'}",
            f"preparation takes {float(hours):g} hours, "
            f"{'within' if met else 'more than'} the {need.within_hours} required")  # fmt: skip
    return finding("preparation", Outcome.YES if met else Outcome.NO, *said, rule("scenario"), facts, value=hours)


def _planned(need: Requirement, plan: SitePlan | None) -> Finding:
    if plan is None:
        said = ("放出計画がない", "there is no plan")
        return finding("planned", Outcome.OPEN, *said, rule("scenario"), {"base": need.base}, missing=("plan",))
    facts = {
        "required_rate_a_day": need.rate_a_day,
        "rate_a_day": plan.rate_a_day,
        "required_days": need.days,
        "days": plan.days,
    }
    met = plan.rate_a_day >= need.rate_a_day and plan.days >= need.days
    said = (f"計画の日量{plan.rate_a_day:,}、{plan.days}日間は、"
            f"要求の{need.rate_a_day:,}、{need.days}日間を{'満たす' if met else '下回る'}",
            f"the plan gives {plan.rate_a_day:,} a day for {plan.days} days, {'no less' if met else 'less'} than "
            f"the {need.rate_a_day:,} for {need.days} days required")  # fmt: skip
    return finding("planned", Outcome.YES if met else Outcome.NO, *said, rule("scenario"), facts)


def _able(need: Requirement, at_days: Capability, at_rate: Capability) -> Finding:
    facts: dict[str, object] = {
        "required_rate_a_day": need.rate_a_day, "required_days": need.days, "rate_kept_a_day": at_days.rate_a_day,
        "days_kept": at_rate.days, "limits": list(at_days.limits), "available": at_days.available,
    }  # fmt: skip
    if at_days.rate_a_day is None:
        said = (f"設備の諸元に欠けがある：{'、'.join(at_days.missing)}",
                f"figures of the equipment are missing: {', '.join(at_days.missing)}")  # fmt: skip
        return finding("equipment", Outcome.OPEN, *said, rule("scenario"), facts, missing=at_days.missing)
    met = at_days.rate_a_day >= need.rate_a_day
    kept = f"{float(at_days.rate_a_day):,.1f}"
    said = (f"設備は{need.days}日間、日量{kept}を続けられ、"
            f"要求の{need.rate_a_day:,}を{'満たす' if met else '下回る'}",
            f"the equipment keeps {kept} a day for {need.days} days, {'no less' if met else 'less'} than "
            f"the {need.rate_a_day:,} required")  # fmt: skip
    return finding(
        "equipment", Outcome.YES if met else Outcome.NO, *said, rule("scenario"), facts, value=at_days.rate_a_day
    )


def _promised(plan: SitePlan, able: Capability) -> Finding:
    facts = {
        "rate_a_day": plan.rate_a_day,
        "days": plan.days,
        "rate_kept_a_day": able.rate_a_day,
        "limits": list(able.limits),
    }
    if able.rate_a_day is None:
        said = (
            "設備の諸元に欠けがあり計画を確かめられない",
            "the plan cannot be checked: figures of the equipment are missing",
        )
        return finding("promise", Outcome.OPEN, *said, rule("scenario"), facts, missing=able.missing)
    met = able.rate_a_day >= plan.rate_a_day
    said = ("計画の日量と日数を設備で続けられる", "the equipment keeps what the plan promises") if met else (
        "計画の日量と日数を設備では続けられない", "the equipment does not keep what the plan promises")  # fmt: skip
    return finding("promise", Outcome.YES if met else Outcome.NO, *said, rule("scenario"), facts, value=able.rate_a_day)


def scenario_rows(check: ScenarioCheck) -> list[dict[str, Any]]:
    """Return one row a base: what is asked, what is planned, what can be done."""
    rows = []
    for need, base in zip(check.scenario.requirements, check.bases, strict=True):
        rate, days = base.at_required_days.rate_a_day, base.at_required_rate.days
        rows.append({
            "base": base.base, "unit": base.unit, "outcome": base.finding.outcome.value,
            "required_hours": float(need.within_hours), "preparation_hours": _float(base.preparation_hours),
            "longest_chain": list(base.critical_steps), "required_rate_a_day": need.rate_a_day, "rate_kept_a_day": _float(rate),
            "required_days": need.days, "days_kept": _float(days), "limits": list(base.at_required_days.limits),
            "because": [part.because for part in base.findings if part.outcome is not Outcome.YES],
            "because_ja": [part.because_ja for part in base.findings if part.outcome is not Outcome.YES],
        })  # fmt: skip
    return rows


def scenario_document(check: ScenarioCheck) -> dict[str, Any]:
    """Return the check for JSON: the rows, and every finding with its sources."""
    return {
        "scenario": check.scenario.id, "name_ja": check.scenario.name.ja, "name_en": check.scenario.name.en,
        "classification": check.classification.name, "outcome": check.finding.outcome.value,
        "because": check.finding.because, "because_ja": check.finding.because_ja,
        "by": [str(citation) for citation in check.finding.citations], "bases": scenario_rows(check),
    }  # fmt: skip


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
