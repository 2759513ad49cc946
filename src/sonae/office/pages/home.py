"""The first page: what waits for the reader, what is late, and the cases at a glance."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpResponseBase
from django.urls import reverse

from sonae.bylaw import Standing
from sonae.core import FiscalYear
from sonae.office.commands import moves
from sonae.office.gate import visible_cases
from sonae.office.life import Move
from sonae.office.models import Account, Case
from sonae.office.pages.awaited import Awaited
from sonae.office.pages.bases.views import waiting_bases
from sonae.office.pages.charts import Bars, Columns, bars, columns
from sonae.office.pages.digest import Digest, digests, may_do, today
from sonae.office.pages.disclosure.views import waiting_disclosures
from sonae.office.pages.due import concerns, gathered, rows_of
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.evaluation.views import waiting_evaluations
from sonae.office.pages.stock.views import waiting_stocks
from sonae.office.pages.survey.views import waiting_answers
from sonae.office.stage import Stage

__all__ = ["SOON", "Waiting", "drawn_by_year", "home", "stage_counts", "waiting_for", "waiting_in", "watches"]

_SHOWN = 12
SOON = dt.timedelta(31)
"""How far ahead the first page looks."""
_OKU = 100_000_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A command that waits for the reader, with the address of its form."""

    case: Case
    move: Move
    awaited: Awaited
    place: int

    @property
    def address(self) -> str:
        """Where it is given; which of several of its kind is said by number, for what a case holds stands in no address."""
        path = reverse("command", args=[self.case.number, self.move.kind])
        return f"{path}?n={self.place}" if self.awaited.fields else path


def waiting_for(account: Account, cases: Iterable[tuple[Case, Digest]]) -> list[Waiting]:
    """Return what waits for an account, the cases that changed longest ago first."""
    found = [one for case, digest in cases for one in waiting_in(account, case, digest)]
    return sorted(found, key=lambda one: one.case.changed_at)


def waiting_in(account: Account, case: Case, digest: Digest) -> list[Waiting]:
    """Return what waits for an account in one case."""
    seen: Counter[str] = Counter()
    found = []
    for one in may_do(account, case, digest):
        found.append(Waiting(case, moves().of(one.kind), one, seen[one.kind]))
        seen[one.kind] += 1
    return found


@page()
def home(request: PageRequest) -> HttpResponseBase:
    """Show the first page."""
    day = today()
    cases, count = digests(request.account, day)
    rows = rows_of(cases)
    mine = [row for row in rows if concerns(row, request.account)]
    late = [row for row in mine if row.standing is Standing.OVERDUE]
    others_late = [
        row for row in rows if row.standing is Standing.OVERDUE and not concerns(row, request.account)
    ] if watches(request.account) else []  # fmt: skip
    soon = [row for row in mine if row.standing is Standing.DUE and row.duty.due and row.duty.due <= day + SOON]
    waiting = waiting_for(request.account, cases)
    return shown(
        request, "home.html",
        {
            "day": day, "waiting": waiting[:_SHOWN], "waiting_more": max(0, len(waiting) - _SHOWN), "late": gathered(late),
            "others_late": gathered(others_late), "soon": gathered(soon), "stages": _stages(request),
            "drawn": _drawn(cases, request.language), "looked": len(cases), "count": count, "sees_cases": bool(cases),
            "evaluations": waiting_evaluations(request.account), "disclosures": waiting_disclosures(request.account),
            "answers": waiting_answers(request.account), "bases_waiting": waiting_bases(request.account),
            "stocks": waiting_stocks(request.account),
        },
    )  # fmt: skip


def watches(account: Account) -> bool:
    """Return whether an account is shown what others of the agency are late with."""
    return any(role.of_agency for role in account.roles)


def stage_counts(account: Account) -> dict[Stage, int]:
    """Return how many cases that an account may know of stand at each stage, in the order of a case's life."""
    counts = dict(visible_cases(account).order_by().values_list("stage").annotate(n=Count("pk")))
    return {stage: counts.get(stage.value, 0) for stage in Stage}


def _stages(request: PageRequest) -> Bars:
    address = reverse("cases")
    return bars(
        [
            (getattr(stage, request.language), count, f"{address}?stage={stage.value}")
            for stage, count in stage_counts(request.account).items()
        ]
    )


def drawn_by_year(cases: Iterable[tuple[Case, Digest]]) -> dict[int, int]:
    """Return the project cost in yen of equity that was paid, by fiscal year from the first to the last."""
    by_year: Counter[int] = Counter()
    for _, digest in cases:
        for paid_on, cost in digest.drawn:
            by_year[FiscalYear.of(paid_on).year] += cost
    return {year: by_year[year] for year in range(min(by_year), max(by_year) + 1)} if by_year else {}


def _drawn(cases: list[tuple[Case, Digest]], language: str) -> Columns | None:
    by_year = drawn_by_year(cases)
    if not by_year:
        return None
    unit, mark = (_OKU, "億円") if language == "ja" else (1_000_000, " m")
    return columns(
        {(f"{year}年度" if language == "ja" else f"FY{year}"): cost for year, cost in by_year.items()}, unit, mark
    )
