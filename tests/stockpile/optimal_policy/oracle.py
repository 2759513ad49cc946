"""The Bellman recursion in plain Python, state by state, by the definition: slow, and independent of the kernel."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import product
from typing import Any

from sonae.stockpile.optimal_policy import ProgramSet


class Program:
    """Mineral ``m`` of a set under prices; every function follows the definition in words."""

    def __init__(self, programs: ProgramSet, m: int, prices: Any) -> None:
        self.programs, self.m, self.prices = programs, m, prices
        self.levels, self.states = int(programs.levels[m]), int(programs.states[m])
        self.steps = [int(step) for step in programs.steps[m, : programs.actions[m]]]
        self.hold = self.steps.index(0)
        self.value = lru_cache(maxsize=None)(self._value)

    def weight(self, r: int, t: int) -> float:
        return self.programs.discount**t if self.programs.discounted[r] else 1.0

    def use(self, r: int, t: int, z: int, a: int, *, fails: bool) -> float:
        counted = self.hold if fails and not self.programs.charged_if_failed[r] else a
        return float(self.programs.use[r, self.m, self.programs.cost_year[t], z, counted])

    def charges(self, t: int, z: int, a: int, *, fails: bool) -> float:
        total = 0.0
        for r in range(self.programs.period.shape[0]):
            p = self.programs.period[r, t]
            if p >= 0:
                present = self.prices[r][p] * self.weight(r, t) * self.use(r, t, z, a, fails=fails)
                total += present / self.programs.discount**t
        return total

    def outcomes(self, s: int, a: int) -> list[tuple[float, bool, int]]:
        """(chance, whether the purchase fails, stock after it)."""
        failed = float(self.programs.failed[self.m])
        if self.steps[a] > 0 and failed > 0:
            return [(1 - failed, False, s + self.steps[a]), (failed, True, s)]
        return [(1.0, False, s + self.steps[a])]

    def allowed(self, t: int, s: int, z: int, a: int) -> bool:
        after = s + self.steps[a]
        cost = self.programs.cost[self.m, self.programs.cost_year[t], z, a]
        return 0 <= after < self.levels and after >= self.programs.low[self.m, z, a] and not math.isinf(cost)

    def action_value(self, t: int, s: int, z: int, a: int) -> float:
        programs, m = self.programs, self.m
        total = 0.0
        for chance, fails, after in self.outcomes(s, a):
            paid = programs.cost[m, programs.cost_year[t], z, self.hold if fails else a]
            later = sum(programs.transition[m, z, k] * self.value(t + 1, after, k)[0] for k in range(self.states))
            at_once = paid + self.charges(t, z, a, fails=fails) + programs.state_cost[m, t, after]
            total += chance * (at_once + programs.discount * later)
        return float(total)

    def _value(self, t: int, s: int, z: int) -> tuple[float, int]:
        """Least cost and its action; the smallest change of stock, then the lowest number, among equals."""
        if t == self.programs.months:
            return float(self.programs.terminal[self.m, z, s]), -1
        allowed = [a for a in range(len(self.steps)) if self.allowed(t, s, z, a)]
        found = [(self.action_value(t, s, z, a), abs(self.steps[a]), a) for a in allowed]
        value, _, action = min(found)
        return value, action

    def start(self) -> dict[tuple[int, int], float]:
        level = int(self.programs.start_level[self.m])
        return {(level, z): float(self.programs.start_chance[self.m, z]) for z in range(self.states)}

    def expected(self) -> tuple[float, list[list[float]], list[dict[int, float]]]:
        """Expected cost, use by resource and period, chances of the stock after each month's action."""
        programs = self.programs
        cost = sum(chance * self.value(0, s, z)[0] for (s, z), chance in self.start().items())
        used = [[0.0] * programs.periods for _ in programs.period]
        chances, stock = self.start(), []
        for t in range(programs.months):
            after: dict[tuple[int, int], float] = {}
            seen: dict[int, float] = {}
            for (s, z), chance in chances.items():
                a = self.value(t, s, z)[1]
                for part, fails, n in self.outcomes(s, a):
                    for r, p in product(range(len(used)), [0]):
                        p = int(programs.period[r, t])
                        if p >= 0:
                            used[r][p] += chance * part * self.weight(r, t) * self.use(r, t, z, a, fails=fails)
                    seen[n] = seen.get(n, 0.0) + chance * part
                    for k in range(self.states):
                        moved = chance * part * float(programs.transition[self.m, z, k])
                        after[n, k] = after.get((n, k), 0.0) + moved
            chances = after
            stock.append(seen)
        return cost, used, stock
