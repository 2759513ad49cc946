"""Duties of oversight: audits and true-up, yearly evaluation, recovery of rank C, disposal of the shares (a19 to a24)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sonae.bylaw.articles.a19 import LEAP_DAYS, five_years_after
from sonae.bylaw.articles.a20 import EVALUATION_YEARS, evaluation_year_begins, whole_years
from sonae.bylaw.articles.a22 import next_year_begins
from sonae.bylaw.duties.counting import DAY, NO_DAY_SET, closed_day
from sonae.bylaw.duties.duty import Duty
from sonae.bylaw.duties.events import Events
from sonae.bylaw.kernel import Words
from sonae.core import Outcome

__all__ = ["oversight_duties"]

_AUDIT_LATE = Words("監査が残っている。", "The audit is outstanding.")
_FIRST_DAY = Words(
    "初日を数えるかは定められていない。初日を数えず、5年後の同じ日とする。",
    "Whether the first day counts the bylaw does not rule; it is not counted, so the day is that of the same date.",
)


def oversight_duties(events: Events) -> Iterator[Duty]:
    """Yield the duties of audits, evaluations and disposal."""
    yield from _five_yearly(events)
    yield from _triggered(events)
    yield from _true_up(events)
    yield from _evaluations(events)
    yield from _recovery(events)
    yield from _disposal(events)


def _first_drawdown(events: Events) -> dt.date | None:
    return min((day for one in events.all("drawdowns") if (day := one.happened("paid")) is not None), default=None)


def _audits(events: Events) -> list[dt.date]:
    return sorted(day for one in events.all("audits") if (day := one.happened("on")) is not None)


def _five_yearly(events: Events) -> Iterator[Duty]:
    """Every audit begins five years anew, whatever it was held for."""
    paid, ends = _first_drawdown(events), events.day("shares disposed")
    if paid is None:
        return
    audits = [day for day in _audits(events) if day >= paid]
    for begins, held in zip([paid, *audits], [*audits, None], strict=True):
        if held == begins:
            continue
        due, notes = _five_years(events, begins)
        if ends is not None and ends <= due and held is None:
            continue
        yield Duty(
            "audit.five_yearly",
            f"from {begins}",
            Words(f"{begins}から5年の監査を行う", f"hold the audit five years from {begins}"),
            "agency",
            due,
            begins,
            held,
            ("a19.p1",),
            _AUDIT_LATE,
            (*notes, *closed_day(due)),
        )


def _five_years(events: Events, begins: dt.date) -> tuple[dt.date, tuple[Words, ...]]:
    first, last = (five_years_after(begins, setting) for setting in LEAP_DAYS)
    if first == last:
        return first, (_FIRST_DAY,)
    chosen = events.setting("audit_leap_day")
    due = first if chosen is None else five_years_after(begins, str(chosen))
    ja = f"設定audit_leap_day: {chosen}" if chosen is not None else f"設定audit_leap_dayは未選択。早い{first}とする"
    en = (
        f"setting audit_leap_day: {chosen}"
        if chosen is not None
        else f"audit_leap_day is not chosen, and {first} is taken"
    )
    said = Words(
        f"2月29日から5年の末日は定められていない（{ja}）。",
        f"Where five years from a 29 February end is not ruled ({en}).",
    )
    return due, (_FIRST_DAY, said)


def _triggered(events: Events) -> Iterator[Duty]:
    """The five grounds for an audit before five years are over."""
    audits = _audits(events)
    for item, since, last, why in _grounds(events):
        held = next((day for day in audits if day >= since), None)
        notes = closed_day(last) if last is not None else (NO_DAY_SET,)
        yield Duty(
            "audit.on_ground",
            f"{since} (item {item})",
            Words(f"{why.ja}ため監査を行う", f"hold an audit: {why.en}"),
            "agency",
            last,
            since,
            held,
            (f"a19.p1.i{item}", "a19.p1.x1"),
            _AUDIT_LATE,
            notes,
        )


def _grounds(events: Events) -> Iterator[tuple[int, dt.date, dt.date | None, Words]]:
    judged = events.judgement("audit.necessary")
    if judged is not None and judged.holds:
        yield 1, judged.on, None, Words("必要と認めた", "found necessary")
    for day in sorted(set(events.get("audit requests") or ())):
        if day <= events.as_of:
            yield 2, day, None, Words("出資先が求めた", "the investee asks for it")
    ended, joint = events.happened("works ended"), events.happened("joint audit completed")
    if ended is not None and joint is not None:
        yield (
            3,
            max(ended, joint),
            None,
            Words("事業が終了し協定の監査も完了した", "all works and the joint audit have ended"),
        )
    approved, closed = events.happened("termination approved"), events.happened("accounts closed")
    if approved is not None and closed is not None:
        yield (
            4,
            max(approved, closed),
            None,
            Words("終結が承認され勘定が閉鎖された", "termination is approved and accounts are closed"),
        )
    decided = events.happened("terms decided")
    if decided is not None:
        yield 5, decided, events.day("shares disposed"), Words("株式を売却する", "the shares are sold")


def _true_up(events: Events) -> Iterator[Duty]:
    for audit in events.all("audits"):
        on, adjusted = audit.happened("on"), audit.happened("adjusted")
        outcome = None if on is None else events.finding("audit.trued_up", audit.of).outcome
        if outcome is None or (adjusted is None and outcome is Outcome.YES):
            continue  # nothing to make up
        done = None if outcome is Outcome.NO else adjusted
        yield Duty(
            "audit.true_up",
            audit.of,
            Words("監査の結果により過不足を調整する", "make up the difference that the audit found"),
            "agency",
            None,
            on,
            done,
            ("a19.p2",),
            Words("過不足が残っている。", "The difference is outstanding."),
            (NO_DAY_SET,),
        )


def _evaluations(events: Events) -> Iterator[Duty]:
    """One a year, of the years that begin at adoption or later and end before the shares are disposed of."""
    adopted, ends = events.day("adopted"), events.day("shares disposed")
    if adopted is None:
        return
    setting, year_begins = events.setting("evaluation_year"), events.get("year begins")
    what = Words("経済性評価を行う", "make the economic evaluation")
    late = Words("評価のない年となる。", "The year has no evaluation.")
    if setting is None or (setting == "project_year" and year_begins is None):
        choices = ", ".join(EVALUATION_YEARS)
        said = Words(
            f"「年1回」の年は定められていない。設定evaluation_yearの選択を要する（{choices}）。",
            f"Which year counts is not ruled; the setting evaluation_year has to be chosen ({choices}).",
        )
        yield Duty("evaluation.yearly", "", what, "agency", None, adopted, None, ("a20.p1",), late, (said,))
        return
    begins = evaluation_year_begins(str(setting), year_begins or "")
    said = Words(
        f"「年1回」の年は定められていない（設定: {setting}）。", f"Which year counts is not ruled (setting: {setting})."
    )
    over = min(ends or dt.date.max, events.until + DAY)
    for first, last in whole_years(adopted, over, begins):
        made = [
            day for one in events.all("evaluations") if (day := one.happened("on")) is not None and first <= day <= last
        ]
        yield Duty(
            "evaluation.yearly",
            f"{first}",
            Words(f"{first}から{last}までの年の{what.ja}", f"{what.en} of the year from {first} to {last}"),
            "agency",
            last,
            first,
            min(made, default=None),
            ("a20.p1",),
            late,
            (said, *closed_day(last)),
        )


def _recovery(events: Events) -> Iterator[Duty]:
    """Rank C alone: the prospect of recovery is examined and goes into the next year's plan."""
    year_begins = events.get("year begins")
    plans = {plan.get("year"): plan for plan in events.all("plans")}
    for one in events.all("evaluations"):
        on = one.happened("on")
        if on is None or one.get("rank") != "C":
            continue
        begins = None if year_begins is None else next_year_begins(on, year_begins)
        last = None if begins is None else begins - DAY
        notes = (NO_DAY_SET,) if last is None else closed_day(last)
        yield Duty(
            "recovery.examine",
            one.of,
            Words("経済性の回復の見込みを検討する", "examine the prospect of recovery"),
            "agency",
            last,
            on,
            one.happened("recovery examined"),
            ("a22.p2", "a22.p1.r3"),
            Words("次期の計画に反映できない。", "The next plan cannot take it up."),
            notes,
        )
        taken = begins is not None and one.get("recovery in plan of") == begins.year
        plan = plans.get(begins.year) if begins is not None and taken else None
        yield Duty(
            "recovery.into_plan",
            one.of,
            Words("検討を次期の年間事業計画に反映させる", "take the examination up in the next year's plan"),
            "agency",
            last,
            on,
            plan.happened("approved") if plan is not None else None,
            ("a22.p2", "a11.p1"),
            Words("次期の計画が検討を欠く。", "The next plan lacks it."),
            notes,
        )


