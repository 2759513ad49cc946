"""Article 18: three points to heed in the care of the money."""

from __future__ import annotations

from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.kernel import Answer, Asking, Body, RuleBook, Words, no, yes

__all__ = ["book"]

REVIEWS = "management.fund_reviews"
_POINTS = {
    "use": Words("出資金の用途", "what the money is used for"),
    "terms": Words("出資基本契約の条件の履行", "how the terms of the master agreement are kept"),
    "condition": Words("出資先の経営状態", "the state of the investee's business"),
}

book = RuleBook(TEXT_IN_HAND)

book.ask(
    "funds.heeded",
    "資金の管理で3点に留意したか",
    "Were the three points heeded in the care of the money?",
    each=REVIEWS,
)


@book.rule("funds.heeded", "a18.p1")
def heeded(ask: Asking) -> Answer:
    return ask.all_of(
        [f"funds.{point}" for point in _POINTS],
        Words("3点に留意した。", "all three points were heeded."),
        Words("3点の全てには留意していない。", "not all three points were heeded."),
    )


def _point(point: str, words: Words) -> Body:
    def looked_at(ask: Asking) -> Answer:
        if ask.flag(f".{point}"):
            return yes(f"{words.ja}に留意した。", f"the agency looked at {words.en}.")
        return no(f"{words.ja}に留意していない。", f"the agency did not look at {words.en}.")

    return looked_at


for _number, (_name, _words) in enumerate(_POINTS.items(), 1):
    book.ask(
        f"funds.{_name}",
        f"{_words.ja}に留意したか",
        f"Did the agency look at {_words.en}?",
        each=REVIEWS,
        of_case=False,
    )
    book.rule(f"funds.{_name}", f"a18.p1.i{_number}")(_point(_name, _words))
