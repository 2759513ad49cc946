"""What an exchange must bring back: contained element, whatever the form, with a premium in kind."""

from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction

from sonae.core import InputError

__all__ = ["months_begun", "required_return_kg", "return_premium"]


def months_begun(start: dt.date, end: dt.date) -> int:
    """Count the months begun from ``start`` to ``end``: the day after is 1, the same day of the next month still 1.

    Raises:
        InputError: when the end lies before the start.

    """
    if end < start:
        raise InputError("the goods would come back before they leave", field="return_on")
    months = (end.year - start.year) * 12 + end.month - start.month
    if end.day > start.day:
        months += 1
    return months if end > start else 0


def return_premium(premium: Fraction, premium_a_month: Fraction, months: int) -> Fraction:
    """Return the premium of an exchange: a share at once and a share for every month begun until the return."""
    return premium + premium_a_month * months


def required_return_kg(quantity_kg: int, content: Fraction, return_content: Fraction, premium: Fraction) -> int:
    """Return the least whole gross kilograms that bring back the contained element with its premium.

    ``quantity_kg · content · (1 + premium) ≤ return_kg · return_content``, rounded up to whole kilograms.

    Raises:
        InputError: when a content is not in (0, 1].

    """
    for share in (content, return_content):
        if not 0 < share <= 1:
            raise InputError("a content is impossible", expected="more than 0 and at most 1")
    return math.ceil(quantity_kg * content * (1 + premium) / return_content)
