"""What a protection asks for, value by value: which ones somebody must still think possible."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sonae.disclosure.system import Protection

__all__ = ["Need", "needs_of"]


@dataclass(frozen=True)
class Need:
    """A value that somebody must still think possible of a secret, or one beyond it.

    Attributes:
        variable: the secret.
        level: the value.
        upper: True for a value at or above it, False for one at or below it.
        coalition: the contributors who ask, none for an outsider.

    """

    variable: str
    level: Fraction
    upper: bool
    coalition: tuple[str, ...] = ()


def needs_of(
    protection: Protection,
    value: Fraction,
    step: Fraction | None,
    lower: Fraction | None = None,
    coalition: tuple[str, ...] = (),
) -> list[list[Need]]:
    """Return what a protection asks for as lists of needs, of which one list must be met.

    A width is asked for below the value or above it, or where there is not so much room below, down to the least value and above.

    Args:
        protection: what must stay open.
        value: the secret.
        step: of its grid, none where it has none.
        lower: the least value that everybody thinks possible.
        coalition: the contributors who ask.

    """
    ends = ((protection.low, False), (protection.high, True))
    sides = [(end, upper) for end, upper in ends if end is not None]
    width = max(protection.width, protection.spread, (protection.values - 1) * (step or Fraction(0)))
    if protection.values > 1 and not width and all(end == value for end, _ in sides):
        width = Fraction(1)
    downs = [width, Fraction(0)] if lower is None or value - lower >= width else [Fraction(0), value - lower]
    out = []
    for down in dict.fromkeys(downs):
        asked = [*sides, (value - down, False), (value + width - down, True)]
        out.append([Need(protection.variable, end, upper, coalition) for end, upper in asked if end != value])
    return out
