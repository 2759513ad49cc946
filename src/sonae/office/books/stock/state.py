"""What the book of the stock holds: the records of :mod:`sonae.stockpile.books` as JSON, and the runs of the risk engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from sonae.core import Finding, FiscalYear, Outcome, UnknownChoiceError
from sonae.office.books.frame import Done, Work, read_by_text
from sonae.office.books.stock.gates import recorded
from sonae.office.models import Book as OfficeBook
from sonae.stockpile.books import (
    Book,
    Drill,
    Entries,
    PolicyRecord,
    Purchase,
    ReleaseRecord,
    ReviewRecord,
    State,
    Taken,
    Voucher,
    enter,
    practised,
    read,
    stated,
)
from sonae.stockpile.release import Released

__all__ = [
    "Consumption", "DaysRun", "Desk", "Held", "RunDays", "StockState", "changed", "entered", "held_release", "kept_purchase",
    "kept_release", "next_name", "read_state", "required_purchase", "said_outcome",
]  # fmt: skip

Figure = Annotated[Decimal, PlainSerializer(lambda value: f"{value:f}", when_used="json")]


class Row(BaseModel):
    """A part of what is kept: no unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class RunDays(Row):
    """What a run of the risk engine computed for a mineral; ``days`` none where the data do not reach, with the reason."""

    mineral: str
    days: int | None
    statistic: float | None = None
    standard_error: float | None = None
    governing: str = ""
    reason: str = ""


class DaysRun(Row):
    """A run of the risk engine: what it rests on, so that it can be replayed, and the days by mineral."""

    name: str
    date: dt.date
    by: str
    year: int
    scenarios: int
    seed: int
    policy_sha256: str
    rows: tuple[RunDays, ...]


class Consumption(Row):
    """Reference consumption of a mineral, t of element a year, from a day on; a day of stock is 1/365 of it."""

    mineral: str
    since: dt.date
    tonnes: Figure
    source: str


class Desk(State):
    """What the desk adds to the records.

    Attributes:
        runs: of the risk engine, oldest first.
        consumption: reference consumption as it was stated, oldest first.
        earlier: what left the stock before the book was closed last; the plan's quantity is counted with it.
        reasons: why days that were proposed are not the computed ones, by version of the proposal and mineral.
        takers: logins of who took the requests of a release down.

    """

    runs: tuple[DaysRun, ...] = ()
    consumption: tuple[Consumption, ...] = ()
    reasons: dict[str, dict[str, str]] = Field(default_factory=dict)
    takers: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    earlier: tuple[Released, ...] = ()

    def consumption_on(self, day: dt.date) -> dict[str, Decimal]:
        """Return reference consumption by mineral as it stands on a day; what was not stated is missing."""
        return {one.mineral: one.tonnes for one in self.consumption if one.since <= day}


@dataclass(frozen=True, slots=True)
class StockState:
    """A book of the stock as its commands and pages read it."""

    desk: Desk
    book: Book
    policy: PolicyRecord
    reviews: ReviewRecord
    purchases: tuple[Purchase, ...]
    releases: tuple[ReleaseRecord, ...]
    drills: tuple[Drill, ...]

    def drill(self, name: str) -> Drill:
        """Return a drill. Raises UnknownChoiceError."""
        found = next((one for one in self.drills if one.id == name), None)
        if found is None:
            raise UnknownChoiceError("drill", name, [one.id for one in self.drills], field="drill")
        return found

    @property
    def all_releases(self) -> tuple[ReleaseRecord, ...]:
        """Releases, and those that are practised."""
        return (*self.releases, *(one.release for one in self.drills if one.release is not None))


@dataclass(frozen=True, slots=True)
class Held:
    """A release with the book that it is taken from: that of the stock, or of its drill."""

    record: ReleaseRecord
    book: Book
    drill: Drill | None


@read_by_text
def read_state(tree: Any, number: str) -> StockState:
    """Read what a book holds.

    Raises:
        InputError: for what does not hang together.

    """
    return StockState(
        read(Desk, tree["desk"], number),
        read(Book, tree["book"], number),
        read(PolicyRecord, tree["policy"], number),
        read(ReviewRecord, tree["reviews"], number),
        tuple(read(Purchase, one, number) for one in tree["purchases"]),
        tuple(read(ReleaseRecord, one, number) for one in tree["releases"]),
        tuple(read(Drill, one, number) for one in tree["drills"]),
    )


