"""Letters of a case, written from its record as page, PDF or Word; a company takes out those that are written to it."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse, HttpResponseBase

from sonae.documents import Language
from sonae.office.gate import NotThereError
from sonae.office.letters import FORMS, Form, issue, writable
from sonae.office.models import Account, Case
from sonae.office.pages.entry import PageRequest, page
from sonae.office.pages.policy import policy_of
from sonae.office.pages.reading import case_for, inside

__all__ = ["letter", "letters_for"]

_TO_COMPANY = ("adoption", "rejection", "conditions", "monthly_report")


def letters_for(account: Account, case: Case) -> tuple[str, ...]:
    """Return the letters of a case that an account may take out."""
    return tuple(kind for kind in writable(case) if inside(account) or kind in _TO_COMPANY)


@page()
def letter(request: PageRequest, number: str, letter: str, form: str) -> HttpResponseBase:
    """Write a letter; PDF and Word are saved, the page is shown."""
    case = case_for(request.account, number)
    if letter not in letters_for(request.account, case) or form not in FORMS:
        raise NotThereError
    chosen = cast("Form", form)
    body = issue(case, letter, chosen, cast("Language", request.language), request.account)
    response = HttpResponse(body, content_type=FORMS[chosen])
    if chosen == "html":
        response["Content-Security-Policy"] = policy_of(body)
    else:
        response["Content-Disposition"] = f'attachment; filename="{case.number}-{letter}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response
