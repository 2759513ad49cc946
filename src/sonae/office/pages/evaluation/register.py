"""The evidence register, which is the register of every programme too: listed, filtered, exported, taken in from Excel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from sonae.core import InputError
from sonae.evaluation import Evidence, evidence_kinds
from sonae.office.books import BookReceipt, book_moves, may_give_book
from sonae.office.books.evaluation import KIND, EvaluationState
from sonae.office.books.evaluation.workbook import XLSX, exported, taken_in
from sonae.office.gate import RefusedError, Verdict
from sonae.office.models import Account, Book
from sonae.office.pages.books import framed_book, offered_moves, receipt_of
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.evaluation.told import evidence_told
from sonae.office.pages.forms import said_of
from sonae.office.settings import OFFICE

__all__ = ["evidence", "evidence_export", "evidence_import", "found_evidence"]

_EACH = 25
_ORDERS = ("on", "kind", "title", "indicator", "id")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks of the register; words that are no choice are left out."""

    text: str = ""
    kind: str = ""
    item: str = ""
    indicator: str = ""
    order: str = "on"
    falling: bool = False

    def query(self, **changed: Any) -> str:
        """Return it as the query of an address, with changes."""
        whole = {
            "q": self.text, "kind": self.kind, "item": self.item, "indicator": self.indicator,
            "sort": f"{'-' if self.falling else ''}{self.order}", **changed,
        }  # fmt: skip
        return urlencode({name: value for name, value in whole.items() if value not in ("", None, "on")})

    @property
    def all_query(self) -> str:
        """The same for every kind of evidence."""
        return self.query(kind="")


def asked_of(query: QueryDict | Mapping[str, str], state: EvaluationState) -> Asked:
    """Read what is asked for from the address."""
    sort = query.get("sort", "on")
    order = sort.removeprefix("-")

    def one_of(name: str, choices: set[str]) -> str:
        given = query.get(name, "")
        return given if given in choices else ""

    return Asked(
        query.get("q", "").strip()[:100], one_of("kind", set(evidence_kinds())),
        one_of("item", {one.id for one in state.evaluation.items}),
        one_of("indicator", {one.id for one in state.evaluation.indicators}),
        order if order in _ORDERS else "on", sort.startswith("-") and order in _ORDERS,
    )  # fmt: skip


def found_evidence(account: Account, state: EvaluationState, asked: Asked) -> list[Evidence]:
    """Return the entries that are asked for, of those up to the reader's clearance."""
    section = state.evaluation.item(asked.item).section if asked.item else ""
    text = asked.text.casefold()
    rows = [
        one
        for one in state.evaluation.register.entries
        if one.label <= account.label
        and asked.kind in ("", one.kind)
        and asked.indicator in ("", one.counts_for)
        and (not section or any(f"{name}.".startswith(f"{section}.") for name in one.sections))
        and (
            not text or text in " ".join((one.id, one.title.ja, one.title.en, *one.parties, one.place or "")).casefold()
        )
    ]
    keys = {
        "on": lambda one: (one.on.first, one.id), "kind": lambda one: (one.kind, one.on.first), "id": lambda one: one.id,
        "title": lambda one: one.title.ja, "indicator": lambda one: (one.counts_for or "~", one.on.first),
    }  # fmt: skip
    return sorted(rows, key=keys[asked.order], reverse=asked.falling)


@page()
def evidence(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the register, or that of one programme."""
    book, state, frame = framed_book(request, number, KIND)
    asked = asked_of(request.GET, state)
    rows = Paginator(found_evidence(request.account, state, asked), _EACH).get_page(request.GET.get("page"))
    counts = Counter(one.kind for one in state.evaluation.register.entries if one.label <= request.account.label)
    programmes = [
        (kind, counts[name], asked.query(kind=name, page="")) for name, kind in evidence_kinds().items() if counts[name]
    ]
    may, _ = offered_moves(request.account, book, state)
    context = {
        **frame, "here_tab": "evidence", "asked": asked, "rows": rows, "told": [evidence_told(state, one) for one in rows],
        "heads": _heads(asked), "kinds": evidence_kinds().values(), "programmes": programmes, "all": sum(counts.values()),
        "pages": [(n, asked.query(page=n)) for n in rows.paginator.get_elided_page_range(rows.number, on_each_side=2, on_ends=1)],
        "xlsx": f"{reverse('evidence_export', args=[number])}?{asked.query()}", "receipt": receipt_of(request, book),
        "may": {one.move.kind.partition(".")[2] for one in may if one.move.kind.startswith("evidence.")},
    }  # fmt: skip
    htmx = getattr(request, "htmx", None)
    part = bool(htmx) and getattr(htmx, "target", "") == "rows"
    return shown(request, "evaluation/evidence_rows.html" if part else "evaluation/evidence.html", context)


def _heads(asked: Asked) -> list[dict[str, str]]:
    heads = []
    for name in ("on", "kind", "title", "indicator"):
        now = asked.order == name
        falls = now and not asked.falling
        heads.append(
            {
                "name": f"evidence.{name}", "query": asked.query(sort=f"{'-' if falls else ''}{name}"),
                "sorted": ("descending" if asked.falling else "ascending") if now else "",
            }
        )  # fmt: skip
    return heads


@page()
def evidence_export(request: PageRequest, number: str) -> HttpResponseBase:
    """Hand the entries that are asked for out as an Excel book."""
    book, state, _ = framed_book(request, number, KIND)
    entries = found_evidence(request.account, state, asked_of(request.GET, state))
    response = HttpResponse(exported(request.account, book, entries), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{book.number}-evidence.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


@page("GET", "HEAD", "POST")
def evidence_import(request: PageRequest, number: str) -> HttpResponseBase:
    """Ask for an Excel book, and take its register in: wholly, or not at all with the cell that is wrong."""
    book, state, frame = framed_book(request, number, KIND)
    move = book_moves()["evidence.take"]
    verdict = may_give_book(request.account, move, book)
    if verdict and move.ready is not None:
        ready = move.ready(state)
        verdict = verdict if ready else Verdict(False, ready.because_ja, ready.because, ready.citations)
    if not verdict:
        raise RefusedError(verdict)
    wrong, place, status = "", "", 200
    if request.method == "POST":
        try:
            receipt = _uploaded(request, book, state)
        except InputError as error:
            wrong, place, status = said_of(error, request.language), error.field or "", 400
        else:
            return HttpResponseRedirect(f"{reverse('evidence', args=[number])}?receipt={receipt.sequence}")
    return shown(
        request, "evaluation/evidence_import.html",
        {**frame, "here_tab": "evidence", "wrong": wrong, "place": place, "limit": OFFICE.upload_limit_mb},
        status=status,
    )  # fmt: skip


def _uploaded(request: PageRequest, book: Book, state: EvaluationState) -> BookReceipt:
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        problem = (
            "the file is empty or too large" if request.META.get("sonae.upload_too_large") else "no file is chosen"
        )
        raise InputError(problem, field="file", expected=f"an .xlsx file up to {OFFICE.upload_limit_mb} MB")
    return taken_in(request.account, book, state, upload.name or "", upload.read())
