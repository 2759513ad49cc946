"""Stochastic dual dynamic programming: cuts from below, paths from above (Pereira and Pinto 1991; Dowson 2020).

A pass draws one path forward, decides along it by the cuts so far, and goes back along it: every outcome that may follow
a node is solved at the state left there, and its proven value and slope make a cut. The bound of the root rises with
every pass and never passes the least cost. Simulated paths cost on average at least that; what they cost, with its
confidence interval, is the upper end. Random numbers are counter based: pass i draws the same path whatever came before.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np

from sonae.compute import Progress, Silent, key_of, philox4x32
from sonae.core import InputError
from sonae.stockpile.multistage.graph import F64, PolicyGraph
from sonae.stockpile.multistage.subproblem import Subproblem

__all__ = ["MultistagePolicy", "PathCosts", "Stopping"]

_TRAIN, _SIMULATE = 71, 72
"""Streams of the random numbers: paths that make cuts, and paths that only measure them."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """When training ends: after ``passes``, or when the bound rose by less than ``stalled`` of itself in ``over`` passes."""

    passes: int = 100
    stalled: float = 1e-6
    over: int = 20
    longest_path: int = 500
    """A drawn path is broken off here; cuts remain valid."""

    def __post_init__(self) -> None:
        if self.passes < 1 or self.over < 1 or self.longest_path < 1 or not self.stalled >= 0:
            raise InputError("passes, over and longest_path must be 1 or more, stalled 0 or more", field="stopping")


@dataclass(frozen=True)
class PathCosts:
    """Costs of simulated paths."""

    costs: F64
    cut_off: int
    """Paths broken off at the longest length: their cost is too low by what would have followed."""

    @property
    def mean(self) -> float:
        """Mean cost."""
        return float(self.costs.mean())

    @property
    def half_width(self) -> float:
        """Half the width of the 95 % confidence interval of the mean, by the normal law; nan for one path."""
        if self.costs.size < 2:
            return float("nan")
        return 1.959963984540054 * float(self.costs.std(ddof=1)) / float(np.sqrt(self.costs.size))


@dataclass
class MultistagePolicy:
    """A graph with the cuts found so far."""

    graph: PolicyGraph
    multicut: bool = False
    bounds: list[float] = field(default_factory=list)
    """Lower bound after each pass."""

    def __post_init__(self) -> None:
        self._outcomes: dict[Hashable, list[tuple[Hashable, int]]] = {}
        self._chances: dict[Hashable, F64] = {}
        self.programs: dict[Hashable, Subproblem] = {}
        for key, node in self.graph.nodes.items():
            self._outcomes[key], self._chances[key] = self._list_outcomes(self.graph.successors(key))
            self.programs[key] = Subproblem(key, node, self._chances[key], self.graph.risk, multicut=self.multicut)
        self._root = self._list_outcomes(self.graph.root)

    def _list_outcomes(self, arcs: tuple[tuple[Hashable, float], ...]) -> tuple[list[tuple[Hashable, int]], F64]:
        found = [
            ((target, w), chance * noise.chance)
            for target, chance in arcs
            for w, noise in enumerate(self.graph.nodes[target].noises)
            if chance * noise.chance > 0
        ]
        return [outcome for outcome, _ in found], np.asarray([chance for _, chance in found])

    @property
    def lower_bound(self) -> float:
        """Best lower bound so far; for risk-averse graphs on the nested measure."""
        return self.bounds[-1] if self.bounds else -np.inf

    @property
    def solves(self) -> int:
        """Linear programs solved and checked."""
        return sum(program.solves for program in self.programs.values())

    @property
    def worst_gap(self) -> float:
        """Largest relative gap between cost and proven value of any program solved."""
        return max(program.worst_gap for program in self.programs.values())

    def train(self, stopping: Stopping, seed: int, *, progress: Progress | None = None) -> float:
        """Add cuts until the stopping rule holds; return the lower bound. Training again goes on where it ended."""
        shown = progress or Silent()
        for _ in range(stopping.passes):
            shown.check()
            path = self._forward(seed, _TRAIN, len(self.bounds), stopping.longest_path)[0]
            for key, state in reversed(path):
                self._cut(key, state)
            _, value = self._weigh(*self._root, self.graph.start)[:2]
            self.bounds.append(max(value, self.lower_bound))
            shown.advance(1)
            if len(self.bounds) > stopping.over:
                before = self.bounds[-1 - stopping.over]
                if self.bounds[-1] - before <= stopping.stalled * (1e-12 + abs(self.bounds[-1])):
                    break
        return self.lower_bound

    def simulate(self, paths: int, seed: int, *, longest_path: int = 5000, first: int = 0) -> PathCosts:
        """Simulate paths ``first`` … ``first + paths − 1`` under the cuts so far; they make no cuts.

        For a risk-neutral graph the mean is an unbiased estimate of the policy's cost, an upper bound on the least.
        """
        if paths < 1:
            raise InputError(f"{paths} paths cannot be simulated", expected="1 or more")
        found = []
        for i in range(paths):
            # Where several decisions cost the same, the solver's choice depends on where it began: begin anew, so that a
            # path is the same whichever were simulated before it.
            for program in self.programs.values():
                program.forget()
            found.append(self._forward(seed, _SIMULATE, first + i, longest_path)[1:])
        return PathCosts(np.asarray([cost for cost, _ in found]), sum(cut for _, cut in found))

    def _forward(
        self, seed: int, stream: int, index: int, longest: int
    ) -> tuple[list[tuple[Hashable, F64]], float, bool]:
        """Walk one path; return the nodes with the states they leave, the cost, and whether it was broken off."""
        path: list[tuple[Hashable, F64]] = []
        arcs, state, cost = self.graph.root, self.graph.start, 0.0
        while arcs:
            if len(path) == longest:
                return path, cost, True
            which, what = _two_uniforms(seed, stream, index, len(path))
            target = _pick(which, [chance for _, chance in arcs])
            if target is None:
                break
            key = arcs[target][0]
            program = self.programs[key]
            noise = _pick(what, [noise.chance for noise in program.node.noises])
            _, _, x = program.solve(state, noise if noise is not None else len(program.node.noises) - 1)
            state = program.outgoing(x)
            cost += program.stage_cost(x)
            path.append((key, state))
            arcs = self.graph.successors(key)
        return path, cost, False

    def _weigh(self, outcomes: list[tuple[Hashable, int]], chances: F64, state: F64) -> tuple[F64, float, F64, F64]:
        """Solve all outcomes from a state; return their values, the weighed value, the weighed slope, all slopes."""
        solved = [self.programs[key].solve(state, noise)[:2] for key, noise in outcomes]
        values = np.asarray([value for value, _ in solved])
        slopes = np.stack([slope for _, slope in solved])
        total = chances.sum()
        weights = total * self.graph.risk.weights(chances / total, values)
        return values, float(weights @ values), weights @ slopes, slopes

    def _cut(self, key: Hashable, state: F64) -> None:
        """Add what the outcomes after a node prove at a state."""
        outcomes = self._outcomes[key]
        if not outcomes:
            return
        values, value, slope, slopes = self._weigh(outcomes, self._chances[key], state)
        program = self.programs[key]
        if not self.multicut:
            program.add_cut(0, value - float(slope @ state), slope)
            return
        for i in range(len(outcomes)):
            program.add_cut(i, float(values[i] - slopes[i] @ state), slopes[i])


def _two_uniforms(seed: int, stream: int, index: int, step: int) -> tuple[float, float]:
    """Return two uniform numbers that depend on (seed, stream, path, step) alone."""
    words = philox4x32((index, step, stream, 0), key_of(seed))
    high, low = [int(word) for word in words[::2]], [int(word) for word in words[1::2]]
    one, two = (((high[i] << 20 | low[i] >> 12) + 0.5) * 2.0**-52 for i in range(2))
    return one, two


def _pick(uniform: float, chances: list[float]) -> int | None:
    """Return the first index whose cumulated chance exceeds the number; None where what is missing to 1 was drawn."""
    reached = 0.0
    for i, chance in enumerate(chances):
        reached += chance
        if uniform < reached:
            return i
    return len(chances) - 1 if reached > 1 - 1e-9 else None
