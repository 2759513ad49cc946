"""What was published, over the API: up to the reader's clearance, as two persons approved it, through the last door."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from sonae.office.api.request import reader_of, scoped
from sonae.office.api.shapes import Label, label_of
from sonae.office.books.disclosure import fingerprint
from sonae.office.gate import NotThereError
from sonae.office.leaving import Leaving, let_leave
from sonae.office.models import Publication
from sonae.office.pages.disclosure.public import releases_for

__all__ = ["router"]

router = Router(tags=["releases"])


class ReleaseLine(BaseModel):
    """A release in the list."""

    release: str
    title_ja: str
    title_en: str
    period: str
    form: str
    audience: Label
    at: dt.datetime

    @classmethod
    def fields_of(cls, row: Publication) -> dict[str, Any]:
        """Return the fields of a release."""
        names = ("release", "title_ja", "title_en", "period", "form", "at")
        return {"audience": label_of(row.audience), **{name: getattr(row, name) for name in names}}


class ReleaseList(BaseModel):
    """The releases that the reader may read."""

    items: list[ReleaseLine]


class ReleaseShape(ReleaseLine):
    """A release with what it shows, and nothing else."""

    document: dict[str, Any]
    sha256: str = Field(description="of the document as canonical JSON: names in order, no blanks")


@router.get("", response=ReleaseList, operation_id="list_releases", summary="What was published, the latest first")
@scoped("read")
def list_releases(request: HttpRequest) -> ReleaseList:
    """List the releases up to the reader's clearance."""
    rows = releases_for(reader_of(request).account).defer("document")
    return ReleaseList(items=[ReleaseLine(**ReleaseLine.fields_of(row)) for row in rows])


@router.get("/{name}", response=ReleaseShape, operation_id="read_release", summary="What a release shows")
@scoped("read")
def read_release(request: HttpRequest, name: str) -> ReleaseShape:
    """Return a release as it was published."""
    account = reader_of(request).account
    row = releases_for(account).filter(release=name).first() if "\0" not in name else None
    if row is None:
        raise NotThereError
    let_leave(account, Leaving(release=row.release, sha256=fingerprint(row.document)))
    return ReleaseShape(**ReleaseLine.fields_of(row), document=row.document, sha256=row.sha256)
