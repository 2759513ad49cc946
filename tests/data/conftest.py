"""Where the tests of this room find their data.

The real packs are those that ``sonae data pull`` put into ``$SONAE_CACHE`` or the user's cache folder; a test that reads
them is marked ``pack`` and skipped where they are not cached. Every other test makes its own wheel in a temporary
folder (``tests/data/wheels.py``) with a cache and a data folder of its own: no network, nothing of the user's.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("no deadline", deadline=None)  # two workers share two cores: time is no property
settings.load_profile("no deadline")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("SONAE_CACHE", str(folder))
    return folder


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for imported tables."""
    folder = tmp_path / "agency"
    monkeypatch.setenv("SONAE_DATA", str(folder))
    return folder


@pytest.fixture
def csv(tmp_path: Path) -> Callable[..., Path]:
    """Write a text to a CSV file and give its path."""

    def write(text: str | bytes, name: str = "given.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write
