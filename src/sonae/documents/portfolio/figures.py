"""Everything that the portfolio's document shows, worked out once, and the same as plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sonae import __version__
from sonae.compute import Progress, Silent
from sonae.core import Classification, Clock, SystemClock
from sonae.economics.bridge import Bridge
from sonae.economics.support import AgencyView
from sonae.portfolio.cases import (
    PortfolioEvaluation,
    ProjectMeasures,
    predicted_receipts,
    project_measures,
)
from sonae.portfolio.funding import FundingPlan, RepaymentPlan, confirmation_finding, plan_digest
from sonae.portfolio.review import PortfolioReview, review_document

__all__ = ["PortfolioFigures", "portfolio_document", "portfolio_figures"]

VIEW_COLUMNS = {
    "equity": "received − contributed for shares",
    "guarantee": "fees and recourse − payments under the guarantee",
    "loan": "interest and principal − drawings of the agency's loans",
    "guaranteed": "guaranteed balance at the end of the year",
    "lent": "loans of the agency outstanding at the end of the year",
}
"""Columns of the agency's view of a project, and what each is."""
FUNDING_COLUMNS = {
    "receipts": "Σ predicted receipts of its projects, converted",
    "service": "interest + principal",
    "coverage": "receipts ÷ service",
    "gap": "service that cash does not meet",
    "surplus": "cash carried out of the period",
    "refinanced": "refinancing outstanding at the end",
    "mismatch": "share of the service that receipts in its own currency do not meet",
}
"""Columns of a repayment plan, and what each is."""


@dataclass(frozen=True)
class PortfolioFigures:
    """A portfolio under one condition set with its review, measures, repayment plans and comparisons."""

    evaluation: PortfolioEvaluation = field(repr=False)
    review: PortfolioReview = field(repr=False)
    measures: Mapping[str, ProjectMeasures]
    """By project."""
    funding: FundingPlan | None
    bridges: Mapping[str, Sequence[Bridge]]
    """By project, where it was compared with an earlier evaluation."""
    document: Mapping[str, Any] = field(repr=False)
    """The same as plain data: what stands in ``portfolio.json``."""
    created_at: dt.datetime
    command: str
    version: str

    @property
    def label(self) -> Classification:
        """The joined label of everything in the document."""
        return Classification.join(
            [self.review.classification, *(one.classification for found in self.bridges.values() for one in found)]
        )

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
    bridges: Mapping[str, Sequence[Bridge]] | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> PortfolioFigures:
    """Work out what the document shows.

    Args:
        evaluation: the portfolio under its condition set.
        command: the command line that makes it again.
        bridges: comparisons with earlier evaluations, by project.
        clock: tells when the document was made.
        progress: told of every project that is measured; may cancel.

    Raises:
        InputError: naming the file, for a rate of other money, or borrowings whose receipts cannot be matched.

    """
    shown, rate = progress or Silent(), evaluation.book.business.discount_rate
    shown.stage("measures", len(evaluation.projects))
    measures = {}
    for name in sorted(evaluation.projects):
        measures[name] = project_measures(evaluation.projects[name], rate)
        shown.advance(1)
        shown.check()
    case = evaluation.book.funding
    funding = None
    if case is not None:
        funding = case.plan(predicted_receipts(evaluation) if case.predicted else ())
    review = evaluation.review()
    return PortfolioFigures(
        evaluation,
        review,
        measures,
        funding,
        dict(bridges or {}),
        portfolio_document(evaluation, review, measures, funding),
        (clock or SystemClock()).now(),
        command,
        __version__,
    )


def portfolio_document(
    evaluation: PortfolioEvaluation,
    review: PortfolioReview,
    measures: Mapping[str, ProjectMeasures],
    funding: FundingPlan | None,
) -> dict[str, Any]:
    """Return the review with measures, the agency's views and the repayment plans as plain data.

    Each figure is an object with value, unit, formula and «from»; a table holds the formula of every column beside its rows.
    """
    projects = evaluation.projects
    return {
        **review_document(review),
        "projects": {name: _project(evaluation, name) for name in sorted(projects)},
        "measures": {name: _measures(measures[name]) for name in sorted(measures)},
        "views": {name: _view(name, found.view) for name, found in sorted(projects.items()) if found.view is not None},
        "funding": None if funding is None else _funding(evaluation, funding),
    }


