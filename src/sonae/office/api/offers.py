"""What commands there are and what they ask for: for programs that make a form of their own."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from sonae.office.api.cases import router as on_cases
from sonae.office.api.desk_shapes import CommandPage, CommandShape, CommandWithFields, Offer, OffersShape, Option
from sonae.office.api.problem import cited, language_of
from sonae.office.api.request import case_of, reader_of, scoped
from sonae.office.api.shapes import Named
from sonae.office.commands import moves
from sonae.office.gate import NotThereError, may_give
from sonae.office.life import Move
from sonae.office.pages.case import offered
from sonae.office.pages.digest import digest_of, today
from sonae.office.pages.forms import all_options
from sonae.office.stage import Stage

__all__ = ["router"]

router = Router(tags=["forms"])


def _shape(move: Move) -> CommandShape:
    return CommandShape(
        kind=move.kind, ja=move.ja, en=move.en,
        roles=[Named(code=role.value, ja=role.ja, en=role.en) for role in sorted(move.roles)],
        stages=[Named(code=stage.value, ja=stage.ja, en=stage.en) for stage in Stage if stage in move.stages],
        supports=sorted(move.supports), judges=move.judges, citations=cited(move.citations()),  # type: ignore[arg-type]
    )  # fmt: skip


@router.get(
    "", response=CommandPage, operation_id="list_commands", summary="All commands, with who gives them and when"
)
@scoped("read")
def list_commands(request: HttpRequest) -> CommandPage:
    """List the commands of the office."""
    return CommandPage(items=[_shape(move) for move in moves().values()])


@router.get(
    "/{kind}",
    response=CommandWithFields,
    operation_id="read_command",
    summary="A command with what it asks for, as JSON schema",
)
@scoped("read")
def read_command(request: HttpRequest, kind: str) -> CommandWithFields:
    """Return a command with the schema of its fields; each field has its words in both languages."""
    move = moves().get(kind)
    if move is None:
        raise NotThereError
    return CommandWithFields(**_shape(move).model_dump(), fields=move.command.model_json_schema())


@on_cases.get(
    "/{number}/commands", response=OffersShape, tags=["forms"], operation_id="read_offers",
    summary="The reader's commands in a case: which he may give now, and why not the others",
)  # fmt: skip
@scoped("read")
def read_offers(request: HttpRequest, number: str) -> OffersShape:
    """Return the commands of the reader's roles with the gate's verdict, what the case waits for, and what there is to choose."""
    case, account = case_of(request, number), reader_of(request).account
    digest, language = digest_of(case, today()), language_of(request)
    may, not_now = offered(account, case)
    return OffersShape(
        case=case.number, version=case.version,
        commands=[
            Offer(
                kind=one.move.kind, ja=one.move.ja, en=one.move.en, allowed=one.verdict.allowed, because_ja=one.verdict.ja,
                because_en=one.verdict.en,
                awaited=[dict(wait.fields) for wait in digest.awaited if wait.kind == one.move.kind],
                options={
                    path: [Option(value=value, label=label) for value, label in found]
                    for path, found in all_options(one.move.kind, account, digest, language).items()
                } if one.verdict else {},
            )
            for one in (*may, *not_now)
        ],
        others=[
            kind for kind in dict.fromkeys(wait.kind for wait in digest.awaited) if not may_give(account, moves()[kind], case)
        ],
    )  # fmt: skip
