"""ID tokens that do not hold, keys that are none, and settings of the provider."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sonae.core import InputError
from sonae.office import OfficeSettings, environment
from sonae.office.access.oidc import provider
from tests.office.access.conftest import Reader, SetClock
from tests.office.access.oidc_provider import CLIENT, SECRET, Key, SmallProvider, b64, shared, unsigned
from tests.office.access.oidc_reader import ground, logs_in

pytestmark = pytest.mark.django_db


def bent(**changed: Any) -> Callable[[SmallProvider, Key], Callable[[dict[str, Any]], str]]:
    """A token with other claims; None takes one away."""

    def make(house: SmallProvider, other: Key) -> Callable[[dict[str, Any]], str]:
        def signed(claims: dict[str, Any]) -> str:
            said = {name: value(claims) if callable(value) else value for name, value in changed.items()}
            return house.key.signed({name: value for name, value in {**claims, **said}.items() if value is not None})

        return signed

    return make


def swapped(key: Key, claims: dict[str, Any]) -> str:
    """A token that was signed, with the subject changed after."""
    head, _, signature = key.signed(claims).split(".")
    return f"{head}.{b64(json.dumps({**claims, 'sub': 'subject-2'}).encode())}.{signature}"


ATTACKS: dict[str, tuple[Any, str]] = {
    "another nonce": (bent(nonce="x" * 43), "token_nonce"), "no nonce": (bent(nonce=None), "token_nonce"),
    "a nonce that is no text": (bent(nonce=["x"]), "token_nonce"), "half a letter": (bent(nonce="\ud800"), "token_nonce"),
    "another audience": (bent(aud="another"), "token_aud"), "no audience": (bent(aud=None), "token_aud,"),
    "others too, for another": (bent(aud=[CLIENT, "another"], azp="another"), "token_azp"),
    "others too, for nobody said": (bent(aud=[CLIENT, "another"]), "token_azp"),
    "ours, made for another": (bent(azp="another"), "token_azp"),
    "another issuer": (bent(iss="https://evil.example"), "token_iss"),
    "almost the issuer": (bent(iss=lambda claims: claims["iss"] + "/"), "token_iss"), "no issuer": (bent(iss=None), "token_iss,"),
    "expired": (bent(exp=lambda claims: claims["iat"] - 61), "token_exp"), "no end": (bent(exp=None), "token_exp,"),
    "an end that is true": (bent(exp=True), "token_exp"), "an end that is no number": (bent(exp=float("nan")), "token_exp"),
    "an end in words": (bent(exp="2099"), "token_exp"),
    "from the future": (bent(iat=lambda claims: claims["iat"] + 61), "token_iat"),
    "old": (bent(iat=lambda claims: claims["iat"] - 601), "token_iat"),
    "not yet": (bent(nbf=lambda claims: claims["iat"] + 61), "token_nbf"),
    "of time out of mind": (bent(iat=-(10**400)), "token_iat"),
    "no subject": (bent(sub=None), "token_sub,"), "a subject that is a number": (bent(sub=1), "token_sub"),
    "a subject of Japanese letters": (bent(sub="主体"), "token_sub"), "a long subject": (bent(sub="x" * 256), "token_sub"),
    "no signature": (lambda house, other: unsigned, "token_algorithm"),
    "no signature, in capitals": (lambda house, other: lambda claims: unsigned(claims, "None"), "token_algorithm"),
    "signature left out": (lambda house, other: lambda claims: unsigned(claims, "RS256"), "token_signature"),
    "public key as secret": (lambda house, other: lambda claims: shared(claims, house.key.pem()), "token_algorithm"),
    "modulus as secret": (lambda house, other: lambda claims: shared(claims, house.key.jwk()["n"].encode()), "token_algorithm"),
    "client's secret as key": (lambda house, other: lambda claims: shared(claims, SECRET.encode()), "token_algorithm"),
    "another's key": (lambda house, other: other.signed, "token_signature"),
    "another's key, brought along": (
        lambda house, other: lambda claims: other.signed(claims, jwk=other.jwk(), jku="http://127.0.0.1:9/"), "token_signature",
    ),
    "a key of no name": (lambda house, other: lambda claims: other.signed(claims, kid="k9"), "token_key"),
    "a name that is no text": (lambda house, other: lambda claims: other.signed(claims, kid=["k1"]), "token_form"),
    "what must be understood": (
        lambda house, other: lambda claims: house.key.signed(claims, crit=["b64"], b64=False), "token_algorithm",
    ),
    "another algorithm": (lambda house, other: lambda claims: house.key.signed(claims, alg="PS256"), "token_key"),
    "encrypted": (lambda house, other: lambda claims: "a.b.c.d.e", "token_form"),
    "nothing": (lambda house, other: lambda claims: "", "token_form"),
    "no object": (lambda house, other: lambda claims: f"{b64(b'[]')}.e30.x", "token_form"),
    "endless": (lambda house, other: lambda claims: "x" * 20_000 + ".e30.x", "token_form"),
    "payload changed": (lambda house, other: lambda claims: swapped(house.key, claims), "token_signature"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_a_token_that_does_not_hold_opens_nothing(
    linked: None, house: SmallProvider, signing_keys: tuple[Key, Key], clock: SetClock, name: str
) -> None:
    make, expected = ATTACKS[name]
    house.make = make(house, signing_keys[1])
    reader = Reader()
    assert logs_in(reader, house) == 403
    assert ground().startswith(expected.rstrip(",")), ground()
    assert not reader.is_in()
    assert "「" not in reader.answer.content.decode(), "nothing of it is believed, nor shown"


@pytest.mark.parametrize("listed", [[CLIENT], [CLIENT, "another"]])
def test_a_token_for_several_that_was_made_for_us_holds(
    linked: None, house: SmallProvider, clock: SetClock, listed: list[str]
) -> None:
    house.person |= {"aud": listed, "azp": CLIENT}
    assert logs_in(Reader(), house) == 302


def test_clocks_may_differ_by_a_minute(linked: None, house: SmallProvider, clock: SetClock) -> None:
    for seconds in (-59, 59):
        house.now = lambda: clock.now.timestamp() + seconds  # noqa: B023 - used within this turn
        assert logs_in(Reader(), house) == 302


def test_keys_that_are_none_for_signatures_are_not_looked_at(
    linked: None, house: SmallProvider, signing_keys: tuple[Key, Key], clock: SetClock
) -> None:
    own, weak = signing_keys[0].jwk(), Key("weak", 1024)
    for jwk in (
        {**own, "use": "enc"}, {**own, "alg": "RS512"}, {**own, "kty": "oct", "k": own["n"]}, {**own, "n": "!"}, {"kid": "k1"}, "x",
    ):  # fmt: skip
        house.keys = lambda: {"keys": [jwk]}  # noqa: B023 - used within this turn
        provider.forget()
        assert logs_in(Reader(f"192.0.2.{len(str(jwk)) % 250}"), house) == 403
        assert ground() == "token_key", jwk
    house.keys, house.make = (lambda: {"keys": [weak.jwk()]}), weak.signed
    provider.forget()
    assert logs_in(Reader("198.51.100.1"), house) == 403
    house.keys, house.make = (
        (lambda: {"keys": [signing_keys[1].jwk(), own]}),
        lambda claims: signing_keys[0].signed(claims, kid=None),
    )
    provider.forget()
    assert logs_in(Reader("198.51.100.1"), house) == 302, "a token that names no key is held against all of them"


def test_a_new_key_is_looked_for_once_a_minute(
    linked: None, house: SmallProvider, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = [1000.0]
    monkeypatch.setattr(provider.time, "monotonic", lambda: ticks[0])
    assert logs_in(Reader(), house) == 302
    house.key = Key("k2")
    for place in range(3):
        assert logs_in(Reader(f"192.0.2.{place + 10}"), house) == 403
        assert ground() == "token_key"
    assert house.asked.count("/keys") == 1
    ticks[0] += 61
    assert logs_in(Reader(), house) == 302
    assert house.asked.count("/keys") == 2
    house.make = lambda claims: Key("k3").signed(claims)
    ticks[0] += 30
    assert logs_in(Reader(), house) == 403
    assert house.asked.count("/keys") == 2
    ticks[0] += 3601
    assert logs_in(Reader(), house) == 403
    assert house.asked.count("/.well-known/openid-configuration") == 2


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"ISSUER": "https://login.example.jp/realm"}, "CLIENT_ID is needed"),
        ({"ISSUER": "http://login.example.jp"}, "ISSUER cannot"),
        ({"ISSUER": "https://login.example.jp/?x=1"}, "ISSUER cannot"),
        ({"ISSUER": "https://u" + "@login.example.jp/"}, "ISSUER cannot"),
        ({"ISSUER": "https://login.example.jp/", "CLIENT_ID": "x", "CLAIM": "a b"}, "CLAIM cannot"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], problem: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"SONAE_OFFICE_OIDC_{name}", value)
    with pytest.raises(InputError, match=f"SONAE_OFFICE_OIDC_{problem}"):
        OfficeSettings.read()


def test_settings_that_can_be_used_and_an_extra_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONAE_OFFICE_OIDC_CLIENT_ID", "x")
    monkeypatch.setenv("SONAE_OFFICE_OIDC_CLIENT_SECRET", SECRET)
    for issuer in ("https://login.example.jp", "http://127.0.0.1:8080/realm"):
        monkeypatch.setenv("SONAE_OFFICE_OIDC_ISSUER", issuer)
        found = OfficeSettings.read()
        assert found.oidc_issuer == issuer
        assert SECRET not in repr(found)
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="the extra is not installed"):
        OfficeSettings.read()
