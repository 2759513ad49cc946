"""Forecasts: Student's interval against printed tables, what is refused, and half-year reviews."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import FiscalYear, InputError, Outcome
from sonae.evaluation import Indicator, forecast, half_year_findings, load_evaluation
from tests.evaluation.small import read, tree, words

END = FiscalYear(2027)


def counted(counts: list[float], target: float = 50, **more: Any) -> Indicator:
    years = [f"FY{2023 + n}" for n in range(len(counts))]
    base: dict[str, Any] = {
        "id": "1-1", "item": "I-1", "sections": ["e1_1"], "name": words("件数"), "unit": "件", "judged": "yearly",
        "values": "adds_up", "formula": "of_target", "lines": "1", "period_target": {"value": target, "lines": "1"},
        "year_targets": {year: {"value": 1, "lines": "1"} for year in years},
        "actuals": {year: {"value": value, "lines": "1"} for year, value in zip(years, counts, strict=True)},
    }  # fmt: skip
    return Indicator.model_validate(base | more)


# Quantiles of Student's law as tables print them: degrees of freedom, level, t.
TABLE = [(2, 0.8, 1.885618), (3, 0.8, 1.637744), (3, 0.95, 3.182446), (2, 0.95, 4.302653)]


@pytest.mark.parametrize(("freedom", "level", "quantile"), TABLE)
def test_the_interval_is_that_of_the_tables(freedom: int, level: float, quantile: float) -> None:
    values = [8.0, 10.0, 12.0, 6.0][: freedom + 1]
    number, left = len(values), 5 - len(values)
    mean = sum(values) / number
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (number - 1))
    half = quantile * spread * math.sqrt(left + left**2 / number)
    found = forecast(counted(values, 60), FiscalYear(2022 + number), END, level=level)
    assert found.expected == pytest.approx(sum(values) + left * mean)
    assert found.high - found.expected == pytest.approx(half, rel=1e-6)
    assert found.low == pytest.approx(max(found.expected - half, sum(values)), rel=1e-6)


def test_the_interval_holds_the_outcome_as_often_as_it_says() -> None:
    """600 made-up periods of five normal years, of which three are known."""
    draws = np.random.default_rng(7)
    held = 0
    for _ in range(600):
        years = [float(draws.normal(100, 10)) for _ in range(5)]
        found = forecast(counted(years[:3], 500), FiscalYear(2025), END)
        held += found.low <= sum(years) <= found.high
    assert abs(held / 600 - 0.8) < 0.05


@given(st.lists(st.integers(0, 40), min_size=3, max_size=5), st.integers(1, 300), st.integers(1, 300))
def test_a_higher_target_is_never_likelier_and_more_is_never_unlikelier(values: list[int], one: int, two: int) -> None:
    through = FiscalYear(2022 + len(values))
    low, high = (forecast(counted([*map(float, values)], target), through, END).chance for target in sorted((one, two)))
    assert low >= high
    more = forecast(counted([value + 1.0 for value in values], one), through, END)
    assert more.chance >= forecast(counted([*map(float, values)], one), through, END).chance - 1e-12


def test_years_that_do_not_differ_leave_no_doubt() -> None:
    found = forecast(counted([8, 8, 8], 40), FiscalYear(2025), END)
    assert (found.low, found.expected, found.high, found.chance) == (40, 40, 40, 1)
    assert forecast(counted([8, 8, 8], 41), FiscalYear(2025), END).chance == 0


def test_at_the_end_nothing_is_left_to_forecast() -> None:
    found = forecast(counted([8, 9, 10, 11, 12], 50), END, END)
    assert (found.low, found.expected, found.high, found.chance) == (50, 50, 50, 1)


def test_states_are_forecast_by_their_steps_from_the_baseline() -> None:
    more = {
        "values": "to_date", "judged": "at_period_end", "year_targets": {},
        "baseline": {"value": 100, "of": words("前期末"), "lines": "1"},
    }  # fmt: skip
    found = forecast(counted([101, 102, 103], 105, **more), FiscalYear(2025), END)
    assert (found.years, found.expected, found.low) == (3, 105, 105)
    without = counted([101, 102, 103], 105, **(more | {"baseline": None}))
    with pytest.raises(InputError, match="has 2 yearly values"):
        forecast(without, FiscalYear(2025), END)


@pytest.mark.parametrize(
    ("values", "said"), [([], "has 0 yearly values"), ([8], "has 1 yearly value up to"), ([8, 9], "has 2 yearly")]
)
def test_too_few_years_are_refused(values: list[float], said: str) -> None:
    last = max(1, len(values))
    targets = {f"FY{2023 + n}": {"value": 1, "lines": "1"} for n in range(last)}
    with pytest.raises(InputError, match=said):
        forecast(counted(values, year_targets=targets), FiscalYear(2022 + last), END)


def test_a_missing_year_and_a_target_of_no_period_are_refused() -> None:
    gap = counted([8, 9, 10, 11])
    holed = gap.model_copy(update={"actuals": {year: one for year, one in gap.actuals.items() if year.year != 2024}})
    with pytest.raises(InputError, match="has no value of FY2024"):
        forecast(holed, FiscalYear(2026), END)
    with pytest.raises(InputError, match="has no value of FY2027"):
        forecast(gap, END, END)
    with pytest.raises(InputError, match="no target of the whole period"):
        forecast(counted([8, 9, 10], values="each_year"), FiscalYear(2025), END)
    with pytest.raises(InputError, match=r"a level of 1.0 is impossible"):
        forecast(gap, FiscalYear(2026), END, level=1.0)


def test_one_year_of_fy2023_is_too_little() -> None:
    evaluation = load_evaluation("FY2023")
    with pytest.raises(
        InputError, match="indicator 1-2 has 1 yearly value up to FY2023; expected at least 3 for a forecast"
    ):
        forecast(evaluation.indicator("1-2"), evaluation.year, evaluation.period.last)
    (found,) = half_year_findings(evaluation)
    assert (found.outcome, found.missing) == (Outcome.OPEN, ("half_year.FY2023",))


@pytest.mark.parametrize(
    ("value", "outcome", "said"), [("2", Outcome.YES, "50 %"), ("1", Outcome.NO, "25 %"), ("5", Outcome.YES, "125 %")]
)
def test_half_year_stands_against_half_the_target(value: str, outcome: Outcome, said: str) -> None:
    changed = tree()
    review = {"year": "FY2023", "on": "2023-10-20", "by": words("理事長"), "words": words("点検"), "lines": "1"}
    changed["half_year_reviews"] = [
        review | {"values": [{"indicator": "1-1", "value": value}, {"indicator": "1-2", "value": 1}]}
    ]
    first, second = half_year_findings(read(changed))
    assert first.outcome is outcome
    assert said in first.because
    assert second.missing == ("1-2.target.FY2023",)
