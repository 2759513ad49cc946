"""Article 10: notice of the decision, conditions, reasons of rejection, the one re-review, changes before the master agreement."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.articles.a06 import answered_by
from sonae.bylaw.articles.a07 import form_received_on
from sonae.bylaw.articles.stage import decided_on, happened_on
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.adoption import Application, Premise
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, Words, gap, no, not_applicable, open_until, yes

__all__ = ["book"]

book = RuleBook(TEXT_IN_HAND)

_APPLICATIONS, _CHANGES = "adoption.applications", "adoption.changes"
for _name, _ja, _en, _of_case in (
    ("notice.given", "申請者に書面で通知されたか", "Was the applicant told in writing?", True),
    (
        "decision.conditions",
        "確定していない前提は条件とされたか",
        "Are premises that are not settled made conditions?",
        True,
    ),
    ("notice.conditions", "条件は通知に記載されたか", "Are the conditions stated in the notice?", True),
    ("notice.reasons", "不採択の理由は通知に付されたか", "Are the reasons of a rejection stated in the notice?", True),
    ("application.again", "再審査を行うことができるか", "May there be a re-review?", True),
    ("again.first", "再審査は初めてか", "Is it the first re-review?", False),
    ("again.after_notice", "不採択の通知後の再申請か", "Is it made after notice of a rejection?", False),
    ("again.same_applicant", "当初の申込者による再申請か", "Does the same applicant apply?", False),
    ("again.cured", "不採択理由は是正されたか", "Are the reasons of the rejection cured?", False),
):
    book.ask(_name, _ja, _en, of_case=_of_case, each=_APPLICATIONS)
for _name, _ja, _en, _of_case in (
    ("change.allowed", "採択の内容の変更・取消しができるか", "May the adoption be changed or cancelled?", True),
    ("change.between", "採択から出資基本契約までの間か", "Is it between adoption and master agreement?", False),
    ("change.matter", "申込み事項に変更があるか", "Has a matter of the application changed?", False),
    ("change.necessary", "機構は変更・取消しを必要と認めたか", "Does the agency find it necessary?", False),
    ("change.minister", "大臣への報告・協議は済んだか", "Is the minister told, or has he consented?", True),
):
    book.ask(_name, _ja, _en, of_case=_of_case, each=_CHANGES)

_NOT_DECIDED = not_applicable("まだ決定がない。", "nothing is decided yet.")
_FIRST = not_applicable("再申請でない。", "it is the first application.")


@book.rule("notice.given", "a10.p1")
def given(ask: Asking) -> Answer:
    decided = decided_on(ask)
    if decided is None:
        return _NOT_DECIDED
    stated = ask.need(".decision.notice.given_on")
    on = happened_on(stated, ask.as_of)
    if on is None:
        return open_until(
            f"{decided}の決定はまだ通知されていない。期限の定めはない。",
            f"the decision of {decided} has not been told yet; the bylaw sets no day for it.",
            ask.named(".decision.notice.given_on"),
        )  # fmt: skip
    to, written, applicant = ask.need(".decision.notice.to", ".decision.notice.written", ".applicant")
    if on < decided:
        return no(f"通知{on}は決定{decided}より前である。", f"told on {on}, before the decision of {decided}.")
    if to != applicant:
        return no(f"通知の相手は{to}で、申請者{applicant}でない。", f"{to} was told, not the applicant {applicant}.")
    if not written:
        return no(f"{on}の通知は書面でない。", f"the notice of {on} was not in writing.")
    return yes(f"{applicant}に{on}に書面で通知した。", f"{applicant} was told in writing on {on}.", value=on)


@book.rule("decision.conditions", "a10.p2")
def conditions(ask: Asking) -> Answer:
    """A premise that is not settled at adoption has to be a condition; for other conditions the bylaw has no rule."""
    decided = decided_on(ask)
    if decided is None:
        return _NOT_DECIDED
    if not ask.get(".decision.adopted"):
        return _rejected()
    premises: tuple[Premise, ...] = ask.need(".premises")
    stated: tuple[str, ...] = ask.need(".decision.conditions")
    unsettled = []
    for premise in premises:
        if premise.settled_on is None:
            raise Awaited(f"settled_on of the premise «{premise.what}»")
        if happened_on(premise.settled_on, decided) is None:
            unsettled.append(premise.what)
    left = [name for name in unsettled if name not in stated]
    if left:
        return no(
            f"確定していない前提が条件とされていない：{'、'.join(left)}。",
            f"not settled, and no condition: {', '.join(left)}.",
        )
    more = [name for name in stated if name not in unsettled]
    if more:
        return gap(
            f"確定していない前提のほかに条件を付ける定めがない：{'、'.join(more)}。",
            f"the bylaw knows conditions only for premises that are not settled: {', '.join(more)}.",
        )
    if not unsettled:
        return not_applicable("前提は全て確定している。", "all premises are settled.")
    return yes(
        f"確定していない前提は条件とされた：{'、'.join(unsettled)}。",
        f"made conditions: {', '.join(unsettled)}.",
        value=len(unsettled),
    )


@book.rule("notice.conditions", "a10.p2", "a10.p1")
def conditions_in_the_notice(ask: Asking) -> Answer:
    if decided_on(ask) is None:
        return _NOT_DECIDED
    if not ask.get(".decision.adopted"):
        return _rejected()
    conditions = ask.need(".decision.conditions")
    if not conditions:
        return not_applicable("条件は付されていない。", "there is no condition.")
    stated = ask.need(".decision.notice.conditions")
    left = [name for name in conditions if name not in stated]
    if left:
        return no(
            f"通知に記載がない条件：{'、'.join(left)}。", f"conditions that the notice leaves out: {', '.join(left)}."
        )
    return yes(f"条件{len(conditions)}件は通知にある。", f"{len(conditions)} conditions stand in the notice.")


@book.rule("notice.reasons", "a10.p3")
def reasons(ask: Asking) -> Answer:
    if decided_on(ask) is None:
        return _NOT_DECIDED
    if ask.get(".decision.adopted"):
        return not_applicable("不採択でない。", "it is no rejection.")
    stated = ask.need(".decision.notice.reasons")
    if not stated:
        return no("不採択の通知に理由がない。", "the notice of rejection gives no reason.")
    return yes(f"不採択の理由{len(stated)}件が付された。", f"the notice of rejection gives {len(stated)} reasons.")


def _rejected() -> Answer:
    return not_applicable("不採択である。", "it is a rejection.")


@book.rule("application.again", "a10.p4")
def again(ask: Asking) -> Answer:
    if ask.need(".number") == 1:
        return _FIRST
    return ask.all_of(
        ["again.first", "again.after_notice", "again.same_applicant", "again.cured"],
        Words("再審査を行うことができる。", "there may be a re-review."),
        Words("再審査を行うことができない。", "there may be no re-review."),
    )


@book.rule("again.first", "a10.p4")
def only_once(ask: Asking) -> Answer:
    """The re-review is spent once one has begun; an application that was never taken up spends nothing."""
    number = ask.need(".number")
    for earlier in ask.need("adoption.applications")[1 : number - 1]:
        begun = earlier.review and earlier.review.began_on
        if earlier.decision is not None or happened_on(begun, ask.as_of) is not None:
            return no(
                f"第{earlier.number}回の申込みで再審査が行われ、1回の限りに達した。",
                f"application {earlier.number} was re-reviewed, and there may be one re-review.",
            )
    return yes("再審査は行われていない。", "there was no re-review yet.")


@book.rule("again.after_notice", "a10.p4", "a10.p3")
def after_notice(ask: Asking) -> Answer:
    first: Application = ask.need("adoption.applications")[0]
    applied = _applied_on(ask)
    if first.decision is None or first.decision.on > applied:
        return no(
            f"{applied}までに当初の申込みへの決定がない。", f"the first application was not decided by {applied}."
        )
    if first.decision.adopted:
        return no("当初の申込みは採択された。", "the first application was adopted.")
    if first.decision.notice is None or first.decision.notice.given_on is None:
        raise Awaited("adoption.applications.1.decision.notice.given_on")
    told = happened_on(first.decision.notice.given_on, applied)
    if told is None:
        return no(
            f"再申請{applied}は不採択の通知より前である。",
            f"applied again on {applied}, before notice of the rejection.",
        )
    return yes(
        f"{told}の不採択通知の後、{applied}に再申請した。", f"rejected by notice of {told}, applied again on {applied}."
    )


def _applied_on(ask: Asking) -> dt.date:
    on = form_received_on(ask.need(".documents"), ask.as_of)
    if on is None:
        raise Awaited("day on which the application made again came in")
    return on


@book.rule("again.same_applicant", "a10.p4")
def same_applicant(ask: Asking) -> Answer:
    now, first = ask.need(".applicant"), ask.need("adoption.applications")[0].applicant
    if first is None:
        raise Awaited("adoption.applications.1.applicant")
    if now != first:
        return no(f"再申請者{now}は当初の申込者{first}でない。", f"{now} applies again, and {first} applied first.")
    return yes(f"申請者は{now}である。", f"the applicant is {now}.")


@book.rule("again.cured", "a10.p4")
def cured(ask: Asking) -> Answer:
    judged = ask.judgement("application.reasons_cured")
    if judged.holds:
        return yes(
            f"是正されたと{judged.by}が{judged.on}に認めた。", f"{judged.by} found on {judged.on} that they are cured."
        )
    return no(
        f"是正されたとは{judged.by}が{judged.on}に認めなかった。",
        f"{judged.by} found on {judged.on} that they are not.",
    )


@book.rule("change.allowed", "a10.p5")
def change_allowed(ask: Asking) -> Answer:
    if ask.need(".on") > ask.as_of:
        return _not_yet(ask)
    return ask.all_of(
        ["change.between", "change.matter", "change.necessary"],
        Words("採択の内容の変更・取消しができる。", "the adoption may be changed or cancelled."),
        Words("採択の内容の変更・取消しができない。", "the adoption may not be changed or cancelled."),
    )


@book.rule("change.between", "a10.p5")
def between(ask: Asking) -> Answer:
    on = ask.need(".on")
    adopted: dt.date = ask.need("adoption.adopted.on")
    if on < adopted:
        return no(f"{on}は{adopted}の採択より前である。", f"{on} lies before the adoption of {adopted}.")
    signed = happened_on(ask.need("management.agreement.signed_on"), ask.as_of)
    if signed is not None and on > signed:
        return no(
            f"{on}は{signed}の出資基本契約より後である。",
            f"{on} lies after the master agreement of {signed}.",
            value=signed,
        )
    return yes(
        f"{adopted}の採択から出資基本契約までの間である。",
        f"it lies between the adoption of {adopted} and the master agreement.",
    )


@book.rule("change.matter", "a10.p5", "a7.p1")
def matter(ask: Asking) -> Answer:
    items = ask.need(".items")
    if not items:
        return no("申込み事項に変更がない。", "no matter of the application has changed.")
    numbers = [str(number) for number in sorted(set(items))]
    return yes(
        f"第7条第{'・'.join(numbers)}号の事項が変わった。", f"items {', '.join(numbers)} of art. 7 have changed."
    )


@book.rule("change.necessary", "a10.p5")
def necessary(ask: Asking) -> Answer:
    judged = ask.judgement("change.necessary")
    if judged.holds:
        return yes(f"{judged.by}が{judged.on}に必要と認めた。", f"{judged.by} found it necessary on {judged.on}.")
    return no(
        f"{judged.by}は{judged.on}に必要と認めなかった。", f"{judged.by} did not find it necessary on {judged.on}."
    )


@book.rule("change.minister", "a10.p6")
def reported(ask: Asking) -> Answer:
    """Whether the report goes before or after the change the bylaw does not say."""
    if ask.need(".on") > ask.as_of:
        return _not_yet(ask)
    on = happened_on(ask.need(".reported_on"), ask.as_of)
    if on is None:
        return open_until(
            "大臣への報告がまだない。期限の定めはない。", "not reported to the minister yet; the bylaw sets no day for it.",
            ask.named(".reported_on"),
        )  # fmt: skip
    return yes(f"大臣に{on}に報告した。", f"reported to the minister on {on}.", value=on)


@book.rule("change.minister", "a10.p6.x1", "a10.p6", exception_to="change.minister/reported")
def consented(ask: Asking) -> Answer | None:
    on = ask.need(".on")
    if on > ask.as_of or not ask.judged("change.consultation_necessary"):
        return None
    answer = answered_by((ask.need(".consultation"),), on)
    if answer is None:
        return no(f"{on}までに大臣の同意がない。", f"the minister had not consented by {on}.")
    day, consultation = answer
    if consultation.consents is None or consultation.record is None:
        raise Awaited(f"consents and record of the minister's answer of {day}")
    if not consultation.consents:
        return no(f"大臣は{day}に同意しなかった。", f"the minister did not consent on {day}.")
    return yes(
        f"大臣は{day}に同意した（{consultation.record}）。",
        f"the minister consented on {day} ({consultation.record}).",
        value=day,
    )


def _not_yet(ask: Asking) -> Answer:
    on = ask.need(".on")
    return not_applicable(f"{on}はまだ来ていない。", f"{on} has not come yet.")
