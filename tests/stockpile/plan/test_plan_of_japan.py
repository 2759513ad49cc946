"""The plan of Japan on the real pack: all assessable minerals, certificate within its bars, rows that add up."""

from __future__ import annotations

import numpy as np
import pytest

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.data import Library
from sonae.stockpile.plan import (
    StockPlan,
    budget_curve,
    budget_rows,
    compare_plans,
    demonstration_text,
    gap_rows,
    holding_rows,
    make_plan,
    mineral_rows,
    plan_case,
    plan_from_text,
    tender_rows,
    trade_rows,
)
from sonae.stockpile.target_days import DaysReview, Situation

pytestmark = [pytest.mark.pack, pytest.mark.slow, pytest.mark.xdist_group("plan")]

SMALL = "settings: {solver: {fit_scenarios: 4096, search_paths: 128, planning_paths: 2048, event_paths: 256}}\n"


@pytest.fixture(scope="module")
def plan(quick_japan: Situation, quick_days: DaysReview) -> StockPlan:
    file = plan_from_text(demonstration_text() + SMALL, "demonstration.yaml")
    return make_plan(file, quick_japan, quick_days)


def test_every_assessable_mineral_is_in_the_plan(plan: StockPlan, quick_days: DaysReview) -> None:
    assessed = {item.symbol for item in quick_days.minerals if item.governing is not None}
    assert set(plan.case.symbols) == assessed
    assert len(assessed) == 29
    assert {item.symbol for item in plan.case.left_out} == {"Si", "Rb", "Sr", "Cs", "Hf", "Tl"}
    assert plan.classification is Classification.PUBLIC


def test_the_certificate_holds_its_bars(plan: StockPlan) -> None:
    planning, events = plan.certificate.planning, plan.certificate.events
    assert planning.bound <= planning.policy.high
    assert planning.gap <= 0.10
    assert planning.over_largest_gap.high < 0  # better than the greedy rule on the same paths
    assert planning.over_unpriced.high < 0
    assert events.bound <= events.policy.mean
    assert events.over_largest_gap.high < 0
    assert planning.gap_yen == pytest.approx((planning.policy.high - planning.bound) * 1e6)


def test_the_chain_is_near_the_events(plan: StockPlan) -> None:
    for misfit in plan.model.regimes.misfits:
        assert misfit.called_chain == pytest.approx(misfit.called_events, rel=0.25, abs=0.3)
        assert misfit.struck_chain == pytest.approx(misfit.struck_events, abs=0.03)


def test_rows_add_up(plan: StockPlan) -> None:
    run = plan.certificate.event_run
    tenders = tender_rows(plan)
    assert sum(row["bill_million_yen"] for row in tenders) == pytest.approx(plan.calendar.spend.sum())
    assert sum(row["bill_million_yen"] for row in tenders) <= plan.file.budgets_million_yen[0]
    by_month = {row["month"] for row in tenders}
    assert all(sum(row["month"] == month for row in tenders) <= 10 for month in by_month)
    held = {(row["mineral"], row["month"]): row for row in holding_rows(plan)}
    assert len(held) == 29 * 60
    for row in gap_rows(plan):
        assert row["days_end"] == pytest.approx(held[row["mineral"], "2030-03"]["days"])
        assert sum(row["causes"].values()) == pytest.approx(1.0)
    spent = {row["fiscal_year"]: row for row in budget_rows(plan)}
    assert spent[2025]["spend_mean"] == pytest.approx(run.spend[:, 0].mean())
    assert max(row["spend_95"] - row["budget_million_yen"] for row in spent.values()) <= 1e-6
    # Tonnes: start + bought − released − sold = end, on average over paths.
    trades = trade_rows(plan)
    for m, item in enumerate(plan.case.minerals):
        mine = [row for row in trades if row["mineral"] == item.symbol]
        moved = sum(row["buy_t"] - row["release_t"] - row["sell_t"] for row in mine)
        end = held[item.symbol, "2030-03"]["tonnes"]
        assert end == pytest.approx(float(plan.model.start_t[m]) + moved, rel=1e-9, abs=1e-9)
    for row in mineral_rows(plan):
        assert row["short_days"] <= row["short_days_without"] + 0.05 * row["target_days"]


def test_money_saves_less_and_less(plan: StockPlan) -> None:
    points = budget_curve(plan, 128, parts=(0.0, 0.5, 1.0, 2.0))
    costs = [point.cost for point in points]
    assert costs == sorted(costs, reverse=True)
    bounds = [point.bound for point in points if point.bound is not None]
    assert bounds == sorted(bounds, reverse=True)
    assert points[0].bound is None


def test_last_years_plan_beside_this_one(plan: StockPlan) -> None:
    text = demonstration_text().replace("[40000, 40000, 40000, 40000, 40000]", "[20000, 20000, 20000, 20000, 20000]")
    old = plan_from_text(text.replace("REE: {by: 2028-03}", "REE: {target_days: 60}") + SMALL, "old.yaml")
    compared = compare_plans(plan, old)
    rows = {row["mineral"]: row for row in compared.rows()}
    assert rows["REE"]["target_days_before"] == 60
    assert set(rows["REE"]["changed"]) >= {"target_days", "by"}
    assert rows["W"]["changed"] == []
    assert [row["budget_before"] for row in compared.year_rows()] == [20000.0] * 5
    change = compared.cost_change
    assert change is not None
    assert np.isfinite(change.mean)


def test_what_the_data_do_not_know(quick_japan: Situation, quick_days: DaysReview) -> None:
    base = demonstration_text()
    with pytest.raises(UnknownChoiceError, match=r"unknown mineral in p\.yaml «Xx»"):
        plan_case(plan_from_text(base + "only: [Xx]\n", "p.yaml"), quick_japan, quick_days)
    with pytest.raises(InputError, match="Si cannot be assessed"):
        plan_case(plan_from_text(base + "only: [Si]\n", "p.yaml"), quick_japan, quick_days)
    low = base.replace("Li: {shelf_life_months: 48}", "Li: {target_days: 5}")
    with pytest.raises(InputError, match="lies below the minimum stock; expected 10 days or more"):
        plan_case(plan_from_text(low, "p.yaml"), quick_japan, quick_days)
    with pytest.raises(InputError, match=r"floor_space_m2.*needs more floor space"):
        plan_case(plan_from_text(base.replace("120000", "10"), "p.yaml"), quick_japan, quick_days)


def test_stand_ins_are_named(plan: StockPlan) -> None:
    rows = {row["mineral"]: row for row in mineral_rows(plan)}
    assert rows["Co"]["price_proxy"]
    assert "stand-in" in rows["W"]["consumption_basis"]
    assert "USGS" in rows["Ga"]["price_basis"]
    assert "unit value" in rows["Co"]["price_basis"]


def test_an_agencys_figure_makes_the_plan_secret(quick_japan: Situation, quick_days: DaysReview, pack: Library) -> None:
    text = demonstration_text().replace("classification: public", "classification: internal")
    case = plan_case(plan_from_text(text, "p.yaml"), quick_japan, quick_days)
    assert case.classification is Classification.SECRET
