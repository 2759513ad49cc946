"""The calendar of duties: the frame, the review, plans and what is asked before an act."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.bylaw.clock import Stop
from sonae.bylaw.duties import Duty, Standing, duties_of
from sonae.bylaw.facts import EquityCase
from sonae.bylaw.kernel import Words
from sonae.core import InputError, UnknownChoiceError
from tests.bylaw.application_case import made
from tests.bylaw.oversight import case, day, drawdowns, judged

pytestmark = pytest.mark.slow

NOW = "2026-06-30"


def listed(of: EquityCase, kind: str, as_of: str = NOW, until: str | None = None) -> list[Duty]:
    return [one for one in duties_of(of, day(as_of), day(until or as_of)) if one.id == kind]


def only(of: EquityCase, kind: str, as_of: str = NOW, until: str | None = None) -> Duty:
    found = listed(of, kind, as_of, until)
    assert len(found) == 1, [one.of for one in found]
    return found[0]


def text(when: dt.date | None) -> str | None:
    return None if when is None else when.isoformat()


def duty(due: str | None, since: str | None, done: str | None) -> Duty:
    days = [None if one is None else day(one) for one in (due, since, done)]
    return Duty("x", "", Words("", ""), "agency", days[0], days[1], days[2], ("a1.p1",), Words("", ""))


@pytest.mark.parametrize(
    ("due", "since", "done", "standing"),
    [
        ("2026-06-30", None, None, Standing.DUE),
        ("2026-06-29", None, None, Standing.OVERDUE),
        ("2026-06-29", None, "2026-06-29", Standing.DONE),
        ("2026-06-29", None, "2026-06-30", Standing.DONE_LATE),
        ("2026-06-29", None, "2026-07-01", Standing.OVERDUE),
        (None, None, "2026-06-30", Standing.DONE),
        (None, "2026-06-30", None, Standing.DUE),
        (None, "2026-07-01", None, Standing.TO_COME),
        ("2026-08-01", "2026-07-01", None, Standing.TO_COME),
    ],
)
def test_how_a_duty_stands(due: str | None, since: str | None, done: str | None, standing: Standing) -> None:
    assert duty(due, since, done).standing(day(NOW)) is standing


def test_the_span_is_checked() -> None:
    with pytest.raises(InputError, match="before 2026-06-30"):
        duties_of(case(), day(NOW), day("2026-06-29"))
    with pytest.raises(InputError, match="2200"):
        duties_of(case(), day(NOW), day("2201-01-01"))
    assert duties_of(case(), day(NOW), day("2200-12-31")) == ()


# --- review


def test_six_weeks_with_the_clock_standing_still() -> None:
    """All papers on 1 April 2026, day 1; 42 days end on 12 May; the ten days of 21 to 30 April make it 22 May at most."""
    one = only(made(), "review.decide")
    assert (text(one.since), text(one.due), text(one.done)) == ("2026-04-01", "2026-05-20", "2026-05-01")
    assert one.cites == ("a8.p1",)
    ways = {
        "both_out": "2026-05-22",
        "first_counts": "2026-05-21",
        "last_counts": "2026-05-21",
        "both_count": "2026-05-20",
    }
    for way, due in ways.items():
        chosen = only(made({"parameters": {"review_consultation_days": way}}), "review.decide")
        assert text(chosen.due) == due
        assert way in chosen.not_ruled[0].en
    both_out = only(made({"parameters": {"review_consultation_days": "both_out"}}), "review.decide")
    assert both_out.stops == (Stop(day("2026-04-21"), day("2026-04-30")),)
    assert "not chosen" in one.not_ruled[0].en
    with pytest.raises(UnknownChoiceError):
        duties_of(made({"parameters": {"review_consultation_days": "sometimes"}}), day(NOW), day(NOW))


def test_without_consultation_day_42_is_the_last() -> None:
    quiet = {"app.review.consultations": [], "app.decision": None}
    one = only(made(quiet), "review.decide", "2026-05-12")
    assert (text(one.due), one.stops, one.not_ruled) == ("2026-05-12", (), ())
    assert one.standing(day("2026-05-12")) is Standing.DUE
    assert one.standing(day("2026-05-13")) is Standing.OVERDUE
    assert "not unlawful" in one.late.en


def test_a_consultation_that_lasts_moves_the_day_on() -> None:
    changes = {
        "app.review.consultations": [{"began_on": "2026-04-21", "ended_on": "not_yet"}], "app.decision": None,
        "parameters": {"review_consultation_days": "both_out"},
    }  # fmt: skip
    for as_of, due in (("2026-04-20", "2026-05-12"), ("2026-04-21", "2026-05-13"), ("2026-04-30", "2026-05-22")):
        one = only(made(changes), "review.decide", as_of, "2026-12-31")
        assert text(one.due) == due
        assert any("day by day" in note.en for note in one.not_ruled) is (as_of >= "2026-04-21")


def test_a_last_day_that_is_closed_is_flagged_with_the_setting() -> None:
    """Papers on Sunday 5 April 2026: day 42 is Saturday 16 May."""
    late = {
        "app.documents": [
            {"name": "Form", "kind": "form", "states": list(range(1, 12)), "received_on": "2026-04-05"},
            {"name": "Copy", "kind": "contract_copy", "copy_of": "Licence", "received_on": "2026-04-01"},
        ],
        "app.review.consultations": [], "app.decision": None,
    }  # fmt: skip
    plain = only(made(late), "review.decide", "2026-05-01", "2026-12-31")
    assert (text(plain.due), len(plain.not_ruled)) == ("2026-05-16", 1)
    assert "stays as it falls" in plain.not_ruled[0].en
    moved = made(late | {"parameters": {"review_due_on_closed_day": "next_open_day"}})
    one = only(moved, "review.decide", "2026-05-01", "2026-12-31")
    assert (text(one.due), "next_open_day" in one.not_ruled[0].en) == ("2026-05-18", True)


def test_no_clock_runs_before_all_papers_are_in() -> None:
    waits = made({"app.documents.2.received_on": "not_yet", "app.decision": None})
    assert listed(waits, "review.decide") == []


def test_consent_notice_criteria_and_main_bylaw() -> None:
    consent = only(made(), "decision.consent")
    assert (text(consent.due), text(consent.done), consent.cites) == ("2026-05-01", "2026-04-30", ("a6.p2",))
    refused = only(made({"app.review.consultations.1.consents": False}), "decision.consent")
    assert refused.done is None
    notice = only(made(), "decision.notify")
    assert (notice.due, text(notice.since), text(notice.done), notice.cites) == (
        None,
        day("2026-05-01").isoformat(),
        "2026-05-01",
        ("a10.p1",),
    )
    rejected = made({"app.decision.adopted": False})
    assert only(rejected, "decision.notify").cites == ("a10.p1", "a10.p3")
    assert listed(made(), "decision.notify", "2026-04-30") == []
    filing = only(made(), "criteria.file")
    assert (filing.due, text(filing.done), filing.cites) == (None, "2023-04-03", ("a9.p4",))
    hearing = only(made(), "criteria.hear_experts")
    assert (text(hearing.due), text(hearing.done), hearing.cites) == ("2023-04-01", "2023-03-01", ("a9.p2",))
    changed = made({"adoption.criteria.1.act": "changed"})
    assert only(changed, "criteria.file").cites == ("a9.p4.q2", "a9.p4")
    assert only(changed, "criteria.hear_experts").cites == ("a9.p3", "a9.p2")
    assert listed(made(), "bylaws.settle") == []
    two = made({"adoption.bylaws.other": [{"name": "Metals"}]})
    settle = only(two, "bylaws.settle")
    assert (text(settle.due), settle.done, settle.cites) == ("2026-04-02", None, ("a2.p2",))


def test_a_second_application_is_the_re_review() -> None:
    again = made()
    tree = again.model_dump(mode="json", exclude_none=True)
    second = dict(tree["adoption"]["applications"][0]) | {"number": 2}
    tree["adoption"]["applications"].append(second)
    tree["judgements"].append(dict(tree["judgements"][0]) | {"of": "adoption.applications.2"})
    one = only(EquityCase.model_validate(tree), "review.decide_again")
    assert (one.of, one.cites) == ("adoption.applications.2", ("a8.p1", "a10.p4"))


CHANGE = {"kind": "change", "on": "2026-05-10", "items": [2], "reported_on": "2026-05-12"}
ASKS = {**judged("change.consultation_necessary", "2026-05-05", of="adoption.changes.1")}


def test_a_change_is_reported_or_consented_to() -> None:
    report = only(made({"adoption.changes": [CHANGE]}), "change.report")
    assert (report.due, text(report.since), text(report.done), report.cites) == (
        None,
        "2026-05-10",
        "2026-05-12",
        ("a10.p6",),
    )
    answer = {"began_on": "2026-05-06", "ended_on": "2026-05-10", "consents": True, "record": "r"}
    for consents, done in ((True, "2026-05-10"), (False, None)):
        of = made(
            {"adoption.changes": [CHANGE | {"consultation": answer | {"consents": consents}}], "judgements": [ASKS]}
        )
        one = only(of, "change.consent")
        assert (text(one.due), text(one.done), one.cites) == ("2026-05-10", done, ("a10.p6.x1", "a10.p6"))
        assert listed(of, "change.report") == []
    against = made({"adoption.changes": [CHANGE], "judgements": [ASKS | {"holds": False}]})
    assert len(listed(against, "change.report")) == 1


def test_a_repayment_plan_goes_before_the_equity() -> None:
    borrowing = {
        "name": "b",
        "used_on": day("2026-05-01"),
        "planned_on": day("2026-04-01"),
        "confirmed_on": day("2026-04-10"),
    }
    one = only(case(repayment={"borrowings": [borrowing]}), "borrowing.plan_repayment")
    assert (text(one.due), text(one.done), one.cites) == ("2026-05-01", "2026-04-10", ("a9_2.p1",))
    for name in ("planned_on", "confirmed_on"):
        half = case(repayment={"borrowings": [borrowing | {name: "not_yet"}]})
        assert only(half, "borrowing.plan_repayment").done is None


# --- plans


def project(
    adopted: str = "2024-06-01", year_begins: str = "04-01", parts: Any = None, **management: Any
) -> EquityCase:
    return case(
        project={"name": "P", "year_begins": year_begins}, investee={"name": "X", "incorporated": True},
        management={"adopted_on": day(adopted), "agreement": {"signed_on": day("2024-08-01")}, **management}, **(parts or {}),
    )  # fmt: skip


def plans(of: EquityCase, as_of: str = NOW, until: str = "2027-04-01") -> dict[str, Duty]:
    return {one.of: one for one in listed(of, "plan.approve", as_of, until)}


def test_a_plan_is_due_before_every_year() -> None:
    found = plans(project())
    assert {of: text(one.due) for of, one in found.items()} == {
        "2024": None, "2025": "2025-03-31", "2026": "2026-03-31", "2027": "2027-03-31",
    }  # fmt: skip
    assert {one.cites for of, one in found.items() if of != "2024"} == {("a11.p1",)}
    assert (text(found["2027"].since), text(found["2025"].since)) == ("2026-04-01", "2024-06-01")
    assert found["2027"].standing(day("2026-03-31")) is Standing.TO_COME
    assert "has begun at adoption" in found["2024"].not_ruled[0].en
    assert {of: text(one.due) for of, one in plans(project(year_begins="01-01")).items()} == {
        "2024": None, "2025": "2024-12-31", "2026": "2025-12-31", "2027": "2026-12-31",
    }  # fmt: skip
    assert list(plans(project(adopted="2024-03-31"), "2024-06-30", "2025-03-30")) == ["2024", "2023"]
    assert list(plans(project(adopted="2024-04-01"), "2024-06-30", "2025-03-30")) == ["2024"]


def test_a_plan_is_done_when_approved() -> None:
    of = project(
        plans=[{"year": 2026, "approved_on": day("2026-03-31")}, {"year": 2025, "approved_on": day("2025-04-01")}]
    )
    found = plans(of)
    assert found["management.plans.1"].standing(day(NOW)) is Standing.DONE
    assert found["management.plans.2"].standing(day(NOW)) is Standing.DONE_LATE


def test_no_plan_after_termination_or_disposal() -> None:
    for name in ("termination_approved_on", "shares_disposed_on"):
        for when, years in (("2026-03-31", ["2025", "2024"]), ("2026-04-01", ["2025", "2026", "2024"])):
            assert list(plans(project(**{name: day(when)}))) == years, (name, when)


DELAYED = {"year": 2026, "delay": "coordination", "delay_reported_on": day("2026-03-01")}


def test_a_delay_brings_a_report_and_a_provisional_plan() -> None:
    of = project(plans=[DELAYED | {"completion_expected_on": day("2026-07-01")}])
    report, provisional = only(of, "plan.report_delay", NOW), only(of, "plan.approve_provisional", NOW)
    assert (text(report.due), text(report.done), report.cites) == ("2026-03-31", "2026-03-01", ("a11.p1.x1",))
    assert (text(provisional.due), provisional.done, provisional.cites) == ("2026-06-30", None, ("a11.p1.q3",))
    whole = plans(of)["management.plans.1"]
    assert (whole.due, whole.cites) == (None, ("a11.p1.x1",))
    for change, count in (
        ({"completion_expected_on": day("2026-06-30")}, 0),
        ({"completion_expected_on": day("2026-07-01"), "drawn_up_on": day("2026-06-30")}, 0),
        ({}, 1),
        ({"completion_expected_on": day("2026-07-01"), "provisional_approved_on": day("2026-06-30")}, 1),
    ):
        assert len(listed(project(plans=[DELAYED | change]), "plan.approve_provisional", NOW)) == count, change
    missed = project(plans=[DELAYED | {"completion_expected_on": day("2026-06-30")}])
    assert len(listed(missed, "plan.approve_provisional", "2026-07-01")) == 1
    in_time = project(plans=[DELAYED | {"approved_on": day("2026-03-31")}])
    assert listed(in_time, "plan.report_delay") == []
    assert text(plans(in_time)["management.plans.1"].due) == "2026-03-31"


TRANSITION = {"item": 11, "what": "t", "approved_on": day("2025-01-10"), "done_on": day("2025-01-11")}


def test_a_report_may_take_the_place_of_approval() -> None:
    instead = judged("plan.report_in_place_of_approval", "2026-01-10", of="management.plans.1")
    plan = {"year": 2026, "new_equity": False, "reported_on": day("2026-03-01"), "approved_on": "not_yet"}
    of = project(plans=[plan], matters=[TRANSITION], parts={"judgements": [instead]})
    one = plans(of)["management.plans.1"]
    assert (one.due, text(one.done), one.cites) == (None, "2026-03-01", ("a11.p6", "a15.p1.i11", "a11.p1"))
    funds = project(plans=[plan], matters=[TRANSITION | {"item": 10}], parts={"judgements": [instead]})
    one = plans(funds)["management.plans.1"]
    assert (text(one.due), one.done, one.cites) == ("2026-03-31", None, ("a11.p1",))
    set_day = project(
        plans=[plan],
        matters=[TRANSITION],
        parts={"judgements": [instead], "parameters": {"plan_report_due": "before_the_year"}},
    )
    assert text(plans(set_day)["management.plans.1"].due) == "2026-03-31"


def test_changes_work_and_worsening() -> None:
    of = project(
        plans=[{"year": 2026, "approved_on": day("2026-03-01")}],
        plan_changes=[
            {"year": 2026, "important": True, "foreseen_on": day("2026-05-01"), "approved_on": day("2026-05-20")},
            {"year": 2026, "important": False, "foreseen_on": day("2026-05-01")},
        ],
        work_items=[
            {"name": "w", "year": 2026, "certain_on": day("2026-05-02"), "approved_on": "not_yet"}, {"name": "v", "year": 2026},
        ],
        work_changes=[{"work": "w", "important": True, "foreseen_on": day("2026-05-03")}, {"work": "w", "important": False}],
        worsenings=[{"cause": "cost", "foreseen_on": day("2026-05-04")}, {"cause": "cost", "foreseen_on": day("2026-05-05")}],
        parts={"judgements": [judged("worsening.great", "2026-05-10", of="management.worsenings.1")]},
    )  # fmt: skip
    rows = [
        ("plan.approve_change", "2026-05-01", "2026-05-20", "a11.p4"), ("work.approve", "2026-05-02", None, "a12.p1"),
        ("work.approve_change", "2026-05-03", None, "a12.p2"), ("worsening.ask_measures", "2026-05-04", None, "a11.p7"),
    ]  # fmt: skip
    for kind, since, done, cite in rows:
        one = only(of, kind)
        assert (one.due, text(one.since), text(one.done), one.cites) == (None, since, done, (cite,)), kind
        assert one.not_ruled


def test_a_review_that_comes_out_badly_calls_for_the_disposal() -> None:
    ground = judged("plan.economics_lost", "2026-05-01", of="management.plans.1")
    of = project(plans=[{"year": 2026, "approved_on": "not_yet"}], parts={"judgements": [ground]})
    one = only(of, "shares.dispose")
    assert (one.due, text(one.since), one.done, one.cites) == (None, "2026-05-01", None, ("a11.p3",))
    assert listed(of, "shares.dispose", "2026-04-30") == []
    assert listed(project(plans=[]), "shares.dispose") == []


# --- before an act


def test_the_agreement_comes_before_the_first_drawdown() -> None:
    conditions = [{"what": "rights", "confirmed_on": day("2024-07-30")}]
    of = project(
        **drawdowns("2025-02-01", "2024-09-01")
        | {"agreement": {"signed_on": day("2024-08-01"), "conditions": conditions}}
    )
    one = only(of, "agreement.make")
    assert (text(one.due), text(one.since), text(one.done), one.cites) == (
        "2024-09-01",
        "2024-06-01",
        "2024-08-01",
        ("a13.p1",),
    )
    confirm = only(of, "agreement.confirm_condition")
    assert (text(confirm.due), text(confirm.done), confirm.cites) == ("2024-08-01", "2024-07-30", ("a13.p2", "a10.p2"))
    bare = case(management={"adopted_on": day("2024-06-01")})
    assert listed(bare, "agreement.make") == []


def test_matters_and_notices() -> None:
    of = project(
        matters=[
            TRANSITION, {"item": 6, "what": "s", "done_on": day("2026-08-01"), "received_on": day("2026-06-01")},
            {"item": 6, "what": "n", "no_say": "other", "received_on": day("2026-06-01"), "reported_on": day("2026-06-02")},
            {"item": 3, "what": "small", "important": False},
        ],
        notices=[
            {"item": 1, "what": "a", "given_on": day("2026-05-01"), "done_on": day("2026-05-02")},
            {"item": 2, "what": "c", "given_on": day("2026-05-01"), "approved_on": day("2026-05-03"), "done_on": day("2026-05-02")},
            {"item": 2, "what": "d", "given_on": day("2026-05-01")},
        ],
        parts={"judgements": [judged("notice.approval_needed", "2026-04-01", of="management.notices.2")]},
    )  # fmt: skip
    first, second = listed(of, "matter.approve", until="2026-08-01")
    assert (text(first.due), text(first.done), first.cites) == ("2025-01-11", "2025-01-10", ("a15.p1.i11", "a15.p1"))
    assert (text(second.due), second.done, second.cites) == ("2026-08-01", None, ("a15.p1.i6", "a15.p1"))
    report = only(of, "matter.report")
    assert (report.due, text(report.done), report.cites) == (None, "2026-06-02", ("a15.p2", "a15.p1.i6"))
    given_ = {one.of: one for one in listed(of, "notice.give")}
    assert set(given_) == {"management.notices.1", "management.notices.3"}
    one = given_["management.notices.1"]
    assert (text(one.due), text(one.done), one.cites) == ("2026-05-02", "2026-05-01", ("a16.p1.i1", "a16.p1", "a16.p2"))
    approve = only(of, "notice.approve")
    assert approve.standing(day(NOW)) is Standing.DONE_LATE
    assert approve.cites == ("a16.p1.x1", "a16.p1.i2")


def test_before_the_agreement_it_is_asked_of_the_future_shareholder_until_there_is_a_company() -> None:
    facts = {
        "project": {"name": "P", "year_begins": "04-01"},
        "management": {"adopted_on": day("2024-06-01"), "matters": [TRANSITION]},
    }
    for incorporated, by, cites in (
        ("2025-01-11", "future_main_shareholder", ("a13.p3.i1", "a13.p3")), ("2025-01-10", "investee", ("a13.p3",)),
    ):  # fmt: skip
        of = case(investee={"name": "X", "incorporated": True, "incorporated_on": day(incorporated)}, **facts)
        one = only(of, "matter.approve")
        assert (one.by, one.cites[2:]) == (by, cites)
    unborn = case(investee={"name": "X", "incorporated": False}, **facts)
    assert only(unborn, "matter.approve").by == "future_main_shareholder"
    signed = facts["management"] | {"agreement": {"signed_on": day("2025-01-10")}}
    of = case(investee={"name": "X", "incorporated": False}, **facts | {"management": signed})
    assert (only(of, "matter.approve").by, only(of, "matter.approve").cites[2:]) == ("investee", ())


def test_termination_is_approved_before_it() -> None:
    ending = {"way": "sold", "ends_project": True, "effected_on": day("2026-09-01")}
    of = case(oversight={"termination": ending}, management={"termination_approved_on": day("2026-06-01")})
    one = only(of, "termination.approve", until="2026-12-31")
    assert (text(one.due), text(one.done), one.by, one.cites) == ("2026-09-01", "2026-06-01", "investee", ("a23.p1",))
    assert listed(case(oversight={"termination": ending | {"ends_project": False}}), "termination.approve") == []


@given(st.dates(day("2024-01-01"), day("2026-12-31")), st.integers(0, 900), st.integers(0, 400))
def test_a_longer_view_only_adds_and_the_order_is_that_of_the_days(adopted: dt.date, ahead: int, more: int) -> None:
    of, as_of = project(adopted=adopted.isoformat()), day("2026-12-31")
    short = duties_of(of, as_of, as_of + dt.timedelta(ahead))
    long = duties_of(of, as_of, as_of + dt.timedelta(ahead + more))
    assert set(short) <= set(long)
    dues = [one.due or dt.date.max for one in long]
    assert dues == sorted(dues)
    assert len({(one.id, one.of) for one in long}) == len(long)
