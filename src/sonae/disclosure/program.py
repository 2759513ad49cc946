"""What is left open as arrays: floats for the solver, whole numbers for the check that does not trust it."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from sonae.disclosure.exact import Form, least_denominator
from sonae.disclosure.reduction import Reduced, reduced
from sonae.disclosure.system import System

__all__ = ["Point", "Program", "Target", "Whole"]

F64 = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_PARTS = 240
"""Corners of linear programs over tables have small denominators: they are looked for up to this one."""
_ROOM = 2**61
_VERTEX_COLUMNS = 250
_NEAR = 1e-7
_BOX = 100


@dataclass(frozen=True)
class Target:
    """A number that is asked for, in columns: Σ share × column + constant."""

    columns: tuple[int, ...]
    shares: tuple[Fraction, ...]
    constant: Fraction


@dataclass(frozen=True)
class Point:
    """Values of all columns that keep every row and bound, proven in exact arithmetic."""

    values: tuple[int, ...] | Whole
    parts: int

    def of(self, target: Target) -> Fraction:
        """Return the value of a target."""
        total = sum(
            (share * int(self.values[c]) for c, share in zip(target.columns, target.shares, strict=True)), Fraction(0)
        )
        return total / self.parts + target.constant


class Program:
    """The open part of a system in columns: a variable on a grid is counted in steps, any other as it is.

    Attributes:
        reduced: the open part.
        columns: names.
        whole: which columns are whole numbers (columns,).
        box: how far the solver looks where a column has no limit.
        lower, upper: bounds for the solver (columns,), wide ones where there are none.
        row_lower, row_upper: ends of the rows (rows,).
        start, index, value: the matrix by rows.

    """

    def __init__(self, system: System, reach: Fraction = Fraction(0), left: Reduced | None = None) -> None:
        self.system, self.reach = system, reach
        self.reduced: Reduced = reduced(system) if left is None else left
        self._targets: dict[str, Target] = {}
        self.columns = list(self.reduced.steps)
        self.at = {name: c for c, name in enumerate(self.columns)}
        self.whole = np.array([self.reduced.steps[name] is not None for name in self.columns], bool)
        self.scale = [self.reduced.steps[name] or Fraction(1) for name in self.columns]
        self._bounds = [self._in_steps(c, name) for c, name in enumerate(self.columns)]
        self._exact_rows = [self._whole_row(form, low, high) for _, form, low, high in self.reduced.rows]
        self._set_arrays()
        self._set_checks()

    def narrowed(self, bounds: Mapping[int, tuple[Fraction | None, Fraction | None]]) -> Program:
        """Return the same program with narrower bounds of some columns, in steps; the rows are shared.

        Args:
            bounds: what is known beside, by column; whole columns are moved in to whole numbers.

        """
        out = copy.copy(self)
        out._bounds, out.lower, out.upper = list(self._bounds), self.lower.copy(), self.upper.copy()
        for c, (least, most) in bounds.items():
            low, high = self._bounds[c]
            if least is not None:
                least = Fraction(math.ceil(least)) if self.whole[c] else least
                low = least if low is None else max(low, least)
            if most is not None:
                most = Fraction(math.floor(most)) if self.whole[c] else most
                high = most if high is None else min(high, most)
            out._bounds[c] = (low, high)
            out.lower[c] = -self.box if low is None else float(low)
            out.upper[c] = self.box if high is None else float(high)
        out._set_checks()
        return out

    def _in_steps(self, column: int, name: str) -> tuple[Fraction | None, Fraction | None]:
        low, high = self.reduced.lower[name], self.reduced.upper[name]
        scale = self.scale[column]
        return (None if low is None else low / scale, None if high is None else high / scale)

    def _whole_row(
        self, form: Form, low: Fraction | None, high: Fraction | None
    ) -> tuple[list[int], list[int], int | None, int | None]:
        """Return a row in whole numbers: its columns, coefficients and ends."""
        columns = [self.at[name] for name in form]
        shares = [share * self.scale[c] for c, share in zip(columns, form.values(), strict=True)]
        ends = [end for end in (low, high) if end is not None]
        times = least_denominator([*shares, *ends])
        whole = [int(share * times) for share in shares]
        over = math.gcd(*whole, *(int(end * times) for end in ends))
        return (
            columns, [share // over for share in whole], None if low is None else int(low * times) // over,
            None if high is None else int(high * times) // over,
        )  # fmt: skip

    def _set_arrays(self) -> None:
        rows = self._exact_rows
        largest = max(
            [Fraction(1), *(abs(end) for bounds in self._bounds for end in bounds if end is not None)]
            + [abs(Fraction(end, max(map(abs, row[1])))) for row in rows for end in row[2:] if end is not None]
            + [abs(value) / step for value, step in self._truths()]
            + [self.reach / min(self.scale, default=Fraction(1))]
        )
        self.box = float(math.ceil(largest)) * _BOX
        self.lower = np.array([-self.box if low is None else float(low) for low, _ in self._bounds])
        self.upper = np.array([self.box if high is None else float(high) for _, high in self._bounds])
        self.start = np.concatenate([[0], np.cumsum([len(row[0]) for row in rows])]).astype(np.int32)
        self.index = np.array([c for row in rows for c in row[0]], np.int32)
        # Powers of two bring the largest coefficient of a row near 1, where the solver's tolerances mean what they say.
        down = [2.0 ** -max(map(abs, row[1])).bit_length() for row in rows]
        self.value = np.array([share * by for row, by in zip(rows, down, strict=True) for share in row[1]])
        self.row_lower = np.array(
            [-np.inf if row[2] is None else row[2] * by for row, by in zip(rows, down, strict=True)]
        )
        self.row_upper = np.array(
            [np.inf if row[3] is None else row[3] * by for row, by in zip(rows, down, strict=True)]
        )

    def _truths(self) -> Iterator[tuple[Fraction, Fraction]]:
        for name, step in zip(self.columns, self.scale, strict=True):
            if name in self.system.truth:
                yield self.system.truth[name], step

    def _set_checks(self) -> None:
        """Lay out the exact check in 64-bit whole numbers, and how large a point may be for it; 0 where it would not fit."""
        bounds = [end for pair in self._bounds for end in pair if end is not None]
        ends_of_rows = [end for *_, low, high in self.reduced.rows for end in (low, high) if end is not None]
        self._unit = least_denominator([*ends_of_rows, *bounds])
        sums = [sum(abs(share) for share in row[1]) for row in self._exact_rows]
        ends = [abs(end) for row in self._exact_rows for end in row[2:] if end is not None]
        ends += [max(abs(end.numerator), end.denominator) for end in bounds]
        fits = max([1, *ends]) * self._unit * _PARTS < _ROOM
        self._largest = _ROOM // max([1, *sums]) if fits else 0
        if not self._largest:
            return
        from scipy.sparse import csr_array

        shape = (len(self._exact_rows), len(self.columns))
        whole = np.array([share for row in self._exact_rows for share in row[1]], np.int64)
        self._matrix = csr_array((whole, self.index, self.start), shape=shape)
        self._row_ends = [
            _numbers([row[2] for row in self._exact_rows]),
            _numbers([row[3] for row in self._exact_rows]),
        ]
        self._column_ends = [_fractions([pair[side] for pair in self._bounds]) for side in (0, 1)]

    # Questions

    def target(self, variable: str) -> Target:
        """Return a variable in columns; without columns it is known."""
        if variable not in self._targets:
            self._targets[variable] = self._target(variable)
        return self._targets[variable]

    def _target(self, variable: str) -> Target:
        constant, columns, shares = Fraction(0), [], []
        for name, share in self.system.base({variable: Fraction(1)}).items():
            if name in self.reduced.fixed:
                constant += share * self.reduced.fixed[name]
            else:
                columns.append(self.at[name])
                shares.append(share * self.scale[self.at[name]])
        return Target(tuple(columns), tuple(shares), constant)

    def bounds(self, column: int) -> tuple[Fraction | None, Fraction | None]:
        """Return the exact bounds of a column, in its steps; none where there is no limit."""
        return self._bounds[column]

    def boxed(self, column: int, *, upper: bool) -> bool:
        """Say whether a column has no limit on one side, so that only the solver's wide one holds it."""
        return self._bounds[column][1 if upper else 0] is None

    def grid_of(self, target: Target) -> Fraction | None:
        """Return the step between values that a target can take; none where it may be any number."""
        if not target.columns or not all(self.whole[c] for c in target.columns):
            return None
        times = least_denominator(target.shares)
        return Fraction(math.gcd(*(int(share * times) for share in target.shares)), times)

    # Exact points

    def true_point(self) -> Point | None:
        """Return the true values as a point; none where one is not known or they do not keep a row."""
        if any(name not in self.system.truth for name in self.columns):
            return None
        return self.exact_point(
            [self.system.truth[name] / step for name, step in zip(self.columns, self.scale, strict=True)]
        )

    def within(self, point: Point | None, columns: Iterable[int]) -> Point | None:
        """Return a point of the program before some columns were narrowed, if it keeps their bounds; else none."""
        if point is None:
            return None
        for c in columns:
            value, (low, high) = Fraction(int(point.values[c]), point.parts), self._bounds[c]
            if (low is not None and value < low) or (high is not None and value > high):
                return None
        return point

    def point(self, x: F64) -> Point | None:
        """Return an exact point at a solver's answer; none where none was found that keeps every row."""
        largest = float(np.abs(x).max(initial=0.0)) * self._unit
        if self._largest and largest * _PARTS < min(self._largest, 2**52):
            at = x * self._unit
            for part in range(1, _PARTS + 1):
                near = np.rint(at * part)
                if float(np.abs(near - at * part).max(initial=0.0)) <= _NEAR * (1 + largest) * part:
                    parts, whole = self._unit * part, near.astype(np.int64)
                    if self.whole.any():
                        whole[self.whole] = np.rint(x[self.whole]).astype(np.int64) * parts
                    if self._keeps(whole, parts):
                        return Point(whole, parts)
        if len(self.columns) <= _VERTEX_COLUMNS:
            from sonae.disclosure.vertex import exact_vertex

            found = exact_vertex(self, x)
            return None if found is None else self.exact_point(found)
        return None

    def _keeps(self, near: Whole, parts: int) -> bool:
        """Return whether whole numbers, over ``parts``, keep every bound and row; all in 64-bit whole numbers, exactly."""
        for sign, (open_end, top, bottom) in zip((-1, 1), self._column_ends, strict=True):
            # near/parts ≤ top/bottom, or ≥ for the lower end, with the limit rounded inwards to whole parts.
            limit = (top * parts) // bottom if sign > 0 else -((-top * parts) // bottom)
            if np.any(~open_end & (sign * (near - limit) > 0)):
                return False
        moved: Any = self._matrix @ near
        return all(
            not np.any(~open_end & (sign * (moved - end * parts) > 0))
            for sign, (open_end, end) in zip((-1, 1), self._row_ends, strict=True)
        )

    def exact_point(self, values: list[Fraction]) -> Point | None:
        """Return values as a point if they keep every row, bound and grid."""
        for c, (value, (low, high)) in enumerate(zip(values, self._bounds, strict=True)):
            if (self.whole[c] and value.denominator != 1) or (low is not None and value < low):
                return None
            if high is not None and value > high:
                return None
        for columns, shares, least, most in self._exact_rows:
            moved = sum((share * values[c] for c, share in zip(columns, shares, strict=True)), Fraction(0))
            if (least is not None and moved < least) or (most is not None and moved > most):
                return None
        parts = least_denominator(values)
        numbers = tuple(int(value * parts) for value in values)
        if max(map(abs, numbers), default=0) < _ROOM:
            return Point(np.array(numbers, np.int64), parts)
        return Point(numbers, parts)

    def active_rows(self, x: F64) -> Iterator[tuple[list[int], list[int], int]]:
        """Give the rows that a solver's answer keeps with equality: columns, coefficients, end."""
        for columns, shares, least, most in self._exact_rows:
            moved = sum(share * float(x[c]) for c, share in zip(columns, shares, strict=True))
            for end in (least, most):
                if end is not None and abs(moved - end) <= _NEAR * (1 + abs(end)):
                    yield columns, shares, end
                    break

    def active_bounds(self, x: F64) -> Iterator[tuple[int, Fraction]]:
        """Give the columns that lie at a bound, or that are whole, with their exact value."""
        for c, (low, high) in enumerate(self._bounds):
            if self.whole[c]:
                yield c, Fraction(round(float(x[c])))
            elif low is not None and abs(float(x[c] - float(low))) <= _NEAR * (1 + abs(float(low))):
                yield c, low
            elif high is not None and abs(float(x[c] - float(high))) <= _NEAR * (1 + abs(float(high))):
                yield c, high


def _numbers(ends: list[int | None]) -> tuple[npt.NDArray[np.bool_], Whole]:
    """Return which ends are open, and the ends, 0 for an open one."""
    return np.array([end is None for end in ends], bool), np.array([end or 0 for end in ends], np.int64)


def _fractions(ends: list[Fraction | None]) -> tuple[npt.NDArray[np.bool_], Whole, Whole]:
    """Return which ends are open, their numerators and denominators."""
    given = [Fraction(0) if end is None else end for end in ends]
    return (
        np.array([end is None for end in ends], bool), np.array([end.numerator for end in given], np.int64),
        np.array([end.denominator for end in given], np.int64),
    )  # fmt: skip
