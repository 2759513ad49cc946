"""A few minerals of a plan as one multistage program: what the parting of minerals cannot see, their joint cuts.

The plan's bound treats each mineral's disruptions alone. Acts strike many minerals at once. For up to ten minerals the
quarters of the simulated events are put into joint regimes by the worth of what national stock is asked for, the chain
of regimes is counted, and stochastic dual dynamic programming solves stocks and budget together. Stock moves in
fractions here, prices stay at their mean in each regime, and the target path is not charged: shortage, purchases,
holding and what is left are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sonae.compute import Executor, Progress, Silent
from sonae.core import InputError
from sonae.stockpile.multistage import GroupAnswer, GroupMineral, MineralGroup, Stopping, solve_group
from sonae.stockpile.plan.materials import PlanCase
from sonae.stockpile.simulation import draw_paths

__all__ = ["group_of", "solve_small_group"]

F64 = npt.NDArray[np.float64]
_CUTS = (0.5, 0.85)
"""Quantiles of worth, among quarters with any call, at which regimes are cut."""
_PIECES = 5
_QUARTER = 3


def group_of(
    case: PlanCase, scenarios: int, seed: int, *, executor: Executor | None = None, progress: Progress | None = None
) -> MineralGroup:
    """Fit joint regimes to the events and set up the group of a case's minerals, in quarters.

    Raises:
        InputError: for more than ten minerals.

    """
    if len(case.minerals) > 10:
        raise InputError(
            f"{len(case.minerals)} minerals are too many to be solved as one program",
            field="only",
            expected="ten or fewer",
        )
    shown = progress or Silent()
    shown.stage("joint regimes", 1)
    paths = draw_paths(case.model, seed, 0, scenarios, executor=executor)
    shape = (scenarios, len(case.minerals), -1, _QUARTER)
    demand = paths.demand.reshape(shape).sum(axis=3)
    called = paths.called.reshape(shape).sum(axis=3) / demand
    lost = paths.lost.reshape(shape).mean(axis=3)
    price = np.asarray([m.material.price_yen_a_t for m in case.minerals])
    worth = (called * demand * price[None, :, None]).sum(axis=1)
    some = worth[worth > 0]
    edges = np.quantile(some, _CUTS) if some.size else np.asarray([1.0, 2.0])
    regime = np.where(worth > 0, np.searchsorted(edges, worth) + 1, 0)
    regimes = len(_CUTS) + 2
    transition = np.zeros((regimes, regimes))
    np.add.at(transition, (regime[:, :-1].ravel(), regime[:, 1:].ravel()), 1.0)
    empty = transition.sum(axis=1) == 0
    transition[empty, 0] = 1.0
    transition /= transition.sum(axis=1, keepdims=True)
    shown.advance(1)
    minerals = tuple(_mineral(case, m, regime, called[:, m], lost[:, m], regimes) for m in range(len(case.minerals)))
    stages = case.file.months // _QUARTER
    return MineralGroup(
        minerals, transition, 0, stages, 12 // _QUARTER,
        tuple(budget * 1e6 for budget in case.file.budgets_million_yen), case.model.costs.month_factor**_QUARTER,
    )  # fmt: skip


def _mineral(
    case: PlanCase, m: int, regime: npt.NDArray[np.int64], called: F64, lost: F64, regimes: int
) -> GroupMineral:
    item, costs, settings = case.minerals[m], case.model.costs, case.file.settings
    material, rule = item.material, item.rule
    demand = _QUARTER * material.consumption_t_a_month
    mean_called = np.zeros(regimes)
    price = np.full(regimes, material.price_yen_a_t)
    for r in range(regimes):
        here = regime == r
        if here.any():
            mean_called[r] = min(1.0, float(called[here].mean()))
            price[r] *= 1.0 + case.model.processes.scarcity * float(lost[here].mean())
    mean_called[0] = 0.0
    steps, below = [], 0.0
    for step in case.model.steps:
        upper = min(step.market_share * material.market_t_a_month, float(case.model.purchase_cap_t()[m]))
        if upper > below:
            steps.append((_QUARTER * (upper - below), step.premium))
            below = upper
    width = 1.0 / _PIECES
    value = material.price_yen_a_t
    pieces = tuple(
        (width, value * (costs.shortage_value + costs.shortage_curve * (2 * j + 1) * width)) for j in range(_PIECES)
    )
    target = rule.target_days * material.consumption_t_a_day
    return GroupMineral(
        material.symbol, rule.start_t, max(target * settings.grid.head_room, rule.start_t), demand, mean_called, price,
        tuple(steps), pieces, _QUARTER * rule.release_cap_share * material.consumption_t_a_month, costs.sale_discount,
        costs.holding_a_year * _QUARTER / 12 * value, settings.costs.terminal_value * value,
    )  # fmt: skip


def solve_small_group(
    case: PlanCase,
    *,
    passes: int = 150,
    paths: int = 1000,
    scenarios: int = 2048,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> GroupAnswer:
    """Solve a case of up to ten minerals as one multistage program; lower bound and simulated cost in yen.

    Raises:
        InputError: for more than ten minerals.

    """
    seed = case.file.settings.solver.seed
    group = group_of(case, scenarios, seed, executor=executor, progress=progress)
    return solve_group(group, Stopping(passes=passes), paths=paths, seed=seed, progress=progress)
