"""Running the command line: in this process for speed, or as a user would."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from sonae.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def sonae(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run «sonae …» in this process."""

    def run(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["sonae", *map(str, words)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        shown = capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    return run


def run_alone(*words: object, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Ran:
    """Run «sonae …» in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "sonae", *map(str, words)], capture_output=True, text=True, env=env, cwd=cwd, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)
