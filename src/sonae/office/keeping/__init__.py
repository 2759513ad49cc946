"""Keeping an office: its books checked, its log signed, copies made and put back, people enrolled. Needs Django set up."""

from sonae.office.keeping.backup import BackupReport, restore_backup, write_backup
from sonae.office.keeping.books import BooksReport, check_books
from sonae.office.keeping.enrolment import enrol
from sonae.office.keeping.records import database_log, kept_checkpoints, sign_checkpoint
from sonae.office.keeping.spans import hashed_entries
from sonae.office.store import drop_parts

__all__ = [
    "BackupReport",
    "BooksReport",
    "check_books",
    "database_log",
    "drop_parts",
    "enrol",
    "hashed_entries",
    "kept_checkpoints",
    "restore_backup",
    "sign_checkpoint",
    "write_backup",
]
