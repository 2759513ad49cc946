"""The demonstration portfolio: fictional throughout, complete, reviewed, and recomputed in plain Python."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sonae.core import Outcome
from sonae.economics.conditions import demonstration_conditions
from sonae.portfolio.cases import evaluate_project
from sonae.portfolio.review import STAGES, look_up
from tests.portfolio.cases.portfolios import demonstration, demonstration_review

pytestmark = pytest.mark.slow

PROJECTS = [project.id for project in demonstration().book.projects]
LIVE = [project.id for project in demonstration().book.projects if project.live]


def test_it_is_fictional_and_covers_what_the_agency_does() -> None:
    projects = demonstration().book.projects
    assert len(projects) == 12
    assert all(project.case.fictional and "fictional" in project.case.name_en for project in projects)
    assert all("架空" in project.case.name_ja for project in projects)
    assert {project.case.commodity for project in projects} == {
        "oil", "gas", "LNG", "geothermal", "hydrogen", "copper", "lithium", "rare earths", "coal",
    }  # fmt: skip
    assert {project.case.stage for project in projects} == set(STAGES)
    held = {position.instrument for case in demonstration().facts.cases for position in case.positions}
    assert held == {"equity", "guarantee", "loan"}
    assert {found.ledger.money.currency for found in demonstration().projects.values()} == {"USD", "AUD", "JPY"}
    assert len({found.ledger.regime.id for found in demonstration().projects.values()}) >= 9


def test_all_ranks_a_write_down_a_watch_list_and_a_ratio() -> None:
    review = demonstration_review()
    ranks = review.ranks
    assert {ranks[name] for name in PROJECTS if ranks[name]} == {"A", "B", "C"}
    assert sorted(name for name, rank in ranks.items() if rank == "C") == ["hinoki-gas", "shion-lithium"]
    rules = {found.case: found.write_down.rule for found in review.cases if found.write_down is not None}
    assert rules["hinoki-gas"] == "net_worth"
    assert {"exploration_half", "allowance", "none"} <= set(rules.values())
    assert {"hinoki-gas", "yuge-geothermal"} <= {found.case for found in review.watch_list} < set(ranks)
    assert review.of("yuge-geothermal").rank.overdue
    assert [name for name in PROJECTS if review.of(name).rank.near_line] == ["hibari-hydrogen"]
    assert review.pdr.ratio.value is not None
    assert review.pdr.finding.outcome is Outcome.YES
    assert [name for name in LIVE if (sale := review.of(name).sale) and sale.candidate.outcome is Outcome.YES]


def test_the_life_of_each_project_and_the_ratio_in_plain_python() -> None:
    review, total = demonstration_review(), Fraction(0)
    for case in demonstration().facts.cases:
        exact = Fraction(0)
        for row in (*case.actual, *(case.expected or ())):
            years = row.fiscal_year - (case.adopted.year if case.adopted.month >= 4 else case.adopted.year - 1)
            exact += (row.received_yen - row.contributed_yen) / Fraction(1012, 1000) ** years
        found = review.of(case.id).rank.profit.value
        assert found is not None
        assert abs(found - exact) <= Fraction(1, 2)
        if case.live:
            rows = (case.chance_weighted if case.explores else case.expected) or ()
            to_come = sum(row.received_yen - row.contributed_yen for row in rows)
            since = sum(row.received_yen - row.contributed_yen for row in case.actual if row.fiscal_year == 2026)
            carried = sum(position.yen for position in case.positions if position.instrument != "guarantee")
            total += int(abs(to_come + since - carried) + Fraction(1, 2)) * (1 if to_come + since >= carried else -1)
    assert review.pdr.profit.value == total
    assert review.pdr.ratio.value == total / 120_506_000_000


@pytest.mark.parametrize("name", LIVE)
def test_the_cash_of_every_investee_is_conserved_under_every_stress(name: str) -> None:
    found = demonstration()
    for evaluated in (found.projects[name], *(stress[name] for stress in found.stressed.values())):
        view = evaluated.view
        assert view is not None
        months = view.months
        share = view.support.investee.share
        net = [Fraction(float(value)) for value in evaluated.ledger.net(view.support.investee.party)]
        skipped = view.support.investee.from_month - evaluated.ledger.grid.first
        before = sum(net[: skipped // 12], Fraction(0)) + net[skipped // 12] * (skipped % 12) / 12
        expected = (sum(net, Fraction(0)) - before) * share
        assert abs(sum(month.project for month in months) - expected) <= 1
        came = view.support.investee.opening_cash + sum(
            month.project + month.drawn + month.lent + month.capital + month.unfunded for month in months
        )
        went = sum(
            month.paid_on_loans + month.shareholder_interest + month.shareholder_principal + month.dividends
            for month in months
        )
        assert came == went + months[-1].closing


def test_low_prices_bring_defaults_and_no_profit_is_higher_than_in_the_base() -> None:
    found = demonstration()
    hit = {
        name for name, evaluated in found.stressed["low_prices"].items() if evaluated.view and evaluated.view.defaults
    }
    assert "kaede-lng" in hit
    assert not found.projects["kaede-lng"].view.defaults  # type: ignore[union-attr]
    guarantee = found.stressed["low_prices"]["kaede-lng"].view.of("guarantee")  # type: ignore[union-attr]
    assert sum(row.contributed.get("called", 0) for row in guarantee[0].expected) > 0
    scenarios = {row.scenario: row for row in demonstration_review().forecast}
    assert set(scenarios) == {"base", "low_prices", "oil_20_lower", "strong_yen", "more_inflation"}
    base, low = scenarios["base"], scenarios["low_prices"]
    assert [year.fiscal_year for year in base.years] == [2026, 2027, 2028, 2029, 2030]
    assert all(low_year.profit.exact <= year.profit.exact for low_year, year in zip(low.years, base.years, strict=True))


def test_the_views_of_shares_and_guarantee_rest_on_one_ledger() -> None:
    found = demonstration().of("kaede-lng")
    assert found.view is not None
    assert {view.instrument for view in found.view.instruments} == {"equity", "guarantee"}
    rows = found.view.side_by_side()
    assert any(row.equity_yen and row.guarantee_yen and row.guaranteed_yen for row in rows)
    facts = {case.id: case for case in demonstration().facts.cases}
    for kind, name in (("equity", "kaede-lng"), ("guarantee", "kaede-lng-guarantee")):
        whole = sum(
            row.received_yen - row.contributed_yen for row in (*facts[name].actual, *(facts[name].expected or ()))
        )
        assert whole == sum(getattr(row, f"{kind}_yen") for row in rows)


def test_the_same_conditions_give_the_same_figures_and_places_lead_somewhere() -> None:
    project = demonstration().book.of("hibari-hydrogen")
    again = evaluate_project(project, demonstration_conditions())
    assert again.view is not None
    assert again.view.expected == demonstration().of("hibari-hydrogen").view.expected  # type: ignore[union-attr]
    review = demonstration_review()
    for figure in (review.pdr.ratio, review.pdr.profit, review.of("hinoki-gas").rank.profit, review.charge):
        for place in figure.inputs:
            look_up(review, place)
    assert demonstration_conditions().sha256 in review.conditions
