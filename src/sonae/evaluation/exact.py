"""Exact numbers: how they are read from a file, and how they are rounded when they are printed and not before."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from sonae.core import InputError

__all__ = ["exact", "percent", "printed_decimals", "round_half_up", "written"]

_LARGEST = 10**18


def exact(value: object) -> Fraction:
    """Read a number as it is written: 10.7 is 107/10, and «4/3» is a fraction.

    Args:
        value: a whole number, a decimal or text; a float stands for the shortest decimal that gives it.

    Raises:
        InputError: when it is no number, not finite, or beyond 10¹⁸.

    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal | Fraction):
        raise InputError(f"«{str(value)[:40]}» is no number", expected="a number such as 10.7")
    if isinstance(value, float) and not math.isfinite(value):
        raise InputError(f"«{value}» is no number", expected="a finite number")
    text = value if isinstance(value, Fraction) else str(value).replace(",", "")
    try:
        if isinstance(text, str) and "/" not in text:
            number = Decimal(text)
            if not number.is_finite() or number.adjusted() > 20 or number.adjusted() < -40:
                raise InputError(f"«{text[:40]}» is out of range", expected="a finite number up to 10¹⁸")
            found = Fraction(number)
        else:
            found = Fraction(text)
    except (ValueError, ZeroDivisionError, InvalidOperation):
        raise InputError(f"«{str(value)[:40]}» is no number", expected="a number such as 10.7") from None
    if abs(found) > _LARGEST:
        raise InputError(f"«{str(value)[:40]}» is out of range", expected="a number up to 10¹⁸")
    return found


def round_half_up(value: Fraction, decimals: int = 0) -> Decimal:
    """Round to ``decimals`` places; a half goes away from zero, as printed percentages do (137.5 is printed 138).

    Args:
        value: the exact number.
        decimals: places after the point, 0 to 18.

    """
    scale = 10**decimals
    whole = math.floor(abs(value) * scale + Fraction(1, 2))
    return Decimal(whole if value >= 0 else -whole).scaleb(-decimals)


def percent(ratio: Fraction, decimals: int = 0) -> Decimal:
    """Return a ratio in per cent as it is printed, rounded half up."""
    return round_half_up(ratio * 100, decimals)


def printed_decimals(printed: Decimal) -> int:
    """Return how many places after the point a printed number shows."""
    exponent = printed.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def written(value: Fraction) -> str:
    """Write an exact number: as a decimal where it ends, else as a fraction and its first four places."""
    if value.denominator == 1:
        return str(value.numerator)
    rest, places = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        places = max(places, count)
    if rest == 1:
        return _decimal(value.numerator * 10**places // value.denominator, places)
    places_shown = _decimal(abs(value.numerator) * 10**4 // value.denominator, 4)
    return f"{value.numerator}/{value.denominator} ({'-' if value < 0 else ''}{places_shown}…)"


def _decimal(whole: int, places: int) -> str:
    digits = str(abs(whole)).rjust(places + 1, "0")
    return f"{'-' if whole < 0 else ''}{digits[:-places]}.{digits[-places:]}"
