"""Day counts and business days beside published dates and hand-counted ones."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.debt import DAY_COUNTS, japanese_bank_calendar, japanese_holidays, year_fraction
from tests.economics.debt.holidays import holidays_by_the_act

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2050, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "bond", "euro"),
    [
        ("2024-01-31", "2024-02-28", 28, 28),
        ("2024-01-30", "2024-01-31", 0, 0),
        ("2024-01-15", "2024-01-31", 16, 15),
        ("2024-02-28", "2024-03-31", 33, 32),
        ("2024-02-29", "2025-02-28", 359, 359),
        ("2024-03-31", "2024-09-30", 180, 180),
    ],
)
def test_months_of_thirty_days(start: str, end: str, bond: int, euro: int) -> None:
    """Counted by hand from ISDA 2006, 4.16 (f) and (g): they differ when only the later date is a 31st."""
    days = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    assert year_fraction(*days, "30/360 bond basis") == Fraction(bond, 360)
    assert year_fraction(*days, "30E/360") == Fraction(euro, 360)


def test_actual_days() -> None:
    """1 November 2003 to 1 May 2004 as in ISDA's memorandum of 1998: 61/365 + 121/366."""
    days = dt.date(2003, 11, 1), dt.date(2004, 5, 1)
    assert year_fraction(*days, "act/act ISDA") == Fraction(61, 365) + Fraction(121, 366)
    assert year_fraction(*days, "act/365F") == Fraction(182, 365)
    assert year_fraction(*days, "act/360") == Fraction(182, 360)


@given(DAYS, DAYS, DAYS)
def test_actual_counts_add_up_over_a_split(a: dt.date, b: dt.date, c: dt.date) -> None:
    first, middle, last = sorted((a, b, c))
    for name in ("act/365F", "act/360", "act/act ISDA"):
        parts = year_fraction(first, middle, name) + year_fraction(middle, last, name)
        assert parts == year_fraction(first, last, name)


def test_day_counts_that_are_not_there() -> None:
    day = dt.date(2024, 1, 1)
    with pytest.raises(UnknownChoiceError, match="act/365F"):
        year_fraction(day, day, "act/365")
    with pytest.raises(InputError, match="counts no days"):
        year_fraction(day, day, DAY_COUNTS[-1])
    with pytest.raises(InputError, match="ends before"):
        year_fraction(day, dt.date(2023, 1, 1), "act/360")


def words(text: str) -> set[str]:
    return set(text.split())


def test_holidays_of_japan_are_those_of_the_calendars() -> None:
    """2019, 2020 and 2026 as gazetted (内閣府「国民の祝日」について): moved days, days in lieu, days between."""
    short = {year: {day.strftime("%m%d") for day in japanese_holidays(year)} for year in (2019, 2020, 2026)}
    assert short[2019] == words(
        "0101 0114 0211 0321 0429 0430 0501 0502 0503 0504 0505 0506 0715 0811 0812 0916 0923 1014 1022 1103 1104 1123"
    )
    assert short[2020] == words(
        "0101 0113 0211 0223 0224 0320 0429 0503 0504 0505 0506 0723 0724 0810 0921 0922 1103 1123"
    )
    assert short[2026] == words(
        "0101 0112 0211 0223 0320 0429 0503 0504 0505 0506 0720 0811 0921 0922 0923 1012 1103 1123"
    )
    with pytest.raises(InputError, match="not known"):
        japanese_holidays(2100)


@pytest.mark.slow
def test_holidays_of_japan_are_those_of_the_act() -> None:
    for year in range(2007, 2100):
        assert japanese_holidays(year) == holidays_by_the_act(year), year


@given(st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)))
def test_banks_are_open_on_days_that_nothing_closes(day: dt.date) -> None:
    closed = day.weekday() >= 5 or day in holidays_by_the_act(day.year)
    closed |= (day.month, day.day) in ((12, 31), (1, 1), (1, 2), (1, 3))
    assert japanese_bank_calendar(2024, 2027).is_open(day) is not closed


def test_calendars_end_where_the_holidays_are_not_known() -> None:
    for years in ((2006, 2010), (2090, 2100)):
        with pytest.raises(InputError, match="not known"):
            japanese_bank_calendar(*years)


def test_payments_move_off_closed_days() -> None:
    calendar = japanese_bank_calendar(2023, 2026)
    year_end, month_end = dt.date(2023, 12, 31), dt.date(2024, 3, 31)
    assert calendar.moved(year_end, "following") == dt.date(2024, 1, 4)
    assert calendar.moved(year_end, "modified following") == dt.date(2023, 12, 29)
    assert calendar.moved(month_end, "preceding") == dt.date(2024, 3, 29)
    assert calendar.moved(dt.date(2024, 6, 1), "modified preceding") == dt.date(2024, 6, 3)
    assert calendar.moved(month_end, "unadjusted") == month_end
    assert calendar.moved(dt.date(2024, 4, 1), "following") == dt.date(2024, 4, 1)
    with pytest.raises(UnknownChoiceError):
        calendar.moved(month_end, "nearest")
    with pytest.raises(InputError, match="does not hold 2027"):
        calendar.moved(dt.date(2027, 1, 4), "following")
    with pytest.raises(InputError, match="backwards"):
        japanese_bank_calendar(2026, 2025)
