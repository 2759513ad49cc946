"""A small group under one budget: exact programs over the whole tree and over the whole grid, bounds, laws, slips."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sonae.core import InputError
from sonae.stockpile.multistage import (
    GroupMineral,
    MineralGroup,
    MultistagePolicy,
    Risk,
    Stopping,
    group_graph,
    solve_group,
)
from tests.stockpile.multistage.group_oracle import grid_value, tree_value

pytestmark = pytest.mark.slow

COBALT = GroupMineral(
    "Co", start_t=1, capacity_t=4, demand_t=4, lost=np.asarray([0.0, 0.5]), price=np.asarray([2.0, 4.0]),
    steps=((1, 0.0), (1, 0.5)), pieces=((0.25, 9.0), (1.0, 20.0)), sale_discount=0.5, holding=0.1, worth=1.0,
)  # fmt: skip
GALLIUM = replace(
    COBALT, name="Ga", start_t=0, capacity_t=3, demand_t=2, lost=np.asarray([0.0, 1.0]), price=np.asarray([3.0, 6.0]),
    steps=((1, 0.0), (1, 1.0)), pieces=((0.5, 10.0), (1.0, 25.0)), worth=1.5,
)  # fmt: skip
CHAIN = np.asarray([[0.7, 0.3], [0.4, 0.6]])
GROUP = MineralGroup((COBALT, GALLIUM), CHAIN, 0, 4, 2, (5.0, 4.0), 0.95)
NOISY = replace(GROUP, stages=3, demand_noise=((0.5, (0.5, 1.0)), (0.5, (1.5, 1.0))))


@pytest.mark.parametrize("multicut", [False, True])
@pytest.mark.parametrize(
    "group", [GROUP, NOISY, replace(GROUP, start_regime=1), replace(GROUP, budgets_yen=(0.0, 0.0))]
)
def test_the_bound_is_the_value_of_the_whole_tree(group: MineralGroup, *, multicut: bool) -> None:
    answer = solve_group(group, Stopping(passes=150, over=25), paths=100, seed=4, multicut=multicut)
    assert answer.lower_bound == pytest.approx(tree_value(group), rel=1e-6)
    assert abs(answer.paths.mean - answer.lower_bound) < 2 * answer.paths.half_width + 1e-6
    assert answer.worst_gap < 1e-7
    assert list(answer.bounds) == sorted(answer.bounds)


def in_parts(group: MineralGroup, parts: int) -> MineralGroup:
    """The same group counted in parts of a tonne: the grid becomes finer."""
    minerals = tuple(
        replace(
            m, start_t=m.start_t * parts, capacity_t=m.capacity_t * parts, demand_t=m.demand_t * parts, price=m.price / parts,
            steps=tuple((t * parts, p) for t, p in m.steps), pieces=tuple((s, v / parts) for s, v in m.pieces),
            holding=m.holding / parts, worth=m.worth / parts,
        )
        for m in group.minerals
    )  # fmt: skip
    return replace(group, minerals=minerals)


def test_the_joint_program_on_a_grid_costs_as_much() -> None:
    """No rule on a grid costs less than the bound; where whole tonnes are enough it costs exactly as much."""
    plenty = replace(GROUP, budgets_yen=(100.0, 100.0))
    answer = solve_group(plenty, Stopping(passes=60, over=25), paths=2, seed=1)
    assert answer.lower_bound == pytest.approx(grid_value(plenty), rel=1e-6)
    assert solve_group(replace(GROUP, stages=2), Stopping(), paths=2, seed=1).lower_bound == pytest.approx(
        grid_value(replace(GROUP, stages=2)), rel=1e-9
    )
    tight = replace(GROUP, stages=3)
    bound = solve_group(tight, Stopping(passes=60, over=25), paths=2, seed=1).lower_bound
    coarse, fine = grid_value(tight), grid_value(in_parts(tight, 2))
    assert bound - 1e-9 <= fine <= coarse + 1e-9
    assert fine - bound < 0.02 * (grid_value(replace(tight, budgets_yen=(0.0, 0.0))) - bound)


def test_a_larger_budget_never_costs_more_and_apart_is_cheaper_than_together() -> None:
    stopping = Stopping(passes=40, over=15)
    values = [
        solve_group(replace(GROUP, budgets_yen=(b, b)), stopping, paths=2, seed=1).lower_bound
        for b in (0.0, 2.0, 5.0, 20.0)
    ]
    assert values == sorted(values, reverse=True)
    assert values[-1] < values[0]
    # Each mineral with the whole budget for itself is a relaxation of both under one budget.
    apart = sum(
        solve_group(replace(GROUP, minerals=(m,)), stopping, paths=2, seed=1).lower_bound for m in GROUP.minerals
    )
    assert apart <= solve_group(GROUP, stopping, paths=2, seed=1).lower_bound + 1e-9


def test_risk_aversion_never_values_less() -> None:
    stopping = Stopping(passes=40, over=15)
    neutral = solve_group(GROUP, stopping, paths=2, seed=1).lower_bound
    averse = solve_group(GROUP, stopping, paths=2, seed=1, risk=Risk(0.5, 0.2)).lower_bound
    worst = solve_group(GROUP, stopping, paths=2, seed=1, risk=Risk(0.0, 0.0)).lower_bound
    assert neutral < averse < worst


def test_units_do_not_matter() -> None:
    grams = replace(
        GROUP,
        minerals=tuple(
            replace(
                m, start_t=m.start_t * 1e6, capacity_t=m.capacity_t * 1e6, demand_t=m.demand_t * 1e6,
                steps=tuple((t * 1e6, p) for t, p in m.steps),
            )
            for m in GROUP.minerals
        ),
        budgets_yen=tuple(b * 1e6 for b in GROUP.budgets_yen),
    )  # fmt: skip
    stopping = Stopping(passes=40, over=15)
    one, other = (solve_group(g, stopping, paths=20, seed=1) for g in (GROUP, grams))
    assert other.lower_bound == pytest.approx(one.lower_bound * 1e6, rel=1e-9)
    assert other.gap == pytest.approx(one.gap * 1e6, rel=1e-6)


def test_paths_keep_the_budget_and_the_stock() -> None:
    graph, yen = group_graph(GROUP)
    policy = MultistagePolicy(graph)
    policy.train(Stopping(passes=20), 1)
    for index in range(20):
        path, _, _ = policy._forward(3, 99, index, 100)
        for (t, _), state in path:
            assert (state >= -1e-9).all()
            assert state[-1] * yen <= GROUP.budgets_yen[t // 2] + 1e-6


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"minerals": ()}, "0 minerals"),
        ({"minerals": (COBALT,) * 11}, "11 minerals"),
        ({"transition": CHAIN * 0.9}, "do not sum to 1"),
        ({"transition": -CHAIN}, "no square of chances"),
        ({"budgets_yen": (1.0,)}, "too few"),
        ({"budgets_yen": (1.0, -1.0)}, "negative"),
        ({"discount": 0.0}, "discount factor is 0"),
        ({"start_regime": 2}, "first regime"),
        ({"minerals": (replace(COBALT, start_t=-1),)}, "Co: the start"),
        ({"minerals": (replace(COBALT, lost=np.asarray([0.0, 2.0])),)}, "Co: losses"),
        ({"minerals": (replace(COBALT, lost=np.zeros(3)),)}, "each of 2 regimes"),
        ({"minerals": (replace(COBALT, steps=((1, 0.5), (1, 0.0))),)}, "cheaper"),
        ({"minerals": (replace(COBALT, pieces=((0.5, 9.0),)),)}, "whole demand"),
        ({"demand_noise": ((1.0, (1.0,)),)}, "factor of 0 or more a mineral"),
    ],
)
def test_slips_are_named(change: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        replace(GROUP, **change)  # type: ignore[arg-type]
