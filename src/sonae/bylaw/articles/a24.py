"""Article 24: the agency disposes of its shares."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.articles.event import happened, if_happened, if_judged
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.funding import Funding
from sonae.bylaw.facts.investee import Investee
from sonae.bylaw.facts.management import Matter
from sonae.bylaw.facts.oversight import SaleRequest, Step
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, Words, no, not_applicable, open_until, yes
from sonae.core import InputError

__all__ = ["book"]

PROCEDURE = "disposal_procedure"
"""Parameter: the steps that article 9, paragraph 2 of the operating rules asks for (not in hand)."""

_NONE = ("株式の処分は示されていない。", "no disposal of shares is in view.")

book = RuleBook(TEXT_IN_HAND)

book.ask("disposal.in_order", "株式の売却は定めどおりか", "Is the sale of shares dealt with as it has to be?")
book.ask(
    "disposal.procedure",
    "業務方法書の手続を踏んだか",
    "Was the procedure of the operating rules followed?",
    of_case=False,
)
book.ask("disposal.consulted", "出資先と協議したか", "Was the investee consulted?", of_case=False)
book.ask(
    "disposal.terms", "売却条件は委員会の答申に基づくか", "Do the terms rest on the committee's report?", of_case=False
)
book.ask(
    "disposal.committee",
    "委員会は外部の有識者から成るか",
    "Is the committee made up of outside experts?",
    of_case=False,
)
book.ask(
    "disposal.report_first",
    "答申は条件の決定に先立つか",
    "Did the report come before the terms were decided?",
    of_case=False,
)
book.ask("disposal.as_reported", "条件は答申に基づくか", "Do the terms follow the report?", of_case=False)
book.ask("disposal.called_for", "原則として売却する場合に当たるか", "Are the shares in principle to be sold?")
book.ask(
    "disposal.opened",
    "株式を合理的に評価できるようになったか",
    "Can the shares be valued reasonably by now?",
    of_case=False,
)
book.ask(
    "disposal.event",
    "開発移行の承認等があるか",
    "Is the transition approved, or is there an event like it?",
    of_case=False,
)
book.ask(
    "disposal.valuable", "合理的な評価が可能と判断されたか", "Was reasonable valuation judged possible?", of_case=False
)
book.ask("disposal.asked_for", "売却の求め又は必要があるか", "Is the sale asked for or necessary?", of_case=False)
book.ask(
    "disposal.requested",
    "本邦側の株主が売却を求めたか",
    "Does a shareholder on the Japanese side ask for it?",
    of_case=False,
)
book.ask(
    "disposal.necessary", "機構が売却を必要と判断したか", "Did the agency judge the sale necessary?", of_case=False
)
book.ask("disposal.policy", "エネルギー政策と整合するか", "Is it consistent with energy policy?", of_case=False)
book.ask("disposal.early_repayment", "早期弁済を含む効率的運用を考慮したか", "Was early repayment weighed?")
book.ask(
    "disposal.carried_out", "売却すべき株式は売却されたか", "Are the shares sold that are in principle to be sold?"
)


@book.rule("disposal.in_order", "a24.p1", "a24.p4")
def in_order(ask: Asking) -> Answer:
    if ask.get("oversight.disposal") is None:
        return not_applicable(*_NONE)
    return ask.all_of(
        ["disposal.procedure", "disposal.consulted", "disposal.terms"],
        Words("手続、協議及び答申を経ている。", "procedure, consultation and report are there."),
        Words("手続、協議又は答申を欠く。", "procedure, consultation or report is lacking."),
    )


@book.rule("disposal.procedure", "a24.p1")
def procedure(ask: Asking) -> Answer:
    asked = ask.parameter(PROCEDURE)
    if not isinstance(asked, list | tuple) or not asked or not all(isinstance(name, str) for name in asked):
        raise InputError(
            "the procedure is no list of steps", field=f"parameters.{PROCEDURE}", expected="names of steps"
        )
    steps: tuple[Step, ...] = ask.need("oversight.disposal.steps")
    sold, days = _sold(ask), {step.name: step.on for step in steps}
    late, awaited = [], []
    for name in asked:
        day = days.get(name, "not_yet")
        come = isinstance(day, dt.date) and day <= ask.as_of
        if sold is not None and not (isinstance(day, dt.date) and day <= sold):
            late.append(name)
        elif not come:
            awaited.append(name)
    if late:
        return no(
            f"{sold}の売却までに踏まれていない手続: {'、'.join(late)}。",
            f"lacking at the sale on {sold}: {', '.join(late)}.",
        )
    if awaited:
        return open_until(
            f"手続を待つ: {'、'.join(awaited)}。", f"awaited: {', '.join(awaited)}.", "oversight.disposal.steps"
        )
    return yes("業務方法書の手続を全て踏んだ。", "every step of the operating rules was taken.")


@book.rule("disposal.consulted", "a24.p1")
def consulted(ask: Asking) -> Answer:
    return _by_the_sale(ask, "oversight.disposal.consulted_on", Words("出資先との協議", "consultation of the investee"))


def _by_the_sale(ask: Asking, path: str, what: Words) -> Answer:
    came, sold = happened(ask, path), _sold(ask)
    if came is not None and (sold is None or came <= sold):
        return yes(f"{what.ja}は{came}に行われた。", f"{what.en} was on {came}.", value=came)
    if sold is None:
        return open_until(f"{what.ja}を待つ。", f"{what.en} is awaited.", path)
    return no(f"{sold}の売却までに{what.ja}がない。", f"no {what.en} by the sale on {sold}.", value=sold)


@book.rule("disposal.terms", "a24.p4")
def terms(ask: Asking) -> Answer:
    return ask.all_of(
        ["disposal.committee", "disposal.report_first", "disposal.as_reported"],
        Words("価格を含む条件は外部委員会の答申に基づく。", "price and terms rest on a report of outside experts."),
        Words("価格を含む条件は外部委員会の答申に基づかない。", "price and terms do not rest on such a report."),
    )


@book.rule("disposal.committee", "a24.p4")
def committee(ask: Asking) -> Answer:
    outside, members = ask.need("oversight.disposal.committee.outside_experts", "oversight.disposal.committee.members")
    if outside == members:
        return yes(f"委員{members}名は全て外部の有識者である。", f"all {members} members are experts from outside.")
    return no(
        f"委員{members}名のうち外部の有識者は{outside}名である。", f"{outside} of {members} members are from outside."
    )


@book.rule("disposal.report_first", "a24.p4")
def report_first(ask: Asking) -> Answer:
    reported, sold = happened(ask, "oversight.disposal.committee.reported_on"), _sold(ask)
    decided = happened(ask, "oversight.disposal.terms_decided_on")
    acted = min((day for day in (decided, sold) if day is not None), default=None)
    if reported is not None and (acted is None or reported <= acted):
        return yes(f"答申は{reported}にあった。", f"the committee reported on {reported}.", value=reported)
    if acted is not None:
        return no(f"{acted}の条件の決定又は売却までに答申がない。", f"no report by the terms or the sale on {acted}.")
    return open_until("答申を待つ。", "the committee's report is awaited.", "oversight.disposal.committee.reported_on")


@book.rule("disposal.as_reported", "a24.p4")
def as_reported(ask: Asking) -> Answer:
    if happened(ask, "oversight.disposal.terms_decided_on") is None and _sold(ask) is None:
        return not_applicable("条件はまだ決められていない。", "the terms are not decided yet.")
    if ask.flag("oversight.disposal.as_reported"):
        return yes("条件は答申に基づく。", "the terms follow the report.")
    return no("条件は答申に基づかない。", "the terms do not follow the report.")


@book.rule("disposal.called_for", "a24.p2")
def called_for(ask: Asking) -> Answer:
    if ask.get("oversight.disposal") is None:
        return not_applicable(*_NONE)
    return ask.all_of(
        ["disposal.opened", "disposal.asked_for", "disposal.policy"],
        Words("原則として株式を売却する。", "the shares are in principle to be sold."),
        Words(
            "原則として売却する場合に当たらない。", "the case is none in which the shares are in principle to be sold."
        ),
    )


@book.rule("disposal.called_for", "a11.p3", exception_to="disposal.called_for/called_for")
def called_for_by_the_review(ask: Asking) -> Answer | None:
    """Where the review of a year's plan comes out badly, the shares are disposed of whatever a24.p2 asks."""
    if ask.get("oversight.disposal.under") != "a11.p3":
        return None
    return not_applicable(
        "計画の審査の結果による処分である。", "it follows from the review of a plan.", cites=("a24.p2",)
    )


