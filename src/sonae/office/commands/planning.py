"""Plans of work and money of each year: filed, reviewed, approved, changed, or reported in place of approval (a11)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.core import InputError
from sonae.office.life import Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = ["ApprovePlan", "ChangePlan", "DelayPlan", "FilePlan", "ForeseeWorse", "ReportPlan", "moves"]

moves = Moves()

Year = Annotated[int, Field(ge=1967, le=2200)]
_FILED = (Stage.ADOPTED, Stage.UNDER_WAY, Stage.TERMINATING)


def _who(context: Context) -> str:
    investee = context.facts.investee
    return "investee" if investee is None or investee.incorporated else "future_main_shareholder"


def _entry(context: Context, name: str, year: int) -> int | None:
    return next((n for n, row in enumerate(context.rows(f"management.{name}"), 1) if row.year == year), None)


def _found(context: Context, year: int) -> int:
    place = _entry(context, "plans", year)
    if place is None:
        raise InputError(f"no plan of the year beginning in {year} is filed", field="year", expected="a plan first")
    return place


class FilePlan(Command):
    """File the plan of a year."""

    kind: ClassVar[str] = "plan.file"
    year: Year = said("年度（開始の西暦年）", "year in which it begins")
    provisional: bool = said("暫定計画か", "provisional", default=False)
    new_equity: bool = said("新たな出資を求めるか", "asks for new equity", default=True)
    money: Annotated[int, Field(ge=0)] | None = said("資金計画（円）", "money of the plan, yen", default=None)


@moves.takes(
    FilePlan, "年間事業計画を提出した", "a year's plan was filed", by=(Role.APPLICANT,), at=_FILED, cites=("a11.p1",)
)
def filed(context: Context, command: FilePlan) -> Stated:
    """File it; before the agreement it may come from the future main shareholder."""
    place = _entry(context, "plans", command.year)
    received = "provisional_received_on" if command.provisional else "received_on"
    if place is not None:
        path = f"management.plans.{place}"
        return Stated(sets={f"{path}.{received}": context.today, f"{path}.new_equity": command.new_equity})
    row: dict[str, Any] = {
        "year": command.year,
        received: context.today,
        "approved_on": "not_yet",
        "new_equity": command.new_equity,
        "from_whom": _who(context),
    }
    return Stated(adds={"management.plans": row})


class DelayPlan(Command):
    """Report that a plan will be late."""

    kind: ClassVar[str] = "plan.report_delay"
    year: Year = said("年度", "year")
    delay: Literal["coordination", "other"] = said("理由", "reason")
    completion_expected_on: dt.date = said("策定完了の見込み", "expected to be complete on")


@moves.takes(
    DelayPlan,
    "計画の遅れを報告した",
    "that a plan would be late was reported",
    by=(Role.APPLICANT,),
    at=_FILED,
    cites=("a11.p1.x1",),
)
def delayed(context: Context, command: DelayPlan) -> Stated:
    """Report the delay; the day expected may lie ahead."""
    facts = {
        "delay": command.delay,
        "delay_reported_on": context.today,
        "completion_expected_on": command.completion_expected_on,
        "drawn_up_on": "not_yet",
    }
    place = _entry(context, "plans", command.year)
    if place is None:
        row = {"year": command.year, "approved_on": "not_yet", "from_whom": _who(context), **facts}
        return Stated(adds={"management.plans": row})
    return Stated(sets={f"management.plans.{place}.{name}": value for name, value in facts.items()})


class ApprovePlan(Command):
    """Approve the plan of a year after its review."""

    kind: ClassVar[str] = "plan.approve"
    year: Year = said("年度", "year")
    provisional: bool = said("暫定計画か", "provisional", default=False)
    criteria_met: bool = said("別途定める基準を満たすか", "the criteria are met")
    ground_to_stop: bool = said(
        "追加出資を止める事由があるか（第11条第3項）", "a ground to stop further equity (art. 11, para. 3)"
    )
    reason: Annotated[str, Field(min_length=1, max_length=1000)] = said("審査の理由", "reason of the review")
    evidence: Annotated[tuple[str, ...], Field(min_length=1)] = said("根拠資料", "evidence")


@moves.takes(
    ApprovePlan,
    "年間事業計画を承認した",
    "a year's plan was approved",
    by=(Role.REVIEW,),
    at=_FILED,
    cites=("a11.p1", "a11.p2", "a11.p3"),
    judges=True,
)
def approved(context: Context, command: ApprovePlan) -> Stated:
    """Approve it on papers and criteria; that no ground stops further equity is a judgement of its own."""
    place = _found(context, command.year)
    if command.ground_to_stop:
        raise InputError(
            "a ground to stop equity is judged by itself",
            field="ground_to_stop",
            expected="«judgement.record» of plan.risk_too_high, plan.economics_lost or plan.policy_lost, then a decision",
        )
    of = f"management.plans.{place}"
    grounds = (command.reason, command.evidence)
    day = "provisional_approved_on" if command.provisional else "approved_on"
    return Stated(
        sets={f"{of}.{day}": context.today},
        adds={
            "judgements": [
                context.judgement("plan.criteria_met", of, command.criteria_met, *grounds),
                context.judgement("plan.no_ground_to_stop", of, True, *grounds),
            ]
        },
        gates=(f"plan.reviewed [{of}]",),
    )


class ReportPlan(Command):
    """Take the report of a plan in place of its approval."""

    kind: ClassVar[str] = "plan.take_report"
    year: Year = said("年度", "year")
    reason: Annotated[str, Field(min_length=1, max_length=1000)] = said("報告で足りるとする理由", "why a report does")
    evidence: Annotated[tuple[str, ...], Field(min_length=1)] = said("根拠資料", "evidence")


@moves.takes(
    ReportPlan,
    "承認に代えて計画の報告を受けた",
    "the report of a plan was taken in place of approval",
    by=(Role.REVIEW,),
    at=_FILED,
    cites=("a11.p6",),
    judges=True,
)
def reported(context: Context, command: ReportPlan) -> Stated:
    """Take the report: only after the approved transition, and without new equity."""
    of = f"management.plans.{_found(context, command.year)}"
    judgement = context.judgement("plan.report_in_place_of_approval", of, True, command.reason, command.evidence)
    return Stated(
        sets={f"{of}.reported_on": context.today},
        adds={"judgements": judgement},
        gates=(f"plan.report_may_replace [{of}]",),
    )


class ChangePlan(Command):
    """Ask for approval of a change of a year's plan, or approve it."""

    kind: ClassVar[str] = "plan.change"
    year: Year = said("年度", "year")
    important: bool = said("重要な変更か", "important")
    foreseen_on: dt.date = said("変更が見込まれた日", "foreseen on")
    new_equity: bool = said("新たな出資を求めるか", "asks for new equity", default=False)


