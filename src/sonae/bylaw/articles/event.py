"""Events as rules read them: a day that has come, one that has not, and what is not stated."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.facts.day import Day
from sonae.bylaw.facts.management import Matter
from sonae.bylaw.kernel import Asking, Awaited, Judgement
from sonae.core import UnknownChoiceError

__all__ = ["adopted_on", "come", "happened", "if_happened", "if_judged", "judgement_of", "setting", "transition_day"]


def happened(ask: Asking, path: str) -> dt.date | None:
    """Return the day of an event, None where it has not happened by the day of the check.

    Raises:
        Awaited: where nothing is stated.

    """
    return come(ask, ask.need(path))


def if_happened(ask: Asking, path: str) -> dt.date | None:
    """Return the day of an event that may be left out; None where it has not happened by the day of the check."""
    return come(ask, ask.get(path))


def come(ask: Asking, event: Day | None) -> dt.date | None:
    """Return the day of an event of an entry read as a whole; None where it has not happened or is not stated."""
    return event if isinstance(event, dt.date) and event <= ask.as_of else None


def adopted_on(ask: Asking) -> dt.date | None:
    """Return the day of the adoption, stated or that of the decision for it; None where there is none by the day of the check.

    Raises:
        Awaited: where neither that day nor what became of the applications is stated.

    """
    if ask.get("management.adopted_on") is None and ask.get("adoption.applications") is not None:
        return if_happened(ask, "adoption.adopted.on")
    return happened(ask, "management.adopted_on")


def transition_day(ask: Asking) -> Day:
    """Return the day on which the transition to development was approved: stated as such, or that of its matter (a15.p1.i11).

    Raises:
        Awaited: where neither that day nor the matters are stated.

    """
    stated: Day | None = ask.get("stage.transition_approved_on")
    if stated is not None:
        return stated
    matters: tuple[Matter, ...] = ask.need("management.matters")
    return min((day for one in matters if (day := one.transition_on)), default="not_yet")


def if_judged(ask: Asking, point: str) -> bool:
    """Return whether a person judged that a point holds; where the bylaw changes nothing until the agency does."""
    judged = judgement_of(ask, point)
    return judged is not None and judged.holds


def judgement_of(ask: Asking, point: str, place: str | None = None) -> Judgement | None:
    """Return what a person judged of a point; None where nobody did."""
    try:
        return ask.judgement(point, place)
    except Awaited:
        return None


def setting(ask: Asking, name: str, *choices: str) -> str:
    """Return which of the named readings the agency chose where the text does not rule.

    Raises:
        Awaited: where it chose none.
        UnknownChoiceError: where it set something else.

    """
    chosen = ask.parameter(name)
    if chosen not in choices:
        raise UnknownChoiceError(f"setting of {name}", str(chosen), choices)
    return str(chosen)
