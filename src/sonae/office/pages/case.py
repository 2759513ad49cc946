"""The pages of a case: at a glance, its life line, its facts, its findings, its duties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponseBase

from sonae.bylaw import EquityCase, Standing
from sonae.office.commands import moves
from sonae.office.gate import Verdict, may_give
from sonae.office.life import Move
from sonae.office.models import Account, Case
from sonae.office.pages.digest import Digest, digest_of, today
from sonae.office.pages.due import gathered, rows_of
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.home import waiting_in
from sonae.office.pages.judged import counted, grouped
from sonae.office.pages.lifeline import entries_of, entry_of, events_of
from sonae.office.pages.reading import case_for, facts_for, findings_for, inside
from sonae.office.pages.runs import RunShown, run_beside
from sonae.office.pages.told import told, told_support
from sonae.office.stage import Stage

__all__ = ["Offered", "case", "case_duties", "case_facts", "case_findings", "case_life", "framed"]

_EACH = 50
_PARTS = (
    "project", "investee", "contracts", "interests", "costs", "funding", "repayment", "stage", "adoption", "management",
    "oversight", "judgements",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offered:
    """A command with the verdict on whether the reader may give it now."""

    move: Move
    verdict: Verdict


def framed(request: PageRequest, number: str) -> tuple[Case, Digest, dict[str, Any]]:
    """Return a case with its digest and what the head of each of its pages shows.

    Raises:
        NotThereError: when there is no such case for the reader.

    """
    found = case_for(request.account, number)
    digest = digest_of(found, today())
    stage = Stage(found.stage)
    frame = {"case": found, "stage": stage, "inside": inside(request.account), "day": today()}
    return found, digest, frame


def offered(account: Account, found: Case) -> tuple[list[Offered], list[Offered]]:
    """Return the commands that an account may give in a case now, and those of its roles that it may not, with the reason."""
    verdicts = [Offered(move, may_give(account, move, found)) for move in moves().values() if move.offered]
    may = [one for one in verdicts if one.verdict]
    not_now = [
        one
        for one in verdicts
        if not one.verdict and account.roles & one.move.roles and found.kind in one.move.supports
    ]
    return may, not_now


@page()
def case(request: PageRequest, number: str) -> HttpResponseBase:
    """Show a case at a glance."""
    found, digest, frame = framed(request, number)
    may, not_now = offered(request.account, found)
    rows = [row for row in rows_of([(found, digest)]) if row.open]
    findings = findings_for(request.account, digest.check.findings if digest.check else ())
    receipt = request.GET.get("receipt", "")
    told_receipt = (
        entry_of(request.account, found, int(receipt[:18]), request.language) if receipt.isdecimal() else None
    )
    awaited = [moves().of(kind) for kind in dict.fromkeys(one.kind for one in digest.awaited)]
    others = [move for move in awaited if not may_give(request.account, move, found)]
    run = _run(request, found)
    return shown(
        request, "case.html",
        {
            **frame, "here_tab": "case", "waiting": waiting_in(request.account, found, digest), "may": may, "not_now": not_now,
            "others_wait": others,
            "duties": gathered(rows), "run": run, "counts": counted(findings), "check": digest.check, "receipt": told_receipt,
            "last": entries_of(request.account, found, events_of(request.account, found, newest_first=True)[:5], request.language),
        },
    )  # fmt: skip


def _run(request: PageRequest, found: Case) -> RunShown | None:
    """Return the valuation that the case rests on, else the newest; None for who does not read the agency's own work."""
    return run_beside(request.account, found, request.language) if inside(request.account) else None


@page()
def case_life(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the life line of a case."""
    found, _, frame = framed(request, number)
    newest = request.GET.get("order") == "newest"
    rows = Paginator(events_of(request.account, found, newest_first=newest), _EACH).get_page(request.GET.get("page"))
    entries = entries_of(request.account, found, rows.object_list, request.language)
    return shown(
        request,
        "case_life.html",
        {**frame, "here_tab": "case_life", "rows": rows, "entries": entries, "newest": newest},
    )


@page()
def case_facts(request: PageRequest, number: str) -> HttpResponseBase:
    """Show what is stated of a case, part by part."""
    found, _, frame = framed(request, number)
    facts = facts_for(request.account, found)
    rows = told(EquityCase, {name: facts[name] for name in _PARTS if facts.get(name)}, request.language)
    rows += told_support(facts.get("support", {}), request.language)
    by_part = {f"facts.{name}" for name in _PARTS}
    may, _ = offered(request.account, found)
    edits = [one for one in may if one.move.kind in by_part or one.move.kind == "facts.development"]
    return shown(request, "case_facts.html", {**frame, "here_tab": "case_facts", "parts": rows, "edits": edits})


@page()
def case_findings(request: PageRequest, number: str) -> HttpResponseBase:
    """Show what the bylaw finds of a case today."""
    _, digest, frame = framed(request, number)
    findings = findings_for(request.account, digest.check.findings if digest.check else ())
    return shown(
        request, "case_findings.html",
        {**frame, "here_tab": "case_findings", "groups": grouped(findings), "counts": counted(findings), "check": digest.check},
    )  # fmt: skip


@page()
def case_duties(request: PageRequest, number: str) -> HttpResponseBase:
    """Show what was, is and will be due in a case."""
    found, digest, frame = framed(request, number)
    rows = rows_of([(found, digest)])
    groups = [
        (name, [row for row in rows if row.standing in standings])
        for name, standings in (
            ("overdue", (Standing.OVERDUE,)), ("due", (Standing.DUE,)), ("to_come", (Standing.TO_COME,)),
            ("done", (Standing.DONE, Standing.DONE_LATE)),
        )
    ]  # fmt: skip
    return shown(request, "case_duties.html", {**frame, "here_tab": "case_duties", "groups": groups, "any": bool(rows)})
