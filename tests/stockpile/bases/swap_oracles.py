"""Two other ways to the least deviation of a swap: all corners in fractions for one base, and scipy on an own formulation."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
from scipy.optimize import linprog

from sonae.stockpile.bases.swap import SwapProblem

Halfspace = tuple[list[Fraction], Fraction]
"""a · x ≤ b."""


def _solve(rows: Sequence[list[Fraction]], sides: Sequence[Fraction]) -> list[Fraction] | None:
    """Gauss elimination; none where the rows do not fix one point."""
    n = len(rows)
    table = [[*row, side] for row, side in zip(rows, sides, strict=True)]
    for i in range(n):
        pivot = next((k for k in range(i, n) if table[k][i]), None)
        if pivot is None:
            return None
        table[i], table[pivot] = table[pivot], table[i]
        table[i] = [value / table[i][i] for value in table[i]]
        for k in range(n):
            if k != i and table[k][i]:
                factor = table[k][i]
                table[k] = [a - factor * b for a, b in zip(table[k], table[i], strict=True)]
    return [row[n] for row in table]


def least_over_corners(limits: list[Halfspace], kinks: list[Halfspace]) -> Fraction:
    """The least Σ |a·x − b| over the kinks within the limits.

    The sum is convex and linear between kinks, so that the least stands at a point where as many limits and kinks meet as
    there are variables.
    """
    n = len(limits[0][0])
    best: Fraction | None = None
    for chosen in combinations([*limits, *kinks], n):
        point = _solve([row for row, _ in chosen], [side for _, side in chosen])
        if point is None:
            continue
        values = [sum((a * x for a, x in zip(row, point, strict=True)), Fraction(0)) - side for row, side in limits]
        if max(values) > 0:
            continue
        deviation = sum(
            (abs(sum((a * x for a, x in zip(row, point, strict=True)), Fraction(0)) - side) for row, side in kinks),
            Fraction(0),
        )
        best = deviation if best is None else min(best, deviation)
    assert best is not None
    return best


def least_by_scipy(problem: SwapProblem) -> float:
    """The least deviation with what each tank holds of each grade afterwards as variables, solved by scipy."""
    trial = _Formulation(problem)
    trial.tanks()
    trial.bases()
    trial.markets()
    trial.mix()
    return trial.least()


Terms = list[tuple[int, float]]
Place = tuple[str, str]


class _Formulation:
    """Rows of an own formulation as they are added; a variable is named by what it is."""

    def __init__(self, problem: SwapProblem) -> None:
        self.problem = problem
        self.held = {(one.base, one.tank): problem.tank(one) for one in problem.tanks}
        self.accepts = {(one.base, one.tank): set(one.accepts) for one in problem.tanks}
        self.index: dict[tuple[str, ...], int] = {}
        self.upper: list[tuple[Terms, float]] = []
        self.equal: list[tuple[Terms, float]] = []
        routes = {(route.origin, route.destination) for route in problem.routes}
        self.sent = {
            place: [
                other for other in self.held
                if (place[0], other[0]) in routes and set(tank.contents) <= self.accepts[other]
            ]
            for place, tank in self.held.items()
        }  # fmt: skip

    def at(self, *key: str) -> int:
        return self.index.setdefault(key, len(self.index))

    def named(self, kind: str) -> list[tuple[str, ...]]:
        return [key for key in self.index if key[0] == kind]

    def share(self, place: Place, grade: str) -> float:
        tank = self.held[place]
        return tank.contents.get(grade, 0) / tank.stock if tank.stock else 0.0

    def tanks(self) -> None:
        for place, tank in self.held.items():
            leaves = [
                (self.at("sold", *place), 1.0),
                *((self.at("moved", *place, *to), 1.0) for to in self.sent[place]),
            ]
            self.upper.append((leaves, float(tank.available or 0)))
            for grade in self.problem.grades:  # after = before − share · what leaves + bought + received
                share = self.share(place, grade)
                terms = [(self.at("after", *place, grade), 1.0), *((i, share) for i, _ in leaves)]
                if grade in self.accepts[place] and grade in self.problem.supply:
                    terms.append((self.at("bought", *place, grade), -1.0))
                terms += [
                    (self.at("moved", *other, *place), -self.share(other, grade))
                    for other in self.held if place in self.sent[other]
                ]  # fmt: skip
                self.equal.append((terms, float(tank.contents.get(grade, 0))))
            full = [(self.at("after", *place, grade), 1.0) for grade in self.problem.grades]
            self.upper.append((full, float(tank.capacity)))

    def bases(self) -> None:
        for base, limits in self.problem.bases.items():
            out = [self.index[key] for kind in ("sold", "moved") for key in self.named(kind) if key[1] == base]
            into = [self.index[key] for key in self.named("bought") if key[1] == base]
            into += [self.index[key] for key in self.named("moved") if key[3] == base]
            spare = self.problem.installations.site(base).stock - limits.least_stock
            self.upper.append(([(i, 1.0) for i in out], float(spare)))
            loads = [(self.at("load", base, one.id), self.at("unload", base, one.id), one) for one in limits.berths]
            self.equal.append(([*((i, 1.0) for i in out), *((load, -1.0) for load, _, _ in loads)], 0.0))
            self.equal.append(([*((i, 1.0) for i in into), *((unload, -1.0) for _, unload, _ in loads)], 0.0))
            for load, unload, one in loads:
                self.upper.append(([(load, 1 / one.load_a_day), (unload, 1 / one.unload_a_day)], float(one.days)))
            for grade, least in limits.least_grades.items():
                own = [(place, tank) for place, tank in self.held.items() if place[0] == base]
                fixed = self.problem.held_at(base).get(grade, 0) - sum(tank.contents.get(grade, 0) for _, tank in own)
                parts = [(self.at("after", *place, grade), -1.0) for place, _ in own]
                self.upper.append((parts, float(fixed - least)))

    def markets(self) -> None:
        for grade in self.problem.grades:
            supply, demand = self.problem.supply.get(grade), self.problem.demand.get(grade)
            bought = [(self.index[key], 1.0) for key in self.named("bought") if key[3] == grade]
            sold = [(self.at("sold", *place), self.share(place, grade)) for place in self.held]
            self.upper += [(bought, float(supply.most if supply else 0)), (sold, float(demand.most if demand else 0))]
        for route in self.problem.routes:
            way = (route.origin, route.destination)
            moved = [(self.index[key], 1.0) for key in self.named("moved") if (key[1], key[3]) == way]
            self.upper.append((moved, float(route.most)))
        balance = [(self.index[key], 1.0) for key in self.named("bought")]
        self.equal.append(([*balance, *((self.at("sold", *place), -1.0) for place in self.held)], 0.0))

    def mix(self) -> None:
        every, wanted = self.problem.holdings(), self.problem.wanted()
        for grade in self.problem.grades:
            fixed = float(every[grade]) - sum(tank.contents.get(grade, 0) for tank in self.held.values())
            parts = [(self.at("after", *place, grade), 1.0) for place in self.held]
            off, side = self.at("off", grade), float(wanted[grade])
            self.upper.append(([*parts, (off, -1.0)], side - fixed))
            self.upper.append(([*((i, -value) for i, value in parts), (off, -1.0)], fixed - side))

    def dense(self, rows: list[tuple[Terms, float]]) -> tuple[np.ndarray, np.ndarray]:
        matrix = np.zeros((len(rows), len(self.index)))
        for i, (terms, _) in enumerate(rows):
            for k, value in terms:
                matrix[i, k] += value
        return matrix, np.asarray([side for _, side in rows])

    def least(self) -> float:
        cost = np.zeros(len(self.index))
        cost[[self.index[key] for key in self.named("off")]] = 1.0
        (a_ub, b_ub), (a_eq, b_eq) = self.dense(self.upper), self.dense(self.equal)
        found = linprog(cost, A_ub=a_ub, b_ub=b_ub, A_eq=a_eq, b_eq=b_eq, bounds=(0, None), method="highs-ipm")
        assert found.status == 0, found.message
        return float(found.fun)
