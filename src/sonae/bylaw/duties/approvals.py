"""Duties before an act: the master agreement, matters for prior approval, prior notices, termination (a13, a15, a16, a23)."""

from __future__ import annotations

from collections.abc import Iterator

from sonae.bylaw.duties.bearer import asked_of, before_agreement
from sonae.bylaw.duties.counting import NO_DAY_SET
from sonae.bylaw.duties.duty import Duty
from sonae.bylaw.duties.events import Events, Record
from sonae.bylaw.kernel import Words
from sonae.core import Outcome

__all__ = ["approval_duties"]


def approval_duties(events: Events) -> Iterator[Duty]:
    """Yield the duties that come before an act; the day of the act is the last day for them."""
    yield from _agreement(events)
    for matter in events.all("matters"):
        yield from _matter(events, matter)
    for notice in events.all("notices"):
        yield _notice(events, notice)
    yield from _termination(events)


def _agreement(events: Events) -> Iterator[Duty]:
    paid = [day for one in events.all("drawdowns") if (day := one.day("paid")) is not None]
    adopted, signed = events.day("adopted"), events.happened("agreement")
    if adopted is not None and (paid or signed is not None):
        yield Duty(
            "agreement.make",
            "",
            Words("初回の出資に先立ち出資基本契約を締結する", "make the master agreement before the first drawdown"),
            "agency",
            min(paid, default=None),
            adopted,
            signed,
            ("a13.p1",),
            Words("契約のない出資となる。", "Equity was paid without the agreement."),
        )
    for condition in events.all("conditions"):
        what = condition.get("what")
        yield Duty(
            "agreement.confirm_condition",
            condition.of,
            Words(f"採択の条件「{what}」の充足を確認する", f"confirm that the condition «{what}» is met"),
            "agency",
            events.day("agreement"),
            adopted,
            condition.happened("confirmed"),
            ("a13.p2", "a10.p2"),
            Words("条件の確認を欠く契約となる。", "The agreement was made with the condition unconfirmed."),
        )


def _matter(events: Events, matter: Record) -> Iterator[Duty]:
    if events.finding("matter.caught", matter.of).outcome is not Outcome.YES:
        return
    item, what, acted = matter.get("item"), matter.get("what"), matter.day("done")
    looked_at = matter.day("approved") or matter.day("received") or acted
    if matter.get("no say") is not None:
        yield Duty(
            "matter.report",
            matter.of,
            Words(f"第{item}号「{what}」を報告する", f"report «{what}» (item {item})"),
            asked_of(events, looked_at),
            None,
            matter.day("received"),
            matter.happened("reported"),
            ("a15.p2", f"a15.p1.i{item}", *before_agreement(events, looked_at)),
            Words("報告を欠く。", "The report is lacking."),
            (NO_DAY_SET,),
        )
        return
    yield Duty(
        "matter.approve",
        matter.of,
        Words(f"第{item}号「{what}」の事前承認を受ける", f"have «{what}» (item {item}) approved beforehand"),
        asked_of(events, looked_at),
        acted,
        matter.day("received"),
        matter.happened("approved"),
        (f"a15.p1.i{item}", "a15.p1", *before_agreement(events, looked_at)),
        Words("事前承認のない実施となる。", "It was done without prior approval."),
    )


def _notice(events: Events, notice: Record) -> Duty:
    item, what, acted = notice.get("item"), notice.get("what"), notice.day("done")
    judged = events.judgement("notice.approval_needed", notice.of) if item == 2 else None
    looked_at = notice.day("given") or acted
    if judged is not None and judged.holds:
        return Duty(
            "notice.approve",
            notice.of,
            Words(f"第2号「{what}」の承認を受ける", f"have «{what}» (item 2) approved"),
            asked_of(events, looked_at),
            acted,
            judged.on,
            notice.happened("approved"),
            ("a16.p1.x1", "a16.p1.i2", *before_agreement(events, looked_at)),
            Words("承認のない実施となる。", "It was done without approval."),
        )
    return Duty(
        "notice.give",
        notice.of,
        Words(
            f"第{item}号「{what}」を事前に書面で連絡する",
            f"give notice of «{what}» (item {item}) beforehand, in writing",
        ),
        asked_of(events, looked_at),
        acted,
        None,
        notice.happened("given"),
        (f"a16.p1.i{item}", "a16.p1", "a16.p2", *before_agreement(events, looked_at)),
        Words("事前連絡を欠く。", "Notice beforehand is lacking."),
    )


def _termination(events: Events) -> Iterator[Duty]:
    if events.get("project ends"):
        yield Duty(
            "termination.approve",
            "",
            Words("事業の終結の事前承認を受ける", "have termination of the project approved beforehand"),
            "investee",
            events.day("rights parted with"),
            None,
            events.happened("termination approved"),
            ("a23.p1",),
            Words("承認のない終結となる。", "The project was ended without approval."),
        )
