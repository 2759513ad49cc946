"""A small real provider of logins on this machine: HTTP, RSA keys, codes that are taken once, proof keys, knobs for attacks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import threading
import urllib.parse
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT, SECRET = "sonae-office", "a secret & more"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class Key:
    """An RSA key, which signs by itself: what verifies in the office is another's code."""

    def __init__(self, kid: str = "k1", bits: int = 2048) -> None:
        self.kid, self.private = kid, rsa.generate_private_key(public_exponent=65537, key_size=bits)

    def jwk(self) -> dict[str, str]:
        public = self.private.public_key().public_numbers()
        return {
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "n": number(public.n), "e": number(public.e),
        }  # fmt: skip

    def pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def signed(self, claims: Mapping[str, Any], **header: Any) -> str:
        whole = {"alg": "RS256", "typ": "JWT", "kid": self.kid, **header}
        said = {name: value for name, value in whole.items() if value is not None}
        text = f"{b64(json.dumps(said).encode())}.{b64(json.dumps(claims).encode())}"
        return f"{text}.{b64(self.private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def unsigned(claims: Mapping[str, Any], algorithm: str = "none") -> str:
    return f"{b64(json.dumps({'alg': algorithm, 'kid': 'k1'}).encode())}.{b64(json.dumps(claims).encode())}."


def shared(claims: Mapping[str, Any], secret: bytes) -> str:
    """A token signed by HMAC under what everybody knows: the public key."""
    text = f"{b64(json.dumps({'alg': 'HS256', 'kid': 'k1'}).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{text}.{b64(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


class SmallProvider:
    """The provider; what it says may be bent by the tests."""

    def __init__(self, key: Key, now: Callable[[], float]) -> None:
        self.key, self.now = key, now
        self.person: dict[str, Any] = {"sub": "subject-1"}
        self.make: Callable[[dict[str, Any]], str] = lambda claims: self.key.signed(claims)  # noqa: PLW0108 - the key may be changed
        self.says: dict[str, Any] = {}
        self.keys: Callable[[], Any] = lambda: {"keys": [self.key.jwk()]}
        self.secret: str | None = SECRET
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.tokens: list[dict[str, Any]] = []
        self.raw: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider._get(self)

            def do_POST(self) -> None:
                provider._post(self)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.issuer = f"http://127.0.0.1:{self.port}/realm"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def description(self) -> dict[str, Any]:
        own = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys", "end_session_endpoint": f"{self.issuer}/leave",
            "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip
        return {**own, **self.says}

    def _answer(self, to: BaseHTTPRequestHandler, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        to.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            to.send_header(name, value)
        to.end_headers()
        to.wfile.write(body)

    def _get(self, to: BaseHTTPRequestHandler) -> None:
        parts = urllib.parse.urlsplit(to.path)
        path = parts.path.removeprefix("/realm")
        self.asked.append(path)
        if path in self.raw:
            return self._answer(to, *self.raw[path])
        if path == "/.well-known/openid-configuration":
            return self._answer(to, 200, json.dumps(self.description()).encode(), {})
        if path == "/leave":  # names an icon, lest the browser ask for one that is not there
            left = b'<link rel="icon" href="data:,"><title>left</title>'
            return self._answer(to, 200, left, {"Content-Type": "text/html"})
        if path == "/keys":
            return self._answer(to, 200, json.dumps(self.keys()).encode(), {})
        if path == "/authorize":
            asked = dict(urllib.parse.parse_qsl(parts.query))
            code = secrets.token_urlsafe(8)
            self.codes[code] = asked
            words = {"code": code, "state": asked["state"]}
            if self.says.get("authorization_response_iss_parameter_supported"):
                words["iss"] = self.issuer
            return self._answer(to, 302, b"", {"Location": f"{asked['redirect_uri']}?{urllib.parse.urlencode(words)}"})
        return self._answer(to, 404, b"", {})

    def _post(self, to: BaseHTTPRequestHandler) -> None:
        body = dict(urllib.parse.parse_qsl(to.rfile.read(int(to.headers["Content-Length"])).decode()))
        self.asked.append("/token")
        if "/token" in self.raw:
            return self._answer(to, *self.raw["/token"])
        asked = self.codes.pop(body.get("code", ""), None)
        proof = b64(hashlib.sha256(body.get("code_verifier", "").encode()).digest())
        fits = asked is not None and proof == asked["code_challenge"] and body["redirect_uri"] == asked["redirect_uri"]
        if not fits or not self._known(to.headers.get("Authorization"), body):
            return self._answer(to, 400, b'{"error":"invalid_grant"}', {})
        assert asked is not None
        now = int(self.now())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": asked["nonce"], **self.person
        }  # fmt: skip
        self.tokens.append(claims)
        answer = {"id_token": self.make(claims), "access_token": "unused", "token_type": "Bearer"}
        return self._answer(to, 200, json.dumps(answer).encode(), {})

    def _known(self, header: str | None, body: Mapping[str, str]) -> bool:
        if self.secret is None:
            return header is None and body.get("client_id") == CLIENT and "client_secret" not in body
        if self.says.get("token_endpoint_auth_methods_supported") == ["client_secret_post"]:
            return (body.get("client_id"), body.get("client_secret")) == (CLIENT, self.secret)
        pair = f"{urllib.parse.quote_plus(CLIENT)}:{urllib.parse.quote_plus(self.secret)}"
        return header == f"Basic {base64.b64encode(pair.encode()).decode()}"

    def sent_back(self, address: str) -> str:
        """Where a browser is sent to that comes to an address of the provider, as path and query of the office."""
        parts = urllib.parse.urlsplit(address)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", f"{parts.path}?{parts.query}")
            answer = connection.getresponse()
            answer.read()
            back = urllib.parse.urlsplit(answer.headers["Location"])
            return f"{back.path}?{back.query}"
        finally:
            connection.close()
