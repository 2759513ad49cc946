"""The life line of a case or of a book: its events in order, who, when, under which provision, with what was found then."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from sonae.bylaw import equity_outline
from sonae.core import Citation, InputError
from sonae.office.books import BookMove, book_moves
from sonae.office.commands import moves
from sonae.office.life import Move
from sonae.office.log import event_names
from sonae.office.models import Account, Book, BookCheck, Case, CheckRecord, Event
from sonae.office.pages.reading import inside
from sonae.office.pages.told import ToldRow, told
from sonae.office.stage import Stage

__all__ = [
    "Entry",
    "KeptCitation",
    "KeptFinding",
    "changes_since",
    "entries_of",
    "entries_of_book",
    "entry_of",
    "events_of",
    "kept_findings",
]

_HOUSE = (
    "command.refused", "paper.kept", "paper.read", "letter.issued", "economics.run", "economics.keep", "job.cancelled",
    "job.failed",
)  # fmt: skip
_LOOKED_BACK = 50


@dataclass(frozen=True, slots=True)
class KeptCitation:
    """A provision as it was written when it was kept."""

    label_ja: str
    label_en: str


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding as it was kept when a command was carried out."""

    question: str
    outcome: str
    ja: str
    en: str
    citations: tuple[Citation | KeptCitation, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of a case.

    Attributes:
        sequence: its number in the log.
        at: when.
        who_ja: who.
        who_en: the same.
        ja: what happened.
        en: the same.
        citations: provisions that the command carries out.
        before: the stage before, where it changed.
        after: the stage after.
        rows: what was stated; empty for a reader to whom that is not shown.
        findings: what the bylaw was found to say then.
        refused: why it was refused, of a refusal.
        version: the case's version after it; None where it changed nothing.

    """

    sequence: int
    at: dt.datetime
    who_ja: str
    who_en: str
    ja: str
    en: str
    citations: tuple[Citation, ...]
    before: Stage | None
    after: Stage | None
    rows: tuple[ToldRow, ...]
    findings: tuple[KeptFinding, ...]
    refused: Mapping[str, str] | None
    version: int | None


def events_of(account: Account, case: Case, *, newest_first: bool = False) -> QuerySet[Event]:
    """Return the events of a case that an account reads: refusals and papers taken out are the agency's and the actor's house's."""
    rows = Event.objects.filter(subject=f"case/{case.number}").order_by("-sequence" if newest_first else "sequence")
    if inside(account):
        return rows
    own = Account.objects.filter(organisation_id=account.organisation_id).values("login")
    return rows.exclude(Q(kind__in=_HOUSE) & ~Q(actor__in=own))


def entry_of(account: Account, case: Case, sequence: int, language: str) -> Entry | None:
    """Return one event of a case; None where the account does not read it."""
    return next(iter(entries_of(account, case, events_of(account, case).filter(sequence=sequence), language)), None)


def changes_since(account: Account, case: Case, version: int, language: str) -> list[Entry]:
    """Return what changed a case after a version of it, of the last events."""
    last = entries_of(account, case, events_of(account, case, newest_first=True)[:_LOOKED_BACK], language)
    return [one for one in reversed(last) if one.version is not None and one.version > version]


def entries_of(account: Account, case: Case, events: Iterable[Event], language: str) -> list[Entry]:
    """Return events of a case in words, in two queries whatever their number."""
    events = list(events)
    checks = CheckRecord.objects.filter(case=case, sequence__in=[one.sequence for one in events])
    return _in_words(account, events, {one.sequence: one.findings for one in checks}, language, inside(account))


def entries_of_book(account: Account, book: Book, events: Iterable[Event], language: str) -> list[Entry]:
    """Return events of a book in words; who sees a book reads what was stated in it.

    Of a company's own book the company reads what it stated itself, and of what others did, that they did it: refusals of theirs
    not at all.
    """
    events, whole = list(events), book.company_id is None or inside(account)
    if not whole:
        own = set(Account.objects.filter(organisation_id=account.organisation_id).values_list("login", flat=True))
        events = [one for one in events if one.kind not in _HOUSE or one.actor in own]
    checks = BookCheck.objects.filter(book=book, sequence__in=[one.sequence for one in events])
    return _in_words(account, events, {one.sequence: one.findings for one in checks}, language, whole)


def _in_words(
    account: Account, events: Sequence[Event], checks: Mapping[int, Sequence[Mapping[str, Any]]], language: str, within: bool
) -> list[Entry]:  # fmt: skip
    people = {
        one.login: one
        for one in Account.objects.filter(login__in={event.actor for event in events}).select_related(
            "organisation", "department"
        )
    }
    out = []
    for event in events:
        person = people.get(event.actor)
        own = person is not None and person.organisation_id == account.organisation_id
        out.append(_entry(event, person, checks.get(event.sequence, ()), language, within or own))
    return out


def _entry(
    event: Event, person: Account | None, check: Sequence[Mapping[str, Any]], language: str, whole: bool
) -> Entry:
    body: dict[str, Any] = json.loads(event.line).get("body", {})
    move: Move | BookMove | None = moves().get(event.kind) or book_moves().get(event.kind)
    ja, en = (move.ja, move.en) if move else event_names().get(event.kind, (event.kind, event.kind))
    before, after = body.get("from"), body.get("to")
    changed = bool(after) and before != after
    return Entry(
        sequence=event.sequence, at=event.at, ja=ja, en=en,
        who_ja=_who(person, event.actor, "ja", whole), who_en=_who(person, event.actor, "en", whole),
        citations=move.citations() if move else (),
        before=Stage(before) if changed and before else None, after=Stage(after) if changed and after else None,
        rows=told(move.command, body.get("fields", {}), language) if move and whole else (),
        findings=kept_findings(check) if whole else (),
        refused=_refusal(body) if event.kind == "command.refused" else None, version=body.get("version"),
    )  # fmt: skip


def _who(person: Account | None, login: str, language: str, whole: bool) -> str:
    """Return who acted: to a company, of another house the department alone."""
    if person is None:
        return login
    place = person.department or person.organisation
    where = getattr(place, f"name_{language}")
    return f"{where} {getattr(person, f'name_{language}')}" if whole else str(where)


def _refusal(body: Mapping[str, Any]) -> dict[str, str]:
    kind = str(body.get("command"))
    move: Move | BookMove | None = moves().get(kind) or book_moves().get(kind)
    return {
        "ja": str(body.get("ja", "")), "en": str(body.get("en", "")), "what_ja": move.ja if move else "",
        "what_en": move.en if move else "",
    }  # fmt: skip


def kept_findings(kept: Sequence[Mapping[str, Any]]) -> tuple[KeptFinding, ...]:
    """Read findings as the record keeps them."""
    return tuple(
        KeptFinding(
            str(one["question"]), str(one["outcome"]), str(one["because_ja"]), str(one["because_en"]),
            tuple(_citation(given) for given in one["citations"]),
        )
        for one in kept
    )  # fmt: skip


def _citation(given: Mapping[str, str]) -> Citation | KeptCitation:
    try:
        return Citation(equity_outline().document, given["provision"], dt.date.fromisoformat(given["version"]))
    except (InputError, ValueError):
        return KeptCitation(str(given.get("ja", "")), str(given.get("en", "")))  # of another document than the bylaw
