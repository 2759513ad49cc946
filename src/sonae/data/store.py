"""Where files live, and how they are written: beside first, then renamed, so that nothing is ever half-written."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import polars as pl

from sonae.core import SonaeError

__all__ = [
    "cache_directory",
    "data_directory",
    "explain_os_error",
    "remove_directory",
    "replace_directory",
    "sha256_of",
    "standing_directory",
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
    try:
        return Path(named).expanduser() if named else default
    except RuntimeError:
        raise SonaeError(
            f"{variable} is «{named}»: there is no such user's home; expected the path of a folder."
        ) from None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn an error of the operating system, also one wrapped by polars or xlsxwriter, into one sentence about ``path``."""
    try:
        yield
    except Exception as error:
        if (cause := _os_error(error)) is None:
            raise
        raise explain_os_error(cause, path) from error


@contextlib.contextmanager
def write_beside(path: Path, *, mode: int = 0o644) -> Iterator[Path]:
    """Give a path beside ``path`` to write to; on success it is renamed to ``path``, on any error it is removed.

    Args:
        path: the file to write or to replace; its folder is made when missing.
        mode: permissions of the finished file; SECRET files take ``0o600``.

    Raises:
        SonaeError: one sentence when the disk is full, the folder read-only or the like.

    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise SonaeError(f"cannot write {path}: it is a device, not a file; nothing was changed.")
    beside: Path | None = None
    with _explained(path):
        try:
            path = path.resolve() if path.is_symlink() else path  # a link stays, and its file is replaced
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
            os.close(handle)
            beside = Path(name)
            yield beside
            beside.chmod(mode)
            beside.replace(path)
        finally:
            if beside is not None:
                beside.unlink(missing_ok=True)


@contextlib.contextmanager
def replace_directory(path: Path) -> Iterator[Path]:
    """Give a folder beside ``path`` to fill; on success it takes the place of ``path``, on any error it is removed.

    The old folder stays until the new one is whole. A crash between the two renamings leaves the old folder under its
    waiting name, where :func:`standing_directory` finds it and the next call puts it back.
    """
    beside: Path | None = None
    old = _waiting(path)
    with _explained(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if old.exists() and not path.exists():
                old.rename(path)
            beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
            yield beside
            beside.chmod(0o755)
            shutil.rmtree(old, ignore_errors=True)
            if path.exists():
                path.rename(old)
            try:
                beside.rename(path)
            except BaseException:
                if old.exists():
                    old.rename(path)
                raise
            shutil.rmtree(old, ignore_errors=True)
        finally:
            if beside is not None:
                shutil.rmtree(beside, ignore_errors=True)


def standing_directory(path: Path) -> Path:
    """Return where the last whole version of a folder of :func:`replace_directory` lies, also after a crash."""
    old = _waiting(path)
    return old if old.exists() and not path.exists() else path


def remove_directory(path: Path) -> bool:
    """Remove a folder of :func:`replace_directory` in one step; say whether there was one.

    Raises:
        SonaeError: when the operating system refuses.

    """
    standing = standing_directory(path)
    if not standing.exists():
        return False
    with _explained(path):
        gone = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
        standing.rename(gone)
        shutil.rmtree(_waiting(path), ignore_errors=True)
        shutil.rmtree(gone)
    return True


def _waiting(path: Path) -> Path:
    return path.with_name(f".{path.name}.old")


def _os_error(error: Exception) -> OSError | None:
    """Return the operating system's error in an exception: the error itself, or what polars and xlsxwriter made of it."""
    if error.args and isinstance(error.args[0], OSError):
        return error.args[0]
    if not isinstance(error, (OSError, pl.exceptions.PolarsError)):
        return None
    if number := _OS_ERROR.search(str(error)):
        return OSError(int(number[1]), os.strerror(int(number[1])))
    return error if isinstance(error, OSError) else None


_OS_ERROR = re.compile(r"\(os error (\d+)\)")
_PLAIN = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than this account may write",
    errno.EROFS: "the folder is read-only",
    errno.EACCES: "this account may not write there",
    errno.EPERM: "this account may not write there",
    errno.EEXIST: "a part of the path is a file, not a folder",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EISDIR: "there is a folder of that name",
}


def explain_os_error(error: OSError, path: Path) -> SonaeError:
    """Turn an error of the operating system into one sentence that names the file and leaves no doubt about its state."""
    reason = _PLAIN.get(error.errno or 0) or (error.strerror or str(error)).lower()
    return SonaeError(f"cannot write {path}: {reason}; nothing was changed.")
