"""Running blocks of scenarios on a cluster of processes with dask.distributed (the extra ``cluster``).

Blocks are the same as on threads, keyed by their global index, so that nothing in the result shows where they ran. Work
of a worker that is lost is done again by another: a block is a function of numbers that the scheduler keeps, never of
something that only one worker holds.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

import sonae
from sonae.compute.progress import Progress, Silent
from sonae.core import DataUnavailableError, InputError, SonaeError

__all__ = ["DaskExecutor"]

T = TypeVar("T")
_POLL_S = 0.05
_RETRIES = 3


class DaskExecutor:
    """Workers of a Dask cluster: one that runs at ``address``, or ``workers`` processes on this machine.

    The cluster is reached or started on entry or at the first run, and let go by :meth:`close`; workers are waited for
    ``timeout_s`` seconds. Tasks must be functions of a module (or ``functools.partial`` of one) and return what they
    found: what they write into arrays of this process would be lost.

    Raises:
        InputError: for no or both of address and workers, fewer than one worker, or an address that does not answer.
        DataUnavailableError: when ``distributed`` is not installed.

    """

    def __init__(self, address: str | None = None, workers: int | None = None, *, timeout_s: float = 10.0) -> None:
        if (address is None) == (workers is None):
            raise InputError("a cluster is an address or a number of workers", expected="one of the two")
        if workers is not None and workers < 1:
            raise InputError(f"{workers} workers cannot work", expected="1 or more")
        self.address, self.workers, self.timeout_s = address, workers, timeout_s
        self._cluster: Any = None
        self._client: Any = None

    def __enter__(self) -> DaskExecutor:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def threads(self) -> int:
        """How many threads of workers there are now."""
        return sum(self.client.nthreads().values())

    @property
    def client(self) -> Any:
        """The ``distributed.Client``; opened if need be."""
        self.open()
        return self._client

    def open(self) -> None:
        """Reach or start the cluster; does nothing when it is open."""
        if self._client is not None:
            return
        try:
            import distributed
        except ImportError:
            raise DataUnavailableError(
                "working on a cluster needs dask.distributed; get it with «pip install sonae[cluster]»."
            ) from None
        library: Any = distributed
        try:
            if self.address is None:
                self._cluster = library.LocalCluster(
                    n_workers=self.workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0",
                    silence_logs=50, host="127.0.0.1",
                )  # fmt: skip
                self._client = library.Client(self._cluster, timeout=self.timeout_s, set_as_default=False)
            else:
                self._client = library.Client(self.address, timeout=self.timeout_s, set_as_default=False)
            self._client.wait_for_workers(1, timeout=self.timeout_s if self.address else 60)
        except (OSError, TimeoutError, ValueError) as error:
            there = self._client is not None
            self.close()
            where = self.address or "this machine"
            raise InputError(
                f"the cluster at {where} has no worker" if there else f"no cluster answers at {where}",
                expected="the address of a Dask scheduler, such as tcp://host:8786, with workers",
            ) from error

    def close(self) -> None:
        """Let the cluster go; one that was started here is stopped."""
        client, cluster, self._client, self._cluster = self._client, self._cluster, None, None
        if client is not None:
            client.close()
        if cluster is not None:
            cluster.close()

    def run(
        self, task: Callable[[int, int], T], total: int, *, block: int, progress: Progress | None = None
    ) -> list[T]:
        """Run the blocks; the first error of a task is raised, and the blocks not begun yet are withdrawn.

        Raises:
            InputError: when ``block`` is not positive.
            SonaeError: when the task cannot be sent, or all workers are lost and none comes back.
            Cancelled: when ``progress`` was cancelled.

        """
        if block < 1:
            raise InputError(f"a block of {block} cannot be run", expected="1 or more")
        shown = progress or Silent()
        try:
            sent = pickle.dumps(task)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise SonaeError(f"this work cannot be sent to another process: {error}.") from error
        client = self.client
        spans = [(start, min(total, start + block)) for start in range(0, total, block)]
        # The task travels once: as a result that the scheduler can make again on any worker.
        loaded = client.submit(_load, sent, sonae.__version__, pure=False)
        waiting = {
            client.submit(_run, loaded, start, stop, key=f"sonae-{loaded.key}-{start}", retries=_RETRIES): (start, stop)
            for start, stop in spans
        }
        results: dict[int, T] = {}
        try:
            self._collect(waiting, results, shown)
        finally:
            if waiting:
                client.cancel(list(waiting))
        return [results[start] for start, _ in spans]

    def _collect(self, waiting: dict[Any, tuple[int, int]], results: dict[int, T], shown: Progress) -> None:
        """Take results as they come; gives up when there has been no worker for a while."""
        alive = time.monotonic()
        while waiting:
            shown.check()
            done = [future for future in waiting if future.done()]
            for future in done:
                start, stop = waiting[future]
                results[start] = future.result()
                del waiting[future]
                shown.advance(stop - start)
            if done or self._client.nthreads():
                alive = time.monotonic()
            elif time.monotonic() - alive > 6 * self.timeout_s:
                raise SonaeError("all workers of the cluster are gone and none has come back; the work was stopped.")
            if not done:
                time.sleep(_POLL_S)


def _load(sent: bytes, version: str) -> Any:
    """Unpack the task on a worker, which must run the same version."""
    if version != sonae.__version__:
        raise SonaeError(f"a worker runs Sonae {sonae.__version__}, this is {version}.")
    return pickle.loads(sent)  # noqa: S301 - it comes from the client of this very run


def _run(task: Callable[[int, int], T], start: int, stop: int) -> T:
    return task(start, stop)
