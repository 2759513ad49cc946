"""Tokens of the API: shown once, kept as a hash, refused when ended, and waiting for who guesses."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import pytest

from sonae.core import InputError, UnknownChoiceError
from sonae.office.access import Scope, account_of_token, make_token, tokens
from sonae.office.access.visitor import ADDRESS
from sonae.office.models import Account, Event, Token
from sonae.office.seed.cast import Cast
from tests.office.access.conftest import Keep, Reader, SetClock

pytestmark = pytest.mark.django_db

ENDS = dt.date(2026, 12, 31)


def test_a_token_opens_the_api_as_its_owner_within_its_scopes(cast: Cast, clock: SetClock) -> None:
    made = make_token(cast["finance"], "ledger", ["write", "read"], ENDS)
    found = account_of_token(f"Bearer {made.text}")
    assert found == (cast["finance"], {Scope.READ, Scope.WRITE})
    assert account_of_token(f"bearer  {made.text} ") == found
    record = Token.objects.get()
    assert record.token_hash == hashlib.sha256(made.text.encode()).hexdigest()
    event = Event.objects.get(kind="token.made")
    assert made.text not in repr(made) + event.line + str(Token.objects.values())


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", "Basic {}", "{}", "Bearer {}x", "Bearer sonae_", "Bearer {} {}"]
)
def test_what_is_no_header_of_ours_is_nobody_s(cast: Cast, clock: SetClock, header: str | None) -> None:
    made = make_token(cast["finance"], "x", ["read"], ENDS)
    assert account_of_token(header and header.replace("{}", made.text)) is None


def test_a_token_ends_with_its_last_day_in_japan(cast: Cast, clock: SetClock) -> None:
    made = make_token(cast["finance"], "x", ["read"], dt.date(2026, 11, 20))
    clock.move(hours=9, minutes=59, seconds=59)
    assert account_of_token(f"Bearer {made.text}") is not None
    clock.move(seconds=1)
    assert account_of_token(f"Bearer {made.text}") is None


def test_a_token_ends_when_it_is_revoked_or_its_owner_goes(cast: Cast, keep: Keep, clock: SetClock) -> None:
    texts = {
        login: make_token(cast[login], "x", ["read"], ENDS).text
        for login in ("finance", "review", "planning", "auditor")
    }
    tokens.revoke_token(Token.objects.get(account=cast["finance"]), "finance", clock.now)
    keep("admin", "account.close", "review", reason="x")
    keep("admin", "account.reset_password", "planning")
    assert [login for login, text in texts.items() if account_of_token(f"Bearer {text}")] == ["auditor"]
    keep("admin", "account.reopen", "review", reason="x")
    assert account_of_token(f"Bearer {texts['review']}") is None
    Account.objects.filter(login="auditor").update(must_change_password=True)
    assert account_of_token(f"Bearer {texts['auditor']}") is None


@pytest.mark.parametrize(
    ("name", "scopes", "ends", "field"),
    [
        ("", ["read"], ENDS, "name"), ("x" * 81, ["read"], ENDS, "name"), ("x", [], ENDS, "scopes"),
        ("x", ["admin"], ENDS, "scopes"),
        ("x", ["read"], dt.date(2026, 11, 19), "ends_on"), ("x", ["read"], dt.date(2027, 11, 23), "ends_on"),
    ],
)  # fmt: skip
def test_a_token_that_is_not_made(
    cast: Cast, clock: SetClock, name: str, scopes: list[str], ends: dt.date, field: str
) -> None:
    with pytest.raises(InputError) as refused:
        make_token(cast["finance"], name, scopes, ends)
    assert refused.value.field == field
    assert not Token.objects.exists()


def test_scopes_are_known_and_admin_is_for_administrators(cast: Cast, clock: SetClock) -> None:
    with pytest.raises(UnknownChoiceError):
        make_token(cast["finance"], "x", ["everything"], ENDS)
    found = account_of_token(f"Bearer {make_token(cast['admin'], 'x', ['admin'], ENDS).text}")
    assert found is not None
    assert found[1] == {Scope.ADMIN}


def test_an_address_that_guesses_waits_and_others_do_not(cast: Cast, clock: SetClock) -> None:
    made = make_token(cast["finance"], "x", ["read"], ENDS)
    here = ADDRESS.set("192.0.2.1")
    try:
        for place in range(8):
            assert account_of_token(f"Bearer sonae_{place:043d}") is None
        assert '"waits":true' in Event.objects.latest("sequence").line
        events = Event.objects.count()
        assert account_of_token(f"Bearer {made.text}") is None
        assert Event.objects.count() == events
        ADDRESS.set("192.0.2.2")
        assert account_of_token(f"Bearer {made.text}") is not None
        ADDRESS.set("192.0.2.1")
        clock.move(minutes=15)
        assert account_of_token(f"Bearer {made.text}") is not None
    finally:
        ADDRESS.reset(here)


def test_a_script_with_a_token_that_has_ended_is_no_guesser(cast: Cast, clock: SetClock) -> None:
    old = make_token(cast["finance"], "old", ["read"], dt.date(2026, 11, 20))
    new = make_token(cast["finance"], "new", ["read"], ENDS)
    clock.move(days=1)
    assert [account_of_token(f"Bearer {old.text}") for _ in range(20)] == [None] * 20
    assert account_of_token(f"Bearer {new.text}") is not None


def test_the_last_use_is_noted_once_a_minute(cast: Cast, clock: SetClock) -> None:
    made = make_token(cast["finance"], "x", ["read"], ENDS)
    first = clock.now
    for _ in range(3):
        account_of_token(f"Bearer {made.text}")
        clock.move(seconds=25)
    assert Token.objects.get().last_used_at == first
    account_of_token(f"Bearer {made.text}")
    assert Token.objects.get().last_used_at == clock.now


def test_the_page_shows_a_token_once_and_revokes_it(cast: Cast, clock: SetClock) -> None:
    reader, other = Reader(), Reader()
    reader.tries("finance")
    other.tries("review")
    sent = {"name": "ledger", "scopes": ["read"], "ends_on": "2026-12-31"}
    page = reader.client.post("/account/tokens/", sent).content.decode()
    text = re.search(r"sonae_[\w-]{43}", page)
    assert text is not None
    assert account_of_token(f"Bearer {text[0]}") is not None
    assert text[0] not in reader.client.get("/account/tokens/").content.decode()
    number = Token.objects.get().pk
    assert other.client.post(f"/account/tokens/{number}/revoke/").status_code == 404
    assert reader.client.post(f"/account/tokens/{number}/revoke/").status_code == 302
    assert account_of_token(f"Bearer {text[0]}") is None
    refused = reader.client.post("/account/tokens/", {**sent, "scopes": ["admin"]})
    assert Token.objects.count() == 1
    assert refused.status_code == 200
    late = reader.client.post("/account/tokens/", {**sent, "ends_on": "2036-01-01"})
    assert "発行できません" in late.content.decode()
