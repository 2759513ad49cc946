"""The one way into a book: permission, the findings that a command hangs on, state and event in one transaction, once a key."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from sonae.bylaw import finding_as_dict
from sonae.core import Clock, Finding, clock_from_environment
from sonae.office import log
from sonae.office.books.frame import BookMove, Done, Work, book_kinds, move_of, new_book
from sonae.office.facts import day_of
from sonae.office.gate import NotThereError, RefusedError, StaleError, Verdict, refused_by, shut_among
from sonae.office.life import Command
from sonae.office.models import Account, Book, BookCheck
from sonae.office.wall import acting_as
from sonae.office.wish import Wish

__all__ = ["BookReceipt", "book_command_from", "handle_book", "may_give_book", "visible_books", "weigh_book"]


@dataclass(frozen=True, slots=True)
class BookReceipt:
    """What a command came to.

    Attributes:
        book: number of the book.
        kind: the command.
        sequence: of the event.
        version: of the book after it.
        findings: the questions that it hung on, with outcome.
        repeated: whether it had been carried out before under the same key, and nothing was done now.

    """

    book: str
    kind: str
    sequence: int
    version: int
    findings: Mapping[str, str]
    repeated: bool = False


def book_command_from(kind: str, fields: Mapping[str, Any]) -> Command:
    """Read a command from plain data.

    Raises:
        UnknownChoiceError: for a name that is no command's.
        InputError: naming the field that does not fit.

    """
    return move_of(kind).command.read(fields)


def visible_books(account: Account, kind: str | None = None) -> QuerySet[Book]:
    """Return the books that an account may know of: of kinds that its roles see, up to its clearance, and its company's own."""
    wanted = Q(pk__in=[])
    for one in book_kinds().values():
        if kind not in (None, one.name):
            continue
        if one.seen_by & account.roles:
            wanted |= Q(kind=one.name, classification__lte=account.clearance)
        if one.own_by & account.roles:
            wanted |= Q(kind=one.name, company_id=account.organisation_id)
    return Book.objects.filter(wanted) if account.is_active else Book.objects.none()


def may_give_book(account: Account, move: BookMove, book: Book | None) -> Verdict:
    """Return whether an account may give a command on a book, before the book is looked at."""
    if not account.is_active:
        return Verdict(False, "利用停止中の利用者である。", "the account is closed.")
    held = account.roles & move.roles
    if not held:
        wanted = sorted(move.roles)
        return Verdict(
            False, f"この操作は{'・'.join(role.ja for role in wanted)}のみが行える。",
            f"this is for {', '.join(role.en for role in wanted)} alone.", move.citations(),
        )  # fmt: skip
    if book is not None and book.kind != move.book:
        return Verdict(False, "この台帳の手続ではない。", "it is no step of a book of this kind.")
    if book is not None and held <= book_kinds()[move.book].own_by and book.company_id != account.organisation_id:
        return Verdict(False, "他社の台帳である。", "the book is another company's.")
    role = min(held)
    return Verdict(True, f"{role.ja}として行える。", f"allowed as {role.en}.")


def handle_book(
    command: Command,
    actor: Account,
    *,
    key: str,
    book: str | None = None,
    version: int | None = None,
    clock: Clock | None = None,
) -> BookReceipt:
    """Carry out a command on a book.

    Args:
        command: what is to be done, of :func:`~sonae.office.books.book_moves`.
        actor: who gives it.
        key: the actor's own name for this one wish; given twice, the command is carried out once.
        book: number of the book; None for a command that opens one.
        version: the version of the book that the actor saw; None takes the present one.
        clock: tells the time; that of the environment unless said.

    Raises:
        NotThereError: for a book that is not there for the actor to know of.
        RefusedError: when a gate does not open, with its reason and the findings.
        StaleError: when the book has changed since ``version``.
        InputError: for fields that do not fit, or a key used for another command.

    """
    move = move_of(command.kind)
    wish = Wish(command, actor, key, "book", book, (clock or clock_from_environment()).now())
    return wish.granted(lambda: _carried_out(wish, actor, move, version))


def _carried_out(wish: Wish, actor: Account, move: BookMove, version: int | None) -> BookReceipt:
    known = wish.known()
    book = None
    if known is None and not move.opens:
        book = _locked(actor, wish.of)
        known = wish.known()  # the same wish may have been carried out while this one waited
    if known is not None:
        return BookReceipt(**{**known, "repeated": True})
    verdict = may_give_book(actor, move, book)
    if not verdict:
        raise RefusedError(verdict)
    if book is not None and version is not None and version != book.version:
        raise StaleError(version, book.version)
    book, done = _made(wish.command, move, actor, book, wish.now)
    outcomes = _required(done)
    book.version += 1
    book.changed_at = wish.now
    book.save()
    fields = wish.command.model_dump(mode="json", exclude_none=True, exclude=set(move.private))
    body = {"fields": fields, "version": book.version, "outcomes": outcomes, **done.note}
    event = log.append(wish.now, actor.login, move.kind, f"book/{book.number}", body)
    if done.findings:
        BookCheck.objects.create(
            book=book, sequence=event.sequence, findings=[finding_as_dict(finding) for finding in done.findings]
        )
    if done.rows is not None:
        done.rows(event.sequence)
    receipt = BookReceipt(book.number, move.kind, event.sequence, book.version, outcomes)
    wish.remember({name: value for name, value in asdict(receipt).items() if name != "repeated"})
    return receipt


def _locked(actor: Account, number: str | None) -> Book:
    found = visible_books(actor).filter(number=number or "").values_list("pk", flat=True).first()
    if found is None:
        raise NotThereError
    return Book.objects.select_for_update().get(pk=found)


def _made(command: Command, move: BookMove, actor: Account, book: Book | None, now: dt.datetime) -> tuple[Book, Done]:
    """Carry it out on the book in memory alone; what it holds then has to hang together."""
    today = day_of(now)
    kind = book_kinds()[move.book]
    held = new_book(move.book, now, today) if book is None else book
    state = None if book is None else kind.read(held)
    ready = () if move.ready is None or book is None else (move.ready(state),)
    if shut_among(ready):
        return held, Done(findings=ready)
    done = move.handler(Work(held, state, actor, now, today), command)
    done = replace(done, findings=(*ready, *done.findings))
    if shut_among(done.findings):
        return held, Done(findings=done.findings)
    for name, value in done.columns.items():
        setattr(held, name, value)
    if done.state is not None:
        held.state = json.loads(json.dumps(done.state, default=str))
        kind.read(held)
    return held, done


def _required(done: Done) -> dict[str, str]:
    """Return the outcomes by question. Raises RefusedError where one does not hold."""
    shut = shut_among(done.findings)
    if shut:
        raise refused_by(shut, shut)
    return {finding.question: finding.outcome.value for finding in done.findings}


def weigh_book(
    command: Command, actor: Account, book: Book | None, clock: Clock | None = None
) -> tuple[Verdict, tuple[Finding, ...]]:
    """Return what a command would meet, without giving it: the verdict, and the findings that it hangs on."""
    move = move_of(command.kind)
    verdict = may_give_book(actor, move, book)
    if not verdict:
        return verdict, ()
    with acting_as(actor):
        seen = None if book is None else Book.objects.get(pk=book.pk)
        try:
            _, done = _made(command, move, actor, seen, (clock or clock_from_environment()).now())
            _required(done)
        except RefusedError as refused:
            return refused.verdict, refused.findings
    return verdict, done.findings
