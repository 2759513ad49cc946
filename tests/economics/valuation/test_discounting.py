"""Present value: every part of the convention moves it, and none has a default."""

from __future__ import annotations

import datetime as dt
import inspect
from dataclasses import replace
from decimal import Decimal, getcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import FiscalYear, InputError, UnknownChoiceError
from sonae.economics.valuation import Discounting, internal_rates, net_present_value, present_values

START = FiscalYear(2026).start
YEARLY = Discounting(rate=0.08, timing="end", base=START, first=START, months=12, day_count="months/12")


def test_nothing_has_a_default() -> None:
    assert all(
        parameter.default is inspect.Parameter.empty for parameter in inspect.signature(Discounting).parameters.values()
    )


def test_timings_differ_by_half_years() -> None:
    for timing, years in (("start", [0, 1, 2]), ("mid", [0.5, 1.5, 2.5]), ("end", [1, 2, 3])):
        assert replace(YEARLY, timing=timing).years(3).tolist() == years


def test_a_base_before_and_after_the_first_period() -> None:
    assert replace(YEARLY, base=dt.date(2024, 10, 1)).years(1).tolist() == [2.5]
    assert replace(YEARLY, base=dt.date(2030, 4, 1)).years(1).tolist() == [-3.0]
    assert net_present_value([100], replace(YEARLY, base=dt.date(2028, 4, 1))) == pytest.approx(108)


def test_shorter_periods_and_their_days() -> None:
    monthly = replace(YEARLY, months=1, timing="mid")
    assert monthly.years(3) == pytest.approx([1 / 24, 3 / 24, 5 / 24])
    assert monthly.starts(12)[-1] == dt.date(2027, 4, 1)
    days = replace(YEARLY, day_count="actual/365", months=6, base=dt.date(2026, 4, 11))
    assert days.years(2) == pytest.approx([173 / 365, 355 / 365])
    assert replace(days, timing="mid").years(1) == pytest.approx([81.5 / 365])


def test_values_are_those_of_decimals() -> None:
    getcontext().prec = 40
    flows = [-1000, 250, 300, 410, 520, -90]
    exact = sum(Decimal(flow) / Decimal("1.08") ** (t + 1) for t, flow in enumerate(flows))
    assert net_present_value(flows, YEARLY) == pytest.approx(float(exact), rel=1e-14)
    table = np.asarray([flows, [2 * flow for flow in flows]], float)
    assert present_values(table, YEARLY) == pytest.approx([float(exact), 2 * float(exact)], rel=1e-14)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.floats(-0.5, 1.0))
def test_moving_the_base_multiplies_by_one_factor(flows: list[float], rate: float) -> None:
    here = replace(YEARLY, rate=rate)
    later = replace(here, base=dt.date(2029, 4, 1))
    size = net_present_value(np.abs(flows), later)
    assert net_present_value(flows, later) == pytest.approx(
        net_present_value(flows, here) * (1 + rate) ** 3, abs=1e-12 * size
    )


def test_the_value_at_the_internal_rate_is_nought_under_any_timing() -> None:
    flows = [-1000.0, 250, 300, 410, 520, 90]
    rate = internal_rates(flows).single
    assert rate is not None
    for timing in ("start", "mid", "end"):
        assert net_present_value(flows, replace(YEARLY, rate=rate, timing=timing)) == pytest.approx(0, abs=1e-10)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rate": -1.0}, "rate.*above -1"),
        ({"rate": float("nan")}, "rate"),
        ({"timing": "middle"}, "unknown timing «middle»; nearest valid: mid"),
        ({"day_count": "30/360"}, "unknown day_count «30/360»"),
        ({"months": 4}, "4 months is unknown"),
        ({"months": True}, "months"),
        ({"first": dt.date(2026, 4, 2)}, "first day of a month"),
        ({"base": dt.date(2026, 4, 2)}, "actual/365"),
        ({"base": "2026-04-01"}, "no date"),
        ({"base": dt.datetime(2026, 4, 1)}, "without a time"),
    ],
)
def test_a_convention_that_is_not_one_is_refused_by_name(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        replace(YEARLY, **change)


def test_an_unknown_word_is_an_unknown_choice() -> None:
    with pytest.raises(UnknownChoiceError):
        replace(YEARLY, timing="")  # type: ignore[arg-type]


def test_flows_beyond_the_calendar_or_not_finite_are_refused() -> None:
    with pytest.raises(InputError, match="beyond the calendar"):
        YEARLY.starts(9000)
    with pytest.raises(InputError, match=r"row 2.*period 3"):
        present_values(np.asarray([[1, 2, 3], [1, 2, np.nan]]), YEARLY)
    with pytest.raises(InputError, match="shape"):
        net_present_value(np.ones((2, 2)), YEARLY)


def test_the_convention_is_said_in_one_line() -> None:
    assert YEARLY.convention == (
        "8.00% a year, end of period, base 2026-04-01, periods of 12 months from 2026-04-01, months/12"
    )
