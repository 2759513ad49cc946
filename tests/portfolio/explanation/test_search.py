"""Numbers found by search are proved in another way, and a wrong one is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from sonae.core import SonaeError
from sonae.economics.valuation import internal_rates, payback
from sonae.portfolio.explanation.search import crossing_found, payback_years, rate_found

FLOWS = st.lists(st.integers(-(10**9), 10**9).map(float), min_size=2, max_size=25)


def exact(*values: float) -> list[Fraction]:
    return [Fraction(value) for value in values]


@drawn(FLOWS, st.sampled_from([1, 4, 12]))
def test_every_rate_that_is_found_proves_right_and_one_beside_it_does_not(flows: list[float], a_year: int) -> None:
    found = internal_rates(flows, periods_a_year=a_year)
    for root in found.roots:
        rate, *rest = exact(root.rate, a_year, *flows)
        assert rate_found([rate, *rest]) == rate
        wrong = rate + Fraction(1, 10**4)
        if all(abs(wrong - Fraction(other.rate)) > Fraction(1, 10**5) for other in found.roots) and abs(rate) < 5:
            size = abs(sum(flow / (1 + root.rate + 1e-4) ** (t / a_year) for t, flow in enumerate(flows)))
            if size > 1e-6 * sum(abs(flow) / (1 + root.rate + 1e-4) ** (t / a_year) for t, flow in enumerate(flows)):
                with pytest.raises(SonaeError, match="present value is not 0"):
                    rate_found([wrong, *rest])


def test_a_rate_at_which_the_value_only_touches_nothing_proves_right() -> None:
    flows = exact(100, -220, 121)  # 100 · (1.1 − (1 + r))² ÷ (1 + r)²
    assert rate_found([Fraction(0.1), Fraction(1), *flows]) == Fraction(0.1)
    with pytest.raises(SonaeError):
        rate_found([Fraction(0.11), Fraction(1), *flows])


@drawn(FLOWS, st.sampled_from([1, 4, 12]))
def test_the_payback_is_that_of_the_engine(flows: list[float], a_year: int) -> None:
    found = payback(flows, within="interpolated", discounting=None)
    values = exact(a_year, *flows)
    if found.periods is None:
        with pytest.raises(SonaeError, match="never comes back"):
            payback_years(values)
    else:
        assert float(payback_years(values)) == found.periods / a_year


def test_a_break_even_lies_between_values_of_opposite_signs() -> None:
    assert crossing_found(exact(0.8, -3, 2)) == Fraction(0.8)
    assert crossing_found(exact(0.8, 0, 2)) == Fraction(0.8)
    with pytest.raises(SonaeError, match="does not change its sign"):
        crossing_found(exact(0.8, 1, 2))
