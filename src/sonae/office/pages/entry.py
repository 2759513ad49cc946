"""The door of every page: nobody enters without a login, in the reader's language, and every refusal becomes a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from sonae.core import Classification, SonaeError
from sonae.office.access.page import language_now
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.models import Account
from sonae.office.roles import Role

__all__ = ["PageRequest", "language_of", "page", "reader", "safe_next", "sees_books", "shown"]


class PageRequest(HttpRequest):
    """A request that came through the door.

    Attributes:
        account: who asks.
        language: ja or en.

    """

    account: Account
    language: str


View = Callable[..., HttpResponseBase]


def language_of(request: HttpRequest) -> str:
    """Return the language in which a request is answered, as the door of the office found it."""
    return language_now()


def reader(request: HttpRequest) -> dict[str, Any]:
    """Give every template who reads, in which language, and where he is."""
    account = getattr(request, "user", None)
    known = account if account is not None and account.is_authenticated else None
    match = getattr(request, "resolver_match", None)
    return {
        "language": language_of(request), "account": known, "here": match.url_name if match else "",
        "opens_cases": bool(known) and may_open(cast("Account", known)), "path": request.get_full_path(),
        "asks_work": bool(known) and bool(cast("Account", known).roles & moves_of_work()),
        "sees_evaluations": bool(known) and sees_books(cast("Account", known), "evaluation"),
        "sees_stock": bool(known) and sees_stock(cast("Account", known)),
        "sees_disclosures": bool(known) and sees_books(cast("Account", known), "disclosure", label=Classification.SECRET),
        "sees_bases": bool(known) and sees_books(cast("Account", known), "bases"),
        "sees_surveys": bool(known) and sees_books(cast("Account", known), "survey", "answer", "sums"),
    }  # fmt: skip


def may_open(account: Account) -> bool:
    """Return whether an account may open a case."""
    from sonae.office.commands import moves
    from sonae.office.gate import may_give

    return bool(may_give(account, moves().of("case.open"), None))


def moves_of_work() -> frozenset[Role]:
    """Return the roles that may ask for long work."""
    from sonae.office.commands import moves

    return moves().of("economics.run").roles


def sees_books(account: Account, *kinds: str, label: Classification = Classification.PUBLIC) -> bool:
    """Return whether an account's roles see books of a kind at all, up to a label, be it their own company's alone."""
    from sonae.office.books import book_kinds

    seen = any(account.roles & (book_kinds()[kind].seen_by | book_kinds()[kind].own_by) for kind in kinds)
    return seen and account.label >= label


def sees_stock(account: Account) -> bool:
    """Return whether an account sees the stock: by role, and cleared to what is SECRET as a whole."""
    return sees_books(account, "stock", label=Classification.SECRET)


def shown(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Return a page; what it shows is the reader's own and is kept by no cache on the way."""
    response = render(request, f"office/{template}", dict(context or {}), status=status)
    patch_cache_control(response, private=True, no_store=True)
    response["Content-Language"] = language_of(request)
    return response


def page(*methods: str, anyone: bool = False) -> Callable[[View], View]:
    """Make a view a page: default deny.

    Args:
        methods: the methods that it takes, GET and HEAD where none is named.
        anyone: whether it is shown without a login.

    """
    allowed = methods or ("GET", "HEAD")

    def wrapped(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            if not anyone and not request.user.is_authenticated:
                return _to_login(request)
            come = cast("PageRequest", request)
            come.account = cast("Account", request.user)
            come.language = language_of(request)
            return _answered(view, come, args, kwargs)

        entered.guarded = True  # type: ignore[attr-defined]
        return entered

    return wrapped


def _answered(view: View, request: PageRequest, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponseBase:
    try:
        return view(request, *args, **kwargs)
    except NotThereError:
        raise Http404 from None
    except RefusedError as refused:
        return shown(request, "refused.html", {"verdict": refused.verdict, "findings": refused.findings}, status=403)
    except SonaeError as error:
        return shown(request, "400.html", {"problem": str(error)}, status=400)


def _to_login(request: HttpRequest) -> HttpResponse:
    try:
        address = reverse(settings.LOGIN_URL)
    except NoReverseMatch:
        address = "/login/"
    target = f"{address}?{urlencode({'next': request.get_full_path()})}"
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = target
        return response
    return HttpResponseRedirect(target)


def safe_next(request: HttpRequest, given: str | None) -> str:
    """Return an address of this site that was given, else that of the first page."""
    ok = given and url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if ok and given else reverse("home")
