"""The review with what stands behind it as plain data for JSON: comparisons with adoption and last year."""

from __future__ import annotations

from typing import Any

from sonae.economics.bridge import Bridge, Kind, factor_name
from sonae.portfolio.cases.evaluation import PortfolioEvaluation
from sonae.portfolio.review import PortfolioReview, review_document

__all__ = ["BRIDGES", "portfolio_document"]

BRIDGES = ("since_adoption", "to_last_year", "over_the_year")
"""Bridges of a comparison: adoption → now, adoption → last year, last year → now."""


def portfolio_document(evaluation: PortfolioEvaluation, review: PortfolioReview | None = None) -> dict[str, Any]:
    """Return everything of a review and of the evaluation behind it as plain data.

    Every number is explained by :class:`sonae.portfolio.explanation.Explainer` at its path.
    """
    tree = review_document(review or evaluation.review())
    tree["comparisons"] = [
        {"case": name, **{kind: _bridge(getattr(found, kind)) for kind in BRIDGES}}
        for name, found in sorted(evaluation.comparisons.items())
    ]
    return tree


def _bridge(found: Bridge) -> dict[str, Any]:
    return {
        "from": found.names[0], "to": found.names[1], "unit": found.money, "old": found.values[0],
        "new": found.values[1], "change": float(found.change),
        "convention_cards": [dict(card.pairs("en")) for card in found.cards],
        "order": list(found.settings.order), **{kind: _steps(found, kind) for kind in ("fixed", "averaged")},
    }  # fmt: skip


def _steps(found: Bridge, kind: Kind) -> dict[str, Any]:
    return {
        "steps": [
            {
                "factor": step.factor, "name": factor_name(step.factor, "en"), "name_ja": factor_name(step.factor, "ja"),
                "differs": step.differs, "amount": float(step.amount), "yen": step.yen,
                "changes": [words[0] for words in step.changes],
            }
            for step in found.steps(kind)
        ],
        "residual": str(found.residual(kind)),
    }  # fmt: skip
