"""What was published: for every account up to its clearance, figure by figure as two persons approved it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.http import urlencode

from sonae.office.books.disclosure import fingerprint
from sonae.office.gate import NotThereError
from sonae.office.leaving import Leaving, let_leave
from sonae.office.models import Account, Publication
from sonae.office.pages.disclosure.told import document_told
from sonae.office.pages.entry import PageRequest, page, shown

__all__ = ["release", "releases", "releases_for"]

_EACH = 25


def releases_for(account: Account) -> QuerySet[Publication]:
    """Return the releases that an account may read, the latest first."""
    return (
        Publication.objects.filter(audience__lte=account.clearance) if account.is_active else Publication.objects.none()
    )


@page()
def releases(request: PageRequest) -> HttpResponseBase:
    """List what was published."""
    rows = Paginator(releases_for(request.account), _EACH).get_page(request.GET.get("page"))
    pages = [
        (n, urlencode({"page": n}))
        for n in rows.paginator.get_elided_page_range(rows.number, on_each_side=2, on_ends=1)
    ]
    return shown(request, "disclosure/releases.html", {"rows": rows, "pages": pages})


@page()
def release(request: PageRequest, name: str) -> HttpResponseBase:
    """Show a release as it was published."""
    found = releases_for(request.account).filter(release=name).first()
    if found is None:
        raise NotThereError
    let_leave(request.account, Leaving(release=found.release, sha256=fingerprint(found.document)))
    figures, tables = document_told(found.document, request.language)
    return shown(
        request, "disclosure/publication.html",
        {"one": found, "figures": figures, "tables": tables, "minerals": found.document["minerals"]},
    )  # fmt: skip