@book.rule("disposal.opened", "a24.p2", "a15.p1.i11")
def opened(ask: Asking) -> Answer:
    return ask.all_of(
        ["disposal.event", "disposal.valuable"],
        Words(
            "開発移行の承認等により合理的な評価が可能となった。",
            "a transition, or the like, lets the shares be valued.",
        ),
        Words(
            "開発移行の承認等による合理的な評価は可能でない。", "no transition, or the like, lets the shares be valued."
        ),
    )


@book.rule("disposal.event", "a24.p2", "a15.p1.i11")
def event(ask: Asking) -> Answer:
    """Of the events «and the like» the agency names one; approved preparation funds alone (a15.p1.i10) are none."""
    transition = ask.finding("transition.approved")
    if transition:
        on = transition.value
        return yes(f"開発移行は{on}に承認された。", f"the transition was approved on {on}.", value=on)
    like, on = ask.get("oversight.disposal.like_event"), if_happened(ask, "oversight.disposal.like_event_on")
    if like is not None and on is not None:
        return yes(
            f"開発移行の承認に準ずる事実: {like}（{on}）。", f"an event like a transition: {like} ({on}).", value=on
        )
    if transition.missing:
        raise Awaited(*transition.missing)
    matters: tuple[Matter, ...] = ask.need("management.matters")
    funds = [
        one.approved_on for one in matters
        if one.item == 10 and isinstance(one.approved_on, dt.date) and one.approved_on <= ask.as_of
    ]  # fmt: skip
    if funds:
        return no(
            f"{min(funds)}に開発準備資金が承認されただけで、開発移行の承認等はない。",
            f"only preparation funds were approved, on {min(funds)}; no transition is, and there is no event like it.",
            cites=("a15.p1.i10",),
        )  # fmt: skip
    return no("開発移行の承認等はない。", "no transition is approved, and there is no event like it.")


