"""The typed parts of a multistage problem: linear programs as nodes, noise on them, and a Markov graph between."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sonae.core import InputError

__all__ = ["Node", "Noise", "PolicyGraph", "Risk"]

F64 = npt.NDArray[np.float64]

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Noise:
    """One outcome of a node's noise: what it puts in the place of the node's own numbers."""

    chance: float
    rows: tuple[tuple[int, float, float], ...] = ()
    """(row, lower, upper)."""
    costs: tuple[tuple[int, float], ...] = ()
    """(column, cost)."""
    bounds: tuple[tuple[int, float, float], ...] = ()
    """(column, lower, upper)."""


@dataclass(frozen=True)
class Node:
    """Least ``cost · x`` with ``row_lower ≤ matrix · x ≤ row_upper`` and ``lower ≤ x ≤ upper``.

    The first ``states`` columns are the incoming state, the next ``states`` the outgoing one. Bounds of the incoming
    columns are not read: they are fixed at what came in.
    """

    states: int
    cost: F64
    lower: F64
    upper: F64
    matrix: F64
    """(rows, columns), dense: nodes are small."""
    row_lower: F64
    row_upper: F64
    noises: tuple[Noise, ...] = (Noise(1.0),)
    bound: float | None = None
    """A number that no successor's cost from then on lies below; needed where there are successors."""

    def __post_init__(self) -> None:
        rows, columns = self.matrix.shape
        for name in ("cost", "lower", "upper"):
            if getattr(self, name).shape != (columns,):
                raise InputError(f"the shape is {getattr(self, name).shape}", field=name, expected=f"({columns},)")
        for name in ("row_lower", "row_upper"):
            if getattr(self, name).shape != (rows,):
                raise InputError(f"the shape is {getattr(self, name).shape}", field=name, expected=f"({rows},)")
        if not 0 < self.states <= columns // 2:
            raise InputError(f"{self.states} states do not fit {columns} columns", field="states")
        if not (np.isfinite(self.cost).all() and np.isfinite(self.matrix).all()):
            raise InputError("a cost or an entry of the matrix is no number", field="cost, matrix")
        limits = (self.lower, self.upper, self.row_lower, self.row_upper)
        if any(np.isnan(limit).any() for limit in limits):
            raise InputError("a limit is no number", field="lower, upper, row_lower, row_upper")
        chances = [noise.chance for noise in self.noises]
        if not chances or not min(chances) >= 0 or abs(sum(chances) - 1) > TOLERANCE:
            raise InputError(f"the chances of the noise sum to {sum(chances):g}", field="noises", expected="a sum of 1")
        for noise in self.noises:
            taken = [index for index, *_ in noise.rows]
            used = [index for index, *_ in (*noise.costs, *noise.bounds)]
            if any(not 0 <= row < rows for row in taken) or any(not self.states <= j < columns for j in used):
                raise InputError(
                    "noise falls on a row or column that is not there, or on an incoming state", field="noises"
                )


@dataclass(frozen=True, slots=True)
class Risk:
    """How costs of the next nodes are weighed: ``weight · E + (1 − weight) · AVaR_tail``, nested over the stages.

    AVaR_tail is the mean of the worst ``tail`` of the chances (Rockafellar and Uryasev 2000); tail 0 is the worst case.
    """

    weight: float = 1.0
    tail: float = 1.0

    def __post_init__(self) -> None:
        if not (0 <= self.weight <= 1 and 0 <= self.tail <= 1):
            raise InputError("weight and tail of the risk lie outside 0 to 1", field="risk")

    @property
    def neutral(self) -> bool:
        """True where only the mean counts."""
        return self.weight == 1.0 or self.tail == 1.0

    def weights(self, chances: F64, costs: F64) -> F64:
        """Return the worst weights: with them the weighted sum of the costs is the measure.

        ``chances`` sum to 1; so do the weights. Among equal costs the first is taken.
        """
        if self.neutral:
            return chances
        order = np.argsort(-costs, kind="stable")
        worst = np.zeros_like(chances)
        if self.tail == 0.0:
            worst[next(i for i in order if chances[i] > 0)] = 1.0
        else:
            before = np.cumsum(chances[order]) - chances[order]
            worst[order] = np.clip(self.tail - before, 0.0, chances[order]) / self.tail
            worst /= worst.sum()
        mixed: F64 = self.weight * chances + (1.0 - self.weight) * worst
        return mixed


@dataclass(frozen=True)
class PolicyGraph:
    """Nodes and the chances of going from one to the next; the noise of a node is drawn on arrival.

    Chances that leave a node may sum to less than 1: with what is missing the process ends, which is discounting by
    the sum. A graph with such arcs may run in circles (infinite horizon).
    """

    nodes: Mapping[Hashable, Node] = field(repr=False)
    arcs: Mapping[Hashable, tuple[tuple[Hashable, float], ...]]
    root: tuple[tuple[Hashable, float], ...]
    """Where it begins; sums to 1."""
    start: F64
    """State that comes into the first node."""
    risk: Risk = Risk()

    def __post_init__(self) -> None:
        for name, arcs in (("the root", self.root), *((f"node «{key}»", arcs) for key, arcs in self.arcs.items())):
            total = sum(chance for _, chance in arcs)
            if any(not chance >= 0 for _, chance in arcs) or total > 1 + TOLERANCE:
                raise InputError(f"the chances that leave {name} sum to {total:g}", field="arcs", expected="at most 1")
            for target, _ in arcs:
                if target not in self.nodes:
                    raise InputError(f"{name} leads to «{target}», which is no node", field="arcs")
        if abs(sum(chance for _, chance in self.root) - 1) > TOLERANCE:
            raise InputError("the chances of the first node do not sum to 1", field="root")
        if not set(self.arcs) <= set(self.nodes):
            raise InputError("an arc leaves from what is no node", field="arcs")
        states = {node.states for node in self.nodes.values()}
        if len(states) != 1 or self.start.shape != (states.pop(),):
            raise InputError("the nodes and the start do not have the same states", field="start")
        for key in self.nodes:
            if self.successors(key) and self.nodes[key].bound is None:
                raise InputError(f"node «{key}» goes on but has no bound on later cost", field="bound")
        self._check_end()

    def successors(self, key: Hashable) -> tuple[tuple[Hashable, float], ...]:
        """Arcs that leave a node and can be taken."""
        return tuple((target, chance) for target, chance in self.arcs.get(key, ()) if chance > 0)

    def _check_end(self) -> None:
        """Refuse a circle that is never left: from every node an end must be reachable."""
        ends = {key for key in self.nodes if sum(chance for _, chance in self.successors(key)) < 1 - TOLERANCE}
        grew = True
        while grew:
            more = {key for key in self.nodes if key not in ends and any(to in ends for to, _ in self.successors(key))}
            grew = bool(more)
            ends |= more
        if ends != set(self.nodes):
            raise InputError("the graph runs in a circle that is never left", field="arcs", expected="a sum below 1")
