"""Uniform and normal numbers from Philox words for compiled kernels. Importing this module loads numba; only kernels do so.

The normal quantile is algorithm AS 241, PPND16 (Wichura, «The percentage points of the normal distribution», Applied
Statistics 37, 1988, pp. 477–484): a relative error of some 1e-16, as that of the readable
:func:`~sonae.compute.standard_normals`, from which it differs in the last bits.
"""

from __future__ import annotations

import math

import numpy as np
from numba import float64, njit, uint32, uint64

from sonae.compute.eights import above, fill, load, minus, over, plus, store, times, where_above
from sonae.compute.philox_kernel import philox

__all__ = ["LANES", "draw_normals", "draw_pairs", "draw_units", "normals_of", "unit"]

LANES = 128
"""Scenarios that are drawn side by side."""
_A = (
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
)  # fmt: skip
_B = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
    3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
)  # fmt: skip
_C = (
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
)  # fmt: skip
_D = (
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
    1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
)  # fmt: skip
_E = (
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
)  # fmt: skip
_F = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
    1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
)  # fmt: skip


@njit(inline="always", cache=True)
def unit(high, low):  # type: ignore[no-untyped-def]
    """Return the number between 0 and 1 of two words: :func:`~sonae.compute.unit_of_words` of ``uint32``."""
    bits = (uint64(high) << uint64(20)) | (uint64(low) >> uint64(12))
    return (float64(bits) + 0.5) * 2.0**-52


@njit(inline="always", cache=True)
def _poly(c, x):  # type: ignore[no-untyped-def]
    """c0 + c1·x + … + c7·x⁷ of eight numbers in short chains."""
    x2 = times(x, x)
    low = plus(plus(fill(c[0]), times(fill(c[1]), x)), times(plus(fill(c[2]), times(fill(c[3]), x)), x2))
    high = plus(plus(fill(c[4]), times(fill(c[5]), x)), times(plus(fill(c[6]), times(fill(c[7]), x)), x2))
    return plus(low, times(high, times(x2, x2)))


@njit(cache=True, nogil=True, error_model="numpy")
def normals_of(units, begin, count, out, at):  # type: ignore[no-untyped-def]
    """Write the normal quantiles of ``count`` numbers of ``units`` from ``begin`` on to flat ``out`` from ``at`` on.

    ``count`` is a multiple of eight and at most 2·LANES; places are ``uint64``.

    All are worked off as if they lay in the middle, eight at a time and without a branch; the tails are then collected, and
    worked off side by side in the same way.
    """
    half, edge = fill(0.5), fill(0.180625)
    for c in range(uint64(0), uint64(count), uint64(8)):
        q = minus(load(units, begin + c), half)
        r = minus(edge, times(q, q))
        store(out, at + c, over(times(q, _poly(_A, r)), _poly(_B, r)))
    places, roots = np.empty(2 * LANES + 8, np.uint64), np.empty(2 * LANES + 8)
    found = uint64(0)
    for j in range(uint64(count)):
        places[found] = j
        found += uint64(1) if abs(units[begin + j] - 0.5) > 0.425 else uint64(0)
    for i in range(found):
        u = units[begin + places[i]]
        roots[i] = math.sqrt(-math.log(min(u, 1.0 - u)))
    middle = fill(1.6)
    for c in range(uint64(0), found, uint64(8)):
        far = above(load(roots, c), 5.0)
        r = minus(load(roots, c), middle)
        z = over(_poly(_C, r), _poly(_D, r))
        if far:
            r = load(roots, c)
            rest = minus(r, fill(5.0))
            z = where_above(r, fill(5.0), over(_poly(_E, rest), _poly(_F, rest)), z)
        store(roots, c, z)
    for i in range(found):
        out[at + places[i]] = roots[i] if units[begin + places[i]] > 0.5 else -roots[i]


@njit(cache=True, nogil=True, error_model="numpy")
def draw_units(first, c1, c2, c3, k0, k1, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` with uniform numbers of counters (``first`` + j, c1, c2, c3), words 0 and 1; words are ``uint32``."""
    for j in range(uint64(out.size)):
        w0, w1, _, _ = philox(uint32(first + uint32(j)), c1, c2, c3, k0, k1)
        out[j] = unit(w0, w1)


@njit(cache=True, nogil=True, error_model="numpy")
def draw_normals(first, c1, c2, c3, k0, k1, units, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` with the normal quantiles of :func:`draw_units`; ``units`` is working space of the same size.

    The size is a multiple of eight.
    """
    draw_units(first, c1, c2, c3, k0, k1, units)
    for at in range(uint64(0), uint64(out.size), uint64(2 * LANES)):
        normals_of(units, at, min(uint64(2 * LANES), uint64(out.size) - at), out, at)


@njit(cache=True, nogil=True, error_model="numpy")
def draw_pairs(first, c1, c2, c3, k0, k1, units, out, at):  # type: ignore[no-untyped-def]
    """Write LANES normal numbers of words 0 and 1 to flat ``out`` from ``at`` on, and LANES of words 2 and 3 after them."""
    for j in range(uint64(LANES)):
        w0, w1, w2, w3 = philox(uint32(first + uint32(j)), c1, c2, c3, k0, k1)
        units[j] = unit(w0, w1)
        units[uint64(LANES) + j] = unit(w2, w3)
    normals_of(units, uint64(0), uint64(2 * LANES), out, at)
