"""What is counted of the simulated scenarios, compiled: sums in a written order, histograms in whole numbers.

Most stocks stand still in most months, so that stock and days of cover are counted by their changes and added up once.
Importing this module loads numba.
"""

from __future__ import annotations

import math
from collections import namedtuple

import numpy as np
from numba import int64, njit, uint64

from sonae.compute.eights import bare, fill, load, plus, total
from sonae.stockpile.simulation.noise_kernel import LANES
from sonae.stockpile.simulation.packing import COVER_BINS

__all__ = [
    "BINS", "COARSE", "HELD", "OCTAVES", "PARTS", "PROCEEDS", "ROTATED", "SHORT", "SHORT_YEN", "SPENT", "STEPS_AN_OCTAVE", "Counts",
    "Sums", "add_moves", "add_up_changes", "bin_of_cover", "count_scenarios",
]  # fmt: skip

OCTAVES, STEPS_AN_OCTAVE, ABOVE = 24, 64, 4
"""Bins of cost and shortage: steps of 1/64 of an octave from 2⁻²⁴ of the scale to 2⁴ times the scale."""
BINS = (OCTAVES + ABOVE) * STEPS_AN_OCTAVE
COARSE = 36
"""Values are added up within bins as whole multiples of 2⁻³⁶ of the scale."""

PARTS = ("shortage_t", "shortage_yen", "purchases", "proceeds", "holding", "rotation")
_WIDE = np.uint64(LANES)
SHORT, SHORT_YEN, SPENT, PROCEEDS, HELD, ROTATED = [np.uint64(part * LANES) for part in range(6)]
"""Where the rows of the parts begin."""
_ALL_COST, _ALL_SHORT = np.uint64(2 * LANES), np.uint64(3 * LANES)

Sums = namedtuple("Sums", "parts months years squares")
"""Float sums by leaf: parts (leaf, material, PARTS), months (leaf, material, month, 2): stock and shortage, years (leaf,
material, year, 3): purchases, releases, spending, squares (leaf, material + 1, 2): cost and its square, the last row all
materials together."""

Counts = namedtuple("Counts", "cover numbers amounts out_month out_any binds")
"""Whole numbers over all leaves of a task: cover (material, month, COVER_BINS + 1), numbers and amounts (cost | shortage
in t | in yen, material + 1, 2·BINS + 1), out_month (material, month), out_any (material + 1), binds (year)."""


@njit(cache=True, nogil=True)
def _sum(values, at, lanes):  # type: ignore[no-untyped-def]
    """Add a row up in eight sums, lane j to sum j mod 8: the order is said here and not left to the compiler.

    A compiler that may choose the order chooses another one where it compiles anew and where it loads its cache.
    """
    whole = uint64(lanes) // uint64(8) * uint64(8)
    sums = fill(0.0)
    for j in range(uint64(0), whole, uint64(8)):
        sums = plus(sums, load(values, at + j))
    added = total(sums)
    for j in range(whole, uint64(lanes)):
        added += values[at + j]
    return added


@njit(cache=True, nogil=True, inline="always")
def bin_of_cover(stock, scale):  # type: ignore[no-untyped-def]
    """Bin of days of cover of a stock."""
    place = int64(stock * scale + 0.5)
    return np.uint8(place if place < COVER_BINS else COVER_BINS)


@njit(cache=True, nogil=True)
def add_moves(moves, cover):  # type: ignore[no-untyped-def]
    """Add a leaf's moves between bins of cover to those of the task, and begin anew."""
    for m in range(cover.shape[0]):
        for t in range(cover.shape[1]):
            for k in range(cover.shape[2]):
                cover[m, t, k] += moves[m, t, k]
                moves[m, t, k] = 0


