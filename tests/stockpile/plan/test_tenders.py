"""Tender lots: the hull, the program against a recursion of its own, the limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.stockpile.plan.bound import LowerBound, lower_bound
from sonae.stockpile.plan.planning_model import PlanningModel
from sonae.stockpile.plan.tenders import lower_hull, tender_calendar
from sonae.supply_risk import Policy
from tests.stockpile.plan.cases import Held, small_model
from tests.stockpile.plan.oracle import bill

FOUR = (
    Held(target=90, start=20, price=2e6, lot=8.0),
    Held(target=60, start=10, price=5e5, struck=0.1, area=2.0),
    Held(target=120, start=0, price=8e6, struck=0.02, market=60.0),
    Held(target=45, start=5, price=1e6, area=3.0),
)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=12))
def test_the_hull_lies_below_every_point_and_touches_the_ends(values: list[float]) -> None:
    x, y = np.arange(len(values), dtype=float), np.asarray(values)
    pieces = lower_hull(x, y)
    hull = np.max([a + b * x for a, b in pieces], axis=0)
    assert (hull <= y + 1e-6).all()
    assert hull[0] == pytest.approx(y[0], abs=1e-6)
    assert hull[-1] == pytest.approx(y[-1], abs=1e-6)
    slopes = [b for _, b in pieces]
    assert slopes == sorted(slopes)


def test_lots_keep_every_limit(policy: Policy) -> None:
    model = small_model(policy, FOUR, budgets=(250.0, 250.0), tenders=2, space=420.0)
    calendar = tender_calendar(model, lower_bound(model))
    lots = calendar.lots
    assert lots.sum() > 0
    assert calendar.tenders.max() <= 2
    paid = sum(
        bill(model, m, float(lots[m, t] * model.unit_t[m]), float(model.price[m])) for m in range(4) for t in range(12)
    )
    assert paid <= 250.0 + 1e-6
    assert calendar.spend.sum() == pytest.approx(paid)
    tonnes = lots * model.unit_t[:, None]
    assert (tonnes[0][tonnes[0] > 0] >= 8.0 - 1e-9).all()
    held = (model.start_t[:, None] + np.cumsum(tonnes, axis=1)).T @ np.asarray([1.0, 2.0, 1.0, 3.0])
    assert held.max() <= 420.0 + 1e-6
    assert calendar.gap <= 0.001 + 1e-9
    assert len(calendar.checked) == 3


@pytest.mark.parametrize("budget", [40.0, 90.0, 400.0])
def test_one_mineral_is_solved_as_a_recursion_solves_it(policy: Policy, budget: float) -> None:
    """Forward recursion over (stock, money spent) with the same hulls; one impact step, so that bills are multiples."""
    held = (Held(target=60, start=10, price=1e6, struck=0.08),)
    settings = {"steps": {"market_shares": [0.5], "premiums": [0.0]}, "solver": {"lots_gap": 1e-9}}
    model = small_model(policy, held, budgets=(budget, budget), settings=settings)
    bound = lower_bound(model)
    calendar = tender_calendar(model, bound)
    assert calendar.objective == pytest.approx(_recursion(model, bound, budget), rel=1e-7)


def _recursion(model: PlanningModel, bound: LowerBound, budget: float) -> float:
    programs, values = model.programs, bound.values.values
    assert values is not None
    top = int(programs.levels[0]) - 1
    grid = np.arange(top + 1, dtype=float)
    knots = np.unique(np.linspace(0, top, min(9, top + 1)).round().astype(int))

    def hull(cost: np.ndarray) -> np.ndarray:
        lines = [
            (cost[a] + (grid - a) * (cost[b] - cost[a]) / (b - a))
            for i, a in enumerate(knots)
            for b in knots[i + 1 :]
            if all(cost[a] + (k - a) * (cost[b] - cost[a]) / (b - a) <= cost[k] + 1e-9 for k in knots)
        ]
        return np.max(lines, axis=0)

    unit_bill = float(model.unit_t[0] * model.price[0])
    best = {(int(programs.start_level[0]), 0): 0.0}
    for t in range(12):
        row = programs.transition[0, 0]
        risk = programs.state_cost[0, t, : top + 1] + programs.discount * (
            row @ (values[0, t + 1, :, : top + 1] - values[0, t + 1, 0, : top + 1])
        )
        charge = programs.discount**t * hull(np.asarray(risk))
        after: dict[tuple[int, int], float] = {}
        for (s, spent), cost in best.items():
            for k in range(int(model.most_lot[0]) + 1):
                if s + k > top or (spent + k) * unit_bill > budget + 1e-9:
                    continue
                new = cost + programs.discount**t * k * unit_bill + float(charge[s + k])
                key = (s + k, spent + k)
                if new < after.get(key, math.inf):
                    after[key] = new
        best = after
    end = programs.discount**12 * hull(np.asarray(values[0, 12, 0, : top + 1]))
    return min(cost + float(end[s]) for (s, _), cost in best.items())
