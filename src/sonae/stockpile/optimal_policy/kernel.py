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
def _add_four(row, k, at, size, later, transition, ahead):  # type: ignore[no-untyped-def]
    """Add the terms k … k + 3 of one row, one after the other."""
    z, k0, k1, k2, k3 = uint64(row), uint64(k), uint64(k + 1), uint64(k + 2), uint64(k + 3)
    w0, w1, w2, w3 = transition[z, k0], transition[z, k1], transition[z, k2], transition[z, k3]
    for i in range(size):
        n = at + i
        total = ahead[z, n] + w0 * later[k0, n]
        total = total + w1 * later[k1, n]
        total = total + w2 * later[k2, n]
        ahead[z, n] = total + w3 * later[k3, n]


@njit(cache=True, nogil=True, fastmath={"contract"})
def _add_four_to_two(row, k, at, size, later, transition, ahead):  # type: ignore[no-untyped-def]
    """Do the same for rows ``row`` and ``row + 1``: what is read of ``later`` serves both."""
    y, z, k0, k1, k2, k3 = uint64(row), uint64(row + 1), uint64(k), uint64(k + 1), uint64(k + 2), uint64(k + 3)
    v0, v1, v2, v3 = transition[y, k0], transition[y, k1], transition[y, k2], transition[y, k3]
    w0, w1, w2, w3 = transition[z, k0], transition[z, k1], transition[z, k2], transition[z, k3]
    for i in range(size):
        n = at + i
        x0, x1, x2, x3 = later[k0, n], later[k1, n], later[k2, n], later[k3, n]
        one = ahead[y, n] + v0 * x0
        two = ahead[z, n] + w0 * x0
        one = one + v1 * x1
        two = two + w1 * x1
        one = one + v2 * x2
        two = two + w2 * x2
        ahead[y, n] = one + v3 * x3
        ahead[z, n] = two + w3 * x3


@njit(cache=True, nogil=True, fastmath={"contract"})
def ahead_rows(first, stop, later, transition, discount, state_cost, ahead):  # type: ignore[no-untyped-def]
    """Write ``ahead[z, n] = state_cost[n] + discount · Σ_k transition[z, k] · later[k, n]`` for rows first … stop − 1.

    Every sum is a chain of multiply-and-add in the order of k, in which nothing is left to the compiler to choose:
    which rows are worked off together does not show in the bits.
    """
    rows, levels = later.shape
    whole = rows - rows % 4
    for begin in range(0, levels, TILE):
        size = uint64(min(TILE, levels - begin))
        at = uint64(begin)
        for row in range(first, stop):
            z = uint64(row)
            for i in range(size):
                ahead[z, at + i] = 0.0
        for row in range(first, stop - 1, 2):
            for k in range(0, whole, 4):
                _add_four_to_two(row, k, at, size, later, transition, ahead)
        if (stop - first) % 2 == 1:
            for k in range(0, whole, 4):
                _add_four(stop - 1, k, at, size, later, transition, ahead)
        for row in range(first, stop):
            z = uint64(row)
            for k in range(whole, rows):
                k0 = uint64(k)
                w0 = transition[z, k0]
                for i in range(size):
                    ahead[z, at + i] += w0 * later[k0, at + i]
            for i in range(size):
                ahead[z, at + i] = state_cost[at + i] + discount * ahead[z, at + i]


@njit(cache=True, nogil=True, inline="always")
def _try_one(z, a, at_once, step, failed, from_s, to_s, ahead, best, choice):  # type: ignore[no-untyped-def]
    """Let action ``a`` compete for the stock levels from_s … to_s − 1."""
    if to_s <= from_s:
        return
    size, here, there = uint64(to_s - from_s), uint64(from_s), uint64(from_s + step)
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


@njit(cache=True, nogil=True, inline="always")
def _try_four(z, j, actions, costs, moves, from_s, to_s, ahead, best, choice):  # type: ignore[no-untyped-def]
    """Let the actions j … j + 3 compete, in this order, for the levels that all of them may start from."""
    a0, a1, a2, a3 = actions[j], actions[j + 1], actions[j + 2], actions[j + 3]
    c0, c1, c2, c3 = costs[j], costs[j + 1], costs[j + 2], costs[j + 3]
    size, here = uint64(to_s - from_s), uint64(from_s)
    n0, n1 = uint64(from_s + moves[j]), uint64(from_s + moves[j + 1])
    n2, n3 = uint64(from_s + moves[j + 2]), uint64(from_s + moves[j + 3])
    for i in range(size):
        least, taken = best[here + i], choice[here + i]
        q = c0 + ahead[z, n0 + i]
        taken = a0 if q < least else taken
        least = q if q < least else least
        q = c1 + ahead[z, n1 + i]
        taken = a1 if q < least else taken
        least = q if q < least else least
        q = c2 + ahead[z, n2 + i]
        taken = a2 if q < least else taken
        least = q if q < least else least
        q = c3 + ahead[z, n3 + i]
        taken = a3 if q < least else taken
        best[here + i] = q if q < least else least
        choice[here + i] = taken


