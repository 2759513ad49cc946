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
are 0 outside an act, and softening at an age before the act began is 0, which leaves the sums as they are. What is drawn
past the last slot, act or hit to fill a vector is not looked at. Arrays are indexed, never sliced, and lose their owner
for the time of a scenario (:func:`sonae.compute.eights.bare`): references are counted one thread at a time.
"""

from __future__ import annotations

import math
from collections import namedtuple

import numpy as np
from numba import float64, njit, uint32, uint64

from sonae.compute.eights import (
    aligned,
    bare,
    fill,
    first,
    larger,
    load,
    minus,
    plus,
    smaller,
    store,
    times,
    total,
)
from sonae.compute.philox_kernel import philox

__all__ = [
    "ACT", "CAUSE_SLOTS", "DEPTH_POINTS", "HIT", "LEVEL", "MOST_ACTS", "PAD", "RUN", "draw_struck", "hit_tests",
    "losses_by_act", "make_work", "order_hits", "share_lost", "simulate",
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

Work = namedtuple(
    "Work",
    "ids words marks marked act_slot act_stream act_number act_left act_words tests room lost lost_owned left left_owned "
    "loss worst",
)
"""Room for one scenario: :func:`make_work`."""

HitRoom = namedtuple(
    "HitRoom",
    "stream counter words mineral act rows order turn start end depth place kind begin filled struck touched seen shared",
)
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
    n,
    k0,
    k1,
    place_id,
    floor,
    thresholds,
    ids,
    words,
    marks,
    marked,
    act_slot,
    act_stream,
    act_number,
    act_left,
    act_words,
):
    """Draw all acts of scenario ``n`` by slot and number; return how many, −1 on overflow."""
    _first_levels(n, k0, k1, ids, thresholds, words, marks)
    # Groups and acts are written one after the other and kept if they are some: no branch to guess.
    groups = 0
    for group in range(ids.size):
        marked[uint64(groups)] = group
        groups += marks[group] != 0
    most = act_slot.size - 1
    acts = 0
    for g in range(groups):
        q = uint64(marked[g])
        p = q // uint64(3)
        for i in range(4):
            k = (q - p * uint64(3)) * uint64(4) + uint64(i)
            at = uint64(acts)
            act_slot[at] = p * uint64(CAUSE_SLOTS) + k
            act_stream[at] = uint32(uint64(place_id[p]) * uint64(16) + k)
            act_number[at] = uint32(0)
            act_left[at] = 1.0 - _unit(words[i, q])
            acts += words[i, q] < thresholds[i, q]
            if acts > most:
                return -1
    # Each round draws one act a slot; a slot whose next level lies below its rate has an act in the next round.
    first = 0
    while first < acts:
        last = acts
        for b in range(first, last, _LANES):
            for u in range(_LANES):
                at = uint64(b + u)
                b0, b1, b2, b3 = philox(uint32(n), act_stream[at], act_number[at], uint32(ACT), k0, k1)
                act_words[0, at] = b0
                act_words[1, at] = b1
                act_words[2, at] = b2
                act_words[3, at] = b3
        for a in range(first, last):
            slot = act_slot[a]
            still = act_left[a] * _unit(act_words[0, a])
            if still >= floor[slot]:
                if acts == most:
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
def make_hit_room(places, minerals, months):  # type: ignore[no-untyped-def]
    """Reserve the room for one scenario's hits.

    Groups tested: stream, counter (group) and words (4 · group). Hits: mineral (hit), by struck act in rows ``rows``.
    Struck acts: act, start, end, depth, place, kind; ``order`` lists them youngest first. Their numbers by mineral, the
    youngest first: struck (hit) in rows begin (mineral + 1). The others are work space.
    """
    hits = MOST_HITS + (minerals + 7) // 8 * 8
    return HitRoom(
        np.zeros(_ROW, np.uint32), np.zeros(_ROW, np.uint32), np.empty(4 * _ROW, np.uint32), np.empty(hits, np.uint32),
        np.empty(MOST_ACTS + 1, np.int64), np.empty(MOST_ACTS + 1, np.int64), np.empty(MOST_ACTS, np.int64),
        np.empty(months + 1, np.int64), np.empty(MOST_ACTS, np.int64), np.empty(MOST_ACTS, np.int64),
        np.empty(MOST_ACTS), np.empty(MOST_ACTS, np.int64), np.empty(MOST_ACTS, np.int64),
        np.empty(minerals + 1, np.int64), np.empty(minerals, np.int64), np.empty(hits, np.int64),
        np.empty(minerals + 1, np.int64), np.zeros(places, np.int64),
        np.empty(MOST_ACTS, np.bool_),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def draw_hits(n, k0, k1, acts, act_slot, act_stream, act_number, tests, room):  # type: ignore[no-untyped-def]
    """Draw which minerals the acts hit; return the number of acts that hit something, −1 on overflow.

    Writes ``act``, ``mineral`` and ``rows`` of the room.
    """
    stream, counter, words = room.stream, room.counter, room.words
    size = 0
    for a in range(acts):
        slot = uint64(act_slot[a])
        if size + tests.group_start[slot + uint64(1)] - tests.group_start[slot] > MOST_HITS:
            return -1
        for h in range(tests.group_start[slot], tests.group_start[slot + uint64(1)]):
            stream[uint64(size)] = act_stream[uint64(a)]
            counter[uint64(size)] = act_number[uint64(a)] * uint32(8) + tests.group[uint64(h)]
            size += 1
    for f in range((size + _LANES - 1) // _LANES * _LANES):
        c0, c1, c2, c3 = philox(uint32(n), stream[f], counter[f], uint32(HIT), k0, k1)
        words[f] = c0
        words[_ROW + f] = c1
        words[2 * _ROW + f] = c2
        words[3 * _ROW + f] = c3
    # A hit is written for every test and kept if it is one: no branch to guess.
    mineral, act, rows = room.mineral, room.act, room.rows
    hits = 0
    first = 0
    struck = 0
    for a in range(acts):
        slot = uint64(act_slot[a])
        rows[struck] = hits
        act[struck] = a
        for e in range(tests.test_start[slot], tests.test_start[slot + uint64(1)]):
            m = tests.test_mineral[uint64(e)]
            word = words[uint64(first) + tests.test_word[uint64(e)]]
            half = (word >> (uint32(16) * (m & uint32(1)))) & uint32(0xFFFF)
            mineral[uint64(hits)] = m
            hits += half < tests.test_threshold[uint64(e)]
        if hits > MOST_HITS:
            return -1
        struck += hits > rows[struck]
        first += tests.group_start[slot + uint64(1)] - tests.group_start[slot]
    rows[struck] = hits
    return struck


@njit(cache=True, nogil=True)
def settle(struck, horizon, act_slot, act_words, kind_of_slot, log_survive, depth_table, room):  # type: ignore[no-untyped-def]
    """Turn the words of the acts that hit something into place, kind, start, end and depth."""
    for j in range(struck):
        a = uint64(room.act[j])
        slot = act_slot[a]
        kind = kind_of_slot[uint64(slot)]
        start = int(_unit(act_words[1, a]) * horizon)
        months = 1.0 + math.floor(math.log(_unit(act_words[2, a])) / log_survive[uint64(kind)])
        x = _unit(act_words[3, a]) * (DEPTH_POINTS - 1)
        cell = int(x)
        low = depth_table[uint64(kind), uint64(cell)]
        room.place[j] = slot // CAUSE_SLOTS
        room.kind[j] = kind
        room.start[j] = start
        room.end[j] = horizon if months >= horizon - start else start + int(months)
        room.depth[j] = low + (depth_table[uint64(kind), uint64(cell + 1)] - low) * (x - cell)


@njit(cache=True, nogil=True)
def order_hits(struck, horizon, room):  # type: ignore[no-untyped-def]
    """List the acts by the mineral that they hit, the youngest first; return how many minerals are touched.

    Of acts that start in the same month the later drawn comes first. All acts are sorted once, by counting, and then
    dealt out to the minerals.
    """
    order, turn, begin, filled, mineral, rows = room.order, room.turn, room.begin, room.filled, room.mineral, room.rows
    for t in range(horizon + 1):
        turn[t] = 0
    for j in range(struck):
        turn[uint64(room.start[j])] += 1
    after = 0
    for t in range(horizon - 1, -1, -1):
        after += turn[uint64(t)]
        turn[uint64(t)] = after
    for j in range(struck):
        turn[uint64(room.start[j])] -= 1
        order[uint64(turn[uint64(room.start[j])])] = j
    minerals = filled.size
    for m in range(minerals):
        filled[m] = 0
    for i in range(rows[struck]):
        filled[uint64(mineral[i])] += 1
    count = 0
    hits = 0
    for m in range(minerals):
        room.touched[uint64(count)] = m
        count += filled[m] > 0
        begin[m] = hits
        hits += filled[m]
        filled[m] = begin[m]
    begin[minerals] = hits
    for i in range(struck):
        j = uint64(order[i])
        for h in range(rows[j], rows[j + uint64(1)]):
            m = uint64(mineral[uint64(h)])
            room.struck[uint64(filled[m])] = j
            filled[m] += 1
    return count


@njit(cache=True, nogil=True, inline="always")
def losses_by_act(any_owned, begin, number, room, survive, ramp, lost, lost_owned, left, left_owned):  # type: ignore[no-untyped-def]
    """Write the part of their place's loss by month that ``number`` acts from ``begin`` on have, the youngest first.

    A place that several acts strike loses 1 − Π(1 − x): each act takes its x of what the younger ones have left.
    ``lost`` is for supply that nobody at home owns, ``lost_owned`` for equity-owned supply, which survives in part; both
    have a row an act, written in the runs in which it lasts.
    """
    months = lost.shape[1]
    for i in range(number):
        row = uint64(i * months)
        j = uint64(room.struck[uint64(begin + i)])
        start, end, p = room.start[j], room.end[j], uint64(room.place[j])
        from_run, to_run = start // RUN, (end + RUN - 1) // RUN
        depth = fill(room.depth[j])
        part = fill(1.0 - survive[uint64(room.kind[j])])
        for c in range(from_run, to_run):
            at = row + uint64(c * RUN)
            x = first(end - c * RUN, times(depth, load(ramp, uint64(c * RUN - start + PAD))))
            store(lost, at, x)
            if any_owned:
                store(lost_owned, at, times(x, part))
        # ``seen`` is never cleared: it is believed if it points to an act of this list that struck this place.
        z = room.seen[p]
        if not (begin <= z < begin + i and uint64(room.place[uint64(room.struck[uint64(z)])]) == p):
            room.seen[p] = begin + i
            room.shared[uint64(i)] = False
            continue
        # The row of the youngest act of a place keeps what is left of the place.
        young = uint64(z - begin)
        if not room.shared[young]:
            room.shared[young] = True
            k = uint64(room.struck[uint64(z)])
            _leave(room.start[k], room.end[k], young * uint64(months), lost, left)
            if any_owned:
                _leave(room.start[k], room.end[k], young * uint64(months), lost_owned, left_owned)
        _take(from_run, to_run, row, young * uint64(months), lost, left)
        if any_owned:
            _take(from_run, to_run, row, young * uint64(months), lost_owned, left_owned)


@njit(cache=True, nogil=True, inline="always")
def _leave(start, end, row, lost, left):  # type: ignore[no-untyped-def]
    """Write what an act, the youngest of its place, leaves of the place; ``row`` is the flat index of its row."""
    one = fill(1.0)
    for c in range(left.shape[1] // RUN):
        store(left, row + uint64(c * RUN), one)
    for c in range(start // RUN, (end + RUN - 1) // RUN):
        at = row + uint64(c * RUN)
        store(left, at, minus(one, load(lost, at)))


@njit(cache=True, nogil=True, inline="always")
def _take(from_run, to_run, row, young, lost, left):  # type: ignore[no-untyped-def]
    """Give the act of row ``row`` its part of what row ``young`` has left of the place, and leave the rest."""
    for c in range(from_run, to_run):
        at = row + uint64(c * RUN)
        rest = young + uint64(c * RUN)
        x = load(lost, at)
        store(lost, at, times(load(left, rest), x))
        store(left, rest, times(load(left, rest), minus(fill(1.0), x)))


@njit(cache=True, nogil=True, inline="always")
def share_lost(v, line, begin, number, room, opened, owned, keep, soft, lost, lost_owned, loss, worst):  # type: ignore[no-untyped-def]
    """Write the share of consumption that a line lacks in variant ``v`` to ``worst``; return the runs of months written.

    Each month counts the worst over «the acts no older than A, softened at age A», the acts taken youngest first: an
    old small shock does not soften a new one, and one more act never lowers the need.
    """
    months = lost.shape[1]
    from_run = months // RUN
    to_run = 0
    for i in range(number):
        j = uint64(room.struck[uint64(begin + i)])
        p = uint64(room.place[j])
        if opened[v, line, p] + owned[v, line, p] > 0.0:
            from_run = min(from_run, room.start[j] // RUN)
            to_run = max(to_run, (room.end[j] + RUN - 1) // RUN)
    for c in range(from_run, to_run):
        store(loss, uint64(c * RUN), fill(0.0))
        store(worst, uint64(c * RUN), fill(0.0))
    kept = fill(keep[v, line])
    eased_by = (v * soft.shape[1] + line) * soft.shape[2] + PAD
    for i in range(number):
        j = uint64(room.struck[uint64(begin + i)])
        p = uint64(room.place[j])
        a0, a1 = opened[v, line, p], owned[v, line, p]
        if a0 + a1 <= 0.0:
            continue
        start = room.start[j]
        for c in range(start // RUN, (room.end[j] + RUN - 1) // RUN):
            t = uint64(c * RUN)
            at = uint64(i * months + c * RUN)
            whole = load(loss, t)
            if a1 > 0.0:
                whole = plus(whole, times(fill(a1), load(lost_owned, at)))
            whole = plus(whole, times(fill(a0), load(lost, at)))
            store(loss, t, whole)
            eased = minus(times(smaller(whole, fill(1.0)), kept), load(soft, uint64(eased_by + c * RUN - start)))
            store(worst, t, larger(eased, load(worst, t)))
    return from_run, to_run


@njit(cache=True, nogil=True, inline="always")
def need(from_run, to_run, v, line, growth, worst):  # type: ignore[no-untyped-def]
    """Sum of monthly need of a line in variant ``v``, in months of consumption."""
    parts = fill(0.0)
    row = (v * growth.shape[1] + line) * growth.shape[2]
    for c in range(from_run, to_run):
        parts = plus(parts, times(load(worst, uint64(c * RUN)), load(growth, uint64(row + c * RUN))))
    return total(parts)


@njit(cache=True, nogil=True)
def make_work(place_id, minerals, months, tests):  # type: ignore[no-untyped-def]
    """Reserve the room for one scenario; every task has its own."""
    groups = place_id.size * 3
    ids = np.empty(groups, np.uint32)
    for q in range(groups):
        ids[q] = uint32(place_id[q // 3] * 4 + q % 3)
    shape = (MOST_ACTS, months)
    size = MOST_ACTS * months
    return Work(
        ids, np.empty((4, groups), np.uint32), np.empty(groups, np.uint8), np.empty(groups + 1, np.int64),
        np.empty(MOST_ACTS + 1, np.int64), np.zeros(MOST_ACTS + _LANES, np.uint32),
        np.zeros(MOST_ACTS + _LANES, np.uint32), np.empty(MOST_ACTS + 1), np.empty((4, MOST_ACTS + _LANES), np.uint32),
        tests, make_hit_room(place_id.size, minerals, months), aligned(size).reshape(shape),
        aligned(size).reshape(shape), aligned(size).reshape(shape), aligned(size).reshape(shape), aligned(months),
        aligned(months),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def draw_struck(n, k0, k1, horizon, place_id, floor, thresholds, kind_of_slot, log_survive, depth_table, work):  # type: ignore[no-untyped-def]
    """Draw the acts of scenario ``n`` that hit something into ``work.room``; return how many, −1 on overflow."""
    w = bare(work)
    acts = draw_acts(
        n, k0, k1, place_id, floor, thresholds, w.ids, w.words, w.marks, w.marked, w.act_slot, w.act_stream,
        w.act_number, w.act_left, w.act_words,
    )  # fmt: skip
    if acts < 0:
        return -1
    struck = draw_hits(n, k0, k1, acts, w.act_slot, w.act_stream, w.act_number, w.tests, w.room)
    if struck > 0:
        settle(struck, horizon, w.act_slot, w.act_words, kind_of_slot, log_survive, depth_table, w.room)
    return struck


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
    for v in range(out.shape[0]):
        for line in range(out.shape[1]):
            for n in range(stop - first):
                out[v, line, offset + n] = 0.0
    work = make_work(place_id, line_start.size - 1, growth.shape[2], hit_tests(hit_start, hit_group, hit_threshold))
    return _simulate(
        first, stop, k0, k1, horizon, days_per_month, place_id, floor, thresholds, kind_of_slot, log_survive, depth_table,
        line_start, line_index, survive, opened, owned, keep, ramp, soft, growth, out, offset, work,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _simulate(  # type: ignore[no-untyped-def]
    first, stop, k0, k1, horizon, days_per_month, place_id, floor, thresholds, kind_of_slot, log_survive, depth_table,
    line_start, line_index, survive, opened, owned, keep, ramp, soft, growth, out, offset, work,
):  # fmt: skip
    """Do the work of :func:`simulate`, which keeps the arrays while this one uses them without counting references."""
    w = bare(work)
    survive, opened, owned, keep = bare(survive), bare(opened), bare(owned), bare(keep)
    ramp, soft, growth, out = bare(ramp), bare(soft), bare(growth), bare(out)
    any_owned = owned.max() > 0.0
    overflows = 0
    for n in range(first, stop):
        struck = draw_struck(n, k0, k1, horizon, place_id, floor, thresholds, kind_of_slot, log_survive, depth_table, w)
        if struck < 0:
            overflows += 1
            continue
        for c in range(order_hits(struck, horizon, w.room)):
            m = w.room.touched[c]
            begin = w.room.begin[m]
            number = w.room.begin[m + 1] - begin
            losses_by_act(any_owned, begin, number, w.room, survive, ramp, w.lost, w.lost_owned, w.left, w.left_owned)
            for r in range(line_start[m], line_start[m + 1]):
                line = line_index[r]
                for v in range(opened.shape[0]):
                    from_run, to_run = share_lost(
                        v, line, begin, number, w.room, opened, owned, keep, soft, w.lost, w.lost_owned, w.loss, w.worst
                    )
                    out[v, line, offset + n - first] = days_per_month * need(from_run, to_run, v, line, growth, w.worst)
    return overflows
