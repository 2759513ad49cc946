"""Loans for the tests: one that is stated in full, and any that a law can be tried on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from sonae.economics.debt import Conventions, Fixed, Loan

TEXTBOOK = Conventions("equal period", "unadjusted", "unadjusted", "half up")
LOAN = Loan(
    name="textbook",
    amount=100_000_000,
    currency="JPY",
    drawn=dt.date(2024, 4, 1),
    first_payment=dt.date(2024, 10, 1),
    payments=20,
    payments_a_year=2,
    profile="equal principal",
    rate=Fixed(Decimal("0.012")),
    conventions=TEXTBOOK,
    grace=6,
    odd_units="last",
)


def loan(**changes: Any) -> Loan:
    return replace(LOAN, **changes)


@st.composite
def loans(draw: st.DrawFn) -> Loan:
    """A loan by any day count and profile, with grace, stub periods and rates up to 20 %."""
    payments = draw(st.integers(1, 24))
    a_year = draw(st.sampled_from((1, 2, 4, 12)))
    profile = draw(st.sampled_from(("equal principal", "level", "bullet")))
    first = dt.date(2024, 1, 1) + dt.timedelta(days=draw(st.integers(0, 800)))
    rules = Conventions(
        draw(st.sampled_from(("act/365F", "act/360", "act/act ISDA", "30/360 bond basis", "30E/360"))),
        "unadjusted", "unadjusted", draw(st.sampled_from(("down", "half up"))), draw(st.sampled_from(("same day", "last day"))),
    )  # fmt: skip
    return Loan(
        "any", draw(st.integers(1_000, 10**12)), "JPY", first - dt.timedelta(days=draw(st.integers(1, 360 // a_year))), first,
        payments, a_year, profile, Fixed(Decimal(draw(st.integers(0, 2000))) / 10_000), rules,
        grace=0 if profile == "bullet" else draw(st.integers(0, payments - 1)), odd_units=draw(st.sampled_from(("first", "last"))),
    )  # fmt: skip
