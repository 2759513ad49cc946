"""What the book of disclosure holds: rules, what the agency knows, releases that were proposed, the ledger of those made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.core import FiscalYear, InputError
from sonae.data import refusal_of
from sonae.disclosure import DisclosureRules, Ledger, ledger_from_text, rules_from_text
from sonae.office.books.frame import Work, read_by_text

__all__ = [
    "APPROVALS", "Approval", "Attempt", "Check", "DisclosureState", "Left", "Proposal", "Said", "Stage", "TriedRung", "World",
    "WorldGroup", "WorldMineral", "read_state", "with_proposal",
]  # fmt: skip

APPROVALS = 2
"""How many persons approve a release; who proposed it is none of them. A rule of the house."""
_RULES = "rules"


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Stage(StrEnum):
    """How far a release has come."""

    REFUSED = "refused"
    OPEN = "open"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class WorldGroup(_Kept):
    """A group of minerals, as everybody knows it."""

    id: str
    ja: str
    en: str


class WorldMineral(_Kept):
    """A mineral: what everybody knows of it, and what nobody outside may know. Numbers are exact text.

    Attributes:
        id: symbol.
        ja: what it is called.
        en: the same in English.
        group: of the report.
        consumption: t a day; public.
        price: million yen a t; public.
        step: the days stand on this grid; public.
        lower: the least days that may be decided; public.
        upper: the most; public.
        days: target days; secret.
        held: t; secret. Where it is not stated the stock is what the days come to.
        moved: everybody knows that the stock changed by no more than this many t since the year before.

    """

    id: str
    ja: str
    en: str
    group: str
    consumption: str | None = None
    price: str | None = None
    step: str | None = None
    lower: str | None = None
    upper: str | None = None
    days: str | None = None
    held: str | None = None
    moved: str | None = None


class World(_Kept):
    """What the agency knows of a year, and what of it everybody knows.

    Attributes:
        year: the fiscal year at whose end the stock is counted.
        decision: the State's decision by which the target days are; days of one decision are the same number every year.
        band: everybody takes what is held to lie within so many per cent of what the days come to; none where nobody does.
        groups: of minerals.
        minerals: all that are held in stock by decision.

    """

    year: int
    decision: str
    band: str | None = None
    groups: tuple[WorldGroup, ...]
    minerals: tuple[WorldMineral, ...]

    @property
    def fiscal_year(self) -> FiscalYear:
        """The fiscal year."""
        return FiscalYear(self.year)

    @property
    def period(self) -> str:
        """The year as the ledger names it."""
        return str(self.fiscal_year)


class Said(_Kept):
    """A sentence in both languages."""

    ja: str
    en: str


class Left(_Kept):
    """What the release would leave open of a secret: interval, and values on its grid."""

    secret: str
    low: str | None
    high: str | None
    values: tuple[str, ...]
    complete: bool


class Check(_Kept):
    """What the gate said of a release, for those who may know it.

    Attributes:
        at: when.
        entries: how many releases the ledger held then.
        ruling: pass, refuse or undecided.
        because: why.
        parts: one a protection that does not hold.
        left: the freedom that it would leave of each secret.
        shows: SHA-256 of what the release showed then.

    """

    at: dt.datetime
    entries: int
    ruling: str
    because: Said
    parts: tuple[Said, ...] = ()
    left: tuple[Left, ...] = ()
    shows: str

    @property
    def passed(self) -> bool:
        """Whether the release was let through."""
        return self.ruling == "pass"


class TriedRung(_Kept):
    """A step of the ladder of a yearly report, with what the gate said."""

    shows: str
    unit: str
    ruling: str


class Attempt(_Kept):
    """A form of a release: what it would show, how it came to be, what the gate said.

    Attributes:
        method: «proposed», «yearly», or the way in which it was made coarser.
        by: login of who made it so.
        part: figures, dimensions, tables and holding groups as a table file states them.
        check: what the gate said of it last.
        tried: the steps of the ladder, of a yearly report.

    """

    method: str
    by: str
    part: Mapping[str, Any]
    check: Check
    tried: tuple[TriedRung, ...] = ()


class Approval(_Kept):
    """Who approved a release, and when."""

    by: str
    person: Said
    at: dt.datetime


class Proposal(_Kept):
    """A release from its proposal on.

    Attributes:
        number: its place in the book, from 1.
        id: by which the ledger knows it.
        title: what it is.
        year: of the world that it is made of.
        series: releases of one series carry hidden cells forward.
        readers: to whom it is released, in words.
        audience: the label of these readers: public, internal.
        form: table, chart, report, aggregate, export.
        by: login of who proposed it.
        person: who that is.
        at: when.
        attempts: its forms, the last one being the present.
        approvals: of the present form.
        stage: how far it has come.
        reason: why it was withdrawn.
        published_at: when it was published.
        published_as: what its readers know it by.

    """

    number: int
    id: str
    title: Said
    year: int
    series: str | None = None
    readers: str
    audience: str
    form: str
    by: str
    person: Said
    at: dt.datetime
    attempts: tuple[Attempt, ...]
    approvals: tuple[Approval, ...] = ()
    stage: Stage
    reason: str = ""
    published_at: dt.datetime | None = None
    published_as: str = ""

    @property
    def now(self) -> Attempt:
        """Its present form."""
        return self.attempts[-1]

    @property
    def makers(self) -> frozenset[str]:
        """The logins of all who proposed it or gave it its form."""
        return frozenset({self.by, *(one.by for one in self.attempts)})


class _Tree(_Kept):
    rules: str
    worlds: tuple[World, ...] = Field(min_length=1)
    proposals: tuple[Proposal, ...] = ()
    ledger: str = ""
    nonces: tuple[str, ...] = ()


@dataclass(frozen=True)
class DisclosureState:
    """The book as its commands and pages read it.

    Attributes:
        rules: the agency's.
        worlds: what was known of each year, the latest last.
        proposals: all releases that were ever proposed.
        ledger: every release ever made; empty where its chain is broken.
        nonces: of the seals of its entries.
        broken: what is wrong with the chain; none where it is whole.

    """

    rules: DisclosureRules
    worlds: tuple[World, ...]
    proposals: tuple[Proposal, ...]
    ledger: Ledger
    nonces: tuple[str, ...]
    broken: InputError | None

    @property
    def world(self) -> World:
        """What is known of the latest year."""
        return self.worlds[-1]

    @cached_property
    def by_year(self) -> Mapping[int, World]:
        """What is known, by year."""
        return {one.year: one for one in self.worlds}

    def world_of(self, year: int) -> World:
        """Return what is known of a year.

        Raises:
            InputError: when nothing was stated of it.

        """
        if year not in self.by_year:
            raise InputError(
                f"nothing is stated of FY{year}", field="year", expected=", ".join(str(one.year) for one in self.worlds)
            )
        return self.by_year[year]

    def proposal(self, number: int) -> Proposal:
        """Return a release by its number.

        Raises:
            InputError: when there is none.

        """
        if not 1 <= number <= len(self.proposals):
            raise InputError(f"there is no release {number}", field="release", expected=f"1 to {len(self.proposals)}")
        return self.proposals[number - 1]


@read_by_text
def read_state(plain: Any, number: str) -> DisclosureState:
    """Read what a book holds; a chain that is broken is told by the state, so that its pages can say so.

    Raises:
        InputError: for what does not hang together otherwise.

    """
    try:
        tree = _Tree.model_validate(plain)
    except ValidationError as error:
        raise refusal_of(error, number) from error
    ledger, broken = _ledger_in(tree, number)
    return DisclosureState(
        rules_from_text(tree.rules, _RULES), tree.worlds, tree.proposals, ledger, tree.nonces, broken
    )


def _ledger_in(tree: _Tree, number: str) -> tuple[Ledger, InputError | None]:
    try:
        ledger = ledger_from_text(tree.ledger, number)
    except InputError as error:
        return Ledger(), error
    if len(tree.nonces) != len(ledger.entries):
        return Ledger(), InputError("the chain of the ledger is broken: an entry has no seal", file=number)
    return ledger, None


def with_proposal(work: Work, proposal: Proposal, **parts: Any) -> dict[str, Any]:
    """Return the state of the book with a release put in its place, or at the end."""
    rows = list(work.book.state.get("proposals", ()))
    kept = proposal.model_dump(mode="json")
    rows[proposal.number - 1 : proposal.number] = [kept]
    return work.with_parts(proposals=rows, **parts)
