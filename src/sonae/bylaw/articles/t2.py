"""Annex 2: when equity in exploration is specially necessary; and the holder of most votes that annex 3 asks for too."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from sonae.bylaw.articles.a04 import votes_of_agency_and_others
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.interests import Partner
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, Words, no, yes

__all__ = ["book"]

book = RuleBook(TEXT_IN_HAND)

SHARE_OF_JAPANESE_INTERESTS = Decimal(30)
"""Per cent of the interests (t2.s1.i3), reached by exactly as much."""


def _asked(question: str, ja: str, en: str) -> None:
    book.ask(question, ja, en, of_case=False)


_asked("annex2.met", "別表2の要件を満たすか", "Is annex 2 met?")
_asked("annex2.ground", "別表2の1か2のいずれかに当たるか", "Does section 1 or 2 of annex 2 hold?")
_asked("annex2.reserves_and_one", "別表2の1に当たるか", "Does section 1 of annex 2 hold?")
_asked(
    "annex2.reserves",
    "相当規模の埋蔵量を見込むと機構が認めたか",
    "Has the agency found that reserves of considerable size are expected?",
)
_asked("annex2.one_of_four", "四つの事情のいずれかに当たるか", "Does one of the four items hold?")
_asked("annex2.difficulty", "技術的に難しいと機構が認めたか", "Has the agency found the project technically difficult?")
_asked("annex2.operator", "出資先はオペレーターか", "Is the investee the operator?")
_asked("annex2.japanese_interests", "日本側の権益は30％以上か", "Are 30 % or more of the interests Japanese?")
_asked(
    "annex2.country_risk",
    "カントリーリスクが高いと機構が認めたか",
    "Has the agency found that the country risk is high?",
)
_asked(
    "annex2.energy_policy",
    "エネルギー政策上特に重要と機構が認めたか",
    "Has the agency found it specially important to energy policy?",
)
_asked(
    "investee.majority_of_others", "機構以外の一人が、機構の分を除く議決権の過半数を持つか",
    "Has one holder other than the agency over half of the votes that are not the agency's?",
)  # fmt: skip


@book.rule("annex2.met", "t2")
def met(ask: Asking) -> Answer:
    return ask.all_of(
        ["annex2.ground", "investee.majority_of_others"],
        Words("別表2の要件を満たす。", "annex 2 is met."), Words("別表2の要件を欠く。", "annex 2 is not met."),
    )  # fmt: skip


@book.rule("annex2.ground", "t2")
def ground(ask: Asking) -> Answer:
    return ask.any_of(
        ["annex2.reserves_and_one", "annex2.energy_policy"],
        Words("別表2の1か2に当たる。", "section 1 or 2 of annex 2 holds."),
        Words("別表2の1にも2にも当たらない。", "neither section 1 nor 2 of annex 2 holds."),
    )


@book.rule("annex2.reserves_and_one", "t2.s1")
def reserves_and_one(ask: Asking) -> Answer:
    return ask.all_of(
        ["annex2.reserves", "annex2.one_of_four"],
        Words(
            "相当規模の埋蔵量を見込み、四つの事情の一つがある。",
            "reserves of considerable size are expected, and one of four items holds.",
        ),
        Words(
            "埋蔵量の見込みか、四つの事情のいずれもを欠く。",
            "reserves of considerable size or any of the four items is missing.",
        ),
    )


@book.rule("annex2.reserves", "t2.s1")
def reserves(ask: Asking) -> Answer:
    if ask.judged("annex2.reserves"):
        return yes(
            "相当規模の埋蔵量を見込むと機構が認めた。",
            "the agency found that reserves of considerable size are expected.",
        )
    return no(
        "機構は相当規模の埋蔵量を見込むと認めなかった。", "the agency did not find that such reserves are expected."
    )


@book.rule("annex2.one_of_four", "t2.s1")
def one_of_four(ask: Asking) -> Answer:
    return ask.any_of(
        ["annex2.difficulty", "annex2.operator", "annex2.japanese_interests", "annex2.country_risk"],
        Words("四つの事情の一つがある。", "one of the four items holds."),
        Words("四つの事情のいずれもない。", "none of the four items holds."),
    )


@book.rule("annex2.difficulty", "t2.s1.i1")
def difficulty(ask: Asking) -> Answer:
    if ask.judged("annex2.difficulty"):
        return yes("技術的に難しいと機構が認めた。", "the agency found the project technically difficult.")
    return no("機構は技術的に難しいと認めなかった。", "the agency did not find the project technically difficult.")


@book.rule("annex2.operator", "t2.s1.i2", "a3.p1.i11")
def operator(ask: Asking) -> Answer:
    if ask.need("interests.investee_role") == "operator":
        return yes("出資先はオペレーターである。", "the investee is the operator.")
    return no("出資先はオペレーターでない。", "the investee is not the operator.")


@book.rule("annex2.japanese_interests", "t2.s1.i3")
def japanese_interests(ask: Asking) -> Answer:
    """What no partner is named for may be anybody's: it decides nothing."""
    partners: tuple[Partner, ...] = ask.need("interests.partners")
    held = sum((one.percent for one in partners if one.kind in ("investee", "japanese", "managed_foreign")), Decimal(0))
    unnamed = 100 - sum((one.percent for one in partners), Decimal(0))
    if held >= SHARE_OF_JAPANESE_INTERESTS:
        return yes(
            f"日本側の権益は{held}％で、30％に届く。",
            f"{held} % of the interests are Japanese, which reaches 30 %.",
            value=held,
        )
    if held + unnamed >= SHARE_OF_JAPANESE_INTERESTS:
        raise Awaited("interests.partners")
    return no(
        f"日本側の権益は{held}％で、30％に届かない。",
        f"{held} % of the interests are Japanese, short of 30 %.",
        value=held,
    )


@book.rule("annex2.country_risk", "t2.s1.i4")
def country_risk(ask: Asking) -> Answer:
    if ask.judged("country_risk_high"):
        return yes("カントリーリスクが高いと機構が認めた。", "the agency found that the country risk is high.")
    return no("機構はカントリーリスクが高いと認めなかった。", "the agency did not find that the country risk is high.")


@book.rule("annex2.energy_policy", "t2.s2")
def energy_policy(ask: Asking) -> Answer:
    if ask.judged("annex2.energy_policy"):
        return yes(
            "エネルギー政策上特に重要と機構が認めた。", "the agency found it specially important to energy policy."
        )
    return no(
        "機構はエネルギー政策上特に重要と認めなかった。",
        "the agency did not find it specially important to energy policy.",
    )


@book.rule("investee.majority_of_others", "a4.p3")
def majority_of_others(ask: Asking) -> Answer:
    ask.need("investee.parties", "investee.holdings")
    _, others = votes_of_agency_and_others(ask.need("investee"))
    whole = sum(others.values())
    if not whole:
        return no("機構以外に議決権を持つ者がない。", "nobody but the agency has votes.")
    name = min(others, key=lambda holder: (-others[holder], holder))
    share = Fraction(others[name], whole)
    ja = f"機構の分を除く議決権{whole:,}のうち最大は{name}の{others[name]:,}"
    en = f"of {whole:,} votes that are not the agency's {name} has the most, {others[name]:,}"
    if share > Fraction(1, 2):
        return yes(f"{ja}で、過半数である。", f"{en}, which is more than half.", value=share)
    return no(f"{ja}で、過半数に満たない。", f"{en}, which is not more than half.", value=share)
