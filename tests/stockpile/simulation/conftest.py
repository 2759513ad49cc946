"""Stock models that several tests share."""

from __future__ import annotations

import pytest

from sonae.stockpile.simulation import StockModel, StockRule
from sonae.stockpile.target_days import DaysReview, Situation
from sonae.supply_risk import Policy
from tests.stockpile.simulation.stocks import stock_model, stock_of_japan
from tests.stockpile.test_kernel import busy_model

RULES = (
    StockRule(5_000.0, 90.0, release_cap_share=0.6, no_repurchase_months=4, shelf_life_months=9, private_days=10.0),
    StockRule(0.0, 60.0, joint_days=8.0, other_refill_months=3),
    StockRule(40_000.0, 120.0, tight_floor_days=20.0, private_days=5.0, joint_days=5.0, shelf_life_months=30),
    StockRule(90_000.0, 30.0, minimum_days=10.0, purchase_cap_t=500.0, no_repurchase_months=1),
)


@pytest.fixture(scope="session")
def busy_stock(policy: Policy) -> StockModel:
    """Four lines with every rule at work and budgets that bind."""
    shortage = busy_model(policy)
    return stock_model(
        shortage.with_variants(shortage.variants[:1]), RULES, budgets=(6e7, 3e7, 8e7, 1e7, 5e7)
    )  # fmt: skip


@pytest.fixture(scope="session")
def stock_japan(quick_japan: Situation, quick_days: DaysReview) -> StockModel:
    return stock_of_japan(quick_japan, quick_days)
