import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.compute import Silent, ThreadExecutor, available_cores
from sonae.core import Cancelled, InputError

THREADS = pytest.mark.parametrize("threads", [1, 2])


@given(st.integers(0, 60), st.integers(1, 20), st.integers(1, 3))
@settings(max_examples=50)
def test_blocks_cover_everything_once_in_order(total: int, block: int, threads: int) -> None:
    spans = ThreadExecutor(threads).run(lambda start, stop: (start, stop), total, block=block)
    assert [i for start, stop in spans for i in range(start, stop)] == list(range(total))
    assert all(stop - start == block for start, stop in spans[:-1])


def test_results_come_in_order_though_the_first_block_ends_last() -> None:
    first_may_end = threading.Event()

    def task(start: int, stop: int) -> int:
        if start == 0:
            assert first_may_end.wait(10)
        elif start == 9:
            first_may_end.set()
        return start

    assert ThreadExecutor(2).run(task, 10, block=1) == list(range(10))


@THREADS
def test_a_result_of_none_keeps_its_place(threads: int) -> None:
    assert ThreadExecutor(threads).run(lambda start, stop: start or None, 3, block=1) == [None, 1, 2]


def test_two_threads_really_run() -> None:
    together = threading.Barrier(2, timeout=10)
    executor = ThreadExecutor(2)
    executor.run(lambda start, stop: together.wait(), 6, block=1)  # passes only with two at a time
    assert executor.threads_seen == 2


def test_one_thread_is_the_caller() -> None:
    executor = ThreadExecutor(1)
    assert set(executor.run(lambda start, stop: threading.get_ident(), 5, block=2)) == {threading.get_ident()}
    assert executor.threads_seen == 1


@THREADS
def test_the_first_error_is_raised_and_no_new_block_started(threads: int) -> None:
    begun: list[int] = []
    failed = threading.Event()

    def task(start: int, stop: int) -> int:
        begun.append(start)
        if start == 3:
            failed.set()
            raise ValueError("block 3")
        if start > 3:  # a block that runs beside the failing one ends after it, with an error of its own
            assert failed.wait(10)
            time.sleep(0.05)
            raise ValueError(f"block {start}")
        return start

    with pytest.raises(ValueError, match="block 3"):
        ThreadExecutor(threads).run(task, 1000, block=1)
    assert set(begun) <= {0, 1, 2, 3, 4}


@THREADS
def test_cancelled_work_stops_before_its_next_block(threads: int) -> None:
    progress, begun = Silent(), []

    def task(start: int, stop: int) -> None:
        begun.append(start)
        if start == 2:
            progress.cancel()
        elif start > 2:
            time.sleep(0.05)

    with pytest.raises(Cancelled):
        ThreadExecutor(threads).run(task, 1000, block=1, progress=progress)
    assert len(begun) <= 4


def test_progress_counts_every_unit_from_any_thread() -> None:
    class Counting(Silent):
        done = 0.0

        def advance(self, amount: float) -> None:
            before = self.done
            time.sleep(0)
            self.done = before + amount

    progress = Counting()
    ThreadExecutor(2).run(lambda start, stop: None, 1003, block=10, progress=progress)
    assert progress.done == 1003


@THREADS
def test_an_error_of_the_progress_is_not_swallowed(threads: int) -> None:
    class Broken(Silent):
        def advance(self, amount: float) -> None:
            raise RuntimeError("no screen")

    with pytest.raises(RuntimeError, match="no screen"):
        ThreadExecutor(threads).run(lambda start, stop: start, 9, block=1, progress=Broken())


@pytest.mark.parametrize("block", [0, -1])
def test_impossible_blocks_are_refused(block: int) -> None:
    with pytest.raises(InputError, match="1 or more"):
        ThreadExecutor(1).run(lambda start, stop: 0, 5, block=block)


@pytest.mark.parametrize("threads", [0, -2])
def test_impossible_threads_are_refused(threads: int) -> None:
    with pytest.raises(InputError, match="1 or more"):
        ThreadExecutor(threads)


def test_threads_are_the_cores_this_process_may_use() -> None:
    expected = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert available_cores() == ThreadExecutor().threads == expected


_LONG_WORK = """
import time
from sonae.compute import ThreadExecutor
begun = []
def task(start, stop):
    begun.append(start)
    if start == 0:
        print("begun", flush=True)
    time.sleep(0.1)
try:
    ThreadExecutor(2).run(task, 600, block=1)
except KeyboardInterrupt:
    print(len(begun), flush=True)
"""


def test_ctrl_c_stops_after_the_blocks_that_run() -> None:
    with subprocess.Popen([sys.executable, "-c", _LONG_WORK], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)
    assert int(out) < 100
