"""Hindsight: never above what anyone could do, equal to brute force on tiny cases, and proven outside the solver."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize
from scipy.sparse import csr_matrix

from sonae.stockpile.history import History, ReplayTerms, hindsight, instant_knowledge, replay, review_replay
from sonae.stockpile.history.solver import dual_bound, solve_rows
from sonae.stockpile.simulation import StockRule
from tests.stockpile.history.made import COSTS, STEPS, cases, history, material_history

pytestmark = pytest.mark.slow

MONTH = 10.0 * 365 / 12


@settings(max_examples=40)
@given(cases())
def test_nobody_does_better_than_hindsight(case: tuple[History, ReplayTerms]) -> None:
    one, terms = case
    reviewed = review_replay(one, terms)
    size = max(1.0, sum(abs(part.no_stock.cost) for part in reviewed.materials))
    best = sum(part.best_cost for part in reviewed.materials)
    assert best <= sum(part.rule.cost for part in reviewed.materials) + 1e-9 * size
    assert best <= sum(part.instant.cost for part in reviewed.materials) + 1e-6 * size
    assert reviewed.bound <= best + 1e-6 * size
    for part in reviewed.materials:
        parts = (part.regret_release, part.regret_start, part.regret_purchase, part.rotation)
        assert sum(parts) == pytest.approx(part.regret, abs=1e-6 * size)
    for index in range(3 if terms.budget_yen_a_year is None else 2):
        for part in reviewed.materials:
            assert (part.regret_release, part.regret_start, part.regret_purchase)[index] >= -1e-6 * size


@settings(max_examples=25)
@given(cases())
def test_the_hindsight_plan_keeps_every_limit(case: tuple[History, ReplayTerms]) -> None:
    one, terms = case
    plan = hindsight(one, terms)
    spent: dict[int, float] = {}
    for i, (item, rule) in enumerate(zip(one.materials, terms.rules, strict=True)):
        release, bought = plan.release[i], plan.purchase[i]
        stock = rule.start_t + np.cumsum(bought - release)
        floor = min(rule.tight_floor_days * item.material.consumption_t_a_day, rule.start_t)
        assert (stock >= floor - 1e-6).all()
        assert (release <= np.minimum(item.need(), rule.release_cap_share * MONTH) + 1e-6).all()
        assert not (bought[item.need() > 0] > 0).any()
        assert (bought <= min(rule.purchase_cap_t, 0.05 * 3000.0) + 1e-6).all()
        for t, amount in enumerate(bought):
            first = min(amount, 60.0)
            year = one.window.fiscal_year(t)
            price = float(item.prices[t])
            spent[year] = spent.get(year, 0.0) + price * (first + 1.1 * (amount - first))
    if terms.budget_yen_a_year is not None:
        assert all(paid <= terms.budget_yen_a_year + 1e-3 for paid in spent.values())


def cost_of(one: History, terms: ReplayTerms, release: list[float], bought: list[float]) -> float | None:
    """What a plan costs, by another way than the product's; none where it breaks a limit."""
    item, rule, c = one.materials[0], terms.rules[0], terms.costs
    stock, total = rule.start_t, 0.0
    for t, (out, into) in enumerate(zip(release, bought, strict=True)):
        need = float(item.need()[t])
        stock += into - out
        if out > need + 1e-12 or stock < -1e-12 or (need > 0 and into > 0):
            return None
        short = need - out
        month = (
            item.material.price_yen_a_t
            * short
            * (c.shortage_value + c.shortage_curve * short / float(item.demand()[t]))
        )
        month += float(item.prices[t]) * (min(into, 60.0) + 1.1 * max(0.0, into - 60.0) - (1 - c.sale_discount) * out)
        month += item.material.price_yen_a_t * c.holding_a_year / 12 * stock
        total += (1 + c.discount_a_year) ** (-t / 12) * month
    missing = max(0.0, rule.target_days * 10.0 - stock)
    return total + (1 + c.discount_a_year) ** (-len(release) / 12) * missing * float(item.prices[-1])


