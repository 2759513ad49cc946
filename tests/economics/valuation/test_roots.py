"""Internal rates of return beside exact oracles, flows made from known roots, and laws."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonae.compute import ThreadExecutor
from sonae.core import InputError
from sonae.economics.valuation import (
    Direction,
    InternalRates,
    dated_internal_rates,
    internal_rate_table,
    internal_rates,
    shown_rate,
)
from tests.economics.valuation import oracles
from tests.economics.valuation.series import projects

pytestmark = pytest.mark.slow

R, F, T = Direction.RISES, Direction.FALLS, Direction.TOUCHES


def both(flows: list[float]) -> Iterator[InternalRates]:
    """The answer of the readable method and that of the compiled one."""
    yield internal_rates(flows)
    yield internal_rate_table(np.asarray([flows], float)).row(0)


def rates(found: InternalRates) -> list[float]:
    return [root.rate for root in found.roots]


# Exact oracles


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_sturms_theorem(seed: int) -> None:
    rng = np.random.default_rng(seed)
    noise = np.round(rng.normal(size=(25, 30)) * 1000)
    for flows in (projects(seed, 30), noise):
        found = internal_rate_table(flows)
        assert found.counts.tolist() == [oracles.count_roots(row) for row in flows]
        for i, row in enumerate(flows):
            exact = oracles.whole(row)
            assert all(oracles.crosses(exact, rate, 1e-11) for rate in found.rates[i, : found.counts[i]])


@pytest.mark.slow
@pytest.mark.parametrize("count", [3_000, pytest.param(20_000, marks=pytest.mark.soak)])
def test_no_root_of_many_projects_is_wrong_or_missing(count: int) -> None:
    """Every root is an exact change of sign; their number is the most that Descartes allows, or Sturm's; a grid sees no other."""
    flows = projects(7, count)
    found = internal_rate_table(flows)
    assert (found.counts >= 2).mean() > 0.5
    for i, row in enumerate(flows):
        exact = [int(flow) for flow in row]
        roots = found.rates[i, : found.counts[i]]
        assert all(oracles.crosses(exact, rate, 1e-11) for rate in roots), i
        if found.counts[i] < found.sign_changes[i]:
            assert oracles.count_roots(row) == found.counts[i], i
    for start in range(0, len(flows), 1000):
        part = slice(start, start + 1000)
        rows, cells = oracles.on_grid(flows[part], 1500)
        inside = (found.rates[part][rows] >= cells[:, :1]) & (found.rates[part][rows] <= cells[:, 1:])
        assert (inside.sum(axis=1) % 2 == 1).all()


def test_roots_are_those_of_a_fine_grid_and_bisection() -> None:
    """In plain Python: every change of sign on the grid is closed in on with fractions."""
    flows = projects(3, 12)
    rows, cells = oracles.on_grid(flows, 4000)
    for i, row in enumerate(flows):
        exact, plain = [int(flow) for flow in row], []
        for low, high in cells[rows == i]:
            a, b = Fraction(float(low)), Fraction(float(high))
            left = oracles.sign_at(exact, 1 / (1 + a))
            while b - a > Fraction(1, 10**13):
                middle = ((a + b) / 2).limit_denominator(10**15)
                a, b = (middle, b) if oracles.sign_at(exact, 1 / (1 + middle)) == left else (a, middle)
            plain.append(float(a))
        for found in both(row.tolist()):
            assert rates(found) == pytest.approx(plain, abs=1e-11)


def test_roots_are_eigenvalues_of_the_companion_matrix() -> None:
    for row in projects(5, 60):
        found = internal_rates(row)
        eigenvalues = oracles.companion(row)
        assert all(min(abs(rate - other) for other in eigenvalues) < 1e-6 for rate in rates(found))


# Flows made from known roots

PLACES = [Fraction(text) for text in ("-0.9", "-0.31", "-0.02", "0", "0.004", "0.08", "0.12", "0.55", "2.5", "9.5")]
TAILS = ([1], [3, 2, 1], [5, 4, 4, 3, 2, 2, 1])
"""Factors without a positive zero: they add periods and no root."""


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("place", PLACES)
def test_a_double_root_touches(place: Fraction, tail: list[int]) -> None:
    flows = [float(flow) for flow in oracles.from_roots([place, place], tail)]
    for found in both(flows):
        assert found.count == 1
        assert found.roots[0].rate == pytest.approx(float(place), abs=1e-7 * float(1 + place))
        assert (found.roots[0].multiplicity, found.roots[0].direction) == (2, T)
        assert found.roots[0].touching
        assert found.single is None
        assert found.multiple
        assert found.falling == ()


