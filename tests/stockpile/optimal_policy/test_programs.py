"""Programs of many minerals: the plain recursion, a linear program, bounds, bits and slips."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.compute import ThreadExecutor
from sonae.core import InputError
from sonae.stockpile.optimal_policy import ProgramSet, ProgramValues, solve_programs
from tests.stockpile.optimal_policy.oracle import Program
from tests.stockpile.optimal_policy.problems import random_programs


def prices_for(programs: ProgramSet, seed: int) -> np.ndarray:
    return np.round(np.random.default_rng(seed).random((programs.period.shape[0], programs.periods)) * 2, 1)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_values_policy_use_and_stock_are_those_of_the_plain_recursion(seed: int) -> None:
    programs = random_programs(seed)
    prices = prices_for(programs, seed)
    found = solve_programs(programs, prices, keep=True)
    assert found.values is not None
    for m in range(programs.minerals):
        plain = Program(programs, m, prices.tolist())
        cost, used, stock = plain.expected()
        assert found.cost[m] == pytest.approx(cost, abs=1e-9)
        assert found.used[m] == pytest.approx(np.asarray(used), abs=1e-9)
        for t in range(programs.months):
            shown = [stock[t].get(s, 0.0) for s in range(plain.levels)]
            assert found.stock_chance[m, t, : plain.levels] == pytest.approx(np.asarray(shown), abs=1e-12)
            for s in range(plain.levels):
                for z in range(plain.states):
                    value, action = plain.value(t, s, z)
                    assert found.values[m, t, z, s] == pytest.approx(value, abs=1e-9)
                    taken = int(found.policy[m, t, z, s])
                    assert plain.allowed(t, s, z, taken)
                    assert plain.action_value(t, s, z, taken) == pytest.approx(value, abs=1e-9)
                    if taken != action:  # equal but for rounding
                        assert plain.action_value(t, s, z, taken) == pytest.approx(value, abs=1e-12)


def test_ties_go_to_the_smallest_change_then_to_the_lowest_number() -> None:
    programs = random_programs(1, minerals=1, months=1, levels=5, states=1)
    programs = replace(
        programs, steps=np.asarray([[-2, 1, -1, 0, 2]]), cost=np.zeros((1, 2, 1, 5)), low=np.zeros((1, 1, 5), np.int16),
        use=programs.use * 0, state_cost=np.asarray([[[3.0, 0.0, 3.0, 0.0, 0.0]]]), terminal=np.zeros((1, 1, 5)),
        levels=np.asarray([5]), actions=np.asarray([5]), start_level=np.asarray([2]), failed=np.zeros(1),
    )  # fmt: skip
    found = solve_programs(programs, np.zeros((2, programs.periods)))
    # From 0: +1 (not further); from 2: +1 stands before −1; from 4: hold.
    assert found.policy[0, 0, 0].tolist() == [1, 3, 1, 3, 3]


def same(one: ProgramValues, other: ProgramValues) -> bool:
    names = ("cost", "used_by_month", "stock_chance", "policy")
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in names)


def test_bits_do_not_depend_on_threads_or_on_what_is_kept() -> None:
    programs = random_programs(7, minerals=9, months=6, levels=40, states=7)
    prices = prices_for(programs, 7)
    one = solve_programs(programs, prices, executor=ThreadExecutor(1))
    assert same(one, solve_programs(programs, prices, executor=ThreadExecutor(2)))
    kept = solve_programs(programs, prices, keep=True)
    assert same(one, kept)
    assert kept.values is not None
    assert one.values is not None
    assert one.values[:, 0].tobytes() == kept.values[:, 0].tobytes()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), step=st.floats(0.01, 1.0))
def test_the_lower_bound_is_concave_with_the_excess_as_its_slope(seed: int, step: float) -> None:
    programs = random_programs(seed)
    prices = prices_for(programs, seed)
    limits = np.ones_like(prices)
    here = solve_programs(programs, prices)
    other = prices + step * np.random.default_rng(seed + 1).normal(size=prices.shape)
    there = solve_programs(programs, other)
    line = here.lower_bound(limits) + (here.excess(limits) * (other - prices)).sum()
    assert there.lower_bound(limits) <= line + 1e-9
    # What the policy costs without its charges stays put: cost with charges is cost + price · use.
    bare = here.cost.sum() - (prices * here.used.sum(axis=0)).sum()
    assert bare >= solve_programs(programs, prices * 0).cost.sum() - 1e-9


def test_ahead_and_costs_give_the_values_again() -> None:
    programs = random_programs(11, minerals=1, months=5, levels=6, states=3)
    programs = replace(programs, failed=np.zeros(1))
    prices = prices_for(programs, 3)
    found = solve_programs(programs, prices, keep=True)
    assert found.values is not None
    assert found.ahead is not None
    for t in range(5):
        for z in range(int(programs.states[0])):
            for s in range(int(programs.levels[0])):
                a = int(found.policy[0, t, z, s])
                y = programs.cost_year[t]
                paid = programs.cost[0, y, z, a] + (found.charge[:, t] * programs.use[:, 0, y, z, a]).sum()
                after = found.ahead[0, t, z, s + programs.steps[0, a]]
                assert found.values[0, t, z, s] == pytest.approx(paid + after, abs=1e-12)


def test_a_dearer_resource_is_not_used_more() -> None:
    programs = random_programs(23, minerals=4, months=6)
    used = []
    for price in (0.0, 0.5, 1.0, 5.0):
        prices = np.zeros((2, programs.periods))
        prices[0, 0] = price
        used.append(solve_programs(programs, prices).used[:, 0, 0].sum())
    assert all(later <= earlier + 1e-12 for earlier, later in itertools.pairwise(used))
    assert used[-1] < used[0]


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("transition", lambda x: x * 0.9, "sums to 0.9"),
        ("transition", lambda x: -x, "negative"),
        ("discount", lambda _: -0.5, "discount factor is -0.5"),
        ("discount", lambda _: float("nan"), "discount factor is nan"),
        ("cost", lambda x: x * np.nan, "is no number"),
        ("state_cost", lambda x: x - np.inf, "is no number"),
        ("steps", lambda x: np.abs(x) + 1, "no action leaves the stock"),
        ("low", lambda x: x * 0 + 1, "not allowed in every state"),
        ("failed", lambda x: x * 0 + 1, "chance of a failed tender is 1"),
        ("start_level", lambda x: x * 0 + 99, "off the grid"),
        ("cost_year", lambda x: x + 5, "no year of the costs"),
        ("terminal", lambda x: x[:, :, 1:], "the shape is"),
        ("use", lambda x: x[0], "there are 4 axes"),
        ("levels", lambda x: x * 0 + 77, "own sizes do not fit"),
    ],
)
def test_slips_are_named(name: str, change, said: str) -> None:  # type: ignore[no-untyped-def]
    programs = random_programs(5)
    with pytest.raises(InputError, match=said):
        replace(programs, **{name: change(getattr(programs, name))})


def test_prices_of_another_shape_are_refused() -> None:
    programs = random_programs(5)
    with pytest.raises(InputError, match="prices"):
        solve_programs(programs, np.zeros(3))
    with pytest.raises(InputError, match="no number"):
        solve_programs(programs, np.full((2, programs.periods), np.nan))
