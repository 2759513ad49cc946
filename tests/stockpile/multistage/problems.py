"""The problems of SDDP.jl's own examples and tests, written as nodes."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from sonae.stockpile.multistage import Node, Noise, PolicyGraph, Risk

INF = float("inf")


def node(
    states: int, cost: Any, lower: Any, upper: Any, matrix: Any, rows: Any, noises: Any, bound: float | None
) -> Node:
    """Shorter: rows are (lower, upper) pairs."""
    numbers = [np.asarray(part, np.float64) for part in (cost, lower, upper, matrix, rows)]
    return Node(states, *numbers[:4], numbers[4][:, 0], numbers[4][:, 1], tuple(noises), bound)


def equal(*values: float) -> list[tuple[float, float]]:
    return [(value, value) for value in values]


def chain(nodes: list[Node], start: Any, risk: Risk = Risk()) -> PolicyGraph:  # noqa: B008 - frozen
    """One node a stage."""
    arcs = {t: ((t + 1, 1.0),) for t in range(len(nodes) - 1)}
    return PolicyGraph(dict(enumerate(nodes)), arcs, ((0, 1.0),), np.asarray(start, np.float64), risk)


FUEL = (50.0, 100.0, 150.0)


def hydro_thermal(t: int, noises: Any) -> Node:
    """Columns: volume in, volume out, thermal, hydro, spill, inflow (fixed by noise)."""
    matrix = [[-1, 1, 0, 1, 1, -1], [0, 0, 1, 1, 0, 0]]
    upper = [200, 200, INF, INF, INF, 0]
    return node(1, [0, 0, FUEL[t], 0, 0, 0], [0] * 6, upper, matrix, equal(0, 150), noises, None if t == 2 else 0.0)


def first_steps() -> PolicyGraph:
    inflow = [Noise(1 / 3, bounds=((5, value, value),)) for value in (0.0, 50.0, 100.0)]
    return chain([hydro_thermal(t, inflow) for t in range(3)], [200.0])


def fuel_noise(t: int, chances: Any) -> list[Noise]:
    outcomes = ((0.0, 1.5), (50.0, 1.0), (100.0, 0.75))
    return [
        Noise(chance, bounds=((5, inflow, inflow),), costs=((2, factor * FUEL[t]),))
        for chance, (inflow, factor) in zip(chances, outcomes, strict=True)
    ]


def objective_uncertainty() -> PolicyGraph:
    return chain([hydro_thermal(t, fuel_noise(t, [1 / 3] * 3)) for t in range(3)], [200.0])


def markov_uncertainty() -> PolicyGraph:
    wet = [1 / 6, 1 / 3, 1 / 2]
    nodes = {
        (t, i): hydro_thermal(t, fuel_noise(t, wet if i == 0 else wet[::-1]))
        for t in range(3)
        for i in range(2)
        if t or not i
    }
    chances = [[0.75, 0.25], [0.25, 0.75]]
    arcs = {(t, i): tuple(((t + 1, j), chances[i][j]) for j in range(2)) for t, i in nodes if t < 2}
    return PolicyGraph(nodes, arcs, (((0, 0), 1.0),), np.asarray([200.0]))


def stock() -> PolicyGraph:
    """StochDynamicProgramming.jl's stock: inflow in tenths between 0 and 0.3."""
    inflow = np.arange(10) / 30
    nodes = [
        node(1, [0, 0, np.sin(3 * (t + 1)) - 1], [0, 0, 0], [1, 1, 0.5], [[-1, 1, 1]], equal(0),
             [Noise(1 / 10, rows=((0, w, w),)) for w in inflow], None if t == 4 else -2.0)
        for t in range(5)
    ]  # fmt: skip
    return chain(nodes, [0.5])


