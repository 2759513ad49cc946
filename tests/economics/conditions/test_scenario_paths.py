"""Shared paths: the closed form of their moments, a plain oracle, the same bits in any block, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.conditions import (
    ConditionSet,
    MoneyTerms,
    PeriodGrid,
    SharedPaths,
    conditions_from_text,
    demonstration_conditions,
    shared_paths,
)
from sonae.economics.conditions.paths import shocks
from sonae.economics.conditions.processes import Process, lower_root
from tests.economics.conditions.cases import small, uncertain
from tests.economics.conditions.oracle import normal

pytestmark = pytest.mark.slow

Logs = npt.NDArray[np.float64]
MANY = 40_000
SPEED, VOLATILITY, WALK, CORRELATION = 1.2, 0.3, 0.1, 0.6
MONTHS = PeriodGrid.monthly("2026-01", 18)
PHI = math.exp(-SPEED / 12)
SHOCK = VOLATILITY * math.sqrt((1 - PHI**2) / (2 * SPEED))


def paths(conditions: ConditionSet, grid: PeriodGrid = MONTHS, *names: str, seed: int = 7) -> SharedPaths:
    return shared_paths(conditions, grid, names or ("oil", "USD/JPY"), seed=seed)


@pytest.fixture(scope="module")
def logs() -> Logs:
    """Log of path over deck under «median», shape (oil and dollar, months, scenarios)."""
    made = paths(uncertain("median"))
    return np.log(made.block(0, MANY) / made.deck()[:, :, None])


def test_variances_are_those_of_the_closed_form(logs: Logs) -> None:
    k = np.arange(1, 19)
    closed = np.stack([VOLATILITY**2 / (2 * SPEED) * (1 - np.exp(-2 * SPEED * k / 12)), WALK**2 * k / 12])
    error = closed * math.sqrt(2 / MANY)
    assert np.all(np.abs(logs.var(axis=2) - closed) < 4.5 * error)
    assert np.all(np.abs(logs.mean(axis=2)) < 4.5 * np.sqrt(closed / MANY))


def test_autocorrelations_are_those_of_the_closed_form(logs: Logs) -> None:
    """Cov(X_j, X_k) = φ^(k−j)·Var X_j; for the Brownian motion φ = 1. Error of a correlation: (1 − r²)/√n."""
    for at, phi in ((0, PHI), (1, 1.0)):
        for j, k in ((0, 1), (2, 8), (5, 17)):
            closed = phi ** (k - j) * math.sqrt(logs_variance(at, j + 1) / logs_variance(at, k + 1))
            found = np.corrcoef(logs[at, j], logs[at, k])[0, 1]
            assert abs(found - closed) < 4.5 * (1 - closed**2) / math.sqrt(MANY)


def logs_variance(at: int, k: int) -> float:
    return SHOCK**2 * (1 - PHI ** (2 * k)) / (1 - PHI**2) if at == 0 else WALK**2 * k / 12


def test_cross_correlations_are_those_of_the_closed_form(logs: Logs) -> None:
    """Cov(X_k, Y_k) = ρ·s_x·s_y·Σ φ^i, i < k, with φ of the oil price; the dollar's is 1."""
    for k in (1, 6, 18):
        covariance = CORRELATION * SHOCK * WALK / math.sqrt(12) * (1 - PHI**k) / (1 - PHI)
        closed = covariance / math.sqrt(logs_variance(0, k) * logs_variance(1, k))
        found = np.corrcoef(logs[0, k - 1], logs[1, k - 1])[0, 1]
        assert abs(found - closed) < 4.5 * (1 - closed**2) / math.sqrt(MANY)


def test_the_deck_is_the_mean_or_the_median_as_stated() -> None:
    mean, median = paths(uncertain("mean")), paths(uncertain("median"))
    ratio = mean.block(0, MANY) / mean.deck()[:, :, None]
    variance = np.array([[logs_variance(at, k) for k in range(1, 19)] for at in (0, 1)])
    error = np.sqrt(np.expm1(variance) / MANY)
    assert np.all(np.abs(ratio.mean(axis=2) - 1) < 4.5 * error)
    below = (median.block(0, MANY) < median.deck()[:, :, None]).mean(axis=2)
    assert np.all(np.abs(below - 0.5) < 4.5 * 0.5 / math.sqrt(MANY))
    np.testing.assert_allclose(
        mean.block(0, 5) * np.exp(variance / 2)[:, :, None], median.block(0, 5), rtol=1e-12
    )  # fmt: skip
    assert np.all(np.abs(median.block(0, MANY).mean(axis=2) / median.deck() - 1)[:, 6:] > 5 * error[:, 6:])


