"""The machine that runs a program for many scenarios, compiled once for all regimes.

Rows hold LANES scenarios side by side. Every operation is that of :mod:`sonae.economics.formula` on the same numbers in the same
order, so that the bits are those of the readable engine. Importing this module loads numba.
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint64

from sonae.compute.eights import (
    aligned,
    bare,
    fill,
    larger,
    load,
    minus,
    over,
    plus,
    smaller,
    store,
    times,
    where_above,
    where_at_least,
    where_equal,
)
from sonae.economics.uncertainty.machine import LANES, OPERATIONS

__all__ = ["LANES", "run_scenarios"]

_WIDE = np.uint64(LANES)
(
    _COPY, _ADD, _SUBTRACT, _MULTIPLY, _DIVIDE, _SMALLEST, _LARGEST, _AT_LEAST, _ABOVE, _WHOLE, _MARGINAL, _LINEAR, _SPREAD,
    _SUM,
) = range(len(OPERATIONS))  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def _bands(kind, rows, a, to, numbers, at, count):  # type: ignore[no-untyped-def]
    """Read rates from bands of a driver, eight scenarios at a time."""
    nothing = fill(0.0)
    for c in range(uint64(0), _WIDE, uint64(8)):
        driver = load(rows, a + c)
        if kind == _WHOLE:
            rate = fill(numbers[at + 2 * count - 1])
            for k in range(count - 2, -1, -1):
                rate = where_above(driver, fill(numbers[at + k]), rate, fill(numbers[at + count + k]))
        elif kind == _MARGINAL:
            rate, below = nothing, 0.0
            for k in range(count):
                upper = numbers[at + k]
                part = minus(smaller(driver, fill(upper)), smaller(driver, fill(below)))
                rate = plus(rate, times(fill(numbers[at + count + k]), part))
                below = upper
            whole = where_above(driver, nothing, driver, fill(1.0))
            rate = where_above(driver, nothing, over(rate, whole), fill(numbers[at + count]))
        else:
            rate = fill(numbers[at + 2 * count - 1])
            for k in range(count - 2, -1, -1):
                x0, x1 = numbers[at + k], numbers[at + k + 1]
                y0, y1 = numbers[at + count + k], numbers[at + count + k + 1]
                between = plus(times(fill((y1 - y0) / (x1 - x0)), minus(driver, fill(x0))), fill(y0))
                rate = where_at_least(driver, fill(x1), rate, between)
            rate = where_above(driver, fill(numbers[at]), rate, fill(numbers[at + count]))
        store(rows, to + c, rate)


@njit(cache=True, nogil=True, error_model="numpy")
def _spread(rows, ring, t, to, numbers, at, count):  # type: ignore[no-untyped-def]
    """Add up what earlier periods of a ring still bear."""
    row, size = ring[0], ring[1]
    for c in range(uint64(0), _WIDE, uint64(8)):
        total = fill(0.0)
        for k in range(min(count, t + 1)):
            weight = numbers[at + k]
            if weight != 0.0:
                place = uint64(row + (t - k) % size) * _WIDE
                total = plus(total, times(fill(weight), load(rows, place + c)))
        store(rows, to + c, total)


@njit(cache=True, nogil=True, error_model="numpy")
def _sum(rows, to, numbers, address, at, count):  # type: ignore[no-untyped-def]
    """Add and subtract rows from left to right, 32 scenarios at a time; adding −1 · x is subtracting x, to the bit."""
    for c in range(uint64(0), _WIDE, uint64(32)):
        start = address[uint64(numbers[at])] + c
        t0, t1 = load(rows, start), load(rows, start + uint64(8))
        t2, t3 = load(rows, start + uint64(16)), load(rows, start + uint64(24))
        for k in range(at + 2, at + 2 * count, 2):
            sign, next_row = fill(numbers[k + 1]), address[uint64(numbers[k])] + c
            t0 = plus(t0, times(sign, load(rows, next_row)))
            t1 = plus(t1, times(sign, load(rows, next_row + uint64(8))))
            t2 = plus(t2, times(sign, load(rows, next_row + uint64(16))))
            t3 = plus(t3, times(sign, load(rows, next_row + uint64(24))))
        store(rows, to + c, t0)
        store(rows, to + c + uint64(8), t1)
        store(rows, to + c + uint64(16), t2)
        store(rows, to + c + uint64(24), t3)


@njit(cache=True, nogil=True, error_model="numpy")
def _operate(t, operations, operands, address, numbers, rows):  # type: ignore[no-untyped-def]
    """Work off the operations of a period."""
    for i in range(operations.shape[0]):
        kind, to = operations[i, 0], address[operations[i, 1]]
        if kind == _SPREAD:
            _spread(rows, operands[operations[i, 2]], t, to, numbers, operations[i, 4], operations[i, 5])
            continue
        if kind == _SUM:
            _sum(rows, to, numbers, address, operations[i, 4], operations[i, 5])
            continue
        a = address[operations[i, 2]]
        if _WHOLE <= kind <= _LINEAR:
            _bands(kind, rows, a, to, numbers, operations[i, 4], operations[i, 5])
            continue
        b = address[operations[i, 3]]
        if kind == _ADD:
            for c in range(uint64(0), _WIDE, uint64(8)):
                store(rows, to + c, plus(load(rows, a + c), load(rows, b + c)))
        elif kind == _SUBTRACT:
            for c in range(uint64(0), _WIDE, uint64(8)):
                store(rows, to + c, minus(load(rows, a + c), load(rows, b + c)))
        elif kind == _MULTIPLY:
            for c in range(uint64(0), _WIDE, uint64(8)):
                store(rows, to + c, times(load(rows, a + c), load(rows, b + c)))
        elif kind == _SMALLEST:
            for c in range(uint64(0), _WIDE, uint64(8)):
                store(rows, to + c, smaller(load(rows, a + c), load(rows, b + c)))
        elif kind == _LARGEST:
            for c in range(uint64(0), _WIDE, uint64(8)):
                store(rows, to + c, larger(load(rows, a + c), load(rows, b + c)))
        elif kind == _COPY:
            for c in range(uint64(0), _WIDE, uint64(8)):
                store(rows, to + c, load(rows, a + c))
        elif kind == _DIVIDE:
            otherwise, nothing = fill(numbers[operations[i, 4]]), fill(0.0)
            for c in range(uint64(0), _WIDE, uint64(8)):
                below = load(rows, b + c)
                quotient = over(load(rows, a + c), where_equal(below, nothing, fill(1.0), below))
                store(rows, to + c, where_equal(below, nothing, otherwise, quotient))
        else:
            yes, no = address[operations[i, 4]], address[operations[i, 5]]
            for c in range(uint64(0), _WIDE, uint64(8)):
                x, y = load(rows, a + c), load(rows, b + c)
                if kind == _AT_LEAST:
                    chosen = where_at_least(x, y, load(rows, yes + c), load(rows, no + c))
                else:
                    chosen = where_above(x, y, load(rows, yes + c), load(rows, no + c))
                store(rows, to + c, chosen)


@njit(cache=True, nogil=True, error_model="numpy")
def _give(t, s, periods, given, base, factors, delays, paths, address, rows):  # type: ignore[no-untyped-def]
    """Fill the rows of the given lines for a period.

    given (line, 4): operand, factor, path, delayed (0 or 1); a factor or path of −1 is none. A delayed line is read as many
    periods earlier as the scenario is late; before its first period it is 0.
    """
    scenarios = uint64(delays.size)
    for g in range(given.shape[0]):
        row, factor, path = address[given[g, 0]], given[g, 1], given[g, 2]
        if given[g, 3]:
            for j in range(uint64(_WIDE)):
                early = t - delays[s + j]
                rows[row + j] = base[g, early] if early >= 0 else 0.0
        else:
            value = fill(base[g, t])
            for c in range(uint64(0), _WIDE, uint64(8)):
                store(rows, row + c, value)
        if factor >= 0:
            at = uint64(factor) * scenarios + s
            for c in range(uint64(0), _WIDE, uint64(8)):
                store(rows, row + c, times(load(rows, row + c), load(factors, at + c)))
        if path >= 0:
            at = (uint64(path) * periods + uint64(t)) * scenarios + s
            for c in range(uint64(0), _WIDE, uint64(8)):
                store(rows, row + c, times(load(rows, row + c), load(paths, at + c)))


@njit(cache=True, nogil=True, error_model="numpy")
def _take(t, s, periods, results, weights, paths, address, rows, totals):  # type: ignore[no-untyped-def]
    """Add the period's values of wanted lines to their totals: value × weight of the period (× path)."""
    scenarios = uint64(totals.shape[1])
    for k in range(results.shape[0]):
        weight, path = weights[k, t], results[k, 1]
        if weight == 0.0:
            continue
        row, at = address[results[k, 0]], uint64(k) * scenarios + s
        walk = (uint64(path) * periods + uint64(t)) * scenarios + s
        for c in range(uint64(0), _WIDE, uint64(8)):
            value = times(load(rows, row + c), fill(weight))
            if path >= 0:
                value = times(value, load(paths, walk + c))
            store(totals, at + c, plus(load(totals, at + c), value))


