"""Compiled loops of the plan: drawing paths of the planning model, running a policy on paths, the best in hindsight.

Importing this module loads numba. Functions are inlined: a call that takes the figures along would count references to
every array, which two threads fight over. Arrays by path have shape (path, mineral, month). Money is in million yen.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import float64, njit, uint32

from sonae.compute.philox_kernel import philox

__all__ = ["DO_NOTHING", "LARGEST_GAP", "STEERED", "Figures", "draw_states", "hindsight", "run_policy", "run_relaxed"]

DO_NOTHING, LARGEST_GAP, STEERED = 0, 1, 2
_PLANNING = 31
FAR = 1_000_000
"""Months since a release that never was."""
_UNIT = 2.0**-32


class Figures(NamedTuple):
    """What every loop needs of the minerals and the costs."""

    unit: np.ndarray
    mean_price: np.ndarray
    bill_t: np.ndarray
    """(M, K): tonnes that a purchase of k steps is paid for, the premium of every impact step on its own part."""
    demand: np.ndarray
    """(M, T): demand a month before noise, t; the scale of a shortage."""
    lowest: np.ndarray
    most_release: np.ndarray
    least_lot: np.ndarray
    most_lot: np.ndarray
    levels: np.ndarray
    start: np.ndarray
    target: np.ndarray
    window: np.ndarray
    area: np.ndarray
    state_cost: np.ndarray
    """(M, T, S)."""
    shortage_value: float
    shortage_curve: float
    sale_discount: float
    terminal_value: float
    discount: float


@njit(cache=True, nogil=True)
def draw_states(first, k0, k1, price_chain, price_start, need_chain, need_start, fails, states, failed):  # type: ignore[no-untyped-def]
    """Draw price and disruption of every path, mineral and month; shapes: cumulative chains (P, P), (M, D, D); out (N, M, T)."""
    paths, minerals, months = states.shape
    depth = need_chain.shape[1]
    for n in range(paths):
        for m in range(minerals):
            p = price_start
            d = 0
            for t in range(months):
                w0, w1, w2, _ = philox(uint32(first + n), uint32(m), uint32(t), uint32(_PLANNING), k0, k1)
                u0 = (float64(w0) + 0.5) * _UNIT
                u1 = (float64(w1) + 0.5) * _UNIT
                if t > 0:
                    i = 0
                    while i < price_chain.shape[1] - 1 and u0 > price_chain[p, i]:
                        i += 1
                    p = i
                row = need_start[m] if t == 0 else need_chain[m, d]
                i = 0
                while i < depth - 1 and u1 > row[i]:
                    i += 1
                d = i
                states[n, m, t] = p * depth + d
                failed[n, m, t] = (float64(w2) + 0.5) * _UNIT < fails


@njit(cache=True, nogil=True, inline="always")
def _cost_of_leaving(tonnes, need, price, worth, value, curve, kept):  # type: ignore[no-untyped-def]
    """Cost of a month in which ``tonnes`` leave: value of what is short less proceeds; ``curve`` is a tonne's own."""
    short = max(need - tonnes, 0.0)
    return worth * short * (value + curve * short) - kept * price * tonnes


@njit(cache=True, nogil=True, inline="always")
def _most_leaving(s, need, unit, most, lowest_tight, lowest_sale):  # type: ignore[no-untyped-def]
    """Return how many steps may leave: a tight-supply release up to the need, else what lies above the target."""
    if need > 0.0:
        return max(0, min(most, math.ceil(need / unit - 1e-9), s - lowest_tight))
    return max(0, min(most, s - lowest_sale))


