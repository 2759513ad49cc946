"""The acts of a scenario as the months that lose supply, compiled: one hazard model, that of target days.

Acts are drawn by the functions of :mod:`sonae.stockpile.target_days.kernel`, scenario by scenario. Most months lose
nothing, so that a scenario gives a list of what is lost. Importing this module loads numba.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np
from numba import njit, uint32, uint64

from sonae.compute.eights import above, aligned, bare, load
from sonae.stockpile.target_days.kernel import (
    MOST_ACTS,
    RUN,
    draw_acts,
    draw_hits,
    hit_tests,
    losses_by_act,
    make_hit_room,
    order_hits,
    settle,
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

Scratch = namedtuple(
    "Scratch",
    "ids words marks act_slot act_stream act_number act_left act_words tests room lost lost_owned left "
    "left_owned loss worst line month share",
)
"""Room for one scenario's acts; every task has its own."""


@njit(cache=True, nogil=True)
def make_scratch(hazards):  # type: ignore[no-untyped-def]
    """Reserve the room for one scenario's acts."""
    groups = hazards.place_id.size * 3
    ids = np.empty(groups, np.uint32)
    for q in range(groups):
        ids[q] = uint32(hazards.place_id[q // 3] * 4 + q % 3)
    months, lines = hazards.growth.shape[2], hazards.line_index.size
    return Scratch(
        ids, np.empty((4, groups), np.uint32), np.empty(groups, np.uint8), np.empty(MOST_ACTS, np.int64),
        np.empty(MOST_ACTS, np.uint32), np.empty(MOST_ACTS, np.uint32), np.empty(MOST_ACTS),
        np.empty((4, MOST_ACTS), np.uint32), hit_tests(hazards.hit_start, hazards.hit_group, hazards.hit_threshold),
        make_hit_room(hazards.place_id.size, hazards.line_start.size - 1, months), aligned(MOST_ACTS * months).reshape((MOST_ACTS, months)),
        aligned(MOST_ACTS * months).reshape((MOST_ACTS, months)), aligned(MOST_ACTS * months).reshape((MOST_ACTS, months)), aligned(MOST_ACTS * months).reshape((MOST_ACTS, months)), aligned(months),
        aligned(months), np.empty(lines * months + 1, np.int64), np.empty(lines * months + 1, np.int64),
        np.empty(lines * months + 1),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def lost_of_scenario(n, k0, k1, horizon, any_owned, months, hazards, scratch):  # type: ignore[no-untyped-def]
    """List the line, month and share of consumption lost of scenario ``n`` in ``scratch``; return how many there are.

    Returns −1 when the scenario holds more acts than there is room for.
    """
    h, s = bare(hazards), bare(scratch)
    acts = draw_acts(
        n, k0, k1, s.ids, h.place_id, h.floor, h.thresholds, s.words, s.marks, s.act_slot, s.act_stream, s.act_number,
        s.act_left, s.act_words,
    )  # fmt: skip
    if acts < 0:
        return -1
    struck = draw_hits(n, k0, k1, acts, s.act_slot, s.act_stream, s.act_number, s.tests, s.room)
    if struck < 0:
        return -1
    settle(struck, horizon, s.act_slot, s.act_words, h.kind_of_slot, h.log_survive, h.depth_table, s.room)
    found = 0
    for c in range(order_hits(struck, horizon, s.room)):
        m = s.room.touched[c]
        begin = s.room.begin[m]
        number = s.room.begin[m + 1] - begin
        losses_by_act(
            any_owned, begin, number, s.room, h.survive, h.ramp, s.lost, s.lost_owned, s.left, s.left_owned
        )  # fmt: skip
        for r in range(h.line_start[m], h.line_start[m + 1]):
            line = h.line_index[r]
            from_run, to_run = share_lost(
                0, line, begin, number, s.room, h.opened, h.owned, h.keep, h.soft, s.lost, s.lost_owned, s.loss, s.worst
            )  # fmt: skip
            # Most runs lose nothing. In the others every month is written and kept if it loses: no branch to guess.
            for run in range(from_run, to_run):
                if above(load(s.worst, uint64(run * RUN)), LEAST_LOST) == 0:
                    continue
                for t in range(run * RUN, min(run * RUN + RUN, months)):
                    at = uint64(found)
                    share = s.worst[uint64(t)]
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
