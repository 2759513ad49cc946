"""The five factors and their score: anchors, missing parts, bands, the panel."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import UnknownChoiceError
from sonae.data import Library
from sonae.supply_risk import (
    FACTORS,
    METHODS,
    ContainedTrade,
    Exposure,
    HazardModel,
    MineralScore,
    Policy,
    SupplyPicture,
    assess,
    bgs,
    component_score,
    factors_of,
    fit_hazards,
    load_policy,
    score_minerals,
    supply_picture,
)
from sonae.supply_risk.panel import kendall, spearman
from tests.tiny import steady_flows, tiny_library

DAY = dt.date(2024, 12, 31)


@pytest.fixture(scope="module")
def tiny_case(tiny: Library, policy: Policy) -> tuple[SupplyPicture, HazardModel]:
    trade = ContainedTrade(tiny, policy)
    picture = supply_picture(tiny, "JPN", 2024, policy, trade=trade)
    return picture, fit_hazards(tiny, Exposure(tiny, trade), "JPN", DAY, policy)


@pytest.fixture(scope="module")
def japan(pack: Library, policy: Policy, pack_trade: ContainedTrade, pack_exposure: Exposure) -> list[MineralScore]:
    picture = supply_picture(pack, "JPN", 2024, policy, trade=pack_trade)
    return score_minerals(pack, picture, fit_hazards(pack, pack_exposure, "JPN", DAY, policy), policy)


@given(x=st.floats(-10, 10), y=st.floats(-10, 10), name=st.sampled_from(sorted(load_policy().score.components)))
@pytest.mark.slow
def test_component_scores_stay_between_0_and_100_and_keep_their_order(x: float, y: float, name: str) -> None:
    anchor = load_policy().score.components[name]
    a, b = float(component_score(x, anchor)), float(component_score(y, anchor))
    assert 0 <= a <= 100
    rising = anchor.high > anchor.low
    if x < y:
        assert a <= b if rising else a >= b


def test_anchors_are_met_exactly(policy: Policy) -> None:
    for anchor in policy.score.components.values():
        assert float(component_score(anchor.low, anchor)) == pytest.approx(0)
        assert float(component_score(anchor.high, anchor)) == pytest.approx(100)


def test_the_score_is_the_weighted_mean_of_its_parts(
    tiny: Library, tiny_case: tuple[SupplyPicture, HazardModel], policy: Policy
) -> None:
    for item in score_minerals(tiny, *tiny_case, policy, bands=False):
        if item.governing is None:
            continue
        weights = {factor: getattr(policy.score.weights, factor) for factor in FACTORS}
        whole = sum(item.governing.factors[f] * w for f, w in weights.items()) / sum(weights.values())
        assert item.governing.score == pytest.approx(whole)
        for factor in FACTORS:
            parts = {n: c.weight for n, c in policy.score.components.items() if c.factor == factor}
            mean = sum(item.governing.components[n] * w for n, w in parts.items()) / sum(parts.values())
            assert item.governing.factors[factor] == pytest.approx(mean)


def test_components_by_hand(tiny: Library, tiny_case: tuple[SupplyPicture, HazardModel], policy: Policy) -> None:
    """Bismuth: 90 % China, 10 % Korea in imports; 80:20 in the world; no growth; no equity or recycling given."""
    (line,) = [line for line in factors_of(tiny, *tiny_case, policy) if line.material == "Bi"]
    parts = line.components
    assert parts["import_hhi"].value == pytest.approx(0.82)
    assert parts["top_share"].value == pytest.approx(0.9)
    assert parts["growth"].value == pytest.approx(0.0)
    assert parts["self_supply"].value == 0.0
    assert parts["self_supply"].missing
    assert parts["self_supply"].best == pytest.approx(policy.softening.equity_unknown_high)
    mixed = {land: 0.5 * s + 0.5 * w for land, s, w in (("CHN", 0.9, 0.8), ("KOR", 0.1, 0.2))}
    assert line.weights["CHN"] == pytest.approx(mixed["CHN"])
    assert line.top_supplier == "CHN"


def test_an_unseen_mineral_is_read_through_the_world_and_its_doubt_reaches_the_worst(
    tiny: Library, tiny_case: tuple[SupplyPicture, HazardModel], policy: Policy
) -> None:
    (line,) = [line for line in factors_of(tiny, *tiny_case, policy) if line.material == "Ga"]
    hhi = line.components["import_hhi"]
    assert hhi.missing
    assert hhi.value == pytest.approx(0.98**2 + 0.02**2)
    assert hhi.worst == policy.score.components["import_hhi"].high
    growth = line.components["growth"]
    assert growth.missing
    assert growth.value == policy.score.components["growth"].high


def test_losing_the_growth_never_lowers_the_score(tmp_path: Path, policy: Policy, tiny: Library) -> None:
    """Without the older five years the comparison is missing, which is read as the riskiest growth."""

    def score(library: Library) -> float:
        trade = ContainedTrade(library, policy)
        picture = supply_picture(library, "JPN", 2024, policy, trade=trade)
        hazards = fit_hazards(library, Exposure(library, trade), "JPN", DAY, policy)
        items = score_minerals(library, picture, hazards, policy, bands=False)
        return next(item.governing.score for item in items if item.mineral.symbol == "Bi" and item.governing)

    lost = [flow for flow in steady_flows() if not (flow[1] == 810600 and flow[3] == "JPN" and 2015 <= flow[0] <= 2019)]
    assert score(tiny_library(tmp_path / "lost", flows=lost)) >= score(tiny)


@pytest.mark.pack
def test_29_are_scored_and_every_band_holds_its_rank(japan: list[MineralScore]) -> None:
    assessed = [item for item in japan if item.status == "assessed"]
    assert len(assessed) == 29
    assert {item.mineral.symbol for item in japan} - {item.mineral.symbol for item in assessed} == {
        "Si", "Rb", "Sr", "Cs", "Hf", "Tl",
    }  # fmt: skip
    assert sorted(item.rank or 0 for item in assessed) == list(range(1, 30))
    for item in assessed:
        assert item.rank_low is not None
        assert item.rank_high is not None
        assert 1 <= item.rank_low <= (item.rank or 0) <= item.rank_high <= 29
    for item in japan:
        if item.status != "assessed":
            assert item.reasons
            assert item.rank is None


@pytest.mark.pack
def test_what_cannot_be_seen_has_a_wider_band(japan: list[MineralScore]) -> None:
    def width(symbol: str) -> float:
        item = next(item for item in japan if item.mineral.symbol == symbol)
        return (item.score_high or 0) - (item.score_low or 0)

    unseen = np.mean([width(symbol) for symbol in ("Be", "Cr", "Mo", "Sb", "B", "Re")])
    seen = np.mean([width(symbol) for symbol in ("Li", "Co", "Mn", "Nb", "Ti", "Zr")])
    assert unseen > 1.2 * seen


@pytest.mark.pack
@pytest.mark.slow
def test_the_same_seed_gives_the_same_bands(pack: Library, policy: Policy) -> None:
    first, second = (assess(pack, policy, importers=["JPN"], years=[2024], seed=9).rows for _ in range(2))
    assert first == second


@pytest.mark.pack
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.slow
def test_rows_of_every_method_hold_what_the_interface_promises(pack: Library, policy: Policy, method: str) -> None:
    rows = assess(pack, policy, importers=["JPN"], years=[2024], method=method, bands=False).rows
    promised = {
        "mineral", "stage", "importer", "year", "method", "status", "score", "rank", "rank_low", "rank_high",
        "components", "reasons", "provenance",
    }  # fmt: skip
    for row in rows:
        plain = row.as_dict()
        assert promised <= set(plain)
        assert plain["status"] in ("assessed", "not_assessable")
        assert (plain["score"] is None) == (plain["status"] == "not_assessable")
        assert plain["reasons"] or plain["status"] == "assessed"
        assert plain["provenance"]
    ranks = sorted(row.rank for row in rows if row.rank is not None)
    assert ranks == list(range(1, len(ranks) + 1))


@pytest.mark.pack
def test_the_panel_compares_all_methods(pack: Library, policy: Policy) -> None:
    result = assess(pack, policy, importers=["JPN"], years=[2024], method="panel", bands=False)
    assert len(result.correlations) == 6
    for found in result.correlations:
        assert found.minerals >= 25
        assert -1 <= (found.spearman or 0) <= 1
    assert set(result.rows[0].components) == set(METHODS)


@pytest.mark.pack
def test_bgs_says_with_how_many_of_its_indicators(pack: Library, policy: Policy, pack_trade: ContainedTrade) -> None:
    items = {item.material: item for item in bgs(pack, supply_picture(pack, "JPN", 2024, policy, trade=pack_trade))}
    assert items["REE"].flags == ("4 of 7 indicators",)
    assert items["Ga"].value is not None
    assert items["Cu"].value is None if "Cu" in items else True
    assert items["REE"].scores["production"] == 2
    assert items["Nb"].scores["production"] == 3
    assert items["Tl"].value is None


def test_early_years_are_not_assessable_and_name_the_first_year(tiny: Library, policy: Policy) -> None:
    rows = assess(tiny, policy, importers=["JPN"], years=[2003], bands=False).rows
    assert {row.status for row in rows} == {"not_assessable"}
    assert all("2004" in row.reasons[0] for row in rows)


def test_unknown_method_and_year_are_refused(tiny: Library, policy: Policy) -> None:
    with pytest.raises(UnknownChoiceError, match="five-factor"):
        assess(tiny, policy, importers=["JPN"], years=[2024], method="five factors")
    with pytest.raises(UnknownChoiceError, match="2024"):
        assess(tiny, policy, importers=["JPN"], years=[2099])
    with pytest.raises(UnknownChoiceError, match="GeoPolRisk"):
        assess(tiny, policy, importers=None, years=[2024])


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=3, max_size=15))
def test_rank_correlations_against_their_definitions(pairs: list[tuple[int, int]]) -> None:
    x, y = [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
    if len(set(x)) < 2 or len(set(y)) < 2:
        assert spearman(x, y) is None
        assert kendall(x, y) is None
        return

    def ranks(values: list[float]) -> np.ndarray:
        return np.asarray([sum(v < a for v in values) + (sum(v == a for v in values) + 1) / 2 for a in values])

    assert spearman(x, y) == pytest.approx(float(np.corrcoef(ranks(x), ranks(y))[0, 1]))
    agree = ties_x = ties_y = 0
    n = len(x)
    for i in range(n):
        for j in range(i):
            dx, dy = np.sign(x[i] - x[j]), np.sign(y[i] - y[j])
            agree += dx * dy
            ties_x += dx == 0
            ties_y += dy == 0
    whole = n * (n - 1) / 2
    assert kendall(x, y) == pytest.approx(float(agree / np.sqrt((whole - ties_x) * (whole - ties_y))))


def test_a_policy_with_other_weights_changes_the_order(
    tiny: Library, tiny_case: tuple[SupplyPicture, HazardModel], policy: Policy
) -> None:
    only_growth = policy
    for factor in FACTORS:
        only_growth = only_growth.with_value(f"score.weights.{factor}", 1.0 if factor == "demand" else 1e-9)
    scores = {
        item.mineral.symbol: item.governing
        for item in score_minerals(tiny, *tiny_case, only_growth, bands=False)
        if item.governing
    }
    assert scores["Ga"].score == pytest.approx(100)
    assert scores["Bi"].score == pytest.approx(scores["Bi"].factors["demand"])
