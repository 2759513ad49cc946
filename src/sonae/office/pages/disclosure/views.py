"""The disclosure desk: what waits, a release with its verdict, the ledger with its chain, the budget of freedom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponseBase

from sonae.core import Classification, clock_from_environment
from sonae.office.books import book_kinds, book_moves, may_give_book, visible_books
from sonae.office.books.disclosure import APPROVALS, KIND, ChainLine, DisclosureState, Proposal, Stage, chain_of
from sonae.office.gate import NotThereError, RefusedError, Verdict
from sonae.office.models import Account, Book
from sonae.office.pages.books import entries_of_life, framed_book, offered_moves, receipt_of
from sonae.office.pages.disclosure.told import FreedomDrawn, budgets_told, proposal_told
from sonae.office.pages.entry import PageRequest, page, sees_books, shown
from sonae.office.pages.lifeline import entries_of_book
from sonae.office.words import say

__all__ = [
    "disclosure", "disclosure_budget", "disclosure_ledger", "disclosure_release", "disclosures", "sees_disclosures",
    "waiting_disclosures",
]  # fmt: skip

_LAST = 5
_OUT = (Stage.PUBLISHED, Stage.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A release in the list of what went out: the entry with what vouches for it, and who proposed and approved it."""

    line: ChainLine
    proposal: Proposal | None


def sees_disclosures(account: Account) -> bool:
    """Return whether an account sees the desk at all: by role and by clearance."""
    return sees_books(account, KIND, label=Classification.SECRET)


def _sees(account: Account) -> None:
    if not sees_disclosures(account):
        raise RefusedError(
            Verdict(
                False,
                "公表審査は、秘を扱える担当者のみが閲覧できる。",
                "only those who handle SECRET see the disclosure desk.",
            )
        )


@page()
def disclosures(request: PageRequest) -> HttpResponseBase:
    """List the book of disclosure, or lead to opening it."""
    _sees(request.account)
    read = book_kinds()[KIND].read
    rows = [(book, _waiting(read(book))) for book in visible_books(request.account, KIND)]
    may_open = not rows and bool(may_give_book(request.account, book_moves()["disclosure.open"], None))
    return shown(request, "disclosure/list.html", {"rows": rows, "may_open": may_open})


def _waiting(state: DisclosureState) -> list[Proposal]:
    return [one for one in reversed(state.proposals) if one.stage not in _OUT]


def waiting_disclosures(account: Account) -> list[tuple[Book, int]]:
    """Return the books in which releases wait for an account: for its approval, or for being published by it."""
    if not sees_disclosures(account):
        return []
    approves, publishes = (
        bool(account.roles & book_moves()[kind].roles) for kind in ("publication.approve", "publication.publish")
    )
    found = []
    for book in visible_books(account, KIND):
        wanted = [
            one for one in _waiting(book_kinds()[KIND].read(book))
            if (one.stage is Stage.OPEN and approves and account.login not in {*one.makers, *(a.by for a in one.approvals)})
            or (one.stage is Stage.APPROVED and publishes)
        ]  # fmt: skip
        if wanted:
            found.append((book, len(wanted)))
    return found


@page()
def disclosure(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the desk: whether the chain is whole, what waits, what went out last."""
    book, state, frame = framed_book(request, number, KIND)
    may, not_now = offered_moves(request.account, book, state)
    of_release = ("coarsen", "check", "withdraw", "approve", "publish")
    general = [one for one in may if one.move.kind.partition(".")[2] not in of_release]
    return shown(
        request, "disclosure/desk.html",
        {
            **frame, "here_tab": "disclosure", "waiting": _waiting(state), "approvals": APPROVALS, "may": general,
            "not_now": not_now, "chain": chain_of(book, state, clock_from_environment().now()),
            "out": [one for one in reversed(state.proposals) if one.stage is Stage.PUBLISHED][:_LAST],
            "gone": [one for one in reversed(state.proposals) if one.stage is Stage.WITHDRAWN],
            "receipt": receipt_of(request, book),
            "last": entries_of_book(
                request.account, book, entries_of_life(book, newest_first=True)[:_LAST], request.language
            ),
        },
    )  # fmt: skip


@page()
def disclosure_release(request: PageRequest, number: str, release: int) -> HttpResponseBase:
    """Show a release: what it would show, what the gate said, what it would leave open, what may be done now."""
    book, state, frame = framed_book(request, number, KIND)
    if not 1 <= release <= len(state.proposals):
        raise NotThereError
    proposal = state.proposal(release)
    may, _ = offered_moves(request.account, book, state)
    kinds = {one.move.kind for one in may}
    about = proposal_told(state, proposal, request.language)
    return shown(
        request, "disclosure/release.html",
        {
            **frame, "here_tab": "disclosure", "about": about, "left": _by_kind(about.left, request.language),
            "proposal": proposal, "approvals": APPROVALS, "do": _steps(request.account, proposal, kinds),
            "coarsens": "publication.coarsen" in kinds and proposal.stage is Stage.REFUSED,
            "stale": proposal.stage not in _OUT and proposal.now.check.entries != len(state.ledger.entries),
            "receipt": receipt_of(request, book),
        },
    )  # fmt: skip


def _steps(account: Account, proposal: Proposal, kinds: set[str]) -> list[str]:
    """Return the commands that an account may give on a release at its stage."""
    wanted: list[str] = []
    if proposal.stage is Stage.OPEN and account.login not in {
        *proposal.makers,
        *(one.by for one in proposal.approvals),
    }:
        wanted.append("publication.approve")
    if proposal.stage is Stage.APPROVED:
        wanted.append("publication.publish")
    if proposal.stage not in _OUT:
        wanted += ["publication.check", "publication.withdraw"]
    return [one for one in wanted if one in kinds]


def _by_kind(rows: Iterable[FreedomDrawn], language: str) -> list[tuple[str, str, list[FreedomDrawn]]]:
    """Return secrets by kind: target days, stock, others; with what the kind is called."""
    rows = tuple(rows)
    kinds = (
        (kind, say(f"disclosure.kind.{kind}", language), [one for one in rows if one.kind == kind])
        for kind in ("days", "stock", "other")
    )
    return [one for one in kinds if one[2]]


@page()
def disclosure_ledger(request: PageRequest, number: str) -> HttpResponseBase:
    """Show what was released to whom, when, by whom approved and why it is safe; and whether the chain is whole."""
    book, state, frame = framed_book(request, number, KIND)
    chain = chain_of(book, state, clock_from_environment().now())
    by_id = {one.id: one for one in state.proposals}
    rows = [LedgerLine(one, by_id.get(one.entry.release)) for one in reversed(chain.lines)]
    return shown(
        request, "disclosure/ledger.html", {**frame, "here_tab": "disclosure_ledger", "chain": chain, "rows": rows}
    )


@page()
def disclosure_budget(request: PageRequest, number: str) -> HttpResponseBase:
    """Show how much of each secret is still open, and how much must stay."""
    book, state, frame = framed_book(request, number, KIND)
    rows = budgets_told(book, request.language) if state.broken is None else ()
    return shown(
        request, "disclosure/budget.html",
        {**frame, "here_tab": "disclosure_budget", "kinds": _by_kind(rows, request.language), "rows": rows},
    )  # fmt: skip
