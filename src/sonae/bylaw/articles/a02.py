"""Article 2, paragraph 2: main or subordinate bylaw, settled with the applicant before the review begins.

Read as bearing on projects that another bylaw bears on too: art. 9, para. 1, speaks of business done under this paragraph as of a
case of its own, and the article of the operating rules behind it is not in hand.
"""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.articles.event import judgement_of
from sonae.bylaw.articles.stage import happened_on
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, Words, no, not_applicable, open_until, yes

__all__ = ["book", "is_subordinate"]

book = RuleBook(TEXT_IN_HAND)

book.ask(
    "bylaws.settled",
    "主従の細則は審査の開始前に定められたか",
    "Was it settled before the review which bylaw is the main one?",
)
book.ask(
    "bylaws.role", "本細則が主か従かは審査の開始前に決定されたか",
    "Was it decided before the review whether this bylaw is main or subordinate?", of_case=False,
)  # fmt: skip
book.ask(
    "bylaws.discussed",
    "主従の決定は申込者との協議の上か",
    "Was the applicant talked with before that was decided?",
    of_case=False,
)

_ALONE = not_applicable("ほかに適用される細則がない。", "no other bylaw bears on the project.")


def is_subordinate(ask: Asking) -> bool:
    """Return whether this bylaw is the subordinate one. Raises Awaited while that is not known."""
    return bool(ask.need("adoption.bylaws.other")) and not ask.judgement("bylaws.main", "").holds


@book.rule("bylaws.settled", "a2.p2")
def settled(ask: Asking) -> Answer:
    if not ask.need("adoption.bylaws.other"):
        return _ALONE
    return ask.all_of(
        ["bylaws.role", "bylaws.discussed"],
        Words(
            "主従の細則は審査の開始前に協議の上で決定された。",
            "main and subordinate bylaw were settled with the applicant before the review.",
        ),
        Words(
            "主従の細則が、審査の開始前に、申込者との協議の上で決定されていない。",
            "main and subordinate bylaw were not settled with the applicant before the review.",
        ),
    )  # fmt: skip


@book.rule("bylaws.role", "a2.p2")
def role(ask: Asking) -> Answer:
    if not ask.need("adoption.bylaws.other"):
        return _ALONE
    judged = judgement_of(ask, "bylaws.main", "")
    begun = _review_begun(ask)
    if judged is None:
        if begun is not None:
            return no(
                f"主従を決定しないまま{begun}に審査が始まった。", f"the review began on {begun} without that decision."
            )
        return open_until(
            "主従の決定を審査の開始前に行う必要がある。",
            "this has to be decided before the review begins.",
            "judgement bylaws.main",
        )
    is_main = judged.holds
    ja, en = ("主", "the main one") if is_main else ("従", "a subordinate one")
    value = "main" if is_main else "subordinate"
    if begun is not None and judged.on > begun:
        return no(
            f"本細則を{ja}とする決定は{judged.on}で、{begun}の審査開始に遅れた。",
            f"that this bylaw is {en} was decided on {judged.on}, after the review had begun on {begun}.", value=value,
        )  # fmt: skip
    return yes(
        f"{judged.by}が{judged.on}に本細則を{ja}と決定した。",
        f"{judged.by} decided on {judged.on} that this bylaw is {en}.",
        value=value,
    )


@book.rule("bylaws.discussed", "a2.p2")
def discussed(ask: Asking) -> Answer:
    if not ask.need("adoption.bylaws.other"):
        return _ALONE
    stated = ask.need("adoption.bylaws.discussed_on")
    judged = judgement_of(ask, "bylaws.main", "")
    talked = happened_on(stated, judged.on if judged else ask.as_of)
    if talked is not None:
        return yes(f"申込者と{talked}に協議した。", f"the applicant was talked with on {talked}.")
    if judged is None:
        return open_until(
            "申込者との協議が済んでいない。",
            "the applicant has not been talked with yet.",
            "adoption.bylaws.discussed_on",
        )
    return no(
        f"{judged.on}の決定は申込者との協議の前である。",
        f"the decision of {judged.on} came before talks with the applicant.",
    )


def _review_begun(ask: Asking) -> dt.date | None:
    days = []
    for number, one in enumerate(ask.need("adoption.applications"), 1):
        if one.review is None:
            continue
        if one.review.began_on is None:
            raise Awaited(f"adoption.applications.{number}.review.began_on")
        begun = happened_on(one.review.began_on, ask.as_of)
        if begun is not None:
            days.append(begun)
    return min(days, default=None)
