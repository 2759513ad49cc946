"""Article 19: five years, the triggers before that, and what is made up."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.bylaw.articles.a19 import five_years_after, rounded
from sonae.bylaw.facts import EquityCase
from sonae.core import InputError, UnknownChoiceError
from tests.bylaw.oversight import NO, NONE, OPEN, YES, case, cites, day, drawdowns, found, judged, outcome

QUIET = {"audit_requests": [], "works_ended_on": "not_yet"}


def audited(*on: str, paid: tuple[str, ...] = ("2020-06-15",), **parts: Any) -> EquityCase:
    oversight = QUIET | parts.pop("oversight", {}) | {"audits": [{"on": day(one)} for one in on]}
    return case(management=drawdowns(*paid) | parts.pop("management", {}), oversight=oversight, **parts)


@pytest.mark.parametrize(
    ("paid", "audits", "as_of", "said"),
    [
        (("2020-06-15",), (), "2025-06-14", YES),
        (("2020-06-15",), (), "2025-06-15", YES),
        (("2020-06-15",), (), "2025-06-16", NO),
        (("2021-01-01", "2020-06-15"), (), "2025-06-16", NO),  # the first drawdown counts, in whatever order they stand
        (("2020-06-15",), ("2023-03-31",), "2025-06-16", YES),
        (("2020-06-15",), ("2023-03-31",), "2028-03-31", YES),
        (("2020-06-15",), ("2023-03-31",), "2028-04-01", NO),
        (("2020-06-15",), ("2023-03-31", "2021-01-01"), "2028-03-31", YES),  # and the latest audit
        (("2020-06-15",), ("2019-01-01",), "2025-06-15", YES),  # one before the first drawdown moves nothing back
        (("2020-06-15",), ("2025-06-17",), "2025-06-16", NO),  # one of a later day is none yet
        (("not_yet",), (), "2030-01-01", NONE),
        (("2030-01-02",), (), "2030-01-01", NONE),
    ],
)
def test_five_years(paid: tuple[str, ...], audits: tuple[str, ...], as_of: str, said: str) -> None:
    of = audited(*audits, paid=paid)
    assert outcome(of, "audit.five_years", as_of) == said
    assert outcome(of, "audit.none_outstanding", as_of) == said


def test_the_day_is_named() -> None:
    finding = found(audited("2023-03-31"), "audit.five_years", "2026-01-01")
    assert (finding.value, cites(finding)) == (day("2028-03-31"), {"a19.p1"})
    assert "2028-03-31" in finding.because_ja


def test_of_29_february_the_agency_sets_the_day_where_it_matters() -> None:
    none, early, late = (
        {"parameters": {"audit_leap_day": one} if one else {}} for one in ("", "28_february", "1_march")
    )
    table = {"2025-02-28": (YES, YES, YES), "2025-03-01": (OPEN, NO, YES), "2025-03-02": (NO, NO, NO)}
    for as_of, said in table.items():
        cases = [audited(paid=("2020-02-29",), **one) for one in (none, early, late)]
        assert tuple(outcome(one, "audit.five_years", as_of) for one in cases) == said, as_of
    waits = found(audited(paid=("2020-02-29",)), "audit.five_years", "2025-03-01")
    assert waits.missing == ("parameter audit_leap_day",)
    assert found(audited(paid=("2020-02-29",), **late), "audit.five_years", "2025-02-28").value == day("2025-03-01")
    assert five_years_after(day("2020-02-28"), "1_march") == day("2025-02-28")
    with pytest.raises(UnknownChoiceError, match="29 February"):
        five_years_after(day("2020-02-29"), "30_february")


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.sampled_from(["28_february", "1_march"]))
def test_five_years_are_the_same_date(begins: dt.date, leap_day: str) -> None:
    end = five_years_after(begins, leap_day)
    assert 1825 <= (end - begins).days <= 1827
    if (begins.month, begins.day) != (2, 29):
        assert (end.year, end.month, end.day) == (begins.year + 5, begins.month, begins.day)
    assert five_years_after(begins + dt.timedelta(1), leap_day) >= end


def test_what_is_not_stated_is_awaited() -> None:
    assert found(case(management={}), "audit.none_outstanding", "2026-01-01").missing == ("management.drawdowns",)
    unpaid = case(management={"work_items": [{"name": "w", "year": 2020}], "drawdowns": [{"name": "d", "work": "w"}]})
    assert found(unpaid, "audit.none_outstanding", "2026-01-01").missing == ("management.drawdowns.1.paid_on",)
    bare = case(management=drawdowns("2020-06-15"), oversight={})
    waits = found(bare, "audit.none_outstanding", "2024-01-01").missing
    assert waits == ("oversight.audits", "oversight.audit_requests", "oversight.works_ended_on")


def test_every_trigger_counts_in_the_whole() -> None:
    assert (
        outcome(audited(judgements=[judged("audit.necessary", "2025-01-10")]), "audit.none_outstanding", "2025-01-11")
        == NO
    )
    finding = found(audited(), "audit.none_outstanding", "2025-01-11")
    assert [part.question for part in finding.parts] == [
        "audit.five_years", "audit.found_necessary", "audit.requested", "audit.works_ended", "audit.accounts_closed",
        "audit.for_sale",
    ]  # fmt: skip


TRIGGERS = {
    "audit.found_necessary": {"judgements": [judged("audit.necessary", "2025-01-10")]},
    "audit.requested": {"oversight": {"audit_requests": [day("2025-01-10")]}},
    "audit.works_ended": {
        "oversight": {"works_ended_on": day("2024-12-01"), "joint_audit_completed_on": day("2025-01-10")}
    },
    "audit.accounts_closed": {
        "management": {"termination_approved_on": day("2025-01-10")}, "oversight": {"accounts_closed_on": day("2025-01-09")},
    },
}  # fmt: skip


@pytest.mark.parametrize("question", TRIGGERS)
def test_a_trigger_calls_for_an_audit(question: str) -> None:
    facts = TRIGGERS[question]
    assert outcome(audited(**facts), question, "2025-01-09") in (NONE, OPEN)
    assert outcome(audited(**facts), question, "2025-01-10") == YES
    assert outcome(audited(**facts), question, "2025-01-11") == NO
    assert outcome(audited("2025-01-09", **facts), question, "2025-01-11") == NO
    assert outcome(audited("2025-01-10", **facts), question, "2025-01-11") == YES
    late = found(audited("2025-03-01", "2025-02-01", **facts), question, "2025-04-01")
    assert (late.outcome.value, late.value) == (YES, day("2025-02-01"))
    item = {"audit.found_necessary": 1, "audit.requested": 2, "audit.works_ended": 3, "audit.accounts_closed": 4}[
        question
    ]
    assert {f"a19.p1.i{item}", "a19.p1.x1"} <= cites(late)


def test_a_trigger_that_is_not_there() -> None:
    refused = audited(judgements=[judged("audit.necessary", "2025-01-10", holds=False)])
    assert outcome(refused, "audit.found_necessary", "2026-01-01") == NONE
    assert outcome(audited(), "audit.found_necessary", "2026-01-01") == NONE
    assert outcome(audited(), "audit.requested", "2026-01-01") == NONE
    assert outcome(audited(), "audit.works_ended", "2026-01-01") == NONE
    assert outcome(audited(), "audit.accounts_closed", "2026-01-01") == NONE


def test_both_halves_of_items_3_and_4() -> None:
    ended = audited(oversight={"works_ended_on": day("2025-01-10"), "joint_audit_completed_on": "not_yet"})
    assert outcome(ended, "audit.works_ended", "2026-01-01") == NONE
    unknown = audited(oversight={"works_ended_on": day("2025-01-10")})
    assert found(unknown, "audit.works_ended", "2026-01-01").missing == ("oversight.joint_audit_completed_on",)
    both = {"works_ended_on": day("2025-01-10"), "joint_audit_completed_on": day("2024-12-01")}
    assert found(audited("2025-01-09", oversight=both), "audit.works_ended", "2025-02-01").value == day("2025-01-10")
    approved = {"termination_approved_on": day("2025-01-10")}
    assert (
        outcome(
            audited(management=approved, oversight={"accounts_closed_on": "not_yet"}),
            "audit.accounts_closed",
            "2026-01-01",
        )
        == NONE
    )
    later = audited("2025-01-10", management=approved, oversight={"accounts_closed_on": day("2025-01-11")})
    assert found(later, "audit.accounts_closed", "2025-02-01").value == day("2025-01-11")


def test_of_several_requests_each_needs_an_audit_after_it() -> None:
    asked = {"audit_requests": [day("2025-05-01"), day("2025-01-10"), day("2025-03-01")]}
    for order in permutations(asked["audit_requests"]):
        finding = found(
            audited("2025-01-10", oversight={"audit_requests": list(order)}), "audit.requested", "2025-06-01"
        )
        assert (finding.outcome.value, finding.value) == (NO, day("2025-03-01"))
    assert outcome(audited("2025-05-01", oversight=asked), "audit.requested", "2025-06-01") == YES
    assert outcome(audited("2025-03-01", oversight=asked), "audit.requested", "2025-04-30") == YES


@pytest.mark.parametrize(
    ("audits", "decided", "sold", "said"),
    [
        ((), "not_yet", None, NONE),
        ((), "2025-05-01", None, OPEN),
        (("2025-04-30",), "2025-05-01", None, OPEN),
        (("2025-05-01",), "2025-05-01", None, YES),
        (("2025-05-01",), "2025-05-01", "2025-06-01", YES),
        (("2025-06-01",), "2025-05-01", "2025-06-01", YES),
        (("2025-06-02",), "2025-05-01", "2025-06-01", NO),
        ((), "2025-05-01", "2025-06-01", NO),
        (("2025-05-15",), "not_yet", "2025-06-01", NO),
        (("2025-05-15",), None, "2025-06-01", OPEN),
        ((), "2025-07-02", None, NONE),
    ],
)
def test_an_audit_goes_with_the_sale(audits: tuple[str, ...], decided: str | None, sold: str | None, said: str) -> None:
    terms = {} if decided is None else {"terms_decided_on": decided if decided == "not_yet" else day(decided)}
    of = audited(
        *audits, oversight={"disposal": terms}, management={"shares_disposed_on": day(sold)} if sold else {}
    )  # fmt: skip
    assert outcome(of, "audit.for_sale", "2025-07-01") == said


def test_no_disposal_in_view_needs_no_audit() -> None:
    assert outcome(audited(), "audit.for_sale", "2025-07-01") == NONE


def one_audit(**facts: Any) -> EquityCase:
    parameters = facts.pop("parameters", {})
    return case(oversight={"audits": [{"on": day("2025-01-10"), **facts}]}, parameters=parameters)


COVERS, TRUED = "audit.covers [oversight.audits.1]", "audit.trued_up [oversight.audits.1]"


def test_what_an_audit_covers() -> None:
    whole = ["spending", "accounting", "grounds", "joint_reports"]
    assert outcome(one_audit(covers=whole), COVERS, "2025-02-01") == YES
    for left in whole[:3]:
        finding = found(one_audit(covers=[one for one in whole if one != left]), COVERS, "2025-02-01")
        assert finding.outcome.value == NO, left
    assert found(one_audit(covers=whole[:3]), COVERS, "2025-02-01").missing == (
        "oversight.audits.1.joint_reports_exist",
    )
    assert outcome(one_audit(covers=whole[:3], joint_reports_exist=True), COVERS, "2025-02-01") == NO
    assert outcome(one_audit(covers=whole[:3], joint_reports_exist=False), COVERS, "2025-02-01") == YES
    assert outcome(one_audit(), COVERS, "2025-01-09") == NONE
    assert outcome(one_audit(), COVERS, "2025-01-10") == OPEN


MONEY = {"settled_cost": 1000, "equity_ratio": "1/2", "equity_paid": 450}


@pytest.mark.parametrize(
    ("facts", "said", "value"),
    [
        ({"equity_paid": 500}, YES, 0),
        ({"adjusted_on": "not_yet"}, OPEN, 50),
        ({"adjusted_on": day("2025-02-02")}, OPEN, 50),
        ({"adjusted_on": day("2025-02-01"), "adjusted_by": 50}, YES, 50),
        ({"adjusted_on": day("2025-02-01"), "adjusted_by": 49}, NO, 50),
        ({"adjusted_on": day("2025-02-01"), "adjusted_by": -50}, NO, 50),
        ({"equity_paid": 620, "adjusted_on": day("2025-02-01"), "adjusted_by": -120}, YES, -120),
        ({"equity_ratio": 0.7, "adjusted_on": "not_yet"}, OPEN, 250),
    ],
)
def test_the_difference_is_made_up(facts: dict[str, Any], said: str, value: int) -> None:
    finding = found(one_audit(**MONEY | facts), TRUED, "2025-02-01")
    assert (finding.outcome.value, finding.value, cites(finding)) == (said, Fraction(value), {"a19.p2"})


def test_figures_that_are_not_stated_are_awaited() -> None:
    assert found(one_audit(), TRUED, "2025-02-01").missing == tuple(
        f"oversight.audits.1.{name}" for name in ("settled_cost", "equity_ratio", "equity_paid")
    )
    assert found(one_audit(**MONEY), TRUED, "2025-02-01").missing == ("oversight.audits.1.adjusted_on",)
    moved = one_audit(**MONEY, adjusted_on=day("2025-02-01"))
    assert found(moved, TRUED, "2025-02-01").missing == ("oversight.audits.1.adjusted_by",)
    assert outcome(one_audit(), TRUED, "2025-01-09") == NONE


def test_the_rounding_is_a_setting_that_is_asked_for_only_where_it_matters() -> None:
    third = MONEY | {"equity_ratio": "1/3", "equity_paid": 333, "adjusted_on": "not_yet"}
    assert found(one_audit(**third), TRUED, "2025-02-01").missing == ("parameter true_up_rounding",)
    for rounding, said in (("down", YES), ("half_up", YES), ("up", OPEN)):
        finding = found(one_audit(**third, parameters={"true_up_rounding": rounding}), TRUED, "2025-02-01")
        assert (finding.outcome.value, finding.value) == (said, Fraction(1, 3)), rounding
    with pytest.raises(UnknownChoiceError, match="even"):
        found(one_audit(**third, parameters={"true_up_rounding": "even"}), TRUED, "2025-02-01")


@given(st.integers(0, 10**12), st.sampled_from([2, 4, 5, 8, 10, 16, 1000]))
def test_roundings_are_those_of_decimal_numbers(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / denominator
    for rounding, oracle in (("down", ROUND_FLOOR), ("half_up", ROUND_HALF_UP), ("up", ROUND_CEILING)):
        assert rounded(Fraction(numerator, denominator), rounding) == int(exact.quantize(Decimal(1), rounding=oracle))


def test_roundings_refuse_what_they_do_not_know() -> None:
    with pytest.raises(UnknownChoiceError, match="rounding «even»"):
        rounded(Fraction(1, 2), "even")
    with pytest.raises(InputError, match="below zero"):
        rounded(Fraction(-1, 2), "down")
    with pytest.raises(InputError, match="equity_ratio"):
        one_audit(equity_ratio="4/3")
