"""The one way in: a command passes permission, stage and rules; facts, findings and event are written in one transaction.

Nothing else writes to a case. What is refused is written too, as an event that names the command and the ground.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sonae.bylaw import CaseCheck, finding_as_dict, stated
from sonae.core import Clock, Finding, InputError, clock_from_environment
from sonae.office import log
from sonae.office.commands import moves
from sonae.office.facts import checked, day_of, read_facts
from sonae.office.gate import (
    NotThereError,
    RefusedError,
    StaleError,
    Verdict,
    may_give,
    refused_by,
    shut_among,
    visible_cases,
)
from sonae.office.life import Command, Context, Move, Stated
from sonae.office.models import Account, Case, CheckRecord
from sonae.office.wall import acting_as
from sonae.office.wish import Wish

__all__ = ["Receipt", "command_from", "handle", "weigh"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command came to.

    Attributes:
        case: number of the case.
        kind: the command.
        sequence: of the event.
        version: of the case after it.
        stage: of the case after it.
        findings: the questions that it hung on, with outcome.
        repeated: whether it had been carried out before under the same key, and nothing was done now.

    """

    case: str
    kind: str
    sequence: int
    version: int
    stage: str
    findings: Mapping[str, str]
    repeated: bool = False


def command_from(kind: str, fields: Mapping[str, Any]) -> Command:
    """Read a command from plain data.

    Raises:
        UnknownChoiceError: for a name that is no command's.
        InputError: naming the field that does not fit.

    """
    return moves().of(kind).command.read(fields)


def handle(
    command: Command,
    actor: Account,
    *,
    key: str,
    case: str | None = None,
    version: int | None = None,
    clock: Clock | None = None,
) -> Receipt:
    """Carry out a command.

    Args:
        command: what is to be done.
        actor: who gives it.
        key: the actor's own name for this one wish; given twice, the command is carried out once.
        case: number of the case; None for a command that opens one.
        version: the version of the case that the actor saw; None takes the present one.
        clock: tells the time; that of the environment unless said.

    Raises:
        NotThereError: for a case that is not there for the actor to know of.
        RefusedError: when a gate does not open, with its reason and the findings.
        StaleError: when the case has changed since ``version``.
        InputError: for fields that do not fit, or a key used for another command.

    """
    move = moves().of(command.kind)
    wish = Wish(command, actor, key, "case", case, (clock or clock_from_environment()).now())
    return wish.granted(lambda: _carried_out(wish, actor, move, version))


def _carried_out(wish: Wish, actor: Account, move: Move, version: int | None) -> Receipt:
    known = wish.known()
    case = None
    if known is None and not move.opens:
        case = _locked(actor, wish.of)
        known = wish.known()  # the same wish may have been carried out while this one waited
    if known is not None:
        return Receipt(**{**known, "repeated": True})
    verdict = may_give(actor, move, case)
    if not verdict:
        raise RefusedError(verdict)
    if case is not None and version is not None and version != case.version:
        raise StaleError(version, case.version)
    receipt = _written(wish.command, move, actor, case, wish.now)
    wish.remember({name: getattr(receipt, name) for name in Receipt.__slots__ if name != "repeated"})
    return receipt


def _locked(actor: Account, number: str | None) -> Case:
    found = visible_cases(actor).filter(number=number or "").values_list("pk", flat=True).first()
    if found is None:
        raise NotThereError
    return Case.objects.select_for_update().get(pk=found)


def _written(command: Command, move: Move, actor: Account, case: Case | None, now: Any) -> Receipt:
    today = day_of(now)
    case, made = _made(command, move, actor, case, now, today)
    before = case.stage
    check, gates = _applied(case, made, today)
    case.version += 1
    case.changed_at = now
    case.save()
    outcomes = {finding.question: finding.outcome.value for finding in gates}
    body = {
        "fields": command.model_dump(mode="json", exclude_none=True), "from": before, "to": case.stage, "version": case.version,
        "bylaw": str(check.version) if check else None, "outcomes": outcomes, **made.note,
    }  # fmt: skip
    event = log.append(now, actor.login, command.kind, f"case/{case.number}", body)
    if made.rows is not None:
        made.rows(event)
    if check is not None and gates:
        CheckRecord.objects.create(
            case=case, sequence=event.sequence, as_of=today, bylaw_version=check.version, exit_code=check.exit_code,
            findings=[finding_as_dict(finding) for finding in gates],
        )  # fmt: skip
    return Receipt(case.number, command.kind, event.sequence, case.version, case.stage, outcomes)


def _made(
    command: Command, move: Move, actor: Account, case: Case | None, now: Any, today: Any
) -> tuple[Case, Stated]:  # fmt: skip
    """Return what a command states, and the case: a new one, not yet kept, where it opens one."""
    if case is not None:
        return case, move.handler(Context(case, read_facts(case), actor, now, today), command)
    new = Case(opened_on=today, changed_at=now, stage="", facts={}, version=0, classification=0)
    return new, move.handler(Context(new, None, actor, now, today), command)  # type: ignore[arg-type]


def _applied(case: Case, made: Stated, today: Any) -> tuple[CaseCheck | None, tuple[Finding, ...]]:
    """State the facts and hold the questions against them; the case is changed in memory alone."""
    for name, value in made.columns.items():
        setattr(case, name, value)
    if made.to is not None:
        case.stage = made.to.value
    if made.sets or made.adds:
        case.facts = _plain(stated(case.facts, made.sets, made.adds, case.number))
    if not case.bylaw:
        return None, ()
    check = checked(read_facts(case), today)
    by_question = {finding.question: finding for finding in check.findings}
    found = []
    for question in made.gates:
        if question not in by_question:
            raise InputError(f"nothing is asked as «{question}»", file=case.number)
        found.append(by_question[question])
    shut = shut_among(found)
    if shut:
        raise refused_by(shut, [ground for finding in shut for ground in _grounds(finding)])
    return check, tuple(found)


def _grounds(finding: Finding) -> list[Finding]:
    """Return the findings at the bottom for which one does not hold: the reasons that a person can mend."""
    below = [ground for part in shut_among(finding.parts) for ground in _grounds(part)]
    return below or [finding]


def weigh(
    command: Command, actor: Account, case: Case | None, clock: Clock | None = None
) -> tuple[Verdict, tuple[Finding, ...]]:
    """Return what a command would meet, without giving it: the verdict, and the findings that it hangs on.

    A command that opens a case is weighed without one.
    """
    move = moves().of(command.kind)
    verdict = may_give(actor, move, case)
    if not verdict:
        return verdict, ()
    now = (clock or clock_from_environment()).now()
    today = day_of(now)
    try:
        with acting_as(actor):
            new, made = _made(command, move, actor, case, now, today)
            _, gates = _applied(new if case is None else Case.objects.get(pk=case.pk), made, today)
    except RefusedError as refused:
        return refused.verdict, refused.findings
    return verdict, gates


def _plain(value: Any) -> Any:
    """Return facts as JSON holds them: days as text, no number with a fraction but as text."""
    return json.loads(json.dumps(value, default=str))
