"""What the machine does with rows of LANES scenarios, compiled: sums, products, bands, given lines.

Rows and tables are named by their places (:func:`~sonae.compute.eights.place`). Importing this module loads numba.
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint64

from sonae.compute.eights import (
    fill,
    larger,
    load,
    minus,
    number,
    over,
    plus,
    smaller,
    store,
    times,
    where_above,
    where_at_least,
    where_equal,
    whole,
)
from sonae.economics.uncertainty.machine import LANES, OPERATIONS

__all__ = ["BYTES", "add_up", "choose", "combine", "give", "is_nothing", "read_bands"]

_WIDE = np.uint64(LANES)
_EIGHT = np.uint64(8)
BYTES = np.uint64(8 * LANES)
"""Size of a row."""
_ADD, _SUBTRACT, _MULTIPLY, _SCALE, _FLOOR, _DIVIDE = (
    OPERATIONS.index(name) for name in ("add", "subtract", "multiply", "scale", "floor", "divide")
)
_SMALLEST, _LARGEST, _COPY, _AT_LEAST = (OPERATIONS.index(name) for name in ("smallest", "largest", "copy", "at_least"))
_WHOLE, _MARGINAL = OPERATIONS.index("whole"), OPERATIONS.index("marginal")


@njit(cache=True, nogil=True, error_model="numpy")
def read_bands(kind, a, to, uppers, rates, count):  # type: ignore[no-untyped-def]
    """Read rates from bands of a driver; ``uppers`` and ``rates`` are places of ``count`` numbers."""
    nothing, last = fill(0.0), uint64(count - 1)
    for c in range(uint64(0), _WIDE, _EIGHT):
        driver = load(a, c)
        rate = fill(number(rates, last))
        if kind == _WHOLE:
            for back in range(uint64(1), last + uint64(1)):
                k = last - back
                rate = where_above(driver, fill(number(uppers, k)), rate, fill(number(rates, k)))
        elif kind == _MARGINAL:
            rate, below = nothing, 0.0
            for k in range(last + uint64(1)):
                upper = number(uppers, k)
                part = minus(smaller(driver, fill(upper)), smaller(driver, fill(below)))
                rate = plus(rate, times(fill(number(rates, k)), part))
                below = upper
            divisor = where_above(driver, nothing, driver, fill(1.0))
            rate = where_above(driver, nothing, over(rate, divisor), fill(number(rates, uint64(0))))
        else:
            for back in range(uint64(1), last + uint64(1)):
                k = last - back
                x0, x1 = number(uppers, k), number(uppers, k + uint64(1))
                y0, y1 = number(rates, k), number(rates, k + uint64(1))
                between = plus(times(fill((y1 - y0) / (x1 - x0)), minus(driver, fill(x0))), fill(y0))
                rate = where_at_least(driver, fill(x1), rate, between)
            rate = where_above(driver, fill(number(uppers, uint64(0))), rate, fill(number(rates, uint64(0))))
        store(to, c, rate)


@njit(cache=True, nogil=True, error_model="numpy")
def combine(kind, a, b, to, term):  # type: ignore[no-untyped-def]
    """Write what comes of two rows, or of one and a number."""
    if kind == _ADD:
        for c in range(uint64(0), _WIDE, _EIGHT):
            store(to, c, plus(load(a, c), load(b, c)))
    elif kind == _SUBTRACT:
        for c in range(uint64(0), _WIDE, _EIGHT):
            store(to, c, minus(load(a, c), load(b, c)))
    elif kind == _MULTIPLY:
        for c in range(uint64(0), _WIDE, _EIGHT):
            store(to, c, times(load(a, c), load(b, c)))
    elif kind == _SCALE:
        for c in range(uint64(0), _WIDE, _EIGHT):
            store(to, c, times(load(a, c), fill(term)))
    elif kind == _FLOOR:
        for c in range(uint64(0), _WIDE, _EIGHT):
            store(to, c, larger(fill(term), load(a, c)))
    elif kind == _SMALLEST:
        for c in range(uint64(0), _WIDE, _EIGHT):
            store(to, c, smaller(load(a, c), load(b, c)))
    elif kind == _LARGEST:
        for c in range(uint64(0), _WIDE, _EIGHT):
            store(to, c, larger(load(a, c), load(b, c)))
    elif kind == _COPY:
        for c in range(uint64(0), _WIDE, _EIGHT):
            store(to, c, load(a, c))
    else:
        nothing = fill(0.0)
        for c in range(uint64(0), _WIDE, _EIGHT):
            below = load(b, c)
            quotient = over(load(a, c), where_equal(below, nothing, fill(1.0), below))
            store(to, c, where_equal(below, nothing, fill(term), quotient))


@njit(cache=True, nogil=True, error_model="numpy")
def add_up(to, places, weights, count):  # type: ignore[no-untyped-def]
    """Add rows × weights from left to right, 32 scenarios at a time; adding −1 · x is subtracting x, to the bit."""
    first = number(weights, uint64(0))
    if count == 1 and first == 1.0:
        row = uint64(whole(places, uint64(0)))
        combine(_COPY, row, row, to, 0.0)
        return
    if count == 2 and first == 1.0 and abs(number(weights, uint64(1))) == 1.0:
        kind = _ADD if number(weights, uint64(1)) > 0.0 else _SUBTRACT
        combine(kind, uint64(whole(places, uint64(0))), uint64(whole(places, uint64(1))), to, 0.0)
        return
    for c in range(uint64(0), _WIDE, uint64(32)):
        row, weight = uint64(whole(places, uint64(0))), fill(number(weights, uint64(0)))
        t0, t1 = times(weight, load(row, c)), times(weight, load(row, c + _EIGHT))
        t2, t3 = times(weight, load(row, c + uint64(16))), times(weight, load(row, c + uint64(24)))
        for k in range(uint64(1), uint64(count)):
            row, weight = uint64(whole(places, k)), fill(number(weights, k))
            t0 = plus(t0, times(weight, load(row, c)))
            t1 = plus(t1, times(weight, load(row, c + _EIGHT)))
            t2 = plus(t2, times(weight, load(row, c + uint64(16))))
            t3 = plus(t3, times(weight, load(row, c + uint64(24))))
        store(to, c, t0)
        store(to, c + _EIGHT, t1)
        store(to, c + uint64(16), t2)
        store(to, c + uint64(24), t3)


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def is_nothing(kind, a_is_0, b_is_0, term):  # type: ignore[no-untyped-def]
    """Say whether what comes of two rows is 0 because they are."""
    if kind == _MULTIPLY:
        return a_is_0 or b_is_0
    if kind in (_SCALE, _COPY):
        return a_is_0
    if kind in (_DIVIDE, _FLOOR):
        return a_is_0 and term == 0.0
    return a_is_0 and b_is_0


@njit(cache=True, nogil=True, error_model="numpy")
def choose(kind, a, b, yes, no, to):  # type: ignore[no-untyped-def]
    """Write one row where the first of two is at least, or above, the second, and another elsewhere."""
    for c in range(uint64(0), _WIDE, _EIGHT):
        if kind == _AT_LEAST:
            chosen = where_at_least(load(a, c), load(b, c), load(yes, c), load(no, c))
        else:
            chosen = where_above(load(a, c), load(b, c), load(yes, c), load(no, c))
        store(to, c, chosen)


@njit(cache=True, nogil=True, error_model="numpy")
def _give_late(base, t, latest, delays, to):  # type: ignore[no-untyped-def]
    """Write a line that is read as many periods earlier as the scenario is late; before its first period it is 0."""
    for c in range(uint64(0), _WIDE, _EIGHT):
        late, value = load(delays, c), fill(0.0)
        for k in range(uint64(min(latest, t) + 1)):
            value = where_equal(late, fill(float(k)), fill(number(base, uint64(t) - k)), value)
        store(to, c, value)


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def give(t, base, more, latest, factor, path, delays, to):  # type: ignore[no-untyped-def]
    """Write a given line of period ``t``: base · factor · path + more. Return whether it is 0 in every scenario.

    ``base`` and ``more`` are places of its periods, ``factor``, ``path`` and ``delays`` of LANES scenarios; 0 is none.
    """
    rest = number(more, uint64(t))
    nothing = rest == 0.0
    for early in range(max(0, t - latest), t + 1):
        nothing = nothing and number(base, uint64(early)) == 0.0
    if not nothing:
        value = number(base, uint64(t))
        if latest > 0:
            _give_late(base, t, latest, delays, to)
            if factor:
                for c in range(uint64(0), _WIDE, _EIGHT):
                    store(to, c, times(load(to, c), load(factor, c)))
        elif factor:
            for c in range(uint64(0), _WIDE, _EIGHT):
                store(to, c, times(fill(value), load(factor, c)))
        elif path:
            for c in range(uint64(0), _WIDE, _EIGHT):
                store(to, c, plus(times(fill(value), load(path, c)), fill(rest)))
        else:
            for c in range(uint64(0), _WIDE, _EIGHT):
                store(to, c, fill(value))
        if path and (factor or latest > 0):
            for c in range(uint64(0), _WIDE, _EIGHT):
                store(to, c, plus(times(load(to, c), load(path, c)), fill(rest)))
    return nothing
