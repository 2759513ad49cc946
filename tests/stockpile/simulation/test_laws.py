"""What must hold of any stock in any scenario, on common random numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.stockpile.simulation import StockModel, StockRule, draw_paths, run_plain, simulate_stock

days = st.floats(0.0, 200.0)
RULE = st.builds(
    StockRule,
    start_t=st.floats(0.0, 60_000.0),
    target_days=days,
    tight_floor_days=st.floats(0.0, 40.0),
    release_cap_share=st.floats(0.0, 1.5),
    purchase_cap_t=st.one_of(st.just(float("inf")), st.floats(0.0, 5000.0)),
    no_repurchase_months=st.integers(0, 8),
    shelf_life_months=st.integers(0, 70),
    private_days=st.floats(0.0, 30.0),
    joint_days=st.floats(0.0, 30.0),
    other_refill_months=st.integers(1, 24),
)
RULES = st.lists(RULE, min_size=4, max_size=4).map(tuple)
BUDGETS = st.one_of(st.just(()), st.lists(st.floats(0.0, 1e8), min_size=5, max_size=5).map(tuple))
pytestmark = pytest.mark.slow


@given(rules=RULES, budgets=BUDGETS, seed=st.integers(0, 2**64 - 1))
@settings(max_examples=25, deadline=None)
def test_every_tonne_and_every_yen_balances(
    busy_stock: StockModel, rules: tuple[StockRule, ...], budgets: tuple[float, ...], seed: int
) -> None:
    model = replace(busy_stock, rules=rules, budgets_yen=budgets)
    paths = draw_paths(model, seed, 0, 40)
    run = run_plain(model, paths)
    start = np.broadcast_to([[rule.start_t] for rule in rules], (40, 4, 1))
    before = np.concatenate([start, run.stock[:, :, :-1]], axis=2)
    size = 1e-9 * (1.0 + run.stock.max() + run.purchase.max())
    assert np.abs(before - run.release + run.purchase - run.stock).max() <= size
    assert np.abs(run.release + run.shortage - paths.called).max() <= 2e-9 * 400 * 365 / 12 + size
    assert run.stock.min() >= -size
    assert min(run.release.min(), run.purchase.min(), run.shortage.min(), run.rotated.min()) >= 0.0
    most = np.maximum([rule.start_t for rule in rules], model.target_t())[:, None]
    assert (run.stock <= most + size).all()
    assert not ((run.purchase > 0) & ((paths.lost > 0) | paths.failed)).any()
    for y, budget in enumerate(budgets):
        assert run.spend[:, :, 12 * y : 12 * y + 12].sum(axis=(1, 2)).max() <= budget * (1 + 1e-12)


@given(rules=RULES, budgets=BUDGETS, seed=st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_the_kernel_is_the_plain_version_under_any_rules(
    busy_stock: StockModel, rules: tuple[StockRule, ...], budgets: tuple[float, ...], seed: int
) -> None:
    model = replace(busy_stock, rules=rules, budgets_yen=budgets)
    run = run_plain(model, draw_paths(model, seed, 0, 70))
    kept = simulate_stock(model, 70, seed, keep=True).kept
    assert kept is not None
    cost = run.cost(model).T
    assert np.abs(kept.cost - cost).max() <= 1e-9 * np.abs(cost).max() + 1e-3
    assert kept.shortage_t == pytest.approx(run.shortage.sum(axis=2).T, rel=1e-9, abs=1e-3)


@given(rules=RULES, budgets=st.just(()), more=st.floats(0.0, 30_000.0), seed=st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_more_at_the_start_never_raises_the_shortage_of_a_scenario(
    busy_stock: StockModel, rules: tuple[StockRule, ...], budgets: tuple[float, ...], more: float, seed: int
) -> None:
    """A law where purchases are not cut off by the window: a stock that is never below another stays so.

    With a window it is none: the larger stock may release longer, and so begin to rebuild later.
    """
    free = tuple(replace(rule, no_repurchase_months=0) for rule in rules)
    larger = tuple(replace(rule, start_t=rule.start_t + more) for rule in free)
    paths = draw_paths(busy_stock, seed, 0, 50)
    less = run_plain(replace(busy_stock, rules=free, budgets_yen=budgets), paths)
    much = run_plain(replace(busy_stock, rules=larger, budgets_yen=budgets), paths)
    slack = 1e-9 * (1 + much.stock.max()) + 60 * 2e-9 * 400 * 365 / 12
    assert (much.stock >= less.stock - slack).all()
    assert (much.shortage.sum(axis=2) <= less.shortage.sum(axis=2) + slack).all()


@given(rules=RULES, seed=st.integers(0, 2**32), part=st.floats(0.0, 1.0))
@settings(max_examples=20, deadline=None)
def test_more_private_stock_never_raises_what_is_called(
    busy_stock: StockModel, rules: tuple[StockRule, ...], seed: int, part: float
) -> None:
    less = tuple(replace(rule, private_days=part * rule.private_days) for rule in rules)
    mine = draw_paths(replace(busy_stock, rules=rules), seed, 0, 50)
    theirs = draw_paths(replace(busy_stock, rules=less), seed, 0, 50)
    assert np.array_equal(mine.lost, theirs.lost)
    assert (mine.called.sum(axis=2) <= theirs.called.sum(axis=2) * (1 + 1e-9) + 1e-3).all()


def test_a_higher_cap_lets_more_out_at_once_but_is_no_law_for_later_months(busy_stock: StockModel) -> None:
    """The first month with a call: never less released. Later months may lack what went out earlier."""
    low = tuple(replace(rule, release_cap_share=0.1) for rule in busy_stock.rules)
    high = tuple(replace(rule, release_cap_share=1.0) for rule in busy_stock.rules)
    paths = draw_paths(busy_stock, 3, 0, 300)
    first = (paths.called > 0) & (np.cumsum(paths.called > 0, axis=2) == 1)
    some = run_plain(replace(busy_stock, rules=low), paths).release[first]
    more = run_plain(replace(busy_stock, rules=high), paths).release[first]
    assert (more >= some - 1e-9).all()
    assert more.sum() > some.sum()
