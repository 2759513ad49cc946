"""The desk, the pages of items and indicators, and the remarks of the lint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from sonae.core import Outcome, UnknownChoiceError
from sonae.evaluation import half_year_findings, lint
from sonae.office.books import book_kinds, book_moves, may_give_book, visible_books
from sonae.office.books.evaluation import KIND, Board, EvaluationState, ItemLine, Lacking, Stage, board_of
from sonae.office.gate import NotThereError, RefusedError, Verdict
from sonae.office.models import Account, Book, Department
from sonae.office.pages.books import entries_of_life, framed_book, offered_moves, receipt_of
from sonae.office.pages.digest import today
from sonae.office.pages.entry import PageRequest, page, shown
from sonae.office.pages.evaluation.told import indicator_told, item_told
from sonae.office.pages.judged import lines_of
from sonae.office.pages.lifeline import entries_of_book
from sonae.office.roles import Role

__all__ = [
    "evaluation",
    "evaluation_indicator",
    "evaluation_item",
    "evaluation_remarks",
    "evaluations",
    "waiting_evaluations",
]

_LAST = 5


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that is missing, with the address where it is stated."""

    lacking: Lacking
    address: str
    name_ja: str
    name_en: str
    item: str


@dataclass(frozen=True, slots=True)
class Row:
    """A book in the list of evaluations."""

    book: Book
    state: EvaluationState
    board: Board

    @property
    def lacking(self) -> int:
        """How much is missing."""
        return len(self.board.whole) + sum(len(line.lacking) for line in self.board.items)

    @property
    def late(self) -> int:
        """How much of it is late."""
        return sum(one.late for one in self.board.whole) + sum(
            one.late for line in self.board.items for one in line.lacking
        )


def _sees(account: Account) -> None:
    """Let in who may see evaluations at all. Raises RefusedError for others."""
    if not account.roles & book_kinds()[KIND].seen_by:
        raise RefusedError(
            Verdict(False, "この役割では業務実績評価を閲覧できない。", "this role does not see the yearly evaluation.")
        )


@page()
def evaluations(request: PageRequest) -> HttpResponseBase:
    """List the evaluations that the reader may know of, the latest year first."""
    _sees(request.account)
    read, day = book_kinds()[KIND].read, today()
    rows = []
    for book in visible_books(request.account, KIND):
        state = read(book)
        rows.append(Row(book, state, board_of(state, day)))
    may_open = bool(may_give_book(request.account, book_moves()["year.open"], None))
    return shown(request, "evaluation/list.html", {"rows": rows, "may_open": may_open, "day": day})


def _todo(account: Account, state: EvaluationState, board: Board, number: str) -> tuple[list[ToDo], list[ToDo]]:
    """Return what is missing: what the reader may state, and the rest; the late first."""
    own = account.department.code if account.department else ""
    mine: list[ToDo] = []
    others: list[ToDo] = []
    for line in board.items:
        for one in line.lacking:
            by = book_moves()[one.kind].roles
            may = bool(account.roles & by)
            if may and by != {Role.PLANNING}:  # what planning alone does waits for it; all else for who has the item
                may = line.department == own or (not line.department and Role.PLANNING in account.roles)
            (mine if may else others).append(_to_do(state, one, number, line.item.id))
    for one in board.whole:
        may = bool(account.roles & book_moves()[one.kind].roles)
        (mine if may else others).append(_to_do(state, one, number, ""))
    return sorted(mine, key=_urgency), sorted(others, key=_urgency)


def _urgency(one: ToDo) -> tuple[bool, str]:
    return not one.lacking.late, str(one.lacking.due or "9999")


def _to_do(state: EvaluationState, one: Lacking, number: str, item: str) -> ToDo:
    query = f"?{urlencode({one.field: one.of})}" if one.field else ""
    evaluation = state.evaluation
    ja = en = one.of
    if one.what in ("target", "value"):
        found = evaluation.indicator(one.of)
        ja, en = f"{one.of} {found.name.ja}", f"{one.of} {found.name.en}"
    elif one.what == "gate":
        needed = next(gate for gate in evaluation.gates if gate.id == one.of).requires
        ja, en = needed.ja, needed.en
    elif one.of == "overall":
        ja, en = "法人全体", "the whole"
    elif one.of:
        ja, en = (f"{evaluation.item(one.of).number} {words}" for words in
                  (evaluation.item(one.of).name.ja, evaluation.item(one.of).name.en))  # fmt: skip
    return ToDo(one, reverse("book_command", args=[number, one.kind]) + query, ja, en, item)


