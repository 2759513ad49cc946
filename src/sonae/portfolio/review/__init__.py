"""Review of a portfolio of projects: ranks, write-downs, performance, deficit and PDR, exposure, candidates for sale.

Everything comes in as plain facts, read from YAML or made by whoever values the projects.
"""

from sonae.portfolio.review.deficit import DeficitRoll, YearRoll, roll_forward
from sonae.portfolio.review.document import (
    case_rows,
    facts_sha256,
    look_up,
    member_name,
    review_document,
    step_into,
)
from sonae.portfolio.review.exposure import DIMENSIONS, UNSTATED, Concentration, Dimension, Group, exposures
from sonae.portfolio.review.facts import (
    BEGINNINGS,
    INSTRUMENTS,
    RANKS,
    STAGES,
    CaseFacts,
    Cash,
    Holding,
    Judgement,
    KeyFigure,
    Milestone,
    Position,
    RankOverride,
    RankRecord,
    RecoveryEvidence,
    RecoveryExamination,
    SaleFacts,
)
from sonae.portfolio.review.forecast import ScenarioForecast, YearForecast, stressed_forecast
from sonae.portfolio.review.performance import (
    WATCH_RULES,
    CasePerformance,
    FigureReview,
    MilestoneReview,
    months_behind,
    review_performance,
)
from sonae.portfolio.review.portfolio_facts import (
    CAUSES,
    REPORTED,
    DeficitBook,
    DeficitEntry,
    DeficitYear,
    Forecast,
    PdrRecord,
    PortfolioFacts,
    parse_facts,
    read_facts,
)
from sonae.portfolio.review.profit_deficit import PdrChange, ProfitDeficitRatio, ProjectProfit, profit_deficit_ratio
from sonae.portfolio.review.provisions import EQUITY_BYLAW
from sonae.portfolio.review.rank import REASON_CODES, RankResult, forward_value, rank_project
from sonae.portfolio.review.review import CaseReview, PortfolioReview, review_portfolio
from sonae.portfolio.review.sale import CRITERIA, DUTIES, SaleReview, review_sale
from sonae.portfolio.review.settings import ReviewSettings, review_settings
from sonae.portfolio.review.traced import Traced, discount_factor, whole_yen
from sonae.portfolio.review.write_down import RULES, WriteDown, write_down

__all__ = [
    "BEGINNINGS",
    "CAUSES",
    "CRITERIA",
    "DIMENSIONS",
    "DUTIES",
    "EQUITY_BYLAW",
    "INSTRUMENTS",
    "RANKS",
    "REASON_CODES",
    "REPORTED",
    "RULES",
    "STAGES",
    "UNSTATED",
    "WATCH_RULES",
    "CaseFacts",
    "CasePerformance",
    "CaseReview",
    "Cash",
    "Concentration",
    "DeficitBook",
    "DeficitEntry",
    "DeficitRoll",
    "DeficitYear",
    "Dimension",
    "FigureReview",
    "Forecast",
    "Group",
    "Holding",
    "Judgement",
    "KeyFigure",
    "Milestone",
    "MilestoneReview",
    "PdrChange",
    "PdrRecord",
    "PortfolioFacts",
    "PortfolioReview",
    "Position",
    "ProfitDeficitRatio",
    "ProjectProfit",
    "RankOverride",
    "RankRecord",
    "RankResult",
    "RecoveryEvidence",
    "RecoveryExamination",
    "ReviewSettings",
    "SaleFacts",
    "SaleReview",
    "ScenarioForecast",
    "Traced",
    "WriteDown",
    "YearForecast",
    "YearRoll",
    "case_rows",
    "discount_factor",
    "exposures",
    "facts_sha256",
    "forward_value",
    "look_up",
    "member_name",
    "months_behind",
    "parse_facts",
    "profit_deficit_ratio",
    "rank_project",
    "read_facts",
    "review_document",
    "review_performance",
    "review_portfolio",
    "review_sale",
    "review_settings",
    "roll_forward",
    "step_into",
    "stressed_forecast",
    "whole_yen",
    "write_down",
]
