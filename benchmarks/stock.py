"""The stock simulation: the core kernel, the plan's own model with every rule on, numpy beside them, and stockpyl."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from benchmarks.measure import Line, peak_mb, report, run_job
from benchmarks.throwaway import NotHere, throwaway

SCENARIOS, SEED = 1_000_000, 20241231
CORE_BAR_S, CORE_BAR_MB, CORE_RATIO = 3.0, 400.0, 10.0
CELL_BAR_NS = 5.0
PLAIN = 1000
STOCKPYL = "1.0.2"
_STOCKPYL = """
import json, time
from stockpyl.supply_chain_network import single_stage_system
from stockpyl.sim import simulation
from stockpyl.disruption_process import DisruptionProcess
periods = 2000
network = single_stage_system(holding_cost=0.18, stockout_cost=0.70, demand_type="N", mean=50, standard_deviation=8,
                              policy_type="BS", base_stock_level=60)
network.nodes[0].disruption_process = DisruptionProcess(
    random_process_type="M", disruption_type="OP", disruption_probability=0.02, recovery_probability=0.2)
simulation(network, 50, rand_seed=1, progress_bar=False)
began = time.perf_counter()
simulation(network, periods, rand_seed=1, progress_bar=False)
print(json.dumps({"seconds": (time.perf_counter() - began) / periods}))
"""


def lines(*, with_peer: bool = True) -> list[Line]:
    core, plan = run_job(__name__, "core"), run_job(__name__, "plan")
    c, p = core.found, plan.found
    peer = _stockpyl() if with_peer else "stockpyl was not run"
    if isinstance(peer, float):
        peer = (
            f"stockpyl {STOCKPYL}, one node with a disruption process, 2,000 periods: {peer * 1e6:.0f} µs a period; for all "
            f"cells, extrapolated, {peer * c['cells'] / 3600:,.0f} h"
        )
    ratio = c["plain_each"] * SCENARIOS / core.seconds
    return [
        Line(
            f"stock simulation, core kernel (Markov suppliers, release, refill; 32-bit): 40 minerals × 60 months × "
            f"{SCENARIOS:,} scenarios, {core.seconds / c['cells'] * 1e9:.2f} ns a cell",
            core.seconds, core.peak_mb, f"≤ {CORE_BAR_S:g} s, ≤ {CORE_BAR_MB:g} MB, ≥ {CORE_RATIO:g} × numpy",
            f"numpy in chunks of {PLAIN:,} scenarios on one thread, its own generator: {ratio:.0f} × the time; {peer}",
            f"cost of {PLAIN:,} scenarios equal to the numpy version on the same random numbers to {c['difference']:.1e}; "
            f"same bits on 1 and 2 threads and in two sizes of block: {'yes' if c['same_bits'] else 'NO'}",
            ratio >= CORE_RATIO and core.peak_mb <= CORE_BAR_MB and c["difference"] <= 2e-4 and c["same_bits"],
        ),
        Line(
            f"stock simulation, every rule on: real acts on Japan, {p['minerals']} minerals × 60 months × {SCENARIOS:,} "
            f"scenarios, {plan.seconds / p['cells'] * 1e9:.2f} ns a cell",
            plan.seconds, p["stock_mb"], f"≤ {CELL_BAR_NS:g} ns a cell ({p['warm_up_s']:.1f} s of warm-up not counted)",
            "numpy, same rules: "
            f"{p['plain_each'] * SCENARIOS / plan.seconds:.0f} × the time; the peak holds the data and the fitted hazards too",
            f"cost of {PLAIN:,} scenarios equal to the numpy version to {p['difference']:.1e}; same bits on 1 and 2 threads and in "
            f"two sizes of block: {'yes' if p['same_bits'] else 'NO'}; a scenario replayed to the bit: "
            f"{'yes' if p['replayed'] else 'NO'}",
            None if p["difference"] <= 1e-9 and p["same_bits"] and p["replayed"] else False,
        ),
    ]  # fmt: skip


def core() -> dict[str, Any]:
    from tests.stockpile.simulation.cores import core_model

    from sonae.compute import ThreadExecutor
    from sonae.stockpile.simulation.core import run_core_plain, simulate_core
    from sonae.stockpile.simulation.core.reference import run_core_with

    model = core_model(40, 20)
    simulate_core(model, 512, 1)
    seconds, found = math.inf, None
    for _ in range(3):
        began = time.perf_counter()
        found = simulate_core(model, SCENARIOS, SEED)
        seconds = min(seconds, time.perf_counter() - began)
    alone = simulate_core(model, 200_000, SEED, executor=ThreadExecutor(1))
    shared = simulate_core(model, 200_000, SEED, executor=ThreadExecutor(2), block=8192)
    same = alone.cost == shared.cost and alone.shortage.tobytes() == shared.shortage.tobytes()
    plain_each = math.inf
    for chunk in range(3):
        random = np.random.Generator(np.random.SFC64([SEED, chunk]))
        began = time.perf_counter()
        run_core_with(model, (random.random((PLAIN, 60), dtype=np.float32) for _ in range(60)))
        plain_each = min(plain_each, (time.perf_counter() - began) / PLAIN)
    cost = run_core_plain(model, 0, PLAIN, SEED)[0]
    kept = simulate_core(model, PLAIN, SEED, keep=True).costs
    return report(
        seconds, cells=SCENARIOS * 2400, plain_each=plain_each, same_bits=same,
        difference=float(np.abs(kept - cost).max() / np.abs(cost).max()), cost=found.cost if found else 0.0,
    )  # fmt: skip


def plan() -> dict[str, Any]:
    from sonae.compute import ThreadExecutor
    from sonae.stockpile.simulation import draw_paths, replay_scenario, run_plain, simulate_stock

    model = _plan_model()
    began = time.perf_counter()
    simulate_stock(model, 64, 1)
    warm_up = time.perf_counter() - began
    seconds = math.inf
    for _ in range(3):
        began = time.perf_counter()
        simulate_stock(model, SCENARIOS, SEED)
        seconds = min(seconds, time.perf_counter() - began)
    peak = peak_mb()
    alone = simulate_stock(model, 20_000, SEED, executor=ThreadExecutor(1), keep=True)
    shared = simulate_stock(model, 20_000, SEED, executor=ThreadExecutor(2), block=4096)
    same = alone.cost.tobytes() == shared.cost.tobytes() and np.array_equal(alone.cover_numbers, shared.cover_numbers)
    began = time.perf_counter()
    cost = run_plain(model, draw_paths(model, SEED, 0, PLAIN)).cost(model)
    plain_each = (time.perf_counter() - began) / PLAIN
    kept = alone.kept
    assert kept is not None
    replayed = (
        replay_scenario(model, SEED, 12_345).cost.tobytes() == np.ascontiguousarray(kept.cost[:, 12_345]).tobytes()
    )
    return report(
        seconds, cells=SCENARIOS * len(model.materials) * model.months, warm_up_s=warm_up,
        minerals=len(model.materials), plain_each=plain_each, stock_mb=peak, same_bits=same, replayed=replayed,
        difference=float((np.abs(kept.cost[:, :PLAIN].T - cost) / np.abs(cost).max(axis=0)).max()),
    )  # fmt: skip


def _plan_model() -> Any:
    """The model of the demonstration plan: all assessable minerals of Japan, budgets, tenders, shelf lives."""
    from sonae.data import Library
    from sonae.stockpile.plan import demonstration_text, plan_case, plan_from_text
    from sonae.stockpile.target_days import propose_days, situation_of
    from sonae.supply_risk import load_policy

    stated = plan_from_text(demonstration_text(), "demonstration")
    library = Library.open(public_only=True)
    situation = situation_of(library, stated.importer, stated.data_year, load_policy(), as_of=stated.as_of)
    days = propose_days(situation, scenarios=20_000, intervals=False, explain=False)
    return plan_case(stated, situation, days).model


def _stockpyl() -> float | str:
    """Seconds a node and period, in an environment that is thrown away afterwards; or why they could not be had."""
    try:
        with throwaway(f"stockpyl=={STOCKPYL}") as outside:
            return float(outside.run(_STOCKPYL)["seconds"])
    except NotHere as why:
        return f"stockpyl {why}"
