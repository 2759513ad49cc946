"""Run a piece of work in processes of its own and read time and peak memory from them."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Line", "Run", "peak_mb", "report", "run_command", "run_job"]


@dataclass(frozen=True)
class Run:
    """Seconds, peak resident memory in MB and what the work found out."""

    seconds: float
    peak_mb: float
    found: dict[str, Any] = field(default_factory=dict)


@dataclass
class Line:
    """One line of the report. ``holds`` is ``None`` where the bar is an absolute time, which the machine decides."""

    job: str
    seconds: float
    peak_mb: float
    bar: str = ""
    beside: str = ""
    checked: str = ""
    holds: bool | None = None

    def text(self) -> str:
        """Return the line as it is printed."""
        verdict = {True: "holds", False: "DOES NOT HOLD", None: ""}[self.holds]
        parts = [f"{self.job}\n    {self.seconds:.3f} s, {self.peak_mb:.0f} MB"]
        parts += [f"bar {self.bar}{': ' + verdict if verdict else ''}"] if self.bar else []
        rest = [f"    beside: {self.beside}"] if self.beside else []
        rest += [f"    checked: {self.checked}"] if self.checked else []
        return "\n".join(["; ".join(parts), *rest])


def peak_mb() -> float:
    """Return the peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_command(words: Sequence[str], *, times: int = 1) -> tuple[Run, str]:
    """Run a command as a user does, several times; return the median time, the largest peak and what it printed."""
    seconds, peaks, printed = [], [], ""
    for _ in range(times):
        began = time.perf_counter()
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=_environment()
        ) as process:
            assert process.stdout is not None
            printed = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds.append(time.perf_counter() - began)
        peaks.append(usage.ru_maxrss / 1024)
        if process.returncode:
            raise SystemExit(f"«{' '.join(words)}» ended with {process.returncode}: {printed[-500:]}")
    return Run(statistics.median(seconds), max(peaks)), printed


def run_job(module: str, name: str, *, times: int = 1) -> Run:
    """Run ``module:name`` in fresh processes; the function times itself. The quickest run counts, the largest peak."""
    runs = []
    for _ in range(times):
        words = [sys.executable, "-m", "benchmarks.measure", module, name]
        done = subprocess.run(
            words, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True, env=_environment()
        )
        said = json.loads(done.stdout.splitlines()[-1])
        runs.append(Run(said["seconds"], said["peak_mb"], said["found"]))
    best = min(runs, key=lambda run: run.seconds)
    return Run(best.seconds, max(run.peak_mb for run in runs), best.found)


def report(seconds: float, **found: Any) -> dict[str, Any]:
    """Return what a job tells the process that started it."""
    return {"seconds": seconds, "peak_mb": peak_mb(), "found": found}


def _environment() -> dict[str, str]:
    # The agency's own tables are no part of a timing.
    return os.environ | {"SONAE_DATA": "/nonexistent", "PYTHONIOENCODING": "utf-8", "COLUMNS": "100", "NO_COLOR": "1"}


def _main(module: str, name: str) -> None:
    import importlib

    job: Callable[[], dict[str, Any]] = getattr(importlib.import_module(module), name)
    print(json.dumps(job()))


if __name__ == "__main__":
    _main(*sys.argv[1:])