def multistock() -> PolicyGraph:
    matrix = np.zeros((4, 9))
    for i in range(3):
        matrix[i, [i, 3 + i, 6 + i]] = -1, 1, -1
    matrix[3, 6:] = 1
    rows = [*equal(0, 0, 0), (-INF, 1.5)]
    noises = [Noise(1 / 27, rows=tuple((i, -w[i], -w[i]) for i in range(3))) for w in product((0, 0.15, 0.3), repeat=3)]
    nodes = [
        node(3, [0] * 6 + [np.sin(3 * (t + 1)) - 1] * 3, [0] * 9, [1] * 6 + [0.5] * 3, matrix, rows, noises,
             None if t == 4 else -5.0)
        for t in range(5)
    ]  # fmt: skip
    return chain(nodes, [0.5] * 3)


def infinite_hydro_thermal() -> PolicyGraph:
    """Columns: volume in, volume out, thermal, hydro, spill (costed); discount 0.9."""
    matrix = [[-1, 1, 0, 1, 1], [0, 0, 1, 1, 0]]
    noises = [Noise(1 / 3, rows=((0, i, i), (1, d, d))) for i, d in ((0, 7.5), (5, 5), (10, 2.5))]
    only = node(1, [0, 0, 1, 0, 10], [5, 5, 0, 0, 0], [15, 15, INF, INF, INF], matrix, equal(0, 0), noises, 0.0)
    return PolicyGraph({0: only}, {0: ((0, 0.9),)}, ((0, 1.0),), np.asarray([10.0]))


PRICES = ((1, 2, 0), (2, 1, 0), (3, 4, 0))
VALLEY_CHANCES = {0: ((0.6, 0.4),), 1: ((0.6, 0.4), (0.3, 0.7))}


def valley_node(t: int, price: float, *, inflow: bool) -> Node:
    """Two reservoirs in a cascade. Columns: in 2, out 2, outflow 2, spill 2, inflow 2, generation, dispatch 6."""
    flow, power = (50, 60, 70), (55, 65, 70)
    matrix, rows = np.zeros((7, 17)), []
    matrix[0, [2, 0, 8, 4, 6]] = 1, -1, -1, 1, 1
    matrix[1, [3, 1, 9, 5, 7, 4, 6]] = 1, -1, -1, 1, 1, -1, -1
    matrix[2, 10] = 1
    matrix[2, 11:] = [-p for p in power] * 2
    for q in range(2):
        matrix[3 + q, 4 + q] = 1
        matrix[3 + q, 11 + 3 * q : 14 + 3 * q] = [-f for f in flow]
        matrix[5 + q, 11 + 3 * q : 14 + 3 * q] = 1
    rows = [*equal(0, 0, 0, 0, 0), (-INF, 1), (-INF, 1)]
    cost = np.zeros(17)
    cost[10], cost[6:8] = -price, 1000
    upper = np.full(17, INF)
    upper[:4], upper[11:], upper[8:10] = 200, 1, 0
    amounts = ((0, 0), (20, 0), (50, 20)) if inflow and t > 0 else ((0, 0),)
    noises = [Noise(1 / len(amounts), bounds=((8, 0, a), (9, 0, b))) for a, b in amounts]
    return node(2, cost, np.zeros(17), upper, matrix, rows, noises, None if t == 2 else -1e4)


def hydro_valley(*, markov: bool, inflow: bool, risk: Risk = Risk()) -> PolicyGraph:  # noqa: B008 - frozen
    """Costs are minus the revenue that SDDP.jl's example maximises."""
    if not markov:
        return chain([valley_node(t, PRICES[t][0], inflow=inflow) for t in range(3)], [200.0, 200.0], risk)
    nodes = {(t, i): valley_node(t, PRICES[t][i], inflow=inflow) for t in range(3) for i in range(2) if t or not i}
    arcs = {(t, i): tuple(((t + 1, j), VALLEY_CHANCES[1][i][j]) for j in range(2)) for t, i in nodes if t < 2}
    return PolicyGraph(nodes, arcs, (((0, 0), 1.0),), np.asarray([200.0, 200.0]), risk)
