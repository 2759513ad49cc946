"""The way in: one answer for all that fails, waiting after failures, and what is written down of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client, RequestFactory

from sonae.auditlog import verify_chain
from sonae.office import log
from sonae.office.access import visitor
from sonae.office.models import Account, Event, LoginAttempt
from sonae.office.seed import DEMO_PASSWORD
from sonae.office.seed.cast import Cast
from sonae.office.words import say
from tests.office.access.conftest import Reader, SetClock

pytestmark = pytest.mark.django_db

LIMIT = 8


def latest() -> Event:
    return Event.objects.order_by("-sequence")[0]


def said(page: str) -> str:
    """The text of a page without what is drawn anew for each."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|name="login" value="[^"]*"|value="[^"]*"', "", page)


def test_a_login_opens_the_office_and_is_written_down(cast: Cast, clock: SetClock) -> None:
    reader = Reader()
    assert reader.tries("promotion") == 302
    assert reader.answer["Location"] == "/"
    assert reader.is_in()
    assert (latest().kind, latest().actor) == ("login.succeeded", "promotion")
    assert verify_chain(log.DatabaseLog().entries()).holds


def test_whatever_is_wrong_the_answer_is_the_same(cast: Cast, clock: SetClock) -> None:
    Account.objects.filter(login="stockpile").update(is_active=False)
    Account.objects.filter(login="planning").update(password_until=clock.now)
    answers = []
    for login, password in (
        ("nobody-here", DEMO_PASSWORD), ("finance", "not the password"), ("stockpile", DEMO_PASSWORD), ("planning", DEMO_PASSWORD),
    ):  # fmt: skip
        reader = Reader()
        status = reader.tries(login, password)
        answers.append((status, sorted(reader.answer.cookies), said(reader.answer.content.decode())))
    assert len(set(map(str, answers))) == 1
    assert "入力した内容ではログインできません" in answers[0][2]


