"""A ledger as a workbook whose formulas recompute it: change a price, a cost or a royalty, and every line follows."""

from __future__ import annotations

from pathlib import Path

from sonae.core import Classification, Clock, InputError, SystemClock
from sonae.data import write_beside
from sonae.documents.ledger_balance import write_balance
from sonae.documents.ledger_book import Book
from sonae.documents.ledger_card import write_card
from sonae.documents.ledger_layout import layout_of
from sonae.documents.ledger_sheets import write_inputs, write_ledger, write_terms
from sonae.economics.ledger import Ledger

__all__ = ["write_ledger_workbook"]


def write_ledger_workbook(ledger: Ledger, path: Path, *, clock: Clock | None = None) -> None:
    """Write a ledger as a workbook with live formulas.

    Sheets: «card» (conventions, case, regime, hashes), «inputs» (given lines, numbers), «terms» (stated numbers of the regime),
    «ledger» (a row a line, a column a period) and «balance» (checks, net present values). Every computed cell is a formula and
    holds our own value beside it, for readers that do not work formulas out. Money is in whole units, as in the ledger.

    Args:
        ledger: a case worked off.
        path: the file, ending in .xlsx; replaced when it is there. What is not public is for its owner alone (0600).
        clock: tells when the workbook was made.

    Raises:
        InputError: when the name does not end in .xlsx, or a formula is longer than Excel takes, with the line.
        SonaeError: when the file cannot be written.

    """
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"{path.name} is no name of a workbook", expected="a name that ends in .xlsx")
    layout = layout_of(ledger)
    secret = ledger.classification is not Classification.PUBLIC
    with write_beside(path, mode=0o600 if secret else 0o644) as beside:
        book = Book(beside, ledger)
        made_at = (clock or SystemClock()).now().replace(tzinfo=None)
        book.file.set_properties(
            {"title": f"Sonae ledger: {ledger.case.id}", "subject": book.banner, "created": made_at}
        )
        write_card(book)
        write_inputs(book, layout)
        write_terms(book, layout)
        write_ledger(book, layout)
        write_balance(book, layout)
        book.file.close()
