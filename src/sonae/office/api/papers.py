"""Papers of a case: listed, put, taken out."""

from __future__ import annotations

import json
from typing import Literal

from django.http import FileResponse, HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from ninja.params.functions import Query

from sonae.office import papers, store
from sonae.office.api import cursor as cursors
from sonae.office.api.cases import router
from sonae.office.api.problem import ProblemError, refusal
from sonae.office.api.request import case_of, reader_of, scoped
from sonae.office.api.shapes import PaperPage, PaperShape
from sonae.office.gate import NotThereError, RefusedError
from sonae.office.settings import OFFICE

__all__ = ["get_paper", "list_papers", "put_paper"]

_TAGS = ["papers"]
_BYTES = "application/octet-stream"


@router.get(
    "/{number}/papers",
    response=PaperPage,
    tags=_TAGS,
    operation_id="list_papers",
    summary="The papers of a case, oldest first",
)
@scoped("read", "limit", "cursor")
def list_papers(
    request: HttpRequest,
    number: str,
    limit: int = Query(50, ge=1, le=200),
    cursor: str | None = Query(None, max_length=1000),
) -> PaperPage:
    """List the papers."""
    case = case_of(request, number)
    rows = papers.papers_for(reader_of(request).account, case).order_by("pk")
    bound = json.dumps(["papers", reader_of(request).account.pk, case.number])
    if cursor is not None:
        rows = rows.filter(pk__gt=cursors.opened(cursor, bound)[0])
    found = list(rows[: limit + 1])
    further = cursors.sealed([found[limit - 1].pk], bound) if len(found) > limit else None
    return PaperPage(items=[PaperShape.of(paper, reader_of(request).account) for paper in found[:limit]], next=further)


@router.put(
    "/{number}/papers/{name}", response=PaperShape, tags=_TAGS, operation_id="put_paper",
    summary="Hand in a paper: its bytes are the body",
    openapi_extra={"requestBody": {"required": True, "content": {_BYTES: {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
@scoped("write", "kind")
def put_paper(
    request: HttpRequest,
    number: str,
    name: str,
    kind: Literal[papers.KINDS] = Query("other", description="what it is"),  # type: ignore[valid-type]
) -> HttpResponse | PaperShape:
    """Hand in a paper. Sent again it is there already; other bytes under the name are refused, as papers are never replaced."""
    case = case_of(request, number)
    taken = {_BYTES, *store.TYPES.values()}
    if request.content_type not in taken:
        raise ProblemError("media-type", expected=", ".join(sorted(taken)))
    if int(request.META.get("CONTENT_LENGTH") or 0) > OFFICE.upload_limit_mb << 20:
        raise ProblemError("too-large", limit=OFFICE.upload_limit_mb)
    try:
        paper, _ = papers.keep_paper(reader_of(request).account, case, name, kind, request, as_named=True)
    except RefusedError as refused:
        return refusal(request, "not-permitted" if not refused.verdict else "refused", refused.verdict)
    except store.PaperTooLargeError:
        raise ProblemError("too-large", limit=OFFICE.upload_limit_mb) from None
    except papers.PaperExistsError:
        raise ProblemError("exists") from None
    except store.NoRoomError:
        raise ProblemError("no-room") from None
    except UnreadablePostError:
        raise ProblemError("bad-request") from None
    return PaperShape.of(paper, reader_of(request).account)


@router.get(
    "/{number}/papers/{name}", tags=_TAGS, operation_id="get_paper", summary="Take a paper out; that is in the log",
    openapi_extra={"responses": {200: {"content": {_BYTES: {"schema": {"type": "string", "format": "binary"}}}}}},
)  # fmt: skip
@scoped("read")
def get_paper(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """Take a paper out. It comes as a file to keep, never as a page to show."""
    case = case_of(request, number)
    account = reader_of(request).account
    readable = papers.papers_for(account, case).select_related("case")
    paper = None if "\0" in name else readable.filter(name=name).first()
    if paper is None:
        raise NotThereError
    etag = f'"{paper.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    response = FileResponse(papers.open_paper(account, paper), content_type=_BYTES)
    response["Content-Disposition"] = content_disposition_header(True, paper.name) or "attachment"
    response["Content-Length"] = str(paper.size)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
