"""The compiled Bellman recursion. Importing this module loads numba.

Everything is laid out as (exogenous state z, stock index s), so that the inner loops run along the stock, which lies
contiguous in memory. Each row z is written by one thread, and its sums run over k = 0, 1, … in a fixed order: the bits do
not depend on the number of threads. Inner indices are unsigned, because a signed index may be negative in numba and
the test for that keeps the compiler from using wide registers.
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint64

__all__ = ["ahead_rows", "best_rows", "follow_rows", "march", "solve_program"]

TILE = 256
"""Stock levels worked off at a time: a tile of all rows of a large problem stays in the second-level cache."""


@njit(cache=True, nogil=True, fastmath={"contract"})
def ahead_rows(first, stop, later, transition, discount, state_cost, ahead):  # type: ignore[no-untyped-def]
    """Write ``ahead[z, n] = state_cost[n] + discount · Σ_k transition[z, k] · later[k, n]`` for rows first … stop − 1."""
    rows, levels = later.shape
    for begin in range(0, levels, TILE):
        size = uint64(min(TILE, levels - begin))
        at = uint64(begin)
        for row in range(first, stop):
            z = uint64(row)
            for i in range(size):
                ahead[z, at + i] = 0.0
            whole = rows - rows % 4
            for k in range(0, whole, 4):
                k0 = uint64(k)
                k1 = uint64(k + 1)
                k2 = uint64(k + 2)
                k3 = uint64(k + 3)
                w0 = transition[z, k0]
                w1 = transition[z, k1]
                w2 = transition[z, k2]
                w3 = transition[z, k3]
                for i in range(size):
                    n = at + i
                    ahead[z, n] += (w0 * later[k0, n] + w1 * later[k1, n]) + (w2 * later[k2, n] + w3 * later[k3, n])
            for k in range(whole, rows):
                k0 = uint64(k)
                w0 = transition[z, k0]
                for i in range(size):
                    ahead[z, at + i] += w0 * later[k0, at + i]
            for i in range(size):
                ahead[z, at + i] = state_cost[at + i] + discount * ahead[z, at + i]


@njit(cache=True, nogil=True, fastmath={"contract"})
def best_rows(first, stop, ahead, cost, steps, order, low, failed, values, policy):  # type: ignore[no-untyped-def]
    """Write the least cost and the first action in ``order`` that reaches it, for rows first … stop − 1.

    ``cost`` (z, a) is what an action is expected to cost at once, infinite where it is forbidden; ``low`` (z, a) the
    lowest stock index it may leave behind. A purchase (step > 0) fails with chance ``failed``: the stock stays.
    """
    levels = ahead.shape[1]
    best = np.empty(levels)
    choice = np.empty(levels, np.int64)
    for row in range(first, stop):
        z = uint64(row)
        for s in range(uint64(levels)):
            best[s] = np.inf
            choice[s] = -1
        for j in range(order.size):
            a = order[j]
            at_once = cost[z, a]
            if at_once == np.inf:
                continue
            step = steps[a]
            from_s = max(0, max(0, int(low[z, a])) - step)
            to_s = min(levels, levels - step)
            if to_s <= from_s:
                continue
            size = uint64(to_s - from_s)
            here = uint64(from_s)
            there = uint64(from_s + step)
            if step > 0 and failed > 0.0:
                come = 1.0 - failed
                for i in range(size):
                    q = at_once + (come * ahead[z, there + i] + failed * ahead[z, here + i])
                    better = q < best[here + i]
                    best[here + i] = q if better else best[here + i]
                    choice[here + i] = a if better else choice[here + i]
            else:
                for i in range(size):
                    q = at_once + ahead[z, there + i]
                    better = q < best[here + i]
                    best[here + i] = q if better else best[here + i]
                    choice[here + i] = a if better else choice[here + i]
        for s in range(uint64(levels)):
            values[z, s] = best[s]
            policy[z, s] = choice[s]


@njit(cache=True, nogil=True, fastmath={"contract"})
def follow_rows(first, stop, ahead, cost, steps, failed, policy, values):  # type: ignore[no-untyped-def]
    """Write what a given policy costs, for rows first … stop − 1."""
    for z in range(first, stop):
        for s in range(ahead.shape[1]):
            a = policy[z, s]
            step = steps[a]
            if step > 0 and failed > 0.0:
                values[z, s] = cost[z, a] + ((1.0 - failed) * ahead[z, s + step] + failed * ahead[z, s])
            else:
                values[z, s] = cost[z, a] + ahead[z, s + step]


@njit(cache=True, nogil=True, fastmath={"contract"})
def march(chances, transition, steps, failed, policy, moved, after):  # type: ignore[no-untyped-def]
    """Move a distribution over (z, s) through one month: ``moved`` after the action, ``after`` with the next z."""
    rows, levels = chances.shape
    for z in range(rows):
        for s in range(levels):
            moved[z, s] = 0.0
            after[z, s] = 0.0
    for z in range(rows):
        for s in range(levels):
            chance = chances[z, s]
            if chance == 0.0:
                continue
            step = steps[policy[z, s]]
            lost = failed if step > 0 else 0.0
            moved[z, s + step] += chance * (1.0 - lost)
            if lost > 0.0:
                moved[z, s] += chance * lost
    for z in range(uint64(rows)):
        for k in range(uint64(rows)):
            w = transition[z, k]
            if w != 0.0:
                for s in range(uint64(levels)):
                    after[k, s] += w * moved[z, s]


@njit(cache=True, nogil=True)
def solve_program(  # type: ignore[no-untyped-def]
    steps, order, hold, cost, use, cost_year, charge, weight, charged_if_failed, state_cost, terminal, low, transition,
    discount, failed, start_level, start_chance, values, policy, ahead, used, stock_chance, keep,
):  # fmt: skip
    """Solve one mineral backward and march its start forward; return the expected cost with charges.

    Shapes: steps, order (a); cost (year, z, a); use (resource, year, z, a); cost_year (t); charge and weight
    (resource, t): price of a unit in month t's own money, and how a unit counts in ``used``; state_cost (t, s);
    terminal (z, s); low (z, a); transition (z, z); start_chance (z). Written: values, ahead (t or 1, z, s); policy
    (t, z, s); used (resource, t); stock_chance (t, s), the stock after the action of month t.
    """
    months, levels = state_cost.shape
    rows, actions = low.shape
    resources = use.shape[0]
    later = terminal.copy()
    now = np.empty((rows, levels))
    at_once = np.empty((rows, actions))
    for back in range(months):
        t = months - 1 - back
        y = cost_year[t]
        for z in range(rows):
            for a in range(actions):
                come = 1.0 - failed if steps[a] > 0 else 1.0
                total = come * cost[y, z, a]
                if come < 1.0:
                    total += failed * cost[y, z, hold]
                for r in range(resources):
                    spent = use[r, y, z, a]
                    if come < 1.0 and not charged_if_failed[r]:
                        spent = come * spent + failed * use[r, y, z, hold]
                    total += charge[r, t] * spent
                at_once[z, a] = total
        kept = t if keep else 0
        ahead_rows(0, rows, later, transition, discount, state_cost[t], ahead[kept])
        best_rows(0, rows, ahead[kept], at_once, steps, order, low, failed, now, policy[t])
        if keep:
            values[t, :, :] = now
        later, now = now, later
    if not keep:
        values[0, :, :] = later
    chances = np.zeros((rows, levels))
    moved = np.empty((rows, levels))
    expected = 0.0
    for z in range(rows):
        chances[z, start_level] = start_chance[z]
        if start_chance[z] > 0.0:
            expected += start_chance[z] * later[z, start_level]
    for t in range(months):
        y = cost_year[t]
        for r in range(resources):
            used[r, t] = 0.0
        for z in range(rows):
            for s in range(levels):
                chance = chances[z, s]
                if chance == 0.0:
                    continue
                a = policy[t, z, s]
                come = 1.0 - failed if steps[a] > 0 else 1.0
                for r in range(resources):
                    spent = use[r, y, z, a]
                    if come < 1.0 and not charged_if_failed[r]:
                        spent = come * spent + failed * use[r, y, z, hold]
                    used[r, t] += chance * spent * weight[r, t]
        march(chances, transition, steps, failed, policy[t], moved, now)
        for s in range(levels):
            total = 0.0
            for z in range(rows):
                total += moved[z, s]
            stock_chance[t, s] = total
        chances, now = now, chances
    return expected
