"""Readers of the pages: a browser without scripts for every account of the demonstration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from sonae.office.models import Account
from sonae.office.pages.digest import SHELF
from sonae.office.seed.cast import Cast
from tests.office.conftest import NOW

Reader = Callable[..., Client]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The day of the demonstration; what one test made of a case that it takes back is no other test's."""
    monkeypatch.setenv("SONAE_NOW", NOW.isoformat())
    SHELF.clear()
    yield
    SHELF.clear()


@pytest.fixture(scope="session", autouse=True)
def _static() -> None:
    """The folder of files that a server would hand out; without it whitenoise warns."""
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def reader(cast: Cast) -> Reader:
    """Log an account in; in Japanese unless said."""

    def logged_in(login: str, language: str = "ja") -> Client:
        client = Client(headers={"host": "localhost"})
        Account.objects.filter(login=login).update(language=language)
        client.force_login(cast[login])
        return client

    return logged_in
