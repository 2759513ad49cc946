"""The list of cases: filtered, sorted, page by page; every row is one that the reader may know of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from sonae.core import Classification
from sonae.office.gate import visible_cases
from sonae.office.models import Account, Case, Organisation
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.roles import Role
from sonae.office.stage import Stage
from sonae.office.words import all_words

__all__ = ["ORDERS", "Asked", "asked_of", "cases", "found_cases"]

_EACH = 25
ORDERS: Mapping[str, tuple[str, ...]] = {
    "changed": ("changed_at", "id"), "number": ("number",), "title": ("reading", "id"),
    "applicant": ("applicant__reading", "id"), "stage": ("stage", "id"), "opened": ("opened_on", "id"),
}  # fmt: skip
"""By what the list is sorted, with the columns."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks of the list; words that are no choice are left out.

    Attributes:
        text: looked for in number, titles and applicant.
        stage: a stage, «open» for all that have not ended; empty for all.
        kind: what the agency is asked for.
        resource: what the project looks for.
        applicant: code of the company.
        order: by what it is sorted.
        falling: whether from the last to the first.

    """

    text: str = ""
    stage: str = ""
    kind: str = ""
    resource: str = ""
    applicant: str = ""
    order: str = "changed"
    falling: bool = True

    def query(self, **changed: Any) -> str:
        """Return it as the query of an address, with changes."""
        whole = {
            "q": self.text, "stage": self.stage, "kind": self.kind, "resource": self.resource, "applicant": self.applicant,
            "sort": f"{'-' if self.falling else ''}{self.order}", **changed,
        }  # fmt: skip
        return urlencode({name: value for name, value in whole.items() if value not in ("", None, "-changed")})


def asked_of(query: QueryDict) -> Asked:
    """Read what is asked for from the address."""
    sort = query.get("sort", "-changed")
    order = sort.removeprefix("-")

    def one_of(name: str, choices: set[str]) -> str:
        given = query.get(name, "")
        return given if given in choices else ""

    stages = {stage.value for stage in Stage} | {"open"}
    return Asked(
        text=query.get("q", "").replace("\x00", "").strip()[:100],
        stage=one_of("stage", stages),
        kind=one_of("kind", {kind.value for kind in Case.Kind}),
        resource=one_of("resource", set(_resources())),
        applicant=query.get("applicant", "").replace("\x00", "")[:40],
        order=order if order in ORDERS else "changed",
        falling=sort.startswith("-") if order in ORDERS else True,
    )


def _resources() -> list[str]:
    start = "choice.resource."
    return [key.removeprefix(start) for key in all_words() if key.startswith(start)]


def found_cases(account: Account, asked: Asked) -> QuerySet[Case]:
    """Return the cases that are asked for, of those that the account may know of, without their facts."""
    rows = visible_cases(account).select_related("applicant").defer("facts")
    if asked.stage == "open":
        rows = rows.exclude(stage__in=[stage.value for stage in Stage if stage.ended])
    elif asked.stage:
        rows = rows.filter(stage=asked.stage)
    given = {"kind": asked.kind, "resource": asked.resource, "applicant__code": asked.applicant}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if asked.text:
        wanted = Q()
        for name in ("number", "title_ja", "title_en", "reading", "applicant__name_ja", "applicant__name_en"):
            wanted |= Q(**{f"{name}__icontains": asked.text})
        rows = rows.filter(wanted)
    return rows.order_by(*(f"{'-' if asked.falling else ''}{name}" for name in ORDERS[asked.order]))


@page()
def cases(request: PageRequest) -> HttpResponseBase:
    """Show the list."""
    asked = asked_of(request.GET)
    rows: Page[Case] = Paginator(found_cases(request.account, asked), _EACH).get_page(request.GET.get("page"))
    context = {
        "asked": asked, "rows": rows, "heads": _heads(asked), "stages": [stage.value for stage in Stage],
        "kinds": [kind.value for kind in Case.Kind], "resources": _resources(), "applicants": _applicants(request.account),
        "pages": [(n, asked.query(page=n)) for n in rows.paginator.get_elided_page_range(rows.number, on_each_side=2, on_ends=1)],
        "csv": f"{reverse('cases_csv')}?{asked.query()}", "xlsx": f"{reverse('cases_xlsx')}?{asked.query()}",
        "label": Classification.join(row.label for row in rows),
    }  # fmt: skip
    return shown(request, "cases_rows.html" if _part(request) else "cases.html", context)


def _part(request: PageRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and getattr(htmx, "target", "") == "rows" and not getattr(htmx, "history_restore_request", False)


def _heads(asked: Asked) -> list[dict[str, str]]:
    """Return the heads of the columns: a link that sorts by each, and how it is sorted now."""
    heads = []
    for name in ("number", "title", "stage", "applicant", "opened", "changed"):
        now = asked.order == name
        falling = not asked.falling if now else name in ("opened", "changed")
        heads.append(
            {
                "name": f"list.{name}", "query": asked.query(sort=f"{'-' if falling else ''}{name}"),
                "sorted": ("descending" if asked.falling else "ascending") if now else "",
            }
        )  # fmt: skip
    return heads


def _applicants(account: Account) -> list[Organisation]:
    """Return the companies to choose from: those that have a case the reader may know of; for a company there is no choice."""
    if account.roles <= {Role.APPLICANT, Role.PUBLIC}:
        return []
    return list(Organisation.objects.filter(pk__in=visible_cases(account).order_by().values("applicant_id")))