def test_one_scenario_is_what_a_plain_recursion_gives() -> None:
    made = paths(uncertain("median"), MONTHS, "oil", "USD/JPY", seed=2**40 + 5)
    found = made.block(1234, 1235)[:, :, 0] / made.deck()
    rest = math.sqrt(1 - CORRELATION**2)
    oil = dollar = 0.0
    for k in range(18):
        # Factors stand by name: the first of the two is USD/JPY, and oil is mixed of both.
        a = normal(2**40 + 5, "USD/JPY", 12 * 2026 + k, 1234)
        b = normal(2**40 + 5, "oil", 12 * 2026 + k, 1234)
        dollar += WALK / math.sqrt(12) * a
        oil = PHI * oil + SHOCK * (CORRELATION * a + rest * b)
        np.testing.assert_allclose(found[:, k], [math.exp(oil), math.exp(dollar)], rtol=1e-11)


@pytest.mark.parametrize("grid", [MONTHS, PeriodGrid.fiscal_years(2026, 4), PeriodGrid.calendar_years(2026, 3)])
def test_a_scenario_has_the_same_bits_in_any_block(grid: PeriodGrid) -> None:
    made = paths(uncertain(), grid, "oil", "lng", "ore", "USD/JPY")
    whole = made.block(0, 70)
    for first, last in ((0, 1), (69, 70), (3, 16), (16, 35), (35, 70)):
        np.testing.assert_array_equal(made.block(first, last), whole[:, :, first:last])


@pytest.mark.parametrize("grid", [MONTHS, PeriodGrid.fiscal_years(2026, 4), PeriodGrid.calendar_years(2026, 3)])
@pytest.mark.parametrize(("step", "start"), [("month", "2026-01"), ("month", "2026-10"), ("fiscal_year", "2026-04")])
def test_the_compiled_engine_is_the_readable_one(grid: PeriodGrid, step: str, start: str) -> None:
    made = paths(uncertain("mean", step=step, start=start), grid, "oil", "lng", "ore", "USD/JPY", seed=2**63 + 5)
    whole = made.block(0, 300, engine="compiled")
    np.testing.assert_allclose(whole, made.block(0, 300), rtol=1e-12)
    for first, last in ((0, 1), (5, 140), (299, 300)):
        np.testing.assert_array_equal(made.block(first, last, engine="compiled"), whole[:, :, first:last])
    last = 2**32
    np.testing.assert_allclose(made.block(last - 3, last, engine="compiled"), made.block(last - 3, last), rtol=1e-12)


def test_a_month_is_the_same_on_any_grid_and_beside_any_names() -> None:
    conditions = uncertain()
    whole = paths(conditions, MONTHS, "oil", "USD/JPY").block(5, 9)
    later = paths(conditions, PeriodGrid.monthly("2026-11", 3), "USD/JPY", "lng", "oil").block(5, 9)
    np.testing.assert_array_equal(later[[2, 0]], whole[:, 10:13])
    year = paths(conditions, PeriodGrid.calendar_years(2026, 1), "oil").block(5, 9)
    np.testing.assert_allclose(year[0, 0], whole[0, :12].mean(axis=0), rtol=1e-14)


def test_seeds_and_scenarios_differ() -> None:
    one, other = paths(uncertain(), seed=1).block(0, 2), paths(uncertain(), seed=2).block(0, 2)
    assert not np.any(one == other)
    assert not np.any(one[:, :, 0] == one[:, :, 1])


def test_before_the_first_uncertain_month_the_deck_holds() -> None:
    made = paths(uncertain(start="2026-04"), MONTHS)
    block = made.block(0, 3)
    np.testing.assert_array_equal(block[:, :3], np.repeat(made.deck()[:, :3, None], 3, axis=2))
    assert not np.any(block[:, 3:] == made.deck()[:, 3:, None])
    certain = paths(uncertain(start="2028-01"), MONTHS)
    np.testing.assert_array_equal(certain.block(0, 3), np.repeat(certain.deck()[:, :, None], 3, axis=2))
    assert certain.steps == 0


def test_steps_of_a_year_hold_through_the_year_and_have_its_variance() -> None:
    made = paths(uncertain("median", step="fiscal_year", start="2026-04"), PeriodGrid.monthly("2026-04", 24))
    found = made.block(0, MANY) / made.deck()[:, :, None]
    np.testing.assert_allclose(found[:, :12], np.repeat(found[:, :1], 12, axis=1), rtol=1e-14)
    assert np.all(found[:, 11] != found[:, 12])
    for year in (1, 2):
        closed = np.array([VOLATILITY**2 / (2 * SPEED) * (1 - math.exp(-2 * SPEED * year)), WALK**2 * year])
        variance = np.log(found[:, 12 * year - 1]).var(axis=1)
        assert np.all(np.abs(variance - closed) < 4.5 * closed * math.sqrt(2 / MANY))


def test_gas_by_formula_follows_the_oil_of_its_own_scenario() -> None:
    conditions = uncertain()
    oil = paths(conditions, PeriodGrid.monthly("2026-01", 18), "oil").block(0, 4)[0]
    gas = paths(conditions, PeriodGrid.monthly("2026-04", 15), "lng").block(0, 4)[0]
    np.testing.assert_allclose(gas, 0.125 * oil[:15] + 0.5, rtol=1e-14)


