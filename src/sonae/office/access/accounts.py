"""The one way to change an account: gate, rules of the house, change and event in one transaction, once for each key."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from sonae.core import Clock, InputError, UnknownChoiceError, clock_from_environment
from sonae.data import refusal_of
from sonae.office import log
from sonae.office.access import house
from sonae.office.access.account_commands import AccountMove, account_moves
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.life import Command
from sonae.office.models import Account, CommandRecord

__all__ = ["CONSOLE", "AccountReceipt", "account_command_from", "handle_account"]

CONSOLE = "console"
"""Who acts where no account does: who runs the machine, by the command line."""


@dataclass(frozen=True, slots=True)
class AccountReceipt:
    """What a command on an account came to.

    Attributes:
        login: of the account.
        kind: the command.
        sequence: of the event.
        secret: a one-time password, the first time alone; it is kept nowhere, and no ``repr`` shows it.
        repeated: whether it had been carried out before under the same key, and nothing was done now.

    """

    login: str
    kind: str
    sequence: int
    secret: str | None = field(default=None, repr=False)
    repeated: bool = False


def account_command_from(kind: str, fields: Mapping[str, Any]) -> Command:
    """Read a command on accounts from plain data.

    Raises:
        UnknownChoiceError: for a name that is no command's.
        InputError: naming the field that does not fit.

    """
    try:
        return _move(kind).command.model_validate(dict(fields))
    except ValidationError as error:
        raise refusal_of(error, kind) from error


def handle_account(
    command: Command, actor: Account | None, *, key: str, login: str | None = None, clock: Clock | None = None
) -> AccountReceipt:
    """Carry out a command on an account.

    Args:
        command: what is to be done, of :func:`account_moves`.
        actor: the administrator who gives it; None for who runs the machine, who makes the first administrator.
        key: the actor's own name for this one wish; given twice, the command is carried out once.
        login: the account that it is on; None for a command that makes one.
        clock: tells the time; that of the environment unless said.

    Raises:
        NotThereError: for an account that is not there.
        RefusedError: when the gate does not open, or a rule of the house does not allow it.
        InputError: for fields that do not fit, or a key used for another command.

    """
    now = (clock or clock_from_environment()).now()
    move = _move(command.kind)
    if not 1 <= len(key) <= 80:
        raise InputError("the key of the command cannot be used", field="key", expected="1 to 80 letters")
    by = actor.login if actor else CONSOLE
    try:
        with transaction.atomic():
            return _carried_out(command, move, actor, by, key, login, now)
    except RefusedError as refused:
        verdict = refused.verdict
        body = {"command": command.kind, "ja": verdict.ja, "en": verdict.en}
        with transaction.atomic():
            log.append(now, by, "command.refused", f"account/{login}" if login else "account", body)
        raise


def _move(kind: str) -> AccountMove:
    moves = account_moves()
    if kind not in moves:
        raise UnknownChoiceError("command", kind, sorted(moves), field="kind")
    return moves[kind]


def _carried_out(
    command: Command, move: AccountMove, actor: Account | None, by: str, key: str, login: str | None, now: dt.datetime
) -> AccountReceipt:
    if actor is not None:
        gate = house.may_keep_accounts(actor, None, own=move.own)
        if not gate:
            raise RefusedError(gate)
    said = json.dumps([move.kind, login, command.model_dump(mode="json")], ensure_ascii=False, sort_keys=True)
    fingerprint = hashlib.sha256(said.encode()).hexdigest()
    known = CommandRecord.objects.filter(actor=actor, key=key).first() if actor else None
    if known is not None:
        if known.fingerprint != fingerprint:
            raise InputError("the key was used for another command", field="key", expected="a new key for every wish")
        return AccountReceipt(**known.receipt, repeated=True)
    account = None
    if move.own:
        house.hold_administrators()
    if not move.makes:
        account = Account.objects.select_for_update(of=("self",)).filter(login=login or "").first()
        if account is None:
            raise NotThereError
    if actor is not None:
        gate = house.may_keep_accounts(actor, account, own=move.own)
        if not gate:
            raise RefusedError(gate)
    change = move.carry_out(account, command, by, now)
    body = {"fields": command.model_dump(mode="json", exclude_none=True), **change.body}
    event = log.append(now, by, move.event, f"account/{change.account.login}", body)
    kept: dict[str, Any] = {"login": change.account.login, "kind": move.kind, "sequence": event.sequence}
    if actor is not None:
        CommandRecord.objects.create(
            actor=actor, key=key, kind=move.kind, fingerprint=fingerprint, receipt=kept, at=now
        )
    return AccountReceipt(**kept, secret=change.secret)
