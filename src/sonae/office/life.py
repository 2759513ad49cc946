"""The table of a case's life: every command with who gives it, at which stages, where it leads, and what it hangs on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.bylaw import EquityCase, equity_bylaw
from sonae.core import Citation, InputError, UnknownChoiceError
from sonae.data import refusal_of
from sonae.office.roles import Role
from sonae.office.stage import Stage

if TYPE_CHECKING:
    from sonae.office.models import Account, Case, Event

ALL_SUPPORTS = ("equity", "guarantee", "loan", "grant")
"""The kinds of case."""

__all__ = ["ALL_SUPPORTS", "Acting", "Command", "Context", "Move", "Moves", "Stated", "said"]

C = TypeVar("C", bound="Command")


def said(ja: str, en: str, **more: Any) -> Any:
    """Return a field of a command with its words in both languages."""
    return Field(json_schema_extra={"ja": ja, "en": en}, **more)


class Command(BaseModel):
    """What a person wants done. Its fields are what the page asks for and what the API takes."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    kind: ClassVar[str]
    """Its name, and that of the event: «drawdown.pay»."""

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Self:
        """Read it from plain data.

        Raises:
            InputError: naming the field that does not fit.

        """
        try:
            return cls.model_validate(dict(fields))
        except ValidationError as error:
            raise refusal_of(error, cls.kind) from error


class Acting:
    """Who acts, and when: what every handler sees, of cases and of books."""

    actor: Account
    now: dt.datetime
    today: dt.date

    def day(self, given: dt.date | None) -> dt.date:
        """Return the day of an event, today unless said.

        Raises:
            InputError: for a day that has not come.

        """
        if given is None:
            return self.today
        if given > self.today:
            raise InputError(f"{given} has not come yet", field="on", expected=f"a day up to {self.today}")
        return given

    @property
    def person(self) -> str:
        """The actor as a record names him: name, and department or organisation."""
        return self.person_in("ja")

    def person_in(self, language: str) -> str:
        """The actor as a record names him in «ja» or «en»."""
        name = f"name_{language}"
        return f"{getattr(self.actor.department or self.actor.organisation, name)} {getattr(self.actor, name)}"


@dataclass(frozen=True)
class Context(Acting):
    """What a handler sees: the case as it is, the facts as rules read them, who acts, and when."""

    case: Case
    facts: EquityCase
    actor: Account
    now: dt.datetime
    today: dt.date

    def rows(self, path: str) -> tuple[Any, ...]:
        """Return the entries of a list of the facts, «oversight.audits»; none where nothing is stated."""
        part: Any = self.facts
        for name in path.split("."):
            part = None if part is None else getattr(part, name)
        return part or ()

    def entry(self, path: str, number: int, what: str) -> str:
        """Return the path of an entry by its number.

        Raises:
            InputError: for a number that none has; ``what`` is the field, and what the entry is called.

        """
        held = len(self.rows(path))
        if number > held:
            raise InputError(f"there is no {what} {number}", field=what, expected=f"1 to {held}")
        return f"{path}.{number}"

    def named(self, path: str, name: str, what: str) -> tuple[str, Any]:
        """Return the path of the entry that bears a name, and the entry.

        Raises:
            InputError: for a name that none bears.

        """
        for number, row in enumerate(self.rows(path), 1):
            if row.name == name:
                return f"{path}.{number}", row
        raise InputError(f"no {what} «{name}»", field="name", expected="the name of one that was applied for")

    def judgement(self, point: str, of: str, holds: bool, reason: str, evidence: Iterable[str]) -> dict[str, Any]:
        """Return what the actor judges today, as an entry of the judgements."""
        return {
            "point": point, "of": of, "holds": holds, "by": self.person, "on": self.today, "reason": reason,
            "evidence": list(evidence),
        }  # fmt: skip


