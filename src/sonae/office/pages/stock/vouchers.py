"""The vouchers of the stock: filtered, page by page, and out as Excel; that they were taken out stands in the log."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

import xlsxwriter
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from sonae.core import clock_from_environment
from sonae.office import log
from sonae.office.books.stock import KIND, vouchers_of
from sonae.office.leaving import Leaving, let_leave
from sonae.office.minerals import mineral_name
from sonae.office.models import Book, StockVoucher
from sonae.office.pages.books import framed_book
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.export import harmless
from sonae.office.pages.stock.told import tonnes_written
from sonae.office.words import say
from sonae.stockpile.books import VOUCHER_KINDS

__all__ = ["stock_vouchers", "stock_vouchers_export"]

_EACH = 50
_KINDS = (*VOUCHER_KINDS, "reversal")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = ("day", "name", "kind", "mineral", "form", "lot", "from", "to", "tonnes", "reference", "cause")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks of the vouchers; words that are no choice are left out."""

    mineral: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """Read it from the address."""
        given = {one.name: query.get(one.name, "") for one in fields(cls)}
        days = {name: _day(given[name]) for name in ("since", "until")}
        kind = given["kind"] if given["kind"] in _KINDS else ""
        return cls(given["mineral"][:8], kind, *(str(one) if one else "" for one in days.values()))

    def found(self, book: Book) -> QuerySet[StockVoucher]:
        """Return the vouchers that are asked for."""
        rows = vouchers_of(book)
        if self.mineral:
            rows = rows.filter(mineral=self.mineral)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.since:
            rows = rows.filter(day__gte=self.since)
        return rows.filter(day__lte=self.until) if self.until else rows

    def query(self, **more: object) -> str:
        """Return it as the query of an address."""
        whole = {**{one.name: getattr(self, one.name) for one in fields(self)}, **more}
        return urlencode({name: value for name, value in whole.items() if value})


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


@page()
def stock_vouchers(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the vouchers that are asked for, the latest first."""
    book, state, frame = framed_book(request, number, KIND)
    asked = Asked.of(request.GET.dict())
    rows = Paginator(asked.found(book), _EACH).get_page(request.GET.get("page"))
    minerals = [
        (one, mineral_name(one, request.language)) for one in dict.fromkeys(lot.mineral for lot in state.book.lots)
    ]
    context = {
        **frame, "here_tab": "stock_vouchers", "asked": asked, "rows": rows, "minerals": minerals, "kinds": _KINDS,
        "told": [(one, tonnes_written(Decimal(one.grams) / 10**6)) for one in rows],
        "pages": [(n, asked.query(page=n)) for n in rows.paginator.get_elided_page_range(rows.number, on_each_side=2, on_ends=1)],
        "xlsx": f"{reverse('stock_vouchers_export', args=[number])}?{asked.query()}",
    }  # fmt: skip
    htmx = getattr(request, "htmx", None)
    part = bool(htmx) and getattr(htmx, "target", "") == "rows"
    return shown(request, "stock/voucher_rows.html" if part else "stock/vouchers.html", context)


@page()
def stock_vouchers_export(request: PageRequest, number: str) -> HttpResponseBase:
    """Hand the vouchers that are asked for out as an Excel book."""
    book, _, _ = framed_book(request, number, KIND)
    let_leave(request.account, Leaving.of_book(book))
    rows = Asked.of(request.GET.dict()).found(book)
    with transaction.atomic():
        log.append(
            clock_from_environment().now(), request.account.login, "vouchers.exported", f"book/{book.number}",
            {"version": book.version},
        )  # fmt: skip
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": False}) as workbook:
        sheet = workbook.add_worksheet(say("voucher.sheet", request.language))
        sheet.write_row(0, 0, [f"SECRET {book.number}"])
        sheet.write_row(1, 0, [say(f"voucher.{one}", request.language) for one in _COLUMNS])
        for place, one in enumerate(rows.iterator(), 2):
            words = (
                str(one.day), one.name, say(f"voucherkind.{one.kind}", request.language), one.mineral, one.form, one.lot,
                one.giver or say(f"stockplace.{one.giver_kind}", request.language),
                one.taker or say(f"stockplace.{one.taker_kind}", request.language),
            )  # fmt: skip
            for column, text in enumerate(words):
                sheet.write_string(place, column, harmless(text))
            sheet.write_number(place, 8, one.grams / 10**6)
            sheet.write_string(place, 9, harmless(one.reference))
            sheet.write_string(place, 10, harmless(one.cause))
    response = HttpResponse(out.getvalue(), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{book.number}-vouchers.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response
