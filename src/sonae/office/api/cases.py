"""Cases: lists with filter, order and cursor; one case; what the bylaw finds of it, what is due, how its life went."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from sonae.bylaw import Duty, duties_of, finding_as_dict, with_supplied
from sonae.core import Finding, UnknownChoiceError, clock_from_environment
from sonae.office.api import cursor as cursors
from sonae.office.api.problem import cited
from sonae.office.api.request import case_of, reader_of, scoped
from sonae.office.api.shapes import (
    CaseLine,
    CasePage,
    CaseShape,
    CommandHint,
    DutiesShape,
    DutyShape,
    EventPage,
    EventShape,
    FindingLine,
    FindingsShape,
    Named,
    department,
    duty_fields,
)
from sonae.office.commands import moves
from sonae.office.facts import agency_parameters, checked, day_of, read_facts
from sonae.office.gate import may_give, visible_cases
from sonae.office.log import event_names
from sonae.office.models import Account, Case, Event
from sonae.office.pages.lifeline import events_of
from sonae.office.pages.reading import facts_for, findings_for, inside
from sonae.office.stage import Stage

__all__ = ["one_of", "router"]

router = Router(tags=["cases"])

Sort = Literal[
    "-changed_at", "changed_at", "number", "-number", "reading", "-reading", "opened_on", "-opened_on", "applicant", "-applicant",
    "stage", "-stage",
]  # fmt: skip
_COLUMNS: Mapping[str, tuple[str, Callable[[Case], Any]]] = {
    "changed_at": ("changed_at", lambda case: case.changed_at.isoformat()), "number": ("number", lambda case: case.number),
    "reading": ("reading", lambda case: case.reading), "opened_on": ("opened_on", lambda case: case.opened_on.isoformat()),
    "applicant": ("applicant__reading", lambda case: case.applicant.reading), "stage": ("stage", lambda case: case.stage),
}  # fmt: skip
"""What is sorted by: the column, and its value as a cursor holds it."""
_SORTED = ("number", "kind", "title_ja", "title_en", "reading", "resource", "stage", "classification", "bylaw", "fictional",
           "opened_on", "changed_at", "version")  # fmt: skip
_YEAR = dt.timedelta(366)
_FARTHEST = dt.timedelta(3660)


def one_of(names: Iterable[str]) -> str:
    """Return a pattern that takes one of these names."""
    return f"^({'|'.join(names)})$"


@router.get("", response=CasePage, operation_id="list_cases", summary="List the cases that the reader may know of")
@scoped("read", "stage", "kind", "resource", "applicant", "q", "sort", "limit", "cursor")
def list_cases(
    request: HttpRequest,
    stage: str | None = Query(None, pattern=one_of(["open", *Stage]), description="open: all that have not ended"),
    kind: str | None = Query(None, pattern=one_of(Case.Kind)),
    resource: str | None = Query(None, max_length=24),
    applicant: str | None = Query(None, max_length=40, description="code of the company"),
    q: str | None = Query(
        None, min_length=1, max_length=100, description="in number, titles, reading or the applicant's name"
    ),
    sort: Sort = Query("-changed_at"),
    limit: int = Query(50, ge=1, le=200),
    cursor: str | None = Query(None, max_length=1000),
) -> CasePage:
    """List cases. How many there are in all is not said: it would tell of cases that come and go."""
    reader = reader_of(request)
    rows = visible_cases(reader.account).select_related("applicant").only(
        *_SORTED, "applicant__code", "applicant__name_ja", "applicant__name_en", "applicant__reading"
    )  # fmt: skip
    if stage == "open":
        rows = rows.exclude(stage__in=[one.value for one in Stage if one.ended])
    asked = {
        "stage": None if stage == "open" else stage,
        "kind": kind,
        "resource": resource,
        "applicant__code": applicant,
    }
    rows = rows.filter(**{name: str(value) for name, value in asked.items() if value is not None})
    if q is not None:
        rows = rows.filter(
            Q(title_ja__icontains=q) | Q(title_en__icontains=q) | Q(reading__icontains=q) | Q(number__icontains=q)
            | Q(applicant__name_ja__icontains=q) | Q(applicant__name_en__icontains=q)
        )  # fmt: skip
    bound = json.dumps(["cases", reader.account.pk, sort, q, stage, *map(str, asked.values())])
    found, further = _page(rows, sort, limit, cursor, bound)
    return CasePage(items=[CaseLine(**CaseLine.fields_of(case)) for case in found], next=further)


def _page(rows: QuerySet[Case], sort: str, limit: int, cursor: str | None, bound: str) -> tuple[list[Case], str | None]:
    (name, value_of), falls = _COLUMNS[sort.removeprefix("-")], sort.startswith("-")
    rows = rows.order_by(f"-{name}" if falls else name, "-pk" if falls else "pk")
    if cursor is not None:
        value, key = cursors.opened(cursor, bound)
        way = "lt" if falls else "gt"
        rows = rows.filter(Q(**{f"{name}__{way}": value}) | Q(**{name: value, f"pk__{way}": key}))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], cursors.sealed([value_of(last), last.pk], bound)


@router.get("/{number}", response=CaseShape, operation_id="read_case", summary="Read a case with its facts")
@scoped("read")
def read_case(request: HttpRequest, response: HttpResponse, number: str) -> CaseShape:
    """Read a case. Its ETag begins with the version that a command rests on: send it back as If-Match."""
    case, account = case_of(request, number), reader_of(request).account
    open_now = [move for move in moves().values() if move.offered and may_give(account, move, case)]
    response["X-Case-Version"] = str(case.version)
    return CaseShape(
        **CaseLine.fields_of(case), promoting=department(case.promoting), reviewing=department(case.reviewing),
        facts=dict(facts_for(account, case)),
        promoter=case.promoter.login if case.promoter and inside(account) else None,
        commands=[CommandHint(kind=move.kind, ja=move.ja, en=move.en) for move in open_now],
    )  # fmt: skip


@router.get(
    "/{number}/findings", response=FindingsShape, operation_id="read_findings", summary="What the bylaw finds of a case on a day",
)  # fmt: skip
@scoped("read", "on", "question")
def read_findings(
    request: HttpRequest,
    number: str,
    on: dt.date | None = Query(None, description="today unless said"),
    question: str | None = Query(None, max_length=200, description="one question, with its derivation"),
) -> FindingsShape:
    """Ask the bylaw. A case that no bylaw in hand governs has no findings; what the agency asks itself no company reads."""
    case = case_of(request, number)
    day = on or day_of(clock_from_environment().now())
    if not case.bylaw:
        return FindingsShape(case=case.number, version=case.version, on=day, bylaw_version=None, findings=[])
    check = checked(read_facts(case), day)
    found = findings_for(reader_of(request).account, check.findings)
    if question is not None:
        found = (_asked(found, question),)
    return FindingsShape(
        case=case.number, version=case.version, on=day, bylaw_version=check.version,
        findings=[_line(one, question is not None) for one in found],
    )  # fmt: skip


def _asked(found: Iterable[Finding], question: str) -> Finding:
    by_name = {finding.question: finding for finding in found}
    if question not in by_name:
        raise UnknownChoiceError("question", question, list(by_name), field="question")
    return by_name[question]


def _line(finding: Finding, whole: bool) -> FindingLine:
    return FindingLine(
        question=finding.question, outcome=finding.outcome.value, because_ja=finding.because_ja, because_en=finding.because,
        citations=cited(finding.citations), missing=list(finding.missing),  # type: ignore[arg-type]
        derivation=finding_as_dict(finding) if whole else None,
    )  # fmt: skip


@router.get("/{number}/duties", response=DutiesShape, operation_id="read_duties", summary="What is due in a case")
@scoped("read", "on", "until")
def read_duties(
    request: HttpRequest,
    number: str,
    on: dt.date | None = Query(None, description="today unless said"),
    until: dt.date | None = Query(None, description="a year on unless said, ten years at most"),
) -> DutiesShape:
    """Return the calendar of duties. A case that no bylaw in hand governs has none."""
    case = case_of(request, number)
    day = on or day_of(clock_from_environment().now())
    end = min(until or _after(day, _YEAR), _after(day, _FARTHEST))
    found: tuple[Duty, ...] = ()
    if case.bylaw:
        facts = read_facts(case)
        supplied = {name: one for name, one in agency_parameters().items() if name not in facts.parameters}
        found = duties_of(with_supplied(facts, supplied, "agency"), day, end)
    shaped = [DutyShape(**duty_fields(duty, day)) for duty in found]
    return DutiesShape(case=case.number, version=case.version, on=day, until=end, duties=shaped)


def _after(day: dt.date, span: dt.timedelta) -> dt.date:
    return day + min(span, dt.date.max - day)


@router.get(
    "/{number}/events", response=EventPage, operation_id="read_events", summary="The life of a case, oldest first"
)
@scoped("read", "limit", "cursor")
def read_events(
    request: HttpRequest,
    number: str,
    limit: int = Query(100, ge=1, le=200),
    cursor: str | None = Query(None, max_length=1000),
) -> EventPage:
    """Return who did what, when, under which provisions; of another house a company reads the department alone."""
    account, case = reader_of(request).account, case_of(request, number)
    rows = events_of(account, case)
    bound = json.dumps(["events", account.pk, case.number])
    if cursor is not None:
        rows = rows.filter(sequence__gt=cursors.opened(cursor, bound)[0])
    found = list(rows[: limit + 1])
    people = Account.objects.filter(login__in={one.actor for one in found}).select_related("organisation", "department")
    by_login = {one.login: one for one in people}
    items = [_event(event, by_login.get(event.actor), account) for event in found[:limit]]
    return EventPage(
        items=items, next=cursors.sealed([found[limit - 1].sequence], bound) if len(found) > limit else None
    )


def _event(event: Event, person: Account | None, reader: Account) -> EventShape:
    shown = inside(reader) or (person is not None and person.organisation_id == reader.organisation_id)
    body: Mapping[str, Any] = json.loads(event.line)["body"]
    ja, en = event_names().get(event.kind, (event.kind, event.kind))
    move = moves().get(event.kind)
    fields = {name: value for name, value in body.items() if name not in ("from", "to", "version", "bylaw", "outcomes")}
    place = (person.department or person.organisation) if person else None
    return EventShape(
        sequence=event.sequence, at=event.at, actor=event.actor if shown else None, kind=event.kind, ja=ja, en=en,
        house=Named(code=place.code, ja=place.name_ja, en=place.name_en) if place else None, stage=body.get("to"),
        version=body.get("version"), outcomes=body.get("outcomes", {}) if shown else None,
        citations=list(move.cites) if move else list(body.get("cites", ())), fields=fields if shown else None, hash=event.hash,
    )  # fmt: skip
