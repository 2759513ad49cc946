"""The agency reminds companies that have not answered, and closes a survey; both are told to each company's own answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django.db import connection

from sonae.office import log
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.books.survey.gates import FOLLOWED, open_now
from sonae.office.books.survey.state import AnswerStage, AnswerState, SurveyState, read_answer
from sonae.office.life import Command
from sonae.office.models import Book
from sonae.office.roles import Role

__all__ = ["CloseSurvey", "RemindCompanies", "answers_of", "moves"]

moves = BookMoves("survey")


class RemindCompanies(Command):
    """Remind every company whose answer is wanted."""

    kind: ClassVar[str] = "survey.remind"


class CloseSurvey(Command):
    """Close a survey; no answer changes after it."""

    kind: ClassVar[str] = "survey.close"


def answers_of(state: SurveyState, *, lock: bool = False) -> list[tuple[Book, AnswerState]]:
    """Return the answers of a survey.

    Args:
        state: the survey.
        lock: whether they are about to be changed. They are locked before the log is, as a company's own command does it, so that
            the two never wait for each other.

    """
    rows = Book.objects.filter(kind="answer", number__in=[one.answer for one in state.called.values()])
    rows = rows.select_related("company").order_by("pk")
    if lock and connection.in_atomic_block:
        rows = rows.select_for_update(of=("self",))
    return [(one, read_answer(one)) for one in rows]


@moves.takes(
    RemindCompanies, "未回答の企業に催促した", "reminded the companies that have not answered", by=(Role.STOCKPILE,),
    cites=FOLLOWED, ready=open_now,
)  # fmt: skip
def _remind(work: Work, command: RemindCompanies) -> Done:
    waiting = [
        (book, state)
        for book, state in answers_of(work.state, lock=True)
        if state.waits and work.today not in state.reminded
    ]
    findings = (
        either(
            "survey.waits", bool(waiting), ("回答を待っている企業がある。", "answers are wanted."),
            ("催促する企業はない（回答済み、又は本日催促済み）。", "all have answered, or were reminded today."),
        ),
    )  # fmt: skip
    told = _told(work, "answer.reminded", waiting, lambda one: {"reminded": [*map(str, one.reminded), str(work.today)]})
    return Done(findings=findings, rows=told)


@moves.takes(CloseSurvey, "調査を締め切った", "closed the survey", by=(Role.STOCKPILE,), cites=FOLLOWED, ready=open_now)
def _close(work: Work, command: CloseSurvey) -> Done:
    state: SurveyState = work.state
    answers = answers_of(state, lock=True)
    out = any(one.waits for _, one in answers)
    unread = any(one.stage is AnswerStage.SUBMITTED for _, one in answers)
    findings = (
        either(
            "survey.asked", bool(answers), ("回答を依頼した企業がある。", "companies were asked."),
            ("まだどの企業にも依頼していない。", "nobody was asked yet."),
        ),
        either(
            "survey.time", not out or work.today > state.asked.closes,
            ("回答期限を過ぎた、又は回答がそろっている。", "the due day is over, or every answer is there."),
            ("回答期限の前で、まだ回答していない企業がある。", "the due day is not over and answers are wanted."),
        ),
        either(
            "survey.examined", not unread, ("回答は全て確認されている。", "every answer has been looked at."),
            ("受理も照会もしていない回答がある。", "an answer has neither been accepted nor asked back about."),
        ),
    )  # fmt: skip
    told = _told(work, "answer.closed", answers, lambda _: {"closed_on": str(work.today)})
    return Done(work.with_parts(closed_on=str(work.today)), findings, rows=told)


def _told(
    work: Work, kind: str, answers: Iterable[tuple[Book, AnswerState]], parts: Callable[[AnswerState], Mapping[str, Any]]
) -> Callable[[int], None]:  # fmt: skip
    """Return what tells each answer of it, with an event of its own."""

    def tell(_: int) -> None:
        for book, state in answers:
            book.state = {**book.state, **parts(state)}
            book.version += 1
            book.changed_at = work.now
            book.save()
            log.append(work.now, work.actor.login, kind, f"book/{book.number}", {"version": book.version})

    return tell
