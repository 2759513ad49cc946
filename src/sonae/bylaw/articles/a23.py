"""Article 23: the investee ends the project."""

from __future__ import annotations

from sonae.bylaw.articles.event import happened, if_happened
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.kernel import Answer, Asking, Body, RuleBook, Words, no, not_applicable, open_until, yes

__all__ = ["POINTS", "WAYS", "book"]

WAYS = {
    "relinquished": Words("権利の放棄", "giving its rights up"), "transferred": Words("権利の譲渡", "transferring its rights"),
    "sold": Words("権利の売却", "selling its rights"),
}  # fmt: skip
POINTS = {
    1: ("technical", Words("実績と技術的な評価", "results and the technical evaluation")),
    2: ("obligations", Words("石油契約等の義務の履行と終結の規定", "obligations and termination under the contract")),
    3: ("economics", Words("技術的な評価を踏まえた経済性", "economics on the technical evaluation")),
    4: ("sale_efforts", Words("権益売却の取組みと見込み", "efforts to sell the interest and their prospects")),
}

book = RuleBook(TEXT_IN_HAND)

book.ask(
    "termination.in_order", "事業の終結は事前に承認されたか", "Was termination of the project approved beforehand?"
)
book.ask("termination.needs_approval", "承認を要する終結か", "Is it a termination that needs approval?", of_case=False)
book.ask(
    "termination.reviewed", "終結の承認は4点を勘案した審査によるか", "Did approval rest on a review of the four points?"
)
for _number, (_point, _words) in POINTS.items():
    book.ask(f"termination.{_point}", f"{_words.ja}を勘案したか", f"Was it weighed: {_words.en}?", of_case=False)
book.ask("termination.weighed_together", "総合的に審査したか", "Were the points weighed together?", of_case=False)

_NONE = ("事業の終結の申請は示されていない。", "no termination of the project is in view.")


@book.rule("termination.needs_approval", "a23.p1")
def needs_approval(ask: Asking) -> Answer:
    """Parting with a part of the acreage ends nothing; that is a15.p1.i5."""
    way, ends = ask.need("oversight.termination.way", "oversight.termination.ends_project")
    if ends:
        return yes(f"{WAYS[way].ja}により事業を終結する。", f"the project ends by {WAYS[way].en}.")
    return no(f"{WAYS[way].ja}によっても事業は終結しない。", f"the project does not end by {WAYS[way].en}.")


@book.rule("termination.in_order", "a23.p1")
def in_order(ask: Asking) -> Answer:
    if ask.get("oversight.termination") is None:
        return not_applicable(*_NONE)
    if not ask.holds("termination.needs_approval"):
        return not_applicable("事業の終結に当たらない。", "it is no termination of the project.")
    approved, done = (
        happened(ask, "management.termination_approved_on"),
        if_happened(ask, "oversight.termination.effected_on"),
    )
    if approved is not None and (done is None or approved <= done):
        return yes(f"{approved}に事前に承認された。", f"approved beforehand, on {approved}.", value=approved)
    if approved is not None:
        return no(f"{approved}の承認の前の{done}に行われた。", f"effected on {done}, before approval on {approved}.")
    if done is not None:
        return no(f"承認を受けずに{done}に行われた。", f"effected on {done} without approval.")
    return open_until("事前の承認を待つ。", "prior approval is awaited.", "management.termination_approved_on")


@book.rule("termination.reviewed", "a23.p2")
def reviewed(ask: Asking) -> Answer:
    if ask.get("oversight.termination") is None:
        return not_applicable(*_NONE)
    if if_happened(ask, "management.termination_approved_on") is None:
        return not_applicable("終結の承認はまだない。", "termination is not approved yet.")
    return ask.all_of(
        [*(f"termination.{point}" for point, _ in POINTS.values()), "termination.weighed_together"],
        Words("4点を勘案し総合的に審査した。", "the four points were weighed together."),
        Words("4点を勘案した総合的な審査を欠く。", "the four points were not weighed together."),
    )


def _weighed(point: str, words: Words) -> Body:
    def weighed(ask: Asking) -> Answer:
        if point in ask.need("oversight.termination.weighed"):
            return yes(f"{words.ja}を勘案した。", f"weighed: {words.en}.")
        return no(f"{words.ja}を勘案していない。", f"not weighed: {words.en}.")

    weighed.__name__ = point
    return weighed


for _number, (_point, _words) in POINTS.items():
    book.rule(f"termination.{_point}", f"a23.p2.i{_number}")(_weighed(_point, _words))


@book.rule("termination.weighed_together", "a23.p2")
def weighed_together(ask: Asking) -> Answer:
    """The judgement goes before the approval that rests on it, or falls on its day."""
    approved, judged = ask.day("management.termination_approved_on"), ask.judgement("termination.approvable")
    if judged.on > approved:
        return no(
            f"審査は{approved}の承認の後の{judged.on}である。",
            f"reviewed on {judged.on}, after approval on {approved}.",
        )
    if judged.holds:
        return yes(
            f"{judged.on}に総合的に審査し、承認できるとされた。", f"weighed together on {judged.on}, for approval."
        )
    return no(f"{judged.on}の総合的な審査は承認できないとした。", f"weighed together on {judged.on}, against approval.")
