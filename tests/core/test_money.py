from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError, Yen

AMOUNTS = st.integers(-(10**15), 10**15)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


@given(AMOUNTS, WEIGHTS)
def test_parts_of_a_split_add_up_and_lie_within_one_yen_of_their_share(amount: int, weights: list[int]) -> None:
    parts = Yen(amount).split(weights)
    assert sum(part.amount for part in parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(amount * weight, sum(weights))
        assert abs(part.amount - exact) < 1
        assert part.amount == exact or exact.denominator > 1


@given(AMOUNTS, WEIGHTS)
def test_the_odd_yen_go_to_the_largest_remainders_first(amount: int, weights: list[int]) -> None:
    # Oracle: hand out one yen at a time to the part that is furthest below its exact share.
    exact = [Fraction(abs(amount) * weight, sum(weights)) for weight in weights]
    parts = [int(share) for share in exact]
    while sum(parts) < abs(amount):
        short = [share - part for share, part in zip(exact, parts, strict=True)]
        parts[short.index(max(short))] += 1
    sign = -1 if amount < 0 else 1
    assert [part.amount for part in Yen(amount).split(weights)] == [sign * part for part in parts]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1, 3], [-1]])
def test_impossible_weights_are_refused(weights: list[int]) -> None:
    with pytest.raises(InputError, match="weights"):
        Yen(100).split(weights)


@given(AMOUNTS, st.decimals(-100, 100, places=6), st.sampled_from([ROUND_DOWN, ROUND_HALF_UP]))
def test_multiplying_rounds_as_decimal_does(amount: int, ratio: Decimal, rounding: str) -> None:
    with localcontext() as context:
        context.prec = 60
        expected = (Decimal(amount) * ratio).quantize(Decimal(1), rounding=rounding)
    assert Yen(amount).times(ratio, rounding=rounding) == Yen(int(expected))


def test_rounding_down_is_towards_nothing_for_debts_too() -> None:
    assert Yen(-3).times(Fraction(1, 2)) == Yen(-1)
    assert Yen(-3).times(Fraction(1, 2), rounding=ROUND_HALF_UP) == Yen(-2)
    assert Yen(3).times(Fraction(1, 2), rounding=ROUND_HALF_UP) == Yen(2)


def test_a_rounding_that_accounts_do_not_use_is_refused() -> None:
    with pytest.raises(InputError, match="ROUND_HALF_EVEN"):
        Yen(3).times(Fraction(1, 2), rounding=ROUND_HALF_EVEN)


@pytest.mark.parametrize("amount", [1.0, 1.5, True, "1", Decimal(1), None])
def test_only_whole_numbers_are_yen(amount: object) -> None:
    with pytest.raises(InputError, match="whole number of yen"):
        Yen(amount)  # type: ignore[arg-type]


def test_no_float_enters_by_way_of_a_ratio() -> None:
    with pytest.raises(InputError, match="float"):
        Yen(100).times(0.1)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        Yen(100) * 1.5  # type: ignore[operator]


@given(AMOUNTS, AMOUNTS, st.integers(-1000, 1000))
def test_sums_differences_and_multiples(a: int, b: int, n: int) -> None:
    assert Yen(a) + Yen(b) - Yen(b) == Yen(a)
    assert -Yen(a) == Yen(-a)
    assert Yen(a) * n == n * Yen(a) == Yen(a * n)
    assert (Yen(a) < Yen(b)) == (a < b)


def test_printed_units() -> None:
    assert Yen.thousand(12) == Yen(12_000)
    assert Yen.million(-3) == Yen(-3_000_000)
    assert str(Yen(1_234_567)) == "¥1,234,567"
