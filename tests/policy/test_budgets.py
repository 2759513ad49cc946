"""Budgets: every amount of document 001 with its line; totals by year and kind, checked by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.policy import budget_rows, budget_totals, published_budgets, total_rows
from sonae.policy.budgets import read_budgets

OKU = 100_000_000
# (measure, fiscal year, hundred million yen, line of document 001), read by hand.
PRINTED = [
    ("1.1", 2024, "1082", 447), ("1.1", 2024, "798", 447), ("1.2", 2024, "50", 463), ("1.7", 2024, "38", 544),
    ("1.8", 2024, "51", 566), ("1.9", 2024, "150", 598), ("1.10", 2024, "14", 608), ("1.11", 2024, "20", 622),
    ("1.12", 2022, "1058", 634), ("1.14", 2024, "1597", 658), ("1.14", 2024, "922", 660), ("2.1", 2024, "263", 831),
    ("2.1", 2024, "7.8", 833), ("2.2", 2024, "87", 859), ("3.1", 2024, "15", 898), ("3.2", 2022, "253", 910),
    ("3.2", 2024, "41", 910), ("3.3", 2022, "1250", 926), ("3.6", 2024, "100", 1081),
]  # fmt: skip
SILENT = {"1.3", "1.4", "1.5", "1.6", "1.13", "3.4", "3.5"}


def test_every_printed_amount_is_there_in_whole_yen() -> None:
    found = [
        (measure.id, amount.year, amount.yen, amount.line)
        for measure in published_budgets().measures
        for amount in measure.amounts
    ]
    assert found == [(name, year, int(Fraction(oku) * OKU), line) for name, year, oku, line in PRINTED]


def test_a_measure_without_an_amount_is_missing_and_not_zero() -> None:
    rows = budget_rows(published_budgets().measures)
    assert {row["measure"] for row in rows if row["state"] == "missing"} == SILENT
    assert all(row["yen"] is None for row in rows if row["measure"] in SILENT)
    assert not any(row["yen"] == 0 for row in rows)


def test_totals_leave_out_what_lies_within_another_amount() -> None:
    found = {(one.year, one.kind): one.yen for one in budget_totals(published_budgets().measures)}
    assert found == {
        (2024, "initial"): (1082 + 38 + 51 + 14 + 20 + 263 + 87 + 15) * OKU,
        (2024, "supplementary"): (150 + 922 + 41) * OKU + 780_000_000,
        (2024, "investment"): (798 + 50) * OKU,
        (2024, "several_years"): 100 * OKU,
        (2022, "supplementary"): (1058 + 253) * OKU,
    }
    assert [(row["year"], row["kind"], row["yen"]) for row in total_rows(published_budgets().measures)] == [
        (year, kind, yen) for (year, kind), yen in found.items()
    ]


@given(st.permutations(published_budgets().measures))
def test_totals_do_not_hang_on_the_order(measures: list[object]) -> None:
    assert budget_totals(measures) == budget_totals(published_budgets().measures)  # type: ignore[arg-type]


GOOD = """
document: "001"
measures:
  - {id: "1.1", ja: 施策, en: measure, line: 1, amounts: [{year: 2024, kind: initial, oku: "7.8", line: 2}]}
"""


@pytest.mark.parametrize(
    ("found", "instead", "said"),
    [
        ('"7.8"', '"0"', "an amount is more than 0 and of whole yen"),
        ('"7.8"', '"0.000000001"', "whole yen"),
        ("line: 2}", "line: 2, counted: false}", "says why, in both languages"),
        ("line: 2}", "line: 2, through: 2026}", "«through» belongs to an amount for several years"),
        ("kind: initial", "kind: gift", "kind"),
        ("year: 2024", "year: 24", "year"),
    ],
)
def test_a_bad_amount_is_refused_in_a_sentence(found: str, instead: str, said: str) -> None:
    assert read_budgets(GOOD, "own.yaml").measures[0].amounts[0].yen == 780_000_000
    with pytest.raises(InputError) as refused:
        read_budgets(GOOD.replace(found, instead), "own.yaml")
    assert said in str(refused.value)
    assert str(refused.value).startswith("own.yaml")


def test_a_measure_twice_is_refused() -> None:
    row = GOOD.splitlines()[3]
    with pytest.raises(InputError, match="a measure stands there twice"):
        read_budgets(f"{GOOD}{row}\n", "own.yaml")
