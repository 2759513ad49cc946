"""The worker beside a served office: killed in mid-work it is started anew, the work is taken up again and kept once."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.office.jobs.conftest import TEXT
from tests.office.served import ServedOffice

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("served")]


def worker_of(office: ServedOffice, not_this: int = 0, seconds: float = 30) -> int:
    """The number of the process that does long work."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for pid in office.worker_pids():
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if b"work" in words and pid != not_this:
                return pid
        time.sleep(0.1)
    raise AssertionError("no worker is there")


def until(office: ServedOffice, token: str, job: str, states: tuple[str, ...], seconds: float = 60) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found: dict[str, Any] = office.ask("GET", f"/jobs/{job}", token=token)[1]
        if found["state"]["code"] in states:
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def test_a_worker_that_is_killed_leaves_nothing_half_done(served: ServedOffice) -> None:
    token = served.tokens("review")["review"]
    number = served.ask("GET", "/cases?q=Shirahige%20off", token=token)[1]["items"][0]["number"]
    yaml = {"Content-Type": "application/yaml"}
    path = f"/cases/{number}/papers/oil.yaml?kind=project"
    assert served.ask("PUT", path, TEXT.encode(), token=token, headers=yaml)[0] == 200
    wish = {"project": "oil.yaml", "conditions": "demonstration", "rate": "appraisal", "scenarios": 1000}
    status, receipt = served.ask(
        "POST", f"/cases/{number}/commands/economics.run", wish, token=token, headers={"Idempotency-Key": "valued"}
    )
    assert status == 200, receipt
    job = served.ask("GET", "/jobs", token=token)[1]["items"][0]
    assert job["asked_in"] == receipt["sequence"]
    first = worker_of(served)
    until(served, token, job["job"], ("running",))
    os.kill(first, signal.SIGKILL)
    assert worker_of(served, first) != first
    ended = until(served, token, job["job"], ("done", "failed"))
    assert (ended["state"]["code"], ended["run"], ended["problem_en"]) == ("done", 1, "")
    runs = served.ask("GET", f"/cases/{number}/runs", token=token)[1]["items"]
    assert [one["number"] for one in runs] == [1]
    events = served.ask("GET", f"/cases/{number}/events", token=token)[1]["items"]
    assert [one["kind"] for one in events].count("economics.keep") == 1
    assert served.books()["holds"]
