"""All internal rates of return of many projects, beside a grid in numpy and two packages that give one rate."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from benchmarks.measure import Line, report, run_job
from benchmarks.throwaway import NotHere, throwaway

ROWS, PERIODS = 100_000, 40
SAMPLE = 2_000
"""Rows of which every root is checked exactly and which the packages are asked for."""
BAR_S = 0.6
PEERS = {"numpy-financial": "1.0.0", "pyxirr": "0.10.8"}
_PEER = """
import json, math, sys, time
import numpy as np
flows = np.load(sys.argv[1])
found = {}
def timed(name, irr):
    irr(flows[0])
    began = time.perf_counter()
    given = [irr(row) for row in flows]
    seconds = (time.perf_counter() - began) / len(flows)
    found[name] = (seconds, [None if rate is None or math.isnan(rate) else float(rate) for rate in given])
import numpy_financial
timed("numpy-financial", numpy_financial.irr)
import pyxirr
timed("pyxirr", pyxirr.irr)
print(json.dumps(found))
"""


def flows(*, decommissioned: bool) -> np.ndarray:
    """Whole amounts of made-up projects: one to four periods of outlays, receipts that decline, and the end."""
    rng = np.random.default_rng(20261122)
    build, t = rng.integers(1, 5, ROWS)[:, None], np.arange(PERIODS)
    receipts = rng.uniform(50, 600, (ROWS, 1)) * np.exp(-rng.uniform(0.0, 0.15, (ROWS, 1)) * (t - build))
    made = np.where(
        t < build, -rng.uniform(100, 900, (ROWS, PERIODS)), receipts * rng.uniform(0.7, 1.3, (ROWS, PERIODS))
    )
    if decommissioned:
        made[:, -1] = -rng.uniform(50, 4000, ROWS)
    return np.round(made)


def lines(*, with_peer: bool = True) -> list[Line]:
    peer = _peers() if with_peer else "the packages were not run"
    out = []
    for job, title in (("conventional", "outlays first"), ("decommissioned", "decommissioning last")):
        run = run_job(__name__, job)
        found = run.found
        right = found["wrong"] == 0 and found["same_bits"]
        out.append(
            Line(
                f"all internal rates of return, {ROWS:,} projects × {PERIODS} periods, {title}", run.seconds, run.peak_mb,
                f"≤ {BAR_S:g} s, 0 wrong roots", f"{_said(peer, job, run.seconds)}; numpy on a grid of 62 rates, signs alone "
                f"{found['grid']:.2f} s, in which {found['grid_missed']:,} of {found['roots']:,} roots do not show",
                f"every root of {SAMPLE:,} rows by exact signs, their number by Sturm's theorem: {found['wrong']} wrong; "
                f"{found['several']:,} rows have several roots; same bits on 1 and 2 threads: "
                f"{'yes' if found['same_bits'] else 'NO'}",
                None if right else False,
            )
        )  # fmt: skip
    return out


def conventional() -> dict[str, Any]:
    return _job(flows(decommissioned=False))


def decommissioned() -> dict[str, Any]:
    return _job(flows(decommissioned=True))


def wrong_rows(made: np.ndarray, rates: list[list[float]]) -> list[int]:
    """Rows whose rates are not exactly the changes of sign of their value between −95 % and 1000 %."""
    from tests.economics.valuation.oracles import count_roots, crosses, whole

    out = []
    for i, (row, given) in enumerate(zip(made, rates, strict=True)):
        exact = whole(row)
        if count_roots(row) != len(set(given)) or not all(crosses(exact, rate, 1e-10) for rate in given):
            out.append(i)
    return out


def _job(made: np.ndarray) -> dict[str, Any]:
    from sonae.compute import ThreadExecutor
    from sonae.economics.valuation import internal_rate_table

    internal_rate_table(made[:10])
    seconds = math.inf
    for _ in range(5):
        began = time.perf_counter()
        found = internal_rate_table(made)
        seconds = min(seconds, time.perf_counter() - began)
    one, two = (internal_rate_table(made, executor=ThreadExecutor(n)) for n in (1, 2))
    began = time.perf_counter()
    grid = np.concatenate([np.linspace(-0.95, 1, 47), np.linspace(1.6, 10, 15)])
    positive = made @ (1 / (1 + grid)) ** np.arange(PERIODS)[:, None] > 0
    seen = int((positive[:, 1:] != positive[:, :-1]).sum())
    grid_s = time.perf_counter() - began
    sample = [found.rates[i, : found.counts[i]].tolist() for i in range(SAMPLE)]
    return report(
        seconds, wrong=len(wrong_rows(made[:SAMPLE], sample)), several=int((found.counts > 1).sum()),
        roots=int(found.counts.sum()), grid=grid_s, grid_missed=int(found.counts.sum()) - seen,
        same_bits=one.rates.tobytes() == two.rates.tobytes() == found.rates.tobytes(),
    )  # fmt: skip


def _said(peer: dict[str, Any] | str, job: str, seconds: float) -> str:
    """Say what the packages took, extrapolated to all rows, and how many of their single answers are wrong."""
    if isinstance(peer, str):
        return peer
    return ", ".join(
        f"{name} {PEERS[name]} one by one {each * ROWS:.2f} s ({each * ROWS / seconds:.0f} × the time), wrong in {wrong:,} of "
        f"{SAMPLE:,} rows ({silent} without an answer)"
        for name, (each, wrong, silent) in peer[job].items()
    )  # fmt: skip


def _peers() -> dict[str, Any] | str:
    """Time the packages on the sample in an environment that is thrown away; or why they could not be had.

    Wrong is an answer that is not the rate where the value falls through nought, and none where there is such a rate.
    """
    from sonae.economics.valuation import internal_rate_table

    wanted = [f"{package}=={version}" for package, version in PEERS.items()]
    out: dict[str, Any] = {}
    try:
        with throwaway(f"numpy=={np.__version__}", *wanted) as outside:
            for job in ("conventional", "decommissioned"):
                made = flows(decommissioned=job == "decommissioned")[:SAMPLE]
                np.save(outside.folder / "flows.npy", made)
                right = internal_rate_table(made).falling
                said = outside.run(_PEER, "flows.npy")
                out[job] = {package: (each, *_judged(given, right)) for package, (each, given) in said.items()}
    except NotHere as why:
        return f"numpy-financial and pyxirr {why}"
    return out


def _judged(given: list[float | None], right: np.ndarray) -> tuple[int, int]:
    """Return how many answers are wrong, and how many of these are none; 1e-6 off is not wrong."""
    answers = np.asarray([math.nan if rate is None else rate for rate in given])
    silent = np.isnan(answers) & ~np.isnan(right)
    # Where no rate is that at which the value falls, an answer may be no answer or anything; it is not counted.
    off = ~np.isnan(right) & ~np.isnan(answers) & (np.abs(answers - right) > 1e-6 * (1 + np.abs(right)))
    return int((silent | off).sum()), int(silent.sum())
