"""Everything that the portfolio's document shows, worked out once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sonae import __version__
from sonae.compute import Progress
from sonae.core import Classification, Clock, SystemClock
from sonae.economics.bridge import YearlyComparison
from sonae.portfolio.cases import (
    PortfolioEvaluation,
    ProjectMeasures,
    funding_plan,
    portfolio_document,
    portfolio_measures,
)
from sonae.portfolio.funding import FundingPlan
from sonae.portfolio.review import PortfolioReview

__all__ = ["PortfolioFigures", "portfolio_figures"]


@dataclass(frozen=True)
class PortfolioFigures:
    """A portfolio under one condition set with its review, measures and repayment plans."""

    evaluation: PortfolioEvaluation = field(repr=False)
    review: PortfolioReview = field(repr=False)
    measures: Mapping[str, ProjectMeasures]
    """By project."""
    funding: FundingPlan | None
    document: Mapping[str, Any] = field(repr=False)
    """The same as plain data: what stands in ``portfolio.json`` (:func:`sonae.portfolio.cases.portfolio_document`)."""
    created_at: dt.datetime
    command: str
    version: str

    @property
    def label(self) -> Classification:
        """The joined label of everything in the document."""
        compared = [one.since_adoption.classification for one in self.comparisons.values()]
        return Classification.join([self.review.classification, *compared])

    @property
    def comparisons(self) -> Mapping[str, YearlyComparison]:
        """Adoption, last year and now by project, where its file states the earlier evaluations."""
        return self.evaluation.comparisons

    @property
    def secret(self) -> bool:
        """True unless the document is PUBLIC: then only its owner may read it."""
        return self.label is not Classification.PUBLIC

    @property
    def fictional(self) -> tuple[str, ...]:
        """Projects that are made up."""
        projects = self.evaluation.projects
        return tuple(name for name in sorted(projects) if projects[name].project.case.fictional)

    @property
    def names(self) -> Sequence[str]:
        """Projects by id."""
        return sorted(self.evaluation.projects)

    def rows_of(self, project: str) -> list[str]:
        """Return the ids under which the review holds a project: itself, and its guarantee or loan beside shares."""
        ids = (project, *(f"{project}-{word}" for word in ("equity", "guarantee", "loan")))
        held = {found.case for found in self.review.cases}
        return [name for name in ids if name in held]


def portfolio_figures(
    evaluation: PortfolioEvaluation,
    *,
    command: str = "",
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> PortfolioFigures:
    """Work out what the document shows.

    Args:
        evaluation: the portfolio under its condition set.
        command: the command line that makes it again.
        clock: tells when the document was made.
        progress: told of every project that is measured; may cancel.

    Raises:
        InputError: naming the file, for a rate of other money, or borrowings whose receipts cannot be matched.

    """
    measures = portfolio_measures(evaluation, progress)
    review, funding = evaluation.review(), funding_plan(evaluation)
    return PortfolioFigures(
        evaluation,
        review,
        measures,
        funding,
        portfolio_document(evaluation, review, measures, funding),
        (clock or SystemClock()).now(),
        command,
        __version__,
    )
