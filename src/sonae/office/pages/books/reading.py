"""A book as its pages read it: found, framed, with its life and what may be done now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from sonae.office.books import BookMove, book_kinds, may_give_book, visible_books
from sonae.office.gate import NotThereError, Verdict
from sonae.office.models import Account, Book, Event
from sonae.office.pages.books.face import face_of
from sonae.office.pages.entry import PageRequest
from sonae.office.pages.lifeline import Entry, entries_of_book

__all__ = ["OfferedMove", "book_for", "entries_of_life", "framed_book", "offered_moves", "receipt_of"]

_LOOKED_BACK = 50


@dataclass(frozen=True, slots=True)
class OfferedMove:
    """A command with the verdict on whether the reader may give it now."""

    move: BookMove
    verdict: Verdict


def book_for(account: Account, number: str, kind: str | None = None) -> Book:
    """Return a book that an account may know of.

    Raises:
        NotThereError: when there is none of that number for it.

    """
    book = visible_books(account, kind).filter(number=number).first()
    if book is None:
        raise NotThereError
    return book


def framed_book(request: PageRequest, number: str, kind: str | None = None) -> tuple[Book, Any, dict[str, Any]]:
    """Return a book, what it holds, and what the head of each of its pages shows."""
    book = book_for(request.account, number, kind)
    state = book_kinds()[book.kind].read(book)
    face = face_of(book.kind)
    frame = {"book": book, "frame": face.frame, "listed_at": face.listed_at, **face.shown(state)}
    return book, state, frame


def offered_moves(account: Account, book: Book, state: Any) -> tuple[list[OfferedMove], list[OfferedMove]]:
    """Return the commands that an account may give on a book now, and those of its roles that it may not, with the reason."""
    may: list[OfferedMove] = []
    not_now: list[OfferedMove] = []
    for move in book_kinds()[book.kind].moves.values():
        if move.opens or not account.roles & move.roles:
            continue
        verdict = may_give_book(account, move, book)
        if verdict and move.ready is not None:
            found = move.ready(state)
            verdict = verdict if found else Verdict(False, found.because_ja, found.because, found.citations)
        (may if verdict else not_now).append(OfferedMove(move, verdict))
    return may, not_now


def entries_of_life(book: Book, *, newest_first: bool = False) -> QuerySet[Event]:
    """Return the events of a book; of a company's own book without refusals of others, of which it learns not even the number."""
    rows = Event.objects.filter(subject=f"book/{book.number}").order_by("-sequence" if newest_first else "sequence")
    if book.company_id is None:
        return rows
    own = Account.objects.filter(organisation_id=book.company_id).values("login")
    return rows.exclude(Q(kind="command.refused") & ~Q(actor__in=own))


def receipt_of(request: PageRequest, book: Book) -> Entry | None:
    """Return the event that a reader was led to a page with, as its receipt."""
    asked = request.GET.get("receipt", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    events = entries_of_life(book).filter(sequence=int(asked))
    return next(iter(entries_of_book(request.account, book, events, request.language)), None)


def changes_since(account: Account, book: Book, version: int, language: str) -> list[Entry]:
    """Return what changed a book after a version of it, of the last events."""
    last = entries_of_book(account, book, entries_of_life(book, newest_first=True)[:_LOOKED_BACK], language)
    return [one for one in reversed(last) if one.version is not None and one.version > version]
