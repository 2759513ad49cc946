"""Drills of a release on a copy of the book: begun, evaluated by somebody from outside, their lessons followed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.books.stock.fields import Mineral, Name, Words, hidden
from sonae.office.books.stock.gates import on_term_plan, recorded
from sonae.office.books.stock.state import changed, next_name, said_outcome
from sonae.office.life import Command, said
from sonae.office.roles import Role
from sonae.stockpile.books import (
    Drill,
    DrillEvaluation,
    DrillFields,
    Lesson,
    add_lesson,
    begin_drill,
    evaluate_drill,
    lesson_done,
    read,
)

__all__ = ["moves"]

moves = BookMoves("stock")
_BY = (Role.STOCKPILE,)
_DRILLS = (on_term_plan("h4.p2.i5"),)


class BeginDrill(Command):
    """Begin a drill."""

    kind: ClassVar[str] = "drill.begin"

    on: dt.date | None = said("訓練を始める日", "first day of the drill", default=None)
    scenario: Words = said("想定", "scenario")
    mineral: Mineral = said("鉱種", "mineral")
    required_days: Annotated[int, Field(ge=0, le=3650)] = said(
        "要請から引渡しまでの要求日数", "most days from the first request to the last handover"
    )
    participants: Annotated[tuple[Name, ...], Field(min_length=1)] = said("参加者", "participants")


class EvaluateDrill(Command):
    """Record the evaluation of a drill from outside, by which it is over."""

    kind: ClassVar[str] = "drill.evaluate"

    drill: Name = said("訓練", "drill")
    on: dt.date | None = said("評価の日", "day of the evaluation", default=None)
    by: Name = said("第三者の評価者", "evaluator from outside")
    met: bool = said("要求水準を満たした", "the requirement is met")
    reason: Words = said("理由", "reason")
    evidence: Annotated[tuple[Name, ...], Field(min_length=1)] = said("根拠とした資料", "evidence")


class AddLesson(Command):
    """Record a problem that a drill showed, and what is done about it."""

    kind: ClassVar[str] = "drill.lesson"

    drill: Name = said("訓練", "drill")
    problem: Words = said("課題", "problem")
    measure: Words = said("改善策", "measure")
    responsible: Name = said("責任者", "responsible")
    due: dt.date = said("期限", "due")


class LessonDone(Command):
    """Say that the measure of a lesson was carried out."""

    kind: ClassVar[str] = "drill.lesson_done"

    drill: Name = said("訓練", "drill")
    lesson: Name = said("課題の番号", "lesson")
    on: dt.date | None = said("実施した日", "day", default=None)


def _kept(work: Work, drill: Drill) -> tuple[Drill, ...]:
    known = [drill if one.id == drill.id else one for one in work.state.drills]
    return tuple(known) if drill.id in {one.id for one in known} else (*known, drill)


@moves.takes(BeginDrill, "訓練を始めた", "began a drill", by=_BY, cites=_DRILLS, private=hidden(BeginDrill))
def _begin(work: Work, command: BeginDrill) -> Done:
    state, day = work.state, work.day(command.on)
    name = next_name("D", [one.id for one in state.drills], day)
    fields = {**command.model_dump(exclude={"on"}), "id": name, "date": day}
    drill = begin_drill(state.book, read(DrillFields, fields), state.desk.earlier)
    begun = either(
        "drill.copy",
        True,
        ("台帳の写しで行い、台帳には影響しない。", "it is held on a copy; the book stays as it is."),
        ("", ""),
        _DRILLS,
    )
    return changed(work, begun, note={"drill": name}, drills=_kept(work, drill))


@moves.takes(
    EvaluateDrill, "訓練の第三者評価を記録した", "recorded the evaluation of a drill",
    by=(Role.STOCKPILE, Role.PLANNING, Role.AUDITOR), cites=_DRILLS, private=hidden(EvaluateDrill),
)  # fmt: skip
def _evaluate(work: Work, command: EvaluateDrill) -> Done:
    fields = {
        "date": work.day(command.on), "by": command.by, "outcome": said_outcome(command.met), "reason": command.reason,
        "evidence": command.evidence,
    }  # fmt: skip
    taken = evaluate_drill(work.state.drill(command.drill), read(DrillEvaluation, fields))
    return changed(work, recorded(taken.finding), drills=_kept(work, taken.state))


@moves.takes(
    AddLesson, "訓練の課題を記録した", "recorded a lesson of a drill", by=_BY, cites=_DRILLS, private=hidden(AddLesson)
)
def _lesson(work: Work, command: AddLesson) -> Done:
    drill = work.state.drill(command.drill)
    fields = {**command.model_dump(exclude={"drill"}), "id": f"M{len(drill.lessons) + 1:02d}"}
    return changed(work, note={"lesson": fields["id"]}, drills=_kept(work, add_lesson(drill, read(Lesson, fields))))


@moves.takes(
    LessonDone,
    "訓練の課題の改善を記録した",
    "recorded that a lesson was done",
    by=_BY,
    cites=_DRILLS,
    private=hidden(LessonDone),
)
def _lesson_done(work: Work, command: LessonDone) -> Done:
    drill = work.state.drill(command.drill)
    return changed(work, drills=_kept(work, lesson_done(drill, command.lesson, work.day(command.on))))
