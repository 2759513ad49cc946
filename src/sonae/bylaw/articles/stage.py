"""Where an application stands on the day of the check: what has come in, what has happened, whether it has been decided.

Facts are dated by the day. Two events of one day are taken in the order that the bylaw asks for: a consent of the day of the
decision came before it.
"""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.kernel import Asking, Awaited

__all__ = ["decided_on", "happened_on", "looked_at_on", "parameter_if_set"]


def decided_on(ask: Asking) -> dt.date | None:
    """Return the day of the decision on the application in question; None where there is none by the day of the check."""
    on: dt.date | None = ask.get(".decision.on")
    return on if on is not None and on <= ask.as_of else None


def looked_at_on(ask: Asking) -> dt.date:
    """Return the day of the decision, else that of the check: what comes later does not bear on the decision."""
    return decided_on(ask) or ask.as_of


def happened_on(stated: object, by: dt.date) -> dt.date | None:
    """Return the day of an event where it had happened by a day."""
    return stated if isinstance(stated, dt.date) and stated <= by else None


def parameter_if_set(ask: Asking, name: str) -> object:
    """Return a setting of the agency, None where it set none: for answers that do not depend on it."""
    try:
        return ask.parameter(name)
    except Awaited:
        return None