def _project(evaluation: PortfolioEvaluation, name: str) -> dict[str, Any]:
    found = evaluation.projects[name]
    case, ledger = found.project.case, found.ledger
    return {
        "name_ja": case.name_ja,
        "name_en": case.name_en,
        "fictional": case.fictional,
        "country": case.country,
        "region": case.region,
        "stage": case.stage,
        "commodity": case.commodity,
        "regime": ledger.regime.label,
        "illustrative": ledger.regime.illustrative,
        "classification": ledger.classification.name,
        "case_sha256": case.sha256,
        "card": dict(ledger.card.pairs("en")),
        "unit": ledger.unit("revenue"),
    }


def _measures(found: ProjectMeasures) -> dict[str, Any]:
    figures = {}
    for name, one in found.figures.items():
        figures[name] = {"value": one.value, "unit": one.unit, "formula": one.formula, "from": list(one.inputs)}
        if one.reason:
            figures[name]["reason"] = one.reason
    return {
        "party": found.party,
        "rate_name": found.rate_name,
        "rate": found.rate,
        "single_internal_rate": found.rates.single,
        "figures": figures,
    }


def _view(name: str, view: AgencyView) -> dict[str, Any]:
    rows = [
        {
            "fiscal_year": row.fiscal_year,
            "equity": row.equity_yen,
            "guarantee": row.guarantee_yen,
            "loan": row.loan_yen,
            "guaranteed": row.guaranteed_yen,
            "lent": row.lent_yen,
        }
        for row in view.side_by_side()
    ]
    places = [f"facts:cases.{name}.actual", f"facts:cases.{name}.expected", f"ledger:{name}"]
    return {"unit": "yen", "columns": dict(VIEW_COLUMNS), "from": places, "years": rows}


def _ratio(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _figure(value: float | None, unit: str, formula: str, places: Sequence[str]) -> dict[str, Any]:
    out = {"value": value, "unit": unit, "formula": formula, "from": list(places)}
    return out if value is not None else {**out, "reason": "there is no debt service"}


def _funding(evaluation: PortfolioEvaluation, funding: FundingPlan) -> dict[str, Any]:
    case = evaluation.book.funding
    confirmations = () if case is None else case.confirmations
    rows = []
    for (period, currency), (receipts, service) in funding.positions().items():
        rows.append({"period": period, "currency": currency, "receipts": receipts, "service": service})
    return {
        "name": "" if case is None else case.name,
        "predicted": case is not None and case.predicted,
        "borrowings": [
            {**_borrowing(plan), "confirmation": confirmation_finding(plan, confirmations).because}
            for plan in funding.plans
        ],
        "positions": rows,
        "untagged": len(funding.untagged),
    }


def _borrowing(plan: RepaymentPlan) -> dict[str, Any]:
    loan = plan.borrowing.schedule.loan
    places = [f"funding.yaml:borrowings.{plan.name}", *(f"receipts of {name}" for name in plan.borrowing.shares)]
    money = loan.currency
    return {
        "name": plan.name,
        "amount": loan.amount,
        "currency": money,
        "drawn": loan.drawn.isoformat(),
        "last_payment": plan.borrowing.schedule.instalments[-1].paid_on.isoformat(),
        "profile": loan.profile,
        "projects": {name: str(share) for name, share in plan.borrowing.shares.items()},
        "digest": plan_digest(plan),
        "least_coverage": _figure(_ratio(plan.least_coverage), "ratio", "least receipts ÷ service of a period", places),
        "mean_coverage": _figure(
            _ratio(plan.mean_coverage), "ratio", "(receipts until the last payment + cash set aside) ÷ service", places
        ),
        "refinancing_peak": _figure(plan.refinancing_peak, money, "most refinancing outstanding on a day", places),
        "refinancing_open": _figure(plan.refinancing_open, money, "refinancing that receipts never repay", places),
        "refinancing_total": _figure(plan.refinancing_total, money, "Σ service that cash does not meet", places),
        "table": {
            "unit": money,
            "columns": dict(FUNDING_COLUMNS),
            "from": places,
            "periods": [
                {
                    "period": one.label,
                    "receipts": one.receipts,
                    "service": one.service,
                    "coverage": _ratio(one.coverage),
                    "gap": one.gap,
                    "surplus": one.surplus,
                    "refinanced": one.refinanced,
                    "mismatch": _ratio(one.mismatch),
                }
                for one in plan.periods
            ],
        },
    }
