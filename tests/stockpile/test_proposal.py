"""Proposals on the real pack: which minerals get days, on which line, in which bounds, and how sure."""

from __future__ import annotations

import datetime as dt
import math
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Classification, Figure, InputError
from sonae.data import Library
from sonae.stockpile.target_days import (
    DaysReview,
    Situation,
    build_model,
    proposal_rows,
    propose_days,
    situation_of,
    softeners_of,
    step_of,
)
from sonae.supply_risk import ContainedTrade, Exposure, Policy

NOT_ASSESSABLE = {"Si", "Rb", "Sr", "Cs", "Hf", "Tl"}
WORLD_ONLY = {"Be", "B", "F", "Mg", "Cr", "Ni", "Mo", "Sb", "W", "Te", "Ga", "Ge", "In", "Re"}

pytestmark = [pytest.mark.pack, pytest.mark.slow]


@given(st.floats(0, 400))
def test_a_proposal_is_the_least_step_that_is_enough(policy: Policy, statistic: float) -> None:
    step, bound = step_of(statistic, policy)
    assert step in range(30, 181, 30)
    assert step >= statistic or bound == "cap"
    assert bound in ("floor", "grid", "cap")
    if bound == "grid":
        assert step - 30 < statistic
    if bound == "floor":
        assert statistic <= 30


def test_a_statistic_on_a_step_takes_that_step(policy: Policy) -> None:
    assert [step_of(x, policy) for x in (0.0, 30.0, 30.01, 60.0, 180.0, 180.01)] == [
        (30, "floor"), (30, "grid"), (60, "grid"), (60, "grid"), (180, "grid"), (180, "cap"),
    ]  # fmt: skip


def test_another_grid_is_kept(policy: Policy) -> None:
    other = policy.with_value("days.grid", 15).with_value("days.floor", 45).with_value("days.cap", 90)
    assert [step_of(x, other) for x in (10.0, 46.0, 61.0, 95.0)] == [
        (45, "floor"), (60, "grid"), (75, "grid"), (90, "cap"),
    ]  # fmt: skip


def test_exactly_29_minerals_get_days(quick_days: DaysReview) -> None:
    assert len(quick_days.minerals) == 35
    none = {item.symbol for item in quick_days.minerals if item.status == "not_assessable"}
    assert none == NOT_ASSESSABLE
    for item in quick_days.minerals:
        assert (item.proposal is None) == (item.symbol in NOT_ASSESSABLE)
        assert item.finding is not None
        assert item.finding.citations
        if item.symbol in NOT_ASSESSABLE:
            assert item.reasons


def test_minerals_with_an_unseen_main_form_take_the_world_channel(
    quick_japan: Situation, quick_days: DaysReview
) -> None:
    unseen = set()
    for line in quick_japan.model.lines:
        if line.supply.may_govern and not line.supply.observed:
            assert line.supply.kappa == 1.0
            assert line.supply.main
            unseen.add(quick_japan.model.symbols[line.mineral])
    assert unseen == WORLD_ONLY
    for symbol in WORLD_ONLY:
        assert quick_days.of(symbol).reasons


