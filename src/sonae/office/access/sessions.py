"""Sessions: begun at a login, listed for their owner, ended by him, by time, by a new password, or when the account is closed."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from sonae.office import log
from sonae.office.access.visitor import agent_of, moment
from sonae.office.models import Account, LoginSession
from sonae.office.settings import OFFICE

__all__ = ["begin", "end", "end_all", "ended_by", "listen", "open_ones", "renew", "seen"]

_SEEN_EVERY = dt.timedelta(minutes=1)


def listen() -> None:
    """Enter every login into the list of sessions."""
    user_logged_in.connect(_logged_in, dispatch_uid="sonae.office.access.sessions")


def _logged_in(request: HttpRequest, user: Account, **_: object) -> None:
    begin(user, request)


def begin(account: Account, request: HttpRequest) -> LoginSession:
    """Enter the session of a request that has just logged in; what is left of sessions that time has ended is thrown away."""
    now = moment()
    key = request.session.session_key or ""
    LoginSession.objects.filter(since__lte=now - dt.timedelta(hours=OFFICE.session_hours)).delete()
    type(request.session).clear_expired()
    return LoginSession.objects.update_or_create(
        session_key=key, defaults={"account": account, "since": now, "last_seen": now, "agent": agent_of(request)}
    )[0]


def renew(account: Account, old_key: str | None, new_key: str | None) -> None:
    """Let the list follow a session that got another key."""
    LoginSession.objects.filter(account=account, session_key=old_key or "").update(session_key=new_key or "")


def seen(account: Account, key: str | None, now: dt.datetime) -> str | None:
    """Note that a session is used.

    Returns:
        why it is over: «unknown» (ended elsewhere), «idle» or «limit»; None while it goes on.

    """
    session = LoginSession.objects.filter(account=account, session_key=key or "").first()
    if session is None:
        return "unknown"
    if ground := ended_by(session, now):
        return ground
    if now - session.last_seen >= _SEEN_EVERY:
        LoginSession.objects.filter(pk=session.pk).update(last_seen=now)
    return None


def ended_by(session: LoginSession, now: dt.datetime) -> str | None:
    """Return which limit of time a session has passed: «idle», «limit», or none."""
    if now - session.since >= dt.timedelta(hours=OFFICE.session_hours):
        return "limit"
    if now - session.last_seen >= dt.timedelta(minutes=OFFICE.idle_minutes):
        return "idle"
    return None


def open_ones(account: Account, now: dt.datetime) -> list[LoginSession]:
    """Return the sessions of an account that no limit has ended, the last used first."""
    listed = LoginSession.objects.filter(account=account).order_by("-last_seen", "-pk")
    return [session for session in listed if ended_by(session, now) is None]


def end(session: LoginSession, by: str, ground: str, now: dt.datetime) -> None:
    """End a session: the key opens nothing from now on."""
    with transaction.atomic():
        Session.objects.filter(session_key=session.session_key).delete()
        if LoginSession.objects.filter(pk=session.pk).delete()[0]:
            login = session.account.login
            log.append(now, by, "session.ended", f"account/{login}", {"ground": ground, "session": session.pk})


def end_all(account: Account, by: str, ground: str, now: dt.datetime, but: str | None = None) -> int:
    """End every session of an account, but for one key.

    Returns:
        how many were ended.

    """
    open_ones = list(LoginSession.objects.filter(account=account).exclude(session_key=but or ""))
    with transaction.atomic():
        for session in open_ones:
            end(session, by, ground, now)
    return len(open_ones)
