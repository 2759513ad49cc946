"""Access to the office: the way in, sessions, accounts and their roles, tokens of the API, and the second wall in the database.

:func:`handle_account` is the one way to change an account; :func:`account_of_token` is the door of the API; :func:`acting_as` says
who acts on the database, where PostgreSQL's row-level security stands behind the gates.
"""

from sonae.office.access.account_commands import AccountMove, account_moves
from sonae.office.access.accounts import AccountReceipt, account_command_from, handle_account
from sonae.office.access.tokens import MadeToken, Scope, account_of_token, make_token, revoke_token
from sonae.office.wall import WHOLE_OFFICE, Reach, acting_as

__all__ = [
    "WHOLE_OFFICE", "AccountMove", "AccountReceipt", "MadeToken", "Reach", "Scope", "account_command_from", "account_moves",
    "account_of_token", "acting_as", "handle_account", "make_token", "revoke_token",
]  # fmt: skip
