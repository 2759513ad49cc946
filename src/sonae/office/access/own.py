"""What an account changes of itself, beside its password: language and second factor, each with its event."""

from __future__ import annotations

from django.db import transaction

from sonae.office import log
from sonae.office.access import second_factor, sessions
from sonae.office.access.visitor import moment
from sonae.office.models import Account

__all__ = ["choose_language", "remove_second_factor", "set_second_factor"]


def choose_language(account: Account, language: str) -> None:
    """Choose the language in which the office speaks to an account."""
    if account.language == language:
        return
    with transaction.atomic():
        account.language = language
        account.save(update_fields=["language"])
        log.append(
            moment(), account.login, "account.changed", f"account/{account.login}", {"fields": {"language": language}}
        )


def set_second_factor(account: Account, secret: str, code: str, session_key: str | None) -> bool:
    """Set the second factor where the code is one of the secret; other sessions, begun without it, end.

    Returns:
        whether it was set.

    """
    now = moment()
    with transaction.atomic():
        if not second_factor.set_up(account, secret, code, now):
            return False
        ended = sessions.end_all(account, account.login, "second_factor", now, but=session_key)
        log.append(now, account.login, "second_factor.set", f"account/{account.login}", {"sessions_ended": ended})
    return True


def remove_second_factor(account: Account) -> None:
    """Take one's own second factor away."""
    with transaction.atomic():
        second_factor.remove(account)
        log.append(moment(), account.login, "second_factor.removed", f"account/{account.login}", {})
