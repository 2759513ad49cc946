"""A figure of the review with the formula that gave it and the places its inputs stand at.

A place is «facts:…», «settings:…» or «review:…» with a path such as ``cases.kita.expected``; :func:`look_up` in
:mod:`sonae.portfolio.review.document` follows it. Yen are whole, shares and ratios exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import InputError

__all__ = ["UNITS", "Traced", "discount_factor", "whole_yen"]

UNITS = ("yen", "share", "ratio", "index", "months", "count")
"""«share» is part of a whole, «ratio» a quotient, «index» a Herfindahl-Hirschman index."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A figure and where it comes from; without a value ``reason`` says why."""

    value: int | Fraction | None
    unit: str
    formula: str
    inputs: tuple[str, ...]
    reason: str = ""

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise InputError(f"«{self.unit}» is no unit of a figure", expected=", ".join(UNITS))
        if not self.formula or not self.inputs:
            raise InputError("a figure of the review needs its formula and its inputs")
        if (self.value is None) != bool(self.reason):
            raise InputError("a figure without a value needs a reason, and only that one has it")

    @classmethod
    def missing(cls, unit: str, formula: str, inputs: Iterable[str], reason: str) -> Traced:
        """Return a figure that cannot be computed, with the reason."""
        return cls(None, unit, formula, tuple(inputs), reason)

    @property
    def exact(self) -> Fraction:
        """The value as a fraction.

        Raises:
            InputError: when there is none.

        """
        if self.value is None:
            raise InputError(f"the figure has no value: {self.reason}")
        return Fraction(self.value)


def whole_yen(value: Fraction | int) -> int:
    """Round an exact amount to whole yen, a half away from zero (四捨五入)."""
    size = int(abs(Fraction(value)) + Fraction(1, 2))
    return size if value >= 0 else -size


def discount_factor(rate: Fraction, years: int) -> Fraction:
    """Return ``(1 + r)^−n`` exactly, for whole fiscal years; n below 0 compounds."""
    return Fraction((1 + rate) ** -years)
