"""Values that SDDP.jl prints or asserts for its own examples (odow/SDDP.jl, docs/src/examples and tests).

Objective and markov uncertainty are its tutorials too, but it gives no figure for them: those two values are our own,
worked out over the whole tree of outcomes.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sonae.stockpile.multistage import MultistagePolicy, PolicyGraph, Risk, Stopping
from tests.stockpile.multistage import problems
from tests.stockpile.multistage.tree import tree_value

pytestmark = pytest.mark.slow

PUBLISHED: list[tuple[str, Callable[[], PolicyGraph], float, float]] = [
    ("first steps", problems.first_steps, 8333.333, 1e-3),
    ("objective uncertainty", problems.objective_uncertainty, 10_625.0, 1e-3),
    ("markov uncertainty", problems.markov_uncertainty, 8_072.916667, 1e-3),
    ("stock", problems.stock, -1.471, 1e-3),
    ("valley", lambda: problems.hydro_valley(markov=False, inflow=False), -835.0, 1e-3),
    ("valley, inflow", lambda: problems.hydro_valley(markov=False, inflow=True), -838.33, 1e-2),
    ("valley, prices", lambda: problems.hydro_valley(markov=True, inflow=False), -851.8, 1e-2),
    ("valley, both", lambda: problems.hydro_valley(markov=True, inflow=True), -855.0, 1e-2),
    ("valley, risk", lambda: problems.hydro_valley(markov=True, inflow=True, risk=Risk(0.5, 0.66)), -828.157, 1e-3),
    ("valley, worst", lambda: problems.hydro_valley(markov=True, inflow=True, risk=Risk(0.5, 0.0)), -780.867, 1e-3),
]


@pytest.mark.parametrize("multicut", [False, True], ids=["single", "multi"])
@pytest.mark.parametrize(("graph", "value", "near"), [row[1:] for row in PUBLISHED], ids=[row[0] for row in PUBLISHED])
def test_the_bound_is_the_published_one(
    graph: Callable[[], PolicyGraph], value: float, near: float, *, multicut: bool
) -> None:
    policy = MultistagePolicy(graph(), multicut=multicut)
    assert policy.train(Stopping(passes=80, stalled=0.0, over=30), 1) == pytest.approx(value, abs=near)
    assert policy.bounds == sorted(policy.bounds)
    assert policy.worst_gap < 1e-7


@pytest.mark.parametrize(("graph", "value", "near"), [row[1:] for row in PUBLISHED[:8] if row[0] != "stock"])
def test_the_whole_tree_gives_the_same(graph: Callable[[], PolicyGraph], value: float, near: float) -> None:
    assert tree_value(graph()) == pytest.approx(value, abs=near)


@pytest.mark.slow
def test_three_stocks() -> None:
    policy = MultistagePolicy(problems.multistock())
    assert policy.train(Stopping(passes=100), 1) == pytest.approx(-4.349, abs=0.01)


@pytest.mark.slow
def test_an_infinite_horizon() -> None:
    policy = MultistagePolicy(problems.infinite_hydro_thermal(), multicut=True)
    assert policy.train(Stopping(passes=150, over=150), 1) == pytest.approx(119.167, abs=0.1)
