"""The national holidays of Japan since 2007 as the Act on National Holidays (昭和23年法律第178号) states them, written out.

With the days that were moved for the enthronement of 2019 and the games of 2020 and 2021; equinoxes by the usual formula for
1980–2099.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

DAY = dt.timedelta(days=1)
GAMES = {2020: ((7, 23), (7, 24), (8, 10)), 2021: ((7, 22), (7, 23), (8, 8))}


def holidays_by_the_act(year: int) -> frozenset[dt.date]:
    named = {dt.date(year, *day) for day in _named(year)}
    found = set(named)
    for day in named:
        if day.weekday() == 6:  # in lieu of a Sunday: the next day that is no holiday
            other = day + DAY
            while other in named:
                other += DAY
            found.add(other)
        if day + 2 * DAY in named:
            found.add(day + DAY)
    return frozenset(found)


def _monday(year: int, month: int, number: int) -> tuple[int, int]:
    first = dt.date(year, month, 1).weekday()
    return month, 1 + (-first) % 7 + 7 * (number - 1)


def _equinox(year: int, mean: float) -> int:
    past = year - 1980
    return int(mean + 0.242194 * past - past // 4)


def _named(year: int) -> Iterator[tuple[int, int]]:
    yield from ((1, 1), _monday(year, 1, 2), (2, 11), (3, _equinox(year, 20.8431)))
    yield from ((4, 29), (5, 3), (5, 4), (5, 5), _monday(year, 9, 3), (9, _equinox(year, 23.2488)), (11, 3), (11, 23))
    if year in GAMES:
        yield from GAMES[year]
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
