"""The compiled simulation of stocks: the rules of :mod:`.model` for many scenarios side by side.

The months are worked off for ``LANES`` scenarios at once. Noise moves in every one of them, in loops that the compiler
turns into wide registers. All else is rare: supply is lost in a tenth of the months of a material, and budgets are used
up for most of a year. What is lost is a list by material and month, taken lane by lane; purchases are looked at only while
some lane has money; private and joint stock are brought up to date when they are called on.

:mod:`.reference` is the same law in plain numpy, equal to 1e-9. Importing this module loads numba.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np
from numba import int64, njit, uint32, uint64

from sonae.compute.eights import bare, fill, larger, load, minus, over, plus, smaller, store, times
from sonae.stockpile.simulation.acts import Hazards, lost_of_scenario, make_scratch
from sonae.stockpile.simulation.noise import COMMON, NOISE, TENDER
from sonae.stockpile.simulation.noise_kernel import LANES, draw_words, move_noise, raise_eights, share_shock
from sonae.stockpile.simulation.packing import COVER_BINS, RULES
from sonae.stockpile.simulation.tallies import (
    BINS,
    COARSE,
    HELD,
    OCTAVES,
    PARTS,
    PROCEEDS,
    ROTATED,
    SHORT,
    SHORT_YEN,
    SPENT,
    STEPS_AN_OCTAVE,
    Counts,
    Sums,
    add_moves,
    add_up_changes,
    bin_of_cover,
    count_scenarios,
)

__all__ = [
    "BINS", "COARSE", "COVER_BINS", "FIELDS", "LANES", "LEAF", "OCTAVES", "PARTS", "RULES", "STEPS_AN_OCTAVE", "Counts", "Hazards",
    "Law", "Stocks", "Sums", "simulate",
]  # fmt: skip

LEAF = 4096
"""Scenarios that are added up together, by global index."""
ROUNDING = 1e-9
"""Release, shortage and want below this share of a month of consumption are rounding."""

FIELDS = (
    "lost", "need", "called", "release", "shortage", "purchase", "spend", "rotated", "stock", "private", "joint",
)  # fmt: skip

Stocks = namedtuple("Stocks", "stream rules reference slopes offsets budgets discount scale")
"""Arrays of the stock model: rules (material, RULES), reference consumption by month (material, month), impact steps,
budgets by year, discount factors by month, scale of the histograms."""

(
    PRICE_OF, START, TARGET, FLOOR, CAP, BUY_CAP, WINDOW, PRIVATE_FULL, PRIVATE_REFILL, JOINT_FULL, JOINT_REFILL, SHELF,
    COVER_SCALE,
) = range(len(RULES))  # fmt: skip

Law = namedtuple(
    "Law",
    "demand_rho demand_sigma price_rho price_common price_own halvings scarcity failed value curve holding keep_of_sale "
    "rotation",
)
"""Numbers of the processes and costs."""

# Rows of lanes. Offsets are unsigned, so that no index needs the check for counting from the end.
_WIDE = np.uint64(LANES)
_LOW = np.uint32(0xFFFF)
_ROW = [np.uint64(row * LANES) for row in range(9)]
STOCK, LAST_LOST, LAST_RELEASE, PRIVATE, JOINT, INTO, OUT_OF, DEMAND, LOG_PRICE = _ROW
ROWS = np.uint64(9 * LANES)
"""State of one material. LAST_LOST and LAST_RELEASE are months; PRIVATE and JOINT are as at the end of LAST_LOST; INTO and
OUT_OF, all tonnes in and out so far, are kept for materials with a shelf life."""
PART_ROWS = np.uint64(6 * LANES)
WANT, BUY, SPEND, MONEY, TURNED, DEMANDED, MARKET = _ROW[:7]
CALLED, LOST, OUT, MISSED = _ROW[:4]
WORK = 7 * LANES
"""Of one material and month."""
LEFT, BINDS = _ROW[:2]
"""Budget left in the year, and whether it was felt."""

Room = namedtuple(
    "Room",
    "start lane share cell_drawn lane_drawn share_drawn at words common_words tenders drawn shared shocks rows parts work "
    "commons watch watched into slot bins moves hold",
)
"""Room for a block of lanes. What is lost: lane and share (entry), those of cell c = material · months + month from start[c]
to start[c + 1]; the same as drawn, lane by lane. at: the lanes that are worked on, then places in it. words, tenders
(material, 4 rows), drawn (material): the months that tenders hold; rows (material, ROWS); parts (material, PARTS, LANES);
watch: the lanes, ``watched[0]`` of them, whose budget is not used up or was not felt yet; into (shelf-life material, month,
LANES), slot (material): its place there; bins (material, LANES) of cover; moves: (material, month, COVER_BINS + 1): lanes
that came into a bin of cover less those that left it, for a leaf; hold (month): discount factors from the month on, summed."""


@njit(cache=True, nogil=True)
def _make_room(stocks):  # type: ignore[no-untyped-def]
    materials, months = stocks.reference.shape
    entries = materials * months * LANES
    slot = np.full(materials, -1)
    aging = 0
    for m in range(materials):
        if stocks.rules[m, SHELF] > 0:
            slot[m] = aging
            aging += 1
    hold = stocks.discount.copy()
    for t in range(months - 2, -1, -1):
        hold[t] += hold[t + 1]
    return Room(
        np.zeros(materials * months + 2, np.int32), np.empty(entries, np.int32), np.empty(entries),
        np.empty(entries, np.int32), np.empty(entries, np.int32), np.empty(entries), np.empty(3 * LANES, np.uint64),
        np.empty(materials * 4 * LANES, np.uint32), np.empty(4 * LANES, np.uint32),
        np.empty(materials * 4 * LANES, np.uint32), np.empty(materials, np.int64), np.empty(LANES),
        np.empty(2 * LANES, np.float32), np.empty(materials * int64(ROWS)),
        np.empty(materials * int64(PART_ROWS)), np.zeros(WORK), np.empty(2 * LANES), np.empty(LANES, np.uint64),
        np.zeros(1, np.int64), np.empty(aging * months * LANES), slot, np.empty(materials * LANES, np.uint8),
        np.zeros((materials, months, COVER_BINS + 1), np.int16), hold,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _begin(lanes, leaf, law, rules, room, months):  # type: ignore[no-untyped-def]
    """Set the rows of lanes to the start of a scenario."""
    rows, parts = room.rows, room.parts
    rows[:] = 0.0
    parts[:] = 0.0
    room.drawn[:] = -1
    for m in range(rules.shape[0]):
        b, p = uint64(m) * ROWS, uint64(m) * PART_ROWS
        start = rules[m, START]
        place = bin_of_cover(start, rules[m, COVER_SCALE])
        held = rules[m, PRICE_OF] * law.holding * room.hold[0] * start
        for j in range(uint64(_WIDE)):
            rows[b + STOCK + j] = start
            rows[b + INTO + j] = start
            rows[b + LAST_LOST + j] = -1.0
            rows[b + LAST_RELEASE + j] = -np.inf
            rows[b + PRIVATE + j] = rules[m, PRIVATE_FULL]
            rows[b + JOINT + j] = rules[m, JOINT_FULL]
            parts[p + HELD + j] = held
            room.bins[uint64(m) * _WIDE + j] = place
        months[leaf, m, 0, 0] += lanes * start
        room.moves[m, 0, place] += lanes


@njit(cache=True, nogil=True)
def _list_losses(first, lanes, k0, k1, horizon, any_owned, hazards, scratch, room, months):  # type: ignore[no-untyped-def]
    """List what is lost of every lane by material and month; return the scenarios that overflowed."""
    line, month, found_share = scratch.line, scratch.month, scratch.share
    start, cell_of, lane_of, share_of, lane, share = (
        room.start, room.cell_drawn, room.lane_drawn, room.share_drawn, room.lane, room.share,
    )  # fmt: skip
    overflows, entries = 0, 0
    for cell in range(start.size):
        start[cell] = 0
    for now in range(lanes):
        found = lost_of_scenario(first + now, k0, k1, horizon, any_owned, months, hazards, scratch)
        if found < 0:
            overflows += 1
        for i in range(found):
            cell = line[i] * months + month[i]
            cell_of[entries] = cell
            lane_of[entries] = now
            share_of[entries] = found_share[i]
            start[cell + 2] += 1
            entries += 1
    for cell in range(2, start.size):
        start[cell] += start[cell - 1]
    for i in range(entries):
        place = start[cell_of[i] + 1]
        start[cell_of[i] + 1] = place + 1
        lane[place] = lane_of[i]
        share[place] = share_of[i]
    return overflows


@njit(cache=True, nogil=True)
def _month_words(n, k0, k1, t, stream, common_words, words):  # type: ignore[no-untyped-def]
    """Draw the noise of four months to come."""
    draw_words(n, k0, k1, uint32(0), uint32(t // 4), uint32(COMMON), common_words, uint64(0))
    for m in range(stream.size):
        draw_words(n, k0, k1, stream[m], uint32(t // 4), uint32(NOISE), words, uint64(m) * uint64(4) * _WIDE)


@njit(cache=True, nogil=True)
def _watch(number, watch, watched, commons):  # type: ignore[no-untyped-def]
    """Keep of the first ``number`` lanes of ``watch`` those whose budget is not used up or was not felt yet."""
    kept = 0
    for i in range(number):
        j = watch[i]
        watch[kept] = j
        kept += 1 if commons[LEFT + j] > 0.0 or commons[BINDS + j] == 0.0 else 0
    watched[0] = kept


@njit(cache=True, nogil=True, inline="always")
def _refilled(held, refill, full, calm):  # type: ignore[no-untyped-def]
    """Stock of others after ``calm`` months in which nothing was lost (rule 5)."""
    held = held + refill * calm
    return held if held < full else full


@njit(cache=True, nogil=True, inline="always")
def _rebin(m, t, j, stock, scale, bins, moves):  # type: ignore[no-untyped-def]
    """Move a lane to the bin of the days of cover of its stock."""
    place = uint64(m) * _WIDE + j
    now = bin_of_cover(stock, scale)
    moves[m, t, bins[place]] -= 1
    moves[m, t, now] += 1
    bins[place] = now


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _draw_on_others(m, t, number, entry, lanes, share, month, rules, rows, at, work, traced):  # type: ignore[no-untyped-def]
    """Cover what lanes need from private and joint stock; list the lanes that call on the national stock, return how many.

    ``number`` lanes from ``entry`` on; DEMANDED holds their demand noise. Without branches, as nobody can foretell them.
    """
    b = uint64(m) * ROWS
    private_full, private_refill = rules[m, PRIVATE_FULL], rules[m, PRIVATE_REFILL]
    joint_full, joint_refill = rules[m, JOINT_FULL], rules[m, JOINT_REFILL]
    calling = 0
    for i in range(number):
        u, j = uint64(i), uint64(lanes[entry + i])
        lost, demand = share[entry + i], work[DEMANDED + u] * month
        need = lost * demand
        calm = t - 1 - rows[b + LAST_LOST + j]
        private = _refilled(rows[b + PRIVATE + j], private_refill, private_full, calm)
        given = need if need < private else private
        rest = need - given
        joint = _refilled(rows[b + JOINT + j], joint_refill, joint_full, calm)
        lent = rest if rest < joint else joint
        called = rest - lent
        rows[b + PRIVATE + j] = private - given
        rows[b + JOINT + j] = joint - lent
        rows[b + LAST_LOST + j] = t
        at[calling] = j
        place = uint64(calling)
        work[CALLED + place] = called
        work[LOST + place] = lost
        work[DEMANDED + place] = demand
        calling += 1 if called > 0.0 else 0
        if traced.size > 0:
            lane = int64(j)
            traced[0, m, t, lane] = lost
            traced[1, m, t, lane] = need
            traced[2, m, t, lane] = called
    return calling


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _release(number, base, floor, cap, least, rows, at, work):  # type: ignore[no-untyped-def]
    """Release to the lanes that call, and list after them in ``at`` whose stock gives and who misses; return how many do."""
    giving, missing = 0, 0
    for i in range(number):
        u, j = uint64(i), at[i]
        called = work[CALLED + u]
        free = rows[base + STOCK + j] - floor
        free = free if free > 0.0 else 0.0
        out = called if called < free else free
        out = out if out < cap else cap
        out = out if out > least else 0.0
        missed = called - out
        missed = missed if missed > least else 0.0
        work[OUT + u] = out
        work[MISSED + u] = missed
        at[_WIDE + uint64(giving)] = u
        giving += 1 if out > 0.0 else 0
        at[_WIDE + _WIDE + uint64(missing)] = u
        missing += 1 if missed > 0.0 else 0
    return giving, missing


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _meet_losses(  # type: ignore[no-untyped-def]
    m,
    t,
    leaf,
    factor,
    rest_of_time,
    law,
    rules,
    reference,
    start,
    lanes,
    share,
    rows,
    parts,
    at,
    work,
    bins,
    months,
    years,
    moves,
    out_month,
    traced,
):
    """All lanes that lose supply of a material in a month (rules 1 and 3).

    Private stock covers need first, then joint stock, then the national stock by tight-supply release; the rest is
    missing. Arrays come one by one: to take one out of a tuple counts references, which costs more than the work.
    """
    b, p = uint64(m) * ROWS, uint64(m) * PART_ROWS
    cell = m * reference.shape[1] + t
    first, number = start[cell], start[cell + 1] - start[cell]
    month, least = reference[m, t], ROUNDING * reference[m, 0]
    for i in range(number):
        work[DEMANDED + uint64(i)] = rows[b + DEMAND + uint64(lanes[first + i])]
    raise_eights(work, DEMANDED, number, law.halvings)
    number = _draw_on_others(m, t, number, first, lanes, share, month, rules, rows, at, work, traced)
    giving, missing = _release(number, b, rules[m, FLOOR], rules[m, CAP], least, rows, at, work)
    price = rules[m, PRICE_OF]
    missed_in_all = 0.0
    for i in range(missing):
        u = at[_WIDE + _WIDE + uint64(i)]
        j, missed = at[u], work[MISSED + u]
        parts[p + SHORT + j] += missed
        worth = law.value + law.curve * missed / work[DEMANDED + u]
        parts[p + SHORT_YEN + j] += price * factor * missed * worth
        missed_in_all += missed
        if traced.size > 0:
            traced[4, m, t, int64(j)] = missed
    months[leaf, m, t, 1] += missed_in_all
    out_month[m, t] += missing
    for i in range(giving):
        work[MARKET + uint64(i)] = rows[b + LOG_PRICE + at[at[_WIDE + uint64(i)]]]
    raise_eights(work, MARKET, giving, law.halvings)
    held_a_tonne, scale, out_in_all = price * law.holding * rest_of_time, rules[m, COVER_SCALE], 0.0
    aging = rules[m, SHELF] > 0
    for i in range(giving):
        u = at[_WIDE + uint64(i)]
        j, out = at[u], work[OUT + u]
        stock = rows[b + STOCK + j] - out
        rows[b + STOCK + j] = stock
        if aging:
            rows[b + OUT_OF + j] += out
        rows[b + LAST_RELEASE + j] = t
        market = price * (1.0 + law.scarcity * work[LOST + u]) * work[MARKET + uint64(i)]
        parts[p + PROCEEDS + j] += factor * law.keep_of_sale * market * out
        parts[p + HELD + j] -= held_a_tonne * out
        out_in_all += out
        _rebin(m, t, j, stock, scale, bins, moves)
        if traced.size > 0:
            traced[3, m, t, int64(j)] = out
    months[leaf, m, t, 0] -= out_in_all
    years[leaf, m, t // 12, 1] += out_in_all


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _list_wants(t, b, target, least, cap, window, watch, number, rows, at, work):  # type: ignore[no-untyped-def]
    """List the watched lanes that would buy if money were no matter, with their tonnes; return how many (rule 4).

    Nothing where supply is short or a release is recent.
    """
    now = float(t)
    wanting = 0
    for i in range(number):
        j = watch[i]
        want = target - rows[b + STOCK + j]
        want = want if want < cap else cap
        allowed = (want > least) & (rows[b + LAST_LOST + j] < now) & (now - rows[b + LAST_RELEASE + j] > window)
        at[wanting] = j
        work[WANT + uint64(wanting)] = want
        wanting += 1 if allowed else 0
    return wanting


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _without_failed(number, words, row, shift, failed, at, work):  # type: ignore[no-untyped-def]
    """Keep of the lanes that want to buy those whose tender does not fail; return how many."""
    kept = 0
    for i in range(number):
        j = at[i]
        half = (words[row + j] >> shift) & _LOW
        at[kept] = j
        work[WANT + uint64(kept)] = work[WANT + uint64(i)]
        kept += 1 if half >= failed else 0
    return kept


@njit(cache=True, nogil=True, inline="always")
def _afford(slopes, offsets, m, price, number, work):  # type: ignore[no-untyped-def]
    """Buy what the budget allows, eight lanes at a time; what follows the last lane in its eight is not looked at.

    A purchase q costs price · max_k(slope_k · q + offset_k), a convex curve of straight pieces, so that money b buys
    min_k((b / price − offset_k) / slope_k).
    """
    nothing = fill(0.0)
    for c in range(uint64(0), uint64(number), uint64(8)):
        market = times(load(work, MARKET + c), fill(price))
        money = over(load(work, MONEY + c), market)
        tonnes, cost = load(work, WANT + c), nothing
        for k in range(slopes.size):
            most = over(minus(money, fill(offsets[m, k])), fill(slopes[k]))
            tonnes = smaller(larger(most, nothing), tonnes)
        for k in range(slopes.size):
            cost = larger(plus(times(fill(slopes[k]), tonnes), fill(offsets[m, k])), cost)
        store(work, BUY + c, tonnes)
        store(work, SPEND + c, times(cost, market))


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _buy(  # type: ignore[no-untyped-def]
    n,
    k0,
    k1,
    m,
    t,
    leaf,
    factor,
    rest_of_time,
    budget,
    law,
    stream,
    rules,
    reference,
    slopes,
    offsets,
    tenders,
    drawn,
    watch,
    watched,
    rows,
    parts,
    at,
    work,
    commons,
    bins,
    months,
    years,
    moves,
    traced,
):
    """Buy what is wanted, where the tender does not fail and as far as the budget goes (rule 4)."""
    b, p = uint64(m) * ROWS, uint64(m) * PART_ROWS
    price, least, number = rules[m, PRICE_OF], ROUNDING * reference[m, 0], watched[0]
    number = _list_wants(
        t, b, rules[m, TARGET], least, rules[m, BUY_CAP], rules[m, WINDOW], watch, number, rows, at, work
    )
    if number > 0 and law.failed > 0:
        row = uint64(m) * uint64(4) * _WIDE
        if drawn[m] != t // 8:
            draw_words(n, k0, k1, stream[m], uint32(t // 8), uint32(TENDER), tenders, row)
            drawn[m] = t // 8
        row += uint64((t % 8) // 2) * _WIDE
        number = _without_failed(number, tenders, row, uint32(16 * (t % 2)), law.failed, at, work)
    if number == 0:
        return
    for i in range(number):
        u, j = uint64(i), at[i]
        work[MONEY + u] = commons[LEFT + j]
        work[MARKET + u] = rows[b + LOG_PRICE + j]
    raise_eights(work, MARKET, number, law.halvings)
    _afford(slopes, offsets, m, price, number, work)
    held_a_tonne, scale, ended = price * law.holding * rest_of_time, rules[m, COVER_SCALE], False
    aging, tonnes, yen = rules[m, SHELF] > 0, 0.0, 0.0
    for i in range(number):
        u, j = uint64(i), at[i]
        bought, left = work[BUY + u], commons[LEFT + j]
        spend = work[SPEND + u] if work[SPEND + u] < left else left
        left = left - spend
        left = left if left > ROUNDING * budget else 0.0
        commons[LEFT + j] = left
        if bought < work[WANT + u]:
            commons[BINDS + j] = 1.0
        ended |= left == 0.0
        if bought > 0.0:
            stock = rows[b + STOCK + j] + bought
            rows[b + STOCK + j] = stock
            if aging:
                rows[b + INTO + j] += bought
            parts[p + SPENT + j] += factor * spend
            parts[p + HELD + j] += held_a_tonne * bought
            tonnes += bought
            yen += spend
            _rebin(m, t, j, stock, scale, bins, moves)
            if traced.size > 0:
                traced[5, m, t, int64(j)] = bought
                traced[6, m, t, int64(j)] = spend
    months[leaf, m, t, 0] += tonnes
    years[leaf, m, t // 12, 0] += tonnes
    years[leaf, m, t // 12, 2] += yen
    if ended:
        _watch(watched[0], watch, watched, commons)


@njit(cache=True, nogil=True, error_model="numpy")
def _turn_over(m, t, factor, rules, law, first, rows, parts, work, into):  # type: ignore[no-untyped-def]
    """Exchange what is past its shelf life for fresh (rule 5).

    Oldest first goes out, so that cumulative tonnes in and out say what is left of any month's tonnes. The stock at the
    start has ages spread evenly over the shelf life.
    """
    b, p = uint64(m) * ROWS, uint64(m) * PART_ROWS
    age = int64(rules[m, SHELF])
    money = factor * rules[m, PRICE_OF] * law.rotation
    if t < age:
        begun = rules[m, START] * (t + 1) / age
        for j in range(uint64(_WIDE)):
            old = begun - rows[b + OUT_OF + j]
            work[TURNED + j] = old if old > 0.0 else 0.0
    else:
        past = uint64(first + t - age) * _WIDE
        for j in range(uint64(_WIDE)):
            old = into[past + j] - rows[b + OUT_OF + j]
            work[TURNED + j] = old if old > 0.0 else 0.0
    now = uint64(first + t) * _WIDE
    for j in range(uint64(_WIDE)):
        turned = work[TURNED + j]
        rows[b + OUT_OF + j] += turned
        rows[b + INTO + j] += turned
        parts[p + ROTATED + j] += money * turned
        into[now + j] = rows[b + INTO + j]


@njit(cache=True, nogil=True)
def _write_down(m, t, rules, rows, work, traced):  # type: ignore[no-untyped-def]
    """Write down a month of all lanes: the rows of FIELDS that losses and purchases have not written."""
    for lane in range(LANES):
        j = uint64(lane)
        b = uint64(m) * ROWS + j
        calm = t - rows[b + LAST_LOST]
        traced[7, m, t, lane] = work[TURNED + j] if rules[m, SHELF] > 0 else 0.0
        traced[8, m, t, lane] = rows[b + STOCK]
        traced[9, m, t, lane] = _refilled(rows[b + PRIVATE], rules[m, PRIVATE_REFILL], rules[m, PRIVATE_FULL], calm)
        traced[10, m, t, lane] = _refilled(rows[b + JOINT], rules[m, JOINT_REFILL], rules[m, JOINT_FULL], calm)


@njit(cache=True, nogil=True)
def _run_lanes(n, k0, k1, leaf, lanes, stocks, law, room, sums, counts, traced):  # type: ignore[no-untyped-def]
    """Work off all months of a block of lanes whose losses are listed."""
    stocks, room, sums, counts, traced = bare(stocks), bare(room), bare(sums), bare(counts), bare(traced)
    stream, rules, reference, budgets = stocks.stream, stocks.rules, stocks.reference, stocks.budgets
    slopes, offsets, discount, hold = stocks.slopes, stocks.offsets, stocks.discount, room.hold
    start, lanes_of, share, at, shocks = room.start, room.lane, room.share, room.at, room.shocks
    words, common_words, tenders, drawn = room.words, room.common_words, room.tenders, room.drawn
    shared, rows, parts, work, commons = room.shared, room.rows, room.parts, room.work, room.commons
    watch, watched = room.watch, room.watched
    into, slot, bins, monthly, yearly = room.into, room.slot, room.bins, sums.months, sums.years
    moves, out_month, binds = room.moves, counts.out_month, counts.binds
    materials, months = reference.shape
    for t in range(months):
        factor = discount[t]
        budget = budgets[t // 12] if budgets.size > 0 else 0.0
        if t % 12 == 0:
            for j in range(uint64(_WIDE)):
                commons[LEFT + j] = budget if budgets.size > 0 else np.inf
                commons[BINDS + j] = 0.0
                watch[j] = j
            _watch(lanes, watch, watched, commons)
        if t % 4 == 0:
            _month_words(n, k0, k1, t, stream, common_words, words)
        share_shock(common_words, uint64(t % 4) * _WIDE, law.price_common, shared)
        for m in range(materials):
            b = uint64(m) * ROWS
            now = (uint64(m) * uint64(4) + uint64(t % 4)) * _WIDE
            move_noise(words, now, law, b + DEMAND, b + LOG_PRICE, rows, shared, shocks)
            if start[m * months + t] < start[m * months + t + 1]:
                _meet_losses(
                    m, t, leaf, factor, hold[t], law, rules, reference, start, lanes_of, share, rows, parts, at, work,
                    bins, monthly, yearly, moves, out_month, traced,
                )  # fmt: skip
            if watched[0] > 0:
                _buy(
                    n, k0, k1, m, t, leaf, factor, hold[t], budget, law, stream, rules, reference, slopes, offsets,
                    tenders, drawn, watch, watched, rows, parts, at, work, commons, bins, monthly, yearly, moves, traced,
                )  # fmt: skip
            if slot[m] >= 0:
                _turn_over(m, t, factor, rules, law, slot[m] * months, rows, parts, work, into)
            if traced.size > 0:
                _write_down(m, t, rules, rows, work, traced)
        if t % 12 == 11 or t == months - 1:
            for j in range(uint64(lanes)):
                binds[t // 12] += 1 if commons[BINDS + j] > 0.0 else 0


@njit(cache=True, nogil=True)
def simulate(first, stop, k0, k1, horizon, hazards, stocks, law, sums, counts, kept, traced):  # type: ignore[no-untyped-def]
    """Simulate scenarios ``first`` … ``stop − 1``; ``first`` is a multiple of LEAF, or of LANES where one is traced.

    Args of note: ``kept`` (cost | shortage t | yen, material, scenario) and ``traced`` (FIELDS, material, month, lane;
    zeros) are filled where they have a size. Returns the number of scenarios that overflowed.
    """
    scratch, room = make_scratch(hazards), _make_room(stocks)
    any_owned = hazards.owned.max() > 0.0
    materials, months = stocks.reference.shape
    overflows = 0
    for at in range(first, stop, LANES):
        lanes = min(LANES, stop - at)
        leaf = (at - first) // LEAF
        overflows += _list_losses(at, lanes, k0, k1, horizon, any_owned, hazards, scratch, room, months)
        _begin(lanes, leaf, law, stocks.rules, room, sums.months)
        _run_lanes(uint32(at), k0, k1, leaf, lanes, stocks, law, room, sums, counts, traced)
        by_lane = room.parts.reshape(materials, len(PARTS), LANES)
        if at + LANES >= stop or (at + LANES - first) % LEAF == 0:
            add_moves(room.moves, counts.cover)
        count_scenarios(lanes, leaf, at - first, stocks.scale, by_lane, sums, counts, kept)
    add_up_changes(ROUNDING * LEAF * stocks.reference[:, 0], sums.months, counts.cover)
    return overflows
