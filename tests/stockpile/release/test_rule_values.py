"""The value of a rule: against the plain reference on the same paths, and what must hold on every path."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sonae.core import InputError
from sonae.stockpile.release.rule_values import STANDARD_CHANGES, RuleChange, rule_change, rule_value_rows, rule_values
from sonae.stockpile.simulation import StockModel, StockRule, draw_paths, run_plain
from sonae.supply_risk import Policy
from tests.stockpile.simulation.stocks import stock_model
from tests.stockpile.test_kernel import busy_model

pytestmark = pytest.mark.slow

SCENARIOS, SEED = 1000, 11
RULES = (
    StockRule(9_000.0, 90.0, minimum_days=30.0, release_cap_share=0.3, no_repurchase_months=4, private_days=10.0),
    StockRule(8_000.0, 60.0, joint_days=8.0, other_refill_months=3, shelf_life_months=9),
    StockRule(40_000.0, 120.0, tight_floor_days=40.0, private_days=5.0),
    StockRule(30_000.0, 30.0, purchase_cap_t=500.0),
)


@pytest.fixture(scope="module")
def stock(policy: Policy) -> StockModel:
    shortage = busy_model(policy)
    return stock_model(
        shortage.with_variants(shortage.variants[:1]), RULES, months=36, budgets=(6e7, 3e7, 8e7)
    )  # fmt: skip


@pytest.fixture(scope="module")
def values(stock: StockModel) -> dict[str, Any]:
    return {value.name: value for value in rule_values(stock, scenarios=SCENARIOS, seed=SEED)}


def test_every_rule_is_at_work_and_valued(values: dict[str, Any]) -> None:
    assert list(values) == [change.name for change in STANDARD_CHANGES]
    assert all(value.at_work for value in values.values())
    for value in values.values():
        for paired in (value.cost, value.cvar, value.shortage_yen):
            assert paired.low <= paired.difference <= paired.high
            assert paired.difference == pytest.approx(paired.changed - paired.base, abs=1e-9 * abs(paired.base))


@pytest.mark.parametrize("name", ["release_cap", "tight_floor", "budget", "stock"])
def test_differences_are_those_of_the_plain_reference(stock: StockModel, values: dict[str, Any], name: str) -> None:
    changed = next(change for change in STANDARD_CHANGES if change.name == name).change(stock)
    costs = []
    for model in (stock, changed):
        courses = run_plain(model, draw_paths(model, SEED, 0, SCENARIOS))
        costs.append(courses.cost(model).sum(axis=1))
    d = costs[1] - costs[0]
    found = values[name].cost
    assert found.difference == pytest.approx(d.mean(), rel=1e-6)
    assert found.high - found.difference == pytest.approx(1.959964 * d.std(ddof=1) / SCENARIOS**0.5, rel=1e-5)
    worst = [np.sort(c)[-50:].mean() for c in costs]
    price = np.asarray([m.price_yen_a_t for m in stock.materials])
    left = [
        run_plain(m, draw_paths(m, SEED, 0, SCENARIOS)).stock[:, :, -1].mean(axis=0) @ price for m in (stock, changed)
    ]
    factor = stock.costs.month_factor**stock.months
    assert values[name].end_stock_yen == pytest.approx((left[1] - left[0]) * factor, rel=1e-6, abs=1.0)
    assert values[name].cvar.difference == pytest.approx(worst[1] - worst[0], rel=1e-6)


def test_what_must_hold_whatever_the_events(stock: StockModel) -> None:
    """Less stock in hand never means less shortage; a floor keeps goods back while others lack them.

    Without budgets and windows, through which one material's release changes when another one is bought.
    """
    free = replace(stock, budgets_yen=(), rules=tuple(replace(rule, no_repurchase_months=0) for rule in stock.rules))
    found = {value.name: value for value in rule_values(free, scenarios=SCENARIOS, seed=SEED)}
    for name in ("private_first", "joint_stock", "stock"):
        assert all(paired.difference >= 0 for paired in found[name].shortage_t.values()), name
        assert found[name].shortage_yen.low > 0
    for name in ("tight_floor", "release_cap", "purchase_cap"):
        assert all(paired.difference <= 1e-9 for paired in found[name].shortage_t.values()), name
    assert found["tight_floor"].shortage_t["S2"].difference < 0
    assert found["minimum_stock"].shortage_t["S0"].difference > 0
    assert not found["budget"].at_work
    assert not found["no_repurchase"].at_work


def test_a_rule_that_is_not_there_is_worth_nothing_and_says_so(stock: StockModel) -> None:
    bare = replace(stock, rules=tuple(replace(rule, tight_floor_days=0.0) for rule in stock.rules))
    (value,) = rule_values(bare, [c for c in STANDARD_CHANGES if c.name == "tight_floor"], scenarios=64, seed=1)
    assert not value.at_work
    assert (value.cost.difference, value.cost.low, value.cost.high) == (0.0, 0.0, 0.0)


def test_common_random_numbers_narrow_the_interval(values: dict[str, Any], stock: StockModel) -> None:
    """The paired interval is far narrower than two runs with seeds of their own would give."""
    changed = next(change for change in STANDARD_CHANGES if change.name == "no_repurchase").change(stock)
    apart = [
        run_plain(model, draw_paths(model, seed, 0, SCENARIOS)).cost(model).sum(axis=1)
        for model, seed in ((stock, 1), (changed, 2))
    ]
    alone = 1.96 * (apart[0].var() / SCENARIOS + apart[1].var() / SCENARIOS) ** 0.5
    paired = values["no_repurchase"].cost
    assert paired.high - paired.difference < 0.5 * alone


def test_changes_of_ones_own_and_rows(stock: StockModel) -> None:
    longer = rule_change("window", "twelve months without buying", no_repurchase_months=12)
    same = RuleChange("same", "nothing", lambda model: model)
    rows = rule_value_rows(rule_values(stock, [longer, same], scenarios=200, seed=3))
    assert [row["rule"] for row in rows] == ["window", "same"]
    assert rows[1]["cost_difference"] == 0.0
    assert rows[0]["cost_low"] <= rows[0]["cost_difference"] <= rows[0]["cost_high"]


@pytest.mark.slow
def test_the_interval_covers_the_truth_as_often_as_it_says(stock: StockModel) -> None:
    """Many small samples against one large one: 90 % intervals of the mean and of CVaR."""
    change = [c for c in STANDARD_CHANGES if c.name == "stock"]
    (truth,) = rule_values(stock, change, scenarios=40_000, seed=99, tail=0.8)
    hits = np.zeros(2)
    for seed in range(60):
        (value,) = rule_values(stock, change, scenarios=400, seed=seed, tail=0.8, confidence=0.9)
        for i, name in enumerate(("cost", "cvar")):
            paired = getattr(value, name)
            hits[i] += paired.low <= getattr(truth, name).difference <= paired.high
    assert all(hits >= 60 * 0.78)


def test_what_cannot_be_compared(stock: StockModel) -> None:
    with pytest.raises(InputError, match="2 or more"):
        rule_values(stock, scenarios=1, seed=1)
    with pytest.raises(InputError, match="one name"):
        rule_values(stock, [STANDARD_CHANGES[0]] * 2, scenarios=10, seed=1)
    with pytest.raises(InputError, match="no share"):
        rule_values(stock, scenarios=10, seed=1, tail=1.0)
    with pytest.raises(InputError, match="no field of a stock rule"):
        rule_change("x", "x", price=1)
