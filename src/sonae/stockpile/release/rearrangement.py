"""Advance rearrangement: when a release may come, goods are put where they can leave, whether or not anybody has asked.

Goals and plan of the fifth medium term, 4(2)⑥. It moves lots within a store; it releases nothing and owes nobody
anything. Whether a release is to be feared is a person's judgement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sonae.core import Citation, Finding, InputError, Outcome
from sonae.stockpile.release.case import Holding, Judgement
from sonae.stockpile.release.provisions import provision

__all__ = ["Move", "Rearrangement", "rearrange"]


@dataclass(frozen=True, slots=True)
class Move:
    """A lot and the place it goes to; place 1 is nearest to the door."""

    site: str
    lot: str
    from_place: int
    to_place: int


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """What is put in order before any request."""

    finding: Finding
    """YES: rearrange; NO: nothing is feared; OPEN: nobody has judged, or goods are too few or unplaced."""
    ready: tuple[str, ...]
    """Lots that can leave at once when the moves are made, in the order they leave."""
    ready_kg: int
    moves: tuple[Move, ...]


def rearrange(holdings: Sequence[Holding], form: str, expected_kg: int, fear: Judgement | None) -> Rearrangement:
    """Choose the lots for a feared release and put them in front, oldest first; the others keep their order behind.

    Args:
        holdings: lots in the store with their place.
        form: the form that is expected to be asked for.
        expected_kg: gross kilograms to make ready.
        fear: the judgement that a release may come (step «fear»).

    Raises:
        InputError: when two lots stand at one place, or nothing is to be made ready.

    """
    if expected_kg < 1:
        raise InputError("nothing is to be made ready", field="expected_kg", expected="a whole number of kilograms")
    places = [(lot.site, lot.place) for lot in holdings if lot.place is not None]
    if len(set(places)) < len(places):
        raise InputError("two lots stand at one place", field="place")
    cites: tuple[Citation, ...] = (provision("plan h4.p2.i6"),)
    if fear is None or fear.step != "fear" or fear.outcome is Outcome.OPEN:
        return Rearrangement(Finding(Outcome.OPEN, "a person must judge whether a release may come", cites), (), 0, ())
    facts = {"by": fear.by, "date": fear.date, "reason": fear.reason, "evidence": fear.evidence}
    if fear.outcome is Outcome.NO:
        return Rearrangement(Finding(Outcome.NO, "no release is feared", cites, facts), (), 0, ())
    usable = [lot for lot in holdings if lot.form == form and lot.place is not None and lot.quantity_kg > 0]
    usable.sort(key=lambda lot: (lot.stored or dt.date.max, lot.site, lot.place or 0))
    chosen: list[Holding] = []
    ready = 0
    for lot in usable:
        if ready >= expected_kg:
            break
        chosen.append(lot)
        ready += lot.quantity_kg
    moves = tuple(move for site in sorted({lot.site for lot in chosen}) for move in _moves(holdings, chosen, site))
    outcome, because = Outcome.YES, "put the lots in front before any request"
    if ready < expected_kg:
        outcome, because = Outcome.OPEN, "fewer goods with a known place are held than may be asked for"
    facts |= {"expected_kg": expected_kg, "ready_kg": ready}
    return Rearrangement(Finding(outcome, because, cites, facts, ready), tuple(lot.lot for lot in chosen), ready, moves)


def _moves(holdings: Sequence[Holding], chosen: list[Holding], site: str) -> list[Move]:
    here = sorted(
        (lot for lot in holdings if lot.site == site and lot.place is not None), key=lambda lot: lot.place or 0
    )
    front = [lot for lot in chosen if lot.site == site]
    order = front + [lot for lot in here if lot not in front]
    places = [lot.place or 0 for lot in here]
    return [
        Move(site, lot.lot, lot.place or 0, place)
        for lot, place in zip(order, places, strict=True)
        if lot.place != place
    ]
