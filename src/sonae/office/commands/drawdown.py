"""Drawdowns of equity: requested, checked line by line, paid through the gate of article 14."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from sonae.core import InputError
from sonae.office.life import Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = ["CheckDrawdown", "PayDrawdown", "RequestDrawdown", "moves"]

moves = Moves()

Line = Annotated[str, Field(min_length=1, max_length=200)]
_AT = (Stage.UNDER_WAY,)


class RequestDrawdown(Command):
    """Apply for a drawdown."""

    kind: ClassVar[str] = "drawdown.request"
    name: Line = said("出資の名称", "name of the drawdown")
    work: Line = said("個別作業等", "work item that it pays for")
    cost: Annotated[int, Field(ge=1)] = said("事業費（円）", "project cost, yen")
    pays: tuple[Line, ...] = said("充てる費用（費用の名称）", "costs that it pays, by name", default=())
    contract_obligation: bool = said("承認済み石油契約等の義務か", "obligation of an approved contract", default=False)


@moves.takes(
    RequestDrawdown, "出資を申し込んだ", "a drawdown was applied for", by=(Role.APPLICANT,), at=_AT, cites=("a14.p1",)
)
def requested(context: Context, command: RequestDrawdown) -> Stated:
    """Apply for it."""
    row: dict[str, object] = {
        "name": command.name,
        "work": command.work,
        "applied_on": context.today,
        "cost": command.cost,
        "paid_on": "not_yet",
        "contract_obligation": command.contract_obligation,
    }
    if command.pays:
        row["pays"] = list(command.pays)
    return Stated(adds={"management.drawdowns": row})


class CheckDrawdown(Command):
    """Confirm what article 14 asks before money is paid."""

    kind: ClassVar[str] = "drawdown.check"
    name: Line = said("出資の名称", "name of the drawdown")
    eligible: bool = said("対象費用（第4条第1項）と確認したか", "the cost is eligible (art. 4, para. 1)")
    in_line: bool = said("承認した実施計画・予算に沿うと確認したか", "it is in line with the approved work item")
    terms_met: bool = said("出資基本契約の条件を満たすか", "the terms of the master agreement are met")


@moves.takes(
    CheckDrawdown,
    "出資の申込みを確認した",
    "a drawdown was checked",
    by=(Role.REVIEW,),
    at=_AT,
    cites=("a14.p1", "a4.p1"),
    judges=True,
)
def drawdown_checked(context: Context, command: CheckDrawdown) -> Stated:
    """Confirm it, or find that it is not so."""
    of, _ = context.named("management.drawdowns", command.name, "drawdown")
    return Stated(
        sets={
            f"{of}.eligible_checked": command.eligible,
            f"{of}.in_line_checked": command.in_line,
            f"{of}.terms_met": command.terms_met,
        }
    )


class PayDrawdown(Command):
    """Pay the equity."""

    kind: ClassVar[str] = "drawdown.pay"
    name: Line = said("出資の名称", "name of the drawdown")


@moves.takes(
    PayDrawdown, "出資を実行した", "equity was paid", by=(Role.FINANCE,), at=_AT, cites=("a14.p1", "a4.p1", "a12.p1")
)
def paid(context: Context, command: PayDrawdown) -> Stated:
    """Pay it: the whole gate has to be open on the day."""
    of, row = context.named("management.drawdowns", command.name, "drawdown")
    if row.paid_on not in (None, "not_yet"):
        raise InputError(
            f"«{command.name}» was paid on {row.paid_on}", field="name", expected="one that is not paid yet"
        )
    return Stated(
        sets={f"{of}.paid_on": context.today},
        gates=(f"drawdown.allowed [{of}]", "agreement.in_order", "investee.eligible", "equity.open"),
        note={"yen": row.cost},
    )
