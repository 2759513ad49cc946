"""The whole tree of a graph as one linear program: exact, and without cuts. For small graphs that end."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from sonae.stockpile.multistage import PolicyGraph


def tree_value(graph: PolicyGraph) -> float:
    """Least expected cost of a risk-neutral graph."""
    cost: list[float] = []
    limits: list[tuple[float, float]] = []
    equal: list[tuple[dict[int, float], float]] = []
    below: list[tuple[dict[int, float], float]] = []

    def grow(arcs: tuple[tuple[Hashable, float], ...], chance: float, coming: list[int] | None) -> None:
        for key, going in arcs:
            node = graph.nodes[key]
            for noise in node.noises:
                begin, own = len(cost), node.cost.copy()
                own[[j for j, _ in noise.costs]] = [c for _, c in noise.costs]
                weight = chance * going * noise.chance
                cost.extend(weight * own)
                bounds = {j: (low, high) for j, low, high in noise.bounds}
                limits.extend(bounds.get(j, (float(node.lower[j]), float(node.upper[j]))) for j in range(own.size))
                for i in range(node.states):
                    limits[begin + i] = (-np.inf, np.inf)
                    row = {begin + i: 1.0} if coming is None else {begin + i: 1.0, coming[i]: -1.0}
                    equal.append((row, float(graph.start[i]) if coming is None else 0.0))
                rows = {i: (low, high) for i, low, high in noise.rows}
                for i in range(node.matrix.shape[0]):
                    low, high = rows.get(i, (float(node.row_lower[i]), float(node.row_upper[i])))
                    entries = {begin + int(j): float(node.matrix[i, j]) for j in np.flatnonzero(node.matrix[i])}
                    if low == high:
                        equal.append((entries, low))
                        continue
                    if high < np.inf:
                        below.append((entries, high))
                    if low > -np.inf:
                        below.append(({j: -v for j, v in entries.items()}, -low))
                grow(graph.successors(key), weight, [begin + node.states + i for i in range(node.states)])

    grow(graph.root, 1.0, None)

    def matrix(rows: list[tuple[dict[int, float], float]]) -> sp.csr_matrix:
        out = sp.lil_matrix((len(rows), len(cost)))
        for i, (row, _) in enumerate(rows):
            for j, value in row.items():
                out[i, j] = value
        return out.tocsr()

    found = linprog(
        cost, matrix(below) if below else None, [right for _, right in below] or None, matrix(equal),
        [right for _, right in equal], limits,
    )  # fmt: skip
    assert found.status == 0
    return float(found.fun)
