"""Pages of the stock: the desk, decisions side by side, purchases, lots, releases, drills. Only for who is cleared to the book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from sonae.core import Classification, UnknownChoiceError
from sonae.office.books import book_kinds, book_moves, may_give_book, visible_books
from sonae.office.books.stock import KIND, StockState, Waiting, held_release, waits_of
from sonae.office.gate import NotThereError, RefusedError, Verdict
from sonae.office.minerals import mineral_name
from sonae.office.models import Account, Book
from sonae.office.pages.books import entries_of_life, framed_book, offered_moves, receipt_of
from sonae.office.pages.digest import today
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.lifeline import entries_of_book
from sonae.office.pages.stock.told import (
    days_chart,
    decided_lines,
    lot_lines,
    mineral_lines,
    steps_told,
    tonnes_written,
)
from sonae.stockpile.books import (
    balances,
    drills_finding,
    due_yen,
    owed_finding,
    plan_finding,
    timing_finding,
)

__all__ = [
    "stock", "stock_decisions", "stock_drills", "stock_lots", "stock_purchases", "stock_release", "stock_releases", "stocks",
    "waiting_stocks",
]  # fmt: skip

_LAST = 5


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that waits, with the address where it is settled; empty where the reader does not settle it."""

    waiting: Waiting
    address: str


@page()
def stocks(request: PageRequest) -> HttpResponseBase:
    """List the books of the stock that the reader may know of."""
    account = request.account
    if not account.roles & book_kinds()[KIND].seen_by:
        raise RefusedError(Verdict(False, "この役割では備蓄台帳を閲覧できない。", "this role does not see the stock."))
    read, day = book_kinds()[KIND].read, today()
    rows = []
    for book in visible_books(account, KIND):
        waits = waits_of(read(book), day)
        rows.append((book, len(waits), sum(one.late for one in waits)))
    may_open = account.label is Classification.SECRET and bool(may_give_book(account, book_moves()["stock.open"], None))
    return shown(request, "stock/list.html", {"rows": rows, "may_open": may_open})


def _to_do(account: Account, book: Book, state: StockState) -> tuple[list[ToDo], list[ToDo]]:
    """Return what waits: for the reader, and for others; no lot stands in an address."""
    mine: list[ToDo] = []
    others: list[ToDo] = []
    for one in waits_of(state, today()):
        if not one.kind:
            (mine if account.roles & book_moves()["lot.test"].roles else others).append(ToDo(one, ""))
            continue
        may = bool(may_give_book(account, book_moves()[one.kind], book))
        query = f"?{urlencode({one.field: one.of})}" if one.field else ""
        address = reverse("book_command", args=[book.number, one.kind]) + query
        (mine if may else others).append(ToDo(one, address if may else ""))
    return mine, others


def waiting_stocks(account: Account) -> list[tuple[Book, int, int]]:
    """Return the books in which something waits for an account: the book, how much, and how much of it is late."""
    read = book_kinds()[KIND].read
    found = []
    for book in visible_books(account, KIND):
        mine, _ = _to_do(account, book, read(book))
        found.append((book, len(mine), sum(one.waiting.late for one in mine)))
    return [one for one in found if one[1]]


