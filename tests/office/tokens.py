"""A token of an account with every scope that the account may have, for tests of the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sonae.office.access import Scope, make_token
from sonae.office.access.visitor import moment
from sonae.office.models import Account


def token_of(account: Account, scopes: Iterable[str] | None = None) -> str:
    wanted = [scope for scope in Scope if scope.role in (None, *account.roles)] if scopes is None else scopes
    return make_token(account, "test", wanted, moment().date() + dt.timedelta(days=30)).text
