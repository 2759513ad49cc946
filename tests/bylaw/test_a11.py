"""Article 11: plans before the year, late, provisional, replaced by a report; grounds that stop equity."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError, UnknownChoiceError
from tests.bylaw.under_way import cites, found, judged, says, under_way

PLAN = "management.plans.1"
CHANGE = "management.plan_changes.1"
TRANSITION = {"item": 11, "what": "transition", "approved_on": "2025-12-01"}
FUNDS = {"item": 10, "what": "preparation funds", "approved_on": "2025-12-01"}
CRITERIA = {"plan_review_criteria": "rules of 2024"}


def plan(project: dict[str, Any] | None = None, matters: Any = (), **facts: Any) -> Any:
    return under_way(project=project, plans=[{"year": 2026} | facts], matters=matters)


@pytest.mark.parametrize(
    ("begins", "approved", "outcome"),
    [
        ("04-01", "2026-03-31", "yes"), ("04-01", "2026-04-01", "no"), ("01-01", "2025-12-31", "yes"),
        ("01-01", "2026-01-01", "no"), ("07-01", "2026-06-30", "yes"), ("07-01", "2026-07-01", "no"),
    ],
)  # fmt: skip
def test_approval_before_the_projects_own_year_begins(begins: str, approved: str, outcome: str) -> None:
    of = plan({"year_begins": begins}, approved_on=approved, delay_reported_on="not_yet")
    finding = found(of, "plan.in_order", PLAN, on="2027-01-01")
    assert (finding.outcome.value, cites(finding)) == (outcome, ["a11.p1"])
    assert str(finding.value) == (approved if outcome == "yes" else str(finding.value))


def test_what_is_not_stated_is_awaited() -> None:
    assert found(plan({"year_begins": None}), "plan.in_order", PLAN).missing == ("project.year_begins",)
    assert found(plan(), "plan.in_order", PLAN).missing == (f"{PLAN}.approved_on",)
    late = plan(approved_on="not_yet")
    assert found(late, "plan.in_order", PLAN, on="2026-04-01").missing == (f"{PLAN}.delay_reported_on",)
    before = found(late, "plan.in_order", PLAN, on="2026-03-31")
    assert (before.outcome.value, before.missing, str(before.value)) == ("open", (f"{PLAN}.approved_on",), "2026-03-31")
    to_come = plan(approved_on="2026-03-20")
    assert says(to_come, "plan.in_order", PLAN, on="2026-03-19") == "open"
    assert says(to_come, "plan.in_order", PLAN, on="2026-03-20") == "yes"


LATE = {
    "delay": "coordination", "delay_reported_on": "2026-03-31", "completion_expected_on": "2026-06-30",
    "drawn_up_on": "2026-05-20", "approved_on": "2026-05-20", "provisional_approved_on": "not_yet",
}  # fmt: skip


def late(*judgements: Any, on: str = "2026-08-01", **facts: Any) -> str:
    parameters = {name: facts.pop(name) for name in list(facts) if name.startswith("plan_")}
    return says(plan(**{**LATE, **facts}), "plan.in_order", PLAN, *judgements, on=on, **parameters)


def test_a_late_plan_with_a_report() -> None:
    assert late() == "yes"
    assert cites(found(plan(**LATE), "plan.in_order", PLAN)) == ["a11.p1.x1", "a11.p1.q3"]
    assert late(delay_reported_on="not_yet") == "no"
    assert late(delay=None) == "open"
    in_time = found(plan(**LATE | {"approved_on": "2026-03-31", "drawn_up_on": "2026-03-30"}), "plan.in_order", PLAN)
    assert (in_time.outcome.value, cites(in_time)) == ("yes", ["a11.p1"])
    assert late(approved_on="2026-04-01", drawn_up_on="2026-04-01") == "yes"
    assert found(plan(**LATE | {"approved_on": "2026-04-01"}), "plan.in_order", PLAN).parts != ()


def test_a_reason_of_another_kind_is_judged() -> None:
    assert late(delay="other") == "open"
    assert late(judged("plan.delay_unavoidable", PLAN), delay="other") == "yes"
    assert late(judged("plan.delay_unavoidable", PLAN, holds=False), delay="other") == "no"


def test_a_delay_reported_after_the_year_began_is_a_setting() -> None:
    found_late = found(plan(**LATE | {"delay_reported_on": "2026-04-01"}), "plan.in_order", PLAN)
    assert (found_late.outcome.value, found_late.missing) == ("open", ("parameter plan_delay_reported_late",))
    assert late(delay_reported_on="2026-04-01", plan_delay_reported_late="accepted") == "yes"
    assert late(delay_reported_on="2026-04-01", plan_delay_reported_late="refused") == "no"


def test_approval_follows_the_drawing_up_without_delay() -> None:
    point = "plan.approved_without_delay"
    assert late(approved_on="2026-05-21") == "open"
    assert late(judged(point, PLAN), approved_on="2026-05-21") == "yes"
    assert late(judged(point, PLAN, holds=False), approved_on="2026-05-21") == "no"
    waits = found(plan(**LATE | {"approved_on": "not_yet"}), "plan.in_order", PLAN)
    assert (waits.outcome.value, waits.missing) == ("open", (f"{PLAN}.approved_on",))
    assert late(on="2026-06-01", drawn_up_on="not_yet", approved_on="not_yet") == "yes"
    assert late(drawn_up_on=None) == "open"


@pytest.mark.parametrize(
    ("facts", "on", "outcome"),
    [
        ({"completion_expected_on": "2026-06-30"}, "2026-06-30", "not applicable"),
        ({"completion_expected_on": "2026-06-30"}, "2026-07-01", "no"),  # it was not complete in the end
        ({"completion_expected_on": "2026-07-01"}, "2026-06-30", "open"),
        ({"completion_expected_on": "2026-07-01"}, "2026-07-01", "no"),
        ({"completion_expected_on": "2026-07-01", "provisional_approved_on": "2026-06-30"}, "2026-07-02", "yes"),
        ({"completion_expected_on": "2026-07-01", "provisional_approved_on": "2026-07-01"}, "2026-07-02", "no"),
        ({"completion_expected_on": "2026-07-01", "provisional_approved_on": None}, "2026-05-01", "open"),
        ({"completion_expected_on": "2026-07-01", "drawn_up_on": "2026-06-30"}, "2026-07-02", "not applicable"),
        ({"completion_expected_on": "2026-07-01", "drawn_up_on": "2026-07-01"}, "2026-07-02", "no"),
        ({"completion_expected_on": None}, "2026-05-01", "open"),
        ({"drawn_up_on": None, "completion_expected_on": "2026-05-01"}, "2026-05-01", "open"),
    ],
)  # fmt: skip
def test_a_provisional_plan_within_three_months(facts: dict[str, Any], on: str, outcome: str) -> None:
    base = {"drawn_up_on": "not_yet", "provisional_approved_on": "not_yet", "approved_on": "not_yet"}
    finding = found(plan(**{**LATE, **base, **facts}), "plan.provisional", PLAN, on=on)
    assert (finding.outcome.value, cites(finding)) == (outcome, ["a11.p1.q3"])


def test_three_months_of_a_calendar_year_end_on_31_march() -> None:
    facts = LATE | {"drawn_up_on": "not_yet", "completion_expected_on": "2026-12-01"}
    for day, outcome in (("2026-03-31", "yes"), ("2026-04-01", "no")):
        of = plan({"year_begins": "01-01"}, **facts | {"provisional_approved_on": day})
        assert says(of, "plan.provisional", PLAN) == outcome


REPLACED = judged("plan.report_in_place_of_approval", PLAN)


def test_a_report_replaces_approval_after_transition_without_new_equity_as_the_agency_judges() -> None:
    facts = {"approved_on": "not_yet", "delay_reported_on": "not_yet", "reported_on": "2026-03-31", "new_equity": False}
    of = plan(matters=[TRANSITION], **facts)
    finding = found(of, "plan.in_order", PLAN, REPLACED)
    assert (finding.outcome.value, cites(finding)) == ("yes", ["a11.p6", "a15.p1.i11"])
    assert says(of, "plan.approval_asked", PLAN, REPLACED) == "no"
    assert says(of, "plan.in_order", PLAN) == "no"  # nobody judged: approval stays
    assert found(of, "plan.report_may_replace", PLAN).missing == (
        f"judgement plan.report_in_place_of_approval of {PLAN}",
    )
    assert says(of, "plan.in_order", PLAN, judged("plan.report_in_place_of_approval", PLAN, holds=False)) == "no"
    assert says(plan(matters=[FUNDS], **facts), "plan.in_order", PLAN, REPLACED) == "no"  # preparation funds alone
    assert says(plan(matters=[FUNDS], **facts), "plan.report_may_replace", PLAN, REPLACED) == "no"
    assert says(plan(matters=[TRANSITION], **facts | {"new_equity": True}), "plan.in_order", PLAN, REPLACED) == "no"
    assert (
        says(plan(matters=[TRANSITION], **facts | {"new_equity": None}), "plan.report_may_replace", PLAN, REPLACED)
        == "open"
    )
    assert says(of, "plan.in_order", PLAN, REPLACED, on="2025-11-30") == "open"
    both = plan(matters=[TRANSITION], **facts | {"delay_reported_on": "2026-03-01"})
    assert cites(found(both, "plan.in_order", PLAN, REPLACED)) == ["a11.p6", "a15.p1.i11"]


def test_by_when_that_report_comes_is_a_setting() -> None:
    def in_order(reported: str | None, on: str, **parameters: Any) -> str:
        of = plan(matters=[TRANSITION], new_equity=False, reported_on=reported)
        return says(of, "plan.in_order", PLAN, REPLACED, on=on, **parameters)

    assert in_order("2026-04-01", "2026-05-01") == "open"
    assert in_order("2026-04-01", "2026-05-01", plan_report_due="before_the_year") == "no"
    assert in_order("2026-04-01", "2026-05-01", plan_report_due="no_day") == "yes"
    assert in_order("not_yet", "2026-05-01", plan_report_due="no_day") == "open"
    assert in_order("not_yet", "2026-04-01", plan_report_due="before_the_year") == "no"
    assert in_order("not_yet", "2026-03-31", plan_report_due="before_the_year") == "open"
    assert in_order("2026-03-31", "2026-04-01") == "yes"
    with pytest.raises(UnknownChoiceError, match="setting of plan_report_due"):
        in_order("2026-04-01", "2026-05-01", plan_report_due="whenever")


def test_no_plan_is_asked_for_after_termination() -> None:
    def in_order(ended: str | None, **facts: Any) -> str:
        facts = {"year": 2026, "approved_on": "not_yet", "delay_reported_on": "not_yet"} | facts
        return says(under_way(plans=[facts], termination_approved_on=ended), "plan.in_order", PLAN, on="2026-08-01")

    assert in_order("2026-03-31") == "not applicable"
    assert in_order("2026-04-01") == "no"  # the plan was due before
    assert in_order(None) == in_order("not_yet") == in_order("2026-08-02") == "no"
    excused = {key: LATE[key] for key in ("delay", "delay_reported_on", "completion_expected_on")}
    waits = excused | {"drawn_up_on": "2026-05-20"}
    assert in_order("2026-05-25", **waits) == "not applicable"
    assert in_order("2026-05-25", **LATE | {"approved_on": "2026-05-25"}) == "not applicable"
    assert in_order("2026-05-25", **LATE | {"approved_on": "2026-05-24"}) == "open"
    end = under_way(plans=[{"year": 2026}], termination_approved_on="2026-03-01")
    assert cites(found(end, "plan.in_order", PLAN)) == ["a11.p5", "a23.p1"]
    assert says(end, "plan.approval_asked", PLAN) == "no"
    assert says(plan(approved_on="2026-03-01"), "plan.approval_asked", PLAN) == "yes"


def test_a_review_on_papers_goes_before_approval() -> None:
    def reviewed(*judgements: Any, kind: str = "plan", **facts: Any) -> str:
        facts = {"approved_on": "2026-03-20", "received_on": "2026-03-10"} | facts
        changes = [{"year": 2026} | facts] if kind == "plan_change" else []
        of = under_way(plans=[{"year": 2026} | (facts if kind == "plan" else {})], plan_changes=changes)
        return says(of, f"{kind}.reviewed", f"management.{kind}s.1", *judgements, **CRITERIA)

    for kind in ("plan", "plan_change"):
        place = f"management.{kind}s.1"
        met = judged(f"{kind}.criteria_met", place, on="2026-03-20")
        assert reviewed(met, kind=kind) == "yes"
        assert reviewed(met, kind=kind, received_on="2026-03-20") == "yes"
        assert reviewed(met, kind=kind, received_on="2026-03-21") == "no"
        assert reviewed(met, kind=kind, received_on="not_yet") == "no"
        assert reviewed(met, kind=kind, received_on=None) == "open"
        assert reviewed(kind=kind) == "open"
        assert reviewed(judged(f"{kind}.criteria_met", place, on="2026-03-21"), kind=kind) == "no"
        assert reviewed(judged(f"{kind}.criteria_met", place, holds=False), kind=kind) == "no"
        assert reviewed(met, kind=kind, approved_on="not_yet") == "not applicable"
        assert reviewed(met, kind=kind, approved_on=None) == "not applicable"
    met = judged("plan.criteria_met", PLAN, on="2026-03-20")
    late_papers = {"provisional_approved_on": "2026-03-01", "provisional_received_on": "2026-03-02"}
    assert reviewed(met, **late_papers) == "no"
    assert reviewed(met, **late_papers | {"provisional_received_on": "2026-03-01"}) == "yes"
    only = {"approved_on": "not_yet", "provisional_approved_on": "2026-03-25", "provisional_received_on": "2026-03-01"}
    assert reviewed(met, **only) == "yes"
    without = found(plan(approved_on="2026-03-20", received_on="2026-03-01"), "plan.reviewed", PLAN, met)
    assert without.missing == ("parameter plan_review_criteria",)
    change = under_way(plans=[{"year": 2026}], plan_changes=[{"year": 2026}])
    assert cites(found(change, "plan_change.reviewed", CHANGE)) == ["a11.p2", "a11.p4.q2"]


GROUNDS = ("risk_too_high", "economics_lost", "policy_lost")


def test_each_ground_stops_equity_and_calls_for_disposal() -> None:
    of = plan(approved_on="2026-03-20")
    nothing = [judged(f"plan.{ground}", PLAN, holds=False) for ground in GROUNDS]
    assert says(of, "equity.open", "", *nothing) == "yes"
    assert says(of, "equity.shares_disposed", "", *nothing) == "not applicable"
    for at, ground in enumerate(GROUNDS):
        one = judged(f"plan.{ground}", PLAN, on="2026-03-19")
        stopped = found(of, "equity.open", "", *nothing[:at], one, *nothing[at + 1 :])
        assert (stopped.outcome.value, str(stopped.value), cites(stopped)) == ("no", "2026-03-19", ["a11.p3"])
        assert says(of, "equity.open", "", one) == "no"  # whatever the others come to
        assert says(of, "equity.open", "", one, *nothing[:at], *nothing[at + 1 :], on="2026-03-18") == "yes"
        disposal = found(of, "equity.shares_disposed", "", one)
        assert (disposal.outcome.value, disposal.missing) == ("open", ("management.shares_disposed_on",))
    assert says(of, "equity.open", "", *nothing[1:]) == "open"
    assert says(of, "equity.open", "", judged("plan.no_ground_to_stop", PLAN)) == "yes"
    assert says(of, "equity.open", "", judged("plan.no_ground_to_stop", PLAN, holds=False)) == "open"
    both = [judged("plan.no_ground_to_stop", PLAN), judged("plan.policy_lost", PLAN)]
    assert says(of, "equity.open", "", *both) == "no"
    first = found(
        of,
        "equity.stopped",
        "",
        judged("plan.policy_lost", PLAN, on="2026-03-02"),
        judged("plan.risk_too_high", PLAN, on="2026-03-03"),
    )
    assert str(first.value) == "2026-03-02"


def test_a_review_to_come_has_found_nothing_and_changes_are_reviewed_too() -> None:
    assert says(plan(approved_on="not_yet"), "equity.open") == "yes"
    assert says(plan(approved_on="2026-06-02"), "equity.open") == "yes"
    assert says(plan(approved_on="2026-06-01"), "equity.open") == "open"
    assert says(under_way(), "equity.open") == "not applicable"
    assert says(under_way(), "equity.shares_disposed") == "not applicable"
    of = under_way(plans=[{"year": 2026}], plan_changes=[{"year": 2026}])
    assert says(of, "equity.open", "", judged("plan_change.policy_lost", CHANGE)) == "no"
    assert says(of, "equity.open") == "yes"


def test_shares_are_disposed_of_properly() -> None:
    of = under_way(plans=[{"year": 2026}], shares_disposed_on="2026-06-01")
    stop, proper = judged("plan.policy_lost", PLAN), "equity.shares_disposed_properly"
    assert says(of, "equity.shares_disposed", "", stop) == "open"
    assert says(of, "equity.shares_disposed", "", stop, judged(proper)) == "yes"
    assert says(of, "equity.shares_disposed", "", stop, judged(proper, holds=False)) == "no"
    assert says(of, "equity.shares_disposed", "", stop, judged(proper), on="2026-05-31") == "open"


def test_important_changes() -> None:
    def change(*judgements: Any, matters: Any = (), **facts: Any) -> str:
        entry = {"year": 2026, "important": True, "foreseen_on": "2026-05-01", "received_on": "2026-05-01"} | facts
        of = under_way(plans=[{"year": 2026}], plan_changes=[{"approved_on": "2026-05-20"} | entry], matters=matters)
        return says(of, "plan_change.in_order", CHANGE, *judgements)

    assert change() == "yes"
    assert change(important=False) == "not applicable"
    assert change(important=None) == "open"
    assert change(approved_on="not_yet") == "open"
    point = "plan_change.asked_without_delay"
    assert change(received_on="2026-05-02") == "open"
    assert change(judged(point, CHANGE), received_on="2026-05-02") == "yes"
    assert change(judged(point, CHANGE, holds=False), received_on="2026-05-02") == "no"
    assert change(received_on="not_yet") == "open"
    report = judged("plan_change.report_in_place_of_approval", CHANGE)
    replaced = {"approved_on": "not_yet", "new_equity": False, "reported_on": "2026-05-03", "matters": [TRANSITION]}
    assert change(report, **replaced) == "yes"
    assert change(report, **replaced | {"reported_on": "not_yet"}) == "open"
    assert change(report, **replaced | {"matters": [FUNDS]}) == "open"
    assert change(report, **replaced | {"new_equity": True}) == "open"
    assert change(**replaced) == "open"
    assert change(report, **replaced | {"important": False}) == "not applicable"


def test_measures_against_worse_economics() -> None:
    place = "management.worsenings.1"

    def asked(day: str | None, *judgements: Any) -> str:
        of = under_way(worsenings=[{"cause": "oil_price", "measures_asked_on": day}])
        return says(of, "worsening.measures_asked", place, *judgements)

    great = judged("worsening.great", place)
    assert asked("2026-06-01") == "open"
    assert asked("2026-06-01", great) == "yes"
    assert asked("2026-06-02", great) == asked("not_yet", great) == "no"
    assert asked(None, great) == "open"
    assert asked("not_yet", judged("worsening.great", place, holds=False)) == "not applicable"


def test_a_case_that_does_not_hang_together_is_refused() -> None:
    with pytest.raises(InputError, match="the plan of the year beginning in «2026» stands twice"):
        under_way(plans=[{"year": 2026}, {"year": 2026}])
    with pytest.raises(InputError, match="a change of the plan of 2025 is stated, and no such plan"):
        under_way(plans=[{"year": 2026}], plan_changes=[{"year": 2025}])


@given(st.permutations(range(3)), st.sets(st.integers(0, 8)))
def test_the_order_of_plans_and_judgements_does_not_matter(order: list[int], grounds: set[int]) -> None:
    def stopped(years: list[int]) -> Any:
        of = under_way(plans=[{"year": 2024 + year, "approved_on": f"{2024 + year}-03-01"} for year in years])
        places = {year: f"management.plans.{at}" for at, year in enumerate(years, 1)}
        judgements = [
            judged(f"plan.{ground}", places[year], holds=3 * year + at in grounds, on=f"{2024 + year}-02-0{at + 1}")
            for year in years
            for at, ground in enumerate(GROUNDS)
        ]
        finding = found(of, "equity.stopped", "", *judgements)
        return finding.outcome, finding.value

    assert stopped(order) == stopped([0, 1, 2])
