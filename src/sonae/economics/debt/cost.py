"""What a borrowing or bond costs in all: issue price, fees, and the rate that makes proceeds and payments worth the same."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.debt.schedule import Schedule

__all__ = ["RATE_TIMES", "Issue", "IssueCost", "cost_of", "effective_rate", "nominal_rate"]

RATE_TIMES = ("act/365F", "equal period")
"""Times for the effective rate: days from drawing to payment over 365, or payment k at k over payments a year."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Terms of issue: price for 100 of face, fees in whole units, and commissions as shares of what is paid."""

    price: Decimal
    fee: int
    """Paid when the loan is drawn: arrangement, underwriting, registration."""
    interest_commission: Decimal = Decimal(0)
    """Share of each interest payment that its agent is paid (利払手数料)."""
    principal_commission: Decimal = Decimal(0)
    """Share of each payment of principal that its agent is paid (元金償還手数料)."""

    def __post_init__(self) -> None:
        if not (self.price.is_finite() and 0 < self.price <= 1000):
            raise InputError("the issue price cannot be", field="price", expected="a price for 100 of face")
        if isinstance(self.fee, bool) or not isinstance(self.fee, int) or self.fee < 0:
            raise InputError("the fee is no whole number of 0 or more", field="fee")
        for name in ("interest_commission", "principal_commission"):
            if not 0 <= getattr(self, name) < 1:
                raise InputError("the commission is no share", field=name, expected="a decimal fraction from 0 to 1")


@dataclass(frozen=True, slots=True)
class IssueCost:
    """Proceeds, all payments, and the effective annual rate."""

    proceeds: int
    """What the borrower gets: face × price / 100 rounded down, less the fee."""
    payments: tuple[tuple[dt.date, int], ...]
    """Day and amount of every payment, commissions included."""
    effective: float
    """Effective annual rate."""
    nominal: float
    """The same rate compounded as often a year as interest is paid."""

    @property
    def cost(self) -> int:
        """All payments less proceeds."""
        return sum(amount for _, amount in self.payments) - self.proceeds


def cost_of(schedule: Schedule, issue: Issue, *, times: str) -> IssueCost:
    """Work out the all-in cost of a loan or bond. Commissions are rounded down.

    Args:
        schedule: its repayment schedule.
        issue: price and fees.
        times: one of :data:`RATE_TIMES`.

    Raises:
        UnknownChoiceError: for other times.
        InputError: when fees leave no proceeds.

    """
    if times not in RATE_TIMES:
        raise UnknownChoiceError("times of the effective rate", times, RATE_TIMES)
    loan = schedule.loan
    proceeds = int(loan.amount * Fraction(issue.price) / 100 // 1) - issue.fee
    if proceeds <= 0:
        raise InputError(f"price and fee leave no proceeds of «{loan.name}»", field="fee")
    payments = tuple(
        (
            row.paid_on,
            row.payment
            + int(row.interest * Fraction(issue.interest_commission))
            + int(row.principal * Fraction(issue.principal_commission)),
        )
        for row in schedule.instalments
    )
    if times == "act/365F":
        at = [(day - loan.drawn).days / 365 for day, _ in payments]
    else:
        at = [row.number / loan.payments_a_year for row in schedule.instalments]
    rate = effective_rate(proceeds, at, [amount for _, amount in payments])
    return IssueCost(proceeds, payments, rate, nominal_rate(rate, loan.payments_a_year))


def effective_rate(proceeds: float, times: Sequence[float], payments: Sequence[float]) -> float:
    """Return the annual rate i with ``proceeds = Σ payment · (1 + i)^(−t)``.

    Payments are not below 0, so that the value falls as the rate rises and there is one root; it is bracketed and halved.

    Args:
        proceeds: received at time 0, above 0.
        times: years, above 0.
        payments: amounts, none below 0 and not all 0.

    Raises:
        InputError: for other proceeds, times or payments.

    """
    if not proceeds > 0 or len(times) != len(payments) or not times or min(times) <= 0 or min(payments) < 0:
        raise InputError("an effective rate needs proceeds above 0 and later payments of 0 or more", field="payments")
    if not any(payments):
        raise InputError("nothing is paid back", field="payments")

    paid = [(t, p) for t, p in zip(times, payments, strict=True) if p]

    def worth(force: float) -> float:
        return math.fsum(p * math.exp(-force * t) for t, p in paid) - proceeds

    low, high = -0.01, 0.01
    while worth(low) < 0:
        low *= 2
        if low < -500:
            raise InputError("the effective rate lies at a loss of everything", field="payments")
    while worth(high) > 0:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if worth(middle) > 0 else (low, middle)
    return math.expm1((low + high) / 2)


def nominal_rate(effective: float, payments_a_year: int) -> float:
    """Return the annual rate that, compounded ``payments_a_year`` times, gives an effective one."""
    return payments_a_year * math.expm1(math.log1p(effective) / payments_a_year)
