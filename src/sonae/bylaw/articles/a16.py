"""Article 16: three matters of which the agency gets notice beforehand."""

from __future__ import annotations

from sonae.bylaw.articles.event import happened, if_happened, if_judged
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.kernel import Answer, Asking, Body, RuleBook, Words, no, open_until, yes

__all__ = ["book"]

NOTICES = "management.notices"

book = RuleBook(TEXT_IN_HAND)

book.ask("notice.in_order", "事前連絡は定めどおりか", "Was notice given as it has to be?", each=NOTICES)
book.ask("notice.beforehand", "事前に連絡があったか", "Was notice given beforehand?", each=NOTICES, of_case=False)
book.ask("notice.written", "書面による連絡か", "Was notice given in writing?", each=NOTICES, of_case=False)


def _notice(item: int) -> Body:
    def notice(ask: Asking) -> Answer | None:
        if ask.need(".item") != item:
            return None
        return ask.all_of(
            ["notice.beforehand", "notice.written"],
            Words(f"第{item}号: 事前に書面で連絡された。", f"item {item}: notice was given beforehand and in writing."),
            Words(
                f"第{item}号: 事前の書面による連絡を欠く。",
                f"item {item}: no notice was given beforehand and in writing.",
            ),
        )

    notice.__name__ = f"item_{item}"
    return notice


for _item in (1, 2, 3):
    book.rule("notice.in_order", f"a16.p1.i{_item}", "a16.p1", "a16.p2")(_notice(_item))


@book.rule("notice.in_order", "a16.p1.x1", "a16.p1.i2", exception_to="notice.in_order/item_2")
def approval(ask: Asking) -> Answer | None:
    """Item 2 alone needs approval, from when the agency finds it especially necessary; a notice does until then."""
    if ask.need(".item") != 2 or not if_judged(ask, "notice.approval_needed"):
        return None
    approved, done = happened(ask, ".approved_on"), if_happened(ask, ".done_on")
    if approved is not None and (done is None or approved <= done):
        return yes(f"第2号: {approved}に承認された。", f"item 2: approved on {approved}.", value=approved)
    if done is not None:
        return no(f"第2号: 承認を受けずに{done}に行われた。", f"item 2: done on {done} without approval before it.")
    return open_until("第2号: 承認を待つ。", "item 2: approval is awaited.", ask.named(".approved_on"))


@book.rule("notice.beforehand", "a16.p1")
def beforehand(ask: Asking) -> Answer:
    given, done = happened(ask, ".given_on"), if_happened(ask, ".done_on")
    if given is not None and (done is None or given <= done):
        return yes(f"{given}に連絡された。", f"notice was given on {given}.", value=given)
    if done is not None:
        return no(f"連絡のないまま{done}に行われた。", f"done on {done} without notice before it.")
    return open_until("事前連絡を待つ。", "notice is awaited.", ask.named(".given_on"))


@book.rule("notice.written", "a16.p2")
def written(ask: Asking) -> Answer:
    if happened(ask, ".given_on") is None:
        return open_until("事前連絡を待つ。", "notice is awaited.", ask.named(".given_on"))
    if ask.flag(".written"):
        return yes("書面による。", "it was in writing.")
    return no("書面によらない。", "it was not in writing.")
