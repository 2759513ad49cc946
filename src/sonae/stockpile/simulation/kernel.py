"""The compiled simulation of stocks: the acts of target days, then the stocks of many scenarios side by side.

Acts are drawn by the functions of :mod:`sonae.stockpile.target_days.kernel`, scenario by scenario, so that there is one
hazard model. The months are then worked off for ``LANES`` scenarios at once, in loops that the compiler turns into wide
registers: no branch depends on a lane, and rows of lanes lie at constant distances in one flat array, so that the
compiler can see that they do not overlap. Parts that no lane of a row needs (no shortage, no purchase) are left out.

:mod:`.reference` is the same law in plain numpy, equal to 1e-9. Importing this module loads numba.
"""

from __future__ import annotations

import math
from collections import namedtuple

import numpy as np
from numba import float64, int64, njit, uint32, uint64

from sonae.compute.philox_kernel import philox
from sonae.stockpile.simulation.acts import Hazards, lost_of_scenario, make_scratch
from sonae.stockpile.simulation.noise import COMMON, NOISE, SLICES, TENDER
from sonae.stockpile.simulation.packing import COVER_BINS, RULES

__all__ = [
    "BINS", "COARSE", "COVER_BINS", "FIELDS", "LANES", "LEAF", "PARTS", "RULES", "Counts", "Hazards", "Law", "Stocks", "Sums",
    "simulate",
]  # fmt: skip

LEAF = 4096
"""Scenarios that are added up together, by global index."""
LANES = 128
"""Scenarios that are worked off side by side; divides LEAF."""
OCTAVES, STEPS_AN_OCTAVE, ABOVE = 24, 64, 4
"""Bins of cost and shortage: steps of 1/64 of an octave from 2⁻²⁴ of the scale to 2⁴ times the scale."""
BINS = (OCTAVES + ABOVE) * STEPS_AN_OCTAVE
COARSE = 36
"""Values are added up within bins as whole multiples of 2⁻³⁶ of the scale."""
ROUNDING = 1e-9
"""Shortage below this share of a month of consumption, and room to the target below this share of it, are rounding."""

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

Sums = namedtuple("Sums", "parts months years squares")
"""Float sums by leaf: parts (leaf, material, PARTS), months (leaf, material, month, 2): stock and shortage, years (leaf,
material, year, 3): purchases, releases, spending, squares (leaf, material + 1, 2): cost and its square, the last row all
materials together."""

Counts = namedtuple("Counts", "cover numbers amounts out_month out_any binds")
"""Whole numbers over all leaves of a task: cover (material, month, COVER_BINS + 1), numbers and amounts (cost | shortage
in t | in yen, material + 1, 2·BINS + 1), out_month (material, month), out_any (material + 1), binds (year)."""

PARTS = ("shortage_t", "shortage_yen", "purchases", "proceeds", "holding", "rotation")

# Rows of lanes. Offsets are unsigned, so that no index needs the check for counting from the end.
_WIDE = np.uint64(LANES)
_ONE = [np.uint64(row * LANES) for row in range(17)]
(
    STOCK, SINCE, PRIVATE, JOINT, DEMAND, LOG_PRICE, INTO, OUT_OF, SHORT, SHORT_YEN, SPENT, PROCEEDS, HELD, ROTATED,
    BOUGHT_Y, RELEASED_Y, SPENT_Y,
) = _ONE  # fmt: skip
ROWS = np.uint64(17 * LANES)
"""Of one material: state, sums over the scenario, sums over the year."""
NEED, CALLED, ALL_COST, ALL_SHORT, WANT, BUY, PRICE, SPEND, TURNED, MONEY, DEMANDED = _ONE[:11]
WORK = 11 * LANES
"""Of one material and month."""
SHARED, LEFT, BINDS = _ONE[:3]
COMMONS = 3 * LANES
"""Of all materials: price shock, budget left in the year, whether the budget was felt."""
_LOW = np.uint32(0xFFFF)
_UP = np.uint32(16)


