"""Article 21: how a project is evaluated."""

from __future__ import annotations

from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.oversight import EconomicEvaluation
from sonae.bylaw.kernel import Answer, Asking, RuleBook, Words, no, not_applicable, yes

__all__ = ["EVALUATIONS", "book", "still_to_come"]

EVALUATIONS = "oversight.evaluations"

book = RuleBook(TEXT_IN_HAND)

book.ask(
    "evaluation.method",
    "評価は定められた方法によるか",
    "Was the evaluation made in the way that is asked?",
    each=EVALUATIONS,
)
book.ask("evaluation.progress", "進捗状況を分析したか", "Was progress looked at?", each=EVALUATIONS, of_case=False)
book.ask(
    "evaluation.since_adoption", "採択時からの変化を分析したか", "Were changes since adoption looked at?", each=EVALUATIONS,
    of_case=False,
)  # fmt: skip
book.ask(
    "evaluation.since_last", "前回評価からの変化を分析したか", "Were changes since the last one looked at?", each=EVALUATIONS,
    of_case=False,
)  # fmt: skip
book.ask(
    "evaluation.same_conditions", "同一条件の長期資金収支見通しによるか", "Is the cash flow drawn up under the same conditions?",
    each=EVALUATIONS, of_case=False,
)  # fmt: skip
book.ask(
    "evaluation.compared",
    "他の事業と横断的に比較したか",
    "Was it compared with the others?",
    each=EVALUATIONS,
    of_case=False,
)
book.ask(
    "evaluation.guarantee", "出資と債務保証を同一のデータにより各々比較したか",
    "Were equity and guarantee each compared on the same data?", each=EVALUATIONS, of_case=False,
)  # fmt: skip


def still_to_come(ask: Asking) -> Answer | None:
    """Answer that the question does not arise where the evaluation is of a later day than the check."""
    if ask.day(".on") <= ask.as_of:
        return None
    return not_applicable("評価はまだ行われていない。", "the evaluation is not made yet.")


@book.rule("evaluation.method", "a21.p1", "a21.p2")
def method(ask: Asking) -> Answer:
    return still_to_come(ask) or ask.all_of(
        [
            "evaluation.progress", "evaluation.since_adoption", "evaluation.since_last", "evaluation.same_conditions",
            "evaluation.compared", "evaluation.guarantee",
        ],
        Words("定められた方法による評価である。", "the evaluation was made in the way that is asked."),
        Words("定められた方法を欠く評価である。", "the evaluation lacks a part of the way that is asked."),
    )  # fmt: skip


@book.rule("evaluation.progress", "a21.p1")
def progress(ask: Asking) -> Answer:
    return _analysed(ask, "progress", Words("進捗状況", "progress"))


@book.rule("evaluation.since_adoption", "a21.p1")
def since_adoption(ask: Asking) -> Answer:
    return _analysed(ask, "since_adoption", Words("採択時からの変化", "changes since adoption"))


@book.rule("evaluation.since_last", "a21.p1")
def since_last(ask: Asking) -> Answer:
    everyone: tuple[EconomicEvaluation, ...] = ask.need(EVALUATIONS)
    before = [one.on for one in everyone if one.on < ask.day(".on")]
    if not before:
        return not_applicable("初回の評価であり、前回がない。", "it is the first evaluation.")
    return _analysed(
        ask,
        "since_last",
        Words(f"{max(before)}の前回評価からの変化", f"changes since the last evaluation on {max(before)}"),
    )


def _analysed(ask: Asking, what: str, words: Words) -> Answer:
    if what in ask.need(".analysed"):
        return yes(f"{words.ja}を分析した。", f"{words.en}: looked at.")
    return no(f"{words.ja}を分析していない。", f"{words.en}: not looked at.")


@book.rule("evaluation.same_conditions", "a21.p1")
def same_conditions(ask: Asking) -> Answer:
    if ask.flag(".same_conditions"):
        return yes("長期資金収支見通しは同一条件による。", "the cash flow is drawn up under the same conditions.")
    return no("長期資金収支見通しは同一条件によらない。", "the cash flow is not drawn up under the same conditions.")


@book.rule("evaluation.compared", "a21.p1")
def compared(ask: Asking) -> Answer:
    if ask.flag(".compared_across"):
        return yes("他の事業と横断的に比較した。", "the project was compared with the others.")
    return no("他の事業と横断的に比較していない。", "the project was not compared with the others.")


@book.rule("evaluation.guarantee", "a21.p2")
def guarantee(ask: Asking) -> Answer:
    if not ask.flag(".guaranteed"):
        return not_applicable("出資と同時の債務保証はない。", "no guarantee goes with the equity.")
    compared_for, same_data = ask.need(".compared_for", ".same_data")
    for what, words in (("equity", Words("出資", "equity")), ("guarantee", Words("債務保証", "the guarantee"))):
        if what not in compared_for:
            return no(f"{words.ja}について比較していない。", f"{words.en} was not compared.")
    if not same_data:
        return no(
            "出資と債務保証の比較が同一のデータによらない。", "equity and guarantee do not rest on the same data."
        )
    return yes(
        "出資と債務保証を同一のデータにより各々比較した。", "equity and guarantee were each compared on the same data."
    )
