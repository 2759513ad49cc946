"""Article 9: evaluations, criteria, and what changes with a second bylaw."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bylaw.application_case import FIVE, asked, judged, outcome

SAFETY = "safety_environment"


def evaluated(*matters: str, on: str = "2026-04-20", **more: Any) -> dict[str, Any]:
    return {"app.review.evaluations": [{"of": of, "done_on": on} for of in matters], **more}


def beside(role: str, *matters: str) -> dict[str, Any]:
    """Say that another bylaw bears on the project too, with criteria on matters."""
    return {
        "adoption.bylaws": {"other": [{"name": "H", "matters": list(matters)}], "discussed_on": "2026-03-01"},
        "judgements.2": judged("bylaws.main", role == "main", on="2026-03-01"),
    }


@pytest.mark.parametrize("lacking", FIVE)
def test_five_evaluations(lacking: str) -> None:
    some = [of for of in FIVE if of != lacking]
    assert outcome("review.evaluations", evaluated(*FIVE)) == "yes"
    assert outcome("review.evaluations", evaluated(*some)) == "no"
    assert outcome("review.evaluations", evaluated(*some, SAFETY)) == "no"
    waits = asked("review.evaluations", evaluated(*some, **{"app.decision": None}))
    assert (waits.outcome.value, waits.missing) == ("open", (f"evaluation «{lacking}»",))


@pytest.mark.parametrize(("on", "found"), [("2026-05-01", "yes"), ("2026-05-02", "no"), ("not_yet", "no")])
def test_they_are_done_by_the_decision(on: str, found: str) -> None:
    assert outcome("review.evaluations", evaluated(*FIVE, on=on)) == found
    assert outcome(f"review.{SAFETY}", evaluated(SAFETY, on=on)) == found


def test_what_is_unsaid_of_evaluations_is_awaited() -> None:
    assert asked("review.evaluations", {"app.review.evaluations.2.done_on": None}).missing == (
        "done_on of the evaluation «economic»",
    )
    assert outcome("review.evaluations", {"app.review.evaluations.6.done_on": None}) == "yes"
    assert asked("review.evaluations", {"adoption.bylaws": None}).missing == ("adoption.bylaws.other",)


@pytest.mark.parametrize("lacking", FIVE)
def test_as_subordinate_bylaw_economics_and_policy_are_left_to_the_main_one(lacking: str) -> None:
    some = evaluated(*[of for of in FIVE if of != lacking])
    expected = "yes" if lacking in ("economic", "policy") else "no"
    found = asked("review.evaluations", {**some, **beside("subordinate")})
    assert (found.outcome.value, found.citations[0].provision) == (expected, "a9.p1.q3")
    assert outcome("review.evaluations", {**some, **beside("main")}) == "no"


def test_the_subordinate_bylaws_criteria_are_applied_too_save_on_economics_and_policy() -> None:
    other = beside("main", "technical", "economic", "policy", SAFETY)
    assert outcome("review.other_criteria", other) == "no"
    made = [{"of": of, "done_on": "2026-04-20", "under": "H"} for of in ("technical", SAFETY)]
    for number in (0, 1):
        assert outcome("review.other_criteria", {**other, "app.review.evaluations": [made[number]]}) == "no"
    assert outcome("review.other_criteria", {**other, "app.review.evaluations": made}) == "yes"
    elsewhere = [{**one, "under": "K"} for one in made]
    assert outcome("review.other_criteria", {**other, "app.review.evaluations": elsewhere}) == "no"
    assert outcome("review.other_criteria", beside("main", "economic", "policy")) == "yes"
    assert outcome("review.other_criteria", beside("subordinate", "technical")) == "not applicable"
    assert outcome("review.other_criteria") == "not applicable"


def test_what_the_other_bylaw_asks_for_is_awaited_where_it_is_not_stated() -> None:
    unsaid = {**beside("main"), "adoption.bylaws.other": [{"name": "H"}]}
    assert asked("review.other_criteria", unsaid).missing == ("matters of the criteria of «H»",)
    waits = asked("review.other_criteria", {**beside("main", "risk"), "app.decision": None})
    assert waits.missing == ("evaluation «risk»",)
    two = beside("main", "technical")
    two["adoption.bylaws"]["other"].append({"name": "K", "matters": ["risk"]})
    of_the_first = {"of": "technical", "done_on": "2026-04-20", "under": "H"}
    assert outcome("review.other_criteria", {**two, "app.review.evaluations": [of_the_first]}) == "no"


@pytest.mark.parametrize(("number", "question"), [(1, "review.criteria"), (2, f"review.{SAFETY}")])
@pytest.mark.parametrize(("on", "found"), [("2026-04-02", "yes"), ("2026-04-03", "no")])
def test_criteria_were_there_when_the_review_began(number: int, question: str, on: str, found: str) -> None:
    """The review begins on 2 April."""
    assert outcome(question, {f"adoption.criteria.{number}.on": on}) == found
    assert outcome(question, {f"adoption.criteria.{number}": None}) == "no"


def test_the_latest_criteria_count_and_a_review_to_come_looks_at_those_of_today() -> None:
    newer = {"name": "C2", "of": "adoption", "act": "changed", "on": "2026-04-02"}
    assert asked("review.criteria", {"adoption.criteria.3": newer}).value == "C2"
    assert asked("review.criteria", {"adoption.criteria.3": {**newer, "on": "2026-04-03"}}).value == "C1"
    to_come = {"adoption.criteria.3": {**newer, "on": "2026-04-20"}, "app.decision": None}
    assert asked("review.criteria", {**to_come, "app.review.began_on": "not_yet"}).value == "C2"
    assert asked("review.criteria", {"app.review.began_on": None}).outcome.value == "open"
    assert outcome(f"review.{SAFETY}", {"app.review.evaluations.6": None}) == "no"


def of_criteria(question: str, of: int = 1, **fields: Any) -> tuple[str, str]:
    changes = {f"adoption.criteria.{of}.{name}": value for name, value in fields.items()}
    found = asked(f"criteria.{question}", changes, of=f"adoption.criteria.{of}")
    return found.outcome.value, found.citations[0].provision


@pytest.mark.parametrize(("act", "cite"), [("set", "a9.p2"), ("changed", "a9.p3")])
@pytest.mark.parametrize(
    ("heard", "found"), [("2023-04-01", "yes"), ("2023-04-02", "no"), ("not_yet", "no"), (None, "open")]
)
def test_experts_are_heard_before_criteria_are_set_or_changed(act: str, cite: str, heard: str, found: str) -> None:
    assert of_criteria("experts", act=act, experts_heard_on=heard) == (found, cite)


@pytest.mark.parametrize(("act", "cite"), [("set", "a9.p4"), ("changed", "a9.p4.q2")])
@pytest.mark.parametrize(
    ("filed", "found"),
    [("2023-03-31", "no"), ("2023-04-01", "yes"), ("2026-06-30", "yes"), ("2026-07-01", "open"), (None, "open")],
)
def test_criteria_are_filed_with_the_minister(act: str, cite: str, filed: str, found: str) -> None:
    assert of_criteria("filed", act=act, filed_on=filed) == (found, cite)


def test_criteria_rest_on_the_policy_of_the_state() -> None:
    assert of_criteria("state_policy") == ("yes", "a9.p2")
    assert of_criteria("state_policy", state_policy=None)[0] == "open"


@pytest.mark.parametrize("question", ["state_policy", "experts", "filed"])
def test_criteria_on_safety_are_neither_heard_on_nor_filed(question: str) -> None:
    for act in ("set", "changed"):
        assert of_criteria(question, of=2, act=act)[0] == "not applicable"
