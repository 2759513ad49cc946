"""Pages that books of every kind share: the form of a command, and the life line."""

from sonae.office.pages.books.face import Begun, BookFace, face_of
from sonae.office.pages.books.reading import book_for, entries_of_life, framed_book, offered_moves, receipt_of

__all__ = [
    "Begun", "BookFace", "book_for", "entries_of_life", "face_of", "framed_book", "offered_moves", "receipt_of",
]  # fmt: skip
