"""The review of the portfolio: every project ranked, written down, reviewed and seen for sale; the business as a whole.

The same facts and settings give the same review, whatever the order in which projects, forecasts or records stand.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sonae.core import Classification, FiscalYear, InputError
from sonae.portfolio.review.deficit import DeficitRoll, roll_forward
from sonae.portfolio.review.exposure import Dimension, exposures
from sonae.portfolio.review.facts import CaseFacts
from sonae.portfolio.review.forecast import ScenarioForecast, stressed_forecast
from sonae.portfolio.review.performance import CasePerformance, review_performance
from sonae.portfolio.review.portfolio_facts import PortfolioFacts
from sonae.portfolio.review.profit_deficit import ProfitDeficitRatio, profit_deficit_ratio
from sonae.portfolio.review.rank import RankResult, rank_project
from sonae.portfolio.review.sale import SaleReview, review_sale
from sonae.portfolio.review.settings import ReviewSettings, review_settings
from sonae.portfolio.review.traced import Traced
from sonae.portfolio.review.write_down import WriteDown, write_down

__all__ = ["CaseReview", "PortfolioReview", "review_portfolio"]


@dataclass(frozen=True, slots=True)
class CaseReview:
    """Everything that the review says of one project."""

    case: str
    name: str
    source: str
    live: bool
    rank: RankResult
    write_down: WriteDown | None
    performance: CasePerformance
    sale: SaleReview | None


@dataclass(frozen=True, slots=True)
class PortfolioReview:
    """The review of all projects and of the business."""

    name: str
    as_of: dt.date
    period_end: dt.date
    conditions: str
    cases: tuple[CaseReview, ...]
    """By id."""
    deficit: DeficitRoll
    pdr: ProfitDeficitRatio
    exposure: tuple[Dimension, ...]
    forecast: tuple[ScenarioForecast, ...]
    charge: Traced
    """What all write-downs of this review charge to the period, yen; OPEN ones leave it missing."""
    facts: PortfolioFacts
    settings: ReviewSettings
    classification: Classification

    def of(self, case: str) -> CaseReview:
        """Return the review of a project.

        Raises:
            InputError: when there is none of that id.

        """
        for found in self.cases:
            if found.case == case:
                return found
        raise InputError(
            f"the review holds no project «{case}»", expected=", ".join(found.case for found in self.cases)
        )

    @property
    def watch_list(self) -> tuple[CasePerformance, ...]:
        """Projects on the watch list."""
        return tuple(found.performance for found in self.cases if found.performance.watched)

    @property
    def ranks(self) -> dict[str, str | None]:
        """Ranks by project."""
        return {found.case: found.rank.rank for found in self.cases}


def _case(case: CaseFacts, as_of: dt.date, settings: ReviewSettings) -> CaseReview:
    rank = rank_project(case, as_of, settings)
    written = write_down(case, as_of, settings)
    performance = review_performance(case, rank, written, settings)
    return CaseReview(
        case.id, case.name, case.source, case.live, rank, written, performance, review_sale(case, settings)
    )  # fmt: skip


def _charge(cases: tuple[CaseReview, ...]) -> Traced:
    formula, inputs = "Σ charges of write-downs", ("review:cases",)
    written = [found.write_down for found in cases if found.write_down is not None]
    lost = sorted(item.case for item in written if item.rule == "not_assessable")
    if lost:
        return Traced.missing("yen", formula, inputs, f"what the write-down of «{lost[0]}» rests on is not known")
    return Traced(sum(int(item.charge.exact) for item in written), "yen", formula, inputs)


def review_portfolio(facts: PortfolioFacts, settings: ReviewSettings | None = None) -> PortfolioReview:
    """Review the portfolio.

    Args:
        facts: everything that is known; every project of the register is there.
        settings: thresholds; the product's where none are given.

    Raises:
        InputError: when the deficit does not end at the last period end or does not add up, or a forecast is missing.

    """
    chosen = settings or review_settings()
    facts = facts.in_order()
    deficit = roll_forward(facts.deficit)
    closed = FiscalYear.of(facts.period_end)
    if deficit.years and deficit.years[-1].fiscal_year != closed:
        raise InputError(
            f"the deficit ends with {deficit.years[-1].fiscal_year}, the last period is {closed}", field="deficit.years"
        )
    cases = tuple(_case(case, facts.as_of, chosen) for case in facts.cases)
    return PortfolioReview(
        facts.name,
        facts.as_of,
        facts.period_end,
        facts.conditions,
        cases,
        deficit,
        profit_deficit_ratio(facts, deficit.closing, chosen),
        exposures(facts, chosen),
        stressed_forecast(facts, deficit.closing),
        _charge(cases),
        facts,
        chosen,
        facts.classification,
    )
