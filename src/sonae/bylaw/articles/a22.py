"""Article 22: what comes out of an evaluation. The rank is a fact of the case; it is not worked out here."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.articles.a21 import EVALUATIONS, still_to_come
from sonae.bylaw.articles.event import happened
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.kernel import Answer, Asking, Body, RuleBook, Words, no, not_applicable, open_until, yes

__all__ = ["RANKS", "book", "next_year_begins"]

RANKS = {
    "A": ("a22.p1.r1", Words("一定の利益が見込まれる", "a profit is expected")),
    "B": ("a22.p1.r2", Words("成否はまだ判明していない", "success or failure is not known yet")),
    "C": (
        "a22.p1.r3",
        Words("損失が見込まれ、抜本的な見直しを要する", "a loss is expected; a thorough review is needed"),
    ),
}

book = RuleBook(TEXT_IN_HAND)

book.ask(
    "evaluation.concluded", "評価の結果はまとめられたか", "Was the evaluation brought to its result?", each=EVALUATIONS
)
book.ask(
    "evaluation.achievement",
    "財務的達成度を評価したか",
    "Was financial achievement rated?",
    each=EVALUATIONS,
    of_case=False,
)
book.ask(
    "evaluation.finances", "機構財務への影響を検討したか", "Was the effect on the agency's finances examined?", each=EVALUATIONS,
    of_case=False,
)  # fmt: skip
book.ask("evaluation.rank", "事業はどのランクか", "Which rank has the project?", each=EVALUATIONS, of_case=False)
book.ask(
    "evaluation.recovery", "Cランクの事業の回復の見込みは次期の計画に反映されたか",
    "Was the prospect of recovery of a project of rank C taken up in the next plan?", each=EVALUATIONS,
)  # fmt: skip
book.ask(
    "evaluation.recovery_examined", "経済性の回復の見込みを検討したか", "Was the prospect of recovery examined?", each=EVALUATIONS,
    of_case=False,
)  # fmt: skip
book.ask(
    "evaluation.recovery_in_plan", "検討を次期事業年度の計画に反映させたか", "Did the next year's plan take the examination up?",
    each=EVALUATIONS, of_case=False,
)  # fmt: skip


@book.rule("evaluation.concluded", "a22.p1")
def concluded(ask: Asking) -> Answer:
    return still_to_come(ask) or ask.all_of(
        ["evaluation.achievement", "evaluation.finances", "evaluation.rank"],
        Words("評価の結果はまとめられた。", "the evaluation was brought to its result."),
        Words("評価の結果がまとめられていない。", "the evaluation was not brought to its result."),
    )


@book.rule("evaluation.achievement", "a22.p1")
def achievement(ask: Asking) -> Answer:
    if ask.flag(".achievement_rated"):
        return yes("財務的達成度を評価した。", "financial achievement was rated.")
    return no("財務的達成度を評価していない。", "financial achievement was not rated.")


@book.rule("evaluation.finances", "a22.p1")
def finances(ask: Asking) -> Answer:
    if ask.flag(".finances_examined"):
        return yes("機構財務への影響を検討した。", "the effect on the agency's finances was examined.")
    return no("機構財務への影響を検討していない。", "the effect on the agency's finances was not examined.")


@book.rule("evaluation.rank", "a22.p1")
def ranked(ask: Asking) -> Answer:
    rank = ask.need(".rank")
    return yes(f"{rank}ランクに分類された。", f"the project has rank {rank}.", value=rank)


def _ranked(rank: str, words: Words) -> Body:
    def of_rank(ask: Asking) -> Answer | None:
        if ask.get(".rank") != rank:
            return None
        return yes(f"{rank}ランク: {words.ja}。", f"rank {rank}: {words.en}.", value=rank)

    of_rank.__name__ = f"rank_{rank.lower()}"
    return of_rank


for _rank, (_cite, _words) in RANKS.items():
    book.rule("evaluation.rank", _cite, exception_to="evaluation.rank/ranked")(_ranked(_rank, _words))


@book.rule("evaluation.recovery", "a22.p2")
def recovery(ask: Asking) -> Answer:
    early = still_to_come(ask)
    if early is not None:
        return early
    rank = ask.finding("evaluation.rank")
    if rank.value is None:
        return open_until("ランクが示されていない。", "the rank is not stated.", *rank.missing)
    if rank.value != "C":
        return not_applicable(
            f"{rank.value}ランクであり、回復の検討は求められない。", f"rank {rank.value} asks for none."
        )
    return ask.all_of(
        ["evaluation.recovery_examined", "evaluation.recovery_in_plan"],
        Words("回復の見込みを検討し、次期の計画に反映させた。", "recovery was examined and taken up in the next plan."),
        Words(
            "回復の見込みの検討か、次期の計画への反映を欠く。", "recovery was not both examined and taken up in time."
        ),
    )


@book.rule("evaluation.recovery_examined", "a22.p2")
def recovery_examined(ask: Asking) -> Answer:
    begins, examined = _next_year(ask), happened(ask, ".recovery_examined_on")
    if examined is not None and examined < begins:
        return yes(f"{examined}に検討された。", f"examined on {examined}.", value=examined)
    if examined is None and ask.as_of < begins:
        return open_until(
            f"次期の始まる{begins}までの検討を待つ。", f"to be examined before the next year begins on {begins}.",
            ask.named(".recovery_examined_on"), value=begins,
        )  # fmt: skip
    return no(
        f"次期の始まる{begins}までに検討されていない。",
        f"not examined before the next year, from {begins}.",
        value=begins,
    )


@book.rule("evaluation.recovery_in_plan", "a22.p2")
def recovery_in_plan(ask: Asking) -> Answer:
    begins, year = _next_year(ask), ask.get(".recovery_in_plan_of")
    if year is None:
        return open_until(
            f"{begins}に始まる年度の計画への反映を待つ。", f"to be taken up in the plan of the year that begins on {begins}.",
            ask.named(".recovery_in_plan_of"), value=begins,
        )  # fmt: skip
    if year == begins.year:
        return yes(
            f"{begins}に始まる年度の計画に反映された。",
            f"taken up in the plan of the year from {begins}.",
            value=begins,
        )
    return no(
        f"{begins}に始まる年度ではなく{year}年に始まる年度の計画に反映された。",
        f"taken up in the plan of the year that begins in {year}, not on {begins}.", value=begins,
    )  # fmt: skip


def _next_year(ask: Asking) -> dt.date:
    return next_year_begins(ask.day(".on"), ask.need("project.year_begins"))


def next_year_begins(day: dt.date, year_begins: str) -> dt.date:
    """Return the first day of the next year of plans after a day.

    The plan is that of the project (a11), so the next business year of a22.p2 is read as the project's.
    """
    month, first = map(int, year_begins.split("-"))
    this = dt.date(day.year, month, first)
    return this if this > day else dt.date(day.year + 1, month, first)
