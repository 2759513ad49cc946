"""The inbox and the calendar of duties over all cases that the reader may know of; the calendar as iCalendar too."""

from __future__ import annotations

import calendar as months
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase

from sonae.bylaw import Standing
from sonae.core import clock_from_environment
from sonae.office.leaving import Leaving, let_leave
from sonae.office.pages.digest import digests, today
from sonae.office.pages.due import DutyLine, DutyRow, concerns, gathered, rows_of
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.home import waiting_for
from sonae.office.pages.written import written_month
from sonae.office.words import say

__all__ = ["calendar", "calendar_ics", "icalendar", "inbox"]

_EACH = 50
_STATES = {
    "open": (Standing.OVERDUE, Standing.DUE), "overdue": (Standing.OVERDUE,), "to_come": (Standing.TO_COME,),
    "done": (Standing.DONE, Standing.DONE_LATE),
}  # fmt: skip
_MONTH = re.compile(r"(20[0-9]{2}|19[0-9]{2})-(0[1-9]|1[0-2])")


def _whose(request: PageRequest, rows: Iterable[DutyRow]) -> tuple[str, list[DutyRow]]:
    whose = "all" if request.GET.get("whose") == "all" else "mine"
    return whose, [row for row in rows if whose == "all" or concerns(row, request.account)]


@page()
def inbox(request: PageRequest) -> HttpResponseBase:
    """Show what waits for the reader: commands of the cases, and duties by due day."""
    day = today()
    cases, count = digests(request.account, day)
    state = request.GET.get("state", "open")
    state = state if state in _STATES else "open"
    whose, rows = _whose(request, rows_of(cases))
    lines: list[DutyLine] = gathered(row for row in rows if row.standing in _STATES[state])
    return shown(
        request, "inbox.html",
        {
            "day": day, "waiting": Paginator(waiting_for(request.account, cases), _EACH).get_page(request.GET.get("waiting")),
            "lines": Paginator(lines, _EACH).get_page(request.GET.get("page")), "state": state, "states": list(_STATES),
            "whose": whose, "looked": len(cases), "count": count,
        },
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Day:
    date: dt.date
    within: bool
    today: bool
    lines: tuple[DutyLine, ...]


@page()
def calendar(request: PageRequest) -> HttpResponseBase:
    """Show the duties of a month, week by week; Sunday stands first, as in Japanese calendars."""
    day = today()
    asked = _MONTH.fullmatch(request.GET.get("month", ""))
    first = dt.date(int(asked[1]), int(asked[2]), 1) if asked else day.replace(day=1)
    cases, count = digests(request.account, day)
    whose, rows = _whose(request, rows_of(cases))
    by_day: dict[dt.date, list[DutyRow]] = {}
    for row in rows:
        if row.duty.due is not None:
            by_day.setdefault(row.duty.due, []).append(row)
    weeks = [
        [_Day(one, one.month == first.month, one == day, tuple(gathered(by_day.get(one, ())))) for one in week]
        for week in months.Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    ]
    before, after = first - dt.timedelta(1), first + dt.timedelta(32)
    return shown(
        request, "calendar.html",
        {
            "weeks": weeks, "first": first, "month": written_month(first, request.language), "whose": whose, "looked": len(cases),
            "before": f"{before:%Y-%m}", "after": f"{after:%Y-%m}", "this": f"{day:%Y-%m}", "count": count,
            "heads": [say(f"weekday.{n}", request.language) for n in (6, 0, 1, 2, 3, 4, 5)],
            "lines": [one for week in weeks for one in week if one.within and one.lines],
            "undated": gathered(row for row in rows if row.duty.due is None and row.open),
        },
    )  # fmt: skip


@page()
def calendar_ics(request: PageRequest) -> HttpResponseBase:
    """Write the duties that are not done as iCalendar (RFC 5545): whole days, one entry a duty."""
    cases, _ = digests(request.account, today())
    _, rows = _whose(request, rows_of(cases))
    let_leave(request.account, Leaving.of_cases(row.case for row in rows))
    response = HttpResponse(icalendar(rows, request.language), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sonae-duties.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def icalendar(rows: Iterable[DutyRow], language: str) -> bytes:
    """Return the duties that are not done and have a day, as iCalendar.

    Args:
        rows: the duties.
        language: of what is written, ja or en.

    """
    now = clock_from_environment().now()
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sonae//office//EN", "CALSCALE:GREGORIAN"]
    for row in rows:
        if row.duty.due is not None and row.standing not in (Standing.DONE, Standing.DONE_LATE):
            lines += _entry(row, row.duty.due, language, now)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line)).encode()


def _entry(row: DutyRow, due: dt.date, language: str, now: dt.datetime) -> Iterator[str]:
    what = row.duty.what.ja if language == "ja" else row.duty.what.en
    title = row.case.title_ja if language == "ja" else row.case.title_en
    cited = ", ".join(cite.label_ja if language == "ja" else cite.label_en for cite in row.citations)
    own = re.sub(r"[^a-z0-9]+", "-", f"{row.duty.id} {row.duty.of}".lower()).strip("-")
    yield "BEGIN:VEVENT"
    yield f"UID:{row.case.number}-{own}@sonae"
    yield f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{due + dt.timedelta(1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(f'{what} ({title})')}"
    yield f"DESCRIPTION:{_escaped(f'{row.case.number} {cited}')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return re.sub(r"\r\n|\r|\n", r"\\n", plain)


def _folded(line: str) -> Iterator[str]:
    """Fold a line into parts of at most 75 bytes, never inside a letter."""
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 74:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + width
    yield part
