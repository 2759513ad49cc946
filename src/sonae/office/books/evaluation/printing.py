"""The official forms of an evaluation as page, PDF or Word: made when they are asked for, kept while the book stays as it is."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Literal, cast

from django.db import transaction

from sonae.core import clock_from_environment
from sonae.documents import Language
from sonae.documents.forms import forms_docx, forms_html, forms_pdf, forms_view
from sonae.office import log
from sonae.office.books.evaluation.state import EvaluationState
from sonae.office.leaving import Leaving, let_leave
from sonae.office.models import Account, Book

__all__ = ["FORM_TYPES", "SHELF", "FormType", "issued"]

FormType = Literal["html", "pdf", "docx"]
FORM_TYPES: Mapping[FormType, str] = {
    "html": "text/html; charset=utf-8", "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
_MOST = 12
_WIDTH = re.compile(r'<col style="width:([0-9.]+%)">')


class _Shelf:
    """Documents that were made, the oldest thrown away first. One is made at a time: a second reader waits for the first's."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        """Return what is kept under a key, made where it is not."""
        with self._lock:
            if key not in self._held:
                self._held[key] = make()
                while len(self._held) > _MOST:
                    self._held.popitem(last=False)
            self._held.move_to_end(key)
            return self._held[key]

    def clear(self) -> None:
        """Throw all away."""
        with self._lock:
            self._held.clear()


SHELF = _Shelf()


def issued(account: Account, book: Book, state: EvaluationState, form: FormType, language: Language) -> bytes:
    """Return the forms of a book; that they were taken out stands in the log."""
    let_leave(account, Leaving.of_book(book, (one.label for one in state.evaluation.register.entries)))
    key = (book.number, book.version, book.changed_at, form, language)
    body = SHELF.get(key, lambda: _made(book, state, form, language))
    with transaction.atomic():
        told = {"form": form, "language": language, "version": book.version}
        log.append(clock_from_environment().now(), account.login, "forms.issued", f"book/{book.number}", told)
    return body


def _made(book: Book, state: EvaluationState, form: FormType, language: Language) -> bytes:
    if form == "html":
        views = {one: forms_view(state.evaluation, one) for one in ("ja", "en")}
        text = forms_html(cast("Mapping[Language, object]", views), first=language)  # type: ignore[arg-type]
        return _WIDTH.sub(r'<col width="\1">', text).encode()  # no style stands in an attribute here
    view = forms_view(state.evaluation, language)
    return forms_pdf(view, book.changed_at) if form == "pdf" else forms_docx(view, book.changed_at)