@njit(cache=True, nogil=True)
def add_up_changes(least, months, cover):  # type: ignore[no-untyped-def]
    """Turn changes of stock (leaf, material, month, 0) and of bins of cover by month into stock and bins.

    A stock below ``least`` (material) is what rounding leaves of nothing.
    """
    for m in range(cover.shape[0]):
        for t in range(1, cover.shape[1]):
            for k in range(cover.shape[2]):
                cover[m, t, k] += cover[m, t - 1, k]
        for leaf in range(months.shape[0]):
            held = 0.0
            for t in range(cover.shape[1]):
                held += months[leaf, m, t, 0]
                months[leaf, m, t, 0] = held if held > least[m] else 0.0


@njit(cache=True, nogil=True, inline="always")
def _bin_of(value, scale):  # type: ignore[no-untyped-def]
    """Bin of a value: 0 below 2⁻²⁴ of the scale, then 64 equal steps an octave; negative values mirrored.

    The bits of a float of 1 or more, without the last 46, number the steps.
    """
    size = abs(value) / scale * 2.0**OCTAVES
    if not size >= 1.0:
        return 0
    step = (np.float64(size).view(np.int64) >> 46) - (1023 << 6)
    place = (step if step < BINS else BINS - 1) + 1
    return place if value > 0.0 else -place


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _tally(numbers, amounts, kind, row, value, scale):  # type: ignore[no-untyped-def]
    place = BINS + _bin_of(value, scale)
    numbers[kind, row, place] += 1
    amounts[kind, row, place] += int64(math.floor(value / scale * 2.0**COARSE + 0.5))


@njit(cache=True, nogil=True)
def count_scenarios(lanes, leaf, first, scale, by_lane, sums, counts, kept):  # type: ignore[no-untyped-def]
    """Count cost and shortage of the scenarios that have ended; ``by_lane`` (material, PARTS, LANES) holds their parts."""
    by_lane, sums, counts, kept = bare(by_lane), bare(sums), bare(counts), bare(kept)
    numbers, amounts, any_out = counts.numbers, counts.amounts, counts.out_any
    materials = by_lane.shape[0]
    work = np.zeros(4 * LANES)
    flat = by_lane.reshape(by_lane.size)
    for m in range(materials):
        b = uint64(m * 6 * LANES)
        for part in range(6):
            sums.parts[leaf, m, part] += _sum(flat, b + uint64(part) * _WIDE, lanes)
        for j in range(uint64(_WIDE)):
            cost = flat[b + SPENT + j] - flat[b + PROCEEDS + j] + flat[b + HELD + j] + flat[b + ROTATED + j]
            work[j] = cost + flat[b + SHORT_YEN + j]
            work[_WIDE + j] = work[j] * work[j]
            work[_ALL_COST + j] += work[j]
            work[_ALL_SHORT + j] += flat[b + SHORT_YEN + j]
        sums.squares[leaf, m, 0] += _sum(work, uint64(0), lanes)
        sums.squares[leaf, m, 1] += _sum(work, _WIDE, lanes)
        for j in range(uint64(lanes)):
            _tally(numbers, amounts, 0, m, work[j], scale[0, m])
            if flat[b + SHORT + j] > 0.0:
                _tally(numbers, amounts, 1, m, flat[b + SHORT + j], scale[1, m])
                _tally(numbers, amounts, 2, m, flat[b + SHORT_YEN + j], scale[2, m])
                any_out[m] += 1
            if kept.size > 0:
                kept[0, m, first + int64(j)] = work[j]
                kept[1, m, first + int64(j)] = flat[b + SHORT + j]
                kept[2, m, first + int64(j)] = flat[b + SHORT_YEN + j]
    for j in range(uint64(_WIDE)):
        work[_WIDE + j] = work[_ALL_COST + j] * work[_ALL_COST + j]
    sums.squares[leaf, materials, 0] += _sum(work, _ALL_COST, lanes)
    sums.squares[leaf, materials, 1] += _sum(work, _WIDE, lanes)
    for j in range(uint64(lanes)):
        _tally(numbers, amounts, 0, materials, work[_ALL_COST + j], scale[0, materials])
        if work[_ALL_SHORT + j] > 0.0:
            _tally(numbers, amounts, 2, materials, work[_ALL_SHORT + j], scale[2, materials])
            any_out[materials] += 1
