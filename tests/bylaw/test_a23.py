"""Article 23: termination is approved beforehand, and four points are weighed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bylaw.oversight import NO, NONE, OPEN, YES, case, cites, day, found, judged, outcome

FOUR = ["technical", "obligations", "economics", "sale_efforts"]


def on(text: str | None) -> Any:
    return text if text in (None, "not_yet") else day(text)


def ending(approved: str | None, effected: str | None, judgements: Any = (), **change: Any) -> Any:
    termination = {"way": "sold", "ends_project": True, "weighed": FOUR, "effected_on": on(effected)} | change
    return case(
        management={} if approved is None else {"termination_approved_on": on(approved)}, judgements=list(judgements),
        oversight={"termination": {key: value for key, value in termination.items() if value is not None}},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("approved", "effected", "said"),
    [
        ("2026-03-01", "2026-03-02", YES),
        ("2026-03-01", "2026-03-01", YES),
        ("2026-03-02", "2026-03-01", NO),
        ("2026-03-01", None, YES),
        ("2026-03-01", "not_yet", YES),
        ("not_yet", "2026-03-01", NO),
        ("not_yet", None, OPEN),
        ("2026-04-02", None, OPEN),
        ("2026-04-02", "2026-04-01", NO),
        (None, "2026-03-01", OPEN),
    ],
)
def test_approval_goes_before_it(approved: str | None, effected: str | None, said: str) -> None:
    finding = found(ending(approved, effected), "termination.in_order", "2026-04-01")
    assert (finding.outcome.value, cites(finding)) == (said, {"a23.p1"})


def test_parting_with_a_part_is_no_termination() -> None:
    for way in ("relinquished", "transferred", "sold"):
        assert outcome(ending("not_yet", "2026-03-01", way=way), "termination.in_order", "2026-04-01") == NO
        kept = ending("not_yet", "2026-03-01", way=way, ends_project=False)
        assert outcome(kept, "termination.in_order", "2026-04-01") == NONE
    unsaid = ending("not_yet", None, way=None, ends_project=None)
    missing = found(unsaid, "termination.in_order", "2026-04-01").missing
    assert missing == ("oversight.termination.way", "oversight.termination.ends_project")
    for question in ("termination.in_order", "termination.reviewed"):
        assert outcome(case(oversight={}), question, "2026-04-01") == NONE


def reviewed(
    approved: str = "2026-03-01", judged_on: str | None = "2026-02-20", holds: bool = True, **change: Any
) -> Any:
    judgements = [] if judged_on is None else [judged("termination.approvable", judged_on, holds)]
    return found(ending(approved, None, judgements, **change), "termination.reviewed", "2026-04-01")


def test_the_four_points_are_weighed_together() -> None:
    assert reviewed().outcome.value == YES
    assert cites(reviewed()) == {"a23.p2"}
    for number, left in enumerate(FOUR, 1):
        finding = reviewed(weighed=[one for one in FOUR if one != left])
        assert finding.outcome.value == NO
        refused = [part for part in finding.parts if part.outcome.value == NO]
        assert [cites(part) for part in refused] == [{f"a23.p2.i{number}"}]
    assert reviewed(weighed=None).missing == ("oversight.termination.weighed",)
    assert reviewed(judged_on=None).missing == ("judgement termination.approvable",)
    assert reviewed(holds=False).outcome.value == NO


def test_the_review_goes_before_the_approval() -> None:
    assert reviewed(judged_on="2026-03-01").outcome.value == YES
    assert reviewed(judged_on="2026-03-02").outcome.value == NO
    assert reviewed("not_yet").outcome.value == NONE
    assert reviewed("2026-04-02").outcome.value == NONE
