"""Audits with their true-up and the yearly economic evaluation with its rank (a19 to a22)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.office.commands.economics import names_run
from sonae.office.life import Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = ["AskAudit", "EndWorks", "Examine", "HoldAudit", "Rank", "TrueUp", "moves"]

moves = Moves()

Yen = Annotated[int, Field(ge=0)]
_AT = (Stage.UNDER_WAY, Stage.TERMINATING, Stage.DISPOSING)


class HoldAudit(Command):
    """Record an audit of the investee."""

    kind: ClassVar[str] = "audit.hold"
    covers: Annotated[
        tuple[Literal["spending", "accounting", "grounds", "joint_reports"], ...], Field(min_length=1)
    ] = said("監査の対象", "what it looked at")
    joint_reports_exist: bool = said("共同操業協定の監査報告があるか", "reports of joint audits exist")
    settled_cost: Yen = said("確定した事業費（円）", "project cost that it settled, yen")
    equity_ratio: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)?(/[1-9][0-9]*)?$")] = said(
        "基本契約の出資比率（0.5、1/3など）", "equity ratio of the agreement, such as 0.5 or 1/3"
    )
    equity_paid: Yen = said("それまでの出資額（円）", "equity paid until then, yen")
    on: dt.date | None = said("監査日", "held on", default=None)


@moves.takes(
    HoldAudit,
    "出資先を監査した",
    "the investee was audited",
    by=(Role.AUDITOR,),
    at=_AT,
    cites=("a19.p1", "a19.p2"),
    judges=True,
)
def held(context: Context, command: HoldAudit) -> Stated:
    """Record it; the difference that it finds is made up by a command of its own."""
    row = {
        "on": context.day(command.on),
        "covers": list(command.covers),
        "joint_reports_exist": command.joint_reports_exist,
        "settled_cost": command.settled_cost,
        "equity_ratio": command.equity_ratio,
        "equity_paid": command.equity_paid,
        "adjusted_on": "not_yet",
    }
    return Stated(adds={"oversight.audits": row})


class TrueUp(Command):
    """Make up the difference that an audit found."""

    kind: ClassVar[str] = "audit.true_up"
    audit: int = said("監査の番号", "number of the audit", ge=1)
    by: int = said("精算額（円、返還は負）", "yen paid; below zero where money came back")


@moves.takes(
    TrueUp,
    "監査の差額を精算した",
    "the difference of an audit was made up",
    by=(Role.FINANCE,),
    at=_AT,
    cites=("a19.p2",),
)
def trued_up(context: Context, command: TrueUp) -> Stated:
    """Make it up by settled cost × ratio − equity paid."""
    of = context.entry("oversight.audits", command.audit, "audit")
    return Stated(
        sets={f"{of}.adjusted_on": context.today, f"{of}.adjusted_by": command.by},
        gates=(f"audit.trued_up [{of}]",),
    )


class AskAudit(Command):
    """Ask for an audit."""

    kind: ClassVar[str] = "audit.ask"


@moves.takes(AskAudit, "監査を求めた", "an audit was asked for", by=(Role.APPLICANT,), at=_AT, cites=("a19.p1",))
def asked(context: Context, command: AskAudit) -> Stated:
    """Ask for it."""
    return Stated(adds={"oversight.audit_requests": [context.today]})


class EndWorks(Command):
    """Record that works ended, a joint audit was complete, or accounts were closed: each calls for an audit."""

    kind: ClassVar[str] = "audit.cause"
    what: Literal["works_ended_on", "joint_audit_completed_on", "accounts_closed_on"] = said("事由", "what happened")
    on: dt.date | None = said("日", "on", default=None)


@moves.takes(
    EndWorks,
    "監査の事由を記録した",
    "a cause for an audit was recorded",
    by=(Role.APPLICANT, Role.AUDITOR),
    at=_AT,
    cites=("a19.p1",),
)
def caused(context: Context, command: EndWorks) -> Stated:
    """Record it."""
    return Stated(sets={f"oversight.{command.what}": context.day(command.on)})


class Rank(Command):
    """Record the yearly economic evaluation with its rank."""

    kind: ClassVar[str] = "evaluation.rank"
    rank: Literal["A", "B", "C"] = said("評価（A・B・C）", "rank")
    analysed: Annotated[tuple[Literal["progress", "since_adoption", "since_last"], ...], Field(min_length=1)] = said(
        "分析した事項", "what was analysed"
    )
    same_conditions: bool = said(
        "全案件と同一の前提か", "under the conditions that hold for every project", default=True
    )
    compared_across: bool = said("他案件と比較したか", "compared with the others", default=True)
    achievement_rated: bool = said("財務的達成度を評定したか", "financial achievement was rated", default=True)
    finances_examined: bool = said(
        "機構財務への影響を検討したか", "effect on the agency's finances examined", default=True
    )
    review: str | None = said("根拠（ポートフォリオ評価の識別子）", "ground: id of the portfolio review", default=None)
    run: Annotated[int, Field(ge=1)] | None = said(
        "根拠とする経済性計算の番号", "valuation that it rests on, by number", default=None
    )


@moves.takes(
    Rank,
    "経済性を評価した",
    "the project was evaluated",
    by=(Role.PLANNING,),
    at=_AT,
    cites=("a20.p1", "a21.p1", "a22.p1"),
    judges=True,
)
def ranked(context: Context, command: Rank) -> Stated:
    """Record it; the rank is found by the evaluation and taken here as a fact."""
    row: dict[str, Any] = {
        "on": context.today,
        "analysed": list(command.analysed),
        "same_conditions": command.same_conditions,
        "compared_across": command.compared_across,
        "guaranteed": False,
        "achievement_rated": command.achievement_rated,
        "finances_examined": command.finances_examined,
        "rank": command.rank,
    }
    of = f"oversight.evaluations.{len(context.rows('oversight.evaluations')) + 1}"
    sets, adds = names_run(context.case, command.run, command.kind, context.today)
    return Stated(sets=sets, adds={"oversight.evaluations": row, **adds}, gates=(f"evaluation.method [{of}]",))


class Examine(Command):
    """Record that the prospect of recovery of a project of rank C was examined."""

    kind: ClassVar[str] = "evaluation.examine_recovery"
    evaluation: int = said("評価の番号", "number of the evaluation", ge=1)
    plan_year: int | None = said(
        "反映した計画の年度", "year of the plan that took it up", default=None, ge=1967, le=2200
    )


@moves.takes(
    Examine,
    "回復の見込みを検討した",
    "the prospect of recovery was examined",
    by=(Role.PLANNING,),
    at=_AT,
    cites=("a22.p2",),
)
def examined(context: Context, command: Examine) -> Stated:
    """Record it."""
    of = context.entry("oversight.evaluations", command.evaluation, "evaluation")
    sets: dict[str, Any] = {f"{of}.recovery_examined_on": context.today}
    if command.plan_year is not None:
        sets[f"{of}.recovery_in_plan_of"] = command.plan_year
    return Stated(sets=sets)
