"""Counter-based random numbers: the same (seed, scenario, slot) gives the same bits on any thread, block or machine.

Philox4x32-10 after Salmon, Moraes, Dror, Shaw, «Parallel random numbers: as easy as 1, 2, 3», SC'11. This module is
the readable numpy form; :mod:`sonae.compute.philox_kernel` is the same function for compiled kernels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.core import InputError

__all__ = ["key_of", "philox4x32", "standard_normals", "uniforms", "unit_of_words"]

U32 = npt.NDArray[np.uint32]
F64 = npt.NDArray[np.float64]

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = 0x9E3779B9, 0xBB67AE85
_MASK = 0xFFFFFFFF
_LOW = np.uint64(_MASK)
_SHIFT = np.uint64(32)


def key_of(seed: int) -> tuple[int, int]:
    """Return the two 32-bit key words of a 64-bit seed.

    Raises:
        InputError: when the seed is no whole number between 0 and 2**64 − 1.

    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**64:
        raise InputError(f"seed «{seed}» cannot be used", expected="a whole number from 0 to 2^64 − 1")
    return seed & _MASK, seed >> 32


def philox4x32(counter: tuple[Any, Any, Any, Any], key: tuple[int, int]) -> tuple[U32, U32, U32, U32]:
    """Return the four 32-bit words of each counter, ten rounds.

    Args:
        counter: four arrays (or integers) of 32-bit words that broadcast to one shape.
        key: two 32-bit words, see :func:`key_of`.

    """
    arrays = np.broadcast_arrays(*(np.asarray(word, dtype=np.uint64) for word in counter))
    c0, c1, c2, c3 = (array.astype(np.uint64) for array in arrays)
    k0, k1 = key
    for _ in range(10):
        p0, p1 = c0 * _M0, c2 * _M1
        c0, c1, c2, c3 = (p1 >> _SHIFT) ^ c1 ^ np.uint64(k0), p1 & _LOW, (p0 >> _SHIFT) ^ c3 ^ np.uint64(k1), p0 & _LOW
        k0, k1 = (k0 + _W0) & _MASK, (k1 + _W1) & _MASK
    return c0.astype(np.uint32), c1.astype(np.uint32), c2.astype(np.uint32), c3.astype(np.uint32)


def uniforms(seed: int, stream: int, draws: int, slots: int) -> F64:
    """Return uniform numbers in (0, 1), shape (draws, slots); element (d, s) depends on (seed, stream, d, s) alone.

    Two words make one number of 53 bits, so that 0 and 1 never occur.

    Raises:
        InputError: when the seed or the stream does not fit its words.

    """
    if not 0 <= stream <= _MASK:
        raise InputError(f"stream {stream} cannot be used", expected="a whole number from 0 to 2^32 − 1")
    d = np.arange(draws, dtype=np.uint64)[:, None]
    pair = np.arange((slots + 1) // 2, dtype=np.uint64)[None, :]
    w0, w1, w2, w3 = philox4x32((d, pair, np.uint64(stream), np.uint64(0)), key_of(seed))
    both = np.empty((draws, pair.size * 2))
    both[:, 0::2] = unit_of_words(w0, w1)
    both[:, 1::2] = unit_of_words(w2, w3)
    return both[:, :slots]


def standard_normals(seed: int, stream: int, draws: int, slots: int) -> F64:
    """Return standard normal numbers by inversion of :func:`uniforms`, shape (draws, slots)."""
    from scipy.special import ndtri

    normals: F64 = ndtri(uniforms(seed, stream, draws, slots))
    return normals


def unit_of_words(high: U32, low: U32) -> F64:
    """Return the number between 0 and 1 that two words of 32 bits make: the middle of one of 2^52 equal steps.

    All of ``high`` and the upper 20 bits of ``low`` count the steps, so that 0 and 1 never occur.
    """
    bits = (high.astype(np.uint64) << np.uint64(20)) | (low.astype(np.uint64) >> np.uint64(12))
    return (bits.astype(np.float64) + 0.5) * 2.0**-52
