"""Rates of acts: the negative binomial against independent formulas, and what the log says on the real data."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression, minimize
from scipy.stats import nbinom

from sonae.core import InputError, Source
from sonae.data import CAUSES, Act, Acts, Library
from sonae.supply_risk import ContainedTrade, Exposure, HazardModel, Policy, fit_hazards, forecast_counts
from sonae.supply_risk.cause_fit import fit_cause
from sonae.supply_risk.hazards import non_decreasing

pytestmark = pytest.mark.slow

DAY = dt.date(2024, 12, 31)


@pytest.fixture(scope="module")
def japan(pack: Library, pack_exposure: Exposure, policy: Policy) -> HazardModel:
    return fit_hazards(pack, pack_exposure, "JPN", DAY, policy)


def flat_prior(policy: Policy) -> Policy:
    for leaf in ("alpha_sd", "beta_sd", "shape_log_sd"):
        policy = policy.with_value(f"hazard.{leaf}", 50.0)
    return policy


def test_the_fit_finds_the_parameters_that_made_the_data(policy: Policy) -> None:
    """400 countries × 30 years from the model itself, α −2.5, β −0.6, a 0.8."""
    rng = np.random.default_rng(5)
    g = rng.normal(0, 1, 400)
    theta = rng.gamma(0.8, 1 / 0.8, 400)
    n = rng.poisson(theta[:, None] * np.exp(-2.5 - 0.6 * g[:, None]) * np.ones((1, 30)))
    fit = fit_cause("policy", n.astype(float), np.repeat(g[:, None], 30, axis=1), np.ones(30), flat_prior(policy))
    errors = np.sqrt(np.diag(fit.covariance))
    assert abs(fit.theta[0] + 2.5) < 3 * errors[0]
    assert abs(fit.theta[1] + 0.6) < 3 * errors[1]
    assert abs(fit.theta[2] - np.log(0.8)) < 3 * errors[2]
    assert errors[1] < 0.1


def test_without_governance_the_likelihood_is_the_negative_binomial_of_scipy(policy: Policy) -> None:
    """With g = 0 a country's total over the years is NB(a, a/(a + 30 μ)); the fitted point beats its neighbours."""
    rng = np.random.default_rng(7)
    n = rng.poisson(rng.gamma(0.6, 1 / 0.6, 150)[:, None] * 0.1 * np.ones((1, 30))).astype(float)
    fit = fit_cause("labour", n, np.zeros((150, 30)), np.ones(30), flat_prior(policy))

    def likelihood(log_mu: float, log_a: float) -> float:
        a, mean = np.exp(log_a), 30 * np.exp(log_mu)
        return float(nbinom.logpmf(n.sum(axis=1), a, a / (a + mean)).sum())

    best = likelihood(fit.theta[0], fit.theta[2])
    for step in (-0.05, 0.05):
        assert likelihood(fit.theta[0] + step, fit.theta[2]) < best
        assert likelihood(fit.theta[0], fit.theta[2] + step) < best


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), acts=st.integers(0, 60), countries=st.integers(3, 60), last=st.floats(0.0, 1.0))
@pytest.mark.slow
def test_the_fit_is_the_mode_that_scipy_finds(
    policy: Policy, seed: int, acts: int, countries: int, last: float
) -> None:
    """Likelihood by :class:`scipy.stats.nbinom` and multinomial parts, minimised without derivatives of ours."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 1, (countries, 12))
    n = np.zeros((countries, 12))
    np.add.at(n, (rng.integers(0, countries, acts), rng.integers(0, 12, acts)), 1)
    years = np.ones(12)
    years[-1] = last
    h = policy.hazard

    def minus_log_posterior(theta: np.ndarray) -> float:
        alpha, beta, log_a = theta
        rate = np.exp(alpha + beta * x) * years
        a, reach = np.exp(log_a), rate.sum(axis=1)
        total = nbinom.logpmf(n.sum(axis=1), a, a / (a + reach)).sum()
        # Given its total, a country's acts fall on the years in proportion to μ.
        total += (n * (alpha + beta * x)).sum() - (n.sum(axis=1) * np.log(reach)).sum()
        priors = [(alpha, h.alpha_mean, h.alpha_sd), (beta, h.beta_mean, h.beta_sd)]
        priors.append((log_a, np.log(h.shape_mean), h.shape_log_sd))
        return float(-total + 0.5 * sum(((value - mean) / sd) ** 2 for value, mean, sd in priors))

    fit = fit_cause("policy", n, x, years, policy)
    found = minimize(
        minus_log_posterior, fit.theta + 0.3, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-12}
    )
    assert minus_log_posterior(fit.theta) <= found.fun + 1e-9
    np.testing.assert_allclose(fit.theta, found.x, atol=2e-4)
    curved = np.linalg.inv(approx_hessian(minus_log_posterior, fit.theta))
    np.testing.assert_allclose(fit.covariance, curved, rtol=2e-3, atol=1e-5)


def approx_hessian(function: Callable[[np.ndarray], float], at: np.ndarray, step: float = 1e-3) -> np.ndarray:
    unit = np.eye(len(at)) * step
    return np.asarray(
        [
            [
                (function(at + u + v) - function(at + u - v) - function(at - u + v) + function(at - u - v))
                / (4 * step**2)
                for v in unit
            ]
            for u in unit
        ]
    )


@settings(max_examples=25, deadline=None)
@given(extra=st.integers(1, 6), place=st.integers(0, 19))
def test_one_more_act_of_a_country_raises_its_own_rate(policy: Policy, extra: int, place: int) -> None:
    """The country's own record updates its rate: with the fit held, λ = μ (a + n)/(a + M) rises with n."""
    from sonae.supply_risk.hazards import _posterior_rates

    n = np.zeros((20, 30))
    fit = fit_cause("policy", n, np.zeros((20, 30)), np.ones(30), policy)
    counts, reach, mu = np.zeros((21, 1)), np.full((21, 1), 1.0), np.full((21, 1), 0.03)
    before = _posterior_rates([fit], counts, reach, mu, 20)
    counts[place] += extra
    after = _posterior_rates([fit], counts, reach, mu, 20)
    assert after[place, 0] > before[place, 0]
    assert np.array_equal(np.delete(after, place, 0), np.delete(before, place, 0))


