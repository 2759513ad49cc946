"""The backtest: the AUC against its definition, what was known when, and that losing is printed too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.data import Library
from sonae.supply_risk import BacktestResult, Exposure, Policy, auc, backtest

values = st.lists(st.integers(0, 9).map(float), min_size=1, max_size=20)


@given(values, values)
def test_auc_is_the_chance_that_a_hit_is_ranked_above_a_miss(hits: list[float], misses: list[float]) -> None:
    wins = sum((h > m) + 0.5 * (h == m) for h in hits for m in misses)
    assert auc(np.asarray(hits), np.asarray(misses)) == pytest.approx(wins / (len(hits) * len(misses)))


@pytest.fixture(scope="module")
def results(pack: Library, pack_exposure: Exposure, policy: Policy) -> list[BacktestResult]:
    return backtest(pack, pack_exposure, "JPN", policy, first_year=2016)


@pytest.mark.pack
@pytest.mark.slow
def test_all_rankings_are_printed_for_both_horizons(results: list[BacktestResult]) -> None:
    seen = {(r.level, r.ranking, r.months) for r in results}
    for months in (12, 24):
        for ranking in ("hazard", "share", "share_governance", "recency"):
            assert ("pair", ranking, months) in seen
        for ranking in ("hazard", "hhi"):
            assert ("mineral", ranking, months) in seen
        assert ("mineral, GeoPolRisk's years", "geopolrisk", months) in seen
    for r in results:
        assert 0 <= r.low <= r.auc <= r.high <= 1
        assert r.hits <= r.cases
        assert r.acts > 10


@pytest.mark.pack
@pytest.mark.slow
def test_geopolrisk_is_compared_only_over_years_with_production(results: list[BacktestResult]) -> None:
    mine = [r for r in results if r.ranking == "geopolrisk"]
    assert all(r.first_year == 2019 for r in mine)
    beside = [r for r in results if r.level == mine[0].level and r.months == mine[0].months]
    assert len({r.cases for r in beside}) == 1


@pytest.mark.pack
@pytest.mark.slow
def test_the_hazard_ranking_is_better_than_chance(results: list[BacktestResult]) -> None:
    for r in results:
        if r.level == "pair" and r.ranking == "hazard":
            assert r.low > 0.5


@pytest.mark.pack
@pytest.mark.slow
def test_the_same_seed_gives_the_same_interval(pack: Library, pack_exposure: Exposure, policy: Policy) -> None:
    first, second = (backtest(pack, pack_exposure, "JPN", policy, first_year=2022, seed=4) for _ in range(2))
    assert first == second
