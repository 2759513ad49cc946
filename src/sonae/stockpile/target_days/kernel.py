"""The compiled simulation of shortage: acts drawn scenario by scenario, months of need added up line by line.

:mod:`.reference` is the same law in plain Python, equal to 1e-9 for the same random numbers. Importing this module
loads numba.

Random numbers (Philox4x32-10, key = seed; every word depends on its counter alone):

* first level of place p, causes 4g … 4g+3: counter (scenario, id_p·4 + g, 0, LEVEL);
* act j of slot (p, k): counter (scenario, id_p·16 + k, j, ACT), words = next level, start, duration, depth;
* hits of that act on minerals 8h … 8h+7: counter (scenario, id_p·16 + k, j·8 + h, HIT), sixteen bits a mineral, the
  lower half of a word first.

Levels are the points of one Poisson process of unit intensity over (time × level): a rate Λ (expected acts in the
horizon) takes the points below Λ, so that raising a rate only adds acts to the same scenario. The level of act j is
−ln of the product of the uniforms so far, compared as a product with e^−Λ.

For speed the words are drawn in three batches a scenario (first levels, acts, hits), so that the compiler can use wide
registers, and months are worked off in runs of eight. Rows of months are padded to a multiple of eight: shares lost
are 0 outside an act, and softening at an age before the act began is 0, which leaves the sums as they are. Arrays are
indexed, never sliced: a slice counts references, which two threads would fight over.
"""

from __future__ import annotations

import math
from collections import namedtuple

import numpy as np
from numba import float64, njit, uint32, uint64

from sonae.compute.philox_kernel import philox

__all__ = [
    "ACT", "CAUSE_SLOTS", "DEPTH_POINTS", "HIT", "LEVEL", "MOST_ACTS", "PAD", "RUN", "HitRoom", "HitTests", "draw_acts",
    "draw_hits", "hit_tests", "losses_by_act", "make_hit_room", "need", "order_acts", "simulate",
]  # fmt: skip

LEVEL, ACT, HIT = 1, 2, 3
CAUSE_SLOTS = 12
MOST_ACTS = 2048
"""Acts a scenario may hold; the caller raises when one holds more (the mean is some tens)."""
MOST_HITS = MOST_ACTS * 8
"""Groups of minerals tested, and hits, that a scenario may hold."""
DEPTH_POINTS = 1025
RUN = 8
PAD = 8
"""Rows by age begin with PAD entries for ages before the act."""

_UNIT = 2.0**-32
_LANES = 16
"""Words are drawn in whole vectors of so many: what stands past the last is drawn, and not looked at."""
_ROW = MOST_HITS + _LANES

HitTests = namedtuple("HitTests", "group_start group test_start test_word test_mineral test_threshold")
"""What :func:`hit_tests` returns."""

HitRoom = namedtuple("HitRoom", "stream counter words mineral act head link touched")
"""Room for the hits of one scenario: :func:`make_hit_room`."""


@njit(cache=True, nogil=True, inline="always")
def _unit(word):  # type: ignore[no-untyped-def]
    return (float64(word) + 0.5) * _UNIT


@njit(cache=True, nogil=True)
def _first_levels(n, k0, k1, ids, thresholds, words, marks):  # type: ignore[no-untyped-def]
    """Draw the first level of every slot of scenario ``n``; mark the groups of four slots that hold an act."""
    for q in range(ids.size):
        a0, a1, a2, a3 = philox(uint32(n), ids[q], uint32(0), uint32(LEVEL), k0, k1)
        words[0, q] = a0
        words[1, q] = a1
        words[2, q] = a2
        words[3, q] = a3
        marks[q] = (a0 < thresholds[0, q]) | (a1 < thresholds[1, q]) | (a2 < thresholds[2, q]) | (a3 < thresholds[3, q])