@pytest.mark.pack
def test_the_record_of_the_log_shows_in_the_rates(japan: HazardModel) -> None:
    def rate(land: str, cause: str) -> float:
        return float(japan.mean.rates[japan.lands.index(land), CAUSES.index(cause)])

    assert rate("CHN", "policy") > 10 * rate("AUS", "policy")
    assert rate("ZAF", "labour") > 5 * rate("CHN", "labour")
    assert rate("CAN", "labour") > rate("BRA", "labour")
    assert rate("COD", "conflict") > rate("CAN", "conflict")
    assert (japan.mean.rates[japan.lands.index("JPN")] == 0).all()


@pytest.mark.pack
def test_worse_governance_means_more_policy_and_conflict(japan: HazardModel) -> None:
    slope = {fit.cause: fit.theta[1] for fit in japan.fits}
    assert slope["policy"] < 0
    assert slope["conflict"] < 0


@pytest.mark.pack
def test_a_country_without_governance_is_missing_not_average(japan: HazardModel) -> None:
    """New Caledonia has no governance data: its covariate is the worse quartile of the fitted countries."""
    i = japan.lands.index("NCL")
    assert np.isnan(japan.covariate_years[i]).all()
    fitted = [japan.lands.index(land) for land in japan.fitted_lands]
    for k, fit in enumerate(japan.fits):
        typical = float(np.median(np.exp(fit.theta[0] + fit.theta[1] * japan.covariate[fitted, k])))
        assert japan.mu[i, k] >= typical


