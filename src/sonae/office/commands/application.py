"""The application: its form, its papers, what is not settled yet, and applying again (a7, a10.p4)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sonae.bylaw.facts import Application
from sonae.core import InputError
from sonae.office.life import ALL_SUPPORTS, Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = [
    "ApplyAgain",
    "ReceivePaper",
    "StatePremises",
    "SubmitApplication",
    "SubmitPaper",
    "Withdraw",
    "current",
    "last",
    "moves",
]

moves = Moves()

Item = Annotated[int, Field(ge=1, le=11)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
_NOT_YET = "not_yet"


def last(context: Context) -> Application:
    """Return the application in question, the last one."""
    applications = context.rows("adoption.applications")
    if not applications:
        raise InputError("the case has no application")
    found: Application = applications[-1]
    return found


def current(context: Context) -> int:
    """Return the number of the application in question."""
    return last(context).number


class SubmitApplication(Command):
    """Hand in the application form."""

    kind: ClassVar[str] = "application.submit"
    name: Line = said("書類名", "name of the form", default="採択申込書")
    states: tuple[Item, ...] = said(
        "記載した事項（第7条各号）", "items of art. 7 that it states", default=tuple(range(1, 12))
    )


@moves.takes(
    SubmitApplication,
    "申込書を提出した",
    "the application form was handed in",
    by=(Role.APPLICANT,),
    at=(Stage.DRAFT,),
    leads=(Stage.SUBMITTED,),
    cites=("a7.p1",),
    supports=ALL_SUPPORTS,
)
def submitted(context: Context, command: SubmitApplication) -> Stated:
    """Hand in the form; it counts from the day on which the agency receives it, which is that of the command."""
    form = {"name": command.name, "kind": "form", "states": list(command.states), "received_on": context.today}
    return Stated(adds={f"adoption.applications.{current(context)}.documents": form}, to=Stage.SUBMITTED)


class SubmitPaper(Command):
    """Hand in a copy of a contract, or a further paper."""

    kind: ClassVar[str] = "application.add_paper"
    name: Line = said("書類名", "name of the paper")
    what: Literal["contract_copy", "further", "form"] = said("種類", "kind")
    copy_of: str | None = said("写しの元の契約", "contract it is a copy of", default=None)
    states: tuple[Item, ...] = said("補った事項（申込書の追補）", "items it adds to the form", default=())
    received: bool = said("本日受領したか（否なら提出予定）", "received today; otherwise to come", default=True)


@moves.takes(
    SubmitPaper,
    "書類を提出した",
    "a paper was handed in",
    by=(Role.APPLICANT, Role.PROMOTION),
    at=(Stage.SUBMITTED, Stage.REVIEW),
    cites=("a7.p1",),
)
def paper_added(context: Context, command: SubmitPaper) -> Stated:
    """Hand in a paper."""
    paper: dict[str, object] = {
        "name": command.name,
        "kind": command.what,
        "received_on": context.today if command.received else _NOT_YET,
    }
    if command.what == "form":
        paper["states"] = list(command.states)
    if command.copy_of:
        paper["copy_of"] = command.copy_of
    return Stated(adds={f"adoption.applications.{current(context)}.documents": paper})


class ReceivePaper(Command):
    """Record that an announced paper has come."""

    kind: ClassVar[str] = "application.receive_paper"
    paper: int = said("書類の番号", "number of the paper", ge=1)
    on: dt.date | None = said("受領日", "received on", default=None)


@moves.takes(
    ReceivePaper,
    "書類を受領した",
    "a paper was received",
    by=(Role.PROMOTION, Role.REVIEW),
    at=(Stage.SUBMITTED, Stage.REVIEW),
    cites=("a7.p1", "a8.p1"),
)
def received(context: Context, command: ReceivePaper) -> Stated:
    """Record the day; the six weeks begin with the last paper."""
    held = len(last(context).documents or ())
    if command.paper > held:
        raise InputError(f"there is no paper {command.paper}", field="paper", expected=f"1 to {held}")
    path = f"adoption.applications.{current(context)}.documents.{command.paper}.received_on"
    return Stated(sets={path: context.day(command.on)})


class StatePremises(Command):
    """State premises of adoption that may not be settled."""

    kind: ClassVar[str] = "application.premises"
    settled: tuple[Line, ...] = said("確定した前提", "premises that are settled", default=())
    unsettled: tuple[Line, ...] = said("確定していない前提", "premises that are not", default=())


@moves.takes(
    StatePremises,
    "採択の前提を記載した",
    "premises of the adoption were stated",
    by=(Role.PROMOTION, Role.REVIEW),
    at=(Stage.SUBMITTED, Stage.REVIEW, Stage.ADOPTED),
    cites=("a10.p2",),
)
def premises(context: Context, command: StatePremises) -> Stated:
    """State the premises."""
    rows = [
        *({"what": what, "settled_on": context.today} for what in command.settled),
        *({"what": what, "settled_on": _NOT_YET} for what in command.unsettled),
    ]
    return Stated(sets={f"adoption.applications.{current(context)}.premises": rows})


class Withdraw(Command):
    """Withdraw the application."""

    kind: ClassVar[str] = "application.withdraw"
    reason: str = said("理由", "reason", min_length=1, max_length=500)


@moves.takes(
    Withdraw,
    "申込みを取り下げた",
    "the application was withdrawn",
    by=(Role.APPLICANT,),
    at=(Stage.DRAFT, Stage.SUBMITTED, Stage.REVIEW),
    leads=(Stage.WITHDRAWN,),
    supports=ALL_SUPPORTS,
)
def withdrawn(context: Context, command: Withdraw) -> Stated:
    """End the case at the applicant's wish; of that the bylaw does not speak."""
    return Stated(to=Stage.WITHDRAWN)


class ApplyAgain(Command):
    """Apply again once the reasons of a rejection are cured."""

    kind: ClassVar[str] = "application.again"
    name: Line = said("書類名", "name of the form", default="再審査申込書")


@moves.takes(
    ApplyAgain,
    "再審査を申し込んだ",
    "a re-review was applied for",
    by=(Role.APPLICANT,),
    at=(Stage.REJECTED,),
    leads=(Stage.SUBMITTED,),
    cites=("a10.p4",),
)
def again(context: Context, command: ApplyAgain) -> Stated:
    """Apply again: the papers of the first application stand, with a new form; whether the reasons are cured is judged after."""
    first = last(context)
    documents = [one.model_dump(exclude_none=True) for one in first.documents or () if one.kind != "form"]
    form = {"name": command.name, "kind": "form", "states": list(range(1, 12)), "received_on": context.today}
    number = first.number + 1
    application = {
        "number": number,
        "applicant": context.actor.organisation.name_ja,
        "documents": [form, *documents],
        "premises": [one.model_dump(exclude_none=True) for one in first.premises or ()],
    }
    place = f"[adoption.applications.{number}]"
    return Stated(
        adds={"adoption.applications": application},
        to=Stage.SUBMITTED,
        gates=(f"again.first {place}", f"again.after_notice {place}", f"again.same_applicant {place}"),
    )
