"""The papers of a case: the list, handing in, taking out."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from sonae.core import InputError
from sonae.office.gate import NotThereError
from sonae.office.letters import FORMS
from sonae.office.models import Case, Paper
from sonae.office.pages.case import framed
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.forms import said_of
from sonae.office.pages.letter import letters_for
from sonae.office.pages.reading import case_for
from sonae.office.papers import KINDS, keep_paper, may_keep, open_paper, papers_for
from sonae.office.store import TYPES
from sonae.office.words import say

__all__ = ["case_papers", "kept_paper", "paper"]


@page("GET", "HEAD", "POST")
def case_papers(request: PageRequest, number: str) -> HttpResponseBase:
    """List the papers of a case; take one in."""
    found, _, frame = framed(request, number)
    wrong = ""
    if request.method == "POST":
        try:
            kept = kept_paper(request, found)
        except InputError as error:
            wrong = said_of(error, request.language)
        else:
            return HttpResponseRedirect(f"{reverse('case_papers', args=[found.number])}?kept={kept.pk}")
    kept_id = request.GET.get("kept", "")
    papers = list(papers_for(request.account, found))
    return shown(
        request, "case_papers.html",
        {
            **frame, "here_tab": "case_papers", "papers": papers, "may_keep": may_keep(request.account, found), "kinds": KINDS,
            "endings": ", ".join(TYPES), "limit": settings.OFFICE.upload_limit_mb, "wrong": wrong,
            "chosen": request.POST.get("kind", "form"), "letters": letters_for(request.account, found), "forms": tuple(FORMS),
            "kept": next((one for one in papers if str(one.pk) == kept_id and one.by_id == request.account.pk), None),
        },
        status=400 if wrong else 200,
    )  # fmt: skip


def kept_paper(request: PageRequest, case: Case, kinds: tuple[str, ...] = KINDS) -> Paper:
    """Take the file of a form into a case.

    Raises:
        InputError: for no file, one that does not fit, or one that the case has already.
        RefusedError: when the reader may hand in none.

    """
    upload = _uploaded(request)
    kind = request.POST.get("kind", "")
    kept, new = keep_paper(request.account, case, upload.name or "", kind if kind in kinds else "", upload)
    if not new:
        raise InputError("the case has this paper already", field="file", expected="another file")
    return kept


def _uploaded(request: PageRequest) -> UploadedFile[bytes]:
    upload = request.FILES.get("file")
    if isinstance(upload, UploadedFile):
        return upload
    if request.META.get("sonae.upload_too_large"):
        raise InputError(
            "the file is empty or too large", field="file", expected=f"up to {settings.OFFICE.upload_limit_mb} MB"
        )
    raise InputError("no file is chosen", field="file", expected=say("paper.file", "en"))


@page()
def paper(request: PageRequest, number: str, paper: int) -> HttpResponseBase:
    """Hand a paper out, always as a file to be saved: nothing in it is run by the browser in our name."""
    case = case_for(request.account, number)
    found = Paper.objects.select_related("case").filter(case=case, pk=paper).first()
    if found is None:
        raise NotThereError
    response = FileResponse(
        open_paper(request.account, found), as_attachment=True, filename=found.name, content_type=found.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
