"""What the commands of a survey hang on, each a finding with its reason."""

from __future__ import annotations

from sonae.core import Citation, Finding
from sonae.office.books.gates import either
from sonae.office.books.survey.state import AnswerState, SurveyState

__all__ = ["FOLLOWED", "SECRET", "answer_open", "closed", "open_now"]

FOLLOWED = (Citation.basic_policy("h2.p4"), Citation("JOGMEC第5期中期計画 Ⅰ", "h4.p2.i3"))
"""That the agency follows private stocks and consumption."""
SECRET = (Citation.basic_policy("h2.p5"),)
"""That holdings and what lets them be inferred are kept secret."""


def open_now(state: SurveyState) -> Finding:
    """Ask whether a survey is open."""
    return either(
        "survey.open", state.closed_on is None, ("調査は続いている。", "the survey is open."),
        ("調査は締め切られており、変更できない。", "the survey is closed and does not change any more."),
    )  # fmt: skip


def closed(state: SurveyState) -> Finding:
    """Ask whether a survey is closed."""
    return either(
        "survey.closed", state.closed_on is not None, ("調査は締め切られている。", "the survey is closed."),
        ("集計は調査を締め切ってから行う。", "sums are made once the survey is closed."),
    )  # fmt: skip


def answer_open(state: AnswerState) -> Finding:
    """Ask whether an answer may still change."""
    return either(
        "answer.open", state.closed_on is None, ("調査は続いている。", "the survey is open."),
        ("調査は締め切られており、回答は変更できない。", "the survey is closed, and answers do not change any more."),
    )  # fmt: skip
