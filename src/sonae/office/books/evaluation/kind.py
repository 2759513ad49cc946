"""The kind «evaluation» as the frame of the books knows it."""

from __future__ import annotations

from sonae.office.books.evaluation import evidence, figures, opening, planning, rating
from sonae.office.books.evaluation.state import OWNERS, read_state
from sonae.office.books.frame import BookKind, BookMoves
from sonae.office.roles import Role

__all__ = ["KIND", "evaluation_book"]

KIND = "evaluation"


def evaluation_book() -> BookKind:
    """Return the kind with all its commands."""
    moves = BookMoves(KIND)
    for part in (opening, planning, figures, evidence, rating):
        moves.update(part.moves)
    return BookKind(
        KIND, "業務実績評価", "Yearly evaluation",
        frozenset({*OWNERS, Role.PLANNING, Role.EXECUTIVE, Role.AUDITOR, Role.COMMITTEE, Role.MINISTRY}), read_state, moves,
    )  # fmt: skip
