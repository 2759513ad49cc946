"""The shapes of answers about work: what waits, what is due, figures, commands and what they ask for, letters."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, Field

from sonae.office.api.problem import CitationShape
from sonae.office.api.shapes import DutyShape, Label, Named

__all__ = [
    "CommandPage", "CommandShape", "CommandWithFields", "DeskDuty", "DeskDutyPage", "FiguresShape", "InboxPage", "LetterShape",
    "LettersShape", "Offer", "OffersShape", "Option", "StageCount", "WaitingShape", "YearSum",
]  # fmt: skip


class _OfCase(BaseModel):
    """The case that a line is about."""

    case: str
    title_ja: str
    title_en: str
    classification: Label


class WaitingShape(_OfCase):
    """A command that waits for the reader."""

    stage: Named
    version: int
    kind: str = Field(description="the command")
    ja: str
    en: str
    what: str = Field(description="what of the case it is about; empty where that is the case as a whole")
    fields: dict[str, Any] = Field(description="fields of the command that are known already")
    citations: list[str]


class InboxPage(BaseModel):
    """A page of what waits for the reader, that which waits longest first."""

    on: dt.date
    items: list[WaitingShape]
    next: str | None
    looked: int = Field(description="how many open cases were looked through, those that changed last")
    complete: bool = Field(description="whether that were all")


class DeskDuty(DutyShape, _OfCase):
    """Something that has to be done in one of the cases."""

    mine: bool = Field(description="whether the reader's roles see to it")
    roles: list[Named] = Field(description="who of the office sees to it")
    command: str | None = Field(description="the command that meets it")


class DeskDutyPage(BaseModel):
    """A page of duties of all cases, by due day; those without one come last."""

    on: dt.date
    items: list[DeskDuty]
    next: str | None
    looked: int
    complete: bool


class StageCount(BaseModel):
    """How many cases stand at a stage."""

    stage: Named
    count: int


class YearSum(BaseModel):
    """A sum of a fiscal year, April to March."""

    fiscal_year: int
    yen: int


class FiguresShape(BaseModel):
    """The figures of the first page."""

    on: dt.date
    stages: list[StageCount]
    waiting: int = Field(description="commands that wait for the reader")
    late: int = Field(description="duties of the reader that are past their day")
    late_of_others: int | None = Field(description="duties of others; null for who is outside of the agency")
    soon: int = Field(description="duties of the reader that are due within 31 days")
    drawn: list[YearSum] = Field(description="project cost of equity that was paid, in yen")
    looked: int
    complete: bool


class CommandShape(BaseModel):
    """A command of the office: what it does, who gives it, at which stages of which cases."""

    kind: str
    ja: str
    en: str
    roles: list[Named]
    stages: list[Named] = Field(description="empty for a command that opens a case")
    supports: list[str] = Field(description="kinds of case that it is a step of")
    judges: bool = Field(description="whether it reviews or approves, which no promoter of the case does")
    citations: list[CitationShape]


class CommandPage(BaseModel):
    """All commands."""

    items: list[CommandShape]


class CommandWithFields(CommandShape):
    """A command with what it asks for."""

    fields: dict[str, Any] = Field(description="JSON schema of its fields, with their words in both languages")


class Option(BaseModel):
    """Something to choose for a field."""

    value: str
    label: str


class Offer(BaseModel):
    """A command of the reader's roles in a case: whether he may give it now, and why or why not."""

    kind: str
    ja: str
    en: str
    allowed: bool
    because_ja: str
    because_en: str
    awaited: list[dict[str, Any]] = Field(
        description="fields known already, one entry for each time the case waits for it"
    )
    options: dict[str, list[Option]] = Field(description="by field, what the case holds to choose from")


class OffersShape(BaseModel):
    """The commands of the reader's roles in a case; those of others that the case waits for."""

    case: str
    version: int
    commands: list[Offer]
    others: list[str] = Field(description="commands of others that the case waits for")


class LetterShape(BaseModel):
    """A letter that the record of a case holds all for."""

    kind: str
    ja: str
    en: str
    forms: list[str]


class LettersShape(BaseModel):
    """The letters of a case that the reader may take out."""

    case: str
    version: int
    letters: list[LetterShape]
