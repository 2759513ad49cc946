"""Putting together, exactly, what follows at once from a system: definitions put in, known numbers put in, grids sharpened."""

from __future__ import annotations

import copy
import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sonae.core import InputError
from sonae.disclosure.exact import Form, least_denominator
from sonae.disclosure.rounding import Span
from sonae.disclosure.system import Row, System

__all__ = ["ContradictionError", "Reduced", "Reduction", "reduced"]

_SHARE = 1000


class ContradictionError(InputError):
    """What is known contradicts itself: no numbers fit all of it."""


@dataclass
class Reduced:
    """What is left open of a system.

    Attributes:
        steps: step of every variable that is still open, none where it may be any number.
        lower: least value by open variable, on its grid.
        upper: greatest value.
        fixed: variables whose value is known.
        rows: (name, form in open variables, closed lower end, closed upper end); on grids the ends are values that the form
            can take.

    """

    steps: dict[str, Fraction | None]
    lower: dict[str, Fraction | None]
    upper: dict[str, Fraction | None]
    fixed: dict[str, Fraction] = field(default_factory=dict)
    rows: list[tuple[str, dict[str, Fraction], Fraction | None, Fraction | None]] = field(default_factory=list)


def reduced(system: System) -> Reduced:
    """Reduce a system; every step is exact and loses nothing but open ends of numbers without a grid.

    Where no number has a grid, an end that is not quite reached is counted as reached: what is possible is convex and not empty, so
    values as near as one likes are possible.

    Raises:
        ContradictionError: naming the row that cannot hold.

    """
    return Reduction(system).result()


