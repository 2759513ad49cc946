"""Facts for tests: the base portfolio of the scenarios, and changes laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sonae.data import plain_yaml
from sonae.portfolio.review import PortfolioFacts, PortfolioReview, parse_facts, review_portfolio, review_settings

HERE = Path(__file__).parent / "scenarios"


def base_tree() -> Mapping[str, Any]:
    """The base portfolio, with projects by their id."""
    return plain_yaml((HERE / "_portfolio.yaml").read_text(encoding="utf-8"), "_portfolio.yaml")


def laid_over(base: Any, change: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(change, Mapping):
        return {**base, **{key: laid_over(base.get(key), value) for key, value in change.items()}}
    return change


def facts_with(change: Mapping[str, Any] | None = None) -> PortfolioFacts:
    """The base portfolio with a change laid over it."""
    tree = laid_over(base_tree(), {key: value for key, value in (change or {}).items() if key != "settings"})
    cases = [{"id": name, **case} for name, case in tree["cases"].items()]
    return parse_facts({**tree, "cases": cases}, "portfolio.yaml")


def reviewed(change: Mapping[str, Any] | None = None) -> PortfolioReview:
    """The review of the base portfolio with a change laid over it; «settings» are laid over the product's."""
    return review_portfolio(facts_with(change), review_settings((change or {}).get("settings"), "own.yaml"))
