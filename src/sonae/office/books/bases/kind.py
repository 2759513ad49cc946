"""The kind «bases» as the frame of the books knows it."""

from __future__ import annotations

from sonae.office.books.bases import drills, lng, lpg, opening, planning, readiness, safety
from sonae.office.books.bases.state import read_bases
from sonae.office.books.frame import BookKind, BookMoves
from sonae.office.roles import Role

__all__ = ["KIND", "bases_book"]

KIND = "bases"


def bases_book() -> BookKind:
    """Return the kind: for the desk, who decides, finance and review of the buffer's grants, planning, auditor and ministry."""
    moves = BookMoves(KIND)
    for part in (opening, readiness, drills, planning, safety, lpg, lng):
        moves.update(part.moves)
    seen = {Role.STOCKPILE, Role.EXECUTIVE, Role.FINANCE, Role.REVIEW, Role.PLANNING, Role.AUDITOR, Role.MINISTRY}
    return BookKind(KIND, "備蓄基地", "Bases of oil, LPG and LNG", frozenset(seen), read_bases, moves)
