"""A log as a folder of files: its entries, one a line, and the checkpoints that were signed of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sonae.auditlog.auditing import KeptCheckpoint
from sonae.auditlog.checkpoint import read_checkpoint
from sonae.auditlog.entry import LONGEST_LINE, Entry, EntryLine, entry_from_line, entry_line
from sonae.core import InputError, SonaeError
from sonae.data import replace_directory, write_beside

__all__ = [
    "CHECKPOINTS",
    "ENTRIES",
    "Export",
    "add_checkpoint",
    "open_export",
    "read_export",
    "read_kept_checkpoint",
    "write_export",
]

ENTRIES = "entries.jsonl"
CHECKPOINTS = "checkpoints"
_LONGEST_CHECKPOINT = 1 << 20


@dataclass(frozen=True, slots=True)
class Export:
    """A log in files; a source of entries.

    Attributes:
        lines: the file of the entries.
        folder: the folder of the export; none where there is the file alone.

    """

    lines: Path
    folder: Path | None = None

    def entries(self, after: int = 0) -> Iterator[EntryLine]:
        """Return the lines after the first ``after``, as they stand; whether they are entries is left to who verifies them."""
        with self.lines.open("rb") as stream:
            yield from lines_in(stream, self.lines.name, after)

    def checkpoints(self) -> list[KeptCheckpoint]:
        """Return the checkpoints of the folder, by name of their files.

        Raises:
            InputError: when one cannot be read from the disk.

        """
        kept = self.folder / CHECKPOINTS if self.folder else None
        if kept is None or not kept.is_dir():
            return []
        return [read_kept_checkpoint(path) for path in sorted(kept.iterdir()) if not path.name.startswith(".")]


def lines_in(stream: BinaryIO, file: str | None = None, after: int = 0) -> Iterator[EntryLine]:
    """Return the lines of a stream after the first ``after``; one that is cut off or far too long is the last, and marked so.

    Args:
        stream: the bytes.
        file: what they are called in sentences.
        after: how many lines are passed over.

    """
    row = 0
    while read := stream.readline(LONGEST_LINE + 2):
        row += 1
        whole = read[-1:] == b"\n" and len(read) <= LONGEST_LINE + 1
        if row > after:
            yield EntryLine(read[:-1] if whole else read, file, row, whole)
        if not whole:
            return


def open_export(path: Path) -> Export:
    """Return a log that lies in a folder, or in a file of entries alone.

    Raises:
        InputError: when there is neither.

    """
    if path.is_dir():
        lines = path / ENTRIES
        if not lines.is_file():
            raise InputError(f"there is no {ENTRIES} in the folder", file=str(path), expected="an exported log")
        return Export(lines, path)
    if not path.is_file():
        raise InputError("there is no such file or folder", file=str(path), expected="an exported log")
    return Export(path)


def read_kept_checkpoint(path: Path) -> KeptCheckpoint:
    """Read the file of a checkpoint, byte for byte; whether it is one is left to who verifies it.

    Raises:
        InputError: when the file cannot be read, or is far too long.

    """
    try:
        with path.open("rb") as stream:
            read = stream.read(_LONGEST_CHECKPOINT + 1)
    except OSError as error:
        raise InputError(
            f"the checkpoint cannot be read ({(error.strerror or '').lower()})",
            file=str(path),
            expected="a file of text",
        ) from None
    if len(read) > _LONGEST_CHECKPOINT:
        raise InputError("the file is too long for a checkpoint", file=str(path), expected="a signed checkpoint")
    # What is no UTF-8 stays visible as such, and fails as a checkpoint.
    return KeptCheckpoint(read.decode(errors="surrogateescape"), path.name)


def read_export(path: Path) -> Iterator[Entry]:
    """Read the entries of an export one by one; the chain is not checked, see :func:`~sonae.auditlog.verify_chain`.

    Raises:
        InputError: for a line that is not the canonical line of an entry, with file and line.

    """
    return map(entry_from_line, open_export(path).entries())


def write_export(path: Path, entries: Iterable[Entry], checkpoints: Iterable[str] = ()) -> int:
    """Write entries and checkpoints into a new folder, which is there whole or not at all; return the number of entries.

    The chain is not checked: an auditor must be able to get a bad log, too. The entries can be read by their owner alone.

    Raises:
        SonaeError: when there is something at ``path`` already, or it cannot be written.
        InputError: for fields that are none of an entry's, and what is no checkpoint.

    """
    if path.exists():
        raise SonaeError(f"cannot write {path}: it is there already, and an export is never written over another.")
    number = 0
    with replace_directory(path) as beside:
        lines = beside / ENTRIES
        lines.touch(mode=0o600)
        with lines.open("w", encoding="utf-8", newline="\n") as stream:
            for entry in entries:
                stream.write(entry_line(entry) + "\n")
                number += 1
        (beside / CHECKPOINTS).mkdir()
        for text in checkpoints:
            add_checkpoint(beside, text)
    return number


def add_checkpoint(folder: Path, text: str) -> Path:
    """Put a checkpoint into the folder of an export and return its file; the same one again changes nothing.

    Raises:
        InputError: when it is no checkpoint, or the folder holds another one of the same size.

    """
    found = read_checkpoint(text)
    path = folder / CHECKPOINTS / f"{found.size:012}.txt"
    if path.exists():
        if read_kept_checkpoint(path).text != text:
            raise InputError(
                "there is another checkpoint of this size", file=str(path), expected="one checkpoint a size"
            )
        return path
    with write_beside(path) as beside:
        beside.write_bytes(text.encode())
    return path
