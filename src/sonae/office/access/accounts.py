"""The one way to change an account: gate, rules of the house, change and event in one transaction, once for each key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sonae.core import Clock, UnknownChoiceError, clock_from_environment
from sonae.office import log
from sonae.office.access import house
from sonae.office.access.account_commands import AccountMove, account_moves
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.life import Command
from sonae.office.models import Account
from sonae.office.wish import CONSOLE, Wish

__all__ = ["CONSOLE", "AccountReceipt", "account_command_from", "handle_account"]


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
    return _move(kind).command.read(fields)


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
    move = _move(command.kind)
    wish = Wish(command, actor, key, "account", login, (clock or clock_from_environment()).now())
    return wish.granted(lambda: _carried_out(wish, move))


def _move(kind: str) -> AccountMove:
    moves = account_moves()
    if kind not in moves:
        raise UnknownChoiceError("command", kind, sorted(moves), field="kind")
    return moves[kind]


def _carried_out(wish: Wish, move: AccountMove) -> AccountReceipt:
    actor = wish.actor
    if actor is not None:
        gate = house.may_keep_accounts(actor, None, own=move.own)
        if not gate:
            raise RefusedError(gate)
    known = wish.known()
    if known is not None:
        return AccountReceipt(**known, repeated=True)
    account = None
    if move.own:
        house.hold_administrators()
    if not move.makes:
        account = Account.objects.select_for_update(of=("self",)).filter(login=wish.of or "").first()
        if account is None:
            raise NotThereError
    if actor is not None:
        gate = house.may_keep_accounts(actor, account, own=move.own)
        if not gate:
            raise RefusedError(gate)
    change = move.carry_out(account, wish.command, wish.by, wish.now)
    body = {"fields": wish.command.model_dump(mode="json", exclude_none=True), **change.body}
    event = log.append(wish.now, wish.by, move.event, f"account/{change.account.login}", body)
    kept: dict[str, Any] = {"login": change.account.login, "kind": move.kind, "sequence": event.sequence}
    wish.remember(kept)
    return AccountReceipt(**kept, secret=change.secret)
