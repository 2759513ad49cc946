"""Terms of a borrowing or bond: amount, dates, how principal is repaid, the rate, and the conventions of its interest.

No convention is defaulted: each is stated or refused by name. Rates are decimal fractions a year, 0.012 for 1.2 %. Amounts
are whole numbers of the unit that the loan is kept in (yen for JPY).
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.debt.business_days import BUSINESS_DAY_RULES, BusinessCalendar
from sonae.economics.debt.day_counts import DAY_COUNTS, EQUAL_PERIOD

__all__ = ["ACCRUALS", "MONTH_ENDS", "PROFILES", "ROUNDINGS", "Conventions", "Fixed", "Floating", "Loan"]

PROFILES = ("equal principal", "level", "bullet", "stated")
"""元金均等, 元利均等, 満期一括, and a list of principal payments."""
ROUNDINGS = ("down", "half up")
ACCRUALS = ("unadjusted", "adjusted")
"""Whether interest runs to the due date as written, or to the business day on which it is paid."""
MONTH_ENDS = ("same day", "last day")
"""Due dates counted from the last day of a month: on the same number of the month, or on its last day."""
_ODD_UNITS = ("first", "last")
_FREQUENCIES = (1, 2, 4, 12)


@dataclass(frozen=True, slots=True)
class Conventions:
    """How interest and payment dates are reckoned; ``month_end`` and ``calendar`` are needed only where they matter."""

    day_count: str
    business_day: str
    accrual: str
    rounding: str
    """How interest, and the level payment, become whole units."""
    month_end: str | None = None
    calendar: BusinessCalendar | None = None

    def __post_init__(self) -> None:
        for kind, given, choices in (
            ("day count", self.day_count, DAY_COUNTS),
            ("business-day rule", self.business_day, BUSINESS_DAY_RULES),
            ("accrual", self.accrual, ACCRUALS),
            ("rounding", self.rounding, ROUNDINGS),
            ("month-end rule", self.month_end, (*MONTH_ENDS, None)),
        ):
            if given not in choices:
                raise UnknownChoiceError(kind, given, [choice for choice in choices if choice is not None])
        if self.business_day != "unadjusted" and self.calendar is None:
            raise InputError(f"«{self.business_day}» needs a calendar of business days", field="calendar")
        if self.day_count == EQUAL_PERIOD and self.accrual != "unadjusted":
            raise InputError("equal periods do not follow the days of payment", field="accrual", expected="unadjusted")

    def whole(self, amount: Fraction) -> int:
        """Return an amount, not below 0, in whole units."""
        return int(amount // 1) if self.rounding == "down" else int((amount + Fraction(1, 2)) // 1)

    def paid_on(self, due: dt.date) -> dt.date:
        """Return the day on which a payment due on ``due`` is made."""
        return due if self.calendar is None else self.calendar.moved(due, self.business_day)


def _rate(value: object, field: str) -> None:
    if isinstance(value, bool) or not isinstance(value, (Decimal, Fraction, int)):
        raise InputError("the rate is no exact number", field=field, expected="Decimal('0.012') for 1.2 %")
    if (isinstance(value, Decimal) and not value.is_finite()) or not -1 < value < 10:
        raise InputError("the rate is out of range", field=field, expected="a decimal fraction a year")


@dataclass(frozen=True, slots=True)
class Fixed:
    """One rate to the end."""

    rate: Decimal | Fraction

    def __post_init__(self) -> None:
        _rate(self.rate, "rate")
        if self.rate < 0:
            raise InputError("the fixed rate is below 0", field="rate", expected="0 or more")

    def at(self, start: dt.date) -> Fraction:
        """Return the rate of a period, whatever its start."""
        return Fraction(self.rate)


@dataclass(frozen=True, slots=True)
class Floating:
    """An index that is set on given days, plus a spread; ``floor`` holds for the sum, None is none."""

    spread: Decimal | Fraction
    resets: Mapping[dt.date, Decimal | Fraction]
    """The index by the first day of the period from which it holds."""
    periods_a_reset: int
    """Interest periods for which a setting holds; 1 for a new one in every period."""
    floor: Decimal | Fraction | None

    def __post_init__(self) -> None:
        _rate(self.spread, "spread")
        for day, index in self.resets.items():
            _rate(index, f"resets.{day}")
        if self.floor is not None:
            _rate(self.floor, "floor")
        if self.periods_a_reset < 1:
            raise InputError(f"a setting cannot hold for {self.periods_a_reset} periods", field="periods_a_reset")

    def at(self, start: dt.date) -> Fraction:
        """Return the rate set on ``start``.

        Raises:
            InputError: when no index is given for that day, or the rate falls below 0.

        """
        if start not in self.resets:
            raise InputError(f"no index is given for {start}", field="resets", expected="a setting for every reset day")
        rate = Fraction(self.resets[start]) + Fraction(self.spread)
        if self.floor is not None:
            rate = max(rate, Fraction(self.floor))
        if rate < 0:
            raise InputError(f"the rate set on {start} is below 0", field="resets", expected="a floor of 0 or more")
        return rate


@dataclass(frozen=True, slots=True)
class Loan:
    """A borrowing (借入金) or bond (債券) that is drawn once and repaid on regular days."""

    name: str
    amount: int
    currency: str
    drawn: dt.date
    first_payment: dt.date
    """First due date as written, before business days; the others follow from it."""
    payments: int
    """Number of due dates, those of the grace period among them."""
    payments_a_year: int
    profile: str
    rate: Fixed | Floating
    conventions: Conventions
    grace: int = 0
    """Number of first due dates on which only interest is paid (据置期間)."""
    odd_units: str | None = None
    """Equal principal that does not divide evenly: the «first» or the «last» payment of principal holds the rest."""
    stated_principal: tuple[int, ...] = ()
    """Principal by due date, for the profile «stated»."""

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int) or self.amount <= 0:
            raise InputError("the amount is no whole number above 0", field=f"{self.name}.amount")
        if self.profile not in PROFILES:
            raise UnknownChoiceError("repayment profile", self.profile, PROFILES)
        if self.payments_a_year not in _FREQUENCIES:
            raise UnknownChoiceError("number of payments a year", self.payments_a_year, _FREQUENCIES)
        if not 1 <= self.payments <= 1200:
            raise InputError(f"{self.payments} payments cannot be", field=f"{self.name}.payments", expected="1 to 1200")
        if self.first_payment <= self.drawn:
            raise InputError(
                f"the first payment on {self.first_payment} does not follow the drawing on {self.drawn}",
                field=f"{self.name}.first_payment",
            )
        self._check_profile()
        last = monthrange(self.first_payment.year, self.first_payment.month)[1]
        if self.first_payment.day == last < 31 and self.conventions.month_end is None:
            problem = f"the first payment falls on the last day of a month ({self.first_payment})"
            raise InputError(problem, field=f"{self.name}.month_end", expected="«same day» or «last day»")
        if self.conventions.day_count == EQUAL_PERIOD and self._due(-1) != self.drawn:
            problem = f"the first period, {self.drawn} to {self.first_payment}, is no regular one"
            raise InputError(problem, field=f"{self.name}.day_count", expected="a day count by dates")

    def _check_profile(self) -> None:
        amortising = self.profile in ("equal principal", "level")
        if not 0 <= self.grace < self.payments or (self.grace and not amortising):
            problem = f"a grace period of {self.grace} does not fit {self.payments} payments of «{self.profile}»"
            raise InputError(problem, field=f"{self.name}.grace")
        if (self.profile == "stated") != bool(self.stated_principal):
            raise InputError(
                "principal is stated by date with the profile «stated» and with no other",
                field=f"{self.name}.stated_principal",
            )
        if self.profile == "stated":
            parts = self.stated_principal
            if len(parts) != self.payments or min(parts) < 0 or sum(parts) != self.amount:
                problem = "the payments of principal do not repay the amount"
                expected = f"{self.payments} whole numbers, none below 0, that add up to the amount"
                raise InputError(problem, field=f"{self.name}.stated_principal", expected=expected)
        if self.odd_units not in (*_ODD_UNITS, None):
            raise UnknownChoiceError("place of odd units", self.odd_units, _ODD_UNITS, field=f"{self.name}.odd_units")
        if self.profile == "equal principal" and self.amount % (self.payments - self.grace) and self.odd_units is None:
            problem = f"the amount does not divide into {self.payments - self.grace} equal payments"
            raise InputError(problem, field=f"{self.name}.odd_units", expected="«first» or «last»")

    def _due(self, number: int) -> dt.date:
        month = self.first_payment.year * 12 + self.first_payment.month - 1 + number * (12 // self.payments_a_year)
        year, month = divmod(month, 12)
        last = monthrange(year, month + 1)[1]
        anchored = monthrange(self.first_payment.year, self.first_payment.month)[1] == self.first_payment.day
        if anchored and self.conventions.month_end == "last day":
            return dt.date(year, month + 1, last)
        return dt.date(year, month + 1, min(self.first_payment.day, last))

    @property
    def due_dates(self) -> tuple[dt.date, ...]:
        """Due dates as written, before business days."""
        return tuple(self._due(number) for number in range(self.payments))
