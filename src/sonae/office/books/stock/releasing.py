"""A release is asked for or considered, the need is judged by a person, and the engine decides on the book and the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.core import InputError, Outcome
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.books.stock.fields import (
    Buying,
    Content,
    Kilograms,
    Line,
    Mineral,
    Name,
    Point,
    Share,
    Words,
    hidden,
    moment,
)
from sonae.office.books.stock.gates import PLAN, ended, on_policy, on_term_plan
from sonae.office.books.stock.state import (
    Desk,
    StockState,
    held_release,
    kept_release,
    next_name,
    said_outcome,
)
from sonae.office.life import Command, said
from sonae.office.roles import Role
from sonae.stockpile.books import (
    AdjustmentFields,
    Drill,
    EvidencedRequest,
    ReleaseRecord,
    RequestFields,
    Taken,
    add_request,
    consider_adjustment,
    decide_release,
    judge_need,
    plan_finding,
    read,
    request_release,
    stated,
)
from sonae.stockpile.release import Judgement

__all__ = ["moves"]

moves = BookMoves("stock")
_BY = (Role.STOCKPILE,)
_TIGHT = (*on_policy("h2.p3.q3"), on_term_plan("h4.p2.i6"))
_ADJUST = on_policy("h2.p3.q4")
_EITHER = (*_TIGHT, *_ADJUST)
Drilled = Annotated[str, Field(max_length=40)]


class Criterion(Line):
    """The agency's own standard for «needed»."""

    name: Name = said("基準の名称", "name of the criterion")
    adopted_on: dt.date = said("基準を定めた日", "day on which it was adopted")
    points: Annotated[tuple[Name, ...], Field(min_length=1)] = said("基準の事項", "its points")


class Supply(Line):
    """What the person who judges the need must see; what is not known is left out."""

    need_kg_a_month: Kilograms | None = said("月間必要量（元素kg）", "need a month, kg of element", default=None)
    missing_kg_a_month: Kilograms | None = said("月間不足量（元素kg）", "short a month, kg of element", default=None)
    private_stock_kg: Kilograms | None = said("民間在庫（元素kg）", "private stock, kg of element", default=None)
    alternatives: Annotated[str, Field(max_length=2000)] | None = said("代替の可能性", "alternatives", default=None)


class Asking(Line):
    """A company's request with its evidence."""

    buyer: Buying = said("要請した企業", "company")
    quantity_kg: Kilograms = said("要請数量（グロスkg）", "quantity asked for, gross kg")
    end_use: Annotated[str, Field(max_length=120)] = said("用途", "end use", default="")
    evidence: Annotated[tuple[Name, ...], Field(min_length=1)] = said("根拠資料", "evidence")


class RequestRelease(Command):
    """Take a company's first request for a tight-supply release down."""

    kind: ClassVar[str] = "release.request"

    drill: Drilled = said("訓練（訓練の場合のみ）", "drill, where it is one", default="")
    on: dt.date | None = said("受付の日", "day of receipt", default=None)
    mineral: Mineral = said("鉱種", "mineral")
    form: Name = said("形態", "form")
    content: Content | None = said(
        "含有率（同じ形態で異なる場合）", "content, where lots of the form differ in it", default=None
    )
    request: Asking = said("要請", "request")
    criterion: Criterion = said("必要性の判断基準", "criterion of need")
    supply: Supply | None = said("需給の状況", "supply", default=None)


class AddRequest(Command):
    """Take another company's request down."""

    kind: ClassVar[str] = "release.add_request"

    release: Name = said("放出", "release")
    on: dt.date | None = said("受付の日", "day of receipt", default=None)
    request: Asking = said("要請", "request")


class Exchange(Line):
    """What comes back in an exchange."""

    return_form: Name = said("返還される形態", "form that comes back")
    return_content: Content = said("返還される物の含有率", "its content")
    return_kg: Kilograms = said("返還数量（グロスkg）", "gross kg that come back")
    return_on: dt.date = said("返還の期限", "last day of the return")