@dataclass(frozen=True)
class Stated:
    """What a command states of a case.

    Attributes:
        sets: facts by path, as in a life story of the bylaw.
        adds: entries of lists by path.
        to: the stage that it leads to; as it is where nothing is said.
        gates: questions of the bylaw that have to hold, or not to arise, once the facts stand.
        columns: columns of the case that change with it.
        note: what the event says beside the fields of the command.
        rows: writes what hangs on the case beside its facts, once the event is there, in the same transaction.

    """

    sets: Mapping[str, Any] = field(default_factory=dict)
    adds: Mapping[str, Any] = field(default_factory=dict)
    to: Stage | None = None
    gates: tuple[str, ...] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)
    note: Mapping[str, Any] = field(default_factory=dict)
    rows: Callable[[Event], None] | None = None


@dataclass(frozen=True)
class Move:
    """A command as the office knows it.

    Attributes:
        command: its fields.
        ja: what it does.
        en: the same.
        roles: who may give it.
        stages: the stages at which it may be given; empty for a command that opens a case.
        leads: the stages that it may lead to beside that in which it is given; for the drawing of the life.
        cites: provisions that it carries out; empty for steps of the house.
        judges: whether it reviews or approves, which no promoter of the case does.
        supports: the kinds of case that it is a step of.
        handler: turns it into facts.
        by_worker: whether a worker of the office gives it in the name of who asked for the work, and nobody else.

    """

    command: type[Command]
    ja: str
    en: str
    roles: frozenset[Role]
    stages: frozenset[Stage]
    leads: frozenset[Stage]
    cites: tuple[str, ...]
    judges: bool
    supports: frozenset[str]
    handler: Callable[[Context, Any], Stated]
    by_worker: bool = False

    @property
    def kind(self) -> str:
        """The name of the command."""
        return self.command.kind

    @property
    def opens(self) -> bool:
        """Whether it opens a case."""
        return not self.stages

    @property
    def offered(self) -> bool:
        """Whether a person may give it in a case, by page or API."""
        return not self.opens and not self.by_worker

    def citations(self) -> tuple[Citation, ...]:
        """The provisions that it carries out, in the version in force now."""
        outline = equity_bylaw().outline
        return tuple(outline.citation(one) for one in self.cites)

    @staticmethod
    def stage_ja(stage: str) -> str:
        """A stage in Japanese."""
        return Stage(stage).ja

    @staticmethod
    def stage_en(stage: str) -> str:
        """A stage in English."""
        return Stage(stage).en


class Moves(dict[str, Move]):
    """The table: commands by name."""

    def takes(
        self,
        command: type[C],
        ja: str,
        en: str,
        *,
        by: tuple[Role, ...],
        at: tuple[Stage, ...],
        leads: tuple[Stage, ...] = (),
        cites: tuple[str, ...] = (),
        judges: bool = False,
        supports: tuple[str, ...] = ("equity",),
        by_worker: bool = False,
    ) -> Callable[[Callable[[Context, C], Stated]], Callable[[Context, C], Stated]]:
        """Enter a handler into the table."""

        def enter(handler: Callable[[Context, C], Stated]) -> Callable[[Context, C], Stated]:
            if command.kind in self:
                raise ValueError(f"the command {command.kind} stands twice")
            self[command.kind] = Move(
                command,
                ja,
                en,
                frozenset(by),
                frozenset(at),
                frozenset(leads),
                cites,
                judges,
                frozenset(supports),
                handler,
                by_worker,
            )
            return handler

        return enter

    def of(self, kind: str) -> Move:
        """Return a command by name. Raises UnknownChoiceError."""
        if kind not in self:
            raise UnknownChoiceError("command", kind, sorted(self), field="kind")
        return self[kind]

    @classmethod
    def joined(cls, tables: tuple[Moves, ...]) -> Moves:
        """Return one table of several."""
        out = cls()
        for table in tables:
            for kind, move in table.items():
                if kind in out:
                    raise ValueError(f"the command {kind} stands twice")
                out[kind] = move
        return out
