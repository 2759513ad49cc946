"""Demand, price and tender noise for rows of scenarios side by side, compiled; the law stands in :mod:`.noise`.

No branch depends on a lane, so that the compiler can use wide registers. Importing this module loads numba.
"""

from __future__ import annotations

import numpy as np
from numba import float32, float64, int32, njit, uint32, uint64

from sonae.compute.eights import fill, load, plus, store, times
from sonae.compute.philox_kernel import philox
from sonae.stockpile.simulation.noise import LOG2, QUANTILE

__all__ = ["LANES", "draw_words", "move_noise", "raise_eights", "share_shock"]

LANES = 128
"""Scenarios that are worked off side by side; divides the leaf of 4 096."""
# Offsets are unsigned, so that no index needs the check for counting from the end.
_WIDE = np.uint64(LANES)
_A0, _A1, _A2, _A3 = LOG2
_Q0, _Q1, _Q2, _Q3, _Q4, _Q5, _Q6, _Q7 = QUANTILE
_ONE, _HALF, _STEP, _EIGHTH = np.float32(1), np.float32(0.5), np.float32(2.0**-15), np.float32(0.125)


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def draw_words(n, k0, k1, c1, c2, kind, words, at):  # type: ignore[no-untyped-def]
    """Draw four rows of words for the lanes n, n + 1, …, at ``words[at]`` and on."""
    for j in range(uint64(_WIDE)):
        w0, w1, w2, w3 = philox(uint32(n + uint32(j)), c1, c2, kind, k0, k1)
        words[at + j] = w0
        words[at + _WIDE + j] = w1
        words[at + _WIDE + _WIDE + j] = w2
        words[at + _WIDE + _WIDE + _WIDE + j] = w3


@njit(cache=True, nogil=True, inline="always")
def _normal(half):  # type: ignore[no-untyped-def]
    """Return the normal number of a half word (the lower one of a word): the operations of ``noise.normals_of``."""
    u = (float32(int32(half & uint32(0x7FFF))) + _HALF) * _STEP
    rest = (_ONE - u) * (_ONE + u)
    bits = np.float32(rest).view(np.int32)
    x = np.int32((bits & int32(0x7FFFFF)) | int32(0x3F800000)).view(np.float32) - _ONE
    log2 = (_A0 + _A1 * x) + (_A2 + _A3 * x) * (x * x)
    v = -(float32(int32(bits >> int32(23)) - int32(127)) + log2 * x) * _EIGHTH - _ONE
    v2 = v * v
    low, high = (_Q0 + _Q1 * v) + (_Q2 + _Q3 * v) * v2, (_Q4 + _Q5 * v) + (_Q6 + _Q7 * v) * v2
    z = low + high * (v2 * v2)
    z = z * u
    return -z if half & uint32(0x8000) else z


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def share_shock(words, at, size, shared):  # type: ignore[no-untyped-def]
    """Turn the month's common words into the price shock that all materials share."""
    for j in range(uint64(_WIDE)):
        shared[j] = size * float64(_normal(words[at + j]))


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def move_noise(words, at, law, demand, price, rows, shared, shocks):  # type: ignore[no-untyped-def]
    """Move log demand noise (``rows[demand]`` and on) and log price (``rows[price]`` and on) on by a month.

    Two loops, because a register holds twice as many numbers of 32 bits as of 64.
    """
    rho_d, sigma_d, rho_p, own = law.demand_rho, law.demand_sigma, law.price_rho, law.price_own
    for j in range(uint64(_WIDE)):
        word = words[at + j]
        shocks[j] = _normal(word)
        shocks[_WIDE + j] = _normal(word >> uint32(16))
    for j in range(uint64(_WIDE)):
        rows[demand + j] = rho_d * rows[demand + j] + sigma_d * float64(shocks[j])
        rows[price + j] = rho_p * rows[price + j] + shared[j] + own * float64(shocks[_WIDE + j])


@njit(cache=True, nogil=True, inline="always")
def _four(w, w2, c0, c1, c2, c3):  # type: ignore[no-untyped-def]
    """c0 + c1·w + c2·w² + c3·w³ of eight numbers; short chains, because few eights follow each other."""
    return plus(plus(fill(c0), times(fill(c1), w)), times(plus(fill(c2), times(fill(c3), w)), w2))


@njit(cache=True, nogil=True, inline="always")
def raise_eights(work, at, number, halvings):  # type: ignore[no-untyped-def]
    """Raise e to ``number`` values of ``work`` from ``at`` on, in place, and to what follows them up to a multiple of eight.

    By a Taylor polynomial, for |values| ≤ 0.35 · 2^halvings.
    """
    shrink = fill(0.5**halvings)
    for c in range(at, at + uint64(number), uint64(8)):
        w = times(load(work, c), shrink)
        w2 = times(w, w)
        w4 = times(w2, w2)
        first = _four(w, w2, 1.0, 1.0, 0.5, 1.0 / 6.0)
        second = _four(w, w2, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 5040.0)
        third = _four(w, w2, 1.0 / 40320.0, 1.0 / 362880.0, 1.0 / 3628800.0, 1.0 / 39916800.0)
        rest = plus(third, times(fill(1.0 / 479001600.0), w4))
        e = plus(plus(first, times(second, w4)), times(rest, times(w4, w4)))
        for _ in range(halvings):
            e = times(e, e)
        store(work, c, e)
