"""Dividing a whole number of kilograms among requests: by end use, then pro rata or by time of receipt, under a cap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from sonae.stockpile.release.case import Request

__all__ = ["allocate"]

_LATE = dt.datetime.max


def _order(request: Request) -> tuple[dt.datetime, str]:
    received = request.received
    if received is not None and received.tzinfo is not None:
        received = received.astimezone(dt.UTC).replace(tzinfo=None)
    return (received or _LATE, request.id)


def allocate(
    quantity_kg: int, requests: Sequence[Request], *, method: str, end_uses: Sequence[str], cap_kg: int
) -> dict[str, int]:
    """Return kilograms by request.

    End uses are served in the order of ``end_uses``, unlisted ones together at the end. Within one end use, «by_receipt»
    serves in order of time (none: last; equal times: by id) and «pro_rata» gives every request the same share of what it
    asks; kilograms left by rounding down go to the largest remainders, equal ones in order of receipt. No buyer gets
    more than ``cap_kg`` in all his requests; what the cap holds back goes to the others.
    """
    given = {request.id: 0 for request in requests}
    room = {request.buyer: cap_kg for request in requests}
    left = quantity_kg
    for rank in range(len(end_uses) + 1):
        group = [r for r in requests if (end_uses.index(r.end_use) if r.end_use in end_uses else len(end_uses)) == rank]
        group.sort(key=_order)
        left -= _serve(group, left, given, room, pro_rata=method == "pro_rata")
    return given


def _serve(group: list[Request], left: int, given: dict[str, int], room: dict[str, int], *, pro_rata: bool) -> int:
    """Serve one end use; shares are of what is asked, and what a cap cuts off is shared again among the others."""
    start = left
    while left > 0:
        asking = {r.id: r.quantity_kg - given[r.id] for r in group if r.quantity_kg > given[r.id] and room[r.buyer] > 0}
        if not asking:
            break
        shares = _shares(asking, left) if pro_rata and sum(asking.values()) > left else asking
        for request in group:
            taken = min(shares.get(request.id, 0), room[request.buyer], left)
            given[request.id] += taken
            room[request.buyer] -= taken
            left -= taken
    return start - left


def _shares(want: dict[str, int], left: int) -> dict[str, int]:
    total = sum(want.values())
    exact = {name: Fraction(left * amount, total) for name, amount in want.items()}
    shares = {name: int(part) for name, part in exact.items()}
    places = {name: place for place, name in enumerate(want)}
    order = sorted(want, key=lambda name: (shares[name] - exact[name], places[name]))
    for name in order[: left - sum(shares.values())]:
        shares[name] += 1
    return shares
