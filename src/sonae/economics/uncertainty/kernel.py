"""The machine that runs a program for many scenarios, compiled once for all regimes.

Rows hold LANES scenarios side by side. Every operation is that of :mod:`sonae.economics.formula` on the same numbers in the same
order, so that the bits are those of the readable engine. A row that is 0 in all its scenarios is marked as such, and what adds
or multiplies it does no work: most costs are 0 in most years. Importing this module loads numba.
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint64

from sonae.compute.eights import (
    above,
    aligned,
    fill,
    larger,
    load,
    minus,
    number,
    place,
    plus,
    put_number,
    put_whole,
    store,
    times,
    whole,
)
from sonae.economics.uncertainty.machine import LANES, OPERATIONS
from sonae.economics.uncertainty.row_kernel import BYTES, add_up, choose, combine, give, is_nothing, read_bands

__all__ = ["LANES", "run_scenarios"]

_WIDE = np.uint64(LANES)
_EIGHT = np.uint64(8)
_GIVEN, _SUM, _SPREAD, _SCALE, _FLOOR, _DIVIDE = (
    OPERATIONS.index(name) for name in ("given", "sum", "spread", "scale", "floor", "divide")
)
_AT_LEAST, _ABOVE, _WHOLE, _LINEAR = (OPERATIONS.index(name) for name in ("at_least", "above", "whole", "linear"))


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _row(rows, at, operand):  # type: ignore[no-untyped-def]
    """Return the place of an operand's row, and its number; ``at`` is the place of row numbers by operand."""
    found = uint64(whole(at, uint64(operand)))
    return rows + found * BYTES, found


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _collect_sum(terms, count, at, rows, zero, places, weights):  # type: ignore[no-untyped-def]
    """Write down where the rows of a sum lie that are not 0, and their signs; return how many."""
    found = uint64(0)
    for k in range(uint64(count)):
        row, which = _row(rows, at, int(number(terms, k + k)))
        if not whole(zero, which):
            put_whole(places, found, row)
            put_number(weights, found, number(terms, k + k + uint64(1)))
            found += uint64(1)
    return found


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _collect_spread(terms, count, t, first, size, rows, zero, places, weights):  # type: ignore[no-untyped-def]
    """Write down where the earlier rows of a ring lie that still bear anything, and by what; return how many."""
    found = uint64(0)
    for k in range(min(count, t + 1)):
        weight, which = number(terms, uint64(k)), uint64(first + (t - k) % size)
        if weight != 0.0 and not whole(zero, which):
            put_whole(places, found, rows + which * BYTES)
            put_number(weights, found, weight)
            found += uint64(1)
    return found


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _give_line(g, t, s, scenarios, periods, given, base, more, factors, delays, paths, to):  # type: ignore[no-untyped-def]
    """Write given line ``g``; see :func:`~sonae.economics.uncertainty.row_kernel.give`."""
    line = uint64(4 * g)
    factor, path = whole(given, line), whole(given, line + uint64(1))
    factor_at = factors + (uint64(factor) * scenarios + s) * _EIGHT if factor >= 0 else uint64(0)
    path_at = paths + ((uint64(path) * periods + uint64(t)) * scenarios + s) * _EIGHT if path >= 0 else uint64(0)
    own = uint64(g) * periods * _EIGHT
    return give(t, base + own, more + own, whole(given, line + uint64(2)), factor_at, path_at, delays + s * _EIGHT, to)


@njit(cache=True, nogil=True, error_model="numpy")
def _operate(  # type: ignore[no-untyped-def]
    t, s, scenarios, periods, count, operations, operands, at, numbers, zero, given, base, more, factors, delays, paths, rows,
    places, weights,
):  # fmt: skip
    """Work off the operations of a period. A row that is marked as 0 holds 0."""
    for i in range(uint64(count)):
        o = i * uint64(6)
        kind, first = whole(operations, o), whole(operations, o + uint64(2))
        third, fourth = whole(operations, o + uint64(4)), whole(operations, o + uint64(5))
        to, which = _row(rows, at, whole(operations, o + uint64(1)))
        terms, nothing = numbers + uint64(third) * _EIGHT, False
        if kind == _GIVEN:
            nothing = _give_line(first, t, s, scenarios, periods, given, base, more, factors, delays, paths, to)
        elif kind in (_SUM, _SPREAD):
            if kind == _SUM:
                found = _collect_sum(terms, fourth, at, rows, zero, places, weights)
            else:
                ring = uint64(3 * first)
                start, size = whole(operands, ring), whole(operands, ring + uint64(1))
                found = _collect_spread(terms, fourth, t, start, size, rows, zero, places, weights)
            nothing = found == 0
            if not nothing:
                add_up(to, places, weights, found)
        elif _WHOLE <= kind <= _LINEAR:
            read_bands(kind, _row(rows, at, first)[0], to, terms, terms + uint64(fourth) * _EIGHT, fourth)
        else:
            a, which_a = _row(rows, at, first)
            b, which_b = _row(rows, at, whole(operations, o + uint64(3)))
            if kind in (_AT_LEAST, _ABOVE):
                choose(kind, a, b, _row(rows, at, third)[0], _row(rows, at, fourth)[0], to)
            else:
                term = number(terms, uint64(0)) if kind in (_SCALE, _FLOOR, _DIVIDE) else 0.0
                nothing = is_nothing(kind, whole(zero, which_a) != 0, whole(zero, which_b) != 0, term)
                if not nothing:
                    combine(kind, a, b, to, term)
        if nothing and not whole(zero, which):
            for c in range(uint64(0), _WIDE, _EIGHT):
                store(to, c, fill(0.0))
        put_whole(zero, which, 1 if nothing else 0)


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _take(t, s, scenarios, periods, results, count, taken, paths, at, zero, rows, totals, shares, cash):  # type: ignore[no-untyped-def]
    """Add the period's values of wanted lines to their totals: value × weight of the period (× path).

    Those of the first are added to ``cash`` (period, scenario) as well, × share instead of weight.
    """
    for k in range(uint64(count)):
        weight, path = fill(number(taken, k * periods + uint64(t))), whole(results, k + k + uint64(1))
        row, which = _row(rows, at, whole(results, k + k))
        if whole(zero, which) or (number(taken, k * periods + uint64(t)) == 0.0 and k > 0):
            continue
        total = totals + (k * scenarios + s) * _EIGHT
        walk = paths + ((uint64(max(path, 0)) * periods + uint64(t)) * scenarios + s) * _EIGHT
        share, own = fill(number(shares, uint64(t))), cash + (uint64(t) * scenarios + s) * _EIGHT
        for c in range(uint64(0), _WIDE, _EIGHT):
            value = times(load(row, c), load(walk, c)) if path >= 0 else load(row, c)
            store(total, c, plus(load(total, c), times(value, weight)))
            if k == 0:
                store(own, c, plus(load(own, c), times(value, share)))


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _check(checks, count, turnover, at, zero, rows, worst):  # type: ignore[no-untyped-def]
    """Mark the scenarios in which a check is off by more than 1e-9 of max(1, turnover)."""
    nothing, scale = fill(0.0), _row(rows, at, turnover)[0]
    for k in range(uint64(count)):
        row, which = _row(rows, at, whole(checks, k))
        if whole(zero, which):
            continue
        for c in range(uint64(0), _WIDE, _EIGHT):
            slack = times(fill(1e-9), larger(fill(1.0), load(scale, c)))
            value = load(row, c)
            off = minus(larger(value, minus(nothing, value)), slack)
            if above(off, 0.0):
                store(worst, k * _WIDE + c, larger(off, load(worst, k * _WIDE + c)))


