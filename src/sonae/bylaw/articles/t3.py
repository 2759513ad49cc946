"""Annex 3: when equity in the acquisition of rights is specially necessary."""

from __future__ import annotations

from decimal import Decimal

from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.kernel import Answer, Asking, RuleBook, Words, no, not_applicable, yes

__all__ = ["book"]

book = RuleBook(TEXT_IN_HAND)

OIL_MILLION_BARRELS = Decimal(100)
"""Recoverable crude oil of the investee's interest (t3.s1), reached by exactly as much."""
GAS_TCF = Decimal(2)
"""Recoverable combustible gas of the investee's interest (t3.s1), in trillion cubic feet."""


def _asked(question: str, ja: str, en: str) -> None:
    book.ask(question, ja, en, of_case=False)


_asked("annex3.met", "別表3の要件を満たすか", "Is annex 3 met?")
_asked("annex3.ground", "別表3の1と2の双方、または3に当たるか", "Do sections 1 and 2 of annex 3, or section 3, hold?")
_asked("annex3.reserves_and_operator", "別表3の1と2に当たるか", "Do sections 1 and 2 of annex 3 hold?")
_asked("annex3.reserves", "権益分の可採埋蔵量は足りるか", "Are the recoverable reserves of the interest large enough?")
_asked("annex3.oil", "原油は1億バレル以上か", "Is there crude oil of 100 million barrels or more?")
_asked("annex3.gas", "可燃性ガスは2TCF以上か", "Is there combustible gas of 2 TCF or more?")
_asked("annex3.operator", "出資先はオペレーターか準オペレーターか", "Is the investee operator or quasi-operator?")
_asked(
    "annex3.energy_policy",
    "エネルギー政策上特に重要と機構が認めたか",
    "Has the agency found it specially important to energy policy?",
)


@book.rule("annex3.met", "t3")
def met(ask: Asking) -> Answer:
    return ask.all_of(
        ["annex3.ground", "investee.majority_of_others"],
        Words("別表3の要件を満たす。", "annex 3 is met."), Words("別表3の要件を欠く。", "annex 3 is not met."),
    )  # fmt: skip


@book.rule("annex3.ground", "t3")
def ground(ask: Asking) -> Answer:
    return ask.any_of(
        ["annex3.reserves_and_operator", "annex3.energy_policy"],
        Words("別表3の1と2、または3に当たる。", "sections 1 and 2 of annex 3, or section 3, hold."),
        Words(
            "別表3の1と2の双方にも、3にも当たらない。",
            "neither sections 1 and 2 of annex 3 together nor section 3 holds.",
        ),
    )


@book.rule("annex3.reserves_and_operator", "t3")
def reserves_and_operator(ask: Asking) -> Answer:
    return ask.all_of(
        ["annex3.reserves", "annex3.operator"],
        Words("埋蔵量と操業の要件をともに満たす。", "reserves and part in the operations are both as asked."),
        Words("埋蔵量か操業の要件を欠く。", "reserves or part in the operations is not as asked."),
    )


@book.rule("annex3.reserves", "t3.s1")
def reserves(ask: Asking) -> Answer:
    """Oil and gas are not added up: the annex has a bound for each and no rate between them."""
    return ask.any_of(
        ["annex3.oil", "annex3.gas"],
        Words("権益分の可採埋蔵量は足りる。", "the recoverable reserves of the interest are large enough."),
        Words("権益分の可採埋蔵量は足りない。", "the recoverable reserves of the interest are not large enough."),
    )


@book.rule("annex3.oil", "t3.s1")
def oil(ask: Asking) -> Answer:
    if ask.get("interests.oil_million_barrels") is None and ask.get("project.resource") == "gas":
        return not_applicable(
            "ガスの事業で、原油は示されていない。", "a project for gas, of which no crude oil is stated."
        )
    held: Decimal = ask.need("interests.oil_million_barrels")
    if held >= OIL_MILLION_BARRELS:
        return yes(
            f"原油{held}百万バレルで、1億バレルに届く。",
            f"crude oil of {held} million barrels reaches 100 million.",
            value=held,
        )
    return no(
        f"原油{held}百万バレルで、1億バレルに届かない。",
        f"crude oil of {held} million barrels is short of 100 million.",
        value=held,
    )


@book.rule("annex3.gas", "t3.s1")
def gas(ask: Asking) -> Answer:
    if ask.get("interests.gas_tcf") is None and ask.get("project.resource") in ("oil", "oil_sand", "oil_shale"):
        return not_applicable(
            "油の事業で、可燃性ガスは示されていない。", "a project for oil, of which no combustible gas is stated."
        )
    held: Decimal = ask.need("interests.gas_tcf")
    if held >= GAS_TCF:
        return yes(f"可燃性ガス{held}TCFで、2TCFに届く。", f"combustible gas of {held} TCF reaches 2 TCF.", value=held)
    return no(
        f"可燃性ガス{held}TCFで、2TCFに届かない。", f"combustible gas of {held} TCF is short of 2 TCF.", value=held
    )


@book.rule("annex3.operator", "t3.s2", "a3.p1.i11")
def operator(ask: Asking) -> Answer:
    role = ask.need("interests.investee_role")
    if role == "operator":
        return yes("出資先はオペレーターである。", "the investee is the operator.")
    if role == "quasi_operator":
        return yes(
            "出資先は準オペレーターとされる（細則に定義がない）。",
            "the investee is stated to be a quasi-operator, which the bylaw does not define.",
        )
    return no(
        "出資先はオペレーターでも準オペレーターでもない。", "the investee is neither operator nor quasi-operator."
    )


@book.rule("annex3.energy_policy", "t3.s3")
def energy_policy(ask: Asking) -> Answer:
    if ask.judged("annex3.energy_policy"):
        return yes(
            "エネルギー政策上特に重要と機構が認めた。", "the agency found it specially important to energy policy."
        )
    return no(
        "機構はエネルギー政策上特に重要と認めなかった。",
        "the agency did not find it specially important to energy policy.",
    )
