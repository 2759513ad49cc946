"""Safety: assessments of every base, inspections, accidents that block release, and the register of what the law asks for."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sonae.core import Classification, Finding, FiscalYear, Outcome
from sonae.stockpile.bases.form import Id, Labelled, Moment, Part, Text, Year, changed, finding, refuse_unless
from sonae.stockpile.bases.provisions import rule

__all__ = [
    "Accident", "Inspection", "InspectionPoint", "LegalDuty", "LegalReview", "RegisterCheck", "SafetyAssessment", "accident_causes",
    "assessment_coverage", "close_point", "complete_duty", "inspection_findings", "legal_rows", "next_due", "register_checked",
    "release_blocking_accidents", "review_legal_register",
]  # fmt: skip


class SafetyAssessment(Labelled):
    """A safety assessment (安全性評価) of a base in a fiscal year; ``done_on`` none: planned."""

    base: Id
    fiscal_year: Year
    done_on: dt.date | None = None
    result: Text | None = None

    @model_validator(mode="after")
    def _done_in_its_year(self) -> SafetyAssessment:
        if (self.done_on is None) != (self.result is None):
            raise ValueError(f"an assessment of {self.base} that was done has a day and a result")
        if self.done_on is not None and self.done_on not in FiscalYear(self.fiscal_year):
            raise ValueError(f"the assessment of {self.base} was not done in FY{self.fiscal_year}")
        return self


def assessment_coverage(assessments: Iterable[SafetyAssessment], bases: Iterable[str], fiscal_year: int) -> Finding:
    """Find whether every base was assessed in the year: 15 of 15 in FY2023."""
    done = {one.base for one in assessments if one.fiscal_year == fiscal_year and one.done_on is not None}
    every = list(dict.fromkeys(bases))
    lacking = [base for base in every if base not in done]
    facts = {"fiscal_year": fiscal_year, "bases": len(every), "assessed": len(every) - len(lacking), "lacking": lacking}
    said = (
        (f"全{len(every)}基地の安全性評価を行った", f"the safety of all {len(every)} bases was assessed")
        if not lacking
        else (
            f"安全性評価を行っていない基地が{len(lacking)}ある",
            f"the safety of {len(lacking)} bases was not assessed",
        )
    )
    return finding("assessment", Outcome.NO if lacking else Outcome.YES, *said, rule("assessment"), facts)


class InspectionPoint(Part):
    """A point that an inspection raised, and how it was met."""

    id: Id
    what: Text
    due: dt.date
    closed_on: dt.date | None = None
    answer: Text | None = None

    @model_validator(mode="after")
    def _closed_with_an_answer(self) -> InspectionPoint:
        if (self.closed_on is None) != (self.answer is None):
            raise ValueError(f"the point {self.id} is closed on a day and with an answer")
        return self


class Inspection(Labelled):
    """A safety and environment inspection (安全環境査察) of a base; it uses the operator's safety report."""

    base: Id
    fiscal_year: Year
    safety_report: Text | None = None
    done_on: dt.date | None = None
    points: tuple[InspectionPoint, ...] = ()

    @model_validator(mode="after")
    def _done_with_a_report(self) -> Inspection:
        if self.done_on is None and self.points:
            raise ValueError(f"the inspection of {self.base} raises points once it is done")
        if self.done_on is not None and self.done_on not in FiscalYear(self.fiscal_year):
            raise ValueError(f"the inspection of {self.base} was not done in FY{self.fiscal_year}")
        if self.done_on is not None and self.safety_report is None:
            raise ValueError(f"an inspection of {self.base} uses the operator's safety report")
        return self


def close_point(inspection: Inspection, point: str, closed_on: dt.date, answer: str) -> Inspection:
    """Note how a point of an inspection was met.

    Raises:
        InputError: when there is no such point, it is closed already, or the day is before the inspection.

    """
    found = next((one for one in inspection.points if one.id == point), None)
    refuse_unless(found is not None, f"the inspection of {inspection.base} has no point «{point}»")
    refuse_unless(found is not None and found.closed_on is None, f"the point «{point}» is closed already")
    refuse_unless(
        inspection.done_on is not None and closed_on >= inspection.done_on, f"the point «{point}» is closed too early"
    )
    points = tuple(
        changed(one, closed_on=closed_on, answer=answer) if one.id == point else one for one in inspection.points
    )
    return changed(inspection, points=points)


