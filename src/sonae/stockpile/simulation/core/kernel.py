"""The compiled core simulation: 512 scenarios side by side, 32-bit numbers, 64-bit sums by leaf.

Importing this module loads numba.
"""

from __future__ import annotations

import numpy as np
from numba import float32, int64, njit, uint32

from sonae.compute.philox_kernel import philox
from sonae.stockpile.simulation.core.model import LEAF
from sonae.stockpile.simulation.core.reference import CORE

__all__ = ["LANES", "simulate"]

LANES = 512
_HALF, _ONE, _ZERO = np.float32(0.5), np.float32(1.0), np.float32(0.0)
_UNIT = np.float32(2.0**-24)


@njit(cache=True, nogil=True, inline="always")
def _draw(n, t, k, k0, k1, r0, r1, r2, r3):  # type: ignore[no-untyped-def]
    for j in range(LANES):
        a0, a1, a2, a3 = philox(uint32(n + j), uint32(t), uint32(k), uint32(CORE), k0, k1)
        r0[j] = float32(a0 >> uint32(8)) * _UNIT
        r1[j] = float32(a1 >> uint32(8)) * _UNIT
        r2[j] = float32(a2 >> uint32(8)) * _UNIT
        r3[j] = float32(a3 >> uint32(8)) * _UNIT


@njit(cache=True, nogil=True, inline="always")
def _move(x, u, c, stay):  # type: ignore[no-untyped-def]
    """Move a supplier on; the state is kept as its cut: 0, ½ or 1."""
    a0, a1, a2 = stay[0, 0, c], stay[0, 1, c], stay[0, 2, c]
    b0, b1, b2 = stay[1, 0, c], stay[1, 1, c], stay[1, 2, c]
    for j in range(LANES):
        s = x[j]
        low = a2 if s > np.float32(0.75) else (a1 if s > np.float32(0.25) else a0)
        high = b2 if s > np.float32(0.75) else (b1 if s > np.float32(0.25) else b0)
        x[j] = (_HALF if u[j] >= low else _ZERO) + (_HALF if u[j] >= high else _ZERO)


@njit(cache=True, nogil=True, inline="always")
def _month(s, e, cost, loss, numbers, m, calm):  # type: ignore[no-untyped-def]
    """Run one mineral for a month; what is lacking is left in ``loss``."""
    demand, price, target, floor = numbers[m, 0], numbers[m, 1], numbers[m, 3], numbers[m, 4]
    buy_cap, cap, holding, steep = numbers[m, 5], numbers[m, 6], numbers[m, 7], numbers[m, 8]
    for j in range(LANES):
        lost = loss[j]
        need = lost * (_ONE + np.float32(0.4) * (e[j] - _HALF)) * demand
        x = s[j]
        release = x - floor
        release = release if release > _ZERO else _ZERO
        release = release if release < need else need
        release = release if release < cap else cap
        lacking = need - release
        buy = target - x
        buy = buy if buy < buy_cap else buy_cap
        buy = buy if buy > _ZERO else _ZERO
        buy = buy if lost < calm else _ZERO
        x = x + buy - release
        s[j] = x
        cost[j] += holding * x + (_ONE + np.float32(2.0) * lost) * price * (buy - release) + steep * lacking * lacking
        loss[j] = lacking


@njit(cache=True, nogil=True, inline="always")
def _tally(values, limit, lanes):  # type: ignore[no-untyped-def]
    """Add a row up in eight 64-bit sums, and count what exceeds the limit."""
    p0 = p1 = p2 = p3 = p4 = p5 = p6 = p7 = 0.0
    whole = lanes // 8 * 8
    for j in range(0, whole, 8):
        p0 += values[j]
        p1 += values[j + 1]
        p2 += values[j + 2]
        p3 += values[j + 3]
        p4 += values[j + 4]
        p5 += values[j + 5]
        p6 += values[j + 6]
        p7 += values[j + 7]
    for j in range(whole, lanes):
        p0 += values[j]
    count = int64(0)
    for j in range(lanes):
        count += 1 if values[j] > limit else 0
    return ((p0 + p4) + (p2 + p6)) + ((p1 + p5) + (p3 + p7)), count


@njit(cache=True, nogil=True, inline="always")
def _lose(loss, shares, m, state):  # type: ignore[no-untyped-def]
    for j in range(LANES):
        loss[j] = _ZERO
    for c in range(0, shares.shape[1], 4):
        w0, w1, w2, w3 = shares[m, c], shares[m, c + 1], shares[m, c + 2], shares[m, c + 3]
        x0, x1, x2, x3 = state[c], state[c + 1], state[c + 2], state[c + 3]
        for j in range(LANES):
            loss[j] += w0 * x0[j] + w1 * x1[j] + w2 * x2[j] + w3 * x3[j]


@njit(cache=True, nogil=True)
def simulate(first, stop, k0, k1, months, suppliers, shares, stay, numbers, calm, sums, out, costs):  # type: ignore[no-untyped-def]
    """Simulate scenarios ``first`` … ``stop − 1``, ``first`` a multiple of LEAF.

    ``sums`` (leaf, 1 + mineral, 2) gets cost and its square in row 0 and shortage in the rows after it.
    """
    minerals = shares.shape[0]
    slots = stay.shape[2]
    state = np.zeros((shares.shape[1], LANES), np.float32)
    u = np.empty((slots, LANES), np.float32)
    stock = np.empty((minerals, LANES), np.float32)
    cost = np.empty(LANES, np.float32)
    loss = np.empty(LANES, np.float32)
    for at in range(first, stop, LANES):
        lanes = min(LANES, stop - at)
        leaf = (at - first) // LEAF
        state[:] = _ZERO
        cost[:] = _ZERO
        for m in range(minerals):
            stock[m, :] = numbers[m, 2]
        for t in range(months):
            for k in range(slots // 4):
                _draw(at, t, k, k0, k1, u[4 * k], u[4 * k + 1], u[4 * k + 2], u[4 * k + 3])
            for c in range(suppliers):
                _move(state[c], u[c], c, stay)
            for m in range(minerals):
                _lose(loss, shares, m, state)
                _month(stock[m], u[suppliers + m], cost, loss, numbers, m, calm[0])
                total, count = _tally(loss, np.float32(0.01) * numbers[m, 0], lanes)
                sums[leaf, 1 + m, 0] += total
                out[m] += count
        total, _ = _tally(cost, _ZERO, lanes)
        sums[leaf, 0, 0] += total
        for j in range(lanes):
            sums[leaf, 0, 1] += np.float64(cost[j]) * np.float64(cost[j])
        if costs.size > 0:
            for j in range(lanes):
                costs[at - first + j] = cost[j]
    return 0
