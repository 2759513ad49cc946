"""Expected shortfall, quantiles and their sampling error, against slow answers and known laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.stockpile.target_days import expected_shortfall, quantile, required_days, statistics_of
from tests.stockpile.oracles import worst_mean

samples = st.lists(st.floats(0, 1000, allow_nan=False), min_size=1, max_size=60)


@given(samples, st.sampled_from([0.0, 0.5, 0.9, 0.95, 0.99]))
def test_expected_shortfall_is_the_mean_of_the_worst_part(sample: list[float], tail: float) -> None:
    value = expected_shortfall(np.sort(np.asarray(sample)), tail)
    assert value == pytest.approx(worst_mean(sample, tail), rel=1e-6, abs=1e-9)


@given(samples, st.sampled_from([0.5, 0.9, 0.95, 0.99, 1.0]))
def test_a_quantile_is_the_least_value_that_enough_do_not_exceed(sample: list[float], level: float) -> None:
    value = quantile(np.sort(np.asarray(sample)), level)
    assert sum(x <= value for x in sample) / len(sample) >= level - 1e-9
    assert all(sum(x <= y for x in sample) / len(sample) < level for y in sample if y < value)


@given(samples)
def test_statistics_stand_in_their_order(sample: list[float]) -> None:
    s = statistics_of(np.asarray(sample), 0.90)
    assert s.q90 <= s.q95 <= s.q99
    assert s.mean <= s.es90 + 1e-6
    assert s.es90 <= s.es95 + 1e-6
    assert s.q90 <= s.es90 + 1e-6
    assert s.statistic == s.es90
    assert s.sampling_low <= s.statistic <= s.sampling_high
    assert 0 <= s.short_probability <= 1


def test_the_sampling_interval_covers_the_truth_nine_times_in_ten() -> None:
    """Exponential law of mean 30: ES90 = 30 (1 + ln 10). 90 % intervals of 2 000 samples must cover it about 90 % of times."""
    truth = 30 * (1 + math.log(10))
    rng = np.random.default_rng(2)
    covered = 0
    for _ in range(2_000):
        s = statistics_of(rng.exponential(30.0, 2_000), 0.90)
        covered += s.sampling_low <= truth <= s.sampling_high
    assert 0.87 <= covered / 2_000 <= 0.92


def test_private_stock_comes_off_first() -> None:
    assert required_days(np.asarray([0.0, 18.0, 40.0]), 18.0).tolist() == [0.0, 0.0, 22.0]


@pytest.mark.parametrize(("sample", "tail"), [([], 0.9), ([1.0], 1.0), ([1.0], -0.1)])
def test_an_empty_tail_is_refused(sample: list[float], tail: float) -> None:
    with pytest.raises(InputError, match="sample and a tail"):
        expected_shortfall(np.asarray(sample), tail)