@njit(cache=True, nogil=True, error_model="numpy")
def _start(rings, zero, rows):  # type: ignore[no-untyped-def]
    """Set rings to what they hold before the first period."""
    for k in range(rings.shape[0]):
        for which in range(uint64(rings[k, 0]), uint64(rings[k, 0] + rings[k, 1])):
            for c in range(uint64(0), _WIDE, _EIGHT):
                store(rows, which * _WIDE + c, fill(rings[k, 2]))
            zero[which] = 1 if rings[k, 2] == 0.0 else 0


@njit(cache=True, nogil=True, error_model="numpy")
def _point(t, operands, at):  # type: ignore[no-untyped-def]
    """Write down the row of each operand in period ``t``; only those of rings move."""
    for o in range(operands.shape[0]):
        size = operands[o, 1]
        if size > 1:
            at[o] = operands[o, 0] + (t - operands[o, 2]) % size
        elif t == 0:
            at[o] = operands[o, 0]


@njit(cache=True, nogil=True)
def run_scenarios(  # type: ignore[no-untyped-def]
    periods, operations, operands, numbers, constants, rings, row_count, given, base, more, factors, delays, paths, results,
    weights, share, checks, turnover, totals, cash, broken,
):  # fmt: skip
    """Run all scenarios of ``totals``; their number is a multiple of LANES.

    Args of note: ``given`` (line, 4): factor, path, most periods of delay, 0 of what ``base`` and ``more`` (line, period) hold,
    a factor or path of −1 is none; ``results`` (result, 2): operand and path of what is summed up with ``weights`` (result,
    period) into ``totals`` (result, scenario), and of the first × ``share`` (period,) into ``cash`` (period, scenario);
    ``checks``: operands that have to be 0 to 1e-9 of max(1, turnover); ``broken`` (check + 1): in how many scenarios they are
    not, and last how many totals are no numbers.
    """
    rows, zero = aligned(row_count * LANES), np.ones(row_count, np.int64)
    rows[:] = 0.0
    for k in range(constants.shape[0]):
        row = int(constants[k, 0])
        zero[row] = 1 if constants[k, 1] == 0.0 else 0
        rows[row * LANES : (row + 1) * LANES] = constants[k, 1]
    worst, at = np.zeros((checks.size, LANES)), np.zeros(operands.shape[0], np.int64)
    places, terms = np.empty(numbers.size + 1, np.int64), np.empty(numbers.size + 1)
    scenarios, years, all_rows, flags, at_place = (
        uint64(totals.shape[1]), uint64(periods), place(rows), place(zero), place(at)
    )  # fmt: skip
    for s in range(uint64(0), scenarios, _WIDE):
        _start(rings, zero, rows)
        for t in range(periods):
            _point(t, operands, at)
            _operate(
                t, s, scenarios, years, operations.shape[0], place(operations), place(operands), at_place, place(numbers), flags,
                place(given), place(base), place(more), place(factors), place(delays), place(paths), all_rows, place(places),
                place(terms),
            )  # fmt: skip
            _take(t, s, scenarios, years, place(results), results.shape[0], place(weights), place(paths), at_place, flags, all_rows,
                  place(totals), place(share), place(cash))  # fmt: skip
            _check(place(checks), checks.size, turnover, at_place, flags, all_rows, place(worst))
        for k in range(checks.size):
            broken[k] += (worst[k] > 0.0).sum()
        worst[:] = 0.0
        broken[-1] += (~np.isfinite(totals[:, s : s + _WIDE])).sum()
    return rows.size + zero.size + at.size + places.size + terms.size + worst.size