@pytest.mark.parametrize("apart", ["1/10000", "1/100000", "1/1000000"])
@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("place", PLACES)
def test_a_close_pair_is_two_roots(place: Fraction, tail: list[int], apart: str) -> None:
    wanted = [place, place + Fraction(apart) * (1 + place)]
    flows = [float(flow) for flow in oracles.from_roots(wanted, tail)]
    for found in both(flows):
        assert found.count == 2
        assert rates(found) == pytest.approx([float(rate) for rate in wanted], abs=0.02 * float(wanted[1] - place))
        assert {root.direction for root in found.roots} == {F, R}
        assert [root.multiplicity for root in found.roots] == [1, 1]


@pytest.mark.parametrize("place", PLACES)
def test_a_triple_root_crosses_once(place: Fraction) -> None:
    flows = [float(flow) for flow in oracles.from_roots([place] * 3, [2, 1])]
    for found in both(flows):
        assert found.count == 1
        assert found.roots[0].rate == pytest.approx(float(place), abs=1e-4)
        assert found.roots[0].multiplicity == 3
        assert not found.roots[0].touching
        assert found.multiple
        assert found.single is None


@pytest.mark.parametrize("place", PLACES[1:-1])
def test_three_roots_that_no_digit_tells_apart_are_one_that_crosses(place: Fraction) -> None:
    """The value between them is below 1e-17: its two extremes are nought each, and one root is made of both."""
    near = [place + Fraction(k, 10**6) * (1 + place) for k in range(3)]
    flows = [float(flow) for flow in oracles.from_roots(near, [2, 1])]
    for found in both(flows):
        assert found.count == 1
        assert found.roots[0].rate == pytest.approx(float(near[1]), abs=1e-4)
        assert found.roots[0].multiplicity == 3
        assert found.roots[0].direction in (F, R)


def test_many_roots_at_once_and_those_outside_left_out() -> None:
    wanted = [Fraction(k, 100) for k in (-96, -60, -20, 5, 25, 90, 400, 1100)]
    flows = [float(flow) for flow in oracles.from_roots(wanted)]
    for found in both(flows):
        assert rates(found) == pytest.approx([float(rate) for rate in wanted[1:-1]], abs=1e-9)
        assert [root.direction for root in found.roots] == [F, R] * 3 or [R, F] * 3
        assert found.sign_changes == 8


def test_a_double_and_two_simple_roots() -> None:
    wanted = [Fraction(-1, 10), Fraction(1, 5), Fraction(1, 5), Fraction(1, 2)]
    for found in both([float(flow) for flow in oracles.from_roots(wanted, [2, 1])]):
        assert rates(found) == pytest.approx([-0.1, 0.2, 0.5], abs=1e-7)
        assert [root.multiplicity for root in found.roots] == [1, 2, 1]
        assert found.roots[1].direction is T


def test_a_value_that_stays_just_off_nought_has_no_root() -> None:
    """(v − 0.8)² + 1e-12 touches nothing; (v − 0.8)² − 1e-12 crosses twice, 2e-6 apart."""
    for shift, count in ((Fraction(1, 10**12), 0), (Fraction(-1, 10**12), 2)):
        flows = [float(Fraction(16, 25) + shift), -1.6, 1.0]
        for found in both(flows):
            assert found.count == count, shift


# The two ways beside each other


