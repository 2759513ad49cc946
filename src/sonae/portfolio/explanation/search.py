"""Rules for numbers that are found by search: the number found comes first, and is returned only where it proves right.

The search itself works in float64; the proof counts with exact fractions, in another way: what is sought changes its sign next to
the number, or is next to nothing there.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sonae.core import SonaeError

__all__ = ["NEAR", "crossing_found", "payback_years", "rate_found"]

NEAR = Fraction(1, 10**9)
"""How near to a rate the present value changes its sign: this part of one and the rate."""
_NOTHING = Fraction(1, 10**12)
"""Part of the discounted amounts, each without its sign, below which their sum is nothing: where it touches 0."""


def rate_found(values: Sequence[Fraction]) -> Fraction:
    """Prove an internal rate of return: the rate found, periods a year, then the flows.

    Raises:
        SonaeError: when the present value neither changes its sign next to the rate nor is next to nothing at it.

    """
    rate, a_year, *flows = values
    step = NEAR * (1 + abs(rate))
    below, above = (_worth(flows, rate + side * step, int(a_year))[0] for side in (-1, 1))
    total, size = _worth(flows, rate, int(a_year))
    if below * above > 0 and abs(total) > _NOTHING * size:
        raise SonaeError(f"the present value is not 0 at the rate {float(rate):.9g}; report this as a fault.")
    return rate


def _worth(flows: Sequence[Fraction], rate: Fraction, a_year: int) -> tuple[Fraction, Fraction]:
    """Return the present value at a rate, and that of the flows without their signs."""
    factor = 1 / (1 + rate) if a_year == 1 else Fraction((1 + float(rate)) ** (-1 / a_year))
    total = size = Fraction(0)
    for flow in reversed(flows):
        total, size = total * factor + flow, size * factor + abs(flow)
    return total, size


def crossing_found(values: Sequence[Fraction]) -> Fraction:
    """Prove a number at which a value is 0: the number found, the value a little below it, the value a little above.

    Raises:
        SonaeError: when both values have the same sign.

    """
    found, below, above = values
    if below * above > 0:
        raise SonaeError(f"the value does not change its sign at {float(found):.9g}; report this as a fault.")
    return found


def payback_years(values: Sequence[Fraction]) -> Fraction:
    """Return the years until the running sum, once below 0, is 0 or more again: periods a year, then the flows.

    Raises:
        SonaeError: when that never happens.

    """
    a_year, *flows = values
    running, below = Fraction(0), False
    for period, flow in enumerate(flows):
        before, running = running, running + flow
        if below and running >= 0:
            return Fraction((period + -float(before) / float(flow)) / int(a_year))
        below = below or running < 0
    raise SonaeError("the running sum never comes back to 0; report this as a fault.")
