"""A company answers: keeps what it has typed, gives it, corrects it; the agency asks back or accepts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from sonae.core import InputError
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.books.survey.gates import FOLLOWED, answer_open
from sonae.office.books.survey.state import AnswerStage, AnswerState, AnswerVersion, Draft, Tonnes, symbol_of
from sonae.office.life import Command, said
from sonae.office.roles import Role
from sonae.stockpile.books import (
    CompanyAnswer,
    SurveyFields,
    SurveyForm,
    answer_survey,
    open_survey,
    stated,
)
from sonae.stockpile.books import read as read_form

__all__ = ["AcceptAnswer", "CorrectAnswer", "MineralPart", "QueryAnswer", "SaveAnswer", "SubmitAnswer", "moves"]

moves = BookMoves("answer")
_OWN = (Role.APPLICANT,)
_AGENCY = (Role.STOCKPILE,)
Name = Annotated[str, Field(min_length=1, max_length=80)]
Person = Annotated[str, Field(max_length=120)]
Words = Annotated[str, Field(min_length=1, max_length=1000)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Amount(_Row):
    """Tonnes of one form or use; nought is typed as 0."""

    name: Name = said("形態・用途", "form or use")
    tonnes: Tonnes | None = said("含有量（トン）", "tonnes of contained element", default=None)


class MineralPart(_Row):
    """What a company says of a mineral."""

    mineral: Annotated[str, Field(min_length=1, max_length=40)] = said("鉱種", "mineral")
    stock: Annotated[tuple[Amount, ...], Field(max_length=12)] = said(
        "期末の在庫", "stock at the end of the period", default=()
    )
    stock_total: Tonnes | None = said("在庫の合計（検算用）", "total of stock, as a check", default=None)
    consumption: Annotated[tuple[Amount, ...], Field(max_length=12)] = said(
        "期中の消費", "consumption in the period", default=()
    )
    consumption_total: Tonnes | None = said("消費の合計（検算用）", "total of consumption, as a check", default=None)
    reason: Annotated[str, Field(max_length=1000)] = said(
        "答えられない場合の理由", "reason, where something cannot be said", default=""
    )


Parts = Annotated[tuple[MineralPart, ...], Field(max_length=40)]


class SaveAnswer(Command):
    """Keep what is typed of an answer, without giving it."""

    kind: ClassVar[str] = "answer.save"

    by: Person = said("回答者", "who answers", default="")
    minerals: Parts = said("鉱種ごとの回答", "answer by mineral", default=())


class SubmitAnswer(Command):
    """Give the answer."""

    kind: ClassVar[str] = "answer.submit"

    by: Annotated[str, Field(min_length=1, max_length=120)] = said("回答者", "who answers")
    minerals: Parts = said("鉱種ごとの回答", "answer by mineral")


class CorrectAnswer(Command):
    """Correct an answer that was given, with the reason."""

    kind: ClassVar[str] = "answer.correct"

    by: Annotated[str, Field(min_length=1, max_length=120)] = said("回答者", "who answers")
    minerals: Parts = said("鉱種ごとの回答", "answer by mineral")
    reason: Words = said("訂正の理由", "reason of the correction")


class QueryAnswer(Command):
    """Ask a company back about its answer."""

    kind: ClassVar[str] = "answer.query"

    question: Words = said("照会の内容（企業に示される）", "question, shown to the company")


class AcceptAnswer(Command):
    """Accept an answer."""

    kind: ClassVar[str] = "answer.accept"


@moves.takes(
    SaveAnswer,
    "回答を下書きとして保存した",
    "kept the answer as a draft",
    by=_OWN,
    private=("by", "minerals"),
    ready=answer_open,
)
def _save(work: Work, command: SaveAnswer) -> Done:
    state: AnswerState = work.state
    for place, one in enumerate(command.minerals):
        _asked(state, one.mineral, place)
    draft = Draft(by=command.by, minerals=tuple(one.model_dump(mode="json") for one in command.minerals))
    return Done(work.with_parts(draft=draft.model_dump(mode="json")))


@moves.takes(
    SubmitAnswer,
    "調査に回答した",
    "answered the survey",
    by=_OWN,
    cites=FOLLOWED,
    private=("by", "minerals"),
    ready=answer_open,
)
def _submit(work: Work, command: SubmitAnswer) -> Done:
    state: AnswerState = work.state
    findings = (
        either(
            "answer.first", not state.versions, ("初めての回答である。", "nothing was answered before."),
            ("既に回答している。変える場合は理由を付けて訂正する。", "it was answered; a change is a correction with its reason."),
        ),
    )  # fmt: skip
    if not all(findings):
        return Done(findings=findings)
    return Done(_given(work, command.by, command.minerals, ""), findings)


@moves.takes(
    CorrectAnswer, "回答を訂正した", "corrected the answer", by=_OWN, cites=FOLLOWED, private=("by", "minerals", "reason"),
    ready=answer_open,
)  # fmt: skip
def _correct(work: Work, command: CorrectAnswer) -> Done:
    state: AnswerState = work.state
    findings = (
        either(
            "answer.given", bool(state.versions), ("回答がある。", "there is an answer."),
            ("まだ回答していないので、訂正するものがない。", "nothing was answered yet that could be corrected."),
        ),
    )  # fmt: skip
    if not all(findings):
        return Done(findings=findings)
    return Done(_given(work, command.by, command.minerals, command.reason), findings)


@moves.takes(
    QueryAnswer, "回答について照会した", "asked back about the answer", by=_AGENCY, cites=FOLLOWED, private=("question",),
    ready=answer_open,
)  # fmt: skip
def _query(work: Work, command: QueryAnswer) -> Done:
    state: AnswerState = work.state
    findings = (
        either(
            "answer.given", state.stage in (AnswerStage.SUBMITTED, AnswerStage.ACCEPTED),
            ("回答がある。", "there is an answer."), ("照会する回答がない。", "there is no answer to ask about."),
        ),
    )  # fmt: skip
    return Done(work.with_parts(stage=AnswerStage.QUERIED.value, question=command.question), findings)


@moves.takes(AcceptAnswer, "回答を受理した", "accepted the answer", by=_AGENCY, cites=FOLLOWED, ready=answer_open)
def _accept(work: Work, command: AcceptAnswer) -> Done:
    state: AnswerState = work.state
    findings = (
        either(
            "answer.given", state.stage is AnswerStage.SUBMITTED, ("確認待ちの回答がある。", "an answer waits to be looked at."),
            ("確認待ちの回答がない。", "no answer waits to be looked at."),
        ),
    )  # fmt: skip
    return Done(work.with_parts(stage=AnswerStage.ACCEPTED.value, question=""), findings)


def _given(work: Work, by: str, parts: Sequence[MineralPart], reason: str) -> dict[str, Any]:
    """Return what the book holds with one version more; the library checks every row."""
    state: AnswerState = work.state
    symbols = [_asked(state, one.mineral, place) for place, one in enumerate(parts)]
    if len(set(symbols)) < len(symbols):
        raise InputError("a mineral stands there twice", field="minerals", expected="each mineral once")
    lacking = [one for one in state.forms if one not in symbols]
    if lacking:
        raise InputError(
            f"nothing is said of {lacking[0]}", field="minerals", expected="every mineral that is asked for"
        )
    rows = tuple(
        _row(work, by, symbol, part, place) for place, (symbol, part) in enumerate(zip(symbols, parts, strict=True))
    )
    version = AnswerVersion(version=len(state.versions) + 1, on=work.today, by=by, reason=reason, rows=rows)
    versions = [*work.book.state.get("versions", []), version.model_dump(mode="json")]
    return work.with_parts(versions=versions, stage=AnswerStage.SUBMITTED.value, draft=None, question="")


def _asked(state: AnswerState, mineral: str, place: int) -> str:
    """Return the symbol of a mineral that this company is asked for."""
    try:
        symbol = symbol_of(mineral)
    except InputError as error:
        raise InputError(error.problem, field=f"minerals.{place}.mineral", expected=", ".join(state.forms)) from None
    if symbol not in state.forms:
        raise InputError(
            f"{symbol} is not asked for", field=f"minerals.{place}.mineral", expected=", ".join(state.forms)
        )
    return symbol


def _row(work: Work, by: str, symbol: str, part: MineralPart, place: int) -> CompanyAnswer:
    state: AnswerState = work.state
    at = f"minerals.{place}"
    stock = _amounts(part.stock, state.forms[symbol], f"{at}.stock")
    consumption = _amounts(part.consumption, state.uses[symbol], f"{at}.consumption")
    _adds_up(stock, part.stock_total, f"{at}.stock_total")
    _adds_up(consumption, part.consumption_total, f"{at}.consumption_total")
    if (stock is None or consumption is None) and not part.reason:
        raise InputError(
            "stock or consumption is left out, and no reason is stated", field=f"{at}.reason", expected="the reason, or the figures"
        )  # fmt: skip
    company = work.book.company.code if work.book.company else ""
    alone = _alone(state, company, symbol, work.today)
    form = read_form(
        SurveyForm,
        {
            "company": company, "mineral": symbol, "date": str(work.today), "by": by, "stock_t": stock,
            "consumption_t": consumption, "reason": part.reason,
        },
    )  # fmt: skip
    return answer_survey(alone, form).state.answers[-1].model_copy(update={"version": len(state.versions) + 1})


def _alone(state: AnswerState, company: str, symbol: str, today: dt.date) -> Any:
    """Return the survey as this company knows it: itself, and nobody else. An answer after the due day is taken until it closes."""
    fields = {
        "id": state.survey, "period": state.period, "opens": "2000-01-01", "closes": str(max(state.due, today)),
        "forms": {symbol: state.forms[symbol]}, "uses": {symbol: state.uses[symbol]}, "companies": {company: [symbol]},
    }  # fmt: skip
    return open_survey(read_form(SurveyFields, fields))


def _amounts(given: Iterable[Amount], wanted: Sequence[str], at: str) -> dict[str, str] | None:
    """Return tonnes by name; None where nothing is said. Some without the others is no answer: missing is not nought."""
    rows = list(given)
    names = [one.name for one in rows]
    for place, name in enumerate(names):
        if name not in wanted:
            raise InputError(f"«{name}» is not asked for", field=f"{at}.{place}.name", expected=", ".join(wanted))
    if len(set(names)) < len(names):
        raise InputError("a row stands there twice", field=at, expected="each form and use once")
    said_of: Mapping[str, Decimal] = {one.name: one.tonnes for one in rows if one.tonnes is not None}
    if not said_of:
        return None
    for name in wanted:
        if name not in said_of:
            where = f"{at}.{names.index(name)}.tonnes" if name in names else at
            raise InputError(
                f"nothing is said of «{name}»", field=where,
                expected="0 where there is none, or all left out with the reason",
            )  # fmt: skip
    return {name: f"{said_of[name]:f}" for name in wanted}


def _adds_up(parts: Mapping[str, str] | None, total: Decimal | None, at: str) -> None:
    if total is None:
        return
    if parts is None:
        raise InputError("a total is stated without what it adds up", field=at, expected="the figures, or no total")
    if sum(map(Decimal, parts.values()), start=Decimal(0)) != total:
        raise InputError("the total is not the sum of its parts", field=at, expected="the sum of the figures above")


def rows_of(state: AnswerState) -> tuple[CompanyAnswer, ...]:
    """Return the rows of the version that counts."""
    return state.versions[-1].rows if state.versions else ()


def plain_of(row: CompanyAnswer) -> dict[str, Any]:
    """Return a row as it was typed, to begin a correction with."""
    plain = stated(row)
    return {
        "mineral": row.mineral, "reason": row.reason,
        "stock": [{"name": name, "tonnes": value} for name, value in (plain["stock_t"] or {}).items()],
        "consumption": [{"name": name, "tonnes": value} for name, value in (plain["consumption_t"] or {}).items()],
    }  # fmt: skip
