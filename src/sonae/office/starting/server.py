"""The server: gunicorn with the office as a WSGI application, workers of several threads, and a worker for long work beside."""

from __future__ import annotations

import gc
import signal
import time
from dataclasses import dataclass
from typing import Any

from sonae.core import InputError
from sonae.office.starting.worker import WorkerProcess

__all__ = ["Address", "run_server"]

_THREADS = 4
_GRACE = 30
_KEPT = 0
"""Seconds that a connection stays open after an answer: none, so that each request goes to a worker that is free. Kept ones stay
with their worker, and a few of them keep one busy while the other has nothing to do."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @property
    def bind(self) -> str:
        """What gunicorn binds to."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else f"[{self.host}]" if ":" in self.host else self.host  # noqa: S104
        return f"http://{host}:{self.port}/"


def _settle() -> None:
    """Take what is loaded out of the sight of the collector of cycles, and let it look seldom at what comes after.

    The code and its tables are 250,000 objects: to look through them took 200 ms, in the middle of answering, every second or so.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def run_server(address: Address, workers: int, *, production: bool, long_work: bool = True) -> None:
    """Serve until told to stop; a worker that dies is started anew.

    Args:
        address: where.
        workers: number of processes.
        production: behind a proxy, whose word about HTTPS is taken.
        long_work: whether a worker for long work is kept beside the server.

    Raises:
        InputError: for no worker.

    """
    if not 1 <= workers <= 64:
        raise InputError("the number of workers cannot be used", field="--workers", expected="1 to 64")
    from django.db import connections
    from gunicorn.app.base import BaseApplication
    from gunicorn.arbiter import Arbiter

    connections.close_all()  # none is handed on to the workers

    class Master(Arbiter):  # type: ignore[misc]
        beside = WorkerProcess()

        def manage_workers(self) -> None:  # called once a second
            super().manage_workers()
            if long_work and self.LISTENERS:
                self.beside.keep(time.monotonic(), [one.fileno() for one in self.LISTENERS])

        def stop(self, graceful: bool = True) -> None:
            self.beside.stop()
            super().stop(graceful)
            self.beside.stop(signal.SIGKILL)

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            settings: dict[str, Any] = {
                "bind": address.bind, "workers": workers, "threads": _THREADS, "worker_class": "gthread", "timeout": 60,
                "graceful_timeout": _GRACE, "keepalive": _KEPT, "limit_request_line": 8190, "accesslog": None, "errorlog": "-",
                "loglevel": "warning", "proc_name": "sonae-office", "control_socket_disable": True,
                "forwarded_allow_ips": "127.0.0.1,::1" if production else "",
            }  # fmt: skip
            for name, value in settings.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from django.urls import get_resolver

            from sonae.office.wsgi import application

            get_resolver()._populate()  # loaded now, so that nobody's first request waits for it
            _settle()
            return application

        def run(self) -> None:
            Master(self).run()

    Server().run()
