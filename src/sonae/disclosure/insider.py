"""What contributors find out together: their own numbers, put beside what is released; and sums of hidden cells that stand open.

Insider audit: a contributor knows what he adds to every cell, and the whole of a cell that is his alone. Union rule: the
hidden parts
of a shown total are shown as a sum, which must not be secret itself (problem 160 and 307 of sdcTools' UserSupport).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sonae.disclosure.audit import Audit, Limits, audit
from sonae.disclosure.candidate import protections_of
from sonae.disclosure.primary import Holding, p_percent_level, primary_causes, union_of
from sonae.disclosure.rounding import Span
from sonae.disclosure.rules import DisclosureRules
from sonae.disclosure.system import Row, System
from sonae.disclosure.words import CAUSES

__all__ = ["OpenUnion", "coalitions_of", "insider_audits", "insider_rows", "open_unions"]


@dataclass(frozen=True, slots=True)
class OpenUnion:
    """Hidden parts of a shown total whose sum is secret itself.

    Attributes:
        total: the shown total.
        parts: its hidden parts.
        causes: the primary rules that their sum falls under.
        level: how far above its value the sum must stay open under the p % rule; 0 where that is not asked.

    """

    total: str
    parts: tuple[str, ...]
    causes: tuple[str, ...]
    level: Fraction = Fraction(0)

    def sentence(self) -> str:
        """Say it in one sentence."""
        return f"{self.total} is shown, so the sum of {', '.join(self.parts)} is known, which is secret ({', '.join(self.causes)})"

    def sentence_ja(self) -> str:
        """Say the same in Japanese."""
        parts = "、".join(self.parts)
        causes = "、".join(CAUSES[cause].ja if cause in CAUSES else cause for cause in self.causes)
        return f"{self.total}を公表すると{parts}の和が分かり、その和自体が秘匿の対象である（{causes}）"


def open_unions(
    sums: Iterable[tuple[str, Sequence[str]]],
    hidden: frozenset[str],
    holdings: Mapping[str, Holding],
    rules: DisclosureRules,
) -> tuple[OpenUnion, ...]:
    """Return the sums of hidden parts that are known from a shown total and fall under a primary rule on contributors."""
    found = []
    for total, parts in sums:
        covered = tuple(part for part in parts if part in hidden)
        if total in hidden or not covered or any(part not in holdings for part in covered):
            continue
        union = union_of((holdings[part] for part in covered), f"part of {total}")
        if causes := primary_causes(union, rules):
            level = (
                p_percent_level(union.shares, rules.p_percent.p) if rules.p_percent and union.shares else Fraction(0)
            )
            found.append(OpenUnion(total, covered, causes, max(level, Fraction(0))))
    return tuple(found)


def coalitions_of(holdings: Iterable[Holding], size: int) -> tuple[tuple[str, ...], ...]:
    """Return all coalitions of up to ``size`` holding groups that contribute to any of some numbers."""
    groups = sorted({group for holding in holdings for group in (holding.shares or {})})
    return tuple(coalition for count in range(1, size + 1) for coalition in itertools.combinations(groups, count))


def insider_rows(coalition: Sequence[str], holdings: Iterable[Holding]) -> list[Row]:
    """Return what a coalition knows of numbers: their own part as the least, and the whole of what is theirs alone."""
    rows = []
    for holding in holdings:
        if not holding.shares:
            continue
        own = sum((holding.shares[group] for group in coalition if group in holding.shares), Fraction(0))
        if own == 0 and not any(group in holding.shares for group in coalition):
            continue
        alone = not set(holding.shares) - set(coalition)
        span = Span(holding.value, holding.value) if alone else Span(own, None)
        rows.append(Row(f"own part of {holding.variable}", {holding.variable: Fraction(1)}, span, released=False))
    return rows


def insider_audits(
    system: System, holdings: Mapping[str, Holding], rules: DisclosureRules, limits: Limits, *, known: Collection[str]
) -> tuple[Audit, ...]:
    """Ask the attacker's questions once for every coalition that contributes to a number that is still open.

    Args:
        system: all that is known and released.
        holdings: what is known of the numbers, by variable.
        rules: the agency's; ``coalition`` is the size asked.
        limits: of the lattice audit, for each coalition.
        known: variables that everybody knows exactly.

    """
    if not rules.coalition:
        return ()
    still_open = [holding for name, holding in holdings.items() if name not in known]
    audits = []
    for coalition in coalitions_of(still_open, rules.coalition):
        own = insider_rows(coalition, still_open)
        wanted = protections_of(holdings.values(), rules, coalition)
        if own and wanted:
            audits.append(audit(system.with_rows(own), wanted, limits, coalition=coalition))
    return tuple(audits)
