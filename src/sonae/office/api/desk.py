"""The reader's desk: what waits for him, what is due in all cases, the figures of the first page, the list as a file."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from ninja.params.functions import Query

from sonae.bylaw import Standing
from sonae.office.api import cursor as cursors
from sonae.office.api.cases import one_of
from sonae.office.api.desk_shapes import (
    DeskDuty,
    DeskDutyPage,
    FiguresShape,
    InboxPage,
    StageCount,
    WaitingShape,
    YearSum,
)
from sonae.office.api.problem import language_of
from sonae.office.api.request import reader_of, scoped
from sonae.office.api.shapes import Named, duty_fields, label_of
from sonae.office.leaving import Leaving, let_leave
from sonae.office.models import Account, Case
from sonae.office.pages.calendar import icalendar
from sonae.office.pages.digest import Digest, digests, today
from sonae.office.pages.due import DutyRow, concerns, rows_of
from sonae.office.pages.export import EXPORTS, Export, exported
from sonae.office.pages.home import SOON, Waiting, drawn_by_year, stage_counts, waiting_for, watches
from sonae.office.pages.listing import ORDERS, Asked
from sonae.office.stage import Stage

__all__ = ["router"]

router = Router(tags=["desk"])

T = TypeVar("T")

Whose = Literal["mine", "all"]
State = Literal["open", "overdue", "to_come", "done", "all"]
_STATES: dict[str, tuple[Standing, ...]] = {
    "open": (Standing.OVERDUE, Standing.DUE), "overdue": (Standing.OVERDUE,), "to_come": (Standing.TO_COME,),
    "done": (Standing.DONE, Standing.DONE_LATE), "all": tuple(Standing),
}  # fmt: skip
_ICS = "text/calendar; charset=utf-8"
_FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}


def _of_case(case: Case) -> dict[str, Any]:
    return {
        "case": case.number, "title_ja": case.title_ja, "title_en": case.title_en,
        "classification": label_of(case.classification),
    }  # fmt: skip


def _cut(
    rows: Iterable[T], place: Callable[[T], list[Any]], limit: int, cursor: str | None, bound: str
) -> tuple[list[T], str | None]:
    """Return a page of rows that stand in the order of their places, and the cursor of the page after it."""
    start = cursors.opened(cursor, bound) if cursor is not None else None
    found = [row for row in rows if start is None or place(row) > start]
    if len(found) <= limit:
        return found, None
    return found[:limit], cursors.sealed(place(found[limit - 1]), bound)


def _looked(account: Account) -> tuple[dt.date, list[tuple[Case, Digest]], dict[str, Any]]:
    day = today()
    cases, count = digests(account, day)
    return day, cases, {"looked": len(cases), "complete": count <= len(cases)}


@router.get("/inbox", response=InboxPage, operation_id="read_inbox", summary="Commands that wait for the reader")
@scoped("read", "limit", "cursor")
def read_inbox(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=200),
    cursor: str | None = Query(None, max_length=1000),
) -> InboxPage:
    """List what waits for the reader: commands that cases call for next and that he may give now."""
    account = reader_of(request).account
    day, cases, looked = _looked(account)
    seen: Counter[int] = Counter()
    rows = []
    for one in waiting_for(account, cases):
        rows.append((seen[one.case.pk], one))
        seen[one.case.pk] += 1
    rows.sort(key=_waits_since)
    found, further = _cut(rows, _waits_since, limit, cursor, json.dumps(["inbox", account.pk]))
    return InboxPage(on=day, items=[_waiting(one) for _, one in found], next=further, **looked)


def _waits_since(row: tuple[int, Waiting]) -> list[Any]:
    """Return the place of a row: since when its case waits, and where in the case it stands."""
    place, one = row
    return [one.case.changed_at.isoformat(timespec="microseconds"), one.case.pk, place]


def _waiting(one: Waiting) -> WaitingShape:
    stage = Stage(one.case.stage)
    return WaitingShape(
        **_of_case(one.case), stage=Named(code=stage.value, ja=stage.ja, en=stage.en), version=one.case.version,
        kind=one.move.kind, ja=one.move.ja, en=one.move.en, what=one.awaited.what, fields=dict(one.awaited.fields),
        citations=list(one.move.cites),
    )  # fmt: skip


@router.get("/duties", response=DeskDutyPage, operation_id="list_duties", summary="What is due in all cases")
@scoped("read", "whose", "state", "since", "until", "limit", "cursor")
def list_duties(
    request: HttpRequest,
    whose: Whose = Query(
        "mine", description="duties that the reader's roles see to, or all of the cases he may know of"
    ),
    state: State = Query("open", description="open: to be done now; a year ahead at most"),
    since: dt.date | None = Query(None, description="only those due on this day or later"),
    until: dt.date | None = Query(None, description="only those due on this day or before"),
    limit: int = Query(50, ge=1, le=200),
    cursor: str | None = Query(None, max_length=1000),
) -> DeskDutyPage:
    """List the duties of all open cases that the reader may know of, by due day."""
    account = reader_of(request).account
    day, cases, looked = _looked(account)
    rows = [
        row for row in _rows(account, cases, whose) if row.standing in _STATES[state] and _between(row, since, until)
    ]
    bound = json.dumps(["duties", account.pk, whose, state, str(since), str(until)])
    found, further = _cut(rows, _due, limit, cursor, bound)
    return DeskDutyPage(on=day, items=[_duty(row, account, day) for row in found], next=further, **looked)


def _rows(account: Account, cases: list[tuple[Case, Digest]], whose: Whose) -> list[DutyRow]:
    return [row for row in rows_of(cases) if whose == "all" or concerns(row, account)]


def _between(row: DutyRow, since: dt.date | None, until: dt.date | None) -> bool:
    due = row.duty.due
    if due is None:
        return since is None and until is None
    return (since is None or due >= since) and (until is None or due <= until)


def _due(row: DutyRow) -> list[Any]:
    due = row.duty.due
    return [due is None, str(due or ""), row.case.number, row.duty.id, row.duty.of]


def _duty(row: DutyRow, account: Account, day: dt.date) -> DeskDuty:
    return DeskDuty(
        **_of_case(row.case), **duty_fields(row.duty, day), mine=concerns(row, account), command=row.command or None,
        roles=[Named(code=role.value, ja=role.ja, en=role.en) for role in row.roles],
    )  # fmt: skip


@router.get(
    "/calendar.ics", operation_id="read_calendar", summary="Duties that are not done, as iCalendar",
    openapi_extra={"responses": {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
@scoped("read", "whose", "language")
def read_calendar(
    request: HttpRequest, whose: Whose = Query("mine"), language: Literal["ja", "en"] | None = Query(None)
) -> HttpResponseBase:
    """Return the calendar for a program that keeps one: whole days, one entry a duty (RFC 5545)."""
    account = reader_of(request).account
    _, cases, _ = _looked(account)
    rows = _rows(account, cases, whose)
    let_leave(account, Leaving.of_cases(row.case for row in rows))
    body = icalendar(rows, language or language_of(request))
    response = HttpResponse(body, content_type=_ICS)
    response["Content-Disposition"] = 'attachment; filename="sonae-duties.ics"'
    return response


@router.get("/figures", response=FiguresShape, operation_id="read_figures", summary="The figures of the first page")
@scoped("read")
def read_figures(request: HttpRequest) -> FiguresShape:
    """Count cases by stage, what waits, what is late and what is due soon, and sum what was paid by fiscal year."""
    account = reader_of(request).account
    day, cases, looked = _looked(account)
    rows = rows_of(cases)
    mine = [row for row in rows if concerns(row, account)]
    late = sum(row.standing is Standing.OVERDUE for row in mine)
    every = sum(row.standing is Standing.OVERDUE for row in rows)
    soon = sum(row.standing is Standing.DUE and row.duty.due is not None and row.duty.due <= day + SOON for row in mine)
    return FiguresShape(
        on=day, waiting=len(waiting_for(account, cases)), late=late, soon=soon,
        stages=[
            StageCount(stage=Named(code=stage.value, ja=stage.ja, en=stage.en), count=count)
            for stage, count in stage_counts(account).items()
        ],
        late_of_others=every - late if watches(account) else None,
        drawn=[YearSum(fiscal_year=year, yen=cost) for year, cost in drawn_by_year(cases).items()], **looked,
    )  # fmt: skip


@router.get(
    "/exports/cases", operation_id="export_cases", summary="The list of cases as a file; that is in the log",
    openapi_extra={"responses": {200: {"content": {media.split(";")[0]: _FILE for media in EXPORTS.values()}}}},
)  # fmt: skip
@scoped("read", "form", "language", "stage", "kind", "resource", "applicant", "q", "sort")
def export_cases(
    request: HttpRequest,
    form: Export = Query("csv", description="no cell is taken for a formula"),
    language: Literal["ja", "en"] | None = Query(None, description="of heads and words; the account's unless said"),
    stage: str = Query("", pattern=one_of(["", "open", *Stage])),
    kind: str = Query("", pattern=one_of(["", *Case.Kind])),
    resource: str = Query("", max_length=24),
    applicant: str = Query("", max_length=40, description="code of the company"),
    q: str = Query("", max_length=100, description="in number, titles, reading or the applicant's name"),
    sort: str = Query("-changed", pattern=f"^-?({'|'.join(ORDERS)})$"),
) -> HttpResponseBase:
    """Write the cases that are asked for to a file; who took it out, how many and the highest label stand in the log."""
    asked = Asked(q.strip(), stage, kind, resource, applicant, sort.removeprefix("-"), sort.startswith("-"))
    body = exported(reader_of(request).account, asked, form, language or language_of(request))
    return FileResponse(
        io.BytesIO(body), content_type=EXPORTS[form], as_attachment=True, filename=f"sonae-cases.{form}"
    )
