"""On which side of a date, and of a half, an amount of the agency falls."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from sonae.core import FiscalYear
from sonae.economics.conditions import Change, demonstration_conditions
from sonae.economics.support import agency_view, investee_cash, support_from_tree
from sonae.economics.support.view import Exchange, fiscal_year_of
from tests.economics.support.plain import CASE, LOAN, SUPPORT, changed, ledger

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plain")


def view_of(folder: Path, tree: dict[str, Any]) -> Any:
    return agency_view(ledger(folder), support_from_tree(tree, "plain.yaml"))


def test_a_month_belongs_to_the_fiscal_year_that_the_calendar_says() -> None:
    for month in range(12 * 2025, 12 * 2028):
        assert fiscal_year_of(month) == FiscalYear.of(dt.date(month // 12, month % 12 + 1, 1)).year


def test_march_and_april_are_years_apart(folder: Path) -> None:
    tree = changed(changed(SUPPORT, "investee.pays_in", [3, 4]), "investee.pays_from", "2028-03")
    found = view_of(folder, changed(tree, "equity.0.share", 1))
    months = {month.month: month.dividends for month in found.months if month.dividends}
    march, april, end = 12 * 2028 + 2, 12 * 2028 + 3, 12 * 2028 + 11
    assert set(months) == {march, april, end}
    received = {row.fiscal_year: row.received.get("dividends", 0) for row in found.instruments[0].expected}
    assert received == {2026: 0, 2027: months[march], 2028: months[april] + months[end]}


def test_what_is_paid_in_the_month_of_a_sale_still_belongs_to_the_seller(folder: Path) -> None:
    tree = changed(SUPPORT, "equity.0.exit", {"month": "2028-06", "yen": 9_000_000, "grounds": "made up"})
    found = view_of(folder, changed(tree, "equity.0.share", 1))
    june = next(month for month in found.months if month.month == 12 * 2028 + 5)
    assert june.dividends > 0
    assert found.instruments[0].expected[-1].fiscal_year == 2028
    assert found.instruments[0].expected[-1].received == {"dividends": june.dividends, "sale": 9_000_000}


def test_half_a_yen_is_rounded_away_from_nought_once_a_year_and_line() -> None:
    """At 150.5 yen: a dollar is 151, three are 452; a dollar in each of two months is 301 and not 302."""
    change = Change.of({"fx": "USD/JPY", "add": 0.5, "starting": "2026-04"})
    conditions = demonstration_conditions().with_changes("half a yen", [change])
    exchange = Exchange(conditions, "USD", "mean of the month")
    months = [12 * 2026 + 4, 12 * 2026 + 5, 12 * 2027 + 4]
    first, second = exchange.years(months, {"capital": [1, 1, 1]}, {"dividends": [0, 0, 3]})
    assert (dict(first.contributed), dict(first.received)) == ({"capital": 301}, {})
    assert (dict(second.contributed), dict(second.received)) == ({"capital": 151}, {"dividends": 452})


def test_balances_of_a_foreign_loan_are_at_the_rate_of_their_own_march(folder: Path) -> None:
    """10,000 dollars, half repaid in October 2027, when the dollar rises from 150 to 180 yen."""
    worked = ledger(folder / "..", changed(CASE, "id", "dollars"), currency="USD")
    dearer = Change.of({"fx": "USD/JPY", "add": 30, "starting": "2027-10"})
    moved = dataclasses.replace(worked, conditions=worked.conditions.with_changes("dearer dollar", [dearer]))
    terms = {"amount": 10_000, "currency": "USD", "payments": 2, "profile": "equal principal"}
    own = {**LOAN, **terms, "id": "own", "lender": "agency", "guarantee": None, "funding": "borrowing"}
    tree = changed(changed(SUPPORT, "loans", [{**LOAN, **terms}, own]), "investee.opening_cash", 100_000)
    found = agency_view(moved, support_from_tree(tree, "plain.yaml"))
    assert not found.defaults
    owed = {view.instrument: dict(view.outstanding_yen) for view in found.instruments}
    assert owed["loan"] == {2025: 0, 2026: 10_000 * 150, 2027: 5_000 * 180}
    assert owed["guarantee"] == {2025: 0, 2026: 8_000 * 150, 2027: 4_000 * 180}


def test_a_loan_drawn_before_the_forecast_owes_what_falls_due_in_its_first_month() -> None:
    """Drawn in October 2024, three payments: one was made in October 2025, the next falls in the first month forecast."""
    own = {**LOAN, "drawn": "2024-10-31", "first_payment": "2025-10-31", "payments": 3, "profile": "equal principal"}
    stated = support_from_tree(
        changed(changed(SUPPORT, "loans", [{**own, "amount": 9_000_000}]), "investee.opening_cash", 20_000_000),
        "plain.yaml",
    )
    months, (run,) = investee_cash([0] * 13, stated.investee, stated.loans)
    rows = {
        month.month: (row.drawn, row.principal, row.interest, row.outstanding)
        for month in months
        if (row := month.loans["loan"]).principal
    }
    october = 12 * 2026 + 9
    assert rows == {october: (0, 3_000_000, 600_000, 3_000_000), october + 12: (0, 3_000_000, 300_000, 0)}
    assert run.defaulted_in is None


@pytest.mark.parametrize(
    ("timing", "fees"), [("advance", 32_000), ("arrears to the period of default", 32_000), ("arrears of survivors", 0)]
)
def test_no_fee_falls_due_for_a_time_after_the_default(timing: str, fees: int) -> None:
    """A loan of three years that defaults on its first day of payment: 0.4 % of 8 million for the first year, or nothing."""
    own = {
        **changed(LOAN, "guarantee.fee_timing", timing),
        "payments": 3,
        "profile": "equal principal",
        "odd_units": "last",
    }
    stated = support_from_tree(changed(changed(SUPPORT, "loans", [own]), "investee.pays_from", "2029-01"), "plain.yaml")
    project = [0, -10_000_000, *[0] * 10, 0, *[2_000_000] * 30]
    months, (run,) = investee_cash(project, stated.investee, stated.loans)
    assert run.defaulted_in == 12 * 2027 + 9
    assert not run.in_default
    assert sum(month.loans["loan"].fee for month in months) == fees
    assert run.fee_owed == 0
