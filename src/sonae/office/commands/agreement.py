"""The master agreement and the conditions that are confirmed before it (a13)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.office.life import Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = ["ConfirmCondition", "SignAgreement", "moves"]

moves = Moves()

Part = Literal["area", "term", "a11", "a12", "a15", "a16", "a17", "others"]


class ConfirmCondition(Command):
    """Confirm that a condition of the adoption is met."""

    kind: ClassVar[str] = "agreement.confirm_condition"
    condition: int = said("条件の番号", "number of the condition", ge=1)
    met_on: dt.date | None = said("充足日", "met on", default=None)


@moves.takes(
    ConfirmCondition,
    "採択の条件の充足を確認した",
    "a condition of the adoption was confirmed as met",
    by=(Role.REVIEW,),
    at=(Stage.ADOPTED,),
    cites=("a13.p2", "a10.p2"),
    judges=True,
)
def confirmed(context: Context, command: ConfirmCondition) -> Stated:
    """Confirm it."""
    path = context.entry("management.agreement.conditions", command.condition, "condition")
    return Stated(sets={f"{path}.met_on": context.day(command.met_on), f"{path}.confirmed_on": context.today})


class SignAgreement(Command):
    """Make the master agreement."""

    kind: ClassVar[str] = "agreement.sign"
    contains: Annotated[tuple[Part, ...], Field(min_length=1)] = said("契約に定める事項", "what it provides for")
    on: dt.date | None = said("締結日", "signed on", default=None)


@moves.takes(
    SignAgreement,
    "出資基本契約を締結した",
    "the master agreement was made",
    by=(Role.EXECUTIVE,),
    at=(Stage.ADOPTED,),
    leads=(Stage.UNDER_WAY,),
    cites=("a13.p1", "a13.p2"),
    judges=True,
)
def signed(context: Context, command: SignAgreement) -> Stated:
    """Make it, with all that it has to contain and the conditions confirmed."""
    sets: dict[str, Any] = {
        "management.agreement.signed_on": context.day(command.on),
        "management.agreement.contains": list(command.contains),
    }
    return Stated(sets=sets, to=Stage.UNDER_WAY, gates=("agreement.in_order",))
