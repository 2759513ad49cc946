"""Article 12: work items of an approved plan, and their changes."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.articles.event import come, happened, if_happened
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.management import Plan, WorkItem
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, Words, gap, no, not_applicable, open_until, yes

__all__ = ["approved_first", "book", "plan_of", "work_named"]

WORKS, CHANGES = "management.work_items", "management.work_changes"
CONTENTS = {
    "aim": "目的", "content": "内容", "schedule": "工程", "budget": "予算", "expected_equity": "機構の出資の期待額",
}  # fmt: skip
"""What every application states; other matters of plan and budget as far as there are any."""

book = RuleBook(TEXT_IN_HAND)

book.ask(
    "work.in_order", "個別作業等は定めどおり承認を受けたか", "Is the work item approved as it has to be?", each=WORKS
)
book.ask(
    "work.of_approved_plan",
    "承認済みの年間事業計画に示された作業か",
    "Is it work of an approved plan?",
    each=WORKS,
    of_case=False,
)
book.ask(
    "work.certain_first", "実施が確実になってからの申請か", "Was it certain to go ahead when it was applied for?", each=WORKS,
    of_case=False,
)  # fmt: skip
book.ask(
    "work.contents", "申請に必要な事項が揃うか", "Does the application state all it has to?", each=WORKS, of_case=False
)
book.ask("work.approved", "個別作業等は承認されたか", "Is the work item approved?", each=WORKS, of_case=False)
book.ask(
    "work_change.in_order", "変更は定めどおり扱われたか", "Is the change dealt with as it has to be?", each=CHANGES
)
book.ask(
    "work_change.prompt", "変更の承認は速やかに求められたか", "Was approval of the change asked for without delay?", each=CHANGES,
    of_case=False,
)  # fmt: skip


def work_named(ask: Asking, name: str) -> tuple[str, WorkItem]:
    """Return the place and the entry of the work item of a name; the case is refused where there is none."""
    works: tuple[WorkItem, ...] = ask.need(WORKS)
    number = next(at for at, work in enumerate(works) if work.name == name)
    return f"{WORKS}.{number + 1}", works[number]


def plan_of(ask: Asking, year: int) -> Plan:
    """Return the plan of a year.

    Raises:
        Awaited: where it is not stated.

    """
    plans: tuple[Plan, ...] = ask.get("management.plans") or ()
    found = next((plan for plan in plans if plan.year == year), None)
    if found is None:
        raise Awaited(f"management.plans of {year}")
    return found


def approved_first(ask: Asking, plan: Plan) -> dt.date | None:
    """Return the day on which a plan, or a provisional one of its year, was first approved."""
    days = (come(ask, plan.approved_on), come(ask, plan.provisional_approved_on))
    return min((day for day in days if day is not None), default=None)


@book.rule("work.in_order", "a12.p1")
def in_order(ask: Asking) -> Answer:
    if not ask.flag(".in_annex"):
        return not_applicable("別表1に掲げる作業等ではない。", "annex 1 lists no work of its kind.")
    if happened(ask, ".certain_on") is None and if_happened(ask, ".received_on") is None:
        return not_applicable("実施はまだ確実でない。", "it is not certain yet that the work goes ahead.")
    return ask.all_of(
        ["work.of_approved_plan", "work.certain_first", "work.contents", "work.approved"],
        Words("個別作業等は定めどおり承認された。", "the work item is approved as it has to be."),
        Words("個別作業等は定めどおり承認されていない。", "the work item is not approved as it has to be."),
    )


@book.rule("work.of_approved_plan", "a12.p1", "a11.p1")
def of_approved_plan(ask: Asking) -> Answer:
    """An approved provisional plan is an approved plan; of a plan that was only reported (a11.p6) article 12 does not speak."""
    year = ask.need(".year")
    plan, by = plan_of(ask, year), if_happened(ask, ".approved_on") or ask.as_of
    first = approved_first(ask, plan)
    if first is not None and first <= by:
        return yes(
            f"{year}年の計画は{first}に承認済みである。", f"the plan of {year} was approved on {first}.", value=first
        )
    reported = come(ask, plan.reported_on)
    if reported is not None and reported <= by:
        return gap(
            f"{year}年の計画は報告にとどまり、第12条に定めがない。",
            f"the plan of {year} was only reported, and article 12 speaks of approved plans.",
        )
    if plan.approved_on is None and first is None:
        raise Awaited(f"management.plans of {year}: approved_on")
    return no(f"{year}年の計画は{by}に承認されていなかった。", f"the plan of {year} was not approved by {by}.")


@book.rule("work.certain_first", "a12.p1")
def certain_first(ask: Asking) -> Answer:
    certain, came = happened(ask, ".certain_on"), happened(ask, ".received_on")
    if came is None:
        return open_until("承認の申請を待つ。", "the application is awaited.", ask.named(".received_on"))
    if certain is None or came < certain:
        return no(
            f"{came}の申請の時、実施は確実でなかった。",
            f"when it was applied for on {came}, the work was not certain to go ahead.",
        )
    return yes(f"実施は{certain}に確実になり、{came}に申請された。", f"certain on {certain}, applied for on {came}.")


@book.rule("work.contents", "a12.p1")
def contents(ask: Asking) -> Answer:
    stated = ask.need(".contains")
    lacking = [name for name in CONTENTS if name not in stated]
    if not lacking:
        return yes("必要な事項が揃う。", "the application states all it has to.")
    ja, en = "、".join(CONTENTS[name] for name in lacking), ", ".join(name.replace("_", " ") for name in lacking)
    return no(f"次を欠く: {ja}。", f"the application lacks: {en}.")


@book.rule("work.approved", "a12.p1")
def approved(ask: Asking) -> Answer:
    day = happened(ask, ".approved_on")
    if day is None:
        return open_until("承認を待つ。", "approval is awaited.", ask.named(".approved_on"))
    return yes(f"{day}に承認された。", f"approved on {day}.", value=day)


@book.rule("work_change.in_order", "a12.p2")
def change(ask: Asking) -> Answer:
    if not ask.flag(".important"):
        return not_applicable("重要な変更ではない。", "the change is not important.")
    _, work = work_named(ask, ask.need(".work"))
    day = happened(ask, ".approved_on")
    if day is None:
        return open_until("変更の承認を待つ。", "approval of the change is awaited.", ask.named(".approved_on"))
    first = come(ask, work.approved_on)
    if first is None or first > day:
        return no(
            f"変更の承認{day}の時、元の実施計画・予算は承認されていなかった。",
            f"when the change was approved on {day}, the work item itself was not.",
        )
    if ask.holds("work_change.prompt"):
        return yes(f"変更は{day}に承認された。", f"the change was approved on {day}.", value=day)
    return no("変更の承認は速やかに求められなかった。", "approval of the change was not asked for without delay.")


@book.rule("work_change.prompt", "a12.p2")
def asked_promptly(ask: Asking) -> Answer:
    foreseen, came = ask.day(".foreseen_on"), happened(ask, ".received_on")
    if came is None:
        return open_until("変更の承認の申請を待つ。", "the application is awaited.", ask.named(".received_on"))
    if came <= foreseen or ask.judged("work_change.asked_without_delay"):
        return yes(f"{foreseen}に見込まれ{came}に申請された。", f"foreseen on {foreseen}, asked for on {came}.")
    return no(f"{foreseen}に見込まれ{came}に申請された。", f"foreseen on {foreseen}, asked for only on {came}.")
