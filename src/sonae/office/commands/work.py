"""Work items of a year's plan: filed, approved, changed (a12)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from sonae.office.life import Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = ["ApproveWork", "ApproveWorkChange", "ChangeWork", "FileWork", "moves"]

moves = Moves()

Line = Annotated[str, Field(min_length=1, max_length=200)]
Yen = Annotated[int, Field(ge=0)]
_AT = (Stage.ADOPTED, Stage.UNDER_WAY)


class FileWork(Command):
    """Apply for approval of a work item."""

    kind: ClassVar[str] = "work.file"
    name: Line = said("個別作業等の名称", "work item")
    year: int = said("計画の年度", "year of the plan", ge=1967, le=2200)
    in_annex: bool = said("別表1の作業に当たるか", "annex 1 lists work of its kind")
    certain_on: dt.date = said("実施が確実になった日", "certain since")
    budget: Yen = said("予算（円）", "budget, yen")
    expected_equity: Yen = said("出資の期待額（円）", "equity expected, yen")


@moves.takes(
    FileWork,
    "個別作業等の承認を申請した",
    "approval of a work item was applied for",
    by=(Role.APPLICANT,),
    at=_AT,
    cites=("a12.p1",),
)
def filed(context: Context, command: FileWork) -> Stated:
    """Apply for it."""
    row = {
        "name": command.name,
        "year": command.year,
        "in_annex": command.in_annex,
        "certain_on": context.day(command.certain_on),
        "contains": ["aim", "content", "schedule", "budget", "expected_equity", "others"],
        "budget": command.budget,
        "expected_equity": command.expected_equity,
        "received_on": context.today,
        "approved_on": "not_yet",
        "from_whom": "investee",
    }
    return Stated(adds={"management.work_items": row})


class ApproveWork(Command):
    """Approve a work item."""

    kind: ClassVar[str] = "work.approve"
    name: Line = said("個別作業等の名称", "work item")


@moves.takes(
    ApproveWork,
    "個別作業等を承認した",
    "a work item was approved",
    by=(Role.REVIEW,),
    at=_AT,
    cites=("a12.p1",),
    judges=True,
)
def approved(context: Context, command: ApproveWork) -> Stated:
    """Approve it: only what stands in an approved plan."""
    of, _ = context.named("management.work_items", command.name, "work item")
    return Stated(sets={f"{of}.approved_on": context.today}, gates=(f"work.in_order [{of}]",))


class ChangeWork(Command):
    """Apply for approval of a change of a work item."""

    kind: ClassVar[str] = "work.change"
    name: Line = said("個別作業等の名称", "work item")
    important: bool = said("重要な変更か", "important")
    foreseen_on: dt.date = said("変更が見込まれた日", "foreseen on")
    budget: Yen | None = said("変更後の予算（円）", "budget after it, yen", default=None)


@moves.takes(
    ChangeWork,
    "個別作業等の変更を申請した",
    "a change of a work item was applied for",
    by=(Role.APPLICANT,),
    at=_AT,
    cites=("a12.p2",),
)
def changed(context: Context, command: ChangeWork) -> Stated:
    """Apply for a change."""
    row: dict[str, object] = {
        "work": command.name,
        "important": command.important,
        "foreseen_on": context.day(command.foreseen_on),
        "received_on": context.today,
        "approved_on": "not_yet",
        "from_whom": "investee",
    }
    if command.budget is not None:
        row["budget"] = command.budget
    return Stated(adds={"management.work_changes": row})


class ApproveWorkChange(Command):
    """Approve a change of a work item."""

    kind: ClassVar[str] = "work.approve_change"
    change: int = said("変更の番号", "number of the change", ge=1)


@moves.takes(
    ApproveWorkChange,
    "個別作業等の変更を承認した",
    "a change of a work item was approved",
    by=(Role.REVIEW,),
    at=_AT,
    cites=("a12.p2",),
    judges=True,
)
def change_approved(context: Context, command: ApproveWorkChange) -> Stated:
    """Approve it."""
    of = context.entry("management.work_changes", command.change, "change")
    return Stated(sets={f"{of}.approved_on": context.today})
