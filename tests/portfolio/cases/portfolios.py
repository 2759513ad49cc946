"""The demonstration evaluated once, and a portfolio of one plain project in a directory."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sonae.economics.conditions import demonstration_conditions
from sonae.portfolio.cases import (
    CaseBook,
    PortfolioEvaluation,
    Scenarios,
    demonstration_book,
    evaluate_portfolio,
    load_book,
)
from sonae.portfolio.review import PortfolioReview
from tests.economics.support.plain import CASE, REGIME, SUPPORT

AGENCY: dict[str, Any] = {
    "adopted": "2025-05-01", "begins_in": "development", "source": "made up", "funding_rate": "funding",
    "holding": {"acquired_yen": 2_000_000, "written_down_yen": 0, "allowance_yen": 0, "net_worth_yen": 2_000_000},
}  # fmt: skip
BUSINESS: dict[str, Any] = {
    "name": "plain", "classification": "public", "as_of": "2026-09-30", "period_end": "2026-03-31", "discount_rate": "appraisal",
    "forecast": {"begins": "2026-10", "years": 3, "stresses": ["strong_yen"]}, "register": ["plain"],
    "deficit": {"opening_yen": 4_000_000, "source": "made up", "years": []}, "pdr_records": [],
}  # fmt: skip


@cache
def demonstration() -> PortfolioEvaluation:
    """The demonstration portfolio under the demonstration set."""
    return evaluate_portfolio(demonstration_book(), demonstration_conditions(), scenarios=Scenarios(96, 20260401))


@cache
def demonstration_review() -> PortfolioReview:
    """Its review."""
    return demonstration().review()


def plain_trees() -> dict[str, Any]:
    """The plain project and its business, to be changed."""
    support = copy.deepcopy(SUPPORT)
    support["equity"][0]["actual"] = {2025: {"contributed_yen": 2_000_000, "received_yen": 0}}
    return copy.deepcopy({"project": {"case": CASE, "support": support, "agency": AGENCY}, "business": BUSINESS})


def written(folder: Path, trees: dict[str, Any]) -> CaseBook:
    """Write a plain portfolio into a directory and read it."""

    def dump(tree: object) -> str:
        text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)
        # Dates were stated as texts; in a file they stand without quotes.
        return text.replace("'2026-09-30'", "2026-09-30").replace("'2026-03-31'", "2026-03-31")

    (folder / "regimes").mkdir(exist_ok=True)
    (folder / "regimes" / "plain.yaml").write_text(REGIME.format(currency="jpy", upper="JPY"), encoding="utf-8")
    trees["project"]["case"]["regime"] = "regimes/plain.yaml"
    (folder / "plain.yaml").write_text(dump(trees["project"]), encoding="utf-8")
    (folder / "business.yaml").write_text(dump(trees["business"]), encoding="utf-8")
    return load_book(folder)