@njit(cache=True, nogil=True)
def draw_acts(  # type: ignore[no-untyped-def]
    n, k0, k1, ids, place_id, floor, thresholds, words, marks, act_slot, act_stream, act_number, act_left, act_words
):
    """Draw all acts of scenario ``n`` by slot and number; return how many, −1 on overflow."""
    _first_levels(n, k0, k1, ids, thresholds, words, marks)
    acts = 0
    for q in range(ids.size):
        if marks[q] == 0:
            continue
        for i in range(4):
            if words[i, q] < thresholds[i, q]:
                if acts == act_slot.size:
                    return -1
                p = q // 3
                k = (q % 3) * 4 + i
                act_slot[acts] = p * CAUSE_SLOTS + k
                act_stream[acts] = uint32(place_id[p] * 16 + k)
                act_number[acts] = uint32(0)
                act_left[acts] = 1.0 - _unit(words[i, q])
                acts += 1
    # Each round draws one act a slot; a slot whose next level lies below its rate has an act in the next round.
    first = 0
    while first < acts:
        last = acts
        for a in range(first, last):
            b0, b1, b2, b3 = philox(uint32(n), act_stream[a], act_number[a], uint32(ACT), k0, k1)
            act_words[0, a] = b0
            act_words[1, a] = b1
            act_words[2, a] = b2
            act_words[3, a] = b3
        for a in range(first, last):
            slot = act_slot[a]
            still = act_left[a] * _unit(act_words[0, a])
            if still >= floor[slot]:
                if acts == act_slot.size:
                    return -1
                act_slot[acts] = slot
                act_stream[acts] = act_stream[a]
                act_number[acts] = act_number[a] + uint32(1)
                act_left[acts] = still
                acts += 1
        first = last
    return acts


