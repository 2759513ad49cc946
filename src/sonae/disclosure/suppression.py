"""Hiding cells until every audit passes: by elimination in a public order, or at least cost; and what is left to do else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from sonae.core import InputError
from sonae.disclosure.assessment import Assessment, assess, joined_system, wanted_of
from sonae.disclosure.audit import Verdict
from sonae.disclosure.candidate import Candidate
from sonae.disclosure.gauss import gauss_pattern
from sonae.disclosure.ledger import Ledger
from sonae.disclosure.optimal import optimal_pattern
from sonae.disclosure.primary import dominant, primary_causes
from sonae.disclosure.reduction import reduced
from sonae.disclosure.rounding import Span, Ties, span_of
from sonae.disclosure.rules import DisclosureRules, Dominance
from sonae.disclosure.system import Protection, Row

__all__ = ["Method", "Suppression", "dominance_pattern", "primary_pattern", "suppress", "with_intervals"]


_TRIED_WHOLE = 400
"""Cells of the largest table of which every hidden cell is tried for whether it is still needed."""


class Method(StrEnum):
    """How cells are chosen: by elimination in a public order, at least cost, or by leaving out whole levels of rows."""

    GAUSS = "gauss"
    OPTIMAL = "optimal"
    ROWS = "rows"


@dataclass(frozen=True)
class Suppression:
    """A pattern of hidden cells with its audits.

    Attributes:
        candidate: the release with the pattern.
        primary: causes by cell that is secret by itself.
        carried: cells that are hidden because the last release of the series hid them, or the file says so.
        secondary: cells that are hidden to protect others.
        added: those of them that the audits asked for.
        method: how they were chosen.
        assessment: what the audits find of the pattern.

    """

    candidate: Candidate
    primary: Mapping[str, tuple[str, ...]]
    carried: tuple[str, ...]
    secondary: tuple[str, ...]
    added: tuple[str, ...]
    method: Method
    assessment: Assessment

    @property
    def protected(self) -> bool:
        """Whether every audit passes."""
        return self.assessment.verdict is Verdict.SAFE

    @property
    def value_independent(self) -> bool:
        """Whether the secondary cells were chosen without looking at a value, so that the pattern tells nothing."""
        return self.method is Method.GAUSS and not self.added and not self.candidate.intervals

    @property
    def suppressed(self) -> tuple[str, ...]:
        """All hidden cells in the public order."""
        return tuple(cell for cell in self.candidate.cells if cell in self.candidate.suppressed)


def primary_pattern(candidate: Candidate, rules: DisclosureRules) -> dict[str, tuple[str, ...]]:
    """Return the cells that are secret by themselves, with their causes, in the public order."""
    found = {cell: primary_causes(candidate.holdings[cell], rules) for cell in candidate.cells}
    return {cell: causes for cell, causes in found.items() if causes}


def suppress(
    candidate: Candidate,
    ledger: Ledger,
    rules: DisclosureRules,
    *,
    method: Method = Method.GAUSS,
    order: Sequence[str] | None = None,
    cost: str = "values",
) -> Suppression:
    """Hide cells until every audit passes.

    Args:
        candidate: the release.
        ledger: every release before it; the pattern of the last one of the series is carried forward.
        rules: the agency's.
        method: of choosing secondary cells. With ``gauss``, cells are added until the audits pass, then those that are not
            needed shown again.
        order: public order of the cells, those first that are best shown; totals first by default.
        cost: of hiding a cell with ``optimal``: «values» or «cells».

    Returns:
        The pattern; ``protected`` says whether it holds. Where nothing holds, all cells that may be are hidden.

    Raises:
        InputError: when a secret follows from what was released before, or the table is too large for ``optimal``.

    """
    primary = primary_pattern(candidate, rules)
    carried = _carried(candidate, ledger)
    bare = joined_system(replace(candidate, cells={}, intervals={}), ledger)
    left = reduced(bare)
    known = [cell for cell in candidate.cells if cell not in left.steps]
    first = frozenset([*primary, *carried]) - set(known)
    if set(primary) & set(known):
        raise _out_already(candidate)
    if method is Method.ROWS:
        return _coarser(candidate, ledger, rules, primary, carried)
    if method is Method.OPTIMAL:
        return _optimal(candidate, ledger, rules, primary, carried, first, known, cost)
    equations = [form for _, form, low, high in left.rows if low == high]
    try:
        secondary = gauss_pattern(
            equations, list(candidate.cells if order is None else order), list(primary),
            hidden=carried, shown=known,
        )  # fmt: skip
    except ValueError as error:
        raise _out_already(candidate) from error
    hidden, added, found = _until_safe(candidate, ledger, rules, first.union(secondary), first, frozenset(known))
    done = candidate.with_pattern(hidden)
    chosen = tuple(cell for cell in candidate.cells if cell in hidden and cell not in first)
    return Suppression(done, primary, carried, chosen, added, method, found)


def _out_already(candidate: Candidate) -> InputError:
    return InputError(
        "a secret follows exactly from what everybody knows or was released before; no suppression can protect it",
        file=candidate.name,
    )


def _carried(candidate: Candidate, ledger: Ledger) -> tuple[str, ...]:
    series = candidate.file.series
    places = set(ledger.last_pattern(series)) if series is not None else set()
    return tuple(
        cell for cell in candidate.cells if cell in candidate.suppressed or candidate.places.get(cell) in places
    )


def _until_safe(
    candidate: Candidate,
    ledger: Ledger,
    rules: DisclosureRules,
    start: frozenset[str],
    fixed: frozenset[str],
    known: frozenset[str],
) -> tuple[frozenset[str], tuple[str, ...], Assessment]:
    """Add cells, one for every number that is not safe, then show again what is not needed.

    An added cell may make others needless, those of the elimination too; in a large table only added ones are tried.
    """
    hidden, added = start, list[str]()
    found = assess(candidate.with_pattern(hidden), ledger, rules)
    while found.verdict is not Verdict.SAFE:
        more = _nearest(candidate, found, hidden, known)
        if not more:
            return hidden, tuple(added), found
        added += more
        hidden = hidden.union(more)
        found = assess(candidate.with_pattern(hidden), ledger, rules)
    tried = list(reversed(added))
    if added and len(candidate.cells) <= _TRIED_WHOLE:
        tried += [cell for cell in candidate.cells if cell in start and cell not in fixed]
    for cell in tried:
        fewer = assess(candidate.with_pattern(hidden - {cell}), ledger, rules)
        if fewer.verdict is Verdict.SAFE:
            hidden, found = hidden - {cell}, fewer
    return hidden, tuple(cell for cell in added if cell in hidden), found


def _nearest(candidate: Candidate, found: Assessment, hidden: frozenset[str], known: frozenset[str]) -> list[str]:
    """Return a cell to hide for every number that is not safe.

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
        ((one.protection.variable,), _room(candidate, one.protection)) for one in found.failed
    ]
    wanted += [(union.parts, union.level) for union in found.unions]
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


