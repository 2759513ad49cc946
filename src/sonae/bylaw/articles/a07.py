"""Article 7: the application, its eleven items, copies of the petroleum contracts, further papers; the day it became complete.

A copy is asked for of every petroleum contract made by the day the form came in. Which further papers are necessary the agency
judges; they are listed among the documents.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sonae.bylaw.articles.a03 import is_petroleum_contract
from sonae.bylaw.articles.stage import decided_on, looked_at_on
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.adoption import Document
from sonae.bylaw.facts.contracts import PetroleumContract
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, Words, no, not_applicable, open_until, yes
from sonae.bylaw.kernel.rules import Body
from sonae.core import Outcome

__all__ = ["book", "form_received_on"]

book = RuleBook(TEXT_IN_HAND)

_EACH = "adoption.applications"
_ITEMS = (
    ("出資先の概要", "the investee"),
    ("機構の出資比率", "the agency's share"),
    ("株式の内容", "the shares"),
    ("事業の概要", "the project"),
    ("技術的事項", "technical matters"),
    ("経済性", "economics"),
    ("石油契約等の概要", "the petroleum contracts"),
    ("労働安全衛生・環境", "safety, health and environment"),
    ("事業遂行能力", "ability to carry the project out"),
    ("リスクと対応", "risks and answers to them"),
    ("その他の重要事項", "other important matters"),
)

book.ask("application.complete", "申込みの書類は全てそろったか", "Are all papers of the application in?", each=_EACH)
_PARTS = [f"application.item_{number}" for number in range(1, len(_ITEMS) + 1)] + [
    "application.contracts", "application.further",
]  # fmt: skip
for _number, (_ja, _en) in enumerate(_ITEMS, 1):
    book.ask(f"application.item_{_number}", f"{_ja}は記載されたか", f"Is it stated: {_en}?", of_case=False, each=_EACH)
book.ask(
    "application.contracts", "石油契約等の写しは提出されたか", "Are copies of the petroleum contracts in?", of_case=False,
    each=_EACH,
)  # fmt: skip
book.ask(
    "application.further", "機構が必要と認めた書類は提出されたか", "Are the papers in that the agency finds necessary?",
    of_case=False, each=_EACH,
)  # fmt: skip


@book.rule("application.complete", "a7.p1")
def complete(ask: Asking) -> Answer:
    """The value is the day on which the last paper came in."""
    if form_received_on(ask.need(".documents"), looked_at_on(ask)) is None:
        return _lacking(ask, "申請書が提出されていない。", "the application form is not in.", "application form")
    answer = ask.all_of(
        _PARTS, Words("書類は全てそろった。", "all papers are in."), Words("書類に不足がある。", "papers are lacking.")
    )
    if answer.outcome is Outcome.NO:
        lacking = [part for part in ask.parts if part.outcome is Outcome.NO]
        return no("".join(part.because_ja for part in lacking), " ".join(part.because for part in lacking))
    if answer.outcome is not Outcome.YES:
        return answer
    last = max(part.value for part in ask.parts if isinstance(part.value, dt.date))
    return replace(answer, value=last, because=Words(f"書類は{last}に全てそろった。", f"all papers were in on {last}."))


def _lacking(ask: Asking, ja: str, en: str, *what: str) -> Answer:
    """Answer that papers are awaited, and once a decision is taken that it was taken without them."""
    return no(ja, en) if decided_on(ask) is not None else open_until(ja, en, *what)


def _item(number: int, ja: str, en: str) -> Body:
    def stated(ask: Asking) -> Answer:
        by = looked_at_on(ask)
        forms = [one for one in ask.need(".documents") if one.kind == "form"]
        unread = [f"items that «{one.name}» states" for one in forms if one.states is None]
        day = _first_received([one for one in forms if number in (one.states or ())], by, unread)
        if day is None:
            return _lacking(
                ask,
                f"第{number}号（{ja}）の記載がない。",
                f"item {number} is not stated: {en}.",
                f"item {number} of the application",
            )
        return yes(
            f"第{number}号（{ja}）は{day}の申請書にある。", f"item {number}, {en}, is stated since {day}.", value=day
        )

    stated.__name__ = f"item_{number}"
    return stated


for _number, (_ja, _en) in enumerate(_ITEMS, 1):
    book.rule(f"application.item_{_number}", f"a7.p1.i{_number}", "a7.p1")(_item(_number, _ja, _en))


@book.rule("application.contracts", "a7.p1", "a3.p1.i12")
def contracts(ask: Asking) -> Answer:
    by = looked_at_on(ask)
    documents: Sequence[Document] = ask.need(".documents")
    form_on = form_received_on(documents, by)
    if form_on is None:
        return _lacking(ask, "申請書が提出されていない。", "the application form is not in.", "application form")
    of_project = [one.name for one in ask.need("contracts") if _is_asked_for(one, form_on)]
    if not of_project:
        return not_applicable(
            f"{form_on}までに締結された石油契約等がない。", f"no petroleum contract was made by {form_on}."
        )
    days, lacking = [], []
    for name in of_project:
        day = _first_received([one for one in documents if one.copy_of == name], by, [])
        if day is None:
            lacking.append(name)
        else:
            days.append(day)
    if lacking:
        return _lacking(
            ask, f"写しがない：{'、'.join(lacking)}。", f"no copy is in of {', '.join(lacking)}.",
            *(f"copy of «{name}»" for name in lacking),
        )  # fmt: skip
    return yes(
        f"石油契約等{len(days)}件の写しがそろった。",
        f"copies of {len(days)} petroleum contracts are in.",
        value=max(days),
    )


@book.rule("application.further", "a7.p1")
def further(ask: Asking) -> Answer:
    if not ask.judged("application.further_papers"):
        return yes("機構はほかの書類を必要と認めなかった。", "the agency found no further paper necessary.")
    by = looked_at_on(ask)
    papers = [one for one in ask.need(".documents") if one.kind == "further"]
    if not papers:
        return open_until(
            "機構が必要と認めた書類が挙げられていない。", "the papers that the agency finds necessary are not listed.",
            "further papers among documents",
        )  # fmt: skip
    days = {one.name: _first_received([one], by, []) for one in papers}
    lacking = [name for name, day in days.items() if day is None]
    if lacking:
        return _lacking(
            ask, f"機構が必要と認めた書類がない：{'、'.join(lacking)}。",
            f"papers that the agency finds necessary are not in: {', '.join(lacking)}.", *(f"paper «{name}»" for name in lacking),
        )  # fmt: skip
    return yes(
        f"機構が必要と認めた書類{len(papers)}件がそろった。", f"{len(papers)} papers that the agency finds necessary are in.",
        value=max(day for day in days.values() if day is not None),
    )  # fmt: skip


def form_received_on(documents: Sequence[Document], by: dt.date) -> dt.date | None:
    """Return the day on which the application form, or the first part of it, came in; None where it did not by a day.

    Raises:
        Awaited: where nothing is stated of when it came in.

    """
    return _first_received([one for one in documents if one.kind == "form"], by, [])


def _first_received(papers: Sequence[Document], by: dt.date, unread: list[str]) -> dt.date | None:
    days = [one.received_on for one in papers if isinstance(one.received_on, dt.date) and one.received_on <= by]
    if days:
        return min(days)
    awaited = [f"day on which «{one.name}» was received" for one in papers if one.received_on is None]
    if awaited or unread:
        raise Awaited(*unread, *awaited)
    return None


def _is_asked_for(one: PetroleumContract, form_on: dt.date) -> bool:
    law = one.kind == "law"
    if one.kind is None or one.of is None or one.for_project is None or (one.by_investee is None and not law):
        raise Awaited(f"kind, of, by_investee and for_project of the contract «{one.name}»")
    if not is_petroleum_contract(law=law, of=one.of, by_investee=one.by_investee, for_project=one.for_project):
        return False
    if one.made_on is None:
        raise Awaited(f"made_on of the contract «{one.name}»")
    return one.made_on <= form_on