def _disposal(events: Events) -> Iterator[Duty]:
    if events.get("disposal") is None:
        return
    sold, decided = events.day("shares disposed"), events.day("terms decided")
    called = events.finding("disposal.called_for")
    if called.outcome is Outcome.YES and events.get("shares kept because") is None:
        yield Duty(
            "shares.sell",
            "",
            Words("原則として株式を売却する", "sell the shares, in principle"),
            "agency",
            None,
            None,
            events.happened("shares disposed"),
            ("a24.p2", "a15.p1.i11"),
            Words("例外とする理由を要する。", "A reason is needed for the exception."),
            (NO_DAY_SET,),
        )
    yield Duty(
        "shares.consult",
        "",
        Words("売却について出資先と協議する", "consult the investee on the sale"),
        "agency",
        sold,
        None,
        events.happened("investee consulted"),
        ("a24.p1",),
        Words("協議を欠く売却となる。", "The sale went without consultation."),
    )
    acted = min((day for day in (sold, decided) if day is not None), default=None)
    yield Duty(
        "shares.hear_committee",
        "",
        Words("売却条件について外部委員会の答申を得る", "have the committee's report on the terms of sale"),
        "agency",
        acted,
        None,
        events.happened("committee reported"),
        ("a24.p4",),
        Words("答申に基づかない条件となる。", "The terms do not rest on a report."),
    )
