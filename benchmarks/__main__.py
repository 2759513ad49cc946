"""``python -m benchmarks [--no-peer] [NAME …]``: time, compare, print; exit 1 where a result or a ratio does not hold.

Absolute times are for orientation on a quiet machine with two cores and never fail the run. Equal results, memory and
ratios do.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable

from benchmarks import (
    auditlog,
    bellman,
    books,
    bylaw,
    days,
    disclosure,
    economics,
    importers,
    irr,
    japan,
    office,
    plan,
    start,
    stock,
)
from benchmarks.measure import Line


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Timings beside a peer or a baseline.")
    jobs: dict[str, Callable[[], list[Line]]] = {
        "start": start.lines, "importers": importers.lines, "japan": japan.lines, "days": days.lines,
        "stock": stock.lines, "bellman": bellman.lines, "plan": plan.lines, "irr": irr.lines, "economics": economics.lines,
        "bylaw": bylaw.lines, "auditlog": auditlog.lines, "disclosure": disclosure.lines, "office": office.lines,
        "books": books.lines,
    }  # fmt: skip
    parser.add_argument("names", nargs="*", choices=[*jobs, []], help="the jobs to time; all by default")
    parser.add_argument(
        "--no-peer",
        action="store_true",
        help="do not install geopolrisk-py, stockpyl, numpy-financial, pyxirr, pyscnomics and OpenFisca into temporary folders",
    )
    chosen = parser.parse_args(words)
    if chosen.no_peer:
        jobs["japan"] = lambda: japan.lines(with_peer=False)
        jobs["stock"] = lambda: stock.lines(with_peer=False)
        jobs["irr"] = lambda: irr.lines(with_peer=False)
        jobs["economics"] = lambda: economics.lines(with_peer=False)
        jobs["bylaw"] = lambda: bylaw.lines(with_peer=False)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n", flush=True)
    failed = 0
    for name in chosen.names or jobs:
        for line in jobs[name]():
            print(line.text(), "\n", flush=True)
            failed += line.holds is False
    print("All results and ratios hold." if not failed else f"{failed} of the lines above do not hold.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