class ConsiderAdjustment(Command):
    """Consider an adjustment release by sale or exchange."""

    kind: ClassVar[str] = "release.adjust"

    drill: Drilled = said("訓練（訓練の場合のみ）", "drill, where it is one", default="")
    on: dt.date | None = said("検討を始めた日", "day", default=None)
    mineral: Mineral = said("鉱種", "mineral")
    form: Name = said("形態", "form")
    content: Content | None = said(
        "含有率（同じ形態で異なる場合）", "content, where lots of the form differ in it", default=None
    )
    purpose: Literal["quantity", "quality", "form"] = said("目的", "purpose")
    manner: Literal["sale", "exchange"] = said("方法", "manner")
    quantity_kg: Kilograms = said("数量（グロスkg）", "quantity, gross kg")
    buyers: Annotated[tuple[Buying, ...], Field(min_length=1)] = said("候補の企業", "companies")
    buyer: Annotated[str, Field(max_length=120)] | None = said(
        "相手方（指名する場合、交換では必須）", "partner, where one is named; an exchange names one", default=None
    )
    exchange: Exchange | None = said("交換の条件", "terms of the exchange", default=None)
    premium: Share | None = said("現物の割増率（交換の場合）", "premium in kind, of an exchange", default=None)
    criterion: Criterion = said("必要性の判断基準", "criterion of need")


class JudgeNeed(Command):
    """Judge whether the release is needed."""

    kind: ClassVar[str] = "release.judge"

    release: Name = said("放出", "release")
    on: dt.date | None = said("判断の日", "day of the judgement", default=None)
    needed: bool = said("必要である", "it is needed")
    reason: Words = said("理由", "reason")
    evidence: Annotated[tuple[Name, ...], Field(min_length=1)] = said("根拠とした資料", "evidence")
    answers: tuple[Point, ...] = said("基準の事項ごとの判断", "an answer to each point", default=())


class DecideRelease(Command):
    """Let the engine decide, step by step, on the book and the plan in force."""

    kind: ClassVar[str] = "release.decide"

    release: Name = said("放出", "release")
    on: dt.date | None = said("決定の日", "day of the decision", default=None)


def _drill(state: StockState, name: str) -> Drill | None:
    if not name:
        return None
    drill = state.drill(name)
    if drill.release is not None:
        raise InputError(f"drill «{name}» practises the release «{drill.release.id}» already", field="drill")
    return drill


def _request(work: Work, asked: Asking, number: int, day: dt.date) -> dict[str, object]:
    return {
        **asked.model_dump(), "id": f"Q{number:02d}", "received": moment(day, work.now, work.today)
    }  # fmt: skip


def _begun(work: Work, make: Any, form: Any, fields: Mapping[str, Any], drill: Drill | None) -> Done:
    """Begin a release, and keep who took it down."""
    state, day = work.state, fields["date"]
    letter = "R" if drill is None else "RD"
    name = next_name(letter, [one.id for one in state.all_releases], day)
    if drill is not None and day < drill.date:
        raise InputError(f"{day} lies before the drill «{drill.id}»", field="on")
    taken: Taken[ReleaseRecord] = make(read(form, {**fields, "id": name, "drill": drill is not None}))
    return _by_taker(work, kept_release(work, taken, drill), name)


def _by_taker(work: Work, done: Done, name: str) -> Done:
    desk = work.state.desk
    logins = tuple(dict.fromkeys((*desk.takers.get(name, ()), work.actor.login)))
    after = read(Desk, {**stated(desk), "takers": {**desk.takers, name: logins}})
    return Done({**(done.state or {}), "desk": stated(after)}, done.findings, done.columns, done.note, done.rows)


@moves.takes(
    RequestRelease, "放出の要請を受け付けた", "took a request for a release down", by=_BY, cites=_TIGHT,
    private=hidden(RequestRelease),
)  # fmt: skip
def _ask(work: Work, command: RequestRelease) -> Done:
    day = work.day(command.on)
    fields = {
        "date": day, "mineral": command.mineral, "form": command.form, "content": command.content,
        "criterion": command.criterion.model_dump(), "supply": {} if command.supply is None else command.supply.model_dump(),
        "request": _request(work, command.request, 1, day),
    }  # fmt: skip
    return _begun(work, request_release, RequestFields, fields, _drill(work.state, command.drill))