@pytest.mark.parametrize("periods", [2, 7, 40, 121])
def test_the_compiled_method_is_the_readable_one(periods: int) -> None:
    rng = np.random.default_rng(periods)
    small = rng.integers(-3, 4, (480 // periods, periods)).astype(
        float
    )  # touching roots, roots at 0, noughts at the ends
    for flows in (small, projects(periods, 15, max(periods, 30))):
        table = internal_rate_table(flows)
        for i, row in enumerate(flows):
            one, two = internal_rates(row), table.row(i)
            assert rates(one) == pytest.approx(rates(two), rel=1e-9, abs=1e-11)
            assert [(r.multiplicity, r.direction) for r in one.roots] == [
                (r.multiplicity, r.direction) for r in two.roots
            ]
            assert (one.reason, one.sign_changes) == (two.reason, two.sign_changes)


def test_the_table_has_the_same_bits_on_any_threads() -> None:
    flows = projects(11, 5000)
    first, second = (internal_rate_table(flows, executor=ThreadExecutor(n)) for n in (1, 2))
    assert first.rates.tobytes() == second.rates.tobytes()
    assert first.multiplicities.tobytes() == second.multiplicities.tobytes()
    alone = internal_rate_table(flows[4321:4322])
    assert alone.rates[0, : alone.counts[0]].tolist() == second.rates[4321, : second.counts[4321]].tolist()


def test_columns_of_the_table() -> None:
    table = internal_rate_table(
        np.asarray([[-100, 110, 0], [-100, 230, -132], [1, 2, 3], [1, -2.2, 1.21], [100, -110, 0]])
    )
    assert table.counts.tolist() == [1, 2, 0, 1, 1]
    assert table.rates[:2] == pytest.approx(np.asarray([[0.1, math.nan], [0.1, 0.2]]), nan_ok=True)
    assert table.single == pytest.approx([0.1, math.nan, math.nan, math.nan, 0.1], nan_ok=True)
    assert table.falling == pytest.approx([0.1, 0.2, math.nan, math.nan, math.nan], nan_ok=True)
    assert table.multiplicities.tolist() == [[1, 0], [1, 1], [0, 0], [2, 0], [1, 0]]
    assert len(table) == 5


def test_a_table_without_rows_and_one_without_roots() -> None:
    assert len(internal_rate_table(np.zeros((0, 5)))) == 0
    none = internal_rate_table(np.zeros((2, 3)))
    assert none.single == pytest.approx([math.nan] * 2, nan_ok=True)
    assert none.falling == pytest.approx([math.nan] * 2, nan_ok=True)
    assert none.row(1).reason == "all flows are nought"


def test_monthly_flows_over_forty_years() -> None:
    row = np.full(480, 12.0)
    row[:24], row[-1] = -60, -900
    found = internal_rates(row)
    assert [root.direction for root in found.roots] == [R, F]
    exact = oracles.whole(row)
    assert all(oracles.crosses(exact, rate, 1e-12) for rate in rates(found))
    assert rates(internal_rate_table(row[None]).row(0)) == pytest.approx(rates(found), abs=1e-13)


# Laws

whole_flows = st.lists(st.integers(-1000, 1000), min_size=2, max_size=14)


@settings(max_examples=150)
@given(whole_flows, st.floats(1e-6, 1e6), st.booleans())
def test_scaling_and_turning_round_keep_the_rates(flows: list[int], factor: float, other_side: bool) -> None:
    one = internal_rates(flows)
    two = internal_rates([flow * factor * (-1 if other_side else 1) for flow in flows])
    if all(root.multiplicity == 1 for root in one.roots):  # a touching root may part when flows are rounded
        assert rates(two) == pytest.approx(rates(one), rel=1e-6, abs=1e-7)
        turned = {F: R, R: F}
        assert [r.direction for r in two.roots] == [
            turned[r.direction] if other_side else r.direction for r in one.roots
        ]


@settings(max_examples=100)
@given(whole_flows, st.integers(0, 5), st.integers(0, 5))
def test_waiting_before_and_after_keeps_the_rates(flows: list[int], before: int, after: int) -> None:
    """Not by a bit: the powers are counted from the first flow and back from the last."""
    assert internal_rates([0] * before + flows + [0] * after) == internal_rates(flows)


@settings(max_examples=150)
@given(whole_flows)
def test_the_value_at_a_root_is_nought_and_its_sign_turns_as_said(flows: list[int]) -> None:
    found = internal_rates(flows)
    assert sum(root.multiplicity for root in found.roots) <= found.sign_changes
    assert (found.reason is None) == bool(found.roots)
    for root in found.roots:
        w = 1 + Fraction(root.rate)
        terms = [flow / w**t for t, flow in enumerate(flows)]
        assert abs(sum(terms)) <= Fraction(1, 10**13) * sum(map(abs, terms))
    between = [-0.95, *rates(found), 10.0]
    signs = [oracles.sign_at(flows, 1 / (1 + (Fraction(low) + Fraction(high)) / 2)) for low, high in pairwise(between)]
    said = {(1, -1): F, (-1, 1): R, (1, 1): T, (-1, -1): T}
    if found.roots:
        assert [root.direction for root in found.roots] == [said[pair] for pair in pairwise(signs)]


@settings(max_examples=150)
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=12))
def test_counts_of_small_whole_flows_are_exact(flows: list[int]) -> None:
    """Small numbers make many touching roots, and roots at nought; Sturm counts each once."""
    if any(flows) and oracles.sign_at(flows, oracles.LOW) and oracles.sign_at(flows, oracles.HIGH):
        assert internal_rates(flows).count == oracles.count_roots(flows)