def test_an_unknown_name_costs_the_hasher_as_much_as_a_wrong_password(
    cast: Cast, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        runs.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    Account.objects.create_account(
        "unusable", None, name_ja="x", name_en="x", organisation=cast["finance"].organisation
    )
    counts = []
    for login in ("nobody-here", "finance", "unusable"):
        runs.clear()
        Reader().tries(login, "wrong")
        counts.append(len(runs))
    assert counts == [1, 1, 1]


def test_a_tried_name_that_nobody_has_is_not_written_down(clock: SetClock) -> None:
    Reader().tries("my secret passphrase", "x")
    event = latest()
    assert (event.kind, event.actor, event.subject) == ("login.failed", "unknown", "login")
    assert "passphrase" not in event.line
    first = re.search(r'"tried":"(\w+)"', event.line)
    Reader().tries("my secret passphrase", "y")
    again = re.search(r'"tried":"(\w+)"', latest().line)
    assert first is not None
    assert again is not None
    assert first[1] == again[1]


def test_an_account_waits_after_failures_wherever_they_come_from(cast: Cast, clock: SetClock) -> None:
    for place in range(LIMIT):
        assert Reader(f"192.0.2.{place}").tries("finance", "wrong") == 200
    assert '"waits":true' in latest().line
    events = Event.objects.count()
    reader = Reader("192.0.2.99")
    assert reader.tries("finance") == 429
    assert "しばらく受け付けません" in reader.answer.content.decode()
    assert Event.objects.count() == events
    assert Reader("192.0.2.98").tries("promotion") == 302


def test_an_address_waits_whatever_names_it_tries(cast: Cast, clock: SetClock) -> None:
    for place in range(LIMIT):
        assert Reader().tries(f"guess-{place}", "wrong") == 200
    assert Reader().tries("promotion") == 429
    assert Reader("192.0.2.2").tries("promotion") == 302


def test_known_and_unknown_names_wait_alike(cast: Cast, clock: SetClock) -> None:
    for login in ("finance", "nobody-here"):
        statuses = [Reader(f"198.51.100.{place}").tries(login, "wrong") for place in range(LIMIT + 2)]
        assert statuses == [200] * LIMIT + [429, 429]


def test_waiting_ends_with_the_window_though_others_knock_meanwhile(cast: Cast, clock: SetClock) -> None:
    for place in range(LIMIT):
        Reader(f"192.0.2.{place}").tries("finance", "wrong")
    for _ in range(14):
        clock.move(minutes=1)
        assert Reader("203.0.113.5").tries("finance", "wrong") == 429
    clock.move(seconds=59)
    assert Reader("203.0.113.6").tries("finance") == 429
    clock.move(seconds=1)
    assert Reader("203.0.113.6").tries("finance") == 302


def test_old_attempts_are_thrown_away_and_none_holds_a_name_or_an_address(cast: Cast, clock: SetClock) -> None:
    Reader("192.0.2.77").tries("finance", "wrong")
    attempt = LoginAttempt.objects.get()
    assert re.fullmatch(r"[0-9a-f]{64}", attempt.login_hash)
    assert attempt.login_hash != attempt.address_hash
    clock.move(days=1, seconds=1)
    Reader().tries("finance")
    assert not LoginAttempt.objects.filter(pk=attempt.pk).exists()


@pytest.mark.parametrize(
    ("production", "remote", "forwarded", "seen"),
    [
        (False, "192.0.2.1", "203.0.113.9", "192.0.2.1"), (True, "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (True, "127.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"), (True, "127.0.0.1", "", "127.0.0.1"),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"), (False, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (False, "", "", "unknown"),
    ],
)  # fmt: skip
def test_the_address_is_what_our_own_proxy_saw(
    monkeypatch: pytest.MonkeyPatch, production: bool, remote: str, forwarded: str, seen: str
) -> None:
    monkeypatch.setattr(visitor, "OFFICE", visitor.OFFICE.model_copy(update={"production": production}))
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert visitor.address_of(request) == seen


def test_the_key_of_the_session_changes_at_login(cast: Cast, clock: SetClock) -> None:
    reader = Reader()
    session = reader.client.session
    session["planted"] = "before"
    session.save()
    reader.client.cookies["sonae-session"] = session.session_key
    reader.tries("promotion")
    assert reader.client.cookies["sonae-session"].value != session.session_key
    other = Client()
    other.cookies["sonae-session"] = str(session.session_key)
    assert other.get("/account/").status_code == 302


def test_a_form_from_elsewhere_is_refused(cast: Cast, clock: SetClock) -> None:
    client = Client(enforce_csrf_checks=True)
    fields = {"login": "promotion", "password": DEMO_PASSWORD}
    refused = client.post("/login/", fields)
    assert refused.status_code == 403
    assert say("error.csrf", "ja") in refused.content.decode()
    page = client.get("/login/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    assert client.post("/login/", {**fields, "csrfmiddlewaretoken": token[1]}).status_code == 302
    assert client.post("/logout/").status_code == 403
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "onward"),
    [
        ("/account/tokens/?page=2", "/account/tokens/?page=2"), ("https://evil.example/", "/"), ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"), ("", "/"),
    ],
)  # fmt: skip
def test_a_login_leads_on_to_our_own_pages_alone(cast: Cast, clock: SetClock, asked: str, onward: str) -> None:
    reader = Reader()
    assert reader.tries("promotion", next=asked) == 302
    assert reader.answer["Location"] == onward


@pytest.mark.parametrize(
    "fields", [{}, {"login": "x\0y", "password": "x"}, {"login": "x" * 81, "password": "x"}, {"login": "x"}]
)
def test_a_form_that_does_not_fit_is_no_attempt(clock: SetClock, fields: dict[str, str]) -> None:
    answer = Client().post("/login/", fields)
    assert answer.status_code == 200
    assert not LoginAttempt.objects.exists()


def test_what_was_typed_stays_but_for_the_password(cast: Cast, clock: SetClock) -> None:
    reader = Reader()
    reader.tries("finance", "wrong-one-here")
    page = reader.answer.content.decode()
    assert 'value="finance"' in page
    assert "wrong-one-here" not in page


def test_moments_have_a_zone(clock: SetClock) -> None:
    assert visitor.moment() == clock.now
    assert clock.now.utcoffset() == dt.timedelta(0)
