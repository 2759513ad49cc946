"""A few minerals of a plan as one multistage program: joint regimes counted again, bound under cost, laws."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from sonae.core import InputError
from sonae.stockpile.plan import PlanCase, group_of, solve_small_group
from sonae.stockpile.simulation import draw_paths
from sonae.supply_risk import Policy
from tests.stockpile.plan.cases import Held, small_case

TWO = (Held(target=90, start=10, price=1e6), Held(target=60, start=0, price=2e6))


@pytest.fixture
def case(policy: Policy) -> PlanCase:
    return small_case(policy, TWO, budgets=(60.0, 60.0))


def test_joint_regimes_are_the_quarters_of_the_events_counted(case: PlanCase) -> None:
    scenarios, seed = 200, 5
    group = group_of(case, scenarios, seed)
    paths = draw_paths(case.model, seed, 0, scenarios)
    prices = [item.material.price_yen_a_t for item in case.minerals]
    worth = [
        [
            sum(float(paths.called[s, m, 3 * q + i]) * prices[m] for m in range(2) for i in range(3))
            for q in range(8)
        ]
        for s in range(scenarios)
    ]  # fmt: skip
    some = sorted(value for row in worth for value in row if value > 0)
    low, high = np.quantile(some, (0.5, 0.85))
    regime = [[0 if v <= 0 else 1 if v <= low else 2 if v <= high else 3 for v in row] for row in worth]
    assert len(some) > 100
    moves = Counter((a, b) for row in regime for a, b in pairwise(row))
    leaving = Counter(a for row in regime for a in row[:-1])
    assert group.transition.sum(axis=1) == pytest.approx(np.ones(4))
    for (a, b), count in moves.items():
        assert group.transition[a, b] == pytest.approx(count / leaving[a])
    for m, mineral in enumerate(group.minerals):
        for r in range(1, 4):
            shares = [
                sum(paths.called[s, m, 3 * q : 3 * q + 3]) / sum(paths.demand[s, m, 3 * q : 3 * q + 3])
                for s in range(scenarios)
                for q in range(8)
                if regime[s][q] == r
            ]
            assert mineral.lost[r] == pytest.approx(sum(shares) / len(shares))
        assert mineral.lost[0] == 0
        assert (np.diff(mineral.price) >= 0).all() or mineral.lost.argmax() < 3
    assert (group.stages, group.stages_a_year, group.budgets_yen) == (8, 4, (6e7, 6e7))


@pytest.mark.slow
def test_the_bound_is_below_the_simulated_cost_and_budget_never_hurts(policy: Policy) -> None:
    bounds = []
    for budget in (0.0001, 30.0, 3000.0):
        case = small_case(policy, TWO, budgets=(budget, budget))
        answer = solve_small_group(case, passes=60, paths=200, scenarios=512)
        assert answer.lower_bound <= answer.paths.mean + answer.paths.half_width
        assert answer.worst_gap < 1e-7
        bounds.append(answer.lower_bound)
    assert bounds[0] > bounds[1] > bounds[2]


def test_more_than_ten_minerals_are_refused_in_words(policy: Policy) -> None:
    case = small_case(policy, (Held(),) * 11)
    with pytest.raises(InputError, match="11 minerals are too many to be solved as one program"):
        group_of(case, 10, 1)
