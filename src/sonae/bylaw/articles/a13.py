"""Article 13: the master agreement, and what is asked before it and of whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sonae.bylaw.articles.event import adopted_on, come, happened, if_happened
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.management import Condition, Drawdown
from sonae.bylaw.kernel import Answer, Asking, Awaited, Body, RuleBook, Words, no, not_applicable, open_until, yes

__all__ = ["book"]

SIGNED = "management.agreement.signed_on"

book = RuleBook(TEXT_IN_HAND)

book.ask("agreement.in_order", "出資基本契約は定めどおり締結されたか", "Is the master agreement made as it has to be?")
book.ask(
    "agreement.before_first_drawdown",
    "初回の出資の実行に先立つ締結か",
    "Was it made before the first drawdown?",
    of_case=False,
)
book.ask("agreement.area_and_term", "地域と期間を定めるか", "Does it provide for area and term?", of_case=False)
book.ask(
    "agreement.approvals_and_reports", "承認・報告・事前連絡を定めるか", "Does it provide for approvals, notices and reports?",
    of_case=False,
)  # fmt: skip
book.ask(
    "agreement.other_matters", "機構が必要と認めるその他の事項を定めるか",
    "Does it provide for what else the agency finds necessary?", of_case=False,
)  # fmt: skip
book.ask(
    "agreement.conditions_confirmed", "採択の条件が満たされたことを確認したか",
    "Are the conditions of the adoption confirmed as met?", of_case=False,
)  # fmt: skip


@book.rule("agreement.in_order", "a13.p1")
def in_order(ask: Asking) -> Answer:
    paid = _first_drawdown(ask)
    if paid is None and (ask.get("management.agreement") is None or happened(ask, SIGNED) is None):
        return not_applicable(
            "出資基本契約はまだなく、出資も実行していない。", "there is no master agreement yet, and nothing is paid."
        )
    return ask.all_of(
        [
            "agreement.before_first_drawdown", "agreement.area_and_term", "agreement.approvals_and_reports",
            "agreement.other_matters", "agreement.conditions_confirmed",
        ],
        Words("出資基本契約は定めどおり締結された。", "the master agreement is made as it has to be."),
        Words("出資基本契約は定めどおり締結されていない。", "the master agreement is not made as it has to be."),
    )  # fmt: skip


def _first_drawdown(ask: Asking) -> dt.date | None:
    drawdowns: tuple[Drawdown, ...] = ask.get("management.drawdowns") or ()
    paid = [come(ask, one.paid_on) for one in drawdowns]
    return min((day for day in paid if day is not None), default=None)


@book.rule("agreement.before_first_drawdown", "a13.p1")
def before_first_drawdown(ask: Asking) -> Answer:
    """Counted by days: an agreement of the day of payment is there when the money is paid."""
    signed, paid = happened(ask, SIGNED), _first_drawdown(ask)
    if signed is None:
        return no(f"契約のないまま{paid}に出資を実行した。", f"paid on {paid} without a master agreement.")
    if paid is not None and signed > paid:
        return no(
            f"{paid}の初回の出資の後、{signed}に締結した。", f"made on {signed}, after the first drawdown of {paid}."
        )
    return yes(f"{signed}に締結した。", f"made on {signed}.", value=signed)


def _provides(ask: Asking, *wanted: str) -> Answer:
    stated = ask.need("management.agreement.contains")
    lacking = ", ".join(name for name in wanted if name not in stated)
    if lacking:
        return no(f"契約は次を欠く: {lacking}。", f"the agreement lacks: {lacking}.")
    return yes("契約に定めがある。", "the agreement provides for it.")


@book.rule("agreement.area_and_term", "a13.p1.i1")
def area_and_term(ask: Asking) -> Answer:
    return _provides(ask, "area", "term")


@book.rule("agreement.approvals_and_reports", "a13.p1.i2")
def approvals_and_reports(ask: Asking) -> Answer:
    return _provides(ask, "a11", "a12", "a15", "a16", "a17")


@book.rule("agreement.other_matters", "a13.p1.i3")
def other_matters(ask: Asking) -> Answer:
    if not ask.judged("agreement.other_matters_needed"):
        return not_applicable("機構が必要と認めるその他の事項はない。", "the agency finds nothing else necessary.")
    return _provides(ask, "others")


@book.rule("agreement.conditions_confirmed", "a13.p2", "a10.p2")
def conditions_confirmed(ask: Asking) -> Answer:
    decided: tuple[str, ...] | None = ask.get("adoption.adopted.conditions")
    conditions: tuple[Condition, ...] = () if decided == () else ask.need("management.agreement.conditions")
    left = [name for name in decided or () if name not in [one.what for one in conditions]]
    if left:
        return no(
            f"契約で確認していない採択の条件がある: {'、'.join(left)}。",
            f"conditions of the adoption that the agreement leaves out: {', '.join(left)}.",
        )
    if not conditions:
        return not_applicable("採択に条件は付されていない。", "the adoption has no conditions.")
    by = happened(ask, SIGNED) or ask.as_of
    unknown = [
        f"management.agreement.conditions.{number}.{name}"
        for number, one in enumerate(conditions, 1)
        for name in ("met_on", "confirmed_on")
        if getattr(one, name) is None
    ]
    for one in conditions:
        met, confirmed = come(ask, one.met_on), come(ask, one.confirmed_on)
        if one.met_on is not None and (met is None or met > by):
            return no(
                f"{by}の時、条件「{one.what}」は満たされていない。", f"the condition «{one.what}» was not met by {by}."
            )
        too_early = met is not None and confirmed is not None and confirmed < met
        if one.confirmed_on is not None and (confirmed is None or confirmed > by or too_early):
            return no(
                f"{by}の時、条件「{one.what}」の充足は確認されていない。",
                f"that the condition «{one.what}» was met was not confirmed by {by}.",
            )
    if unknown:
        raise Awaited(*unknown)
    return yes(f"条件{len(conditions)}件の充足を確認した。", f"all {len(conditions)} conditions are confirmed as met.")


@dataclass(frozen=True, slots=True)
class _Papers:
    """What is filed under an article: the questions it belongs to, the list, the days that show that it came or is settled."""

    kind: str
    each: str
    came: tuple[str, ...]
    settled: tuple[str, ...]
    places_of: dict[str, int]
    """Rules on «in order» whose place a13.p3.i2 takes, by name, with the item they are about (0: all)."""


_ALL = (
    _Papers(
        "plan", "management.plans", (".received_on", ".delay_reported_on", ".provisional_received_on", ".reported_on"),
        (".approved_on", ".reported_on"), {"none_asked": 0},
    ),
    _Papers(
        "plan_change", "management.plan_changes", (".received_on", ".reported_on"), (".approved_on", ".reported_on"),
        {"change_reported": 0},
    ),
    _Papers("work", "management.work_items", (".received_on",), (".approved_on",), {"in_order": 0}),
    _Papers("work_change", "management.work_changes", (".received_on",), (".approved_on",), {"change": 0}),
    _Papers(
        "matter", "management.matters", (".received_on", ".reported_on"), (".approved_on", ".reported_on"), {"reported": 0}
    ),
    _Papers("notice", "management.notices", (".given_on",), (".given_on",), {"item_1": 1, "approval": 2, "item_3": 3}),
    _Papers(
        "report", "management.reports", (".received_on",), (".received_on",),
        {"item_1": 1, "item_2": 2, "decarbonisation": 3, "directed": 4},
    ),
)  # fmt: skip


_IN_WRITING = {"notice": "a16.p2", "report": "a17.p2"}
"""Papers that have to be in writing, whenever they are filed."""


def _from_right_party(papers: _Papers) -> Body:
    def from_right_party(ask: Asking) -> Answer:
        adopted, signed = adopted_on(ask), happened(ask, SIGNED)
        days = [if_happened(ask, path) for path in papers.came]
        if adopted is None:
            return not_applicable("採択されていない。", "the project is not adopted.")
        between = [day for day in days if day is not None and day >= adopted and (signed is None or day < signed)]
        if not between:
            return not_applicable("採択から契約までの間の書面はない。", "no paper came between adoption and agreement.")
        right = {"investee" if _exists(ask, day) else "future_main_shareholder" for day in between}
        who = ask.need(".from_whom")
        if right == {who}:
            return yes("求めるべき者から受けた。", "it came from the party that has to be asked.")
        if len(right) > 1 and who in right:
            return open_until(
                "設立の前後にわたる書面である。各々の提出者を分けて示す。",
                "papers came before and after incorporation; state of each who filed it.", ask.named(".from_whom"),
            )  # fmt: skip
        if who != "future_main_shareholder" and right == {"future_main_shareholder"}:
            name = ask.get("investee.future_main_shareholder")
            shown = (f"（{name}）", f" ({name})") if name else ("", "")
            return no(
                f"法人の設立前は、主要な株主となる予定の者{shown[0]}に求める。",
                f"before incorporation the future main shareholder{shown[1]} is to be asked.",
            )
        return no("法人の設立後は、出資先となる者に求める。", "once it is incorporated, the investee is to be asked.")

    return from_right_party


def _adopted_if_stated(ask: Asking) -> dt.date | None:
    return if_happened(ask, "management.adopted_on") or if_happened(ask, "adoption.adopted.on")


def _exists(ask: Asking, day: dt.date) -> bool:
    since = ask.get("investee.incorporated_on")
    return since <= day if isinstance(since, dt.date) else ask.flag("investee.incorporated")


def _information_awaited(papers: _Papers, item: int) -> Body:
    def information_awaited(ask: Asking) -> Answer | None:
        """Where information could not be had before the agreement, what is due is due as soon as it can."""
        if ask.get(".information_on") is None or (item and ask.need(".item") != item):
            return None
        signed, known = if_happened(ask, SIGNED), if_happened(ask, ".information_on")
        if _adopted_if_stated(ask) is None or (signed is not None and (known is None or known > signed)):
            return None
        if known is None:
            return not_applicable(
                "必要な情報がまだ得られない。得られ次第求める。",
                "the information cannot be had yet; it is asked for as soon as it can.",
            )
        came = [day for day in (if_happened(ask, path) for path in papers.came) if day is not None]
        if not came:
            return open_until(
                f"情報は{known}に得られた。提出を待つ。", f"the information was there on {known}; the paper is awaited.",
                ask.named(papers.came[0]),
            )  # fmt: skip
        if min(came) > known and not ask.judged(f"{papers.kind}.as_soon_as_possible"):
            return no(
                f"情報は{known}に得られ、{min(came)}に提出された。可及的速やかとは判断されなかった。",
                f"known on {known}, filed only on {min(came)}, which was not judged as soon as possible.",
            )
        if papers.kind in _IN_WRITING and not ask.flag(".written"):
            return no("書面によらない。", "it is not in writing.", cites=(_IN_WRITING[papers.kind],))
        if all(if_happened(ask, path) is None for path in papers.settled):
            return open_until("承認を待つ。", "approval is awaited.", ask.named(papers.settled[0]))
        return yes(f"情報は{known}に得られ、{min(came)}に提出された。", f"known on {known}, filed on {min(came)}.")

    information_awaited.__name__ = f"information_awaited_{item}" if item else "information_awaited"
    return information_awaited


for _one in _ALL:
    book.ask(
        f"{_one.kind}.from_right_party", "契約の前、求めるべき者から受けたか",
        "Did it come, before the agreement, from the party that has to be asked?", each=_one.each,
    )  # fmt: skip
    book.rule(f"{_one.kind}.from_right_party", "a13.p3.i1", "a13.p3")(_from_right_party(_one))
    for _name, _item in _one.places_of.items():
        book.rule(
            f"{_one.kind}.in_order", "a13.p3.i2", "a13.p3", exception_to=f"{_one.kind}.in_order/{_name}"
        )(_information_awaited(_one, _item))  # fmt: skip
