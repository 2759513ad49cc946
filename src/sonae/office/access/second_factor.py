"""The optional second factor: a code that changes every 30 seconds (TOTP, RFC 6238), each taken once."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from sonae.office.models import Account

__all__ = ["STEP", "new_secret", "pending", "pending_secret", "provisioning", "remove", "set_up", "step_of", "takes"]

STEP = 30
"""Seconds of a step (RFC 6238, 5.2)."""
_DRIFT = 1
"""Steps that a clock may be off, either way (RFC 6238, 6)."""
_PENDING_SECONDS = 15 * 60


def _box() -> Fernet:
    """Secrets lie in the database under a key that is not in it."""
    key = hashlib.sha256(b"sonae.office.access.second_factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def new_secret() -> str:
    """Return a new secret of 160 bits in base 32 (RFC 4226, 4: R6)."""
    return pyotp.random_base32()


def provisioning(account: Account, secret: str) -> str:
    """Return the ``otpauth://`` address that an authenticator reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name="Sonae")


def step_of(secret: str, code: str, now: dt.datetime) -> int | None:
    """Return the step whose code was given, one early or late allowed; None for no code of the secret."""
    code = "".join(code.split())
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return None
    totp = pyotp.TOTP(secret, interval=STEP)
    present = int(now.timestamp()) // STEP
    # All are compared, each in constant time: how long it takes says nothing of which one fits.
    fitting = [
        step
        for step in range(present - _DRIFT, present + _DRIFT + 1)
        if pyotp.utils.strings_equal(code, totp.generate_otp(step))
    ]
    return max(fitting, default=None)


def takes(account: Account, code: str, now: dt.datetime) -> bool:
    """Return whether a code is the account's and was not taken before; it is taken now, of two at once by one alone."""
    try:
        secret = _box().decrypt(account.totp_secret.encode()).decode()
    except InvalidToken:
        return False
    step = step_of(secret, code, now)
    return step is not None and _used(account, step)


def _used(account: Account, step: int) -> bool:
    return Account.objects.filter(pk=account.pk, totp_used__lt=step).update(totp_used=step) == 1


def pending(account: Account, secret: str) -> str:
    """Return a secret as the set-up form carries it: readable by us alone, for this account, for a quarter of an hour."""
    return _box().encrypt(f"{account.pk} {secret}".encode()).decode()


def pending_secret(account: Account, carried: str) -> str | None:
    """Return the secret that a set-up form carried; None for another account's, an old or an altered one."""
    try:
        number, secret = _box().decrypt(carried.encode(), ttl=_PENDING_SECONDS).decode().split(" ")
    except (InvalidToken, ValueError):
        return None
    return secret if number == str(account.pk) else None


def set_up(account: Account, secret: str, code: str, now: dt.datetime) -> bool:
    """Set the second factor of an account once a code shows that its authenticator knows the secret."""
    step = step_of(secret, code, now)
    if step is None:
        return False
    kept = _box().encrypt(secret.encode()).decode()
    Account.objects.filter(pk=account.pk).update(totp_secret=kept, totp_used=step)
    account.refresh_from_db(fields=["totp_secret", "totp_used"])
    return True


def remove(account: Account) -> None:
    """Take the second factor of an account away."""
    Account.objects.filter(pk=account.pk).update(totp_secret="")
    account.totp_secret = ""
