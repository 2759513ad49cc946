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
