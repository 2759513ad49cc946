"""The one way in: a command passes permission, stage and rules; facts, findings and event are written in one transaction.

Nothing else writes to a case. What is refused is written too, as an event that names the command and the ground.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from sonae.bylaw import CaseCheck, equity_bylaw, finding_as_dict, stated
from sonae.core import Clock, Finding, InputError, Outcome, clock_from_environment
from sonae.data import refusal_of
from sonae.office import log
from sonae.office.access.wall import acting_as
from sonae.office.commands import moves
from sonae.office.facts import checked, day_of, read_facts
from sonae.office.gate import NotThereError, RefusedError, StaleError, Verdict, may_give, visible_cases
from sonae.office.life import Command, Context, Move, Stated
from sonae.office.models import Account, Case, CheckRecord, CommandRecord

__all__ = ["Receipt", "command_from", "handle", "weigh"]

_HOLDS = (Outcome.YES, Outcome.NOT_APPLICABLE)


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
    move = moves().of(kind)
    try:
        return move.command.model_validate(dict(fields))
    except ValidationError as error:
        raise refusal_of(error, kind) from error


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
    now = (clock or clock_from_environment()).now()
    move = moves().of(command.kind)
    if not 1 <= len(key) <= 80:
        raise InputError("the key of the command cannot be used", field="key", expected="1 to 80 letters")
    try:
        with acting_as(actor), transaction.atomic():
            return _carried_out(command, move, actor, key, case, version, now)
    except RefusedError as refused:
        with transaction.atomic():
            log.append(now, actor.login, "command.refused", _subject(case), _refusal(command, refused))
        raise


def _carried_out(
    command: Command, move: Move, actor: Account, key: str, number: str | None, version: int | None, now: Any
) -> Receipt:
    fingerprint = _fingerprint(command, number)
    known = CommandRecord.objects.filter(actor=actor, key=key).first()
    if known is not None:
        if known.fingerprint != fingerprint:
            raise InputError("the key was used for another command", field="key", expected="a new key for every wish")
        return Receipt(**{**known.receipt, "repeated": True})
    case = None if move.opens else _locked(actor, number)
    verdict = may_give(actor, move, case)
    if not verdict:
        raise RefusedError(verdict)
    if case is not None and version is not None and version != case.version:
        raise StaleError(version, case.version)
    receipt = _written(command, move, actor, case, now)
    CommandRecord.objects.create(
        actor=actor, key=key, kind=command.kind, fingerprint=fingerprint, at=now,
        receipt={name: getattr(receipt, name) for name in Receipt.__slots__ if name != "repeated"},
    )  # fmt: skip
    return receipt


def _locked(actor: Account, number: str | None) -> Case:
    found = visible_cases(actor).filter(number=number or "").values_list("pk", flat=True).first()
    if found is None:
        raise NotThereError
    return Case.objects.select_for_update().get(pk=found)


def _written(command: Command, move: Move, actor: Account, case: Case | None, now: Any) -> Receipt:
    today = day_of(now)
    if case is None:
        case = Case(opened_on=today, changed_at=now, stage="", facts={}, version=0, classification=0)
        made = move.handler(Context(case, None, actor, now, today), command)  # type: ignore[arg-type]
    else:
        made = move.handler(Context(case, read_facts(case), actor, now, today), command)
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
    event = log.append(now, actor.login, command.kind, _subject(case.number), body)
    if check is not None and gates:
        CheckRecord.objects.create(
            case=case, sequence=event.sequence, as_of=today, bylaw_version=check.version, exit_code=check.exit_code,
            findings=[finding_as_dict(finding) for finding in gates],
        )  # fmt: skip
    return Receipt(case.number, command.kind, event.sequence, case.version, case.stage, outcomes)


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
    shut = tuple(finding for finding in found if finding.outcome not in _HOLDS)
    if shut:
        grounds = [ground for finding in shut for ground in _grounds(finding)]
        raise RefusedError(
            Verdict(
                False,
                "".join(dict.fromkeys(ground.because_ja for ground in grounds)),
                " ".join(dict.fromkeys(ground.because for ground in grounds)),
                tuple(dict.fromkeys(cite for finding in (*shut, *grounds) for cite in finding.citations)),
            ),
            shut,
        )
    return check, tuple(found)


def _grounds(finding: Finding) -> list[Finding]:
    """Return the findings at the bottom for which one does not hold: the reasons that a person can mend."""
    below = [ground for part in finding.parts if part.outcome not in _HOLDS for ground in _grounds(part)]
    return below or [finding]


def weigh(
    command: Command, actor: Account, case: Case, clock: Clock | None = None
) -> tuple[Verdict, tuple[Finding, ...]]:
    """Return what a command would meet, without giving it: the verdict, and the findings that it hangs on."""
    move = moves().of(command.kind)
    verdict = may_give(actor, move, case)
    if not verdict:
        return verdict, ()
    now = (clock or clock_from_environment()).now()
    today = day_of(now)
    try:
        with acting_as(actor):
            made = move.handler(Context(case, read_facts(case), actor, now, today), command)
            _, gates = _applied(Case.objects.get(pk=case.pk), made, today)
    except RefusedError as refused:
        return refused.verdict, refused.findings
    return verdict, gates


def _plain(value: Any) -> Any:
    """Return facts as JSON holds them: days as text, no number with a fraction but as text."""
    return json.loads(json.dumps(value, default=str))


def _subject(number: str | None) -> str:
    return f"case/{number}" if number else "case"


def _fingerprint(command: Command, number: str | None) -> str:
    text = json.dumps(
        [command.kind, number, command.model_dump(mode="json")],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _refusal(command: Command, refused: RefusedError) -> dict[str, Any]:
    verdict = refused.verdict
    return {
        "command": command.kind, "ja": verdict.ja, "en": verdict.en, "bylaw": str(equity_bylaw().outline.versions[-1].date),
        "cites": [cite.provision for cite in verdict.citations],
        "outcomes": {finding.question: finding.outcome.value for finding in refused.findings},
    }  # fmt: skip
