"""An entry of the log: its fields, its one written form, its hash over the hash before, and how a new one is sealed."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple, Protocol

from sonae.auditlog.canonical import canonical_json, check_plain, read_canonical
from sonae.core import InputError, UnknownChoiceError

__all__ = [
    "LONGEST_LINE",
    "NO_ENTRY",
    "Entry",
    "EntryLine",
    "EntrySource",
    "EventKinds",
    "Hashed",
    "Head",
    "entry_from_line",
    "entry_line",
    "event_kinds",
    "hashed_entry",
    "hashed_line",
    "seal",
]

DOMAIN = b"sonae.auditlog/entry/1\n"
"""What stands before the bytes of an entry when they are hashed: no other hash of Sonae begins so."""

NO_ENTRY = "0" * 64
"""The hash before the first entry."""

LONGEST_LINE = 1 << 20
"""Bytes of the longest line: an entry holds facts and the hashes of documents, not documents."""

_LONGEST_NAME = 200
_KIND = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_HASH = re.compile(r"[0-9a-f]{64}")
_HASH_TEXT = 8 + 64 + 2  # "hash":"…",


class EventKinds(dict[str, tuple[str, str]]):
    """The registered names of events, each with a sentence of what happened in Japanese and in English."""

    def check(self, kind: str) -> None:
        """Refuse a name that is not registered.

        Raises:
            UnknownChoiceError: with the nearest names.

        """
        if kind not in self:
            raise UnknownChoiceError("kind of event", kind, sorted(self), field="kind")


def event_kinds(named: Mapping[str, tuple[str, str]]) -> EventKinds:
    """Register names of events such as ``case.opened``, each with its sentence in Japanese and in English.

    Raises:
        InputError: for a name that is not lower-case words with dots between, or a sentence that is missing.

    """
    for name, said in named.items():
        if not _KIND.fullmatch(name) or len(name) > _LONGEST_NAME:
            raise InputError(f"«{name}» is no name of an event", field="kind", expected="a name such as case.opened")
        if len(said) != 2 or not all(said):
            raise InputError("the event has no sentence in both languages", field=name, expected="Japanese and English")
    return EventKinds(named)


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: sequence, hash and instant of its last entry; the default is the chain with no entry."""

    sequence: int = 0
    hash: str = NO_ENTRY
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log.

    Attributes:
        sequence: its number, from 1, without gaps.
        at: the instant in UTC, to the microsecond, as the clock of the machine told it.
        actor: who did it.
        kind: the registered name of the event.
        subject: what it is about.
        body: what happened, as plain JSON data; it is not shown by ``repr``, since it may be secret.
        previous: the hash of the entry before, in lower-case hexadecimal; 64 zeros for the first.
        hash: SHA-256 over all other fields in their canonical form.

    """

    sequence: int
    at: dt.datetime
    actor: str
    kind: str
    subject: str
    body: Any = field(repr=False)
    previous: str
    hash: str

    @property
    def head(self) -> Head:
        """The end of a chain whose last entry this is."""
        return Head(self.sequence, self.hash, self.at)


class EntryLine(NamedTuple):
    """An entry as it is stored: the bytes of its line without the line's end, and where they stand.

    Attributes:
        text: the bytes; they are not shown by ``repr``, since they may be secret.
        file: the file they come from.
        row: the line's number in it, from 1.
        whole: whether the line was ended and not too long.

    """

    text: bytes
    file: str | None = None
    row: int | None = None
    whole: bool = True

    def __repr__(self) -> str:
        return f"EntryLine(file={self.file!r}, row={self.row!r}, whole={self.whole!r})"


class EntrySource(Protocol):
    """Anything that gives the entries of one log in order: an export, or a database."""

    def entries(self, after: int = 0) -> Iterator[Entry | EntryLine]:
        """Return the entries whose sequence is above ``after``, in order."""
        ...


Hashed = tuple[int, str, str, str, bytes]
"""What the chain needs of an entry, all from the same bytes: sequence, instant, hash before, hash given, hash that they have."""


def seal(
    previous: Head | None,
    *,
    at: dt.datetime,
    actor: str,
    kind: str,
    subject: str,
    body: Any,
    kinds: EventKinds,
) -> Entry:
    """Make the entry that follows ``previous``.

    Args:
        previous: the end of the chain, :attr:`Entry.head` of its last entry; none for the first entry.
        at: the instant; any time zone, kept in UTC.
        actor: who did it, one line of text.
        kind: the name of the event.
        subject: what it is about, one line of text.
        body: plain JSON data without fractions of numbers; the entry takes a copy.
        kinds: the registered names of events.

    Raises:
        UnknownChoiceError: for a kind that is not registered.
        InputError: for an instant without a time zone, an empty name or what is no plain JSON.

    """
    kinds.check(kind)
    _check_name(actor, "actor")
    _check_name(subject, "subject")
    check_plain(body)
    if at.tzinfo is None:
        raise InputError("the instant has no time zone", field="at", expected="a moment such as 2026-04-01T09:00+09:00")
    try:
        at = at.astimezone(dt.UTC)
    except OverflowError:
        raise InputError("the instant is outside the years 1 to 9999 in UTC", field="at") from None
    before = previous or Head()
    written = canonical_json(body)
    text, _ = _without_hash(before.sequence + 1, _instant(at), actor, kind, subject, written, before.hash)
    if len(text) > LONGEST_LINE - _HASH_TEXT:
        raise InputError(f"the entry is longer than {LONGEST_LINE:,} bytes", field="body", expected="a shorter body")
    digest = hashlib.sha256(DOMAIN + text).hexdigest()
    return Entry(before.sequence + 1, at, actor, kind, subject, read_canonical(written), before.hash, digest)


def entry_line(entry: Entry) -> str:
    """Return the canonical line of an entry, without a line's end: its fields as JSON, sorted, with the hash among them.

    Raises:
        InputError: for fields that are none of an entry's.

    """
    text, place, _ = _written(entry)
    return f'{text[:place].decode()}"hash":{_quoted(entry.hash)},{text[place:].decode()}'


def hashed_entry(entry: Entry) -> Hashed:
    """Hash an entry anew from its fields.

    Raises:
        InputError: for fields that are none of an entry's.

    """
    text, _, at = _written(entry)
    return entry.sequence, at, entry.previous, entry.hash, hashlib.sha256(DOMAIN + text).digest()


def hashed_line(line: EntryLine) -> Hashed:
    """Hash a stored line, after it is shown to be the canonical line of the fields that are read from it.

    Raises:
        InputError: for a line that is not, with file and row.

    """
    found, text = _read(line)
    digest = hashlib.sha256(DOMAIN + text).digest()
    return found["sequence"], found["at"], found["previous"], found["hash"], digest


def entry_from_line(line: EntryLine) -> Entry:
    """Read an entry from its canonical line; the hash is not checked, see :func:`~sonae.auditlog.verify_chain`.

    Raises:
        InputError: for a line that is not the canonical line of an entry, with file and row.

    """
    found, _ = _read(line)
    if not _HASH.fullmatch(found["hash"]) or not _HASH.fullmatch(found["previous"]):
        raise _refused(line, "a hash is not in its form")
    at = dt.datetime.fromisoformat(found["at"])
    return Entry(
        found["sequence"], at, found["actor"], found["kind"], found["subject"], found["body"], found["previous"],
        found["hash"],
    )  # fmt: skip


def _without_hash(
    sequence: int, at: str, actor: str, kind: str, subject: str, body: str, previous: str
) -> tuple[bytes, int]:
    """Return the bytes that are hashed, and the place in them before which the hash stands in a line."""
    head = f'{{"actor":{_quoted(actor)},"at":"{at}","body":{body},'.encode()
    tail = f'"kind":{_quoted(kind)},"previous":{_quoted(previous)},"sequence":{sequence},"subject":{_quoted(subject)}}}'
    return head + tail.encode(), len(head)


def _written(entry: Entry) -> tuple[bytes, int, str]:
    """Return the bytes of an entry that are hashed, the place of the hash in a line, and the instant as text."""
    if type(entry.sequence) is not int:
        raise InputError("the sequence is no whole number", field="sequence", expected="a number from 1")
    if type(entry.hash) is not str:
        raise InputError("the hash is none", field="hash", expected="64 digits 0–9 and a–f")
    try:
        at = _instant(entry.at)
        text, place = _without_hash(
            entry.sequence, at, entry.actor, entry.kind, entry.subject, canonical_json(entry.body), entry.previous
        )
    except (TypeError, AttributeError, UnicodeEncodeError):
        raise InputError("a field is not of its type", expected="text, and an instant in UTC") from None
    return text, place, at


def _read(line: EntryLine) -> tuple[dict[str, Any], bytes]:
    """Return the fields of a line and the bytes that are hashed; refuse bytes that are not the fields' own line.

    The line is written anew from its eight fields and compared: a ninth field, a blank, another order, another way to write a
    letter or a number all differ from that.
    """
    if not line.whole:
        raise _refused(line, "the line is cut off or too long")
    try:
        found = read_canonical(line.text.decode())
    except (
        ValueError
    ):  # also UnicodeDecodeError and JSONDecodeError; what stands there may be secret and is not repeated
        raise _refused(line, "the line cannot be read") from None
    try:
        sequence, at = found["sequence"], found["at"]
        if type(sequence) is not int or not _INSTANT.fullmatch(at):
            raise ValueError  # noqa: TRY301 - one sentence for all
        dt.datetime.fromisoformat(at)
        text, place = _without_hash(
            sequence, at, found["actor"], found["kind"], found["subject"], canonical_json(found["body"]), found["previous"]
        )  # fmt: skip
        given = f'"hash":{_quoted(found["hash"])},'.encode()
    except (TypeError, ValueError, KeyError, InputError):
        raise _refused(line, "a field of the entry is missing or not in its form") from None
    if text[:place] + given + text[place:] != line.text:
        raise _refused(line, "the line is not in its canonical form")
    return found, text


def _refused(line: EntryLine, problem: str) -> InputError:
    return InputError(problem, file=line.file, row=line.row, expected="the canonical line of an entry")


def _instant(at: dt.datetime) -> str:
    text = at.isoformat(timespec="microseconds")
    if not text.endswith("+00:00"):
        raise InputError("the instant is not in UTC", field="at", expected="an instant in UTC")
    return text[:-6] + "Z"


def _check_name(text: str, field: str) -> None:
    if type(text) is not str or not 0 < len(text) <= _LONGEST_NAME:
        raise InputError("it is empty, too long or no text", field=field, expected=f"1 to {_LONGEST_NAME} letters")
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in text):
        raise InputError("it holds a control character", field=field, expected="one line of text")