@pytest.mark.slow
def test_a_band_is_wider_where_the_main_form_is_unseen(quick_days: DaysReview) -> None:
    def width(symbols: set[str]) -> float:
        items = [item for item in quick_days.minerals if item.symbol in symbols and item.statistics]
        parts = [
            ((item.parameter_high or 0) - (item.parameter_low or 0)) / max(1.0, item.statistics.statistic)
            for item in items
            if item.statistics
        ]
        return sorted(parts)[len(parts) // 2]

    seen = {item.symbol for item in quick_days.minerals} - WORLD_ONLY - NOT_ASSESSABLE
    assert width(WORLD_ONLY) > width(seen)


def test_the_governing_line_has_the_most_days_of_those_that_may(quick_days: DaysReview) -> None:
    for item in quick_days.minerals:
        if item.governing:
            allowed = [line for line in item.lines if line.may_govern]
            assert max(allowed, key=lambda line: line.statistics.statistic).line == item.governing


def test_the_platinum_group_is_governed_by_its_worst_member(quick_days: DaysReview) -> None:
    group = quick_days.of("PGM")
    assert {line.material for line in group.lines} == {"Pt", "Pd", "Rh"}
    assert group.statistics is not None
    assert group.statistics.statistic == max(line.statistics.statistic for line in group.lines if line.may_govern)


def test_intervals_hold_the_statistic_and_stay_apart(quick_days: DaysReview) -> None:
    for item in quick_days.minerals:
        s = item.statistics
        if s is None:
            continue
        assert item.parameter_low is not None
        assert item.parameter_high is not None
        assert item.parameter_low <= s.statistic <= item.parameter_high
        assert s.sampling_low <= s.statistic <= s.sampling_high
        assert (item.parameter_high - item.parameter_low) > (s.sampling_high - s.sampling_low)


def test_a_proposal_near_a_step_is_marked(quick_days: DaysReview) -> None:
    for item in quick_days.minerals:
        if item.statistics and item.bound == "grid" and item.proposal:
            s = item.statistics
            gap = min(item.proposal - s.statistic, s.statistic - (item.proposal - 30))
            if item.proposal > 30:
                assert item.near_step == (gap <= s.standard_error), item.symbol


def test_one_more_day_is_worth_the_chance_of_needing_it(quick_days: DaysReview) -> None:
    for item in quick_days.minerals:
        if item.statistics and item.marginal_value is not None:
            assert 0 <= item.marginal_value <= item.statistics.short_probability
            assert item.newsvendor_days is not None
            assert item.newsvendor_days >= 0


@pytest.mark.slow
def test_the_same_seed_gives_the_same_review(quick_japan: Situation, quick_days: DaysReview) -> None:
    again = propose_days(quick_japan, explain=False)
    assert [row | {"lines": None} for row in proposal_rows(again)] == [
        row | {"lines": None} for row in proposal_rows(quick_days)
    ]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bits_in_another_process() -> None:
    """Also with other numbers of threads in polars and here, and with another hash seed of Python."""
    code = (
        "import hashlib, json\n"
        "from sonae.data import Library\n"
        "from sonae.compute import ThreadExecutor\n"
        "from sonae.supply_risk import load_policy\n"
        "from sonae.stockpile.target_days import *\n"
        "import os\n"
        "p = load_policy().with_value('simulation.draws', 20).with_value('simulation.draw_scenarios', 1000)\n"
        "s = situation_of(Library.open(public_only=True), 'KOR', 2023, p)\n"
        "r = propose_days(s, scenarios=5000, executor=ThreadExecutor(int(os.environ['THREADS'])))\n"
        "print(hashlib.sha256(json.dumps([proposal_rows(r), explanation_rows(r)]).encode()).hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"THREADS": threads, "POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": threads},
            capture_output=True, text=True, check=True,
        ).stdout
        for threads in ("1", "2", "5")
    }  # fmt: skip
    assert len(seen) == 1


def test_days_of_few_minerals_are_those_of_all(pack: Library, quick_japan: Situation, quick_days: DaysReview) -> None:
    few = situation_of(
        pack, "JPN", 2024, quick_japan.policy, minerals=[m for m in quick_japan.picture.minerals if m.symbol in ("W", "REE")],
        trade=quick_japan.exposure.trade, exposure=quick_japan.exposure,
    )  # fmt: skip
    review = propose_days(few, intervals=False, explain=False)
    assert [item.symbol for item in review.minerals] == [
        item.symbol for item in quick_days.minerals if item.symbol in ("W", "REE")
    ]
    for item in review.minerals:
        assert item.statistics == quick_days.of(item.symbol).statistics


def test_private_stock_of_the_agency_lowers_days(quick_japan: Situation, quick_days: DaysReview) -> None:
    policy = quick_japan.policy
    soft = {
        name: replace(item, private_days=60.0)
        for name, item in softeners_of(quick_japan.library, quick_japan.picture, quick_japan.as_of, policy).items()
    }
    model = build_model(quick_japan.picture, quick_japan.hazards, policy, soft)
    review = propose_days(replace(quick_japan, model=model), intervals=False, explain=False)
    for item in review.minerals:
        before = quick_days.of(item.symbol).statistics
        if item.statistics and before:
            assert item.statistics.statistic <= before.statistic
            assert item.statistics.statistic < before.statistic or before.statistic == 0


@pytest.mark.slow
def test_unknown_softeners_open_the_lower_end_only(quick_japan: Situation, quick_days: DaysReview) -> None:
    """A mineral whose equity becomes known as nought has the same days and a lower end that is not lower."""
    policy = quick_japan.policy
    soft = {
        name: replace(item, equity_known=True, recycling=Figure.of(0.0))
        for name, item in softeners_of(quick_japan.library, quick_japan.picture, quick_japan.as_of, policy).items()
    }
    known = propose_days(
        replace(quick_japan, model=build_model(quick_japan.picture, quick_japan.hazards, policy, soft)), explain=False
    )
    narrower = 0
    for item in known.minerals:
        before = quick_days.of(item.symbol)
        if item.statistics and before.statistics:
            assert item.statistics.statistic == before.statistics.statistic
            assert item.parameter_high == pytest.approx(before.parameter_high)
            assert (item.parameter_low or 0) >= (before.parameter_low or 0) - 1e-9
            narrower += (item.parameter_low or 0) > (before.parameter_low or 0) + 1e-9
    assert narrower >= 10


