"""What surrounds every request: its number, headers, the limits of its session, its language, the door, and the second wall."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from sonae.office import wall
from sonae.office.access import sessions
from sonae.office.access.visitor import ADDRESS, address_of, moment
from sonae.office.models import Account, LoginSession
from sonae.office.redaction import REQUEST_ID

__all__ = [
    "DoorMiddleware",
    "HeadersMiddleware",
    "LanguageMiddleware",
    "SessionLimitsMiddleware",
    "WallMiddleware",
    "policy_of",
]

Next = Callable[[HttpRequest], HttpResponseBase]

OWN_DOOR = ("/api/",)
"""Addresses that keep a door of their own: the API takes tokens (:func:`sonae.office.access.account_of_token`)."""
WITH_OLD_PASSWORD = frozenset({"password", "logout", "language"})
"""Views that stay open to an account that has to set a new password first."""

_PERMISSIONS = ", ".join(
    f"{one}=()"
    for one in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
        "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


def policy_of(nonce: str) -> str:
    """Return the content security policy of a page: everything from our own host; inline only what carries the nonce."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


class HeadersMiddleware:
    """Gives the request a number and a nonce, and every response its headers, those of errors and files too."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        number, nonce = secrets.token_hex(8), secrets.token_urlsafe(18)
        cast(Any, request).csp_nonce = nonce
        before = REQUEST_ID.set(number), ADDRESS.set(address_of(request))
        try:
            response = self.get_response(request)
        finally:
            REQUEST_ID.reset(before[0])
            ADDRESS.reset(before[1])
        response.headers.setdefault("Content-Security-Policy", policy_of(nonce))
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        response["X-Request-ID"] = number
        return response


class SessionLimitsMiddleware:
    """Ends a session that was idle too long, is too old, or was ended from elsewhere."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; who comes with a session that is over is nobody."""
        account = request.user
        if isinstance(account, Account):
            key, now = request.session.session_key, moment()
            ground = sessions.seen(account, key, now)
            if ground is not None:
                for session in LoginSession.objects.filter(account=account, session_key=key or ""):
                    sessions.end(session, account.login, ground, now)
                logout(request)
        return self.get_response(request)


class LanguageMiddleware:
    """Speaks the account's language, else the one chosen in the foot of a page, else the browser's, else Japanese."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request in its language."""
        account = request.user
        chosen = account.language if isinstance(account, Account) else translation.get_language_from_request(request)
        with translation.override(chosen):
            cast(Any, request).LANGUAGE_CODE = chosen
            response = self.get_response(request)
            if isinstance(response, HttpResponse):
                response.headers.setdefault("Content-Language", chosen)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class DoorMiddleware:
    """Lets nobody in without a login, but to views that say so; a password given out by an administrator is changed first.

    Who came in by the provider of logins used none, and is not asked for it.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; :meth:`process_view` has looked at it before its view does."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Return the way to the login, or to the change of the password; None where the view may answer."""
        account = request.user
        if isinstance(account, Account):
            name = request.resolver_match.url_name if request.resolver_match else None
            by_provider = getattr(request, "session", {}).get("way") == "oidc"
            if account.must_change_password and not by_provider and name not in WITH_OLD_PASSWORD:
                return self._to(request, reverse("password"))
            return None
        if request.path.startswith(OWN_DOOR) or not getattr(view, "login_required", True):
            return None
        if request.method not in ("GET", "HEAD") or request.headers.get("HX-Request"):
            return self._to(request, reverse(str(settings.LOGIN_URL)))
        return redirect_to_login(request.get_full_path())

    @staticmethod
    def _to(request: HttpRequest, address: str) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            # A part of a page would be put into the page: the whole of it has to go elsewhere.
            return HttpResponse(status=401, headers={"HX-Redirect": address})
        return redirect(address)


class WallMiddleware:
    """Lets the account of the request act on the database while it is answered, and nobody after."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request under the reach of its account."""
        account = request.user
        with wall.acting_as(account if isinstance(account, Account) else wall.NOBODY):
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not response.is_async:
                response.streaming_content = wall.held(cast(Any, response.streaming_content), wall.who_acts())
        return response
