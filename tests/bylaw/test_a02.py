"""Article 2, paragraph 2: main or subordinate bylaw, before the review begins and after talks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bylaw.application_case import asked, judged, outcome

OTHER = {"adoption.bylaws": {"other": [{"name": "Bylaw H", "matters": []}], "discussed_on": "2026-03-20"}}


def with_role(on: str, holds: bool = True, **more: Any) -> dict[str, Any]:
    return {**OTHER, "judgements": [judged("bylaws.main", holds, on=on)], **more}


def test_the_question_does_not_arise_for_one_bylaw_alone() -> None:
    for question in ("bylaws.settled", "bylaws.role", "bylaws.discussed"):
        assert outcome(question) == "not applicable"
    assert asked("bylaws.settled", {"adoption.bylaws": {}}).missing == ("adoption.bylaws.other",)


@pytest.mark.parametrize(("on", "settled"), [("2026-04-01", "yes"), ("2026-04-02", "yes"), ("2026-04-03", "no")])
def test_decided_by_the_day_on_which_the_review_begins(on: str, settled: str) -> None:
    """The review begins on 2 April."""
    assert outcome("bylaws.role", with_role(on)) == settled
    assert outcome("bylaws.settled", with_role(on)) == settled


@pytest.mark.parametrize(("holds", "role"), [(True, "main"), (False, "subordinate")])
def test_the_role_is_what_was_judged(holds: bool, role: str) -> None:
    assert asked("bylaws.role", with_role("2026-04-01", holds)).value == role


def test_without_a_decision_it_waits_until_the_review_begins() -> None:
    waits = asked("bylaws.settled", OTHER, as_of="2026-04-01")
    assert (waits.outcome.value, waits.missing) == ("open", ("judgement bylaws.main",))
    assert outcome("bylaws.settled", OTHER, as_of="2026-04-02") == "no"
    unsaid = {**OTHER, "app.review.began_on": None}
    assert asked("bylaws.role", unsaid).missing == ("adoption.applications.1.review.began_on",)
    assert outcome("bylaws.role", {**OTHER, "app.review": None, "app.decision": None}) == "open"


@pytest.mark.parametrize(
    ("talks", "found"), [("2026-03-31", "yes"), ("2026-04-01", "yes"), ("2026-04-02", "no"), ("not_yet", "no")]
)
def test_the_applicant_is_talked_with_before_the_decision(talks: str, found: str) -> None:
    case = with_role("2026-04-01", **{"adoption.bylaws.discussed_on": talks})
    assert outcome("bylaws.discussed", case) == found
    assert outcome("bylaws.settled", case) == found


def test_talks_that_are_to_come_are_awaited() -> None:
    before = {**OTHER, "adoption.bylaws.discussed_on": "2026-04-02"}
    waits = asked("bylaws.discussed", before, as_of="2026-04-01")
    assert (waits.outcome.value, waits.missing) == ("open", ("adoption.bylaws.discussed_on",))
    assert outcome("bylaws.discussed", before, as_of="2026-04-02") == "yes"
    assert asked("bylaws.discussed", {**OTHER, "adoption.bylaws.discussed_on": None}).outcome.value == "open"


def test_the_earliest_review_counts() -> None:
    """Decided on 3 April: after the first review had begun on 2 April, though before the second."""
    second = {"number": 2, "review": {"began_on": "2026-06-01"}}
    assert outcome("bylaws.role", with_role("2026-04-03", **{"adoption.applications.2": second})) == "no"
