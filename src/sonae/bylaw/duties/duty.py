"""A duty, and how it stands on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from sonae.bylaw.clock import Stop
from sonae.bylaw.kernel import Words

__all__ = ["Bearer", "Duty", "Standing"]

Bearer = Literal["agency", "investee", "future_main_shareholder"]
"""Who has to do it. What the agency asks of the investee is the investee's to do."""


class Standing(Enum):
    """How a duty stands: not begun, to be done, past its last day, done, done after its last day."""

    TO_COME = "to come"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done late"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that has to be done.

    Attributes:
        id: what kind of duty it is, such as «report.monthly».
        of: what it is about: an entry of the case, «management.plans.2», a year, a month; empty for the case.
        what: what has to be done.
        by: who has to do it.
        due: the last day in time; None where the bylaw sets none, or it cannot be counted yet (see ``not_ruled``).
        since: the first day on which it has to be done; None where that is not known.
        done: the day on which it was done, as far as it is known on the day that is looked at.
        cites: provisions that it stands under, the first of which decides.
        late: what follows if it is late, or not done.
        not_ruled: what the bylaw leaves open in its counting, each with the setting or reading taken.
        stops: days on which its clock stands still.

    """

    id: str
    of: str
    what: Words
    by: Bearer
    due: dt.date | None
    since: dt.date | None
    done: dt.date | None
    cites: tuple[str, ...]
    late: Words
    not_ruled: tuple[Words, ...] = ()
    stops: tuple[Stop, ...] = ()

    def standing(self, day: dt.date) -> Standing:
        """Return how it stands on a day."""
        if self.done is not None and self.done <= day:
            return Standing.DONE if self.due is None or self.done <= self.due else Standing.DONE_LATE
        if self.due is not None and day > self.due:
            return Standing.OVERDUE
        return Standing.TO_COME if self.since is not None and day < self.since else Standing.DUE
