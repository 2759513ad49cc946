"""The clock of the review, periods of months, closed days; oracles count day by day."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.bylaw import clock
from sonae.bylaw.clock import Stop
from sonae.core import InputError, UnknownChoiceError

DAY = dt.timedelta(1)
FIRST = dt.date(2026, 4, 1)
DATES = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
STOPS = st.lists(st.builds(lambda day, length: Stop(day, day + length * DAY), DATES, st.integers(0, 40)), max_size=5)


def counted(first: dt.date, stops: list[Stop], day: dt.date) -> int:
    """Count day by day."""
    days = [first + n * DAY for n in range((day - first).days + 1)]
    return sum(not any(stop.first <= one <= stop.last for stop in stops) for one in days)


def test_six_weeks_without_a_stop() -> None:
    """1 April is day 1, 12 May day 42; the holidays of May are counted."""
    end = clock.last_day(FIRST, (), 7 * clock.REVIEW_WEEKS)
    assert end == dt.date(2026, 5, 12)
    numbers = [clock.day_number(FIRST, (), day) for day in (FIRST - DAY, FIRST, end, end + DAY)]
    assert numbers == [0, 1, 42, 43]


def test_a_stop_right_after_the_last_day_lengthens_and_one_day_later_does_not() -> None:
    end = dt.date(2026, 5, 12)
    assert clock.last_day(FIRST, [Stop(end + DAY, end + 10 * DAY)], 42) == end + 10 * DAY
    assert clock.last_day(FIRST, [Stop(end + 2 * DAY, end + 10 * DAY)], 42) == end
    assert clock.last_day(FIRST, [Stop(FIRST - 5 * DAY, FIRST - DAY)], 42) == end
    assert clock.last_day(FIRST, [Stop(FIRST - 5 * DAY, FIRST)], 42) == end + DAY
    assert clock.last_day(FIRST, [Stop(FIRST, FIRST)], 1) == FIRST + DAY


@given(DATES, STOPS, DATES)
def test_the_number_of_a_day_is_that_of_counting(first: dt.date, stops: list[Stop], day: dt.date) -> None:
    assert clock.day_number(first, stops, day) == counted(first, stops, day)
    assert clock.day_number(first, stops[::-1], day) == counted(first, stops, day)


@given(DATES, STOPS, st.integers(1, 60))
def test_the_last_day_is_the_last_whose_number_is_not_greater(first: dt.date, stops: list[Stop], days: int) -> None:
    end = clock.last_day(first, stops, days)
    assert clock.day_number(first, stops, end) == days
    assert clock.day_number(first, stops, end + DAY) == days + 1


@given(STOPS)
def test_merged_stops_hold_the_same_days_and_do_not_touch(stops: list[Stop]) -> None:
    def days(of: list[Stop]) -> list[dt.date]:
        return [stop.first + n * DAY for stop in of for n in range(len(stop))]

    one = list(clock.merged(stops))
    assert days(one) == sorted(set(days(stops)))
    assert all(a.last + DAY < b.first for a, b in pairwise(one))


@given(
    DATES, st.lists(st.tuples(DATES, st.integers(0, 60), st.integers(0, 30)), max_size=4),
    st.sampled_from(clock.CONSULTATION_DAYS), DATES,
)  # fmt: skip
def test_a_longer_consultation_never_shortens_the_clock(
    first: dt.date, spans: list[tuple[dt.date, int, int]], counting: str, until: dt.date
) -> None:
    short = clock.stops_of([(day, day + length * DAY) for day, length, _ in spans], counting, until)
    longer = clock.stops_of([(day, day + (length + more) * DAY) for day, length, more in spans], counting, until)
    lasting = clock.stops_of([(day, None) for day, _, _ in spans], counting, until)
    ends = [clock.last_day(first, stops, 42) for stops in (short, longer, lasting)]
    assert ends == sorted(ends)


@pytest.mark.parametrize(
    ("counting", "days"),
    [("both_out", [10, 11, 12]), ("first_counts", [11, 12]), ("last_counts", [10, 11]), ("both_count", [11])],
)
def test_the_first_and_the_last_day_of_a_consultation(counting: str, days: list[int]) -> None:
    april = [FIRST.replace(day=day) for day in (9, 10, 11, 12, 13)]
    stops = clock.stops_of([(april[1], april[3])], counting, april[4])
    assert [day.day for day in april if any(s.first <= day <= s.last for s in stops)] == days


def test_a_consultation_of_one_day_stops_the_clock_only_where_both_ends_do() -> None:
    found = [len(clock.stops_of([(FIRST, FIRST)], counting, FIRST)) for counting in clock.CONSULTATION_DAYS]
    assert found == [1, 0, 0, 0]


def test_a_consultation_that_lasts_stands_still_to_the_day_of_the_question() -> None:
    until = FIRST + 5 * DAY
    for ended in (None, until + DAY):
        assert clock.stops_of([(FIRST, ended)], "last_counts", until) == (Stop(FIRST, until),)
        assert clock.stops_of([(FIRST, ended)], "both_count", until) == (Stop(FIRST + DAY, until),)
    assert clock.stops_of([(FIRST, until)], "last_counts", until) == (Stop(FIRST, until - DAY),)
    assert clock.stops_of([(until + DAY, None)], "both_out", until) == ()
    assert clock.stops_of([(until, None)], "both_out", until) == (Stop(until, until),)


def test_a_stop_that_ends_on_the_first_day_takes_it_out() -> None:
    assert clock.day_number(FIRST, [Stop(FIRST - DAY, FIRST)], FIRST) == 0
    assert clock.day_number(FIRST, [Stop(FIRST - DAY, FIRST)], FIRST + DAY) == 1
    assert len(Stop(FIRST, FIRST + DAY)) == 2


def test_what_runs_backwards_or_is_unknown_is_refused() -> None:
    with pytest.raises(InputError, match="runs backwards"):
        Stop(FIRST, FIRST - DAY)
    with pytest.raises(InputError, match="begins on 2026-04-01 and ends on 2026-03-31"):
        clock.stops_of([(FIRST, FIRST - DAY)], "both_out", FIRST)
    with pytest.raises(UnknownChoiceError, match="both_out"):
        clock.stops_of([], "both", FIRST)
    with pytest.raises(UnknownChoiceError, match="next_open_day"):
        clock.settled(FIRST, "next")
    with pytest.raises(InputError, match="no last day"):
        clock.last_day(FIRST, (), 0)


def test_months_and_years_after() -> None:
    assert clock.months_after(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert clock.months_after(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)
    assert clock.months_after(dt.date(2026, 12, 15), 12) == dt.date(2027, 12, 15)
    assert clock.months_after(dt.date(2026, 1, 15), -1) == dt.date(2025, 12, 15)
    assert clock.years_after(dt.date(2024, 2, 29), 5) == dt.date(2029, 2, 28)
    assert clock.years_after(dt.date(2024, 2, 29), 4) == dt.date(2028, 2, 29)
    assert clock.years_after(dt.date(2021, 6, 10), 5) == dt.date(2026, 6, 10)


def test_a_period_of_months_ends_the_day_before_the_corresponding_day() -> None:
    assert clock.period_end(dt.date(2026, 4, 1), 3) == dt.date(2026, 6, 30)
    assert clock.period_end(dt.date(2026, 1, 1), 3) == dt.date(2026, 3, 31)
    assert clock.period_end(dt.date(2026, 1, 16), 1) == dt.date(2026, 2, 15)
    assert clock.period_end(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert clock.period_end(dt.date(2024, 2, 29), 60) == dt.date(2029, 2, 28)


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        ("2026-05-01", False), ("2026-05-02", True), ("2026-05-03", True), ("2026-05-06", True), ("2026-05-07", False),
        ("2026-09-22", True), ("2026-12-28", False), ("2026-12-29", True), ("2026-12-30", True), ("2026-12-31", True),
        ("2026-01-02", True), ("2025-01-03", True),
        ("2025-01-06", False), ("2027-01-01", True), ("2026-11-20", False),
    ],
)  # fmt: skip
def test_closed_days(day: str, closed: bool) -> None:
    """22 September 2026 lies between two holidays and is one; the days around New Year are closed by Act 91 of 1988."""
    assert clock.is_closed(dt.date.fromisoformat(day)) is closed


def test_a_due_day_that_is_closed_goes_where_the_agency_settles() -> None:
    due = dt.date(2026, 5, 3)
    assert [clock.settled(due, setting) for setting in clock.DUE_ON_CLOSED_DAY] == [
        due, dt.date(2026, 5, 7), dt.date(2026, 5, 1),
    ]  # fmt: skip
    open_day = dt.date(2026, 5, 7)
    assert {clock.settled(open_day, setting) for setting in clock.DUE_ON_CLOSED_DAY} == {open_day}