@njit(cache=True, nogil=True, inline="always")
def _exp(w):  # type: ignore[no-untyped-def]
    """e^w by a Taylor polynomial; |w| ≤ 0.35."""
    e = 1.0 / 479001600.0
    e = e * w + 1.0 / 39916800.0
    e = e * w + 1.0 / 3628800.0
    e = e * w + 1.0 / 362880.0
    e = e * w + 1.0 / 40320.0
    e = e * w + 1.0 / 5040.0
    e = e * w + 1.0 / 720.0
    e = e * w + 1.0 / 120.0
    e = e * w + 1.0 / 24.0
    e = e * w + 1.0 / 6.0
    e = e * w + 0.5
    e = e * w + 1.0
    return e * w + 1.0


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _draw_words(n, k0, k1, c1, c2, kind, words, at):  # type: ignore[no-untyped-def]
    """Draw four rows of words for the lanes n, n + 1, …, at ``words[at]`` and on."""
    for j in range(uint64(_WIDE)):
        w0, w1, w2, w3 = philox(uint32(n + uint32(j)), c1, c2, kind, k0, k1)
        words[at + j] = w0
        words[at + _WIDE + j] = w1
        words[at + _WIDE + _WIDE + j] = w2
        words[at + _WIDE + _WIDE + _WIDE + j] = w3


@njit(cache=True, nogil=True, inline="always")
def _normal(half, table):  # type: ignore[no-untyped-def]
    z = float64(table[(half >> uint32(3)) & uint32(SLICES - 1)])
    return -z if half >> uint32(15) else z


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _share_shock(words, at, table, size, commons):  # type: ignore[no-untyped-def]
    """Turn the month's common words into the price shock that all materials share."""
    for j in range(uint64(_WIDE)):
        commons[SHARED + j] = size * _normal(words[at + j] & _LOW, table)


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _move_noise(words, at, table, b, rho_d, sigma_d, rho_p, own, rows, commons):  # type: ignore[no-untyped-def]
    """Move log demand noise and log price on by a month."""
    for j in range(uint64(_WIDE)):
        word = words[at + j]
        d = _normal(word & _LOW, table)
        y = _normal(word >> _UP, table)
        rows[b + DEMAND + j] = rho_d * rows[b + DEMAND + j] + sigma_d * d
        rows[b + LOG_PRICE + j] = rho_p * rows[b + LOG_PRICE + j] + commons[SHARED + j] + own * y


