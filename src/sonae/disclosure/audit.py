"""The attacker's questions: between which values must a secret lie, and which values on its grid are left, given all releases?

Interval audit: two linear programs a secret (Fischetti and Salazar-González 2001). Lattice audit: points on the grid by
programs in whole
numbers, values that were found excluded one after the other. «Safe» rests on points that keep every row in exact arithmetic;
«broken» on the solver's bounds, which errs to the safe side; what neither shows is «undecided» and counts as refused.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

import numpy as np

from sonae.disclosure.exact import said
from sonae.disclosure.neighbours import near_points
from sonae.disclosure.program import F64, Program, Target
from sonae.disclosure.solver import GridSearch, LinearSearch, Reached
from sonae.disclosure.system import Protection, System
from sonae.disclosure.witnesses import Witnesses
from sonae.disclosure.words import CAUSES

__all__ = ["Audit", "Examined", "Freedom", "Limits", "Verdict", "audit"]

_NEAR = 1e-7
_FINE = 10**6
_LOOK = 20


class Verdict(Enum):
    """What an audit finds of a secret."""

    SAFE = "safe"
    BROKEN = "broken"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the lattice audit may search.

    Attributes:
        seconds: for all secrets of an audit together.
        nodes: of the search tree, a search.
        listed: how many values of a secret are looked for where its whole freedom is asked for.

    """

    seconds: float = 10.0
    nodes: int = 200_000
    listed: int = 12


@dataclass(frozen=True, slots=True)
class Freedom:
    """What an outsider must still think possible of a secret: the freedom that is left.

    Attributes:
        variable: the secret.
        low: least value of the interval audit; none where there is no limit. Where the whole freedom was not asked for,
            a value that is proven possible.
        high: greatest value.
        values: values that are proven possible, in order; on a grid all of them where ``complete``, else some.
        complete: True where no other value of the grid is possible.

    """

    variable: str
    low: Fraction | None
    high: Fraction | None
    values: tuple[Fraction, ...]
    complete: bool = False

    @property
    def width(self) -> Fraction | None:
        """Width of the interval; none where it has no limit."""
        return None if self.low is None or self.high is None else self.high - self.low


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of one protection.

    Attributes:
        protection: what must stay open.
        verdict: safe, broken or undecided.
        audit: which audit decided: «interval» or «lattice».
        freedom: what stays open.
        coalition: the contributors who ask, none for an outsider.

    """

    protection: Protection
    verdict: Verdict
    audit: str
    freedom: Freedom
    coalition: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Say it in one sentence, with figures: for those alone who may know the secret."""
        freedom, wanted = self.freedom, self.protection
        who = f"{' and '.join(self.coalition)} together with what is released" if self.coalition else "what is released"
        left = f"between {said(freedom.low)} and {said(freedom.high)}"
        if self.audit == "lattice":
            listed = ", ".join(said(value) for value in freedom.values[:6])
            count = f"{len(freedom.values)} value{'' if len(freedom.values) == 1 else 's'}"
            left += f", {'only' if freedom.complete else 'at least'} {count} of the grid ({listed})"
        asked = _asked(wanted)
        return f"{wanted.variable} ({wanted.cause}) is {self.verdict.value}: {who} leaves it {left}; asked for {asked}"

    def sentence_ja(self) -> str:
        """Say the same in Japanese."""
        freedom, wanted = self.freedom, self.protection
        who = f"{'・'.join(self.coalition)}の知る値と公表値" if self.coalition else "公表値"
        left = f"{said(freedom.low)}以上{said(freedom.high)}以下"
        if self.audit == "lattice":
            listed = "、".join(said(value) for value in freedom.values[:6])
            left += f"（格子上の値は{len(freedom.values)}個{'のみ' if freedom.complete else '以上'}：{listed}）"
        verdict = {"safe": "保護されている", "broken": "保護されない", "undecided": "判定できない"}[self.verdict.value]
        cause = CAUSES[wanted.cause].ja if wanted.cause in CAUSES else wanted.cause
        return (
            f"{wanted.variable}（{cause}）は{verdict}。{who}から{left}に絞られ、必要な余地は{_asked_ja(wanted)}である"
        )


def _asked(wanted: Protection) -> str:
    parts = [f"a value at or below {said(wanted.low)}"] if wanted.low is not None else []
    parts += [f"a value at or above {said(wanted.high)}"] if wanted.high is not None else []
    parts += [f"a width of {said(wanted.width)}"] if wanted.width else []
    spread = f" with a spread of {said(wanted.spread)}" if wanted.spread else ""
    parts += [f"{wanted.values} values{spread}"] if wanted.values > 1 or spread else []
    return ", ".join(parts) or "nothing"


