"""The day of an event: a day, that it has not come yet, or nothing said."""

from __future__ import annotations

import datetime as dt
from typing import Literal

__all__ = ["Day", "come_by"]

Day = dt.date | Literal["not_yet"]
"""The day of an event. «not_yet» states that it has not happened, as a day after that of the check does; leaving it out states
nothing."""


def come_by(event: Day, day: dt.date) -> bool:
    """Return whether an event had happened by the end of a day."""
    return event != "not_yet" and event <= day
