"""The table of all commands, joined from the modules of the nouns they are about."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sonae.office.life import Moves

__all__ = ["moves"]


@cache
def moves() -> Moves:
    """Return the table of all commands by name."""
    from sonae.office.commands import (
        agreement,
        application,
        case_facts,
        decision,
        drawdown,
        economics,
        judging,
        matters,
        opening,
        oversight,
        parting,
        planning,
        review,
        support,
        work,
    )
    from sonae.office.life import Moves

    return Moves.joined(
        (
            opening.moves,
            case_facts.moves,
            application.moves,
            judging.moves,
            review.moves,
            economics.moves,
            decision.moves,
            agreement.moves,
            planning.moves,
            work.moves,
            drawdown.moves,
            matters.moves,
            oversight.moves,
            parting.moves,
            support.moves,
        )
    )
