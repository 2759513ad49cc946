"""What a rounded figure tells: the interval of the numbers that are rounded to it, under a convention that is stated."""

from __future__ import annotations

import math
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

__all__ = ["Span", "Ties", "rounded", "span_of"]


class Ties(StrEnum):
    """How a figure is rounded to its unit; nobody's choice is taken for granted.

    ``HALF_UP`` (四捨五入) away from zero, ``HALF_EVEN`` to the even multiple, ``DOWN`` (切捨て) towards minus infinity, ``UP``
    (切上げ) towards plus infinity.
    """

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"


class Span(NamedTuple):
    """An interval with its ends; an open end is not in it."""

    lower: Fraction | None
    upper: Fraction | None
    lower_open: bool = False
    upper_open: bool = False

    def both(self) -> tuple[Fraction, Fraction]:
        """Return both ends of an interval that has them.

        Raises:
            ValueError: where one is missing.

        """
        if self.lower is None or self.upper is None:
            raise ValueError("the interval has no end on one side")
        return self.lower, self.upper

    def holds(self, value: Fraction) -> bool:
        """Say whether a number lies in the interval."""
        if self.lower is not None and (value < self.lower or (self.lower_open and value == self.lower)):
            return False
        return self.upper is None or not (value > self.upper or (self.upper_open and value == self.upper))


def rounded(value: Fraction, unit: Fraction, ties: Ties) -> Fraction:
    """Round to a multiple of ``unit`` under a convention."""
    times = value / unit
    if ties is Ties.DOWN:
        return math.floor(times) * unit
    if ties is Ties.UP:
        return math.ceil(times) * unit
    if ties is Ties.HALF_EVEN:
        return round(times) * unit
    whole = math.floor(abs(times) + Fraction(1, 2)) * unit
    return whole if value >= 0 else -whole


def span_of(shown: Fraction, unit: Fraction, ties: Ties) -> Span:
    """Return the interval of the numbers that are rounded to ``shown``.

    >>> span_of(Fraction(101_000), Fraction(1000), Ties.HALF_UP)[:2]
    (Fraction(100500, 1), Fraction(101500, 1))
    """
    half = unit / 2
    if ties is Ties.DOWN:
        return Span(shown, shown + unit, upper_open=True)
    if ties is Ties.UP:
        return Span(shown - unit, shown, lower_open=True)
    if ties is Ties.HALF_EVEN:
        odd = (shown / unit).numerator % 2 == 1
        return Span(shown - half, shown + half, odd, odd)
    if shown == 0:
        return Span(-half, half, lower_open=True, upper_open=True)
    return Span(shown - half, shown + half, lower_open=shown < 0, upper_open=shown > 0)
