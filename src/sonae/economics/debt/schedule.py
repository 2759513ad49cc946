"""Repayment schedules: interest and principal of every due date in whole units; principal adds up to the amount exactly.

- Equal principal (元金均等): the amount over the due dates after grace; odd units go where the loan says.
- Level (元利均等): on an opening balance B with growth g_k = 1 + rate · years of each period left, the payment is
  B / Σ_k Π_{j≤k} 1/g_j, rounded as the loan says; it is found anew whenever the rate changes. The last payment holds what
  rounding left.
- Bullet (満期一括): all principal on the last due date. Stated: as listed.

Interest of a period is opening balance × rate × years, rounded once a period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from sonae.core import FiscalYear, InputError
from sonae.economics.debt.day_counts import EQUAL_PERIOD, year_fraction
from sonae.economics.debt.loan import Floating, Loan

__all__ = ["Instalment", "Schedule", "YearOfService", "level_payment", "schedule_of"]


@dataclass(frozen=True, slots=True)
class Instalment:
    """One due date. ``opening − principal = closing``."""

    number: int
    start: dt.date
    end: dt.date
    """Interest runs from ``start`` to ``end``, the first counted and the last not."""
    due: dt.date
    """Due date as written."""
    paid_on: dt.date
    years: Fraction
    rate: Fraction
    opening: int
    interest: int
    principal: int
    closing: int

    @property
    def payment(self) -> int:
        """Interest and principal."""
        return self.interest + self.principal


@dataclass(frozen=True, slots=True)
class YearOfService:
    """Debt service paid in a fiscal year, and what is outstanding at its end."""

    fiscal_year: FiscalYear
    principal: int
    interest: int
    outstanding: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """A loan and its instalments; made only if every unit of principal is repaid once.

    Raises:
        InputError: when the instalments do not add up, which would be a fault of this program.

    """

    loan: Loan
    instalments: tuple[Instalment, ...]

    def __post_init__(self) -> None:
        chained = all(before.closing == after.opening for before, after in pairwise(self.instalments))
        steps = all(row.opening - row.principal == row.closing and row.principal >= 0 for row in self.instalments)
        ends = self.instalments[0].opening == self.loan.amount and self.instalments[-1].closing == 0
        if not (chained and steps and ends and sum(row.principal for row in self.instalments) == self.loan.amount):
            raise InputError(f"the schedule of «{self.loan.name}» does not repay its amount; report this as a fault")

    @property
    def interest(self) -> int:
        """Interest of all periods."""
        return sum(row.interest for row in self.instalments)

    def outstanding_on(self, day: dt.date) -> int:
        """Return what is owed at the end of a day; 0 before the loan is drawn."""
        if day < self.loan.drawn:
            return 0
        return self.loan.amount - sum(row.principal for row in self.instalments if row.paid_on <= day)

    def by_fiscal_year(self) -> tuple[YearOfService, ...]:
        """Return debt service by fiscal year (April to March) of payment, from drawing to the last payment."""
        years = range(FiscalYear.of(self.loan.drawn).year, FiscalYear.of(self.instalments[-1].paid_on).year + 1)
        out = []
        for year in map(FiscalYear, years):
            rows = [row for row in self.instalments if row.paid_on in year]
            principal, interest = sum(row.principal for row in rows), sum(row.interest for row in rows)
            out.append(YearOfService(year, principal, interest, self.outstanding_on(year.end)))
        return tuple(out)


def level_payment(balance: Fraction | int, growth: Sequence[Fraction]) -> Fraction:
    """Return the payment at the end of every period that repays a balance: B · Π g / Σ_k Π_{j>k} g_j, exactly.

    Args:
        balance: what is owed at the start.
        growth: 1 + rate · years of each period.

    Raises:
        InputError: when there is no period, or one of them does not leave a positive balance.

    """
    if not growth or min(growth) <= 0:
        raise InputError("a level payment needs periods whose growth is above 0", field="growth")
    # One numerator and one denominator for all: reducing each sum would cost more than the sums.
    whole, annuity, scale = 1, 0, 1
    for factor in growth:
        top, bottom = Fraction(factor).as_integer_ratio()
        annuity = annuity * top + scale * bottom
        whole, scale = whole * top, scale * bottom
    return Fraction(balance) * Fraction(whole, annuity)


def _periods(loan: Loan) -> list[tuple[dt.date, dt.date, dt.date, dt.date, Fraction]]:
    rules = loan.conventions
    regular = Fraction(1, loan.payments_a_year) if rules.day_count == EQUAL_PERIOD else None
    out = []
    start = loan.drawn
    for due in loan.due_dates:
        paid = rules.paid_on(due)
        end = paid if rules.accrual == "adjusted" else due
        out.append((start, end, due, paid, regular or year_fraction(start, end, rules.day_count)))
        start = end
    return out


def _rates(loan: Loan, starts: Sequence[dt.date]) -> list[Fraction]:
    rate = loan.rate
    if not isinstance(rate, Floating):
        return [rate.at(start) for start in starts]
    return [rate.at(starts[k - k % rate.periods_a_reset]) for k in range(len(starts))]


def schedule_of(loan: Loan) -> Schedule:
    """Work out the repayment schedule of a loan or bond.

    A floating rate is set on the unadjusted start of its first period: the drawing or a due date as written.

    Raises:
        InputError: for a missing reset, a due date outside the calendar, or a level payment below the interest of a period.

    """
    periods = _periods(loan)
    rates = _rates(loan, (loan.drawn, *loan.due_dates[:-1]))
    rows: list[Instalment] = []
    balance, level = loan.amount, 0
    for k, (start, end, due, paid, years) in enumerate(periods):
        interest = loan.conventions.whole(balance * rates[k] * years)
        if loan.profile == "level" and k >= loan.grace and (k == loan.grace or rates[k] != rates[k - 1]):
            level = loan.conventions.whole(level_payment(balance, [1 + rates[k] * p[4] for p in periods[k:]]))
        principal = _principal(loan, k, balance, level - interest)
        rows.append(
            Instalment(k + 1, start, end, due, paid, years, rates[k], balance, interest, principal, balance - principal)
        )
        balance -= principal
    return Schedule(loan, tuple(rows))


def _principal(loan: Loan, k: int, balance: int, level: int) -> int:
    """Return the principal of due date ``k``; ``level`` is the level payment less the interest."""
    if loan.profile == "stated":
        return loan.stated_principal[k]
    if k == loan.payments - 1:
        return balance
    if loan.profile == "bullet" or k < loan.grace:
        return 0
    if loan.profile == "level":
        if level < 0:
            problem = f"the level payment does not cover the interest of payment {k + 1}"
            raise InputError(
                problem, field=f"{loan.name}.profile", expected="equal principal, or periods of like length"
            )
        return min(level, balance)
    each, odd = divmod(loan.amount, loan.payments - loan.grace)
    return each + (odd if loan.odd_units == "first" and k == loan.grace else 0)
