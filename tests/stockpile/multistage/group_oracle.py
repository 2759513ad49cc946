"""Two exact ways to solve a tiny group, written from the words of ``group.py``, not from its arrays.

``tree_value``: one linear program over the whole tree of regimes. ``grid_value``: dynamic programming over all whole
tonnes of all minerals and all whole yen of budget together; where whole numbers are enough the two agree.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
from scipy.optimize import linprog

from sonae.stockpile.multistage import MineralGroup

Noises = tuple[tuple[float, tuple[float, ...]], ...]


def noises_of(group: MineralGroup) -> Noises:
    return group.demand_noise or ((1.0, (1.0,) * len(group.minerals)),)


class _Tree:
    """Variables by name, rows as dictionaries."""

    def __init__(self) -> None:
        self.index: dict[tuple[object, ...], int] = {}
        self.cost: list[float] = []
        self.upper: list[float | None] = []
        self.rows: list[tuple[dict[int, float], float]] = []

    def add(self, name: tuple[object, ...], cost: float, upper: float | None) -> int:
        self.index[name] = len(self.cost)
        self.cost.append(cost)
        self.upper.append(None if upper is None or np.isinf(upper) else upper)
        return self.index[name]


def tree_value(group: MineralGroup) -> float:
    """Least expected cost, deciding anew in every node of the tree."""
    tree = _Tree()
    minerals, regimes = group.minerals, range(group.transition.shape[0])

    def grow(
        t: int,
        r: int,
        noise: tuple[float, ...],
        chance: float,
        parent: tuple[object, ...] | None,
        name: tuple[object, ...],
    ) -> None:
        factor = chance * group.discount**t
        last = t + 1 == group.stages
        budget: dict[int, float] = {tree.add((name, "left"), 0.0, None): 1.0}
        new_year = t % group.stages_a_year == 0
        if not new_year:
            budget[tree.index[parent, "left"]] = -1.0
        for i, m in enumerate(minerals):
            left = m.holding - (group.discount * m.worth if last else 0.0)
            stock = {tree.add((name, "stock", i), factor * left, m.capacity_t): 1.0}
            begin = m.start_t
            if parent is not None:
                stock[tree.index[parent, "stock", i]] = -1.0
                begin = 0.0
            for k, (tonnes, premium) in enumerate(m.steps):
                paid = m.price[r] * (1 + premium)
                column = tree.add((name, "buy", i, k), factor * paid, tonnes)
                stock[column], budget[column] = -1.0, paid
            release = tree.add((name, "release", i), -factor * m.price[r] * (1 - m.sale_discount), m.release_cap_t)
            stock[release] = 1.0
            need = {release: 1.0}
            for j, (share, value) in enumerate(m.pieces):
                open_end = j + 1 == len(m.pieces)
                need[tree.add((name, "short", i, j), factor * value, None if open_end else share * m.demand_t)] = 1.0
            tree.rows += [(stock, begin), (need, m.lost[r] * m.demand_t * noise[i])]
        tree.rows.append((budget, group.budgets_yen[t // group.stages_a_year] if new_year else 0.0))
        if last:
            return
        for k in regimes:
            for n, (c, factors) in enumerate(noises_of(group)):
                weight = chance * float(group.transition[r, k]) * c
                if weight > 0:
                    grow(t + 1, k, factors, weight, name, (*name, k, n))

    # Noise of the first stage is seen before deciding: one tree for each outcome.
    for n, (c, factors) in enumerate(noises_of(group)):
        grow(0, group.start_regime, factors, c, None, (n,))
    matrix = np.zeros((len(tree.rows), len(tree.cost)))
    for i, (row, _) in enumerate(tree.rows):
        for column, value in row.items():
            matrix[i, column] = value
    found = linprog(
        tree.cost, A_eq=matrix, b_eq=[right for _, right in tree.rows], bounds=[(0, upper) for upper in tree.upper]
    )
    assert found.status == 0
    return float(found.fun)


def grid_value(group: MineralGroup) -> float:
    """Least expected cost in whole tonnes and whole yen, all minerals and the budget in one state."""
    minerals, regimes = group.minerals, range(group.transition.shape[0])

    def purchase(i: int, r: int, tonnes: int) -> float | None:
        paid, left = 0.0, float(tonnes)
        for step, premium in minerals[i].steps:
            part = min(left, step)
            paid, left = paid + part * minerals[i].price[r] * (1 + premium), left - part
        return None if left > 1e-9 else paid

    def shortage(i: int, tonnes: float) -> float:
        cost, left = 0.0, tonnes
        for j, (share, value) in enumerate(minerals[i].pieces):
            part = left if j + 1 == len(minerals[i].pieces) else min(left, share * minerals[i].demand_t)
            cost, left = cost + part * value, left - part
        return cost

    @cache
    def options(i: int, r: int, stock: int, last: bool) -> tuple[tuple[int, float, float], ...]:
        """(stock after, paid, cost) of every decision for one mineral, shortage and holding in the cost."""
        m = minerals[i]
        need = round(m.lost[r] * m.demand_t)
        out = []
        for bought in range(int(m.capacity_t) + need + 1):
            paid = purchase(i, r, bought)
            if paid is None:
                break
            for released in range(min(need, stock + bought, int(min(m.release_cap_t, 1e9))) + 1):
                after = stock + bought - released
                if after > m.capacity_t:
                    continue
                cost = paid - released * m.price[r] * (1 - m.sale_discount) + shortage(i, need - released)
                cost += after * (m.holding - (group.discount * m.worth if last else 0.0))
                out.append((after, paid, cost))
        return tuple(out)

    @cache
    def value(t: int, r: int, stocks: tuple[int, ...], left: float) -> float:
        if t == group.stages:
            return 0.0
        money = group.budgets_yen[t // group.stages_a_year] if t % group.stages_a_year == 0 else left
        best = np.inf
        last = t + 1 == group.stages
        for chosen in product(*(options(i, r, s, last) for i, s in enumerate(stocks))):
            paid = sum(part for _, part, _ in chosen)
            if paid > money + 1e-9:
                continue
            after = tuple(n for n, _, _ in chosen)
            later = sum(
                group.transition[r, k] * value(t + 1, k, after, round(money - paid, 6))
                for k in regimes
                if group.transition[r, k] > 0
            )
            best = min(best, sum(cost for _, _, cost in chosen) + group.discount * later)
        return float(best)

    return value(0, group.start_regime, tuple(int(m.start_t) for m in minerals), 0.0)
