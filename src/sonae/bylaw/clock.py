"""Time under the bylaw: the six weeks of the review with the days that stand still, months and years after a day, closed days.

Counting is in whole days of the calendar; holidays count. What the bylaw does not say is a setting that the agency chooses by name:

- whether the first and the last day of a consultation stand still: a8.p1 takes out the time that it took, and does not say how its
  first and its last day count (:data:`CONSULTATION_DAYS`);
- what becomes of a due day on which offices are closed (:data:`DUE_ON_CLOSED_DAY`).

Of closed days the bylaw says nothing, and the agency's own work rules are not in hand: those of the offices of the State are taken,
Saturdays, Sundays, national holidays and 29 December to 3 January (Act 91 of 1988, art. 1).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sonae.core import InputError, UnknownChoiceError

if TYPE_CHECKING:
    from jpholiday import JPHoliday

__all__ = [
    "CONSULTATION_DAYS", "DUE_ON_CLOSED_DAY", "REVIEW_WEEKS", "Stop", "day_number", "is_closed", "last_day", "merged",
    "months_after", "period_end", "settled", "stops_of", "years_after",
]  # fmt: skip

REVIEW_WEEKS = 6
"""Length of the review, in principle (a8.p1)."""

CONSULTATION_DAYS = ("both_out", "first_counts", "last_counts", "both_count")
"""Of the first and the last day of a consultation: neither counts in the review, the first does, the last does, both do."""

DUE_ON_CLOSED_DAY = ("as_it_falls", "next_open_day", "previous_open_day")
"""A due day on which offices are closed stays, goes to the next open day, or to the one before."""

_DAY = dt.timedelta(days=1)
_NEW_YEAR = ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))


@dataclass(frozen=True, order=True, slots=True)
class Stop:
    """Days on which the clock stands still, the first and the last among them."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InputError(f"the clock stands still from {self.first} to {self.last}, which runs backwards")

    def __len__(self) -> int:
        return (self.last - self.first).days + 1


def stops_of(
    consultations: Iterable[tuple[dt.date, dt.date | None]], counting: str, until: dt.date
) -> tuple[Stop, ...]:
    """Return the days that consultations take out of the count, as far as they are known on a day.

    Args:
        consultations: first day and last day of each; the last is None while it lasts.
        counting: one of :data:`CONSULTATION_DAYS`.
        until: the day on which this is asked; one that lasts stands still up to and with it, one that begins later is left out.

    Raises:
        UnknownChoiceError: for another way of counting.
        InputError: for a consultation that ends before it begins.

    """
    if counting not in CONSULTATION_DAYS:
        raise UnknownChoiceError("way of counting", counting, CONSULTATION_DAYS)
    found = []
    for began, ended in consultations:
        if ended is not None and ended < began:
            raise InputError(
                f"a consultation begins on {began} and ends on {ended}", expected="a last day not before the first"
            )
        first = began + _DAY if counting in ("first_counts", "both_count") else began
        last = until if ended is None else min(ended, until)
        if last == ended and counting in ("last_counts", "both_count"):
            last -= _DAY
        if first <= last:
            found.append(Stop(first, last))
    return merged(found)


def merged(stops: Iterable[Stop]) -> tuple[Stop, ...]:
    """Return stops in order, those that overlap or touch as one."""
    found: list[Stop] = []
    for stop in sorted(stops):
        if found and stop.first <= found[-1].last + _DAY:
            found[-1] = Stop(found[-1].first, max(found[-1].last, stop.last))
        else:
            found.append(stop)
    return tuple(found)


def day_number(first_day: dt.date, stops: Sequence[Stop], day: dt.date) -> int:
    """Return which day of a period a day is: the first is day 1, days that stand still are not counted, before the first it is 0.

    A day on which the clock stands still bears the number of the day counted last.
    """
    if day < first_day:
        return 0
    still = sum(
        (min(stop.last, day) - max(stop.first, first_day)).days + 1
        for stop in merged(stops)
        if stop.first <= day and stop.last >= first_day
    )
    return (day - first_day).days + 1 - still


def last_day(first_day: dt.date, stops: Sequence[Stop], days: int) -> dt.date:
    """Return the last day of a period of counted days: the day before the first one whose number is greater.

    Raises:
        InputError: for a period of no days.

    """
    if days < 1:
        raise InputError(f"a period of {days} days has no last day", expected="1 or more")
    end = first_day + (days - 1) * _DAY
    for stop in merged(stops):
        if stop.last < first_day:
            continue
        if stop.first > end + _DAY:
            break
        end += ((stop.last - max(stop.first, first_day)).days + 1) * _DAY
    return end


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the corresponding day so many calendar months after, or the last day of a month that has none (negative: before)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def years_after(day: dt.date, years: int) -> dt.date:
    """Return the corresponding day so many years after; of 29 February, 28 February in a common year."""
    return months_after(day, 12 * years)


def period_end(first_day: dt.date, months: int) -> dt.date:
    """Return the last day of a period of calendar months whose first day is counted.

    The bylaw has no rule of its own: as in the Civil Code, art. 143, it is the day before the corresponding day, or the last day
    of a month that has none. Three months from 1 April end on 30 June.
    """
    end = months_after(first_day, months)
    return end - _DAY if end.day == first_day.day else end


def is_closed(day: dt.date) -> bool:
    """Return whether the offices of the State are closed on a day."""
    return day.weekday() >= 5 or (day.month, day.day) in _NEW_YEAR or _is_holiday(day)


def settled(due: dt.date, setting: str) -> dt.date:
    """Return a due day as it is settled where it is a closed day; the bylaw does not rule on that.

    Raises:
        UnknownChoiceError: for a setting that is none of :data:`DUE_ON_CLOSED_DAY`.

    """
    if setting not in DUE_ON_CLOSED_DAY:
        raise UnknownChoiceError("setting for a due day on a closed day", setting, DUE_ON_CLOSED_DAY)
    if setting == "as_it_falls":
        return due
    step = _DAY if setting == "next_open_day" else -_DAY
    while is_closed(due):
        due += step
    return due


@cache
def _is_holiday(day: dt.date) -> bool:
    return _japan().is_holiday(day)


@cache
def _japan() -> JPHoliday:
    # One of our own: days that others register with the library's are no holidays here. Loaded when it is asked for.
    from jpholiday import JPHoliday

    return JPHoliday()
