"""A long log read and hashed by several processes, span by span; who verifies it walks along what they hand over, in order."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import astuple

from django.db import connection, connections
from django.db.models import Max

from sonae.auditlog import EntryLine, Hashed, hashed_line
from sonae.core import InputError
from sonae.office.log import SPAN, DatabaseLog
from sonae.office.models import Event
from sonae.office.starting import take_over
from sonae.office.wall import who_acts

__all__ = ["hashed_entries"]

LONG = 100_000
"""From how many entries on more than one process is worth its start."""


def hashed_entries(processes: int | None = None) -> Iterator[EntryLine | Hashed]:
    """Return the entries of the office's log in order, each hashed from its line; one that cannot be read as its line.

    A log that is not long, or whose database lies in the memory of this process, is read by this process.

    Args:
        processes: how many; as many as the machine has cores unless said.

    """
    last = Event.objects.aggregate(last=Max("sequence"))["last"] or 0
    workers = processes or os.cpu_count() or 1
    if workers == 1 or (processes is None and last < LONG) or connection.in_atomic_block:
        yield from DatabaseLog().entries()
        return
    yield from _by_workers(last, workers)
    yield from DatabaseLog().entries(last)  # what was appended meanwhile


def _by_workers(last: int, workers: int) -> Iterator[EntryLine | Hashed]:
    connections.close_all()  # a connection is of one process
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=take_over, initargs=astuple(who_acts())) as pool:
        waiting: deque[Future[list[EntryLine | Hashed]]] = deque()
        for after in range(0, last, SPAN):
            waiting.append(pool.submit(_span, after, min(after + SPAN, last)))
            if len(waiting) > 3 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _span(after: int, last: int) -> list[EntryLine | Hashed]:
    return [_hashed(line) for line in DatabaseLog().entries(after, last)]


def _hashed(line: EntryLine) -> EntryLine | Hashed:
    try:
        return hashed_line(line)
    except InputError:
        return line
