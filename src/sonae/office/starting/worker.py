"""The process that does long work: one beside the server, or started by itself on another machine of the same office."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

__all__ = ["WorkerProcess", "run_worker"]

_PAUSE = 5.0


def run_worker(parent: int | None = None) -> None:
    """Do long work until told to stop by SIGTERM or SIGINT; what is under way then waits for another worker.

    Args:
        parent: number of the process that it was started by, without which it ends too; None where it stands by itself.

    """
    from sonae.office.jobs import work_off

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        for once in (signal.SIGTERM, signal.SIGINT):  # a second one finds it leaving already
            signal.signal(once, signal.SIG_IGN)
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    work_off(lambda: parent is None or os.getppid() == parent)


class WorkerProcess:
    """The worker beside a server: started, started anew when it dies, told to stop with the server."""

    def __init__(self) -> None:
        self._pid: int | None = None
        self._since = 0.0

    def keep(self, now: float, shut: Sequence[int] = ()) -> None:
        """Start the process where there is none, not more often than every five seconds.

        Args:
            now: seconds of a clock that only goes on.
            shut: numbers of open files, those that the server listens at, that it does not take over.

        """
        if self._alive() or (self._since and now - self._since < _PAUSE):
            return
        words = [sys.executable, "-m", "sonae", "office", "work", "--for", str(os.getpid())]
        closed = [(os.POSIX_SPAWN_CLOSE, number) for number in shut]
        self._pid, self._since = os.posix_spawn(sys.executable, words, os.environ, file_actions=closed), now

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Send a signal to the process, where there is one."""
        if self._pid is not None and self._alive():
            os.kill(self._pid, number)

    def _alive(self) -> bool:
        """Return whether the process is there; asked of the children of this process alone, so that no other is taken for it."""
        if self._pid is None:
            return False
        try:
            alive = os.waitpid(self._pid, os.WNOHANG)[0] == 0
        except ChildProcessError:  # the server has taken note of its end
            alive = False
        if not alive:
            self._pid = None
        return alive