def inspection_findings(inspections: Iterable[Inspection], fiscal_year: int, on: dt.date) -> tuple[Finding, Finding]:
    """Find whether what was planned for a year was inspected, and whether points are overdue."""
    these = [one for one in inspections if one.fiscal_year == fiscal_year]
    lacking = sorted(one.base for one in these if one.done_on is None)
    facts = {"fiscal_year": fiscal_year, "planned": len(these), "done": len(these) - len(lacking), "lacking": lacking}
    if not these:
        said = ("査察の計画がない", "no inspection is planned")
        held = finding("inspection", Outcome.OPEN, *said, rule("inspection"), facts, missing=("plan",))
    elif lacking and on <= FiscalYear(fiscal_year).end:
        said = (f"これから行う査察が{len(lacking)}ある", f"{len(lacking)} inspections are still to be held")
        held = finding("inspection", Outcome.OPEN, *said, rule("inspection"), facts, missing=tuple(lacking))
    else:
        said = (
            (f"行わなかった査察が{len(lacking)}ある", f"{len(lacking)} inspections were not held")
            if lacking
            else (f"計画した{len(these)}基地の査察を行った", f"the {len(these)} bases planned were inspected")
        )
        held = finding("inspection", Outcome.NO if lacking else Outcome.YES, *said, rule("inspection"), facts)
    open_ = [(one.base, point) for one in these for point in one.points if point.closed_on is None]
    late = [f"{base} {point.id}" for base, point in open_ if point.due < on]
    counts = {"open": len(open_), "overdue": late}
    if late:
        said = (f"期限を過ぎた指摘が{len(late)}件ある", f"{len(late)} points are overdue")
    else:
        said = (f"期限を過ぎた指摘はない。対応中は{len(open_)}件", f"no point is overdue; {len(open_)} are open")
    return held, finding("points", Outcome.NO if late else Outcome.YES, *said, rule("inspection"), counts)


class Accident(Labelled):
    """An accident or a breach of law at a base; ``blocks_release`` none: not yet known."""

    id: Id
    base: Id
    at: Moment
    kind: Literal["accident", "breach_of_law"]
    cause: Id
    what: Text
    blocks_release: bool | None = None
    reported_at: Moment | None = None
    prevention: Text | None = None


def release_blocking_accidents(accidents: Iterable[Accident], fiscal_year: int) -> Finding:
    """Find whether no accident and no breach of law blocked a release in the year: the target is none."""
    year = FiscalYear(fiscal_year)
    these = [one for one in accidents if one.at.date() in year]
    blocking = [one.id for one in these if one.blocks_release]
    unknown = tuple(one.id for one in these if one.blocks_release is None)
    others = len(these) - len(blocking) - len(unknown)
    facts = {"fiscal_year": fiscal_year, "blocking": blocking, "not_yet_known": list(unknown), "others": others}
    if blocking:
        said = (
            f"放出が滞る要因となる事故等が{len(blocking)}件あった",
            f"{len(blocking)} accidents or breaches blocked release",
        )
        return finding("accidents", Outcome.NO, *said, rule("accidents"), facts, missing=unknown)
    if unknown:
        said = (
            f"放出への影響が分からない事故等が{len(unknown)}件ある",
            f"of {len(unknown)} the effect on release is not known",
        )
        return finding("accidents", Outcome.OPEN, *said, rule("accidents"), facts, missing=unknown)
    said = (f"放出が滞る要因となる事故等はなかった。その他は{others}件", f"nothing blocked release; others: {others}")
    return finding("accidents", Outcome.YES, *said, rule("accidents"), facts)


def accident_causes(accidents: Iterable[Accident]) -> list[dict[str, Any]]:
    """Count accidents by base and cause, the most frequent first, for the joint meeting of the operators."""
    counted = Counter((one.base, one.cause) for one in accidents)
    order = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [{"base": base, "cause": cause, "number": number} for (base, cause), number in order]


class LegalDuty(Labelled):
    """A filing, a permit or an inspection that the law asks of a base.

    Attributes:
        id: its name.
        base: the base.
        law: law and provision.
        what: what is asked for.
        kind: filing (届出), permit (許認可) or inspection (法定検査).
        every_months: the interval of a duty that returns; none: once.
        due: the day by which it is due; none: not known.
        done_on: when it was last done.
        proof: number or name of what shows it.

    """

    id: Id
    base: Id
    law: Text
    what: Text
    kind: Literal["filing", "permit", "inspection"]
    every_months: Annotated[int, Field(ge=1, le=1200, strict=True)] | None = None
    due: dt.date | None = None
    done_on: dt.date | None = None
    proof: Text | None = None

    @model_validator(mode="after")
    def _done_is_shown(self) -> LegalDuty:
        if (self.done_on is None) != (self.proof is None):
            raise ValueError(f"the duty {self.id} is done on a day and with proof")
        return self


class RegisterCheck(Labelled):
    """The monthly check of the legal register of a base: who, when, for which month «2026-04»."""

    base: Id
    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    by: Text
    on: dt.date


