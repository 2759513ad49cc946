"""An office on another machine, spoken to by its API. The one module of the command line that speaks to the network itself."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sonae.cli.output import Format, emit

if TYPE_CHECKING:
    import http.client
    import urllib.error

__all__ = ["Office", "address_of", "app", "keep", "logged_in", "path_of", "put", "token_from_input"]

app = typer.Typer(help="Work with an office on another machine, by its API.", no_args_is_help=True)

_TIMEOUT = 30
_LARGEST = 16 << 20
_TOKEN = re.compile(r"[\x21-\x7e]{8,200}")
_LOCAL = ("localhost", "127.0.0.1", "::1")


@app.callback()
def _group() -> None:
    """Work with an office on another machine, by its API."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office that is spoken to: over TLS that is verified, or on this machine."""

    address: str
    token: str

    def ask(
        self, method: str, path: str, query: Mapping[str, str | None] | None = None, *, body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:  # fmt: skip
        """Return what the office answers; words of the query that are None are left out.

        Raises:
            SonaeError: in a sentence, for what it refuses, or where it cannot be reached.

        """
        data = None if body is None else json.dumps(body).encode()
        with self._answer(method, path, query, data, {"Content-Type": "application/json", **(headers or {})}) as answer:
            return _read(answer.read(_LARGEST + 1))

    def send(self, path: str, query: Mapping[str, str | None], file: Path) -> Any:
        """Put the bytes of a file, which are read as they are sent, and return what the office answers.

        Raises:
            InputError: for a file that cannot be read.
            SonaeError: as of :meth:`ask`.

        """
        from sonae.core import InputError

        try:
            stream, size = file.open("rb"), file.stat().st_size
        except OSError as error:
            raise InputError(f"it cannot be read ({error.strerror or type(error).__name__})", file=str(file)) from None
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        with stream, self._answer("PUT", path, query, stream, headers) as answer:
            return _read(answer.read(_LARGEST + 1))

    def fetch(self, path: str, query: Mapping[str, str | None], out: Path) -> int:
        """Write the bytes that the office answers to a file that its owner alone can read; a half of one is never left.

        Returns:
            how many bytes.

        Raises:
            SonaeError: as of :meth:`ask`; for an answer that was cut off.

        """
        from sonae.core import SonaeError
        from sonae.data import write_beside

        with (
            self._answer("GET", path, query, None, {"Accept": "*/*"}) as answer,
            write_beside(out, mode=0o600) as beside,
        ):
            wanted, size = answer.headers.get("Content-Length"), 0
            with beside.open("wb") as file:
                while part := answer.read(1 << 16):
                    size += file.write(part)
            if wanted is not None and int(wanted) != size:
                raise SonaeError("the answer of the office was cut off; nothing was written")
        return size

    @contextmanager
    def _answer(
        self, method: str, path: str, query: Mapping[str, str | None] | None, data: Any, headers: Mapping[str, str]
    ) -> Iterator[http.client.HTTPResponse]:
        import http.client
        import ssl
        import urllib.error
        import urllib.request

        class NoRedirect(urllib.request.HTTPRedirectHandler):
            """Follows no redirection: a token is sent to the address that its owner gave, and nowhere else."""

            def redirect_request(self, *args: Any, **kwargs: Any) -> None:
                """Follow nothing."""

        said = {name: value for name, value in (query or {}).items() if value is not None}
        words = f"?{urllib.parse.urlencode(said)}" if said else ""
        asked = urllib.request.Request(  # noqa: S310 - the scheme was looked at
            f"{self.address}/api/v1{path}{words}", method=method, data=data,
            headers={"Authorization": f"Bearer {self.token}", "Accept": "application/json", **headers},
        )  # fmt: skip
        opener = urllib.request.build_opener(
            NoRedirect(), urllib.request.HTTPSHandler(context=ssl.create_default_context())
        )
        try:
            with opener.open(asked, timeout=_TIMEOUT) as answer:
                yield answer
        except urllib.error.HTTPError as error:
            raise _refusal(error) from None
        except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError, ssl.SSLError) as error:
            raise _unreached(self.address, error) from None


