"""The book of the bases of oil, LPG and LNG: what the agency keeps of them, changed by commands on :mod:`sonae.stockpile.bases`.

The book is INTERNAL unless it is opened as SECRET: the sources want information on the bases kept from leaking out and call none
of it secret (docs/method/bases.md). Quantities stand in no log, and nothing of a book that is not made up is PUBLIC.
"""

from sonae.office.books.bases.board import BaseLine, BasesBoard, Waiting, bases_board
from sonae.office.books.bases.kind import KIND, bases_book
from sonae.office.books.bases.state import BasesState, MaintenanceCase, SwapCase, bases_of, read_bases

__all__ = [
    "KIND", "BaseLine", "BasesBoard", "BasesState", "MaintenanceCase", "SwapCase", "Waiting", "bases_board", "bases_book",
    "bases_of", "read_bases",
]  # fmt: skip
