"""The exact Bellman recursion beside quantecon and a factored numpy version; a million states; programs; cuts."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.measure import Line, report, run_job

if TYPE_CHECKING:
    from sonae.stockpile.optimal_policy import StockProblem

MONTHS = 60
QUANTECON_BAR, NUMPY_BAR, MILLION_MB = 30.0, 5.0, 300.0


def lines() -> list[Line]:
    alone, beside = run_job(__name__, "alone", times=3), run_job(__name__, "beside")
    return [*_small(alone, beside), _million(), _programs(), _cuts()]


def _small(alone: Any, beside: Any) -> list[Line]:
    found, other = alone.found, beside.found
    times = {name: other[name] / other["ours"] for name in ("quantecon", "numpy")}
    equal = max(other["against_quantecon"], other["against_numpy"]) <= 1e-9 and found["same_bits"]
    return [
        Line(
            f"Bellman, 10 050 states × 41 actions × {MONTHS} months", found["finite"], alone.peak_mb,
            f"≥ {QUANTECON_BAR:g} × quantecon, ≥ {NUMPY_BAR:g} × factored numpy",
            f"quantecon backward_induction {other['quantecon']:.2f} s and {other['quantecon_build']:.2f} s to build its matrix "
            f"({times['quantecon']:.0f} × the time), numpy {other['numpy']:.3f} s ({times['numpy']:.1f} ×); this process "
            f"{beside.peak_mb:.0f} MB, sonae then {other['ours']:.4f} s",
            f"values of all states relative to the largest: quantecon {other['against_quantecon']:.1e}, numpy "
            f"{other['against_numpy']:.1e}; same bits on 1 and 2 threads: {'yes' if found['same_bits'] else 'NO'}",
            times["quantecon"] >= QUANTECON_BAR and times["numpy"] >= NUMPY_BAR and equal,
        ),
        Line(
            "Bellman, the same without end, to 1e-6", found["infinite"], alone.peak_mb, "",
            f"{found['sweeps']} minimisations and {found['follow_ups']} sweeps under a fixed policy; value iteration alone: "
            f"{found['value_sweeps']} in {found['value_iteration']:.3f} s; quantecon's modified policy iteration to 1e-3 "
            f"{other['quantecon_forever']:.2f} s",
            f"quantecon within {other['forever_apart']:.1e}", None if other["forever_apart"] <= 1e-3 else False,
        ),
    ]  # fmt: skip


def _million() -> Line:
    run = run_job(__name__, "million")
    found = run.found
    small = run.peak_mb <= MILLION_MB
    return Line(
        f"Bellman, {found['states']:,} states × 81 actions × {MONTHS} months", run.seconds, run.peak_mb,
        f"≤ {MILLION_MB:g} MB", "a matrix on pairs of states would hold 40 thousand million entries",
        f"plain numpy, 2 months: {found['apart']:.1e} relative", small and found["apart"] <= 1e-12,
    )  # fmt: skip


def _programs() -> Line:
    run = run_job(__name__, "programs")
    return Line(
        "35 programs (100 stock levels × 25 states × 21 actions × 60 months) under prices, with expected use",
        run.seconds, run.peak_mb, "≤ 0.15 s", f"with all values kept {run.found['kept']:.3f} s",
        f"same bits on 1 and 2 threads: {'yes' if run.found['same_bits'] else 'NO'}", None if run.found["same_bits"] else False,
    )  # fmt: skip


def _cuts() -> Line:
    run = run_job(__name__, "cuts")
    found = run.found
    return Line(
        "dual dynamic programming: 3 minerals × 20 stages × 2 regimes under one budget, 60 passes", run.seconds, run.peak_mb, "",
        f"{found['solves']:,} programs solved and checked, {run.seconds / found['solves'] * 1e6:.0f} µs each",
        f"cost and proven value of every program within {found['gap']:.0e}; bound {found['bound']:,.0f}, simulated "
        f"{found['mean']:,.0f} ± {found['half']:,.0f}",
        None if found["gap"] <= 1e-6 and found["bound"] <= found["mean"] + found["half"] else False,
    )  # fmt: skip


def problem(levels: int = 201, prices: int = 10, window: int = 20) -> StockProblem:
    """A stock of 0 to 100 with prices and five depths of disruption; made up."""
    from sonae.stockpile.optimal_policy import StockProblem

    price = 40 * np.exp(np.linspace(-0.8, 0.8, prices))
    place = np.arange(prices) - (prices - 1) / 2
    moves = np.exp(-0.5 * ((place[None] - 0.95 * place[:, None]) / 0.7) ** 2)
    moves /= moves.sum(axis=1, keepdims=True)
    disruption = np.asarray(
        [[.93, .04, .02, .007, .003], [.35, .5, .1, .04, .01], [.2, .2, .5, .08, .02], [.1, .1, .2, .5, .1],
         [.05, .05, .1, .2, .6]]
    )  # fmt: skip
    lost = np.tile([0, 0.5, 1.5, 3, 6.0], prices)[:, None]
    stock = np.linspace(0, 100, levels)
    steps = np.arange(-window, window + 1)
    change = steps * stock[1]
    paid = np.repeat(price, 5)[:, None] * (1 + 0.02 * np.maximum(change, 0)) * (1 + 0.15 * lost)
    cost = paid * change + 60 * np.maximum(lost + np.minimum(change, 0), 0) ** 2
    return StockProblem(steps, cost, 0.02 * stock, np.kron(moves, disruption), 0.995)


def best_of(times: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """Time a piece of work, the quickest of several."""
    quickest, found = math.inf, None
    for _ in range(times):
        began = time.perf_counter()
        found = work()
        quickest = min(quickest, time.perf_counter() - began)
    return quickest, found


def alone() -> dict[str, Any]:
    """Sonae alone in a process."""
    from sonae.compute import ThreadExecutor
    from sonae.stockpile.optimal_policy import problem as module
    from sonae.stockpile.optimal_policy import solve_finite, solve_infinite

    one = problem()
    solve_finite(one, 1)
    solve_infinite(one, 1e3)
    finite, found = best_of(5, lambda: solve_finite(one, MONTHS))
    infinite, forever = best_of(3, lambda: solve_infinite(one, 1e-6))
    value_iteration, plain = best_of(2, lambda: solve_infinite(one, 1e-6, follow_ups=0))
    module.LARGE = 0
    split = [solve_finite(one, MONTHS, executor=ThreadExecutor(n)) for n in (1, 2)]
    bits = {part.first.tobytes() + part.policy.tobytes() for part in (found, *split)}
    return report(
        finite, finite=finite, infinite=infinite, sweeps=forever.sweeps, follow_ups=forever.follow_ups,
        value_iteration=value_iteration, value_sweeps=plain.sweeps, same_bits=len(bits) == 1,
    )  # fmt: skip


def beside() -> dict[str, Any]:
    """Sonae, numpy and quantecon in one process, on one problem."""
    warnings.simplefilter("ignore")
    import quantecon as qe
    import scipy.sparse as sp

    from sonae.stockpile.optimal_policy import solve_finite, solve_infinite

    one = problem()
    solve_finite(one, 1)
    levels, states, actions = one.levels, one.states, one.steps.size
    after = np.arange(levels)[:, None] + one.steps
    inside, after = (after >= 0) & (after < levels), np.clip(after, 0, levels - 1)

    def plain() -> np.ndarray:
        paid = np.where(inside[:, None], one.cost[None] + one.state_cost[after][:, None], np.inf)
        value = np.zeros((levels, states))
        for _ in range(MONTHS):
            ahead = value @ one.transition.T
            value = (paid + one.discount * ahead[after].transpose(0, 2, 1)).min(axis=2)
        return value

    began = time.perf_counter()
    s, z, a = (part.ravel() for part in np.meshgrid(*map(np.arange, (levels, states, actions)), indexing="ij"))
    allowed = inside[s, a]
    s, z, a = s[allowed], z[allowed], a[allowed]
    n = s + one.steps[a]
    columns = (n[:, None] * states + np.arange(states)).ravel().astype(np.int32)
    moves = sp.csr_matrix(
        (one.transition[z].ravel(), columns, np.arange(s.size + 1) * states), (s.size, levels * states)
    )
    peer = qe.markov.DiscreteDP(-(one.cost[z, a] + one.state_cost[n]), moves, one.discount, s * states + z, a)
    build = time.perf_counter() - began
    quantecon, (values, _) = best_of(3, lambda: qe.markov.backward_induction(peer, MONTHS))
    numpy_s, slow = best_of(3, plain)
    ours, found = best_of(5, lambda: solve_finite(one, MONTHS))
    forever_s, forever = best_of(1, lambda: peer.solve(method="modified_policy_iteration", epsilon=1e-3, max_iter=5000))
    size = float(np.abs(found.first).max())
    return report(
        ours, ours=ours, quantecon=quantecon, quantecon_build=build, numpy=numpy_s, quantecon_forever=forever_s,
        against_quantecon=float(np.abs(found.first.T.ravel() + values[0]).max()) / size,
        against_numpy=float(np.abs(found.first.T - slow).max()) / size,
        forever_apart=float(np.abs(solve_infinite(one, 1e-6).values.T.ravel() + forever.v).max()),
    )  # fmt: skip


def million() -> dict[str, Any]:
    """A million states, policy of all months kept; two months compared with numpy, action by action."""
    from sonae.stockpile.optimal_policy import solve_finite

    one = problem(2001, 100, 40)
    two = solve_finite(one, 2).first
    value = np.zeros((one.states, one.levels))
    for _ in range(2):
        ahead = one.state_cost + one.discount * (one.transition @ value)
        value[:] = np.inf
        for a, step in enumerate(one.steps):
            begin, end = max(0, -step), min(one.levels, one.levels - step)
            part = one.cost[:, a, None] + ahead[:, begin + step : end + step]
            np.minimum(value[:, begin:end], part, out=value[:, begin:end])
    apart = float(np.abs(value - two).max() / np.abs(two).max())
    del value, ahead, two, part
    began = time.perf_counter()
    solve_finite(one, MONTHS)
    return report(time.perf_counter() - began, apart=apart, states=one.states * one.levels)


def programs() -> dict[str, Any]:
    """35 made-up minerals with a budget and a number of tenders a year; one purchase in ten fails."""
    from sonae.compute import ThreadExecutor
    from sonae.stockpile.optimal_policy import ProgramSet, solve_programs

    rng = np.random.default_rng(0)
    minerals, levels, states, actions, years = 35, 100, 25, 21, 5
    moves = rng.random((minerals, states, states)) ** 4
    steps = np.tile(np.arange(-10, 11), (minerals, 1))
    use = np.abs(rng.normal(size=(2, minerals, years, states, actions))) * (steps > 0)[None, :, None, None, :]
    several = ProgramSet(
        steps, rng.normal(size=(minerals, years, states, actions)), use, rng.random((minerals, MONTHS, levels)),
        rng.random((minerals, states, levels)), np.zeros((minerals, states, actions), np.int16),
        moves / moves.sum(axis=2, keepdims=True), np.full(minerals, 50), np.full((minerals, states), 1 / states),
        np.full(minerals, levels), np.full(minerals, states), np.full(minerals, actions),
        np.tile(np.arange(MONTHS) // 12, (2, 1)), np.arange(MONTHS) // 12, 0.997, np.full(minerals, 0.1),
        np.zeros(2, bool), np.asarray([False, True]),
    )  # fmt: skip
    prices = np.full((2, years), 0.1)
    solve_programs(several, prices)
    seconds, found = best_of(5, lambda: solve_programs(several, prices))
    kept, _ = best_of(3, lambda: solve_programs(several, prices, keep=True))
    one = solve_programs(several, prices, executor=ThreadExecutor(1))
    same = (
        one.used_by_month.tobytes() == found.used_by_month.tobytes() and one.policy.tobytes() == found.policy.tobytes()
    )
    return report(seconds, kept=kept, same_bits=same)


def cuts() -> dict[str, Any]:
    """Three made-up minerals under one budget, by quarters."""
    from sonae.stockpile.multistage import GroupMineral, MineralGroup, Stopping, solve_group

    minerals = tuple(
        GroupMineral(
            name, 0.0, 6 * demand, demand, np.asarray([0.0, lost]), np.asarray([price, 1.5 * price]),
            ((demand, 0.0), (demand, 0.3)), ((0.2, 2 * price), (0.8, 8 * price)), holding=0.01 * price, worth=0.8 * price,
        )
        for name, demand, lost, price in (("Co", 900.0, 0.5, 4e6), ("Ga", 30.0, 0.9, 5e7), ("Sb", 1500.0, 0.6, 1.5e6))
    )  # fmt: skip
    group = MineralGroup(minerals, np.asarray([[0.94, 0.06], [0.3, 0.7]]), 0, 20, 4, (4e9,) * 5, 0.995)
    began = time.perf_counter()
    answer = solve_group(group, Stopping(passes=60, stalled=0.0, over=60), paths=200, seed=1)
    return report(
        time.perf_counter() - began, solves=answer.solves, gap=answer.worst_gap, bound=answer.lower_bound,
        mean=answer.paths.mean, half=answer.paths.half_width,
    )  # fmt: skip
