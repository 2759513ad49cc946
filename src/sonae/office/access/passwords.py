"""A password of one's own: the rules it keeps, and what ends when it changes."""

from __future__ import annotations

import secrets

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from sonae.office import log
from sonae.office.access import sessions
from sonae.office.access.visitor import moment
from sonae.office.models import Account

__all__ = ["change", "faults_of", "one_time_password"]

_LETTERS = "23456789abcdefghijkmnpqrstuvwxyz"
"""32 letters, none that are easily confused: 20 of them are 100 bits."""


def one_time_password() -> str:
    """Return a password that an administrator reads out once: four groups of five letters."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def faults_of(account: Account, password: str) -> list[str]:
    """Return what a password falls short in, in the reader's language; none where it may be set."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        return list(error.messages)
    return []


def change(request: HttpRequest, account: Account, password: str) -> None:
    """Set a new password: this session goes on under a new key, all others end.

    What was asked of the account, to confirm and to keep the rules, is asked before (:func:`faults_of`).
    """
    now = moment()
    with transaction.atomic():
        account.set_password(password)
        account.must_change_password, account.password_until = False, None
        account.save(update_fields=["password", "must_change_password", "password_until"])
        old = request.session.session_key
        update_session_auth_hash(request, account)
        sessions.renew(account, old, request.session.session_key)
        ended = sessions.end_all(account, account.login, "password", now, but=request.session.session_key)
        log.append(now, account.login, "password.changed", f"account/{account.login}", {"sessions_ended": ended})
