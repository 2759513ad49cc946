"""Guessing is slowed: after so many failures in a quarter of an hour, of one account or from one address, answers wait."""

from __future__ import annotations

import datetime as dt

from sonae.office.access.visitor import digest
from sonae.office.models import LoginAttempt
from sonae.office.settings import OFFICE

__all__ = ["KEPT", "WINDOW", "begun", "has_to_wait", "is_full"]

WINDOW = dt.timedelta(minutes=15)
KEPT = dt.timedelta(days=1)
"""How long attempts are kept; the audit log keeps what it keeps."""


def begun(login: str, address: str, now: dt.datetime) -> LoginAttempt | None:
    """Enter an attempt as failed, before anything is tried; None where it has to wait.

    It is entered first so that attempts at the same moment count each other. One that has to wait is not kept: who is patient
    for the window gets in, however often others knocked meanwhile.
    """
    LoginAttempt.objects.filter(at__lt=now - KEPT).delete()
    attempt = LoginAttempt.objects.create(
        login_hash=digest("login", login.casefold()), address_hash=digest("address", address), at=now, succeeded=False
    )
    if is_full(attempt, now, OFFICE.throttle_failures + 1):
        attempt.delete()
        return None
    return attempt


def has_to_wait(login: str, address: str, now: dt.datetime) -> bool:
    """Return whether an attempt would have to wait; none is entered."""
    attempt = LoginAttempt(login_hash=digest("login", login.casefold()), address_hash=digest("address", address))
    return is_full(attempt, now, OFFICE.throttle_failures)


def is_full(attempt: LoginAttempt, now: dt.datetime, limit: int) -> bool:
    """Return whether account or address have at least so many failures in the window."""
    failures = LoginAttempt.objects.filter(succeeded=False, at__gt=now - WINDOW)
    return (
        failures.filter(login_hash=attempt.login_hash).count() >= limit
        or failures.filter(address_hash=attempt.address_hash).count() >= limit
    )
