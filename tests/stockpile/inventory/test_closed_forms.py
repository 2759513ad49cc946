"""Closed forms beside published values, a chain on a grid, direct sums and the Bellman recursion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.stockpile.inventory import (
    DisruptedSupplier,
    FillAndDraw,
    cover_cost,
    least_cost_capacity,
    order_cost,
    order_quantity,
    steady_state,
)
from sonae.stockpile.optimal_policy import StockProblem, solve_infinite
from sonae.stockpile.target_days.closed_form import newsvendor_with_disruptions

ORDERS = DisruptedSupplier(order=8, holding=0.225, shortage=5, demand=1300, disruption_rate=1.5, recovery_rate=14)


def test_order_quantity_with_disruptions_as_in_stockpyl() -> None:
    best = order_quantity(ORDERS)
    assert best == pytest.approx(772.81107, abs=1e-3)
    assert order_cost(ORDERS, best) == pytest.approx(173.95000, abs=5e-6)
    assert order_cost(ORDERS, 700) == pytest.approx(174.78712, abs=5e-6)


def test_order_quantity_without_disruptions_is_the_classic_one() -> None:
    rare = DisruptedSupplier(8, 0.225, 5, 1300, 1e-12, 14)
    assert order_quantity(rare) == pytest.approx(304.04678, abs=1e-3)
    assert order_cost(rare, 304.04678) == pytest.approx(4680**0.5, rel=1e-9)


def test_cover_with_disruptions_has_its_exact_cost() -> None:
    """h .25, p 3, d 2000, α .04, β .25: 8000 and 2737.06896552 (stockpyl's printed 2737.06893025 cuts the sum off)."""
    cost = [cover_cost(0.04, 0.25, 0.25, 3, 2000, stock) for stock in (8000, 1200)]
    assert cost == pytest.approx([2737.06896552, 5710.34482759], abs=5e-9)
    best = 2000 * (1 + newsvendor_with_disruptions(0.04, 0.25, 3 / 3.25))
    assert best == 8000


@given(st.floats(0.01, 0.5), st.floats(0.05, 1), st.floats(0.1, 5), st.floats(0, 5), st.floats(0, 20))
def test_cover_cost_is_the_direct_sum(start: float, end: float, holding: float, shortage: float, stock: float) -> None:
    n = np.arange(2000)
    weights = np.where(n == 0, end / (start + end), start * end / (start + end) * (1 - end) ** np.maximum(n - 1, 0))
    left = stock - (n + 1) * 1.5
    direct = (weights * (holding * np.maximum(left, 0) + shortage * np.maximum(-left, 0))).sum()
    assert cover_cost(start, end, holding, shortage, 1.5, stock) == pytest.approx(direct, rel=1e-9, abs=1e-9)


def test_the_best_cover_is_that_of_the_recursion() -> None:
    """With stock bought only while supply works, order-up-to-S is optimal; the recursion finds S from the costs alone."""
    alpha, beta, h, p = 0.1, 0.4, 1.0, 4.0
    cover = 1 + newsvendor_with_disruptions(alpha, beta, p / (p + h))
    # Stock net of one period's demand of 1, from −30 to 15; a month's cost falls on what is left after demand.
    low, high = -30, 15
    levels = np.arange(low, high + 1)
    steps = np.arange(-1, 46)  # −1: nothing is bought, demand is met or owed; k − 1: k units are bought
    cost = np.zeros((2, steps.size))
    cost[1, 1:] = np.inf  # a disrupted supplier sells nothing
    state_cost = h * np.maximum(levels, 0) + p * np.maximum(-levels, 0.0)
    # At the lower end demand is no longer counted: far off the path.
    stay = np.flatnonzero(steps == 0)[0]
    cost[1, stay] = 1e4
    chain = np.asarray([[1 - alpha, alpha], [beta, 1 - beta]])
    found = solve_infinite(StockProblem(steps, cost, state_cost, chain, 0.9999), 1e-3)
    after = levels + steps[found.policy[0]] + 1
    assert after[(levels >= -10) & (levels < cover)].tolist() == [cover] * (10 + cover)


def test_the_steady_state_is_the_derived_one() -> None:
    found = steady_state(FillAndDraw(0.2, 0.5, 1, 2, 3))
    assert (found.empty, found.full, found.mean_stock) == pytest.approx((0.157926, 0.458708, 1.965545), abs=5e-7)


rates = st.floats(0.02, 2.0)


@given(rates, rates, rates, rates, st.floats(0, 30))
def test_shares_sum_to_one_and_follow_the_chain_of_supply(
    up: float, back: float, fill: float, draw: float, size: float
) -> None:
    found = steady_state(FillAndDraw(up, back, fill, draw, size))
    assert found.empty + found.full + found.filling + found.drawing == pytest.approx(1.0)
    assert found.empty + found.drawing == pytest.approx(up / (up + back))
    assert found.filling * fill == pytest.approx(found.drawing * draw, abs=1e-12)
    assert 0 <= found.mean_stock <= size + 1e-9
    more = steady_state(FillAndDraw(up, back, fill, draw, size + 1))
    assert more.empty <= found.empty + 1e-15


@pytest.mark.parametrize(
    "stock", [FillAndDraw(0.2, 0.5, 1, 2, 3), FillAndDraw(0.1, 0.2, 1, 2, 5), FillAndDraw(0.5, 0.2, 1, 1, 4)]
)
def test_the_steady_state_is_that_of_a_chain_on_a_grid(stock: FillAndDraw) -> None:
    """Jumps of one grid step at rates a/δ and b/δ; the chain's error falls with δ, so two grids give the limit."""

    def on_grid(steps: int) -> np.ndarray:
        delta = stock.capacity / steps
        n = steps + 1
        moves = np.zeros((2 * n, 2 * n))
        i = np.arange(n)
        moves[i, n + i] = stock.disruption_rate
        moves[n + i, i] = stock.recovery_rate
        moves[i[:-1], i[1:]] = stock.fill_rate / delta
        moves[n + i[1:], n + i[:-1]] = stock.draw_rate / delta
        moves -= np.diag(moves.sum(axis=1))
        shares = np.linalg.lstsq(np.vstack([moves.T, np.ones(2 * n)]), np.r_[np.zeros(2 * n), 1.0], rcond=None)[0]
        return np.asarray([shares[n], shares[n - 1], (shares[:n] + shares[n:]) @ (i * delta)])

    limit = 2 * on_grid(160) - on_grid(80)
    found = steady_state(stock)
    assert limit == pytest.approx([found.empty, found.full, found.mean_stock], abs=2e-4 * max(1, stock.capacity))


def test_extremes_do_not_overflow() -> None:
    large = steady_state(FillAndDraw(0.01, 50, 10, 0.1, 1e4))
    assert large.full == pytest.approx(50 / 50.01, rel=1e-3)
    assert steady_state(FillAndDraw(5, 0.01, 0.1, 10, 1e4)).empty == pytest.approx(5 / 5.01, rel=1e-2)
    close = [steady_state(FillAndDraw(0.2, 0.2 * (1 + e), 1, 1, 3)).mean_stock for e in (-1e-9, 0.0, 1e-9)]
    assert close == pytest.approx([close[1]] * 3, rel=1e-7)


def test_the_best_capacity_is_the_best_of_a_fine_grid() -> None:
    stock = FillAndDraw(0.05, 0.3, 5, 30, 0)
    capacity, cost = least_cost_capacity(stock, 20.0, 0.5, largest=400)
    others = []
    for size in np.linspace(0, 400, 1601):
        found = steady_state(FillAndDraw(0.05, 0.3, 5, 30, float(size)))
        others.append(20.0 * 30 * found.empty + 0.5 * found.mean_stock)
    assert cost <= min(others) + 1e-12
    assert abs(capacity - 0.25 * int(np.argmin(others))) <= 0.25
    assert 0 < capacity < 400
    assert least_cost_capacity(stock, 20.0, 50.0, largest=400)[0] < capacity
    assert least_cost_capacity(stock, 0.0, 1.0, largest=400) == (0.0, 0.0)


def test_slips_are_named() -> None:
    with pytest.raises(InputError, match="rates must be above 0"):
        FillAndDraw(0.0, 0.5, 1, 2, 3)
    with pytest.raises(InputError, match="rates must be above 0"):
        FillAndDraw(0.2, 0.5, 1, 2, float("nan"))
    with pytest.raises(InputError, match="costs and rates"):
        DisruptedSupplier(8, 0, 5, 1300, 1.5, 14)
    with pytest.raises(InputError, match="lot of 0"):
        order_cost(ORDERS, 0)
    with pytest.raises(InputError, match="chances lie"):
        cover_cost(1.5, 0.2, 1, 1, 1, 1)
    with pytest.raises(InputError, match="largest capacity"):
        least_cost_capacity(FillAndDraw(0.2, 0.5, 1, 2, 3), 1, 1, largest=0)
