"""Matters for prior approval, prior notices and reports (a15, a16, a17), and the care of the money (a18)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sonae.core import InputError
from sonae.office.life import Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = ["ApproveMatter", "DoneMatter", "FileMatter", "FileReport", "GiveNotice", "HeedFunds", "moves"]

moves = Moves()

Text = Annotated[str, Field(min_length=1, max_length=2000)]
_AT = (Stage.ADOPTED, Stage.UNDER_WAY, Stage.TERMINATING)


class FileMatter(Command):
    """Ask for prior approval of a matter."""

    kind: ClassVar[str] = "matter.file"
    item: int = said("第15条第1項の号", "item of art. 15, para. 1", ge=1, le=20)
    what: Text = said("内容", "matter")
    important: bool = said("重要か", "important", default=True)
    with_obligation: bool | None = said(
        "探鉱義務を伴う延長か（第2号）", "with an obligation to explore (item 2)", default=None
    )
    act: Literal["made", "changed"] | None = said(
        "策定・締結か変更か（第13〜15、19号）", "made or changed (items 13–15, 19)", default=None
    )
    no_say: Literal["fixed_from_the_start", "matter_of_partners", "other"] | None = said(
        "出資先が決定に関与しえない理由", "why the investee has no say", default=None
    )


@moves.takes(
    FileMatter,
    "事前承認事項を申請した",
    "prior approval of a matter was asked for",
    by=(Role.APPLICANT,),
    at=_AT,
    cites=("a15.p1",),
)
def filed(context: Context, command: FileMatter) -> Stated:
    """Ask for it; where the investee has no say, its report does."""
    row: dict[str, Any] = {
        "item": command.item,
        "what": command.what,
        "important": command.important,
        "received_on": context.today,
        "approved_on": "not_yet",
        "done_on": "not_yet",
        "from_whom": "investee",
    }
    more = {"with_obligation": command.with_obligation, "act": command.act, "no_say": command.no_say}
    row |= {name: value for name, value in more.items() if value is not None}
    if command.no_say:
        row["reported_on"] = context.today
    return Stated(adds={"management.matters": row})


class ApproveMatter(Command):
    """Approve a matter, or refuse it."""

    kind: ClassVar[str] = "matter.decide"
    matter: int = said("事項の番号", "number of the matter", ge=1)
    approved: bool = said("承認するか", "approved")
    reason: Annotated[str, Field(min_length=1, max_length=1000)] = said("審査の理由", "reason of the review")
    evidence: Annotated[tuple[str, ...], Field(min_length=1)] = said("根拠資料", "evidence")


@moves.takes(
    ApproveMatter,
    "事前承認事項を承認し、又は承認しなかった",
    "a matter was approved or refused",
    by=(Role.REVIEW,),
    at=_AT,
    cites=("a15.p1", "a15.p3"),
    judges=True,
)
def decided(context: Context, command: ApproveMatter) -> Stated:
    """Decide on papers and criteria."""
    of = context.entry("management.matters", command.matter, "matter")
    if not command.approved:
        return Stated(sets={f"{of}.refused_on": context.today})
    judgement = context.judgement("matter.criteria_met", of, True, command.reason, command.evidence)
    return Stated(
        sets={f"{of}.approved_on": context.today},
        adds={"judgements": judgement},
        gates=(f"matter.reviewed [{of}]", f"matter.in_order [{of}]"),
    )


class DoneMatter(Command):
    """Record that an approved matter was done."""

    kind: ClassVar[str] = "matter.done"
    matter: int = said("事項の番号", "number of the matter", ge=1)
    on: dt.date | None = said("実施日", "done on", default=None)


@moves.takes(
    DoneMatter,
    "事項の実施を記録した",
    "a matter was recorded as done",
    by=(Role.APPLICANT, Role.REVIEW),
    at=_AT,
    cites=("a15.p1",),
)
def done(context: Context, command: DoneMatter) -> Stated:
    """Record it, in order or not: what happened is recorded as it happened."""
    return Stated(
        sets={f"{context.entry('management.matters', command.matter, 'matter')}.done_on": context.day(command.on)}
    )


class GiveNotice(Command):
    """Give prior notice of a matter."""

    kind: ClassVar[str] = "notice.give"
    item: int = said("第16条第1項の号", "item of art. 16, para. 1", ge=1, le=3)
    what: Text = said("内容", "matter")
    done_on: dt.date | None = said("実施日（済みの場合）", "done on, if it is done", default=None)


@moves.takes(
    GiveNotice, "事前連絡をした", "prior notice was given", by=(Role.APPLICANT,), at=_AT, cites=("a16.p1", "a16.p2")
)
def noticed(context: Context, command: GiveNotice) -> Stated:
    """Give notice in writing."""
    row = {
        "item": command.item,
        "what": command.what,
        "given_on": context.today,
        "written": True,
        "from_whom": "investee",
        "done_on": "not_yet" if command.done_on is None else context.day(command.done_on),
    }
    return Stated(adds={"management.notices": row})


class FileReport(Command):
    """File a report."""

    kind: ClassVar[str] = "report.file"
    item: int = said("第17条第1項の号", "item of art. 17, para. 1", ge=1, le=4)
    month: Annotated[str, Field(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")] | None = said(
        "対象月", "month", default=None
    )
    due_on: dt.date | None = said("機構が定めた期日（第4号）", "day set by the agency (item 4)", default=None)
    content: Annotated[str, Field(min_length=1, max_length=10000)] = said("報告の内容", "what is reported")


@moves.takes(
    FileReport, "報告を提出した", "a report was filed", by=(Role.APPLICANT,), at=_AT, cites=("a17.p1", "a17.p2")
)
def reported(context: Context, command: FileReport) -> Stated:
    """File it in writing; late or in time, it is taken."""
    if command.item in (1, 2) and command.month is None:
        raise InputError("the month is not named", field="month", expected="the month that the report is about")
    row: dict[str, Any] = {"item": command.item, "received_on": context.today, "written": True, "from_whom": "investee"}
    row |= {name: value for name, value in (("month", command.month), ("due_on", command.due_on)) if value is not None}
    return Stated(adds={"management.reports": row})


class HeedFunds(Command):
    """Record what was looked at in the care of the money."""

    kind: ClassVar[str] = "funds.heed"
    use: bool = said("資金の使途", "what the money is used for")
    terms: bool = said("契約条件の履行", "how the terms are kept")
    condition: bool = said("出資先の状況", "the state of the investee's business")


@moves.takes(
    HeedFunds,
    "資金の管理状況を確認した",
    "the care of the money was looked at",
    by=(Role.FINANCE, Role.REVIEW),
    at=_AT,
    cites=("a18.p1",),
)
def heeded(context: Context, command: HeedFunds) -> Stated:
    """Record it."""
    row = {"on": context.today, "use": command.use, "terms": command.terms, "condition": command.condition}
    return Stated(adds={"management.fund_reviews": row})
