"""Drills of a release: the same steps on a copy of the book, evaluated by somebody from outside, with lessons.

Plan of the fifth medium term, 4(2)⑤: three drills a year and more, with their problems taken up and an evaluation from
outside. A drill begins with a copy; vouchers of a drill enter no other book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from sonae.core import Finding, FiscalYear, InputError, Outcome, UnknownChoiceError
from sonae.stockpile.books.book import Book, closed, enter
from sonae.stockpile.books.forms import Day, MineralSymbol, Name, Said, State, Text, read, replaced
from sonae.stockpile.books.release_record import ReleaseRecord
from sonae.stockpile.books.releasing import released_before
from sonae.stockpile.books.taken import Taken, policy, verdict
from sonae.stockpile.day_counts.reading import Row
from sonae.stockpile.release import Released

__all__ = [
    "Drill", "DrillEvaluation", "DrillFields", "Lesson", "add_lesson", "begin_drill", "drills_finding", "evaluate_drill",
    "lesson_done", "practised", "timing_finding",
]  # fmt: skip

_CITES = policy("goals h4.p2.i5", "plan h4.p2.i5")


class DrillFields(Row):
    """What is practised, by whom, and how quickly the goods must be handed over."""

    id: Name
    date: Day
    scenario: Text
    mineral: MineralSymbol
    required_days: Annotated[int, Field(ge=0, le=3650)]
    """Most days from the first request to the last handover."""
    participants: Annotated[tuple[Name, ...], Field(min_length=1)]


class DrillEvaluation(Row):
    """What the evaluator from outside says: YES where the requirement is met."""

    date: Day
    by: Name
    outcome: Said
    reason: Text
    evidence: Annotated[tuple[Name, ...], Field(min_length=1)]


class Lesson(Row):
    """A problem that the drill showed, and what is done about it."""

    id: Name
    problem: Text
    measure: Text
    responsible: Name
    due: Day
    done_on: Day | None = None


class Drill(State):
    """A drill with its copy of the book."""

    id: Name
    date: Day
    scenario: Text
    mineral: MineralSymbol
    required_days: Annotated[int, Field(ge=0, le=3650)]
    participants: tuple[Name, ...]
    book: Book
    earlier: tuple[Released, ...] = ()
    """What had left the stock before the drill; the plan's quantity is counted with it."""
    release: ReleaseRecord | None = None
    evaluation: DrillEvaluation | None = None
    lessons: tuple[Lesson, ...] = ()

    @model_validator(mode="after")
    def _stays_a_drill(self) -> Self:
        if not self.book.drill or (self.release is not None and not self.release.drill):
            raise ValueError("the book and the release of a drill are marked as a drill")
        if len({lesson.id for lesson in self.lessons}) < len(self.lessons):
            raise ValueError("a lesson stands there twice")
        return self


def begin_drill(book: Book, fields: DrillFields, earlier: Iterable[Released] = ()) -> Drill:
    """Begin a drill on a copy of the book, its balances of that day carried forward.

    Args:
        book: the book of the stock; it stays as it is.
        fields: what is practised.
        earlier: what had left before the book was closed.

    Raises:
        InputError: when the book is that of a drill, or is closed after the day.

    """
    if book.drill:
        raise InputError("a drill begins on the book of the stock", field="book")
    gone = tuple(row for row in (*earlier, *released_before(book, fields.mineral)) if row.date <= fields.date)
    before = fields.date - dt.timedelta(days=1)
    kept = book if book.closed_until == before else closed(book, before)
    # Movements of the day itself and later ones are none of the drill's; it begins in the morning.
    copied = replaced(kept, drill=True, vouchers=(), stowed=_there(kept, before))
    return read(
        Drill,
        {**dict(fields), "book": copied, "earlier": [row for row in gone if row.date < fields.date],
         "classification": book.classification},
    )  # fmt: skip


def _there(book: Book, day: dt.date) -> tuple[object, ...]:
    held = {(account.lot, account.site) for account in book.index.accounts_at(day)}
    return tuple(row for row in book.stowed if (row.lot, row.site) in held)


