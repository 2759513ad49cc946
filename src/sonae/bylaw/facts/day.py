"""The day of an event: a day, that it has not come yet, or nothing said."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BeforeValidator

from sonae.bylaw.kernel.written import day_as_written

__all__ = ["Date", "Day", "come_by"]


def _day_or_not_yet(value: object) -> object:
    return value if value == "not_yet" else day_as_written(value)


Date = Annotated[dt.date, BeforeValidator(day_as_written)]
"""A day, written 2026-04-01."""
Day = Annotated[dt.date | Literal["not_yet"], BeforeValidator(_day_or_not_yet)]
"""The day of an event. «not_yet» states that it has not happened, as a day after that of the check does; leaving it out states
nothing."""


def come_by(event: dt.date | Literal["not_yet"], day: dt.date) -> bool:
    """Return whether an event had happened by the end of a day."""
    return event != "not_yet" and event <= day
