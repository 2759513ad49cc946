"""A cluster of two processes does what threads do, to the bit, even when a worker is lost."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sonae.compute import DaskExecutor, Silent, ThreadExecutor, philox4x32
from sonae.core import Cancelled, DataUnavailableError, InputError, SonaeError

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def cluster() -> Iterator[DaskExecutor]:
    with DaskExecutor(workers=2) as executor:
        yield executor


def words(seed: int, start: int, stop: int) -> np.ndarray:
    return np.stack(philox4x32((np.arange(start, stop, dtype=np.uint64), 0, 0, 0), (seed, 1)))


def slow_words(folder: str, start: int, stop: int) -> np.ndarray:
    """Say which process does which block, so that one can be ended while it works."""
    (Path(folder) / f"{os.getpid()}-{start}").touch()
    time.sleep(0.3)
    return words(7, start, stop)


def fail_at(bad: int, start: int, stop: int) -> int:
    if start == bad:
        raise InputError("block 20 is bad")
    return start


def sleep_long(start: int, stop: int) -> int:
    time.sleep(0.2)
    return start


@pytest.mark.slow
def test_the_bits_are_those_of_threads(cluster: DaskExecutor) -> None:
    class Counting(Silent):
        done = 0.0

        def advance(self, amount: float) -> None:
            self.done += amount

    task, progress = partial(words, 3), Counting()
    mine = ThreadExecutor(1).run(task, 1003, block=100)
    theirs = cluster.run(task, 1003, block=100, progress=progress)
    assert [part.tobytes() for part in mine] == [part.tobytes() for part in theirs]
    assert progress.done == 1003
    assert cluster.threads == 2


@pytest.mark.slow
def test_a_lost_worker_loses_nothing(tmp_path: Path) -> None:
    with DaskExecutor(workers=2) as executor:
        before = {worker["pid"] for worker in executor.client.run(_pid).values()}
        assert len(before) == 2

        def end_one() -> None:
            while not (seen := [path.name for path in tmp_path.iterdir()]):
                time.sleep(0.02)
            os.kill(int(seen[0].split("-")[0]), signal.SIGKILL)

        killer = threading.Thread(target=end_one)
        killer.start()
        parts = executor.run(partial(slow_words, str(tmp_path)), 2000, block=100)
        killer.join()
        worked = {int(path.name.split("-")[0]) for path in tmp_path.iterdir()}
    assert np.array_equal(np.concatenate(parts, axis=1), words(7, 0, 2000))
    twice = [path.name.split("-")[1] for path in tmp_path.iterdir()]
    assert len(twice) > len(set(twice)), "no block was done again: the worker did not die at work"
    assert len(worked) >= 2


def _pid() -> dict[str, int]:
    return {"pid": os.getpid()}


@pytest.mark.slow
def test_the_error_of_a_task_is_raised(cluster: DaskExecutor) -> None:
    with pytest.raises(InputError, match="block 20 is bad"):
        cluster.run(partial(fail_at, 20), 50, block=10)
    assert cluster.run(partial(fail_at, -1), 50, block=10) == [0, 10, 20, 30, 40]


@pytest.mark.slow
def test_cancelled_work_stops(cluster: DaskExecutor) -> None:
    progress = Silent()
    threading.Timer(0.5, progress.cancel).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        cluster.run(sleep_long, 1000, block=1, progress=progress)
    assert time.monotonic() - began < 20
    assert cluster.run(partial(fail_at, -1), 10, block=5) == [0, 5]


@pytest.mark.slow
def test_work_that_cannot_travel_is_refused(cluster: DaskExecutor) -> None:
    found: list[int] = []
    with pytest.raises(SonaeError, match="cannot be sent"):
        cluster.run(lambda start, stop: found.append(start), 10, block=5)


def test_an_address_that_does_not_answer_is_said() -> None:
    began = time.monotonic()
    with pytest.raises(InputError, match=r"no cluster answers at tcp://127.0.0.1:9;.*tcp://host:8786"):
        DaskExecutor("tcp://127.0.0.1:9", timeout_s=1.0).open()
    assert time.monotonic() - began < 15
    with pytest.raises(InputError, match="no cluster answers"):
        DaskExecutor("no address at all", timeout_s=1.0).open()


def test_without_distributed_the_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(DataUnavailableError, match=r"pip install sonae\[cluster\]"):
        DaskExecutor(workers=1).open()


@pytest.mark.parametrize(("address", "workers"), [(None, None), ("tcp://127.0.0.1:1", 2), (None, 0), (None, -1)])
def test_impossible_clusters_are_refused(address: str | None, workers: int | None) -> None:
    with pytest.raises(InputError):
        DaskExecutor(address, workers)


def test_impossible_blocks_are_refused() -> None:
    with pytest.raises(InputError, match="1 or more"):
        DaskExecutor(workers=1).run(partial(words, 3), 5, block=0)