@njit(cache=True, nogil=True)
def run_policy(  # type: ignore[no-untyped-def]
    f, mode, ahead, states, price, need, calm, failed, budgets, planned_left, budget_price, tender_price, most_tenders,
    space, scale, bend, calendar, cost, spend, tenders, level, bought, short,
):  # fmt: skip
    """Run a rule on paths with every limit hard on every path.

    ``mode``: nothing is bought; the largest gap first; steered by ``ahead`` (M, T, Z, S) and prices on the limits. In
    months that ``calendar`` (M, months) covers purchases are the calendar's, as far as limits and market allow. The
    price of budget in month t is ``budget_price[t] · scale · (planned_left[t] / left)^bend``. Written: cost (N), spend
    and tenders (N, Y), level and bought (N, M, T) in steps, short (N, M, T) in t.
    """
    paths, minerals, months = states.shape
    unit, worth, demand, area, window = f.unit, f.mean_price, f.demand, f.area, f.window
    lowest, most_release, state_cost = f.lowest, f.most_release, f.state_cost
    least_lot, most_lot, levels, target, bill_t = f.least_lot, f.most_lot, f.levels, f.target, f.bill_t
    value, kept, discount = f.shortage_value, 1.0 - f.sale_discount, f.discount
    lot = np.zeros(minerals, np.int64)
    hold = np.empty(minerals)
    bill = np.empty(minerals)
    stock = np.empty(minerals, np.int64)
    since = np.empty(minerals, np.int64)
    waiting = np.zeros(minerals, np.int64)
    for n in range(paths):
        total = 0.0
        left = 0.0
        factor = 1.0
        for m in range(minerals):
            stock[m] = f.start[m]
            since[m] = FAR
            waiting[m] = 0
        for t in range(months):
            year = t // 12
            if t % 12 == 0:
                left = budgets[year]
            room = space
            for m in range(minerals):
                bill[m] = 0.0
                s = stock[m]
                z = states[n, m, t]
                asked = need[n, m, t]
                called = asked > 0.0
                u = unit[m]
                curve = f.shortage_curve / demand[m, t]
                p = price[n, m, t]
                most = _most_leaving(s, asked, u, most_release[m], lowest[m, 0], lowest[m, 1])
                leave = 0
                best = _cost_of_leaving(0 * u, asked, p, worth[m], value, curve, kept)
                if mode == STEERED:
                    base = best + ahead[m, t, z, s]
                    hold[m] = base
                    top = base
                    for k in range(1, most + 1):
                        q = _cost_of_leaving(k * u, asked, p, worth[m], value, curve, kept) + ahead[m, t, z, s - k]
                        if q < top:
                            top = q
                            leave = k
                elif called:
                    leave = most
                since[m] = 0 if called and leave > 0 else min(since[m] + 1, FAR)
                total += factor * _cost_of_leaving(leave * u, asked, p, worth[m], value, curve, kept)
                short[n, m, t] = max(asked - leave * unit[m], 0.0)
                stock[m] = s - leave
                bought[n, m, t] = -leave
                open_now = calm[n, m, t] and leave == 0 and since[m] > window[m] and most_lot[m] >= least_lot[m]
                lot[m] = 0 if open_now else -1
                room -= stock[m] * area[m]
            number = 0
            if t < calendar.shape[1]:
                number = _follow_calendar(
                    levels, least_lot, most_lot, bill_t, area, n, t, calendar, waiting, price, stock, left, room,
                    most_tenders, lot, bill,
                )  # fmt: skip
            elif mode == LARGEST_GAP:
                number = _largest_gap(
                    levels, least_lot, most_lot, bill_t, area, target, n, t, price, stock, left, room, most_tenders,
                    lot, bill,
                )  # fmt: skip
            elif mode == STEERED:
                pace = planned_left[t] / left if left > 0.0 else 10.0
                charge = budget_price[t] * scale * min(max(pace, 0.1), 10.0) ** bend
                number = _steered(
                    levels, least_lot, most_lot, bill_t, area, n, t, ahead, states, price, stock, hold, left, room,
                    charge, tender_price[t], most_tenders, lot, bill,
                )  # fmt: skip
            tenders[n, year] += number
            for m in range(minerals):
                if lot[m] > 0 and not failed[n, m, t]:
                    waiting[m] -= lot[m]
                    stock[m] += lot[m]
                    left -= bill[m]
                    spend[n, year] += bill[m]
                    total += factor * bill[m]
                    bought[n, m, t] = lot[m]
                level[n, m, t] = stock[m]
                total += factor * state_cost[m, t, stock[m]]
            factor *= discount
        for m in range(minerals):
            total -= factor * f.terminal_value * worth[m] * stock[m] * unit[m]
        cost[n] = total


@njit(cache=True, nogil=True, inline="always")
def _fit(levels, least_lot, bill_t, area, n, m, t, want, price, stock, left, room):  # type: ignore[no-untyped-def]
    """Return the largest purchase of at most ``want`` steps within grid, budget and space, 0 if below the least lot."""
    want = min(want, levels[m] - 1 - stock[m])
    while want >= least_lot[m]:
        paid = price[n, m, t] * bill_t[m, want]
        if paid <= left and want * area[m] <= room:
            return want, paid
        want -= 1
    return 0, 0.0


@njit(cache=True, nogil=True, inline="always")
def _follow_calendar(  # type: ignore[no-untyped-def]
    levels, least_lot, most_lot, bill_t, area, n, t, calendar, waiting, price, stock, left, room, most_tenders, lot, bill
):  # fmt: skip
    """Buy the calendar's lots; what failed or could not be offered waits and is offered with the next month's."""
    number = 0
    for m in range(lot.size):
        waiting[m] += calendar[m, t]
        want = min(waiting[m], most_lot[m])
        if lot[m] < 0 or want <= 0 or number >= most_tenders:
            continue
        got, paid = _fit(levels, least_lot, bill_t, area, n, m, t, want, price, stock, left, room)
        if got > 0:
            lot[m] = got
            bill[m] = paid
            left -= paid
            room -= got * area[m]
            number += 1
    return number


