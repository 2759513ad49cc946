"""The book of the stock: what the State decides and the agency holds, buys and releases. SECRET as a whole (basic policy 2(5)).

It holds the records of :mod:`sonae.stockpile.books` as JSON; each voucher stands as a row in a table beside it too, for lists and
for balances at any date. Only the commands here change it.
"""

from sonae.office.books.stock.board import Waiting, waits_of
from sonae.office.books.stock.kind import KIND, stock_book
from sonae.office.books.stock.ledger import balances_on, vouchers_of
from sonae.office.books.stock.state import DaysRun, Desk, StockState, held_release, read_state

__all__ = [
    "KIND", "DaysRun", "Desk", "StockState", "Waiting", "balances_on", "held_release", "read_state", "stock_book", "vouchers_of",
    "waits_of",
]  # fmt: skip
