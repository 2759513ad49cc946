"""Facts of an adoption that do not hang together are refused with a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from sonae.core import InputError
from tests.bylaw.application_case import made, tree


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"app.number": 2}, "the applications are not numbered 1, 2 …"),
        ({"adoption.applications.2": {"number": 3}}, "the applications are not numbered 1, 2 …"),
        ({"app.documents.2.name": "Form"}, "the paper «Form» stands twice"),
        ({"app.documents.2.states": [1]}, "«Copy» is no application form, and states items of a7.p1"),
        ({"app.documents.2.copy_of": None}, "names the contract in copy_of"),
        ({"app.documents.1.copy_of": "Licence"}, "names the contract in copy_of"),
        ({"app.premises": [{"what": "Rights"}] * 2}, "the premise «Rights» stands twice"),
        ({"app.review.consultations.1.ended_on": "2026-04-20"}, "begins on 2026-04-21 and ends on 2026-04-20"),
        ({"adoption.departments.2.name": "Promotion"}, "a department stands twice"),
        ({"adoption.departments.2.under": "Promotion"}, "in a circle: Promotion → Upstream → Promotion"),
    ],
)
def test_facts_that_do_not_hang_together(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        made(changes)
    assert sentence in str(caught.value)
    assert "case.yaml" in str(caught.value)


def test_the_first_adoption_counts() -> None:
    second = tree()["adoption"]["applications"][0] | {"number": 2}
    second["decision"] = {**second["decision"], "on": "2026-06-01"}
    adoption = made({"adoption.applications.2": second}).adoption
    assert adoption is not None
    assert adoption.adopted is not None
    assert adoption.adopted.on.isoformat() == "2026-05-01"
    rejected = made({"app.decision.adopted": False}).adoption
    assert rejected is not None
    assert rejected.adopted is None


def approved_matter(item: int) -> dict[str, Any]:
    return {"item": item, "what": "a made-up matter", "approved_on": "2026-07-01"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"management.adopted_on": "2026-05-02"},
            "management.adopted_on says 2026-05-02, and the decision for adoption in adoption.applications is of 2026-05-01",
        ),
        ({"management.adopted_on": "not_yet"}, "management.adopted_on says not_yet, and the decision for adoption"),
        ({"management.adopted_on": "2026-05-01", "app.decision.adopted": False}, "in adoption.applications is missing"),
        (
            {"stage.transition_approved_on": "2026-07-01", "management.matters": [approved_matter(10)]},
            "stage.transition_approved_on says 2026-07-01, and the approval of item 11 in management.matters is missing",
        ),
        (
            {"stage.transition_approved_on": "not_yet", "management.matters": [approved_matter(11)]},
            "stage.transition_approved_on says not_yet, and the approval of item 11 in management.matters is of 2026-07-01",
        ),
    ],
)  # fmt: skip
def test_two_parts_of_a_case_that_say_otherwise_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        made(changes)


def test_two_parts_of_a_case_that_say_the_same_are_no_fault() -> None:
    matters = [{"item": 11, "what": "t", "approved_on": day} for day in ("2026-08-01", "2026-07-01", "not_yet")]
    said = {
        "stage.transition_approved_on": "2026-07-01",
        "management.matters": matters,
        "management.adopted_on": "2026-05-01",
    }
    assert made(said).management is not None
    assert made({**said, "management.adopted_on": "not_yet", "app.decision.adopted": False}).management is not None