def test_public_data_is_public_and_an_agency_policy_is_not(quick_japan: Situation) -> None:
    assert quick_japan.classification is Classification.PUBLIC
    secret = replace(quick_japan, policy=quick_japan.policy.with_value("classification", "secret"))
    assert secret.classification is Classification.SECRET


def test_a_reference_date_before_the_year_is_refused(pack: Library, policy: Policy, pack_trade: ContainedTrade) -> None:
    with pytest.raises(InputError, match="too early"):
        situation_of(pack, "JPN", 2024, policy, as_of=dt.date(2023, 6, 1), trade=pack_trade)


def test_the_first_reference_date_is_named(pack: Library, policy: Policy, pack_trade: ContainedTrade) -> None:
    """Rates need five years of the log, which begins in 1995."""
    for year in range(1995, 2000):
        with pytest.raises(InputError, match=rf"{year}-12-31 is too early; expected a day in or after 2000\."):
            situation_of(pack, "JPN", year, policy, trade=pack_trade)
    with pytest.raises(InputError, match=r"2023-06-01 is too early; expected a day in or after 2024\."):
        situation_of(pack, "JPN", 2024, policy, as_of=dt.date(2023, 6, 1), trade=pack_trade)


def test_phosphorus_is_left_out_before_its_designation_unless_it_is_named(
    pack: Library, quick_policy: Policy, pack_trade: ContainedTrade, pack_exposure: Exposure
) -> None:
    def days(day: dt.date, symbols: set[str] | None = None) -> DaysReview:
        minerals = None if symbols is None else [m for m in pack.minerals.register.values() if m.symbol in symbols]
        situation = situation_of(
            pack, "JPN", 2021, quick_policy, as_of=day, minerals=minerals, trade=pack_trade, exposure=pack_exposure
        )
        return propose_days(situation, scenarios=1_000, intervals=False, explain=False)

    before, after = days(dt.date(2022, 11, 13)), days(dt.date(2022, 11, 14))
    assert (len(before.minerals), len(after.minerals)) == (34, 35)
    assert {item.symbol for item in after.minerals} - {item.symbol for item in before.minerals} == {"P"}
    assert not any("designated" in reason for reason in after.of("P").reasons)
    named = days(dt.date(2022, 11, 13), {"P", "C"})
    assert named.of("P").reasons[0] == "not yet designated on 2022-11-13: it joined the list on 2022-11-14"
    assert named.of("P").proposal is not None
    assert named.of("C") == before.of("C")


@pytest.mark.slow
@pytest.mark.parametrize(("importer", "year"), [("KOR", 2024), ("DEU", 2023), ("CHN", 2020), ("USA", 2019)])
def test_any_importer_gets_days(
    pack: Library, policy: Policy, pack_trade: ContainedTrade, pack_exposure: Exposure, importer: str, year: int
) -> None:
    situation = situation_of(pack, importer, year, policy, trade=pack_trade, exposure=pack_exposure)
    assert importer not in situation.model.places
    review = propose_days(situation, scenarios=4_000, intervals=False, explain=False)
    assessed = [item for item in review.minerals if item.status == "assessed"]
    assert len(assessed) == (29 if year >= 2022 else 28)  # phosphorus was designated on 14 November 2022
    assert all(30 <= (item.proposal or 0) <= 180 for item in assessed)
    assert all(math.isfinite(item.statistics.statistic) for item in assessed if item.statistics)


def test_every_country_with_half_a_percent_is_a_place(quick_japan: Situation) -> None:
    places = set(quick_japan.model.places)
    for line in quick_japan.model.lines:
        for shares in (line.supply.import_shares, line.supply.world_shares):
            for land, share in shares.items():
                if share >= 0.005 and land != "JPN" and land in quick_japan.hazards.lands:
                    assert land in places


def test_rows_are_complete(quick_days: DaysReview) -> None:
    rows = proposal_rows(quick_days)
    assert len(rows) == 35
    for row in rows:
        assert row["provenance"]
        assert (row["proposal"] is None) == (row["status"] == "not_assessable")
        assert row["seed"] == quick_days.seed
        if row["status"] == "assessed":
            assert any(line["line"] == row["governing"] for line in row["lines"])
