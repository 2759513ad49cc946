"""Duties of the yearly plan: approval, provisional plan, changes, work items, worsening, stopped equity (a11, a12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sonae.bylaw.clock import period_end
from sonae.bylaw.duties.bearer import asked_of, before_agreement
from sonae.bylaw.duties.counting import DAY, NO_DAY_SET, closed_day
from sonae.bylaw.duties.duty import Duty
from sonae.bylaw.duties.events import Events, Record
from sonae.bylaw.kernel import Words
from sonae.core import Outcome

__all__ = ["plan_duties"]

_MONTHS = 3
"""Months within which a provisional plan is approved (a11.p1)."""

_LATE = Words(
    "承認のない年度であり、出資の実行の根拠を欠く。",
    "The year has no approved plan, and drawdowns have no ground in one.",
)
_WITHOUT_DELAY = Words("速やかに行う。期限の日は定められていない。", "To be done without delay; the bylaw sets no day.")


def plan_duties(events: Events) -> Iterator[Duty]:
    """Yield the duties of yearly plans and the work in them."""
    plans = {plan.get("year"): plan for plan in events.all("plans")}
    for begins in _years(events):
        yield from _of_year(events, begins, plans.get(begins.year))
    for change in events.all("plan changes"):
        if change.get("important"):
            yield _changed(events, change, "plan.approve_change", "年間事業計画", "the year's plan", ("a11.p4",))
    for work in events.all("works"):
        name = work.get("name")
        if work.day("certain") is None:
            continue
        yield Duty(
            "work.approve",
            work.of,
            Words(f"個別作業等「{name}」の承認を受ける", f"have the work item «{name}» approved"),
            asked_of(events, work.day("certain")),
            None,
            work.day("certain"),
            work.happened("approved"),
            ("a12.p1", *before_agreement(events, work.day("certain"))),
            Words("その作業への出資はできない。", "No equity may be paid for it."),
            (
                Words(
                    "実施が確実になった時点とされ、日は定められていない。",
                    "Due when it becomes certain; the bylaw sets no day.",
                ),
            ),
        )
    for change in events.all("work changes"):
        if change.get("important"):
            name = change.get("name")
            yield _changed(
                events, change, "work.approve_change", f"個別作業等「{name}」", f"the work item «{name}»", ("a12.p2",)
            )
    yield from _worsening(events)
    yield from _stopped(events)


def _years(events: Events) -> Iterator[dt.date]:
    """Yield the first days of the project's years, from the one under way at adoption to the last whose plan is asked for."""
    adopted, year_begins = events.day("adopted"), events.get("year begins")
    if adopted is None or year_begins is None:
        return
    month, day = map(int, year_begins.split("-"))
    ends = [one for one in (events.day("termination approved"), events.day("shares disposed")) if one is not None]
    year = adopted.year if dt.date(adopted.year, month, day) <= adopted else adopted.year - 1
    while (begins := dt.date(year, month, day)) - DAY <= events.until:
        if ends and min(ends) <= begins - DAY:
            return  # once termination is approved no plan is to be approved (a11.p5), and none without shares
        yield begins
        year += 1


def _of_year(events: Events, begins: dt.date, plan: Record | None) -> Iterator[Duty]:
    of, last, adopted = (plan.of if plan else str(begins.year)), begins - DAY, events.day("adopted")
    what = Words(f"{begins}に始まる年度の事業計画の承認を受ける", f"have the plan of the year from {begins} approved")
    done = plan.happened("approved") if plan else None
    cites: tuple[str, ...] = ("a11.p1",)
    notes: tuple[Words, ...] = closed_day(last)
    due: dt.date | None = last
    since = adopted if adopted is None else max(adopted, dt.date(begins.year - 1, begins.month, begins.day))
    asked = "approval" if plan is None else events.finding("plan.approval_asked", plan.of).value
    if asked == "none":
        return  # termination is approved (a11.p5)
    if plan is not None and asked == "report":
        done, cites = plan.happened("reported"), ("a11.p6", "a15.p1.i11", "a11.p1")
        what = Words(f"{begins}に始まる年度の事業計画を報告する", f"report the plan of the year from {begins}")
        due, notes = (None, (NO_DAY_SET,)) if events.setting("plan_report_due") != "before_the_year" else (last, notes)
    elif (
        plan is not None and (reported := plan.happened("delay reported")) is not None and (done is None or done > last)
    ):
        yield from _delayed(events, begins, plan, reported)
        due, cites, since, notes = None, ("a11.p1.x1",), plan.day("drawn up") or begins, (_WITHOUT_DELAY,)
    elif adopted is not None and begins <= adopted:
        due = None
        notes = (
            Words(
                "採択時に既に始まっている年度の計画をいつまでに承認するかは定められていない。",
                "By when the plan of a year that has begun at adoption is approved the bylaw does not rule.",
            ),
        )
    yield Duty(
        "plan.approve",
        of,
        what,
        asked_of(events, due or since),
        due,
        since,
        done,
        (*cites, *before_agreement(events, due or since)),
        _LATE,
        notes,
    )


