"""A small group of minerals that share a yearly budget, as a multistage program.

Stage t (a month or a quarter), regime r (a state of the disruption chain), mineral m, in tonnes and yen:

* incoming stock s_m and what is left of the year's budget b; at the first stage of a year b begins anew;
* need = demand × share lost in the regime; release r_m ≤ cap and shortage q_mj in pieces cover it,
  ``r_m + Σ_j q_mj = need``;
* purchases in steps of price impact, ``Σ_k price · (1 + premium_k) · x_mk ≤ b``; what is not spent stays for the year;
* outgoing stock ``s_m + Σ_k x_mk − r_m`` lies between 0 and the capacity.

A stage costs Σ price · (1 + premium) · x − price · (1 − discount of a sale) · r + holding · outgoing stock + Σ value_j · q_j,
discounted; what is left at the end is worth ``worth`` a tonne. Shortage is convex by pieces that grow dearer: uses that
can go without go first. The regime of a stage is known when deciding.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from sonae.compute import Progress
from sonae.core import InputError
from sonae.stockpile.multistage.graph import F64, Node, Noise, PolicyGraph, Risk
from sonae.stockpile.multistage.training import MultistagePolicy, PathCosts, Stopping

__all__ = ["GroupAnswer", "GroupMineral", "MineralGroup", "group_graph", "solve_group"]

MOST_MINERALS = 10
"""Above, cuts close the gap too slowly: use the programs of ``optimal_policy`` with prices on the budget."""


@dataclass(frozen=True)
class GroupMineral:
    """One mineral of a group. Quantities are tonnes a stage, money is yen."""

    name: str
    start_t: float
    capacity_t: float
    demand_t: float
    lost: F64
    """(R,): share of demand that cannot be met, by regime."""
    price: F64
    """(R,): yen a tonne, by regime."""
    steps: tuple[tuple[float, float], ...]
    """(tonnes, premium): purchases up to the tonnes cost the premium more; premiums do not fall."""
    pieces: tuple[tuple[float, float], ...]
    """(share of demand, yen a tonne): value of shortage by pieces; values do not fall and shares reach 1 or more."""
    release_cap_t: float = np.inf
    sale_discount: float = 0.0
    holding: float = 0.0
    """Yen a tonne and stage."""
    worth: float = 0.0
    """Yen a tonne left at the end."""


@dataclass(frozen=True)
class MineralGroup:
    """Up to ten minerals, a chain of regimes, a budget a year."""

    minerals: tuple[GroupMineral, ...]
    transition: F64
    """(R, R): rows sum to 1."""
    start_regime: int
    stages: int
    stages_a_year: int
    budgets_yen: tuple[float, ...]
    """By year; nothing is carried over."""
    discount: float
    """Factor of a stage."""
    demand_noise: tuple[tuple[float, tuple[float, ...]], ...] = ()
    """(chance, factor by mineral): what demand is multiplied by, anew in every stage; none by default."""

    def __post_init__(self) -> None:
        regimes = self.transition.shape[0]
        if not 1 <= len(self.minerals) <= MOST_MINERALS:
            raise InputError(f"{len(self.minerals)} minerals", field="minerals", expected=f"1 to {MOST_MINERALS}")
        if self.transition.shape != (regimes, regimes) or not (self.transition >= 0).all():
            raise InputError("the chances of the regimes are no square of chances", field="transition")
        if not np.allclose(self.transition.sum(axis=1), 1.0, rtol=0, atol=1e-9):
            raise InputError("the chances of a regime do not sum to 1", field="transition")
        if not 0 <= self.start_regime < regimes or self.stages < 1 or self.stages_a_year < 1:
            raise InputError("the first regime or the number of stages cannot be", field="start_regime, stages")
        if len(self.budgets_yen) * self.stages_a_year < self.stages or not min(self.budgets_yen, default=-1) >= 0:
            raise InputError(
                "the budgets are negative or too few", field="budgets_yen", expected="one of 0 or more for every year"
            )
        if not 0 < self.discount <= 1:
            raise InputError(
                f"the discount factor is {self.discount:g}", field="discount", expected="above 0, at most 1"
            )
        for mineral in self.minerals:
            _check_mineral(mineral, regimes)
        for _, factors in self.demand_noise:
            if len(factors) != len(self.minerals) or not min(factors) >= 0:
                raise InputError("demand noise needs a factor of 0 or more a mineral", field="demand_noise")


@dataclass(frozen=True)
class GroupAnswer:
    """Lower bound and simulated cost of a group, in yen."""

    lower_bound: float
    """No rule costs less on average (for a risk-averse group: by its measure)."""
    bounds: tuple[float, ...]
    paths: PathCosts
    """In yen."""
    solves: int
    worst_gap: float
    """Largest relative gap between the cost and the proven value of any program."""

    @property
    def gap(self) -> float:
        """Upper 95 % limit of the simulated mean less the lower bound, yen."""
        return self.paths.mean + self.paths.half_width - self.lower_bound


def _check_mineral(mineral: GroupMineral, regimes: int) -> None:
    name = mineral.name
    if mineral.lost.shape != (regimes,) or mineral.price.shape != (regimes,):
        raise InputError(f"{name}: a loss and a price are needed for each of {regimes} regimes", field="lost, price")
    if not ((mineral.lost >= 0).all() and (mineral.lost <= 1).all() and (mineral.price > 0).all()):
        raise InputError(f"{name}: losses lie between 0 and 1, prices above 0", field="lost, price")
    if not 0 <= mineral.start_t <= mineral.capacity_t < np.inf or not mineral.demand_t > 0:
        raise InputError(
            f"{name}: the start lies between 0 and the capacity, demand above 0", field="start_t, demand_t"
        )
    premiums, values = [premium for _, premium in mineral.steps], [value for _, value in mineral.pieces]
    if (
        premiums != sorted(premiums)
        or values != sorted(values)
        or any(not part > 0 for part, _ in mineral.steps + mineral.pieces)
    ):
        raise InputError(f"{name}: steps and pieces must be above 0 and must not get cheaper", field="steps, pieces")
    if sum(share for share, _ in mineral.pieces) < 1 - 1e-12:
        raise InputError(f"{name}: the pieces of shortage do not reach the whole demand", field="pieces")


@dataclass(frozen=True)
class _Scale:
    """Stocks are counted in a stage's demand and money in a stage's demand of all minerals: numbers near 1."""

    tonnes: F64
    yen: float

    @classmethod
    def of(cls, group: MineralGroup) -> _Scale:
        tonnes = np.asarray([mineral.demand_t for mineral in group.minerals])
        start = group.start_regime
        return cls(tonnes, float(sum(m.price[start] * m.demand_t for m in group.minerals)))


def group_graph(group: MineralGroup, risk: Risk = Risk()) -> tuple[PolicyGraph, float]:  # noqa: B008 - frozen
    """Set the group up as nodes (stage, regime); return the graph and yen in a unit of its money."""
    scale = _Scale.of(group)
    regimes = group.transition.shape[0]
    nodes: dict[Hashable, Node] = {
        (t, r): _node(group, t, r, scale)
        for t in range(group.stages)
        for r in range(regimes)
        if t > 0 or r == group.start_regime
    }
    arcs: dict[Hashable, tuple[tuple[Hashable, float], ...]] = {
        (t, r): tuple(((t + 1, k), float(group.transition[r, k])) for k in range(regimes) if group.transition[r, k] > 0)
        for t in range(group.stages - 1)
        for r in range(regimes)
        if (t, r) in nodes
    }
    start = np.asarray([*(m.start_t / unit for m, unit in zip(group.minerals, scale.tonnes, strict=True)), 0.0])
    return PolicyGraph(nodes, arcs, (((0, group.start_regime), 1.0),), start, risk), scale.yen


def _node(group: MineralGroup, t: int, r: int, scale: _Scale) -> Node:
    """Columns: stocks and budget in, stocks and budget out; then by mineral purchases, release, shortage pieces."""
    minerals, count = group.minerals, len(group.minerals)
    states = count + 1
    last = t + 1 == group.stages
    factor = group.discount**t / scale.yen
    cost, upper = [0.0] * (2 * states), [np.inf] * (2 * states)
    columns, rows = 2 * states + sum(len(m.steps) + 1 + len(m.pieces) for m in minerals), 2 * count + 1
    matrix, right = np.zeros((rows, columns)), np.zeros(rows)
    spent = 2 * count
    matrix[spent, 2 * states - 1] = 1.0
    year, first = divmod(t, group.stages_a_year)
    if first == 0:
        right[spent] = group.budgets_yen[year] / scale.yen
    else:
        matrix[spent, count] = -1.0
    at = 2 * states
    noises: list[list[tuple[int, float, float]]] = [[] for _ in group.demand_noise]
    for i, (mineral, unit) in enumerate(zip(minerals, scale.tonnes, strict=True)):
        price = float(mineral.price[r])
        left = mineral.holding - group.discount * mineral.worth if last else mineral.holding
        cost[states + i], upper[states + i] = factor * unit * left, mineral.capacity_t / unit
        matrix[i, i], matrix[i, states + i] = -1.0, 1.0
        for tonnes, premium in mineral.steps:
            paid = price * (1 + premium) * unit
            cost.append(factor * paid)
            upper.append(tonnes / unit)
            matrix[i, at], matrix[spent, at] = -1.0, paid / scale.yen
            at += 1
        cost.append(-factor * price * (1 - mineral.sale_discount) * unit)
        upper.append(mineral.release_cap_t / unit)
        matrix[i, at], matrix[count + i, at] = 1.0, 1.0
        at += 1
        for j, (share, value) in enumerate(mineral.pieces):
            cost.append(factor * value * unit)
            # The last piece is open: noise may lift need above demand.
            upper.append(np.inf if j + 1 == len(mineral.pieces) else share * mineral.demand_t / unit)
            matrix[count + i, at] = 1.0
            at += 1
        right[count + i] = mineral.lost[r] * mineral.demand_t / unit
        for noise, (_, factors) in zip(noises, group.demand_noise, strict=True):
            noise.append((count + i, right[count + i] * factors[i], right[count + i] * factors[i]))
    outcomes = tuple(Noise(c, rows=tuple(rows_)) for rows_, (c, _) in zip(noises, group.demand_noise, strict=True))
    return Node(
        states, np.asarray(cost), np.zeros(columns), np.asarray(upper), matrix, right, right.copy(), outcomes or (Noise(1.0),),
        None if last else _later_bound(group, scale),
    )  # fmt: skip


def _later_bound(group: MineralGroup, scale: _Scale) -> float:
    """A number that no later cost lies below: all demand released at the best price in every stage, all stock worth most."""
    most = max((max(factors) for _, factors in group.demand_noise), default=1.0)
    best = 0.0
    for mineral in group.minerals:
        sold = mineral.price.max() * (1 - mineral.sale_discount) * mineral.demand_t * max(1.0, most) * group.stages
        best += max(0.0, sold) + max(0.0, mineral.worth) * mineral.capacity_t
    return -(best / scale.yen + 1.0)


def solve_group(
    group: MineralGroup,
    stopping: Stopping,
    *,
    paths: int,
    seed: int,
    risk: Risk = Risk(),  # noqa: B008 - frozen
    multicut: bool = False,
    progress: Progress | None = None,
) -> GroupAnswer:
    """Train the group's cuts and simulate the rule they make.

    Args:
        group: the minerals.
        stopping: when training ends.
        paths: simulated for the upper end, with other random numbers than training.
        seed: of both.
        risk: how costs of the next stage are weighed.
        multicut: one cut for each outcome; fewer passes, larger programs.
        progress: counts passes.

    """
    graph, yen = group_graph(group, risk)
    policy = MultistagePolicy(graph, multicut=multicut)
    bound = policy.train(stopping, seed, progress=progress)
    found = policy.simulate(paths, seed)
    costs = PathCosts(found.costs * yen, found.cut_off)
    return GroupAnswer(bound * yen, tuple(b * yen for b in policy.bounds), costs, policy.solves, policy.worst_gap)
