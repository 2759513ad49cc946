"""The funding file: what it says is what is planned, and what is wrong in it is named with its place."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from sonae.core import Classification, InputError
from sonae.economics.debt import Floating
from sonae.portfolio.funding import funding_from_text, read_funding

TEXT = """
name: fictional funding
classification: INTERNAL
currency: JPY
period: half-year
calendar: {first_year: 2024, last_year: 2030, also_closed: [2025-03-20]}
exchange:
  USD: {2024-04-01: 150, 2026-04-01: 140.5}
conventions:
  bank: {day_count: act/365F, business_day: following, accrual: unadjusted, rounding: down}
borrowings:
  - name: first
    amount: 1_200
    currency: JPY
    drawn: 2024-04-01
    first_payment: 2024-10-01
    payments: 4
    payments_a_year: 2
    profile: equal principal
    conventions: bank
    rate: 0.1
    shares: {Field A: 1/3, Field B: 0.5}
    opening_cash: 10
  - name: second
    amount: 100
    currency: USD
    drawn: 2024-04-01
    first_payment: 2025-04-01
    payments: 2
    payments_a_year: 1
    profile: bullet
    conventions: bank
    floating: {spread: 0.001, resets: {2024-04-01: 0.05, 2025-04-01: 0.04}, periods_a_reset: 1, floor: null}
    shares: {Field A: 2/3}
receipts:
  - {project: Field A, day: 2024-10-01, amount: 9, currency: USD, kind: dividend}
  - {project: Field B, fiscal_year: FY2025, half: 2, placed: start, amount: 700, currency: JPY, kind: share sale}
confirmations:
  - {borrowing: first, digest: abc, who: director, when: 2024-04-01, reason: seen}
"""


def test_a_file_says_what_is_planned(tmp_path: Path) -> None:
    (tmp_path / "funding.yaml").write_text(TEXT, encoding="utf-8")
    case = read_funding(tmp_path / "funding.yaml")
    assert case.classification is Classification.INTERNAL
    first, second = case.borrowings
    assert dict(first.shares) == {"Field A": Fraction(1, 3), "Field B": Fraction(1, 2)}
    assert isinstance(second.schedule.loan.rate, Floating)
    assert [row.rate for row in second.schedule.instalments] == [Fraction(51, 1000), Fraction(41, 1000)]
    assert first.schedule.loan.conventions.calendar is not None
    assert dt.date(2025, 3, 20) in first.schedule.loan.conventions.calendar.closed
    assert case.exchange.worth("USD", dt.date(2026, 5, 1)) == Fraction(Decimal("140.5"))
    plan = case.plan()
    assert [r.converted for r in plan.of("first").receipts] == [450, 350]
    assert [r.amount for r in plan.of("second").receipts] == [6]
    assert plan.of("first").receipts[1].day == dt.date(2025, 10, 1)
    assert [r.amount for r in plan.untagged] == [350]
    assert case.confirmations[0].who == "director"
    assert (
        funding_from_text(TEXT.replace("classification: INTERNAL\n", ""), "f").classification is Classification.SECRET
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: first", "nam: first", r"field «borrowings\.0\.name»: the field is missing"),
        ("period: half-year", "period: quarter", "unknown period «quarter»"),
        ("INTERNAL", "HIDDEN", "field «classification"),
        ("act/365F", "act/365", r"field «conventions\.bank.*unknown day count «act/365»"),
        ("following", "next", r"conventions\.bank.*business-day rule"),
        ("conventions: bank\n    rate", "conventions: bonk\n    rate", "«bonk» are not in the file"),
        ("rate: 0.1", "rate: true", r"borrowings\.0\.rate"),
        ("    rate: 0.1\n", "", "fixed «rate» or a «floating» one"),
        ("amount: 1_200", "amount: 1200.5", r"borrowings\.0\.amount"),
        ("1/3", "1/0", r"borrowings\.0\.shares\.Field A.*a share is a number"),
        ("1/3", "2", r"borrowings\.0\.shares.*the share of Field A"),
        ("2025-04-01: 0.04", "2025-05-01: 0.04", r"borrowings\.1\.resets.*no index is given for 2025-04-01"),
        ("payments: 4", "payments: 5\n    odd_units: no", r"borrowings\.0\.odd_units"),
        ("last_year: 2030", "last_year: 2025", r"borrowings\.0.*does not hold 2026"),
        ("day: 2024-10-01, ", "", r"receipts\.0.*a receipt has a «day»"),
        ("half: 2", "half: 3", r"receipts\.1\.half"),
        ("fiscal_year: FY2025", "fiscal_year: someday", r"receipts\.1.*no fiscal year"),
        ("kind: dividend", "kind: gift", r"receipts\.0.*unknown kind of receipt"),
        ("who: director", "who: ' '", r"confirmations\.0\.who"),
        ("USD: {2024-04-01: 150", "USD: {2024-04-01: -1", r"exchange\.USD.*a rate is no exact number"),
        ("receipts:", "receipts: []\nmore:", "field «more»: there is no such field"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(old: str, new: str, said: str) -> None:
    assert TEXT.count(old) >= 1
    with pytest.raises(InputError, match=said) as caught:
        funding_from_text(TEXT.replace(old, new, 1), "funding.yaml")
    assert str(caught.value).startswith("funding.yaml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Field A: 2/3", "Field A: 0.9", r"field «shares»: the shares of Field A add up to too much"),
        ("{Field A: 2/3}", "{Field C: 1}", r"field «receipts»: nothing is predicted of Field C, which serves «second»"),
        (
            "USD: {2024-04-01: 150",
            "USD: {2025-04-01: 150",
            r"field «exchange\.USD»: no rate of USD is given for 2024-10-01",
        ),
        ("currency: USD, kind: dividend", "currency: EUR, kind: dividend", r"field «exchange\.EUR»: no rate of EUR"),
    ],
)
def test_what_cannot_be_matched_is_named_with_its_place(old: str, new: str, said: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(InputError, match=f"^funding.yaml, {said}"):
        funding_from_text(TEXT.replace(old, new), "funding.yaml").plan()


def test_a_day_typed_twice_is_refused_in_its_row() -> None:
    twice = TEXT.replace("USD: {2024-04-01: 150", "USD: {2024-04-01: 150, 2024-04-01: 151")
    with pytest.raises(InputError, match=r"^funding.yaml, row 8: .*stands there twice"):
        funding_from_text(twice, "funding.yaml")


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_funding(tmp_path / "none.yaml")
    (tmp_path / "bad.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        read_funding(tmp_path / "bad.yaml")
