"""Running blocks of scenarios on threads, in an order that never shows in the result."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Protocol, TypeVar

from sonae.compute.progress import Progress, Silent
from sonae.core import InputError

__all__ = ["Executor", "ThreadExecutor", "available_cores"]

T = TypeVar("T")


def available_cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


class Executor(Protocol):
    """Runs ``task(start, stop)`` over blocks of ``range(total)`` and returns the results by global index."""

    def run(
        self, task: Callable[[int, int], T], total: int, *, block: int, progress: Progress | None = None
    ) -> list[T]:
        """Run every block once; block ``i`` is ``task(i·block, min(total, (i+1)·block))``."""
        ...


class ThreadExecutor:
    """Threads of this process. Tasks are expected to release the interpreter lock (compiled kernels, numpy).

    After ``run``, ``threads_seen`` holds the number of different threads that did work.
    """

    def __init__(self, threads: int | None = None) -> None:
        if threads is not None and threads < 1:
            raise InputError(f"{threads} threads cannot work", expected="1 or more")
        self.threads = threads or available_cores()
        self.threads_seen = 0

    def run(
        self, task: Callable[[int, int], T], total: int, *, block: int, progress: Progress | None = None
    ) -> list[T]:
        """Run the blocks; the first error of a task is raised, and no new block is started after it.

        Raises:
            InputError: when ``block`` is not positive.
            Cancelled: when ``progress`` was cancelled.

        """
        if block < 1:
            raise InputError(f"a block of {block} cannot be run", expected="1 or more")
        shown = progress or Silent()
        spans = [(start, min(total, start + block)) for start in range(0, total, block)]
        seen: set[int] = set()
        results: dict[int, T] = {}
        errors: list[BaseException] = []
        lock = threading.Lock()

        def work(span: tuple[int, int]) -> None:
            if errors:
                return
            try:
                shown.check()
                result = task(*span)
                with lock:
                    results[span[0]] = result
                    seen.add(threading.get_ident())
                    shown.advance(span[1] - span[0])
            except BaseException as error:  # noqa: BLE001 - raised again below, by the thread that called us
                errors.append(error)

        if self.threads == 1 or len(spans) <= 1:
            for span in spans:
                work(span)
        else:
            with ThreadPoolExecutor(self.threads, thread_name_prefix="sonae") as pool:
                try:
                    wait([pool.submit(work, span) for span in spans])
                except BaseException as error:  # the user's Ctrl-C comes to this thread: start no further block
                    errors.append(error)
                    raise
        if errors:
            raise errors[0]
        self.threads_seen = len(seen)
        return [results[start] for start, _ in spans]
