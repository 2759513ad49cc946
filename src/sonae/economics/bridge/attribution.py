"""A change put down to factors, exactly: one after the other in an order, and averaged over all orders.

Values are binary fractions, so that sums and averages of them are exact fractions: the steps add up to the change with nothing
left. The average over all n! orders is the value of Shapley (1953), φ_i = Σ_S |S|! (n − |S| − 1)! / n! · (v(S ∪ i) − v(S)).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from sonae.core import InputError

__all__ = ["averaged_steps", "ordered_steps"]


def _whole(values: Sequence[float]) -> tuple[list[int], int]:
    """Return the values as whole numbers over one power of two."""
    if not all(math.isfinite(value) for value in values):
        raise InputError("a value to be explained is no number", expected="finite values")
    ratios = [value.as_integer_ratio() for value in values]
    below = max(ratio[1] for ratio in ratios)
    return [above * (below // own) for above, own in ratios], below


def _players(values: Sequence[float]) -> int:
    count = len(values).bit_length() - 1
    if len(values) != 1 << count:
        raise InputError(f"{len(values)} values are no table of mixtures", expected="2^n values")
    return count


def ordered_steps(values: Sequence[float], order: Sequence[int]) -> list[Fraction]:
    """Return the step of each factor when the factors change one after the other.

    Args:
        values: 2^n values by mixture; bit i of the place says that factor i is new.
        order: the n factors in the order in which they change.

    Returns:
        steps by factor, not by place in the order; they add up to values[−1] − values[0].

    Raises:
        InputError: when there are not 2^n finite values, or the order is not one of all factors.

    """
    count = _players(values)
    if sorted(order) != list(range(count)):
        raise InputError(
            "the order does not name every factor once", field="order", expected=f"all of 0 to {count - 1}"
        )
    whole, below = _whole(values)
    steps, mask = [Fraction(0)] * count, 0
    for factor in order:
        steps[factor] = Fraction(whole[mask | 1 << factor] - whole[mask], below)
        mask |= 1 << factor
    return steps


def averaged_steps(values: Sequence[float]) -> list[Fraction]:
    """Return the step of each factor, averaged over all orders in which the factors may change.

    Args:
        values: 2^n values by mixture; bit i of the place says that factor i is new.

    Returns:
        n steps; they add up to values[−1] − values[0].

    Raises:
        InputError: when there are not 2^n finite values.

    """
    count = _players(values)
    whole, below = _whole(values)
    orders = [math.factorial(size) * math.factorial(count - size - 1) for size in range(count)]
    steps = [0] * count
    for mask, value in enumerate(whole):
        size = mask.bit_count()
        joined = orders[size - 1] * value if size else 0
        missing = orders[size] * value if size < count else 0
        for factor in range(count):
            if mask >> factor & 1:
                steps[factor] += joined
            else:
                steps[factor] -= missing
    return [Fraction(step, math.factorial(count) * below) for step in steps]
