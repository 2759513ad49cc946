"""The proof that one entry stands in a log of which a checkpoint was kept; it is checked without the log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.auditlog.auditing import KeptCheckpoint, LogBrokenError, leaves_of
from sonae.auditlog.chain import ChainReport, walk
from sonae.auditlog.checkpoint import read_checkpoint, verify_checkpoint
from sonae.auditlog.entry import Entry, EntryLine, Head, entry_line, hashed_line
from sonae.auditlog.merkle import MerkleTree, leaf_hash, verify_inclusion
from sonae.auditlog.note import PublicKey
from sonae.auditlog.sentence import Sentence
from sonae.core import InputError
from sonae.data import refusal_of

__all__ = ["EntryProof", "ProofReport", "check_proof", "proof_from_text", "prove_entry"]

_Hash = Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]


class EntryProof(BaseModel):
    """That the entry of a number and a hash is in the log of a size and a root.

    Attributes:
        format: the form of this file.
        sequence: the number of the entry.
        hash: its hash.
        size: number of entries of the log.
        root: the Merkle root over them.
        path: the hashes that lead from the entry to the root, the lowest first.
        entry: the canonical line of the entry, where it is handed on.
        checkpoint: a checkpoint of this size, where the log had one.

    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal["sonae.auditlog/inclusion/1"] = "sonae.auditlog/inclusion/1"
    sequence: Annotated[int, Field(ge=1, lt=1 << 63)]
    hash: _Hash
    size: Annotated[int, Field(ge=1, lt=1 << 63)]
    root: _Hash
    path: Annotated[tuple[_Hash, ...], Field(max_length=63)]
    entry: str | None = None
    checkpoint: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the proof as JSON data; what it does not hand on is left out."""
        return self.model_dump(mode="json", exclude_none=True)


@dataclass(frozen=True, slots=True)
class ProofReport:
    """What the check of a proof found: whether it holds, whether a checkpoint that is known vouches for it, and why."""

    holds: bool
    vouched: bool
    said: tuple[Sentence, ...]


def prove_entry(
    entries: Iterable[Entry | EntryLine],
    sequence: int,
    *,
    size: int | None = None,
    checkpoints: Sequence[KeptCheckpoint] = (),
    with_entry: bool = False,
) -> EntryProof:
    """Prove that an entry is in the log.

    Args:
        entries: all entries of the log, in order; the chain is verified on the way.
        sequence: the number of the entry.
        size: the size of the log for which it is proved; where none is given that of the latest checkpoint which fits the log and
            holds the entry, else that of the whole log.
        checkpoints: of the log; one of the right size and root is put into the proof.
        with_entry: whether the entry itself is put in; it may be secret.

    Raises:
        InputError: when there is no such entry or size.
        LogBrokenError: when the log does not verify.

    """
    wanted: list[Entry | EntryLine] = []
    chain, digests = _walked(entries, sequence, wanted)
    length = chain.head.sequence
    if not 1 <= sequence <= length:
        raise InputError(f"there is no entry {sequence}", field="sequence", expected=f"a number from 1 to {length}")
    tree = MerkleTree(leaves_of(digests))
    fitting = _fitting(checkpoints, tree)
    if size is None:
        size = max((one for one in fitting if one >= sequence), default=length)
    if not sequence <= size <= length:
        raise InputError(
            f"the size {size} does not hold the entry", field="size", expected=f"a number from {sequence} to {length}"
        )
    return EntryProof(
        sequence=sequence, hash=digests[sequence - 1].hex(), size=size, root=tree.root(size).hex(),
        path=tuple(one.hex() for one in tree.inclusion_proof(sequence - 1, size)),
        entry=_line_of(wanted[0]) if with_entry else None, checkpoint=fitting.get(size),
    )  # fmt: skip


def proof_from_text(text: str, file: str | None = None) -> EntryProof:
    """Read a proof from JSON.

    Raises:
        InputError: for anything else.

    """
    try:
        json.loads(text)
        return EntryProof.model_validate_json(text)
    except ValidationError as error:
        raise refusal_of(error, file, expected="a proof made by «sonae audit prove»") from None
    except (ValueError, RecursionError):
        raise InputError("it is no JSON", file=file, expected="a proof made by «sonae audit prove»") from None


def check_proof(
    proof: EntryProof, *, keys: Sequence[PublicKey] = (), checkpoints: Sequence[KeptCheckpoint] = ()
) -> ProofReport:
    """Check a proof without the log.

    A proof leads to a root; what the root is worth is said by a checkpoint that a known key signed: the one in the proof, or one
    that was kept.

    Args:
        proof: the proof.
        keys: the keys that are known.
        checkpoints: kept checkpoints, all of which must be signed by a known key.

    Raises:
        InputError: when a kept checkpoint is not signed by a known key.

    """
    number, size, root = proof.sequence, proof.size, bytes.fromhex(proof.root)
    if proof.entry is not None and not _is_entry(proof):
        said = Sentence(
            f"添えられた記録は、ハッシュが証明のものと合う第{number}号ではありません。",
            f"the entry that is handed on is not the entry {number} whose hash is proved.",
        )
        return ProofReport(False, False, (said,))
    path = [bytes.fromhex(one) for one in proof.path]
    if not verify_inclusion(leaf_hash(bytes.fromhex(proof.hash)), number - 1, size, path, root):
        said = Sentence(
            f"第{number}号から根へ証明がつながりません。", f"the proof does not lead from entry {number} to its root."
        )
        return ProofReport(False, False, (said,))
    leads = Sentence(
        f"第{number}号は、根が{proof.root}である{size}件の記録に含まれます。",
        f"entry {number} is in the log of {size} entries whose root is {proof.root}.",
    )
    known = [verify_checkpoint(kept.text, keys, kept.file) for kept in checkpoints]
    if proof.checkpoint is not None and keys:
        try:
            known.append(verify_checkpoint(proof.checkpoint, keys))
        except InputError as error:
            said = Sentence(
                "証明に添えられたチェックポイントに、既知の鍵による署名がありません。",
                f"the checkpoint in the proof is not vouched for: {error.problem}.",
            )
            return ProofReport(False, False, (leads, said))
    same = [one for one in known if one.size == size]
    if any(one.root != root for one in same):
        said = Sentence(
            f"同じ{size}件のチェックポイントの根が、証明の根と異なります。",
            f"a checkpoint of the same {size} entries states another root.",
        )
        return ProofReport(False, False, (leads, said))
    if same:
        names = ", ".join(sorted({key.name for one in same for key in one.signed_by}))
        said = Sentence(f"この根は{names}が署名しています。", f"this root is signed by {names}.")
    else:
        said = Sentence(
            "この根に署名した既知の鍵はありません。お手元のチェックポイントと比べてください。",
            "no known key vouches for this root: compare it with a checkpoint that you kept.",
        )
    return ProofReport(True, bool(same), (leads, said))


def _walked(
    entries: Iterable[Entry | EntryLine], sequence: int, wanted: list[Entry | EntryLine]
) -> tuple[ChainReport, list[bytes]]:
    digests: list[bytes] = []

    def noted() -> Iterable[Entry | EntryLine]:
        for number, entry in enumerate(entries, 1):
            if number == sequence:
                wanted.append(entry)
            yield entry

    chain = walk(iter(noted()), Head(), digests)
    if chain.broken is not None:
        raise LogBrokenError(f"the log does not verify, so nothing is proved of it: {chain.broken.said}")
    return chain, digests


def _fitting(checkpoints: Sequence[KeptCheckpoint], tree: MerkleTree) -> dict[int, str]:
    """Return the checkpoints that state what the tree has, by size; whose signatures they bear is left to who checks."""
    found: dict[int, str] = {}
    for kept in checkpoints:
        try:
            one = read_checkpoint(kept.text)
        except InputError:
            continue
        if one.size <= tree.size and tree.root(one.size) == one.root:
            found[one.size] = kept.text
    return found


def _line_of(entry: Entry | EntryLine) -> str:
    return entry_line(entry) if isinstance(entry, Entry) else entry.text.decode()


def _is_entry(proof: EntryProof) -> bool:
    try:
        sequence, _, _, given, digest = hashed_line(EntryLine((proof.entry or "").encode()))
    except (InputError, UnicodeEncodeError):
        return False
    return sequence == proof.sequence and given == proof.hash == digest.hex()
