"""The kinds «survey», «answer» and «sums» as the frame of the books knows them."""

from __future__ import annotations

from sonae.office.books.frame import BookKind, BookMoves
from sonae.office.books.survey import answering, closing, opening, summing
from sonae.office.books.survey.state import read_answer, read_sums, read_survey
from sonae.office.roles import Role

__all__ = ["ANSWER", "SUMS", "SURVEY", "answer_book", "sums_book", "survey_book"]

SURVEY, ANSWER, SUMS = "survey", "answer", "sums"


def survey_book() -> BookKind:
    """Return the survey: for the desk, who decides on its sums, and the auditor, up to their clearance."""
    moves = BookMoves(SURVEY)
    for part in (opening, closing, summing):
        moves.update(part.moves)
    return BookKind(
        SURVEY, "民間備蓄・消費調査", "Survey of private stocks", frozenset({Role.STOCKPILE, Role.EXECUTIVE, Role.AUDITOR}),
        read_survey, moves,
    )  # fmt: skip


def answer_book() -> BookKind:
    """Return the answer: for its company, the desk and the auditor."""
    return BookKind(
        ANSWER, "調査への回答", "Answer to a survey", frozenset({Role.STOCKPILE, Role.AUDITOR}), read_answer, answering.moves,
        own_by=frozenset({Role.APPLICANT}),
    )  # fmt: skip


def sums_book() -> BookKind:
    """Return the sums that left: for the agency and the ministry. Companies learn no totals from the office."""
    return BookKind(
        SUMS, "調査の集計", "Sums of a survey",
        frozenset(role for role in Role if role.of_agency and role is not Role.ADMINISTRATOR) | {Role.MINISTRY}, read_sums,
        BookMoves(SUMS),
    )  # fmt: skip
