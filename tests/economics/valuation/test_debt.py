"""Debt beside plain sums and balances, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.economics.valuation import LoanSchedule, annuity_payment, debt_cover, sculpted_loan

pytestmark = pytest.mark.slow

CASH = [100.0, 120.0, 130.0, 110.0, 90.0]


@given(st.floats(1, 1e9), st.floats(-0.2, 0.5), st.integers(1, 60))
def test_level_payments_repay_the_loan(loan: float, rate: float, periods: int) -> None:
    payment = annuity_payment(loan, rate, periods, timing="end")
    factor = 1 + Fraction(rate)
    balance = Fraction(loan) * factor**periods - sum(Fraction(payment) * factor**t for t in range(periods))
    assert abs(float(balance)) <= 1e-12 * periods * loan * max(1, float(factor) ** periods)
    assert annuity_payment(loan, rate, periods, timing="start") == pytest.approx(payment / (1 + rate))


def test_payments_at_a_rate_of_nought_and_near_it() -> None:
    assert annuity_payment(100, 0, 8, timing="end") == 12.5
    assert annuity_payment(100, 1e-14, 8, timing="end") == pytest.approx(12.5, rel=1e-12)


@given(
    st.lists(st.floats(1, 1e6), min_size=1, max_size=25), st.floats(0, 0.3), st.floats(1, 3), st.floats(0, 500),
)  # fmt: skip
def test_a_sculpted_loan_is_repaid_and_covered(cash: list[float], rate: float, cover: float, more: float) -> None:
    loan = sculpted_loan(cash, rate=rate, cover=cover, at_most=None)
    assert loan.closing[-1] == pytest.approx(0, abs=1e-9 * loan.amount)
    assert loan.service == pytest.approx([flow / cover for flow in cash])
    found = debt_cover([*cash, more, more], loan)
    assert found.dscr == pytest.approx([cover] * len(cash))
    assert found.llcr == pytest.approx([cover] * len(cash))
    tail = more / (1 + rate) ** (len(cash) + 1) + more / (1 + rate) ** (len(cash) + 2)
    assert found.plcr[0] == pytest.approx(cover + tail / loan.amount)


def test_covers_by_plain_sums_with_rates_by_period() -> None:
    rates = [0.05, 0.07, 0.06, 0.05, 0.04]
    loan = sculpted_loan(CASH, rate=rates, cover=[1.2, 1.3, 1.4, 1.3, 1.2], at_most=None)
    found = debt_cover(CASH, loan)
    ahead = CASH[2] / 1.06 + CASH[3] / (1.06 * 1.05) + CASH[4] / (1.06 * 1.05 * 1.04)
    assert found.llcr[2] == pytest.approx(ahead / loan.opening[2])
    assert found.least_dscr == pytest.approx(1.2)
    assert found.mean_dscr == pytest.approx(1.28)


def test_a_limit_cuts_the_service_in_one_proportion() -> None:
    """Without one, a cover sizes debt above the cost of the project (System Advisor Model, issue 534)."""
    loan = sculpted_loan(CASH, rate=0.06, cover=1.3, at_most=200)
    assert loan.amount == pytest.approx(200)
    assert debt_cover(CASH, loan).dscr == pytest.approx([1.3 * 357.440954 / 200] * 5, rel=1e-8)
    assert sculpted_loan(CASH, rate=0.06, cover=1.3, at_most=400).amount == pytest.approx(357.440954)


def test_a_balance_that_rises_is_named() -> None:
    loan = sculpted_loan([1, 1, 200, 200], rate=0.1, cover=1.2, at_most=None)
    assert loan.rising == (1, 2)
    assert sculpted_loan(CASH, rate=0.06, cover=1.3, at_most=None).rising == ()


def test_a_period_without_service_has_no_cover() -> None:
    """Two periods of grace in which interest is paid, then one in which nothing is due."""
    opening = np.asarray([100.0, 100.0, 0.0])
    loan = LoanSchedule(opening, opening * 0.05, np.asarray([0.0, 100.0, 0.0]), np.full(3, 0.05))
    found = debt_cover([20, 150, 30], loan)
    assert found.dscr == pytest.approx([4, 150 / 105, np.nan], nan_ok=True)
    assert found.llcr[1] == pytest.approx((150 / 1.05 + 30 / 1.05**2) / 100)
    assert np.isnan(found.llcr[2])
    assert found.least_dscr == pytest.approx(150 / 105)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cfads": [100, -1]}, "cash below 0"),
        ({"cfads": [0, 0]}, "without any cash"),
        ({"cover": 0.9}, "cover below 1"),
        ({"rate": -1.0}, "rate lies at −1"),
        ({"rate": [0.1]}, "1 values for 2 periods"),
        ({"at_most": 0}, "at_most"),
        ({"cfads": [1, float("inf")]}, "cfads.*period 2"),
    ],
)
def test_loans_that_cannot_be_are_refused(changes: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"cfads": [100, 50], "rate": 0.05, "cover": 1.2, "at_most": None} | changes
    cash = given.pop("cfads")
    with pytest.raises(InputError, match=said):
        sculpted_loan(cash, **given)


def test_schedules_that_do_not_add_up_are_refused() -> None:
    good = sculpted_loan(CASH, rate=0.06, cover=1.3, at_most=None)
    with pytest.raises(InputError, match="does not open"):
        LoanSchedule(good.opening, good.interest, good.principal * 1.01, good.rate)
    with pytest.raises(InputError, match="not the rate"):
        LoanSchedule(good.opening, good.interest * 1.01, good.principal, good.rate)
    with pytest.raises(InputError, match="lengths"):
        LoanSchedule(good.opening, good.interest[1:], good.principal, good.rate)
    with pytest.raises(InputError, match="ends after 4"):
        debt_cover(CASH[:4], good)


@pytest.mark.parametrize("periods", [0, -1, 2.5, True])
def test_payments_over_no_periods_are_refused(periods: Any) -> None:
    with pytest.raises(InputError, match="periods"):
        annuity_payment(100, 0.05, periods, timing="end")
    with pytest.raises(InputError, match="timing"):
        annuity_payment(100, 0.05, 5, timing="mid")  # type: ignore[arg-type]


def test_after_the_loan_its_last_rate_discounts() -> None:
    """PLCR by plain sums: 5 % in the loan's first period, 8 % in its second and in the two years after it."""
    loan = sculpted_loan([60, 60], rate=[0.05, 0.08], cover=1.2, at_most=None)
    found = debt_cover([60, 60, 30, 20], loan)
    first = 60 / 1.05 + 60 / (1.05 * 1.08) + 30 / (1.05 * 1.08**2) + 20 / (1.05 * 1.08**3)
    second = 60 / 1.08 + 30 / 1.08**2 + 20 / 1.08**3
    assert found.plcr * loan.opening == pytest.approx([first, second])
