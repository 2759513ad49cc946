"""Reports of the investee: every month by the 20th of the next, on decarbonisation, and as directed (a17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sonae.bylaw.articles.a17 import report_due
from sonae.bylaw.clock import months_after
from sonae.bylaw.duties.bearer import asked_of, before_agreement
from sonae.bylaw.duties.counting import NO_DAY_SET, settled_day
from sonae.bylaw.duties.duty import Duty
from sonae.bylaw.duties.events import Events, Record
from sonae.bylaw.kernel import Words

__all__ = ["report_duties"]

_MONTHLY = {
    1: Words("事業の進捗と資金の支払い", "progress and payments"),
    2: Words("生産、販売及び財務", "production, sales and finance"),
}
_LATE = Words("報告の遅れとなる。", "The report is late.")


def report_duties(events: Events) -> Iterator[Duty]:
    """Yield the reports from adoption (a13.p3), or the agreement where adoption is not stated, until the shares are disposed of."""
    begins, signed = events.day("adopted"), events.day("agreement")
    began = begins or signed
    received = events.all("reports")
    if began is not None:
        yield from _monthly(events, began, received)
        if "decarbonisation" in (events.get("businesses") or ()):
            came = [day for one in received if one.get("item") == 3 and (day := one.happened("received")) is not None]
            yield Duty(
                "report.decarbonisation",
                "",
                Words("脱炭素化対策の実施状況を報告する", "report on the measures of decarbonisation"),
                asked_of(events, None),
                None,
                began,
                max(came, default=None),
                ("a17.p1.i3", "a17.p1", "a17.p2", *before_agreement(events, None)),
                _LATE,
                (Words("頻度も期限も定められていない。", "The bylaw sets neither rhythm nor day."),),
            )
    for one in received:
        if one.get("item") == 4:
            day = one.day("due")
            due, notes = (None, (NO_DAY_SET,)) if day is None else settled_day(events, day)
            yield Duty(
                "report.directed",
                one.of,
                Words("機構が指示した事項を報告する", "report what the agency directed"),
                asked_of(events, day),
                due,
                None,
                one.happened("received"),
                ("a17.p1.i4", "a17.p1", "a17.p2", *before_agreement(events, day)),
                _LATE,
                notes,
            )


def _monthly(events: Events, began: dt.date, received: tuple[Record, ...]) -> Iterator[Duty]:
    stated = {(one.get("item"), one.get("month")): one for one in received if one.get("month") is not None}
    ends = events.day("shares disposed")
    first = began.replace(day=1)
    month = first
    while (due := report_due(f"{month:%Y-%m}")) <= events.until and (ends is None or month <= ends):
        for item, about in _MONTHLY.items():
            yield _of_month(
                events, month, due, item, about, stated.get((item, f"{month:%Y-%m}")), partial=month == first
            )
        month = months_after(month, 1)


def _of_month(
    events: Events, month: dt.date, due: dt.date, item: int, about: Words, report: Record | None, *, partial: bool
) -> Duty:
    settled, notes = settled_day(events, due)
    if partial:
        notes += (
            Words(
                "採択の月から求める。月の途中からとするかは定められていない。",
                "Asked from the month of adoption on; whether a part of a month counts the bylaw does not rule.",
            ),
        )
    last: dt.date | None = settled
    cites = (f"a17.p1.i{item}", "a17.p1", "a17.p2", *before_agreement(events, due))
    if report is not None and report.get("information") is not None and before_agreement(events, due):
        known = report.happened("information")
        if known is None or known > settled:
            last, cites = None, (*cites, "a13.p3.i2")
            notes = (
                Words(
                    "情報が得られ次第、可及的速やかに報告する。",
                    "To be reported as soon as the information can be had.",
                ),
            )
    return Duty(
        "report.monthly",
        f"{month:%Y-%m} ({item})",
        Words(f"{month:%Y-%m}の{about.ja}を報告する", f"report {about.en} of {month:%Y-%m}"),
        asked_of(events, due),
        last,
        months_after(month, 1),
        report.happened("received") if report else None,
        cites,
        _LATE,
        notes,
    )
