"""The acts of a scenario as the months that lose supply, compiled: one hazard model, that of target days.

Acts are drawn by the functions of :mod:`sonae.stockpile.target_days.kernel`, scenario by scenario. Most months lose
nothing, so that a scenario gives a list of what is lost. Importing this module loads numba.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np
from numba import njit, uint64

from sonae.compute.eights import above, bare, load
from sonae.stockpile.target_days.kernel import (
    RUN,
    draw_struck,
    hit_tests,
    losses_by_act,
    make_work,
    order_hits,
    share_lost,
)

__all__ = ["Hazards", "lost_of_scenario", "lost_paths", "make_scratch"]

LEAST_LOST = 1e-12
"""Shares below this are rounding, not shortage."""

Hazards = namedtuple(  # numba takes plain named tuples
    "Hazards",
    "place_id floor thresholds kind_of_slot log_survive depth_table hit_start hit_group hit_threshold line_start "
    "line_index survive opened owned keep ramp soft growth",
)
"""The arrays of ``ShortageModel.arrays()``."""

Scratch = namedtuple("Scratch", "work line month share")
"""Room for one scenario's acts, and the list of what is lost; every task has its own."""


@njit(cache=True, nogil=True)
def make_scratch(hazards):  # type: ignore[no-untyped-def]
    """Reserve the room for one scenario's acts."""
    h = hazards
    months = h.growth.shape[2]
    tests = hit_tests(h.hit_start, h.hit_group, h.hit_threshold)
    most = h.line_index.size * months + 1
    return Scratch(
        make_work(h.place_id, h.line_start.size - 1, months, tests), np.empty(most, np.int64), np.empty(most, np.int64),
        np.empty(most),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def lost_of_scenario(n, k0, k1, horizon, any_owned, months, hazards, scratch):  # type: ignore[no-untyped-def]
    """List the line, month and share of consumption lost of scenario ``n`` in ``scratch``; return how many there are.

    Returns −1 when the scenario holds more acts than there is room for.
    """
    h, s = bare(hazards), bare(scratch)
    w, room = s.work, s.work.room
    struck = draw_struck(
        n, k0, k1, horizon, h.place_id, h.floor, h.thresholds, h.kind_of_slot, h.log_survive, h.depth_table, w
    )
    if struck < 0:
        return -1
    found = 0
    for c in range(order_hits(struck, horizon, room)):
        m = room.touched[c]
        begin = room.begin[m]
        number = room.begin[m + 1] - begin
        losses_by_act(any_owned, begin, number, room, h.survive, h.ramp, w.lost, w.lost_owned, w.left, w.left_owned)
        for r in range(h.line_start[m], h.line_start[m + 1]):
            line = h.line_index[r]
            from_run, to_run = share_lost(
                0, line, begin, number, room, h.opened, h.owned, h.keep, h.soft, w.lost, w.lost_owned, w.loss, w.worst
            )
            # Most runs lose nothing. In the others every month is written and kept if it loses: no branch to guess.
            for run in range(from_run, to_run):
                if above(load(w.worst, uint64(run * RUN)), LEAST_LOST) == 0:
                    continue
                for t in range(run * RUN, min(run * RUN + RUN, months)):
                    at = uint64(found)
                    share = w.worst[uint64(t)]
                    s.line[at] = line
                    s.month[at] = t
                    s.share[at] = share
                    found += share > LEAST_LOST
    return found


@njit(cache=True, nogil=True)
def lost_paths(first, stop, k0, k1, horizon, hazards, out):  # type: ignore[no-untyped-def]
    """Write the share of consumption lost to ``out`` (line, month, scenario), which holds zeros; return overflows."""
    scratch = make_scratch(hazards)
    any_owned = hazards.owned.max() > 0.0
    overflows = 0
    for n in range(first, stop):
        found = lost_of_scenario(n, k0, k1, horizon, any_owned, out.shape[1], hazards, scratch)
        if found < 0:
            overflows += 1
        for i in range(found):
            out[scratch.line[i], scratch.month[i], n - first] = scratch.share[i]
    return overflows
