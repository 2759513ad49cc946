"""Policy cost by hand, by its identity, and beside exact fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import FiscalYear, InputError
from sonae.portfolio.funding import StateFlows, policy_cost


def years(*rows: tuple[float, int, int, int, int]) -> list[StateFlows]:
    return [StateFlows(FiscalYear(2024 + k), *row) for k, row in enumerate(rows)]


def test_by_hand() -> None:
    """Two years at 25 %: subsidies 50 and 25, payments 0 and 50, capital 100 of which 40 does not come back.

    PV ① 40 + 16 = 56; PV ② 32; ③ 25/1.25 + 25/1.5625 = 36; loss 40/1.5625 = 25.6; in all 85.6.
    """
    found = policy_cost(years((0.25, 50, 0, 0, 0), (0.25, 25, 50, 0, 0)), opening=100, lost=40)
    parts = (found.subsidies, found.payments, found.opportunity, found.loss_of_capital)
    assert parts == pytest.approx((56, 32, 36, 25.6))
    assert found.total == pytest.approx(85.6)


def test_capital_that_comes_back_with_the_market_return_costs_nothing() -> None:
    """Capital 1000 in, 500 more after a year, 2 % then 4 % then 3 % paid to the State, all of it returned."""
    flows = years((0.02, 0, 20, 500, 0), (0.04, 0, 60, 0, 700), (0.03, 0, 24, 0, 800))
    assert policy_cost(flows, opening=1000, lost=0).total == pytest.approx(0, abs=1e-9)


@given(
    st.lists(
        st.tuples(
            st.integers(-50, 200), st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9), st.floats(0, 1)
        ),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 10**9),
    st.floats(0, 1),
)
def test_the_cost_is_that_of_the_flows_of_money(
    rows: list[tuple[int, int, int, int, float]], opening: int, lost_share: float
) -> None:
    """In fractions and by flows alone: what the State puts in less what it gets out, all discounted."""
    balance, flows, discount, worth = opening, [], Fraction(1), Fraction(opening)
    for k, (per_mille, subsidy, payment, contributed, share) in enumerate(rows):
        returned = int(share * (balance + contributed))
        balance += contributed - returned
        flows.append(StateFlows(FiscalYear(2000 + k), per_mille / 1000, subsidy, payment, contributed, returned))
        discount /= 1 + Fraction(per_mille, 1000)
        worth += (subsidy - payment + contributed - returned) * discount
    lost = int(lost_share * balance)
    worth -= (balance - lost) * discount
    assert policy_cost(flows, opening=opening, lost=lost).total == pytest.approx(float(worth), rel=1e-9, abs=1e-2)


def test_what_cannot_be_is_refused() -> None:
    one = years((0.01, 0, 0, 0, 0))
    with pytest.raises(InputError, match="no year"):
        policy_cost([], opening=0, lost=0)
    with pytest.raises(InputError, match="FY2024 follows FY2024"):
        policy_cost(one * 2, opening=0, lost=0)
    with pytest.raises(InputError, match="more is returned"):
        policy_cost(years((0.01, 0, 0, 0, 2)), opening=1, lost=0)
    with pytest.raises(InputError, match="than is left"):
        policy_cost(one, opening=1, lost=2)
    with pytest.raises(InputError, match="0 or more"):
        policy_cost(one, opening=-1, lost=0)
    with pytest.raises(InputError, match="subsidies of FY2024"):
        years((0.01, -1, 0, 0, 0))
    with pytest.raises(InputError, match="rate of FY2024"):
        years((1.0, 0, 0, 0, 0))
