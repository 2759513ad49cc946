"""Exact numbers: read from a file, written into the ledger, said in a sentence. No binary float decides a verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field

__all__ = ["Exact", "Form", "exact", "form_value", "least_denominator", "said", "written"]

Form = Mapping[str, Fraction]
"""A linear form: coefficient by variable."""

_LONGEST = 40


def exact(value: object) -> Fraction:
    """Return a number as an exact fraction: a whole number, a decimal as it is written, or text such as «1/3».

    Raises:
        ValueError: for anything else, a truth value and what is not finite among it.

    """
    if isinstance(value, bool):
        raise ValueError("«true» or «false» stands where a number belongs")  # noqa: TRY004 - pydantic's way
    if isinstance(value, Fraction | int):
        return Fraction(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a number must be finite")
        return Fraction(repr(value))  # 0.1 in a file means one tenth
    if isinstance(value, Decimal | str) and len(str(value)) <= _LONGEST:
        try:
            text = str(value)
            if "/" in text:
                return Fraction(text)
            number = Decimal(text)
        except (InvalidOperation, ValueError, ZeroDivisionError):
            number = Decimal("NaN")
        if number.is_finite() and abs(number.adjusted()) <= _LONGEST:
            return Fraction(number)
    raise ValueError("this is no number; write 12, 0.5 or 1/3")


Exact = Annotated[Fraction, BeforeValidator(exact), Field()]
"""A number in a file, kept exactly."""


def written(number: Fraction) -> str:
    """Write a number so that it is read back the same: «2250», «-1/3»."""
    return str(number)


def said(number: Fraction | None) -> str:
    """Say a number in a sentence: whole or to four significant digits after the point; «∞» for none."""
    if number is None:
        return "∞"
    if number.denominator == 1:
        return f"{number.numerator:,}"
    return f"{float(number):,.4g}" if abs(number) < 10_000 else f"{float(number):,.1f}"


def form_value(form: Form, values: Mapping[str, Fraction]) -> Fraction:
    """Return Σ coefficient × value."""
    return sum((share * values[name] for name, share in form.items()), Fraction(0))


def least_denominator(numbers: Iterable[Fraction]) -> int:
    """Return the least common denominator of numbers, 1 for none."""
    return math.lcm(1, *(number.denominator for number in numbers))
