"""The second factor: the vectors of RFC 6238, drift, replay, set-up and removal."""

from __future__ import annotations

import base64
import datetime as dt
import re

import pyotp
import pytest

from sonae.office.access import second_factor
from sonae.office.models import Account, Event
from sonae.office.seed import DEMO_PASSWORD
from sonae.office.seed.cast import Cast
from tests.office.access.conftest import Keep, Reader, SetClock

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"), (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_the_published_vectors(seconds: int, code: str) -> None:
    """RFC 6238, appendix B (SHA-1): eight digits, of which the last six are a code of six."""
    assert pyotp.TOTP(SECRET, digits=8).generate_otp(seconds // 30) == code
    at = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert second_factor.step_of(SECRET, code[2:], at) == seconds // 30


@pytest.mark.parametrize(("off", "taken"), [(-61, False), (-31, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_one_step_off(off: int, taken: bool) -> None:
    at = dt.datetime.fromtimestamp(1_800_000_015, dt.UTC)
    code = pyotp.TOTP(SECRET).at(1_800_000_015 + off)
    assert (second_factor.step_of(SECRET, code, at) is not None) is taken


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert second_factor.step_of(SECRET, code, dt.datetime.fromtimestamp(59, dt.UTC)) is None


def with_factor(reader: Reader, clock: SetClock) -> str:
    """Set a second factor up as a person does, and return the secret."""
    page = reader.client.get("/account/second-factor/").content.decode()
    pending = re.search(r'name="pending" value="([^"]+)"', page)
    shown = re.search(r'class="access-secret" tabindex="0">([A-Z2-7 ]+)<', page)
    assert pending is not None
    assert shown is not None
    secret = shown[1].replace(" ", "")
    fields = {"password": DEMO_PASSWORD, "code": pyotp.TOTP(secret).at(clock.now), "pending": pending[1]}
    assert reader.client.post("/account/second-factor/", fields).status_code == 302
    return secret


@pytest.mark.django_db
def test_it_is_set_up_asked_for_and_each_code_is_taken_once(cast: Cast, clock: SetClock) -> None:
    here, there = Reader(), Reader()
    here.tries("review")
    there.tries("review")
    secret = with_factor(here, clock)
    assert here.is_in()
    assert not there.is_in()
    kept = Account.objects.get(login="review").totp_secret
    assert secret not in kept
    assert secret not in Event.objects.filter(kind="second_factor.set").latest("sequence").line
    code = pyotp.TOTP(secret).at(clock.now)
    assert Reader().tries("review", code=code) == 200, "the code of the set-up was taken"
    clock.move(seconds=30)
    code = pyotp.TOTP(secret).at(clock.now)
    assert Reader().tries("review", code="") == 200
    assert Reader().tries("review", "wrong", code) == 200
    assert Reader().tries("review", code=code) == 302
    assert Reader().tries("review", code=code) == 200
    assert '"ground":"code"' in Event.objects.latest("sequence").line


@pytest.mark.django_db
def test_a_code_of_two_at_once_is_taken_by_one(cast: Cast, clock: SetClock) -> None:
    account = cast["review"]
    assert second_factor.set_up(account, SECRET, pyotp.TOTP(SECRET).at(clock.now), clock.now)
    now = clock.move(seconds=30)
    code, same = pyotp.TOTP(SECRET).at(now), Account.objects.get(pk=account.pk)
    assert [second_factor.takes(one, code, now) for one in (account, same)] == [True, False]


@pytest.mark.django_db
def test_a_secret_of_another_account_or_an_old_one_is_not_set(cast: Cast, clock: SetClock) -> None:
    carried = second_factor.pending(cast["review"], SECRET)
    assert second_factor.pending_secret(cast["review"], carried) == SECRET
    assert second_factor.pending_secret(cast["finance"], carried) is None
    assert second_factor.pending_secret(cast["review"], carried[:-4] + "AAAA") is None


@pytest.mark.django_db
def test_it_is_taken_away_by_password_and_code_or_by_an_administrator(cast: Cast, keep: Keep, clock: SetClock) -> None:
    reader = Reader()
    reader.tries("review")
    secret = with_factor(reader, clock)
    now = clock.move(seconds=60)
    page = "/account/second-factor/"
    assert reader.client.post(page, {"password": DEMO_PASSWORD, "code": "000000"}).status_code == 200
    assert Account.objects.get(login="review").totp_secret
    code = pyotp.TOTP(secret).at(now)
    assert reader.client.post(page, {"password": DEMO_PASSWORD, "code": code}).status_code == 302
    assert not Account.objects.get(login="review").totp_secret
    with_factor(reader, clock)
    keep("admin", "account.reset_second_factor", "review")
    assert not reader.is_in()
    assert Reader().tries("review") == 302
