"""Payback, profitability, chance, take, unit cost and break-even beside sums by hand, and what they refuse."""

from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.valuation import (
    Discounting,
    break_even,
    break_even_chance,
    expected_monetary_value,
    expected_value,
    government_take,
    payback,
    profitability,
    risked_value,
    unit_cost,
)

DAY = dt.date(2026, 4, 1)
TEN = Discounting(rate=0.10, timing="end", base=DAY, first=DAY, months=12, day_count="months/12")


# Payback


def test_payback_inside_a_period_and_at_its_end() -> None:
    flows = [-100, 40, 40, 40, 40]
    assert payback(flows, within="interpolated", discounting=None).periods == 3.5
    assert payback(flows, within="whole period", discounting=None).periods == 4
    found = payback(flows, within="interpolated", discounting=TEN)
    worth = [flow / 1.1 ** (t + 1) for t, flow in enumerate(flows)]
    assert found.periods == pytest.approx(4 - sum(worth[:4]) / worth[4])
    assert found.discounted


def test_payback_that_decommissioning_undoes() -> None:
    found = payback([-100, 60, 60, -90], within="interpolated", discounting=None)
    assert found.periods == pytest.approx(2 + 40 / 60)
    assert not found.holds


def test_payback_that_never_comes_or_is_not_needed() -> None:
    never = payback([-100, 30, 30], within="interpolated", discounting=None)
    assert (never.periods, never.holds) == (None, False)
    assert never.reason is not None
    assert never.reason.code == "payback_never"
    free = payback([0, 10, -5], within="interpolated", discounting=None)
    assert free.reason is not None
    assert free.reason.code == "payback_no_outlay"


def test_another_way_of_counting_payback_is_refused() -> None:
    with pytest.raises(UnknownChoiceError, match="rounded"):
        payback([-1, 2], within="rounded", discounting=None)  # type: ignore[arg-type]


@given(st.lists(st.integers(-100, 100), min_size=1, max_size=20))
def test_payback_is_the_first_time_the_sum_is_back(flows: list[int]) -> None:
    found = payback(flows, within="whole period", discounting=None)
    sums = list(accumulate(flows))
    below = next((i for i, total in enumerate(sums) if total < 0), len(sums))
    back = [i + 1 for i in range(below, len(sums)) if sums[i] >= 0]
    assert found.periods == (back[0] if back else None)
    assert found.holds == (bool(back) and all(total >= 0 for total in sums[back[0] - 1 :]))
    inside = payback(flows, within="interpolated", discounting=None)
    if back:
        assert inside.periods is not None
        assert back[0] - 1 < inside.periods <= back[0]


# Profitability


def test_profitability_by_hand() -> None:
    found = profitability([-100, 60, 80], [100, 0, 0], TEN)
    npv = -100 / 1.1 + 60 / 1.1**2 + 80 / 1.1**3
    assert found.npv == pytest.approx(npv)
    assert found.ratio == pytest.approx(npv / (100 / 1.1))
    assert found.index == pytest.approx((60 / 1.1**2 + 80 / 1.1**3) / (100 / 1.1))


@pytest.mark.parametrize("outlays", [[0, 0], [-1, 2], [1]])
def test_outlays_that_are_none_are_refused(outlays: list[float]) -> None:
    with pytest.raises(InputError, match="outlays"):
        profitability([1, 2], outlays, TEN)


# Chance


@given(st.floats(0.01, 1e6), st.floats(0, 1e6))
def test_the_break_even_chance_makes_the_expected_value_nought(value: float, cost: float) -> None:
    chance = break_even_chance(value, cost)
    assert expected_monetary_value(chance, value, cost) == pytest.approx(0, abs=1e-9 * (value + cost))


def test_outcomes_of_which_one_comes_must_add_up() -> None:
    assert expected_value([300, 50, -20], [0.1, 0.3, 0.6]) == pytest.approx(33)
    with pytest.raises(InputError, match=r"add up to 0.9"):
        expected_value([300, 50], [0.1, 0.8])


@pytest.mark.parametrize("chance", [-0.1, 1.1, math.nan, None])
def test_a_chance_that_is_none_is_refused(chance: Any) -> None:
    with pytest.raises(InputError, match="chance"):
        expected_monetary_value(chance, 1, 1)
    with pytest.raises(InputError, match="chance"):
        risked_value([1, 2], [0.5, chance])
    with pytest.raises(InputError, match="1 chances for 2"):
        risked_value([1, 2], [0.5])
    with pytest.raises(InputError, match="value"):
        break_even_chance(0, 5)


