"""The agency's side: yen by fiscal year, shares and guarantees on the same cash, rates of exchange, placing of calendar years."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.conditions import Change
from sonae.economics.support import agency_view, monthly_cash, support_from_tree, value_of_guarantee
from tests.economics.support.plain import CASE, LOAN, SUPPORT, changed, ledger

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plain")


def view_of(folder: Path, tree: dict[str, Any], case: dict[str, Any] | None = None, currency: str = "JPY") -> Any:
    return agency_view(ledger(folder, case, currency=currency), support_from_tree(tree, "plain.yaml"))


def test_a_third_of_the_shares_by_hand(folder: Path) -> None:
    (shares,) = view_of(folder, SUPPORT).instruments
    rows = {row.fiscal_year: (dict(row.contributed), dict(row.received)) for row in shares.expected}
    assert rows == {
        2026: ({"capital": 500_000, "lent": 500_000}, {}),
        2027: ({}, {"shareholder_interest": 35_000, "shareholder_principal": 500_000, "dividends": 3_848_750}),
        2028: ({}, {"dividends": 11_616_250}),
    }
    assert shares.value(Fraction(1, 10), 2026) == -1_000_000 + Fraction(4_383_750 * 10, 11) + Fraction(
        1_161_625_000, 121
    )


def test_a_sale_ends_what_comes_from_the_shares(folder: Path) -> None:
    sold = changed(SUPPORT, "equity.0.exit", {"month": "2028-03", "yen": 9_000_000, "grounds": "made up"})
    (shares,) = view_of(folder, sold).instruments
    assert shares.expected[-1].fiscal_year == 2027
    assert shares.expected[-1].received["sale"] == 9_000_000
    late = changed(sold, "equity.0.exit.month", "2029-01")
    with pytest.raises(InputError, match="«shares» is sold after the years of the case"):
        view_of(folder, late)


def test_calendar_years_give_nine_and_three_twelfths(folder: Path) -> None:
    tree = changed(SUPPORT, "investee.from_month", "2026-01")
    cash = monthly_cash(ledger(folder), support_from_tree(tree, "plain.yaml").investee)
    by_year = {year: sum(cash[max(0, 12 * (year - 2026) + 3) : 12 * (year - 2026) + 15]) for year in (2026, 2027, 2028)}
    assert by_year == {2026: -9_000_000 + 6_000_000, 2027: 24_000_000, 2028: 18_000_000}
    assert sum(cash[:3]) == -3_000_000
    ends = monthly_cash(
        ledger(folder), support_from_tree(changed(tree, "investee.placed", "end of period"), "plain.yaml").investee
    )
    assert {number: yen for number, yen in enumerate(ends) if yen} == {11: -12_000_000, 23: 24_000_000, 35: 24_000_000}


@given(st.sampled_from(["1/3", "0.37", "1/1"]), st.sampled_from(["equal months", "end of period"]), st.integers(1, 35))
@settings(max_examples=40, deadline=None)
def test_months_add_up_to_the_rounded_cash_of_the_ledger(folder: Path, share: str, placed: str, begins: int) -> None:
    worked = ledger(folder, changed(CASE, "costs.opex.values", {2027: 1.2345678, 2028: 3.3333333}))
    stated = float(share) if "/" not in share else share
    tree = changed(changed(SUPPORT, "investee.share", stated), "investee.placed", placed)
    first = changed(tree, "investee.from_month", "2026-01")
    later = changed(tree, "investee.from_month", f"{2026 + begins // 12}-{begins % 12 + 1:02d}")
    every = monthly_cash(worked, support_from_tree(first, "plain.yaml").investee)
    exact = sum((Fraction(float(x)) for x in worked.net("contractor")), Fraction(0)) * Fraction(share)
    assert abs(sum(every) - exact) <= Fraction(1, 2)
    assert every[begins:] == monthly_cash(worked, support_from_tree(later, "plain.yaml").investee)


def test_dollars_become_yen_at_the_rate_of_the_month_or_of_the_fiscal_year(folder: Path) -> None:
    worked = ledger(folder / "..", changed(CASE, "id", "dollars"), currency="USD")
    dearer = Change.of({"fx": "USD/JPY", "add": 30, "starting": "2027-10"})
    moved = dataclasses.replace(worked, conditions=worked.conditions.with_changes("dearer dollar", [dearer]))
    base = changed(changed(SUPPORT, "investee.retained", 0), "investee.lent_share", 0)
    for rule, june, december in (("mean of the month", 150, 180), ("mean of the fiscal year", 165, 165)):
        tree = changed(changed(base, "exchange", rule), "equity.0.share", "1/1")
        found = agency_view(moved, support_from_tree(tree, "plain.yaml"))
        months = {month.month: month for month in found.months}
        first, second = months[12 * 2027 + 5].dividends, months[12 * 2027 + 11].dividends
        (shares,) = found.instruments
        (year,) = [row for row in shares.expected if row.fiscal_year == 2027]
        assert min(first, second) > 0
        assert year.received["dividends"] == first * june + second * december


def test_shares_and_guarantee_stand_beside_each_other_on_the_same_cash(folder: Path) -> None:
    """A21.p2: the default that calls the guarantee also ends what shareholders receive."""
    loan = changed(LOAN, "guarantee.fee_timing", "arrears of survivors")
    own = {**LOAN, "id": "own", "lender": "agency", "guarantee": None, "funding": "borrowing", "amount": 1_000_000}
    tree = changed(changed(SUPPORT, "loans", [loan, own]), "investee.pays_from", "2028-06")
    tree["equity"][0]["actual"] = {2024: {"contributed_yen": 700, "received_yen": 0}}
    case = changed(changed(CASE, "products.power.volume", {2028: 1}), "costs.capex.values", {2026: 12, 2027: 10})
    found = view_of(folder, tree, case)
    assert set(found.defaults) == {"loan", "own"}
    assert [view.instrument for view in found.instruments] == ["equity", "loan", "guarantee"]
    rows = {row.fiscal_year: row for row in found.side_by_side()}
    (guarantee,) = found.of("guarantee")
    assert rows[2024].equity_yen == -700
    assert rows[2026].guaranteed_yen == 8_000_000
    assert rows[2026].lent_yen == 1_000_000
    assert rows[2027].guarantee_yen == -sum(month.loans["loan"].called for month in found.months) + sum(
        row.received.get("recourse", 0) for row in guarantee.expected if row.fiscal_year == 2027
    )
    assert rows[2027].guaranteed_yen == 0
    together = {row.fiscal_year: row.net_yen for row in (*found.actual, *found.expected)}
    sides = {year: row.equity_yen + row.guarantee_yen + row.loan_yen for year, row in rows.items()}
    assert {year: net for year, net in together.items() if net} == {year: net for year, net in sides.items() if net}


@pytest.mark.parametrize("odd", [0, 1, 2])
def test_all_shareholders_together_never_have_more_than_is_paid_to_shareholders(folder: Path, odd: int) -> None:
    thirds = [{**SUPPORT["equity"][0], "id": f"third_{number}"} for number in range(3)]
    tree = changed(changed(SUPPORT, "equity", thirds), "investee.lent_share", 0)
    found = view_of(folder, changed(tree, "investee.opening_cash", 6_000_000 + odd))
    whole = sum(month.dividends for month in found.months)
    parts = sum(row.received.get("dividends", 0) for row in found.expected)
    assert whole % 3 == odd
    assert whole - parts == odd


def test_a_guarantee_is_valued_by_chance_beside_the_cash() -> None:
    support = support_from_tree(changed(SUPPORT, "loans", [LOAN]), "plain.yaml")
    value = value_of_guarantee(support.loans[0], 0.03)
    # One period of a year: a payment of 8 million with a chance of 2 %, half of it back two years later.
    loss = 0.02 * 8_000_000 / 1.03 * (1 - 0.5 / 1.03**2)
    assert np.isclose(value.loss, loss, rtol=1e-12)
    assert np.isclose(value.fee, 32_000, rtol=1e-12)
    bare = support_from_tree(changed(SUPPORT, "loans", [{**LOAN, "guarantee": None}]), "plain.yaml")
    with pytest.raises(InputError, match="the loan «loan» is not guaranteed"):
        value_of_guarantee(bare.loans[0], 0.03)


REFUSED = [
    ("investee.payout", "—", "investee.payout", "not stated"),
    ("exchange", "—", "exchange", "not stated"),
    ("investee.calls_for_debt_until", "—", "investee.calls_for_debt_until", "not stated"),
    ("investee.share", 1.2, "investee.share", "between 0 and 1"),
    ("investee.share", True, "investee.share", "a number such as 0.25"),
    ("investee.share", float("nan"), "investee.share", "between 0 and 1"),
    ("investee.from_month", "October", "investee.from_month", "written as 2026-04"),
    ("investee.placed", "somewhere", "investee.placed", "'equal months' or 'end of period'"),
    ("investee.opening_cash", -5, "investee.opening_cash", "greater than or equal to 0"),
    ("investee.shareholder_loan", None, "investee", "states no terms"),
    ("investee.pays_in", [6, 6], "investee", "stands twice"),
    ("equity.0.share", "2/0", "equity.0.share", "a number such as 0.25"),
    ("equity", [], None, "gives no support"),
    ("equity", [SUPPORT["equity"][0] | {"id": f"s{n}"} for n in range(4)], None, "more than the whole"),
    ("equity", [SUPPORT["equity"][0]] * 2, None, "«shares» stands twice"),
    ("equity.0.exit", {"month": "2026-03", "yen": 1, "grounds": "x"}, None, "sold before the forecast begins"),
    ("equity.0.bonus", 1, "equity.0.bonus", "no such field"),
    ("loans", [{**LOAN, "lender": "agency", "funding": "x"}], "loans.0", "does not guarantee its own loan"),
    ("loans", [{**LOAN, "funding": "x"}], "loans.0", "belong to loans of the agency"),
    ("loans", [{**LOAN, "profile": "balloon"}], "loans.0", "balloon"),
    ("loans", [{**LOAN, "guarantee": {**LOAN["guarantee"], "share": 0.9}}], "loans.0.share", "above its cap"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "field", "said"), REFUSED)
def test_what_is_wrong_is_said_in_a_sentence_with_its_place(
    path: str, value: Any, field: str | None, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        support_from_tree(changed(SUPPORT, path, value), "project.yaml")
    assert caught.value.file == "project.yaml"
    assert caught.value.field == field
    assert said in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_what_does_not_fit_the_case_is_refused(folder: Path) -> None:
    for path, value, said in (
        ("investee.from_month", "2031-01", "begins outside the years of the case"),
        ("loans", [{**LOAN, "currency": "USD"}], "is in USD, the investee's cash in JPY"),
    ):
        with pytest.raises(InputError, match=said):
            view_of(folder, changed(SUPPORT, path, value))
    with pytest.raises(UnknownChoiceError, match="net_nobody"):
        view_of(folder, changed(SUPPORT, "investee.party", "nobody"))
