"""The time of day, asked of a clock that tests and replays can set."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from typing import Protocol

from sonae.core.errors import InputError

__all__ = ["Clock", "FixedClock", "SystemClock", "clock_from_environment"]


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> dt.datetime:
        """Return the present moment, with its time zone."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clock, in UTC."""

    def now(self) -> dt.datetime:
        """Return the present moment in UTC."""
        return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still at ``moment``."""

    moment: dt.datetime

    def __post_init__(self) -> None:
        if self.moment.tzinfo is None:
            raise InputError("a fixed clock needs a time zone", expected="a moment such as 2025-04-01T09:00+09:00")

    def now(self) -> dt.datetime:
        """Return the fixed moment."""
        return self.moment


def clock_from_environment() -> Clock:
    """Return a fixed clock if ``SONAE_NOW`` (ISO 8601) or ``SOURCE_DATE_EPOCH`` (seconds) is set, else the system's.

    Raises:
        InputError: when the variable does not hold a moment.

    """
    if text := os.environ.get("SONAE_NOW"):
        try:
            moment = dt.datetime.fromisoformat(text)
            return FixedClock(moment if moment.tzinfo is None else moment.astimezone(dt.UTC))
        except (ValueError, OverflowError):
            raise InputError(f"SONAE_NOW is «{text}»", expected="an ISO 8601 moment with time zone") from None
    if text := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            return FixedClock(dt.datetime.fromtimestamp(int(text), dt.UTC))
        except (ValueError, OverflowError, OSError):
            raise InputError(f"SOURCE_DATE_EPOCH is «{text}»", expected="whole seconds since 1970") from None
    return SystemClock()
