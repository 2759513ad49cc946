"""The office under a steady load: reads and commands over HTTP with two workers, and its log verified.

A small office by default; ``SONAE_BENCH_EVENTS=1000000`` seals so many events of made-up cases beforehand, and the reads are
then of an office with so long a record. What is measured is the whole way of a request from a client on the same machine.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.measure import Line, report, run_job

EVENTS, RATE, SECONDS, COMMANDS = (
    int(os.environ.get("SONAE_BENCH_EVENTS", "20000")),
    50,
    float(os.environ.get("SONAE_BENCH_SECONDS", "6")),
    60,
)
READ_BAR, COMMAND_BAR = 0.100, 0.050


def lines() -> list[Line]:
    run = run_job(__name__, "work")
    found = run.found
    what = f"office, {found['sealed']:,} events and {found['cases']:,} cases, {found['engine']}, 2 workers"
    load = f"load of the machine {found['load']:.1f} on {os.cpu_count()} cores, clients on the same"
    reads = [
        Line(
            f"{what}: {name} at {RATE} requests a second, p95", found[name]["p95"], run.peak_mb, f"≤ {READ_BAR * 1000:g} ms",
            f"p50 {found[name]['p50'] * 1000:.1f} ms, largest {found[name]['max'] * 1000:.1f} ms, "
            f"{found[name]['count']} requests; {load}",
            f"all answered with 200: {'yes' if found[name]['right'] else 'NO'}", None if found[name]["right"] else False,
        )
        for name in ("list", "case", "events", "page of the list", "page of a case")
    ]  # fmt: skip
    command = found["command"]
    return [
        *reads,
        Line(
            f"{what}: a command, one after the other, p95", command["p95"], run.peak_mb, f"≤ {COMMAND_BAR * 1000:g} ms",
            f"p50 {command['p50'] * 1000:.1f} ms, largest {command['max'] * 1000:.1f} ms, {command['count']} commands; {load}",
            f"every one acknowledged with a version of its own: {'yes' if command['right'] else 'NO'}",
            None if command["right"] else False,
        ),
        Line(
            f"{what}: its log verified from the database", found["verified"], run.peak_mb, "≥ 100,000 entries a second",
            f"{found['events_now'] / found['verified']:,.0f} entries a second, each written anew and compared; by one process "
            f"{found['events_now'] / found['alone']:,.0f}",
            f"the log holds: {'yes' if found['holds'] else 'NO'}", None if found["holds"] else False,
        ),
    ]  # fmt: skip


def work() -> dict[str, Any]:
    """Make an office with a long record, serve it, and ask it at a steady rate."""
    with tempfile.TemporaryDirectory(prefix="sonae-bench-") as folder:
        os.environ["SONAE_OFFICE_HOME"] = str(Path(folder) / "office")
        from sonae.office.starting import migrate, set_up

        set_up()
        migrate()
        token, numbers, cases = _filled(EVENTS)
        server, port = _served()
        try:
            found = _asked(port, token, numbers)
            found["command"] = _commanded(port, token, numbers[0])
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)
        found |= _verified()
    return report(found["list"]["p95"], sealed=EVENTS, cases=cases, load=os.getloadavg()[0], **found)


def _filled(events: int) -> tuple[str, list[str], int]:
    """Seed the demonstration, copy its cases, and seal further events of the copies in one go."""
    import datetime as dt

    from sonae.auditlog import Head, entry_line, seal
    from sonae.office.access import make_token
    from sonae.office.log import event_names
    from sonae.office.models import Account, Case, Event
    from sonae.office.seed import seed_demo

    seed_demo(dt.date.today())
    drawn = list(Case.objects.order_by("pk"))
    copies = []
    for number in range(max(0, events // 400)):
        row = drawn[number % len(drawn)]
        copies.append(
            Case(
                **{
                    field.attname: getattr(row, field.attname)
                    for field in Case._meta.concrete_fields
                    if field.name != "id"
                }
            )
        )
        copies[-1].number, copies[-1].version = f"X2026-{number:06}", 0
    Case.objects.bulk_create(copies, batch_size=500)
    subjects = [f"case/{case.number}" for case in copies] or ["case/X"]
    body = {"paper": "架空.pdf", "sha256": "0" * 64, "size": 1000, "kind": "other", "scanned": False}
    head = Head(*Event.objects.order_by("-sequence").values_list("sequence", "hash", "at")[0])
    batch, kinds, at = [], event_names(), dt.datetime.now(dt.UTC)
    for number in range(events):
        entry = seal(
            head,
            at=at,
            actor="bench",
            kind="paper.read",
            subject=subjects[number % len(subjects)],
            body=body,
            kinds=kinds,
        )
        head = entry.head
        batch.append(
            Event(
                sequence=entry.sequence, at=at, actor=entry.actor, kind=entry.kind, subject=entry.subject, hash=entry.hash,
                line=entry_line(entry),
            )
        )  # fmt: skip
        if len(batch) == 5000:
            Event.objects.bulk_create(batch)
            batch.clear()
    Event.objects.bulk_create(batch)
    ends_on = dt.date.today() + dt.timedelta(days=7)
    token = make_token(Account.objects.get(login="promotion"), "bench", ["read", "write"], ends_on).text
    numbers = list(
        Case.objects.exclude(bylaw="").filter(stage="under_way").order_by("pk").values_list("number", flat=True)[:40]
    )
    return token, numbers, Case.objects.count()


def _served() -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    words = [sys.executable, "-m", "sonae", "serve", "--port", str(port), "--workers", "2"]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=10), "GET", "/health", "")[0] == 200:
                return server, port
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the office does not answer")


def _ask(
    connection: http.client.HTTPConnection, method: str, path: str, token: str, body: Any = None, **headers: str
) -> tuple[int, bytes]:
    if path.startswith("page:"):
        connection.request("GET", path.removeprefix("page:"), headers={"Cookie": token})
        answer = connection.getresponse()
        return answer.status, answer.read()
    said = {"Authorization": f"Bearer {token}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    data = None if body is None else json.dumps(body)
    if data is not None:
        said["Content-Type"] = "application/json"
    connection.request(method, f"/api/v1{path}", body=data, headers=said)
    answer = connection.getresponse()
    return answer.status, answer.read()


def _asked(port: int, token: str, numbers: list[str]) -> dict[str, Any]:
    jobs: dict[str, Callable[[int], str]] = {
        "list": lambda _: "/cases?limit=50",
        "case": lambda i: f"/cases/{numbers[i % len(numbers)]}",
        "events": lambda i: f"/cases/{numbers[i % len(numbers)]}/events",
    }
    pages: dict[str, Callable[[int], str]] = {
        "page of the list": lambda _: "page:/cases/",
        "page of a case": lambda i: f"page:/cases/{numbers[i % len(numbers)]}/",
    }
    cookie = _logged_in(port)
    return {name: _steady(port, token, path) for name, path in jobs.items()} | {
        name: _steady(port, cookie, path) for name, path in pages.items()
    }


def _logged_in(port: int) -> str:
    """Log in as a reader does, and return the cookies of the session."""
    from sonae.office.seed import DEMO_PASSWORD

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/login/")
    answer = connection.getresponse()
    page = answer.read().decode()
    jar = SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie") or []))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise SystemExit("the page of the login has no form")
    form = urlencode({"csrfmiddlewaretoken": token[1], "login": "promotion", "password": DEMO_PASSWORD})
    cookies = "; ".join(f"{name}={one.value}" for name, one in jar.items())
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
    connection.request("POST", "/login/", body=form, headers=kind)
    answer = connection.getresponse()
    answer.read()
    for one in answer.headers.get_all("Set-Cookie") or []:
        jar.load(one)
    return "; ".join(f"{name}={one.value}" for name, one in jar.items() if one.value)


def _steady(port: int, token: str, path: Callable[[int], str]) -> dict[str, Any]:
    """Send requests at their own moments, whether the ones before were answered or not; the wait for a free client counts."""
    count, clients = int(RATE * SECONDS), 8
    taken: list[float] = []
    wrong: list[int] = []

    def client(first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for number in range(first, count, clients):
            due = began + number / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            status, _ = _ask(connection, "GET", path(number), token)
            taken.append(time.perf_counter() - due)
            if status != 200:
                wrong.append(status)

    for number in range(32):  # each over a connection of its own, so that every worker answers some
        _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=30), "GET", path(number), token)
    began = time.perf_counter() + 0.1  # after the warming up, else what is due in it counts as waiting
    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _spread(taken, right=not wrong and len(taken) == count)


def _commanded(port: int, token: str, number: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    taken, versions = [], []
    body = {"interests": {"investee_role": "operator"}}
    for _ in range(COMMANDS):
        began = time.perf_counter()
        status, said = _ask(
            connection,
            "POST",
            f"/cases/{number}/commands/facts.interests",
            token,
            body,
            Idempotency_Key=secrets.token_hex(8),
        )
        taken.append(time.perf_counter() - began)
        versions.append(json.loads(said).get("version") if status == 200 else None)
    return _spread(taken, right=None not in versions and len(set(versions)) == COMMANDS)


def _spread(taken: list[float], *, right: bool) -> dict[str, Any]:
    parts = statistics.quantiles(taken, n=100)
    return {"p50": parts[49], "p95": parts[94], "max": max(taken), "count": len(taken), "right": right}


def _verified() -> dict[str, Any]:
    from django.db import connection

    from sonae.auditlog import verify_chain
    from sonae.office.keeping import hashed_entries
    from sonae.office.log import DatabaseLog

    alone = time.perf_counter()
    verify_chain(DatabaseLog().entries())
    began = time.perf_counter()
    chain = verify_chain(hashed_entries())
    return {
        "verified": time.perf_counter() - began, "alone": began - alone, "holds": chain.holds, "events_now": chain.verified,
        "engine": "PostgreSQL" if connection.vendor == "postgresql" else "SQLite",
    }  # fmt: skip
