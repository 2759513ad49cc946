"""What an evaluation book holds: the evaluation itself, and how far the desk has come with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.core import FiscalYear
from sonae.data import refusal_of
from sonae.evaluation import Evaluation, evaluation_from_tree, evaluation_tree, load_evaluation
from sonae.office.books.frame import Work, read_by_text
from sonae.office.roles import Role

__all__ = [
    "OWNERS", "Assignment", "Desk", "EvaluationState", "Stage", "changed", "lines_now", "publication", "published", "read_state",
    "said_in_both", "without",
]  # fmt: skip

OWNERS = (Role.PROMOTION, Role.REVIEW, Role.STOCKPILE, Role.FINANCE)
"""Roles of departments that may have an item."""


class Stage(StrEnum):
    """How far an evaluation has come."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CLOSED = "closed"


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Assignment(_Kept):
    """Who has an item, and by when its values are wanted."""

    department: str
    due: dt.date | None = None


class Desk(_Kept):
    """What the desk adds to an evaluation.

    Attributes:
        stage: how far it has come.
        before: name of the evaluation that it was opened from.
        assignments: who has which item.
        submitted_on: when it went to the minister.
        closed_on: when it was closed.

    """

    stage: Stage = Stage.OPEN
    before: str = ""
    assignments: Mapping[str, Assignment] = Field(default_factory=dict)
    submitted_on: dt.date | None = None
    closed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class EvaluationState:
    """An evaluation book as its commands and pages read it."""

    evaluation: Evaluation
    desk: Desk

    @property
    def year(self) -> FiscalYear:
        """The fiscal year that is evaluated."""
        return self.evaluation.year

    def department_of(self, item: str) -> str:
        """Return the code of the department that has an item; empty where none has."""
        found = self.desk.assignments.get(item)
        return found.department if found else ""


@read_by_text
def read_state(tree: Any, number: str) -> EvaluationState:
    """Read what a book holds.

    Raises:
        InputError: for what does not hang together.

    """
    evaluation = evaluation_from_tree(tree["evaluation"], number)
    try:
        return EvaluationState(evaluation, Desk.model_validate(tree["desk"]))
    except ValidationError as error:
        raise refusal_of(error, number) from error


def published(name: str) -> dict[str, Any]:
    """Return an evaluation that comes with Sonae as the state of a book: it is finished, and nothing in it changes any more."""
    return {
        "evaluation": evaluation_tree(load_evaluation(name)),
        "desk": Desk(stage=Stage.CLOSED, before=name).model_dump(mode="json"),
    }


def publication(state: EvaluationState) -> bool:
    """Return whether a book holds a published document as it stands, whose lines are cited, and was not made here."""
    return state.evaluation.source.name != state.evaluation.name


def changed(work: Work, desk: Mapping[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    """Return the state of a book with parts of the evaluation, and of the desk, put in the place of those that were there."""
    before = work.book.state
    return {"evaluation": {**before["evaluation"], **parts}, "desk": {**before["desk"], **(desk or {})}}


def without(rows: list[dict[str, Any]], **same: str) -> list[dict[str, Any]]:
    """Return the rows in which not all of the fields have these values."""
    return [row for row in rows if any(str(row.get(name)) != value for name, value in same.items())]


def lines_now(work: Work) -> str:
    """Return the «lines» of what is stated now: an evaluation that is made in the office is cited by the version of its book."""
    return str(work.book.version + 1)


def said_in_both(ja: str, en: str | None) -> dict[str, str]:
    """Return words in both languages; where no English was given, the Japanese stand in its place."""
    flat = " ".join(ja.split())
    return {"ja": flat, "en": " ".join(en.split()) if en else flat}