def path_of(*parts: str) -> str:
    """Return the path of an address of the API, each part written as addresses hold it."""
    return "".join(f"/{urllib.parse.quote(part, safe='')}" for part in parts)


def token_from_input() -> str:
    """Return a token that is asked for, or read from the input.

    Raises:
        InputError: for what is no token.

    """
    from sonae.core import InputError

    given = sys.stdin.readline() if not sys.stdin.isatty() else str(typer.prompt("token", hide_input=True))
    token = given.strip()
    if not _TOKEN.fullmatch(token):
        raise InputError("the token cannot be used", expected="the token as the office showed it")
    return token


def keep(office: Office) -> Path:
    """Keep address and token in a file that its owner alone can read; returns the file."""
    path = _file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        path.chmod(0o600)
        json.dump({"address": office.address, "token": office.token}, file)
    return path


def put(
    rows: list[Any], document: Any, form: Format, out: Path | None, table: Callable[[], str], cases: list[Any]
) -> None:
    """Write what came; what is of a case that is SECRET is written to a file alone, as everywhere in Sonae."""
    from sonae.core import Classification

    label = Classification.join(Classification[one["classification"]] for one in cases)
    shown = Classification.SECRET if label is Classification.SECRET else Classification.PUBLIC
    emit(rows, form=form, out=out, classification=shown, document=document, table=table)


def _read(data: bytes) -> Any:
    from sonae.core import SonaeError

    try:
        return json.loads(data[:_LARGEST])
    except ValueError:
        raise SonaeError("what the address answers is no answer of an office") from None


def _refusal(error: urllib.error.HTTPError) -> Exception:
    from sonae.core import SonaeError

    try:
        said = json.loads(error.read(_LARGEST))
        detail = f"{said['title']}: {said['detail']}"
        detail += "".join(f" {one['field']}: {one['problem']}." for one in said.get("errors", ()))
        cites = [cite["provision"] for cite in said.get("citations", ())]
    except (ValueError, KeyError, TypeError, OSError):
        return SonaeError(f"the address answers with {error.code} and is no office")
    found = SonaeError(f"{detail}{f' [{chr(44).join(cites)}]' if cites else ''}")
    found.exit_code = 1 if error.code in (403, 409, 412) else 2
    return found


def _unreached(address: str, error: Exception) -> Exception:
    from sonae.core import SonaeError

    reason = getattr(error, "reason", error)
    return SonaeError(
        f"the office at {address} cannot be reached ({type(reason).__name__}: {str(reason)[:200].lower()})"
    )


def logged_in() -> Office:
    """Return the office that was logged in to."""
    from sonae.core import InputError

    kept: dict[str, str] = {}
    path = _file()
    if path.is_file():
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise InputError(
                "others can read the token", file=str(path), expected="a file for its owner alone: chmod 600"
            )
        try:
            kept = dict(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            raise InputError("it cannot be read", file=str(path), expected="what «sonae remote login» writes") from None
    address = os.environ.get("SONAE_OFFICE_ADDRESS") or kept.get("address")
    # A token that was kept is for the address it was kept with.
    token = os.environ.get("SONAE_OFFICE_TOKEN") or (kept.get("token") if address == kept.get("address") else None)
    if not address or not token or not _TOKEN.fullmatch(token):
        raise InputError(
            "no office is logged in to", expected="«sonae remote login», or SONAE_OFFICE_ADDRESS and SONAE_OFFICE_TOKEN"
        )
    return Office(address_of(address), token)


def address_of(address: str) -> str:
    """Return an address without what follows the host; a token goes over TLS, or stays on this machine."""
    from sonae.core import InputError

    parts = urllib.parse.urlsplit(address)
    if parts.username or parts.password or parts.query or parts.fragment or not parts.hostname:
        raise InputError("the address cannot be used", expected="https://office.example.jp")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise InputError("a token is sent over HTTPS alone", expected="an address that begins with https")
    return address.rstrip("/")


def _file() -> Path:
    from platformdirs import user_config_dir

    return Path(os.environ.get("SONAE_REMOTE") or Path(user_config_dir("sonae")) / "remote.json")
