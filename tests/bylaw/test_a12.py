"""Article 12: work items of an approved plan, and their changes."""

from __future__ import annotations

from typing import Any

import pytest

from sonae.core import InputError
from tests.bylaw.under_way import cites, found, judged, says, under_way

WORK, CHANGE = "management.work_items.1", "management.work_changes.1"
EVERYTHING = ["aim", "content", "schedule", "budget", "expected_equity"]
DRILLING = {
    "name": "W", "year": 2026, "in_annex": True, "certain_on": "2026-04-10", "received_on": "2026-04-10",
    "approved_on": "2026-04-20", "contains": EVERYTHING, "budget": 100, "expected_equity": 50,
}  # fmt: skip
APPROVED = {"year": 2026, "approved_on": "2026-04-20"}


def work(
    plan: dict[str, Any] | None = None, question: str = "work.in_order", on: str = "2026-06-01", **facts: Any
) -> str:
    return says(under_way(plans=[APPROVED | (plan or {})], work_items=[DRILLING | facts]), question, WORK, on=on)


def test_a_work_item_in_order() -> None:
    of = under_way(plans=[APPROVED], work_items=[DRILLING])
    finding = found(of, "work.in_order", WORK)
    assert (finding.outcome.value, cites(finding)) == ("yes", ["a12.p1"])
    assert work(in_annex=False) == "not applicable"
    assert work(in_annex=None) == "open"
    assert work(certain_on="not_yet", received_on="not_yet") == "not applicable"
    assert work(certain_on=None) == "open"
    assert work(received_on="not_yet", approved_on="not_yet") == "open"
    assert work(approved_on="not_yet") == "open"
    assert work(approved_on=None) == "open"
    assert work(on="2026-04-19") == "no"  # the plan is not approved yet


@pytest.mark.parametrize(
    ("plan", "outcome"),
    [
        ({}, "yes"),
        ({"approved_on": "2026-04-21"}, "no"),
        ({"approved_on": "2026-04-21", "provisional_approved_on": "2026-04-20"}, "yes"),
        ({"approved_on": None}, "open"),
        ({"approved_on": "not_yet"}, "no"),
        ({"approved_on": "not_yet", "provisional_approved_on": "2026-04-20"}, "yes"),
        ({"approved_on": None, "provisional_approved_on": "2026-04-20"}, "yes"),
        ({"approved_on": None, "provisional_approved_on": "2026-04-21"}, "no"),
        ({"approved_on": "not_yet", "reported_on": "2026-04-20"}, "gap"),
        ({"approved_on": "not_yet", "reported_on": "2026-04-21"}, "no"),
        ({"year": 2025}, "open"),
    ],
)
def test_the_plan_was_approved_when_the_work_was(plan: dict[str, Any], outcome: str) -> None:
    assert work(plan, "work.of_approved_plan") == outcome


def test_a_plan_that_is_not_stated_is_awaited() -> None:
    assert found(under_way(work_items=[DRILLING]), "work.in_order", WORK).missing == ("management.plans of 2026",)


def test_before_the_work_is_approved_the_plan_counts_on_the_day_of_the_check() -> None:
    assert work({"approved_on": "2026-05-01"}, "work.of_approved_plan", approved_on="not_yet", on="2026-05-01") == "yes"
    assert work({"approved_on": "2026-05-01"}, "work.of_approved_plan", approved_on="not_yet", on="2026-04-30") == "no"


def test_certain_before_it_is_applied_for() -> None:
    assert work(certain_on="2026-04-11", question="work.certain_first") == "no"
    assert work(certain_on="2026-04-10", question="work.certain_first") == "yes"
    assert work(certain_on="not_yet", question="work.certain_first") == "no"
    assert work(certain_on="not_yet") == "no"


@pytest.mark.parametrize("lacking", EVERYTHING)
def test_each_of_five_matters_is_stated(lacking: str) -> None:
    of = under_way(
        plans=[APPROVED], work_items=[DRILLING | {"contains": [one for one in EVERYTHING if one != lacking]}]
    )
    finding = found(of, "work.contents", WORK)
    assert finding.outcome.value == "no"
    assert finding.because == f"the application lacks: {lacking.replace('_', ' ')}."
    assert work(contains=None) == "open"
    assert work(contains=[*EVERYTHING, "others"]) == "yes"


def test_important_changes() -> None:
    def change(*judgements: Any, first: str = "2026-04-20", **facts: Any) -> str:
        entry = {"work": "W", "important": True, "foreseen_on": "2026-05-01", "received_on": "2026-05-01"} | facts
        of = under_way(
            work_items=[{"name": "V", "year": 2026}, DRILLING | {"approved_on": first}],
            work_changes=[{"approved_on": "2026-05-20"} | entry],
        )
        return says(of, "work_change.in_order", CHANGE, *judgements)

    assert change() == "yes"
    assert change(important=False) == "not applicable"
    assert change(important=None) == change(approved_on="not_yet") == "open"
    assert change(first="2026-05-20") == "yes"
    assert change(first="2026-05-21") == change(first="not_yet") == "no"
    point = "work_change.asked_without_delay"
    assert change(received_on="2026-05-02") == change(received_on="not_yet") == "open"
    assert change(judged(point, CHANGE), received_on="2026-05-02") == "yes"
    assert change(judged(point, CHANGE, holds=False), received_on="2026-05-02") == "no"


def test_names_that_do_not_hang_together_are_refused() -> None:
    with pytest.raises(InputError, match="the work item «W» stands twice"):
        under_way(work_items=[DRILLING, DRILLING])
    with pytest.raises(InputError, match="a change of a work item names «V», which is none of the work items"):
        under_way(work_items=[DRILLING], work_changes=[{"work": "V"}])
    with pytest.raises(InputError, match="«W, approved on 2026-05-01» stands twice"):
        under_way(work_items=[DRILLING], work_changes=[{"work": "W", "approved_on": "2026-05-01"}] * 2)
    under_way(work_items=[DRILLING], work_changes=[{"work": "W", "approved_on": "not_yet"}, {"work": "W"}] * 2)
