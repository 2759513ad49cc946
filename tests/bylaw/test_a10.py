"""Article 10: notice, conditions, reasons, the one re-review, changes between adoption and master agreement."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.bylaw.application_case import APPLICATION, asked, judged, outcome

NOTICE = "app.decision.notice"


@pytest.mark.parametrize(("given", "found"), [("2026-04-30", "no"), ("2026-05-01", "yes"), ("2026-06-30", "yes")])
def test_the_applicant_is_told_in_writing_after_the_decision(given: str, found: str) -> None:
    assert outcome("notice.given", {f"{NOTICE}.given_on": given}) == found


def test_what_a_notice_may_lack() -> None:
    assert outcome("notice.given", {f"{NOTICE}.written": False}) == "no"
    assert outcome("notice.given", {f"{NOTICE}.to": "Minami Oil"}) == "no"
    for later in ("2026-07-01", "not_yet", None):
        found = asked("notice.given", {f"{NOTICE}.given_on": later})
        assert found.outcome.value == "open"
        assert any("given_on" in name for name in found.missing)
    for field in ("to", "written"):
        assert asked("notice.given", {f"{NOTICE}.{field}": None}).outcome.value == "open"
    for question in ("notice.given", "decision.conditions", "notice.conditions", "notice.reasons"):
        assert outcome(question, {"app.decision": None}) == "not applicable"
        assert outcome(question, {"app.decision.on": "2026-07-01"}) == "not applicable"


def premise(settled: str | None, *conditions: str, notice: list[str] | None = None) -> dict[str, Any]:
    return {
        "app.premises": [{"what": "Rights", "settled_on": settled}], "app.decision.conditions": list(conditions),
        f"{NOTICE}.conditions": notice if notice is not None else list(conditions),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("settled", "conditions", "found"),
    [
        ("2026-05-01", (), "not applicable"), ("2026-05-02", (), "no"), ("2026-05-02", ("Rights",), "yes"),
        ("not_yet", ("Rights",), "yes"), ("2026-05-01", ("Rights",), "gap"), ("not_yet", ("Rights", "More"), "gap"),
        ("not_yet", ("More",), "no"), (None, ("Rights",), "open"),
    ],
)  # fmt: skip
def test_what_is_not_settled_on_the_day_of_adoption_is_a_condition(
    settled: str, conditions: tuple[str, ...], found: str
) -> None:
    assert outcome("decision.conditions", premise(settled, *conditions)) == found


def test_the_notice_states_every_condition() -> None:
    assert outcome("notice.conditions", premise("not_yet", "Rights")) == "yes"
    assert outcome("notice.conditions", premise("not_yet", "Rights", notice=[])) == "no"
    assert outcome("notice.conditions", premise("not_yet", "A", "B", notice=["A"])) == "no"
    assert outcome("notice.conditions") == "not applicable"
    assert asked("decision.conditions", {"app.premises": None}).outcome.value == "open"
    for question in ("notice.conditions", "decision.conditions"):
        assert outcome(question, {**premise("not_yet"), "app.decision.adopted": False}) == "not applicable"


def test_a_rejection_gives_its_reasons() -> None:
    rejected = {"app.decision.adopted": False}
    assert outcome("notice.reasons") == "not applicable"
    assert outcome("notice.reasons", {**rejected, f"{NOTICE}.reasons": ["dry"]}) == "yes"
    assert outcome("notice.reasons", {**rejected, f"{NOTICE}.reasons": []}) == "no"
    assert outcome("notice.reasons", rejected) == "open"


def again(form_on: str = "2026-06-01", **changes: Any) -> dict[str, Any]:
    """Return a case rejected on 1 May and applied for again on 1 June, its reasons cured."""
    second = copy.deepcopy({key: APPLICATION[key] for key in ("applicant", "documents", "premises")}) | {"number": 2}
    second["documents"][0]["received_on"] = form_on
    return {
        "app.decision.adopted": False, f"{NOTICE}.reasons": ["dry"], "adoption.applications.2": second,
        "judgements.2": judged("application.reasons_cured", of="adoption.applications.2", on="2026-06-10"), **changes,
    }  # fmt: skip


def re_review(changes: dict[str, Any], of: int = 2, question: str = "application.again", **how: Any) -> str:
    return outcome(question, changes, of=f"adoption.applications.{of}", **how)


def test_one_re_review_after_the_reasons_are_cured() -> None:
    assert re_review(again()) == "yes"
    assert outcome("application.again", again()) == "not applicable"
    uncured = judged("application.reasons_cured", False, of="adoption.applications.2")
    assert re_review(again(**{"judgements.2": uncured})) == "no"
    assert re_review(again(), as_of="2026-06-09") == "open"
    other = copy.deepcopy(again())
    other["adoption.applications.2"]["applicant"] = "Minami Oil"
    assert re_review(other) == "no"
    assert re_review(again(**{"app.applicant": None})) == "open"


@pytest.mark.parametrize(("form_on", "found"), [("2026-04-30", "no"), ("2026-05-01", "yes"), ("2026-05-02", "yes")])
def test_it_follows_the_notice(form_on: str, found: str) -> None:
    """Decided and told on 1 May."""
    assert re_review(again(form_on)) == found
    later = {f"{NOTICE}.given_on": "2026-05-02"}
    assert re_review(again("2026-05-01", **later)) == "no"
    assert re_review(again("2026-05-02", **later)) == "yes"


def test_without_a_rejection_there_is_nothing_to_re_review() -> None:
    assert re_review(again(**{"app.decision.adopted": True})) == "no"
    undecided = {key: value for key, value in again().items() if not key.startswith("app.")} | {"app.decision": None}
    assert re_review(undecided) == "no"
    unsaid = {key: value for key, value in again().items() if f"{NOTICE}." not in key} | {NOTICE: None}
    assert re_review(unsaid) == "open"
    assert re_review(again(**{f"{NOTICE}.given_on": None})) == "open"
    assert re_review(again("2026-07-01")) == "open"


def test_a_second_re_review_there_is_not() -> None:
    second = again()["adoption.applications.2"]
    third = {**copy.deepcopy(second), "number": 3}
    cured = judged("application.reasons_cured", of="adoption.applications.3")
    both = again(**{"adoption.applications.3": third, "judgements.3": cured})
    assert re_review(both, 3) == "yes"
    assert re_review(both, 2) == "yes"
    for spent in ({"review": {"began_on": "2026-06-30"}}, {"decision": {"adopted": False, "on": "2026-06-29"}}):
        used = {**both, "adoption.applications.2": {**second, **spent}}
        assert re_review(used, 3) == "no"
        assert re_review(used, 2) == "yes"
        assert "application 2 was re-reviewed" in asked("again.first", used, of="adoption.applications.3").because
    unused = {**both, "adoption.applications.2": {**second, "review": {"began_on": "2026-07-01"}}}
    assert re_review(unused, 3) == "yes"


def test_a_re_review_is_a_premise_of_its_decision() -> None:
    uncured = judged("application.reasons_cured", False, of="adoption.applications.2")
    assert re_review(again(**{"judgements.2": uncured}), question="decision.allowed") == "no"


def change(on: str = "2026-05-20", signed: str | None = "2026-05-31", **fields: Any) -> dict[str, Any]:
    return {
        "adoption.changes": [{"kind": "change", "on": on, "items": [2], "reported_on": "2026-05-25", **fields}],
        "management": {"agreement": {"signed_on": signed}},
        "judgements.2": judged("change.necessary", of="adoption.changes.1"),
        "judgements.3": judged("change.consultation_necessary", False, of="adoption.changes.1"),
    }  # fmt: skip


def changed(question: str, changes: dict[str, Any], **how: Any) -> str:
    return outcome(question, changes, of="adoption.changes.1", **how)


@pytest.mark.parametrize("kind", ["change", "cancellation"])
@pytest.mark.parametrize(
    ("on", "found"),
    [("2026-04-30", "no"), ("2026-05-01", "yes"), ("2026-05-31", "yes"), ("2026-06-01", "no"), ("2026-07-01", "not applicable")],
)  # fmt: skip
def test_the_adoption_changes_only_until_the_master_agreement(on: str, found: str, kind: str) -> None:
    """Adopted on 1 May, agreed on 31 May."""
    assert changed("change.allowed", change(on, kind=kind)) == found


def test_what_a_change_needs() -> None:
    assert changed("change.allowed", change("2026-06-01", "not_yet")) == "yes"
    assert changed("change.allowed", change("2026-06-01", "2026-07-01")) == "yes"
    assert changed("change.allowed", change("2026-06-01", None)) == "open"
    assert changed("change.allowed", change(items=[])) == "no"
    assert changed("change.allowed", change(items=None)) == "open"
    unnecessary = {**change(), "judgements.2": judged("change.necessary", False, of="adoption.changes.1")}
    assert changed("change.allowed", unnecessary) == "no"
    assert changed("change.allowed", {**change(), "judgements.2": judged("country_risk_high")}) == "open"
    assert changed("change.between", {**change(), "app.decision.adopted": False}) == "open"
    words = asked("change.matter", change(items=[7, 2, 7]), of="adoption.changes.1")
    assert "items 2, 7 of art. 7" in words.because


def test_a_change_is_reported_unless_the_minister_wants_to_be_consulted() -> None:
    found = asked("change.minister", change(), of="adoption.changes.1")
    assert (found.outcome.value, found.citations[0].provision) == ("yes", "a10.p6")
    for on, expected in (("2026-06-30", "yes"), ("2026-07-01", "open"), ("not_yet", "open"), (None, "open")):
        assert changed("change.minister", change(reported_on=on)) == expected
    assert changed("change.minister", change("2026-07-01")) == "not applicable"
    unsaid = {key: value for key, value in change().items() if key != "judgements.3"}
    assert asked("change.minister", unsaid, of="adoption.changes.1").missing == (
        "judgement change.consultation_necessary of adoption.changes.1",
    )


@pytest.mark.parametrize(("ended", "found"), [("2026-05-19", "yes"), ("2026-05-20", "yes"), ("2026-05-21", "no")])
def test_where_he_does_his_consent_comes_first(ended: str, found: str) -> None:
    def consulted(**fields: Any) -> dict[str, Any]:
        consultation = {"began_on": "2026-05-10", "ended_on": ended, "consents": True, "record": "L", **fields}
        return {
            **change(reported_on=None, consultation=consultation),
            "judgements.3": judged("change.consultation_necessary", of="adoption.changes.1"),
        }

    answer = asked("change.minister", consulted(), of="adoption.changes.1")
    assert (answer.outcome.value, answer.citations[0].provision) == (found, "a10.p6.x1")
    assert changed("change.minister", consulted(consents=False)) == "no"
    assert changed("change.minister", consulted(ended_on=None)) == "open"
    if found == "yes":
        assert changed("change.minister", consulted(record=None)) == "open"
        assert changed("change.minister", consulted(consents=None)) == "open"
    asked_for = {**consulted(), "adoption.changes.1.consultation": None}
    assert changed("change.minister", asked_for) == "open"
    assert changed("change.minister", change("2026-07-01")) == "not applicable"
