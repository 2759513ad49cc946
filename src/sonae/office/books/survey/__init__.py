"""The books of the survey of private stocks: the survey, each company's own answer, and the sums that left the house.

The rows are those of :mod:`sonae.stockpile.books.survey`; sums leave by the gate of :mod:`sonae.disclosure` alone. An answer is a
book of its company: no other company learns that it is there.
"""

from sonae.office.books.survey.kind import ANSWER, SUMS, SURVEY, answer_book, sums_book, survey_book
from sonae.office.books.survey.state import (
    AnswerStage,
    AnswerState,
    SumsState,
    SurveyState,
    read_answer,
    read_sums,
    read_survey,
)
from sonae.office.books.survey.summing import Preview, preview_of

__all__ = [
    "ANSWER", "SUMS", "SURVEY", "AnswerStage", "AnswerState", "Preview", "SumsState", "SurveyState", "answer_book", "preview_of",
    "read_answer", "read_sums", "read_survey", "sums_book", "survey_book",
]  # fmt: skip