@njit(cache=True, nogil=True, inline="always")
def _largest_gap(  # type: ignore[no-untyped-def]
    levels, least_lot, most_lot, bill_t, area, target, n, t, price, stock, left, room, most_tenders, lot, bill
):  # fmt: skip
    """Buy for the mineral whose stock lies farthest below its target, as share of the target, then for the next."""
    number = 0
    while number < most_tenders:
        worst = -1
        gap = 0.0
        for m in range(lot.size):
            if lot[m] == 0 and stock[m] < target[m]:
                own = (target[m] - stock[m]) / target[m]
                if own > gap:
                    gap = own
                    worst = m
        if worst < 0:
            break
        want = min(most_lot[worst], target[worst] - stock[worst])
        got, paid = _fit(levels, least_lot, bill_t, area, n, worst, t, want, price, stock, left, room)
        if got > 0:
            lot[worst] = got
            bill[worst] = paid
            left -= paid
            room -= got * area[worst]
            number += 1
        else:
            lot[worst] = -1
    return number


@njit(cache=True, nogil=True, inline="always")
def _steered(  # type: ignore[no-untyped-def]
    levels, least_lot, most_lot, bill_t, area, n, t, ahead, states, price, stock, hold, left, room, charge, tender_price,
    most_tenders, lot, bill
):  # fmt: skip
    """Spend where a yen saves most: steps of purchases in falling order of saving a yen, down to the price of budget."""
    number = 0
    minerals = lot.size
    gain_now = np.zeros(minerals)
    rates = np.full(minerals, -np.inf)
    picks = np.zeros(minerals, np.int64)
    bills = np.zeros(minerals)
    gains = np.zeros(minerals)
    stale = np.ones(minerals, np.bool_)
    while True:
        best_m = -1
        best_rate = charge
        for m in range(minerals):
            if lot[m] < 0 or (lot[m] == 0 and number >= most_tenders):
                continue
            # A best step stays the best while it fits: what fits only shrinks as budget and room are used up.
            if stale[m] or (picks[m] > 0 and (bills[m] - bill[m] > left or (picks[m] - lot[m]) * area[m] > room)):
                rates[m], picks[m], bills[m], gains[m] = _best_step(
                    levels, least_lot, most_lot, bill_t, area, n, m, t, ahead, states, price, stock, hold, left,
                    room, tender_price, lot, bill, gain_now,
                )  # fmt: skip
                stale[m] = False
            if picks[m] > 0 and rates[m] > best_rate:
                best_rate = rates[m]
                best_m = m
        if best_m < 0:
            break
        if lot[best_m] == 0:
            number += 1
        left -= bills[best_m] - bill[best_m]
        room -= (picks[best_m] - lot[best_m]) * area[best_m]
        lot[best_m] = picks[best_m]
        bill[best_m] = bills[best_m]
        gain_now[best_m] = gains[best_m]
        stale[best_m] = True
    return number


@njit(cache=True, nogil=True, inline="always")
def _best_step(  # type: ignore[no-untyped-def]
    levels, least_lot, most_lot, bill_t, area, n, m, t, ahead, states, price, stock, hold, left, room, tender_price, lot,
    bill, gain_now
):  # fmt: skip
    """Return rate, steps, bill and gain of the larger purchase of one mineral that saves most a yen; 0 steps if none fits."""
    best_rate = -np.inf
    best_k = 0
    best_paid = 0.0
    best_gain = 0.0
    z = states[n, m, t]
    for k in range(max(lot[m] + 1, least_lot[m]), min(most_lot[m], levels[m] - 1 - stock[m]) + 1):
        paid = price[n, m, t] * bill_t[m, k]
        if paid - bill[m] > left or (k - lot[m]) * area[m] > room:
            break
        gain = hold[m] - ahead[m, t, z, stock[m] + k] - paid - tender_price
        rate = (gain - gain_now[m]) / (paid - bill[m])
        if rate > best_rate:
            best_rate = rate
            best_k = k
            best_paid = paid
            best_gain = gain
    return best_rate, best_k, best_paid, best_gain