def practised(drill: Drill, taken: Taken[ReleaseRecord]) -> Drill:
    """Return the drill after a step of its release; what the step moves enters the copy.

    Raises:
        InputError: when the drill is evaluated, the step is of a release that is no drill or of another one, or its entries
            do not enter the copy.

    """
    if drill.evaluation is not None:
        raise InputError(f"drill «{drill.id}» is evaluated and over", field="evaluation")
    if not taken.state.drill:
        raise InputError("a step of a release that is no drill cannot be practised", field="drill")
    if taken.state.mineral != drill.mineral:
        raise InputError("the release is of another mineral than the drill", field="mineral")
    if drill.release is not None and drill.release.id != taken.state.id:
        raise InputError(f"drill «{drill.id}» practises the release «{drill.release.id}»", field="release")
    return replaced(drill, release=taken.state, book=enter(drill.book, taken.entries))


def timing_finding(drill: Drill) -> Finding:
    """Say whether all that was awarded was handed over within the days required, counted from the first request."""
    release = drill.release
    awarded = sum(row.quantity_kg for row in release.allotments or ()) if release else 0
    handed = sum(row.quantity_kg for row in release.handovers) if release else 0
    if release is None or not handed or handed < awarded:
        return verdict(Outcome.OPEN, "drill_no_handover", _CITES)
    days = (max(row.date for row in release.handovers) - release.date).days
    facts = {"days": days, "required_days": drill.required_days}
    if days <= drill.required_days:
        return verdict(Outcome.YES, "drill_in_time", _CITES, value=days, **facts)
    return verdict(Outcome.NO, "drill_late", _CITES, value=days, **facts)


def evaluate_drill(drill: Drill, fields: DrillEvaluation) -> Taken[Drill]:
    """Enter the evaluation from outside, by which the drill is over.

    Raises:
        InputError: when it was evaluated before, nothing was handed over yet, the evaluator took part, or the requirement is
            said to be met though the handover took longer.

    """
    if drill.evaluation is not None:
        raise InputError(f"drill «{drill.id}» was evaluated before", field="evaluation")
    if fields.by in drill.participants:
        raise InputError(f"{fields.by} took part in the drill and does not evaluate it", field="by")
    if fields.date < drill.date:
        raise InputError("the evaluation is dated before the drill", field="date")
    timing = timing_finding(drill)
    if fields.outcome is Outcome.YES and timing.outcome is not Outcome.YES:
        raise InputError(f"the requirement is not met: {timing.because}", field="outcome")
    finding = verdict(fields.outcome, "evaluated", _CITES, by=fields.by, year=FiscalYear.of(drill.date))
    return Taken(replaced(drill, evaluation=fields), finding, classification=drill.classification)


def add_lesson(drill: Drill, lesson: Lesson) -> Drill:
    """Add a lesson.

    Raises:
        InputError: when it stands there already.

    """
    return replaced(drill, lessons=(*drill.lessons, lesson))


def lesson_done(drill: Drill, lesson: str, day: dt.date) -> Drill:
    """Say that the measure of a lesson was carried out.

    Raises:
        UnknownChoiceError: for a lesson that the drill does not have.
        InputError: when it was done before, or the day lies before the drill.

    """
    found = next((row for row in drill.lessons if row.id == lesson), None)
    if found is None:
        raise UnknownChoiceError("lesson", lesson, [row.id for row in drill.lessons])
    if found.done_on is not None:
        raise InputError(f"the lesson «{lesson}» was done before", field="lesson")
    if day < drill.date:
        raise InputError("the measure is dated before the drill", field="date")
    rows = tuple(replaced(row, done_on=day) if row is found else row for row in drill.lessons)
    return replaced(drill, lessons=rows)


def drills_finding(drills: Iterable[Drill], fiscal_year: int, *, least: int = 3) -> Finding:
    """Say whether enough drills of a fiscal year were evaluated; the plan of the fifth medium term asks for three."""
    year = FiscalYear(fiscal_year)
    held = sum(drill.date in year and drill.evaluation is not None for drill in drills)
    enough = held >= least
    outcome, code = (Outcome.YES, "drills_enough") if enough else (Outcome.OPEN, "drills_too_few")
    return verdict(outcome, code, _CITES, value=held, year=year)
