"""Letters of a case, written from its record as page, PDF or Word; a company takes out those that are written to it."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import cast

from django.http import HttpResponse, HttpResponseBase

from sonae.documents import Language
from sonae.office.gate import NotThereError
from sonae.office.letters import FORMS, Form, issue, writable
from sonae.office.models import Account, Case
from sonae.office.pages.entry import PageRequest, page
from sonae.office.pages.reading import case_for, inside

__all__ = ["letter", "letters_for"]

_TO_COMPANY = ("adoption", "rejection", "conditions", "monthly_report")


def letters_for(account: Account, case: Case) -> tuple[str, ...]:
    """Return the letters of a case that an account may take out."""
    return tuple(kind for kind in writable(case) if inside(account) or kind in _TO_COMPANY)


def _policy(body: bytes) -> str:
    """Return a policy by which a letter, which is one file, may use its own style and nothing else."""
    styles = [
        b64encode(sha256(style).digest()).decode() for style in re.findall(rb"<style>(.*?)</style>", body, re.DOTALL)
    ]
    hashes = " ".join(f"'sha256-{one}'" for one in styles) or "'none'"
    rest = "img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return f"default-src 'none'; style-src {hashes}; {rest}"


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
        response["Content-Security-Policy"] = _policy(body)
    else:
        response["Content-Disposition"] = f'attachment; filename="{case.number}-{letter}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response
