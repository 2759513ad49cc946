"""Causes of the gap: they add up exactly, and each is its Shapley value by brute force."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.stockpile.gap import CAUSES, Causes, Level, decompose

pytestmark = pytest.mark.slow


def brute(before: Level, after: Level, tonnes: dict[str, Fraction], consumption: dict[str, Fraction]) -> Causes:
    """Mean over every order of all single movers: each tonne cause, each mover of consumption, and the target."""
    players = [("t", name) for name in tonnes] + [("c", name) for name in consumption] + [("T", "target")]
    days, weights = dict.fromkeys(CAUSES, Fraction(0)), dict.fromkeys(CAUSES, Fraction(0))
    for order in permutations(players):
        target, daily, stock = before.target_days, before.daily_t, before.stock_t
        here = Level(target, daily, stock)
        for kind, name in order:
            if kind == "t":
                stock += tonnes[name]
            elif kind == "c":
                daily += consumption[name]
            else:
                target = after.target_days
            then = Level(target, daily, stock)
            days[name] += then.gap_days - here.gap_days
            weights[name] += then.gap_t - here.gap_t
            here = then
    orders = factorial(len(players))
    return Causes({n: v / orders for n, v in days.items()}, {n: v / orders for n, v in weights.items()})


small = st.fractions(0, 50, max_denominator=7)
moves = st.fractions(-4, 4, max_denominator=5)


@st.composite
def steps(draw: st.DrawFn) -> tuple[Level, Level, dict[str, Fraction], dict[str, Fraction]]:
    before = Level(draw(small), 10 + draw(small), 200 + draw(small))
    tonnes = {name: draw(moves) for name in ("planned_purchase", "release", "data")}
    consumption = {name: draw(moves) for name in ("demand", "data")}
    after = Level(draw(small), before.daily_t + sum(consumption.values()), before.stock_t + sum(tonnes.values()))
    return before, after, tonnes, consumption


@given(steps())
def test_causes_add_up_to_the_change_without_a_remainder(step: tuple) -> None:  # type: ignore[type-arg]
    before, after, *_ = step
    causes = decompose(*step)
    assert sum(causes.days.values()) == after.gap_days - before.gap_days
    assert sum(causes.tonnes.values()) == after.gap_t - before.gap_t


@settings(max_examples=8)
@given(steps())
def test_each_cause_is_its_mean_over_all_orders(step: tuple) -> None:  # type: ignore[type-arg]
    causes, slow = decompose(*step), brute(*step)
    assert causes.days == slow.days
    assert causes.tonnes == slow.tonnes


def test_a_cause_alone_is_the_whole_change() -> None:
    """60 days of 10 t a day; 100 t released: 10 days and 100 t."""
    before = Level(Fraction(60), Fraction(10), Fraction(600))
    causes = decompose(before, Level(Fraction(60), Fraction(10), Fraction(500)), {"release": Fraction(-100)}, {})
    assert {name: value for name, value in causes.days.items() if value} == {"release": 10}
    assert {name: value for name, value in causes.tonnes.items() if value} == {"release": 100}


def test_what_was_planned_and_not_bought_stands_against_the_plan() -> None:
    """Planned 30 t, 20 t fell to the price: the plan narrows by 3 days, the price widens by 2."""
    before = Level(Fraction(60), Fraction(10), Fraction(500))
    tonnes = {"planned_purchase": Fraction(30), "price": Fraction(-20)}
    causes = decompose(before, Level(Fraction(60), Fraction(10), Fraction(510)), tonnes, {})
    assert (causes.days["planned_purchase"], causes.days["price"]) == (-3, 2)


def test_nothing_is_put_in_to_make_the_sum() -> None:
    level = Level(Fraction(60), Fraction(10), Fraction(500))
    with pytest.raises(ValueError, match="the logged tonnes do not add up"):
        decompose(level, Level(Fraction(60), Fraction(10), Fraction(501)), {}, {})
    with pytest.raises(ValueError, match="the parts do not add up to the change of consumption"):
        decompose(level, Level(Fraction(60), Fraction(11), Fraction(500)), {}, {"demand": Fraction(2)})
    with pytest.raises(ValueError, match="larger than the consumption"):
        decompose(level, level, {}, {"demand": Fraction(-20), "data": Fraction(20)})
