"""Pages for what went wrong, in both languages; none shows anything of the inside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from sonae.office.pages.entry import language_of, shown

__all__ = ["bad_request", "forbidden", "not_found", "server_error", "stale_form"]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be read."""
    return shown(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that is not allowed."""
    return shown(request, "403.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret is missing or old (CSRF)."""
    return shown(request, "403.html", {"csrf": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for what is not there, or not there for the reader to know of: the page is the same."""
    return shown(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer where the office itself failed; the database may be gone, so nothing is asked of it."""
    try:
        language = str(request.session.get("language") or "")
    except Exception:  # noqa: BLE001 - the session lies in the database, which may be what failed
        language = ""
    language = language if language in ("ja", "en") else _plain_language(request)
    return HttpResponse(render_to_string("office/500.html", {"language": language}), status=500)


def _plain_language(request: HttpRequest) -> str:
    try:
        return language_of(request)
    except Exception:  # noqa: BLE001 - the account lies there too
        return "ja"
