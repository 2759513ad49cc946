"""The API put together: its routes, its answers to what goes wrong, and the document that describes it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as FormError

from sonae import __version__
from sonae.core import InputError, SonaeError
from sonae.office.api import (
    accounts,
    books,
    cases,
    commands,
    desk,
    jobs,
    letters,
    offers,
    own,
    papers,
    record,
    releases,
    rules,
)
from sonae.office.api.description import described
from sonae.office.api.problem import KINDS, ProblemError, language_of, problem_response, refusal
from sonae.office.api.request import BearerToken, known, reader_of, scoped
from sonae.office.api.shapes import HealthShape, MeShape, Named, ProblemKind, department, label_of
from sonae.office.gate import NotThereError, RefusedError, StaleError
from sonae.office.models import Event
from sonae.office.words import say

__all__ = ["OfficeAPI", "api"]

_LOG = logging.getLogger(__name__)


class OfficeAPI(NinjaAPI):
    """The API, which describes headers, bodies of commands and problems beside what its views say."""

    _documents: ClassVar[dict[str, Any]] = {}

    def get_openapi_schema(self, **more: Any) -> Any:
        """Return the OpenAPI 3.1 document; it takes a second to make and does not change, so it is kept for its place."""
        place = repr(sorted(more.items()))
        if place not in self._documents:
            self._documents[place] = described(super().get_openapi_schema(**more))
        return self._documents[place]


api = OfficeAPI(
    title="Sonae office", version=__version__, auth=BearerToken(), docs_url=None, urls_namespace="api",
    description="Cases of the agency, commands on them, papers, the bylaw and the audit log.",
)  # fmt: skip
_ON_CASES = (commands, papers, letters)
"""They enter their routes into the router of the cases: what begins alike stands in one router."""
api.add_router("/cases", cases.router)
api.add_router("/jobs", jobs.router)
api.add_router("/books", books.router)
api.add_router("/releases", releases.router)
api.add_router("/audit", record.router)
api.add_router("/bylaw", rules.router)
api.add_router("/commands", offers.router)
api.add_router("/accounts", accounts.router)
api.add_router("", accounts.places)
api.add_router("/me", own.router)
api.add_router("", desk.router)
hall = Router(tags=["office"])


@hall.get("/me", response=MeShape, operation_id="read_me", summary="Who the token speaks for")
@scoped("read")
def read_me(request: HttpRequest) -> MeShape:
    """Return the account of the token, its roles and the token's scopes."""
    reader = reader_of(request)
    account = reader.account
    place = account.organisation
    return MeShape(
        login=account.login, name_ja=account.name_ja, name_en=account.name_en,
        organisation=Named(code=place.code, ja=place.name_ja, en=place.name_en), department=department(account.department),
        roles=[Named(code=role.value, ja=role.ja, en=role.en) for role in sorted(account.roles)],
        clearance=label_of(account.clearance), language=account.language, scopes=sorted(reader.scopes),
        fictional=account.fictional,
    )  # fmt: skip


@hall.get(
    "/health",
    response=HealthShape,
    auth=None,
    operation_id="read_health",
    summary="Whether the office and its database answer",
)
def read_health(request: HttpRequest) -> HealthShape:
    """Answer for a proxy or a monitor; nothing of the office is told."""
    known(request, ())
    Event.objects.exists()
    return HealthShape(status="ok")


@hall.get(
    "/problems/{kind}",
    response=ProblemKind,
    auth=None,
    operation_id="read_problem",
    summary="What a type of problem says",
)
def read_problem(request: HttpRequest, kind: str) -> ProblemKind:
    """Tell what a type of problem says."""
    known(request, ())
    if kind not in KINDS:
        raise NotThereError
    words = {
        f"{part}_{language}": say(f"problem.{kind}.{part}", language, found="n", expected="m", limit="n")
        for part in ("title", "detail")
        for language in ("ja", "en")
    }
    return ProblemKind(type=f"/api/v1/problems/{kind}", status=KINDS[kind], **words)


api.add_router("", hall)


@api.exception_handler(ProblemError)
def _problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    return error.response(request)


@api.exception_handler(NotThereError)
def _not_there(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_response(request, "not-there")


@api.exception_handler(Http404)
def _no_address(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(request, "not-there")


@api.exception_handler(RefusedError)
def _refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    return refusal(request, "refused", error.verdict, error.findings)


@api.exception_handler(StaleError)
def _stale(request: HttpRequest, error: StaleError) -> HttpResponse:
    said = say("problem.stale.detail", language_of(request), found=error.found, expected=error.expected)
    return problem_response(request, "stale", said)


@api.exception_handler(SonaeError)
def _sentence(request: HttpRequest, error: SonaeError) -> HttpResponse:
    errors: list[tuple[str, str]] = []
    if isinstance(error, InputError):
        expected = f"; expected {error.expected}" if error.expected else ""
        errors = [(error.field or "", f"{error.problem}{expected}")]
    return problem_response(request, "unfit", errors=errors)


@api.exception_handler(FormError)
def _form(request: HttpRequest, error: FormError) -> HttpResponse:
    found: list[Mapping[str, Any]] = list(error.errors)
    errors = [(".".join(str(part) for part in one["loc"][1:]), str(one["msg"])) for one in found[:20]]
    return problem_response(request, "unfit", errors=errors)


@api.exception_handler(AuthenticationError)
def _not_known(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem_response(request, "not-known")


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return ProblemError("too-large", limit=2).response(request)


@api.exception_handler(HttpError)
@api.exception_handler(SuspiciousOperation)
@api.exception_handler(UnreadablePostError)
def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_response(request, "bad-request")


@api.exception_handler(DatabaseError)
def _away(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    _LOG.error("the database refused a request of the API: %s", type(error).__name__)
    return problem_response(request, "away", headers={"Retry-After": "5"})


@api.exception_handler(Exception)
def _inside(request: HttpRequest, error: Exception) -> HttpResponse:
    _LOG.error("a request of the API failed", exc_info=error)
    return problem_response(request, "inside")