@pytest.mark.pack
def test_only_acts_that_bind_the_importer_count(pack: Library, pack_exposure: Exposure, policy: Policy) -> None:
    """The ban of December 2024 towards the United States does not cut Japan; the halt of 2010 cut Japan alone."""
    ids = {
        importer: {act.id for act in fit_hazards(pack, pack_exposure, importer, DAY, policy).acts}
        for importer in ("JPN", "USA", "DEU")
    }
    assert "CHN-2024-12-03" in ids["USA"]
    assert "CHN-2024-12-03" not in ids["JPN"]
    assert "CHN-2010-09-21" in ids["JPN"]
    assert "CHN-2010-09-21" not in ids["DEU"]


@pytest.mark.pack
def test_nothing_after_the_reference_date_is_known(pack: Library, pack_exposure: Exposure, policy: Policy) -> None:
    model = fit_hazards(pack, pack_exposure, "JPN", dt.date(2014, 12, 31), policy)
    assert max(act.start for act in model.acts) <= dt.date(2014, 12, 31)
    assert all(act.end is None or act.end <= dt.date(2014, 12, 31) for act in model.acts)
    assert ("REE", "CHN") in model.under_measure
    later = fit_hazards(pack, pack_exposure, "JPN", DAY, policy)
    assert ("REE", "CHN") not in later.under_measure
    assert {("Ga", "CHN"), ("Ge", "CHN"), ("C", "CHN"), ("Sb", "CHN")} <= later.under_measure


@pytest.mark.pack
@pytest.mark.slow
def test_posterior_draws_scatter_around_the_mean(japan: HazardModel) -> None:
    draws = japan.draws(400, seed=3)
    rates = np.stack([draw.rates for draw in draws])
    china = rates[:, japan.lands.index("CHN"), CAUSES.index("policy")]
    mean = japan.mean.rates[japan.lands.index("CHN"), CAUSES.index("policy")]
    assert china.mean() == pytest.approx(mean, rel=0.1)
    assert china.std() > 0.05
    depths = np.stack([draw.depths for draw in draws]).mean(axis=0)
    assert np.allclose(depths, japan.mean.depths, atol=0.03)
    assert all(draw.escalation >= 1 for draw in draws)
    again = japan.draws(400, seed=3)[17]
    assert np.array_equal(again.rates, draws[17].rates)


@pytest.mark.pack
def test_escalation_is_found_in_the_log(japan: HazardModel) -> None:
    seen, expected = japan.escalation_evidence
    assert seen > expected
    assert japan.mean.escalation > 1


@settings(max_examples=100)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 50)), min_size=1, max_size=7))
def test_hits_are_pooled_as_isotonic_regression_does(pairs: list[tuple[float, float]]) -> None:
    values, weights = np.asarray(pairs).T
    ours = non_decreasing(values[None, :], weights[None, :])[0]
    np.testing.assert_allclose(ours, isotonic_regression(values, weights=weights).x, atol=1e-12)


@pytest.mark.pack
def test_a_larger_supplier_is_never_hit_less_often(japan: HazardModel) -> None:
    """METHOD §5: share may move to a supplier at least as large and hazardous without lowering days."""
    assert (np.diff(japan.mean.hits, axis=1) >= 0).all()
    for draw in japan.draws(50, seed=9):
        assert (np.diff(draw.hits, axis=1) >= 0).all()


@pytest.mark.pack
def test_out_of_time_counts_lie_in_their_intervals(pack: Library, pack_exposure: Exposure, policy: Policy) -> None:
    """METHOD §3, check: fitted to 2014, the acts of 2015–24 by cause. A 90 % interval may miss one cause of ten."""
    forecasts = forecast_counts(pack, pack_exposure, "JPN", policy)
    assert [f.cause for f in forecasts] == [*CAUSES, "all"]
    whole = forecasts[-1]
    assert whole.low <= whole.observed <= whole.high
    outside = [f.cause for f in forecasts[:-1] if not f.low <= f.observed <= f.high]
    assert len(outside) <= 2, outside


