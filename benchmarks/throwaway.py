"""Packages of others, run as their users run them, in an environment that is thrown away afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["NotHere", "Throwaway", "throwaway"]


class NotHere(Exception):  # noqa: N818 - that a peer cannot be had is no error of the benchmark
    """The packages cannot be installed or run here; the text says which, and why."""


@dataclass(frozen=True)
class Throwaway:
    """An environment with the packages in it, and the folder that its scripts run in."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.folder / "env" / "bin" / "python")

    def run(self, script: str, *arguments: str) -> Any:
        """Run a script in the folder and return what its last line says in JSON.

        Raises:
            NotHere: when it fails.

        """
        return json.loads(self.call([self.python, "-W", "ignore", "-c", script, *arguments], "failed").splitlines()[-1])

    def call(self, command: Sequence[str], verb: str) -> str:
        """Run a command and return what it printed. Raises NotHere when it fails."""
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, env=dict(self.environment)
        )
        if done.returncode:
            raise NotHere(f"{verb}: {(done.stderr.strip().splitlines() or ['no reason'])[-1]}")
        return done.stdout


@contextmanager
def throwaway(
    *packages: str, python: str = sys.executable, environment: Mapping[str, str] | None = None
) -> Iterator[Throwaway]:
    """Install packages into an environment that is gone after the block.

    Args:
        packages: with their versions, as pip takes them.
        python: the interpreter to make it with.
        environment: variables beside this process's own; «{folder}» in a value is the folder.

    Raises:
        NotHere: when they cannot be installed.

    """
    with tempfile.TemporaryDirectory(prefix="sonae-peer-") as name:
        folder = Path(name)
        added = {key: value.replace("{folder}", name) for key, value in (environment or {}).items()}
        made = Throwaway(folder, os.environ | added)
        made.call([python, "-m", "venv", str(folder / "env")], "cannot be installed here")
        install = [made.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        made.call(install, "cannot be installed here")
        yield made
