"""Article 14: the gate before money is paid."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.articles.a12 import approved_first, plan_of, work_named
from sonae.bylaw.articles.event import come, happened, if_happened
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.management import Drawdown, WorkChange, WorkItem
from sonae.bylaw.kernel import Answer, Asking, RuleBook, Words, no, not_applicable, open_until, yes
from sonae.core import Outcome

__all__ = ["book"]

DRAWDOWNS = "management.drawdowns"

book = RuleBook(TEXT_IN_HAND)

book.ask("drawdown.allowed", "出資を実行できるか", "May the drawdown be paid?", each=DRAWDOWNS)
book.ask(
    "drawdown.applied", "出資基本契約に従った申込みか", "Was it applied for under the master agreement?",
    each=DRAWDOWNS, of_case=False,
)  # fmt: skip
book.ask(
    "drawdown.eligible",
    "対象となる費用と確認されたか",
    "Is the cost confirmed as eligible?",
    each=DRAWDOWNS,
    of_case=False,
)
book.ask(
    "drawdown.work_approved", "個別作業等は承認済みか", "Was the work item approved?", each=DRAWDOWNS, of_case=False
)
book.ask(
    "drawdown.in_line", "承認した実施計画・予算に沿うと確認されたか", "Is it confirmed in line with the approved work item?",
    each=DRAWDOWNS, of_case=False,
)  # fmt: skip
book.ask(
    "drawdown.in_budget",
    "承認した予算の範囲内か",
    "Does it stay within the approved budget?",
    each=DRAWDOWNS,
    of_case=False,
)
book.ask(
    "drawdown.terms",
    "出資基本契約の条件を満たすか",
    "Are the terms of the master agreement met?",
    each=DRAWDOWNS,
    of_case=False,
)
book.ask(
    "drawdown.not_stopped",
    "追加の出資は止まっていないか",
    "Is it free of a stop to equity?",
    each=DRAWDOWNS,
    of_case=False,
)


def _at(ask: Asking) -> dt.date:
    """Return the day on which the gate is looked at: that of payment, or of the check while nothing is paid."""
    return if_happened(ask, ".paid_on") or ask.as_of


@book.rule("drawdown.allowed", "a14.p1")
def allowed(ask: Asking) -> Answer:
    return ask.all_of(
        [
            "drawdown.applied", "drawdown.eligible", "drawdown.work_approved", "drawdown.in_line", "drawdown.in_budget",
            "drawdown.terms", "drawdown.not_stopped",
        ],
        Words("出資を実行できる。", "the drawdown may be paid."),
        Words("出資を実行できない。", "the drawdown may not be paid."),
    )  # fmt: skip


@book.rule("drawdown.applied", "a14.p1", "a13.p1")
def applied(ask: Asking) -> Answer:
    signed, at = happened(ask, "management.agreement.signed_on"), _at(ask)
    day = happened(ask, ".applied_on")
    if day is None or day > at:
        return no(f"{at}の時、申込みは受理されていない。", f"no application was accepted by {at}.")
    if signed is None or signed > day:
        return no(
            f"{day}の申込みの時、出資基本契約がない。",
            f"there was no master agreement when it was applied for on {day}.",
        )
    return yes(
        f"{signed}の出資基本契約に従い{day}に申し込まれた。",
        f"applied for on {day} under the master agreement of {signed}.",
    )


@book.rule("drawdown.eligible", "a14.p1", "a4.p1")
def eligible(ask: Asking) -> Answer:
    """The agency's own confirmation, and what is found of the costs where the case lists those that the drawdown pays."""
    if not ask.flag(".eligible_checked"):
        return no("対象となる費用と確認されなかった。", "the cost is not confirmed as eligible.")
    listed = [cost.name for cost in ask.get("costs") or ()]
    paid: tuple[str, ...] = ask.get(".pays") or ()
    unknown = tuple(f"costs: «{name}»" for name in paid if name not in listed)
    found = [ask.finding("cost.eligible", f"costs.{listed.index(name) + 1}") for name in paid if name in listed]
    for cost in found:
        if cost.outcome is Outcome.NO:
            return no(f"対象とならない費用を含む。{cost.because_ja}", f"a cost is not eligible: {cost.because}")
    waits = [cost for cost in found if cost.outcome is not Outcome.YES]
    if waits or unknown:
        missing = (name for cost in waits for name in (cost.missing or (cost.question,)))
        ja, en = "対象となるかが決まっていない費用を含む。", "whether a cost is eligible is not decided."
        return open_until(ja, en, *unknown, *missing)
    return yes("対象となる費用と確認された。", "the cost is confirmed as eligible.")


