"""Walking along a chain: every entry has its hash, follows the one before, and no number is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sonae.auditlog.entry import Entry, EntryLine, Hashed, Head, hashed_entry, hashed_line
from sonae.auditlog.sentence import Sentence
from sonae.core import InputError

__all__ = [
    "Break",
    "ChainReport",
    "ClockStep",
    "Flaw",
    "Stretch",
    "Walked",
    "stretch_of",
    "verify_chain",
    "walk",
    "walk_part",
]

KEPT_CLOCK_STEPS = 100


class Flaw(StrEnum):
    """What is wrong with the first bad entry."""

    UNREADABLE = "unreadable"
    SEQUENCE = "sequence"
    PREVIOUS = "previous"
    HASH = "hash"


@dataclass(frozen=True, slots=True)
class Break:
    """The first bad entry: the number it should have, what is wrong, a sentence, and where it is stored."""

    sequence: int
    flaw: Flaw
    said: Sentence
    file: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class ClockStep:
    """An entry whose clock stood before that of the entry before it: a remark, because clocks are set back now and then."""

    sequence: int
    back: dt.timedelta

    @property
    def said(self) -> Sentence:
        """The remark."""
        seconds = self.back / dt.timedelta(seconds=1)
        return Sentence(
            f"第{self.sequence}号の時刻が直前の記録より{seconds:g}秒前です（時計が戻されました）。",
            f"the clock of entry {self.sequence} stood {seconds:g} s before that of the entry before it.",
        )


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What was found along a chain.

    Attributes:
        start: the head that the first entry had to follow.
        head: the last entry that holds.
        broken: the first bad entry, none where the chain holds.
        clock_steps: where the clock ran back, the first 100.
        clock_steps_in_all: how often it did.

    """

    start: Head
    head: Head
    broken: Break | None = None
    clock_steps: tuple[ClockStep, ...] = ()
    clock_steps_in_all: int = 0

    @property
    def holds(self) -> bool:
        """Whether no entry is bad."""
        return self.broken is None

    @property
    def verified(self) -> int:
        """How many entries hold, up to the end or the first bad one."""
        return self.head.sequence - self.start.sequence

    def joined(self, later: ChainReport) -> ChainReport:
        """Return this report with that of the entries after its head."""
        steps = (*self.clock_steps, *later.clock_steps)[:KEPT_CLOCK_STEPS]
        in_all = self.clock_steps_in_all + later.clock_steps_in_all
        return ChainReport(self.start, later.head, later.broken, steps, in_all)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries in a row that another process walked along, each of which holds and follows the one before.

    Attributes:
        first: the first of them, by which they are joined to what comes before.
        head: the last of them.
        digests: the hashes of all, 32 bytes each.
        clock_steps: where the clock ran back among them, the first 100.
        clock_steps_in_all: how often it did.

    """

    first: Hashed
    head: Head
    digests: bytes
    clock_steps: tuple[ClockStep, ...]
    clock_steps_in_all: int


Walked = Entry | EntryLine | Hashed | Stretch
"""What a chain is verified from."""


def stretch_of(entries: Sequence[Hashed]) -> Stretch | None:
    """Walk along entries in a row, and return what another process needs of them; None where they are no chain, or none.

    Args:
        entries: in order, as :func:`~sonae.auditlog.hashed_line` found them.

    """
    if not entries:
        return None
    sequence, _, before, _, _ = entries[0]
    digests: list[bytes] = []
    report = walk(iter(entries), Head(sequence - 1, before), digests)
    if not report.holds:
        return None
    return Stretch(entries[0], report.head, b"".join(digests), report.clock_steps, report.clock_steps_in_all)


def verify_chain(entries: Iterable[Walked], *, after: Head | None = None) -> ChainReport:
    """Verify a chain, entry by entry, and stop at the first bad one. Nothing is kept: a log of any length passes through.

    An entry given as its fields is written anew and hashed. An entry given as its line is read, written anew from what was read,
    compared byte by byte with the line, and hashed: the fields and the bytes cannot say different things. An entry given as what
    :func:`~sonae.auditlog.hashed_line` found of it was looked at so by another process; a stretch was walked along by it, and is
    joined here to what comes before.

    Args:
        entries: in order.
        after: the head that the first entry must follow; none for the beginning of the log.

    """
    return walk(iter(entries), after or Head(), None)


def walk(entries: Iterator[Walked], start: Head, digests: list[bytes] | None, until: int | None = None) -> ChainReport:
    """Verify entries, up to the number ``until`` where one is given, and put the hash of each that holds into ``digests``."""
    count, previous, clock = start.sequence, start.hash, _clock_of(start)
    steps: list[ClockStep] = []
    in_all = 0
    broken: Break | None = None
    for entry in entries if until is None or count < until else ():
        try:
            found = _looked_at(entry)
        except InputError as error:
            broken = _unreadable(count + 1, error, entry)
            break
        sequence, at, before, given, digest = found
        if sequence != count + 1 or before != previous or given != digest.hex():
            broken = _broken(count + 1, found, previous, entry)
            break
        if at < clock:
            in_all += 1
            if in_all <= KEPT_CLOCK_STEPS:
                steps.append(ClockStep(sequence, dt.datetime.fromisoformat(clock) - dt.datetime.fromisoformat(at)))
        count, previous, clock = sequence, given, at
        if isinstance(entry, Stretch):
            in_all += entry.clock_steps_in_all
            steps = [*steps, *entry.clock_steps][:KEPT_CLOCK_STEPS]
            count, previous, clock = entry.head.sequence, entry.head.hash, _clock_of(entry.head)
            if digests is not None:
                digests.extend(entry.digests[place : place + 32] for place in range(0, len(entry.digests), 32))
        elif digests is not None:
            digests.append(digest)
        if until is not None and count >= until:
            break
    head = Head(count, previous, dt.datetime.fromisoformat(clock) if clock else None)
    return ChainReport(start, head, broken, tuple(steps), in_all)


def walk_part(entries: Iterator[Walked], start: Head, number: int, digests: list[bytes]) -> ChainReport:
    """Verify the next ``number`` entries, fewer where the log ends before; more where a stretch reaches beyond them."""
    return walk(entries, start, digests, start.sequence + number)


def _looked_at(entry: Walked) -> Hashed:
    if isinstance(entry, EntryLine):
        return hashed_line(entry)
    if isinstance(entry, Stretch):
        return entry.first
    return hashed_entry(entry) if isinstance(entry, Entry) else entry


def _clock_of(head: Head) -> str:
    return "" if head.at is None else head.at.astimezone(dt.UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def _broken(expected: int, found: Hashed, previous: str, entry: Walked) -> Break:
    sequence, _, _, given, digest = found
    if sequence != expected:
        flaw, said = Flaw.SEQUENCE, Sentence(
            f"第{expected}号があるべき所に第{sequence}号があります。",
            f"entry {expected} is not where it should be: entry {sequence} stands there.",
        )  # fmt: skip
    elif given != digest.hex():
        flaw, said = Flaw.HASH, Sentence(
            f"第{expected}号の内容がそのハッシュと合いません。",
            f"the hash of entry {expected} is not that of its contents.",
        )  # fmt: skip
    elif expected == 1:
        flaw, said = Flaw.PREVIOUS, Sentence(
            "第1号の前に別の記録があったことになっています。", "entry 1 follows another entry, yet it is the first."
        )  # fmt: skip
    else:
        flaw, said = Flaw.PREVIOUS, Sentence(
            f"第{expected}号が第{expected - 1}号に続いていません（いずれかが書き換えられています）。",
            f"entry {expected} does not follow entry {expected - 1} as it stands: one of the two was changed.",
        )  # fmt: skip
    row, file = (entry.row, entry.file) if isinstance(entry, EntryLine) else (None, None)
    return Break(expected, flaw, said, file, row)


def _unreadable(expected: int, error: InputError, entry: Walked) -> Break:
    said = Sentence(
        f"第{expected}号が記録の正規の形になっていません。",
        f"entry {expected} cannot be read as an entry: {error.problem}.",
    )
    row, file = (entry.row, entry.file) if isinstance(entry, EntryLine) else (None, None)
    return Break(expected, Flaw.UNREADABLE, said, file, row)