@njit(cache=True, nogil=True, inline="always")
def _try_four_failing(z, j, actions, costs, moves, failed, from_s, to_s, ahead, best, choice):  # type: ignore[no-untyped-def]
    """Do the same where purchases fail: 1 · x + 0 · y is x for every other action."""
    size, here = uint64(to_s - from_s), uint64(from_s)
    f0, f1 = failed if moves[j] > 0 else 0.0, failed if moves[j + 1] > 0 else 0.0
    f2, f3 = failed if moves[j + 2] > 0 else 0.0, failed if moves[j + 3] > 0 else 0.0
    g0, g1, g2, g3 = 1.0 - f0, 1.0 - f1, 1.0 - f2, 1.0 - f3
    a0, a1, a2, a3 = actions[j], actions[j + 1], actions[j + 2], actions[j + 3]
    c0, c1, c2, c3 = costs[j], costs[j + 1], costs[j + 2], costs[j + 3]
    n0, n1 = uint64(from_s + moves[j]), uint64(from_s + moves[j + 1])
    n2, n3 = uint64(from_s + moves[j + 2]), uint64(from_s + moves[j + 3])
    for i in range(size):
        least, taken, stay = best[here + i], choice[here + i], ahead[z, here + i]
        q = c0 + (g0 * ahead[z, n0 + i] + f0 * stay)
        taken = a0 if q < least else taken
        least = q if q < least else least
        q = c1 + (g1 * ahead[z, n1 + i] + f1 * stay)
        taken = a1 if q < least else taken
        least = q if q < least else least
        q = c2 + (g2 * ahead[z, n2 + i] + f2 * stay)
        taken = a2 if q < least else taken
        least = q if q < least else least
        q = c3 + (g3 * ahead[z, n3 + i] + f3 * stay)
        taken = a3 if q < least else taken
        best[here + i] = q if q < least else least
        choice[here + i] = taken


@njit(cache=True, nogil=True)
def best_rows(first, stop, ahead, cost, steps, order, low, failed, values, policy):  # type: ignore[no-untyped-def]
    """Write the least cost and the first action in ``order`` that reaches it, for rows first … stop − 1.

    ``cost`` (z, a) is what an action is expected to cost at once, infinite where it is forbidden; ``low`` (z, a) the
    lowest stock index it may leave behind. A purchase (step > 0) fails with chance ``failed``: the stock stays.
    Actions are tried by fours where all four may start, one by one at the ends of the grid.
    """
    levels = ahead.shape[1]
    best = np.empty(levels)
    choice = np.empty(levels, np.int64)
    actions = np.empty(order.size, np.int64)
    moves = np.empty(order.size, np.int64)
    costs = np.empty(order.size)
    begins = np.empty(order.size, np.int64)
    ends = np.empty(order.size, np.int64)
    for row in range(first, stop):
        z = uint64(row)
        for s in range(uint64(levels)):
            best[s] = np.inf
            choice[s] = -1
        count = 0
        for j in range(order.size):
            a = order[j]
            step = steps[a]
            begin, end = max(0, max(0, int(low[z, a])) - step), min(levels, levels - step)
            if cost[z, a] < np.inf and begin < end:
                actions[count], moves[count], costs[count] = a, step, cost[z, a]
                begins[count], ends[count] = begin, end
                count += 1
        by_four = count - count % 4
        for j in range(0, by_four, 4):
            begin, end = begins[j], ends[j]
            for i in range(j + 1, j + 4):
                begin, end = max(begin, begins[i]), min(end, ends[i])
            end = max(begin, end)
            for i in range(j, j + 4):
                _try_one(z, actions[i], costs[i], moves[i], failed, begins[i], min(begin, ends[i]), ahead, best, choice)
                _try_one(z, actions[i], costs[i], moves[i], failed, max(end, begins[i]), ends[i], ahead, best, choice)
            if failed > 0.0:
                _try_four_failing(z, j, actions, costs, moves, failed, begin, end, ahead, best, choice)
            else:
                _try_four(z, j, actions, costs, moves, begin, end, ahead, best, choice)
        for j in range(by_four, count):
            _try_one(z, actions[j], costs[j], moves[j], failed, begins[j], ends[j], ahead, best, choice)
        for s in range(uint64(levels)):
            values[z, s] = best[s]
            policy[z, s] = choice[s]


@njit(cache=True, nogil=True)
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
def march(chances, transition, steps, failed, policy, moved, after, taken):  # type: ignore[no-untyped-def]
    """Move a distribution over (z, s) through one month: ``moved`` after the action, ``after`` with the next z.

    ``taken`` (z, a) is given the chance that the action is taken.
    """
    rows, levels = chances.shape
    taken[:, :] = 0.0
    for z in range(rows):
        for s in range(levels):
            moved[z, s] = 0.0
            after[z, s] = 0.0
    for z in range(rows):
        for s in range(levels):
            chance = chances[z, s]
            if chance == 0.0:
                continue
            a = policy[z, s]
            taken[z, a] += chance
            step = steps[a]
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
    taken = np.empty((rows, actions))
    expected = 0.0
    for z in range(rows):
        chances[z, start_level] = start_chance[z]
        if start_chance[z] > 0.0:
            expected += start_chance[z] * later[z, start_level]
    for t in range(months):
        y = cost_year[t]
        for r in range(resources):
            used[r, t] = 0.0
        march(chances, transition, steps, failed, policy[t], moved, now, taken)
        for z in range(rows):
            for a in range(actions):
                chance = taken[z, a]
                if chance == 0.0:
                    continue
                come = 1.0 - failed if steps[a] > 0 else 1.0
                for r in range(resources):
                    spent = use[r, y, z, a]
                    if come < 1.0 and not charged_if_failed[r]:
                        spent = come * spent + failed * use[r, y, z, hold]
                    used[r, t] += chance * spent * weight[r, t]
        for s in range(levels):
            total = 0.0
            for z in range(rows):
                total += moved[z, s]
            stock_chance[t, s] = total
        chances, now = now, chances
    return expected
