"""The tables of the office."""

from sonae.office.models.accounts import Account, Department, Grant, LoginAttempt, LoginSession, Organisation, Token
from sonae.office.models.cases import AgencyParameter, Case, CheckRecord, CommandRecord, Paper, ReviewCriteria
from sonae.office.models.events import CheckpointRecord, Event

__all__ = [
    "Account", "AgencyParameter", "Case", "CheckRecord", "CheckpointRecord", "CommandRecord", "Department", "Event", "Grant",
    "LoginAttempt", "LoginSession", "Organisation", "Paper", "ReviewCriteria", "Token",
]  # fmt: skip
