"""The portfolio as files: projects with their cases, what the agency gives and knows, evaluated under one condition set.

:func:`load_book` reads a directory, :func:`evaluate_portfolio` works every project off under the conditions and their stresses,
``.review()`` judges them. :func:`demonstration_book` holds twelve fictional projects.
"""

from sonae.portfolio.cases.book import BASE, BUSINESS, FUNDING, Business, CaseBook, demonstration_book, load_book
from sonae.portfolio.cases.document import BRIDGES, portfolio_document
from sonae.portfolio.cases.evaluation import (
    PortfolioEvaluation,
    evaluate_portfolio,
    evaluate_project,
    states_of_project,
)
from sonae.portfolio.cases.exploration import Exploration, ValuedLeaf
from sonae.portfolio.cases.measures import (
    BARRELS,
    HeldVolume,
    Measure,
    ProjectMeasures,
    held_volumes,
    portfolio_measures,
    project_measures,
    unit_of_volume,
)
from sonae.portfolio.cases.outcome import ProjectEvaluation
from sonae.portfolio.cases.project_file import AgencyFacts, ProjectFile, load_project, project_from_text
from sonae.portfolio.cases.receipts import (
    SHAREHOLDER_LINES,
    PredictedReceipt,
    funding_plan,
    predicted_lines,
    predicted_receipts,
)
from sonae.portfolio.cases.scenarios import Scenarios, ScenarioWorth, profit_alone, replay_project, scenario_profits

__all__ = [
    "BARRELS", "BASE", "BRIDGES", "BUSINESS", "FUNDING", "SHAREHOLDER_LINES", "AgencyFacts", "Business", "CaseBook",
    "Exploration", "HeldVolume", "Measure", "PortfolioEvaluation", "PredictedReceipt", "ProjectEvaluation", "ProjectFile",
    "ProjectMeasures", "ScenarioWorth", "Scenarios", "ValuedLeaf", "demonstration_book", "evaluate_portfolio",
    "evaluate_project", "funding_plan", "held_volumes", "load_book", "load_project", "portfolio_document",
    "portfolio_measures", "predicted_lines", "predicted_receipts", "profit_alone", "project_from_text", "project_measures",
    "replay_project", "scenario_profits", "states_of_project", "unit_of_volume",
]  # fmt: skip
