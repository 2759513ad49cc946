"""What contributors find out together: their own numbers, put beside what is released; and sums of hidden cells that stand open.

Insider audit: a contributor knows what he adds to every cell, and the whole of a cell that is his alone. Union rule: the
hidden parts
of a shown total are shown as a sum, which must not be secret itself (problem 160 and 307 of sdcTools' UserSupport).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sonae.disclosure.attack import Attack, reach_of
from sonae.disclosure.audit import Audit, Limits
from sonae.disclosure.primary import Holding, p_percent_level, primary_causes, room_of, union_of
from sonae.disclosure.program import Program
from sonae.disclosure.rounding import Span
from sonae.disclosure.rules import DisclosureRules
from sonae.disclosure.system import Protection, Row, System
from sonae.disclosure.words import CAUSES

__all__ = ["OpenUnion", "coalitions_of", "insider_attacks", "insider_audits", "insider_rows", "open_unions"]


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
    system: System, holdings: Mapping[str, Holding], rules: DisclosureRules, limits: Limits, *, known: Collection[str],
    outsider: Attack | None = None, causes: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Audit, ...]:  # fmt: skip
    """Ask the attacker's questions once for every coalition that contributes to a number that is still open.

    Args:
        system: all that is known and released.
        holdings: what is known of the numbers, by variable.
        rules: the agency's; ``coalition`` is the size asked.
        limits: of the lattice audit, for each coalition.
        known: variables that everybody knows exactly.
        outsider: the attack of somebody who knows the releases alone, whose points and solver are used again.
        causes: why numbers are secret by themselves, where that is known.

    """
    if outsider is None:
        outsider = Attack(Program(system), (), limits)
    if causes is None:
        causes = {name: primary_causes(holding, rules) for name, holding in holdings.items()}
    attacks = insider_attacks(holdings, rules, limits, known=known, outsider=outsider, causes=causes)
    return tuple(attack.audit(coalition) for coalition, attack in attacks)


def insider_attacks(
    holdings: Mapping[str, Holding], rules: DisclosureRules, limits: Limits, *, known: Collection[str], outsider: Attack,
    causes: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[tuple[str, ...], Attack]]:  # fmt: skip
    """Give every coalition and its attack, one after the other; see :func:`insider_audits`."""
    if not rules.coalition:
        return
    secret = [(holdings[name], why) for name, why in causes.items() if why]
    still_open = [holding for name, holding in holdings.items() if name not in known]
    strangers: dict[str, tuple[Protection, ...]] = {}
    for coalition in coalitions_of(still_open, rules.coalition):
        own = insider_rows(coalition, still_open)
        wanted: list[Protection] = []
        for holding, why in secret:
            if any(group in (holding.shares or ()) for group in coalition):
                wanted += room_of(holding, why, rules, coalition)
                continue
            if holding.variable not in strangers:  # the same for all that add nothing to the number
                strangers[holding.variable] = room_of(holding, why, rules, coalition)
            wanted += strangers[holding.variable]
        if own and wanted:
            yield coalition, _attack_with(own, outsider, wanted, limits)


def _attack_with(own: Sequence[Row], outsider: Attack, wanted: Sequence[Protection], limits: Limits) -> Attack:
    """Return the attack of those who know some rows beside: by narrower bounds, where the rows speak of one column each."""
    bounds: dict[int, tuple[Fraction | None, Fraction | None]] = {}
    for row in own:
        target = outsider.program.target(next(iter(row.of)))
        if len(target.columns) > 1:
            return Attack(Program(outsider.program.system.with_rows(own), reach_of(wanted)), wanted, limits)
        if target.columns:
            ends = [None if end is None else (end - target.constant) / target.shares[0] for end in row.span[:2]]
            low, high = reversed(ends) if target.shares[0] < 0 else ends
            before = bounds.get(target.columns[0], (None, None))
            bounds[target.columns[0]] = (_inner(max, low, before[0]), _inner(min, high, before[1]))
    if not bounds:
        return Attack(outsider.program, wanted, limits, before=outsider)
    return Attack(outsider.program.narrowed(bounds), wanted, limits, before=outsider, narrowed=list(bounds))


def _inner(
    choose: Callable[[Fraction, Fraction], Fraction], one: Fraction | None, other: Fraction | None
) -> Fraction | None:
    if one is None or other is None:
        return other if one is None else one
    return choose(one, other)
