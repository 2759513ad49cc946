"""Login, logout, the choice of language, and the pages of one's own account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sonae.core import InputError
from sonae.office.access import entry, own, passwords, second_factor, sessions, tokens
from sonae.office.access.entry import Answer, Trial
from sonae.office.access.forms import ConfirmForm, PasswordForm, SecondFactorForm, TokenForm, login_form
from sonae.office.access.page import language_now
from sonae.office.access.visitor import account_in, moment
from sonae.office.models import LoginSession, Token
from sonae.office.settings import OFFICE
from sonae.office.words import say

__all__ = [
    "end_other_sessions", "end_session", "log_in", "log_out", "login_page", "my_account", "onward_of", "password", "revoke",
    "second_factor_page", "session_list", "set_language", "token_list",
]  # fmt: skip


def _word(key: str, **parts: object) -> str:
    return say(key, language_now(), **parts)


def _next(request: HttpRequest, asked: str | None, otherwise: str) -> str:
    """Return the address to go on to: one of our own, or the one that is always there."""
    fits = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if asked and fits else otherwise


def _answered(form: Any, answer: Answer, refused: str) -> int:
    """Tell a form that something was refused. Returns the status of the page."""
    form.add_error(None, _word("access.wait") if answer is Answer.WAIT else refused)
    return 429 if answer is Answer.WAIT else 200


def onward_of(request: HttpRequest) -> tuple[str, bool]:
    """Return where a person who logs in goes on to, an address of our own, and whether he asked for one."""
    asked = request.POST.get("next") or request.GET.get("next")
    return _next(request, asked, resolve_url(str(settings.LOGIN_REDIRECT_URL))), bool(asked)


def login_page(request: HttpRequest, form: Any = None, *, said: Sequence[str] = (), status: int = 200) -> HttpResponse:
    """Return the page of the login.

    Args:
        request: who asks for it.
        form: as it was sent; none for an empty one.
        said: sentences on what went wrong at the provider.
        status: of the answer.

    """
    onward, asked = onward_of(request)
    shown = {
        "form": form or login_form(), "next": onward if asked else "", "said": said, "provider": OFFICE.oidc_issuer is not None,
        "left": OFFICE.oidc_issuer is not None and request.GET.get("left") == "provider",
    }  # fmt: skip
    if said:
        shown["path"] = reverse("login")  # the address that is answered holds a code: nothing on the page repeats it
    return render(request, "access/login.html", shown, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Show the form of the login, or try it."""
    onward, _ = onward_of(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form, status = login_form(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = entry.try_login(request, Trial(data["login"], data["password"], data["code"]))
        if answer is Answer.OPEN:
            return redirect(onward)
        status = _answered(form, answer, _word("access.refused"))
    return login_page(request, form, status=status)


@login_not_required
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Log out; who is not logged in is led to the same page."""
    by_provider = request.session.get("way") == "oidc"
    if request.user.is_authenticated:
        entry.leave(request, account_in(request))
    return redirect(f"{reverse('login')}{'?left=provider' if by_provider else ''}")


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages: for an account in the record, for others in a cookie."""
    language = request.POST.get("language", "")
    if language not in ("ja", "en"):
        raise Http404
    response = redirect(_next(request, request.POST.get("next"), resolve_url(str(settings.LOGIN_REDIRECT_URL))))
    if request.user.is_authenticated:
        own.choose_language(account_in(request), language)
    response.set_cookie(
        str(settings.LANGUAGE_COOKIE_NAME), language, max_age=365 * 86_400, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip
    return response


@require_safe
def my_account(request: HttpRequest) -> HttpResponse:
    """Show one's own account and the ways to its parts."""
    account = account_in(request)
    counts = {
        "sessions": len(sessions.open_ones(account, moment())),
        "tokens": account.tokens.filter(revoked=False).count(),
    }
    return render(request, "access/my_account.html", {"roles": sorted(account.roles), **counts})


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    account = account_in(request)
    form, status = PasswordForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["new"]
        faults = passwords.faults_of(account, new)
        if new == form.cleaned_data["present"]:
            faults.append(_word("access.password_same"))
        for fault in faults:
            form.add_error("new", fault)
        if not faults:
            answer = entry.confirm(request, account, form.cleaned_data["present"])
            if answer is Answer.OPEN:
                passwords.change(request, account, new)
                messages.success(request, _word("access.password_changed"))
                return redirect("account")
            status = _answered(form, answer, _word("access.not_confirmed"))
    return render(
        request, "access/password.html", {"form": form, "forced": account.must_change_password}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Set up one's second factor, or take it away."""
    account = account_in(request)
    has = bool(account.totp_secret)
    form: Any = (ConfirmForm if has else SecondFactorForm)(request.POST or None)
    secret, status = second_factor.new_secret(), 200
    if not has and request.method == "POST":
        secret = second_factor.pending_secret(account, request.POST.get("pending", "")) or secret
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = entry.confirm(request, account, data["password"], data["code"] if has else "")
        if answer is not Answer.OPEN:
            status = _answered(form, answer, _word("access.not_confirmed"))
        elif has:
            own.remove_second_factor(account)
            messages.success(request, _word("access.factor_removed"))
            return redirect("account")
        elif own.set_second_factor(account, secret, data["code"], request.session.session_key):
            messages.success(request, _word("access.factor_set"))
            return redirect("account")
        else:
            form.add_error("code", _word("access.code_wrong"))
    shown = {} if has else {
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "address": second_factor.provisioning(account, secret), "pending": second_factor.pending(account, secret),
    }  # fmt: skip
    return render(request, "access/second_factor.html", {"form": form, "has": has, **shown}, status=status)


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Show the sessions that are open under one's account."""
    listed = sessions.open_ones(account_in(request), moment())
    return render(request, "access/sessions.html", {"sessions": listed, "present": request.session.session_key})


@require_POST
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """End one session of one's own; another account's is not there."""
    account = account_in(request)
    session = LoginSession.objects.filter(account=account, pk=number).first()
    if session is None:
        raise Http404
    sessions.end(session, account.login, "owner", moment())
    messages.success(request, _word("access.session_ended"))
    return redirect("sessions")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions of one's own but this one."""
    account = account_in(request)
    ended = sessions.end_all(account, account.login, "owner", moment(), but=request.session.session_key)
    messages.success(request, _word("access.sessions_ended", count=ended))
    return redirect("sessions")


@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """Show one's tokens of the API; make one, and show it this once."""
    account, made = account_in(request), None
    form = TokenForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = tokens.make_token(account, data["name"], data["scopes"], data["ends_on"])
        except InputError as error:
            form.add_error(error.field if error.field in form.fields else None, _word("access.token_bad"))
        else:
            form = TokenForm(account=account)
    listed = account.tokens.order_by("revoked", "-made_at", "-pk")
    shown = {"form": form, "tokens": listed, "made": made, "now": moment()}
    return render(request, "access/tokens.html", shown)


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Revoke one of one's own tokens; another account's is not there."""
    account = account_in(request)
    token = Token.objects.filter(account=account, pk=number).first()
    if token is None:
        raise Http404
    tokens.revoke_token(token, account.login, moment())
    messages.success(request, _word("access.token_revoked"))
    return redirect("tokens")
