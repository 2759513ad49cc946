"""Values of guarantees beside a published check, an oracle in plain Python, and what holds for all of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import FiscalYear, InputError, SonaeError, UnknownChoiceError
from sonae.economics.debt import schedule_of
from sonae.economics.guarantee import (
    FEE_TIMINGS,
    ExposurePath,
    GuaranteeTerms,
    Recourse,
    ReserveAccount,
    cash_defaults,
    debt_service,
    exposure_by_fiscal_year,
    exposure_path,
    path_of_amounts,
    period_default_chance,
    tail_of,
    value_by_chance,
    value_by_scenarios,
)
from tests.economics.debt.loans import LOAN, loan

TERMS = GuaranteeTerms(1, 1, "principal", Decimal("0.004"), "arrears to the period of default")
PATH = path_of_amounts([100, 90, 80, 70, 60])


def test_the_published_guarantee() -> None:
    """EAD 100, 90, 80, 70, 60, PD 3 %, LGD 45 %, 1 %: loss 4.989354, fee of 0.4 % 1.478327, break-even 1.35 %."""
    found = value_by_chance(PATH, TERMS, [0.03] * 5, Recourse.of_loss(0.45), rate=0.01)
    assert found.loss == pytest.approx(4.989354, abs=5e-7)
    assert found.fee == pytest.approx(1.478327, abs=5e-7)
    assert found.break_even_fee == pytest.approx(0.0135, rel=1e-12)
    assert found.net == pytest.approx(1.478327 - 4.989354, abs=1e-6)
    assert found.default_chance == pytest.approx([0.03 * 0.97**k for k in range(5)])
    assert found.expected_exposure == pytest.approx([100, 87.3, 75.272, 63.88711, 53.1175686], rel=1e-6)
    # 0.97^5 = 0.8587: the worst 5 % lie among defaults of the first two years.
    assert found.tail.quantile == pytest.approx(90 * 0.45 / 1.01**2)
    assert found.tail.shortfall == pytest.approx((0.03 * 45 / 1.01 + 0.02 * 40.5 / 1.01**2) / 0.05)


def test_the_fee_stops_at_default_as_its_timing_says() -> None:
    worth = {}
    for timing in FEE_TIMINGS:
        worth[timing] = value_by_chance(
            path_of_amounts([100, 100]), replace(TERMS, fee_timing=timing, fee_rate=Decimal("0.1")), [1, 0], Recourse(()), rate=0.25
        ).fee  # fmt: skip
    assert worth == pytest.approx(dict(zip(FEE_TIMINGS, (10, 8, 0), strict=True)))


def test_recoveries_come_late() -> None:
    """Paid 100 after one year, half got back two years later, at 25 %: 100/1.25 − 50/1.25³."""
    found = value_by_chance(path_of_amounts([100]), TERMS, [1], Recourse(((2.0, 0.5),)), rate=0.25)
    assert found.loss == pytest.approx(80 - 25.6)
    assert found.expected_loss == 50
    assert found.expected_payment == pytest.approx([100])


def test_exposure_follows_the_schedule_of_the_loan() -> None:
    """80 % of a loan of 100 million with 14 payments of principal: floor(0.8 · balance), by period and fiscal year."""
    terms = replace(TERMS, share=Decimal("0.8"), cap=Decimal("0.8"), covers="principal and interest")
    made = schedule_of(LOAN)
    path = exposure_path(made, terms, LOAN.drawn)
    assert path.principal[[0, 6, 7, 19]] == pytest.approx([80e6, 80e6, 74_285_714, 5_714_287])
    assert path.exposure[0] == 80_480_000
    assert path.ends[0] == pytest.approx(183 / 365)
    assert path.principal.sum() == pytest.approx(np.cumsum(path.due_principal[::-1]).sum())
    late = exposure_path(made, terms, dt.date(2034, 1, 1))
    assert (late.principal.size, late.starts[0] < 0) == (1, True)
    years = {row.fiscal_year.year: (row.at_end, row.peak) for row in exposure_by_fiscal_year(made, terms)}
    assert years[2024] == (80_000_000, 80_000_000)
    # Payments on 1 April and 1 October 2028: the year begins with what the first of them leaves owing until that day.
    assert years[2028] == (62_857_143, 74_285_714)
    assert years[2034] == (0, 5_714_287)
    with pytest.raises(InputError, match="is repaid by"):
        exposure_path(made, terms, dt.date(2034, 4, 1))
    summer = schedule_of(loan(drawn=dt.date(2024, 6, 1), first_payment=dt.date(2024, 12, 1)))
    assert exposure_by_fiscal_year(summer, terms)[0].peak == 80_000_000
    assert list(years) == list(range(FiscalYear.of(LOAN.drawn).year, 2035))


def test_a_fee_in_advance_is_not_paid_again_for_the_period_under_way() -> None:
    terms = replace(TERMS, fee_timing="advance")
    path = exposure_path(schedule_of(loan(profile="bullet", grace=0, payments=2)), terms, dt.date(2024, 7, 1))
    found = value_by_chance(path, terms, [0, 0], Recourse(()), rate=0.0)
    assert found.fee == pytest.approx(0.004 * 0.5 * 100e6)


def oracle(
    loan_rows: list[tuple[int, int, int]],
    cash: list[float],
    reserve: ReserveAccount,
    share: Fraction,
    both: bool,
) -> tuple[int, Fraction]:
    """Period of default and call of one scenario, one step after the other, in fractions."""
    balance = Fraction(reserve.opening)
    for t, (opening, interest, principal) in enumerate(loan_rows):
        have, due = Fraction(cash[t]) + balance, interest + principal
        if have < due:
            left = max(have, Fraction(0))
            to_interest = min(left, Fraction(interest))
            lost = opening - (left - to_interest) + (interest - to_interest if both else 0)
            return t, share * lost
        surplus = have - due
        balance = min(surplus, Fraction(reserve.target)) if reserve.refill else min(balance, surplus)
    return -1, Fraction(0)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_defaults_are_those_of_the_oracle(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 6))
    principal = data.draw(st.lists(st.integers(1, 50), min_size=count, max_size=count))
    interest = data.draw(st.lists(st.integers(0, 20), min_size=count, max_size=count))
    opening = [sum(principal[t:]) for t in range(count)]
    cash = data.draw(st.lists(st.lists(st.integers(-30, 120), min_size=count, max_size=count), min_size=1, max_size=8))
    refill = data.draw(st.booleans())
    reserve = ReserveAccount(data.draw(st.integers(0, 60)), data.draw(st.integers(0, 60)) if refill else 0, refill)
    share, both = data.draw(st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(3, 4)])), data.draw(st.booleans())
    s = float(share)
    ends = np.arange(1.0, count + 1)
    owed = np.array(interest, dtype=float) * s
    path = ExposurePath(
        ends - 1, ends, np.ones(count), np.array(opening) * s, owed if both else owed * 0, np.array(principal) * s, owed
    )
    service = [p + i for p, i in zip(principal, interest, strict=True)]
    defaults = cash_defaults(path, service, np.array(cash, dtype=float).T, reserve, s)
    rows = list(zip(opening, interest, principal, strict=True))
    wanted = [oracle(rows, scenario, reserve, share, both) for scenario in cash]
    assert defaults.period.tolist() == [t for t, _ in wanted]
    assert defaults.called == pytest.approx([float(called) for _, called in wanted])
    # … and the value: fees to default, losses discounted, recourse late.
    recourse, v = Recourse(((1.0, 0.25), (3.0, 0.5))), 1 / 1.04
    found = value_by_scenarios(path, TERMS, defaults, recourse, rate=0.04)
    losses = [float(c) * (v ** (t + 1) - 0.25 * v ** (t + 2) - 0.5 * v ** (t + 4)) for t, c in wanted]
    last = [t if t >= 0 else count - 1 for t, _ in wanted]
    fees = [sum(0.004 * s * opening[k] * v ** (k + 1) for k in range(t + 1)) for t in last]
    assert found.loss == pytest.approx(sum(losses) / len(cash), abs=1e-12)
    assert found.fee == pytest.approx(sum(fees) / len(cash))
    assert found.expected_loss == pytest.approx(sum(float(c) for _, c in wanted) / len(cash) * 0.25, abs=1e-12)
    assert found.break_even_fee == pytest.approx(0.004 * found.loss / found.fee, abs=1e-12)
    assert found.tail.quantile == pytest.approx(max(losses), abs=1e-12)  # of 8 or fewer, the worst is beyond 5 %
    assert found.tail.shortfall == pytest.approx(max(losses), abs=1e-12)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_tails_are_those_of_the_sorted_list(losses: list[int], level: float) -> None:
    """The quantile by counting; the expected shortfall by its dual, min over x of x + E[(L − x)⁺]/(1 − level)."""
    found, exact, n = tail_of(losses, level=level), Fraction(str(level)), len(losses)
    assert found.quantile == min(x for x in losses if Fraction(sum(y <= x for y in losses), n) >= exact)
    dual = min(x + sum(Fraction(max(y - x, 0)) for y in losses) / n / (1 - exact) for x in losses)
    assert found.shortfall == pytest.approx(float(dual), abs=1e-9)
    assert found.mean == pytest.approx(sum(losses) / n, abs=1e-12)


def test_chances_and_scenarios_agree() -> None:
    """Defaults drawn in the exact proportions of a chain of 1/2: 8 scenarios of three periods."""
    path = path_of_amounts([40, 30, 20])
    period = np.array([0, 0, 0, 0, 1, 1, 2, -1])
    cash = np.full((3, 8), 1e3)
    for s, t in enumerate(period):
        if t >= 0:
            cash[t, s] = 0.0
    defaults = cash_defaults(path, [10, 10, 20], cash, ReserveAccount(0, 0, refill=False), 1.0)
    a = value_by_scenarios(path, TERMS, defaults, Recourse.of_loss(0.6), rate=0.02, level=0.9)
    b = value_by_chance(path, TERMS, [0.5] * 3, Recourse.of_loss(0.6), rate=0.02, level=0.9)
    assert (a.loss, a.fee, a.expected_loss) == pytest.approx((b.loss, b.fee, b.expected_loss))
    assert a.default_chance == pytest.approx(b.default_chance)
    assert (a.tail.quantile, a.tail.shortfall) == pytest.approx((b.tail.quantile, b.tail.shortfall))
    assert a.tail_after_fee.mean == pytest.approx(-a.net)


def test_a_loss_without_debt_service_is_no_default() -> None:
    path = path_of_amounts([100, 100])
    found = cash_defaults(
        path, [0, 100], np.array([[-50.0, -50.0], [100.0, 99.0]]), ReserveAccount(20, 0, refill=False), 1.0
    )
    assert found.period.tolist() == [-1, 1]
    assert found.called.tolist() == [0.0, 1.0]


def test_chances_of_longer_and_shorter_periods() -> None:
    half = period_default_chance(0.19, np.array([0.5, 1.0, 2.0]))
    assert half == pytest.approx([0.1, 0.19, 1 - 0.81**2])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"share": Decimal("0.9"), "cap": Decimal("0.8")}, "above its cap"),
        ({"share": 0.5}, "no share"),
        ({"fee_rate": Decimal("1.1")}, "no share"),
        ({"covers": "interest"}, "cover"),
        ({"fee_timing": "sometime"}, "timing"),
    ],
)
def test_terms_that_cannot_be(change: dict[str, Any], said: str) -> None:
    with pytest.raises(SonaeError, match=said):
        replace(TERMS, **change)


def test_what_does_not_fit_is_refused() -> None:
    none = ReserveAccount(0, 0, refill=False)
    with pytest.raises(InputError, match="scenario 1 has no cash flow in period 0"):
        cash_defaults(PATH, [1] * 5, np.array([[1.0, np.nan]] * 5), none, 1.0)
    with pytest.raises(InputError, match="do not fit 5 periods"):
        cash_defaults(PATH, [1] * 5, np.ones((4, 2)), none, 1.0)
    with pytest.raises(InputError, match="service"):
        cash_defaults(PATH, [-1] * 5, np.ones((5, 2)), none, 1.0)
    with pytest.raises(InputError, match="no share"):
        cash_defaults(PATH, [1] * 5, np.ones((5, 2)), none, 1.1)
    with pytest.raises(InputError, match="no target"):
        ReserveAccount(0, 1, refill=False)
    with pytest.raises(InputError, match="reserve"):
        ReserveAccount(-1, 1, refill=True)
    with pytest.raises(InputError, match="4 chances for 5 periods"):
        value_by_chance(PATH, TERMS, [0.1] * 4, Recourse(()), rate=0.0)
    with pytest.raises(InputError, match="outside 0 to 1"):
        value_by_chance(PATH, TERMS, [1.1] * 5, Recourse(()), rate=0.0)
    with pytest.raises(InputError, match="discount rate"):
        value_by_chance(PATH, TERMS, [0.1] * 5, Recourse(()), rate=-1.0)
    with pytest.raises(InputError, match="got back"):
        Recourse(((1.0, 0.6), (2.0, 0.6)))
    with pytest.raises(InputError, match="cannot be"):
        Recourse(((-1.0, 0.6),))
    with pytest.raises(InputError, match="no chance"):
        period_default_chance(2.0, np.ones(1))
    with pytest.raises(InputError, match="exposures"):
        path_of_amounts([1.0, float("nan")])
    with pytest.raises(InputError, match="losses"):
        tail_of([])
    with pytest.raises(InputError, match="weights"):
        tail_of([1.0, 2.0], [0.5, 0.6])
    with pytest.raises(InputError, match="level"):
        tail_of([1.0], level=1.0)
    with pytest.raises(UnknownChoiceError):
        replace(TERMS, covers="all")


def test_debt_service_is_that_of_the_schedule() -> None:
    made = schedule_of(LOAN)
    assert debt_service(made, LOAN.drawn).sum() == 108_100_000
    assert debt_service(made, dt.date(2033, 10, 1)).tolist() == [made.instalments[-1].payment]
