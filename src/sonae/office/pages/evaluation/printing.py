"""The official forms of an evaluation: which there are, shown as a page or saved as PDF or Word."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse, HttpResponseBase

from sonae.documents import Language
from sonae.documents.forms import forms_view
from sonae.office.books.evaluation import KIND
from sonae.office.books.evaluation.printing import FORM_TYPES, FormType, issued
from sonae.office.gate import NotThereError
from sonae.office.pages.books import framed_book
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.policy import policy_of

__all__ = ["evaluation_forms", "forms_file"]


@page()
def evaluation_forms(request: PageRequest, number: str) -> HttpResponseBase:
    """Show which forms there are, and lead to them."""
    _, state, frame = framed_book(request, number, KIND)
    view = forms_view(state.evaluation, cast("Language", request.language))
    return shown(request, "evaluation/forms.html", {**frame, "here_tab": "evaluation_forms", "view": view})


@page()
def forms_file(request: PageRequest, number: str, language: str, form: str) -> HttpResponseBase:
    """Hand the forms out: the page is shown, PDF and Word are saved."""
    book, state, _ = framed_book(request, number, KIND)
    if form not in FORM_TYPES or language not in ("ja", "en"):
        raise NotThereError
    chosen = cast("FormType", form)
    body = issued(request.account, book, state, chosen, cast("Language", language))
    response = HttpResponse(body, content_type=FORM_TYPES[chosen])
    if chosen == "html":
        response["Content-Security-Policy"] = policy_of(body)
    else:
        response["Content-Disposition"] = f'attachment; filename="{book.number}-forms-{language}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response
