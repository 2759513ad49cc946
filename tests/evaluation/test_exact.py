"""Exact numbers and rounding half up, against Python's own decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonae.core import InputError
from sonae.evaluation import exact, percent, round_half_up, written

FRACTIONS = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**4)
LONG = st.builds(Fraction, st.integers(-(10**40), 10**40), st.integers(0, 60).map(lambda n: 2**n))


def by_hand(value: Fraction, decimals: int) -> Decimal:
    """The slow way: long division with many places, then the rounding of the decimal module."""
    with localcontext() as context:
        context.prec = 60
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return quotient.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@given(FRACTIONS, st.integers(0, 6))
def test_rounding_is_that_of_long_division(value: Fraction, decimals: int) -> None:
    assert round_half_up(value, decimals) == by_hand(value, decimals)


@given(st.integers(-(10**6), 10**6), st.integers(0, 6))
def test_a_half_goes_away_from_zero(whole: int, decimals: int) -> None:
    unit = Fraction(1, 10**decimals)
    half = whole * unit + (unit / 2 if whole >= 0 else -unit / 2)
    assert Fraction(round_half_up(half, decimals)) == (whole + (1 if whole >= 0 else -1)) * unit
    assert (
        abs(Fraction(round_half_up(half - unit / 10**9 if whole >= 0 else half + unit / 10**9, decimals)))
        == abs(whole) * unit
    )


@pytest.mark.parametrize(
    ("ratio", "printed"),
    [
        ("11/8", "138"),
        ("71/48", "148"),
        ("21/13", "162"),
        ("4/3", "133"),
        ("436/1060", "41"),
        ("74/107", "69"),
        ("23/11", "209"),
    ],
)
def test_published_percentages(ratio: str, printed: str) -> None:
    """Document 000: 1-2, 2-3, 2-4, 1-3, 2-1, 3-1, 3-3."""
    assert str(percent(Fraction(ratio))) == printed


@given(FRACTIONS | LONG)
def test_what_is_written_says_the_number(value: Fraction) -> None:
    text = written(value)
    assert Fraction(text.split()[0]) == value


def test_a_number_without_end_shows_its_first_places() -> None:
    assert [written(Fraction(text)) for text in ("4/3", "-1/3", "2.5", "-0.05")] == [
        "4/3 (1.3333…)", "-1/3 (-0.3333…)", "2.5", "-0.05",
    ]  # fmt: skip


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_a_decimal_is_read_as_it_is_written(value: Decimal) -> None:
    assert exact(str(value)) == Fraction(value)
    assert exact(float(value)) == Fraction(Decimal(repr(float(value))))


@pytest.mark.parametrize(
    "value", ["", "ten", "1e400", float("inf"), float("nan"), True, None, "1/0", [1], 10**19, "1e999999999"]
)
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(InputError, match=r"is no number|out of range"):
        exact(value)
