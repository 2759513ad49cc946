"""A demonstration agency in the test database, made once; every test works on it and leaves nothing behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from pytest_django.plugin import DjangoDbBlocker

from sonae.core import FixedClock
from sonae.office.bus import Receipt, command_from, handle
from sonae.office.models import Account, Case
from sonae.office.seed import seed_demo
from sonae.office.seed.cast import Cast

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 5, 0, tzinfo=dt.UTC)

Give = Callable[..., Receipt]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        seed_demo(TODAY)


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast({account.login: account for account in Account.objects.all()})


@pytest.fixture
def case_named(db: None) -> Callable[[str], Case]:
    return lambda title: Case.objects.get(title_en=title)


@pytest.fixture
def give(cast: Cast) -> Give:
    """Give a command as an account of the cast; every call is a wish of its own unless it names a key."""
    count = 0

    def given(who: str, kind: str, case: str | None = None, *, at: dt.datetime = NOW, key: str = "", version: int | None = None,
              **fields: object) -> Receipt:  # fmt: skip
        nonlocal count
        count += 1
        return handle(
            command_from(kind, fields),
            cast[who],
            key=key or f"test-{count}",
            case=case,
            version=version,
            clock=FixedClock(at),
        )

    return given