@pytest.mark.parametrize("curve", [0.0, 8.0])
@pytest.mark.parametrize("start", [0.0, 60.0, 240.0])
@pytest.mark.parametrize("prices", [[100.0, 100.0, 100.0, 100.0], [60.0, 100.0, 300.0, 100.0]])
def test_hindsight_is_the_best_of_all_plans_on_a_grid(curve: float, start: float, prices: list[float]) -> None:
    """Buy in month 0, need in months 1 and 2, quiet again in month 3: amounts on a grid of 30 t, needs on the grid too."""
    one = history(material_history([0.0, 120.0 / MONTH, 210.0 / MONTH, 0.0], prices=prices))
    terms = ReplayTerms((StockRule(start, 9.0),), STEPS, replace(COSTS, shortage_curve=curve))
    grid = np.arange(0.0, 271.0, 30.0)
    buys = [0.0, 30.0, 60.0, 90.0, 120.0, 150.0]
    tried = (
        cost_of(one, terms, [0.0, r1, r2, 0.0], [b0, 0.0, 0.0, b3])
        for r1, r2, b0, b3 in itertools.product(grid, grid, buys, buys)
    )
    brute = min(cost for cost in tried if cost is not None)
    found = hindsight(one, terms)
    assert found.costs[0] <= brute + 1e-6 * abs(brute)
    if curve == 0.0:  # linear: the best plan lies on the grid
        assert found.costs[0] == pytest.approx(brute, rel=1e-9, abs=1e-6)
    again = cost_of(one, terms, found.release[0].tolist(), found.purchase[0].tolist())
    assert again == pytest.approx(found.costs[0], rel=1e-9)
    assert found.bound == pytest.approx(found.costs[0], rel=1e-6)


def test_with_a_curve_hindsight_agrees_with_a_solver_of_another_kind() -> None:
    needs = [0.9, 0.3, 0.6, 0.0]
    one = history(material_history(needs))
    terms = ReplayTerms((StockRule(300.0, 30.0),), STEPS, replace(COSTS, holding_a_year=0.1))
    need = one.materials[0].need()

    def cost(release: np.ndarray) -> float:
        kept = np.clip(release, 0.0, need[:3])
        value = cost_of(one, terms, [*(kept * min(1.0, 300.0 / kept.sum())), 0.0], [0.0] * 4)
        assert value is not None
        return value / 1e5

    smooth = minimize(
        cost, np.full(3, 90.0), method="SLSQP", bounds=[(0.0, float(n)) for n in need[:3]],
        constraints={"type": "ineq", "fun": lambda release: 300.0 - release.sum()}, options={"ftol": 1e-13, "maxiter": 500},
    )  # fmt: skip
    no_buying = hindsight(one, terms, purchases=[np.zeros(4)])
    assert no_buying.costs[0] == pytest.approx(smooth.fun * 1e5, rel=1e-6)


def test_a_short_stock_is_spread_evenly_where_shortage_hurts_more_the_deeper_it_is() -> None:
    one = history(material_history([0.5, 0.5]))
    costs = replace(COSTS, holding_a_year=0.0, discount_a_year=0.0)
    terms = ReplayTerms((StockRule(MONTH / 2, 0.0),), STEPS, costs)
    rule, best, knowing = replay(one, terms).runs[0], hindsight(one, terms), instant_knowledge(one, terms).runs[0]
    assert rule.release.tolist() == pytest.approx([MONTH / 2, 0.0])
    assert best.release[0].tolist() == pytest.approx([MONTH / 4, MONTH / 4], rel=1e-3)
    assert knowing.release.tolist() == pytest.approx([MONTH / 4, MONTH / 4], rel=1e-3)
    reviewed = review_replay(one, terms).materials[0]
    # ∫: price · 8 / D · [(M/2)² − 2 (M/4)²] = 100 · 8 / M · M²/8
    assert reviewed.regret_release == pytest.approx(100.0 * MONTH, rel=1e-6)
    assert reviewed.knowing_acts == pytest.approx(100.0 * MONTH, rel=1e-6)


