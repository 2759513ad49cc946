"""The five parts of a mineral's days: exact Shapley values, with nothing left over."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.stockpile.target_days import DaysReview, Situation, explanation_rows, shapley_values
from sonae.supply_risk import FACTORS
from tests.stockpile.oracles import shapley_by_orders

values_of_coalitions = st.lists(st.floats(0, 500, allow_nan=False), min_size=32, max_size=32)


@given(values_of_coalitions)
def test_values_are_those_of_all_120_orders(coalitions: list[float]) -> None:
    values = list(shapley_values(coalitions).values())
    assert [float(v) for v in values] == pytest.approx(shapley_by_orders(coalitions, 5), abs=1e-9)


@given(values_of_coalitions)
def test_values_add_up_exactly(coalitions: list[float]) -> None:
    values = shapley_values(coalitions)
    assert sum(values.values(), Fraction(0)) == Fraction(coalitions[31]) - Fraction(coalitions[0])


def test_a_factor_that_changes_nothing_has_no_part() -> None:
    coalitions = [float(s & 0b11101) for s in range(32)]
    assert shapley_values(coalitions)[FACTORS[1]] == 0


@pytest.mark.pack
@pytest.mark.slow
class TestOnThePack:
    def test_every_assessed_mineral_is_explained(self, quick_days: DaysReview) -> None:
        assessed = {item.symbol for item in quick_days.minerals if item.status == "assessed"}
        assert set(quick_days.explanations) == assessed

    def test_the_whole_is_the_statistic_of_the_proposal(self, quick_days: DaysReview) -> None:
        for item in quick_days.minerals:
            if item.statistics:
                found = quick_days.explanations[item.symbol]
                assert found.statistic == item.statistics.statistic
                assert found.residual == 0
                assert found.line == item.governing

    def test_the_waterfall_runs_from_the_base_to_the_proposal(self, quick_days: DaysReview) -> None:
        for found in quick_days.explanations.values():
            steps = found.steps()
            assert steps[0] == ("base", 0.0, 42.0)
            assert [name for name, _, _ in steps[2:7]] == list(FACTORS)
            assert all(a[2] == b[1] for a, b in itertools.pairwise(steps))
            assert steps[-1][2] == found.proposal

    def test_values_are_those_of_all_orders(self, quick_days: DaysReview) -> None:
        for found in quick_days.explanations.values():
            assert list(found.factors.values()) == pytest.approx(shapley_by_orders(found.coalitions, 5), abs=1e-9)

    def test_without_equity_or_recycling_the_third_factor_is_nought(
        self, quick_japan: Situation, quick_days: DaysReview
    ) -> None:
        """The public pack has neither equity nor domestic recycling: nothing may be made up."""
        assert not any(line.softeners.equity or line.softeners.recycling.has_value for line in quick_japan.model.lines)
        assert {found.factors["self_sufficiency"] for found in quick_days.explanations.values()} == {0.0}

    def test_factors_do_work(self, quick_days: DaysReview) -> None:
        parts = np.asarray([list(found.factors.values()) for found in quick_days.explanations.values()])
        for i, factor in enumerate(FACTORS):
            if factor != "self_sufficiency":
                assert (np.abs(parts[:, i]) > 0.1).any(), factor

    def test_rows_carry_the_waterfall(self, quick_days: DaysReview) -> None:
        rows = {row["mineral"]: row for row in explanation_rows(quick_days)}
        assert len(rows) == 35
        assert rows["W"]["residual"] == 0.0
        assert len(rows["W"]["coalitions"]) == 32
        assert rows["Si"]["steps"] == []