@njit(cache=True, nogil=True)
def hit_tests(hit_start, hit_group, hit_threshold):  # type: ignore[no-untyped-def]
    """Lay the chances of a hit out for :func:`draw_hits`: only those above 0, one after the other.

    A slot's groups are group (group) in rows group_start (slot + 1), without those that it cannot hit; its tests are in
    rows test_start (slot + 1): test_word, where the word lies from the first word of the act's first group; test_mineral,
    whose parity says which half of the word; test_threshold, of 2¹⁶.
    """
    slots = hit_start.size - 1
    tests = 0
    for h in range(hit_group.size):
        for r in range(8):
            tests += hit_threshold[r, h] > 0
    group_start = np.zeros(slots + 1, np.int64)
    group = np.empty(hit_group.size, np.uint32)
    test_start = np.zeros(slots + 1, np.int64)
    test_word = np.empty(tests, np.uint32)
    test_mineral = np.empty(tests, np.uint32)
    test_threshold = np.empty(tests, np.uint32)
    groups = tests = 0
    for slot in range(slots):
        first = groups
        for h in range(hit_start[slot], hit_start[slot + 1]):
            before = tests
            for r in range(8):
                if hit_threshold[r, h] > 0:
                    test_word[tests] = (r // 2) * _ROW + groups - first
                    test_mineral[tests] = hit_group[h] * 8 + r
                    test_threshold[tests] = hit_threshold[r, h]
                    tests += 1
            if tests > before:
                group[groups] = hit_group[h]
                groups += 1
        group_start[slot + 1] = groups
        test_start[slot + 1] = tests
    return HitTests(group_start, group, test_start, test_word, test_mineral, test_threshold)


@njit(cache=True, nogil=True)
def make_hit_room(minerals):  # type: ignore[no-untyped-def]
    """Reserve the room for one scenario's hits on so many minerals; no mineral is hit."""
    most = MOST_HITS + (minerals + 7) // 8 * 8
    return HitRoom(
        np.zeros(_ROW, np.uint32), np.zeros(_ROW, np.uint32), np.empty(4 * _ROW, np.uint32), np.empty(most, np.int64),
        np.empty(most, np.int64), np.full(minerals, -1, np.int64), np.empty(most, np.int64), np.empty(minerals + 1, np.int64),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def draw_hits(n, k0, k1, acts, act_slot, act_stream, act_number, tests, room):  # type: ignore[no-untyped-def]
    """Draw which minerals the acts hit, as lists by mineral; return the number of minerals touched, −1 on overflow."""
    stream, counter, words = room.stream, room.counter, room.words
    hit_mineral, hit_act, head, link, touched = room.mineral, room.act, room.head, room.link, room.touched
    size = 0
    for a in range(acts):
        slot = uint64(act_slot[a])
        if size + tests.group_start[slot + uint64(1)] - tests.group_start[slot] > MOST_HITS:
            return -1
        for h in range(tests.group_start[slot], tests.group_start[slot + uint64(1)]):
            stream[uint64(size)] = act_stream[uint64(a)]
            counter[uint64(size)] = act_number[uint64(a)] * uint32(8) + tests.group[uint64(h)]
            size += 1
    # Whole vectors: what is drawn past the last group is not looked at.
    for f in range((size + _LANES - 1) // _LANES * _LANES):
        c0, c1, c2, c3 = philox(uint32(n), stream[f], counter[f], uint32(HIT), k0, k1)
        words[f] = c0
        words[_ROW + f] = c1
        words[2 * _ROW + f] = c2
        words[3 * _ROW + f] = c3
    # An entry is written for every test and kept if it is a hit: no branch to guess.
    hits = 0
    first = 0
    for a in range(acts):
        slot = uint64(act_slot[a])
        for e in range(tests.test_start[slot], tests.test_start[slot + uint64(1)]):
            m = tests.test_mineral[uint64(e)]
            word = words[uint64(first) + tests.test_word[uint64(e)]]
            half = (word >> (uint32(16) * (m & uint32(1)))) & uint32(0xFFFF)
            hit_mineral[uint64(hits)] = m
            hit_act[uint64(hits)] = a
            hits += half < tests.test_threshold[uint64(e)]
        if hits > MOST_HITS:
            return -1
        first += tests.group_start[slot + uint64(1)] - tests.group_start[slot]
    count = 0
    for i in range(hits):
        m = hit_mineral[i]
        touched[count] = m
        count += head[m] < 0
        link[i] = head[m]
        head[m] = i
    return count


@njit(cache=True, nogil=True, inline="always")
def settle(a, horizon, act_slot, act_words, kind_of_slot, log_survive, depth_table, act_start, act_end, act_depth):  # type: ignore[no-untyped-def]
    """Turn the words of act ``a`` into start, end and depth; done once, for acts that hit something."""
    kind = kind_of_slot[act_slot[a]]
    start = int(_unit(act_words[1, a]) * horizon)
    months = 1.0 + math.floor(math.log(_unit(act_words[2, a])) / log_survive[kind])
    x = _unit(act_words[3, a]) * (DEPTH_POINTS - 1)
    cell = int(x)
    low = depth_table[kind, cell]
    act_start[a] = start
    act_end[a] = horizon if months >= horizon - start else start + int(months)
    act_depth[a] = low + (depth_table[kind, cell + 1] - low) * (x - cell)


@njit(cache=True, nogil=True)
def order_acts(  # type: ignore[no-untyped-def]
    m,
    horizon,
    act_slot,
    act_words,
    kind_of_slot,
    log_survive,
    depth_table,
    act_start,
    act_end,
    act_depth,
    room,
    order,
):
    """List the acts that hit mineral ``m``, the youngest first, settling those not settled yet; return their number."""
    head, link, hit_act = room.head, room.link, room.act
    number = 0
    h = head[m]
    head[m] = -1
    while h >= 0:
        a = hit_act[h]
        h = link[h]
        if act_start[a] < 0:
            settle(
                a,
                horizon,
                act_slot,
                act_words,
                kind_of_slot,
                log_survive,
                depth_table,
                act_start,
                act_end,
                act_depth,
            )
        i = number
        number += 1
        while i > 0 and act_start[order[i - 1]] < act_start[a]:
            order[i] = order[i - 1]
            i -= 1
        order[i] = a
    return number


@njit(cache=True, nogil=True, inline="always")
def losses_by_act(  # type: ignore[no-untyped-def]
    any_owned,
    order,
    number,
    act_slot,
    act_start,
    act_end,
    act_depth,
    kind_of_slot,
    survive,
    ramp,
    lost,
    lost_owned,
    left,
    left_owned,
):
    """Write each act's own part of its place's loss by month, the youngest act first.

    A place that several acts strike loses 1 − Π(1 − x): each act takes its x of what the younger ones have left.
    ``lost`` is for supply that nobody at home owns, ``lost_owned`` for equity-owned supply, which survives in part.
    """
    for i in range(number):
        a = order[i]
        p = act_slot[a] // CAUSE_SLOTS
        depth = act_depth[a]
        start = act_start[a]
        end = act_end[a]
        struck = 1.0 - survive[kind_of_slot[act_slot[a]]]
        from_run = start // RUN
        to_run = (end + RUN - 1) // RUN
        for c in range(from_run, to_run):
            for u in range(RUN):
                t = c * RUN + u
                lost[i, t] = depth * ramp[t - start + PAD]
        for t in range(end, to_run * RUN):
            lost[i, t] = 0.0
        if any_owned:
            for t in range(start, end):
                lost_owned[i, t] = lost[i, t] * struck
        first = i
        shared = False
        for z in range(number):
            if z != i and act_slot[order[z]] // CAUSE_SLOTS == p:
                shared = True
                first = min(first, z)
        if not shared:
            continue
        # The row of the youngest act of a place keeps what is left of the place.
        if first == i:
            for t in range(left.shape[1]):
                left[i, t] = 1.0
                left_owned[i, t] = 1.0
        for t in range(start, end):
            x = lost[i, t]
            lost[i, t] = left[first, t] * x
            left[first, t] = left[first, t] * (1.0 - x)
        if any_owned:
            for t in range(start, end):
                x = lost_owned[i, t]
                lost_owned[i, t] = left_owned[first, t] * x
                left_owned[first, t] = left_owned[first, t] * (1.0 - x)


@njit(cache=True, nogil=True, inline="always")
def need(  # type: ignore[no-untyped-def]
    v,
    line,
    order,
    number,
    act_slot,
    act_start,
    act_end,
    opened,
    owned,
    keep,
    soft,
    growth,
    lost,
    lost_owned,
    loss,
    worst,
    parts,
):
    """Sum of monthly need of a line in variant ``v``, in months of consumption.

    Each month counts the worst over «the acts no older than A, softened at age A», the acts taken youngest first: an
    old small shock does not soften a new one, and one more act never lowers the need.
    """
    from_run = loss.size
    to_run = 0
    for i in range(number):
        a = order[i]
        p = act_slot[a] // CAUSE_SLOTS
        if opened[v, line, p] + owned[v, line, p] > 0.0:
            from_run = min(from_run, act_start[a] // RUN)
            to_run = max(to_run, (act_end[a] + RUN - 1) // RUN)
    for c in range(from_run, to_run):
        for u in range(RUN):
            loss[c * RUN + u] = 0.0
            worst[c * RUN + u] = 0.0
    kept = keep[v, line]
    for i in range(number):
        a = order[i]
        p = act_slot[a] // CAUSE_SLOTS
        a0 = opened[v, line, p]
        a1 = owned[v, line, p]
        if a0 + a1 <= 0.0:
            continue
        start = act_start[a]
        if a1 > 0.0:
            for t in range(start, act_end[a]):
                loss[t] += a1 * lost_owned[i, t]
        for c in range(start // RUN, (act_end[a] + RUN - 1) // RUN):
            for u in range(RUN):
                t = c * RUN + u
                whole = loss[t] + a0 * lost[i, t]
                loss[t] = whole
                whole = whole if whole < 1.0 else 1.0
                eased = whole * kept - soft[v, line, t - start + PAD]
                worst[t] = eased if eased > worst[t] else worst[t]
    for u in range(RUN):
        parts[u] = 0.0
    for c in range(from_run, to_run):
        for u in range(RUN):
            parts[u] += worst[c * RUN + u] * growth[v, line, c * RUN + u]
    return ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]))


@njit(cache=True, nogil=True)
def simulate(  # type: ignore[no-untyped-def]
    first,
    stop,
    k0,
    k1,
    horizon,
    days_per_month,
    place_id,
    floor,
    thresholds,
    kind_of_slot,
    log_survive,
    depth_table,
    hit_start,
    hit_group,
    hit_threshold,
    line_start,
    line_index,
    survive,
    opened,
    owned,
    keep,
    ramp,
    soft,
    growth,
    out,
    offset,
):
    """Simulate scenarios ``first`` … ``stop − 1``; write days of need before private stock to ``out``, from ``offset`` on.

    Shapes: place_id (place); floor (e^−Λ) and kind_of_slot (place·12); thresholds (4, place·3); log_survive (kind);
    depth_table (kind, DEPTH_POINTS); hits in groups of eight minerals, hit_group (hit) and hit_threshold (8, hit), by
    slot in rows hit_start; lines by mineral in rows line_start; survive (kind); opened, owned (variant, line, place);
    keep (variant, line); ramp (PAD + months); soft (variant, line, PAD + months); growth (variant, line, months);
    out (variant, line, scenario), where months is the horizon rounded up to a multiple of RUN.
    Returns the number of scenarios that overflowed.
    """
    groups = place_id.size * 3
    ids = np.empty(groups, np.uint32)
    for q in range(groups):
        ids[q] = uint32(place_id[q // 3] * 4 + q % 3)
    words = np.empty((4, groups), np.uint32)
    marks = np.empty(groups, np.uint8)
    act_slot = np.empty(MOST_ACTS, np.int64)
    act_stream = np.empty(MOST_ACTS, np.uint32)
    act_number = np.empty(MOST_ACTS, np.uint32)
    act_left = np.empty(MOST_ACTS)
    act_words = np.empty((4, MOST_ACTS), np.uint32)
    act_start = np.empty(MOST_ACTS, np.int64)
    act_end = np.empty(MOST_ACTS, np.int64)
    act_depth = np.empty(MOST_ACTS)
    tests = hit_tests(hit_start, hit_group, hit_threshold)
    room = make_hit_room(line_start.size - 1)
    order = np.empty(MOST_ACTS, np.int64)
    months = growth.shape[2]
    lost = np.empty((MOST_ACTS, months))
    lost_owned = np.empty((MOST_ACTS, months))
    left = np.empty((MOST_ACTS, months))
    left_owned = np.empty((MOST_ACTS, months))
    loss = np.empty(months)
    worst = np.empty(months)
    parts = np.empty(RUN)
    variants = opened.shape[0]
    any_owned = owned.max() > 0.0
    overflows = 0
    for v in range(variants):
        for line in range(out.shape[1]):
            for n in range(stop - first):
                out[v, line, offset + n] = 0.0
    for n in range(first, stop):
        acts = draw_acts(
            n,
            k0,
            k1,
            ids,
            place_id,
            floor,
            thresholds,
            words,
            marks,
            act_slot,
            act_stream,
            act_number,
            act_left,
            act_words,
        )
        count = -1
        if acts >= 0:
            count = draw_hits(n, k0, k1, acts, act_slot, act_stream, act_number, tests, room)
        if count < 0:
            overflows += 1
            continue
        for a in range(acts):
            act_start[a] = -1
        for c in range(count):
            m = room.touched[c]
            number = order_acts(
                m,
                horizon,
                act_slot,
                act_words,
                kind_of_slot,
                log_survive,
                depth_table,
                act_start,
                act_end,
                act_depth,
                room,
                order,
            )
            losses_by_act(
                any_owned,
                order,
                number,
                act_slot,
                act_start,
                act_end,
                act_depth,
                kind_of_slot,
                survive,
                ramp,
                lost,
                lost_owned,
                left,
                left_owned,
            )
            for r in range(line_start[m], line_start[m + 1]):
                line = line_index[r]
                for v in range(variants):
                    out[v, line, offset + n - first] = days_per_month * need(
                        v,
                        line,
                        order,
                        number,
                        act_slot,
                        act_start,
                        act_end,
                        opened,
                        owned,
                        keep,
                        soft,
                        growth,
                        lost,
                        lost_owned,
                        loss,
                        worst,
                        parts,
                    )
    return overflows
