"""The pages on which an administrator keeps accounts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sonae.core import InputError
from sonae.office.access.account_commands import AccountMove, account_moves
from sonae.office.access.accounts import AccountReceipt, account_command_from, handle_account
from sonae.office.access.forms import form_of, role_word
from sonae.office.access.house import may_keep_accounts
from sonae.office.access.page import language_now, refused
from sonae.office.access.visitor import account_in
from sonae.office.gate import RefusedError, Verdict
from sonae.office.models import Account, Event
from sonae.office.settings import OFFICE
from sonae.office.words import say

__all__ = ["account_command", "account_detail", "account_list", "applies", "found_accounts", "new_account"]

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
_PAGE = 50


def _told(verdict: Verdict) -> str:
    return verdict.en if language_now() == "en" else verdict.ja


def for_administrators(view: View[P]) -> View[P]:
    """Let a view answer administrators alone; others read why it does not answer them."""

    @wraps(view)
    def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        verdict = may_keep_accounts(account_in(request), None, own=True)
        return view(request, *args, **kwargs) if verdict else refused(request, _told(verdict))

    return gated


@for_administrators
@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """Show the accounts, by what was looked for."""
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:80]
    page = Paginator(found_accounts(wanted), _PAGE).get_page(request.GET.get("page"))
    rows = [(one, [role_word(role) for role in sorted(one.roles)]) for one in page.object_list]
    return render(request, "access/accounts.html", {"page": page, "rows": rows, "wanted": wanted})


def found_accounts(wanted: str) -> QuerySet[Account]:
    """Return the accounts in whose login, names or organisation a word stands, all for none, by login."""
    found = (
        Account.objects.select_related("organisation", "department", "identity")
        .prefetch_related("grants")
        .order_by("login")
    )
    if not wanted:
        return found
    return found.filter(
        Q(login__icontains=wanted) | Q(name_ja__icontains=wanted) | Q(name_en__icontains=wanted)
        | Q(organisation__name_ja__icontains=wanted) | Q(organisation__name_en__icontains=wanted)
    )  # fmt: skip


@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account; its one-time password is shown this once."""
    move = account_moves()["account.make"]
    form = form_of(move, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        receipt = _given(request, move, form, None)
        if receipt is not None:
            return render(request, "access/one_time.html", {"receipt": receipt}, status=201)
    return render(request, "access/account_new.html", {"form": form, "key": _key(request)})


@for_administrators
@require_safe
def account_detail(request: HttpRequest, login: str) -> HttpResponse:
    """Show an account, what it holds, what happened to it, and the commands on it."""
    return _detail(request, _account(login), {})


@for_administrators
@require_POST
def account_command(request: HttpRequest, login: str, kind: str) -> HttpResponse:
    """Carry out a command on an account."""
    account, move = _account(login), account_moves().get(kind)
    if move is None or move.makes:
        raise Http404
    form = form_of(move, account, request.POST)
    if form.is_valid():
        receipt = _given(request, move, form, login)
        if receipt is not None and (receipt.secret or receipt.kind == "account.reset_password"):
            return render(request, "access/one_time.html", {"receipt": receipt})
        if receipt is not None:
            messages.success(request, say("accounts.done", language_now(), what=_named(move)))
            return redirect("account_detail", login=login)
    return _detail(request, account, {kind: form}, status=422)


def _account(login: str) -> Account:
    account = (
        Account.objects.select_related("organisation", "department", "identity")
        .filter(login=login.replace("\0", ""))
        .first()
    )
    if account is None:
        raise Http404
    return account


def _named(move: AccountMove) -> str:
    return move.en if language_now() == "en" else move.ja


def _key(request: HttpRequest) -> str:
    """The key of a form: that under which it was sent, so that sending it twice is one wish; else a new one."""
    return request.POST.get("key") or secrets.token_urlsafe(16)


def _given(request: HttpRequest, move: AccountMove, form: Form, login: str | None) -> AccountReceipt | None:
    """Give the command of a form; what it is refused for is said in the form."""
    fields = {name: value for name, value in form.cleaned_data.items() if value != "" or name != "department"}
    try:
        command = account_command_from(move.kind, fields)
        return handle_account(command, account_in(request), key=request.POST.get("key", ""), login=login)
    except RefusedError as error:
        form.add_error(None, _told(error.verdict))
    except InputError as error:
        said = error.problem if language_now() == "en" else say("accounts.bad_field", "ja")
        form.add_error(error.field if error.field in form.fields else None, said)
    return None


def _detail(request: HttpRequest, account: Account, sent: Mapping[str, Form], status: int = 200) -> HttpResponse:
    actor = account_in(request)
    offered = []
    for move in account_moves().values():
        if move.makes or not may_keep_accounts(actor, account, own=move.own) or not applies(move, account):
            continue
        form = sent.get(move.kind) or form_of(move, account)
        offered.append({"move": move, "name": _named(move), "form": form, "key": secrets.token_urlsafe(16)})
    events = Event.objects.filter(subject=f"account/{account.login}").order_by("-sequence")[:20]
    shown: dict[str, Any] = {
        "one": account, "roles": [role_word(role) for role in sorted(account.roles)], "offered": offered,
        "events": [(event, _sentence(event.kind)) for event in events], "itself": actor.pk == account.pk,
    }  # fmt: skip
    return render(request, "access/account.html", shown, status=status)


def applies(move: AccountMove, account: Account) -> bool:
    """Return whether a command could change anything as the account is."""
    linked = hasattr(account, "identity")
    return {
        "account.close": account.is_active, "account.reopen": not account.is_active,
        "account.reset_second_factor": bool(account.totp_secret), "account.revoke_role": bool(account.roles),
        "account.set_department": account.organisation.kind == "agency",
        "account.link_identity": OFFICE.oidc_issuer is not None and not linked, "account.unlink_identity": linked,
    }.get(move.kind, True)  # fmt: skip


def _sentence(kind: str) -> str:
    from sonae.office.log import event_names

    return event_names()[kind][1 if language_now() == "en" else 0]
