"""What the forms of a survey's commands begin with, offer, and show beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sonae.office.books.survey import ANSWER, SUMS, SURVEY, AnswerState, SurveyState
from sonae.office.books.survey.answering import plain_of, rows_of
from sonae.office.models import Organisation
from sonae.office.pages.books.face import Begun, BookFace
from sonae.office.pages.survey.told import mineral_said

__all__ = ["ANSWER_FACE", "SUMS_FACE", "SURVEY_FACE"]

Options = Sequence[tuple[str, str]]
_ANSWERING = ("answer.save", "answer.submit", "answer.correct")


def _from_address(asked: Begun) -> dict[str, Any]:
    fields = asked.move.command.model_fields
    return {name: value for name, value in asked.asked.items() if name in fields and value}


def _began_survey(asked: Begun) -> Mapping[str, Any]:
    state: SurveyState | None = asked.state
    if state is None:
        return _from_address(asked)
    if asked.move.kind == "survey.aggregate":
        return {"minerals": list(state.asked.forms), **_from_address(asked)}
    if asked.move.kind == "survey.rules" and state.rules is not None:
        return state.rules.model_dump()
    return _from_address(asked)


def _began_answer(asked: Begun) -> Mapping[str, Any]:
    """Begin with what was kept, else with the last answer, else with the rows that are asked for."""
    state: AnswerState = asked.state
    if asked.move.kind not in _ANSWERING:
        return _from_address(asked)
    by = asked.account.name_ja if asked.language == "ja" else asked.account.name_en
    given = {row.mineral: plain_of(row) for row in rows_of(state)}
    if state.draft is not None:
        by = state.draft.by or by
        given = {str(one["mineral"]): dict(one) for one in state.draft.minerals}
    elif state.versions:
        by = state.versions[-1].by
    return {"by": by, "minerals": [_part(state, mineral, given.get(mineral, {})) for mineral in state.forms]}


def _part(state: AnswerState, mineral: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mineral with a row for every form and use that is asked for, with what is known of it."""
    out: dict[str, Any] = {**given, "mineral": mineral}
    for name, wanted in (("stock", state.forms[mineral]), ("consumption", state.uses[mineral])):
        held = {row["name"]: row.get("tonnes") for row in given.get(name, ())}
        out[name] = [{"name": one, "tonnes": held.get(one)} for one in wanted]
    return out


def _offered(asked: Begun, raw: Mapping[str, Any]) -> Callable[[str], Options]:
    """Offer companies and minerals to the agency; a company is offered nothing beyond its own form."""
    ja = asked.language == "ja"

    def offered(path: str) -> Options:
        state = asked.state
        if path == "companies.company":
            rows = Organisation.objects.filter(kind=Organisation.Kind.COMPANY)
            taken = state.asked.companies if isinstance(state, SurveyState) else ()
            return [(one.code, one.name_ja if ja else one.name_en) for one in rows if one.code not in taken]
        if path in ("companies.minerals", "minerals") and isinstance(state, SurveyState):
            return [(one, mineral_said(one, asked.language)) for one in state.asked.forms]
        return ()

    return offered


def _beside_answer(asked: Begun) -> tuple[str, Mapping[str, Any]]:
    more: dict[str, Any] = {"answer": asked.state}
    if asked.move.kind in _ANSWERING:
        more["sheet"] = "survey/answer_form.html"
    return ("office/survey/beside_answer.html", more) if asked.state is not None else ("", {})


def _nothing(asked: Begun) -> tuple[str, Mapping[str, Any]]:
    return "", {}


def _here(asked: Begun) -> str:
    return ""


def _shown_survey(state: SurveyState) -> Mapping[str, Any]:
    return {"survey": state}


def _shown_answer(state: AnswerState) -> Mapping[str, Any]:
    return {"answer": state}


def _shown_sums(state: Any) -> Mapping[str, Any]:
    return {"sums": state}


SURVEY_FACE = BookFace(
    SURVEY, "survey", "surveys", "office/survey/frame.html", "office/survey/crumb.html", _began_survey, _offered, _nothing, _here,
    _shown_survey,
)  # fmt: skip
ANSWER_FACE = BookFace(
    ANSWER, "answer", "surveys", "office/survey/frame_answer.html", "office/survey/crumb_answer.html", _began_answer, _offered,
    _beside_answer, _here, _shown_answer,
)  # fmt: skip
SUMS_FACE = BookFace(
    SUMS, "sums", "surveys", "office/survey/frame_sums.html", "office/survey/crumb_sums.html", lambda _: {}, _offered, _nothing,
    _here, _shown_sums,
)  # fmt: skip
