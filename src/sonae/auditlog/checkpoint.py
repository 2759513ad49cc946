"""Checkpoints after C2SP tlog-checkpoint: how long the log is and which root it has, signed, for auditors to keep."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sonae.auditlog.note import PublicKey, Signer, read_note, signed_note
from sonae.core import InputError

__all__ = ["Checkpoint", "Tree", "checkpoint_of", "read_checkpoint", "verify_checkpoint"]

_LARGEST_SIZE = 2**63


class Tree(Protocol):
    """What a checkpoint is made of: a :class:`~sonae.auditlog.CompactRange` or a :class:`~sonae.auditlog.MerkleTree`."""

    @property
    def size(self) -> int:
        """Number of entries."""
        ...

    def root(self) -> bytes:
        """Return the root, 32 bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint states.

    Attributes:
        origin: the name of the log.
        size: number of entries.
        root: the Merkle root over the hashes of these entries, 32 bytes.
        extensions: further lines, which mean nothing to Sonae.
        signed_by: the known keys that signed it; empty where none was asked for.

    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()
    signed_by: tuple[PublicKey, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def checkpoint_of(
    tree: Tree, origin: str, signer: Signer, *, witnesses: Sequence[Signer] = (), extensions: Sequence[str] = ()
) -> str:
    """Return a signed checkpoint of a tree.

    Args:
        tree: the tree over the entries.
        origin: the name of the log.
        signer: the key of the log; its name is the origin, so that no key signs for another log.
        witnesses: further keys that sign.
        extensions: further lines.

    Raises:
        InputError: for a key of another name, or an empty line.

    """
    if signer.name != origin:
        raise InputError(
            f"the key is that of «{signer.name}», not of the log «{origin}»",
            field="origin",
            expected="the name of the key",
        )
    if not all(line and "\n" not in line for line in extensions):
        raise InputError("an extension is empty or of more than one line", field="extensions", expected="one line each")
    text = Checkpoint(origin, tree.size, tree.root(), tuple(extensions)).text
    return signed_note(text, [signer, *witnesses])


def read_checkpoint(text: str, file: str | None = None) -> Checkpoint:
    """Read a checkpoint without looking at its signatures.

    Raises:
        InputError: for what is not in the form of a signed checkpoint, byte for byte.

    """
    note = read_note(text, file)
    origin, *rest = note.text[:-1].split("\n")
    refused = InputError(
        "it is no checkpoint", file=file, expected="lines with origin, size and root in base64, then signatures"
    )
    if len(rest) < 2 or not origin or not all(rest):
        raise refused
    try:
        size = int(rest[0]) if rest[0].isascii() and rest[0].isdigit() and len(rest[0]) < 20 else -1
        found = Checkpoint(origin, size, base64.b64decode(rest[1], validate=True), tuple(rest[2:]))
    except ValueError:
        raise refused from None
    if not 0 <= size < _LARGEST_SIZE or len(found.root) != 32 or found.text != note.text:
        raise refused
    return found


def verify_checkpoint(text: str, keys: Sequence[PublicKey], file: str | None = None) -> Checkpoint:
    """Read a checkpoint and check its signatures; :attr:`Checkpoint.signed_by` names the known keys that signed it.

    Signatures of other keys are passed over, as a log may have witnesses that a reader does not know.

    Args:
        text: the checkpoint.
        keys: the keys that are known.
        file: the file it comes from, for the sentence.

    Raises:
        InputError: when it is no checkpoint, no known key signed it, or a signature of a known key does not fit.

    """
    found = read_checkpoint(text, file)
    try:
        signed_by = read_note(text, file).signed_by(keys)
    except InputError as error:
        raise error.placed(file=file) from None
    if not signed_by:
        raise InputError(
            "no known key signed the checkpoint", file=file, expected="a signature of one of the keys given"
        )
    return Checkpoint(found.origin, found.size, found.root, found.extensions, signed_by)
