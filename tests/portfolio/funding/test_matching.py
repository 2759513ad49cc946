"""Repayment plans by hand, beside an oracle that walks every day, and what holds for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import FiscalYear, InputError, Outcome, SonaeError, UnknownChoiceError
from sonae.economics.debt import Fixed, schedule_of
from sonae.portfolio.funding import (
    Borrowing,
    Confirmation,
    ExchangeRates,
    Receipt,
    confirmation_finding,
    match_receipts,
    period_of,
    plan_digest,
    propose_profiles,
)
from tests.economics.debt.loans import loan

YEN = ExchangeRates("JPY", {"USD": ((dt.date(2024, 1, 1), Decimal(150)), (dt.date(2025, 4, 1), Decimal("140.5")))})
SHORT: dict[str, Any] = {"amount": 1200, "payments": 4, "grace": 0, "rate": Fixed(Decimal("0.10")), "odd_units": None}


def borrowing(name: str = "loan", shares: Mapping[str, Any] | None = None, cash: int = 0, **changes: Any) -> Borrowing:
    """Due on 1 October 2024, 1 April and 1 October 2025, 1 April 2026: 300 each with interest of 60, 45, 30, 15."""
    return Borrowing(schedule_of(loan(**{"name": name, **SHORT, **changes})), shares or {"field": 1}, cash)


def receipt(day: str, amount: int, currency: str = "JPY", project: str = "field", kind: str = "dividend") -> Receipt:
    return Receipt(project, dt.date.fromisoformat(day), amount, currency, kind)


RECEIPTS = [receipt("2024-09-01", 400), receipt("2025-04-01", 200), receipt("2025-12-01", 1000, kind="share sale")]


def test_a_plan_by_hand() -> None:
    """Service 360, 345, 330, 315; 40 is carried, 105 and 330 are refinanced and repaid by the sale, 250 is left over."""
    plan = match_receipts([borrowing()], RECEIPTS, YEN, period="half-year").of("loan")
    assert plan.refinancing == ((dt.date(2025, 4, 1), 105), (dt.date(2025, 10, 1), 330))
    assert (plan.refinancing_total, plan.refinancing_peak, plan.refinancing_open) == (435, 435, 0)
    labels = [period.label for period in plan.periods]
    assert labels == ["FY2024 H1", "FY2024 H2", "FY2025 H1", "FY2025 H2", "FY2026 H1"]
    assert [period.gap for period in plan.periods] == [0, 0, 105, 330, 0]
    assert [period.surplus for period in plan.periods] == [400, 40, 0, 565, 250]
    assert [period.refinanced for period in plan.periods] == [0, 0, 105, 0, 0]
    assert [period.outstanding for period in plan.periods] == [1200, 900, 600, 300, 0]
    assert [period.coverage for period in plan.periods] == [
        None, 0, Fraction(200, 345), Fraction(1000, 330), 0,
    ]  # fmt: skip
    assert plan.periods[3].cumulative_coverage == Fraction(1600, 1035)
    assert (plan.least_coverage, plan.mean_coverage) == (0, Fraction(1600, 1350))
    yearly = match_receipts([borrowing()], RECEIPTS, YEN, period="fiscal year").of("loan")
    assert [(p.label, p.receipts, p.service, p.gap) for p in yearly.periods] == [
        ("FY2024", 400, 360, 0), ("FY2025", 1200, 675, 435), ("FY2026", 0, 315, 0),
    ]  # fmt: skip


def test_coverage_over_the_life_of_the_loan() -> None:
    plan = match_receipts([borrowing(cash=60)], RECEIPTS, YEN, period="half-year").of("loan")
    start = dt.date(2024, 4, 1)
    worth = 60 + sum(r.amount / 1.1 ** ((r.day - start).days / 365) for r in RECEIPTS)
    assert plan.loan_life_coverage(0.1) == pytest.approx(worth / 1200)
    assert plan.loan_life_coverage(0.0) == pytest.approx(1660 / 1200)
    late = match_receipts([borrowing(cash=60)], [*RECEIPTS, receipt("2026-04-02", 999)], YEN, period="half-year").of(
        "loan"
    )
    assert (late.mean_coverage, late.loan_life_coverage(0.0)) == (plan.mean_coverage, plan.loan_life_coverage(0.0))
    assert plan.mean_coverage == Fraction(1660, 1350)
    with pytest.raises(InputError, match="discount rate"):
        plan.loan_life_coverage(-1.0)


def test_receipts_in_another_currency_are_converted_down_and_shown() -> None:
    receipts = [receipt("2025-03-31", 3, "USD"), receipt("2025-04-01", 3, "USD"), receipt("2025-09-01", 100)]
    found = match_receipts([borrowing()], receipts, YEN, period="half-year")
    plan = found.of("loan")
    assert [r.converted for r in plan.receipts] == [450, 421, 100]
    half = plan.periods[2]
    assert (half.label, half.receipts, half.foreign, half.foreign_share) == ("FY2025 H1", 521, 421, Fraction(421, 521))
    assert half.mismatch == Fraction(245, 345)
    assert found.positions()["FY2025 H1", "USD"] == (3, 0)
    assert found.positions()["FY2025 H1", "JPY"] == (100, 345)
    dollars = borrowing(currency="USD")
    turned = match_receipts([dollars], [receipt("2025-04-01", 281)], YEN, period="half-year").of("loan")
    assert turned.receipts[0].converted == 2
    with pytest.raises(InputError, match="no rate of EUR is given"):
        match_receipts([borrowing()], [receipt("2025-04-01", 1, "EUR")], YEN, period="half-year")
    with pytest.raises(InputError, match="no rate of USD is given for 2023"):
        YEN.worth("USD", dt.date(2023, 12, 31))


def test_receipts_are_divided_to_the_last_yen_and_the_rest_is_shown() -> None:
    third = Fraction(1, 3)
    two = [borrowing("a", {"field": third}), borrowing("b", {"field": third}, drawn=dt.date(2024, 4, 1))]
    receipts = [receipt("2025-01-01", 101), receipt("2024-03-31", 7), receipt("2025-01-01", 5, project="other")]
    receipts.append(receipt("2024-04-01", 3))
    found = match_receipts(two, receipts, YEN, period="half-year")
    assert [[r.amount for r in plan.receipts] for plan in found.plans] == [[1, 34], [1, 33]]
    assert sorted((r.project, r.amount) for r in found.untagged) == [
        ("field", 1),
        ("field", 7),
        ("field", 34),
        ("other", 5),
    ]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 700), st.sampled_from("pq")), max_size=8),
    st.integers(0, 500),
    st.lists(st.integers(0, 6), min_size=4, max_size=4),
)
def test_cash_is_that_of_the_oracle_and_nothing_is_lost(
    rows: list[tuple[int, int, str]], cash: int, parts: list[int]
) -> None:
    start = dt.date(2024, 4, 1)
    receipts = [receipt((start + dt.timedelta(days=d)).isoformat(), a, project=p) for d, a, p in rows]
    receipts += [receipt("2024-05-01", 0, project=p) for p in "pq"]
    shares = [
        {project: Fraction(part, 12) for project, part in zip("pq", parts[k : k + 2], strict=True) if part}
        for k in (0, 2)
    ]
    loans = [borrowing(f"loan {k}", share, cash) for k, share in enumerate(shares) if share]
    found = match_receipts(loans, receipts, YEN, period="half-year")
    served = sum(r.amount for plan in found.plans for r in plan.receipts)
    assert served + sum(r.amount for r in found.untagged) == sum(r.amount for r in receipts)
    for plan in found.plans:
        # The balance with refinancing as debt: each day's cash less debt is the running sum of all that moved.
        running = cash
        due = {row.paid_on: row.payment for row in plan.borrowing.schedule.instalments}
        for day in plan.days:
            running += sum(r.converted for r in plan.receipts if r.day == day.day) - due.get(day.day, 0)
            assert (day.cash, day.refinanced) == (max(0, running), max(0, -running))
        assert sum(p.gap - p.repaid for p in plan.periods) == plan.refinancing_open
        last = plan.periods[-1]
        assert last.cumulative_receipts - last.cumulative_service == last.surplus - last.refinanced
        assert plan.refinancing_peak <= plan.refinancing_total


def test_receipts_of_a_half_year_stand_where_they_are_placed() -> None:
    made = [
        Receipt.of_half_year("field", FiscalYear(2024), half, 1, "JPY", "dividend", placed=place).day.isoformat()
        for half in (1, 2)
        for place in ("start", "end")
    ]
    assert made == ["2024-04-01", "2024-09-30", "2024-10-01", "2025-03-31"]
    for half, place in ((3, "end"), (1, "middle")):
        with pytest.raises(SonaeError):
            Receipt.of_half_year("field", FiscalYear(2024), half, 1, "JPY", "dividend", placed=place)
    assert period_of(dt.date(2025, 3, 31), "half-year") == (dt.date(2024, 10, 1), "FY2024 H2")


def test_a_person_confirms_one_plan_and_no_other() -> None:
    plan = match_receipts([borrowing()], RECEIPTS, YEN, period="half-year").of("loan")
    open_ = confirmation_finding(plan, [])
    assert (open_.outcome, [c.label_ja for c in open_.citations]) == (Outcome.OPEN, ["第9条の2第1項"])
    record = Confirmation(
        "loan", plan_digest(plan), "finance director", dt.date(2024, 4, 1), "sale agreed in principle"
    )
    later = replace(record, when=dt.date(2024, 5, 1), who="president")
    found = confirmation_finding(plan, [later, record])
    assert (found.outcome, found.value) == (Outcome.YES, later)
    fewer = match_receipts([borrowing()], RECEIPTS[:2], YEN, period="half-year").of("loan")
    assert plan_digest(fewer) != plan_digest(plan)
    assert "another plan" in confirmation_finding(fewer, [record]).because
    # The period of the tables is no part of what was confirmed.
    yearly = match_receipts([borrowing()], RECEIPTS, YEN, period="fiscal year").of("loan")
    assert confirmation_finding(yearly, [record])
    with pytest.raises(InputError, match="no who"):
        replace(record, who=" ")


def test_the_profile_that_needs_least_is_put_first() -> None:
    """Nothing comes before the sale at the end: only interest is refinanced until then, and the bullet needs least."""
    late = [receipt("2026-04-01", 5000)]
    found = propose_profiles(
        borrowing(odd_units="last"),
        late,
        YEN,
        profiles=("level", "bullet", "equal principal"),
        most_grace=2,
        period="half-year",
    )
    assert [(c.profile, c.grace) for c in found[:1]] == [("bullet", 0)]
    assert len(found) == 7
    for candidate in found:
        by_hand = replace(borrowing(odd_units="last").schedule.loan, profile=candidate.profile, grace=candidate.grace)
        rows = schedule_of(by_hand).instalments
        assert candidate.plan.refinancing_peak == sum(row.payment for row in rows[:3])
    assert found[0].plan.refinancing_peak == 180 < min(c.plan.refinancing_peak for c in found[1:])
    early = [receipt("2024-09-01", 5000)]
    best = propose_profiles(
        borrowing(odd_units="last"),
        early,
        YEN,
        profiles=("bullet", "equal principal", "level"),
        most_grace=2,
        period="half-year",
    )[0]
    assert (best.profile, best.grace, best.plan.refinancing_peak) == ("equal principal", 0, 0)
    with pytest.raises(UnknownChoiceError):
        propose_profiles(borrowing(), late, YEN, profiles=("stated",), most_grace=0, period="half-year")
    with pytest.raises(InputError, match="on offer"):
        propose_profiles(borrowing(), late, YEN, profiles=(), most_grace=0, period="half-year")


def test_what_does_not_fit_is_refused() -> None:
    for shares, said in (
        ({"field": Decimal("1.1")}, "is none"),
        ({"field": 0.5}, "is none"),
        ({"gas": 1}, "nothing is predicted of gas"),
    ):
        with pytest.raises(InputError, match=said):
            match_receipts([borrowing(shares=shares)], RECEIPTS, YEN, period="half-year")
    with pytest.raises(InputError, match="add up to too much"):
        match_receipts([borrowing("a"), borrowing("b", {"field": Fraction(1, 2)})], RECEIPTS, YEN, period="half-year")
    with pytest.raises(InputError, match="stands there twice"):
        match_receipts([borrowing(), borrowing()], RECEIPTS, YEN, period="half-year")
    with pytest.raises(UnknownChoiceError, match="quarter"):
        match_receipts([borrowing()], RECEIPTS, YEN, period="quarter")
    with pytest.raises(InputError, match="cash set aside"):
        borrowing(cash=-1)
    with pytest.raises(UnknownChoiceError):
        match_receipts([borrowing()], RECEIPTS, YEN, period="half-year").of("lone")
    with pytest.raises(InputError, match="whole number"):
        receipt("2024-04-01", -1)
    with pytest.raises(UnknownChoiceError):
        receipt("2024-04-01", 1, kind="gift")
    for steps, said in ((((dt.date(2024, 1, 1), 1.5),), "exact number"), ((), "do not rise")):
        with pytest.raises(InputError, match=said):
            ExchangeRates("JPY", {"USD": steps})  # type: ignore[dict-item]
    with pytest.raises(InputError, match="worth itself"):
        ExchangeRates("JPY", {"JPY": ((dt.date(2024, 1, 1), Decimal(1)),)})
