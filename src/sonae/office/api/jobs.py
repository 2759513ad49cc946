"""Long work over the API, and the valuations that came of it: one's own work, its progress, cancelling it; the runs of a case."""

from __future__ import annotations

import json

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from sonae.office.api import cursor as cursors
from sonae.office.api.cases import router as cases
from sonae.office.api.request import case_of, reader_of, scoped
from sonae.office.api.shapes import JobPage, JobShape, RunPage, RunShape
from sonae.office.economics import run_of, runs_of
from sonae.office.gate import NotThereError
from sonae.office.jobs import cancel, visible_jobs
from sonae.office.leaving import Leaving, Part, let_leave
from sonae.office.models import Account
from sonae.office.roles import Role

__all__ = ["router"]

router = Router(tags=["jobs"])

_LARGEST = 2**31


@router.get("", response=JobPage, operation_id="list_jobs", summary="The reader's own long work, newest first")
@scoped("read", "limit", "cursor")
def list_jobs(
    request: HttpRequest, limit: int = Query(50, ge=1, le=200), cursor: str | None = Query(None, max_length=1000)
) -> JobPage:
    """List what the reader has asked for."""
    reader = reader_of(request)
    rows = visible_jobs(reader.account)
    bound = json.dumps(["jobs", reader.account.pk])
    if cursor is not None:
        rows = rows.filter(asked_by__lt=cursors.opened(cursor, bound)[0])
    found = list(rows[: limit + 1])
    further = cursors.sealed([found[limit - 1].asked_by], bound) if len(found) > limit else None
    return JobPage(items=[JobShape.of(one) for one in found[:limit]], next=further)


@router.get("/{job}", response=JobShape, operation_id="read_job", summary="How a piece of long work goes")
@scoped("read")
def read_job(request: HttpRequest, job: str) -> JobShape:
    """Return the state and the progress of a piece of work of the reader's own."""
    found = None if "\0" in job else visible_jobs(reader_of(request).account).filter(code=job).first()
    if found is None:
        raise NotThereError
    return JobShape.of(found)


@router.post("/{job}/cancel", response=JobShape, operation_id="cancel_job", summary="Cancel a piece of long work")
@scoped("write")
def cancel_job(request: HttpRequest, job: str) -> JobShape:
    """Cancel it. What has ended stays as it ended; sent again it does nothing."""
    if "\0" in job:
        raise NotThereError
    return JobShape.of(cancel(reader_of(request).account, job))


def _require_inside(account: Account) -> None:
    """Let those in who read the agency's own work. Raises NotThereError for others."""
    if not any(role.of_agency or role is Role.MINISTRY for role in account.roles):
        raise NotThereError


@cases.get(
    "/{number}/runs", response=RunPage, tags=["jobs"], operation_id="list_runs", summary="The valuations of a case, newest first"
)  # fmt: skip
@scoped("read", "limit", "cursor")
def list_runs(
    request: HttpRequest,
    number: str,
    limit: int = Query(20, ge=1, le=100),
    cursor: str | None = Query(None, max_length=1000),
) -> RunPage:
    """List the valuations of a case; they are the agency's own work."""
    account, case = reader_of(request).account, case_of(request, number)
    _require_inside(account)
    rows = runs_of(account, case)
    bound = json.dumps(["runs", account.pk, case.number])
    if cursor is not None:
        rows = rows.filter(number__lt=cursors.opened(cursor, bound)[0])
    found = list(rows[: limit + 1])
    further = cursors.sealed([found[limit - 1].number], bound) if len(found) > limit else None
    return RunPage(items=[RunShape.of(one) for one in found[:limit]], next=further)


@cases.get(
    "/{number}/runs/{run}", response=RunShape, tags=["jobs"], operation_id="read_run", summary="One valuation of a case, whole"
)  # fmt: skip
@scoped("read")
def read_run(request: HttpRequest, number: str, run: int) -> RunShape:
    """Return a valuation with its document, whose SHA-256 the log tells."""
    account, case = reader_of(request).account, case_of(request, number)
    _require_inside(account)
    found = run_of(account, case, run) if 0 < run < _LARGEST else None
    if found is None:
        raise NotThereError
    let_leave(account, Leaving((Part(found.row.label),)))
    return RunShape.of(found.row, whole=True)
