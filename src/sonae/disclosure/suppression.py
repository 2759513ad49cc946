"""Hiding cells until every audit passes: by elimination in a public order, or at least cost; and what is left to do else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from sonae.core import InputError
from sonae.disclosure.assessment import Assessment, Inquiry
from sonae.disclosure.audit import Verdict
from sonae.disclosure.candidate import Candidate
from sonae.disclosure.gauss import gauss_pattern
from sonae.disclosure.hiding import until_safe
from sonae.disclosure.ledger import Ledger
from sonae.disclosure.optimal import optimal_pattern
from sonae.disclosure.primary import dominant, primary_causes
from sonae.disclosure.rounding import Span, Ties, span_of
from sonae.disclosure.rules import DisclosureRules, Dominance
from sonae.disclosure.system import Row

__all__ = ["Method", "Suppression", "dominance_pattern", "primary_pattern", "suppress", "with_intervals"]


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
    inquiry = Inquiry(candidate, ledger, rules)
    left = inquiry.reduction.result()
    known = [cell for cell in candidate.cells if cell not in left.steps]
    first = frozenset([*primary, *carried]) - set(known)
    if set(primary) & set(known):
        raise _out_already(candidate)
    if method is Method.ROWS:
        return _coarser(inquiry, primary, carried)
    if method is Method.OPTIMAL:
        return _optimal(inquiry, primary, carried, first, known, cost)
    equations = [form for _, form, low, high in left.rows if low == high]
    try:
        secondary = gauss_pattern(
            equations, list(candidate.cells if order is None else order), list(primary),
            hidden=carried, shown=known,
        )  # fmt: skip
    except ValueError as error:
        raise _out_already(candidate) from error
    hidden, added, found = until_safe(inquiry, first.union(secondary), first, frozenset(known))
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


def _optimal(
    inquiry: Inquiry, primary: Mapping[str, tuple[str, ...]], carried: tuple[str, ...], first: frozenset[str],
    known: Sequence[str], cost: str,
) -> Suppression:  # fmt: skip
    candidate = inquiry.candidate
    if cost not in ("values", "cells"):
        raise InputError(f"«{cost}» is no cost of hiding", expected="values or cells")
    prices = {
        cell: 1.0 + (float(abs(candidate.holdings[cell].value)) if cost == "values" else 0.0)
        for cell in candidate.cells
    }
    pattern = optimal_pattern(
        inquiry.bare, candidate.cells, inquiry.wanted,
        hidden=first, forced=known, cost=prices,
        accepts=lambda hidden: inquiry.assess(candidate.with_pattern(hidden)).verdict is Verdict.SAFE,
    )  # fmt: skip
    hidden = frozenset(candidate.cells) - set(known) if pattern is None else pattern
    done = candidate.with_pattern(hidden)
    chosen = tuple(cell for cell in candidate.cells if cell in hidden and cell not in first)
    return Suppression(done, primary, carried, chosen, (), Method.OPTIMAL, inquiry.assess(done))


# Where suppression alone says too little, or does not do


def with_intervals(found: Suppression, ledger: Ledger, rules: DisclosureRules) -> Suppression:
    """Show hidden cells as intervals where that passes every audit: from the finest unit of the rules, cell by cell in the
    public order.

    Cells that are secret by themselves stay hidden. The ends are multiples of the unit, the lower one rounded down.
    """
    candidate, assessment = found.candidate, found.assessment
    if not found.protected:
        return found
    inquiry = Inquiry(candidate, ledger, rules)
    for cell in found.secondary:
        for unit in rules.units:
            value = candidate.holdings[cell].value
            span = span_of(value // unit * unit, unit, Ties.DOWN)
            shown = {**candidate.intervals, cell: Row(cell, {cell: Fraction(1)}, Span(span.lower, span.upper))}
            tried = candidate.with_pattern(candidate.suppressed, shown)
            audited = inquiry.assess(tried)
            if audited.verdict is Verdict.SAFE:
                candidate, assessment = tried, audited
                break
    return replace(found, candidate=candidate, assessment=assessment)


def _coarser(inquiry: Inquiry, primary: Mapping[str, tuple[str, ...]], carried: tuple[str, ...]) -> Suppression:
    """Leave the innermost rows out, one level more at a time, until all audits pass or nothing is left.

    Levels count from the grand total over all dimensions together; at last the grand total stands alone, and then not even that.
    """
    candidate = inquiry.candidate
    depth = candidate.depth
    for deepest in range(max(depth.values(), default=0) - 1, -2, -1):
        tried = candidate.with_pattern(
            [cell for cell in candidate.cells if depth[cell] > deepest or cell in carried], {}
        )
        found = inquiry.assess(tried)
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
