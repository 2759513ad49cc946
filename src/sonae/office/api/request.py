"""What a request says, read strictly: who asks, the body, the key of a wish, the version that it rests on."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast, get_type_hints

from django.http import HttpRequest
from ninja.security.base import AuthBase

from sonae.office.access import Scope, account_of_token
from sonae.office.api.problem import ProblemError
from sonae.office.gate import NotThereError, visible_cases
from sonae.office.models import Account, Case
from sonae.office.pace import Pace
from sonae.office.settings import OFFICE

__all__ = ["BearerToken", "Reader", "body_of", "case_of", "key_of", "reader_of", "scoped", "version_of"]

F = TypeVar("F", bound=Callable[..., Any])

_VERSION = re.compile(r'"([0-9]{1,9})(?:-[0-9a-f]+)?"')
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: the account of the token, and what the token may be used for."""

    account: Account
    scopes: frozenset[Scope]


class BearerToken(AuthBase):
    """Authentication by a token in the header; cookies count for nothing here, so nothing can be forged across sites."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Reader:
        """Return who asks.

        Raises:
            ProblemError: where no valid token is sent, or it is used too often.

        """
        found = account_of_token(request.headers.get("Authorization"))
        if found is None:
            wait = _FAILURES.wait(str(request.META.get("REMOTE_ADDR", "")))
            if wait:
                raise ProblemError("too-many", headers={"Retry-After": str(wait)})
            raise ProblemError("not-known")
        account, scopes = found
        wait = _PACE.wait(str(account.pk))
        if wait:
            raise ProblemError("too-many", headers={"Retry-After": str(wait)})
        return Reader(account, scopes)


_PACE = Pace(OFFICE.api_per_minute)
_FAILURES = Pace(60)


def reader_of(request: HttpRequest) -> Reader:
    """Return who asks; the endpoint stands behind :class:`BearerToken`."""
    return cast(Reader, request.auth)  # type: ignore[attr-defined]


def scoped(scope: str, *names: str) -> Callable[[F], F]:
    """Ask for a scope, and refuse words of the query that the endpoint does not know.

    Args:
        scope: that the token must have.
        names: words of the query.

    """

    def outer(view: F) -> F:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if scope not in reader_of(request).scopes:
                raise ProblemError("not-permitted", key="scope", scope=scope)
            known(request, names)
            return view(request, *args, **kwargs)

        hints = get_type_hints(view, include_extras=True)
        asked = inspect.signature(view)
        inner.__signature__ = asked.replace(  # type: ignore[attr-defined]
            parameters=[
                one.replace(annotation=hints.get(name, one.annotation)) for name, one in asked.parameters.items()
            ]
        )
        inner.scope = scope  # type: ignore[attr-defined]
        return cast(F, inner)

    return outer


def known(request: HttpRequest, names: Iterable[str]) -> None:
    """Refuse words of the query that are not known, are said twice or hold what no text holds."""
    wrong = [(name, "nothing is asked by this name") for name in request.GET if name not in names]
    wrong += [(name, "it is said twice") for name in names if len(request.GET.getlist(name)) > 1]
    wrong += [(name, "it holds control characters") for name in names if _BAD.search(request.GET.get(name, ""))]
    if wrong:
        raise ProblemError("unfit", errors=[(_plain(name), said) for name, said in wrong[:20]])


def case_of(request: HttpRequest, number: str) -> Case:
    """Return a case that the reader may know of.

    Raises:
        NotThereError: for any other.

    """
    if _BAD.search(number):
        raise NotThereError
    found = (
        visible_cases(reader_of(request).account)
        .select_related("applicant", "promoting", "reviewing", "promoter")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NotThereError
    return found


def body_of(request: HttpRequest) -> dict[str, Any]:
    """Return the body: one JSON object, without what JSON does not have or no text holds.

    Raises:
        ProblemError: 400 for what is no JSON, 415 for another form, 422 for what is no object or holds control characters.

    """
    if request.content_type != "application/json":
        raise ProblemError("media-type", expected="application/json")
    try:
        body = json.loads(request.body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ProblemError("bad-request") from None
    if not isinstance(body, dict):
        raise ProblemError("unfit", errors=[("", "it is no object")])
    _check(body, "", 0)
    return body


def key_of(request: HttpRequest) -> str:
    """Return the sender's own name of a wish. Raises ProblemError 400 where there is none."""
    key = request.headers.get("Idempotency-Key", "")
    if not re.fullmatch(r"[\x21-\x7e]{1,80}", key):
        raise ProblemError("bad-request", errors=[("Idempotency-Key", "1 to 80 letters of ASCII are needed")])
    return key


def version_of(request: HttpRequest) -> int | None:
    """Return the version of the case in «If-Match»; None where any will do.

    Raises:
        ProblemError: 400 for what is no entity tag of a case; a weak one never matches: 412.

    """
    text = request.headers.get("If-Match")
    if text is None or text.strip() == "*":
        return None
    found = _VERSION.fullmatch(text.strip())
    if found is None:
        raise ProblemError("bad-request", errors=[("If-Match", "the ETag of the case is needed")])
    return int(found[1])


def _no_constant(word: str) -> None:
    raise ValueError(word)


def _check(value: Any, path: str, depth: int) -> None:
    if depth > _DEEPEST:
        raise ProblemError("unfit", errors=[(path[:200], "it is nested too deeply")])
    if isinstance(value, str) and _BAD.search(value):
        raise ProblemError("unfit", errors=[(_plain(path), "it holds control characters")])
    if isinstance(value, dict):
        for name, one in value.items():
            if _BAD.search(name):
                raise ProblemError("unfit", errors=[(_plain(path), "a name in it holds control characters")])
            _check(one, f"{path}.{name}" if path else name, depth + 1)
    elif isinstance(value, list):
        for number, one in enumerate(value, 1):
            _check(one, f"{path}.{number}", depth + 1)


def _plain(text: str) -> str:
    return _BAD.sub("\N{REPLACEMENT CHARACTER}", text)[:200]