@dataclass(frozen=True, slots=True)
class LegalReview:
    """The legal register on a day: state of each duty, with the day it falls due; the finding on all."""

    on: dt.date
    states: Mapping[str, str]
    due: Mapping[str, dt.date | None]
    finding: Finding
    classification: Classification


def next_due(duty: LegalDuty) -> dt.date | None:
    """Return the day by which a duty is due next; none for a duty that is done for good, or of which no day is known.

    A duty that returns is due the interval after it was last done, on the same day of the month or the month's last.
    """
    if duty.done_on is None:
        return duty.due
    if duty.every_months is None:
        return None
    years, month = divmod(duty.done_on.year * 12 + duty.done_on.month - 1 + duty.every_months, 12)
    return dt.date(years, month + 1, min(duty.done_on.day, calendar.monthrange(years, month + 1)[1]))


def complete_duty(duty: LegalDuty, done_on: dt.date, proof: str) -> LegalDuty:
    """Note that a duty was done; one that returns falls due again after its interval.

    Raises:
        InputError: when it was done later before, or is done for good already.

    """
    refuse_unless(duty.done_on is None or duty.every_months is not None, f"the duty {duty.id} is done already")
    refuse_unless(duty.done_on is None or done_on > duty.done_on, f"the duty {duty.id} was done later before")
    return changed(duty, done_on=done_on, proof=proof, due=None if duty.every_months else duty.due)


def review_legal_register(duties: Sequence[LegalDuty], on: dt.date, *, lead_days: int) -> LegalReview:
    """Review the legal register: overdue, due soon, not known, in order, done.

    Args:
        duties: all duties.
        on: the day.
        lead_days: days before its day from which a duty counts as due soon.

    Raises:
        InputError: for a duty that stands there twice.

    """
    refuse_unless(len({duty.id for duty in duties}) == len(duties), "a duty stands there twice")
    states: dict[str, str] = {}
    days = {duty.id: next_due(duty) for duty in duties}
    for duty in duties:
        day = days[duty.id]
        if day is None:
            states[duty.id] = "done" if duty.done_on is not None else "not_known"
        elif day < on:
            states[duty.id] = "overdue"
        else:
            states[duty.id] = "due_soon" if (day - on).days <= lead_days else "in_order"
    late = [name for name, state in states.items() if state == "overdue"]
    unknown = tuple(name for name, state in states.items() if state == "not_known")
    facts = {"on": on.isoformat(), "duties": len(duties), "overdue": late, "not_known": list(unknown),
             "due_soon": [name for name, state in states.items() if state == "due_soon"]}  # fmt: skip
    if late:
        said, outcome = (
            (f"期限を過ぎた法定の手続が{len(late)}件ある", f"{len(late)} legal duties are overdue"),
            Outcome.NO,
        )
    elif unknown or not duties:
        said = (
            "期限の分からない法定の手続があるか、リストがない",
            "of some legal duties no day is known, or there is no register",
        )
        outcome = Outcome.OPEN
    else:
        said, outcome = ("期限を過ぎた法定の手続はない", "no legal duty is overdue"), Outcome.YES
    found = finding("legal", outcome, *said, rule("legal"), facts, missing=unknown)
    return LegalReview(on, states, days, found, Classification.join(duty.label for duty in duties))


def legal_rows(duties: Sequence[LegalDuty], review: LegalReview) -> list[dict[str, Any]]:
    """Return one row a duty: first those of which no day is known, then by day, at last what is done for good."""
    ends = {"not_known": dt.date.min, "done": dt.date.max}
    ordered = sorted(duties, key=lambda duty: (review.due[duty.id] or ends[review.states[duty.id]], duty.id))
    return [
        {
            "id": duty.id, "base": duty.base, "law": duty.law, "what": duty.what, "kind": duty.kind,
            "state": review.states[duty.id], "due": day.isoformat() if (day := review.due[duty.id]) else None,
            "done_on": duty.done_on.isoformat() if duty.done_on else None,
        }
        for duty in ordered
    ]  # fmt: skip


def register_checked(checks: Iterable[RegisterCheck], bases: Iterable[str], month: str) -> Finding:
    """Find whether the legal register of every base was checked for a month, as the agency does every month."""
    done = {one.base for one in checks if one.month == month}
    lacking = [base for base in bases if base not in done]
    facts = {"month": month, "lacking": lacking}
    said = (
        (f"{month}の点検が済んでいない基地が{len(lacking)}ある", f"{len(lacking)} bases are not checked for {month}")
        if lacking
        else (f"{month}の点検が済んだ", f"all bases are checked for {month}")
    )
    return finding("register_check", Outcome.NO if lacking else Outcome.YES, *said, rule("legal"), facts)
