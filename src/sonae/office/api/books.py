"""Books of the desks over the API: read, changed by commands, the evidence register as Excel, the official forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query
from pydantic import BaseModel, Field

from sonae.bylaw import finding_as_dict
from sonae.core import InputError
from sonae.office.api.problem import ProblemError, cited, refusal
from sonae.office.api.request import body_of, key_of, reader_of, scoped, version_of
from sonae.office.api.shapes import CommandHint, Label, WeighingShape, label_of
from sonae.office.books import (
    BookMove,
    book_command_from,
    book_kinds,
    book_moves,
    handle_book,
    may_give_book,
    visible_books,
    weigh_book,
)
from sonae.office.books.evaluation import KIND, EvaluationState
from sonae.office.books.evaluation.printing import FORM_TYPES, FormType, issued
from sonae.office.books.evaluation.workbook import XLSX, exported, taken_in
from sonae.office.gate import NotThereError, RefusedError, StaleError
from sonae.office.leaving import Leaving, let_leave
from sonae.office.models import Book
from sonae.office.settings import OFFICE

__all__ = ["operation_of_book", "router"]

router = Router(tags=["books"])
_DRY = Query(False, description="only weigh: say what the command would meet, and do nothing")


class BookLine(BaseModel):
    """A book in the list."""

    number: str
    kind: str
    title_ja: str
    title_en: str
    classification: Label
    fictional: bool
    opened_on: dt.date
    changed_at: dt.datetime
    version: int = Field(ge=0)

    @classmethod
    def fields_of(cls, book: Book) -> dict[str, Any]:
        """Return the fields of a book."""
        names = ("number", "kind", "title_ja", "title_en", "fictional", "opened_on", "changed_at", "version")
        return {"classification": label_of(book.classification), **{name: getattr(book, name) for name in names}}


class BookList(BaseModel):
    """The books that the reader may know of."""

    items: list[BookLine]


class BookShape(BookLine):
    """A book with what it holds, and the commands that the reader may give now."""

    state: dict[str, Any]
    commands: list[CommandHint]


class BookReceiptShape(BaseModel):
    """What a command came to: the event that tells of it, and the version of the book after it."""

    book: str
    kind: str
    sequence: int
    version: int
    findings: dict[str, str]
    repeated: bool = Field(description="carried out before under the same key; nothing was done now")


_Answer = BookReceiptShape | WeighingShape


def _book_of(request: HttpRequest, number: str, kind: str | None = None) -> Book:
    if "\0" in number:
        raise NotThereError
    book = visible_books(reader_of(request).account, kind).filter(number=number).first()
    if book is None:
        raise NotThereError
    return book


@router.get("", response=BookList, operation_id="list_books", summary="List the books that the reader may know of")
@scoped("read", "kind")
def list_books(request: HttpRequest, kind: str | None = Query(None, max_length=16)) -> BookList:
    """List books by kind and number, the latest first."""
    rows = visible_books(reader_of(request).account, kind).defer("state")
    return BookList(items=[BookLine(**BookLine.fields_of(book)) for book in rows])


@router.get("/{number}", response=BookShape, operation_id="read_book", summary="Read a book with what it holds")
@scoped("read")
def read_book(request: HttpRequest, response: HttpResponse, number: str) -> BookShape:
    """Read a book. Its ETag begins with the version that a command rests on: send it back as If-Match."""
    book, account = _book_of(request, number), reader_of(request).account
    let_leave(account, Leaving.of_book(book))
    kind = book_kinds()[book.kind]
    state = kind.read(book)
    open_now = [
        move
        for move in kind.moves.values()
        if not move.opens and may_give_book(account, move, book) and (move.ready is None or move.ready(state))
    ]
    response["X-Case-Version"] = str(book.version)
    return BookShape(
        **BookLine.fields_of(book), state=book.state,
        commands=[CommandHint(kind=move.kind, ja=move.ja, en=move.en) for move in open_now],
    )  # fmt: skip


def operation_of_book(move: BookMove) -> str:
    """Return the operation id of a command on a book."""
    return f"give_book_{move.kind.replace('.', '_')}"


def _given(request: HttpRequest, move: BookMove, number: str | None, dry_run: bool) -> Any:
    actor = reader_of(request).account
    book = None if number is None else _book_of(request, number)
    key = "" if dry_run else key_of(request)
    version = None if book is None else version_of(request)
    command = book_command_from(move.kind, body_of(request))
    if dry_run:
        if book is not None and version not in (None, book.version):
            raise StaleError(version or 0, book.version)
        return _weighed(command, actor, book)
    try:
        receipt = handle_book(command, actor, key=key, book=number, version=version)
    except RefusedError as refused:
        kind = "refused" if refused.findings or actor.roles & move.roles else "not-permitted"
        return refusal(request, kind, refused.verdict, refused.findings)
    names = ("book", "kind", "sequence", "version", "repeated")
    return BookReceiptShape(
        findings=dict(receipt.findings), **{name: getattr(receipt, name) for name in names}
    )  # fmt: skip


def _weighed(command: Any, actor: Any, book: Book | None) -> WeighingShape:
    with transaction.atomic():
        verdict, findings = weigh_book(command, actor, book)
        transaction.set_rollback(True)  # weighing writes nothing; should a handler ever, nothing of it stays
    return WeighingShape(
        allowed=verdict.allowed, ja=verdict.ja, en=verdict.en, citations=cited(verdict.citations),  # type: ignore[arg-type]
        findings=[finding_as_dict(one) for one in findings], version=None if book is None else book.version,
    )  # fmt: skip


def _view(move: BookMove) -> Callable[..., Any]:
    @scoped("write", "dry_run")
    def give(request: HttpRequest, number: str, dry_run: bool = _DRY) -> Any:
        return _given(request, move, number, dry_run)

    @scoped("write", "dry_run")
    def open_one(request: HttpRequest, dry_run: bool = _DRY) -> Any:
        return _given(request, move, None, dry_run)

    view = open_one if move.opens else give
    view.__name__ = operation_of_book(move)
    return view


def _register() -> None:
    for move in book_moves().values():
        roles = ", ".join(sorted(role.en for role in move.roles))
        about = f"{(move.command.__doc__ or '').strip().splitlines()[0]} By: {roles}."
        router.post(
            f"/commands/{move.kind}" if move.opens else f"/{{number}}/commands/{move.kind}", response=_Answer,
            operation_id=operation_of_book(move), summary=f"{move.ja} / {move.en}", description=about,
        )(_view(move))  # fmt: skip

    @router.post("/{number}/commands/{kind}", include_in_schema=False)
    @scoped("write", "dry_run")
    def give_unknown_to_book(request: HttpRequest, number: str, kind: str) -> None:
        """Refuse a name that is no command's, once the book is known to be the reader's to know."""
        _book_of(request, number)
        raise ProblemError("not-there")


_register()


def _evaluation_of(request: HttpRequest, number: str) -> tuple[Book, EvaluationState]:
    book = _book_of(request, number, KIND)
    return book, book_kinds()[KIND].read(book)


def _bytes(media_type: str) -> dict[str, Any]:
    return {media_type: {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/{number}/evidence", operation_id="get_evidence", summary="Take the evidence register out as Excel; that is in the log",
    openapi_extra={"responses": {200: {"content": _bytes(XLSX)}}},
)  # fmt: skip
@scoped("read")
def get_evidence(request: HttpRequest, number: str) -> HttpResponse:
    """Take out the entries up to the reader's clearance."""
    book, state = _evaluation_of(request, number)
    account = reader_of(request).account
    entries = [one for one in state.evaluation.register.entries if one.label <= account.label]
    return HttpResponse(exported(account, book, entries), content_type=XLSX)