def _optimal(
    candidate: Candidate, ledger: Ledger, rules: DisclosureRules, primary: Mapping[str, tuple[str, ...]], carried: tuple[str, ...],
    first: frozenset[str], known: Sequence[str], cost: str,
) -> Suppression:  # fmt: skip
    if cost not in ("values", "cells"):
        raise InputError(f"«{cost}» is no cost of hiding", expected="values or cells")
    prices = {
        cell: 1.0 + (float(abs(candidate.holdings[cell].value)) if cost == "values" else 0.0)
        for cell in candidate.cells
    }
    pattern = optimal_pattern(
        joined_system(replace(candidate, cells={}, intervals={}), ledger), candidate.cells, wanted_of(candidate, ledger, rules),
        hidden=first, forced=known, cost=prices,
        accepts=lambda hidden: assess(candidate.with_pattern(hidden), ledger, rules).verdict is Verdict.SAFE,
    )  # fmt: skip
    hidden = frozenset(candidate.cells) - set(known) if pattern is None else pattern
    done = candidate.with_pattern(hidden)
    chosen = tuple(cell for cell in candidate.cells if cell in hidden and cell not in first)
    return Suppression(done, primary, carried, chosen, (), Method.OPTIMAL, assess(done, ledger, rules))


# Where suppression alone says too little, or does not do


def with_intervals(found: Suppression, ledger: Ledger, rules: DisclosureRules) -> Suppression:
    """Show hidden cells as intervals where that passes every audit: from the finest unit of the rules, cell by cell in the
    public order.

    Cells that are secret by themselves stay hidden. The ends are multiples of the unit, the lower one rounded down.
    """
    candidate, assessment = found.candidate, found.assessment
    if not found.protected:
        return found
    for cell in found.secondary:
        for unit in rules.units:
            value = candidate.holdings[cell].value
            span = span_of(value // unit * unit, unit, Ties.DOWN)
            shown = {**candidate.intervals, cell: Row(cell, {cell: Fraction(1)}, Span(span.lower, span.upper))}
            tried = candidate.with_pattern(candidate.suppressed, shown)
            audited = assess(tried, ledger, rules)
            if audited.verdict is Verdict.SAFE:
                candidate, assessment = tried, audited
                break
    return replace(found, candidate=candidate, assessment=assessment)


def _coarser(
    candidate: Candidate,
    ledger: Ledger,
    rules: DisclosureRules,
    primary: Mapping[str, tuple[str, ...]],
    carried: tuple[str, ...],
) -> Suppression:
    """Leave the innermost rows out, one level more at a time, until all audits pass or nothing is left.

    Levels count from the grand total over all dimensions together; at last the grand total stands alone, and then not even that.
    """
    depth = candidate.depth
    for deepest in range(max(depth.values(), default=0) - 1, -2, -1):
        tried = candidate.with_pattern(
            [cell for cell in candidate.cells if depth[cell] > deepest or cell in carried], {}
        )
        found = assess(tried, ledger, rules)
        if found.verdict is Verdict.SAFE:
            break
    chosen = tuple(
        cell for cell in tried.cells if cell in tried.suppressed and cell not in primary and cell not in carried
    )
    return Suppression(tried, primary, carried, chosen, (), Method.ROWS, found)


def dominance_pattern(candidate: Candidate, rules: DisclosureRules) -> tuple[tuple[Dominance, tuple[str, ...]], ...]:
    """Return, for comparison, the cells that each (n, k) rule would call secret; it decides nothing."""
    return tuple(
        (
            rule,
            tuple(cell for cell in candidate.cells if dominant(candidate.holdings[cell].shares or {}, rule.n, rule.k)),
        )
        for rule in rules.dominance
    )
