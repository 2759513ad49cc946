"""Of whom something is asked: the investee, and before it exists its future main shareholder (a13.p3)."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.duties.duty import Bearer
from sonae.bylaw.duties.events import Events

__all__ = ["asked_of", "before_agreement"]


def asked_of(events: Events, day: dt.date | None) -> Bearer:
    """Return of whom it is asked on a day; between adoption and agreement the company may not exist yet."""
    if not _between(events, day):
        return "investee"
    since = events.day("incorporated on")
    looked_at = day or events.as_of
    exists = since <= looked_at if since is not None else events.get("incorporated") is not False
    return "investee" if exists else "future_main_shareholder"


def before_agreement(events: Events, day: dt.date | None) -> tuple[str, ...]:
    """Return the provisions that ask for it on a day between adoption and agreement; none on others."""
    if not _between(events, day):
        return ()
    return ("a13.p3",) if asked_of(events, day) == "investee" else ("a13.p3.i1", "a13.p3")


def _between(events: Events, day: dt.date | None) -> bool:
    adopted, signed, looked_at = events.day("adopted"), events.happened("agreement"), day or events.as_of
    return adopted is not None and adopted <= looked_at and (signed is None or looked_at < signed)
