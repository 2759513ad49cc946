"""Philox4x32-10 for compiled kernels. Importing this module loads numba; only kernels do so."""

from __future__ import annotations

from numba import njit, uint32, uint64

__all__ = ["philox"]


@njit(inline="always", cache=True)
def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """Return the four words of one counter; all arguments are ``uint32``. Same bits as ``random.philox4x32``."""
    for _ in range(10):
        p0 = uint64(c0) * uint64(0xD2511F53)
        p1 = uint64(c2) * uint64(0xCD9E8D57)
        n0 = uint32(p1 >> uint64(32)) ^ c1 ^ k0
        n2 = uint32(p0 >> uint64(32)) ^ c3 ^ k1
        c1 = uint32(p1)
        c3 = uint32(p0)
        c0 = n0
        c2 = n2
        k0 = uint32(k0 + uint32(0x9E3779B9))
        k1 = uint32(k1 + uint32(0xBB67AE85))
    return c0, c1, c2, c3
