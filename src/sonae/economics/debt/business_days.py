"""Business days: which days banks are open, and where a payment goes that falls on a day they are not.

The national holidays of Japan (Act 178 of 1948) are those of the library jpholiday. Banks are closed as well on Saturdays,
Sundays and from 31 December to 3 January (Banking Act order, art. 5). The equinoxes of years to come are computed; the
Cabinet gazettes them each February for the next year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sonae.core import InputError, UnknownChoiceError

if TYPE_CHECKING:
    from jpholiday import JPHoliday

__all__ = ["BUSINESS_DAY_RULES", "BusinessCalendar", "japanese_bank_calendar", "japanese_holidays"]

BUSINESS_DAY_RULES = ("unadjusted", "following", "modified following", "preceding", "modified preceding")
"""Where a payment date goes that is no business day: nowhere; to the next; to the next unless that is in another month; …"""

_FIRST, _LAST = 2007, 2099
_DAY = dt.timedelta(days=1)
_NEW_YEAR = ((1, 1), (1, 2), (1, 3), (12, 31))


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Closed days from ``first`` to ``last``; Saturdays and Sundays are closed without being listed."""

    name: str
    first: dt.date
    last: dt.date
    closed: frozenset[dt.date]
    holiday: Callable[[dt.date], bool] | None = None
    """Tells of a day whether it is closed too, where not all days are listed."""

    def is_open(self, day: dt.date) -> bool:
        """Tell whether banks are open.

        Raises:
            InputError: for a day that the calendar does not hold.

        """
        if not self.first <= day <= self.last:
            raise InputError(
                f"the calendar «{self.name}» does not hold {day}", expected=f"a day from {self.first} to {self.last}"
            )
        if day.weekday() >= 5 or day in self.closed:
            return False
        return self.holiday is None or not self.holiday(day)

    def moved(self, day: dt.date, rule: str) -> dt.date:
        """Return where a payment due on ``day`` goes by a rule of :data:`BUSINESS_DAY_RULES`.

        Raises:
            UnknownChoiceError: for another rule.
            InputError: for a day that the calendar does not hold.

        """
        if rule not in BUSINESS_DAY_RULES:
            raise UnknownChoiceError("business-day rule", rule, BUSINESS_DAY_RULES)
        if rule == "unadjusted":
            return day
        step = _DAY if "following" in rule else -_DAY
        found = self._next(day, step)
        if rule.startswith("modified") and found.month != day.month:
            return self._next(day, -step)
        return found

    def _next(self, day: dt.date, step: dt.timedelta) -> dt.date:
        while not self.is_open(day):
            day += step
        return day


def japanese_bank_calendar(first_year: int, last_year: int) -> BusinessCalendar:
    """Return the days on which Japanese banks are closed, of whole calendar years.

    Raises:
        InputError: for years before 2007, after 2099, or the wrong way round.

    """
    if last_year < first_year:
        raise InputError(f"the years {first_year} to {last_year} run backwards", field="years")
    for year in (first_year, last_year):
        _check_year(year)
    closed = [dt.date(year, *day) for year in range(first_year, last_year + 1) for day in _NEW_YEAR]
    return BusinessCalendar(
        f"Japanese banks {first_year}–{last_year}",
        dt.date(first_year, 1, 1),
        dt.date(last_year, 12, 31),
        frozenset(closed),
        _is_japanese_holiday,
    )


def japanese_holidays(year: int) -> frozenset[dt.date]:
    """Return the national holidays of a calendar year: those of article 2, days in lieu and days between (article 3).

    Raises:
        InputError: for years before 2007 or after 2099.

    """
    _check_year(year)
    return frozenset(holiday.date for holiday in _japan().year_holidays(year))


def _check_year(year: int) -> None:
    if not _FIRST <= year <= _LAST:
        raise InputError(f"the holidays of {year} are not known", field="year", expected=f"{_FIRST} to {_LAST}")


def _is_japanese_holiday(day: dt.date) -> bool:
    return _japan().is_holiday(day)


@cache
def _japan() -> JPHoliday:
    # One of our own: days that others register with the library's are no holidays here. Loaded when it is asked for.
    from jpholiday import JPHoliday

    return JPHoliday()
