"""All minerals for Japan, 1995–2024, from a cold start; GeoPolRisk beside its own program where that can be installed."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import peer
from benchmarks.measure import Line, report, run_command, run_job

YEARS = list(range(1995, 2025))
BAR_S, BAR_MB = 2.0, 400


def lines(*, with_peer: bool = True) -> list[Line]:
    sonae = str(Path(sys.executable).parent / "sonae")
    words = [sonae, "risk", "score", "--importer", "JPN", "--year", "1995-2024", "--format", "json"]
    command, printed = run_command([*words, "--method", "geopolrisk"], times=3)
    panel = run_job(__name__, "five_factors", times=3)
    here = [row for row in _rows(printed) if row["year"] >= 2018]
    theirs = peer.japan() if with_peer else peer.Absent("left out by --no-peer")
    if isinstance(theirs, peer.Absent):
        beside, checked, holds = f"geopolrisk-py: {theirs.why}", "", None
    else:
        checked, holds = peer.compare(here, theirs)
        beside = (
            f"geopolrisk-py {theirs.version}, 7 years only: {theirs.seconds:.1f} s, {theirs.peak_mb:.0f} MB: "
            f"{theirs.seconds / command.seconds:.0f} × our time for 30"
        )
    bar = f"≤ {BAR_S:g} s and ≤ {BAR_MB} MB"
    small = {True: None, False: False}
    return [
        Line(
            "«sonae risk score --method geopolrisk», Japan × 1995–2024, cold start of the program, median of 3",
            command.seconds, command.peak_mb, bar, beside, checked,
            False if holds is False else small[command.peak_mb <= BAR_MB] or holds,
        ),
        Line(
            "five factors of 35 minerals with hazards fitted anew each year, Japan × 1995–2024, cold start, best of 3",
            panel.seconds, panel.peak_mb, bar, "",
            f"{panel.found['assessed']} of {panel.found['rows']} rows assessed; before {panel.found['first']} none, for want "
            "of ten years of trade",
            small[panel.peak_mb <= BAR_MB],
        ),
    ]  # fmt: skip


def five_factors() -> dict[str, Any]:
    began = time.perf_counter()
    from sonae.data import Library
    from sonae.supply_risk import assess, load_policy

    rows = assess(
        Library.open(public_only=True), load_policy(), importers=["JPN"], years=YEARS, method="five-factor", bands=False
    ).rows
    seconds = time.perf_counter() - began
    assessed = [row for row in rows if row.status == "assessed"]
    return report(seconds, rows=len(rows), assessed=len(assessed), first=min(row.year for row in assessed))


def _rows(printed: str) -> list[dict[str, Any]]:
    import json

    document = json.loads(printed)
    return document["rows"] if isinstance(document, dict) else document