def _delayed(events: Events, begins: dt.date, plan: Record, reported: dt.date) -> Iterator[Duty]:
    """Yield what a delay brings: its report, and a provisional plan where the whole one takes over three months."""
    yield Duty(
        "plan.report_delay",
        plan.of,
        Words("計画の承認が間に合わない旨を報告する", "report that the plan cannot be approved in time"),
        asked_of(events, reported),
        begins - DAY,
        None,
        reported,
        ("a11.p1.x1", *before_agreement(events, reported)),
        Words("遅れを認める前提を欠く。", "The ground on which a late plan is accepted is lacking."),
        closed_day(begins - DAY),
    )
    last = period_end(begins, _MONTHS)
    drawn_up, expected = plan.happened("drawn up"), plan.day("completion expected")
    in_time = drawn_up if drawn_up is not None else expected
    if in_time is not None and in_time <= last and (drawn_up is not None or events.as_of <= last):
        return
    yield Duty(
        "plan.approve_provisional",
        plan.of,
        Words(
            f"{begins}に始まる年度の暫定計画の承認を受ける",
            f"have a provisional plan of the year from {begins} approved",
        ),
        asked_of(events, last),
        last,
        begins,
        plan.happened("provisional approved"),
        ("a11.p1.q3", *before_agreement(events, last)),
        _LATE,
        closed_day(last),
    )


def _changed(events: Events, change: Record, kind: str, ja: str, en: str, cites: tuple[str, ...]) -> Duty:
    foreseen, done = change.day("foreseen"), change.happened("approved")
    if kind == "plan.approve_change" and events.finding("plan_change.report_may_replace", change.of):
        done, cites = change.happened("reported") or done, ("a11.p6", "a15.p1.i11", *cites)
    return Duty(
        kind,
        change.of,
        Words(f"{ja}の重要な変更の承認を受ける", f"have the important change of {en} approved"),
        asked_of(events, foreseen),
        None,
        foreseen,
        done,
        (*cites, *before_agreement(events, foreseen)),
        Words("変更後の内容は承認を欠く。", "What was changed is not approved."),
        (_WITHOUT_DELAY,),
    )


def _worsening(events: Events) -> Iterator[Duty]:
    for one in events.all("worsenings"):
        judged = events.judgement("worsening.great", one.of)
        if judged is not None and judged.holds:
            yield Duty(
                "worsening.ask_measures",
                one.of,
                Words("経済性の悪化への対策を出資先に求める", "ask the investee for measures"),
                "agency",
                None,
                one.day("foreseen") or judged.on,
                one.happened("measures asked"),
                ("a11.p7",),
                Words("対策が求められていない。", "No measures were asked for."),
                (NO_DAY_SET,),
            )


def _stopped(events: Events) -> Iterator[Duty]:
    if not events.all("plans"):
        return
    stopped = events.finding("equity.stopped")
    if stopped.outcome is Outcome.YES and isinstance(stopped.value, dt.date):
        yield Duty(
            "shares.dispose",
            "",
            Words("保有する株式を適切に処分する", "dispose properly of the shares held"),
            "agency",
            None,
            stopped.value,
            events.happened("shares disposed"),
            ("a11.p3",),
            Words("処分が済んでいない。", "The disposal is outstanding."),
            (NO_DAY_SET,),
        )
