"""What only a person may judge: recorded with who, when, why and on what evidence."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from sonae.core import InputError
from sonae.office.life import Command, Context, Moves, Stated, said
from sonae.office.roles import Role
from sonae.office.stage import Stage

__all__ = ["Judge", "moves"]

moves = Moves()

Line = Annotated[str, Field(min_length=1, max_length=1000)]

_WHO: tuple[tuple[str, frozenset[Role]], ...] = (
    ("change.consultation_necessary", frozenset({Role.MINISTRY})),
    ("disposal.", frozenset({Role.FINANCE, Role.EXECUTIVE})),
    ("equity.shares_disposed", frozenset({Role.FINANCE, Role.EXECUTIVE})),
    ("audit.", frozenset({Role.AUDITOR})),
    ("cost.", frozenset({Role.REVIEW, Role.FINANCE})),
    ("worsening.", frozenset({Role.PLANNING, Role.REVIEW})),
)
"""Who judges points that begin so; all others are the review department's."""


class Judge(Command):
    """Judge a point that the bylaw leaves to the agency or to the minister."""

    kind: ClassVar[str] = "judgement.record"
    point: Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$", max_length=100)] = said("判断事項", "point")
    of: Annotated[str, Field(pattern=r"^([a-z_]+(\.[a-z_]+|\.[0-9]+)*)?$", max_length=100)] = said(
        "対象（記載の場所）", "entry that it is about", default=""
    )
    holds: bool = said("該当するか", "it holds")
    reason: Line = said("理由", "reason")
    evidence: Annotated[tuple[Line, ...], Field(min_length=1)] = said("根拠資料", "evidence")


@moves.takes(
    Judge,
    "判断を記録した",
    "a judgement was recorded",
    by=(Role.REVIEW, Role.EXECUTIVE, Role.FINANCE, Role.AUDITOR, Role.PLANNING, Role.MINISTRY),
    at=tuple(stage for stage in Stage if not stage.ended and stage is not Stage.DRAFT),
    judges=True,
)
def judged(context: Context, command: Judge) -> Stated:
    """Record it; a later judgement of the same point stands beside the earlier one and counts from its day."""
    may = next((roles for start, roles in _WHO if command.point.startswith(start)), frozenset({Role.REVIEW}))
    if not context.actor.roles & may:
        names = ", ".join(sorted(role.en for role in may))
        raise InputError(f"«{command.point}» is not judged by this role", field="point", expected=names)
    row = context.judgement(command.point, command.of, command.holds, command.reason, command.evidence)
    return Stated(adds={"judgements": row})
