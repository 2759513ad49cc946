"""Day counts: the length of an interest period in years, as an exact fraction.

Act/act, act/365 fixed, act/360, 30/360 and 30E/360 as in the 2006 ISDA Definitions, section 4.16 (b), (d), (e), (f), (g);
«equal period» is the textbook's: every period of a loan with n payments a year is 1/n, whatever its days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction

from sonae.core import InputError, UnknownChoiceError

__all__ = ["DAY_COUNTS", "EQUAL_PERIOD", "year_fraction"]

EQUAL_PERIOD = "equal period"


def _act_act(start: dt.date, end: dt.date) -> Fraction:
    total, day = Fraction(0), start
    while day < end:
        turn = min(end, dt.date(day.year + 1, 1, 1))
        total += Fraction((turn - day).days, (dt.date(day.year + 1, 1, 1) - dt.date(day.year, 1, 1)).days)
        day = turn
    return total


def _thirty(start: dt.date, first: int, end: dt.date, last: int) -> Fraction:
    return Fraction(360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first, 360)


def _bond_basis(start: dt.date, end: dt.date) -> Fraction:
    first = min(start.day, 30)
    return _thirty(start, first, end, min(end.day, 30) if first == 30 else end.day)


def _eurobond(start: dt.date, end: dt.date) -> Fraction:
    return _thirty(start, min(start.day, 30), end, min(end.day, 30))


_COUNTS: Mapping[str, Callable[[dt.date, dt.date], Fraction]] = {
    "act/365F": lambda start, end: Fraction((end - start).days, 365),
    "act/360": lambda start, end: Fraction((end - start).days, 360),
    "act/act ISDA": _act_act,
    "30/360 bond basis": _bond_basis,
    "30E/360": _eurobond,
}
DAY_COUNTS = (*_COUNTS, EQUAL_PERIOD)
"""Names of the day counts."""


def year_fraction(start: dt.date, end: dt.date, day_count: str) -> Fraction:
    """Return the years from ``start`` (counted) to ``end`` (not counted).

    Args:
        start: first day of the period.
        end: day after its last one.
        day_count: one of :data:`DAY_COUNTS` but «equal period», which knows no days.

    Raises:
        UnknownChoiceError: for any other day count.
        InputError: when the period ends before it begins, or for «equal period».

    """
    if day_count == EQUAL_PERIOD:
        raise InputError("«equal period» counts no days", field="day_count", expected="a day count by dates")
    if day_count not in _COUNTS:
        raise UnknownChoiceError("day count", day_count, DAY_COUNTS)
    if end < start:
        raise InputError(f"the period from {start} to {end} ends before it begins", field="period")
    return _COUNTS[day_count](start, end)
