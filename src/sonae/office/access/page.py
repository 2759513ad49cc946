"""What every page is given, and the pages that refuse."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from sonae.office.models import Account
from sonae.office.roles import Role

__all__ = ["language_now", "page_context", "refused"]


def language_now() -> str:
    """Return the language in which the request is answered: «ja» or «en»."""
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return what every template has: ``csp_nonce``, ``language``, ``account`` (None for nobody) and ``administers``."""
    account = getattr(request, "user", None)
    known = account if isinstance(account, Account) else None
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "language": language_now(),
        "account": known,
        "administers": known is not None and Role.ADMINISTRATOR in known.roles,
    }


def refused(request: HttpRequest, reason: str, status: int = 403) -> HttpResponse:
    """Return a page that says calmly why something is not done."""
    return render(request, "access/refused.html", {"reason": reason}, status=status)