def _asked_ja(wanted: Protection) -> str:
    parts = [f"{said(wanted.low)}以下の値"] if wanted.low is not None else []
    parts += [f"{said(wanted.high)}以上の値"] if wanted.high is not None else []
    parts += [f"幅{said(wanted.width)}"] if wanted.width else []
    spread = f"と広がり{said(wanted.spread)}" if wanted.spread else ""
    parts += [f"{wanted.values}個以上の値{spread}"] if wanted.values > 1 or spread else []
    return "、".join(parts) or "なし"


@dataclass(frozen=True)
class Audit:
    """All that an audit found.

    Attributes:
        examined: one entry a protection.
        programs: linear programs solved.
        searches: searches on the grid.
        points: exact points that the verdicts rest on.
        known: variables that everybody knows exactly.

    """

    examined: tuple[Examined, ...]
    programs: int
    searches: int
    points: int
    known: frozenset[str] = frozenset()

    @property
    def verdict(self) -> Verdict:
        """The worst of all: broken, else undecided, else safe."""
        found = {one.verdict for one in self.examined}
        return next((v for v in (Verdict.BROKEN, Verdict.UNDECIDED) if v in found), Verdict.SAFE)

    @property
    def failed(self) -> tuple[Examined, ...]:
        """What is not safe."""
        return tuple(one for one in self.examined if one.verdict is not Verdict.SAFE)


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
    work = _Work(system, protections, limits or Limits(), full=full)
    found = work.run()
    return Audit(
        tuple(replace(one, coalition=coalition) for one in found),
        work.linear.solved if work.linear else 0, work.grid.solved if work.grid else 0, work.seen.points,
        frozenset(work.program.reduced.fixed),
    )  # fmt: skip


def _reach(protections: Sequence[Protection]) -> Fraction:
    return max(
        (abs(number) for p in protections for number in (p.low, p.high, p.width, p.spread) if number is not None),
        default=Fraction(0),
    )  # fmt: skip


class _Work:
    def __init__(self, system: System, protections: Sequence[Protection], limits: Limits, *, full: bool) -> None:
        self.program = Program(system, _reach(protections))
        self.limits, self.full, self.protections = limits, full, protections
        names = list(dict.fromkeys(protection.variable for protection in protections))
        self.at = {name: i for i, name in enumerate(names)}
        self.targets = [self.program.target(name) for name in names]
        self.grids = [self.program.grid_of(target) for target in self.targets]
        self.wanted = [self.limits.listed if full and grid is not None else 1 for grid in self.grids]
        for protection in protections:
            i = self.at[protection.variable]
            self.wanted[i] = max(self.wanted[i], protection.values)
        self.seen = Witnesses(self.program, self.targets, self.wanted)
        self.true = self.program.true_point()
        self.seen.add(self.true)
        self.linear: LinearSearch | None = None
        self.grid: GridSearch | None = None
        self.intervals: dict[int, list[float]] = {}
        self.lattice: dict[int, tuple[bool, bool]] = {}
        self.complete: set[int] = set()
        self._closed: set[tuple[int, Fraction]] = set()

    def run(self) -> list[Examined]:
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
        self.linear = self.linear or LinearSearch(self.program)
        x = self.linear.extreme(target, greatest=greatest)
        if x is None:
            return math.inf if greatest else -math.inf  # no answer: nothing is broken by it, and nothing shown safe
        self.seen.add(self.program.point(x))
        if any(self._at_box(c, x) for c in target.columns):
            return math.inf if greatest else -math.inf
        return float(target.constant) + sum(
            float(share) * float(x[c]) for c, share in zip(target.columns, target.shares, strict=True)
        )

    def _bound(self, target: Target, *, greatest: bool) -> Fraction | None:
        if len(target.columns) != 1:
            return None
        name = self.program.columns[target.columns[0]]
        share = target.shares[0] / self.program.scale[target.columns[0]]
        bounds = self.program.reduced.upper if greatest == (share > 0) else self.program.reduced.lower
        bound = bounds[name]
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
        if self.true is not None:
            start = np.asarray(self.true.values, np.float64) / self.true.parts
            for number, point in enumerate(near_points(self.program, start), 1):
                self.seen.add(self.program.point(point))
                if number % _LOOK == 0 and not self.full and self._all_shown():
                    break
        self.true = None

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
