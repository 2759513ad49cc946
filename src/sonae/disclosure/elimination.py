"""Gauss–Jordan elimination in exact arithmetic on sparse rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Generic, TypeVar

__all__ = ["Elimination", "Number", "Vector", "null_space", "plain"]

Key = TypeVar("Key", bound=Hashable)
Number = int | Fraction
"""Exact; a whole number stays an int, which is quicker by far."""
Vector = dict[Key, Number]


class Elimination(Generic[Key]):
    """Rows in reduced form: every pivot stands in its own row alone, with coefficient 1.

    Attributes:
        pivots: row by pivot.
        left_over: True once a row reduced to a number alone: the rows contradict each other.

    """

    def __init__(self) -> None:
        self.pivots: dict[Key, Vector[Key]] = {}
        self.left_over = False
        self._rows_with: dict[Key, set[Key]] = {}

    def reduce(self, row: Mapping[Key, Number]) -> Vector[Key]:
        """Return a row with all pivots put in."""
        out = dict(row)
        for key in [key for key in out if key in self.pivots]:
            _subtract(out, out[key], self.pivots[key])
        return out

    def add(
        self, row: Mapping[Key, Number], *, last: Key | None = None, best: Callable[[Key], int] | None = None
    ) -> Key | None:
        """Take a row in; return its pivot, or none where it follows from the others.

        Args:
            row: coefficients by column.
            last: a column that is never a pivot: the right side.
            best: the pivot is the column with the least of this; any by default.

        """
        out = self.reduce(row)
        choices = [key for key in out if key != last]
        if not choices:
            self.left_over |= bool(out)
            return None
        pivot = choices[0] if best is None else min(choices, key=best)
        over = out[pivot]
        if over != 1:
            out = {key: -share if over == -1 else Fraction(share) / over for key, share in out.items()}
        for other in list(self._rows_with.get(pivot, ())):
            before = self.pivots[other]
            keys = set(before)
            _subtract(before, before[pivot], out)
            self._note(other, keys, set(before))
        self.pivots[pivot] = out
        self._note(pivot, set(), set(out))
        return pivot

    def _note(self, pivot: Key, before: set[Key], after: set[Key]) -> None:
        for key in before - after:
            self._rows_with[key].discard(pivot)
        for key in after - before:
            self._rows_with.setdefault(key, set()).add(pivot)


def plain(share: Number) -> Number:
    """Return a whole number as an int."""
    return share.numerator if share.denominator == 1 else share


def _subtract(row: Vector[Key], times: Number, other: Mapping[Key, Number]) -> None:
    for key, share in other.items():
        left = row.get(key, 0) - times * share
        if left:
            row[key] = left
        else:
            row.pop(key, None)


def null_space(
    rows: Iterable[Mapping[Key, Number]], names: Iterable[Key], order: Callable[[Key], int]
) -> dict[Key, Vector[Key]]:
    """Return every column as a combination of free ones, under homogeneous rows.

    Args:
        rows: equations Σ a·x = 0.
        names: the columns.
        order: a column with less of this is expressed by the others; totals go first.

    """
    elimination: Elimination[Key] = Elimination()
    # What holds the innermost cells goes first, so that a later total finds its parts expressed already.
    for row in sorted(rows, key=lambda row: min(map(order, row), default=0), reverse=True):
        elimination.add({key: plain(share) for key, share in row.items()}, best=order)
    out: dict[Key, Vector[Key]] = {}
    for name in names:
        found = elimination.pivots.get(name)
        out[name] = {name: 1} if found is None else {key: -share for key, share in found.items() if key != name}
    return out