@page()
def stock(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the desk: what waits, what is late, every mineral with target days beside days held."""
    book, state, frame = framed_book(request, number, KIND)
    account, day = request.account, today()
    mine, others = _to_do(account, book, state)
    may, not_now = offered_moves(account, book, state)
    lines = mineral_lines(state, day, request.language)
    by_site = [
        (mineral, mineral_name(mineral, request.language), form, site, tonnes_written(tonnes))
        for (mineral, form, site), tonnes in sorted(
            balances(state.book, day, ("mineral", "form", "site")).tonnes.items()
        )
    ]
    return shown(
        request, "stock/desk.html",
        {
            **frame, "here_tab": "stock", "day": day, "mine": mine, "others": others, "may": may, "not_now": not_now,
            "late": sum(one.waiting.late for one in (*mine, *others)), "lines": lines, "chart": days_chart(lines),
            "by_site": by_site, "receipt": receipt_of(request, book), "plan": plan_finding(state.policy, day),
            "last": entries_of_book(account, book, entries_of_life(book, newest_first=True)[:_LAST], request.language),
        },
    )  # fmt: skip


def _acts(request: PageRequest, book: Book, *kinds: str) -> list[str]:
    """Return which of some commands the reader may give."""
    return [kind for kind in kinds if may_give_book(request.account, book_moves()[kind], book)]


@page()
def stock_decisions(request: PageRequest, number: str) -> HttpResponseBase:
    """Show minerals, days proposed beside days decided, and the plan, each with its versions."""
    book, state, frame = framed_book(request, number, KIND)
    language = request.language

    def named(rows: Any) -> list[tuple[str, Any]]:
        return [(mineral_name(one.mineral, language), one) for one in rows]

    return shown(
        request, "stock/decisions.html",
        {
            **frame, "here_tab": "stock_decisions", "pairs": decided_lines(state, language),
            "selections": [(one, named(one.minerals)) for one in reversed(state.policy.selections)],
            "runs": [(one, named(one.rows)) for one in reversed(state.desk.runs)],
            "decisions": {one.proposal: one for one in state.policy.decisions}, "proposals": state.policy.proposals,
            "plans": [(one, named(one.purchases), named(one.limits)) for one in reversed(state.policy.plans)],
            "reviews": [(one, named(one.rows)) for one in reversed(state.reviews.years)],
            "periods": [(one, named(one.rows)) for one in reversed(state.reviews.next_periods)],
            "in_force": plan_finding(state.policy, today()),
            "acts": _acts(request, book, "minerals.select", "days.run", "days.propose", "days.decide", "stockplan.draft",
                          "stockplan.consent", "consumption.state", "stock.review", "stock.evaluate", "period.propose"),
        },
    )  # fmt: skip


@page()
def stock_purchases(request: PageRequest, number: str) -> HttpResponseBase:
    """Show every purchase with its steps as a life line."""
    book, state, frame = framed_book(request, number, KIND)
    rows = [(one, mineral_name(one.mineral, request.language), due_yen(one)) for one in reversed(state.purchases)]
    acts = _acts(request, book, "purchase.open", "purchase.tender", "purchase.offer", "purchase.award", "purchase.fail",
                 "purchase.deliver", "purchase.inspect", "purchase.pay")  # fmt: skip
    return shown(request, "stock/purchases.html", {**frame, "here_tab": "stock_purchases", "rows": rows, "acts": acts})


@page()
def stock_lots(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the lots that are there with place, age, tests and shelf life."""
    book, state, frame = framed_book(request, number, KIND)
    day = today()
    acts = _acts(request, book, "lot.take_over", "lot.transfer", "lot.arrive", "lot.rotate", "lot.restack", "lot.test",
                 "lot.lose", "stock.take", "store.add")  # fmt: skip
    context = {"lots": lot_lines(state, day, request.language), "sites": state.book.sites, "day": day, "acts": acts}
    return shown(request, "stock/lots.html", {**frame, "here_tab": "stock_lots", **context})


@page()
def stock_releases(request: PageRequest, number: str) -> HttpResponseBase:
    """List the releases of the stock, and those that were practised."""
    book, state, frame = framed_book(request, number, KIND)
    rows = [(one, mineral_name(one.mineral, request.language)) for one in reversed(state.all_releases)]
    acts = _acts(request, book, "release.request", "release.adjust")
    return shown(request, "stock/releases.html", {**frame, "here_tab": "stock_releases", "rows": rows, "acts": acts})


@page()
def stock_release(request: PageRequest, number: str, release: str) -> HttpResponseBase:
    """Show a release with every step as a life line, and what may be done next."""
    book, state, frame = framed_book(request, number, KIND)
    try:
        held = held_release(state, release)
    except UnknownChoiceError:
        raise NotThereError from None
    record = held.record
    acts = _acts(request, book, "release.add_request", "release.judge", "release.decide", "release.auction", "release.bid",
                 "release.clear", "release.allot", "release.hand_over", "release.invoice", "release.return_in_kind",
                 "release.restore", *(("drill.bids",) if held.drill is not None else ()))  # fmt: skip
    over = held.drill is not None and held.drill.evaluation is not None
    waits = [one for one in _to_do(request.account, book, state)[0] if one.waiting.of == record.id and one.address]
    return shown(
        request, "stock/release.html",
        {
            **frame, "here_tab": "stock_releases", "one": record, "name": mineral_name(record.mineral, request.language),
            "drill": held.drill, "steps": steps_told(record, request.language), "acts": [] if over else acts, "waits": waits,
            "owed": owed_finding(record, today()) if record.exchange else None,
        },
    )  # fmt: skip


@page()
def stock_drills(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the drills with their outcome and lessons."""
    book, state, frame = framed_book(request, number, KIND)
    day = today()
    year = day.year if day.month > 3 else day.year - 1
    rows = [
        (one, mineral_name(one.mineral, request.language), timing_finding(one)) for one in reversed(state.drills)
    ]  # fmt: skip
    acts = _acts(
        request,
        book,
        "drill.begin",
        "release.request",
        "release.adjust",
        "drill.evaluate",
        "drill.lesson",
        "drill.lesson_done",
    )
    context = {"rows": rows, "enough": drills_finding(state.drills, year), "acts": acts, "day": day}
    return shown(request, "stock/drills.html", {**frame, "here_tab": "stock_drills", **context})
