"""Restoration cases for the tests: whole tonnes everywhere."""

from __future__ import annotations

from typing import Any

from sonae.stockpile.restoration import RestorationCase


def hazard(chance: Any = 0.02, length: Any = 2, depth: Any = 0.6, name: str = "ban") -> dict[str, Any]:
    return {"name": name, "probability_a_month": chance, "depth": depth, "length_months": length, "source": "made up"}


def sourced(value: Any) -> dict[str, Any]:
    return {"value": value, "source": "made up"}


BASE: dict[str, Any] = {
    "name": "made up", "classification": "PUBLIC", "mineral": "W", "start": "2026-04", "months": 8, "stock_t": 4,
    "target_days": 73, "consumption_t_a_year": 100,

    "price_yen_a_t": 1_000_000, "market_t_a_month": 100,
    "steps": [{"market_share": 0.02, "premium": 0}, {"market_share": 0.05, "premium": 0.1}, {"market_share": 0.1, "premium": 0.4}],
    "hazards": [hazard(0.02, 2, 0.6), hazard(0.01, 4, 0.54, "war")],
    "shortage_value": sourced(5), "holding_a_year": sourced(0.06), "discount_a_year": sourced(0.03),
}  # fmt: skip
"""Target 20 t, 2 + 3 + 5 t a month at 0, 10 and 40 % above the price; needs of 10 and 18 t."""


def case(**more: Any) -> RestorationCase:
    return RestorationCase.model_validate({**BASE, **more})
