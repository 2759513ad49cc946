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
        self._matrix = csr_array(
            (np.array(shares, np.int64) if self._room else np.zeros(len(shares), np.int64), index, start),
            shape=(len(targets), len(program.columns)),
        )
        self._times = times
        self._seen: dict[int, tuple[Whole, Whole]] = {}
        self._odd: dict[int, tuple[Fraction, Fraction]] = {}
        self._values: dict[int, set[Fraction]] = {i: set() for i, count in enumerate(wanted) if count > 1}

    def add(self, point: Point | None) -> None:
        """Take a point in; none is passed over."""
        if point is None:
            return
        self.points += 1
        values = point.values
        if isinstance(values, np.ndarray) and int(np.abs(values).max(initial=0)) < self._room:
            moved: Any = self._matrix @ values
            least, most = self._seen.get(point.parts, (moved, moved))
            self._seen[point.parts] = (np.minimum(least, moved), np.maximum(most, moved))
        else:
            for i, target in enumerate(self.targets):
                value = point.of(target)
                low, high = self._odd.get(i, (value, value))
                self._odd[i] = (min(low, value), max(high, value))
        for i, found in self._values.items():
            if len(found) < self._wanted[i]:
                found.add(point.of(self.targets[i]))

    def ends(self, i: int) -> tuple[Fraction, Fraction] | None:
        """Return the least and the greatest value that was seen of a target; none before the first point."""
        ends = [] if i not in self._odd else list(self._odd[i])
        constant = self.targets[i].constant
        for parts, (least, most) in self._seen.items():
            over = self._times[i] * parts
            ends += [Fraction(int(least[i]), over) + constant, Fraction(int(most[i]), over) + constant]
        return (min(ends), max(ends)) if ends else None

    def values(self, i: int) -> tuple[Fraction, ...]:
        """Return values that were seen of a target, in order: up to as many as are wanted, or its two ends."""
        found = set(self._values.get(i, ()))
        return tuple(sorted(found.union(self.ends(i) or ())))
