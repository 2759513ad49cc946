"""A long log read and hashed by several processes, span by span; who verifies it walks along what they hand over, in order."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import astuple
from itertools import pairwise

from django.db import connection, connections
from django.db.models import Max

from sonae.auditlog import Hashed, Walked, hashed_line, stretch_of
from sonae.core import InputError
from sonae.office.log import SPAN, DatabaseLog
from sonae.office.models import Event
from sonae.office.starting import take_over
from sonae.office.wall import who_acts

__all__ = ["hashed_entries"]

LONG = 100_000
"""From how many entries on more than one process is worth its start."""


def hashed_entries(cuts: Sequence[int] = (), processes: int | None = None) -> Iterator[Walked]:
    """Return the entries of the office's log in order, as stretches that other processes walked along.

    Entries that do not hold together are given one by one, as are all of a log that is not long, or whose database lies in the
    memory of this process.

    Args:
        cuts: the numbers after which a stretch ends, those that checkpoints speak of.
        processes: how many; as many as the machine has cores unless said.

    """
    last = Event.objects.aggregate(last=Max("sequence"))["last"] or 0
    workers = processes or os.cpu_count() or 1
    if workers == 1 or (processes is None and last < LONG) or connection.in_atomic_block:
        yield from DatabaseLog().entries()
        return
    yield from _by_workers(last, cuts, workers)
    yield from DatabaseLog().entries(last)  # what was appended meanwhile


def _by_workers(last: int, cuts: Sequence[int], workers: int) -> Iterator[Walked]:
    connections.close_all()  # a connection is of one process
    ends = sorted({*range(SPAN, last, SPAN), *(cut for cut in cuts if 0 < cut < last), last})
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=take_over, initargs=astuple(who_acts())) as pool:
        waiting: deque[Future[Sequence[Walked]]] = deque()
        for after, end in pairwise((0, *ends)):
            waiting.append(pool.submit(_span, after, end))
            if len(waiting) > 3 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _span(after: int, last: int) -> Sequence[Walked]:
    """Return the entries of a span as one stretch, or one by one where they do not hold together; called in a worker."""
    gc.disable()  # a worker makes no cycles, and the collector would look through each span again and again for some
    found: list[Hashed] = []
    lines = list(DatabaseLog().entries(after, last))
    for line in lines:
        try:
            found.append(hashed_line(line))
        except InputError:
            return lines
    whole = stretch_of(found)
    return lines if whole is None else (whole,)
