"""The book of a yearly evaluation: goals and indicators of a fiscal year, what came of them, and who rated it how.

What it holds is the tree that :func:`sonae.evaluation.evaluation_from_tree` reads, beside what the desk adds: who has which item,
and how far the evaluation has come. Only the commands here change it.
"""

from sonae.office.books.evaluation.board import Board, ItemLine, Lacking, board_of
from sonae.office.books.evaluation.kind import KIND, evaluation_book
from sonae.office.books.evaluation.state import (
    OWNERS,
    Desk,
    EvaluationState,
    Stage,
    publication,
    published,
    read_state,
)

__all__ = [
    "KIND", "OWNERS", "Board", "Desk", "EvaluationState", "ItemLine", "Lacking", "Stage", "board_of", "evaluation_book",
    "publication", "published", "read_state",
]  # fmt: skip
