"""Default deny: every address of the office refuses a reader without login, but for a list that is written out here."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from sonae.office.access.middleware import OWN_DOOR, DoorMiddleware
from sonae.office.seed.cast import Cast
from tests.office.access.conftest import Reader, SetClock

pytestmark = pytest.mark.django_db

OPEN = {"login", "language", "logout", "health", "provider_login", "provider_back", "provider_leave"}
"""Views that answer a reader without login, by name; logout and language take only forms of our own and show nothing.
Those of the provider of logins are not there unless one is set."""
OPEN_OF_API = {"openapi-json", "openapi-view", "api-root", "read_health", "read_problem"}
"""Of the API, its description, its health and the meaning of its problems may be open."""

SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": str(uuid.UUID(int=1)), "path": "x/y",
           "number": "E2026-AAAAA", "kind": "application.submit"}  # fmt: skip


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, str]]:
    """Every address with its name, its parts filled in."""
    for one in patterns:
        given = getattr(one.pattern, "_route", None)
        route = str(getattr(one.pattern, "_regex", "")).strip("^$") if given is None else str(given)
        for name, converter in one.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            for written in (f"<{kind}:{name}>", f"<{name}>"):
                route = route.replace(written, SAMPLES.get(kind, "x"))
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + route)
        else:
            assert "<" not in route, route
            yield before + route, one.name or ""


def test_every_address_refuses_a_reader_without_login(cast: Cast, clock: SetClock) -> None:
    found = list(addresses(get_resolver().url_patterns))
    assert len(found) >= 15
    let_in = []
    for address, name in found:
        if not address.startswith(OWN_DOOR):  # there several operations share an address, by method
            assert resolve(address).url_name == (name or None), (
                f"{address} is not the address of «{name}»: give it a sample"
            )
        for method in ("get", "post", "head", "put", "patch", "delete"):
            answer = getattr(Client(), method)(address)
            refused = answer.status_code in (401, 403, 404, 405, 429) or (
                answer.status_code == 302 and answer["Location"].startswith("/login/")
            )
            if not refused:
                let_in.append((address, name, method, answer.status_code))
    own = {place for place in let_in if place[1] in OPEN or (place[0].startswith(OWN_DOOR) and place[1] in OPEN_OF_API)}
    assert set(let_in) - own == set()
    assert {name for _, name, _, _ in own} >= {"login"}


def test_the_door_shuts_before_the_view_is_asked(cast: Cast, clock: SetClock) -> None:
    answer = Client().get("/account/sessions/?page=2")
    assert answer["Location"] == "/login/?next=/account/sessions/%3Fpage%3D2"
    assert Client().post("/account/tokens/", {"name": "x"})["Location"] == "/login/"
    part = Client(headers={"HX-Request": "true"}).get("/account/sessions/")
    assert (part.status_code, part["HX-Redirect"]) == (401, "/login/")


@pytest.mark.parametrize("who", ["applicant", "finance", "admin", "public"])
def test_no_page_breaks_for_who_is_logged_in(cast: Cast, clock: SetClock, who: str) -> None:
    reader = Reader()
    reader.tries(who)
    for address, name in addresses(get_resolver().url_patterns):
        if name not in ("logout",):
            assert reader.client.get(address).status_code < 500, address


def test_the_api_s_own_door_stays_shut_to_a_password_that_was_given_out(cast: Cast, clock: SetClock) -> None:
    """A session that has to set a password first gets nowhere, there neither."""
    request = RequestFactory().get("/api/v1/cases")
    door = DoorMiddleware(lambda _: HttpResponse())
    request.user = cast["finance"]
    request.resolver_match = None
    assert door.process_view(request, lambda _: HttpResponse(), [], {}) is None
    request.user.must_change_password = True
    answer = door.process_view(request, lambda _: HttpResponse(), [], {})
    assert answer is not None
    assert answer.headers["Location"] == "/account/password/"
