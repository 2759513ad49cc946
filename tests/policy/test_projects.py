"""Equity volumes of the demonstration's projects, against their files read by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sonae.core import InputError
from sonae.economics.conditions import demonstration_conditions
from sonae.policy import (
    Amount,
    PortfolioVolumes,
    contributions,
    indicator,
    needed_denominator,
    paths,
    portfolio_volumes,
    project_rows,
)
from sonae.portfolio.cases import BARRELS, PortfolioEvaluation, demonstration_book, evaluate_portfolio

pytestmark = pytest.mark.slow
OIL = indicator("oil-gas-self-development")


@pytest.fixture(scope="module")
def evaluation() -> PortfolioEvaluation:
    return evaluate_portfolio(demonstration_book(), demonstration_conditions())


@pytest.fixture(scope="module")
def volumes(evaluation: PortfolioEvaluation) -> PortfolioVolumes:
    return portfolio_volumes(evaluation, OIL)


def test_projects_bear_on_an_indicator_by_commodity(evaluation: PortfolioEvaluation, volumes: PortfolioVolumes) -> None:
    assert [one.project for one in volumes.projects] == [
        "hinoki-gas",
        "kaede-lng",
        "nazuna-oil",
        "sumire-oil",
        "tsubaki-lng",
    ]
    metal = portfolio_volumes(evaluation, indicator("base-metal-self-sufficiency"))
    coal = portfolio_volumes(evaluation, indicator("coal-self-development"))
    assert [one.project for one in metal.projects] == ["akane-copper"]
    assert [one.project for one in coal.projects] == ["kuroyuri-coal"]
    with pytest.raises(InputError, match="projects do not bear on crude-middle-east"):
        portfolio_volumes(evaluation, indicator("crude-middle-east"))


def test_a_calendar_year_falls_on_fiscal_years_by_months(evaluation: PortfolioEvaluation) -> None:
    """Copper of 2023 is 52,500 t and of 2024 89,250 t; the company has a quarter, the agency 0.25 and 0.15 of the company."""
    (copper,) = portfolio_volumes(evaluation, indicator("base-metal-self-sufficiency")).projects
    assert copper.by_year[2023] == Fraction(1, 4) * (
        Fraction(52500) * Fraction(9, 12) + Fraction(89250) * Fraction(3, 12)
    )
    assert copper.by_year[2022] == Fraction(1, 4) * Fraction(52500) * Fraction(3, 12)
    assert float(copper.agency[2023]) == pytest.approx(float(copper.by_year[2023]) * 0.4)
    assert copper.fictional


def test_barrels_a_day_are_those_of_the_fiscal_year(volumes: PortfolioVolumes) -> None:
    """Oil of 2022 is 8.55 million barrels and of 2023 9 million; the company has 0.6; fiscal 2022 has 365 days."""
    oil = next(one for one in volumes.projects if one.project == "sumire-oil")
    barrels = Fraction(8_550_000) * Fraction(9, 12) + Fraction(9_000_000) * Fraction(3, 12)
    assert oil.by_year[2022] == Fraction(6, 10) * barrels / (365 * 1000)
    gas = next(one for one in volumes.projects if one.project == "tsubaki-lng")
    expected = Fraction(2, 25) * Fraction(230_000_000) * Fraction(repr(BARRELS["MMBtu"])) / (365 * 1000)
    assert gas.by_year[2022] == expected


def test_fiscal_years_keep_the_sum_of_the_ledger(evaluation: PortfolioEvaluation) -> None:
    (coal,) = portfolio_volumes(evaluation, indicator("coal-self-development")).projects
    ledger = evaluation.projects["kuroyuri-coal"].ledger.line("volume_coal")
    assert float(sum(coal.by_year.values())) == pytest.approx(float(ledger.sum()))


def test_exploration_does_not_count_and_abandonment_does(
    evaluation: PortfolioEvaluation, volumes: PortfolioVolumes
) -> None:
    assert set(volumes.counted(2023)) == {"hinoki-gas", "kaede-lng", "sumire-oil", "tsubaki-lng"}
    coal = portfolio_volumes(evaluation, indicator("coal-self-development"))
    way = paths(indicator("coal-self-development"))[0]
    (lost,) = contributions(way, coal.counted(2023), Amount.of(150_000_000))
    assert lost.before == 3_100_000
    assert lost.gain == Fraction(-3_100_000, 150_000_000)
    # Of a project in production whose file begins later, the year of the actual is not known.
    assert set(volumes.counted(2015)) == {"kaede-lng"}


def test_rows_close_the_gap_to_the_point(volumes: PortfolioVolumes) -> None:
    for way in paths(OIL):
        added = contributions(way, volumes.counted(way.last.year), needed_denominator(OIL))
        rows = project_rows(way, volumes, added, needed_denominator(OIL))
        assert rows["gained"] + rows["left"] == pytest.approx(rows["gap"])
        assert [row["project"] for row in rows["left_out"]] == ["nazuna-oil"]
        assert sum(row["gain"] for row in rows["projects"]) == pytest.approx(rows["gained"])
