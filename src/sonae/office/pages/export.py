"""The list of cases as CSV and Excel. No cell is taken for a formula by the program that opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import xlsxwriter
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase

from sonae.core import Classification, clock_from_environment
from sonae.office import log
from sonae.office.leaving import Leaving, let_leave
from sonae.office.models import Account, Case
from sonae.office.pages.entry import PageRequest, page
from sonae.office.pages.listing import Asked, asked_of, found_cases
from sonae.office.stage import Stage
from sonae.office.words import say

__all__ = ["EXPORTS", "Export", "cases_csv", "cases_xlsx", "exported", "harmless"]

Export = Literal["csv", "xlsx"]

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_COLUMNS = (
    "number", "title_ja", "title_en", "kind", "stage", "resource", "applicant", "bylaw", "classification", "fictional", "opened",
    "changed",
)  # fmt: skip
EXPORTS: Mapping[Export, str] = {
    "csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
"""The forms in which the list is written, with their media types."""


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) else text


@dataclass(frozen=True, slots=True)
class _Listed:
    """The list as it is written: the highest label of its cases, the heads of its columns, its rows."""

    label: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def exported(account: Account, asked: Asked, form: Export, language: str) -> bytes:
    """Write the cases that are asked for, of those that an account may know of, and tell the log who took the list out.

    Args:
        account: who takes it out.
        asked: which cases, in which order.
        form: of the file.
        language: of heads and words, ja or en.

    """
    found = list(found_cases(account, asked).iterator(chunk_size=2000))
    let_leave(account, Leaving.of_cases(found))
    label = Classification.join(case.label for case in found).name.lower()
    listed = _Listed(
        say("list.label_of_export", language, label=say(f"label.{label}", language)),
        tuple(say(f"list.{name}", language) for name in _COLUMNS), tuple(tuple(_cells(case, language)) for case in found),
    )  # fmt: skip
    with transaction.atomic():
        body = {"form": form, "count": len(found), "label": label}
        log.append(clock_from_environment().now(), account.login, "cases.exported", "cases", body)
    return _csv(listed) if form == "csv" else _xlsx(listed, say("nav.cases", language)[:31])


def _cells(case: Case, language: str) -> Iterator[str]:
    yield case.number
    yield case.title_ja
    yield case.title_en
    yield say(f"choice.support.{case.kind}", language)
    yield getattr(Stage(case.stage), language)
    yield say(f"choice.resource.{case.resource}", language) if case.resource else ""
    yield case.applicant.name_ja if language == "ja" else case.applicant.name_en
    yield say("case.bylaw_003" if case.bylaw else "case.no_bylaw", language)
    yield say(f"label.{case.label.name.lower()}", language)
    yield say("case.fictional" if case.fictional else "case.real", language)
    yield str(case.opened_on)
    yield case.changed_at.isoformat(timespec="seconds")


def _csv(listed: _Listed) -> bytes:
    """Write the list as CSV, with the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([listed.label])
    writer.writerow(listed.heads)
    writer.writerows([harmless(cell) for cell in row] for row in listed.rows)
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" + out.getvalue()).encode()


def _xlsx(listed: _Listed, name: str) -> bytes:
    """Write the list as an Excel book: every cell is a text, and one that begins like a formula is marked as such."""
    out = io.BytesIO()
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(name)
        bold, quoted = book.add_format({"bold": True, "bottom": 1}), book.add_format({"quote_prefix": True})
        sheet.write_string(0, 0, listed.label)
        for column, head in enumerate(listed.heads):
            sheet.write_string(1, column, head, bold)
        for place, row in enumerate(listed.rows, 2):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell, quoted if harmless(cell) != cell else None)
        sheet.freeze_panes(2, 1)
        sheet.set_column(0, len(listed.heads) - 1, 18)
    return out.getvalue()


def _attached(request: PageRequest, form: Export) -> HttpResponse:
    body = exported(request.account, asked_of(request.GET), form, request.language)
    response = HttpResponse(body, content_type=EXPORTS[form])
    response["Content-Disposition"] = f'attachment; filename="sonae-cases.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response


@page()
def cases_csv(request: PageRequest) -> HttpResponseBase:
    """Write the list as CSV."""
    return _attached(request, "csv")


@page()
def cases_xlsx(request: PageRequest) -> HttpResponseBase:
    """Write the list as an Excel book."""
    return _attached(request, "xlsx")
