"""Projects, their measures and the agency's yen by year as plain data of a portfolio's document."""

from __future__ import annotations

from typing import Any

from sonae.economics.support import AgencyView
from sonae.portfolio.cases.measures import ProjectMeasures
from sonae.portfolio.cases.outcome import ProjectEvaluation

__all__ = ["columns_of", "measures_document", "project_document", "view_document"]

_VIEW = {
    "equity": "received − contributed for shares",
    "guarantee": "fees and recourse − payments under the guarantee",
    "loan": "interest and principal − drawings of the agency's loans",
    "guaranteed": "guaranteed balance at the end of the year",
    "lent": "loans of the agency outstanding at the end of the year",
}
"""Columns of the agency's view of a project, and what each is."""


def columns_of(head: str, unit: str, formulas: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return unit and formula of numbers by their paths below a node; «*» stands for the name of any member.

    Args:
        head: the path up to the names, such as «years.*.», or empty.
        unit: of all of them.
        formulas: by the end of the path.

    """
    return {f"{head}{name}": {"unit": unit, "formula": formula} for name, formula in formulas.items()}


def project_document(found: ProjectEvaluation) -> dict[str, Any]:
    """Return what a project is."""
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


def measures_document(found: ProjectMeasures) -> dict[str, Any]:
    """Return the measures of a project: each an object with value, unit, formula and «from»."""
    figures: dict[str, Any] = {}
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


def view_document(name: str, view: AgencyView) -> dict[str, Any]:
    """Return the agency's yen of a project by fiscal year: shares, guarantees and loans beside each other (a21.p2)."""
    return {
        "columns": columns_of("years.*.", "yen", _VIEW),
        "from": [f"facts:cases.{name}.actual", f"facts:cases.{name}.expected", f"ledger:{name}"],
        "years": [
            {
                "fiscal_year": row.fiscal_year,
                "equity": row.equity_yen,
                "guarantee": row.guarantee_yen,
                "loan": row.loan_yen,
                "guaranteed": row.guaranteed_yen,
                "lent": row.lent_yen,
            }
            for row in view.side_by_side()
        ],
    }
