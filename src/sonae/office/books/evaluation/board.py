"""What an evaluation lacks and what is late, item by item, with the command that would mend it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sonae.evaluation import Item
from sonae.office.books.evaluation.state import EvaluationState, Stage

__all__ = ["Board", "ItemLine", "Lacking", "board_of"]

_HALF = (9, 30)
_REPORT = (6, 30)


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something that is not there yet.

    Attributes:
        what: a word: «target», «value», «gate», «self», «department», «half_year», «submission», «minister», «closing».
        of: id of the indicator, gate or item; empty for the whole.
        kind: the command that states it.
        field: the field of that command which names ``of``.
        due: by when it was wanted.
        late: whether that day has gone by.

    """

    what: str
    of: str
    kind: str
    field: str = ""
    due: dt.date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item as the desk shows it.

    Attributes:
        item: the item.
        department: code of the department that has it.
        due: by when its values are wanted.
        wanted: how many indicators have a value to come.
        stated: how many of them have it.
        letters: the computed band.
        own: the letter of the agency.
        minister: the letter of the minister.
        lacking: what is not there yet.

    """

    item: Item
    department: str
    due: dt.date | None
    wanted: int
    stated: int
    letters: tuple[str, ...]
    own: str
    minister: str
    lacking: tuple[Lacking, ...]

    @property
    def late(self) -> bool:
        """Whether anything of it is late."""
        return any(one.late for one in self.lacking)

    @property
    def share(self) -> int:
        """How much of its values is there, in per cent."""
        return round(100 * self.stated / self.wanted) if self.wanted else 100


@dataclass(frozen=True, slots=True)
class Board:
    """The desk: every item, and what the whole lacks."""

    items: tuple[ItemLine, ...]
    whole: tuple[Lacking, ...]


def board_of(state: EvaluationState, today: dt.date) -> Board:
    """Return what an evaluation lacks on a day.

    Values are late after the day that planning set for the item; the half-year review after 31 October, a month after the half;
    the submission after 30 June, three months after the year (Act on General Rules, art. 32).
    """
    return Board(tuple(_line(state, one, today) for one in state.evaluation.items), tuple(_whole(state, today)))


def _line(state: EvaluationState, item: Item, today: dt.date) -> ItemLine:
    evaluation, year = state.evaluation, state.year
    given = state.desk.assignments.get(item.id)
    wanted = [one for one in evaluation.indicators if one.item == item.id]
    stated = [one for one in wanted if one.actuals.get(year) is not None]
    own, minister = (evaluation.rating(item.id, by) for by in ("self", "minister"))
    lacking = tuple(_of_item(state, item, today)) if state.desk.stage is Stage.OPEN else ()
    return ItemLine(
        item, given.department if given else "", given.due if given else None, len(wanted), len(stated),
        evaluation.ground(item.id).letters, own.letter if own else "", minister.letter if minister else "", lacking,
    )  # fmt: skip


def _of_item(state: EvaluationState, item: Item, today: dt.date) -> Iterator[Lacking]:
    evaluation, year = state.evaluation, state.year
    given = state.desk.assignments.get(item.id)
    due = given.due if given else None
    late = due is not None and today > due
    if given is None:
        yield Lacking("department", item.id, "item.assign", "item")
    for one in evaluation.indicators:
        if one.item != item.id or one.actuals.get(year) is not None:
            continue
        if one.judged == "yearly" and year not in one.year_targets:
            yield Lacking("target", one.id, "year.targets")
        else:
            yield Lacking("value", one.id, "indicator.state", "indicator", due, late)
    for one_gate in evaluation.gates:
        if one_gate.item == item.id and one_gate.year == year and one_gate.passed is None:
            yield Lacking("gate", one_gate.id, "gate.result", "gate", due, late)
    if evaluation.rating(item.id, "self") is None and today > year.end:
        report = dt.date(year.year + 1, *_REPORT)
        yield Lacking("self", item.id, "item.evaluate", "item", report, today > report)


def _whole(state: EvaluationState, today: dt.date) -> Iterator[Lacking]:
    evaluation, year, stage = state.evaluation, state.year, state.desk.stage
    half, report = dt.date(year.year, *_HALF), dt.date(year.year + 1, *_REPORT)
    if stage is Stage.OPEN:
        if today > half and not any(one.year == year for one in evaluation.half_year_reviews):
            wanted = dt.date(year.year, 10, 31)
            yield Lacking("half_year", "", "half_year.review", due=wanted, late=today > wanted)
        if today > year.end:
            yield Lacking("submission", "", "year.submit", due=report, late=today > report)
    if stage is Stage.SUBMITTED:
        left = [one.id for one in evaluation.items if evaluation.rating(one.id, "minister") is None]
        for item in left:
            yield Lacking("minister", item, "minister.rate", "item")
        if not left and evaluation.rating("overall", "minister") is None:
            yield Lacking("minister", "overall", "minister.rate", "item")
        elif not left:
            yield Lacking("closing", "", "year.close")
