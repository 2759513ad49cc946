"""The list of cases as CSV and Excel. No cell is taken for a formula by the program that opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase

from sonae.core import Classification, clock_from_environment
from sonae.office import log
from sonae.office.models import Case
from sonae.office.pages.entry import PageRequest, page
from sonae.office.pages.listing import asked_of, found_cases
from sonae.office.stage import Stage
from sonae.office.words import say

__all__ = ["cases_csv", "cases_xlsx", "harmless"]

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_COLUMNS = (
    "number", "title_ja", "title_en", "kind", "stage", "resource", "applicant", "bylaw", "classification", "fictional", "opened",
    "changed",
)  # fmt: skip
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) else text


def _rows(request: PageRequest) -> tuple[list[str], list[list[str]], Classification]:
    language = request.language
    found = list(found_cases(request.account, asked_of(request.GET)).iterator(chunk_size=2000))
    heads = [say(f"list.{name}", language) for name in _COLUMNS]
    label = Classification.join(case.label for case in found)
    return heads, [list(_cells(case, language)) for case in found], label


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


def _told(request: PageRequest, form: str, count: int, label: Classification) -> None:
    with transaction.atomic():
        log.append(
            clock_from_environment().now(), request.account.login, "cases.exported", "cases",
            {"form": form, "count": count, "label": label.name.lower()},
        )  # fmt: skip


def _attached(body: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@page()
def cases_csv(request: PageRequest) -> HttpResponseBase:
    """Write the list as CSV, with the mark by which Excel knows UTF-8."""
    heads, rows, label = _rows(request)
    _told(request, "csv", len(rows), label)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        [say("list.label_of_export", request.language, label=say(f"label.{label.name.lower()}", request.language))]
    )
    writer.writerow(heads)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return _attached(("﻿" + out.getvalue()).encode(), "text/csv; charset=utf-8", "sonae-cases.csv")


@page()
def cases_xlsx(request: PageRequest) -> HttpResponseBase:
    """Write the list as an Excel book: every cell is a text, and one that begins like a formula is marked as such."""
    heads, rows, label = _rows(request)
    _told(request, "xlsx", len(rows), label)
    out = io.BytesIO()
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(say("nav.cases", request.language)[:31])
        bold, quoted = book.add_format({"bold": True, "bottom": 1}), book.add_format({"quote_prefix": True})
        said = say(f"label.{label.name.lower()}", request.language)
        sheet.write_string(0, 0, say("list.label_of_export", request.language, label=said))
        for column, head in enumerate(heads):
            sheet.write_string(1, column, head, bold)
        for place, row in enumerate(rows, 2):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell, quoted if harmless(cell) != cell else None)
        sheet.freeze_panes(2, 1)
        sheet.set_column(0, len(heads) - 1, 18)
    return _attached(out.getvalue(), _XLSX, "sonae-cases.xlsx")
