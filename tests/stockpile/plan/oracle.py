"""Slow second ways of computing what the plan's kernels compute, in plain Python."""

from __future__ import annotations

import itertools
import math

import numpy as np

from sonae.stockpile.plan import PlanningModel
from sonae.stockpile.plan.policy import PathArrays, PolicyRun


def bill(model: PlanningModel, m: int, tonnes: float, price: float) -> float:
    """Premium of every impact step on its own part."""
    market = model.case.model.materials[m].market_t_a_month
    total, below = 0.0, 0.0
    for step in model.case.model.steps:
        part = max(0.0, min(tonnes, step.market_share * market) - below)
        total += part * (1 + step.premium)
        below = step.market_share * market
    total += max(0.0, tonnes - below) * (1 + model.case.model.steps[-1].premium)
    return total * price


def leaving(model: PlanningModel, m: int, t: int, steps: int, need: float, price: float) -> float:
    costs = model.case.model.costs
    tonnes = steps * float(model.unit_t[m])
    short = max(need - tonnes, 0.0)
    demand = float(model.demand_t[m, t // 12])
    worth = float(model.price[m]) * short * (costs.shortage_value + costs.shortage_curve * short / demand)
    return worth - (1 - costs.sale_discount) * price * tonnes


def account(model: PlanningModel, arrays: PathArrays, run: PolicyRun, n: int) -> float:
    """Count the cost of a path again from what was bought and released, and hold every limit to it."""
    file, programs = model.case.file, model.programs
    total = 0.0
    stock = [int(v) for v in programs.start_level]
    since = [10**6] * len(stock)
    for t in range(programs.months):
        if t % 12 == 0:
            spent = 0.0
        bought_now = 0
        for m in range(len(stock)):
            step = int(run.bought[n, m, t])
            price, need = float(arrays.price[n, m, t]), float(arrays.need[n, m, t])
            unit = float(model.unit_t[m])
            since[m] += 1
            factor = programs.discount**t
            if step > 0:
                assert arrays.calm[n, m, t]
                assert not arrays.failed[n, m, t]
                assert since[m] > model.case.model.rules[m].no_repurchase_months
                assert model.least_lot[m] <= step <= model.most_lot[m]
                paid = bill(model, m, step * unit, price)
                spent += paid
                total += factor * paid
                bought_now += 1
                total += factor * leaving(model, m, t, 0, need, price)
            else:
                if step < 0 and need > 0:
                    assert -step <= math.ceil(need / unit - 1e-9)
                    assert stock[m] + step >= model.lowest[m, 0]
                    since[m] = 0
                elif step < 0:
                    assert stock[m] + step >= model.lowest[m, 1]
                assert -step <= model.most_release[m]
                total += factor * leaving(model, m, t, -step, need, price)
            stock[m] += step
            assert 0 <= stock[m] < programs.levels[m]
            assert stock[m] == run.level[n, m, t]
            assert math.isclose(run.short[n, m, t], max(need - max(-step, 0) * unit, 0.0), rel_tol=1e-5, abs_tol=1e-4)
            total += factor * float(programs.state_cost[m, t, stock[m]])
        assert spent <= file.budgets_million_yen[t // 12] * (1 + 1e-12)
        if file.tenders_a_month is not None:
            assert bought_now <= file.tenders_a_month
        assert (
            sum(s * float(model.area[m]) for m, s in enumerate(stock))
            <= max(model.space, float((programs.start_level * model.area).sum())) + 1e-9
        )
        if t % 12 == 11:
            assert math.isclose(run.spend[n, t // 12], spent, rel_tol=1e-9, abs_tol=1e-9)
    end = programs.discount**programs.months * file.settings.costs.terminal_value
    return total - end * sum(float(model.price[m]) * s * float(model.unit_t[m]) for m, s in enumerate(stock))


def joint_value(model: PlanningModel, unit_of_money: float) -> float:
    """Return the least expected cost of all minerals together under hard yearly budgets, by recursion on the joint state.

    Stocks, disruptions and the budget left (in whole units of money: every bill must be a multiple) are the state. One
    price state, no failed tenders.
    """
    programs = model.programs
    minerals = len(model.case.minerals)
    levels = [range(int(v)) for v in programs.levels]
    depth = model.regimes.states
    use = programs.use[0]
    budget = [round(b / unit_of_money) for b in model.limits[0]]
    most = max(budget)
    alive = [[d for d in range(depth) if model.regimes.called[m, d] > 0 or d == 0] for m in range(minerals)]
    states = list(itertools.product(*alive))
    later = {}
    for z in states:
        value = np.zeros((most + 1, *[len(r) for r in levels]))
        for s in itertools.product(*levels):
            value[(slice(None), *s)] = sum(float(programs.terminal[m, z[m], s[m]]) for m in range(minerals))
        later[z] = value
    for t in reversed(range(programs.months)):
        y = int(programs.cost_year[t])
        fresh = t % 12 == 11 and t + 1 < programs.months
        now = {}
        for z in states:
            ahead = np.zeros_like(later[z])
            for after in states:
                chance = math.prod(float(programs.transition[m, z[m], after[m]]) for m in range(minerals))
                if chance > 0:
                    part = later[after]
                    if fresh:  # a new year begins with its own budget, whatever is left
                        part = np.broadcast_to(part[budget[y + 1]], part.shape)
                    ahead = ahead + chance * part
            now[z] = _best(model, t, y, z, ahead, use, unit_of_money, most, levels)
        later = now
    first = tuple(0 for _ in range(minerals))
    return float(later[first][(budget[0], *[int(v) for v in programs.start_level])])


def _best(model, t, y, z, ahead, use, unit_of_money, most, levels):  # type: ignore[no-untyped-def]
    programs = model.programs
    minerals = len(levels)
    choices = []
    for m in range(minerals):
        mine = []
        for a in range(int(programs.actions[m])):
            cost = float(programs.cost[m, y, z[m], a])
            if math.isfinite(cost):
                units = float(use[m, y, z[m], a]) / unit_of_money
                assert abs(units - round(units)) < 1e-6
                mine.append((int(programs.steps[m, a]), cost, round(units), int(programs.low[m, z[m], a])))
        choices.append(mine)
    value = np.full(ahead.shape, np.inf)
    for picks in itertools.product(*choices):
        paid = sum(pick[2] for pick in picks)
        if paid > most:
            continue
        cost = sum(pick[1] for pick in picks)
        source, goal = [slice(paid, None)], [slice(0, most + 1 - paid)]
        state_cost = np.zeros((1,))
        shape_ok = True
        for m, (step, _, _, low) in enumerate(picks):
            n = len(levels[m])
            begin, end = max(0, low - step if step < 0 else 0, -step), min(n, n - step)
            if end <= begin:
                shape_ok = False
                break
            source.append(slice(begin, end))
            goal.append(slice(begin + step, end + step))
            part = programs.state_cost[m, t, begin + step : end + step]
            state_cost = state_cost[..., None] + part
        if not shape_ok:
            continue
        total = cost + state_cost + programs.discount * ahead[tuple(goal)]
        here = value[tuple(source)]
        np.minimum(here, total, out=here)
    return value


def best_known_path(model: PlanningModel, arrays: PathArrays, n: int) -> float:
    """Return the least cost of a known path without limits, mineral by mineral, by trying every sequence of actions."""
    programs, file = model.programs, model.case.file
    total = 0.0
    for m in range(len(model.case.minerals)):
        best = {int(programs.start_level[m]): 0.0}
        for t in range(programs.months):
            after: dict[int, float] = {}
            for s, cost in best.items():
                price, need = float(arrays.price[n, m, t]), float(arrays.need[n, m, t])
                unit = float(model.unit_t[m])
                options = [0]
                if need > 0:
                    top = min(int(model.most_release[m]), math.ceil(need / unit - 1e-9), s - int(model.lowest[m, 0]))
                else:
                    top = min(int(model.most_release[m]), s - int(model.lowest[m, 1]))
                options += [-k for k in range(1, top + 1)]
                if arrays.calm[n, m, t] and not arrays.failed[n, m, t]:
                    options += list(range(int(model.least_lot[m]), int(model.most_lot[m]) + 1))
                for k in options:
                    if not 0 <= s + k < programs.levels[m]:
                        continue
                    month = leaving(model, m, t, max(-k, 0), need, price)
                    if k > 0:
                        month += bill(model, m, k * unit, price)
                    month += float(programs.state_cost[m, t, s + k])
                    new = cost + programs.discount**t * month
                    if new < after.get(s + k, math.inf):
                        after[s + k] = new
            best = after
        end = programs.discount**programs.months * file.settings.costs.terminal_value * float(model.price[m])
        total += min(cost - end * s * float(model.unit_t[m]) for s, cost in best.items())
    return total
