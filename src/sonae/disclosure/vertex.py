"""The exact corner at which a solver's answer lies: equations that hold there, solved in fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sonae.disclosure.elimination import Elimination

if TYPE_CHECKING:
    from sonae.disclosure.program import F64, Program

__all__ = ["exact_vertex"]

_FINE = 10**6


def exact_vertex(program: Program, x: F64) -> list[Fraction] | None:
    """Return values that keep with equality all rows and bounds that ``x`` (columns,) keeps with equality, nearly.

    Columns that those equations leave free take the nearest fraction to the solver's. None where the equations contradict
    each other.
    Whether the values keep the other rows is for the caller to check.
    """
    known = dict(program.active_bounds(x))
    elimination: Elimination[int] = Elimination()
    for columns, shares, end in program.active_rows(x):
        right = Fraction(end)
        row: dict[int, Fraction] = {}
        for c, share in zip(columns, shares, strict=True):
            if c in known:
                right -= share * known[c]
            else:
                row[c] = Fraction(share)
        if right:
            row[-1] = -right
        if elimination.add(row, last=-1) is None and elimination.left_over:
            return None
    free = {
        c: Fraction(float(value)).limit_denominator(_FINE)
        for c, value in enumerate(x)
        if c not in known and c not in elimination.pivots
    }
    values = known | free
    for pivot, reduced in elimination.pivots.items():
        others = (share * (Fraction(1) if c == -1 else free[c]) for c, share in reduced.items() if c != pivot)
        values[pivot] = -sum(others, Fraction(0))
    return [values[c] for c in range(len(x))]
