"""The planning model: every mineral's stock as an exact program on a grid, coupled by budget, tenders and floor space.

A month of a mineral: the state (stock on the grid, price, disruption) is seen; the action moves the stock by whole steps
of the grid, or leaves it. A purchase needs calm, is at least a tender lot and at most the purchase cap; a tight-supply
release needs a call on national stock and stops at the tight-supply floor; an adjustment sale takes only what lies above
the target (and above the minimum stock): the stock does not speculate. Money is in million yen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sonae.stockpile.optimal_policy import ProgramSet
from sonae.stockpile.plan.materials import PlanCase, PlannedMineral
from sonae.stockpile.plan.regimes import CALM, COVERED, Regimes
from sonae.stockpile.simulation import ImpactStep

__all__ = ["BUDGET", "NO_LIMIT", "TENDERS", "PlanningModel", "planning_model", "purchase_cost", "rouwenhorst"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

BUDGET, TENDERS = 0, 1
"""Resources of the programs, by fiscal year."""
_MILLION = 1e6
_MOST_LEVELS = 400
NO_LIMIT = 1e9


@dataclass(frozen=True)
class PlanningModel:
    """Programs with the figures behind them. Arrays by mineral follow the order of the case."""

    case: PlanCase
    regimes: Regimes
    programs: ProgramSet = field(repr=False)
    unit_t: F64
    """(M,): tonnes of one step of the grid."""
    price: F64
    """(M,): mean price, million yen a tonne."""
    price_factors: F64
    """(P,): price states as factors of the mean price."""
    price_chain: F64
    """(P, P)."""
    demand_t: F64
    """(M, Y): demand of a month by fiscal year, t, without noise."""
    area: F64
    """(M,): floor space of one step of the grid, m²."""
    limits: F64
    """(R, Y): yearly budgets (million yen) and tenders."""
    lowest: I64
    """(M, 2): lowest stock index after a tight-supply release, after an adjustment sale."""
    most_release: I64
    """(M,): most steps of a release."""
    least_lot: I64
    """(M,): least steps of a purchase."""
    most_lot: I64
    """(M,): most steps of a purchase in a month."""
    target_level: I64
    """(M,): stock index that reaches the target."""

    @property
    def years(self) -> int:
        """Y."""
        return self.case.file.fiscal_years

    @property
    def states_of_need(self) -> int:
        """D."""
        return self.regimes.states

    @property
    def start_t(self) -> F64:
        """Stock at the start as the grid has it, t."""
        return np.asarray(self.programs.start_level * self.unit_t)

    @property
    def space(self) -> float:
        """Floor space, m²; infinite where the plan has no limit."""
        return float("inf") if self.case.file.floor_space_m2 is None else self.case.file.floor_space_m2


def rouwenhorst(states: int, persistence: float, sigma: float) -> tuple[F64, F64]:
    """Return (log values, chances) of a chain with the persistence and variance of an autoregression of order one.

    Rouwenhorst 1995; Kopecky and Suen 2010 show that both moments are met exactly.
    """
    if states == 1:
        return np.zeros(1), np.ones((1, 1))
    p = (1 + persistence) / 2
    chain = np.array([[p, 1 - p], [1 - p, p]])
    for n in range(3, states + 1):
        wide = np.zeros((n, n))
        wide[:-1, :-1] += p * chain
        wide[:-1, 1:] += (1 - p) * chain
        wide[1:, :-1] += (1 - p) * chain
        wide[1:, 1:] += p * chain
        wide[1:-1] /= 2
        chain = wide
    reach = math.sqrt(states - 1) * sigma / math.sqrt(1 - persistence**2)
    return np.linspace(-reach, reach, states), chain / chain.sum(axis=1, keepdims=True)


def purchase_cost(tonnes: F64, price: float, market_t: float, steps: tuple[ImpactStep, ...]) -> F64:
    """Return what purchases cost in the units of ``price``, the premium of every impact step on its own part."""
    total = np.zeros_like(tonnes)
    below = 0.0
    for step in steps:
        upper = step.market_share * market_t
        total += np.clip(tonnes - below, 0.0, upper - below) * (1.0 + step.premium)
        below = upper
    return np.asarray(price * (total + np.maximum(tonnes - below, 0.0) * (1.0 + steps[-1].premium)))


@dataclass(frozen=True, slots=True)
class _Grid:
    unit_t: float
    levels: int
    start: int
    target: int
    lowest_tight: int
    lowest_sale: int
    most_release: int
    least_lot: int
    most_lot: int

    @property
    def steps(self) -> I64:
        lots = range(self.least_lot, self.most_lot + 1)
        return np.asarray([*range(-self.most_release, 1), *lots], np.int64)


def _grid(mineral: PlannedMineral, cap_t: float, case: PlanCase) -> _Grid:
    """Cut the stock of a mineral into steps: fine enough for target and cap, coarse enough for a month's release."""
    settings, rule, material = case.file.settings.grid, mineral.rule, mineral.material
    target = rule.target_days * material.consumption_t_a_day
    month = rule.release_cap_share * material.consumption_t_a_month
    top = max(target * settings.head_room, rule.start_t)
    unit = max(target / settings.levels_to_target, month / settings.steps_to_release)
    if cap_t < 2 * unit:
        unit = max(cap_t / 2, top / _MOST_LEVELS)
    if mineral.lot_t > unit:
        unit = mineral.lot_t / math.ceil(mineral.lot_t / unit - 1e-9)
    levels = math.ceil(top / unit - 1e-9) + 1
    most = math.floor(min(cap_t, settings.most_of_target * target) / unit + 1e-9)
    least = max(1, math.ceil(mineral.lot_t / unit - 1e-9))

    def index_of(days: float) -> int:
        return math.ceil(days * material.consumption_t_a_day / unit - 1e-9)

    return _Grid(
        unit, levels, math.floor(rule.start_t / unit + 1e-9), index_of(rule.target_days), index_of(rule.tight_floor_days),
        index_of(max(rule.minimum_days, rule.target_days)), max(1, math.floor(month / unit + 1e-9)), least,
        max(most, least - 1),
    )  # fmt: skip


