"""Pages of the bases: the list of books, the desk, release and drills, plans, safety and law, LPG and LNG."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from sonae.core import FiscalYear, clock_from_environment
from sonae.core import Yen as WholeYen
from sonae.office.books import book_kinds, book_moves, may_give_book, visible_books
from sonae.office.books.bases import KIND, BasesState, Waiting, bases_board
from sonae.office.gate import RefusedError, Verdict
from sonae.office.models import Account, Book
from sonae.office.pages.bases.face import base_names
from sonae.office.pages.bases.told import (
    drills_told,
    fill_of,
    grades_of,
    operators_told,
    scenarios_told,
    swaps_told,
    tanks_of,
    works_told,
)
from sonae.office.pages.books import entries_of_life, framed_book, offered_moves, receipt_of
from sonae.office.pages.digest import today
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.judged import lines_of
from sonae.office.pages.lifeline import entries_of_book
from sonae.stockpile.bases import (
    accident_causes,
    assessment_coverage,
    buffer_budget,
    catalogue_finding,
    drill_count,
    drill_coverage,
    event_findings,
    incident_findings,
    inspection_findings,
    legal_rows,
    procurement_gate,
    release_blocking_accidents,
    review_legal_register,
    review_measurement,
    swap_count,
)

__all__ = ["bases", "bases_books", "bases_gas", "bases_plans", "bases_release", "bases_safety", "waiting_bases"]

_LAST = 5
_OF_PAGE = {
    "bases": ("bases.", "tank."), "bases_release": ("scenario.", "contingency.", "incident.", "base_drill."),
    "bases_plans": ("swap.", "maintenance."),
    "bases_safety": ("safety.", "inspection.", "accident.", "duty.", "operator."),
    "bases_gas": ("lpg.", "buffer.", "procurement."),
}  # fmt: skip


@page()
def bases_books(request: PageRequest) -> HttpResponseBase:
    """List the books of the bases that the reader may know of."""
    account = request.account
    if not account.roles & book_kinds()[KIND].seen_by:
        raise RefusedError(Verdict(False, "この役割では備蓄基地を閲覧できない。", "this role does not see the bases."))
    now = clock_from_environment().now()
    rows = [(book, bases_board(book_kinds()[KIND].read(book), now)) for book in visible_books(account, KIND)]
    may_open = bool(may_give_book(account, book_moves()["bases.open"], None))
    return shown(request, "bases/list.html", {"rows": rows, "may_open": may_open})


def _framed(request: PageRequest, number: str, tab: str) -> tuple[Book, BasesState, dict[str, Any]]:
    book, state, frame = framed_book(request, number, KIND)
    may, not_now = offered_moves(request.account, book, state)
    starts = _OF_PAGE[tab]
    context = {
        **frame, "here_tab": tab, "day": today(), "may": [one for one in may if one.move.kind.startswith(starts)],
        "not_now": [one for one in not_now if one.move.kind.startswith(starts)], "receipt": receipt_of(request, book),
        "names": base_names(state, request.language),
    }  # fmt: skip
    return book, state, context


def _todo(
    account: Account, waiting: tuple[Waiting, ...], number: str, where: Mapping[str, str] | None = None
) -> tuple[list[Any], list[Any]]:
    """Return what waits: for the reader, with the address of the form, and for others; ``where`` names the base of a record."""
    mine: list[Any] = []
    others: list[Any] = []
    for one in waiting:
        query = f"?{urlencode({one.field: one.of})}" if one.field else ""
        row = {
            "waiting": one,
            "where": (where or {}).get(one.of, ""),
            "address": reverse("book_command", args=[number, one.kind]) + query,
        }
        (mine if account.roles & book_moves()[one.kind].roles else others).append(row)
    return mine, others


def waiting_bases(account: Account) -> list[tuple[Book, int, int]]:
    """Return the books of the bases in which something waits for an account: how much, and how much of it is late."""
    now, found = clock_from_environment().now(), []
    for book in visible_books(account, KIND):
        mine, _ = _todo(account, bases_board(book_kinds()[KIND].read(book), now).waiting, book.number)
        found.append((book, len(mine), sum(one["waiting"].late for one in mine)))
    return [one for one in found if one[1]]


@page()
def bases(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the bases at a glance: readiness, fill, what waits and what is late."""
    book, state, context = _framed(request, number, "bases")
    board = bases_board(state, clock_from_environment().now())
    mine, others = _todo(request.account, board.waiting, number, _places(state, context["names"]))
    last = entries_of_book(request.account, book, entries_of_life(book, newest_first=True)[:_LAST], request.language)
    return shown(
        request, "bases/desk.html",
        {
            **context, "board": board, "mine": mine,
            "lines": [(line, fill_of(line.site), tanks_of(state, line.site, request.language)) for line in board.bases],
            "others": others, "late": sum(one.late for one in board.waiting), "grades": grades_of(state), "last": last,
        },
    )  # fmt: skip