def _library_with(tiny: Library, acts: list[Act]) -> Library:
    """The tiny library under another log; the table of the log is not read by the fit."""
    log = Acts.of_package()
    changed = Acts(log.table, Source("log", "test", "Apache-2.0"))
    changed.__dict__["acts"] = tuple(sorted(acts, key=lambda act: act.start))
    library = Library(tiny.pack, tiny.directory)
    library.__dict__["acts"] = changed
    return library


def _act(place: str, year: int, cause: str = "policy", minerals: str = "Bi", **more: object) -> Act:
    fields: dict[str, object] = {
        "id": f"{place}-{year}-{cause}", "start": dt.date(year, 3, 1), "end": dt.date(year, 9, 1), "place_type": "country",
        "place": place, "destinations": frozenset(), "minerals": frozenset(minerals.split(";")), "cause": cause,
        "instrument": "export_ban", "depth_observed": None, "confidence": "seen", "note": "", "source": "test",
    }  # fmt: skip
    return Act(**{**fields, **more})  # type: ignore[arg-type]


def test_an_act_of_minerals_outside_the_register_is_not_counted(tiny: Library, policy: Policy) -> None:
    library = _library_with(tiny, [_act("CHN", 2020, minerals="Cu;Zn"), _act("CHN", 2021)])
    model = fit_hazards(library, Exposure(library, ContainedTrade(library, policy)), "JPN", DAY, policy)
    assert [act.id for act in model.acts] == ["CHN-2021-policy"]
    assert model.counts.sum() == 1


def test_an_act_in_force_is_state_and_raises_only_further_acts_of_policy(tiny: Library, policy: Policy) -> None:
    library = _library_with(tiny, [_act("CHN", 2023, end=None)])
    model = fit_hazards(library, Exposure(library, ContainedTrade(library, policy)), "JPN", DAY, policy)
    assert model.under_measure == {("Bi", "CHN")}
    ended = _library_with(tiny, [_act("CHN", 2023)])
    free = fit_hazards(ended, Exposure(ended, ContainedTrade(ended, policy)), "JPN", DAY, policy)
    assert free.under_measure == frozenset()
    assert np.array_equal(free.mean.rates, model.mean.rates)


def test_durations_count_open_acts_as_censored(tiny: Library, policy: Policy) -> None:
    """Two years lived and no end: (3·24 + 24) / 3 months; with an end: (3·24 + 24) / 4."""
    from sonae.supply_risk.hazards import _duration_evidence, _mean_duration

    still = _act("CHN", 2023, start=dt.date(2022, 12, 31), end=None)
    ended = dataclasses.replace(still, end=DAY)
    (months, ends), (same, one) = (_duration_evidence([act], DAY)[0] for act in (still, ended))
    assert months == pytest.approx(24.0, abs=0.1)
    assert (ends, one) == (0.0, 1.0)
    assert same == months
    strength, prior = policy.duration_months.strength, policy.duration_months.policy
    assert _mean_duration("policy", (months, ends), policy) == pytest.approx((strength * prior + months) / strength)
    assert _mean_duration("policy", (months, one), policy) == pytest.approx(
        (strength * prior + months) / (strength + 1)
    )


@pytest.mark.parametrize(("day", "said"), [("2999-01-01", "lies ahead"), ("1999-12-30", "1999-12-31 or later")])
def test_a_day_of_which_nothing_can_be_known_is_refused(tiny: Library, policy: Policy, day: str, said: str) -> None:
    """Years ahead would count as years without an act, and lower every rate."""
    exposure = Exposure(tiny, ContainedTrade(tiny, policy))
    with pytest.raises(InputError, match=said):
        fit_hazards(tiny, exposure, "JPN", dt.date.fromisoformat(day), policy)
