"""Where files live, and how they are written: beside first, then renamed, so that nothing is ever half-written."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from sonae.core import SonaeError

__all__ = [
    "cache_directory",
    "data_directory",
    "explain_os_error",
    "replace_directory",
    "sha256_of",
    "write_beside",
]


def cache_directory() -> Path:
    """Return the folder of downloaded packs: ``$SONAE_CACHE``, else the user's cache folder. It may not exist yet."""
    return _directory("SONAE_CACHE", platformdirs.user_cache_path("sonae", appauthor=False))


def data_directory() -> Path:
    """Return the folder of the agency's imported tables: ``$SONAE_DATA``, else the user's data folder."""
    return _directory("SONAE_DATA", platformdirs.user_data_path("sonae", appauthor=False))


def _directory(variable: str, default: Path) -> Path:
    named = os.environ.get(variable)
    return Path(named).expanduser() if named else default


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextlib.contextmanager
def write_beside(path: Path, *, mode: int = 0o644) -> Iterator[Path]:
    """Give a path beside ``path`` to write to; on success it is renamed to ``path``, on any error it is removed.

    Args:
        path: the file to write or to replace; its folder is made when missing.
        mode: permissions of the finished file; SECRET files take ``0o600``.

    Raises:
        SonaeError: one sentence when the disk is full, the folder read-only or the like.

    """
    beside: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        beside = Path(name)
        yield beside
        beside.chmod(mode)
        beside.replace(path)
    except OSError as error:
        raise explain_os_error(error, path) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


@contextlib.contextmanager
def replace_directory(path: Path) -> Iterator[Path]:
    """Give a folder beside ``path`` to fill; on success it takes the place of ``path``, on any error it is removed.

    The old folder stays until the new one is whole; a crash between leaves either the old or the new in place.
    """
    beside: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
        yield beside
        beside.chmod(0o755)
        old = path.with_name(f".{path.name}.old")
        if old.exists():
            shutil.rmtree(old)
        if path.exists():
            path.rename(old)
        beside.rename(path)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise explain_os_error(error, path) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


_PLAIN = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than this account may write",
    errno.EROFS: "the folder is read-only",
    errno.EACCES: "this account may not write there",
    errno.EPERM: "this account may not write there",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EISDIR: "there is a folder of that name",
}


def explain_os_error(error: OSError, path: Path) -> SonaeError:
    """Turn an error of the operating system into one sentence that names the file and leaves no doubt about its state."""
    reason = _PLAIN.get(error.errno or 0) or (error.strerror or str(error)).lower()
    return SonaeError(f"cannot write {path}: {reason}; nothing was changed.")
