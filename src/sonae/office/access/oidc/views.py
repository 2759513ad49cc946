"""The addresses of the login by the provider: to it, back from it, and out of it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from sonae.office.access.entry import Answer
from sonae.office.access.oidc import flow
from sonae.office.access.oidc.provider import ProviderError, provider_now
from sonae.office.access.own_views import login_page, onward_of
from sonae.office.access.page import language_now
from sonae.office.access.visitor import address_of
from sonae.office.pace import Pace
from sonae.office.settings import OFFICE
from sonae.office.words import say

__all__ = ["back", "leave", "to_provider"]

_PACE = Pace(60)
"""Logins that an address may begin in a minute: each keeps something in a session before anybody is known."""
_STATUS = {Answer.REFUSED: 403, Answer.WAIT: 429, Answer.AWAY: 503}
_SAID = {
    Answer.REFUSED: "access.provider_refused", Answer.WAIT: "access.wait", Answer.AWAY: "access.provider_away",
}  # fmt: skip


def _configured() -> None:
    if OFFICE.oidc_issuer is None:
        raise Http404


def _told(request: HttpRequest, answer: Answer, identity: str = "") -> HttpResponse:
    said = [say(_SAID[answer], language_now())]
    if identity:
        said.append(say("access.provider_identity", language_now(), identity=identity))
    return login_page(request, said=said, status=_STATUS[answer])


@login_not_required
@require_GET
def to_provider(request: HttpRequest) -> HttpResponse:
    """Send a person to the provider. It is a link and no form: the policy of our pages lets forms lead to our own host alone.

    A page of another site cannot begin a login: it is led to our page first.
    """
    _configured()
    onward, asked = onward_of(request)
    if request.user.is_authenticated:
        return redirect(onward)
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return redirect(f"{reverse('login')}{'?' + urlencode({'next': onward}) if asked else ''}")
    if _PACE.wait(address_of(request)) or flow.waits(request):
        return _told(request, Answer.WAIT)
    try:
        address = flow.begin(request, request.build_absolute_uri(reverse("provider_back")), onward)
    except ProviderError:
        return _told(request, Answer.AWAY)
    return redirect(address)


@login_not_required
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Take in who comes back from the provider."""
    _configured()
    if request.user.is_authenticated:
        return redirect("home")
    arrival = flow.finish(request)
    if arrival.answer is Answer.OPEN:
        return redirect(arrival.onward)
    return _told(request, arrival.answer, arrival.identity)


@login_not_required
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Send a person who has logged out of the office to the provider, to log out there too (RP-Initiated Logout 1.0)."""
    _configured()
    try:
        provider = provider_now()
    except ProviderError:
        return _told(request, Answer.AWAY)
    if provider.leave is None or request.user.is_authenticated:
        return redirect("login")
    words = {
        "client_id": OFFICE.oidc_client_id or "", "post_logout_redirect_uri": request.build_absolute_uri(reverse("login"))
    }  # fmt: skip
    return redirect(f"{provider.leave}{'&' if '?' in provider.leave else '?'}{urlencode(words)}")
