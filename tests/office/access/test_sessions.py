"""Sessions: listed, ended one by one or all, by time, and with the account; the cookies that carry them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from sonae.office.models import Event, LoginSession
from sonae.office.seed.cast import Cast
from tests.office.access.conftest import Keep, Reader, SetClock

pytestmark = pytest.mark.django_db


def two(login: str = "promotion") -> tuple[Reader, Reader]:
    here, there = Reader(agent="Here"), Reader(agent="There")
    here.tries(login)
    there.tries(login)
    return here, there


def test_one_session_is_ended_from_another(cast: Cast, clock: SetClock) -> None:
    here, there = two()
    page = here.client.get("/account/sessions/").content.decode()
    assert "Here" in page
    assert "There" in page
    session = LoginSession.objects.get(agent="There")
    assert here.client.post(f"/account/sessions/{session.pk}/end/").status_code == 302
    assert (here.is_in(), there.is_in()) == (True, False)
    assert not Session.objects.filter(session_key=session.session_key).exists()
    assert Event.objects.latest("sequence").kind == "session.ended"


def test_another_account_s_session_is_not_there(cast: Cast, clock: SetClock) -> None:
    here, _ = two()
    other = Reader()
    other.tries("finance")
    session = LoginSession.objects.get(account=cast["finance"])
    assert here.client.post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert here.client.post("/account/sessions/999999/end/").status_code == 404
    assert other.is_in()


def test_all_others_are_ended(cast: Cast, clock: SetClock) -> None:
    here, there = two()
    here.client.post("/account/sessions/end-others/")
    assert (here.is_in(), there.is_in()) == (True, False)


def test_a_logout_ends_the_session_on_the_server(cast: Cast, clock: SetClock) -> None:
    here, there = two()
    stolen = Client()
    stolen.cookies["sonae-session"] = here.client.cookies["sonae-session"].value
    assert here.client.post("/logout/")["Location"] == "/login/"
    assert stolen.get("/account/").status_code == 302
    assert there.is_in()
    assert Event.objects.latest("sequence").kind == "logout.done"
    assert here.client.get("/logout/").status_code == 405


def test_an_idle_session_ends(cast: Cast, clock: SetClock) -> None:
    here, _ = two()
    clock.move(minutes=59)
    assert here.is_in()
    clock.move(minutes=59)
    assert here.is_in()
    clock.move(minutes=60)
    assert not here.is_in()
    assert '"ground":"idle"' in Event.objects.latest("sequence").line


def test_a_session_ends_after_its_hours_however_busy(cast: Cast, clock: SetClock) -> None:
    here, _ = two()
    for _ in range(19):
        clock.move(minutes=30)
        assert here.is_in()
    clock.move(minutes=30)
    assert not here.is_in()
    assert '"ground":"limit"' in Event.objects.latest("sequence").line


def test_a_closed_account_is_out_at_once(cast: Cast, keep: Keep, clock: SetClock) -> None:
    here, there = two()
    keep("admin", "account.close", "promotion", reason="left the agency")
    assert (here.is_in(), there.is_in()) == (False, False)
    assert not LoginSession.objects.filter(account=cast["promotion"]).exists()


def test_a_login_by_the_framework_alone_is_listed_too(cast: Cast, clock: SetClock) -> None:
    client = Client()
    client.force_login(cast["finance"])
    assert client.get("/account/sessions/").status_code == 200
    assert LoginSession.objects.filter(account=cast["finance"]).count() == 1


def test_the_cookie_is_kept_from_scripts_and_other_sites(cast: Cast, clock: SetClock) -> None:
    reader = Reader()
    reader.tries("promotion")
    cookie = reader.answer.cookies["sonae-session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert int(cookie["max-age"]) == 10 * 3600
    csrf = Client().get("/login/").cookies["sonae-csrf"]
    assert (csrf["httponly"], csrf["samesite"]) == (True, "Lax")


def test_in_production_cookies_go_over_https_alone(tmp_path: Path) -> None:
    asked = (
        "from sonae.office import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, "
        "s.CSRF_COOKIE_NAME, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.DEBUG)"
    )
    told = os.environ | {"SONAE_OFFICE_PRODUCTION": "true", "SONAE_OFFICE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", asked], env=told, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "__Host-sonae-session", "__Host-sonae-csrf", "True", "True", "False"]


def test_what_is_left_of_old_sessions_is_thrown_away(cast: Cast, clock: SetClock) -> None:
    two()
    clock.move(hours=10)
    Reader().tries("finance")
    assert LoginSession.objects.filter(account=cast["promotion"]).count() == 0
