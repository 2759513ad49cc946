"""What a term means where two readings of it come apart, each in a few numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.economics.regimes.projects import regime_of, run
from tests.economics.regimes.test_instruments import recovery


def test_an_uplift_is_a_share_of_what_is_eligible() -> None:
    """Half of a cost of 100 is eligible and raised by a fifth: 60 are recovered, not 70."""
    entry = {"name": "all", "costs": "costs", "eligible": 0.5, "uplift": 0.2, "interest": 0.0}
    values, _ = run(regime_of(recovery(classes=[entry])), [1.0], 500.0, {"field": [100.0]})
    assert values["cost_oil"][0] == pytest.approx(60)


@pytest.mark.parametrize(("year", "paid"), [(2022, []), (2023, []), (2024, [0]), (2025, [1])])
def test_a_bonus_of_the_year_before_the_case_is_past(year: int, paid: list[int]) -> None:
    bonus = {"kind": "bonus", "id": "bonus", "amount": 7.0, "year": year, "reached": None, "at": None}
    values, _ = run(regime_of(bonus), [1, 1, 1], 10.0, {"opex": [0] * 3}, first_year=2024)
    assert np.flatnonzero(values["bonus"]).tolist() == paid


def test_each_class_of_costs_is_paid_by_the_party_that_is_named_for_it() -> None:
    toll = {
        "kind": "charge",
        "id": "toll",
        "amount": "5",
        "payer": "contractor",
        "payee": "plant",
        "negative": "nothing",
    }
    regime = regime_of(toll, costs_by={"train": "plant", "other": "contractor"})
    values, _ = run(regime, [1.0], 100.0, {"train": [3.0], "field": [20.0]})
    assert values["net_plant"].tolist() == [2.0]
    assert values["net_contractor"].tolist() == [75.0]


def test_a_fund_for_abandonment_counts_what_was_already_spent_before_the_period() -> None:
    """40 in all, of which 10 fall in the second of two years of equal production: 20 are paid in in each."""
    fund = {
        "kind": "abandonment_fund", "id": "fund", "expected": "40", "costs": "abandonment", "from_produced_share": 0.0,
        "interest": 0.0,
    }  # fmt: skip
    values, _ = run(regime_of(fund), [1.0, 1.0, 0.0], 100.0, {"abandonment": [0.0, 10.0, 30.0]})
    assert values["fund_paid_in"] == pytest.approx([20, 20, 0])
    assert values["fund_paid_out"] == pytest.approx([0, 10, 30])
    assert values["fund_closing"] == pytest.approx([20, 30, 0])
    # Spent before production ends, 10 need no fund any more: three years of equal production, 10 spent in the first.
    values, _ = run(regime_of(fund), [1.0, 1.0, 1.0], 100.0, {"abandonment": [10.0, 0.0, 30.0]})
    assert values["fund_paid_in"] == pytest.approx([40 / 3, (30 - 10 / 3) / 2, (30 - 10 / 3) / 2])


def test_a_fund_begins_in_the_period_in_which_the_share_is_reached_and_pays_the_contractor() -> None:
    """Half of the barrels are produced by the end of the second of four years: saving begins in that one."""
    fund = {
        "kind": "abandonment_fund", "id": "fund", "expected": "30", "costs": "abandonment", "from_produced_share": 0.5,
        "interest": 0.0,
    }  # fmt: skip
    values, _ = run(regime_of(fund), [1.0, 1.0, 1.0, 1.0, 0.0], 100.0, {"abandonment": [0.0, 0.0, 0.0, 0.0, 30.0]})
    assert values["fund_paid_in"] == pytest.approx([0, 10, 10, 10, 0])
    assert values["net_contractor"] == pytest.approx([100, 90, 90, 90, 0])
    assert values["net_fund"] == pytest.approx([0, 10, 10, 10, -30])
    assert values["net_government"].tolist() == [0] * 5


def test_the_line_of_a_participation_is_what_its_party_has() -> None:
    """A quarter, carried until production at 10 % and repaid from half of its receipts."""
    own = {
        "kind": "participation", "id": "state", "party": "state_company", "share": 0.25, "costs": "costs", "receipts": "revenue",
        "enters": "start", "past_costs": 0.0, "carried": "until_production", "carry_interest": 0.1, "repaid_from": 0.5,
    }  # fmt: skip
    values, _ = run(regime_of(own), [0.0, 1.0, 1.0], 80.0, {"field": [40.0, 8.0, 8.0]})
    # Carried 10, a year later 11: 10 of 20 repay it, then what 10 % makes of the 1 that is left.
    assert values["state_repaid"] == pytest.approx([0, 10, 1.1])
    assert values["state"] == pytest.approx([0, 20 - 2 - 10, 20 - 2 - 1.1])
    assert values["state"] == pytest.approx(values["net_state_company"])


def test_the_least_and_the_largest_of_three() -> None:
    stated = {"kind": "definition", "unit": "money"}
    least = {**stated, "id": "least", "value": {"formula": "min(revenue, costs, 3)"}}
    most = {**stated, "id": "most", "value": {"formula": "max(revenue, costs, 50)"}}
    values, _ = run(regime_of(least, most), [1.0, 1.0], 20.0, {"field": [10.0, 90.0]})
    assert values["least"].tolist() == [3, 3]
    assert values["most"].tolist() == [50, 90]
