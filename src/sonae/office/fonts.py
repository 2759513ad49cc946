"""Hands out Noto Sans JP beside the site's own files, for readers whose system has no Japanese font."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pylopdf_fonts_jp
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

__all__ = ["FontFinder"]

_FOLDER = "office/fonts"


class FontFinder(BaseFinder):
    """Finds the one font among static files."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        place = Path(pylopdf_fonts_jp.sans_path())
        self._name = place.name
        self._storage = FileSystemStorage(location=place.parent)
        self._storage.prefix = _FOLDER  # type: ignore[attr-defined]  # as Django's own finder of folders sets it

    def check(self, **kwargs: Any) -> list[Any]:
        """Complain of nothing: the font comes with a package that is required."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where the font lies."""
        found = self._storage.path(self._name) if path == f"{_FOLDER}/{self._name}" else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield the font."""
        yield self._name, self._storage
