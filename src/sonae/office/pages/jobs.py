"""Long work of the reader: the list, the progress of one, and cancelling it. Without scripts a link loads the page again."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from sonae.office.gate import NotThereError
from sonae.office.jobs import cancel, visible_jobs
from sonae.office.pages.entry import PageRequest, page, shown

__all__ = ["job", "job_cancel", "jobs"]

_EACH = 30


@page()
def jobs(request: PageRequest) -> HttpResponseBase:
    """List the reader's own work, newest first."""
    rows = Paginator(visible_jobs(request.account), _EACH).get_page(request.GET.get("page"))
    pages = [(n, f"page={n}") for n in rows.paginator.get_elided_page_range(rows.number, on_each_side=2, on_ends=1)]
    return shown(request, "jobs.html", {"rows": rows, "pages": pages, "any_open": any(one.open for one in rows)})


@page()
def job(request: PageRequest, code: str) -> HttpResponseBase:
    """Show how a piece of work goes."""
    found = visible_jobs(request.account).filter(code=code).first()
    if found is None:
        raise NotThereError
    return shown(request, "job.html", {"job": found})


@page("POST")
def job_cancel(request: PageRequest, code: str) -> HttpResponseBase:
    """Cancel a piece of work and show how it ended."""
    found = cancel(request.account, code)
    return HttpResponseRedirect(reverse("job", args=[found.code]))
