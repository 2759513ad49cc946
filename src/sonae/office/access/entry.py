"""The way in: name, password, and the code of the second factor where there is one; one answer for all that fails."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from django.contrib.auth import login as begin_session
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest

from sonae.office import log
from sonae.office.access import second_factor, throttle
from sonae.office.access.visitor import address_of, digest, moment
from sonae.office.models import Account, LoginAttempt, LoginSession
from sonae.office.settings import OFFICE

__all__ = ["BACKEND", "Answer", "Trial", "confirm", "leave", "try_login"]

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Answer(Enum):
    """What a trial came to; a reader is told no more than this."""

    OPEN = "open"
    REFUSED = "refused"
    WAIT = "wait"
    AWAY = "away"
    """The provider of logins cannot be reached."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What somebody put into the login form."""

    login: str
    password: str
    code: str = ""


def try_login(request: HttpRequest, trial: Trial) -> Answer:
    """Try to log in; whatever fails, the answer is the same, and the hasher has run once.

    The session gets a new key, so that one known before the login opens nothing (session fixation).
    """
    now = moment()
    attempt = throttle.begun(trial.login, address_of(request), now)
    if attempt is None:
        return Answer.WAIT
    account = Account.objects.filter(login=trial.login).first()
    ground = _refusal_of(account, trial, now)
    if account is None or ground:
        _failed(attempt, account, trial, ground or "unknown", now)
        return Answer.REFUSED
    with transaction.atomic():
        LoginAttempt.objects.filter(pk=attempt.pk).update(succeeded=True)
        begin_session(request, account, backend=BACKEND)
        log.append(
            now,
            account.login,
            "login.succeeded",
            f"account/{account.login}",
            {"way": "password", "second_factor": bool(account.totp_secret)},
        )
    return Answer.OPEN


def _refusal_of(account: Account | None, trial: Trial, now: dt.datetime) -> str | None:
    if account is None:
        Account().set_password(trial.password)
        return "unknown"
    fits = account.check_password(trial.password)
    if not fits:
        return "password"
    if not account.is_active:
        return "closed"
    if account.password_until is not None and now >= account.password_until:
        return "password_ended"
    if account.totp_secret and not second_factor.takes(account, trial.code, now):
        return "code"
    return None


def _failed(attempt: LoginAttempt, account: Account | None, trial: Trial, ground: str, now: dt.datetime) -> None:
    """Write the failure down; of a name that nobody has only a keyed hash, for people type passwords there."""
    full = throttle.is_full(attempt, now, OFFICE.throttle_failures)
    body = {"way": "password", "ground": ground, "address": attempt.address_hash[:16], "waits": full}
    with transaction.atomic():
        if account is None:
            body["tried"] = digest("login", trial.login.casefold())[:16]
            log.append(now, "unknown", "login.failed", "login", body)
        else:
            log.append(now, account.login, "login.failed", f"account/{account.login}", body)


def confirm(request: HttpRequest, account: Account, password: str, code: str = "") -> Answer:
    """Ask an account that is logged in for its password again, and for a code where it has a second factor and one is given.

    Failures count as those of the login do: who took over a session guesses no faster.
    """
    now = moment()
    attempt = throttle.begun(account.login, address_of(request), now)
    if attempt is None:
        return Answer.WAIT
    ground = None if account.check_password(password) else "password"
    if ground is None and code and not second_factor.takes(account, code, now):
        ground = "code"
    if ground:
        _failed(attempt, account, Trial(account.login, ""), f"confirm_{ground}", now)
        return Answer.REFUSED
    LoginAttempt.objects.filter(pk=attempt.pk).update(succeeded=True)
    return Answer.OPEN


def leave(request: HttpRequest, account: Account) -> None:
    """Log out: the session is ended on the server, not only forgotten by the browser."""
    now = moment()
    with transaction.atomic():
        LoginSession.objects.filter(account=account, session_key=request.session.session_key or "").delete()
        log.append(now, account.login, "logout.done", f"account/{account.login}", {})
        logout(request)
