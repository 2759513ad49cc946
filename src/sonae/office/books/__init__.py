"""Books of the desks: each kind with its commands, changed in one way alone. ``handle_book`` carries a command out."""

from sonae.office.books.bus import (
    BookReceipt,
    book_command_from,
    handle_book,
    may_give_book,
    visible_books,
    weigh_book,
)
from sonae.office.books.frame import BookKind, BookMove, BookMoves, Done, Work, book_kinds, book_moves

__all__ = [
    "BookKind", "BookMove", "BookMoves", "BookReceipt", "Done", "Work", "book_command_from", "book_kinds", "book_moves",
    "handle_book", "may_give_book", "visible_books", "weigh_book",
]  # fmt: skip