@book.rule("disposal.valuable", "a24.p2")
def valuable(ask: Asking) -> Answer:
    if ask.judged("disposal.valuable"):
        return yes("合理的な評価が可能と判断された。", "reasonable valuation was judged possible.")
    return no("合理的な評価が可能とは判断されなかった。", "reasonable valuation was not judged possible.")


@book.rule("disposal.asked_for", "a24.p2")
def asked_for(ask: Asking) -> Answer:
    return ask.any_of(
        ["disposal.requested", "disposal.necessary"],
        Words("売却の求め又は必要がある。", "the sale is asked for or necessary."),
        Words("売却の求めも必要もない。", "the sale is neither asked for nor necessary."),
    )


@book.rule("disposal.requested", "a24.p2.i1")
def requested(ask: Asking) -> Answer:
    """Of shareholders only those count that hold votes in the investee themselves and are corporations on the Japanese side."""
    requests: tuple[SaleRequest, ...] = ask.need("oversight.disposal.requests")
    come = [one for one in requests if one.on <= ask.as_of]
    if not come:
        return no("売却の求めはない。", "nobody asks for the sale.")
    ask.need("investee.parties", "investee.holdings")
    investee: Investee = ask.need("investee")
    holders = {holding.holder for holding in investee.holders_of.get(investee.name, ())}
    count = [
        one for one in come
        if one.by in holders and investee.kinds[one.by] in ("japanese_corporation", "such_corporation")
    ]  # fmt: skip
    if count:
        one = min(count, key=lambda one: (one.on, one.by))
        return yes(f"{one.by}が{one.on}に売却を求めた。", f"{one.by} asked for it on {one.on}.", value=one.on)
    names = sorted({one.by for one in come})
    return no(
        f"求めた者（{'、'.join(names)}）は出資先に出資する本邦法人等でない。",
        f"those who asked ({', '.join(names)}) are no shareholders of the investee on the Japanese side.",
    )


