"""Target days of every mineral that can be assessed: Japan 2024, all stages and causes, 60 months, Poisson acts."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from benchmarks.measure import Line, report, run_job

SCENARIOS, DRAWS, SEED = 100_000, 200, 20241231
BAR_S = 2.0
PLAIN = 12


def lines() -> list[Line]:
    run = run_job(__name__, "simulate")
    found = run.found
    size = f"{found['minerals']} minerals, {found['lines']} lines, {found['places']} places, 10 causes, 60 months"
    beside = f"plain Python of the same law: {found['plain_each'] * 1e3:.1f} ms a scenario, "
    checked = (
        f"{found['compared']:,} scenarios × lines equal to the plain version, largest relative difference "
        f"{found['difference']:.1e}; same bits on 1 and 2 threads and in two sizes of block: "
        f"{'yes' if found['same_bits'] else 'NO'} ({found['threads']} threads ran)"
    )
    good = found["difference"] <= 1e-9 and found["same_bits"]
    return [
        Line(
            f"target days, {DRAWS} draws of the parameters × {SCENARIOS // DRAWS} scenarios = {SCENARIOS:,}, drawing included; "
            + size,
            found["drawn_s"], run.peak_mb, f"≤ {BAR_S:g} s after warm-up ({found['warm_up_s']:.1f} s, compiled code cached)",
            beside + f"{found['plain_each'] * SCENARIOS / found['drawn_s']:.0f} × the time",
            checked, None if good else False,
        ),
        Line(
            f"target days, posterior mean, {SCENARIOS:,} scenarios", found["mean_s"], run.peak_mb, f"≤ {BAR_S:g} s after warm-up",
            beside + f"{found['plain_each'] * SCENARIOS / found['mean_s']:.0f} × the time",
            f"ES90 of the drawn and of the mean parameters by line: medians {found['es_drawn']:.0f} and "
            f"{found['es_mean']:.0f} days",
            None if good else False,
        ),
        Line(
            "one whole proposal: 100 000 scenarios, 200 draws × 5 000 × 2 readings for the interval, explanation",
            found["proposal_s"], run.peak_mb,
        ),
    ]  # fmt: skip


def simulate() -> dict[str, Any]:
    from sonae.compute import ThreadExecutor
    from sonae.data import Library
    from sonae.stockpile.target_days import propose_days, required_days, situation_of
    from sonae.supply_risk import load_policy

    situation = situation_of(Library.open(public_only=True), "JPN", 2024, load_policy())
    model = situation.model
    began = time.perf_counter()
    model.simulate(64, 1)
    warm_up = time.perf_counter() - began

    mean_s = math.inf
    for _ in range(3):
        began = time.perf_counter()
        mean = model.simulate(SCENARIOS, SEED)
        mean_s = min(mean_s, time.perf_counter() - began)

    drawn_s = math.inf
    each = SCENARIOS // DRAWS
    for _ in range(3):
        began = time.perf_counter()
        drawn = _under_draws(situation, each)
        drawn_s = min(drawn_s, time.perf_counter() - began)

    executor = ThreadExecutor(2)
    again = model.simulate(SCENARIOS, SEED, executor=executor, block=1000)
    alone = model.simulate(SCENARIOS, SEED, executor=ThreadExecutor(1))
    same = again.tobytes() == alone.tobytes() == mean.tobytes()
    difference, compared, plain_each = _against_plain(model, situation)

    began = time.perf_counter()
    review = propose_days(situation)
    proposal_s = time.perf_counter() - began

    private = model.private_days[:, None]
    tail = situation.policy.days.tail
    return report(
        drawn_s, drawn_s=drawn_s, mean_s=mean_s, warm_up_s=warm_up, proposal_s=proposal_s, plain_each=plain_each,
        difference=difference, compared=compared, same_bits=same, threads=executor.threads_seen,
        minerals=sum(proposal.statistics is not None for proposal in review.minerals),
        lines=len(model.lines), places=len(model.places),
        es_mean=float(np.median(_shortfall(required_days(mean, private)[0], tail))),
        es_drawn=float(np.median(_shortfall(required_days(drawn, private)[0], tail))),
    )  # fmt: skip


def _under_draws(situation: Any, each: int) -> np.ndarray:
    """Draw parameters and simulate each set; the scenarios of draw d are numbered on from those of d − 1."""
    from sonae.compute import ThreadExecutor

    model = situation.model
    draws = situation.hazards.draws(DRAWS, SEED)
    alone = ThreadExecutor(1)
    out = np.empty((len(model.variants), len(model.lines), DRAWS * each))

    def task(start: int, stop: int) -> None:
        for d in range(start, stop):
            one = model.with_draw(draws[d]).simulate(each, SEED, first=d * each, executor=alone, block=each)
            out[:, :, d * each : (d + 1) * each] = one

    ThreadExecutor().run(task, DRAWS, block=1)
    return out


def _against_plain(model: Any, situation: Any) -> tuple[float, int, float]:
    """Compare with the plain simulation, under the mean and under two draws; return the time of a plain scenario too."""
    from sonae.stockpile.target_days.reference import draw_acts, need_of_scenario

    draws = situation.hazards.draws(DRAWS, SEED)
    worst, compared, spent = 0.0, 0, 0.0
    for number, one in enumerate([model, model.with_draw(draws[0]), model.with_draw(draws[DRAWS - 1])]):
        first = number * 1000
        fast = one.simulate(PLAIN, SEED, first=first)
        for scenario in range(PLAIN):
            began = time.perf_counter()
            acts = draw_acts(one, SEED, first + scenario)
            slow = [need_of_scenario(one, acts, line) for line in range(len(one.lines))]
            spent += time.perf_counter() - began
            apart = np.abs(fast[0, :, scenario] - slow) / np.maximum(1.0, np.abs(slow))
            worst, compared = max(worst, float(apart.max())), compared + len(slow)
    return worst, compared, spent / (3 * PLAIN)


def _shortfall(days: np.ndarray, tail: float) -> np.ndarray:
    ordered = np.sort(days, axis=1)
    return ordered[:, int(tail * days.shape[1]) :].mean(axis=1)
