"""Projects together: quantiles counted by hand, parts that add up, and what diversification does."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.economics.uncertainty import CHANCES, joint_view

VALUES = st.integers(2, 60).flatmap(
    lambda count: st.dictionaries(
        st.sampled_from(["a", "b", "c", "d"]),
        st.lists(st.integers(-1000, 1000) | st.floats(-1e6, 1e6), min_size=count, max_size=count),
        min_size=1,
    )
)


def test_ten_scenarios_by_hand() -> None:
    found = joint_view(
        {"a": list(range(10)), "b": [9 - 2 * at for at in range(10)]}, band=Fraction(1, 10), level=Fraction(4, 5)
    )
    # Sums are 9, 8, … 0 in scenarios 0 … 9.
    p90, p50, p10 = found.quantiles
    assert [p90.total, p50.total, p10.total] == [0, 4, 8]
    assert [p90.scenario, p50.scenario, p10.scenario] == [9, 5, 1]
    assert p90.alone == {"a": 0, "b": -9}
    assert p90.together == 9
    assert p50.band == (6, 5, 4)
    assert p50.given == {"a": 5, "b": -1}
    assert p50.in_band == 4
    assert found.tail.scenarios == (9, 8)
    assert found.tail.shares == {"a": Fraction(-17, 2), "b": Fraction(16, 2)}
    assert found.tail.shortfall == Fraction(-1, 2)


@settings(max_examples=80, deadline=None)
@given(VALUES)
def test_parts_add_up_exactly_and_quantiles_are_exceeded(values: dict[str, list[float]]) -> None:
    found = joint_view(values)
    count = found.scenarios
    sums = [sum((Fraction(row[at]) for row in values.values()), Fraction(0)) for at in range(count)]
    for quantile in found.quantiles:
        assert sums[quantile.scenario] == quantile.total
        assert quantile.scenario in quantile.band
        assert sum(total >= quantile.total for total in sums) >= quantile.chance * count
        assert sum(total > quantile.total for total in sums) <= quantile.chance * count or quantile.total == min(sums)
        assert sum(quantile.given.values(), Fraction(0)) == sum((sums[at] for at in quantile.band), Fraction(0)) / len(
            quantile.band
        )
    tail = found.tail
    assert tail.shortfall == -sum(sorted(sums)[: len(tail.scenarios)], Fraction(0)) / len(tail.scenarios)
    assert [quantile.total for quantile in found.quantiles] == sorted(quantile.total for quantile in found.quantiles)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-99, 99), min_size=3, max_size=50))
def test_the_same_project_twice_gains_nothing_from_being_together(row: list[int]) -> None:
    found = joint_view({"a": row, "b": row})
    assert all(quantile.together == 0 for quantile in found.quantiles)
    assert found.tail.shares["a"] == found.tail.shares["b"]


def test_shortfall_is_subadditive_and_slips_are_named() -> None:
    values = {"a": [5, -4, 3, -9, 8, 1], "b": [-7, 2, 4, 6, -3, 0]}
    level = Fraction(2, 3)
    whole = joint_view(values, level=level).tail.shortfall
    alone = [joint_view({name: row}, level=level).tail.shortfall for name, row in values.items()]
    assert whole <= sum(alone, Fraction(0))
    assert (Fraction(9, 10), Fraction(1, 2), Fraction(1, 10)) == CHANCES
    for bad in ({}, {"a": []}, {"a": [1], "b": [1, 2]}):
        with pytest.raises(InputError, match="same scenarios"):
            joint_view(bad)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no share"):
        joint_view(values, level=Fraction(1))
