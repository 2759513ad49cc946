"""Effective rates beside closed forms, published values and the definition."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError, SonaeError
from sonae.economics.debt import Issue, cost_of, effective_rate, nominal_rate, schedule_of
from tests.economics.debt.loans import loan


def test_a_loan_at_par_without_fees_costs_its_rate() -> None:
    for profile in ("equal principal", "level"):
        found = cost_of(schedule_of(loan(profile=profile)), Issue(Decimal(100), 0), times="equal period")
        assert found.nominal == pytest.approx(0.012, abs=1e-8)
        assert found.effective == pytest.approx(1.006**2 - 1, abs=1e-8)
        assert found.cost == schedule_of(loan(profile=profile)).interest


def test_a_bond_below_par_with_fees_costs_more() -> None:
    """Face 100 million, 1.2 %, one payment after a year of two halves, sold at 99 less 0.5 million: by hand."""
    made = schedule_of(loan(profile="bullet", grace=0, payments=2))
    found = cost_of(made, Issue(Decimal("99"), 500_000, Decimal("0.01"), Decimal("0.001")), times="equal period")
    assert found.proceeds == 98_500_000
    assert [amount for _, amount in found.payments] == [606_000, 606_000 + 100_100_000]
    v = (-606_000 + (606_000**2 + 4 * 100_706_000 * 98_500_000) ** 0.5) / (2 * 100_706_000)
    assert found.effective == pytest.approx(v**-2 - 1, abs=1e-12)
    dated = cost_of(made, Issue(Decimal("99"), 500_000), times="act/365F")
    worth = sum(a * (1 + dated.effective) ** (-(day - dt.date(2024, 4, 1)).days / 365) for day, a in dated.payments)
    assert worth == pytest.approx(98_500_000, rel=1e-12)


def test_published_rates() -> None:
    """numpy-financial's irr of −100, 39, 59, 55, 20; Excel's XIRR of its manual."""
    assert effective_rate(100, [1, 2, 3, 4], [39, 59, 55, 20]) == pytest.approx(0.28095, abs=5e-6)
    start = dt.date(2008, 1, 1)
    days = [dt.date(2008, 3, 1), dt.date(2008, 10, 30), dt.date(2009, 2, 15), dt.date(2009, 4, 1)]
    found = effective_rate(10_000, [(day - start).days / 365 for day in days], [2750, 4250, 3250, 2750])
    assert found == pytest.approx(0.373362535, abs=1e-8)


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 10**6)), min_size=1, max_size=12), st.floats(-0.5, 2))
def test_the_rate_is_found_again_from_the_value_it_gives(flows: list[tuple[int, int]], rate: float) -> None:
    times, amounts = [t / 2 for t, _ in flows], [a for _, a in flows]
    proceeds = sum(a * (1 + rate) ** -t for t, a in zip(times, amounts, strict=True))
    if not any(amounts):
        with pytest.raises(InputError, match="paid back"):
            effective_rate(1, times, amounts)
    else:
        assert effective_rate(proceeds, times, amounts) == pytest.approx(rate, abs=1e-9)


def test_nominal_rates_compound_to_the_effective_one() -> None:
    assert (1 + nominal_rate(0.05, 4) / 4) ** 4 == pytest.approx(1.05, rel=1e-14)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"price": Decimal(0)}, "issue price"),
        ({"price": Decimal("NaN")}, "issue price"),
        ({"fee": -1}, "fee"),
        ({"interest_commission": Decimal(1)}, "no share"),
        ({"fee": 100_000_000}, "no proceeds"),
        ({"times": "act/act"}, "times"),
    ],
)
def test_costs_that_cannot_be(change: dict[str, Any], said: str) -> None:
    given = {"times": "act/365F", "price": Decimal(100), "fee": 0} | change
    with pytest.raises(SonaeError, match=said):
        cost_of(schedule_of(loan()), Issue(**{k: v for k, v in given.items() if k != "times"}), times=given["times"])


def test_no_rate_without_proceeds() -> None:
    with pytest.raises(InputError, match="proceeds"):
        effective_rate(0, [1], [1])
    with pytest.raises(InputError, match="loss of everything"):
        effective_rate(1e300, [0.01], [1])