def waiting_evaluations(account: Account) -> list[tuple[Book, int, int]]:
    """Return the evaluations in which something waits for an account: the book, how much, and how much of it is late."""
    read, day = book_kinds()[KIND].read, today()
    found = []
    for book in visible_books(account, KIND):
        state = read(book)
        if state.desk.stage is not Stage.CLOSED:
            mine, _ = _todo(account, state, board_of(state, day), book.number)
            found.append((book, len(mine), sum(one.lacking.late for one in mine)))
    return [one for one in found if one[1]]


@page()
def evaluation(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the desk of a year: what is missing, what is late, every item with its progress."""
    book, state, frame = framed_book(request, number, KIND)
    account = request.account
    board = board_of(state, today())
    mine, others = _todo(account, state, board, number)
    may, not_now = offered_moves(account, book, state)
    places = {one.code: one for one in Department.objects.all()}
    lines = [(line, places.get(line.department)) for line in board.items]
    own = account.department.code if account.department else ""
    return shown(
        request, "evaluation/desk.html",
        {
            **frame, "here_tab": "evaluation", "day": today(), "mine": mine, "others": others, "items": lines, "own": own,
            "may": may, "not_now": not_now, "receipt": receipt_of(request, book),
            "overall": state.evaluation.rating("overall", "minister"),
            "stated": sum(line.stated for line in board.items), "wanted": sum(line.wanted for line in board.items),
            "late": sum(one.lacking.late for one in (*mine, *others)), "half": lines_of(half_year_findings(state.evaluation)),
            "reviews": [one for one in state.evaluation.half_year_reviews if one.year == state.year],
            "last": entries_of_book(account, book, entries_of_life(book, newest_first=True)[:_LAST], request.language),
        },
    )  # fmt: skip


def _moves_for(request: PageRequest, book: Book, state: EvaluationState, kinds: Iterable[str]) -> list[object]:
    may, _ = offered_moves(request.account, book, state)
    return [one for one in may if one.move.kind in set(kinds)]


@page()
def evaluation_item(request: PageRequest, number: str, item: str) -> HttpResponseBase:
    """Show an item: its indicators, the computed band beside what was decided, everybody's column side by side."""
    book, state, frame = framed_book(request, number, KIND)
    try:
        about = item_told(state, item)
    except UnknownChoiceError:
        raise NotThereError from None
    line: ItemLine = next(one for one in board_of(state, today()).items if one.item.id == item)
    given = Department.objects.filter(code=line.department).first()
    moves = _moves_for(
        request, book, state,
        ("item.assign", "item.evaluate", "inputs.state", "experts.comment", "auditors.comment", "minister.view", "minister.rate"),
    )  # fmt: skip
    grounds = lines_of([about.ground, *about.ground.parts])
    return shown(
        request, "evaluation/item.html",
        {**frame, "here_tab": "evaluation", "about": about, "line": line, "given": given, "moves": moves, "grounds": grounds,
         "receipt": None},
    )  # fmt: skip


@page()
def evaluation_indicator(request: PageRequest, number: str, indicator: str) -> HttpResponseBase:
    """Show an indicator with its history, its forecast, and the evidence that is counted."""
    book, state, frame = framed_book(request, number, KIND)
    try:
        about = indicator_told(state, indicator)
    except UnknownChoiceError:
        raise NotThereError from None
    moves = _moves_for(request, book, state, ("indicator.state", "evidence.record"))
    return shown(
        request, "evaluation/indicator.html", {**frame, "here_tab": "evaluation", "about": about, "moves": moves}
    )  # fmt: skip


@page()
def evaluation_remarks(request: PageRequest, number: str) -> HttpResponseBase:
    """Show what the lint finds: what is stated and does not hold, and slips that data cannot show."""
    _, state, frame = framed_book(request, number, KIND)
    report = lint(state.evaluation)
    conditions = state.evaluation.conditions()
    counts = Counter(one.outcome for one in report.findings)
    return shown(
        request, "evaluation/remarks.html",
        {
            **frame, "here_tab": "evaluation_remarks", "wrong": lines_of(report.anomalies), "open": lines_of(report.open),
            "checked": len(report.findings), "held": counts[Outcome.YES], "not_checkable": report.not_checkable,
            "conditions": lines_of(conditions), "overall": lines_of([state.evaluation.overall()]),
        },
    )  # fmt: skip
