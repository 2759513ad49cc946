"""The audit of a log against the checkpoints that were kept of it: what was altered, what was cut off, what nobody vouches for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sonae.auditlog.chain import ChainReport, Walked, walk_part
from sonae.auditlog.checkpoint import Checkpoint, verify_checkpoint
from sonae.auditlog.entry import Head
from sonae.auditlog.merkle import CompactRange
from sonae.auditlog.note import PublicKey
from sonae.auditlog.sentence import Sentence
from sonae.core import InputError, SonaeError

__all__ = ["AuditReport", "CheckpointFinding", "KeptCheckpoint", "LogBrokenError", "Verdict", "audit", "leaves_of"]

_BLOCK = 4096
_TO_THE_END = 1 << 63


class LogBrokenError(SonaeError):
    """The log does not verify, so nothing is signed or proved of it."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """A checkpoint that somebody kept: its text, and the file it stands in."""

    text: str
    file: str | None = None


class Verdict(StrEnum):
    """What a log says to a checkpoint."""

    HOLDS = "holds"
    NOT_SIGNED = "not signed"
    CUT = "cut"
    ALTERED = "altered"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class CheckpointFinding:
    """What was found of one checkpoint.

    Attributes:
        file: where it stands.
        checkpoint: what it states; none where it has not the form, or no known key signed it.
        verdict: what the log says to it.
        said: the sentence.
        entries: the first and the last entry among which the log was altered or cut.

    """

    file: str | None
    checkpoint: Checkpoint | None
    verdict: Verdict
    said: Sentence
    entries: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit found.

    Attributes:
        chain: of the entries.
        checkpoints: by size; those that nobody known signed come first.
        tree: the Merkle tree over the entries that hold.

    """

    chain: ChainReport
    checkpoints: tuple[CheckpointFinding, ...]
    tree: CompactRange

    @property
    def root(self) -> bytes:
        """The Merkle root over the entries that hold, 32 bytes."""
        return self.tree.root()

    @property
    def holds(self) -> bool:
        """Whether the chain and every checkpoint hold."""
        return self.chain.holds and all(found.verdict is Verdict.HOLDS for found in self.checkpoints)

    @property
    def covered(self) -> int:
        """The last entry that a checkpoint vouches for."""
        return max(
            (f.checkpoint.size for f in self.checkpoints if f.checkpoint and f.verdict is Verdict.HOLDS), default=0
        )

    @property
    def remarks(self) -> tuple[Sentence, ...]:
        """What breaks nothing and should be known: entries without a checkpoint, clocks that ran back."""
        said = [step.said for step in self.chain.clock_steps]
        more = self.chain.clock_steps_in_all - len(said)
        if more:
            said.append(
                Sentence(f"時計の逆行はほかに{more}件あります。", f"the clock ran back at {more:,} further entries.")
            )
        first, last = self.covered + 1, self.chain.head.sequence
        if first <= last and self.chain.holds:
            said.append(
                Sentence(
                    f"第{first}号から第{last}号までは有効なチェックポイントがなく、末尾の切捨てや作り直しは見つけられません。",
                    f"entries {first} to {last} stand under no checkpoint that holds: cutting or making them anew would go unseen.",
                )
            )
        return tuple(said)


Entries = Iterable[Walked] | Callable[[Sequence[int]], Iterable[Walked]]
"""The entries of a log, or what gives them when it is told after which numbers no stretch may reach on."""


