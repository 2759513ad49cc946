"""The decision on an application, its notice, changes of the adoption before the master agreement (a6, a10)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.core import InputError
from sonae.office.commands.application import current, last
from sonae.office.life import Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = ["ChangeAdoption", "Decide", "Notify", "ReportChange", "moves"]

moves = Moves()

Line = Annotated[str, Field(min_length=1, max_length=200)]
Item = Annotated[int, Field(ge=1, le=11)]


class Decide(Command):
    """Decide on the application."""

    kind: ClassVar[str] = "decision.make"
    adopted: bool = said("採択するか", "adopted")
    conditions: tuple[Line, ...] = said("採択の条件", "conditions", default=())
    reasons: tuple[Line, ...] = said("不採択の理由", "reasons of a rejection", default=())


@moves.takes(
    Decide,
    "採択の可否を決定した",
    "the application was decided",
    by=(Role.EXECUTIVE,),
    at=(Stage.REVIEW,),
    leads=(Stage.ADOPTED, Stage.REJECTED),
    cites=("a6.p2", "a6.p1"),
    judges=True,
)
def decided(context: Context, command: Decide) -> Stated:
    """Decide, for or against: not before the minister's consent is on record, and with all that has to go before it."""
    if not command.adopted and not command.reasons:
        raise InputError("a rejection needs its reasons", field="reasons", expected="one reason or more (a10.p3)")
    number = current(context)
    decision: dict[str, Any] = {"adopted": command.adopted, "on": context.today}
    if command.adopted:
        decision["conditions"] = list(command.conditions)
    place = f"[adoption.applications.{number}]"
    gates = [f"decision.allowed {place}"]
    sets: dict[str, Any] = {f"adoption.applications.{number}.decision": decision}
    if command.adopted:
        gates.append(f"decision.conditions {place}")
        sets["management"] = {
            "agreement": {
                "signed_on": "not_yet",
                "conditions": [
                    {"what": what, "met_on": "not_yet", "confirmed_on": "not_yet"} for what in command.conditions
                ],
            },
            "plans": [],
            "work_items": [],
            "drawdowns": [],
            "matters": [],
            "notices": [],
            "reports": [],
            "termination_approved_on": "not_yet",
            "shares_disposed_on": "not_yet",
        }
        sets["oversight"] = {
            "audits": [],
            "audit_requests": [],
            "evaluations": [],
            "works_ended_on": "not_yet",
            "joint_audit_completed_on": "not_yet",
            "accounts_closed_on": "not_yet",
        }
    return Stated(
        sets=sets,
        to=Stage.ADOPTED if command.adopted else Stage.REJECTED,
        gates=tuple(gates),
        note={"reasons": list(command.reasons)} if command.reasons else {},
    )


class Notify(Command):
    """Tell the applicant in writing."""

    kind: ClassVar[str] = "decision.notify"
    reasons: tuple[Line, ...] = said("通知に記す理由（不採択）", "reasons that the notice states", default=())
    on: dt.date | None = said("通知日", "given on", default=None)


@moves.takes(
    Notify,
    "決定を書面で通知した",
    "the applicant was told in writing",
    by=(Role.REVIEW, Role.PROMOTION),
    at=(Stage.ADOPTED, Stage.REJECTED),
    cites=("a10.p1", "a10.p3"),
)
def notified(context: Context, command: Notify) -> Stated:
    """Tell the applicant, with conditions or reasons."""
    application = last(context)
    number, decision = application.number, application.decision
    place = f"[adoption.applications.{number}]"
    if decision is None:
        raise InputError("nothing is decided yet", field="decision", expected="a decision first")
    notice: dict[str, Any] = {
        "given_on": context.day(command.on),
        "to": context.case.applicant.name_ja,
        "written": True,
        "conditions": list(decision.conditions or ()),
    }
    if not decision.adopted:
        notice["reasons"] = list(command.reasons)
    return Stated(
        sets={f"adoption.applications.{number}.decision.notice": notice},
        gates=(f"notice.given {place}", f"notice.conditions {place}", f"notice.reasons {place}"),
    )


class ChangeAdoption(Command):
    """Change the adoption, or cancel it, before the master agreement."""

    kind: ClassVar[str] = "adoption.change"
    what: Literal["change", "cancellation"] = said("変更か取消しか", "change or cancellation")
    items: Annotated[tuple[Item, ...], Field(min_length=1)] = said(
        "変わった事項（第7条各号）", "items of art. 7 that changed"
    )


@moves.takes(
    ChangeAdoption,
    "採択の内容を変更し、又は取り消した",
    "the adoption was changed or cancelled",
    by=(Role.EXECUTIVE,),
    at=(Stage.ADOPTED,),
    leads=(Stage.CANCELLED,),
    cites=("a10.p5", "a10.p6"),
    judges=True,
)
def changed(context: Context, command: ChangeAdoption) -> Stated:
    """Change or cancel it, where someone judged that necessary."""
    adoption = context.facts.adoption
    place = len(adoption.changes or ()) + 1 if adoption else 1
    row = {"kind": command.what, "on": context.today, "items": list(command.items), "reported_on": "not_yet"}
    return Stated(
        adds={"adoption.changes": row},
        to=Stage.CANCELLED if command.what == "cancellation" else None,
        gates=(f"change.between [adoption.changes.{place}]", f"change.matter [adoption.changes.{place}]"),
    )


class ReportChange(Command):
    """Report a change of the adoption to the minister."""

    kind: ClassVar[str] = "adoption.report_change"
    on: dt.date | None = said("報告日", "reported on", default=None)


@moves.takes(
    ReportChange,
    "採択の変更を大臣に報告した",
    "the change of the adoption was reported to the minister",
    by=(Role.REVIEW,),
    at=(Stage.ADOPTED,),
    cites=("a10.p6",),
)
def change_reported(context: Context, command: ReportChange) -> Stated:
    """Report the last change."""
    adoption = context.facts.adoption
    changes = (adoption.changes or ()) if adoption else ()
    if not changes:
        raise InputError("the adoption was not changed", field="adoption.changes", expected="a change first")
    return Stated(sets={f"adoption.changes.{len(changes)}.reported_on": context.day(command.on)})