@njit(cache=True, nogil=True, inline="always")
def _raised(value, halvings):  # type: ignore[no-untyped-def]
    """e^value of one lane: the same operations as :func:`_raise`."""
    e = _exp(value * 0.5**halvings)
    for _ in range(halvings):
        e = e * e
    return e


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _raise(rows, at, halvings, work, to):  # type: ignore[no-untyped-def]
    """Write e^rows[at] to work[to]."""
    shrink = 0.5**halvings
    for j in range(uint64(_WIDE)):
        work[to + j] = _exp(rows[at + j] * shrink)
    for _ in range(halvings):
        for j in range(uint64(_WIDE)):
            work[to + j] = work[to + j] * work[to + j]


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _count_positive(values, at):  # type: ignore[no-untyped-def]
    count = 0
    for j in range(uint64(_WIDE)):
        count += 1 if values[at + j] > 0.0 else 0
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _total(values, at, lanes):  # type: ignore[no-untyped-def]
    """Add a row up in eight sums, lane j to sum j mod 8: the order is said here and not left to the compiler.

    A compiler that may choose the order chooses another one where it compiles anew and where it loads its cache.
    """
    a0, a1, a2, a3, a4, a5, a6, a7 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    whole = uint64(lanes) // uint64(8) * uint64(8)
    for j in range(uint64(0), whole, uint64(8)):
        i = at + j
        a0 += values[i]
        a1 += values[i + uint64(1)]
        a2 += values[i + uint64(2)]
        a3 += values[i + uint64(3)]
        a4 += values[i + uint64(4)]
        a5 += values[i + uint64(5)]
        a6 += values[i + uint64(6)]
        a7 += values[i + uint64(7)]
    total = ((a0 + a4) + (a2 + a6)) + ((a1 + a5) + (a3 + a7))
    for j in range(whole, uint64(lanes)):
        total += values[at + j]
    return total


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _need(b, reference, halvings, lost, x, rows, work):  # type: ignore[no-untyped-def]
    """Demand with noise, and the part of it that cannot be met (rule 1)."""
    if _count_positive(lost, x) > 0:
        _raise(rows, b + DEMAND, halvings, work, DEMANDED)
        for j in range(uint64(_WIDE)):
            work[DEMANDED + j] *= reference
            work[NEED + j] = lost[x + j] * work[DEMANDED + j]
    else:
        for j in range(uint64(_WIDE)):
            work[NEED + j] = 0.0


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _give_others(b, private, private_refill, joint, joint_refill, lost, x, rows, work):  # type: ignore[no-untyped-def]
    """Private stock covers need first, then joint stock; both refill where nothing is lost (rules 3 and 5)."""
    for j in range(uint64(_WIDE)):
        need_ = work[NEED + j]
        calm = lost[x + j] <= 0.0
        held = rows[b + PRIVATE + j]
        given = need_ if need_ < held else held
        left = need_ - given
        held = held - given + (private_refill if calm else 0.0)
        rows[b + PRIVATE + j] = held if held < private else private
        other = rows[b + JOINT + j]
        lent = left if left < other else other
        work[CALLED + j] = left - lent
        other = other - lent + (joint_refill if calm else 0.0)
        rows[b + JOINT + j] = other if other < joint else joint
        rows[b + SINCE + j] += 1.0


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _release(  # type: ignore[no-untyped-def]
    m, t, cap, floor, least, price, factor, leaf, lanes, law, lost, x, b, rows, work, monthly, out_month, traced
):
    """Tight-supply release, what is still missing, what that costs and what the release brings (rule 3).

    Few lanes call on the stock in a month: they are taken one by one.
    """
    for j in range(uint64(_WIDE)):
        called = work[CALLED + j]
        if called > 0.0:
            held = rows[b + STOCK + j]
            room = held - floor
            room = room if room > 0.0 else 0.0
            out = called if called < room else room
            out = out if out < cap else cap
            missed = called - out
            missed = missed if missed > least else 0.0
            rows[b + STOCK + j] = held - out
            rows[b + OUT_OF + j] += out
            rows[b + RELEASED_Y + j] += out
            if out > 0.0:
                rows[b + SINCE + j] = 0.0
                market = price * (1.0 + law.scarcity * lost[x + j]) * _raised(rows[b + LOG_PRICE + j], law.halvings)
                rows[b + PROCEEDS + j] += factor * law.keep_of_sale * market * out
            if missed > 0.0:
                rows[b + SHORT + j] += missed
                worth = law.value + law.curve * missed / work[DEMANDED + j]
                rows[b + SHORT_YEN + j] += price * factor * missed * worth
                if int64(j) < lanes:
                    monthly[leaf, m, t, 1] += missed
                    out_month[m, t] += 1
            if traced.size > 0:
                traced[3, m, t, int64(j)] = out
                traced[4, m, t, int64(j)] = missed


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _wants(b, target, least, cap, window, rows, lost, x, work):  # type: ignore[no-untyped-def]
    """What the stock would buy if money were no matter; nothing where supply is short or a release is recent (rule 4)."""
    for j in range(uint64(_WIDE)):
        want = target - rows[b + STOCK + j]
        want = want if want < cap else cap
        want = want if want > least else 0.0
        want = want if lost[x + j] <= 0.0 else 0.0
        work[WANT + j] = want if rows[b + SINCE + j] > window else 0.0


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _fail(words, at, shift, failed, work):  # type: ignore[no-untyped-def]
    """Nothing is bought where the tender fails."""
    for j in range(uint64(_WIDE)):
        half = (words[at + j] >> shift) & _LOW
        work[WANT + j] = 0.0 if half < failed else work[WANT + j]


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _feel(work, commons):  # type: ignore[no-untyped-def]
    """Mark the lanes whose budget is used up though they want to buy."""
    for j in range(uint64(_WIDE)):
        commons[BINDS + j] = 1.0 if work[WANT + j] > 0.0 else commons[BINDS + j]


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _afford(slopes, offsets, m, work, commons):  # type: ignore[no-untyped-def]
    """Buy what the budget allows; four impact steps at a time (:func:`packing.purchase_curve` pads them).

    A purchase q costs price · max_k(slope_k · q + offset_k), a convex curve of straight pieces, so that money b buys
    min_k((b / price − offset_k) / slope_k).
    """
    for j in range(uint64(_WIDE)):
        work[MONEY + j] = commons[LEFT + j] / work[PRICE + j]
        work[BUY + j] = work[WANT + j]
    for k in range(0, slopes.size, 4):
        i0, i1, i2, i3 = 1.0 / slopes[k], 1.0 / slopes[k + 1], 1.0 / slopes[k + 2], 1.0 / slopes[k + 3]
        o0, o1, o2, o3 = offsets[m, k], offsets[m, k + 1], offsets[m, k + 2], offsets[m, k + 3]
        for j in range(uint64(_WIDE)):
            money = work[MONEY + j]
            a0, a1, a2, a3 = (money - o0) * i0, (money - o1) * i1, (money - o2) * i2, (money - o3) * i3
            a0 = a0 if a0 < a1 else a1
            a2 = a2 if a2 < a3 else a3
            a0 = a0 if a0 < a2 else a2
            a0 = a0 if a0 > 0.0 else 0.0
            work[BUY + j] = a0 if a0 < work[BUY + j] else work[BUY + j]


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _pay(b, slopes, offsets, m, factor, least, rows, work, commons):  # type: ignore[no-untyped-def]
    """Pay for what is bought at the price of the impact steps; a rest below ``least`` of a budget is nothing."""
    for j in range(uint64(_WIDE)):
        work[SPEND + j] = 0.0
    for k in range(0, slopes.size, 4):
        s0, s1, s2, s3 = slopes[k], slopes[k + 1], slopes[k + 2], slopes[k + 3]
        o0, o1, o2, o3 = offsets[m, k], offsets[m, k + 1], offsets[m, k + 2], offsets[m, k + 3]
        for j in range(uint64(_WIDE)):
            q = work[BUY + j]
            a0, a1, a2, a3 = s0 * q + o0, s1 * q + o1, s2 * q + o2, s3 * q + o3
            a0 = a0 if a0 > a1 else a1
            a2 = a2 if a2 > a3 else a3
            a0 = a0 if a0 > a2 else a2
            work[SPEND + j] = a0 if a0 > work[SPEND + j] else work[SPEND + j]
    for j in range(uint64(_WIDE)):
        bought = work[BUY + j]
        commons[BINDS + j] = 1.0 if bought < work[WANT + j] else commons[BINDS + j]
        spend = work[SPEND + j] * work[PRICE + j]
        left = commons[LEFT + j]
        spend = spend if spend < left else left
        left = left - spend
        commons[LEFT + j] = left if left > least else 0.0
        work[SPEND + j] = spend
        rows[b + STOCK + j] += bought
        rows[b + INTO + j] += bought
        rows[b + SPENT + j] += factor * spend
        rows[b + BOUGHT_Y + j] += bought
        rows[b + SPENT_Y + j] += spend


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _turn_over(b, start, age, t, money, into, past, now, rows, work):  # type: ignore[no-untyped-def]
    """Exchange what is past its shelf life for fresh (rule 5).

    Oldest first goes out, so that cumulative tonnes in and out say what is left of any month's tonnes. The stock at the
    start has ages spread evenly over the shelf life.
    """
    if t < age:
        begun = start * (t + 1) / age
        for j in range(uint64(_WIDE)):
            old = begun - rows[b + OUT_OF + j]
            work[TURNED + j] = old if old > 0.0 else 0.0
    else:
        for j in range(uint64(_WIDE)):
            old = into[past + j] - rows[b + OUT_OF + j]
            work[TURNED + j] = old if old > 0.0 else 0.0
    for j in range(uint64(_WIDE)):
        turned = work[TURNED + j]
        rows[b + OUT_OF + j] += turned
        rows[b + INTO + j] += turned
        rows[b + ROTATED + j] += money * turned
    for j in range(uint64(_WIDE)):
        into[now + j] = rows[b + INTO + j]


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _hold(b, money, rows):  # type: ignore[no-untyped-def]
    for j in range(uint64(_WIDE)):
        rows[b + HELD + j] += money * rows[b + STOCK + j]


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