def _places(state: BasesState, names: Mapping[str, str]) -> dict[str, str]:
    """Return the base of every record by the record's name."""
    records: list[Any] = [*state.incidents, *state.drills, *state.duties, *state.lpg_events]
    found = {one.id: names.get(one.base, one.base) for one in records}
    return {**dict(names), **found, **{one.id: one.supplier for one in state.grants}}


@page()
def bases_release(request: PageRequest, number: str) -> HttpResponseBase:
    """Show scenarios, incidents with the contingency plan, and drills with their gate."""
    _, state, context = _framed(request, number, "bases_release")
    names, now = context["names"], clock_from_environment().now()
    incidents = [
        (
            one,
            names.get(one.base, one.base),
            lines_of(incident_findings(one, max(now, one.begun), at_once_hours=_hours(state))),
        )
        for one in reversed(state.incidents)
    ]
    year, counted = FiscalYear.of(today()).year, []
    plan = state.drill_plan
    if plan is not None:
        counted = [drill_coverage(plan, list(names))]
        if plan.first_year <= year <= plan.last_year:
            counted.append(drill_count(plan, state.drills, year))
    return shown(
        request, "bases/release.html",
        {
            **context, "scenarios": scenarios_told(state, names), "incidents": incidents, "counted": lines_of(counted),
            "catalogue": lines_of([catalogue_finding(state.catalogue, list(names))]),
            "drills": [(one, lines_of(one.findings)) for one in drills_told(state, names, today())],
        },
    )  # fmt: skip


def _hours(state: BasesState) -> Any:
    from fractions import Fraction

    return None if state.at_once_hours is None else Fraction(state.at_once_hours)


@page()
def bases_plans(request: PageRequest, number: str) -> HttpResponseBase:
    """Show crude swaps with the import mix, and plans of maintenance with their works and budgets."""
    _, state, context = _framed(request, number, "bases_plans")
    year = FiscalYear.of(today()).year
    return shown(
        request, "bases/plans.html",
        {
            **context, "swaps": [(one, lines_of([one.finding])) for one in swaps_told(state)],
            "counted": lines_of([swap_count(state.swap_records, year, state.swap_target.get(year))]),
            "plans": works_told(state, context["names"]),
        },
    )  # fmt: skip


@page()
def bases_safety(request: PageRequest, number: str) -> HttpResponseBase:
    """Show assessments, inspections with open points, accidents, the legal register and the operators."""
    _, state, context = _framed(request, number, "bases_safety")
    day, names = today(), context["names"]
    year = FiscalYear.of(day).year
    review = review_legal_register(state.duties, day, lead_days=state.lead_days)
    duties = {one.id: one for one in state.duties}
    rows = [(row, duties[row["id"]], review.due[row["id"]]) for row in legal_rows(state.duties, review)]
    findings = [
        assessment_coverage(state.assessments, list(names), year), *inspection_findings(state.inspections, year, day),
        release_blocking_accidents(state.accidents, year), review.finding,
    ]  # fmt: skip
    points = [(one, point) for one in state.inspections for point in one.points if point.closed_on is None]
    return shown(
        request, "bases/safety.html",
        {
            **context, "findings": lines_of(findings), "legal": rows, "operators": operators_told(state),
            "causes": accident_causes(state.accidents),
            "points": [(one, point, point.due < day) for one, point in points],
        },
    )  # fmt: skip


@page()
def bases_gas(request: PageRequest, number: str) -> HttpResponseBase:
    """Show measurements and events of LPG, grants and cargoes of the LNG buffer, and emergency procurement."""
    _, state, context = _framed(request, number, "bases_gas")
    now, limits = clock_from_environment().now(), state.lpg_limits
    events = [
        (one, lines_of(event_findings(one, limits, max(now, one.last_report))))
        for one in reversed(state.lpg_events)
        if limits
    ]
    measured = [
        (one, lines_of(review_measurement(one, limits).findings)) for one in reversed(state.measurements) if limits
    ]
    budget = [] if state.buffer_budget is None else [buffer_budget(state.grants, WholeYen(state.buffer_budget))]
    return shown(
        request, "bases/gas.html",
        {
            **context, "events": events, "measured": measured[:20], "budget": lines_of(budget),
            "procurements": [(one, lines_of([procurement_gate(one)])) for one in state.procurements],
        },
    )  # fmt: skip