class Reduction:
    """A system put together as far as it goes; more rows may be put in later without beginning again.

    Raises:
        ContradictionError: naming the row that cannot hold.

    """

    def __init__(self, system: System) -> None:
        self.system = system
        own = [variable for variable in system.variables.values() if not variable.equals]
        self.steps = {variable.id: variable.step for variable in own}
        self.lower: dict[str, Fraction | None] = {variable.id: None for variable in own}
        self.upper: dict[str, Fraction | None] = {variable.id: None for variable in own}
        self.fixed: dict[str, Fraction] = {}
        self.forms: list[dict[str, Fraction]] = []
        self.spans: list[Span] = []
        self.names: list[str] = []
        self.mixed = len({step is None for step in self.steps.values()}) == 2
        self.rows_of: dict[str, list[int]] = {}
        self._take(self._all_rows(system))
        self._run(range(len(self.forms)))

    def extended(self, rows: Sequence[Row]) -> Reduction:
        """Return the same with more rows, this one left as it is."""
        out = copy.copy(self)
        out.system = self.system.with_rows(rows)
        out.lower, out.upper, out.fixed = dict(self.lower), dict(self.upper), dict(self.fixed)
        out.forms, out.spans, out.names = [dict(form) for form in self.forms], list(self.spans), list(self.names)
        out.rows_of = {name: list(at) for name, at in self.rows_of.items()}
        out._take(rows)
        out._run(range(len(self.forms), len(out.forms)))
        return out

    def _take(self, rows: Iterable[Row]) -> None:
        for row in rows:
            form = self.system.base(row.of)
            for name in form:
                self.rows_of.setdefault(name, []).append(len(self.forms))
            self.forms.append(form)
            self.spans.append(self._closed(form, row.span) if self.mixed else row.span)
            self.names.append(row.name)

    @staticmethod
    def _all_rows(system: System) -> Iterable[Row]:
        for variable in system.variables.values():
            if variable.lower is not None or variable.upper is not None:
                yield Row(f"bounds of {variable.id}", {variable.id: Fraction(1)}, Span(variable.lower, variable.upper))
        yield from system.rows

    def _run(self, first: Iterable[int]) -> None:
        waiting = deque(first)
        due = [False] * len(self.forms)
        for i in waiting:
            due[i] = True
        while waiting:
            i = waiting.popleft()
            due[i] = False
            form = self.forms[i]
            for name in [name for name in form if name in self.fixed]:
                self.spans[i] = _moved(self.spans[i], form.pop(name) * self.fixed[name])
            if not form:
                if not self.spans[i].holds(Fraction(0)):
                    raise ContradictionError(f"«{self.names[i]}» contradicts what else is known")
            elif len(form) == 1:
                ((name, share),) = form.items()
                if self._tightened(name, share, self.spans[i], self.names[i]):
                    for j in self.rows_of[name]:
                        if not due[j] and j != i:
                            due[j] = True
                            waiting.append(j)

    def _tightened(self, name: str, share: Fraction, span: Span, said_by: str) -> bool:
        """Narrow the bounds of a variable; say whether it is now known."""
        ends = [None if end is None else end / share for end in span[:2]]
        opens = list(span[2:])
        if share < 0:
            ends.reverse()
            opens.reverse()
        step = self.steps[name]
        low, high = ends
        if step is not None:
            low = None if low is None else _up(low, step, strict=opens[0])
            high = None if high is None else -_up(-high, step, strict=opens[1])
        lower, upper = self.lower[name], self.upper[name]
        if low is not None and (lower is None or low > lower):
            self.lower[name] = lower = low
        if high is not None and (upper is None or high < upper):
            self.upper[name] = upper = high
        if lower is None or upper is None:
            return False
        if lower > upper:
            raise ContradictionError(f"«{said_by}» contradicts what else is known")
        if lower == upper and name not in self.fixed:
            self.fixed[name] = lower
            return True
        return False

    def result(self) -> Reduced:
        """Return what is left open.

        Raises:
            ContradictionError: naming a row on grids that cannot hold.

        """
        names = [name for name in self.steps if name not in self.fixed]
        out = Reduced(
            {name: self.steps[name] for name in names}, {name: self.lower[name] for name in names},
            {name: self.upper[name] for name in names}, self.fixed,
        )  # fmt: skip
        for name, form, span in zip(self.names, self.forms, self.spans, strict=True):
            if len(form) > 1:
                low, high = self._ends(form, span)
                if low is not None and high is not None and low > high:
                    raise ContradictionError(f"«{name}» contradicts what else is known")
                if low is not None or high is not None:
                    out.rows.append((name, form, low, high))
        return out

    def _ends(self, form: Form, span: Span) -> tuple[Fraction | None, Fraction | None]:
        """Return closed ends: sharpened to values that the form takes where all its variables stand on grids."""
        steps = [self.steps[name] for name in form]
        whole = [step for step in steps if step is not None]
        low, high = span.lower, span.upper
        if len(whole) == len(steps):
            grid = _common_step([share * step for share, step in zip(form.values(), whole, strict=True)])
            low = None if low is None else _up(low, grid, strict=span.lower_open)
            high = None if high is None else -_up(-high, grid, strict=span.upper_open)
        return low, high

    def _closed(self, form: Form, span: Span) -> Span:
        """Move the open ends of a row in, where numbers without a grid stand beside others on one.

        Only there a point at an open end may have no neighbour inside. A little more is then taken for known than is.
        """
        if not any(self.steps[name] is None for name in form):
            return span
        low, high = span.lower, span.upper
        slack = Fraction(1, _SHARE) * ((high - low) if low is not None and high is not None else 1)
        value = self.system.value(form)
        if low is not None and span.lower_open:
            low += slack if value is None else min(slack, value - low)
        if high is not None and span.upper_open:
            high -= slack if value is None else min(slack, high - value)
        return Span(low, high)


def _moved(span: Span, by: Fraction) -> Span:
    low, high = span.lower, span.upper
    return Span(
        None if low is None else low - by, None if high is None else high - by, span.lower_open, span.upper_open
    )


def _up(value: Fraction, step: Fraction, *, strict: bool) -> Fraction:
    """Return the least multiple of ``step`` at or above ``value``, above it where ``strict``."""
    times = value / step
    least = math.ceil(times)
    return (least + (strict and least == times)) * step


def _common_step(shares: list[Fraction]) -> Fraction:
    scale = least_denominator(shares)
    return Fraction(math.gcd(*(abs(int(share * scale)) for share in shares)), scale)
