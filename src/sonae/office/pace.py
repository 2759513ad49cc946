"""How many requests are taken in a minute: a bucket that fills evenly, one for each who asks, in each worker."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

__all__ = ["Pace"]

_MOST = 10_000


class Pace:
    """Buckets of tokens by name; those that are full again are forgotten."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with full buckets that hold a minute's worth."""
        self._limit, self._clock = per_minute, clock
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, name: str) -> int:
        """Take one request; return 0 where it may go on, else how many seconds it has to wait."""
        now, rate = self._clock(), self._limit / 60
        with self._lock:
            level, at = self._buckets.get(name, (float(self._limit), now))
            level = min(float(self._limit), level + (now - at) * rate)
            if level < 1:
                return max(1, math.ceil((1 - level) / rate))
            if len(self._buckets) >= _MOST:
                full = [one for one, (was, then) in self._buckets.items() if was + (now - then) * rate >= self._limit]
                for one in full or list(self._buckets)[: _MOST // 2]:
                    del self._buckets[one]
            self._buckets[name] = level - 1, now
            return 0
