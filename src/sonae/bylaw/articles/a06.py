"""Article 6: the agency decides on an application, for or against, after the review and with the minister's consent on record."""

from __future__ import annotations

import datetime as dt

from sonae.bylaw.articles.a07 import form_received_on
from sonae.bylaw.articles.stage import decided_on, happened_on, looked_at_on
from sonae.bylaw.articles.text import TEXT_IN_HAND
from sonae.bylaw.facts.adoption import Consultation
from sonae.bylaw.kernel import Answer, Asking, Awaited, RuleBook, Words, no, open_until, yes

__all__ = ["answered_by", "book"]

book = RuleBook(TEXT_IN_HAND)

_EACH = "adoption.applications"
book.ask(
    "decision.allowed", "採択の可否を決定できるか、できたか", "May the agency decide, for or against, or might it when it did?",
    each=_EACH,
)  # fmt: skip
book.ask(
    "decision.on_application",
    "決定は申込みに基づくか",
    "Does the decision rest on an application?",
    of_case=False,
    each=_EACH,
)
book.ask(
    "decision.consent", "経済産業大臣の同意を得ているか", "Has the minister consented before the decision?", of_case=False,
    each=_EACH,
)  # fmt: skip

_BEFORE = [
    "decision.on_application", "application.complete", "application.again", "bylaws.settled", "review.independent",
    "review.criteria", "review.evaluations", "review.safety_environment", "review.other_criteria", "decision.consent",
]  # fmt: skip


@book.rule("decision.allowed", "a6.p2", "a6.p1")
def allowed(ask: Asking) -> Answer:
    decided = decided_on(ask)
    if decided is None:
        return ask.all_of(
            _BEFORE,
            Words("機構は採択の可否を決定できる。", "the agency may decide, for or against."),
            Words("機構はまだ採択の可否を決定できない。", "the agency may not decide yet, neither for nor against."),
        )
    ja, en = ("採択", "for") if ask.get(".decision.adopted") else ("不採択", "against")
    return ask.all_of(
        _BEFORE,
        Words(
            f"{decided}の{ja}の決定は前提を備える。", f"the decision {en} adoption of {decided} had all that it needs."
        ),
        Words(f"{decided}の{ja}の決定は前提を欠く。", f"the decision {en} adoption of {decided} lacked what it needs."),
    )


@book.rule("decision.on_application", "a6.p1")
def on_application(ask: Asking) -> Answer:
    by = looked_at_on(ask)
    day = form_received_on(ask.need(".documents"), by)
    if day is None and decided_on(ask) is None:
        return open_until("申込みがまだない。", "there is no application yet.", "application form")
    if day is None:
        return no(f"{by}の決定までに申込みがない。", f"no application was in by the decision of {by}.")
    return yes(f"申込みは{day}に受領した。", f"the application came in on {day}.", value=day)


@book.rule("decision.consent", "a6.p2")
def consent(ask: Asking) -> Answer:
    by = looked_at_on(ask)
    answer = answered_by(ask.need(".review.consultations"), by)
    if answer is None:
        if decided_on(ask) is not None:
            return no(
                f"{by}の決定の前に大臣の回答がない。", f"the minister had not answered before the decision of {by}."
            )
        return open_until(
            "大臣の回答がまだない。同意までは可否のいずれも決定できない。",
            "the minister has not answered; until the consent there is no decision, neither for nor against.",
            "consent of the minister",
        )  # fmt: skip
    on, consultation = answer
    if consultation.consents is None or consultation.record is None:
        raise Awaited(f"consents and record of the minister's answer of {on}")
    if not consultation.consents:
        return no(f"大臣は{on}に同意しなかった。", f"the minister did not consent on {on}.")
    return yes(
        f"大臣は{on}に同意した（{consultation.record}）。",
        f"the minister consented on {on} ({consultation.record}).",
        value=on,
    )


def answered_by(consultations: tuple[Consultation, ...], by: dt.date) -> tuple[dt.date, Consultation] | None:
    """Return the minister's latest answer by a day with its day, None where there is none.

    Raises:
        Awaited: where it is not stated whether a consultation has ended.

    """
    found = []
    for one in consultations:
        if one.ended_on is None:
            raise Awaited(f"ended_on of the consultation that began on {one.began_on}")
        day = happened_on(one.ended_on, by)
        if day is not None:
            found.append((day, one))
    return max(found, key=lambda pair: pair[0], default=None)
