"""The attack on a system: linear programs for intervals, searches on the grid, and points that prove what stays open.

What is asked of one attacker is asked of others who know more by the same program with narrower bounds: points that
were found are used again, and the solver goes on from where it stands.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from sonae.disclosure.audit import Audit, Examined, Freedom, Limits, Verdict
from sonae.disclosure.needs import needs_of
from sonae.disclosure.neighbours import near_points
from sonae.disclosure.program import F64, Point, Program, Target
from sonae.disclosure.solver import GridSearch, LinearSearch, NearSearch, Reached
from sonae.disclosure.system import Protection, System
from sonae.disclosure.witnesses import Witnesses

__all__ = ["Attack", "audit", "reach_of"]

_NEAR = 1e-7
_FINE = 10**6
_LOOK = 20


def audit(
    system: System, protections: Sequence[Protection], limits: Limits | None = None, *, full: bool = False,
    coalition: tuple[str, ...] = (),
) -> Audit:  # fmt: skip
    """Ask an attacker's questions of a system.

    Args:
        system: all that is known and released.
        protections: what must stay open.
        limits: of the lattice audit.
        full: find interval and values of every secret, also where less shows that it is safe.
        coalition: who asks, for the sentences.

    Raises:
        ContradictionError: when what is known contradicts itself.

    """
    program = Program(system, reach_of(protections))
    return Attack(program, protections, limits or Limits(), full=full).audit(coalition)


def reach_of(protections: Sequence[Protection]) -> Fraction:
    """Return the largest number that protections speak of."""
    return max(
        (abs(number) for p in protections for number in (p.low, p.high, p.width, p.spread) if number is not None),
        default=Fraction(0),
    )  # fmt: skip


class Attack:
    """What an attacker may find out of a system, protection after protection.

    Attributes:
        program: the open part of the system.
        protections: what must stay open.
        seen: exact points that were found.
        true: the true point; none where it is not known.

    """

    def __init__(
        self, program: Program, protections: Sequence[Protection], limits: Limits, *, full: bool = False,
        before: Attack | None = None, narrowed: Sequence[int] = (),
    ) -> None:  # fmt: skip
        """Begin an attack.

        Args:
            program: the open part of the system.
            protections: what must stay open.
            limits: of the lattice audit.
            full: find interval and values of every secret, also where less shows that it is safe.
            before: an attack that is ended by somebody who knows less; its points and its solver are used again.
            narrowed: the columns that he knows less of.

        """
        self.program, self.before, self.narrowed = program, before, narrowed
        self.limits, self.full, self.protections = limits, full, protections
        names = list(dict.fromkeys(protection.variable for protection in protections))
        self.at = {name: i for i, name in enumerate(names)}
        self.targets = [self.program.target(name) for name in names]
        self.grids = [self.program.grid_of(target) for target in self.targets]
        self.wanted = [self.limits.listed if full and grid is not None else 1 for grid in self.grids]
        for protection in protections:
            i = self.at[protection.variable]
            if self.grids[i] is not None:
                self.wanted[i] = max(self.wanted[i], protection.values)
        self.seen = Witnesses(self.program, self.targets, self.wanted)
        self.true: Point | None = program.true_point() if before is None else program.within(before.true, narrowed)
        self.seen.add(self.true)
        if before is not None:
            self.seen.add_within(before.seen, program, narrowed, self.true)
        self.linear: LinearSearch | None = None
        self.near: NearSearch | None = None
        self.grid: GridSearch | None = None
        self.intervals: dict[int, list[float]] = {}
        self.lattice: dict[int, tuple[bool, bool]] = {}
        self.complete: set[int] = set()
        self._looked = self.true is None
        self._closed: set[tuple[int, Fraction]] = set()

    def audit(self, coalition: tuple[str, ...] = ()) -> Audit:
        """Ask all questions.

        Args:
            coalition: who asks, for the sentences.

        """
        solved = 0 if self.before is None else self.before.solved
        found = self.run()
        self._give_back()
        return Audit(
            tuple(replace(one, coalition=coalition) for one in found) if coalition else tuple(found),
            self.solved - solved, self.grid.solved if self.grid else 0, self.seen.points,
            frozenset(self.program.reduced.fixed),
        )  # fmt: skip

    @property
    def solved(self) -> int:
        """Linear programs that were solved, by those who know less among them."""
        own = sum(solver.solved for solver in (self.linear, self.near) if solver is not None)
        return own if self.before is None else max(own, self.before.solved)

    def holds(self) -> bool:
        """Say whether every protection is safe; the first that is not ends the attack."""
        found = all(
            (self._by_interval(one) or self._by_lattice(one)).verdict is Verdict.SAFE for one in self.protections
        )
        self._give_back()
        return found

    def _give_back(self) -> None:
        for solver in (self.linear, self.near):
            if self.before is not None and solver is not None:
                solver.bound(self.before.program, self.narrowed)

    def run(self) -> list[Examined]:
        """Return what is found of every protection: by intervals, then on the grid what they leave undecided."""
        first = [self._by_interval(protection) for protection in self.protections]
        return [
            self._by_lattice(protection) if one is None else one
            for one, protection in zip(first, self.protections, strict=True)
        ]

    # Intervals

    def _by_interval(self, protection: Protection) -> Examined | None:
        """Return what the interval audit finds; none where the lattice must be asked."""
        i = self.at[protection.variable]
        target = self.targets[i]
        if not target.columns:
            safe = _met(protection, target.constant, target.constant, 1)
            freedom = Freedom(protection.variable, target.constant, target.constant, (target.constant,), complete=True)
            return Examined(protection, Verdict.SAFE if safe else Verdict.BROKEN, "interval", freedom)
        if not self.full and self._shown(protection, i):
            return self._examined(protection, i, Verdict.SAFE, "interval")
        if not self.full:
            self._look_near(protection, i)
            if self._shown(protection, i):
                return self._examined(protection, i, Verdict.SAFE, "interval")
        low, high = self._interval(i)
        low, high = self._interval(i)
        if not _may_be_met(protection, low, high, on_grid=self.grids[i] is not None):
            if self.full and self.program.whole.any() and all(self._lattice_ends(i)):
                self._values_of(i)
            return self._examined(protection, i, Verdict.BROKEN, "interval")
        if self._shown(protection, i) and not (self.full and self.program.whole.any()):
            return self._examined(protection, i, Verdict.SAFE, "interval")
        return None if self.program.whole.any() else self._examined(protection, i, Verdict.UNDECIDED, "interval")

    def _interval(self, i: int) -> list[float]:
        if i not in self.intervals:
            self.intervals[i] = [self._end(i, greatest=greatest) for greatest in (False, True)]
        return self.intervals[i]

    def _end(self, i: int, *, greatest: bool) -> float:
        """Return one end of the interval audit, without a program where a point already lies at a known bound."""
        target, ends = self.targets[i], self.seen.ends(i)
        bound = self._bound(target, greatest=greatest)
        if ends is not None and bound is not None and ends[greatest] == bound:
            return float(bound)
        x = self._solver().extreme(target, greatest=greatest)
        if x is None:
            return math.inf if greatest else -math.inf  # no answer: nothing is broken by it, and nothing shown safe
        self.seen.add(self.program.point(x))
        if any(self._at_box(c, x) for c in target.columns):
            return math.inf if greatest else -math.inf
        return float(target.constant) + sum(
            float(share) * float(x[c]) for c, share in zip(target.columns, target.shares, strict=True)
        )

    def _look_near(self, protection: Protection, i: int) -> None:
        """Look for the nearest points that show what a protection asks for, where the true one is known."""
        target, near = self.targets[i], self._near_solver()
        if near is None or self.true is None or len(target.columns) != 1:
            return
        column, share = target.columns[0], target.shares[0]
        lower = self._bound(target, greatest=False)
        for needs in needs_of(protection, self.true.of(target), self.grids[i], lower):
            for need in needs:
                ends = self.seen.ends(i)
                if ends is not None and (ends[1] >= need.level if need.upper else ends[0] <= need.level):
                    continue
                level, upper = (need.level - target.constant) / share, need.upper == (share > 0)
                # A whole number farther out first: where there is one, so are all others, mostly.
                for value in (float(math.ceil(level) if upper else math.floor(level)), float(level)):
                    x = near.reach(self.program, column, value, upper=upper)
                    if x is not None:
                        self._add(self.program.point(x))
                        break
            if self._shown(protection, i):
                return

    def _near_solver(self) -> NearSearch | None:
        """Return the solver for near points, with what is known beside; none where the true point is not known."""
        if self.near is None and self.before is not None:
            self.near = self.before._near_solver()
            if self.near is not None:
                self.near.bound(self.program, self.narrowed)
        elif self.near is None and self.true is not None:
            self.near = NearSearch(self.program, np.asarray(self.true.values, np.float64) / self.true.parts)
        return self.near

    def _add(self, point: Point | None) -> None:
        """Take a near point in; one that somebody with more knowledge cannot exclude nobody with less can."""
        self.seen.add(point)
        if self.before is not None:
            self.before.seen.add(point)

    def _solver(self) -> LinearSearch:
        """Return the solver, with what is known beside; one that somebody else used goes on from where it stands."""
        if self.linear is None and self.before is not None:
            self.linear = self.before._solver()
            self.linear.bound(self.program, self.narrowed)
        elif self.linear is None:
            self.linear = LinearSearch(self.program)
        return self.linear

    def _bound(self, target: Target, *, greatest: bool) -> Fraction | None:
        if len(target.columns) != 1:
            return None
        share = target.shares[0]
        bound = self.program.bounds(target.columns[0])[1 if greatest == (share > 0) else 0]
        return None if bound is None else bound * share + target.constant

    def _at_box(self, column: int, x: F64) -> bool:
        near = self.program.box * (1 - _NEAR)
        value = float(x[column])
        return (value >= near and self.program.boxed(column, upper=True)) or (
            value <= -near and self.program.boxed(column, upper=False)
        )

    def _shown(self, protection: Protection, i: int) -> bool:
        """Say whether the exact points found so far show that a protection holds."""
        ends = self.seen.ends(i)
        if ends is None:
            return False
        count = protection.values if self.grids[i] is None and ends[0] < ends[1] else len(self.seen.values(i))
        return _met(protection, *ends, count)

    # The lattice

    def _look_around(self) -> None:
        """Take in points near the true one, once, before any search."""
        if not self._looked and self.true is not None:
            start = np.asarray(self.true.values, np.float64) / self.true.parts
            for number, point in enumerate(near_points(self.program, start), 1):
                self.seen.add(self.program.point(point))
                if number % _LOOK == 0 and not self.full and self._all_shown():
                    break
        self._looked = True

    def _all_shown(self) -> bool:
        return all(self._shown(protection, self.at[protection.variable]) for protection in self.protections)

    def _by_lattice(self, protection: Protection) -> Examined:
        i = self.at[protection.variable]
        self._look_around()
        if not self.full and self._shown(protection, i):
            return self._examined(protection, i, Verdict.SAFE, "lattice")
        proven = self._lattice_ends(i)
        whole = self._values_of(i) if all(proven) else False
        if self._shown(protection, i):
            return self._examined(protection, i, Verdict.SAFE, "lattice")
        ends = self.seen.ends(i)
        broken = all(proven) and ends is not None and not _met(protection, *ends, protection.values)
        verdict = Verdict.BROKEN if broken or whole else Verdict.UNDECIDED
        return self._examined(protection, i, verdict, "lattice")

    def _lattice_ends(self, i: int) -> tuple[bool, bool]:
        """Find the least and the greatest value on the grid; say which of them is proven to be the last."""
        if i not in self.lattice:
            low, high = (self._lattice_end(i, greatest=greatest) for greatest in (False, True))
            self.lattice[i] = (low, high)
        return self.lattice[i]

    def _lattice_end(self, i: int, *, greatest: bool) -> bool:
        ends, interval = self.seen.ends(i), self._interval(i)
        grid = self.grids[i]
        if (
            ends is not None
            and grid is not None
            and abs(interval[greatest] - float(ends[greatest])) < 0.999 * float(grid)
        ):
            return True  # no other value of the grid lies between the point and the end of the interval
        found, point = self._search(i, greatest=greatest)
        return found is Reached.BEST and point is not None

    def _search(self, i: int, *, greatest: bool, low: float | None = None) -> tuple[Reached, Fraction | None]:
        self.grid = self.grid or GridSearch(self.program, seconds=self.limits.seconds, nodes=self.limits.nodes)
        found, x = self.grid.extreme(self.targets[i], greatest=greatest, low=low)
        point = None if x is None else self.program.point(x)
        self.seen.add(point)
        return found, None if point is None else point.of(self.targets[i])

    def _values_of(self, i: int) -> bool:
        """Search values of the grid from the least upwards until enough are found; say whether there are no others."""
        grid, target = self.grids[i], self.targets[i]
        if grid is None:
            return False
        while i not in self.complete:
            values = self.seen.values(i)
            if not values or len(values) >= self.wanted[i]:
                return False
            last = next(
                (a for a, b in itertools.pairwise(values) if b - a > grid and (i, a) not in self._closed),
                None,
            )
            if last is None:
                self.complete.add(i)
                break
            following = values[values.index(last) + 1]
            found, value = self._search(i, greatest=False, low=float(last + grid / 2 - target.constant))
            if found is not Reached.BEST or value is None:
                return False
            if value >= following:
                self._closed.add((i, last))
        return True

    def _examined(self, protection: Protection, i: int, verdict: Verdict, by: str) -> Examined:
        low, high = self._said_ends(i) if i in self.intervals else (None, None)
        ends = self.seen.ends(i)
        if i not in self.intervals and ends is not None:
            low, high = ends
        values = self.seen.values(i)
        return Examined(protection, verdict, by, Freedom(protection.variable, low, high, values, i in self.complete))

    def _said_ends(self, i: int) -> tuple[Fraction | None, Fraction | None]:
        """Return the ends of the interval audit: exact where a point lies there."""
        out: list[Fraction | None] = []
        ends = self.seen.ends(i)
        for side, end in enumerate(self.intervals[i]):
            if not math.isfinite(end):
                out.append(None)
            elif ends is not None and abs(float(ends[side]) - end) <= _NEAR * (1 + abs(end)):
                out.append(ends[side])
            else:
                out.append(Fraction(end).limit_denominator(_FINE))
        return out[0], out[1]


def _met(protection: Protection, low: Fraction, high: Fraction, count: int) -> bool:
    return (
        (protection.low is None or low <= protection.low)
        and (protection.high is None or high >= protection.high)
        and high - low >= max(protection.width, protection.spread)
        and count >= protection.values
    )


def _may_be_met(protection: Protection, low: float, high: float, *, on_grid: bool) -> bool:
    """Say whether an interval leaves what is asked of intervals: on a grid, values and spread are for the lattice audit."""
    width = protection.width if on_grid else max(protection.width, protection.spread)
    near = _NEAR * (1 + max((abs(end) for end in (low, high) if math.isfinite(end)), default=0.0))
    return (
        (protection.low is None or low <= float(protection.low) + near)
        and (protection.high is None or high >= float(protection.high) - near)
        and high - low >= float(width) - 2 * near
        and (protection.values == 1 or on_grid or high - low > near)
    )
