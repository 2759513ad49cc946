"""The tables of the office."""

from sonae.office.models.accounts import (
    Account,
    Department,
    Grant,
    Identity,
    LoginAttempt,
    LoginSession,
    Organisation,
    Token,
)
from sonae.office.models.books import Book, BookCheck, StockVoucher
from sonae.office.models.cases import AgencyParameter, Case, CheckRecord, CommandRecord, Paper, ReviewCriteria
from sonae.office.models.disclosure import Publication
from sonae.office.models.events import CheckpointRecord, Event
from sonae.office.models.jobs import EconomicRun, Job

__all__ = [
    "Account", "AgencyParameter", "Book", "BookCheck", "Case", "CheckRecord", "CheckpointRecord", "CommandRecord",
    "Department", "EconomicRun", "Event", "Grant", "Identity", "Job", "LoginAttempt", "LoginSession", "Organisation",
    "Paper", "Publication", "ReviewCriteria", "StockVoucher", "Token",
]  # fmt: skip
