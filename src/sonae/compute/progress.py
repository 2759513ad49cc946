"""Progress that can be shown, and work that can be stopped."""

from __future__ import annotations

import threading
from typing import Protocol

from sonae.core import Cancelled

__all__ = ["Progress", "Silent"]


class Progress(Protocol):
    """What long work reports to. ``stage`` starts a named part, ``advance`` counts, ``check`` stops cancelled work."""

    def stage(self, name: str, total: float) -> None:
        """Start the part ``name`` of ``total`` units."""
        ...

    def advance(self, amount: float) -> None:
        """Count ``amount`` units done."""
        ...

    def check(self) -> None:
        """Raise :class:`~sonae.core.Cancelled` when the user has stopped the work."""
        ...


class Silent:
    """Shows nothing; can be cancelled from another thread."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def stage(self, name: str, total: float) -> None:
        """Start a part; nothing is shown."""
        self.check()

    def advance(self, amount: float) -> None:
        """Count; nothing is shown."""

    def cancel(self) -> None:
        """Ask the work to stop at its next check."""
        self._stop.set()

    def check(self) -> None:
        """Raise ``Cancelled`` after :meth:`cancel`."""
        if self._stop.is_set():
            raise Cancelled("the work was stopped")
