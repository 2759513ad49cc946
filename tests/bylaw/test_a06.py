"""Article 6: no decision, for or against, before the minister's consent on record."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bylaw.application_case import asked, judged, outcome

CONSULTATION = {"began_on": "2026-04-21", "ended_on": "2026-04-30", "consents": True, "record": "Letter 1"}
UNDECIDED = {"app.decision": None}


def decided(on: str, adopted: bool = True, **consultation: Any) -> dict[str, Any]:
    return {
        "app.decision.on": on, "app.decision.adopted": adopted,
        "app.review.consultations": [{**CONSULTATION, **consultation}],
    }  # fmt: skip


@pytest.mark.parametrize("adopted", [True, False])
@pytest.mark.parametrize(("on", "lawful"), [("2026-04-29", "no"), ("2026-04-30", "yes"), ("2026-05-01", "yes")])
def test_for_or_against_the_consent_comes_first(on: str, lawful: str, adopted: bool) -> None:
    """The minister consents on 30 April; a decision of that day is taken to follow."""
    found = asked("decision.allowed", decided(on, adopted))
    assert found.outcome.value == lawful
    assert ("for" if adopted else "against") in found.because
    assert outcome("decision.consent", decided(on, adopted)) == lawful


@pytest.mark.parametrize(("as_of", "allowed"), [("2026-04-29", "open"), ("2026-04-30", "yes"), ("2026-06-30", "yes")])
def test_before_a_decision_it_says_whether_there_may_be_one(as_of: str, allowed: str) -> None:
    found = asked("decision.allowed", UNDECIDED, as_of=as_of)
    assert found.outcome.value == allowed
    if allowed == "open":
        assert found.missing == ("consent of the minister",)


def test_a_later_decision_has_not_been_taken_yet() -> None:
    assert "may decide" in asked("decision.allowed", as_of="2026-04-30").because
    assert "had all that it needs" in asked("decision.allowed", as_of="2026-05-01").because


def test_what_the_minister_answers() -> None:
    assert outcome("decision.consent", decided("2026-05-01", consents=False)) == "no"
    waits = "consents and record of the minister's answer of 2026-04-30"
    for unsaid in ("consents", "record"):
        assert asked("decision.consent", decided("2026-05-01", **{unsaid: None})).missing == (waits,)
    assert asked("decision.consent", decided("2026-05-01", ended_on=None)).missing == (
        "ended_on of the consultation that began on 2026-04-21",
    )
    assert outcome("decision.consent", decided("2026-05-01", ended_on="not_yet")) == "no"
    assert outcome("decision.consent", {"app.review.consultations": []}) == "no"
    assert outcome("decision.consent", {**UNDECIDED, "app.review.consultations": []}) == "open"
    assert asked("decision.consent", {"app.review": None}).missing == ("adoption.applications.1.review.consultations",)


def test_the_latest_answer_counts_whatever_the_order() -> None:
    refusal = {**CONSULTATION, "began_on": "2026-04-10", "ended_on": "2026-04-15", "consents": False}
    for both in ([refusal, CONSULTATION], [CONSULTATION, refusal]):
        assert outcome("decision.consent", {"app.review.consultations": both}) == "yes"
        early = {**UNDECIDED, "app.review.consultations": both}
        assert outcome("decision.consent", early, as_of="2026-04-20") == "no"


def test_the_decision_rests_on_an_application() -> None:
    late = {"app.documents.1.received_on": "2026-05-02"}
    assert outcome("decision.on_application", late) == "no"
    assert outcome("decision.on_application", {"app.documents.1.received_on": "2026-05-01"}) == "yes"
    assert asked("decision.on_application", {**late, **UNDECIDED}, as_of="2026-05-01").missing == ("application form",)
    assert outcome("decision.on_application", {**late, **UNDECIDED}, as_of="2026-05-02") == "yes"


LACKING: dict[str, dict[str, Any]] = {
    "application.complete": {"app.documents.1.states": [1]},
    "bylaws.settled": {
        "adoption.bylaws": {"other": [{"name": "H", "matters": []}], "discussed_on": "2026-04-01"},
        "judgements.2": judged("bylaws.main", on="2026-04-03"),
    },
    "review.independent": {"app.review.department": "Promotion"},
    "review.criteria": {"adoption.criteria.1.on": "2026-04-03"},
    "review.evaluations": {"app.review.evaluations.1": None},
    "review.safety_environment": {"app.review.evaluations.6": None},
    "decision.consent": {"app.review.consultations.1.consents": False},
    "decision.on_application": {"app.documents.1.received_on": "2026-05-02"},
}


@pytest.mark.parametrize("question", LACKING)
def test_a_decision_needs_every_one_of_its_premises(question: str) -> None:
    assert outcome(question) in ("yes", "not applicable")
    assert outcome(question, LACKING[question]) == "no"
    assert outcome("decision.allowed", LACKING[question]) == "no"


def test_a_decision_needs_the_criteria_of_the_other_bylaw_and_leave_for_a_re_review() -> None:
    other = {
        "adoption.bylaws": {"other": [{"name": "H", "matters": ["risk"]}], "discussed_on": "2026-04-01"},
        "judgements.2": judged("bylaws.main"),
    }
    assert outcome("review.other_criteria", other) == "no"
    assert outcome("decision.allowed", other) == "no"
    found = asked("decision.allowed")
    assert [part.question.split(" ")[0] for part in found.parts][:3] == [
        "decision.on_application", "application.complete", "application.again",
    ]  # fmt: skip
