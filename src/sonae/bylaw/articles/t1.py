"""Annex 1: the list that a cost is looked up in, its row, and what the row asks of it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sonae.bylaw.articles.event import transition_day
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.cost_table import Row, cost_table
from sonae.bylaw.facts.costs import CostKind, Money
from sonae.bylaw.facts.day import Day, come_by
from sonae.bylaw.kernel import Answer, Asking, Awaited, Body, RuleBook, Words, no, not_applicable, yes
from sonae.core import Outcome, UnknownChoiceError

__all__ = ["book"]

book = RuleBook(TEXT_IN_HAND)


def _asked(question: str, ja: str, en: str) -> None:
    book.ask(question, ja, en, of_case=False, each="costs")


_asked("cost.section", "費用はどの表によるか", "Which list is the cost looked up in?")
_asked("cost.listed", "費用は表の項目に当たるか", "Does the list have a row for the cost?")
_asked("cost.conditions", "項目の求めるところを満たすか", "Does the cost meet what its row asks?")
_asked("cost.n1", "※1の条件を満たすか", "Is ※1 met?")
_asked("cost.partners_agreed", "支出につき共同事業者間の合意があるか", "Have the partners agreed to the spending?")
_asked(
    "cost.transition_planned",
    "開発移行の具体的計画があるか",
    "Is there a concrete plan of the transition to development?",
)
_asked("cost.n2", "※2の条件を満たすか", "Is ※2 met?")
_asked(
    "cost.developing_at_adoption",
    "採択時に開発か生産の事業であったか",
    "Was it in development or production at adoption?",
)
_asked(
    "cost.transition_approved", "開発移行の事前承認を経たか", "Was the transition to development approved beforehand?"
)
_asked("cost.n3", "※3に当たると機構が認めたか", "Has the agency found that ※3 is met?")
_asked("cost.operation", "操業費の要件を満たすか", "Does operating cost meet its own test?")
_asked("operation.reserves", "十分な油ガスが残っているか", "Is enough oil and gas left?")
_asked(
    "operation.event",
    "予見できない状況で生産が落ちたか止まったか",
    "Did something unforeseeable bring production down or stop it?",
)
_asked("operation.upkeep", "その間の維持管理の費用か", "Is the cost for upkeep during that time?")
_asked("operation.recovery", "回復後に取り戻せるか", "Can production that comes back earn it again?")
_asked(
    "cost.fit_for_test",
    "施設は試験生産の目的に要り、見合うか",
    "Are the facilities needed for test production and fit for it?",
)
_asked("cost.arrangement", "取決めによる費用の要件を満たすか", "Does a cost under an arrangement meet its test?")
_asked(
    "cost.arrangement_approved", "取決めを機構が事前に承認したか", "Did the agency approve the arrangement beforehand?"
)
_asked(
    "cost.arrangement_in_application",
    "取決めは申込みの資料に関わるか",
    "Does the arrangement bear on the papers of the application?",
)
_asked("cost.gas", "可燃性ガスの採取のためか", "Is it for the extraction of combustible gas?")
_asked("cost.overseas", "海外で行われるか", "Is it done overseas?")
_asked("cost.found_necessary", "機構が必要と認めたか", "Has the agency found it necessary?")
_asked("cost.considered", "申込みの審査で考慮されたか", "Did the review of the application take it into account?")
_asked("cost.not_operator", "出資先はオペレーターでないか", "Is the investee not the operator?")
_asked("cost.insurance_proper", "保険の内容と料率は適正か", "Are cover and rate of the insurance proper?")


@book.rule("cost.section", "a4.p1", "t1")
def outside_the_items(ask: Asking) -> Answer | None:
    if ask.need(".money") != "other":
        return None
    return no(
        "業務方法書5条1号から4号までの資金でなく、この表によらない。",
        "the money is of none of items 1 to 4 of article 5 of the operating rules, so no list has it.",
    )


@book.rule("cost.section", "a4.p1", "t1")
def by_the_heading(ask: Asking) -> Answer | None:
    money: Money | None = ask.get(".money")
    if money in (None, "other"):
        return None
    table = cost_table()
    found = table.section_of_all(money) or table.section_of.get((money, _resource(ask)))
    return None if found is None else _section(found)


@book.rule("cost.section", "t1")
def of_a_field_of_both(ask: Asking) -> Answer | None:
    table = cost_table()
    money = ask.get(".money")
    if (money, ask.get(".resource")) not in table.not_ruled:
        return None
    chosen = ask.parameter("annex1.both")
    choices = table.sections_of(money)
    if chosen not in choices:
        raise UnknownChoiceError("value of the parameter «annex1.both»", chosen, choices)
    answer = _section(chosen)
    return yes(
        f"油とガスの両方を採る場合の表は細則に定めがなく、機構の設定による。{answer.because.ja}",
        f"which list has the extraction of both oil and gas is not ruled by the bylaw; so the agency set it: {answer.because.en}",
        value=chosen, cites=(chosen,),
    )  # fmt: skip


def _section(found: str) -> Answer:
    words = cost_table().sections[found]
    return yes(f"「{words.ja}」の表による。", f"the list is that of {words.en}.", value=found, cites=(found,))


def _resource(ask: Asking) -> Literal["oil", "gas", "both"]:
    """Return what is extracted; that of the project where the cost does not say it."""
    if ask.get(".resource") is None:
        project = ask.get("project.resource")
        if project == "gas":
            return "gas"
        if project in ("oil", "oil_sand", "oil_shale"):
            return "oil"
    return ask.need(".resource")  # type: ignore[no-any-return]


@book.rule("cost.listed", "a4.p1", "t1")
def listed(ask: Asking) -> Answer:
    table = cost_table()
    found = ask.finding("cost.section")
    if found.outcome is Outcome.NO:
        return no(found.because_ja, found.because)
    if found.outcome is not Outcome.YES:
        raise Awaited(*found.missing)
    kind, shared = _need_kind(ask)
    group = f"{found.value}.g{1 if shared else 2}"
    row = table.row_of.get((group, kind))
    what = table.kinds[kind]
    if row is None:
        return no(f"「{what.ja}」は表に項目がない。", f"the list has no row for {what.en}.", cites=(group,))
    return yes(
        f"項目「{row.names.ja}」に当たる。", f"the row is «{row.names.en}».", value=row.id, cites=(row.id, group)
    )


def _need_kind(ask: Asking) -> tuple[CostKind, bool]:
    kind, shared = ask.need(".kind", ".shared")
    return kind, shared


@book.rule("cost.conditions", "a4.p1")
def conditions(ask: Asking) -> Answer:
    found = ask.finding("cost.listed")
    if found.outcome is Outcome.NO:
        return not_applicable("項目がない。", "there is no row.")
    if found.outcome is not Outcome.YES:
        raise Awaited(*found.missing)
    row = cost_table().rows[str(found.value)]
    tests = row.tests(ask.need(".kind"))
    if not tests:
        return not_applicable("この項目は他に何も求めない。", "the row asks for nothing else.", cites=(row.id,))
    answer = ask.all_of(
        [f"cost.{test}" for test in tests],
        Words("項目の求めるところを満たす。", "what the row asks is met."),
        Words("項目の求めるところを満たさない。", "what the row asks is not met."),
    )
    return Answer(answer.outcome, answer.because, None, (row.id,), answer.missing)


def _row(ask: Asking) -> Row:
    found = ask.finding("cost.listed")
    if found.outcome is not Outcome.YES:
        raise Awaited(*(found.missing or ("cost.listed",)))
    return cost_table().rows[str(found.value)]


def _day(ask: Asking) -> dt.date:
    """Return the day on which tests are looked at: that of the drawdown once it is past, and until then that of the check."""
    drawdown: Day | None = ask.get(".drawdown_on")
    return min(drawdown, ask.as_of) if isinstance(drawdown, dt.date) else ask.as_of


def _by_then(ask: Asking, on: Day, ja: str, en: str) -> Answer:
    day = _day(ask)
    if come_by(on, day):
        return yes(f"{ja}は{on}で、{day}までにある。", f"{en} was on {on}, by {day}.", value=on)
    if on == "not_yet":
        return no(f"{ja}はまだない。", f"there is no {en} yet.")
    return no(f"{ja}は{on}で、{day}より後である。", f"{en} is on {on}, after {day}.", value=on)


def _note_1(section: int) -> Body:
    def body(ask: Asking) -> Answer | None:
        if _row(ask).group != f"t1.s{section}.g1":
            return None
        return ask.all_of(
            ["cost.partners_agreed", "cost.transition_planned"],
            Words("※1の条件を満たす。", "※1 is met."), Words("※1の条件を満たさない。", "※1 is not met."),
        )  # fmt: skip

    body.__name__ = f"of_section_{section}"
    return body


for _number in (1, 2, 3):
    book.rule("cost.n1", f"t1.s{_number}.g1.n1")(_note_1(_number))


@book.rule("cost.partners_agreed", "a4.p1")
def partners_agreed(ask: Asking) -> Answer:
    return _in_note_1(
        ask, _by_then(ask, ask.need(".partners_agreed_on"), "共同事業者間の合意", "agreement of the partners")
    )


@book.rule("cost.transition_planned", "a4.p1")
def transition_planned(ask: Asking) -> Answer:
    return _in_note_1(
        ask,
        _by_then(ask, ask.need(".transition_planned_on"), "開発移行の具体的計画", "a concrete plan of the transition"),
    )


def _in_note_1(ask: Asking, answer: Answer) -> Answer:
    return Answer(answer.outcome, answer.because, answer.value, (f"{_row(ask).group}.n1",))


@book.rule("cost.n2", "t1.s1.g1.n2")
def note_2(ask: Asking) -> Answer:
    return ask.any_of(
        ["cost.developing_at_adoption", "cost.transition_approved"],
        Words("※2の条件を満たす。", "※2 is met."), Words("※2の条件を満たさない。", "※2 is not met."),
    )  # fmt: skip


@book.rule("cost.developing_at_adoption", "t1.s1.g1.n2", "a3.p1.i3", "a3.p1.i4")
def developing_at_adoption(ask: Asking) -> Answer:
    if ask.flag("stage.developing_at_adoption"):
        return yes("採択時に開発又は生産の事業であった。", "it was in development or production when it was adopted.")
    return no(
        "採択時に開発も生産も行っていない。", "it was neither in development nor in production when it was adopted."
    )


@book.rule("cost.transition_approved", "t1.s1.g1.n2", "a15.p1.i11")
def transition_approved(ask: Asking) -> Answer:
    """Approval of the very day is beforehand: only what is paid before it lacks it."""
    return _by_then(ask, transition_day(ask), "開発移行の承認", "approval of the transition to development")


@book.rule("cost.n3", "t1.s1.g1.n3")
def note_3(ask: Asking) -> Answer:
    if ask.judged("cost.equity_reasonable"):
        return yes(
            "借入れだけでは調達し難く、出資で賄うのが合理的と機構が認めた。",
            "the agency found that borrowing alone will hardly do and that equity is reasonable.",
        )
    return no("機構は※3に当たると認めなかった。", "the agency did not find that ※3 is met.")


@book.rule("cost.operation", "t1.s1.g1.r13")
def operation(ask: Asking) -> Answer:
    return ask.all_of(
        ["operation.reserves", "operation.event", "operation.upkeep", "operation.recovery"],
        Words("操業費の要件を満たす。", "operating cost meets its own test."),
        Words("操業費の要件を欠く。", "operating cost fails its own test."),
    )


@book.rule("operation.reserves", "t1.s1.g1.r13")
def enough_is_left(ask: Asking) -> Answer:
    if ask.flag(".operation.reserves_enough"):
        return yes("十分な油ガスが残っている。", "enough oil and gas is left.")
    return no("残る油ガスが十分でない。", "not enough oil and gas is left.")


@book.rule("operation.event", "t1.s1.g1.r13")
def down_for_the_unforeseeable(ask: Asking) -> Answer:
    production, unforeseeable = ask.need(".operation.production", ".operation.unforeseeable_event")
    if production == "normal":
        return no("生産は落ちても止まってもいない。", "production is neither down nor stopped.")
    if not unforeseeable:
        return no("生産の低下・停止は予見できた。", "what brought production down or stopped it could be foreseen.")
    return yes(
        "予見できない状況で生産が落ちたか止まった。", "something unforeseeable brought production down or stopped it."
    )


@book.rule("operation.upkeep", "t1.s1.g1.r13")
def for_upkeep(ask: Asking) -> Answer:
    if ask.flag(".operation.upkeep"):
        return yes("その間の維持管理の費用である。", "the cost is for upkeep during that time.")
    return no("その間の維持管理の費用でない。", "the cost is not for upkeep during that time.")


@book.rule("operation.recovery", "t1.s1.g1.r13")
def earned_again(ask: Asking) -> Answer:
    if ask.flag(".operation.recoverable"):
        return yes("回復・再開すれば取り戻せる。", "production that comes back can earn the cost again.")
    return no("回復・再開しても取り戻せない。", "production that comes back cannot earn the cost again.")


@book.rule("cost.fit_for_test", "a4.p1")
def fit_for_test(ask: Asking) -> Answer:
    return _by_flag(
        ask, ".fit_for_test", ("施設は試験生産に要り、見合う。", "the facilities are needed for test production and fit for it."),
        ("施設は試験生産の目的を超える。", "the facilities go beyond what test production needs."),
    )  # fmt: skip


@book.rule("cost.arrangement", "a4.p1")
def arrangement(ask: Asking) -> Answer:
    """Read of «others» of the row alone: staff, insurance and the rest of it need no such arrangement."""
    return ask.all_of(
        ["cost.arrangement_approved", "cost.arrangement_in_application"],
        Words(
            "機構が事前に承認した取決めによる。", "it arises under an arrangement that the agency approved beforehand."
        ),
        Words("機構が事前に承認した取決めによらない。", "it does not arise under an arrangement as the row asks."),
    )


@book.rule("cost.arrangement_approved", "a4.p1")
def arrangement_approved(ask: Asking) -> Answer:
    answer = _by_then(ask, ask.need(".arrangement_approved_on"), "取決めの承認", "approval of the arrangement")
    return Answer(answer.outcome, answer.because, answer.value, (_row(ask).id,))


@book.rule("cost.arrangement_in_application", "a7.p1")
def arrangement_in_application(ask: Asking) -> Answer:
    return _by_flag(
        ask, ".in_application", ("申込みの資料に関わる。", "it bears on the papers of the application."),
        ("申込みの資料に関わらない。", "it does not bear on the papers of the application."),
    )  # fmt: skip


def _by_flag(ask: Asking, path: str, holds: tuple[str, str], fails: tuple[str, str]) -> Answer:
    row = _row(ask).id
    return yes(*holds, cites=(row,)) if ask.flag(path) else no(*fails, cites=(row,))


@book.rule("cost.gas", "t1.s2")
def for_gas(ask: Asking) -> Answer:
    if _resource(ask) == "oil":
        return no("油の採取のためである。", "it is for the extraction of oil.", cites=(_row(ask).id,))
    return yes("可燃性ガスの採取のためである。", "it is for the extraction of combustible gas.", cites=(_row(ask).id,))


@book.rule("cost.overseas", "a1.p1", "t1.s2")
def overseas(ask: Asking) -> Answer:
    """Annex 1 writes overseas for liquefaction only, article 1 of storage too."""
    row = _row(ask).id
    if ask.need("project.place") == "overseas":
        return yes("海外で行われる。", "it is done overseas.", cites=(row,))
    return no("海外で行われるものでない。", "it is not done overseas.", cites=(row,))


@book.rule("cost.found_necessary", "a4.p1")
def found_necessary(ask: Asking) -> Answer:
    row = _row(ask).id
    if ask.judged("cost.found_necessary"):
        return yes("機構が必要と認めた。", "the agency found it necessary.", cites=(row,))
    return no("機構は必要と認めなかった。", "the agency did not find it necessary.", cites=(row,))


@book.rule("cost.considered", "a7.p1")
def considered(ask: Asking) -> Answer:
    return _by_flag(
        ask, ".considered_in_review", ("申込みの審査で考慮された。", "the review of the application took it into account."),
        ("申込みの審査で考慮されていない。", "the review of the application did not take it into account."),
    )  # fmt: skip


@book.rule("cost.not_operator", "a3.p1.i11")
def not_operator(ask: Asking) -> Answer:
    row = _row(ask).id
    if ask.need("interests.investee_role") == "operator":
        return no("出資先がオペレーターである。", "the investee is the operator.", cites=(row,))
    return yes("出資先はオペレーターでない。", "the investee is not the operator.", cites=(row,))


@book.rule("cost.insurance_proper", "a4.p1")
def insurance_proper(ask: Asking) -> Answer:
    row = _row(ask).id
    if ask.judged("cost.insurance_proper"):
        return yes(
            "保険の内容と料率は適正と認められた。", "cover and rate of the insurance were found proper.", cites=(row,)
        )
    return no(
        "保険の内容と料率は適正と認められなかった。",
        "cover and rate of the insurance were not found proper.",
        cites=(row,),
    )
