"""Article 15: twenty matters that the agency approves beforehand."""

from __future__ import annotations

from sonae.bylaw.articles.event import come, happened, if_happened, transition_day
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.kernel import Answer, Asking, Body, RuleBook, Words, no, not_applicable, open_until, yes
from sonae.core import Outcome

__all__ = ["ALWAYS", "MADE_OR_CHANGED", "book"]

MATTERS = "management.matters"
ALWAYS = frozenset({1, 4, 5, 6, 7, 9, 10, 11})
"""Items that need approval whatever their weight."""
MADE_OR_CHANGED = frozenset({13, 14, 15, 19})
"""Items that need approval when made, and when changed where the change is important.

The items in neither set need it where important; item 2 where the extension carries an obligation.
"""
NO_SAY = {
    "fixed_from_the_start": Words(
        "当初より石油契約等に定められている", "it is fixed in the petroleum contract from the start"
    ),
    "matter_of_partners": Words("出資先以外の共同事業者に係る", "it is a matter of other partners"),
    "other": Words("その他の理由による", "for another reason"),
}

book = RuleBook(TEXT_IN_HAND)

book.ask(
    "transition.approved", "開発移行は承認済みか", "Is the transition to development approved?", of_case=False,
)  # fmt: skip
book.ask("matter.in_order", "事項は定めどおり扱われたか", "Is the matter dealt with as it has to be?", each=MATTERS)
book.ask("matter.caught", "事前承認事項か", "Is it a matter for prior approval?", each=MATTERS, of_case=False)
book.ask(
    "matter.reviewed", "承認は書面と基準による審査を経たか", "Did a review on papers go before approval?", each=MATTERS
)
book.ask(
    "matter.papers_first",
    "承認の前に書面を受け取ったか",
    "Did the papers come before approval?",
    each=MATTERS,
    of_case=False,
)
book.ask(
    "matter.criteria_met", "別に定める基準を満たすか", "Are the criteria set apart met?", each=MATTERS, of_case=False
)


@book.rule("transition.approved", "a15.p1.i11")
def transition(ask: Asking) -> Answer:
    """Approved preparation funds (item 10) are no transition."""
    day = come(ask, transition_day(ask))
    if day is not None:
        return yes(f"開発移行は{day}に承認された。", f"the transition was approved on {day}.", value=day)
    return no("開発移行は承認されていない。", "the transition to development is not approved.")


def _caught(item: int) -> Body:
    def caught(ask: Asking) -> Answer | None:
        if ask.need(".item") != item:
            return None
        if item == 2 and not ask.flag(".with_obligation"):
            return no(
                "第2号: 探鉱義務を伴わない延長である。", "item 2: the extension carries no obligation to explore."
            )
        if item in MADE_OR_CHANGED and ask.need(".act") == "made":
            if item == 13 and not ask.flag(".important"):
                return no("第13号: 重要な輸送手段ではない。", "item 13: the means of transport is not important.")
            return yes(f"第{item}号に当たる。", f"it falls under item {item}.")
        if item not in ALWAYS and item != 2 and not ask.flag(".important"):
            return no(f"第{item}号: 重要なものではない。", f"item {item}: it is not important.")
        return yes(f"第{item}号に当たる。", f"it falls under item {item}.")

    caught.__name__ = f"item_{item}"
    return caught


for _item in range(1, 21):
    book.rule("matter.caught", f"a15.p1.i{_item}")(_caught(_item))


@book.rule("matter.in_order", "a15.p1")
def in_order(ask: Asking) -> Answer:
    if not ask.holds("matter.caught"):
        return not_applicable("事前承認事項に当たらない。", "it is no matter for prior approval.")
    approved, done = happened(ask, ".approved_on"), if_happened(ask, ".done_on")
    refused = if_happened(ask, ".refused_on")
    if approved is not None and (done is None or approved <= done):
        return yes(f"{approved}に事前に承認された。", f"approved beforehand, on {approved}.", value=approved)
    if approved is not None:
        return no(f"{approved}の承認の前の{done}に行われた。", f"done on {done}, before approval on {approved}.")
    if done is not None:
        return no(f"承認を受けずに{done}に行われた。", f"done on {done} without approval.")
    if refused is not None:
        return no(f"{refused}に不承認とされた。", f"approval was refused on {refused}.")
    return open_until("事前の承認を待つ。", "prior approval is awaited.", ask.named(".approved_on"))


@book.rule("matter.in_order", "a15.p2", exception_to="matter.in_order/in_order")
def reported(ask: Asking) -> Answer | None:
    """Where the investee has no say, a report does; by when, the text does not say."""
    no_say = ask.get(".no_say")
    if no_say is None or ask.finding("matter.caught").outcome is not Outcome.YES:
        return None
    why, came = NO_SAY[no_say], happened(ask, ".reported_on")
    if came is None:
        return open_until(
            f"出資先は決定に関与しえない（{why.ja}）。報告を待つ。", f"the investee has no say ({why.en}); its report is awaited.",
            ask.named(".reported_on"),
        )  # fmt: skip
    return yes(
        f"出資先は決定に関与しえない（{why.ja}）。{came}に報告を受けた。",
        f"the investee has no say ({why.en}), and reported on {came}.", value=came,
    )  # fmt: skip


@book.rule("matter.reviewed", "a15.p3")
def reviewed(ask: Asking) -> Answer:
    if if_happened(ask, ".approved_on") is None:
        return not_applicable("承認はまだない。", "nothing is approved yet.")
    return ask.all_of(
        ["matter.papers_first", "matter.criteria_met"],
        Words("承認は書面と基準による審査を経た。", "a review on papers, under the criteria, went before approval."),
        Words(
            "承認は書面と基準による審査を経ていない。",
            "approval was given without the review that has to go before it.",
        ),
    )


@book.rule("matter.papers_first", "a15.p3")
def papers_first(ask: Asking) -> Answer:
    approved, received = ask.day(".approved_on"), happened(ask, ".received_on")
    if received is None or received > approved:
        return no(f"{approved}の承認の時に書面がない。", f"approved on {approved} without the papers in hand.")
    return yes(f"書面は{received}に受け取った。", f"the papers came on {received}.")


@book.rule("matter.criteria_met", "a15.p3")
def criteria_met(ask: Asking) -> Answer:
    criteria, judged = ask.parameter("matter_review_criteria"), ask.judgement("matter.criteria_met")
    if judged.on > ask.day(".approved_on"):
        return no(f"審査は承認の後の{judged.on}である。", f"the review is of {judged.on}, after approval.")
    if judged.holds:
        return yes(f"基準「{criteria}」により審査された。", f"reviewed under the criteria «{criteria}».")
    return no(f"基準「{criteria}」を満たさない。", f"the criteria «{criteria}» are not met.")
