"""The kind «disclosure» as the frame of the books knows it."""

from __future__ import annotations

from sonae.office.books.disclosure import opening, proposing, publishing
from sonae.office.books.disclosure.opening import KIND
from sonae.office.books.disclosure.state import read_state
from sonae.office.books.frame import BookKind, BookMoves
from sonae.office.roles import Role

__all__ = ["KIND", "disclosure_book"]


def disclosure_book() -> BookKind:
    """Return the kind with all its commands."""
    moves = BookMoves(KIND)
    for part in (opening, proposing, publishing):
        moves.update(part.moves)
    return BookKind(
        KIND, "公表審査", "Disclosure",
        frozenset({Role.STOCKPILE, Role.PLANNING, Role.REVIEW, Role.EXECUTIVE, Role.AUDITOR, Role.MINISTRY}), read_state, moves,
    )  # fmt: skip
