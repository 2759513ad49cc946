"""The portfolio as files: projects with their cases, what the agency gives and knows, evaluated under one condition set.

:func:`load_book` reads a directory, :func:`evaluate_portfolio` works every project off under the conditions and their stresses,
``.review()`` judges them. :func:`demonstration_book` holds twelve fictional projects.
"""

from sonae.portfolio.cases.book import BASE, BUSINESS, FUNDING, Business, CaseBook, demonstration_book, load_book
from sonae.portfolio.cases.evaluation import (
    PortfolioEvaluation,
    ProjectEvaluation,
    evaluate_portfolio,
    evaluate_project,
)
from sonae.portfolio.cases.measures import BARRELS, Measure, ProjectMeasures, project_measures
from sonae.portfolio.cases.project_file import AgencyFacts, ProjectFile, load_project, project_from_text
from sonae.portfolio.cases.receipts import predicted_receipts

__all__ = [
    "BARRELS", "BASE", "BUSINESS", "FUNDING", "AgencyFacts", "Business", "CaseBook", "Measure", "PortfolioEvaluation",
    "ProjectEvaluation", "ProjectFile", "ProjectMeasures", "demonstration_book", "evaluate_portfolio", "evaluate_project",
    "load_book", "load_project", "predicted_receipts", "project_from_text", "project_measures",
]  # fmt: skip
