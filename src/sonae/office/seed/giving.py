"""Giving the demonstration's commands on books: at noon of their day, once however often the seed is sown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sonae.core import FixedClock
from sonae.office.books import book_command_from, handle_book
from sonae.office.seed.cast import Cast

__all__ = ["NOON", "Step", "give"]

NOON = dt.time(3, 0, tzinfo=dt.UTC)
"""Noon in Japan."""
Step = tuple[dt.date, str, str, dict[str, Any]]
"""The day, the account, the command and its fields."""


def give(cast: Cast, key: str, step: Step, number: str | None) -> str:
    """Give a command under a key of its own, and return the number of its book."""
    day, who, kind, fields = step
    clock = FixedClock(dt.datetime.combine(day, NOON))
    return handle_book(book_command_from(kind, fields), cast[who], key=key, book=number, clock=clock).book
