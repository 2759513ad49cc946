"""Article 4: which costs equity is for, how far it goes, and what equity beyond the ordinary and from borrowings needs."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil

from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.funding import Stake
from sonae.bylaw.facts.investee import Investee
from sonae.bylaw.kernel import Answer, Asking, RuleBook, Words, gap, no, not_applicable, yes
from sonae.core import InputError

__all__ = ["book", "votes_of_agency_and_others"]

book = RuleBook(TEXT_IN_HAND)

book.ask("cost.eligible", "費用は出資の対象となるか", "May equity be given for the cost?", each="costs")
book.ask(
    "cost.basis",
    "契約による共有費用か、要件を満たす固有費用か",
    "Is it a shared cost, or an own cost as asked?",
    of_case=False,
    each="costs",
)
book.ask(
    "cost.needed",
    "契約に基づく事業に必要か",
    "Does the project under the contract need it?",
    of_case=False,
    each="costs",
)
book.ask(
    "cost.at_contract_ratio", "負担比率に応じた額か", "Is it within the investee's ratio under the contract?", of_case=False,
    each="costs",
)  # fmt: skip
book.ask("cost.indispensable", "必要不可欠と認められたか", "Was it found indispensable?", of_case=False, each="costs")
book.ask(
    "cost.directly_related",
    "事業に直接関連すると認められたか",
    "Was it found directly related?",
    of_case=False,
    each="costs",
)
book.ask("equity.within_limit", "出資は限度額の内か", "Is the equity within the limit?", each="funding")
book.ask(
    "equity.not_sole_largest", "機構は単独の最大株主・最大出資者とならないか",
    "Does the agency not become the sole largest holder?", each="funding",
)  # fmt: skip
book.ask(
    "equity.specially_necessary", "機構が特に必要と認める場合に当たるか", "Is the equity specially necessary under annex 2 or 3?",
    each="funding",
)  # fmt: skip
book.ask(
    "equity.votes_within_others", "機構の議決権は他の出資者の議決権を超えないか",
    "Do the agency's votes stay within those of others?", each="funding",
)  # fmt: skip
book.ask(
    "equity.borrowed_requirements", "借入金・債券による出資の要件を満たすか", "Does equity from borrowings meet its requirements?",
    each="funding",
)  # fmt: skip


@book.rule("cost.eligible", "a4.p1")
def eligible(ask: Asking) -> Answer:
    return ask.all_of(
        ["cost.listed", "cost.basis", "cost.conditions"],
        Words("出資の対象となる費用である。", "equity may be given for the cost."),
        Words("出資の対象とならない。", "equity may not be given for the cost."),
    )


@book.rule("cost.basis", "a4.p1.i1")
def shared_cost(ask: Asking) -> Answer | None:
    if not ask.flag(".shared"):
        return None
    return ask.all_of(
        ["cost.needed", "cost.at_contract_ratio"],
        Words(
            "石油契約等の負担比率で払う必要な費用である。",
            "a necessary cost that is paid by the ratio of the petroleum contract.",
        ),
        Words(
            "石油契約等の負担比率で払う必要な費用と言えない。",
            "not a necessary cost that is paid by the ratio of the contract.",
        ),
    )


@book.rule("cost.basis", "a4.p1.i2")
def own_cost(ask: Asking) -> Answer | None:
    if ask.get(".shared") is not False:
        return None
    return ask.all_of(
        ["cost.indispensable", "cost.directly_related"],
        Words("必要不可欠で、事業に直接関連する。", "indispensable and directly related to the project."),
        Words(
            "必要不可欠で直接関連する費用と言えない。", "not both indispensable and directly related to the project."
        ),
    )


@book.rule("cost.needed", "a4.p1.i1")
def needed(ask: Asking) -> Answer:
    if ask.flag(".needed"):
        return yes("契約に基づく事業に必要である。", "the project under the contract needs it.")
    return no("契約に基づく事業に必要でない。", "the project under the contract does not need it.")


@book.rule("cost.at_contract_ratio", "a4.p1.i1")
def at_contract_ratio(ask: Asking) -> Answer:
    """A part of a whole unit counts as one: less than a unit cannot be paid."""
    whole, percent, amount = ask.need(".joint_amount", ".percent", ".amount")
    most = ceil(whole * Fraction(percent) / 100)
    ja, en = f"全体{whole:,}の{percent}％は{most:,}", f"{percent} % of {whole:,} is {most:,}"
    if amount <= most:
        return yes(f"{ja}で、支払い{amount:,}はその内にある。", f"{en}, and {amount:,} is within it.", value=most)
    return no(f"{ja}で、支払い{amount:,}はこれを超える。", f"{en}, and {amount:,} is over it.", value=most)


@book.rule("cost.indispensable", "a4.p1.i2")
def indispensable(ask: Asking) -> Answer:
    if ask.judged("cost.indispensable"):
        return yes("必要不可欠と認められた。", "it was found indispensable.")
    return no("必要不可欠と認められなかった。", "it was not found indispensable.")


@book.rule("cost.directly_related", "a4.p1.i2")
def directly_related(ask: Asking) -> Answer:
    if ask.judged("cost.directly_related"):
        return yes("事業に直接関連すると認められた。", "it was found directly related to the project.")
    return no("事業に直接関連すると認められなかった。", "it was not found directly related to the project.")


@book.rule("equity.within_limit", "a4.p2")
def within_limit(ask: Asking) -> Answer | None:
    if ask.flag(".under_proviso"):
        return None
    return _within(ask, "equity.limit")


@book.rule("equity.within_limit", "a4.p2", "a4.p3")
def within_limit_of_the_proviso(ask: Asking) -> Answer | None:
    if ask.get(".under_proviso") is not True:
        return None
    if not ask.holds("equity.specially_necessary"):
        return no(
            "特に必要な場合に当たらず、ただし書の限度額は使えない。",
            "not specially necessary, so the proviso's limit is not open.",
        )
    return _within(ask, "equity.limit_under_proviso")


def _within(ask: Asking, name: str) -> Answer:
    equity, needed = ask.need(".equity", ".project_money")
    limit = _share(ask, name)
    most, percent = limit * needed, f"{float(limit):.4%}"
    ja, en = f"限度は対象資金{needed:,}円の{percent}", f"the limit is {percent} of the project's {needed:,} yen"
    if equity <= most:
        return yes(
            f"{ja}で、出資{equity:,}円はその内にある。", f"{en}, and equity of {equity:,} yen is within it.", value=most
        )
    return no(
        f"{ja}で、出資{equity:,}円はこれを超える。", f"{en}, and equity of {equity:,} yen is over it.", value=most
    )


def _share(ask: Asking, name: str) -> Fraction:
    given = ask.parameter(name)
    try:
        share = Fraction(Decimal(str(given)))
    except (InvalidOperation, ValueError, OverflowError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise InputError(
            "the parameter is no share", field=f"parameters.{name}", expected="a number from 0 to 1, such as 0.5"
        )
    return share


@book.rule("equity.not_sole_largest", "a4.p2.x1")
def not_sole_largest(ask: Asking) -> Answer:
    if ask.need(".source") != "special_account":
        return not_applicable(
            "特別会計に関する法律50条の資金でない。", "not money of article 50 of the act on special accounts."
        )
    own, others = ask.need(".agency_stake", ".other_stakes")
    stakes: tuple[Stake, ...] = others
    largest = max((stake.size for stake in stakes), default=0)
    ja, en = f"機構{own:,}に対し他の最大は{largest:,}", f"the agency has {own:,}, the largest other holder {largest:,}"
    if own > largest:
        return no(f"{ja}で、機構が単独で最大となる。", f"{en}, so the agency is the sole largest holder.")
    return yes(f"{ja}で、機構は単独の最大でない。", f"{en}, so the agency is not the sole largest holder.")


@book.rule("equity.specially_necessary", "a4.p3")
def not_under_the_proviso(ask: Asking) -> Answer | None:
    if ask.flag(".under_proviso"):
        return None
    return not_applicable(
        "業務方法書6条ただし書による出資でない。", "not equity under the proviso of article 6 of the operating rules."
    )


@book.rule("equity.specially_necessary", "a4.p3", "t2")
def exploration(ask: Asking) -> Answer | None:
    if ask.get(".under_proviso") is not True or ask.get(".money") != "exploration":
        return None
    return ask.all_of(
        ["annex2.met"],
        Words("探鉱資金につき別表2の要件を満たす。", "exploration money, and annex 2 is met."),
        Words("探鉱資金につき別表2の要件を欠く。", "exploration money, and annex 2 is not met."),
    )


@book.rule("equity.specially_necessary", "a4.p3", "t3")
def rights(ask: Asking) -> Answer | None:
    if ask.get(".under_proviso") is not True or ask.get(".money") != "rights":
        return None
    return ask.all_of(
        ["annex3.met"],
        Words("権利譲受け資金につき別表3の要件を満たす。", "money for rights, and annex 3 is met."),
        Words("権利譲受け資金につき別表3の要件を欠く。", "money for rights, and annex 3 is not met."),
    )


@book.rule("equity.specially_necessary", "a4.p3")
def money_of_no_annex(ask: Asking) -> Answer | None:
    if ask.get(".under_proviso") is not True or ask.need(".money") in ("exploration", "rights"):
        return None
    return gap(
        "別表2は探鉱資金、別表3は権利譲受け資金だけを定め、採取・液化・貯蔵の資金に当たる別表がない。",
        "annex 2 is for exploration money and annex 3 for rights; none is for extraction, liquefaction or storage.",
    )


@book.rule("equity.votes_within_others", "a4.p4")
def votes_within_others(ask: Asking) -> Answer:
    if not ask.flag(".under_proviso"):
        return not_applicable(
            "業務方法書6条ただし書による出資でない。",
            "not equity under the proviso of article 6 of the operating rules.",
        )
    ask.need("investee.parties", "investee.holdings", "investee.agency_votes")
    own, others = votes_of_agency_and_others(ask.need("investee"))
    rest = sum(others.values())
    ja = f"機構の議決権は{own:,}、他の出資者の合計は{rest:,}（「他の出資者」は合計と読み、同数は超えないとする）"
    en = f"the agency has {own:,} votes, all other holders {rest:,} (the others are read as their sum, and as many is not over)"
    if own <= rest:
        return yes(f"{ja}で、超えない。", f"{en}, so it is not over them.")
    return no(f"{ja}で、超える。", f"{en}, so it is over them.")


def votes_of_agency_and_others(investee: Investee) -> tuple[int, dict[str, int]]:
    """Return the agency's votes in the investee once it has entered, and those of every other holder, host governments too."""
    own, others = investee.agency_votes or 0, {}
    for holding in investee.holders_of.get(investee.name, ()):
        if investee.kinds[holding.holder] == "agency":
            own += holding.votes
        else:
            others[holding.holder] = holding.votes
    return own, others


@book.rule("equity.borrowed_requirements", "a4.p5")
def not_borrowed(ask: Asking) -> Answer | None:
    if ask.need(".source") == "borrowing":
        return None
    return not_applicable("借入金・債券による出資でない。", "not equity from long-term loans or bonds.")


@book.rule("equity.borrowed_requirements", "a4.p5", "t4")
def borrowed(ask: Asking) -> Answer | None:
    if ask.get(".source") != "borrowing" or ask.need(".money") not in ("extraction", "liquefaction_storage", "rights"):
        return None
    return ask.all_of(
        ["annex4.met"],
        Words("別表4の要件を満たす。", "annex 4 is met."),
        Words("別表4の要件を欠く。", "annex 4 is not met."),
    )


@book.rule("equity.borrowed_requirements", "a4.p5")
def borrowed_for_other_money(ask: Asking) -> Answer | None:
    if ask.get(".source") != "borrowing" or ask.get(".money") not in ("exploration", "other"):
        return None
    return gap(
        "別表4は業務方法書5条2号から4号までの資金の要件で、他の資金を借入金・債券で賄う定めがない。",
        "annex 4 is for money of items 2 to 4 of article 5 of the operating rules; nothing is said of other money from borrowings.",
    )
