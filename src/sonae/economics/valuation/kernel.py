"""The compiled search for all rates at which cash flows are worth nothing. Importing this module loads numba.

The method is that of :mod:`sonae.economics.valuation.cascade`, on whole periods. A place on the axis of rates is held as
w = 1 / (1 + r) from nought up (side 0), and as w = 1 + r below (side 1), so that w never exceeds 1 and no power overflows. Sums
go by Horner's rule; where rounding could decide a sign they are made anew with twice the digits. Each row of flows is
worked off by itself: the bits do not depend on threads or blocks.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

__all__ = ["count_changes", "solve_rows"]

UNIT = 2.0**-53
"""Largest relative error of one operation."""
MOST_STEPS = 200


@njit(cache=True, nogil=True, fastmath={"contract"})
def _sums(flows, side, w):  # type: ignore[no-untyped-def]
    """Return Σ c·wᵗ and Σ |c|·wᵗ; side 1 counts t from the last flow."""
    total, size = 0.0, 0.0
    if side == 0:
        for t in range(flows.size - 1, -1, -1):
            total = total * w + flows[t]
            size = size * w + abs(flows[t])
    else:
        for t in range(flows.size):
            total = total * w + flows[t]
            size = size * w + abs(flows[t])
    return total, size


@njit(cache=True, nogil=True, fastmath={"contract"})
def _slopes(flows, side, w):  # type: ignore[no-untyped-def]
    """Return both sums of :func:`_sums` and their derivatives by ln w."""
    total, size, rise, growth = 0.0, 0.0, 0.0, 0.0
    if side == 0:
        for t in range(flows.size - 1, -1, -1):
            rise = rise * w + total
            growth = growth * w + size
            total = total * w + flows[t]
            size = size * w + abs(flows[t])
    else:
        for t in range(flows.size):
            rise = rise * w + total
            growth = growth * w + size
            total = total * w + flows[t]
            size = size * w + abs(flows[t])
    return total, size, rise * w, growth * w


@njit(cache=True, nogil=True)
def _exact_total(flows, side, w):  # type: ignore[no-untyped-def]
    """Return Σ c·wᵗ as if with twice the digits (compensated Horner; Graillat, Langlois and Louvet 2009).

    Not compiled with contraction: the errors of products and sums below are exact only as they are written.
    """
    count = flows.size
    cut = 134217729.0 * w
    w_high = cut - (cut - w)
    w_low = w - w_high
    total, rest = 0.0, 0.0
    for i in range(count):
        flow = flows[count - 1 - i] if side == 0 else flows[i]
        product = total * w
        cut = 134217729.0 * total
        high = cut - (cut - total)
        low = total - high
        off = low * w_low - (((product - high * w_high) - low * w_high) - high * w_low)
        new = product + flow
        back = new - product
        off += (product - (new - back)) + (flow - back)
        rest = rest * w + off
        total = new
    return total + rest


@njit(cache=True, nogil=True)
def _sign(flows, side, w, same):  # type: ignore[no-untyped-def]
    """Return the sign of Σ c·wᵗ, 0 where it lies within ``same`` · Σ |c|·wᵗ, and its share of that sum."""
    total, size = _sums(flows, side, w)
    if abs(total) <= 4.0 * flows.size * UNIT * size:
        total = _exact_total(flows, side, w)
        if abs(total) <= same * size:
            return 0, total / size
    return (1 if total > 0.0 else -1), total / size


@njit(cache=True, nogil=True)
def _start(low, high, share_low, share_high):  # type: ignore[no-untyped-def]
    """Return the zero of the line through both ends of ln(P / N) by ln w, or the middle."""
    middle = math.sqrt(low * high)
    if abs(share_low) >= 1.0 or abs(share_high) >= 1.0:
        return middle
    first, last = math.atanh(share_low), math.atanh(share_high)
    guess = low * math.exp(math.log(high / low) * (first / (first - last)))
    return guess if low < guess < high else middle


@njit(cache=True, nogil=True)
def _find(flows, side, low, high, share_low, share_high):  # type: ignore[no-untyped-def]
    """Return the one zero between two places low < high with opposite signs.

    Newton on ln(P / N) by ln w, where P and N are the sums of positive and of negative terms: nearly a line, since each
    is a mean of powers. A step out of the bracket, or one that is not half the step before it, is answered by halving the
    bracket.
    """
    w = _start(low, high, share_low, share_high)
    before = math.log(high / low)
    for _ in range(MOST_STEPS):
        total, size, rise, growth = _slopes(flows, side, w)
        if abs(total) <= 4.0 * flows.size * UNIT * size:
            total = _exact_total(flows, side, w)
        if total == 0.0:
            return w
        if (total > 0.0) == (share_low > 0.0):
            low = w
        else:
            high = w
        middle = math.sqrt(low * high)
        if not low < middle < high:
            return w
        slope = rise * size - total * growth
        above, below = size + total, size - total
        step = math.inf
        if slope != 0.0 and above > 0.0 and below > 0.0:
            step = -0.5 * math.log(above / below) * (above * below / slope)
        if abs(step) < 1e-10:
            return min(max(w * math.exp(step), low), high)
        new = 0.0
        if abs(step) < 0.5 * before:
            new, before = w * math.exp(step), abs(step)
        if not low < new < high:
            new, before = middle, 0.5 * math.log(high / low)
        w = new
    return w


@njit(cache=True, nogil=True)
def _changes(flows, where):  # type: ignore[no-untyped-def]
    """Write the middle of every change of sign into ``where``; return how many there are."""
    count, last = 0, -1
    for t in range(flows.size):
        if flows[t] != 0.0:
            if last >= 0 and (flows[t] > 0.0) != (flows[last] > 0.0):
                where[count] = 0.5 * (t + last)
                count += 1
            last = t
    return count


@njit(cache=True, nogil=True)
def count_changes(flows, out):  # type: ignore[no-untyped-def]
    """Write the number of changes of sign of each row (n, periods) into ``out`` (n)."""
    where = np.empty(flows.shape[1])
    for row in range(flows.shape[0]):
        out[row] = _changes(flows[row], where)


@njit(cache=True, nogil=True)
def _scale(flows, out):  # type: ignore[no-untyped-def]
    """Write flows into ``out`` with the largest between ½ and 1, by a power of two."""
    largest = 0.0
    for t in range(flows.size):
        largest = max(largest, abs(flows[t]))
    power = math.frexp(largest)[1]
    # In two steps: 2^−power alone may be too large for a number.
    one, two = math.ldexp(1.0, -(power // 2)), math.ldexp(1.0, power // 2 - power)
    for t in range(flows.size):
        out[t] = flows[t] * one * two


@njit(cache=True, nogil=True)
def _take_over(points, i, to, out, order):  # type: ignore[no-untyped-def]
    """Put place i into the next list as a zero of ``order``, or 0 for a place that only divides."""
    to[out, 0], to[out, 1], to[out, 2], to[out, 3] = points[i, 0], points[i, 1], points[i, 2], order
    return out + 1


@njit(cache=True, nogil=True)
def _take_zero(points, signs, shares, i, count, to, out):  # type: ignore[no-untyped-def]
    """Take places i, i + 1, … with sign 0 as one zero; return the place after them and the new length of the list.

    Between two of them the function runs one way, so it is nought all along: no digit tells them apart.
    """
    stop, best = i + 1, i
    while stop < count and signs[stop] == 0:
        more = points[stop, 3] - points[best, 3]
        if more > 0.0 or (more == 0.0 and abs(shares[stop]) < abs(shares[best])):
            best = stop
        stop += 1
    left = signs[i - 1] if i > 0 else 0
    right = signs[stop] if stop < count else 0
    order = int(points[best, 3]) + 1
    if left * right != 0 and (order % 2 == 1) == (left == right):
        order += 1
    for k in range(i, stop):
        if k == best:
            way = 0.0 if order % 2 == 0 else float(right if right != 0 else -left)
            out = _take_over(points, k, to, out, order)
            to[out - 1, 4] = way
        elif points[k, 2] != 0.0:
            out = _take_over(points, k, to, out, 0)
    return stop, out


@njit(cache=True, nogil=True)
def _descend(flows, same, points, count, to, signs, shares):  # type: ignore[no-untyped-def]
    """From the zeros of the derivative and the three fixed places make the zeros of the function itself.

    Columns of ``points`` and ``to``: side, w, fixed, order of the zero (0: none), way (1 rises with the rate, −1 falls,
    0 touches). Returns the new length.
    """
    for i in range(count):
        signs[i], shares[i] = _sign(flows, int(points[i, 0]), points[i, 1], same)
    out, i = 0, 0
    while i < count:
        if signs[i] == 0:
            i, out = _take_zero(points, signs, shares, i, count, to, out)
            continue
        if points[i, 2] != 0.0:
            out = _take_over(points, i, to, out, 0)
        if i + 1 < count and signs[i] * signs[i + 1] < 0:
            side, here = int(points[i, 0]), points[i, 1]
            there = points[i + 1, 1] if points[i + 1, 0] == points[i, 0] else 1.0
            if here < there:
                w = _find(flows, side, here, there, shares[i], shares[i + 1])
            else:
                w = _find(flows, side, there, here, shares[i + 1], shares[i])
            to[out, 0], to[out, 1], to[out, 2], to[out, 3], to[out, 4] = side, w, 0.0, 1.0, -signs[i]
            out += 1
        i += 1
    return out


@njit(cache=True, nogil=True)
def _solve(flows, where, levels, points, signs, shares, lowest, highest, slack):  # type: ignore[no-untyped-def]
    """Find the zeros of one row; return the index of the list that holds them, its length, and the changes of sign."""
    _scale(flows, levels[0])
    first, stop = 0, flows.size
    while first < stop and levels[0, first] == 0.0:
        first += 1
    while stop > first and levels[0, stop - 1] == 0.0:
        stop -= 1
    changes = _changes(levels[0, first:stop], where)
    for j in range(1, changes):
        for t in range(first, stop):
            levels[j, t] = levels[j - 1, t] * (t - first - where[j - 1])
        _scale(levels[j], levels[j])
    here, count = 0, 3
    points[0, :3] = 0.0
    points[0, 0, 0], points[0, 0, 1], points[0, 1, 1], points[0, 2, 1] = 1.0, 1.0 + lowest, 1.0, 1.0 / (1.0 + highest)
    points[0, :3, 2] = 1.0
    for j in range(changes - 1, -1, -1):
        same = (slack + 2.0 * j) * 2.0 * UNIT
        count = _descend(levels[j, first:stop], same, points[here], count, points[1 - here], signs, shares)
        here = 1 - here
    return here, count, changes


@njit(cache=True, nogil=True)
def solve_rows(flows, lowest, highest, slack, rates, orders, ways, counts):  # type: ignore[no-untyped-def]
    """Find all rates of every row of flows (n, periods) between two bounds, the bounds left out.

    Written: rates (n, k) in rising order, their orders and ways, counts (n). k is the largest number of changes of sign.
    ``slack``: units in the last place of every flow within which a value counts as nought.
    """
    periods = flows.shape[1]
    where = np.empty(periods)
    levels = np.zeros((periods, periods))
    points = np.zeros((2, periods + 4, 5))
    signs = np.zeros(periods + 4, np.int64)
    shares = np.zeros(periods + 4)
    for row in range(flows.shape[0]):
        here, count, changes = _solve(flows[row], where, levels, points, signs, shares, lowest, highest, slack)
        found = 0
        if changes > 0:
            for i in range(1, count - 1):
                place = points[here, i]
                if place[3] > 0.0:
                    w = place[1]
                    rates[row, found] = (1.0 - w) / w if place[0] == 0.0 else w - 1.0
                    orders[row, found] = int(place[3])
                    ways[row, found] = int(place[4])
                    found += 1
        counts[row] = found
