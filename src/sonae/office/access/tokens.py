"""Tokens of the API: shown once, kept as a hash, ended by their day, by their owner, or with their owner's account."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hmac import compare_digest

from django.db import transaction

from sonae.core import JAPAN, InputError, UnknownChoiceError
from sonae.office import log, wall
from sonae.office.access import throttle
from sonae.office.access.visitor import ADDRESS, digest, moment
from sonae.office.models import Account, LoginAttempt, Token
from sonae.office.redaction import REQUEST_ID
from sonae.office.roles import Role
from sonae.office.settings import OFFICE

__all__ = ["LONGEST", "MadeToken", "Scope", "account_of_token", "make_token", "revoke_all", "revoke_token"]

LONGEST = dt.timedelta(days=366)
"""How far ahead a token may end."""
_HEADER = re.compile(r"[Bb]earer +(sonae_[A-Za-z0-9_-]{43})")
_USED_EVERY = dt.timedelta(minutes=1)


class Scope(StrEnum):
    """What a token may be used for, of what its owner may do."""

    READ = "read"
    WRITE = "write"
    AUDIT = "audit"
    ADMIN = "admin"

    @property
    def role(self) -> Role | None:
        """The role whose holders alone may have it; None for a scope that is anybody's."""
        return {Scope.AUDIT: Role.AUDITOR, Scope.ADMIN: Role.ADMINISTRATOR}.get(self)


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token that was just made.

    Attributes:
        record: as it is kept.
        text: the token itself; it is nowhere else, and no ``repr`` shows it.

    """

    record: Token
    text: str = field(repr=False)


def make_token(account: Account, name: str, scopes: Iterable[str], ends_on: dt.date) -> MadeToken:
    """Make a token of an account.

    Args:
        account: its owner.
        name: by which the owner knows it again.
        scopes: of :class:`Scope`; audit is for auditors, admin for administrators.
        ends_on: the last day on which it works, in Japan; a year ahead at most.

    Raises:
        InputError: for a name, scopes or a day that do not fit.

    """
    now = moment()
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise InputError("the token has no name that fits", field="name", expected="1 to 80 letters")
    asked = sorted({str(scope) for scope in scopes})
    for scope in asked:
        if scope not in list(Scope):
            raise UnknownChoiceError("scope", scope, [one.value for one in Scope], field="scopes")
    if not asked:
        raise InputError("the token may be used for nothing", field="scopes", expected="read, write, audit or admin")
    for scope in asked:
        if Scope(scope).role not in (None, *account.roles):
            raise InputError(f"the scope {scope} is for others", field="scopes", expected="read or write")
    ends_at = dt.datetime.combine(ends_on + dt.timedelta(1), dt.time(), JAPAN)
    if not now < ends_at <= now + LONGEST + dt.timedelta(1):
        raise InputError(
            f"a token cannot end on {ends_on}",
            field="ends_on",
            expected=f"a day from today to {LONGEST.days} days ahead",
        )
    text = f"sonae_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        record = Token.objects.create(
            account=account, name=name, token_hash=_hashed(text), scopes=asked, made_at=now, ends_at=ends_at
        )
        body = {"token": record.pk, "name": name, "scopes": asked, "ends_at": ends_at.isoformat()}
        log.append(now, account.login, "token.made", f"account/{account.login}", body)
    return MadeToken(record, text)


def revoke_token(token: Token, by: str, now: dt.datetime) -> None:
    """Revoke a token; one that is revoked already stays so."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked=False).update(revoked=True):
            log.append(
                now, by, "token.revoked", f"account/{token.account.login}", {"token": token.pk, "name": token.name}
            )


def revoke_all(account: Account, by: str, now: dt.datetime) -> int:
    """Revoke every token of an account; returns how many."""
    working = list(Token.objects.filter(account=account, revoked=False).select_related("account"))
    for token in working:
        revoke_token(token, by, now)
    return len(working)


def account_of_token(header: str | None) -> tuple[Account, frozenset[Scope]] | None:
    """Return whose token an ``Authorization`` header holds, with its scopes; None for none that works.

    The rest of the request acts as that account before the database (:mod:`sonae.office.wall`). Tokens that nobody has
    count as failures of the address that the request came from; after too many, that address gets None for a while, whatever it
    shows. A token that has ended or was revoked counts for nothing: its owner's script is no guesser.

    Args:
        header: «Bearer sonae_…», as the request carried it.

    """
    given = _HEADER.fullmatch((header or "").strip())
    if given is None:
        return None
    now = moment()
    address = digest("address", ADDRESS.get())
    if _waits(address, now):
        return None
    wanted = _hashed(given[1])
    token = (
        Token.objects.filter(token_hash=wanted).select_related("account__organisation", "account__department").first()
    )
    if token is None or not compare_digest(token.token_hash, wanted):
        _unknown(address, now)
        return None
    account = token.account
    ended = token.revoked or token.ends_at is None or now >= token.ends_at
    if ended or not account.is_active or account.must_change_password:
        return None
    if token.last_used_at is None or now - token.last_used_at >= _USED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    if REQUEST_ID.get() != "-":
        wall.enter(wall.reach_of(account))
    return account, frozenset(Scope(scope) for scope in token.scopes)


def _hashed(text: str) -> str:
    """256 random bits need no slow hash: SHA-256 is what nobody turns round."""
    return hashlib.sha256(text.encode()).hexdigest()


def _waits(address: str, now: dt.datetime) -> bool:
    failures = LoginAttempt.objects.filter(
        login_hash=digest("token", ""), address_hash=address, succeeded=False, at__gt=now - throttle.WINDOW
    )
    return failures.count() >= OFFICE.throttle_failures


def _unknown(address: str, now: dt.datetime) -> None:
    with transaction.atomic():
        LoginAttempt.objects.create(login_hash=digest("token", ""), address_hash=address, at=now, succeeded=False)
        log.append(
            now,
            "unknown",
            "login.failed",
            "token",
            {"ground": "token", "address": address[:16], "waits": _waits(address, now)},
        )