@njit(cache=True, nogil=True, error_model="numpy")
def _check(checks, turnover, address, rows, worst):  # type: ignore[no-untyped-def]
    """Keep by how much each check is off by more than 1e-9 of max(1, turnover), at most so far."""
    nothing, scale = fill(0.0), address[turnover]
    for c in range(uint64(0), _WIDE, uint64(8)):
        slack = times(fill(1e-9), larger(fill(1.0), load(rows, scale + c)))
        for k in range(checks.size):
            value, at = load(rows, address[checks[k]] + c), uint64(k) * _WIDE + c
            off = minus(larger(value, minus(nothing, value)), slack)
            store(worst, at, larger(off, load(worst, at)))


@njit(cache=True, nogil=True)
def run_scenarios(  # type: ignore[no-untyped-def]
    first, stop, periods, operations, operands, numbers, constants, rings, row_count, given, base, factors, delays, paths, results,
    weights, checks, turnover, totals, broken,
):  # fmt: skip
    """Run scenarios ``first`` … ``stop − 1``; both are multiples of LANES, arrays over scenarios reach to ``stop``.

    Args of note: ``results`` (result, 2): operand and path of what is summed up with ``weights`` (result, period) into
    ``totals`` (result, scenario); ``checks``: operands that have to be 0 to 1e-9 of max(1, turnover); ``broken`` (check +
    1): in how many scenarios they are not, and last how many totals are no numbers.
    """
    operations, operands, numbers, given, base = (
        bare(operations),
        bare(operands),
        bare(numbers),
        bare(given),
        bare(base),
    )
    factors, delays, paths, results = bare(factors), bare(delays), bare(paths), bare(results)
    weights, totals, checks = bare(weights), bare(totals), bare(checks)
    kept = aligned(row_count * LANES)
    rows = bare(kept)
    rows[:] = 0.0
    worst = np.zeros(checks.size * LANES)
    address = np.zeros(operands.shape[0], np.uint64)
    for k in range(constants.shape[0]):
        row = uint64(constants[k, 0]) * _WIDE
        for j in range(uint64(_WIDE)):
            rows[row + j] = constants[k, 1]
    for s in range(first, stop, LANES):
        for k in range(rings.shape[0]):
            for j in range(uint64(rings[k, 0]) * _WIDE, uint64(rings[k, 0] + rings[k, 1]) * _WIDE):
                rows[j] = rings[k, 2]
        for t in range(periods):
            for o in range(operands.shape[0]):
                size = operands[o, 1]
                place = operands[o, 0] + ((t - operands[o, 2]) % size if size > 1 else 0)
                address[o] = uint64(place) * _WIDE
            _give(t, uint64(s), uint64(periods), given, base, factors, delays, paths, address, rows)
            _operate(t, operations, operands, address, numbers, rows)
            _take(t, uint64(s), uint64(periods), results, weights, paths, address, rows, totals)
            _check(checks, turnover, address, rows, worst)
        for k in range(checks.size):
            for j in range(k * LANES, (k + 1) * LANES):
                broken[k] += 1 if worst[j] > 0.0 else 0
                worst[j] = 0.0
        for k in range(results.shape[0]):
            for j in range(s, s + LANES):
                broken[-1] += 0 if np.isfinite(totals[k, j]) else 1
    return len(kept)
