"""A clock that tests set, readers with browsers of their own, and commands on accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from sonae.core import FixedClock
from sonae.office.access import AccountReceipt, account_command_from, handle_account
from sonae.office.seed import DEMO_PASSWORD
from sonae.office.seed.cast import Cast

START = dt.datetime(2026, 11, 20, 5, 0, tzinfo=dt.UTC)

Keep = Callable[..., AccountReceipt]


class SetClock:
    """The clock of the office, standing still until it is moved."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch, self.now = patch, START
        self.move()

    def move(self, **by: float) -> dt.datetime:
        self.now += dt.timedelta(**by)
        self.patch.setenv("SONAE_NOW", self.now.isoformat())
        return self.now


class Reader:
    """A browser at an address."""

    def __init__(self, address: str = "192.0.2.1", agent: str = "Browser 1", **more: object) -> None:
        self.client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=agent, **more)

    def tries(self, login: str, password: str = DEMO_PASSWORD, code: str = "", **more: str) -> int:
        fields = {"login": login, "password": password, "code": code, **more}
        self.answer = self.client.post("/login/", fields)
        return self.answer.status_code

    def is_in(self) -> bool:
        return self.client.get("/account/").status_code == 200


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    return SetClock(monkeypatch)


@pytest.fixture
def keep(cast: Cast) -> Keep:
    """Give a command on accounts as an account of the cast; every call is a wish of its own unless it names a key."""
    count = 0

    def given(
        who: str | None, kind: str, login: str | None = None, /, *, key: str = "", **fields: object
    ) -> AccountReceipt:
        nonlocal count
        count += 1
        command = account_command_from(kind, fields)
        actor = cast[who] if who else None
        return handle_account(command, actor, key=key or f"keep-{count}", login=login, clock=FixedClock(START))

    return given
