"""Hiding more cells until every audit passes, and showing again those that are not needed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from sonae.disclosure.assessment import Assessment, Inquiry
from sonae.disclosure.audit import Examined, Verdict
from sonae.disclosure.candidate import Candidate
from sonae.disclosure.insider import OpenUnion, insider_rows, open_unions
from sonae.disclosure.needs import Need, needs_of
from sonae.disclosure.program import Program
from sonae.disclosure.system import Protection, Row
from sonae.disclosure.widening import Widening

__all__ = ["until_safe"]

_TRIED_WHOLE = 400
"""Cells of the largest table of which every hidden cell is tried by all audits for whether it is still needed."""
_NOTHING, _NO_ANSWER = 1e-6, 1e30


def until_safe(
    inquiry: Inquiry, start: frozenset[str], fixed: frozenset[str], known: frozenset[str]
) -> tuple[frozenset[str], tuple[str, ...], Assessment]:
    """Add cells until every audit passes, then show again what is not needed.

    An added cell may make others needless, those of the elimination too; in a large table only added ones are tried, each against
    what it was added for, and what breaks by it is mended.

    Args:
        inquiry: the release.
        start: cells to hide at least at first.
        fixed: cells that stay hidden whatever happens.
        known: cells that everybody knows already.

    Returns:
        All hidden cells, those of them that were added, and what the audits find; it is not safe where nothing is left to hide.

    """
    search = _Search(inquiry, start, known)
    found = search.repaired()
    if found.verdict is not Verdict.SAFE:
        return search.hidden, tuple(search.added), found
    if search.added and len(inquiry.candidate.cells) <= _TRIED_WHOLE:
        tried = [*reversed(search.added), *(c for c in inquiry.candidate.cells if c in start and c not in fixed)]
        if [cell for cell in tried if search.not_needed(cell)]:
            found = search.repaired()
    elif [cell for cell in reversed(search.added) if search.reasons_hold_without(cell)]:
        found = search.repaired()
    return search.hidden, tuple(cell for cell in search.added if cell in search.hidden), found


class _Search:
    """A pattern on its way: what is hidden, what was added and why."""

    def __init__(self, inquiry: Inquiry, start: frozenset[str], known: frozenset[str]) -> None:
        self.inquiry, self.candidate, self.hidden, self.known = inquiry, inquiry.candidate, start, known
        self.added: list[str] = []
        self._reasons: dict[str, list[Need]] = {}
        self._widening: Widening | None = None
        self._sums_of: dict[str, list[int]] = {}
        for i, (total, parts) in enumerate(self.candidate.sums):
            for cell in (total, *parts):
                self._sums_of.setdefault(cell, []).append(i)
        self._touched = {i for cell in start for i in self._sums_of.get(cell, ())}

    def repaired(self) -> Assessment:
        """Add cells until every audit passes or nothing is left to add; return what the audits find."""
        while True:
            self._cover_unions()
            found = self.inquiry.assess(self.candidate.with_pattern(self.hidden))
            if found.verdict is Verdict.SAFE:
                return found
            before = self.hidden
            hopeless = [one for one in found.failed if not self._widened(one)]
            if hopeless:
                self._hide([cell for cell in self.candidate.cells if cell not in self.known])  # nothing less would do
            failed = found.failed if self.hidden == before else ()
            self._hide(_nearest(self.candidate, failed, found.unions, self.hidden, self.known))
            if self.hidden == before:
                return found

    def _cover_unions(self) -> None:
        """Add a cell for every sum of hidden parts that would stand open, until there is none left that can be helped."""
        while self._touched:
            sums = [self.candidate.sums[i] for i in sorted(self._touched)]
            unions = open_unions(sums, self.hidden - self.known, self.candidate.holdings, self.inquiry.rules)
            self._touched = {i for union in unions for i in self._sums_of[union.total]}
            more = _nearest(self.candidate, (), unions, self.hidden, self.known)
            if not more:
                self._touched.clear()
            self._hide(more)
            for cell in more:
                self._keep_open(cell)

    def _keep_open(self, cell: str) -> None:
        """Hide what keeps a cell from following from what is shown, so that hiding it does widen a sum."""
        holding, step = self.candidate.holdings[cell], self.inquiry.bare.variables[cell].step
        by, widening = step or Fraction(1), self._solver()
        ways = [
            (way, need)
            for need in (Need(cell, holding.value + by, True), Need(cell, holding.value - by, False))
            if (way := widening.cheapest(need)) is not None
        ]
        if ways:
            (cost, cells), need = min(ways, key=lambda one: one[0][0])
            if cost < math.inf:
                self._hide(cells, need)

    def _hide(self, cells: Sequence[str], because: Need | None = None) -> None:
        self.added += [cell for cell in cells if cell not in self.added]
        self.hidden = self.hidden.union(cells)
        if self._widening is not None:
            self._widening.hide(cells)
        for cell in cells:
            self._touched.update(self._sums_of.get(cell, ()))
            self._reasons.setdefault(cell, []).extend([] if because is None else [because])

    def _solver(self) -> Widening:
        if self._widening is None:
            inquiry = self.inquiry
            program = Program(inquiry.bare, inquiry.reach, inquiry.reduction.result())
            self._widening = Widening(program, self.candidate, self.hidden, self._own)
        return self._widening

    def _widened(self, one: Examined) -> bool:
        """Hide what the cheapest way to meet a protection asks for; say whether anything that is hidden may meet it."""
        widening, name = self._solver(), one.protection.variable
        value = self.inquiry.bare.value({name: Fraction(1)})
        if value is None:
            return True
        variable = self.inquiry.bare.variables[name]
        best: tuple[float, list[tuple[Need, list[str]]]] = math.inf, []
        for needs in needs_of(one.protection, value, variable.step, variable.lower, one.coalition):
            met = [(need, widening.cheapest(need)) for need in needs]
            cost = sum(_NO_ANSWER if way is None else way[0] for _, way in met)
            if cost < best[0]:
                best = cost, [(need, [] if way is None else way[1]) for need, way in met]
            if cost <= _NOTHING:
                break
        if best[0] == math.inf:
            return bool(variable.step)  # on a grid the least and the greatest may do where the steps between do not
        for need, cells in best[1]:
            self._hide(cells, need)
        return True

    def _own(self, coalition: tuple[str, ...]) -> tuple[Row, ...]:
        """Return what a coalition knows of the numbers that are not known to all."""
        if not coalition:
            return ()
        fixed = self.inquiry.reduction.fixed
        still_open = [holding for name, holding in self.inquiry.holdings.items() if name not in fixed]
        return tuple(insider_rows(coalition, still_open))

    def not_needed(self, cell: str) -> bool:
        """Show a cell again if all audits pass without it."""
        left = self.hidden - {cell}
        if self._asked_for(cell) or not self.inquiry.holds(self.candidate.with_pattern(left)):
            return False
        self.hidden = left
        self._solver().show([cell])
        return True

    def reasons_hold_without(self, cell: str) -> bool:
        """Show a cell again if all that it was added for holds without it; the audits have the last word."""
        left = self.hidden - {cell}
        touched = [self.candidate.sums[i] for i in self._sums_of.get(cell, ())]
        if not self._reasons.get(cell) or self._asked_for(cell):
            return False
        if open_unions(touched, left - self.known, self.candidate.holdings, self.inquiry.rules):
            return False
        self.hidden = left
        self._solver().show([cell])
        return True

    def _asked_for(self, cell: str) -> bool:
        """Say whether something that a cell was added for does not hold without it."""
        reasons = self._reasons.get(cell, ())
        if not reasons:
            return False
        widening = self._solver()
        widening.show([cell])
        ways = (widening.cheapest(need) for need in reasons)
        found = any(way is None or way[0] > _NOTHING for way in ways)
        widening.hide([cell])
        return found


def _nearest(
    candidate: Candidate,
    failed: Sequence[Examined],
    unions: Sequence[OpenUnion],
    hidden: frozenset[str],
    known: frozenset[str],
) -> list[str]:
    """Return a cell to hide for every number that is not safe and every sum that stands open.

    Of the cells that share a sum with it, or with what is hidden beside it, an inner one that is large enough for the room that is
    missing, and of these the smallest.
    """
    rank = {cell: i for i, cell in enumerate(candidate.cells)}
    free = {cell for cell in rank if cell not in hidden and cell not in known}
    sums_of: dict[str, list[tuple[str, ...]]] = {}
    for total, parts in candidate.sums:
        for cell in (total, *parts):
            sums_of.setdefault(cell, []).append((total, *parts))
    wanted: list[tuple[tuple[str, ...], Fraction]] = [
        ((one.protection.variable,), _room(candidate, one.protection)) for one in failed
    ]
    wanted += [(union.parts, union.level) for union in unions]
    more: list[str] = []
    for start, room in wanted:
        choices = _around(start, sums_of, hidden, free) or free
        if choices and not choices & set(more):
            more.append(min(choices, key=lambda cell: (*_fitness(candidate, cell, room), rank[cell])))
    return more


def _fitness(candidate: Candidate, cell: str, room: Fraction) -> tuple[bool, int, Fraction]:
    value = candidate.holdings[cell].value
    return value < room, -candidate.depth[cell], value


def _around(
    start: Sequence[str], sums_of: Mapping[str, list[tuple[str, ...]]], hidden: frozenset[str], free: set[str]
) -> set[str]:
    """Return the free cells that share a sum with some cells; if there are none, with the hidden ones that do, and so on."""
    near, seen = set(start), set[str]()
    while near:
        seen |= near
        around = {cell for name in near for of in sums_of.get(name, ()) for cell in of}
        if found := around & free:
            return found
        near = (around & hidden) - seen
    return set()


def _room(candidate: Candidate, protection: Protection) -> Fraction:
    """Return the room that a protection asks for to one side."""
    holding = candidate.holdings.get(protection.variable)
    room = max(protection.width, protection.spread)
    if holding is not None:
        room = max([room, *(abs(end - holding.value) for end in (protection.low, protection.high) if end is not None)])
    return room
