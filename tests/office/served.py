"""An office of its own in processes of its own: made, served by gunicorn, spoken to, killed, looked at."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_PEOPLE = """
import json, sys
from sonae.office.starting import set_up
set_up()
from sonae.office.models import Account
from tests.office.tokens import token_of
print(json.dumps({one: token_of(Account.objects.get(login=one)) for one in sys.argv[1:]}))
"""
_RECORDS = """
import json
from sonae.office.starting import set_up
set_up()
from sonae.office.models import Case, CommandRecord, Event, Paper
papers = list(Paper.objects.values("case__number", "name", "sha256"))
commands = [[one.key, one.receipt] for one in CommandRecord.objects.all()]
print(json.dumps({"papers": papers, "commands": commands, "events": Event.objects.count(), "cases": Case.objects.count()}))
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def fresh_database() -> Iterator[dict[str, str]]:
    """Give the variables of an empty database on the engine that the tests run on; SQLite says nothing."""
    url = os.environ.get("SONAE_OFFICE_DATABASE_URL")
    if not url:
        yield {}
        return
    import psycopg

    name = f"sonae_served_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        parts = psycopg.conninfo.conninfo_to_dict(url)
        yield {"SONAE_OFFICE_DATABASE_URL": psycopg.conninfo.make_conninfo(**{**parts, "dbname": name})}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class ServedOffice:
    """An office in a folder and a database of its own."""

    def __init__(self, home: Path, database: Mapping[str, str], *, workers: int = 2) -> None:
        self.home, self.workers, self.port = home, workers, free_port()
        dropped = ("SONAE_NOW", "SOURCE_DATE_EPOCH", "DJANGO_SETTINGS_MODULE", "SONAE_OFFICE_DATABASE_URL")
        inherited = {name: value for name, value in os.environ.items() if name not in dropped}
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        self.env = {**inherited, "PYTHONPATH": path, "SONAE_OFFICE_HOME": str(home), **database, "COLUMNS": "200"}
        self.server: subprocess.Popen[bytes] | None = None
        self.people: dict[str, str] = {}

    def sonae(
        self, *words: str, given: str = "", more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sonae", *words], env={**self.env, **(more or {})}, input=given, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip

    def script(self, text: str, *words: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", text, *words], env=self.env, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def tokens(self, *logins: str) -> dict[str, str]:
        return dict(self.script(_PEOPLE, *logins))

    def records(self) -> dict[str, Any]:
        return dict(self.script(_RECORDS))

    def books(self) -> dict[str, Any]:
        return dict(json.loads(self.sonae("office", "check", "--format", "json").stdout))

    def start(self) -> None:
        words = [sys.executable, "-m", "sonae", "serve", "--port", str(self.port), "--workers", str(self.workers)]
        log = (self.home.parent / f"{self.home.name}.log").open("ab")
        with log:
            self.server = subprocess.Popen(words, env=self.env, stdout=log, stderr=log, start_new_session=True)
        self.wait()

    def wait(self, seconds: float = 60) -> None:
        """Wait until the office answers."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/health")[0] == 200:
                    return
            assert self.server is None or self.server.poll() is None, (
                self.home.parent / f"{self.home.name}.log"
            ).read_text()
            time.sleep(0.05)
        raise AssertionError("the office does not answer")

    def ask(
        self, method: str, path: str, body: Any = None, *, token: str = "", headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:  # fmt: skip
        """Ask once over a connection of its own; any error of the network goes up."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            said = {"Authorization": f"Bearer {token}", **(headers or {})}
            data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
            if data is not None:
                said.setdefault("Content-Type", "application/json")
            connection.request(method, f"/api/v1{path}", body=data, headers=said)
            answer = connection.getresponse()
            read = answer.read()
            return answer.status, json.loads(read) if read[:1] in (b"{", b"[") else read
        finally:
            connection.close()

    def worker_pids(self) -> list[int]:
        assert self.server is not None
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text(encoding="ascii")
        return [int(one) for one in children.split()]

    def kill_everything(self) -> None:
        """Kill master and workers at once; nothing is told beforehand."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    def stop(self) -> None:
        if self.server is not None:
            self.server.terminate()
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.kill_everything()
            self.server = None