def test_a_price_without_a_process_keeps_to_its_deck() -> None:
    conditions = uncertain()
    made = paths(conditions, MONTHS, "ore")
    expected = conditions.price("ore", MONTHS, MoneyTerms.nominal("USD"))
    np.testing.assert_array_equal(made.block(0, 2)[0], np.repeat(expected[:, None], 2, axis=1))


def test_decks_of_the_demonstration_are_the_prices_of_its_set() -> None:
    conditions, grid = demonstration_conditions(), PeriodGrid.fiscal_years(2026, 10)
    made = shared_paths(conditions, grid, [*conditions.prices, *conditions.fx.rates], seed=3)
    for name, path in zip(made.names, made.deck(), strict=True):
        if name in conditions.prices:
            money = MoneyTerms.nominal(conditions.prices[name].unit[:3])
            np.testing.assert_allclose(path, conditions.price(name, grid, money), rtol=1e-14)
        else:
            np.testing.assert_allclose(path, conditions.fx_rate(name[:3], "JPY", grid), rtol=1e-14)
    block = made.block(10, 14)
    assert block.shape == (12, 10, 4)
    assert np.all(np.isfinite(block))
    assert np.all(block > 0)


def test_shocks_are_standard_normal_and_each_its_own() -> None:
    draws = shocks(5, "oil", 12 * 2026 + 1, 9, 0, 5_000)
    assert draws.shape == (9, 5_000)
    assert len(np.unique(draws)) == draws.size
    assert abs(draws.mean()) < 4.5 / math.sqrt(draws.size)
    assert abs(draws.var() - 1) < 4.5 * math.sqrt(2 / draws.size)
    assert abs(np.corrcoef(draws[3], shocks(5, "gas", 12 * 2026 + 4, 1, 0, 5_000)[0])[0, 1]) < 4.5 / math.sqrt(5_000)


def test_a_stressed_deck_moves_its_paths_by_the_same_share() -> None:
    base = paths(uncertain(), PeriodGrid.monthly("2026-01", 3), "oil").block(0, 5)
    stressed = paths(uncertain().with_stress("cheap_oil"), PeriodGrid.monthly("2026-01", 3), "oil").block(0, 5)
    np.testing.assert_allclose(stressed, base / 2, rtol=1e-14)


@pytest.mark.parametrize("correlation", [1.0, -1.0, 0.0, 0.99])
def test_the_root_of_a_matrix_that_may_be_singular(correlation: float) -> None:
    matrix = np.array([[1, correlation, 0.5], [correlation, 1, 0.5 * correlation], [0.5, 0.5 * correlation, 1]])
    root = lower_root(matrix)
    np.testing.assert_allclose(root @ root.T, matrix, atol=1e-12)
    assert np.all(np.triu(root, 1) == 0)
    assert paths(uncertain(correlation=correlation)).block(0, 1).shape == (2, 18, 1)


def test_variances_of_a_slow_process_come_near_those_of_brownian_motion() -> None:
    said = {"volatility_a_year": 0.3, "assumed": "by hand"}
    slow = Process.model_validate({"process": "mean_reverting", "speed_a_year": 1e-9, **said})
    walk = Process.model_validate({"process": "geometric_brownian", **said})
    np.testing.assert_allclose(slow.log_variances(600, 1 / 12), walk.log_variances(600, 1 / 12), rtol=1e-6)
    assert slow.shock(1 / 12) == pytest.approx(walk.shock(1 / 12), rel=1e-9)


def test_what_cannot_be_asked_for_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        paths(small(), PeriodGrid.fiscal_years(2025, 1))
    assert str(refused.value) == "small.yaml, field «uncertainty»: the condition set states no uncertainty."
    with pytest.raises(UnknownChoiceError, match="unknown price or pair «oill»; nearest valid: oil"):
        paths(uncertain(), MONTHS, "oill")
    with pytest.raises(InputError, match="«oil» is asked for twice"):
        paths(uncertain(), MONTHS, "oil", "oil")
    with pytest.raises(InputError, match="no price and no pair"):
        shared_paths(uncertain(), MONTHS, [], seed=1)
    with pytest.raises(InputError, match="seed «-1» cannot be used"):
        paths(uncertain(), seed=-1)
    for first, last in ((-1, 1), (3, 3), (0, 2**32 + 1)):
        with pytest.raises(InputError, match="a run of numbers from 0"):
            paths(uncertain()).block(first, last)
    with pytest.raises(InputError, match="«oil» begins in 2025-01 and 2024-10 is asked for"):
        paths(uncertain(), PeriodGrid.monthly("2025-01", 3), "lng")


def test_a_formula_that_falls_to_zero_is_an_error_and_no_zero() -> None:
    sunk = conditions_from_text(uncertain().as_yaml().replace("constant: 0.5", "constant: -8.5"), "sunk.yaml")
    with pytest.raises(
        InputError, match=r"^sunk\.yaml, field «prices\.lng»: the price deck «lng» would fall to zero or below"
    ):
        paths(sunk, PeriodGrid.monthly("2026-04", 12), "lng").block(0, 2_000)
