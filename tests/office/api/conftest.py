"""A client of the API that speaks as an account of the cast, by a token of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from sonae.office.api import request as api_request
from sonae.office.pace import Pace
from sonae.office.seed.cast import Cast
from tests.office.conftest import NOW
from tests.office.tokens import token_of

API = "/api/v1"


class Speaker:
    """Speaks to the API as one account."""

    def __init__(self, token: str) -> None:
        self.token, self._client, self._count = token, Client(raise_request_exception=False), 0

    def call(
        self, method: str, path: str, body: Any = None, content_type: str = "application/json", **headers: str
    ) -> HttpResponse:
        data = body if isinstance(body, (bytes, str)) else b"" if body is None else json.dumps(body)
        said = {
            "Authorization": f"Bearer {self.token}",
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        return self._client.generic(method, API + path, data, content_type=content_type, headers=said)  # type: ignore[return-value]

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, **headers)

    def give(self, number: str, kind: str, body: Any = None, *, key: str = "", **headers: str) -> HttpResponse:
        self._count += 1
        named = key or f"wish-{id(self)}-{self._count}"
        return self.call("POST", f"/cases/{number}/commands/{kind}", body or {}, Idempotency_Key=named, **headers)


Speak = Callable[..., Speaker]


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONAE_NOW", NOW.isoformat())
    monkeypatch.setattr(api_request, "_PACE", Pace(1_000_000))
    monkeypatch.setattr(api_request, "_FAILURES", Pace(1_000_000))


@pytest.fixture
def speak(cast: Cast) -> Speak:
    def as_account(login: str, scopes: tuple[str, ...] | None = None) -> Speaker:
        return Speaker(token_of(cast[login], scopes))

    return as_account