@njit(cache=True, nogil=True)
def run_relaxed(  # type: ignore[no-untyped-def]
    states, failed, policy, steps, cost, use, charge, charged_if_failed, state_cost, terminal, start, discount, out
):  # fmt: skip
    """Run every mineral's own best policy under prices on the limits; write its cost with charges, by path.

    Its mean over paths is known exactly (the lower bound and the worth of the limits), which makes it the yardstick of
    other rules on the same paths. Shapes as in ``solve_program``, with the mineral first.
    """
    paths, minerals, months = states.shape
    for n in range(paths):
        total = 0.0
        for m in range(minerals):
            hold = 0
            while steps[m, hold] != 0:
                hold += 1
            s = start[m]
            factor = 1.0
            for t in range(months):
                z = states[n, m, t]
                y = t // 12
                a = policy[m, t, z, s]
                fails = steps[m, a] > 0 and failed[n, m, t]
                done = hold if fails else a
                month = cost[m, y, z, done]
                for r in range(charge.shape[0]):
                    counted = a if fails and charged_if_failed[r] else done
                    month += charge[r, t] * use[r, m, y, z, counted]
                s += steps[m, done]
                total += factor * (month + state_cost[m, t, s])
                factor *= discount
            total += factor * terminal[m, states[n, m, months - 1], s]
        out[n] = total


@njit(cache=True, nogil=True)
def hindsight(f, price, need, calm, failed, budgets, start_prices, rounds, bound, spend):  # type: ignore[no-untyped-def]
    """Bound from below what any plan could cost on each path, had it known the path.

    Limits other than the yearly budgets are dropped. For each path the price of budget climbs ``rounds`` times from
    ``start_prices`` (Y) along the excess of spending; the best bound is kept. Written: bound (N), spend (N, Y).
    """
    paths, minerals, months = price.shape
    years = budgets.size
    width = f.state_cost.shape[2]
    value = np.empty(width)
    fresh = np.empty(width)
    choice = np.empty((months, width), np.int16)
    charge = np.empty(years)
    used = np.empty(years)
    for n in range(paths):
        for y in range(years):
            charge[y] = start_prices[y]
        bound[n] = -np.inf
        for turn in range(rounds):
            total = 0.0
            for y in range(years):
                used[y] = 0.0
            for m in range(minerals):
                total += _best_alone(f, n, m, price, need, calm, failed, charge, value, fresh, choice, used)
            for y in range(years):
                total -= charge[y] * budgets[y]
            if total > bound[n]:
                bound[n] = total
                for y in range(years):
                    spend[n, y] = used[y]
            norm = 0.0
            for y in range(years):
                over = used[y] - budgets[y]
                if charge[y] > 0.0 or over > 0.0:
                    norm += (over / budgets[y]) ** 2
            if norm == 0.0:
                break
            step = 0.15 / (1.0 + turn) / math.sqrt(norm)
            for y in range(years):
                charge[y] = max(0.0, charge[y] + step * (used[y] - budgets[y]) / budgets[y])


@njit(cache=True, nogil=True, inline="always")
def _best_alone(f, n, m, price, need, calm, failed, charge, value, fresh, choice, used):  # type: ignore[no-untyped-def]
    """Least cost of one mineral on one known path under prices on the yearly budgets; adds its spending to ``used``."""
    months = price.shape[2]
    levels = f.levels[m]
    u, worth, value_of, kept = f.unit[m], f.mean_price[m], f.shortage_value, 1.0 - f.sale_discount
    bill_t, state_cost, demand, discount = f.bill_t, f.state_cost, f.demand, f.discount
    least, most_lot, release, tight, sale = (
        f.least_lot[m],
        f.most_lot[m],
        f.most_release[m],
        f.lowest[m, 0],
        f.lowest[m, 1],
    )
    end = discount**months
    for s in range(levels):
        value[s] = -end * f.terminal_value * worth * s * u
    for back in range(months):
        t = months - 1 - back
        factor = discount**t
        asked = need[n, m, t]
        cost_now = price[n, m, t]
        curve = f.shortage_curve / demand[m, t]
        for s in range(levels):
            value[s] += factor * state_cost[m, t, s]
        nothing = factor * _cost_of_leaving(0.0, asked, cost_now, worth, value_of, curve, kept)
        for s in range(levels):
            fresh[s] = nothing + value[s]
            choice[t, s] = 0
        top = _most_leaving(levels - 1, asked, u, release, tight, sale)
        lowest = tight if asked > 0.0 else sale
        for k in range(1, top + 1):
            paid = factor * _cost_of_leaving(k * u, asked, cost_now, worth, value_of, curve, kept)
            for s in range(lowest + k, levels):
                q = paid + value[s - k]
                if q < fresh[s]:
                    fresh[s] = q
                    choice[t, s] = -k
        if calm[n, m, t] and not failed[n, m, t]:
            weight = factor + charge[t // 12]
            for k in range(least, most_lot + 1):
                paid = weight * cost_now * bill_t[m, k]
                for s in range(levels - k):
                    q = paid + value[s + k]
                    if q < fresh[s]:
                        fresh[s] = q
                        choice[t, s] = k
        for s in range(levels):
            value[s] = fresh[s]
    s = f.start[m]
    result = value[s]
    for t in range(months):
        k = choice[t, s]
        if k > 0:
            used[t // 12] += price[n, m, t] * bill_t[m, k]
        s += k
    return result
