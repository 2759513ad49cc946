"""A wish: one thing that somebody wants done, under a key of his own. Asked twice it is done once; refused, that is told."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from sonae.core import InputError
from sonae.office import log
from sonae.office.gate import RefusedError
from sonae.office.life import Command
from sonae.office.models import Account, CommandRecord
from sonae.office.wall import acting_as

__all__ = ["CONSOLE", "Wish"]

R = TypeVar("R")

CONSOLE = "console"
"""Who acts where no account does: who runs the machine, by the command line."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done.

    Attributes:
        command: what.
        actor: who; None for who runs the machine, whose wishes are not remembered.
        key: the actor's own name for it, 1 to 80 letters.
        subject: what it is about, as the log names it: «case», «account», «desk».
        of: number or name of that; None for what is only made by it.
        now: when.

    """

    command: Command
    actor: Account | None
    key: str
    subject: str
    of: str | None
    now: dt.datetime

    def __post_init__(self) -> None:
        """Refuse a key that cannot be used."""
        if not 1 <= len(self.key) <= 80:
            raise InputError("the key of the command cannot be used", field="key", expected="1 to 80 letters")

    @property
    def by(self) -> str:
        """Who acts, as the log names him."""
        return self.actor.login if self.actor else CONSOLE

    def granted(self, done: Callable[[], R]) -> R:
        """Carry it out in one transaction, under the reach of the actor; a refusal leaves nothing but an event that tells of it.

        Args:
            done: carries it out and returns the receipt.

        Raises:
            RefusedError: when a gate does not open.

        """
        try:
            try:
                return self._in_one(done)
            except IntegrityError:
                # The same wish, given twice at once, may have been carried out in between: then its receipt is there now.
                return self._in_one(done)
        except RefusedError as refused:
            place = f"{self.subject}/{self.of}" if self.of else self.subject
            with transaction.atomic():
                log.append(
                    self.now, self.by, "command.refused", place, {"command": self.command.kind, **refused.told()}
                )
            raise

    def _in_one(self, done: Callable[[], R]) -> R:
        reach: AbstractContextManager[None] = acting_as(self.actor) if self.actor else nullcontext()
        with reach, transaction.atomic():
            return done()

    def known(self) -> Mapping[str, Any] | None:
        """Return the receipt of the wish when it was carried out before; asked again once what it is about is locked.

        Raises:
            InputError: when the key was used for another wish.

        """
        record = CommandRecord.objects.filter(actor=self.actor, key=self.key).first() if self.actor else None
        if record is None:
            return None
        if record.fingerprint != self._fingerprint():
            raise InputError("the key was used for another command", field="key", expected="a new key for every wish")
        receipt: Mapping[str, Any] = record.receipt
        return receipt

    def remember(self, receipt: Mapping[str, Any]) -> None:
        """Keep the receipt with the wish, in the transaction that carried it out."""
        if self.actor is not None:
            CommandRecord.objects.create(
                actor=self.actor, key=self.key, kind=self.command.kind, fingerprint=self._fingerprint(), at=self.now,
                receipt=dict(receipt),
            )  # fmt: skip

    def _fingerprint(self) -> str:
        said = [self.command.kind, self.of, self.command.model_dump(mode="json")]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
