"""The stock plan: certified bound and policy at the size of the bar, and the whole command on Japan."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Line, report, run_command, run_job

MINERALS, YEARS = 40, 5
BOUND_BAR_S, COMMAND_BAR_S, GAP_BAR = 5.0, 60.0, 0.10


def lines() -> list[Line]:
    core = run_job(__name__, "certified")
    f = core.found
    sized = (
        f"{f['minerals']} minerals × {YEARS} yearly budgets, {f['states']:,} states × {f['months']} months each: lower bound "
        f"({f['evaluations']} evaluations, {f['bound_s']:.2f} s) and policy on {f['paths']:,} paths"
    )
    good = f["identity"] <= 4 and f["below"]
    return [
        Line(
            sized, core.seconds, core.peak_mb, f"≤ {BOUND_BAR_S:g} s",
            f"one evaluation {f['each_s'] * 1e3:.0f} ms; one mineral's program in plain numpy {f['numpy_s'] * 1e3:.0f} ms "
            f"against {f['ours_s'] * 1e3:.1f} ms ({f['numpy_s'] / f['ours_s']:.0f} ×)",
            f"gap {f['gap']:.1%} (upper 95 % limit); mean cost of the bound's own policies is the bound within {f['identity']:.1f} "
            f"standard errors; numpy's value equal to {f['apart']:.1e}; bound below every rule: {'yes' if f['below'] else 'NO'}",
            good and f["apart"] <= 1e-9,
        ),
        _command(),
    ]  # fmt: skip


def _command() -> Line:
    with tempfile.TemporaryDirectory(prefix="sonae-bench-") as folder:
        program = [sys.executable, "-m", "sonae", "stock"]
        run_command([*program, "new-plan", "--out", f"{folder}/PLAN.yaml"])
        run, printed = run_command(
            [*program, "plan", f"{folder}/PLAN.yaml", "--out", f"{folder}/plan", "--public-only"]
        )
        files = len(list(Path(folder, "plan").iterdir()))
    found = re.search(r"planning model: at most ([\d.]+)%", printed)
    gap = float(found[1]) / 100 if found else float("inf")
    return Line(
        "whole «sonae stock plan» of Japan: data, days, states, bound, policy, tender lots, certificate, documents",
        run.seconds, run.peak_mb, f"≤ {COMMAND_BAR_S:g} s, gap ≤ {GAP_BAR:.0%}",
        "", f"gap {gap:.1%} on the planning model; {files} files written",
        gap <= GAP_BAR,
    )  # fmt: skip


def certified() -> dict[str, Any]:
    from tests.stockpile.plan.cases import Held, small_model

    from sonae.stockpile.optimal_policy import solve_programs
    from sonae.stockpile.plan.bound import lower_bound
    from sonae.stockpile.plan.policy import planning_arrays, relaxed_costs, run_rule, steering_of
    from sonae.supply_risk import load_policy

    draw = np.random.default_rng(7)
    held = [
        Held(
            target=float(draw.choice([60, 90, 120, 180])), start=20.0, price=float(np.exp(draw.normal(15, 1.2))),
            struck=float(draw.uniform(0.005, 0.03)), cured=float(draw.uniform(0.05, 0.3)), cut=float(draw.uniform(0.3, 1.0)),
            day=float(np.exp(draw.normal(1, 1))), market=float(np.exp(draw.normal(7, 1))), area=0.0,
        )
        for _ in range(MINERALS)
    ]  # fmt: skip
    worth = sum(one.target * one.day * one.price for one in held) / 1e6
    settings = {
        "grid": {"price_states": 7, "levels_to_target": 88, "steps_to_release": 12, "most_of_target": 0.08},
        "processes": {"price_sigma": 0.06, "failed_tender": 0.05},
    }
    model = small_model(load_policy(), held, budgets=[0.12 * worth] * YEARS, settings=settings)
    lower_bound(model)  # warm-up: the kernels are compiled, or read from the cache
    run_rule(model, planning_arrays(model, 1, 0, 64))
    began = time.perf_counter()
    bound = lower_bound(model)
    bound_s = time.perf_counter() - began
    steering = steering_of(model, bound, 1.0, 0.6)
    arrays = planning_arrays(model, 3, 0, 2048)
    run = run_rule(model, arrays, steering=steering)
    seconds = time.perf_counter() - began
    yard = relaxed_costs(model, bound, arrays)
    nothing, greedy = run_rule(model, arrays, nothing=True), run_rule(model, arrays)
    over = run.cost - yard
    error = over.std() / np.sqrt(over.size)
    room = (nothing.cost - yard).mean()
    below = all((other.cost - yard).mean() > -4 * error for other in (run, nothing, greedy))
    identity = abs(yard.mean() - bound.value) / (yard.std() / np.sqrt(yard.size))
    began = time.perf_counter()
    values = solve_programs(model.programs, bound.prices)
    each_s = time.perf_counter() - began
    numpy_s, ours_s, apart = _against_numpy(model, bound.prices, values)
    return report(
        seconds, minerals=len(held), states=int(model.programs.state_cost.shape[2] * model.programs.low.shape[1]),
        months=model.programs.months, evaluations=bound.evaluations, bound_s=bound_s, paths=arrays.paths, each_s=each_s,
        gap=float((over.mean() + 1.96 * error) / room), identity=float(identity), below=bool(below), numpy_s=numpy_s,
        ours_s=ours_s, apart=apart,
    )  # fmt: skip


def _against_numpy(model: Any, prices: np.ndarray, values: Any) -> tuple[float, float, float]:
    """Solve one mineral's program with plain numpy arrays; return both times and how far the values lie apart."""
    from dataclasses import replace

    from sonae.compute import ThreadExecutor
    from sonae.stockpile.optimal_policy import solve_programs

    p, m = model.programs, 0
    began = time.perf_counter()
    own = int(p.levels[m])
    later = p.terminal[m, :, :own]
    hold = int(np.flatnonzero(p.steps[m] == 0)[0])
    levels = np.arange(own)
    for t in reversed(range(p.months)):
        y = int(p.cost_year[t])
        ahead = p.state_cost[m, t, :own] + p.discount * (p.transition[m] @ later)
        best = np.full(later.shape, np.inf)
        for a in range(int(p.actions[m])):
            step = int(p.steps[m, a])
            at_once = (
                p.cost[m, y, :, a]
                + values.charge[0, t] * p.use[0, m, y, :, a]
                + values.charge[1, t] * p.use[1, m, y, :, a]
            )
            to = levels + step
            ok = (to >= 0) & (to < int(p.levels[m])) & (to >= p.low[m, :, a][:, None])
            gone = ahead[:, np.clip(to, 0, levels.size - 1)]
            if step > 0:
                come = 1.0 - p.failed[m]
                at_once = (
                    come * (p.cost[m, y, :, a] + values.charge[0, t] * p.use[0, m, y, :, a])
                    + p.failed[m] * p.cost[m, y, :, hold] + values.charge[1, t] * p.use[1, m, y, :, a]
                )  # fmt: skip
                gone = come * gone + p.failed[m] * ahead
            best = np.minimum(best, np.where(ok, at_once[:, None] + gone, np.inf))
        later = best
    numpy_s = time.perf_counter() - began
    value = float(p.start_chance[m] @ later[:, int(p.start_level[m])])
    one = replace(
        p, steps=p.steps[:1], cost=p.cost[:1], use=p.use[:, :1], state_cost=p.state_cost[:1], terminal=p.terminal[:1],
        low=p.low[:1], transition=p.transition[:1], start_level=p.start_level[:1], start_chance=p.start_chance[:1],
        levels=p.levels[:1], states=p.states[:1], actions=p.actions[:1], failed=p.failed[:1],
    )  # fmt: skip
    solve_programs(one, prices, executor=ThreadExecutor(1))
    began = time.perf_counter()
    solve_programs(one, prices, executor=ThreadExecutor(1))
    ours_s = time.perf_counter() - began
    return numpy_s, ours_s, abs(value - float(values.cost[0])) / max(1.0, abs(value))
