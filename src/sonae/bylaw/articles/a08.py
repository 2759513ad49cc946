"""Article 8: six weeks for the review, and a department that is independent of those that promote projects.

The day on which the last paper came in is day 1; holidays count; the days of the minister's consultation do not. The six weeks are
so in principle: a decision on day 43 is late and has to be explained, and is not unlawful for it. Where an answer hangs on a
counting that the bylaw does not rule on, the agency's setting is asked for, and only there.
"""

from __future__ import annotations

import datetime as dt
from itertools import product

from sonae.bylaw.articles.stage import decided_on, parameter_if_set
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.clock import (
    CONSULTATION_DAYS,
    REVIEW_WEEKS,
    day_number,
    is_closed,
    last_day,
    settled,
    stops_of,
)
from sonae.bylaw.facts.adoption import Consultation, Department
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, no, not_applicable, open_until, yes
from sonae.core import Outcome, UnknownChoiceError

__all__ = ["book"]

book = RuleBook(TEXT_IN_HAND)

_EACH = "adoption.applications"
_DAYS = 7 * REVIEW_WEEKS
_ON_CLOSED_DAY = ("as_it_falls", "next_open_day")
"""Of the ways to settle a due day those that leave the six weeks whole."""
_SETTINGS = {"review_consultation_days": CONSULTATION_DAYS, "review_due_on_closed_day": _ON_CLOSED_DAY}
book.ask(
    "review.in_time", "審査は原則の6週間以内か、遅れの説明があるか",
    "Is the review within the six weeks, or is it explained why not?", each=_EACH,
)  # fmt: skip
book.ask(
    "review.independent", "審査部門は推進部門から独立しているか", "Is the reviewing department independent of promotion?",
    each=_EACH,
)  # fmt: skip


@book.rule("review.in_time", "a8.p1")
def in_time(ask: Asking) -> Answer:
    complete = ask.finding("application.complete")
    if complete.outcome is Outcome.NO:
        return not_applicable(
            "書類がそろわないまま決定され、期間は始まらなかった。",
            "it was decided without all papers; the time never began to run.",
        )
    if not isinstance(complete.value, dt.date):
        raise Awaited(*complete.missing)
    first, decided = complete.value, decided_on(ask)
    day = decided or ask.as_of
    spans = _spans(ask, first, day)
    late, lasts, numbers = _counted(ask, first, day, spans)
    ends, count = _between(lasts), _between(numbers)
    ja, en = (
        f"{first}を初日として{count}日目、期限は{ends}。",
        f"day {count} counted from {first}, the last being {ends}.",
    )
    if any(map(is_closed, lasts)):
        ja += "期限が閉庁日に当たる扱いは定めがない。"
        en += " What becomes of a last day on which offices are closed is not ruled by the bylaw."
    if decided is None and any(ended is None for _, ended in spans):
        ja += "大臣協議の間は進まない。"
        en += " It stands still while the minister is consulted."
    value = lasts[0]
    because = ask.get(".review.late_because")
    if late and because is None:
        ja, en = f"{ja}遅れの説明を要する。", f"{en} That is late, and to be explained."
        return open_until(ja, en, "explanation of the delay (review.late_because)", value=value)
    if late:
        ja, en = f"{ja}遅れの理由：{because}。", f"{en} That is late; explained: {because}."
    if decided is None:
        return open_until(f"未決定。{ja}", f"not decided yet; {en}", "decision", value=value)
    return yes(f"{decided}に決定。{ja}", f"decided on {decided}; {en}", value=value)


def _spans(ask: Asking, first: dt.date, day: dt.date) -> list[tuple[dt.date, dt.date | None]]:
    """Return the consultations; where none is stated, none, as long as the six weeks hold without."""
    consultations: tuple[Consultation, ...] | None = ask.get(".review.consultations")
    if consultations is None:
        if day_number(first, (), day) > _DAYS:
            raise Awaited("review.consultations")
        return []
    spans: list[tuple[dt.date, dt.date | None]] = []
    for one in consultations:
        if one.ended_on is None:
            raise Awaited(f"ended_on of the consultation that began on {one.began_on}")
        spans.append((one.began_on, one.ended_on if isinstance(one.ended_on, dt.date) else None))
    return spans


def _counted(
    ask: Asking, first: dt.date, day: dt.date, spans: list[tuple[dt.date, dt.date | None]]
) -> tuple[bool, list[dt.date], list[int]]:
    """Return whether a day is late, with the last days and the numbers of the day under the settings that are left open.

    Raises:
        Awaited: for a setting on which it hangs and that the agency did not choose.
        UnknownChoiceError: for a setting that is none.

    """
    chosen = {}
    for name, choices in _SETTINGS.items():
        value = parameter_if_set(ask, name)
        if value is not None and value not in choices:
            raise UnknownChoiceError(f"value of the parameter {name}", str(value), choices)
        chosen[name] = choices if value is None else (str(value),)
    verdicts, lasts, numbers = {}, set(), set()
    for counting, closed in product(*chosen.values()):
        stops = stops_of(spans, counting, day)
        end = last_day(first, stops, _DAYS)
        verdicts[counting, closed] = day > settled(end, closed)
        lasts.add(end)
        numbers.add(day_number(first, stops, day))
    if len(set(verdicts.values())) > 1:
        raise Awaited(*(f"parameter {name}" for place, name in enumerate(chosen) if _bears(verdicts, place)))
    return next(iter(verdicts.values())), sorted(lasts), sorted(numbers)


def _bears(verdicts: dict[tuple[str, str], bool], place: int) -> bool:
    """Return whether the verdict hangs on the setting at a place."""
    by_other: dict[str, set[bool]] = {}
    for settings, verdict in verdicts.items():
        by_other.setdefault(settings[1 - place], set()).add(verdict)
    return any(len(found) > 1 for found in by_other.values())


def _between(values: list[dt.date] | list[int]) -> str:
    return str(values[0]) if len(values) == 1 else f"{values[0]}–{values[-1]}"


@book.rule("review.independent", "a8.p2")
def independent(ask: Asking) -> Answer:
    """Neither promoting itself nor above or below a department that promotes."""
    reviewer = ask.need(".review.department")
    departments = {one.name: one for one in ask.need("adoption.departments")}
    if reviewer not in departments:
        raise Awaited(f"the department «{reviewer}» among departments")
    unsaid = [name for name, one in departments.items() if one.promotes is None or one.under is None]
    if unsaid:
        raise Awaited(*(f"promotes and under of the department «{name}»" for name in unsaid))
    promoting = [name for name, one in departments.items() if one.promotes]
    if reviewer in promoting:
        return no(f"{reviewer}は推進を直接支援する部門である。", f"{reviewer} itself promotes projects.")
    for other in promoting:
        if other in _above(departments, reviewer) or reviewer in _above(departments, other):
            return no(
                f"{reviewer}は推進を直接支援する{other}と上下の関係にある。",
                f"{reviewer} and {other}, which promotes projects, stand one above the other.",
            )
    return yes(f"{reviewer}は推進部門から独立している。", f"{reviewer} is independent of the departments that promote.")


def _above(departments: dict[str, Department], name: str) -> list[str]:
    found = []
    while name in departments and (above := departments[name].under):
        found.append(above)
        name = above
    return found
