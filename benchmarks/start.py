"""How long a user waits for ``sonae --help``, and what is loaded meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Line, run_command

HEAVY = (
    "numba", "scipy", "polars", "altair", "vl_convert", "typst", "openpyxl", "django", "socket", "ssl", "urllib.request",
)  # fmt: skip
BAR_S = 0.3


def lines() -> list[Line]:
    sonae = str(Path(sys.executable).parent / "sonae")
    run, printed = run_command([sonae, "--help"], times=9)
    bare, _ = run_command([sys.executable, "-c", "import typer, rich.console"], times=9)
    look = "import sys, json, sonae.cli.main; print(json.dumps([n for n in sys.argv[1:] if n in sys.modules]))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", look, *HEAVY], capture_output=True, check=True).stdout)
    commands = all(word in printed for word in ("data", "risk", "days", "review"))
    return [
        Line(
            "start of «sonae --help», median of 9", run.seconds, run.peak_mb, f"≤ {BAR_S} s",
            f"Python with typer and rich alone {bare.seconds:.3f} s, {bare.peak_mb:.0f} MB",
            f"commands are listed: {'yes' if commands else 'NO'}; of {', '.join(HEAVY)} loaded: {', '.join(loaded) or 'none'}",
            None if commands and not loaded else False,
        )
    ]  # fmt: skip
