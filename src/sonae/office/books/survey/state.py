"""What the books of a survey hold: the survey, a company's answer with all its versions, and sums as they left the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.data import refusal_of
from sonae.office.minerals import minerals
from sonae.office.models import Book
from sonae.stockpile.books import CompanyAnswer, SurveyFields

__all__ = [
    "AnswerStage", "AnswerState", "AnswerVersion", "Called", "Draft", "Proposal", "Released", "RulesStated", "Shown", "SumsState",
    "SurveyState", "Table", "Tonnes", "read_answer", "read_sums", "read_survey",
    "symbol_of",
]  # fmt: skip

Tonnes = Annotated[Decimal, Field(ge=0, le=10**9, max_digits=16, decimal_places=6)]
"""Tonnes of contained element, to the gram: what is typed is nought or more."""


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


K = TypeVar("K", bound=_Kept)


class Called(_Kept):
    """A company that is asked: the number of its answer, and since when."""

    answer: str
    on: dt.date


class RulesStated(_Kept):
    """The agency's rules of disclosure for a survey; their numbers are secret too."""

    minimum_frequency: int
    width_percent: str
    p_percent: str
    coalition: int = 1


class Shown(_Kept):
    """A cell as it leaves: what is written, or nothing where it is suppressed; ``low`` and ``high`` of an interval."""

    at: str
    total: bool = False
    said: str | None = None
    low: str | None = None
    high: str | None = None


class Table(_Kept):
    """A table as it leaves, t of contained element."""

    mineral: str
    of: Literal["stock", "consumption"]
    rows: tuple[Shown, ...]


class Proposal(_Kept):
    """Sums that somebody proposes to release: what was asked of the gate, and what would leave."""

    id: str
    asked: Mapping[str, Any]
    by: int
    on: dt.date
    tables: tuple[Table, ...]


class Released(_Kept):
    """Sums that left: the book that shows them, and the line of the ledger of releases."""

    id: str
    sums: str
    on: dt.date
    line: str


class SurveyState(_Kept):
    """A survey.

    Attributes:
        asked: who is asked for what, as the library reads it; companies by the code of their organisation.
        called: the answer of each company.
        rules: of disclosure; none before they are stated.
        closed_on: when it was closed.
        proposal: sums that wait for a second person.
        released: sums that left.

    """

    asked: SurveyFields
    called: Mapping[str, Called] = Field(default_factory=dict)
    rules: RulesStated | None = None
    closed_on: dt.date | None = None
    proposal: Proposal | None = None
    released: tuple[Released, ...] = ()


class AnswerStage(StrEnum):
    """How far an answer has come."""

    ASKED = "asked"
    SUBMITTED = "submitted"
    QUERIED = "queried"
    ACCEPTED = "accepted"


class Draft(_Kept):
    """What a company has typed and not given yet, as it was typed."""

    by: str
    minerals: tuple[Mapping[str, Any], ...]


class AnswerVersion(_Kept):
    """An answer that was given; the last one counts. ``rows`` holds one of the library's answers for every mineral."""

    version: int
    on: dt.date
    by: str
    reason: str = ""
    rows: tuple[CompanyAnswer, ...]


class AnswerState(_Kept):
    """A company's own answer: nothing in it tells of any other company.

    Attributes:
        survey: number of the survey.
        period: of consumption; stocks are those of its end.
        due: by when the answer is wanted.
        forms: forms in which stock is asked for, by mineral.
        uses: uses by which consumption is asked for, by mineral.
        stage: how far it has come.
        draft: what is typed and not given yet.
        versions: what was given.
        question: what the agency asks of the last version.
        reminded: days on which the company was reminded.
        closed_on: when the survey was closed.

    """

    survey: str
    period: str
    due: dt.date
    forms: Mapping[str, tuple[str, ...]]
    uses: Mapping[str, tuple[str, ...]]
    stage: AnswerStage = AnswerStage.ASKED
    draft: Draft | None = None
    versions: tuple[AnswerVersion, ...] = ()
    question: str = ""
    reminded: tuple[dt.date, ...] = ()
    closed_on: dt.date | None = None

    @property
    def waits(self) -> bool:
        """Whether the company has to do something."""
        return self.closed_on is None and self.stage in (AnswerStage.ASKED, AnswerStage.QUERIED)

    def late(self, day: dt.date) -> bool:
        """Return whether the answer is wanted since a day before."""
        return self.waits and day > self.due


class SumsState(_Kept):
    """Sums as they left the house: what is suppressed is not there."""

    id: str
    survey: str
    period: str
    readers: str
    respondents_only: bool
    on: dt.date
    tables: tuple[Table, ...]


def read_survey(book: Book) -> SurveyState:
    """Read a survey. Raises InputError for what does not hang together."""
    return _read(SurveyState, book)


def read_answer(book: Book) -> AnswerState:
    """Read an answer. Raises InputError for what does not hang together."""
    return _read(AnswerState, book)


def read_sums(book: Book) -> SumsState:
    """Read sums. Raises InputError for what does not hang together."""
    return _read(SumsState, book)


def _read(kind: type[K], book: Book) -> K:
    try:
        return kind.model_validate(book.state)
    except ValidationError as error:
        raise refusal_of(error, book.number) from error


def symbol_of(text: str) -> str:
    """Return the symbol of a mineral by symbol or name. Raises UnknownChoiceError with the nearest ones."""
    return minerals().find(text).symbol
