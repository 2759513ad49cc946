"""Duties from application to adoption and its changes (a2, a6, a8 to a10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sonae.bylaw.clock import CONSULTATION_DAYS, REVIEW_WEEKS, Stop, last_day, stops_of
from sonae.bylaw.duties.counting import NO_DAY_SET, settled_day
from sonae.bylaw.duties.duty import Duty
from sonae.bylaw.duties.events import Events, Record
from sonae.bylaw.kernel import Words

__all__ = ["adoption_duties"]

_COUNTING = "review_consultation_days"


def adoption_duties(events: Events) -> Iterator[Duty]:
    """Yield the duties up to the master agreement."""
    for criteria in events.all("criteria"):
        yield from _of_criteria(criteria)
    applications = events.all("applications")
    if applications:
        yield from _main_bylaw(events, applications[0])
    for application in applications:
        yield from _of_application(events, application)
    for change in events.all("adoption changes"):
        yield from _of_change(events, change)
    for borrowing in events.all("borrowings"):
        yield from _of_borrowing(borrowing)


def _of_criteria(criteria: Record) -> Iterator[Duty]:
    """Filing and hearing are asked of the criteria for adoption, not of those on safety, health and environment."""
    if criteria.get("of") != "adoption":
        return
    name, on, changed = criteria.get("name"), criteria.day("on"), criteria.get("act") == "changed"
    act = Words("改定", "changed") if changed else Words("制定", "set")
    yield Duty(
        "criteria.hear_experts",
        criteria.of,
        Words(
            f"審査基準「{name}」の{act.ja}前に外部専門家の意見を聴く",
            f"hear outside experts before the criteria «{name}» are {act.en}",
        ),
        "agency",
        on,
        None,
        criteria.happened("experts heard"),
        ("a9.p3", "a9.p2") if changed else ("a9.p2",),
        Words("意見を聴かずに定めた基準となる。", "The criteria were set without hearing them."),
    )
    yield Duty(
        "criteria.file",
        criteria.of,
        Words(f"審査基準「{name}」を経済産業大臣に届け出る", f"file the criteria «{name}» with the minister"),
        "agency",
        None,
        on,
        criteria.happened("filed"),
        ("a9.p4.q2", "a9.p4") if changed else ("a9.p4",),
        Words("届出を欠く。", "The filing is lacking."),
        (NO_DAY_SET,),
    )


def _main_bylaw(events: Events, first: Record) -> Iterator[Duty]:
    if not events.get("other bylaws"):
        return
    judged = events.judgement("bylaws.main")
    yield Duty(
        "bylaws.settle",
        "",
        Words("申込者と協議し、主たる細則を決める", "settle with the applicant which bylaw is the main one"),
        "agency",
        first.day("review began"),
        None,
        judged.on if judged else None,
        ("a2.p2",),
        Words("審査は主たる細則の決定前に始まったことになる。", "The review began before that was settled."),
    )


def _of_application(events: Events, application: Record) -> Iterator[Duty]:
    complete, decided = events.finding("application.complete", application.of).value, application.happened("decided")
    again = (application.get("number") or 1) > 1
    if isinstance(complete, dt.date):
        due, stops, notes = _six_weeks(events, application, complete, decided)
        yield Duty(
            "review.decide_again" if again else "review.decide",
            application.of,
            Words("採択の可否を決定する（原則6週間以内）", "decide on the application, in principle within six weeks"),
            "agency",
            due,
            complete,
            decided,
            ("a8.p1", "a10.p4") if again else ("a8.p1",),
            Words(
                "原則からの遅れであり、説明を要する。違法ではない。",
                "Late against the principle: to be explained, not unlawful.",
            ),
            notes,
            stops,
        )
    yield Duty(
        "decision.consent",
        application.of,
        Words(
            "可否の決定前に経済産業大臣と協議し同意を得る", "consult the minister and have the consent before deciding"
        ),
        "agency",
        application.day("decided"),
        complete if isinstance(complete, dt.date) else None,
        _consented(application),
        ("a6.p2",),
        Words("可否いずれの決定もできない。", "No decision may be taken, for or against."),
    )
    if decided is not None:
        yield Duty(
            "decision.notify",
            application.of,
            Words("決定を申請者に書面で通知する", "tell the applicant of the decision in writing"),
            "agency",
            None,
            decided,
            application.happened("told"),
            ("a10.p1",) if application.get("adopted") else ("a10.p1", "a10.p3"),
            Words("通知を欠く。", "The notice is lacking."),
            (NO_DAY_SET,),
        )


def _six_weeks(
    events: Events, application: Record, complete: dt.date, decided: dt.date | None
) -> tuple[dt.date, tuple[Stop, ...], tuple[Words, ...]]:
    """Return the last day of the six weeks, the days on which the clock stands still, and what the bylaw leaves open."""
    consultations = application.all("consultations")
    spans = [(began, one.day("answered")) for one in consultations if (began := one.day("began")) is not None]
    looked_at = decided or events.as_of
    chosen = events.setting(_COUNTING)
    notes: list[Words] = []
    counted = {
        way: stops_of(spans, way, looked_at) for way in (CONSULTATION_DAYS if chosen is None else (str(chosen),))
    }
    ends = {way: last_day(complete, stops, 7 * REVIEW_WEEKS) for way, stops in counted.items()}
    way = min(ends, key=lambda one: ends[one])
    if spans:
        taken = f"{_COUNTING}: {way}" if chosen is not None else ""
        ja = f"設定{taken}" if taken else f"設定{_COUNTING}は未選択。最も早い{way}による"
        en = (
            f"setting {taken}" if taken else f"the setting {_COUNTING} is not chosen, and {way}, the earliest, is taken"
        )
        notes.append(
            Words(
                f"大臣協議の初日と末日の数え方は本細則に定めがない（{ja}）。",
                f"How the first and the last day of a consultation count the bylaw does not rule ({en}).",
            )
        )
    if any(ended is None and began <= looked_at for began, ended in spans):
        notes.append(
            Words(
                "大臣協議が続く間、期限は日ごとに延びる。",
                "While the minister is consulted the last day moves on day by day.",
            )
        )
    due, closed = settled_day(events, ends[way], "review_due_on_closed_day")
    return due, counted[way], (*notes, *closed)


def _consented(application: Record) -> dt.date | None:
    answers = [one.happened("answered") for one in application.all("consultations") if one.get("consents")]
    days = [day for day in answers if day is not None]
    return min(days, default=None)


def _of_change(events: Events, change: Record) -> Iterator[Duty]:
    """A report of every change and cancellation; where the minister finds it necessary, consultation and consent before it."""
    on = change.day("on")
    cancelled = change.get("kind") == "cancellation"
    act = (
        Words("採択の取消し", "cancellation of the adoption")
        if cancelled
        else Words("採択の内容の変更", "change of the adoption")
    )
    judged = events.judgement("change.consultation_necessary", change.of)
    if judged is not None and judged.holds:
        yield Duty(
            "change.consent",
            change.of,
            Words(f"{act.ja}の前に大臣の同意を得る", f"have the minister's consent before the {act.en}"),
            "agency",
            on,
            judged.on,
            change.happened("answered") if change.get("consents") else None,
            ("a10.p6.x1", "a10.p6"),
            Words(f"{act.ja}はできない。", f"The {act.en} may not be made."),
        )
        return
    yield Duty(
        "change.report",
        change.of,
        Words(f"{act.ja}を大臣に報告する", f"report the {act.en} to the minister"),
        "agency",
        None,
        on,
        change.happened("reported"),
        ("a10.p6",),
        Words("報告を欠く。", "The report is lacking."),
        (NO_DAY_SET,),
    )


def _of_borrowing(borrowing: Record) -> Iterator[Duty]:
    name, planned, confirmed = borrowing.get("name"), borrowing.happened("planned"), borrowing.happened("confirmed")
    yield Duty(
        "borrowing.plan_repayment",
        borrowing.of,
        Words(f"「{name}」の償還計画を作成し確認する", f"make and confirm the repayment plan of «{name}»"),
        "agency",
        borrowing.day("used"),
        None,
        max(planned, confirmed) if planned is not None and confirmed is not None else None,
        ("a9_2.p1",),
        Words("確認を経ずに借入金・債券で出資したことになる。", "Equity was paid from the borrowing unconfirmed."),
    )
