"""The store of papers: bytes that are checked, hashed and kept in a file named by their hash; no row names what is not there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.http import UnreadablePostError

from sonae.core import InputError
from sonae.office.environment import OfficeSettings

__all__ = [
    "TYPES", "NoRoomError", "PaperTooLargeError", "Readable", "Stored", "drop_parts", "paper_path", "place_paper", "stored",
]  # fmt: skip

TYPES: Mapping[str, str] = {
    ".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".csv": "text/csv", ".txt": "text/plain",
    ".yaml": "application/yaml", ".yml": "application/yaml",
}  # fmt: skip
"""The endings that are taken, with the type that the content has to be."""
_STARTS: Mapping[str, bytes] = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
_OFFICE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_PART = "upload-"
_SCAN_SECONDS = 120
_CHUNK = 1 << 16


class Readable(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to so many bytes, none at the end."""
        ...


class PaperTooLargeError(InputError):
    """An upload above the limit."""


class NoRoomError(InputError):
    """The disk does not take it; nothing of it was left."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are in their place.

    Attributes:
        sha256: their hash, by which they are found.
        size: in bytes.
        scanned: whether the agency's own program looked at them.

    """

    sha256: str
    size: int
    scanned: bool


def _office() -> OfficeSettings:
    office: OfficeSettings = settings.OFFICE
    return office


def place_paper(stream: Readable, ending: str) -> Stored:
    """Take bytes in: written beside their place, looked at, scanned, and moved to it. The same bytes are kept once.

    Args:
        stream: the bytes.
        ending: of :data:`TYPES`; the content has to be that.

    Raises:
        InputError: for contents that are something else, or what the scan refuses.
        PaperTooLargeError: above the limit of the settings.
        NoRoomError: when the disk does not take it.

    """
    with _received(stream) as (part, digest, size):
        _require_content(part, ending)
        scanned = _scanned(part)
        _put(part, digest)
    return Stored(digest, size, scanned)


def paper_path(digest: str, office: OfficeSettings | None = None) -> Path:
    """Return where the bytes of a hash lie; in the running office unless another is named."""
    return (office or _office()).papers / digest[:2] / digest


def stored(office: OfficeSettings | None = None) -> Iterator[Path]:
    """Return the file of every hash that is kept, whether a paper names it or not."""
    yield from (path for path in (office or _office()).papers.glob("??/*") if len(path.name) == 64)


def drop_parts(office: OfficeSettings | None = None) -> int:
    """Throw away what uploads left that were cut off by a kill; no upload is under way when an office starts."""
    parts = list((office or _office()).papers.glob(f"{_PART}*"))
    for part in parts:
        part.unlink(missing_ok=True)
    return len(parts)


@contextlib.contextmanager
def _received(stream: Readable) -> Iterator[tuple[Path, str, int]]:
    """Write what comes to a part of its own, hashed on the way; the part is gone afterwards unless it was put in place."""
    part: Path | None = None
    try:
        with _room():
            _office().papers.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=_PART, dir=_office().papers)
            part = Path(name)
            with os.fdopen(handle, "wb") as file:
                digest, size = _copied(stream, file, _office().upload_limit_mb)
                file.flush()
                os.fsync(file.fileno())
        yield part, digest, size
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _copied(stream: Readable, file: BinaryIO, limit_mb: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit_mb << 20:
            raise PaperTooLargeError(
                "the file is empty or too large", field="file", expected=f"1 byte to {limit_mb} MB"
            )
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise InputError("the file is empty or too large", field="file", expected=f"1 byte to {limit_mb} MB")
    return digest.hexdigest(), size


@contextlib.contextmanager
def _room() -> Iterator[None]:
    """Say in a sentence that the disk does not take it; a sender who went away in mid-upload is none of the disk's."""
    try:
        yield
    except UnreadablePostError:
        raise
    except OSError:
        raise NoRoomError(
            "the paper could not be kept: the disk does not take it", field="file", expected="to be tried again"
        ) from None


def _require_content(part: Path, ending: str) -> None:
    with part.open("rb") as file:
        head = file.read(1 << 20)
    if ending in _STARTS:
        ok = head.startswith(_STARTS[ending])
    elif ending in _OFFICE:
        ok = _is_office(part, _OFFICE[ending])
    else:
        ok = b"\x00" not in head
    if not ok:
        raise InputError("the content is not what the ending says", field="file", expected=f"a file that is «{ending}»")


def _is_office(part: Path, main: str) -> bool:
    """Look into the list of a packed file, never unpacking it; one with macros is refused."""
    try:
        with zipfile.ZipFile(part) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise InputError("files with macros are not taken", field="file", expected="a file without them")
    return {"[Content_Types].xml", main} <= names


def _scanned(part: Path) -> bool:
    """Have a file looked at by the agency's own program; without one it is kept unscanned and marked so."""
    command = _office().scan_command
    if not command:
        return False
    try:
        done = subprocess.run(
            [*shlex.split(command), str(part)], capture_output=True, timeout=_SCAN_SECONDS, check=False, stdin=subprocess.DEVNULL
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        raise InputError(
            "the scan of uploads did not come to an end", field="file", expected="to be tried again"
        ) from None
    if done.returncode != 0:
        raise InputError("the scan of uploads refused the file", field="file", expected="a file without harm")
    return True


def _put(part: Path, digest: str) -> None:
    path = paper_path(digest)
    with _room():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        part.chmod(0o600)
        part.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
