"""What an ID token says, once its signature and every claim hold (OpenID Connect Core 1.0, 3.1.3.7)."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from hmac import compare_digest
from typing import Any

from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import ECKey, RSAKey

from sonae.core import SonaeError

__all__ = ["ALGORITHMS", "ClaimsError", "UnknownKeyError", "verified"]

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures with a private key of the provider. «none» is no signature; HS256 would make its public key a secret."""
_KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC"}
_LEEWAY = 60
"""Seconds that two clocks may differ."""
_OLDEST = 600
"""Seconds after which a token that was just asked for is too old to be that one."""
_LONGEST = 16_384
_SHORTEST_RSA = 2048


class ClaimsError(SonaeError):
    """The ID token does not hold.

    Attributes:
        ground: for the event: what of it does not.

    """

    def __init__(self, ground: str) -> None:
        super().__init__(f"the ID token does not hold: {ground}")
        self.ground = ground


class UnknownKeyError(ClaimsError):
    """The token is signed with a key that is not among those of the provider."""

    def __init__(self) -> None:
        super().__init__("key")


def verified(
    token: str, keys: Mapping[str, Any], *, issuer: str, client: str, nonce: str, now: dt.datetime
) -> Mapping[str, Any]:  # fmt: skip
    """Return the claims of an ID token.

    Args:
        token: as the provider gave it.
        keys: the provider's JWK set.
        issuer: who has to have made it.
        client: for whom.
        nonce: by which it is the answer to what this browser asked.
        now: the present moment.

    Raises:
        UnknownKeyError: where no key of the set can have signed it.
        ClaimsError: with what does not hold.

    """
    claims = _signed(token, keys)
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()), leeway=_LEEWAY, iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client}, exp={"essential": True}, iat={"essential": True}, sub={"essential": True},
    )  # fmt: skip
    try:
        registry.validate(claims)
    except ClaimError as error:
        raise ClaimsError(str(error.claim)) from None
    except (JoseError, TypeError, ValueError, OverflowError):
        raise ClaimsError("claims") from None
    audience = claims["aud"]
    others = isinstance(audience, list) and len(audience) > 1
    if (others or "azp" in claims) and claims.get("azp") != client:
        raise ClaimsError("azp")
    if claims["iat"] < int(now.timestamp()) - _OLDEST:
        raise ClaimsError("iat")
    said = claims.get("nonce")
    if not isinstance(said, str) or not compare_digest(said.encode(errors="surrogatepass"), nonce.encode()):
        raise ClaimsError("nonce")
    subject = claims["sub"]
    if not (1 <= len(subject) <= 255 and subject.isascii() and subject.isprintable()):
        raise ClaimsError("sub")
    return claims


def _signed(token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a token says whose signature is by one of the keys."""
    algorithm, name = _header(token)
    candidates = list(_candidates(keys, algorithm, name))
    if not candidates:
        raise UnknownKeyError
    for key in candidates:
        try:
            return dict(jwt.decode(token, key, algorithms=[algorithm]).claims)
        except (JoseError, ValueError, TypeError, RecursionError):
            continue
    raise ClaimsError("signature")


def _header(token: str) -> tuple[str, str | None]:
    """Return algorithm and name of the key as the token says them, before anything of it is believed."""
    parts = token.split(".")
    try:
        if len(token) > _LONGEST or len(parts) != 3 or not token.isascii():
            raise ClaimsError("form")
        header = json.loads(_bytes_of(parts[0]))
        algorithm, name = header["alg"], header.get("kid")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ClaimsError("form") from None
    if algorithm not in ALGORITHMS or "crit" in header:
        raise ClaimsError("algorithm")
    if name is not None and not isinstance(name, str):
        raise ClaimsError("form")
    return algorithm, name


def _candidates(keys: Mapping[str, Any], algorithm: str, name: str | None) -> Iterator[RSAKey | ECKey]:
    """Return the public keys for signatures that can have made it; never one that is a shared secret."""
    listed = keys.get("keys")
    for one in listed if isinstance(listed, list) else ():
        if not isinstance(one, dict) or one.get("kty") != _KINDS[algorithm[:2]] or one.get("use", "sig") != "sig":
            continue
        if (name is not None and one.get("kid") != name) or one.get("alg", algorithm) != algorithm:
            continue
        try:
            if one["kty"] == "RSA" and 8 * len(_bytes_of(one["n"])) < _SHORTEST_RSA:
                continue
            key = (RSAKey if one["kty"] == "RSA" else ECKey).import_key(one)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            continue
        yield key


def _bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).lstrip(b"\0")
