"""Steps of a table of values: laws, and the average over all orders written out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.economics.bridge import averaged_steps, ordered_steps
from tests.economics.bridge.oracle import average_over_orders

pytestmark = pytest.mark.slow

numbers = st.floats(-1e12, 1e12, allow_nan=False)


@st.composite
def tables(draw: st.DrawFn, most: int = 4) -> list[float]:
    count = draw(st.integers(0, most))
    return draw(st.lists(numbers, min_size=1 << count, max_size=1 << count))


def players(values: list[float]) -> int:
    return len(values).bit_length() - 1


def test_two_factors_by_hand() -> None:
    """Price 2 → 3 and volume 10 → 20: 20, 30, 40, 60. Price alone is 10 or 20, volume 20 or 30."""
    values = [20.0, 30.0, 40.0, 60.0]
    assert ordered_steps(values, [0, 1]) == [10, 30]
    assert ordered_steps(values, [1, 0]) == [20, 20]
    assert averaged_steps(values) == [15, 25]


def test_the_glove_game() -> None:
    """A left glove and two right ones: 2/3, 1/6, 1/6, as in every text on Shapley's value."""
    values = [float(bool(mask & 1) and bool(mask & 6)) for mask in range(8)]
    assert averaged_steps(values) == [Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)]


@given(tables())
@settings(max_examples=60, deadline=None)
def test_average_is_that_over_all_orders_written_out(values: list[float]) -> None:
    def value(new: frozenset[int]) -> Fraction:
        return Fraction(values[sum(1 << factor for factor in new)])

    assert averaged_steps(values) == average_over_orders(value, players(values))


@given(tables(6), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_nothing_is_left(values: list[float], random: object) -> None:
    order = list(range(players(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    change = Fraction(values[-1]) - Fraction(values[0])
    assert change == sum(averaged_steps(values), Fraction(0)) == sum(ordered_steps(values, order), Fraction(0))


@given(tables(5))
@settings(max_examples=60, deadline=None)
def test_the_way_back_is_the_way_there_negated(values: list[float]) -> None:
    count = players(values)
    back = [values[mask ^ ((1 << count) - 1)] for mask in range(1 << count)]
    assert averaged_steps(back) == [-step for step in averaged_steps(values)]


@given(tables(4), st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_a_factor_without_effect_has_no_step_and_changes_no_other(values: list[float], place: int) -> None:
    """A factor is put in between that changes nothing."""
    count = players(values)
    place = min(place, count)
    low = (1 << place) - 1
    wide = [values[(mask & low) | (mask >> 1 & ~low)] for mask in range(1 << (count + 1))]
    steps = averaged_steps(wide)
    assert steps[place] == 0
    assert steps[:place] + steps[place + 1 :] == averaged_steps(values)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_effects_that_add_up_have_one_bridge(effects: list[int], random: object) -> None:
    values = [
        7.0 + sum(effect for bit, effect in enumerate(effects) if mask >> bit & 1) for mask in range(1 << len(effects))
    ]
    order = list(range(len(effects)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert averaged_steps(values) == ordered_steps(values, order) == effects


def test_a_table_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="3 values"):
        averaged_steps([1.0, 2.0, 3.0])
    with pytest.raises(InputError, match="no number"):
        averaged_steps([1.0, float("nan")])
    with pytest.raises(InputError, match="every factor once"):
        ordered_steps([1.0, 2.0, 3.0, 4.0], [0, 0])
