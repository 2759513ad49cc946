"""On which side of a day, and to which borrowing, a receipt or a yen of it falls."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from sonae.core import FiscalYear
from sonae.portfolio.funding import ExchangeRates, match_receipts, period_of, propose_profiles
from tests.portfolio.funding.test_matching import YEN, borrowing, receipt


@pytest.mark.parametrize(
    ("shares", "parts"), [((0, "0.3", "0.3", "0.4"), (3, 3, 3)), ((0, "0.2", "0.5", "0.3"), (2, 4, 3))]
)
def test_odd_yen_go_to_the_largest_remainders(shares: tuple[object, ...], parts: tuple[int, ...]) -> None:
    """Of 9 yen 2.7, 2.7 and 3.6 are 3, 3 and 3; 1.8, 4.5 and 2.7 are 2, 4 and 3."""
    loans = [borrowing(name, {"field": Decimal(str(share))}) for name, share in zip("abc", shares[1:], strict=True)]
    found = match_receipts(loans, [receipt("2025-01-01", 9)], YEN, period="half-year")
    assert tuple(plan.receipts[0].amount for plan in found.plans) == parts
    assert not found.untagged


def test_every_day_lies_in_its_half_and_its_fiscal_year() -> None:
    day = dt.date(2024, 1, 1)
    while day < dt.date(2027, 1, 1):
        year = FiscalYear.of(day)
        half = 1 if day.month in (4, 5, 6, 7, 8, 9) else 2
        assert period_of(day, "half-year") == (dt.date(year.year, 4 if half == 1 else 10, 1), f"{year} H{half}")
        assert period_of(day, "fiscal year") == (year.start, year.label_en)
        day += dt.timedelta(days=1)


def test_a_foreign_receipt_of_the_first_day_belongs_to_the_new_half() -> None:
    plan = match_receipts([borrowing()], [receipt("2025-04-01", 2, "USD")], YEN, period="half-year").of("loan")
    assert [(period.label, period.foreign, period.receipts) for period in plan.periods[:3]] == [
        ("FY2024 H1", 0, 0), ("FY2024 H2", 0, 0), ("FY2025 H1", 281, 281),
    ]  # fmt: skip
    assert plan.periods[2].foreign_share == 1
    assert plan.periods[2].mismatch == 1


def test_receipts_of_the_last_day_of_payment_still_cover_the_loan() -> None:
    """Receipts come before debt service on a day; those of the day after cover nothing."""
    days = ["2026-04-01", "2026-04-02"]
    covers = [match_receipts([borrowing()], [receipt(day, 600)], YEN, period="half-year").of("loan") for day in days]
    assert [plan.mean_coverage for plan in covers] == [Fraction(600, 1350), 0]
    assert [plan.loan_life_coverage(0.0) for plan in covers] == [0.5, 0.0]
    assert [plan.refinancing_open for plan in covers] == [750, 750]


def test_a_rate_of_exchange_holds_from_its_own_day_on() -> None:
    rates = ExchangeRates("JPY", {"USD": ((dt.date(2024, 1, 1), Decimal(150)), (dt.date(2025, 4, 1), Decimal(140)))})
    assert [rates.converted(1, "USD", "JPY", dt.date(2025, *day)) for day in ((3, 31), (4, 1))] == [150, 140]
    assert rates.converted(299, "JPY", "USD", dt.date(2025, 3, 31)) == 1


def test_profiles_are_ordered_by_the_line_that_has_to_stand_ready() -> None:
    """First the most that is refinanced at one time, then all of it; the two orders differ for some of these receipts."""
    turned = 0
    for seed in range(40):
        amounts = [(seed * 7919 + k * 104_729) % 701 for k in range(4)]
        days = ["2024-09-30", "2025-03-31", "2025-09-30", "2026-03-31"]
        receipts = [receipt(day, amount) for day, amount in zip(days, amounts, strict=True)]
        found = propose_profiles(
            borrowing(),
            receipts,
            YEN,
            profiles=["equal principal", "level", "bullet"],
            most_grace=3,
            period="half-year",
        )
        peaks = [max((day.refinanced for day in one.plan.days), default=0) for one in found]
        totals = [sum(day.drawn for day in one.plan.days) for one in found]
        assert [*zip(peaks, totals, strict=True)] == sorted(zip(peaks, totals, strict=True))
        turned += totals != sorted(totals)
        offered = {(one.profile, one.grace) for one in found}
        assert offered == {(name, grace) for name in ("equal principal", "level") for grace in range(4)} | {
            ("bullet", 0)
        }
    assert turned
