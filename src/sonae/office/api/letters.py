"""Letters of a case: which can be written, and taking one out as page, PDF or Word."""

from __future__ import annotations

import io
from typing import Any, Literal, cast

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from ninja.params.functions import Query

from sonae.documents import Language
from sonae.office.api.cases import router
from sonae.office.api.desk_shapes import LetterShape, LettersShape
from sonae.office.api.problem import language_of
from sonae.office.api.request import case_of, reader_of, scoped
from sonae.office.gate import NotThereError
from sonae.office.letters import FORMS, Form, issue
from sonae.office.pages.letter import letters_for
from sonae.office.words import say

__all__ = ["get_letter", "list_letters"]

_TAGS = ["letters"]
_FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/{number}/letters", response=LettersShape, tags=_TAGS, operation_id="list_letters",
    summary="The letters that can be written of a case",
)  # fmt: skip
@scoped("read")
def list_letters(request: HttpRequest, number: str) -> LettersShape:
    """List the letters that the record holds all for and that the reader may take out; a company those written to it."""
    case = case_of(request, number)
    letters = [
        LetterShape(kind=kind, ja=say(f"letter.{kind}", "ja"), en=say(f"letter.{kind}", "en"), forms=list(FORMS))
        for kind in letters_for(reader_of(request).account, case)
    ]
    return LettersShape(case=case.number, version=case.version, letters=letters)


@router.get(
    "/{number}/letters/{letter}", tags=_TAGS, operation_id="get_letter", summary="Take a letter out; that is in the log",
    openapi_extra={"responses": {200: {"content": {media.split(";")[0]: _FILE for media in FORMS.values()}}}},
)  # fmt: skip
@scoped("read", "form", "language")
def get_letter(
    request: HttpRequest,
    number: str,
    letter: str,
    form: Form = Query("pdf"),
    language: Literal["ja", "en"] | None = Query(None, description="the account's unless said"),
) -> HttpResponseBase:
    """Write a letter from the record. It is set anew each time and has no ETag: each that leaves stands in the log by its hash."""
    case, account = case_of(request, number), reader_of(request).account
    if letter not in letters_for(account, case):
        raise NotThereError
    body = issue(case, letter, form, cast("Language", language or language_of(request)), account)
    return FileResponse(
        io.BytesIO(body), content_type=FORMS[form], as_attachment=True, filename=f"{case.number}-{letter}.{form}"
    )