def _plain(part: Any) -> Any:
    return stated(part) if isinstance(part, BaseModel) else [stated(one) for one in part]


def changed(work: Work, *findings: Finding, note: dict[str, Any] | None = None, **parts: Any) -> Done:
    """Return a command that puts parts of the state in the place of those that were there.

    Args:
        work: what the handler sees.
        findings: what the command hung on, or what it found.
        note: what the event says beside the fields: names of records, never a quantity.
        parts: ``book``, ``policy`` and so on as they are now.

    """
    after = work.with_parts(**{name: _plain(part) for name, part in parts.items()})
    new = parts["book"].vouchers if "book" in parts else ()
    old = {one.id for one in work.state.book.vouchers} if work.state is not None else set()
    vouchers = [one for one in new if one.id not in old]
    rows = (lambda sequence: _told(work.book, sequence, vouchers)) if vouchers else None
    return Done(after, tuple(findings), note=note or {}, rows=rows)


def _told(book: OfficeBook, sequence: int, vouchers: Sequence[Voucher]) -> None:
    from sonae.office.books.stock.ledger import keep_vouchers

    keep_vouchers(book, sequence, vouchers)


def entered(work: Work, entries: Entries, *findings: Finding, note: dict[str, Any] | None = None, **parts: Any) -> Done:
    """Return a command that puts entries into the book of the stock.

    Raises:
        InputError: when they do not go in: a balance would be negative, a lot is known already, a place is taken.

    """
    return changed(work, *findings, note=note, book=enter(work.state.book, entries), **parts)


def next_name(letter: str, names: Sequence[str], day: dt.date) -> str:
    """Return the next name of a record: letter, fiscal year, running number of the year."""
    begin = f"{letter}{FiscalYear.of(day).year}-"
    rests = (one.removeprefix(begin).replace("/", "-").partition("-")[0] for one in names if one.startswith(begin))
    taken = [int(rest) for rest in rests if rest.isdigit()]
    return f"{begin}{max(taken, default=0) + 1:02d}"


# Purchases


def required_purchase(state: StockState, name: str) -> Purchase:
    """Return a purchase. Raises UnknownChoiceError."""
    found = next((one for one in state.purchases if one.id == name), None)
    if found is None:
        raise UnknownChoiceError("purchase", name, [one.id for one in state.purchases], field="purchase")
    return found


def kept_purchase(work: Work, taken: Taken[Purchase], *findings: Finding) -> Done:
    """Return a step of a purchase: the record in its place, and what it moves in the book."""
    name = taken.state.id
    rows = [taken.state if one.id == name else one for one in work.state.purchases]
    if name not in {one.id for one in rows}:
        rows.append(taken.state)
    return entered(
        work, taken.entries, *findings, recorded(taken.finding), note={"purchase": name}, purchases=tuple(rows)
    )


# Releases


def held_release(state: StockState, name: str) -> Held:
    """Return a release by its name, that of a drill with the drill's own book. Raises UnknownChoiceError."""
    for one in state.releases:
        if one.id == name:
            return Held(one, state.book, None)
    for drill in state.drills:
        if drill.release is not None and drill.release.id == name:
            return Held(drill.release, drill.book, drill)
    raise UnknownChoiceError("release", name, [one.id for one in state.all_releases], field="release")


def kept_release(work: Work, taken: Taken[ReleaseRecord], drill: Drill | None, *findings: Finding) -> Done:
    """Return a step of a release; that of a drill moves goods in the copy alone."""
    state, name = work.state, taken.state.id
    note = {"release": name, "drill": drill is not None}
    if drill is not None:
        after = practised(drill, taken)
        drills = tuple(after if one.id == drill.id else one for one in state.drills)
        return changed(work, *findings, recorded(taken.finding), note=note, drills=drills)
    rows = [taken.state if one.id == name else one for one in state.releases]
    if name not in {one.id for one in rows}:
        rows.append(taken.state)
    return entered(work, taken.entries, *findings, recorded(taken.finding), note=note, releases=tuple(rows))


def said_outcome(yes: bool) -> Outcome:
    """Return what a person says as an outcome."""
    return Outcome.YES if yes else Outcome.NO
