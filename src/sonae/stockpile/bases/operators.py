"""Evaluation of the operating companies (操業会社): points by criterion and year, for the tender of FY2027.

The agency's scheme names criteria with weights. A judged criterion has points that a person gives with a reason; a counted one
starts at its points and loses some for every event of a kind. A criterion without a judgement makes the score open: missing is
not zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.core import Classification, Finding, Outcome, UnknownChoiceError
from sonae.stockpile.bases.form import Count, Exact, Id, Labelled, Part, Text, Words, Year, finding, refuse_unless
from sonae.stockpile.bases.provisions import rule

__all__ = [
    "Criterion",
    "EventCount",
    "OperatorRecord",
    "OperatorScheme",
    "OperatorScore",
    "PointsGiven",
    "rank_operators",
    "score_operator",
]  # fmt: skip


class Criterion(Part):
    """A criterion: ``most`` points; ``deductions`` by kind of event for a counted one; ``weight`` beside the others."""

    id: Id
    name: Words
    kind: Literal["judged", "counted"]
    weight: Annotated[Exact, Field(gt=0)]
    most: Annotated[int, Field(ge=1, le=1000, strict=True)]
    deductions: dict[Id, Count] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _deducts_where_counted(self) -> Criterion:
        if (self.kind == "counted") != bool(self.deductions):
            raise ValueError(f"the criterion {self.id}: a counted one has deductions, a judged one has none")
        return self


class OperatorScheme(Labelled):
    """The scheme of evaluation (総合評価), in force from a fiscal year."""

    name: Text
    from_year: Year
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_once(self) -> OperatorScheme:
        names = [one.id for one in self.criteria]
        if len(set(names)) < len(names):
            raise ValueError("a criterion stands there twice")
        return self


class PointsGiven(Part):
    """Points that a person gave for a judged criterion."""

    criterion: Id
    points: Count
    by: Text
    on: dt.date
    reason: Text


class EventCount(Part):
    """Events of a kind in the year, such as «injury»; 0 where there were none and somebody looked."""

    kind: Id
    number: Count


class OperatorRecord(Labelled):
    """What is known of an operator in a fiscal year."""

    operator: Text
    fiscal_year: Year
    given: tuple[PointsGiven, ...] = ()
    events: tuple[EventCount, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> OperatorRecord:
        for names in ([one.criterion for one in self.given], [one.kind for one in self.events]):
            if len(set(names)) < len(names):
                raise ValueError(f"{self.operator}: a criterion or a kind of event stands there twice")
        return self


@dataclass(frozen=True, slots=True)
class OperatorScore:
    """The score of an operator over some years: share of the most points, weighted, from 0 to 1; none while open."""

    operator: str
    years: tuple[int, ...]
    shares: Mapping[tuple[int, str], Fraction | None]
    """Share of the most points by year and criterion; none where it is missing."""
    score: Fraction | None
    finding: Finding
    classification: Classification


def score_operator(scheme: OperatorScheme, records: Iterable[OperatorRecord]) -> OperatorScore:
    """Score one operator by its records of some years, each year with the same weight.

    Raises:
        InputError: for records of several operators or none, a year twice or before the scheme, or too many points.
        UnknownChoiceError: for a criterion or a kind of event that the scheme does not know.

    """
    held = sorted(records, key=lambda record: record.fiscal_year)
    refuse_unless(
        len({record.operator for record in held}) == 1, "a score is that of one operator with at least one record"
    )
    years = [record.fiscal_year for record in held]
    refuse_unless(len(set(years)) == len(years), f"a year of {held[0].operator} stands there twice")
    refuse_unless(
        years[0] >= scheme.from_year, f"FY{years[0]} lies before the scheme, which began in FY{scheme.from_year}"
    )
    shares = {(record.fiscal_year, name): share for record in held for name, share in _shares(scheme, record).items()}
    missing = tuple(f"FY{year} {name}" for (year, name), share in shares.items() if share is None)
    whole = sum(Fraction(one.weight) for one in scheme.criteria)
    score = None
    if not missing:
        weights = {one.id: Fraction(one.weight) / whole for one in scheme.criteria}
        score = sum((weights[name] * (share or 0) for (_, name), share in shares.items()), Fraction(0)) / len(years)
    facts = {"operator": held[0].operator, "years": years, **{f"FY{y} {name}": s for (y, name), s in shares.items()}}
    if score is None:
        said = (f"評価の揃わない項目が{len(missing)}ある", f"{len(missing)} criteria have no points")
        found = finding("operator", Outcome.OPEN, *said, rule("operators"), facts, missing=missing)
    else:
        said = (f"総合評価は{float(score):.1%}", f"the score is {float(score):.1%}")
        found = finding("operator", Outcome.YES, *said, rule("operators"), facts, value=score)
    label = Classification.join([scheme.label, *(record.label for record in held)])
    return OperatorScore(held[0].operator, tuple(years), shares, score, found, label)


def _shares(scheme: OperatorScheme, record: OperatorRecord) -> dict[str, Fraction | None]:
    given = {one.criterion: one.points for one in record.given}
    events = {one.kind: one.number for one in record.events}
    judged = [one.id for one in scheme.criteria if one.kind == "judged"]
    counted = sorted({kind for one in scheme.criteria for kind in one.deductions})
    for kind, names, known in (("judged criterion", given, judged), ("kind of event", events, counted)):
        for name in names:
            if name not in known:
                raise UnknownChoiceError(f"{kind} of the scheme", name, known)
    shares: dict[str, Fraction | None] = {}
    for one in scheme.criteria:
        if one.kind == "judged":
            points = given.get(one.id)
            refuse_unless(
                points is None or points <= one.most, f"{record.operator}: {one.id} has at most {one.most} points"
            )
            shares[one.id] = None if points is None else Fraction(points, one.most)
        elif any(kind not in events for kind in one.deductions):
            shares[one.id] = None
        else:
            lost = sum(less * events[kind] for kind, less in one.deductions.items())
            shares[one.id] = Fraction(max(0, one.most - lost), one.most)
    return shares


def rank_operators(scores: Iterable[OperatorScore]) -> list[tuple[int | None, OperatorScore]]:
    """Rank operators by score, equal ones with the same rank; those that are open come last, without a rank."""
    held = list(scores)
    known = sorted((one for one in held if one.score is not None), key=lambda one: (-(one.score or 0), one.operator))
    ranked: list[tuple[int | None, OperatorScore]] = [
        (1 + sum((other.score or 0) > (one.score or 0) for other in known), one) for one in known
    ]
    return [*ranked, *((None, one) for one in sorted(held, key=lambda one: one.operator) if one.score is None)]
