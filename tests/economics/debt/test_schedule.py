"""Schedules beside textbook values, an oracle in plain fractions, and what holds for every loan."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from sonae.core import FiscalYear, InputError, SonaeError, UnknownChoiceError
from sonae.economics.debt import (
    Conventions,
    Fixed,
    Floating,
    Loan,
    Schedule,
    japanese_bank_calendar,
    level_payment,
    schedule_of,
)
from tests.economics.debt.loans import LOAN, TEXTBOOK, loan, loans

SECOND = Conventions("act/365F", "unadjusted", "unadjusted", "down")


def test_equal_principal_with_grace_as_in_the_textbook() -> None:
    """100, 1.2 %, half-years, ten years with three of grace: 14 × 7.142857 of principal and 8.10 of interest."""
    rows = schedule_of(LOAN).instalments
    assert [row.principal for row in rows] == [0] * 6 + [7_142_857] * 13 + [7_142_859]
    assert schedule_of(LOAN).interest == 8_100_000
    assert [row.interest for row in rows[:8]] == [600_000] * 7 + [557_143]
    first = schedule_of(loan(odd_units="first")).instalments
    assert [row.principal for row in first[5:8]] == [0, 7_142_859, 7_142_857]


def test_level_payments_as_in_the_textbook() -> None:
    """The same loan level: 7.468451 a half-year; PMT of 8 %/12 over 10 months and of 12 % over 10 years."""
    rows = schedule_of(loan(profile="level")).instalments
    assert {row.payment for row in rows[6:19]} == {7_468_451}
    assert abs(rows[19].payment - 7_468_451) <= 10
    month, year = 1 + Fraction(8, 1200), Fraction(112, 100)
    assert float(level_payment(10_000, [month] * 10)) == pytest.approx(1037.03, abs=0.005)
    assert float(level_payment(1_292_040_000, [year] * 10)) == pytest.approx(228_670_619.5, abs=0.05)
    assert level_payment(120, [Fraction(1)] * 4) == 30


def test_bullet_and_stated_profiles() -> None:
    bullet = schedule_of(loan(profile="bullet", grace=0))
    assert [row.principal for row in bullet.instalments] == [0] * 19 + [100_000_000]
    assert bullet.interest == 12_000_000
    parts = (10, 0, 90)
    stated = schedule_of(loan(amount=100, profile="stated", payments=3, grace=0, stated_principal=parts))
    assert tuple(row.principal for row in stated.instalments) == parts


def oracle(given: Loan) -> list[tuple[Fraction, Fraction]]:
    """Interest and principal of every date without any rounding, by the definition of each profile."""
    years = [row.years for row in schedule_of(given).instalments]
    rate, n, g = given.rate.at(given.drawn), given.payments, given.grace
    balance, out = Fraction(given.amount), []
    for k in range(n):
        interest = balance * rate * years[k]
        if given.profile == "bullet" or k < g:
            principal = balance if given.profile == "bullet" and k == n - 1 else Fraction(0)
        elif given.profile == "equal principal":
            principal = Fraction(given.amount, n - g)
        else:
            worth, discount = Fraction(0), Fraction(1)
            for length in years[k:]:
                discount /= 1 + rate * length
                worth += discount
            principal = balance / worth - interest
        out.append((interest, principal))
        balance -= principal
    assert balance == 0
    return out


@settings(max_examples=60, deadline=None)
@given(loans())
def test_every_yen_is_that_of_the_exact_schedule_but_for_rounding(given: Loan) -> None:
    try:
        schedule = schedule_of(given)
    except InputError as error:  # a first period of a few days, then longer ones at a high rate
        assert given.profile == "level"
        assert "does not cover the interest" in str(error)  # noqa: PT017
        return
    # Rounding of the level payment is carried by the balance and bears interest itself.
    slack = (
        given.payments * (2 if given.profile == "level" else 1) * float(max(1, 1 + given.rate.at(given.drawn))) ** 25
    )
    for row, (interest, principal) in zip(schedule.instalments, oracle(given), strict=True):
        assert abs(row.interest - interest) <= slack
        assert abs(row.principal - principal) <= slack
    assert sum(row.principal for row in schedule.instalments) == given.amount
    assert schedule.by_fiscal_year()[-1].outstanding == 0
    assert sum(year.interest for year in schedule.by_fiscal_year()) == schedule.interest


def test_interest_follows_the_days() -> None:
    """1 000 000 at 3.65 % by act/365F bears 100 a day."""
    made = schedule_of(
        loan(amount=1_000_000, rate=Fixed(Decimal("0.0365")), conventions=SECOND, grace=0, profile="bullet")
    )
    assert [row.interest for row in made.instalments[:2]] == [183 * 100, 182 * 100]


def test_payments_move_to_business_days_and_interest_with_them_only_if_stated() -> None:
    calendar = japanese_bank_calendar(2024, 2035)
    rules = Conventions("act/365F", "modified following", "unadjusted", "down", calendar=calendar)
    base = loan(drawn=dt.date(2024, 4, 20), first_payment=dt.date(2024, 9, 22), conventions=rules)
    row = schedule_of(base).instalments[0]
    assert (row.due, row.paid_on, row.end) == (dt.date(2024, 9, 22), dt.date(2024, 9, 24), dt.date(2024, 9, 22))
    moved = schedule_of(replace(base, conventions=replace(rules, accrual="adjusted"))).instalments
    assert moved[0].end == moved[0].paid_on == moved[1].start
    assert moved[0].years - row.years == Fraction(2, 365)
    made = schedule_of(replace(base, grace=0))
    assert [made.outstanding_on(dt.date(2024, 9, day)) for day in (23, 24)] == [100_000_000, 95_000_000]


def test_due_dates_at_the_end_of_a_month() -> None:
    ends = {"drawn": dt.date(2024, 2, 29), "first_payment": dt.date(2024, 8, 31), "payments": 3, "grace": 0}
    assert [day.isoformat() for day in loan(**ends).due_dates] == ["2024-08-31", "2025-02-28", "2025-08-31"]
    short = {"first_payment": dt.date(2024, 9, 30), "payments": 3, "grace": 0}
    for rule, last in (("last day", 31), ("same day", 30)):
        made = loan(**short, drawn=dt.date(2024, 3, last), conventions=replace(TEXTBOOK, month_end=rule))
        assert made.due_dates[1] == dt.date(2025, 3, last)
    with pytest.raises(InputError, match="last day of a month"):
        loan(**short)


def test_floating_rates_are_those_given_with_spread_and_floor() -> None:
    days = (LOAN.drawn, *LOAN.due_dates[:-1])
    index = {day: Decimal(k) / 1000 - Decimal("0.004") for k, day in enumerate(days)}
    rate = Floating(Decimal("0.001"), index, 1, Decimal(0))
    made = schedule_of(loan(rate=rate, grace=0, profile="bullet"))
    assert [row.rate for row in made.instalments[:6]] == [0, 0, 0, 0, Fraction(1, 1000), Fraction(2, 1000)]
    yearly = Floating(Decimal(0), {day: Decimal(k) / 1000 for k, day in enumerate(days) if k % 2 == 0}, 2, None)
    assert [row.rate * 1000 for row in schedule_of(loan(rate=yearly)).instalments[:5]] == [0, 0, 2, 2, 4]
    with pytest.raises(InputError, match="no index is given for 2025-04-01"):
        schedule_of(loan(rate=Floating(Decimal(0), {LOAN.drawn: Decimal(0), days[1]: Decimal(0)}, 1, None)))
    with pytest.raises(InputError, match="below 0"):
        schedule_of(loan(rate=replace(rate, floor=None)))


def test_a_level_payment_is_found_anew_when_the_rate_changes() -> None:
    days = (LOAN.drawn, *LOAN.due_dates[:-1])
    rate = Floating(
        Decimal(0), {day: Decimal("0.01") if k < 10 else Decimal("0.03") for k, day in enumerate(days)}, 1, None
    )
    rows = schedule_of(loan(rate=rate, profile="level", grace=0)).instalments
    assert len({row.payment for row in rows[:10]}) == 1
    again = level_payment(rows[10].opening, [1 + Fraction(3, 200)] * 10)
    assert [row.payment for row in rows[10:19]] == [round(again)] * 9


def test_service_by_fiscal_year_is_that_of_april_to_march() -> None:
    years = schedule_of(LOAN).by_fiscal_year()
    assert (years[0].fiscal_year, years[-1].fiscal_year) == (FiscalYear(2024), FiscalYear(2034))
    # Due on 1 October and 1 April: each fiscal year but the first holds an April payment and an October one.
    assert (years[0].interest, years[1].interest, years[0].outstanding) == (600_000, 1_200_000, 100_000_000)
    made = schedule_of(LOAN)
    assert made.outstanding_on(dt.date(2024, 3, 31)) == 0
    assert made.outstanding_on(dt.date(2027, 9, 30)) == 100_000_000
    assert made.outstanding_on(dt.date(2027, 10, 1)) == 92_857_143


def test_a_schedule_that_does_not_repay_its_loan_cannot_be_made() -> None:
    rows = list(schedule_of(LOAN).instalments)
    rows[-1] = replace(rows[-1], principal=rows[-1].principal - 1, closing=1)
    with pytest.raises(InputError, match="does not repay"):
        Schedule(LOAN, tuple(rows))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": 1.5}, "whole number"),
        ({"amount": True}, "whole number"),
        ({"amount": 0}, "above 0"),
        ({"profile": "balloon"}, "balloon"),
        ({"payments_a_year": 3}, "payments a year"),
        ({"payments": 0, "grace": 0}, "0 payments"),
        ({"grace": 20}, "grace"),
        ({"profile": "bullet"}, "grace"),
        ({"odd_units": None}, "does not divide"),
        ({"odd_units": "middle"}, "odd units"),
        ({"profile": "stated", "grace": 0}, "stated"),
        ({"profile": "stated", "grace": 0, "payments": 2, "stated_principal": (1, 2)}, "do not repay"),
        ({"stated_principal": (1,)}, "no other"),
        ({"first_payment": dt.date(2024, 4, 1)}, "does not follow"),
        ({"first_payment": dt.date(2024, 9, 1)}, "no regular one"),
    ],
)
def test_terms_that_cannot_be_are_refused_in_a_sentence(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(SonaeError, match=said):
        loan(**changes)


def test_conventions_are_stated_or_refused() -> None:
    for change in ({"day_count": "act/364"}, {"business_day": "next"}, {"accrual": "so so"}, {"rounding": "up"}):
        with pytest.raises(UnknownChoiceError):
            replace(TEXTBOOK, **change)
    with pytest.raises(InputError, match="needs a calendar"):
        replace(TEXTBOOK, business_day="following")
    with pytest.raises(InputError, match="equal periods"):
        replace(TEXTBOOK, accrual="adjusted")
    for rate in (0.012, True, 10, Decimal("NaN"), Decimal("-0.01")):
        with pytest.raises(InputError, match="rate"):
            Fixed(rate)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="does not cover the interest"):
        schedule_of(
            loan(drawn=dt.date(2004, 4, 1), profile="level", grace=0, conventions=SECOND, rate=Fixed(Decimal("0.2")))
        )


@pytest.mark.parametrize(
    ("amount", "down", "half_up"), [("5/2", 2, 3), ("7/2", 3, 4), ("249/100", 2, 2), ("251/100", 2, 3), ("2", 2, 2)]
)
def test_whole_units_of_a_half(amount: str, down: int, half_up: int) -> None:
    rules = {name: Conventions("act/365F", "unadjusted", "unadjusted", name) for name in ("down", "half up")}
    assert (rules["down"].whole(Fraction(amount)), rules["half up"].whole(Fraction(amount))) == (down, half_up)


def test_a_payment_that_moves_into_april_belongs_to_the_new_fiscal_year() -> None:
    """31 March 2029 is a Saturday: what falls due on it is paid on 2 April 2029, in FY2029."""
    rules = Conventions(
        "act/365F", "following", "unadjusted", "down", month_end="last day", calendar=japanese_bank_calendar(2027, 2030)
    )
    given = loan(
        drawn=dt.date(2027, 3, 31), first_payment=dt.date(2028, 3, 31), payments=2, payments_a_year=1, grace=0,
        odd_units="last", conventions=rules,
    )  # fmt: skip
    schedule = schedule_of(given)
    assert [row.paid_on for row in schedule.instalments] == [dt.date(2028, 3, 31), dt.date(2029, 4, 2)]
    years = {row.fiscal_year.year: (row.principal, row.outstanding) for row in schedule.by_fiscal_year()}
    half = given.amount // 2
    assert years == {2026: (0, given.amount), 2027: (half, half), 2028: (0, half), 2029: (half, 0)}