def audit(entries: Entries, checkpoints: Iterable[KeptCheckpoint], keys: Sequence[PublicKey]) -> AuditReport:
    """Audit a log from its first entry on: the chain, and every checkpoint against the root at its size.

    A checkpoint holds when a known key signed it, the log is as long as it says, and the root over so many entries is the one it
    states. Where the root is another, the log was altered after the last checkpoint that still holds. Entries are read
    once and not kept.

    Args:
        entries: all entries of the log, in order; stretches are given by what heeds the sizes of the checkpoints.
        checkpoints: kept by auditors, in any order.
        keys: the keys that are known.

    """
    unsigned, signed = _sorted(checkpoints, keys)
    sizes = sorted({checkpoint.size for _, checkpoint in signed})
    source = iter(entries(sizes) if callable(entries) else entries)
    chain, tree = ChainReport(Head(), Head()), CompactRange()
    roots: dict[int, bytes] = {}
    for size in sizes:
        if chain.holds and tree.size < size:
            chain, tree = _advanced(source, chain, tree, size)
        if tree.size == size:
            roots[size] = tree.root()
    if chain.holds:
        chain, tree = _advanced(source, chain, tree, _TO_THE_END)
    found, held = [], 0
    for file, checkpoint in signed:
        one = _finding(file, checkpoint, roots, chain, held)
        held = checkpoint.size if one.verdict is Verdict.HOLDS else held
        found.append(one)
    return AuditReport(chain, (*unsigned, *found), tree)


def leaves_of(digests: Iterable[bytes]) -> Iterator[bytes]:
    """Return the leaf hashes of the tree over a log: the data of a leaf is the 32 bytes of an entry's hash."""
    sha256 = hashlib.sha256
    return (sha256(b"\0" + digest).digest() for digest in digests)


def _advanced(
    source: Iterator[Walked], chain: ChainReport, tree: CompactRange, size: int
) -> tuple[ChainReport, CompactRange]:
    """Verify entries up to ``size``, to the end of the log or to the first bad one, and add them to the tree."""
    while chain.holds and tree.size < size:
        digests: list[bytes] = []
        wanted = min(_BLOCK, size - tree.size)
        chain = chain.joined(walk_part(source, chain.head, wanted, digests))
        tree = tree.extended(leaves_of(digests))
        if len(digests) < wanted:
            break
    return chain, tree


def _sorted(
    checkpoints: Iterable[KeptCheckpoint], keys: Sequence[PublicKey]
) -> tuple[list[CheckpointFinding], list[tuple[str | None, Checkpoint]]]:
    unsigned: list[CheckpointFinding] = []
    signed: list[tuple[str | None, Checkpoint]] = []
    for kept in checkpoints:
        try:
            signed.append((kept.file, verify_checkpoint(kept.text, keys)))
        except InputError as error:
            name = kept.file or "—"
            said = Sentence(
                f"チェックポイント {name} に、形式どおりで既知の鍵による署名がありません。",
                f"the checkpoint {name} is not vouched for: {error.problem}.",
            )
            unsigned.append(CheckpointFinding(kept.file, None, Verdict.NOT_SIGNED, said))
    return unsigned, sorted(signed, key=lambda one: one[1].size)


def _finding(
    file: str | None, checkpoint: Checkpoint, roots: dict[int, bytes], chain: ChainReport, held: int
) -> CheckpointFinding:
    size, length, name = checkpoint.size, chain.head.sequence, file or checkpoint.origin
    if size in roots:
        if roots[size] == checkpoint.root:
            said = Sentence(
                f"第{size}号までは{name}のとおりです。", f"the log up to entry {size} is as {name} states it."
            )
            return CheckpointFinding(file, checkpoint, Verdict.HOLDS, said)
        first = min(held + 1, size)
        said = Sentence(
            f"第{first}号から第{size}号までのいずれかが、{name}の署名の後に書き換えられています。",
            f"among the entries {first} to {size} the log is not what {name} states: it was altered after that was signed.",
        )
        return CheckpointFinding(file, checkpoint, Verdict.ALTERED, said, (first, size))
    if chain.broken is not None:
        said = Sentence(
            f"第{chain.broken.sequence}号で鎖が切れているため、{name}は確かめられません。",
            f"{name} was not checked, because the chain breaks at entry {chain.broken.sequence}.",
        )
        return CheckpointFinding(file, checkpoint, Verdict.UNCHECKED, said)
    said = Sentence(
        f"末尾が切り捨てられています。{name}は第{size}号まで、記録は第{length}号までです。",
        f"the tail of the log was cut off: {name} states {size} entries, the log ends with entry {length}.",
    )
    return CheckpointFinding(file, checkpoint, Verdict.CUT, said, (length + 1, size))
