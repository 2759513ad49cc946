"""The calendar of duties: reports, audits, evaluations, rank C, disposal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.bylaw.clock import is_closed
from sonae.bylaw.duties import Standing
from sonae.bylaw.facts import EquityCase
from tests.bylaw.oversight import case, day, drawdowns, found, judged
from tests.bylaw.test_duties import NOW, listed, only, project, text

# --- reports


def monthly(of: EquityCase, item: int, as_of: str = NOW, until: str | None = None) -> dict[str, Any]:
    return {one.of[:7]: one for one in listed(of, "report.monthly", as_of, until) if one.of.endswith(f"({item})")}


def test_every_month_from_adoption_by_the_20th_of_the_next() -> None:
    of = project(adopted="2026-03-31", agreement={"signed_on": day("2026-05-15")})
    for item in (1, 2):
        found_ = monthly(of, item, "2026-06-19", "2026-07-20")
        assert {month: text(one.due) for month, one in found_.items()} == {
            "2026-03": "2026-04-20", "2026-04": "2026-05-20", "2026-05": "2026-06-20", "2026-06": "2026-07-20",
        }  # fmt: skip
        assert found_["2026-03"].cites == (f"a17.p1.i{item}", "a17.p1", "a17.p2", "a13.p3")
        assert found_["2026-04"].cites == (f"a17.p1.i{item}", "a17.p1", "a17.p2")
        assert ("part of a month" in found_["2026-03"].not_ruled[0].en, found_["2026-04"].not_ruled) == (True, ())
        assert found_["2026-06"].standing(day("2026-06-30")) is Standing.TO_COME
        assert list(monthly(of, item, "2026-06-19", "2026-07-19")) == ["2026-03", "2026-04", "2026-05"]


def test_none_after_the_month_of_the_disposal() -> None:
    of = project(adopted="2026-03-31", shares_disposed_on=day("2026-04-01"))
    assert list(monthly(of, 1, until="2027-01-01")) == ["2026-03", "2026-04"]


def test_without_adoption_from_the_agreement_on() -> None:
    of = case(management={"agreement": {"signed_on": day("2026-04-15")}})
    assert list(monthly(of, 1, "2026-06-20")) == ["2026-04", "2026-05"]
    assert listed(case(), "report.monthly") == []


@pytest.mark.parametrize(
    ("setting", "due"),
    [
        (None, "2026-06-20"),
        ("as_it_falls", "2026-06-20"),
        ("next_open_day", "2026-06-22"),
        ("previous_open_day", "2026-06-19"),
    ],
)
def test_a_20th_that_is_closed_is_flagged_with_the_setting(setting: str | None, due: str) -> None:
    """20 June 2026 is a Saturday."""
    parts = {"parameters": {"due_on_closed_day": setting} if setting else {}}
    one = monthly(project(parts=parts), 1)["2026-05"]
    assert (text(one.due), len(one.not_ruled)) == (due, 1)
    assert (setting or "stays as it falls") in one.not_ruled[0].en


@given(
    st.dates(day("2026-01-01"), day("2027-12-31")),
    st.sampled_from(["as_it_falls", "next_open_day", "previous_open_day"]),
)
def test_the_calendar_says_what_the_finding_says(received: dt.date, setting: str) -> None:
    month = (received.replace(day=1) - dt.timedelta(1)).strftime("%Y-%m")
    report = {"item": 1, "month": month, "received_on": received, "written": True}
    of = project(adopted="2025-06-01", reports=[report], parts={"parameters": {"due_on_closed_day": setting}})
    standing = monthly(of, 1, "2028-01-31")[month].standing(day("2028-01-31"))
    finding = found(of, "report.in_time [management.reports.1]", "2028-01-31")
    assert (standing is Standing.DONE) is bool(finding)
    assert standing in (Standing.DONE, Standing.DONE_LATE)


def test_what_cannot_be_known_yet_is_reported_as_soon_as_it_can() -> None:
    report = {"item": 1, "month": "2026-04", "information_on": "not_yet"}
    facts = {"agreement": {"signed_on": "not_yet"}, "reports": [report]}
    one = monthly(project(adopted="2026-03-31", **facts), 1)["2026-04"]
    assert (one.due, one.cites[-1]) == (None, "a13.p3.i2")
    for known, due in (("2026-05-20", "2026-05-20"), ("2026-05-21", None)):
        facts["reports"] = [report | {"information_on": day(known)}]
        assert text(monthly(project(adopted="2026-03-31", **facts), 1)["2026-04"].due) == due
    signed = project(adopted="2026-03-31", reports=[report], agreement={"signed_on": day("2026-04-01")})
    assert text(monthly(signed, 1)["2026-04"].due) == "2026-05-20"


def test_decarbonisation_and_what_is_directed() -> None:
    reports = [
        {"item": 3, "received_on": day("2026-05-01")}, {"item": 3, "received_on": day("2026-07-01")},
        {"item": 4, "due_on": day("2026-06-20"), "received_on": day("2026-06-22")}, {"item": 4},
    ]  # fmt: skip
    of = case(
        project={"name": "P", "businesses": ["exploration", "decarbonisation"]},
        management={"adopted_on": day("2026-04-01"), "reports": reports, "agreement": {"signed_on": day("2026-04-01")}},
        parameters={"due_on_closed_day": "next_open_day"},
    )
    one = only(of, "report.decarbonisation")
    assert (one.due, text(one.done), one.cites) == (None, "2026-05-01", ("a17.p1.i3", "a17.p1", "a17.p2"))
    directed = {one.of[-1]: one for one in listed(of, "report.directed")}
    assert (text(directed["3"].due), directed["3"].standing(day(NOW))) == ("2026-06-22", Standing.DONE)
    assert (directed["4"].due, directed["4"].cites) == (None, ("a17.p1.i4", "a17.p1", "a17.p2"))
    assert listed(project(), "report.decarbonisation") == []


# --- audits


def audits(*on: str, paid: str = "2021-06-15", parts: Any = None, **oversight: Any) -> EquityCase:
    held = [{"on": day(one), "settled_cost": 10, "equity_ratio": 1, "equity_paid": 10} for one in on]
    disposed = (parts or {}).pop("disposed", None)
    management = drawdowns(paid) | ({"shares_disposed_on": day(disposed)} if disposed else {})
    return case(management=management, oversight={"audits": held, **oversight}, **(parts or {}))


def five_yearly(of: EquityCase, until: str = "2040-01-01") -> list[tuple[str | None, str | None]]:
    return [(text(one.due), text(one.done)) for one in listed(of, "audit.five_yearly", NOW, until)]


def test_audits_follow_each_other_five_years_to_the_day() -> None:
    assert five_yearly(audits()) == [("2026-06-15", None)]
    assert five_yearly(audits("2024-01-10")) == [("2026-06-15", "2024-01-10"), ("2029-01-10", None)]
    assert five_yearly(audits("2026-06-20", "2024-01-10")) == [
        ("2026-06-15", "2024-01-10"), ("2029-01-10", "2026-06-20"), ("2031-06-20", None),
    ]  # fmt: skip
    assert five_yearly(audits("2020-01-10")) == [("2026-06-15", None)]
    assert five_yearly(audits("2021-06-15")) == [("2026-06-15", None)]
    assert five_yearly(audits("2026-07-01")) == [("2026-06-15", None)]
    assert five_yearly(audits(paid="2026-07-01")) == []
    assert five_yearly(audits("2024-01-10"), "2029-01-09") == [("2026-06-15", "2024-01-10")]
    one = only(audits(), "audit.five_yearly")
    assert (one.cites, text(one.since), one.standing(day("2026-06-15"))) == (("a19.p1",), "2021-06-15", Standing.DUE)
    assert one.standing(day("2026-06-16")) is Standing.OVERDUE


def test_no_audit_is_due_after_the_disposal() -> None:
    assert five_yearly(audits(parts={"disposed": "2026-06-15"})) == []
    assert five_yearly(audits(parts={"disposed": "2026-06-16"})) == [("2026-06-15", None)]


def test_of_29_february_the_setting_is_said() -> None:
    for setting, due in ((None, "2025-02-28"), ("28_february", "2025-02-28"), ("1_march", "2025-03-01")):
        parts = {"parameters": {"audit_leap_day": setting} if setting else {}}
        one = only(audits(paid="2020-02-29", parts=parts), "audit.five_yearly")
        assert text(one.due) == due
        assert (setting or "is not chosen") in one.not_ruled[1].en


def test_the_five_grounds() -> None:
    of = audits(
        "2026-05-04", audit_requests=[day("2026-05-05"), day("2026-05-02"), day("2026-07-01")], works_ended_on=day("2026-05-01"),
        joint_audit_completed_on=day("2026-05-06"), accounts_closed_on=day("2026-05-03"),
        disposal={"terms_decided_on": day("2026-05-08")}, parts={"judgements": [judged("audit.necessary", "2026-05-01")]},
    )  # fmt: skip
    management = dict(of.management.model_dump(exclude_none=True)) if of.management else {}
    management |= {"termination_approved_on": day("2026-05-04"), "shares_disposed_on": day("2026-06-30")}
    of = EquityCase.model_validate(of.model_dump(exclude_none=True) | {"management": management})
    rows = {(one.cites[0], text(one.since)): (text(one.due), text(one.done)) for one in listed(of, "audit.on_ground")}
    assert rows == {
        ("a19.p1.i1", "2026-05-01"): (None, "2026-05-04"), ("a19.p1.i2", "2026-05-02"): (None, "2026-05-04"),
        ("a19.p1.i2", "2026-05-05"): (None, None), ("a19.p1.i3", "2026-05-06"): (None, None),
        ("a19.p1.i4", "2026-05-04"): (None, "2026-05-04"), ("a19.p1.i5", "2026-05-08"): ("2026-06-30", None),
    }  # fmt: skip
    refused = audits(parts={"judgements": [judged("audit.necessary", "2026-05-01", holds=False)]})
    assert listed(refused, "audit.on_ground") == []
    half = audits(
        works_ended_on=day("2026-05-01"), joint_audit_completed_on="not_yet", accounts_closed_on=day("2026-05-01")
    )
    assert listed(half, "audit.on_ground") == []


def test_the_difference_is_to_be_made_up() -> None:
    def one(**change: Any) -> Any:
        audit = {"on": day("2026-05-01"), "settled_cost": 10, "equity_ratio": 1, "equity_paid": 8} | change
        return listed(case(oversight={"audits": [audit]}), "audit.true_up")

    assert [(text(x.since), x.due, x.done, x.cites) for x in one()] == [("2026-05-01", None, None, ("a19.p2",))]
    assert one(equity_paid=10) == []
    assert one(on=day("2026-07-01")) == []
    assert [text(x.done) for x in one(adjusted_on=day("2026-06-01"), adjusted_by=2)] == ["2026-06-01"]
    assert [x.done for x in one(adjusted_on=day("2026-06-01"), adjusted_by=1)] == [None]
    assert [text(x.done) for x in one(adjusted_on=day("2026-06-01"))] == ["2026-06-01"]


# --- evaluations


def evaluated(*evaluations: dict[str, Any], setting: str | None = "fiscal_year", **management: Any) -> EquityCase:
    parts = {
        "oversight": {"evaluations": list(evaluations)}, "parameters": {"evaluation_year": setting} if setting else {},
    }  # fmt: skip
    return project(adopted="2023-06-01", year_begins="07-01", parts=parts, **management)


def yearly(of: EquityCase, until: str = "2027-03-31") -> list[tuple[str | None, str | None]]:
    return [(text(one.due), text(one.done)) for one in listed(of, "evaluation.yearly", NOW, until)]


def test_an_evaluation_every_year() -> None:
    of = evaluated(
        {"on": day("2025-03-31")}, {"on": day("2024-04-01")}, {"on": day("2026-06-30")}, {"on": day("2026-07-01")}
    )
    assert yearly(of) == [("2025-03-31", "2024-04-01"), ("2026-03-31", None), ("2027-03-31", "2026-06-30")]
    assert yearly(evaluated(), "2027-03-30") == [("2025-03-31", None), ("2026-03-31", None)]
    assert yearly(evaluated(shares_disposed_on=day("2026-03-31"))) == [("2025-03-31", None)]
    assert yearly(evaluated(shares_disposed_on=day("2026-04-01"))) == [("2025-03-31", None), ("2026-03-31", None)]
    for setting, first in (("calendar_year", "2024-12-31"), ("project_year", "2024-06-30")):
        assert yearly(evaluated(setting=setting))[0][0] == first
    one = listed(evaluated(), "evaluation.yearly")[0]
    assert (one.cites, "fiscal_year" in one.not_ruled[0].en, is_closed(day("2025-03-31"))) == (("a20.p1",), True, False)


def test_without_the_setting_no_day_is_made_up() -> None:
    one = only(evaluated({"on": day("2025-03-31")}, setting=None), "evaluation.yearly")
    assert (one.due, one.done, "has to be chosen" in one.not_ruled[0].en) == (None, None, True)
    assert listed(case(), "evaluation.yearly") == []


def test_rank_c_alone_brings_duties() -> None:
    c = {"on": day("2026-03-01"), "rank": "C", "recovery_examined_on": day("2026-05-01"), "recovery_in_plan_of": 2026}
    for rank in "AB":
        assert listed(evaluated(c | {"rank": rank}), "recovery.examine") == []
    plan = {"year": 2026, "approved_on": day("2026-06-20")}
    of = evaluated(c, plans=[plan])
    examine, into_plan = only(of, "recovery.examine"), only(of, "recovery.into_plan")
    assert (text(examine.due), text(examine.since), text(examine.done)) == ("2026-06-30", "2026-03-01", "2026-05-01")
    assert (examine.cites, into_plan.cites) == (("a22.p2", "a22.p1.r3"), ("a22.p2", "a11.p1"))
    assert (text(into_plan.due), text(into_plan.done)) == ("2026-06-30", "2026-06-20")
    other = evaluated(c | {"recovery_in_plan_of": 2027}, plans=[plan])
    assert only(other, "recovery.into_plan").done is None
    assert listed(evaluated(c | {"on": day("2026-07-01")}), "recovery.examine", until="2030-01-01") == []
    bare = case(oversight={"evaluations": [c]})
    assert (only(bare, "recovery.examine").due, only(bare, "recovery.into_plan").done) == (None, None)


# --- disposal


def disposing(sold: str | None = None, judgements: Any = (), matters: Any = (), **disposal: Any) -> EquityCase:
    management = {"matters": list(matters)} | ({"shares_disposed_on": day(sold)} if sold else {})
    return case(
        oversight={"disposal": {"requests": [], **disposal}}, management=management, judgements=list(judgements)
    )


def test_consultation_and_report_go_before_the_sale() -> None:
    of = disposing(
        "2026-06-01",
        consulted_on=day("2026-05-01"),
        terms_decided_on=day("2026-05-20"),
        committee={"reported_on": day("2026-05-21")},
    )
    consult, hear = only(of, "shares.consult"), only(of, "shares.hear_committee")
    assert (text(consult.due), text(consult.done), consult.cites) == ("2026-06-01", "2026-05-01", ("a24.p1",))
    assert (text(hear.due), hear.standing(day(NOW)), hear.cites) == ("2026-05-20", Standing.DONE_LATE, ("a24.p4",))
    for kind in ("shares.consult", "shares.hear_committee", "shares.sell"):
        assert listed(case(), kind) == []
        assert all(one.due is None for one in listed(disposing(), kind))


def test_what_is_in_principle_to_be_sold() -> None:
    judgements = [judged(f"disposal.{name}", "2026-03-01") for name in ("valuable", "necessary", "energy_policy")]
    matter = {"item": 11, "what": "t", "approved_on": day("2026-02-01")}
    one = only(disposing(judgements=judgements, matters=[matter]), "shares.sell")
    assert (one.due, one.done, one.cites) == (None, None, ("a24.p2", "a15.p1.i11"))
    assert listed(disposing(judgements=judgements, matters=[matter | {"item": 10}]), "shares.sell") == []
    assert listed(disposing(judgements=judgements, matters=[matter], kept_because="k"), "shares.sell") == []
    sold = disposing("2026-06-01", judgements=judgements, matters=[matter])
    assert text(only(sold, "shares.sell").done) == "2026-06-01"
