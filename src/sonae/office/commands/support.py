"""Steps of debt guarantees, loans and grants on the frame of a case.

Their bylaws are not in hand. Document 000 tells of the yearly self-assessment of loans, the finance and collateral evaluation
twice a year (lines 5055-5059), the quarterly check of all equity and guarantee cases (6907-6924), and the grant's way from plan to
inspection (4935-4951). In how many days a step has to be done nobody says; no deadline is made up.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.core import InputError
from sonae.office.life import Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = [
    "AssessLoan",
    "CertifyPlan",
    "CheckQuarter",
    "DecideSupport",
    "EndSupport",
    "EvaluateBorrower",
    "InspectGrant",
    "PublishAccounts",
    "Screen",
    "moves",
]

moves = Moves()

Text = Annotated[str, Field(min_length=1, max_length=4000)]
_OTHERS = ("guarantee", "loan", "grant")


def _rows(context: Context, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = context.case.facts.get("support", {}).get(name, [])
    return rows


def _today(context: Context, command: Command) -> dict[str, Any]:
    """Return the fields of a command as an entry of its day."""
    return {**command.model_dump(mode="json"), "on": context.today}


class CertifyPlan(Command):
    """Record the certified supply plan that a grant is asked for."""

    kind: ClassVar[str] = "grant.certified_plan"
    plan: Text = said("認定を受けた供給確保計画", "certified supply plan")
    certified_on: dt.date = said("認定日", "certified on")
    mineral: Annotated[str, Field(min_length=1, max_length=80)] = said("対象の鉱物", "mineral")


@moves.takes(
    CertifyPlan,
    "認定計画を記載した",
    "the certified plan was stated",
    by=(Role.APPLICANT,),
    at=(Stage.DRAFT, Stage.SUBMITTED),
    supports=("grant",),
)
def certified(context: Context, command: CertifyPlan) -> Stated:
    """State it (S-M1: support of the plan's review, then certification)."""
    row = {"plan": command.plan, "certified_on": context.day(command.certified_on), "mineral": command.mineral}
    return Stated(sets={"support.certified_plan": row})


class Screen(Command):
    """Screen an application, with experts from outside."""

    kind: ClassVar[str] = "support.screen"
    experts: Annotated[int, Field(ge=0, le=99)] = said("外部専門家の数", "experts from outside")
    technical_risk: Text = said("技術リスクの評価", "technical risk")
    result: Text = said("審査の結果", "what was found")


@moves.takes(
    Screen,
    "審査した",
    "the application was screened",
    by=(Role.REVIEW,),
    at=(Stage.SUBMITTED,),
    leads=(Stage.REVIEW,),
    judges=True,
    supports=_OTHERS,
)
def screened(context: Context, command: Screen) -> Stated:
    """Record it; a grant is screened on a certified plan alone."""
    if context.case.kind == "grant" and "certified_plan" not in context.case.facts.get("support", {}):
        raise InputError("no certified plan is stated", field="support.certified_plan", expected="the plan first")
    department = context.actor.department
    if department is None or department.promotes:
        raise InputError("the reviewer's department promotes projects", field="actor", expected="an independent one")
    row = {**_today(context, command), "department": department.name_ja}
    return Stated(sets={"support.screening": row}, to=Stage.REVIEW, columns={"reviewing": department})


class DecideSupport(Command):
    """Decide on a guarantee, a loan or a grant."""

    kind: ClassVar[str] = "support.decide"
    granted: bool = said("承諾・交付を決定するか", "granted")
    amount_yen: Annotated[int, Field(ge=0)] = said("金額（円）", "amount, yen", default=0)
    reasons: Text = said("理由", "reasons")


@moves.takes(
    DecideSupport,
    "承諾・交付の可否を決定した",
    "the support was decided",
    by=(Role.EXECUTIVE,),
    at=(Stage.REVIEW,),
    leads=(Stage.UNDER_WAY, Stage.REJECTED),
    judges=True,
    supports=_OTHERS,
)
def decided(context: Context, command: DecideSupport) -> Stated:
    """Decide it."""
    if command.granted and not command.amount_yen:
        raise InputError("the amount is not stated", field="amount_yen", expected="yen above zero")
    row = _today(context, command)
    return Stated(sets={"support.decision": row}, to=Stage.UNDER_WAY if command.granted else Stage.REJECTED)


class PublishAccounts(Command):
    """Record that the borrower has published its accounts: an evaluation is due after each."""

    kind: ClassVar[str] = "loan.accounts_published"
    period: Literal["interim", "year_end"] = said("中間か期末か", "interim or year end")
    fiscal_year: Annotated[int, Field(ge=1967, le=2200)] = said("決算の年度", "fiscal year")
    on: dt.date | None = said("公表日", "published on", default=None)


@moves.takes(
    PublishAccounts,
    "借入人の決算公表を記録した",
    "the borrower's accounts were recorded as published",
    by=(Role.FINANCE, Role.APPLICANT),
    at=(Stage.UNDER_WAY,),
    supports=("loan",),
)
def published(context: Context, command: PublishAccounts) -> Stated:
    """Record it."""
    for row in _rows(context, "accounts"):
        if (row["period"], row["fiscal_year"]) == (command.period, command.fiscal_year):
            raise InputError(
                "these accounts are recorded already", field="fiscal_year", expected="accounts of another period"
            )
    row = {"period": command.period, "fiscal_year": command.fiscal_year, "on": context.day(command.on)}
    return Stated(adds={"support.accounts": row})


def _published(context: Context, period: str, year: int) -> None:
    if not any((row["period"], row["fiscal_year"]) == (period, year) for row in _rows(context, "accounts")):
        raise InputError("these accounts are not published yet", field="fiscal_year", expected="the publication first")


class AssessLoan(Command):
    """Assess a loan after the borrower's year end: once a year."""

    kind: ClassVar[str] = "loan.self_assessment"
    fiscal_year: Annotated[int, Field(ge=1967, le=2200)] = said("決算の年度", "fiscal year")
    borrower: Literal["normal", "watch", "in_danger", "effectively_bankrupt", "bankrupt"] = said(
        "債務者区分", "class of the borrower"
    )
    grounds: Text = said("根拠", "grounds")


@moves.takes(
    AssessLoan,
    "融資の自己査定を行った",
    "the loan was self-assessed",
    by=(Role.FINANCE,),
    at=(Stage.UNDER_WAY,),
    judges=True,
    supports=("loan",),
)
def assessed(context: Context, command: AssessLoan) -> Stated:
    """Record it (S-M2: yearly, after the publication of the year-end accounts)."""
    _published(context, "year_end", command.fiscal_year)
    return Stated(adds={"support.self_assessments": _today(context, command)})


class EvaluateBorrower(Command):
    """Evaluate finances and collateral after the borrower's interim and year-end accounts: twice a year."""

    kind: ClassVar[str] = "loan.evaluation"
    period: Literal["interim", "year_end"] = said("中間か期末か", "interim or year end")
    fiscal_year: Annotated[int, Field(ge=1967, le=2200)] = said("決算の年度", "fiscal year")
    finances: Text = said("財務評価", "finances")
    collateral_yen: Annotated[int, Field(ge=0)] = said("担保評価額（円）", "collateral, yen")


@moves.takes(
    EvaluateBorrower,
    "財務評価・担保評価を行った",
    "finances and collateral were evaluated",
    by=(Role.FINANCE,),
    at=(Stage.UNDER_WAY,),
    judges=True,
    supports=("loan",),
)
def evaluated(context: Context, command: EvaluateBorrower) -> Stated:
    """Record it (S-M2: after each publication)."""
    _published(context, command.period, command.fiscal_year)
    return Stated(adds={"support.evaluations": _today(context, command)})


class CheckQuarter(Command):
    """Check an asset in the quarterly round."""

    kind: ClassVar[str] = "support.check_quarter"
    quarter: Annotated[str, Field(pattern=r"^[12][0-9]{3}-Q[1-4]$")] = said(
        "四半期（例 2026-Q2）", "quarter, such as 2026-Q2"
    )
    risks: Text = said("リスクの状況", "risks")
    decarbonisation: Text = said(
        "脱炭素リスク（該当する場合）", "risk of decarbonisation, where any", default="該当なし / none"
    )


@moves.takes(
    CheckQuarter,
    "四半期の定期点検を行った",
    "the quarterly check was done",
    by=(Role.PLANNING, Role.FINANCE),
    at=(Stage.UNDER_WAY,),
    supports=("equity", *_OTHERS),
)
def quarter_checked(context: Context, command: CheckQuarter) -> Stated:
    """Record it (S-E6: quarterly, all equity and guarantee cases)."""
    if any(row["quarter"] == command.quarter for row in _rows(context, "quarters")):
        raise InputError(f"{command.quarter} is checked already", field="quarter", expected="another quarter")
    return Stated(adds={"support.quarters": _today(context, command)})


class InspectGrant(Command):
    """Inspect what a grant was used for."""

    kind: ClassVar[str] = "grant.inspect"
    proper: bool = said("適正に執行されているか", "used as granted")
    found: Text = said("検査の結果", "what was found")
    paid_yen: Annotated[int, Field(ge=0)] = said("確定額（円）", "amount settled, yen")


@moves.takes(
    InspectGrant,
    "交付後の検査を行った",
    "the grant was inspected",
    by=(Role.AUDITOR, Role.FINANCE),
    at=(Stage.UNDER_WAY,),
    judges=True,
    supports=("grant",),
)
def inspected(context: Context, command: InspectGrant) -> Stated:
    """Record it (S-M1: inspection after the decision)."""
    limit = context.case.facts.get("support", {}).get("decision", {}).get("amount_yen", 0)
    if command.paid_yen > limit:
        raise InputError("more is settled than was granted", field="paid_yen", expected=f"up to {limit:,} yen")
    return Stated(adds={"support.inspections": _today(context, command)})


class EndSupport(Command):
    """End a guarantee, a loan or a grant."""

    kind: ClassVar[str] = "support.end"
    how: Literal["repaid", "released", "called", "settled", "written_off"] = said("終了の事由", "how it ended")
    note: Text = said("説明", "note")


@moves.takes(
    EndSupport,
    "支援を終了した",
    "the support ended",
    by=(Role.FINANCE,),
    at=(Stage.UNDER_WAY,),
    leads=(Stage.CLOSED,),
    supports=_OTHERS,
)
def ended(context: Context, command: EndSupport) -> Stated:
    """End it; a grant only after an inspection that found it used as granted."""
    if context.case.kind == "grant" and not any(row["proper"] for row in _rows(context, "inspections")):
        raise InputError(
            "no inspection found the grant used as granted", field="support.inspections", expected="one first"
        )
    return Stated(sets={"support.ended": _today(context, command)}, to=Stage.CLOSED)
