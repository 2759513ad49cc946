"""The review with what stands behind it as plain data for JSON: comparisons, decision trees, projects together."""

from __future__ import annotations

from typing import Any

from sonae.economics.bridge import Bridge, Kind, factor_name
from sonae.economics.uncertainty import JointView, Rolled
from sonae.portfolio.cases.evaluation import PortfolioEvaluation
from sonae.portfolio.cases.exploration import Exploration
from sonae.portfolio.cases.scenarios import Scenarios
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
    tree["exploration"] = [
        {"case": name, **_exploration(found)} for name, found in sorted(evaluation.exploration.items())
    ]  # fmt: skip
    joint, named = evaluation.joint, evaluation.scenarios
    tree["joint"] = None if joint is None or named is None else _joint(joint, named)
    return tree


def _joint(joint: JointView, named: Scenarios) -> dict[str, Any]:
    return {
        "of": "forward values, discounted to the fiscal year of the review at the rate of the business", "unit": "yen",
        "scenarios": named.count, "seed": named.seed, "band": float(joint.band),
        "quantiles": [
            {
                "name": f"P{int(100 * found.chance)}", "total": int(found.total), "found_in": found.scenario,
                "sum_alone": int(found.sum_alone), "together": int(found.together), "band_scenarios": len(found.band),
                "in_band": float(found.in_band), "alone": {name: int(yen) for name, yen in found.alone.items()},
                "given": {name: float(yen) for name, yen in found.given.items()},
            }
            for found in joint.quantiles
        ],
        "tail": {
            "level": float(joint.tail.level), "tail_scenarios": len(joint.tail.scenarios),
            "shortfall": float(joint.tail.shortfall), "shares": {name: float(yen) for name, yen in joint.tail.shares.items()},
        },
    }  # fmt: skip


def _exploration(found: Exploration) -> dict[str, Any]:
    named = found.scenarios
    return {
        "share": float(found.tree.share), "rate": found.tree.rate, "unit": "yen", "source": found.tree.source,
        "scenarios": named.count if named else None, "seed": named.seed if named else None, "emv": float(found.emv),
        "probability_of_success": float(found.rolled.success), "risk_capital": float(found.risk_capital),
        "going_on": float(found.committed), "value_of_stopping": float(found.value_of_stopping),
        "nodes": [_node(node) for node in found.rolled.nodes()],
        "weighted": [
            {"project": name, "years": [
                {"fiscal_year": row.fiscal_year, "received_yen": row.received_yen, "contributed_yen": row.contributed_yen}
                for row in rows
            ]}
            for name, rows in sorted(found.weighted.items())
        ],
    }  # fmt: skip


def _node(node: Rolled) -> dict[str, Any]:
    leaf = node.leaf
    return {
        "path": node.path, "node": node.name, "kind": node.kind, "value": float(node.value),
        "probability": float(node.probability), "choice": node.choice, "volume": leaf.volume if leaf else None,
        "spent": [f"{name} {year}" for name, year in sorted(leaf.spent)] if leaf else None,
        "outcomes": {name: str(chance) for name, chance, _ in node.edges if chance is not None},
        "options": [name for name, chance, _ in node.edges if chance is None],
    }  # fmt: skip


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
