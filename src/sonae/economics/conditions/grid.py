"""Periods and the grid they make: months, quarters, half-years, calendar years, fiscal years of April to March.

Months are counted as ``12 · year + month − 1``; a grid is a run of periods of the same number of whole months.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from enum import Enum
from typing import Self

import numpy as np
import numpy.typing as npt

from sonae.core import FiscalYear, InputError, UnknownChoiceError

__all__ = ["Period", "PeriodGrid", "Timing", "mean_of_months", "month_label", "month_number", "months_from_origin"]

F64 = npt.NDArray[np.float64]
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_FIRST_YEAR, _LAST_YEAR = 1926, 2400


class Timing(Enum):
    """Where in its period an amount is paid."""

    END = "end"
    MID = "mid"
    START = "start"

    @classmethod
    def of(cls, label: str) -> Timing:
        """Return the timing of a name.

        Raises:
            UnknownChoiceError: for any other word.

        """
        try:
            return cls(label)
        except ValueError:
            raise UnknownChoiceError("timing", label, [timing.value for timing in cls]) from None


class Period(Enum):
    """A length of time: its word in files, its months, and the calendar months in which one may begin."""

    MONTH = ("month", 1, tuple(range(1, 13)))
    QUARTER = ("quarter", 3, (1, 4, 7, 10))
    HALF_YEAR = ("half_year", 6, (1, 4, 7, 10))
    CALENDAR_YEAR = ("calendar_year", 12, (1,))
    FISCAL_YEAR = ("fiscal_year", 12, (4,))

    def __init__(self, label: str, months: int, begins_in: tuple[int, ...]) -> None:
        self.label, self.months, self.begins_in = label, months, begins_in

    @classmethod
    def of(cls, label: str) -> Period:
        """Return the period of a name such as «fiscal_year».

        Raises:
            UnknownChoiceError: for any other word.

        """
        for period in cls:
            if period.label == label:
                return period
        raise UnknownChoiceError("period", label, [period.label for period in cls])

    def first_month(self, month: int) -> int:
        """Return the first month of the month, quarter or year that holds a month; half-years begin in January and July."""
        offset = 3 if self is Period.FISCAL_YEAR else 0
        return month - (month - offset) % self.months

    def label_of(self, first: int) -> str:
        """Name the period that begins in a month: «2026-04», «2026-Q2», «2026-04/09», «2026» or «FY2026»."""
        year, month = divmod(first, 12)
        if self is Period.QUARTER:
            return f"{year}-Q{month // 3 + 1}"
        if self is Period.HALF_YEAR:
            return f"{month_label(first)}/{(month + 5) % 12 + 1:02d}"
        if self is Period.CALENDAR_YEAR:
            return str(year)
        return FiscalYear(year).label_en if self is Period.FISCAL_YEAR else month_label(first)


@dataclass(frozen=True, slots=True)
class PeriodGrid:
    """``count`` periods, the first of which begins in month ``first`` (12 · year + month − 1)."""

    period: Period
    first: int
    count: int

    def __post_init__(self) -> None:
        year, month = divmod(self.first, 12)
        if self.count < 1:
            raise InputError(f"a grid of {self.count} periods cannot be made", expected="one period or more")
        if month + 1 not in self.period.begins_in:
            raise InputError(f"{month_label(self.first)} is no beginning of a {self.period.label}", field="first")
        if year < _FIRST_YEAR or self.last // 12 > _LAST_YEAR:
            raise InputError("the grid lies out of range", expected=f"years {_FIRST_YEAR} to {_LAST_YEAR}")

    @classmethod
    def monthly(cls, first: str | dt.date, count: int) -> Self:
        """Return ``count`` months from ``first``, «2026-04» or any day of the month."""
        return cls(Period.MONTH, month_number(first), count)

    @classmethod
    def calendar_years(cls, first: int, count: int) -> Self:
        """Return ``count`` calendar years."""
        return cls(Period.CALENDAR_YEAR, 12 * first, count)

    @classmethod
    def fiscal_years(cls, first: int, count: int) -> Self:
        """Return ``count`` fiscal years, 1 April to 31 March, each named by the year in which it begins."""
        return cls(Period.FISCAL_YEAR, 12 * first + 3, count)

    @property
    def months(self) -> int:
        """Number of months in the grid."""
        return self.period.months * self.count

    @property
    def periods_a_year(self) -> int:
        """Periods that make a year: 12 for months, 1 for years."""
        return 12 // self.period.months

    @property
    def last(self) -> int:
        """Number of the last month."""
        return self.first + self.months - 1

    def labels(self) -> list[str]:
        """Name every period."""
        return [self.period.label_of(self.first + self.period.months * i) for i in range(self.count)]

    def starts(self) -> list[dt.date]:
        """Return the first day of every period."""
        return [_first_day(self.first + self.period.months * i) for i in range(self.count)]

    def ends(self) -> list[dt.date]:
        """Return the last day of every period."""
        return [_first_day(self.first + self.period.months * (i + 1)) - dt.timedelta(days=1) for i in range(self.count)]

    def days(self) -> F64:
        """Return the days of every period, shape (periods,)."""
        return np.asarray([(end - begin).days + 1.0 for begin, end in zip(self.starts(), self.ends(), strict=True)])

    def by_month(self) -> PeriodGrid:
        """Return the same time, month by month."""
        return PeriodGrid(Period.MONTH, self.first, self.months)

    def years_from(self, day: dt.date, timing: Timing) -> F64:
        """Return the years from a base date to the moment of payment in each period, in twelfths; negative before it.

        A base date is the first day of a month, which means its beginning, or the last, which means its end: 31 March and
        1 April are the same moment.

        Raises:
            InputError: for any other day.

        """
        origin = months_from_origin(day)
        share = {Timing.START: 0.0, Timing.MID: 0.5, Timing.END: 1.0}[timing]
        begins = np.arange(self.count) * self.period.months + self.first
        years: F64 = (begins + share * self.period.months - origin) / 12
        return years


def months_from_origin(day: dt.date) -> int:
    """Return the number of the month that begins at a base date.

    Raises:
        InputError: for a day that is neither the first nor the last of its month.

    """
    month = 12 * day.year + day.month - 1
    if day.day == 1:
        return month
    if day.day == monthrange(day.year, day.month)[1]:
        return month + 1
    raise InputError(f"{day} is no base date", field="base_date", expected="the first or the last day of a month")


def month_number(month: str | dt.date) -> int:
    """Return 12 · year + month − 1 of «2026-04» or of a day.

    Raises:
        InputError: when the text is no month.

    """
    if isinstance(month, dt.date):
        return 12 * month.year + month.month - 1
    if not isinstance(month, str) or not (found := _MONTH.fullmatch(month.strip())):
        raise InputError(f"«{str(month)[:40]}» is no month", expected="a month such as 2026-04")
    return 12 * int(found[1]) + int(found[2]) - 1


def month_label(month: int) -> str:
    """Return the month of a number as «2026-04»."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def mean_of_months(monthly: npt.ArrayLike, grid: PeriodGrid, weights: npt.ArrayLike | None = None) -> F64:
    """Return the mean over the months of each period, every month the same weight unless weights say otherwise.

    Args:
        monthly: shape (months of the grid, …).
        grid: the periods.
        weights: one a month, such as the volumes sold; the mean is then Σ weight · value / Σ weight.

    Returns:
        shape (periods, …).

    Raises:
        InputError: when the months are not those of the grid, or the weights of a period do not add up to more than 0.

    """
    values = np.asarray(monthly, dtype=np.float64)
    if values.shape[:1] != (grid.months,):
        raise InputError(f"{values.shape[0] if values.ndim else 0} months for a grid of {grid.months}", field="monthly")
    parts = values.reshape(grid.count, grid.period.months, *values.shape[1:])
    if weights is None:
        return _summed(parts) / grid.period.months
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (grid.months,) or not np.all(w >= 0):
        raise InputError("there must be one weight of 0 or more a month", field="weights")
    w = w.reshape(grid.count, grid.period.months)
    total = _summed(w)
    if not np.all(total > 0):
        label = grid.labels()[int(np.argmin(total > 0))]
        raise InputError(f"the weights of {label} add up to nothing", field="weights", expected="a weight above 0")
    extra = (1,) * (values.ndim - 1)
    return _summed(parts * w.reshape(*w.shape, *extra)) / total.reshape(-1, *extra)


def _summed(parts: F64) -> F64:
    """Add the months of each period in their order, so that a scenario has the same bits in a block of any width."""
    total = parts[:, 0].copy()
    for month in range(1, parts.shape[1]):
        total += parts[:, month]
    return total


def _first_day(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)
