"""Pages of the survey: the list, the desk of a survey, a company's answer, what the gate makes of sums, sums that left."""

from __future__ import annotations

from django.http import HttpResponseBase

from sonae.core import InputError
from sonae.office.books import book_kinds, book_moves, may_give_book, visible_books
from sonae.office.books.survey import ANSWER, SUMS, SURVEY, AnswerState, Preview, SurveyState, preview_of
from sonae.office.books.survey.closing import answers_of
from sonae.office.books.survey.summing import ProposeSums, ledger_of
from sonae.office.gate import RefusedError, Verdict
from sonae.office.models import Account, Book
from sonae.office.pages.books import entries_of_life, framed_book, offered_moves, receipt_of
from sonae.office.pages.digest import today
from sonae.office.pages.entry import PageRequest, page, sees_books, shown
from sonae.office.pages.forms import said_of
from sonae.office.pages.judged import lines_of
from sonae.office.pages.lifeline import entries_of_book
from sonae.office.pages.survey.told import answer_lines, sum_tables, told_rows

__all__ = ["answer", "sums", "survey", "survey_preview", "surveys", "waiting_answers"]

_LAST = 5


@page()
def surveys(request: PageRequest) -> HttpResponseBase:
    """List the surveys that the reader may know of; to a company its own answers."""
    account = request.account
    if not sees_books(account, SURVEY, ANSWER, SUMS):
        raise RefusedError(
            Verdict(
                False,
                "この役割では民間備蓄調査を閲覧できない。",
                "this role does not see the survey of private stocks.",
            )
        )
    day = today()
    own = [
        (book, state, state.late(day))
        for book in visible_books(account, ANSWER).filter(company_id=account.organisation_id)
        for state in [book_kinds()[ANSWER].read(book)]
    ]
    held = [(book, book_kinds()[SURVEY].read(book)) for book in visible_books(account, SURVEY)]
    return shown(
        request, "survey/list.html",
        {
            "own": own, "held": held, "left": list(visible_books(account, SUMS)), "day": day,
            "may_open": bool(may_give_book(account, book_moves()["survey.open"], None)),
            "of_company": bool(account.roles & book_kinds()[ANSWER].own_by),
            "of_agency": bool(account.roles & book_kinds()[SURVEY].seen_by),
            "sees_sums": bool(account.roles & book_kinds()[SUMS].seen_by),
        },
    )  # fmt: skip


def waiting_answers(account: Account) -> list[tuple[Book, AnswerState, bool]]:
    """Return what waits for an account: of a company its answers that are wanted, of the desk those to be looked at."""
    day = today()
    found = []
    for book in visible_books(account, ANSWER):
        state: AnswerState = book_kinds()[ANSWER].read(book)
        own = book.company_id == account.organisation_id
        looks = bool(account.roles & book_moves()["answer.accept"].roles)
        if (own and state.waits) or (looks and state.stage == "submitted" and state.closed_on is None):
            found.append((book, state, state.late(day) and own))
    return found


@page()
def survey(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the desk of a survey: who has answered, who is late, the sums that are proposed and that left."""
    book, state, frame = framed_book(request, number, SURVEY)
    account: Account = request.account
    seen = set(visible_books(account, ANSWER).values_list("number", flat=True))
    answers = answer_lines([one for one in answers_of(state) if one[0].number in seen], today())
    may, not_now = offered_moves(account, book, state)
    done = sum(bool(line.state.versions) for line in answers)
    left = {one.number: one for one in visible_books(account, SUMS)}
    return shown(
        request, "survey/desk.html",
        {
            **frame, "here_tab": "survey", "answers": answers, "answered": done, "day": today(), "may": may, "not_now": not_now,
            "late": sum(line.late for line in answers), "share": round(100 * done / len(answers)) if answers else 0,
            "receipt": receipt_of(request, book), "reads_answers": bool(seen) or bool(account.roles & book_kinds()[ANSWER].seen_by),
            "left": [left[one.sums] for one in state.released if one.sums in left],
            "last": entries_of_book(account, book, entries_of_life(book, newest_first=True)[:_LAST], request.language),
        },
    )  # fmt: skip


@page()
def survey_preview(request: PageRequest, number: str) -> HttpResponseBase:
    """Show, to those who may know it, what the gate makes of the sums that are proposed: cells with causes, and the reason."""
    book, state, frame = framed_book(request, number, SURVEY)
    preview, problem = _preview(state, request.language)
    context = {**frame, "here_tab": "survey_preview", "proposal": state.proposal, "problem": problem}
    if preview is not None:
        hidden = preview.found
        context |= {
            "tables": sum_tables(preview.tables, request.language), "passes": preview.passes,
            "grounds": lines_of([preview.decision.said_to(request.account.label)]),
            "primary": [(cell, causes) for cell, causes in hidden.primary.items()], "secondary": hidden.secondary,
        }  # fmt: skip
    return shown(request, "survey/preview.html", {**context, "receipt": receipt_of(request, book)})


def _preview(state: SurveyState, language: str) -> tuple[Preview | None, str]:
    if state.proposal is None:
        return None, ""
    from sonae.core import clock_from_environment

    try:
        asked = ProposeSums.read(state.proposal.asked)
        return preview_of(state, asked, state.proposal.id, clock_from_environment().now(), ledger_of()), ""
    except InputError as error:
        return None, said_of(error, language)


@page()
def answer(request: PageRequest, number: str) -> HttpResponseBase:
    """Show an answer: to its company, and to those of the agency with the right."""
    book, state, frame = framed_book(request, number, ANSWER)
    account = request.account
    may, not_now = offered_moves(account, book, state)
    own = book.company_id == account.organisation_id
    may = [one for one in may if _fits(one.move.kind, state)]
    return shown(
        request, "survey/answer.html",
        {
            **frame, "here_tab": "answer", "own": own, "may": may, "not_now": [] if own else not_now,
            "rows": told_rows(state, request.language), "late": state.late(today()), "day": today(),
            "receipt": receipt_of(request, book),
            "last": entries_of_book(account, book, entries_of_life(book, newest_first=True)[:_LAST], request.language),
        },
    )  # fmt: skip


def _fits(kind: str, state: AnswerState) -> bool:
    """Return whether a command is a step of the stage, so that only those are offered as buttons."""
    given = bool(state.versions)
    return {
        "answer.submit": not given, "answer.correct": given, "answer.accept": state.stage == "submitted",
        "answer.query": state.stage in ("submitted", "accepted"),
    }.get(kind, True)  # fmt: skip


@page()
def sums(request: PageRequest, number: str) -> HttpResponseBase:
    """Show sums as they left the house."""
    _, state, frame = framed_book(request, number, SUMS)
    return shown(
        request, "survey/sums.html", {**frame, "here_tab": "sums", "tables": sum_tables(state.tables, request.language)}
    )
