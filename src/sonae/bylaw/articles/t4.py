"""Annex 4: what a project needs whose equity is paid from long-term loans or bonds."""

from __future__ import annotations

from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, Words, no, open_until, yes
from sonae.core import Outcome

__all__ = ["book"]

book = RuleBook(TEXT_IN_HAND)


def _asked(question: str, ja: str, en: str) -> None:
    book.ask(question, ja, en, of_case=False)


_asked("annex4.met", "別表4の要件を満たすか", "Is annex 4 met?")
_asked("annex4.both", "別表4の二つの要件をともに満たすか", "Do both items of annex 4 hold?")
_asked(
    "annex4.country_risk", "カントリーリスクは高くないか、手当てがあるか", "Is the country risk not high, or covered?"
)
_asked(
    "annex4.country_risk_not_high",
    "カントリーリスクは高くないと機構が認めたか",
    "Has the agency found that the country risk is not high?",
)
_asked(
    "annex4.country_risk_covered",
    "足りる手当てがあると機構が認めたか",
    "Has the agency found that measures cover the country risk?",
)
_asked(
    "annex4.production",
    "5年以内の生産開始を見込むと機構が認めたか",
    "Has the agency found that production is expected within five years?",
)


@book.rule("annex4.met", "t4")
def in_principle(ask: Asking) -> Answer:
    """The items bind in principle: a project that fails one waits for what the agency says of a departure."""
    both = ask.finding("annex4.both")
    if both.outcome is Outcome.YES:
        return yes("別表4の二つの要件をともに満たす。", "both items of annex 4 hold.")
    if both.outcome is not Outcome.NO:
        raise Awaited(*both.missing)
    policy, departure = _judged(ask, "annex4.energy_policy"), _judged(ask, "annex4.departure")
    if departure:
        return yes(
            "別表4の要件を欠くが、原則によらないことを機構が認めた。",
            "an item of annex 4 fails, and the agency found a departure justified.",
        )
    waits = [
        f"judgement annex4.{name}"
        for name, said in (("energy_policy", policy), ("departure", departure))
        if said is None
    ]
    if waits:
        return open_until(
            "別表4の要件を欠く。要件は「原則として」であり、政策上の重要性か、原則によらない理由の判断を待つ。",
            "an item of annex 4 fails; they bind in principle, and a finding on energy policy or on a departure is awaited.",
            *waits,
        )  # fmt: skip
    return no(
        "別表4の要件を欠き、政策上の重要性も、原則によらない理由も認められなかった。",
        "an item of annex 4 fails, and neither energy policy nor another ground for a departure was found.",
    )


@book.rule("annex4.met", "t4.x1", "t4", exception_to="annex4.met/in_principle")
def important_to_energy_policy(ask: Asking) -> Answer | None:
    if ask.finding("annex4.both").outcome is Outcome.YES or not _judged(ask, "annex4.energy_policy"):
        return None
    return yes(
        "エネルギー政策上特に重要で、別表4の二つの要件によらない。",
        "specially important to energy policy, so the two items of annex 4 do not bind.",
    )


def _judged(ask: Asking, point: str) -> bool | None:
    """Return what a person judged of a point; None where nobody did."""
    try:
        return ask.judged(point)
    except Awaited:
        return None


@book.rule("annex4.both", "t4")
def both(ask: Asking) -> Answer:
    return ask.all_of(
        ["annex4.country_risk", "annex4.production"],
        Words("別表4の二つの要件をともに満たす。", "both items of annex 4 hold."),
        Words("別表4の要件を欠く。", "an item of annex 4 fails."),
    )


@book.rule("annex4.country_risk", "t4.i1")
def country_risk(ask: Asking) -> Answer:
    return ask.any_of(
        ["annex4.country_risk_not_high", "annex4.country_risk_covered"],
        Words(
            "カントリーリスクは高くないか、足りる手当てがある。", "the country risk is not high, or measures cover it."
        ),
        Words("カントリーリスクは高く、足りる手当てがない。", "the country risk is high, and no measures cover it."),
    )


@book.rule("annex4.country_risk_not_high", "t4.i1")
def country_risk_not_high(ask: Asking) -> Answer:
    if ask.judged("country_risk_high"):
        return no("カントリーリスクが高いと機構が認めた。", "the agency found that the country risk is high.")
    return yes("カントリーリスクは高くないと機構が認めた。", "the agency found that the country risk is not high.")


@book.rule("annex4.country_risk_covered", "t4.i1")
def country_risk_covered(ask: Asking) -> Answer:
    if ask.judged("annex4.country_risk_covered"):
        return yes(
            "カントリーリスクに足りる手当てがあると機構が認めた。",
            "the agency found that measures cover the country risk.",
        )
    return no(
        "機構は足りる手当てがあると認めなかった。", "the agency did not find that measures cover the country risk."
    )


@book.rule("annex4.production", "t4.i2")
def production(ask: Asking) -> Answer:
    if ask.judged("annex4.production_within_five_years"):
        return yes(
            "5年以内の生産開始を見込むと機構が認めた。",
            "the agency found that production is expected within five years.",
        )
    return no(
        "機構は5年以内の生産開始を見込むと認めなかった。",
        "the agency did not find that production is expected within five years.",
    )
