"""Planning gives items to departments, sets the targets of the year and holds the review after the first half."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from sonae.core import InputError
from sonae.office.books.evaluation.gates import HALF_YEAR, at
from sonae.office.books.evaluation.state import OWNERS, Assignment, Stage, changed, lines_now, said_in_both
from sonae.office.books.frame import BookMoves, Done, Work
from sonae.office.books.gates import either
from sonae.office.life import Command, said
from sonae.office.models import Department
from sonae.office.roles import Role

__all__ = ["AssignItem", "HalfYear", "SetTargets", "moves"]

moves = BookMoves("evaluation")
_OPEN = at(Stage.OPEN)

Code = Annotated[str, Field(min_length=1, max_length=40)]
Words = Annotated[str, Field(min_length=1, max_length=1200)]
English = Annotated[str, Field(max_length=1200)]
Unit = Annotated[str, Field(max_length=80)]
Number = Annotated[Decimal, Field(max_digits=24, decimal_places=9)]
"""A number as a person types it; one with an exponent beyond all measure is none."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class AssignItem(Command):
    """Give an item to a department."""

    kind: ClassVar[str] = "item.assign"

    item: Code = said("評価項目", "item")
    department: Code = said("担当部門", "department")
    due: dt.date | None = said("実績の期限", "values wanted by", default=None)


class TargetLine(_Row):
    """The target of an indicator for the year; a line without value is left out."""

    indicator: Code = said("指標", "indicator")
    value: Number | None = said("年度目標", "target of the year", default=None)
    unit: Unit | None = said("単位（指標と異なる場合）", "unit, where it is not the indicator's", default=None)


class SetTargets(Command):
    """Set targets of the year."""

    kind: ClassVar[str] = "year.targets"

    year: Annotated[int, Field(ge=2003, le=2100)] | None = said(
        "年度（評価する年度以外の場合）", "fiscal year, where it is an earlier one", default=None
    )
    targets: Annotated[tuple[TargetLine, ...], Field(min_length=1)] = said("年度目標", "targets")


class HalfLine(_Row):
    """Where an indicator stood after the first half; a line without value is left out."""

    indicator: Code = said("指標", "indicator")
    value: Number | None = said("上半期の値", "value after the first half", default=None)
    remark: Annotated[str, Field(max_length=200)] | None = said("備考", "remark", default=None)


class HalfYear(Command):
    """Record the review after the first half."""

    kind: ClassVar[str] = "half_year.review"

    on: dt.date | None = said("点検した日", "day of the review", default=None)
    values: tuple[HalfLine, ...] = said("上半期の値", "values after the first half", default=())
    words: Words = said("点検の結果", "what came of it")
    words_en: English | None = said("点検の結果（英語）", "the same in English", default=None)


@moves.takes(AssignItem, "項目の担当部門を決めた", "gave an item to a department", by=(Role.PLANNING,), ready=_OPEN)
def _assign(work: Work, command: AssignItem) -> Done:
    work.state.evaluation.item(command.item)
    place = Department.objects.filter(code=command.department).first()
    if place is None:
        raise InputError("there is no such department", field="department", expected="one of the agency's")
    wanted = sorted({role.value for role in (*OWNERS, Role.PLANNING)})
    finding = either(
        "item.department", place.accounts.filter(is_active=True, grants__role__in=wanted).exists(),
        ("担当できる者がいる部門である。", "somebody there may look after an item."),
        ("この部門には、評価項目を担当できる役割の者がいない。", "nobody in this department has a role that looks after an item."),
    )  # fmt: skip
    given = Assignment(department=command.department, due=command.due)
    desk = work.state.desk.model_dump(mode="json")["assignments"]
    after = {"assignments": {**desk, command.item: given.model_dump(mode="json")}}
    return Done(changed(work, after), (finding,))


@moves.takes(SetTargets, "年度目標を定めた", "set targets of the year", by=(Role.PLANNING,), ready=_OPEN)
def _targets(work: Work, command: SetTargets) -> Done:
    evaluation = work.state.evaluation
    year = year_in(work, command.year)
    rows = {line.indicator: line for line in command.targets if line.value is not None}
    if len({line.indicator for line in command.targets}) < len(command.targets):
        raise InputError("an indicator stands twice", field="targets", expected="each indicator once")
    if not rows:
        raise InputError("no target is given", field="targets", expected="at least one with its value")
    for name in rows:
        if evaluation.indicator(name).judged == "never":
            raise InputError(f"indicator {name} is only followed and has no target", field="targets")
    indicators = [
        _with_target(work, one, year, rows[one["id"]]) if one["id"] in rows else one
        for one in work.book.state["evaluation"]["indicators"]
    ]
    return Done(changed(work, indicators=indicators))


def _with_target(work: Work, row: Mapping[str, Any], year: str, line: TargetLine) -> dict[str, Any]:
    unit = {"unit": line.unit} if line.unit else {}
    target = {"value": str(line.value), **unit, "lines": lines_now(work)}
    return {**row, "year_targets": {**row.get("year_targets", {}), year: target}}


def year_in(work: Work, given: int | None) -> str:
    """Return the year that a command is about, as the tree writes it.

    Raises:
        InputError: for one outside the years of the period up to that of the book.

    """
    state = work.state
    year = state.year if given is None else type(state.year)(given)
    if not state.evaluation.period.first <= year <= state.year:
        raise InputError(
            f"{year} is no year of this evaluation",
            field="year",
            expected=f"{state.evaluation.period.first} to {state.year}",
        )
    return str(year)


@moves.takes(
    HalfYear,
    "上半期の点検を記録した",
    "recorded the half-year review",
    by=(Role.PLANNING,),
    cites=(HALF_YEAR,),
    ready=_OPEN,
)
def _half_year(work: Work, command: HalfYear) -> Done:
    state = work.state
    on, year = work.day(command.on), str(state.year)
    half = dt.date(state.year.year, 9, 30)
    over = work.today > half and on > half
    finding = either(
        "half_year.over", over, ("上半期は終わっている。", "the first half has ended."),
        ("上半期（9月30日まで）が終わるまで点検は記録できない。", "the first half, to 30 September, has not ended."), (HALF_YEAR,),
    )  # fmt: skip
    review = {
        "year": year, "on": str(on), "by": {"ja": work.person, "en": work.person_in("en")}, "lines": lines_now(work),
        "words": said_in_both(command.words, command.words_en),
        "values": [
            {"indicator": line.indicator, "value": str(line.value)}
            | ({"remark": said_in_both(line.remark, None)} if line.remark else {})
            for line in command.values
            if line.value is not None
        ],
    }  # fmt: skip
    before = [one for one in work.book.state["evaluation"].get("half_year_reviews", ()) if one["year"] != year]
    return Done(changed(work, half_year_reviews=[*before, review]), (finding,))
