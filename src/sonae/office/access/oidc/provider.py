"""The provider of logins: what it says of itself, its keys, the exchange of a code. Here alone the office asks another machine."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sonae.core import SonaeError
from sonae.office.settings import OFFICE

__all__ = ["Provider", "ProviderError", "forget", "keys_now", "provider_now", "redeemed"]

_TIMEOUT = 10
_LARGEST = 1 << 20
_KEPT = 3600.0
"""Seconds for which the description and the keys of the provider are kept."""
_ANEW = 60.0
"""Seconds between two looks for a key that is not among those kept: strangers' tokens make us ask no oftener."""
_SILENT = 5.0
"""Seconds for which a provider that failed is not asked again: it takes no worker of ours with it."""
_LOCAL = ("localhost", "127.0.0.1", "::1")


class ProviderError(SonaeError):
    """The provider cannot be reached, says what it may not, or does not take a code.

    Attributes:
        ground: for the event: «provider» or «code».

    """

    def __init__(self, said: str, ground: str = "provider") -> None:
        super().__init__(said)
        self.ground = ground


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider says of itself (OpenID Connect Discovery 1.0, 3).

    Attributes:
        issuer: its name, letter by letter that of the settings.
        authorization: where a person is sent to log in.
        token: where a code is exchanged.
        keys: where its public keys are.
        leave: where a person logs out of it; None where it says nothing.
        secret_in_body: whether the client's secret goes into the body, because it takes no other way.
        names_itself: whether it says in every answer who it is (RFC 9207).

    """

    issuer: str
    authorization: str
    token: str
    keys: str
    leave: str | None
    secret_in_body: bool
    names_itself: bool


class _Kept:
    """What was fetched, for an hour; several threads look."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.provider: tuple[float, Provider] | None = None
        self.keys: tuple[float, Mapping[str, Any]] | None = None
        self.failed: tuple[float, ProviderError] | None = None


_KEEP = _Kept()


def forget() -> None:
    """Forget what was fetched."""
    with _KEEP.lock:
        _KEEP.provider = _KEEP.keys = _KEEP.failed = None


def provider_now() -> Provider:
    """Return what the provider says of itself.

    Raises:
        ProviderError: where it cannot be reached, or its description cannot be used.

    """
    with _KEEP.lock:
        now = time.monotonic()
        if _KEEP.provider is not None and now - _KEEP.provider[0] <= _KEPT:
            return _KEEP.provider[1]
        if _KEEP.failed is not None and now - _KEEP.failed[0] <= _SILENT:
            raise ProviderError(str(_KEEP.failed[1]))
        try:
            _KEEP.provider = now, _described()
        except ProviderError as error:
            _KEEP.failed = time.monotonic(), error
            raise
        return _KEEP.provider[1]


def _described() -> Provider:
    issuer = OFFICE.oidc_issuer or ""
    said = _asked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != issuer:
        raise ProviderError("the description of the provider is another issuer's")
    ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    methods = said.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        raise ProviderError("the provider takes no proof key with S256 (RFC 7636)")
    return Provider(
        issuer=issuer, authorization=_address(said, "authorization_endpoint"), token=_address(said, "token_endpoint"),
        keys=_address(said, "jwks_uri"), leave=_address(said, "end_session_endpoint") if said.get("end_session_endpoint") else None,
        secret_in_body=isinstance(ways, list) and "client_secret_basic" not in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )  # fmt: skip


def _address(said: Mapping[str, Any], name: str) -> str:
    """Return an address of the description: over TLS, or on this machine where the issuer itself is."""
    found = said.get(name)
    try:
        parts = urllib.parse.urlsplit(found) if isinstance(found, str) else None
        host = parts.hostname if parts else None
    except ValueError:
        parts = host = None
    local = (OFFICE.oidc_issuer or "").startswith("http://")
    if not parts or not host or parts.username or not (parts.scheme == "https" or (local and host in _LOCAL)):
        raise ProviderError(f"the provider says no usable {name}")
    return str(found)


def keys_now(*, anew: bool = False) -> Mapping[str, Any]:
    """Return the provider's public keys as a JWK set (RFC 7517).

    Args:
        anew: whether to fetch them again, for a key that is not among them; once a minute at most.

    Raises:
        ProviderError: where they cannot be had.

    """
    address = provider_now().keys
    with _KEEP.lock:
        age = time.monotonic() - _KEEP.keys[0] if _KEEP.keys else _KEPT + 1
        if _KEEP.keys is None or age > _KEPT or (anew and age > _ANEW):
            _KEEP.keys = time.monotonic(), _asked(address)
        return _KEEP.keys[1]


def redeemed(code: str, verifier: str, back: str) -> str:
    """Exchange a code for an ID token.

    Args:
        code: as the provider gave it to the browser.
        verifier: the proof key of the one who began (RFC 7636).
        back: the address that the browser came back to.

    Raises:
        ProviderError: where the code is not taken, or no ID token comes.

    """
    provider = provider_now()
    client, secret = OFFICE.oidc_client_id or "", OFFICE.oidc_client_secret
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    headers = {}
    if secret is None or provider.secret_in_body:
        body |= {"client_id": client, **({"client_secret": secret.get_secret_value()} if secret else {})}
    else:
        pair = (
            f"{urllib.parse.quote_plus(client)}:{urllib.parse.quote_plus(secret.get_secret_value())}"  # RFC 6749, 2.3.1
        )
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    said = _asked(provider.token, urllib.parse.urlencode(body).encode(), headers)
    token = said.get("id_token")
    if not isinstance(token, str):
        raise ProviderError("the provider gave no ID token", "code")
    return token


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: codes and secrets go to the address that the provider named, and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow nothing."""


@cache
def _trusted() -> ssl.SSLContext:
    """Return the certificates of the machine, read once: to read them takes longer than to ask the provider."""
    return ssl.create_default_context()


def _asked(address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    """Return the JSON object that an address answers; of an error nothing is repeated but its status."""
    asked = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        address, data=body, headers={"Accept": "application/json", **(headers or {})}
    )
    handlers: list[urllib.request.BaseHandler] = [
        _NoRedirect(), urllib.request.HTTPSHandler(context=_trusted())
    ]  # fmt: skip
    if urllib.parse.urlsplit(address).hostname in _LOCAL:
        handlers.append(urllib.request.ProxyHandler({}))
    try:
        with urllib.request.build_opener(*handlers).open(asked, timeout=_TIMEOUT) as answer:
            read = answer.read(_LARGEST + 1)
        said = json.loads(read) if len(read) <= _LARGEST else None
    except urllib.error.HTTPError as error:
        error.close()
        ground = "code" if body is not None and 400 <= error.code < 500 else "provider"
        raise ProviderError(f"the provider answers with {error.code}", ground) from None
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        raise ProviderError(f"the provider cannot be reached ({type(error).__name__})") from None
    if not isinstance(said, dict):
        raise ProviderError("the provider answers what cannot be read")
    return said
