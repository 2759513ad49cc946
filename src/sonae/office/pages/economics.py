"""The economics of a case: runs of the engine with their charts, work under way, the files of a valuation."""

from __future__ import annotations

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from sonae.core import InputError
from sonae.office.commands import moves
from sonae.office.economics import FILE_KINDS, RunView, condition_names, relied_on, run_of, runs_of
from sonae.office.gate import NotThereError, may_give
from sonae.office.models import Account, Case, Job
from sonae.office.pages.case import framed
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.forms import said_of
from sonae.office.pages.paper import kept_paper
from sonae.office.pages.reading import inside
from sonae.office.pages.runs import run_shown
from sonae.office.papers import may_keep, papers_for

__all__ = ["case_economics", "economic_run"]

_LISTED = 100
_RUN = "economics.run"


def _within(request: PageRequest) -> None:
    """Let in who reads the agency's own work on a case. Raises NotThereError for others: for them it is not there."""
    if not inside(request.account):
        raise NotThereError


@page("GET", "HEAD", "POST")
def case_economics(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the valuations of a case, work under way, and its files; take a file in."""
    found, _, frame = framed(request, number)
    _within(request)
    wrong = ""
    if request.method == "POST":
        try:
            paper = kept_paper(request, found, FILE_KINDS)
        except InputError as error:
            wrong = said_of(error, request.language)
        else:
            return HttpResponseRedirect(f"{reverse('case_economics', args=[found.number])}?kept={paper.pk}")
    rows = list(runs_of(request.account, found)[:_LISTED])
    named = relied_on(found)
    views = [RunView(row, place == 0, row.number == named) for place, row in enumerate(rows)]
    first = next((one for one in views if one.relied_on), views[0] if views else None)
    verdict = may_give(request.account, moves().of(_RUN), found)
    under_way = _under_way(request.account, found)
    files = papers_for(request.account, found).filter(kind__in=FILE_KINDS) if verdict else ()
    kept = request.GET.get("kept", "")
    return shown(
        request, "case_economics.html",
        {
            **frame, "here_tab": "case_economics", "runs": views, "shown": run_shown(first, request.language) if first else None,
            "under_way": under_way, "polls": any(one.open for one in under_way), "verdict": verdict, "files": files, "wrong": wrong,
            "sets": condition_names(request.account, found) if verdict else {}, "kinds": FILE_KINDS,
            "may_keep": may_keep(request.account, found),
            "chosen": request.POST.get("kind", FILE_KINDS[0]), "kept": next((one for one in files if str(one.pk) == kept), None),
        },
        status=400 if wrong else 200,
    )  # fmt: skip


def _under_way(account: Account, case: Case) -> list[Job]:
    """Return work on a case that has not ended, whoever asked; and what of the account's own ended without a result last."""
    rows = case.jobs.select_related("by__organisation", "by__department").order_by("-asked_by")
    last = rows.filter(by=account).first()
    open_now = list(rows.filter(state__in=(Job.State.WAITING, Job.State.RUNNING))[:20])
    if last is not None and last.state in (Job.State.FAILED, Job.State.CANCELLED):
        open_now.insert(0, last)
    return open_now


@page()
def economic_run(request: PageRequest, number: str, run: int) -> HttpResponseBase:
    """Show one valuation of a case."""
    found, _, frame = framed(request, number)
    _within(request)
    view = run_of(request.account, found, run) if run < 2**31 else None
    if view is None:
        raise NotThereError
    return shown(
        request,
        "economic_run.html",
        {**frame, "here_tab": "case_economics", "shown": run_shown(view, request.language)},
    )