@moves.takes(
    AddRequest, "放出の要請を加えた", "took another request down", by=_BY, cites=_TIGHT, private=hidden(AddRequest)
)
def _add(work: Work, command: AddRequest) -> Done:
    held, day = held_release(work.state, command.release), work.day(command.on)
    request = read(EvidencedRequest, _request(work, command.request, len(held.record.requests) + 1, day))
    done = kept_release(work, add_request(held.record, request), held.drill)
    return _by_taker(work, done, held.record.id)


@moves.takes(
    ConsiderAdjustment, "調整放出の検討を始めた", "considered an adjustment release", by=_BY, cites=_ADJUST,
    private=hidden(ConsiderAdjustment),
)  # fmt: skip
def _adjust(work: Work, command: ConsiderAdjustment) -> Done:
    terms = command.exchange.model_dump() if command.exchange is not None else None
    if (terms is None) == (command.manner == "exchange"):
        raise InputError("an exchange says what comes back, and a sale does not", field="exchange")
    settings = {}
    if command.premium is not None:
        source = "備蓄デスクで定めた割増率 / premium set at the stock desk"
        settings = {"exchange": {"premium": {"value": float(command.premium), "source": source}}}
    fields = {
        "date": work.day(command.on), "mineral": command.mineral, "form": command.form, "content": command.content,
        "criterion": command.criterion.model_dump(), "settings": settings,
        "buyers": [one.model_dump() for one in command.buyers],
        "adjustment": {
            **{name: getattr(command, name) for name in ("purpose", "manner", "quantity_kg", "buyer")}, "exchange": terms,
        },
    }  # fmt: skip
    return _begun(work, consider_adjustment, AdjustmentFields, fields, _drill(work.state, command.drill))


@moves.takes(
    JudgeNeed, "放出の必要性を判断した", "judged the need of a release", by=(Role.EXECUTIVE,),
    cites=on_policy("h2.p3.n1", "h2.p3.n2"), private=hidden(JudgeNeed),
)  # fmt: skip
def _judge(work: Work, command: JudgeNeed) -> Done:
    held = held_release(work.state, command.release)
    own = work.actor.login in work.state.desk.takers.get(command.release, ())
    finding = either(
        "release.other_judge", not own,
        ("受付者と判断者は別である。", "who judges is not who took the request down."),
        ("受け付けた者は必要性を判断できない。", "who took the request down does not judge the need."),
    )  # fmt: skip
    if own:
        return Done(findings=(finding,))
    fields = {
        "step": "need", "outcome": said_outcome(command.needed), "by": work.person, "date": work.day(command.on),
        "reason": command.reason, "evidence": list(command.evidence),
        "answers": {one.point: one.answer for one in command.answers},
    }  # fmt: skip
    return kept_release(work, judge_need(held.record, read(Judgement, fields)), held.drill, finding)


@moves.takes(
    DecideRelease, "放出を決定した", "decided a release", by=(Role.EXECUTIVE,), cites=(*PLAN, *_EITHER),
    private=hidden(DecideRelease),
)  # fmt: skip
def _decide(work: Work, command: DecideRelease) -> Done:
    state, day = work.state, work.day(command.on)
    held = held_release(state, command.release)
    in_force = ended(plan_finding(state.policy, day))
    if in_force.outcome is not Outcome.YES:
        return Done(findings=(in_force,))
    earlier = held.drill.earlier if held.drill is not None else _earlier(state)
    taken = decide_release(held.record, held.book, state.policy, day, earlier)
    return kept_release(work, taken, held.drill, in_force)


def _earlier(state: StockState) -> tuple[Any, ...] | None:
    """Return what left before the book was closed; none for a book that never was."""
    return state.desk.earlier if state.book.closed_until is not None else None
