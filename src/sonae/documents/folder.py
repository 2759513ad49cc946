"""A folder of documents: what is foreign in it is refused, it is filled beside, and takes the place of the old one at once."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from sonae.compute import Progress
from sonae.core import InputError
from sonae.data import replace_directory, sha256_of

__all__ = [
    "LIBRARIES",
    "Inside",
    "command_line",
    "file_hashes",
    "made_with",
    "place_documents",
    "refuse_foreign",
    "table_hashes",
]

LIBRARIES = (
    "numpy", "scipy", "numba", "llvmlite", "highspy", "polars", "pydantic", "altair",
    "vl-convert-python", "typst", "jinja2", "XlsxWriter",
)  # fmt: skip
"""Libraries that documents are made with; a manifest holds their versions."""


@dataclass(frozen=True, slots=True)
class Inside:
    """A folder inside a folder of documents: what its files end with, and whether further folders stand in it."""

    name: str
    suffixes: tuple[str, ...]
    folders: bool = False


def refuse_foreign(out: Path, what: str, names: Sequence[str], inside: Sequence[Inside]) -> None:
    """Refuse to replace a folder that holds anything but an older document of the kind: it would be lost.

    Args:
        out: the folder; it may not exist yet.
        what: what the document is called, such as «plan».
        names: files of the document.
        inside: its folders.

    Raises:
        InputError: when ``out`` is no folder, or holds anything else.

    """
    if not out.exists():
        return
    if not out.is_dir():
        raise InputError(f"{out} is no folder", field="--out", expected="a folder to write to")
    known = {*names, *(one.name for one in inside)}
    foreign = [path.name for path in sorted(out.iterdir()) if path.name not in known]
    for one in inside:
        for path in sorted((out / one.name).rglob("*")) if (out / one.name).is_dir() else ():
            if path.suffix not in one.suffixes and not (one.folders and path.is_dir()):
                foreign.append(path.relative_to(out).as_posix())
    if foreign:
        raise InputError(
            f"{out} holds files that are no {what}'s, such as {foreign[0]}", field="--out",
            expected=f"a new or empty folder, or one with an older {what}, which is replaced",
        )  # fmt: skip


def place_documents(
    out: Path, fill: Callable[[Path], Sequence[Path]], *, secret: bool, progress: Progress
) -> list[Path]:
    """Fill a folder beside and let it take the place of ``out`` in one step; return the files in their place.

    Args:
        out: the folder.
        fill: writes the files into a folder and returns them.
        secret: whether only the owner may read them.
        progress: may cancel until the end.

    """
    with replace_directory(out) as folder:
        folder.chmod(0o700)
        names = [path.relative_to(folder) for path in fill(folder)]
        for path in folder.rglob("*"):
            path.chmod((0o700 if secret else 0o755) if path.is_dir() else (0o600 if secret else 0o644))
        progress.check()
    if secret:
        out.chmod(0o700)
    return [out / name for name in names]


def made_with(libraries: Sequence[str] = LIBRARIES) -> dict[str, Any]:
    """Return interpreter, machine and versions of libraries, for a manifest."""
    return {
        "python": platform.python_version(), "platform": f"{platform.system()} {platform.machine()}",
        "libraries": {name: _version(name) for name in libraries},
    }  # fmt: skip


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def file_hashes(written: Mapping[str, Path]) -> dict[str, dict[str, Any]]:
    """Return hash and size of files by name, for a manifest."""
    return {name: {"sha256": sha256_of(path), "bytes": path.stat().st_size} for name, path in written.items()}


def table_hashes(packs: Sequence[Path]) -> dict[str, str]:
    """Return hashes of the product's own tables and of the tables of cached packs."""
    out = {}
    for entry in sorted((files("sonae.data") / "tables").iterdir(), key=lambda item: item.name):
        if entry.name.endswith((".csv", ".parquet")):
            out[f"sonae/data/tables/{entry.name}"] = hashlib.sha256(entry.read_bytes()).hexdigest()
    for folder in packs:
        for path in sorted(folder.glob("*.parquet")):
            out[f"{folder.name}/{path.name}"] = sha256_of(path)
    return out


def command_line() -> str:
    """Return the command as typed, without the path of the program."""
    return " ".join(["sonae", *sys.argv[1:]])