def planning_model(case: PlanCase, regimes: Regimes) -> PlanningModel:
    """Set up the programs of a case on fitted states of disruption."""
    file, settings, model = case.file, case.file.settings, case.model
    years, months = file.fiscal_years, file.months
    logs, chain = rouwenhorst(
        settings.grid.price_states, settings.processes.price_persistence, settings.processes.price_sigma
    )
    factors, caps = np.exp(logs), model.purchase_cap_t()
    grids = [_grid(mineral, float(caps[m]), case) for m, mineral in enumerate(case.minerals)]
    minerals, states = len(grids), logs.size * regimes.states
    levels = max(grid.levels for grid in grids)
    actions = max(grid.steps.size for grid in grids)
    steps = np.zeros((minerals, actions), np.int64)
    cost = np.full((minerals, years, states, actions), np.inf)
    use = np.zeros((2, minerals, years, states, actions))
    low = np.zeros((minerals, states, actions), np.int16)
    state_cost = np.zeros((minerals, months, levels))
    terminal = np.zeros((minerals, states, levels))
    transition = np.zeros((minerals, states, states))
    start = np.zeros((minerals, states))
    prices = np.asarray([m.material.price_yen_a_t / _MILLION for m in case.minerals])
    demand = np.asarray(
        [
            [m.material.consumption_t_a_month * (1 + m.material.growth_a_year) ** (y + 0.5) for y in range(years)]
            for m in case.minerals
        ]
    )
    for m, (mineral, grid) in enumerate(zip(case.minerals, grids, strict=True)):
        own = grid.steps
        steps[m, : own.size] = own
        for y in range(years):
            _actions(case, mineral, grid, regimes, m, factors, demand[m, y], cost[m, y], use[:, m, y], low[m])
        state_cost[m, :, : grid.levels] = _state_cost(case, mineral, grid)
        terminal[m, :, : grid.levels] = (
            -settings.costs.terminal_value * prices[m] * np.arange(grid.levels) * grid.unit_t
        )
        transition[m] = np.kron(chain, regimes.transition[m])
        middle = np.zeros(logs.size)
        middle[logs.size // 2] = 1.0
        start[m] = np.kron(middle, regimes.start[m])
    period = np.repeat(np.arange(years), 12)
    tenders = NO_LIMIT if file.tenders_a_month is None else 12.0 * file.tenders_a_month
    programs = ProgramSet(
        steps=steps, cost=cost, use=use, state_cost=state_cost, terminal=terminal, low=low, transition=transition,
        start_level=np.asarray([grid.start for grid in grids]), start_chance=start,
        levels=np.asarray([grid.levels for grid in grids]), states=np.full(minerals, states),
        actions=np.asarray([grid.steps.size for grid in grids]), period=np.stack([period, period]), cost_year=period,
        discount=model.costs.month_factor, failed=np.full(minerals, settings.processes.failed_tender),
        discounted=np.zeros(2, bool), charged_if_failed=np.asarray([False, True]),
    )  # fmt: skip
    return PlanningModel(
        case, regimes, programs, np.asarray([grid.unit_t for grid in grids]), prices, factors, chain, demand,
        np.asarray([mineral.area_m2_a_t * grid.unit_t for mineral, grid in zip(case.minerals, grids, strict=True)]),
        np.stack([np.asarray(file.budgets_million_yen, float), np.full(years, tenders)]),
        np.asarray([[grid.lowest_tight, grid.lowest_sale] for grid in grids]),
        np.asarray([grid.most_release for grid in grids]),
        np.asarray([grid.least_lot for grid in grids]), np.asarray([grid.most_lot for grid in grids]),
        np.asarray([grid.target for grid in grids]),
    )  # fmt: skip


def _actions(
    case: PlanCase,
    mineral: PlannedMineral,
    grid: _Grid,
    regimes: Regimes,
    m: int,
    factors: F64,
    demand: float,
    cost: F64,
    use: F64,
    low: npt.NDArray[np.int16],
) -> None:
    """Write cost and use of every (state, action) of one mineral and year, and how low an action may leave the stock."""
    costs, material = case.model.costs, mineral.material
    mean = material.price_yen_a_t / _MILLION
    tonnes = np.abs(grid.steps) * grid.unit_t
    buying, leaving = grid.steps > 0, grid.steps < 0
    for p, factor in enumerate(factors):
        for d in range(regimes.states):
            z = p * regimes.states + d
            price = mean * factor * (1.0 + case.model.processes.scarcity * regimes.lost[m, d])
            need = regimes.called[m, d] * demand
            short = np.maximum(need - np.where(leaving, tonnes, 0.0), 0.0)
            row = mean * short * (costs.shortage_value + costs.shortage_curve * short / demand)
            row -= np.where(leaving, (1.0 - costs.sale_discount) * price * tonnes, 0.0)
            bill = purchase_cost(tonnes, price, material.market_t_a_month, case.model.steps)
            row = np.where(buying, row + bill, row)
            tight = d > COVERED
            # Of a step that covers the end of a need the rest is sold; more is no tight-supply release.
            allowed = (~buying | (d == CALM)) & (~leaving | ~np.bool_(tight) | (tonnes < need + grid.unit_t))
            count = grid.steps.size
            cost[z, :count] = np.where(allowed, row, np.inf)
            use[BUDGET, z, :count] = np.where(buying, bill, 0.0)
            use[TENDERS, z, :count] = buying
            low[z, :count] = np.where(leaving, grid.lowest_tight if tight else grid.lowest_sale, 0)


def _state_cost(case: PlanCase, mineral: PlannedMineral, grid: _Grid) -> F64:
    """Holding, rotation and the charge for tonnes below the target path, by month and stock: (T, S)."""
    settings, rule, material = case.file.settings.costs, mineral.rule, mineral.material
    price = material.price_yen_a_t / _MILLION
    stock = np.arange(grid.levels) * grid.unit_t
    holding = settings.holding_a_year / 12 * price * stock
    if rule.shelf_life_months:
        holding = holding + settings.rotation * price * stock / rule.shelf_life_months
    target = rule.target_days * material.consumption_t_a_day
    begin = min(rule.start_t, target)
    reached = np.minimum(1.0, (np.arange(case.file.months) + 1) / (mineral.by + 1))
    path = begin + (target - begin) * reached
    below = np.maximum(path[:, None] - stock[None, :], 0.0)
    return np.asarray(holding[None, :] + settings.target_weight / 12 * price * below)
