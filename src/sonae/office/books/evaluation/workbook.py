"""The evidence register of a book out to Excel and back: wholly, or not at all with the cell that is wrong."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from sonae.core import InputError, clock_from_environment
from sonae.evaluation import Evidence, Register, evidence_tree, read_evidence_workbook, write_evidence_workbook
from sonae.office import log
from sonae.office.books.bus import BookReceipt, book_command_from, handle_book
from sonae.office.books.evaluation.state import EvaluationState
from sonae.office.leaving import Leaving, let_leave
from sonae.office.models import Account, Book

__all__ = ["XLSX", "exported", "taken_in"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNPACKED = 64 << 20
"""The most bytes of a workbook unpacked: a small file that swells is refused before it is read."""


def exported(account: Account, book: Book, entries: Sequence[Evidence]) -> bytes:
    """Return entries as an Excel book; that they were taken out stands in the log before they leave."""
    let_leave(account, Leaving.of_book(book, (one.label for one in entries)))
    with transaction.atomic():
        body = {"count": len(entries), "version": book.version}
        log.append(clock_from_environment().now(), account.login, "evidence.exported", f"book/{book.number}", body)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evidence.xlsx"
        write_evidence_workbook(Register.of(entries), path)
        return path.read_bytes()


def taken_in(
    account: Account, book: Book, state: EvaluationState, name: str, body: bytes, key: str = ""
) -> BookReceipt:
    """Take an Excel book of evidence into a book; the same file sent again is taken once.

    Raises:
        InputError: naming the cell: nothing of the file is taken.
        RefusedError: when a gate does not open.

    """
    shown_name = Path(name.replace("\\", "/")).name[:200] or "evidence.xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload.xlsx"
        path.write_bytes(body)
        _refuse_swelling(path, shown_name)
        try:
            register = read_evidence_workbook(path, indicators=[one.id for one in state.evaluation.indicators])
        except InputError as error:
            raise error.placed(file=shown_name) from None
    entries = [evidence_tree(one) for one in register.entries]
    command = book_command_from("evidence.take", {"file": shown_name, "entries": entries})
    own_key = key or f"take-{book.version}-{hashlib.sha256(body).hexdigest()[:48]}"
    return handle_book(command, account, key=own_key, book=book.number)


def _refuse_swelling(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError("this is no readable workbook", file=name, field="file", expected="an .xlsx file") from error
    if size > _UNPACKED:
        raise InputError("the workbook is too large", file=name, field="file", expected="at most 64 MB unpacked")