@router.post(
    "/{number}/evidence", response=BookReceiptShape, operation_id="take_evidence",
    summary="Take an Excel book of evidence in, wholly or not at all",
    openapi_extra={"requestBody": {"required": True, "content": _bytes(XLSX)}},
)  # fmt: skip
@scoped("write")
def take_evidence(request: HttpRequest, number: str) -> Any:
    """Take evidence in; where anything is wrong the cell is named and nothing is taken."""
    book, state = _evaluation_of(request, number)
    if request.content_type != XLSX:
        raise ProblemError("media-type", expected=XLSX)
    if int(request.META.get("CONTENT_LENGTH") or 0) > OFFICE.upload_limit_mb << 20:
        raise ProblemError("too-large", limit=OFFICE.upload_limit_mb)
    body = request.read((OFFICE.upload_limit_mb << 20) + 1)
    if not body:
        raise InputError("the file is empty or too large", field="file", expected=f"up to {OFFICE.upload_limit_mb} MB")
    try:
        receipt = taken_in(reader_of(request).account, book, state, "evidence.xlsx", body, key_of(request))
    except RefusedError as refused:
        return refusal(request, "refused" if refused.findings else "not-permitted", refused.verdict, refused.findings)
    names = ("book", "kind", "sequence", "version", "repeated")
    return BookReceiptShape(findings=dict(receipt.findings), **{name: getattr(receipt, name) for name in names})


@router.get(
    "/{number}/forms", operation_id="get_forms", summary="Take the official forms out; that is in the log",
    openapi_extra={"responses": {200: {"content": {one.partition(";")[0]: _bytes(one)[one] for one in FORM_TYPES.values()}}}},
)  # fmt: skip
@scoped("read", "form", "language")
def get_forms(
    request: HttpRequest,
    number: str,
    form: FormType = Query("pdf"),
    language: Literal["ja", "en"] = Query("ja"),
) -> HttpResponse:
    """Take the forms out, as PDF, Word or one page."""
    book, state = _evaluation_of(request, number)
    return HttpResponse(issued(reader_of(request).account, book, state, form, language), content_type=FORM_TYPES[form])