def test_one_who_knows_the_act_at_hand_does_not_know_the_next() -> None:
    """The second act is deeper: hindsight saves for it, one who is told at each beginning has spent what he had."""
    first, both = [0.3, 0.0, 0.0, 0.0], [0.3, 0.0, 0.9, 0.0]
    one = history(material_history(both, courses={0: first, 2: both}))
    terms = ReplayTerms((StockRule(0.4 * MONTH, 0.0),), STEPS, replace(COSTS, holding_a_year=0.0))
    knowing, best = instant_knowledge(one, terms).runs[0], hindsight(one, terms, purchases=[np.zeros(4)])
    assert knowing.release[0] == pytest.approx(0.3 * MONTH, rel=1e-6)
    assert best.release[0][0] == pytest.approx(0.0, abs=1e-3)
    assert best.release[0][2] == pytest.approx(0.4 * MONTH, rel=1e-6)


def test_one_who_is_told_of_a_second_act_plans_anew() -> None:
    both = [0.3, 0.9, 0.0]
    one = history(material_history(both, courses={0: [0.3, 0.3, 0.0], 1: both}))
    terms = ReplayTerms((StockRule(MONTH, 0.0),), STEPS, COSTS)
    knowing = instant_knowledge(one, terms).runs[0]
    assert knowing.release.tolist() == pytest.approx([0.3 * MONTH, 0.7 * MONTH, 0.0], rel=1e-6)


def test_hindsight_buys_no_more_in_a_month_than_the_rule_may() -> None:
    one = history(material_history([0.0, 0.0, 1.0]))
    terms = ReplayTerms((StockRule(0.0, 0.0, purchase_cap_t=40.0),), STEPS, COSTS)
    assert hindsight(one, terms).purchase[0].tolist() == pytest.approx([40.0, 40.0, 0.0], rel=1e-6)


def test_what_was_not_held_at_the_start_is_named_and_bought_where_it_was_cheap() -> None:
    one = history(material_history([0.0, 1.0, 0.0]))
    terms = ReplayTerms((StockRule(0.0, 0.0),), STEPS, COSTS)
    reviewed = review_replay(one, terms).materials[0]
    assert reviewed.best_start_then == pytest.approx(MONTH, rel=1e-6)
    assert reviewed.regret_start > 0
    assert reviewed.regret_release == pytest.approx(0.0, abs=1e-6)
    assert reviewed.best_shortage == pytest.approx(0.0, abs=1e-6)
    assert reviewed.rule.shortage.sum() == pytest.approx(MONTH)


def test_no_need_leaves_only_the_price_of_insurance() -> None:
    one = history(material_history([0.0] * 12))
    terms = ReplayTerms((StockRule(600.0, 60.0),), STEPS, replace(COSTS, discount_a_year=0.0))
    reviewed = review_replay(one, terms).materials[0]
    assert reviewed.net_benefit == pytest.approx(-600.0 * 100.0 * 0.02)
    assert reviewed.no_stock.cost == 0.0


def test_what_is_relaxed_is_said() -> None:
    one = history(material_history([0.1, 0.0]))
    rule = StockRule(100.0, 10.0, no_repurchase_months=2, shelf_life_months=1)
    reviewed = review_replay(one, ReplayTerms((rule,), STEPS, COSTS))
    assert len(reviewed.relaxed) == 2
    assert reviewed.materials[0].rotation > 0
    assert review_replay(one, ReplayTerms((StockRule(10.0, 10.0),), STEPS, COSTS)).relaxed == ()


@settings(max_examples=40)
@given(st.integers(0, 2**31))
def test_the_solver_and_its_bound_agree_with_another_solver(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, m = 5, 4
    matrix, cost = rng.normal(size=(m, n)), rng.normal(size=n)
    inside = rng.uniform(0, 1, n)
    upper = matrix @ inside + rng.uniform(0, 1, m)
    rows = [(dict(enumerate(row.tolist())), -np.inf, float(limit)) for row, limit in zip(matrix, upper, strict=True)]
    values, bound = solve_rows(cost, np.zeros(n), np.ones(n), rows)
    other = linprog(cost, A_ub=matrix, b_ub=upper, bounds=[(0, 1)] * n)
    assert cost @ values == pytest.approx(other.fun, abs=1e-7)
    assert bound == pytest.approx(other.fun, abs=1e-7)
    wild = dual_bound(cost, np.zeros(n), np.ones(n), csr_matrix(matrix), np.full(m, -np.inf), upper, rng.normal(size=m))
    assert wild <= other.fun + 1e-9
