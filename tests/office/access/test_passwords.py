"""A password of one's own: its rules, its change, and the one that an administrator gave out."""

from __future__ import annotations

import pytest

from sonae.office.access import passwords
from sonae.office.models import Account, Event
from sonae.office.seed import DEMO_PASSWORD
from sonae.office.seed.cast import Cast
from tests.office.access.conftest import Keep, Reader, SetClock

pytestmark = pytest.mark.django_db

NEW = "銅とニッケルを三か月分-77"


@pytest.mark.parametrize(
    ("password", "part"),
    [
        ("短い-1234", "12 文字以上"), ("promotion-2026", "似すぎ"), ("123456789012345", "数字"), ("password1234", "一般的"),
        ("Suiko promotion", "似すぎ"), (NEW, ""),
    ],
)  # fmt: skip
def test_a_password_keeps_the_rules(cast: Cast, password: str, part: str) -> None:
    from django.utils import translation

    with translation.override("ja"):
        faults = passwords.faults_of(cast["promotion"], password)
    assert (not faults) if not part else any(part in fault for fault in faults), faults


def test_a_new_password_ends_every_other_session(cast: Cast, clock: SetClock) -> None:
    here, there = Reader(), Reader(agent="Browser 2")
    here.tries("promotion")
    there.tries("promotion")
    answer = here.client.post("/account/password/", {"present": DEMO_PASSWORD, "new": NEW, "again": NEW})
    assert answer.status_code == 302
    assert here.is_in()
    assert not there.is_in()
    assert Reader().tries("promotion") == 200
    assert Reader().tries("promotion", NEW) == 302
    told = Event.objects.filter(kind="password.changed").latest("sequence")
    assert '"sessions_ended":1' in told.line
    assert NEW not in told.line


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"present": "wrong", "new": NEW, "again": NEW}, "パスワードまたは認証コード"),
        ({"present": DEMO_PASSWORD, "new": NEW, "again": NEW + "x"}, "一致しません"),
        ({"present": DEMO_PASSWORD, "new": DEMO_PASSWORD, "again": DEMO_PASSWORD}, "同じです"),
        ({"present": DEMO_PASSWORD, "new": "x", "again": "x"}, "12 文字以上"),
    ],
)
def test_a_change_that_does_not_fit_changes_nothing(
    cast: Cast, clock: SetClock, fields: dict[str, str], part: str
) -> None:
    reader = Reader()
    reader.tries("promotion")
    answer = reader.client.post("/account/password/", fields)
    assert part in answer.content.decode()
    assert Account.objects.get(login="promotion").check_password(DEMO_PASSWORD)


def test_who_took_over_a_session_guesses_no_faster(cast: Cast, clock: SetClock) -> None:
    reader = Reader()
    reader.tries("promotion")
    fields = {"present": "guess", "new": NEW, "again": NEW}
    statuses = [reader.client.post("/account/password/", fields).status_code for _ in range(9)]
    assert statuses == [200] * 8 + [429]
    assert reader.client.post("/account/password/", {**fields, "present": DEMO_PASSWORD}).status_code == 429


def test_a_password_that_was_given_out_is_changed_first(cast: Cast, keep: Keep, clock: SetClock) -> None:
    given = keep("admin", "account.reset_password", "finance").secret
    assert given is not None
    reader = Reader()
    assert reader.tries("finance", given) == 302
    for address in ("/account/", "/account/sessions/", "/administration/accounts/"):
        answer = reader.client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/account/password/")
    assert "一時パスワード" in reader.client.get("/account/password/").content.decode()
    reader.client.post("/account/password/", {"present": given, "new": NEW, "again": NEW})
    assert reader.is_in()
    account = Account.objects.get(login="finance")
    assert (account.must_change_password, account.password_until) == (False, None)


def test_a_password_that_was_given_out_ends(cast: Cast, keep: Keep, clock: SetClock) -> None:
    given = keep("admin", "account.reset_password", "finance").secret
    assert given is not None
    clock.move(days=3)
    assert Reader().tries("finance", given) == 200
    clock.move(seconds=-1)
    assert Reader().tries("finance", given) == 302


def test_one_time_passwords_differ_and_have_a_hundred_bits() -> None:
    drawn = {passwords.one_time_password() for _ in range(200)}
    assert len(drawn) == 200
    assert len(set(passwords._LETTERS)) ** 20 == 2**100
