"""The review with what stands behind it as plain data for JSON: comparisons, decision trees, projects together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sonae.economics.bridge import Bridge, Kind, YearlyComparison, factor_name
from sonae.economics.uncertainty import JointView, Rolled
from sonae.portfolio.cases.document_funding import funding_document
from sonae.portfolio.cases.document_worth import columns_of, measures_document, project_document, view_document
from sonae.portfolio.cases.evaluation import PortfolioEvaluation
from sonae.portfolio.cases.exploration import Exploration
from sonae.portfolio.cases.measures import ProjectMeasures, portfolio_measures
from sonae.portfolio.cases.receipts import funding_plan
from sonae.portfolio.cases.scenarios import Scenarios
from sonae.portfolio.funding import FundingPlan
from sonae.portfolio.review import PortfolioReview, review_document

__all__ = ["BRIDGES", "portfolio_document"]

BRIDGES = ("since_adoption", "to_last_year", "over_the_year")
"""Bridges of a comparison: adoption → now, adoption → last year, last year → now."""
_LEVELS = {
    "old": "value of the earlier evaluation: Σ cash of the party · exchange · share · discount factor",
    "new": "value of the later evaluation: Σ cash of the party · exchange · share · discount factor",
    "change": "later value − earlier value",
}
_STEPS = {
    "amount": "value with the factor new − value with it old, factors in the fixed order",
    "yen": "rounded level after the step − rounded level before it, in the fixed order",
}
_AVERAGED = {
    "amount": "the step of the factor averaged over all orders (Shapley)",
    "yen": "rounded level after the averaged step − rounded level before it",
}
_TREE = {
    "emv": "value of the root under the best decisions (EMV)",
    "risk_capital": "the most that is lost where the project stops",
    "going_on": "value of going on at every decision",
    "value_of_stopping": "EMV − value of going on",
    "nodes.*.value": "end: mean over scenarios; chance: Σ probability · value; decision: the best option",
    "weighted.*.years.*.received_yen": "Σ ends: chance · received",
    "weighted.*.years.*.contributed_yen": "Σ ends: chance · contributed",
}
_CHANCES = {
    "probability_of_success": "Σ chances of the ends that develop",
    "nodes.*.probability": "chance that the node is reached under the best decisions",
    "share": "as stated",
    "rate": "as stated",
}
_JOINT = {
    "quantiles.*.total": "Σ projects that is exceeded with the chance",
    "quantiles.*.sum_alone": "Σ projects, each at its own quantile",
    "quantiles.*.together": "quantile of the sum − Σ quantiles of the projects",
    "quantiles.*.in_band": "Σ means of projects over the band",
    "quantiles.*.alone.*": "value of the project alone that is exceeded with the chance",
    "quantiles.*.given.*": "mean of the project over scenarios whose sum ranks within the band",
    "tail.shortfall": "mean loss over the worst scenarios of the sum",
    "tail.shares.*": "mean loss of the project over the worst scenarios of the sum",
}
_COUNTS = {
    "scenarios": "as stated",
    "seed": "as stated",
    "quantiles.*.found_in": "number of the scenario that has the total",
    "quantiles.*.band_scenarios": "scenarios whose sum ranks within the band",
    "tail.tail_scenarios": "the worst scenarios of the sum",
}
"""Numbers below a node of the document by path, and what each is."""


def portfolio_document(
    evaluation: PortfolioEvaluation,
    review: PortfolioReview | None = None,
    measures: Mapping[str, ProjectMeasures] | None = None,
    funding: FundingPlan | None = None,
) -> dict[str, Any]:
    """Return everything of a review and of the evaluation behind it as plain data: what stands in ``portfolio.json``.

    Each figure is an object with value, unit, formula and «from»; or its node holds «columns»: unit and formula by path, where «*»
    stands for the name of any member. Every number is explained by :class:`sonae.portfolio.explanation.Explainer` at its path.

    Args:
        evaluation: the portfolio under its condition set.
        review: of it; made here where none is given.
        measures: of its projects; worked out here where none are given.
        funding: its repayment plans; made here where none are given and a funding file stands in the directory.

    Raises:
        InputError: for a rate of other money, or borrowings whose receipts cannot be matched.

    """
    found = review_document(review or evaluation.review())
    worth = portfolio_measures(evaluation) if measures is None else measures
    plan = funding if funding is not None else funding_plan(evaluation)
    joint, named, case = evaluation.joint, evaluation.scenarios, evaluation.book.funding
    projects = sorted(evaluation.projects.items())
    return {
        **found,
        "comparisons": [_comparison(name, one) for name, one in sorted(evaluation.comparisons.items())],
        "exploration": [{"case": name, **_exploration(one)} for name, one in sorted(evaluation.exploration.items())],
        "joint": None if joint is None or named is None else _joint(joint, named),
        "projects": {name: project_document(one) for name, one in projects},
        "measures": {name: measures_document(worth[name]) for name, _ in projects},
        "views": {name: view_document(name, one.view) for name, one in projects if one.view is not None},
        "funding": None if plan is None or case is None else funding_document(case, plan),
    }


def _comparison(name: str, found: YearlyComparison) -> dict[str, Any]:
    return {
        "case": name,
        "columns": columns_of("*.", "yen", _LEVELS) | columns_of("*.fixed.steps.*.", "yen", _STEPS)
        | columns_of("*.averaged.steps.*.", "yen", _AVERAGED),
        "from": [f"facts:{name}.comparison", f"ledger:{name}", "business.yaml:comparison"],
        **{kind: _bridge(getattr(found, kind)) for kind in BRIDGES},
    }  # fmt: skip


def _joint(joint: JointView, named: Scenarios) -> dict[str, Any]:
    return {
        "of": "forward values, discounted to the fiscal year of the review at the rate of the business",
        "columns": columns_of("", "yen", _JOINT) | columns_of("", "count", _COUNTS)
        | columns_of("", "share", {"band": "as stated", "tail.level": "as stated"}),
        "from": [f"forward:cases.{name}" for name in joint.projects], "unit": "yen",
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
        "columns": columns_of("", "yen", _TREE) | columns_of("", "share", _CHANCES)
        | columns_of("", "count", {"scenarios": "as stated", "seed": "as stated"}),
        "from": ["facts:exploration", "ledger of each end of the tree"],
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
