"""The paths of :mod:`sonae.economics.conditions.paths`, compiled: LANES scenarios side by side. Importing this loads numba."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, uint32, uint64

from sonae.compute.draws_kernel import LANES, draw_pairs
from sonae.compute.eights import bare, fill, load, minus, over, plus, store, times
from sonae.economics.conditions.paths import PATHS

__all__ = ["LANES", "factor_paths", "period_means"]

_WIDE = np.uint64(LANES)
_PATHS = np.uint32(PATHS)


@njit(cache=True, nogil=True, error_model="numpy")
def factor_paths(first, first_step, streams, k0, k1, root, law, less, out):  # type: ignore[no-untyped-def]
    """Write path over deck of LANES scenarios to ``out`` (factor, step, LANES).

    Args of note: ``streams``: number of each stream of shocks that is drawn; ``root`` (factor, stream): how they are mixed;
    ``law`` (factor, 2): persistence and size of the shock; ``less`` (factor, step): taken off the log.
    """
    streams, root, law, less, out = bare(streams), bare(root), bare(law), bare(less), bare(out)
    steps, count, factors = out.shape[1], streams.size, root.shape[0]
    units, shocks = np.empty(2 * LANES), np.empty(2 * count * LANES)
    logs = np.zeros(factors * LANES)
    for k in range(steps):
        half = (first_step + k) % 2
        if half == 0 or k == 0:
            pair = uint32((first_step + k) // 2)
            for i in range(count):
                draw_pairs(uint32(first), pair, streams[i], _PATHS, k0, k1, units, shocks, uint64(2 * i) * _WIDE)
        for f in range(factors):
            persistence, size, off = fill(law[f, 0]), fill(law[f, 1]), fill(less[f, k])
            to = (uint64(f) * uint64(steps) + uint64(k)) * _WIDE
            for c in range(uint64(0), _WIDE, uint64(8)):
                mixed = fill(0.0)
                for i in range(count):
                    if root[f, i] != 0.0:
                        shock = load(shocks, (uint64(2 * i) + uint64(half)) * _WIDE + c)
                        mixed = plus(mixed, times(fill(root[f, i]), shock))
                at = uint64(f) * _WIDE + c
                log = plus(times(mixed, size), times(persistence, load(logs, at)))
                store(logs, at, log)
                store(out, to + c, minus(log, off))
            for j in range(_WIDE):
                out[f, k, j] = math.exp(out[f, k, j])


@njit(cache=True, nogil=True, error_model="numpy")
def period_means(deck, paths, step_of, months, out):  # type: ignore[no-untyped-def]
    """Write the mean over the months of each period of deck · path to ``out`` (period, LANES).

    Args of note: ``paths`` (step, LANES); ``step_of``: step by month, −1 for months before the first step.
    """
    deck, paths, step_of, out = bare(deck), bare(paths), bare(step_of), bare(out)
    number = fill(float(months))
    for t in range(out.shape[0]):
        for c in range(uint64(0), _WIDE, uint64(8)):
            total = fill(0.0)
            for m in range(t * months, (t + 1) * months):
                value = fill(deck[m])
                if step_of[m] >= 0:
                    value = times(value, load(paths, uint64(step_of[m]) * _WIDE + c))
                total = plus(total, value)
            store(out, uint64(t) * _WIDE + c, over(total, number))
