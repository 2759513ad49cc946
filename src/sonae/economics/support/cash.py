"""The investee's cash from the project, month by month in whole units of its currency."""

from __future__ import annotations

from fractions import Fraction

from sonae.core import InputError
from sonae.economics.ledger import Ledger
from sonae.economics.support.terms import Investee

__all__ = ["monthly_cash"]


def monthly_cash(ledger: Ledger, investee: Investee) -> list[int]:
    """Return the investee's share of the party's cash from its first forecast month to the last of the ledger.

    The float64 of the ledger is taken as it is; the running sum is rounded to whole units, half up, so that the
    months add up to the rounded whole.

    Raises:
        InputError: when the forecast begins outside the ledger.
        UnknownChoiceError: for a party that the regime does not have.

    """
    net, months = ledger.net(investee.party), ledger.grid.period.months
    skipped = investee.from_month - ledger.grid.first
    if not 0 <= skipped < ledger.grid.months:
        raise InputError(
            "the forecast begins outside the years of the case", file=ledger.case.file, field="support.investee.from_month",
            expected=f"a month of {ledger.grid.labels()[0]} to {ledger.grid.labels()[-1]}",
        )  # fmt: skip
    running, whole, cash = Fraction(0), 0, []
    for value in net:
        period = Fraction(float(value)) * investee.share
        for month in range(1, months + 1):
            if investee.placed == "equal months":
                total = running + period * month / months
            else:
                total = running + (period if month == months else 0)
            now = int((total + Fraction(1, 2)) // 1)
            cash.append(now - whole)
            whole = now
        running += period
    return cash[skipped:]