@book.rule("disposal.necessary", "a24.p2.i2")
def necessary(ask: Asking) -> Answer:
    if ask.judged("disposal.necessary"):
        return yes("機構は売却が必要と判断した。", "the agency judged the sale necessary.")
    return no("機構は売却が必要とは判断しなかった。", "the agency did not judge the sale necessary.")


@book.rule("disposal.policy", "a24.p2")
def policy(ask: Asking) -> Answer:
    if ask.judged("disposal.energy_policy"):
        return yes("国のエネルギー政策と整合すると判断された。", "it was judged consistent with energy policy.")
    return no("国のエネルギー政策と整合しないと判断された。", "it was judged inconsistent with energy policy.")


@book.rule("disposal.early_repayment", "a24.p3")
def early_repayment(ask: Asking) -> Answer:
    """Asked of the agency's own judgement alone, and of shares paid from borrowings with money of items 2 and 3, not of rights."""
    if ask.get("oversight.disposal") is None:
        return not_applicable(*_NONE)
    if not if_judged(ask, "disposal.necessary"):
        return not_applicable("機構の判断による売却ではない。", "no sale by the agency's own judgement.")
    if not _borrowed_for_items_2_and_3(ask):
        return not_applicable(
            "借入金・債券により採取、液化・貯蔵の資金を出資した株式ではない。",
            "no shares paid from borrowings with money for extraction, liquefaction or storage.",
        )
    if ask.flag("oversight.disposal.early_repayment_weighed"):
        return yes(
            "早期弁済を含む財政資金の効率的運用を考慮した。",
            "efficient use of money, early repayment with it, was weighed.",
        )
    return no("早期弁済を含む財政資金の効率的運用を考慮していない。", "early repayment was not weighed.")


def _borrowed_for_items_2_and_3(ask: Asking) -> bool:
    missing: list[str] = []
    funding: tuple[Funding, ...] = ask.need("funding")
    for number, one in enumerate(funding, 1):
        unstated = [name for name in ("source", "money") if getattr(one, name) is None]
        if one.source in (None, "borrowing") and one.money in (None, "extraction", "liquefaction_storage"):
            if not unstated:
                return True
            missing += [f"funding.{number}.{name}" for name in unstated]
    if missing:
        raise Awaited(*missing)
    return False


@book.rule("disposal.carried_out", "a24.p2")
def carried_out(ask: Asking) -> Answer:
    """Only in principle: shares may be kept where a reason is given."""
    called = ask.finding("disposal.called_for")
    sold, kept = _sold(ask), ask.get("oversight.disposal.kept_because")
    if not called:
        return not_applicable(
            "原則として売却する場合とされていない。", "the shares are not found to be in principle to be sold."
        )
    if sold is not None:
        return yes(f"{sold}に売却された。", f"sold on {sold}.", value=sold)
    if kept is not None:
        return yes(f"例外として保有を続ける。理由: {kept}", f"kept as an exception, for a reason: {kept}")
    return open_until(
        "売却又は例外とする理由を待つ。いつまでに売却するかの定めはない。",
        "the sale, or a reason against it, is awaited; the text sets no day.", "management.shares_disposed_on",
    )  # fmt: skip


def _sold(ask: Asking) -> dt.date | None:
    return if_happened(ask, "management.shares_disposed_on")