@moves.takes(
    ChangePlan,
    "計画の変更を申し出た",
    "a change of a plan was put forward",
    by=(Role.APPLICANT,),
    at=_FILED,
    cites=("a11.p4",),
)
def plan_changed(context: Context, command: ChangePlan) -> Stated:
    """Put a change forward; the plan has to be there."""
    _found(context, command.year)
    row = {
        "year": command.year,
        "important": command.important,
        "foreseen_on": context.day(command.foreseen_on),
        "received_on": context.today,
        "approved_on": "not_yet",
        "new_equity": command.new_equity,
        "from_whom": _who(context),
    }
    return Stated(adds={"management.plan_changes": row})


class ForeseeWorse(Command):
    """Record that the economics are expected to grow worse, and that measures were asked for."""

    kind: ClassVar[str] = "plan.foresee_worse"
    cause: Literal["cost", "reserves", "oil_price", "other"] = said("原因", "cause")
    foreseen_on: dt.date = said("見込まれた日", "foreseen on")
    measures_asked: bool = said("対策を求めたか", "measures were asked for")


@moves.takes(
    ForeseeWorse,
    "経済性の悪化の見込みを記録した",
    "that the economics would grow worse was recorded",
    by=(Role.REVIEW, Role.PLANNING),
    at=_FILED,
    cites=("a11.p7",),
)
def foreseen(context: Context, command: ForeseeWorse) -> Stated:
    """Record it."""
    row = {
        "cause": command.cause,
        "foreseen_on": context.day(command.foreseen_on),
        "measures_asked_on": context.today if command.measures_asked else "not_yet",
    }
    return Stated(adds={"management.worsenings": row})
