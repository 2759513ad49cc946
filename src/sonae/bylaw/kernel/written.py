"""How facts are written: texts of one line, days as days."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

__all__ = ["FIRST_YEAR", "LAST_YEAR", "day_as_written", "one_line"]

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years between which days are counted."""

_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of letters that would forge a line of an answer or turn its direction."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def one_line(text: str) -> str:
    """Return a text of one line.

    Raises:
        ValueError: for line breaks, control characters and marks that turn the direction of writing.

    """
    if not text.isprintable() and any(unicodedata.category(letter) in _HIDDEN for letter in text):
        raise ValueError("the text holds line breaks or control characters")
    return text


def day_as_written(value: object) -> dt.date:
    """Return a day; a number is none, though a computer counts days by numbers, nor is a day with its hour.

    Raises:
        ValueError: for anything else.

    """
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(f"«{value}» is no day of the calendar") from error
    if type(value) is not dt.date:
        raise ValueError("this should be a day such as 2026-04-01")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"this should be a day of the years {FIRST_YEAR} to {LAST_YEAR}")
    return value
