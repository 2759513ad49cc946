"""The simulation against answers known without it: METHOD §5, an exact chain, and the newsvendor of the literature."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom

from sonae.core import InputError
from sonae.stockpile.target_days import (
    expected_shortfall,
    newsvendor_with_disruptions,
    quantile,
    tail_months,
    tail_probability,
)
from sonae.supply_risk import Policy
from tests.stockpile.models import Reading, hazards, no_softening, shortage_model
from tests.stockpile.oracles import covered_months

ONE = [Reading({"CHN": 1.0}, kappa=0.0)]


def months_of_one_supplier(policy: Policy, rate: float, mean: float, scenarios: int, seed: int) -> np.ndarray:
    """Months without supply, by scenario, of a line with one supplier, all or nothing."""
    draw = hazards({"CHN": {"accident": rate}}, months=mean, depth=1.0)
    need = shortage_model(no_softening(policy), draw, ONE).simulate(scenarios, seed)[0, 0]
    months = need / policy.days.days_per_month
    assert np.allclose(months, np.rint(months), atol=1e-9)
    return np.rint(months).astype(int)


@pytest.mark.parametrize(("rate", "mean"), [(0.012, 9.0), (0.2, 3.0), (0.05, 30.0), (1.0, 1.0), (0.6, 12.0)])
def test_one_supplier_follows_the_exact_chain(policy: Policy, rate: float, mean: float) -> None:
    months = months_of_one_supplier(policy, rate, mean, 100_000, 11)
    exact = covered_months(rate, mean, policy.days.horizon_months)
    seen = np.bincount(months, minlength=exact.size).cumsum()
    wanted = np.clip(exact.cumsum(), 0.0, 1.0)
    error = np.sqrt(wanted * (1 - wanted) * months.size)
    assert exact.sum() == pytest.approx(1.0)
    assert (np.abs(seen - wanted * months.size) <= 4.5 * error + 1e-6).all()


@pytest.mark.parametrize("level", [0.95, 0.97, 0.98, 0.99])
def test_the_quantile_of_one_supplier_is_the_closed_form(policy: Policy, level: float) -> None:
    """With rare acts and a long horizon the longest act is the whole need, and months are whole: n_q rounded up."""
    rate, mean, years = 0.003, 9.0, 20
    months = months_of_one_supplier(policy.with_value("days.horizon_months", years * 12), rate, mean, 200_000, 3)
    n_q = tail_months(rate, years, mean, level)
    ordered = np.sort(months).astype(float)
    # 95 % limits of the order statistic, widened by one month for the whole months of the simulation.
    low, high = (int(binom.ppf(p, months.size, level)) for p in (0.025, 0.975))
    assert ordered[low] - 1 <= n_q <= ordered[high] + 1
    assert quantile(ordered, level) == pytest.approx(math.ceil(n_q), abs=1)


def test_the_horizon_cuts_off_what_it_cannot_see(policy: Policy) -> None:
    """P(some act is seen to last more than n months), from acts drawn one by one with another generator."""
    rate, mean, horizon, n = 0.3, 12.0, 60, 20
    rng = np.random.default_rng(5)
    seen = 0
    runs = 40_000
    for count in rng.poisson(rate * horizon / 12, runs):
        start = rng.integers(0, horizon, count)
        length = np.minimum(rng.geometric(1 / mean, count), horizon - start)
        seen += bool((length > n).any())
    exact = tail_probability(rate, horizon, mean, n)
    assert abs(seen / runs - exact) <= 4 * math.sqrt(exact * (1 - exact) / runs)
    assert exact < tail_probability(rate, horizon, mean, n, cut=False)


def test_tail_months_inverts_the_tail_probability() -> None:
    n = tail_months(0.1, 5, 12, 0.9)
    assert 1 - math.exp(-0.5 * (1 - 1 / 12) ** n) == pytest.approx(0.1)
    assert tail_months(0.001, 5, 12, 0.9) == 0.0


@pytest.mark.parametrize("wrong", [(0.0, 5, 9, 0.9), (0.1, 0, 9, 0.9), (0.1, 5, 1.0, 0.9), (0.1, 5, 9, 1.0)])
def test_the_closed_form_refuses_what_it_is_not_for(wrong: tuple[float, float, float, float]) -> None:
    with pytest.raises(InputError, match="closed form needs"):
        tail_months(*wrong)


def test_a_second_supplier_raises_the_quantile_and_lowers_the_expected_shortfall(policy: Policy) -> None:
    """The reason METHOD §5 gives for ES90: a quantile punishes diversification."""
    draw = hazards({"CHN": {"accident": 0.012}, "AUS": {"accident": 0.012}}, months=9.0, depth=1.0)
    lines = [Reading({"CHN": 1.0}, kappa=0.0, mineral=0), Reading({"CHN": 0.5, "AUS": 0.5}, kappa=0.0, mineral=1)]
    one, two = np.sort(shortage_model(policy, draw, lines).simulate(200_000, 1)[0], axis=1)
    assert quantile(two, 0.95) > quantile(one, 0.95)
    assert expected_shortfall(two, 0.90) < expected_shortfall(one, 0.90)


def test_newsvendor_with_disruptions_is_the_published_example() -> None:
    """The example of Snyder and Shen, as stockpyl documents it for ``newsvendor_with_disruptions``.

    α = 0.04, β = 0.25, h = 0.25, p = 3, demand 2000 a period: base stock 8000, the demand of four periods, three of
    them cover.
    """
    cover = newsvendor_with_disruptions(0.04, 0.25, 3 / 3.25)
    assert cover == 3
    assert 2000 * (cover + 1) == 8000


@pytest.mark.parametrize(
    ("start", "end", "ratio"), [(0.04, 0.25, 0.9), (0.2, 0.1, 0.95), (0.01, 0.5, 0.5), (0.3, 1.0, 0.9)]
)
def test_newsvendor_is_the_least_cover_that_meets_the_ratio(start: float, end: float, ratio: float) -> None:
    """The chain up/down in its steady state: the share of periods with more than n periods down behind them."""
    cover = newsvendor_with_disruptions(start, end, ratio)
    down = [start / (start + end) * (1 - end) ** n for n in range(200)]
    assert 1 - down[cover] >= ratio
    assert cover == 0 or 1 - down[cover - 1] < ratio


@pytest.mark.parametrize("wrong", [(1.0, 0.5, 0.9), (0.1, 0.0, 0.9), (0.1, 0.5, 1.0), (0.999, 1e-9, 0.999)])
def test_newsvendor_refuses_what_has_no_answer(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(InputError):
        newsvendor_with_disruptions(*wrong)
