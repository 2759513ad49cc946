"""Predicted receipts from projects, and exchange rates by date, for the repayment plans of article 9-2."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from sonae.core import FiscalYear, InputError, UnknownChoiceError

__all__ = ["PLACES", "RECEIPT_KINDS", "ExchangeRates", "Receipt"]

RECEIPT_KINDS = ("dividend", "share sale", "shareholder loan", "other")
"""配当収入, 株式売却, repayment and interest of a shareholder loan, anything else."""
PLACES = ("start", "end")
"""Where a receipt of a half-year stands that is predicted without a day: on its first or on its last day."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a project is predicted to bring on a day, in whole units of its currency."""

    project: str
    day: dt.date
    amount: int
    currency: str
    kind: str

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int) or self.amount < 0:
            problem = f"the receipt of {self.project} on {self.day} is no whole number of 0 or more"
            raise InputError(problem, field="amount")
        if self.kind not in RECEIPT_KINDS:
            raise UnknownChoiceError("kind of receipt", self.kind, RECEIPT_KINDS)

    @classmethod
    def of_half_year(
        cls, project: str, year: FiscalYear, half: int, amount: int, currency: str, kind: str, *, placed: str
    ) -> Self:
        """Return a receipt that is predicted for a half of a fiscal year: 1 April to September, 2 October to March.

        Raises:
            InputError: for another half or place.

        """
        if half not in (1, 2):
            raise InputError(f"a fiscal year has no half {half}", field="half", expected="1 or 2")
        if placed not in PLACES:
            raise UnknownChoiceError("place in the half-year", placed, PLACES)
        days = (year.start, dt.date(year.year, 9, 30)) if half == 1 else (dt.date(year.year, 10, 1), year.end)
        return cls(project, days[PLACES.index(placed)], amount, currency, kind)


@dataclass(frozen=True, slots=True)
class ExchangeRates:
    """What a unit of each currency is worth in one of them, from given days on; nothing holds before the first."""

    home: str
    steps: Mapping[str, tuple[tuple[dt.date, Decimal | Fraction], ...]]
    """Currency → (first day, worth in the home currency), days rising."""

    def __post_init__(self) -> None:
        if self.home in self.steps:
            raise InputError(f"{self.home} is worth itself", field=f"exchange.{self.home}")
        for currency, steps in self.steps.items():
            days = [day for day, _ in steps]
            if not days or days != sorted(set(days)):
                raise InputError("the days of the rates do not rise", field=f"exchange.{currency}")
            if any(isinstance(rate, float) or not rate > 0 for _, rate in steps):
                raise InputError("a rate is no exact number above 0", field=f"exchange.{currency}")

    def worth(self, currency: str, day: dt.date) -> Fraction:
        """Return what a unit of a currency is worth in the home currency on a day.

        Raises:
            InputError: when no rate is given for it.

        """
        if currency == self.home:
            return Fraction(1)
        known = [rate for first, rate in self.steps.get(currency, ()) if first <= day]
        if not known:
            raise InputError(f"no rate of {currency} is given for {day}", field=f"exchange.{currency}")
        return Fraction(known[-1])

    def converted(self, amount: int, source: str, target: str, day: dt.date) -> int:
        """Return an amount in another currency, in whole units rounded down, so that a receipt is never overstated.

        Raises:
            InputError: when a rate is missing.

        """
        if source == target:
            return amount
        return int(amount * self.worth(source, day) / self.worth(target, day))
