"""The end: termination of the project and disposal of the shares, with the committee's opinion (a23, a24)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.office.life import Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = [
    "ApproveTermination",
    "AskTermination",
    "BeginDisposal",
    "Dispose",
    "KeepShares",
    "Opine",
    "SetTerms",
    "StepDisposal",
    "moves",
]

moves = Moves()

Line = Annotated[str, Field(min_length=1, max_length=200)]


class AskTermination(Command):
    """Ask to end the project."""

    kind: ClassVar[str] = "termination.ask"
    way: Literal["relinquished", "transferred", "sold"] = said("権利の手放し方", "how it parts with its rights")
    ends_project: bool = said("事業が終結するか", "the project ends with it", default=True)


@moves.takes(
    AskTermination,
    "事業の終結を申し出た",
    "the end of the project was asked for",
    by=(Role.APPLICANT,),
    at=(Stage.UNDER_WAY,),
    leads=(Stage.TERMINATING,),
    cites=("a23.p1",),
)
def asked(context: Context, command: AskTermination) -> Stated:
    """Ask for it."""
    row = {"way": command.way, "ends_project": command.ends_project, "effected_on": "not_yet"}
    return Stated(sets={"oversight.termination": row}, to=Stage.TERMINATING)


class ApproveTermination(Command):
    """Approve the end of the project."""

    kind: ClassVar[str] = "termination.approve"
    weighed: tuple[Literal["technical", "obligations", "economics", "sale_efforts"], ...] = said(
        "考慮した事項", "what was weighed"
    )
    reason: Annotated[str, Field(min_length=1, max_length=1000)] = said("理由", "reason")
    evidence: Annotated[tuple[str, ...], Field(min_length=1)] = said("根拠資料", "evidence")


@moves.takes(
    ApproveTermination,
    "事業の終結を承認した",
    "the end of the project was approved",
    by=(Role.EXECUTIVE,),
    at=(Stage.TERMINATING,),
    leads=(Stage.DISPOSING,),
    cites=("a23.p1", "a23.p2"),
    judges=True,
)
def approved(context: Context, command: ApproveTermination) -> Stated:
    """Approve it after a review that weighs what the bylaw names."""
    judgement = context.judgement("termination.approvable", "", True, command.reason, command.evidence)
    return Stated(
        sets={
            "oversight.termination.weighed": list(command.weighed),
            "management.termination_approved_on": context.today,
        },
        adds={"judgements": judgement},
        to=Stage.DISPOSING,
        gates=("termination.in_order",),
    )


class BeginDisposal(Command):
    """Begin the disposal of the agency's shares."""

    kind: ClassVar[str] = "disposal.begin"
    under: Literal["a24.p2", "a11.p3"] = said("根拠", "what calls for it")
    consulted_on: dt.date | None = said("出資先と協議した日", "the investee was consulted on", default=None)
    early_repayment_weighed: bool = said("早期償還の観点を考慮したか", "early repayment was weighed")


@moves.takes(
    BeginDisposal,
    "株式の処分を始めた",
    "the disposal of the shares began",
    by=(Role.FINANCE, Role.EXECUTIVE),
    at=(Stage.UNDER_WAY, Stage.TERMINATING, Stage.DISPOSING),
    leads=(Stage.DISPOSING,),
    cites=("a24.p2", "a24.p3"),
    judges=True,
)
def begun(context: Context, command: BeginDisposal) -> Stated:
    """Begin it."""
    disposal: dict[str, Any] = {
        "under": command.under,
        "consulted_on": context.day(command.consulted_on),
        "steps": [],
        "requests": [],
        "early_repayment_weighed": command.early_repayment_weighed,
        "terms_decided_on": "not_yet",
    }
    return Stated(sets={"oversight.disposal": disposal}, to=Stage.DISPOSING)


class StepDisposal(Command):
    """Record a step of the procedure of the operating rules."""

    kind: ClassVar[str] = "disposal.step"
    name: Line = said("手続の名称", "step")


@moves.takes(
    StepDisposal,
    "処分の手続を進めた",
    "a step of the disposal was done",
    by=(Role.FINANCE,),
    at=(Stage.DISPOSING,),
    cites=("a24.p1",),
)
def stepped(context: Context, command: StepDisposal) -> Stated:
    """Record it."""
    return Stated(adds={"oversight.disposal.steps": {"name": command.name, "on": context.today}})


class Opine(Command):
    """Give the committee's opinion on the terms of the sale."""

    kind: ClassVar[str] = "disposal.opine"
    outside_experts: int = said("外部有識者の数", "experts from outside", ge=0)
    members: int = said("委員の数", "members", ge=1)
    opinion: Annotated[str, Field(min_length=1, max_length=4000)] = said("意見", "opinion")


@moves.takes(
    Opine,
    "委員会が意見を述べた",
    "the committee gave its opinion",
    by=(Role.COMMITTEE,),
    at=(Stage.DISPOSING,),
    cites=("a24.p4",),
    judges=True,
)
def opined(context: Context, command: Opine) -> Stated:
    """Record the report of the committee."""
    row = {"outside_experts": command.outside_experts, "members": command.members, "reported_on": context.today}
    return Stated(sets={"oversight.disposal.committee": row})


class SetTerms(Command):
    """Decide price and terms of the sale."""

    kind: ClassVar[str] = "disposal.set_terms"
    as_reported: bool = said("委員会の報告に沿うか", "as the committee reported")
    price_yen: Annotated[int, Field(ge=0)] = said("価格（円）", "price, yen")


@moves.takes(
    SetTerms,
    "売却の条件を決定した",
    "the terms of the sale were decided",
    by=(Role.EXECUTIVE,),
    at=(Stage.DISPOSING,),
    cites=("a24.p4",),
    judges=True,
)
def terms_set(context: Context, command: SetTerms) -> Stated:
    """Decide them."""
    return Stated(
        sets={
            "oversight.disposal.terms_decided_on": context.today,
            "oversight.disposal.as_reported": command.as_reported,
        },
        gates=("disposal.terms",),
    )


class KeepShares(Command):
    """Keep shares that would in principle be sold."""

    kind: ClassVar[str] = "disposal.keep"
    because: Annotated[str, Field(min_length=1, max_length=2000)] = said("保有を続ける理由", "why they are kept")


@moves.takes(
    KeepShares,
    "株式の保有を続けることとした",
    "the shares were kept",
    by=(Role.EXECUTIVE,),
    at=(Stage.DISPOSING,),
    leads=(Stage.UNDER_WAY,),
    cites=("a24.p2",),
    judges=True,
)
def kept(context: Context, command: KeepShares) -> Stated:
    """Keep them, and say why."""
    return Stated(sets={"oversight.disposal.kept_because": command.because}, to=Stage.UNDER_WAY)


class Dispose(Command):
    """Sell the shares: the case is closed."""

    kind: ClassVar[str] = "disposal.complete"


@moves.takes(
    Dispose,
    "株式を処分した",
    "the shares were disposed of",
    by=(Role.FINANCE,),
    at=(Stage.DISPOSING,),
    leads=(Stage.CLOSED,),
    cites=("a24.p1", "a24.p2", "a24.p4"),
)
def disposed(context: Context, command: Dispose) -> Stated:
    """Dispose of them with procedure, committee and terms in order."""
    return Stated(
        sets={"management.shares_disposed_on": context.today},
        to=Stage.CLOSED,
        gates=("disposal.procedure", "disposal.terms"),
    )
