"""Points that an outsider cannot exclude, proven exactly, and what they say of every secret."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from sonae.disclosure.exact import least_denominator
from sonae.disclosure.program import Point, Program, Target, Whole

__all__ = ["Witnesses"]

_ROOM = 2**61
_PULL = 1024
"""Points are drawn towards the true one by parts of this: a power of two, so that numbers stay small."""


class Witnesses:
    """Least, greatest and number of values of each target over all points that were found.

    A secret is called safe on the strength of these points alone, never on the word of a solver.
    """

    def __init__(self, program: Program, targets: Sequence[Target], wanted: Sequence[int]) -> None:
        from scipy.sparse import csr_array

        self.targets, self.points = targets, 0
        self._wanted = list(wanted)
        times = [least_denominator(target.shares) for target in targets]
        start = np.concatenate([[0], np.cumsum([len(target.columns) for target in targets])]).astype(np.int32)
        index = np.array([c for target in targets for c in target.columns], np.int32)
        shares = [int(share * by) for target, by in zip(targets, times, strict=True) for share in target.shares]
        self._room = _ROOM // max([1, *(sum(abs(s) for s in shares[a:b]) for a, b in itertools.pairwise(start))])
        self._matrix: Any = csr_array(
            (np.array(shares, np.int64) if self._room else np.zeros(len(shares), np.int64), index, start),
            shape=(len(targets), len(program.columns)),
        )
        self._times = times
        self._kept: dict[int, list[Whole]] = {}
        self._seen: dict[int, tuple[Whole, Whole]] = {}
        self._odd: dict[int, tuple[Fraction, Fraction]] = {}
        self._values: dict[int, set[Fraction]] = {i: set() for i, count in enumerate(wanted) if count > 1}
        self._ends: dict[int, tuple[Fraction, Fraction] | None] = {}

    def add(self, point: Point | None) -> None:
        """Take a point in; none is passed over."""
        if point is None:
            return
        values = point.values
        if isinstance(values, np.ndarray) and int(np.abs(values).max(initial=0)) < self._room:
            self._kept.setdefault(point.parts, []).append(values)
            self._take(point.parts, (self._matrix @ values)[:, None])
            return
        self.points += 1
        self._ends.clear()
        for i, target in enumerate(self.targets):
            value = point.of(target)
            low, high = self._odd.get(i, (value, value))
            self._odd[i] = (min(low, value), max(high, value))
            if i in self._values and len(self._values[i]) < self._wanted[i]:
                self._values[i].add(value)

    def add_within(self, others: Witnesses, program: Program, columns: Sequence[int], true: Point | None) -> None:
        """Take in those points of others that keep narrower bounds of some columns.

        Where no column is whole, what is possible is convex: a point that leaves the bounds is drawn towards the true one until it
        keeps them, in exact arithmetic again.

        Args:
            others: points that keep all but the narrower bounds.
            program: the program with these bounds.
            columns: the columns whose bounds are narrower.
            true: the true point, which keeps them.

        """
        at = np.asarray(columns, np.int64)
        for parts, kept in others._kept.items():
            points = np.stack(kept, axis=1)
            limits = _limits(program, columns, parts)
            if limits is None:
                continue
            low, high = limits
            inside = np.all((points[at] >= low) & (points[at] <= high), axis=0)
            if inside.any():
                self._take(parts, self._matrix @ points[:, inside])
            home = None if program.whole.any() or true is None else _in_parts(true, parts)
            if home is None or inside.all():
                continue
            points = points[:, ~inside]
            largest = max(int(np.abs(points).max(initial=0)), int(np.abs(home).max(initial=0)))
            if largest * _PULL < self._room:
                self._draw(parts * _PULL, points, home, at, limits)

    def _draw(self, parts: int, points: Whole, home: Whole, at: Whole, limits: tuple[Whole, Whole]) -> None:
        """Draw points (columns, points) home until they keep the limits of some columns, and take them in."""
        low, high = limits
        near, far = home[at].astype(np.float64)[:, None], points[at].astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            down = np.where(far < low, (near - low) / (near - far), 1.0)
            up = np.where(far > high, (high - near) / (far - near), 1.0)
        share = np.floor(np.clip(np.minimum(down, up).min(axis=0), 0.0, 1.0) * _PULL)
        by = np.nan_to_num(share).astype(np.int64)
        drawn = home[at][:, None] * (_PULL - by) + points[at] * by
        holds = (by > 0) & np.all((drawn >= low * _PULL) & (drawn <= high * _PULL), axis=0)
        if holds.any():
            there = self._matrix @ points[:, holds]
            self._take(parts, (self._matrix @ home)[:, None] * (_PULL - by[holds]) + there * by[holds])

    def _take(self, parts: int, moved: Any) -> None:
        """Take in what points say of every target: (targets, points) in parts."""
        self.points += moved.shape[1]
        self._ends.clear()
        least, most = moved.min(axis=1), moved.max(axis=1)
        if parts in self._seen:
            before = self._seen[parts]
            least, most = np.minimum(before[0], least), np.maximum(before[1], most)
        self._seen[parts] = (least, most)
        for i, found in self._values.items():
            if len(found) < self._wanted[i]:
                over, constant = self._times[i] * parts, self.targets[i].constant
                found.update(Fraction(int(value), over) + constant for value in np.unique(moved[i]))

    def ends(self, i: int) -> tuple[Fraction, Fraction] | None:
        """Return the least and the greatest value that was seen of a target; none before the first point."""
        if i not in self._ends:
            ends = [] if i not in self._odd else list(self._odd[i])
            constant = self.targets[i].constant
            for parts, (least, most) in self._seen.items():
                over = self._times[i] * parts
                ends += [Fraction(int(least[i]), over) + constant, Fraction(int(most[i]), over) + constant]
            self._ends[i] = (min(ends), max(ends)) if ends else None
        return self._ends[i]

    def values(self, i: int) -> tuple[Fraction, ...]:
        """Return values that were seen of a target, in order: up to as many as are wanted, or its two ends."""
        found = set(self._values.get(i, ()))
        return tuple(sorted(found.union(self.ends(i) or ())))


def _limits(program: Program, columns: Sequence[int], parts: int) -> tuple[Whole, Whole] | None:
    """Return the bounds of columns in whole parts (columns, 1), moved in; wide where there are none, none where too large."""
    wide = _ROOM // _PULL
    ends = [program.bounds(c) for c in columns]
    low = [-wide if a is None else -((-a.numerator * parts) // a.denominator) for a, _ in ends]
    high = [wide if b is None else (b.numerator * parts) // b.denominator for _, b in ends]
    if any(abs(end) > wide for end in (*low, *high)):
        return None
    return np.array(low, np.int64)[:, None], np.array(high, np.int64)[:, None]


def _in_parts(point: Point, parts: int) -> Whole | None:
    """Return a point in other parts; none where it has no whole number of them."""
    if parts % point.parts or not isinstance(point.values, np.ndarray):
        return None
    return point.values * (parts // point.parts)