@njit(cache=True, nogil=True)
def _begin(rules, rows, commons):  # type: ignore[no-untyped-def]
    """Set the rows of lanes to the start of a scenario."""
    rows[:] = 0.0
    commons[:] = 0.0
    for m in range(rules.shape[0]):
        b = uint64(m) * ROWS
        for j in range(uint64(_WIDE)):
            rows[b + STOCK + j] = rules[m, START]
            rows[b + INTO + j] = rules[m, START]
            rows[b + SINCE + j] = np.inf
            rows[b + PRIVATE + j] = rules[m, PRIVATE_FULL]
            rows[b + JOINT + j] = rules[m, JOINT_FULL]


@njit(cache=True, nogil=True)
def _month_words(n, k0, k1, t, stream, failed, words, tenders, shared):  # type: ignore[no-untyped-def]
    """Draw the random numbers of the months to come: four months of noise, eight of tenders."""
    if t % 4 == 0:
        _draw_words(n, k0, k1, uint32(0), uint32(t // 4), uint32(COMMON), shared, uint64(0))
        for m in range(stream.size):
            _draw_words(n, k0, k1, stream[m], uint32(t // 4), uint32(NOISE), words, uint64(m) * uint64(4) * _WIDE)
    if t % 8 == 0 and failed > 0:
        for m in range(stream.size):
            _draw_words(n, k0, k1, stream[m], uint32(t // 8), uint32(TENDER), tenders, uint64(m) * uint64(4) * _WIDE)


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _month_of_material(  # type: ignore[no-untyped-def]
    m,
    t,
    leaf,
    lanes,
    law,
    rules,
    reference,
    slopes,
    offsets,
    budgets,
    factor,
    table,
    lost,
    words,
    tenders,
    into,
    rows,
    work,
    commons,
    monthly,
    out_month,
    traced,
):
    """Rules 1 to 6 of one month and material for all lanes; returns in how many lanes something was bought."""
    b = uint64(m) * ROWS
    here = uint64(m) * uint64(reference.shape[1])
    x = (here + uint64(t)) * _WIDE
    price, least = rules[m, PRICE_OF], ROUNDING * reference[m, 0]
    _move_noise(
        words, (uint64(m) * uint64(4) + uint64(t % 4)) * _WIDE, table, b, law.demand_rho, law.demand_sigma, law.price_rho,
        law.price_own, rows, commons,
    )  # fmt: skip
    _need(b, reference[m, t], law.halvings, lost, x, rows, work)
    _give_others(
        b, rules[m, PRIVATE_FULL], rules[m, PRIVATE_REFILL], rules[m, JOINT_FULL], rules[m, JOINT_REFILL], lost, x, rows,
        work,
    )  # fmt: skip
    _release(
        m, t, rules[m, CAP], rules[m, FLOOR], least, price, factor, leaf, lanes, law, lost, x, b, rows, work, monthly,
        out_month, traced,
    )  # fmt: skip
    _wants(b, rules[m, TARGET], least, rules[m, BUY_CAP], rules[m, WINDOW], rows, lost, x, work)
    bought = _count_positive(work, WANT)
    if bought > 0 and law.failed > 0:
        eighth = (uint64(m) * uint64(4) + uint64((t % 8) // 2)) * _WIDE
        _fail(tenders, eighth, uint32(16 * (t % 2)), law.failed, work)
    if bought > 0 and _count_positive(commons, LEFT) == 0:
        _feel(work, commons)
        bought = 0
    if bought > 0:
        _raise(rows, b + LOG_PRICE, law.halvings, work, PRICE)
        for j in range(uint64(_WIDE)):
            work[PRICE + j] *= price
        _afford(slopes, offsets, m, work, commons)
        rest = ROUNDING * budgets[t // 12] if budgets.size > 0 else 0.0
        _pay(b, slopes, offsets, m, factor, rest, rows, work, commons)
    age = int64(rules[m, SHELF])
    if age > 0:
        past = (here + uint64(max(0, t - age))) * _WIDE
        _turn_over(b, rules[m, START], age, t, factor * price * law.rotation, into, past, x, rows, work)
    _hold(b, factor * price * law.holding, rows)
    return bought


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _count_month(m, t, at, lanes, leaf, scale, rows, places, monthly):  # type: ignore[no-untyped-def]
    """Add the stocks at the end of a month up, and note their bins of cover."""
    b = uint64(m) * ROWS
    monthly[leaf, m, t, 0] += _total(rows, b + STOCK, lanes)
    for j in range(uint64(_WIDE)):
        place = int64(rows[b + STOCK + j] * scale + 0.5)
        places[at + j] = np.uint8(place if place < COVER_BINS else COVER_BINS)


@njit(cache=True, nogil=True)
def _count_cover(number, places, turns, cover):  # type: ignore[no-untyped-def]
    """Count the noted bins of a leaf: four tables in turn, because a bin twice in a row would wait for itself."""
    at = 0
    for m in range(cover.shape[0]):
        for t in range(cover.shape[1]):
            turns[:] = 0
            whole = number // 4 * 4
            for j in range(0, whole, 4):
                turns[0, places[at + j]] += 1
                turns[1, places[at + j + 1]] += 1
                turns[2, places[at + j + 2]] += 1
                turns[3, places[at + j + 3]] += 1
            for j in range(whole, number):
                turns[0, places[at + j]] += 1
            for k in range(COVER_BINS + 1):
                cover[m, t, k] += turns[0, k] + turns[1, k] + turns[2, k] + turns[3, k]
            at += LEAF


@njit(cache=True, nogil=True)
def _count_year(year, lanes, leaf, stocks, rows, commons, sums, counts):  # type: ignore[no-untyped-def]
    for m in range(stocks.rules.shape[0]):
        b = uint64(m) * ROWS
        sums.years[leaf, m, year, 0] += _total(rows, b + BOUGHT_Y, lanes)
        sums.years[leaf, m, year, 1] += _total(rows, b + RELEASED_Y, lanes)
        sums.years[leaf, m, year, 2] += _total(rows, b + SPENT_Y, lanes)
        for j in range(uint64(_WIDE)):
            rows[b + BOUGHT_Y + j] = 0.0
            rows[b + RELEASED_Y + j] = 0.0
            rows[b + SPENT_Y + j] = 0.0
    for j in range(uint64(lanes)):
        counts.binds[year] += 1 if commons[BINDS + j] > 0.0 else 0
        commons[BINDS + j] = 0.0


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _tally(counts, kind, row, value, scale):  # type: ignore[no-untyped-def]
    place = BINS + _bin_of(value, scale)
    counts.numbers[kind, row, place] += 1
    counts.amounts[kind, row, place] += int64(math.floor(value / scale * 2.0**COARSE + 0.5))


@njit(cache=True, nogil=True)
def _count_scenarios(lanes, leaf, first, stocks, rows, work, sums, counts, kept):  # type: ignore[no-untyped-def]
    """Count cost and shortage of the scenarios that have ended."""
    materials = stocks.rules.shape[0]
    work[:] = 0.0
    for m in range(materials):
        b = uint64(m) * ROWS
        for part in range(6):
            sums.parts[leaf, m, part] += _total(rows, b + SHORT + uint64(part) * _WIDE, lanes)
        for j in range(uint64(_WIDE)):
            cost = rows[b + SPENT + j] - rows[b + PROCEEDS + j] + rows[b + HELD + j] + rows[b + ROTATED + j]
            work[NEED + j] = cost + rows[b + SHORT_YEN + j]
            work[CALLED + j] = work[NEED + j] * work[NEED + j]
            work[ALL_COST + j] += work[NEED + j]
            work[ALL_SHORT + j] += rows[b + SHORT_YEN + j]
        sums.squares[leaf, m, 0] += _total(work, NEED, lanes)
        sums.squares[leaf, m, 1] += _total(work, CALLED, lanes)
        for j in range(uint64(lanes)):
            _tally(counts, 0, m, work[NEED + j], stocks.scale[0, m])
            if rows[b + SHORT + j] > 0.0:
                _tally(counts, 1, m, rows[b + SHORT + j], stocks.scale[1, m])
                _tally(counts, 2, m, rows[b + SHORT_YEN + j], stocks.scale[2, m])
                counts.out_any[m] += 1
            if kept.size > 0:
                kept[0, m, first + int64(j)] = work[NEED + j]
                kept[1, m, first + int64(j)] = rows[b + SHORT + j]
                kept[2, m, first + int64(j)] = rows[b + SHORT_YEN + j]
    for j in range(uint64(_WIDE)):
        work[CALLED + j] = work[ALL_COST + j] * work[ALL_COST + j]
    sums.squares[leaf, materials, 0] += _total(work, ALL_COST, lanes)
    sums.squares[leaf, materials, 1] += _total(work, CALLED, lanes)
    for j in range(uint64(lanes)):
        _tally(counts, 0, materials, work[ALL_COST + j], stocks.scale[0, materials])
        if work[ALL_SHORT + j] > 0.0:
            _tally(counts, 2, materials, work[ALL_SHORT + j], stocks.scale[2, materials])
            counts.out_any[materials] += 1


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _write_down(m, t, bought, rows, work, lost, rules, traced):  # type: ignore[no-untyped-def]
    """Write down a month of all lanes: the rows of FIELDS but release and shortage, which :func:`_release` writes."""
    b = uint64(m) * ROWS
    x = (uint64(m) * uint64(traced.shape[2]) + uint64(t)) * _WIDE
    for j in range(LANES):
        u = uint64(j)
        traced[0, m, t, j] = lost[x + u]
        traced[1, m, t, j] = work[NEED + u]
        traced[2, m, t, j] = work[CALLED + u]
        traced[5, m, t, j] = work[BUY + u] if bought else 0.0
        traced[6, m, t, j] = work[SPEND + u] if bought else 0.0
        traced[7, m, t, j] = work[TURNED + u] if rules[m, SHELF] > 0 else 0.0
        traced[8, m, t, j] = rows[b + STOCK + u]
        traced[9, m, t, j] = rows[b + PRIVATE + u]
        traced[10, m, t, j] = rows[b + JOINT + u]


@njit(cache=True, nogil=True)
def simulate(first, stop, k0, k1, horizon, hazards, stocks, law, table, sums, counts, kept, traced):  # type: ignore[no-untyped-def]
    """Simulate scenarios ``first`` … ``stop − 1``; ``first`` is a multiple of LEAF, or of LANES where one is traced.

    Args of note: ``kept`` (cost | shortage t | yen, material, scenario) and ``traced`` (FIELDS, material, month, lane)
    are filled where they have a size. Returns the number of scenarios that overflowed.
    """
    scratch = make_scratch(hazards)
    any_owned = hazards.owned.max() > 0.0
    stream, rules, reference, slopes = stocks.stream, stocks.rules, stocks.reference, stocks.slopes
    offsets, budgets, discount = stocks.offsets, stocks.budgets, stocks.discount
    monthly, out_month = sums.months, counts.out_month
    materials, months = reference.shape
    lost = np.zeros((materials, months, LANES))
    flat = lost.reshape(materials * months * LANES)
    words = np.empty(materials * 4 * LANES, np.uint32)
    tenders = np.empty(materials * 4 * LANES, np.uint32)
    shared = np.empty(4 * LANES, np.uint32)
    into = np.empty(materials * months * LANES if rules[:, SHELF].max() > 0 else 0)
    rows = np.empty(materials * int64(ROWS))
    work = np.empty(WORK)
    commons = np.empty(COMMONS)
    places = np.empty(materials * months * LEAF, np.uint8)
    turns = np.empty((4, COVER_BINS + 1), np.int64)
    overflows = 0
    for at in range(first, stop, LANES):
        lanes = min(LANES, stop - at)
        leaf, within = (at - first) // LEAF, (at - first) % LEAF
        flat[:] = 0.0
        for lane in range(lanes):
            found = lost_of_scenario(at + lane, k0, k1, horizon, any_owned, months, hazards, scratch)
            if found < 0:
                overflows += 1
            for i in range(found):
                lost[scratch.line[i], scratch.month[i], lane] = scratch.share[i]
        _begin(rules, rows, commons)
        for t in range(months):
            if t % 12 == 0:
                for j in range(uint64(_WIDE)):
                    commons[LEFT + j] = budgets[t // 12] if budgets.size > 0 else np.inf
            _month_words(uint32(at), k0, k1, t, stream, law.failed, words, tenders, shared)
            _share_shock(shared, uint64(t % 4) * _WIDE, table, law.price_common, commons)
            for m in range(materials):
                bought = _month_of_material(
                    m, t, leaf, lanes, law, rules, reference, slopes, offsets, budgets, discount[t], table, flat, words,
                    tenders, into, rows, work, commons, monthly, out_month, traced,
                )  # fmt: skip
                place = uint64((m * months + t) * LEAF + within)
                _count_month(m, t, place, lanes, leaf, rules[m, COVER_SCALE], rows, places, monthly)
                if traced.size > 0:
                    _write_down(m, t, bought, rows, work, flat, rules, traced)
            if t % 12 == 11 or t == months - 1:
                _count_year(t // 12, lanes, leaf, stocks, rows, commons, sums, counts)
        _count_scenarios(lanes, leaf, at - first, stocks, rows, work, sums, counts, kept)
        if within + LANES == LEAF or at + LANES >= stop:
            _count_cover(within + lanes, places, turns, counts.cover)
    return overflows