# Government take and unit cost


def test_both_shares_of_the_state() -> None:
    """Government 46.35 of 100 with capital outlays of 22.26 in them is 59.62 % without."""
    found = government_take(46.35, 31.39, 22.26)
    assert found.before_capex == pytest.approx(0.4635, abs=5e-5)
    assert found.of_net_cash == pytest.approx(0.5962, abs=5e-5)
    assert found.reason is None


def test_a_share_of_a_loss_is_none() -> None:
    found = government_take(20, -50, 100)
    assert (found.of_net_cash, found.before_capex) == (None, pytest.approx(20 / 70))
    assert found.reason is not None
    assert found.reason.code == "take_no_cash"
    assert government_take(20, -50, 10).before_capex is None
    with pytest.raises(InputError, match="capex"):
        government_take(1, 1, -1)


def test_unit_cost_plain_and_at_present_value() -> None:
    assert unit_cost([900, 0, 300], [0, 40, 20], discounting=None) == 20
    level = unit_cost([900, 0, 300], [0, 40, 20], discounting=TEN)
    exact = (Fraction(900) * 10 / 11 + Fraction(300) * 1000 / 1331) / (
        40 * Fraction(100, 121) + 20 * Fraction(1000, 1331)
    )
    assert level == pytest.approx(float(exact), rel=1e-14)


@pytest.mark.parametrize(
    ("yen", "barrels", "said"),
    [
        ([1], [0], "no barrel"),
        ([-1], [1], "outlays.*below 0"),
        ([1, 1], [1, -1], "barrels.*period 2"),
        ([1], [1, 2], "periods"),
    ],
)
def test_a_unit_cost_of_nothing_is_refused(yen: list[float], barrels: list[float], said: str) -> None:
    with pytest.raises(InputError, match=said):
        unit_cost(yen, barrels, discounting=None)


# Break-even


def test_the_break_even_price_of_a_curve() -> None:
    found = break_even(lambda price: price**3 - 64_000, 10, 100, tolerance=1e-10)
    assert found.at == pytest.approx(40, abs=1e-9)
    assert found.rises
    assert not found.jump


def test_a_jump_over_nought_is_said() -> None:
    found = break_even(lambda price: -5.0 if price < 70 else 3 + price / 100, 10, 100, tolerance=1e-6)
    assert found.at == pytest.approx(70, abs=1e-5)
    assert found.jump


def test_an_end_that_is_the_break_even() -> None:
    assert break_even(lambda price: price - 10, 10, 100, tolerance=1e-9).at == 10
    assert break_even(lambda price: price - 100, 10, 100, tolerance=1e-9).at == 100


@pytest.mark.parametrize(
    ("slope", "offset", "said"),
    [
        (
            1,
            -200,
            "below nought at both ends, -190 at 10 and -100 at 100; the break-even, if there is one, lies above 100",
        ),
        (1, 5, "above nought at both ends.*lies below 10"),
        (-1, 200, "above nought.*lies above 100"),
        (-1, -5, "below nought.*lies below 10"),
        (0, 7, "lies nowhere: the value does not change"),
    ],
)
def test_no_change_of_sign_is_refused_with_its_side(slope: float, offset: float, said: str) -> None:
    with pytest.raises(InputError, match=said):
        break_even(lambda price: slope * price + offset, 10, 100, tolerance=1e-9)


def test_values_and_intervals_that_are_none_are_refused() -> None:
    with pytest.raises(InputError, match=r"value at oil price 10"):
        break_even(lambda _: math.nan, 10, 100, tolerance=1e-9, name="oil price")
    with pytest.raises(InputError, match="no interval"):
        break_even(lambda price: price, 5, 5, tolerance=1e-9)
    with pytest.raises(InputError, match="tolerance"):
        break_even(lambda price: price, -5, 5, tolerance=0)


def test_what_is_made_good_to_the_last_yen_is_paid_back() -> None:
    """Nought is no longer below nought: 100 out, 40 and 60 back, and nothing after."""
    found = payback([-100, 40, 60, 0], within="interpolated", discounting=None)
    assert (found.periods, found.holds) == (3.0, True)
