"""Business days: which days banks are open, and where a payment goes that falls on a day they are not.

The holidays of Japan follow the Act on National Holidays (昭和23年法律第178号) as it stands since 2007, with the days that were
moved for the enthronement of 2019 and the games of 2020 and 2021; banks are closed as well on Saturdays, Sundays and from
31 December to 3 January (Banking Act order, art. 5). The equinoxes of years to come are those of the usual formula for
1980–2099; the Cabinet gazettes them each February for the next year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sonae.core import InputError, UnknownChoiceError

__all__ = ["BUSINESS_DAY_RULES", "BusinessCalendar", "japanese_bank_calendar", "japanese_holidays"]

BUSINESS_DAY_RULES = ("unadjusted", "following", "modified following", "preceding", "modified preceding")
"""Where a payment date goes that is no business day: nowhere; to the next; to the next unless that is in another month; …"""

_FIRST, _LAST = 2007, 2099
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Closed days from ``first`` to ``last``; Saturdays and Sundays are closed without being listed."""

    name: str
    first: dt.date
    last: dt.date
    closed: frozenset[dt.date]

    def is_open(self, day: dt.date) -> bool:
        """Tell whether banks are open.

        Raises:
            InputError: for a day that the calendar does not hold.

        """
        if not self.first <= day <= self.last:
            raise InputError(
                f"the calendar «{self.name}» does not hold {day}", expected=f"a day from {self.first} to {self.last}"
            )
        return day.weekday() < 5 and day not in self.closed

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
    closed: set[dt.date] = set()
    for year in range(first_year, last_year + 1):
        closed |= japanese_holidays(year)
        closed |= {dt.date(year, 12, 31), *(dt.date(year, 1, day) for day in (1, 2, 3))}
    return BusinessCalendar(
        f"Japanese banks {first_year}–{last_year}",
        dt.date(first_year, 1, 1),
        dt.date(last_year, 12, 31),
        frozenset(closed),
    )


def japanese_holidays(year: int) -> frozenset[dt.date]:
    """Return the national holidays of a calendar year: those of article 2, days in lieu and days between (article 3).

    Raises:
        InputError: for years before 2007 or after 2099.

    """
    if not _FIRST <= year <= _LAST:
        raise InputError(f"the holidays of {year} are not known", field="year", expected=f"{_FIRST} to {_LAST}")
    named = {dt.date(year, *day) for day in _named(year)}
    found = set(named)
    for day in sorted(named):  # in lieu of a Sunday: the next day that is no holiday
        if day.weekday() == 6:
            other = day + _DAY
            while other in named:
                other += _DAY
            found.add(other)
    for day in named:
        if day + 2 * _DAY in named:
            found.add(day + _DAY)
    return frozenset(found)


def _monday(year: int, month: int, number: int) -> tuple[int, int]:
    first = dt.date(year, month, 1).weekday()
    return month, 1 + (-first) % 7 + 7 * (number - 1)


def _equinox(year: int, mean: float) -> int:
    past = year - 1980
    return int(mean + 0.242194 * past - past // 4)


def _named(year: int) -> Iterable[tuple[int, int]]:
    yield from ((1, 1), _monday(year, 1, 2), (2, 11), (3, _equinox(year, 20.8431)))
    yield from ((4, 29), (5, 3), (5, 4), (5, 5), _monday(year, 9, 3), (9, _equinox(year, 23.2488)), (11, 3), (11, 23))
    moved = {2020: ((7, 23), (7, 24), (8, 10)), 2021: ((7, 22), (7, 23), (8, 8))}.get(year)
    if moved:
        yield from moved
    else:
        yield from (_monday(year, 7, 3), _monday(year, 10, 2))
        if year >= 2016:
            yield 8, 11
    if year < 2019:
        yield 12, 23
    elif year == 2019:
        yield from ((5, 1), (10, 22))
    if year >= 2020:
        yield 2, 23
