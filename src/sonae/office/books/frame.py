"""The frame of a book: its kinds, the commands that change it, what a handler sees and what it returns."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache, wraps
from typing import Any, TypeVar, cast

from sonae.core import Citation, Classification, Finding, UnknownChoiceError
from sonae.office.life import Acting, Command
from sonae.office.models import Account, Book
from sonae.office.roles import Role

__all__ = ["BookKind", "BookMove", "BookMoves", "Done", "Work", "book_kinds", "book_moves", "read_by_text"]

C = TypeVar("C", bound=Command)
S = TypeVar("S")
_KEPT = 16
"""How many states of a kind of book are kept as they were read."""


@dataclass(frozen=True)
class Work(Acting):
    """What a handler sees: the book as it is, who acts, and when.

    Attributes:
        book: the book; a new one, not yet kept, for a command that opens one.
        state: what it holds, as its kind reads it; None for a new one.
        actor: who acts.
        now: the moment.
        today: the day in Japan.

    """

    book: Book
    state: Any
    actor: Account
    now: dt.datetime
    today: dt.date

    def with_parts(self, **parts: Any) -> dict[str, Any]:
        """Return what the book holds, as plain data, with parts put in the place of those that were there."""
        return {**self.book.state, **parts}


@dataclass(frozen=True)
class Done:
    """What a command makes of a book.

    Attributes:
        state: what it holds now, as plain data; None leaves it as it is.
        findings: what the command hangs on: each has to hold, or not to apply, else it is refused with their grounds.
        columns: columns of the book that change with it.
        note: what the event says beside the fields of the command.
        rows: writes what lies beside the state, rows of the kind's own tables, in the same transaction; it gets the number of the
            event.

    """

    state: Mapping[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)
    note: Mapping[str, Any] = field(default_factory=dict)
    rows: Callable[[int], None] | None = None


Handler = Callable[[Work, Any], Done]
Ready = Callable[[Any], Finding]


@dataclass(frozen=True)
class BookMove:
    """A command on a book as the office knows it.

    Attributes:
        command: its fields.
        ja: what it did, as the log says it.
        en: the same.
        roles: who may give it.
        book: the kind of book that it is on.
        opens: whether it opens one.
        cites: provisions that it carries out; empty for steps of the house.
        private: fields of the command that the log does not repeat, for what is SECRET or another's.
        ready: what has to hold of the book before anything else is looked at, from what it holds; None where nothing has.
        handler: carries it out.

    """

    command: type[Command]
    ja: str
    en: str
    roles: frozenset[Role]
    book: str
    opens: bool
    cites: tuple[Citation, ...]
    private: frozenset[str]
    ready: Ready | None
    handler: Handler

    @property
    def kind(self) -> str:
        """The name of the command."""
        return self.command.kind

    def citations(self) -> tuple[Citation, ...]:
        """The provisions that it carries out."""
        return self.cites


class BookMoves(dict[str, BookMove]):
    """The table of a kind of book: commands by name.

    Args:
        book: the kind.

    """

    def __init__(self, book: str) -> None:
        super().__init__()
        self.book = book

    def takes(
        self,
        command: type[C],
        ja: str,
        en: str,
        *,
        by: tuple[Role, ...],
        opens: bool = False,
        cites: tuple[Citation, ...] = (),
        private: tuple[str, ...] = (),
        ready: Ready | None = None,
    ) -> Callable[[Callable[[Work, C], Done]], Callable[[Work, C], Done]]:
        """Enter a handler into the table."""

        def enter(handler: Callable[[Work, C], Done]) -> Callable[[Work, C], Done]:
            if command.kind in self:
                raise ValueError(f"the command {command.kind} stands twice")
            self[command.kind] = BookMove(
                command, ja, en, frozenset(by), self.book, opens, cites, frozenset(private), ready, handler
            )
            return handler

        return enter


@dataclass(frozen=True)
class BookKind:
    """A kind of book.

    Attributes:
        name: one word.
        ja: what it is.
        en: the same.
        seen_by: the roles whose holders see such books, up to their clearance.
        read: reads the state; raises InputError for one that does not hang together.
        moves: its commands.
        own_by: the roles whose holders see those of their own organisation alone, whatever the label.

    """

    name: str
    ja: str
    en: str
    seen_by: frozenset[Role]
    read: Callable[[Book], Any]
    moves: BookMoves
    own_by: frozenset[Role] = frozenset()


def read_by_text(read: Callable[[Any, str], S]) -> Callable[[Book], S]:
    """Return a reader of books that reads a state once by its text: what a command leaves is what the next one begins with.

    Args:
        read: reads plain data of a book of a number; raises InputError for what does not hang together.

    """

    @lru_cache(maxsize=_KEPT)
    def of_text(text: str, number: str) -> S:
        return read(json.loads(text), number)

    @wraps(read)
    def of_book(book: Book) -> S:
        return of_text(json.dumps(book.state, ensure_ascii=False, sort_keys=True), book.number)

    return cast("Callable[[Book], S]", of_book)


@cache
def book_kinds() -> Mapping[str, BookKind]:
    """Return the kinds of book by name."""
    from sonae.office.books.bases import bases_book
    from sonae.office.books.disclosure import disclosure_book
    from sonae.office.books.evaluation import evaluation_book
    from sonae.office.books.stock import stock_book
    from sonae.office.books.survey import answer_book, sums_book, survey_book

    kinds: tuple[BookKind, ...] = (
        evaluation_book(), stock_book(), disclosure_book(), survey_book(), answer_book(), sums_book(), bases_book(),
    )  # fmt: skip
    return {kind.name: kind for kind in kinds}


@cache
def book_moves() -> Mapping[str, BookMove]:
    """Return every command on books by name."""
    found: dict[str, BookMove] = {}
    for kind in book_kinds().values():
        twice = found.keys() & kind.moves.keys()
        if twice:
            raise ValueError(f"commands of two kinds of book: {', '.join(sorted(twice))}")
        found.update(kind.moves)
    return found


def move_of(kind: str) -> BookMove:
    """Return a command by name. Raises UnknownChoiceError."""
    if kind not in book_moves():
        raise UnknownChoiceError("command", kind, sorted(book_moves()), field="kind")
    return book_moves()[kind]


def new_book(kind: str, now: dt.datetime, today: dt.date) -> Book:
    """Return a book that is not yet kept; the handler of the command that opens it names it."""
    return Book(
        kind=kind, state={}, version=0, classification=Classification.INTERNAL.value, opened_on=today, changed_at=now
    )
