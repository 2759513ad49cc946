"""Commands over the API: one address each, made from the table of commands, with the command's own fields as its body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Query

from sonae.bylaw import finding_as_dict
from sonae.office import bus
from sonae.office.api.cases import router
from sonae.office.api.problem import ProblemError, cited, refusal
from sonae.office.api.request import body_of, case_of, key_of, reader_of, scoped, version_of
from sonae.office.api.shapes import ReceiptShape, WeighingShape
from sonae.office.commands import moves
from sonae.office.gate import RefusedError, StaleError
from sonae.office.life import Move
from sonae.office.models import Account, Case

__all__ = ["COMMAND_TAG", "operation_of"]

COMMAND_TAG = "commands"

_DRY = Query(False, description="only weigh: say what the command would meet, and do nothing")
_Answer = ReceiptShape | WeighingShape


def operation_of(move: Move) -> str:
    """Return the operation id of a command."""
    return f"give_{move.kind.replace('.', '_')}"


def _given(request: HttpRequest, move: Move, number: str | None, dry_run: bool) -> Any:
    actor = reader_of(request).account
    case = None if number is None else case_of(request, number)
    key = "" if dry_run else key_of(request)
    version = None if case is None else version_of(request)
    command = bus.command_from(move.kind, body_of(request))
    if dry_run:
        if case is not None and version not in (None, case.version):
            raise StaleError(version or 0, case.version)
        return _weighed(command, actor, case)
    try:
        receipt = bus.handle(command, actor, key=key, case=number, version=version)
    except RefusedError as refused:
        return refusal(request, _kind(refused, move, actor, case), refused.verdict, refused.findings)
    return ReceiptShape(
        case=receipt.case, kind=receipt.kind, sequence=receipt.sequence, version=receipt.version, stage=receipt.stage,
        findings=dict(receipt.findings), repeated=receipt.repeated,
    )  # fmt: skip


def _weighed(command: Any, actor: Account, case: Case | None) -> WeighingShape:
    with transaction.atomic():
        verdict, findings = bus.weigh(command, actor, case)
        transaction.set_rollback(True)  # weighing writes nothing; should a handler ever, nothing of it stays
    return WeighingShape(
        allowed=verdict.allowed, ja=verdict.ja, en=verdict.en, citations=cited(verdict.citations),  # type: ignore[arg-type]
        findings=[finding_as_dict(one) for one in findings], version=None if case is None else case.version,
    )  # fmt: skip


def _kind(refused: RefusedError, move: Move, actor: Account, case: Case | None) -> str:
    """Say whether the person may not, or the case does not let him."""
    if refused.findings:
        return "refused"
    if not actor.roles & move.roles:
        return "not-permitted"
    return "refused" if case is None or case.stage not in move.stages else "not-permitted"


def _view(move: Move) -> Callable[..., Any]:
    """Make the view of a command in a case."""

    @scoped("write", "dry_run")
    def give(request: HttpRequest, number: str, dry_run: bool = _DRY) -> Any:
        return _given(request, move, number, dry_run)

    give.__name__ = operation_of(move)
    return give


def _opening_view(move: Move) -> Callable[..., Any]:
    """Make the view of a command that opens a case."""

    @scoped("write", "dry_run")
    def give(request: HttpRequest, response: HttpResponse, dry_run: bool = _DRY) -> Any:
        answer = _given(request, move, None, dry_run)
        if isinstance(answer, ReceiptShape):
            response["Location"] = f"/api/v1/cases/{answer.case}"
        return answer

    give.__name__ = operation_of(move)
    return give


def _register() -> None:
    opening = [move for move in moves().values() if move.opens]
    for move in moves().values():
        if move.by_worker:
            continue
        if not move.opens:
            path, view = f"/{{number}}/commands/{move.kind}", _view(move)
        else:
            path, view = ("" if len(opening) == 1 else f"/commands/{move.kind}"), _opening_view(move)
        router.post(
            path, response=_Answer, operation_id=operation_of(move), summary=f"{move.ja} / {move.en}",
            description=_described(move),
        )(view)  # fmt: skip

    @router.post("/{number}/commands/{kind}", include_in_schema=False)
    @scoped("write", "dry_run")
    def give_unknown(request: HttpRequest, number: str, kind: str) -> None:
        """Refuse a name that is no command's, once the case is known to be the reader's to know."""
        case_of(request, number)
        raise ProblemError("not-there")


def _described(move: Move) -> str:
    roles = ", ".join(sorted(role.en for role in move.roles))
    stages = ", ".join(sorted(move.stage_en(stage) for stage in move.stages))
    cites = ", ".join(cite.label_en for cite in move.citations())
    said = [(move.command.__doc__ or "").strip().splitlines()[0], f"By: {roles}."]
    said += [f"At: {stages}."] if stages else []
    said += [f"Under: {cites}."] if cites else ["A step of the house."]
    return " ".join(said)


_register()
