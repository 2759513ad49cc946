"""The way in by the provider: begun in this browser, come back to it, proved, and led to an account that is linked."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import login as begin_session
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.http import urlencode

from sonae.office import log
from sonae.office.access import throttle
from sonae.office.access.entry import BACKEND, Answer
from sonae.office.access.oidc.provider import ProviderError, keys_now, provider_now, redeemed
from sonae.office.access.visitor import address_of, digest, moment
from sonae.office.models import Account, Identity, LoginAttempt
from sonae.office.settings import OFFICE

__all__ = ["WAY", "Arrival", "begin", "finish", "waits"]

WAY = "oidc"
"""How the events of logins, and the session, call this way."""
_KEY = "sonae.oidc"
_PENDING = dt.timedelta(minutes=10)
_MOST = 4
_FACTORS = frozenset({"mfa"})
"""Words of «amr» by which a provider says that there was more than one factor (RFC 8176)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of a person who came back from the provider.

    Attributes:
        answer: whether the office is open to him.
        onward: where to; an address of our own.
        identity: by which the provider knows him, where it vouched for him and no open account is linked; else empty.

    """

    answer: Answer
    onward: str = "/"
    identity: str = ""


class _RefusedError(Exception):
    """A login that is refused, with the ground for the event."""

    def __init__(self, ground: str, account: Account | None = None, identity: str = "") -> None:
        super().__init__(ground)
        self.ground, self.account, self.identity = ground, account, identity


def _name_of(address: str) -> str:
    """Return the name under which failures of this way count: of an address; no form takes it, as it holds a NUL."""
    return f"\0{WAY} {address}"


def waits(request: HttpRequest) -> bool:
    """Return whether the address of a request has to wait."""
    address = address_of(request)
    return throttle.has_to_wait(_name_of(address), address, moment())


def begin(request: HttpRequest, back: str, onward: str) -> str:
    """Return the address of the provider that a person is sent to; what has to come back is kept in the session.

    Args:
        request: whose browser begins.
        back: the address that the provider sends him back to.
        onward: where he wants to go on to; an address of our own.

    Raises:
        ProviderError: where the provider cannot be reached.

    """
    provider, now = provider_now(), moment()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    pending = {
        one: kept for one, kept in request.session.get(_KEY, {}).items() if kept["until"] > now.timestamp()
    }  # fmt: skip
    until = (now + _PENDING).timestamp()
    kept = {"nonce": nonce, "verifier": verifier, "back": back, "onward": onward, "until": until}
    request.session[_KEY] = dict([*pending.items(), (state, kept)][-_MOST:])
    request.session.set_expiry(int(_PENDING.total_seconds()))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    words = {
        "response_type": "code", "client_id": OFFICE.oidc_client_id or "", "redirect_uri": back, "scope": _scope(),
        "state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256",
        **({"acr_values": OFFICE.oidc_acr} if OFFICE.oidc_acr else {}),
    }  # fmt: skip
    return f"{provider.authorization}{'&' if '?' in provider.authorization else '?'}{urlencode(words)}"


def _scope() -> str:
    """Return what is asked of the provider: no more than the claim that names the account needs."""
    return {"sub": "openid", "email": "openid email"}.get(OFFICE.oidc_claim, "openid profile")


def finish(request: HttpRequest) -> Arrival:
    """Take a person in who comes back from the provider. Whatever fails, he is told no more than that he does not get in.

    What his browser began is used up by it. The session gets a new key.
    """
    now, address = moment(), address_of(request)
    attempt = throttle.begun(_name_of(address), address, now)
    if attempt is None:
        return Arrival(Answer.WAIT)
    try:
        kept = _begun(request, now)
        claims = _proved(request, kept, now)
        link = _linked(claims)
        with transaction.atomic():
            _entered(request, link, claims, attempt, now)
    except (ProviderError, _RefusedError) as refused:
        account, identity = (refused.account, refused.identity) if isinstance(refused, _RefusedError) else (None, "")
        _failed(attempt, account, identity, refused.ground, now)
        away = isinstance(refused, ProviderError) and refused.ground == "provider"
        return Arrival(Answer.AWAY if away else Answer.REFUSED, identity=identity)
    return Arrival(Answer.OPEN, kept["onward"])


def _begun(request: HttpRequest, now: dt.datetime) -> Mapping[str, Any]:
    """Return what this browser began under the state that came back; it is used up before anything is asked of anybody."""
    pending = dict(request.session.get(_KEY, {}))
    kept = pending.pop(request.GET.get("state", ""), None)
    if kept is None:
        raise _RefusedError("state")
    request.session[_KEY] = pending
    request.session.save()
    if now.timestamp() >= kept["until"]:
        raise _RefusedError("state")
    found: Mapping[str, Any] = kept
    return found


def _proved(request: HttpRequest, kept: Mapping[str, Any], now: dt.datetime) -> Mapping[str, Any]:
    """Return what the provider vouches for."""
    from sonae.office.access.oidc.claims import ClaimsError, UnknownKeyError, verified

    provider = provider_now()
    said = request.GET.get("iss")
    if said != provider.issuer and (said is not None or provider.names_itself):
        raise _RefusedError("issuer")
    code = request.GET.get("code", "")
    if request.GET.get("error") or not 1 <= len(code) <= 4096:
        raise _RefusedError("denied")
    token = redeemed(code, kept["verifier"], kept["back"])
    asked = {"issuer": provider.issuer, "client": OFFICE.oidc_client_id or "", "nonce": kept["nonce"], "now": now}
    try:
        try:
            claims = verified(token, keys_now(), **asked)
        except UnknownKeyError:
            claims = verified(token, keys_now(anew=True), **asked)
    except ClaimsError as error:
        raise _RefusedError(f"token_{error.ground}") from None
    if OFFICE.oidc_acr and claims.get("acr") != OFFICE.oidc_acr:
        raise _RefusedError("acr")
    return claims


def _linked(claims: Mapping[str, Any]) -> Identity:
    """Return the link of an account to what the provider vouches for."""
    name = claims.get(OFFICE.oidc_claim)
    if not isinstance(name, str) or not 1 <= len(name) <= 255 or not name.isprintable():
        raise _RefusedError("claim")
    if OFFICE.oidc_claim == "email" and claims.get("email_verified") is not True:
        raise _RefusedError("claim")
    link = Identity.objects.select_related("account").filter(issuer=claims["iss"], name=name).first()
    if link is None:
        raise _RefusedError("not_linked", identity=name)
    if link.subject and link.subject != claims["sub"]:
        # The name went to another person at the provider: who it was linked for is bound by his subject.
        raise _RefusedError("subject", link.account, name)
    if not link.account.is_active:
        raise _RefusedError("closed", link.account, name)
    return link


def _entered(
    request: HttpRequest, link: Identity, claims: Mapping[str, Any], attempt: LoginAttempt, now: dt.datetime
) -> None:
    account, subject = link.account, claims["sub"]
    place = f"account/{account.login}"
    if not link.subject:
        try:
            with transaction.atomic():
                bound = Identity.objects.filter(pk=link.pk, subject="").update(subject=subject)
        except IntegrityError:
            bound = 0
        if not bound and not Identity.objects.filter(pk=link.pk, subject=subject).exists():
            raise _RefusedError("subject", account, link.name)
        if bound:
            log.append(now, account.login, "identity.bound", place, {"issuer": link.issuer, "name": link.name})
    LoginAttempt.objects.filter(pk=attempt.pk).update(succeeded=True)
    request.session.flush()
    begin_session(request, account, backend=BACKEND)
    request.session["way"] = WAY
    said = claims.get("amr")
    methods = [one for one in said if isinstance(one, str) and one.isprintable()][:10] if isinstance(said, list) else []
    body: dict[str, Any] = {"way": WAY, "issuer": link.issuer, "second_factor": not _FACTORS.isdisjoint(methods)}
    if methods:
        body["amr"] = [one[:40] for one in methods]
    acr = claims.get("acr")
    if isinstance(acr, str) and acr.isprintable():
        body["acr"] = acr[:200]
    log.append(now, account.login, "login.succeeded", place, body)


def _failed(attempt: LoginAttempt, account: Account | None, identity: str, ground: str, now: dt.datetime) -> None:
    """Write the failure down; of an identity that no account is linked to there is a keyed hash."""
    full = throttle.is_full(attempt, now, OFFICE.throttle_failures)
    body: dict[str, Any] = {"way": WAY, "ground": ground, "address": attempt.address_hash[:16], "waits": full}
    if identity and account is None:
        body["tried"] = digest("identity", identity)[:16]
    who, place = (account.login, f"account/{account.login}") if account else ("unknown", "login")
    with transaction.atomic():
        log.append(now, who, "login.failed", place, body)
