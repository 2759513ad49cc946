"""Article 17: what the investee reports, and by when."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.articles.event import happened, setting
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.clock import DUE_ON_CLOSED_DAY, months_after, settled
from sonae.bylaw.kernel import Answer, Asking, Body, RuleBook, Words, no, not_applicable, open_until, yes

__all__ = ["book", "report_due"]

REPORTS = "management.reports"

book = RuleBook(TEXT_IN_HAND)

book.ask("report.in_order", "報告は定めどおりか", "Is the report made as it has to be?", each=REPORTS)
book.ask("report.in_time", "報告は期限までか", "Did the report come in time?", each=REPORTS, of_case=False)
book.ask("report.written", "書面による報告か", "Is the report in writing?", each=REPORTS, of_case=False)


def report_due(month: str) -> dt.date:
    """Return the day by which the report on a month, «2026-04», is due: the 20th of the next."""
    return months_after(dt.date.fromisoformat(f"{month}-01"), 1).replace(day=20)


def _monthly(item: int) -> Body:
    def monthly(ask: Asking) -> Answer | None:
        if ask.need(".item") != item:
            return None
        return _joined(ask)

    monthly.__name__ = f"item_{item}"
    return monthly


for _item in (1, 2):
    book.rule("report.in_order", f"a17.p1.i{_item}", "a17.p1", "a17.p2")(_monthly(_item))


@book.rule("report.in_order", "a17.p1.i3", "a17.p1", "a17.p2")
def decarbonisation(ask: Asking) -> Answer | None:
    """Only where there is such a project; at what rhythm the text does not say."""
    if ask.need(".item") != 3:
        return None
    if "decarbonisation" not in ask.need("project.businesses"):
        return not_applicable(
            "脱炭素化対策を実施する事業ではない。", "the project takes no measures of decarbonisation."
        )
    return _joined(ask)


@book.rule("report.in_order", "a17.p1.i4", "a17.p1", "a17.p2")
def directed(ask: Asking) -> Answer | None:
    return _joined(ask) if ask.need(".item") == 4 else None


def _joined(ask: Asking) -> Answer:
    return ask.all_of(
        ["report.in_time", "report.written"],
        Words("期限までに書面で報告された。", "the report came in time and in writing."),
        Words("期限までの書面による報告を欠く。", "the report did not come in time and in writing."),
    )


@book.rule("report.in_time", "a17.p1")
def in_time(ask: Asking) -> Answer:
    """What comes on the 20th is in time. Where that is a closed day, whether the next open day does, the text does not say."""
    due: dt.date | None = report_due(ask.need(".month")) if ask.need(".item") in (1, 2) else ask.get(".due_on")
    came = happened(ask, ".received_on")
    if due is None:
        if came is None:
            return open_until(
                "報告を待つ。期限の定めはない。", "the report is awaited; no day is set.", ask.named(".received_on")
            )
        return yes(f"{came}に報告された。期限の定めはない。", f"reported on {came}; no day is set.", value=came)
    by, last = came or ask.as_of, due
    if settled(due, "previous_open_day") < by <= settled(due, "next_open_day"):
        last = settled(due, setting(ask, "due_on_closed_day", *DUE_ON_CLOSED_DAY))
    if by > last:
        return no(f"期限{last}に間に合わない。", f"not reported by {last}, when it was due.", value=last)
    if came is None:
        return open_until(
            f"報告を待つ。期限は{last}。",
            f"the report is awaited, due by {last}.",
            ask.named(".received_on"),
            value=last,
        )
    return yes(f"{came}に報告され、期限{last}に間に合った。", f"reported on {came}, in time for {last}.", value=last)


@book.rule("report.written", "a17.p2")
def written(ask: Asking) -> Answer:
    if happened(ask, ".received_on") is None:
        return open_until("報告を待つ。", "the report is awaited.", ask.named(".received_on"))
    if ask.flag(".written"):
        return yes("書面による。", "it is in writing.")
    return no("書面によらない。", "it is not in writing.")
