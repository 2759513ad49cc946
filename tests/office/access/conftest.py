"""A clock that tests set, readers with browsers of their own, and commands on accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pydantic import SecretStr

from sonae.core import FixedClock
from sonae.office.access import (
    AccountReceipt,
    account_command_from,
    account_commands,
    administration,
    handle_account,
    own_views,
)
from sonae.office.access.oidc import flow, provider, views
from sonae.office.pace import Pace
from sonae.office.seed import DEMO_PASSWORD
from sonae.office.seed.cast import Cast
from tests.office.access.oidc_provider import CLIENT, SECRET, Key, SmallProvider

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


SETTINGS = {"oidc_issuer": None, "oidc_client_id": CLIENT, "oidc_claim": "sub"}
ROOMS = (account_commands, administration, own_views, flow, provider, views)
Configure = Callable[..., None]


@pytest.fixture(scope="session")
def signing_keys() -> tuple[Key, Key]:
    return Key("k1"), Key("k1")


@pytest.fixture
def house(signing_keys: tuple[Key, Key], clock: SetClock) -> Iterator[SmallProvider]:
    made = SmallProvider(signing_keys[0], lambda: clock.now.timestamp())  # noqa: PLW0108 - the clock moves
    provider.forget()
    yield made
    made.stop()
    provider.forget()


@pytest.fixture
def configure(house: SmallProvider, monkeypatch: pytest.MonkeyPatch) -> Configure:
    monkeypatch.setattr(views, "_PACE", Pace(1_000_000))

    def set_to(**more: Any) -> None:
        secret = more.pop("secret", SECRET)
        said = {**SETTINGS, "oidc_issuer": house.issuer, "oidc_client_secret": secret and SecretStr(secret), **more}
        office = provider.OFFICE.model_copy(update=said)
        for room in ROOMS:
            monkeypatch.setattr(room, "OFFICE", office)
        provider.forget()

    set_to()
    return set_to


@pytest.fixture
def linked(keep: Keep, configure: Configure) -> None:
    keep("admin", "account.link_identity", "finance", identity="subject-1")
