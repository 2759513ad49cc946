"""The chain of the ledger: entry by entry held against the audit log, the list of releases, and the signed checkpoints.

The log repeats no hash of an entry: an entry holds true numbers on grids, and who knows all else of it could try them out against
its hash. What the log bears is a seal, the SHA-256 of a random word that the book keeps and of the entry's hash.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sonae.disclosure import Entry
from sonae.office.books.disclosure.document import fingerprint
from sonae.office.books.disclosure.state import DisclosureState
from sonae.office.models import Book, CheckpointRecord, Event, Publication

__all__ = ["PUBLISHED", "ChainLine", "ChainReport", "chain_of", "seal_of"]

PUBLISHED = "publication.publish"
_NO_ENTRY = (
    "公表台帳の鎖が切れている。項が壊れ、抜け、又は並びが変わっている。",
    "the chain of the ledger is broken: an entry was changed, is missing or out of order.",
)
_NOT_TOLD = (
    "公表台帳が監査記録と合わない。末尾が切られたか、記録にない項がある。",
    "the ledger is not what the audit log tells: its end was cut off, or it holds an entry that the log does not know.",
)
_NOT_LISTED = ("公表の一覧が公表台帳と合わない。", "the list of releases is not what the ledger holds.")


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A release as the ledger holds it, with what vouches for it.

    Attributes:
        entry: of the ledger.
        seal: of the entry.
        told: whether the audit log bears the seal.
        listed: whether the list of releases does.
        signed: whether a signed checkpoint of the log covers it.
        sequence: of the event; none where there is none.

    """

    entry: Entry
    seal: str
    told: bool
    listed: bool
    signed: bool
    sequence: int | None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What the verification found.

    Attributes:
        whole: whether the chain is whole from its start to its end.
        ja: what is wrong with it; empty where nothing is.
        en: the same.
        lines: the releases in order; none where the chain cannot be read.
        at: when it was verified.

    """

    whole: bool
    ja: str
    en: str
    lines: tuple[ChainLine, ...]
    at: dt.datetime


def seal_of(entry: Entry, nonce: str) -> str:
    """Return the seal of an entry of the ledger."""
    return hashlib.sha256(f"{nonce}:{entry.hash}".encode()).hexdigest()


def chain_of(book: Book, state: DisclosureState, now: dt.datetime) -> ChainReport:
    """Verify the ledger of a book: its own chain, that the log tells of every entry and of no other, that the list agrees."""
    if state.broken is not None:
        return ChainReport(False, *_NO_ENTRY, (), now)
    told = _told(book)
    listed = {row.entry: row for row in Publication.objects.filter(book=book)}
    signed = CheckpointRecord.objects.order_by("-size").values_list("size", flat=True).first() or 0
    lines = []
    for entry, nonce in zip(state.ledger.entries, state.nonces, strict=True):
        seal, row = seal_of(entry, nonce), listed.get(entry.number)
        sequence, body = told.get(entry.number, (None, {}))
        lines.append(
            ChainLine(
                entry, seal, (body.get("seal"), body.get("release")) == (seal, entry.release),
                row is not None and (row.seal, row.release, fingerprint(row.document), row.sequence)
                == (seal, body.get("name"), body.get("document"), sequence),
                sequence is not None and sequence <= signed, sequence,
            )
        )  # fmt: skip
    problem = ("", "")
    if len(told) != len(lines) or not all(one.told for one in lines):
        problem = _NOT_TOLD
    elif len(listed) != len(lines) or not all(one.listed for one in lines):
        problem = _NOT_LISTED
    return ChainReport(not problem[0], *problem, tuple(lines), now)


def _told(book: Book) -> dict[int, tuple[int, dict[str, Any]]]:
    """Return what the log tells of releases of a book: number of the event, and its body, by number of the entry."""
    rows = Event.objects.filter(subject=f"book/{book.number}", kind=PUBLISHED).order_by("sequence")
    found = {}
    for sequence, line in rows.values_list("sequence", "line"):
        body = json.loads(line)["body"]
        found[int(body["entry"])] = (sequence, body)
    return found
