"""The kind «stock» as the frame of the books knows it."""

from __future__ import annotations

from sonae.office.books.frame import BookKind, BookMoves
from sonae.office.books.stock import (
    deciding,
    drilling,
    handing,
    opening,
    purchasing,
    releasing,
    reviewing,
    storing,
)
from sonae.office.books.stock.state import read_state
from sonae.office.roles import Role

__all__ = ["KIND", "stock_book"]

KIND = "stock"


def stock_book() -> BookKind:
    """Return the kind with all its commands."""
    moves = BookMoves(KIND)
    for part in (opening, deciding, reviewing, purchasing, storing, releasing, handing, drilling):
        moves.update(part.moves)
    return BookKind(
        KIND, "備蓄台帳", "Book of the stock",
        frozenset({Role.STOCKPILE, Role.EXECUTIVE, Role.FINANCE, Role.PLANNING, Role.AUDITOR, Role.MINISTRY}), read_state, moves,
    )  # fmt: skip
