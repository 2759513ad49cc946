"""A demonstration agency in the test database, made once; every test works on it and leaves nothing behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from sonae.core import FixedClock
from sonae.office import wall
from sonae.office.bus import Receipt, command_from, handle
from sonae.office.models import Account, Case
from sonae.office.seed import seed_demo
from sonae.office.seed.cast import Cast
from tests.office.served import ServedOffice, fresh_database

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 5, 0, tzinfo=dt.UTC)

Give = Callable[..., Receipt]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        seed_demo(TODAY)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedOffice]:
    """An office of its own in processes of its own, with a paper in it; who takes it shares a worker: ``xdist_group("served")``."""
    with fresh_database() as database:
        made = ServedOffice(tmp_path_factory.mktemp("office") / "home", database)
        try:
            made.start()
            made.people = made.tokens("applicant", "finance", "executive")
            token = made.people["applicant"]
            case = made.ask("GET", "/cases?stage=draft&kind=equity", token=token)[1]["items"][0]["number"]
            text = {"Content-Type": "text/plain"}
            assert (
                made.ask("PUT", f"/cases/{case}/papers/memo.txt", "架空の書類".encode(), token=token, headers=text)[0]
                == 200
            )
            yield made
        finally:
            made.stop()


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


@pytest.fixture(autouse=True)
def _nobody_acts_after() -> Iterator[None]:
    """What a command of the command line leaves behind in its own process, the office's own work, ends with the test."""
    yield
    wall.enter(wall.NOBODY)