# Dated flows


def test_dated_flows_a_year_apart_have_the_yearly_rates() -> None:
    """Over 365 days; the years chosen hold no 29 February."""
    start = dt.date(2021, 3, 1)
    days = [start, start + dt.timedelta(365), start + dt.timedelta(730)]
    assert rates(dated_internal_rates([-100, 230, -132], days)) == pytest.approx([0.1, 0.2], abs=1e-12)


def test_dated_flows_have_all_their_roots() -> None:
    """Against a grid of 20 001 rates: dates are irregular, and decommissioning comes last."""
    rng = np.random.default_rng(4)
    start = dt.date(2020, 4, 1)
    grid = np.exp(np.linspace(math.log(0.05), math.log(11), 20_001))
    seen = 0
    for _ in range(25):
        days = [start + dt.timedelta(int(day)) for day in np.sort(rng.choice(9000, 20, replace=False))]
        flows = [-rng.uniform(200, 700), *rng.uniform(10, 130, 18), -rng.uniform(50, 2500)]
        years = np.asarray([(day - days[0]).days / 365 for day in days])
        value = (np.asarray(flows)[:, None] * grid ** -years[:, None]).sum(axis=0)
        cells = np.flatnonzero((value[1:] > 0) != (value[:-1] > 0))
        found = dated_internal_rates(flows, days)
        assert found.count == len(cells)
        assert all(grid[c] - 1 <= rate <= grid[c + 1] - 1 for c, rate in zip(cells, rates(found), strict=True))
        seen += found.count
    assert seen > 18


def test_order_of_dated_rows_does_not_matter_and_a_day_is_summed() -> None:
    a, b, c = dt.date(2024, 1, 1), dt.date(2024, 9, 1), dt.date(2026, 1, 15)
    assert dated_internal_rates([70, -50, -50, 60], [c, a, a, b]) == dated_internal_rates([-100, 60, 70], [a, b, c])


# What is refused, and what is said


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e300, None])
def test_flows_that_are_not_finite_are_refused_by_their_place(bad: float) -> None:
    with pytest.raises(InputError, match=r"flows.*period 2.*not nought"):
        internal_rates([1, bad, 3])
    with pytest.raises(InputError, match=r"row 3.*flows.*period 1"):
        internal_rate_table(np.asarray([[1, 2], [3, 4], [bad, 5]], float))


@pytest.mark.parametrize("bad", [[], [[1, 2]], 5, ["one", "two"], [[1], [1, 2]], [1j, 2]])
def test_what_is_no_series_is_refused(bad: list[float]) -> None:
    with pytest.raises(InputError, match="flows"):
        internal_rates(bad)


def test_dates_that_do_not_fit_are_refused() -> None:
    day = dt.date(2024, 1, 1)
    with pytest.raises(InputError, match="2 flows and 1 dates"):
        dated_internal_rates([1, -1], [day])
    with pytest.raises(InputError, match="no date"):
        dated_internal_rates([1, -1], [day, "2024-02-01"])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("flows", "said"),
    [
        ([0, 0], "all flows are nought"),
        ([0, 5, 3], "no flow has the opposite sign: all are positive or nought"),
        ([-1, -2], "no flow has the opposite sign: all are negative or nought"),
        ([-100, 1], "the NPV is negative at every rate between -95% and 1000%"),
        ([3, -2, 3], "the NPV is positive at every rate between -95% and 1000%"),
    ],
)
def test_why_there_is_no_rate(flows: list[float], said: str) -> None:
    for found in both(flows):
        assert (found.reason, found.count, found.single, found.falling) == (said, 0, None, ())


def test_a_rate_is_never_shown_without_the_net_present_value() -> None:
    assert shown_rate(internal_rates([-100, 112]), 3.7, 0.08) == "IRR 12.00%; NPV 4 at 8.00%"
    two = shown_rate(internal_rates([-100, 230, -132]), -0.2, 0.08)
    assert two == "no single IRR: the NPV is nought at 10.00%, 20.00%; NPV -0 at 8.00%"
    borrowed = shown_rate(internal_rates([100, -112]), -3.7, 0.08)
    assert borrowed.code == "irr_rising"
    assert "12.00%" in borrowed
    assert shown_rate(internal_rates([1, 2]), 3, 0.08).code == "irr_none"
    with pytest.raises(InputError, match="npv"):
        shown_rate(internal_rates([1, 2]), math.nan, 0.08)