@book.rule("drawdown.work_approved", "a14.p1", "a12.p1")
def work_approved(ask: Asking) -> Answer:
    place, work = work_named(ask, ask.need(".work"))
    found, at = ask.finding("work.approved", place), _at(ask)
    if work.approved_on is None:
        return open_until(found.because_ja, found.because, *found.missing)
    day = come(ask, work.approved_on)
    if day is None or day > at:
        return no(f"「{work.name}」は{at}に承認されていなかった。", f"«{work.name}» was not approved by {at}.")
    return yes(f"「{work.name}」は{day}に承認された。", f"«{work.name}» was approved on {day}.")


@book.rule("drawdown.in_line", "a14.p1", "a12.p1")
def in_line(ask: Asking) -> Answer:
    if ask.flag(".in_line_checked"):
        return yes("承認した実施計画・予算に沿うと確認された。", "it is confirmed in line with the approved work item.")
    return no(
        "承認した実施計画・予算に沿うと確認されなかった。", "it is not confirmed in line with the approved work item."
    )


@book.rule("drawdown.in_budget", "a14.p1", "a12.p1", "a12.p2")
def in_budget(ask: Asking) -> Answer:
    """Costs of all drawdowns for the work up to this one, against the budget as it was approved, with changes, by then."""
    _, work = work_named(ask, ask.need(".work"))
    at, cost = _at(ask), ask.need(".cost")
    budget = _budget(ask, work, at)
    this = ask.need(".name")
    before = 0
    drawdowns: tuple[Drawdown, ...] = ask.need(DRAWDOWNS)
    for other in drawdowns:
        paid = come(ask, other.paid_on)
        if other.work != work.name or other.name == this or paid is None or paid > at:
            continue
        if other.cost is None:
            return open_until(
                f"「{other.name}」の事業費が示されていない。", f"the cost of «{other.name}» is not stated.",
                f"{DRAWDOWNS} of «{other.name}»: cost",
            )  # fmt: skip
        before += other.cost
    if budget is None:
        return open_until(
            f"「{work.name}」の予算が示されていない。",
            f"the budget of «{work.name}» is not stated.",
            f"{work.name}: budget",
        )
    total = before + cost
    if total <= budget:
        return yes(
            f"累計{total:,}円は予算{budget:,}円以内である。",
            f"{total:,} yen in all, within the budget of {budget:,} yen.",
        )
    return no(
        f"累計{total:,}円は予算{budget:,}円を超える。", f"{total:,} yen in all exceed the budget of {budget:,} yen."
    )


def _budget(ask: Asking, work: WorkItem, at: dt.date) -> int | None:
    changes: tuple[WorkChange, ...] = ask.get("management.work_changes") or ()
    found, since = work.budget, dt.date.min
    for change in changes:
        day = come(ask, change.approved_on)
        if change.work == work.name and change.budget is not None and day is not None and since <= day <= at:
            found, since = change.budget, day
    return found


@book.rule("drawdown.terms", "a14.p1")
def terms(ask: Asking) -> Answer:
    if ask.flag(".terms_met"):
        return yes("出資基本契約の条件を満たす。", "the terms of the master agreement are met.")
    return no("出資基本契約の条件を満たさない。", "the terms of the master agreement are not met.")


@book.rule("drawdown.not_stopped", "a11.p3", "a14.p1")
def not_stopped(ask: Asking) -> Answer:
    """After a stop only money for a plan approved by then, or for what an approved contract obliges to."""
    if not ask.holds("equity.stopped"):
        return not_applicable("追加の出資は止まっていない。", "equity is not stopped.")
    since, at = ask.parts[-1].value, _at(ask)
    if not isinstance(since, dt.date) or at < since:
        return yes(f"{at}の時、追加の出資は止まっていなかった。", f"equity was not stopped on {at}.")
    _, work = work_named(ask, ask.need(".work"))
    approved = approved_first(ask, plan_of(ask, work.year))
    if approved is not None and approved <= since:
        return yes(
            f"{since}に止まったが、{work.year}年の計画は{approved}に承認済みである。",
            f"stopped on {since}, but the plan of {work.year} was approved on {approved}.",
        )
    if ask.flag(".contract_obligation"):
        contract = happened(ask, ".contract_approved_on")
        if contract is not None and contract <= since:
            return yes(
                f"{since}に止まったが、{contract}に承認済みの石油契約等の義務に要する資金である。",
                f"stopped on {since}, but it pays an obligation of a contract approved on {contract}.",
            )
    return no(
        f"{since}の判断により追加の出資は行わない。", f"no further equity is given since the judgement of {since}."
    )
