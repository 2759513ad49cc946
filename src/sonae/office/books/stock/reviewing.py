"""The yearly review of days held against target days, its evaluation from outside, and the proposal for the next period."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.stock.deciding import TargetDays
from sonae.office.books.stock.fields import Decimals, Line, Mineral, Name, Words, Year, hidden
from sonae.office.books.stock.gates import PLAN, on_policy, on_term_plan, recorded
from sonae.office.books.stock.state import Consumption, Desk, changed, said_outcome
from sonae.office.life import Command, said
from sonae.office.roles import Role
from sonae.stockpile.books import (
    EvaluationFields,
    NextPeriodFields,
    ReviewFields,
    evaluate_year,
    propose_next_period,
    read,
    review_year,
    stated,
)

__all__ = ["moves"]

moves = BookMoves("stock")


class ConsumptionLine(Line):
    """Reference consumption of a mineral, and where there is a gap its cause and measure."""

    mineral: Mineral = said("鉱種", "mineral")
    consumption_t: Annotated[Decimal, Field(gt=0, le=10**12, decimal_places=9)] = said(
        "国内基準消費量（元素t／年）", "reference consumption, t of element a year"
    )
    cause: Annotated[str, Field(max_length=2000)] = said("乖離の原因", "cause of the gap", default="")
    measure: Annotated[str, Field(max_length=2000)] = said("翌年度の改善策", "measure for the next year", default="")


class StatedLine(Line):
    """Reference consumption of a mineral."""

    mineral: Mineral = said("鉱種", "mineral")
    consumption_t: Annotated[Decimal, Field(gt=0, le=10**12, decimal_places=9)] = said(
        "国内基準消費量（元素t／年）", "reference consumption, t of element a year"
    )


class StateConsumption(Command):
    """State reference consumption, by which tonnes are counted as days."""

    kind: ClassVar[str] = "consumption.state"

    on: dt.date | None = said("適用の日", "from", default=None)
    minerals: Annotated[tuple[StatedLine, ...], Field(min_length=1)] = said("国内基準消費量", "reference consumption")
    source: Name = said("出典", "source")


class ReviewYear(Command):
    """Review a fiscal year: days held against target days."""

    kind: ClassVar[str] = "stock.review"

    fiscal_year: Year = said("年度", "fiscal year")
    on: dt.date | None = said("確認の日", "day of the review", default=None)
    tolerance_days: Decimals = said("乖離とみなさない日数", "days of a gap that count as none", default=Decimal(0))
    minerals: Annotated[tuple[ConsumptionLine, ...], Field(min_length=1)] = said("鉱種ごとの確認", "minerals")


class EvaluateYear(Command):
    """Record what somebody from outside says of a year."""

    kind: ClassVar[str] = "stock.evaluate"

    fiscal_year: Year = said("年度", "fiscal year")
    on: dt.date | None = said("外部評価の日", "day of the evaluation", default=None)
    by: Name = said("外部の評価者", "evaluator from outside")
    met: bool = said("適切である", "it is as it should be")
    reason: Words = said("理由", "reason")
    evidence: Annotated[tuple[Name, ...], Field(min_length=1)] = said("根拠とした資料", "evidence")


class NextLine(Line):
    """A mineral of the next period; without days it is proposed no more."""

    mineral: Mineral = said("鉱種", "mineral")
    days: TargetDays | None = said("日数（対象から外す場合は空欄）", "days; empty where it is dropped", default=None)
    reason: Words = said("理由", "reason")


class ProposePeriod(Command):
    """Propose minerals and days of the next period."""

    kind: ClassVar[str] = "period.propose"

    on: dt.date | None = said("提案の日", "day of the proposal", default=None)
    run: Name = said("リスク評価の計算", "run of the risk engine, or the name of one made elsewhere")
    first_year: Year = said("次期の始めの年度", "first fiscal year of the next period")
    last_year: Year = said("次期の終わりの年度", "its last fiscal year")
    minerals: Annotated[tuple[NextLine, ...], Field(min_length=1)] = said("対象鉱種と日数", "minerals and days")


@moves.takes(
    StateConsumption, "国内基準消費量を記載した", "stated reference consumption", by=(Role.STOCKPILE,),
    cites=on_policy("h2.p4"), private=hidden(StateConsumption),
)  # fmt: skip
def _consumption(work: Work, command: StateConsumption) -> Done:
    day, desk = work.day(command.on), work.state.desk
    rows = tuple(
        Consumption(mineral=one.mineral, since=day, tonnes=one.consumption_t, source=command.source)
        for one in command.minerals
    )
    known = sorted((*desk.consumption, *rows), key=lambda one: one.since)
    after = {**stated(desk), "consumption": [one.model_dump(mode="json") for one in known]}
    return changed(work, desk=read(Desk, after))


@moves.takes(
    ReviewYear, "目標日数との乖離を確認した", "reviewed the gap of a year", by=(Role.STOCKPILE,),
    cites=(*PLAN, on_term_plan("h4.p2.i2")), private=hidden(ReviewYear),
)  # fmt: skip
def _review(work: Work, command: ReviewYear) -> Done:
    state = work.state
    fields = {
        "fiscal_year": command.fiscal_year, "date": work.day(command.on), "by": work.person,
        "tolerance_days": command.tolerance_days,
        "consumption_t_a_year": {one.mineral: one.consumption_t for one in command.minerals},
        "answers": [
            {"mineral": one.mineral, "cause": one.cause, "measure": one.measure}
            for one in command.minerals
            if one.cause and one.measure
        ],
    }  # fmt: skip
    taken = review_year(state.reviews, state.book, state.policy, read(ReviewFields, fields))
    return changed(work, recorded(taken.finding), note={"fiscal_year": command.fiscal_year}, reviews=taken.state)


@moves.takes(
    EvaluateYear, "年度の外部評価を記録した", "recorded the evaluation of a year from outside", by=(Role.STOCKPILE, Role.PLANNING),
    cites=(on_term_plan("h4.p2.i2"),), private=hidden(EvaluateYear),
)  # fmt: skip
def _evaluate(work: Work, command: EvaluateYear) -> Done:
    fields = {
        "fiscal_year": command.fiscal_year, "date": work.day(command.on), "by": command.by, "reason": command.reason,
        "outcome": said_outcome(command.met), "evidence": command.evidence,
    }  # fmt: skip
    taken = evaluate_year(work.state.reviews, read(EvaluationFields, fields))
    return changed(work, recorded(taken.finding), note={"fiscal_year": command.fiscal_year}, reviews=taken.state)


@moves.takes(
    ProposePeriod, "次期の鉱種と日数を提案した", "proposed minerals and days of the next period", by=(Role.STOCKPILE,),
    cites=(*on_policy("h2.p6.q3"), on_term_plan("h4.p2.i4")), private=hidden(ProposePeriod),
)  # fmt: skip
def _propose(work: Work, command: ProposePeriod) -> Done:
    state = work.state
    fields = {
        "date": work.day(command.on), "by": work.person, "risk_run": command.run,
        "first_year": command.first_year, "last_year": command.last_year,
        "rows": [one.model_dump() for one in command.minerals],
    }  # fmt: skip
    taken = propose_next_period(state.reviews, state.policy, read(NextPeriodFields, fields))
    return changed(work, recorded(taken.finding), reviews=taken.state)
