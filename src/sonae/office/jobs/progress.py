"""The progress of a job: counted where the work is done, written to its row now and then, stopped when the row says so."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from django.db import DatabaseError, connection

from sonae.core import Cancelled, Clock
from sonae.office.jobs.queue import Claim
from sonae.office.wall import WHOLE_OFFICE, acting_as

__all__ = ["KeptProgress"]

_EVERY = 1.0


class KeptProgress:
    """Progress that a page shows. Work may count from any thread; the row is written by one.

    The engine's callbacks look at a flag alone; :meth:`beat` writes what is done and looks whether the claim still stands. A
    worker lets a thread beat (:meth:`beating`); where there is none, the callbacks beat themselves.
    """

    def __init__(self, claim: Claim, clock: Clock) -> None:
        self._claim, self._clock = claim, clock
        self._lock, self._stopped, self._ended = threading.Lock(), threading.Event(), threading.Event()
        self._stage, self._done, self._total = "", 0.0, 0.0
        self._beats_itself, self._last = True, 0.0

    def stage(self, name: str, total: float) -> None:
        """Start a part of the work."""
        with self._lock:
            self._stage, self._done, self._total = name, 0.0, total
            self._last = 0.0
        self.check()

    def advance(self, amount: float) -> None:
        """Count what is done."""
        with self._lock:
            self._done += amount

    def check(self) -> None:
        """Raise ``Cancelled`` when the job was cancelled or taken up by another."""
        if self._beats_itself and time.monotonic() - self._last >= _EVERY:
            self.beat()
        if self._stopped.is_set():
            raise Cancelled("the work was stopped")

    def beat(self) -> None:
        """Write what is done, and see whether the job is still this worker's."""
        with self._lock:
            self._last = time.monotonic()
            now = {"stage": self._stage, "done": int(self._done), "total": int(self._total)}
        try:
            with acting_as(WHOLE_OFFICE):
                self._claim.write(**now, beat_at=self._clock.now())
        except Cancelled:
            self._stopped.set()

    @contextlib.contextmanager
    def beating(self) -> Iterator[None]:
        """Let a thread beat while the block works, with a connection of its own."""
        self._beats_itself = False
        thread = threading.Thread(target=self._go_on, name="job-beat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _go_on(self) -> None:
        try:
            while not self._ended.wait(_EVERY) and not self._stopped.is_set():
                with contextlib.suppress(
                    DatabaseError
                ):  # a database that is away is asked again; silence is told by the clock
                    self.beat()
        finally:
            connection.close()
