"""Primary rules: which numbers are secret by themselves, and how much must stay open of each.

Minimum frequency, p percent and (n, k) dominance as in the Handbook on Statistical Disclosure Control, 2nd edition 2025
(examples 1, 2, 4, 5).
Contributions are merged by holding group before any of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sonae.disclosure.rules import Category, DisclosureRules
from sonae.disclosure.system import Protection
from sonae.disclosure.words import FREQUENCY, P_PERCENT

__all__ = [
    "Holding", "dominance_level", "dominant", "frequency_too_low", "merged", "p_percent_level", "p_percent_unsafe",
    "primary_causes", "protection_of", "room_of", "shares_of", "union_of",
]  # fmt: skip

Shares = Mapping[str, Fraction]
"""Contribution by holding group."""


@dataclass(frozen=True)
class Holding:
    """What the agency knows of a number that may be secret.

    Attributes:
        variable: its id.
        value: what it is.
        shares: contribution by holding group; none where they are not listed.
        frequency: number of contributors; none where it is not known.
        category: of the rules; none where it is no secret by law.
        lower: everybody knows that it is not less.
        upper: everybody knows that it is not more.
        adds_up: True where the numbers of contributors of parts may be added: nobody stands in two.

    """

    variable: str
    value: Fraction
    shares: Shares | None = None
    frequency: int | None = None
    category: str | None = None
    lower: Fraction | None = None
    upper: Fraction | None = None
    adds_up: bool = False


def merged(contributors: Shares, group_of: Mapping[str, str]) -> dict[str, Fraction]:
    """Merge contributions by holding group; a company in no group stands for itself."""
    out: dict[str, Fraction] = {}
    for name, value in contributors.items():
        group = group_of.get(name, name)
        out[group] = out.get(group, Fraction(0)) + value
    return out


def shares_of(parts: Iterable[Shares]) -> dict[str, Fraction]:
    """Return the contributions to a total from those to its parts."""
    out: dict[str, Fraction] = {}
    for part in parts:
        for group, value in part.items():
            out[group] = out.get(group, Fraction(0)) + value
    return out


def frequency_too_low(frequency: int, n: int) -> bool:
    """Return whether a cell has contributors, but fewer than n."""
    return 0 < frequency < n


def p_percent_level(shares: Shares, p: Fraction, insiders: Collection[str] = ()) -> Fraction:
    """Return how far above its value a cell must stay open under the p % rule: p/100·x1 − (X − x1 − x2).

    x1 and x2 are the largest contribution and the largest of all others; above 0 the cell is unsafe. With ``insiders``, x1
    is the largest
    contribution of anybody else and x2 all that they add: what they know together.
    """
    others = sorted((value for group, value in shares.items() if group not in insiders), reverse=True)
    if not others:
        return Fraction(0)
    total = sum(shares.values(), Fraction(0))
    known = sum((shares[group] for group in insiders if group in shares), Fraction(0))
    if not insiders and len(others) > 1:
        known = others[1]
    return p / 100 * others[0] - (total - others[0] - known)


def p_percent_unsafe(shares: Shares, p: Fraction) -> bool:
    """Return whether the second largest contributor could estimate the largest to within p percent."""
    return p_percent_level(shares, p) > 0


def dominant(shares: Shares, n: int, k: Fraction) -> bool:
    """Return whether the n largest contributors hold more than k percent."""
    values = sorted(shares.values(), reverse=True)
    return sum(values[:n], Fraction(0)) > k / 100 * sum(values, Fraction(0))


def dominance_level(shares: Shares, n: int, k: Fraction) -> Fraction:
    """Return how far above its value a cell must stay open under the (n, k) rule: 100/k · (x1 + … + xn) − X."""
    values = sorted(shares.values(), reverse=True)
    return 100 / k * sum(values[:n], Fraction(0)) - sum(values, Fraction(0))


def primary_causes(holding: Holding, rules: DisclosureRules) -> tuple[str, ...]:
    """Return why a number is secret by itself, the category first; empty where it is not."""
    causes = [holding.category] if holding.category is not None else []
    if (
        rules.minimum_frequency is not None
        and holding.frequency is not None
        and frequency_too_low(holding.frequency, rules.minimum_frequency.n)
    ):
        causes.append(FREQUENCY)
    if rules.p_percent is not None and holding.shares and p_percent_unsafe(holding.shares, rules.p_percent.p):
        causes.append(P_PERCENT)
    return tuple(causes)


def protection_of(holding: Holding, rules: DisclosureRules, insiders: Collection[str] = ()) -> tuple[Protection, ...]:
    """Return what must stay open of a number: one protection a cause; nothing where it is no secret.

    Args:
        holding: the number.
        rules: the agency's.
        insiders: holding groups that put together what they know. Nothing is kept from those who are all of its contributors.

    """
    return room_of(holding, primary_causes(holding, rules), rules, insiders)


def room_of(
    holding: Holding, causes: Iterable[str], rules: DisclosureRules, insiders: Collection[str] = ()
) -> tuple[Protection, ...]:
    """Return what must stay open of a number that is secret for known causes, see :func:`protection_of`."""
    if insiders and holding.shares and not set(holding.shares) - set(insiders):
        return ()
    out = []
    for cause in causes:
        if cause in rules.categories and cause == holding.category:
            out.append(_of_category(holding, cause, rules.categories[cause]))
        elif cause == FREQUENCY and rules.minimum_frequency is not None:
            amount = rules.minimum_frequency.width_percent / 100 * abs(holding.value)
            out.append(_around(holding, cause, amount, insiders))
        elif cause == P_PERCENT and rules.p_percent is not None and holding.shares is not None:
            amount = p_percent_level(holding.shares, rules.p_percent.p, insiders)
            if amount > 0:
                out.append(_around(holding, cause, amount, insiders))
    return tuple(out)


def _of_category(holding: Holding, name: str, category: Category) -> Protection:
    width = max(category.width, category.width_percent / 100 * abs(holding.value))
    return Protection(holding.variable, name, width=width, values=category.values, spread=category.spread)


def _around(holding: Holding, cause: str, amount: Fraction, insiders: Collection[str]) -> Protection:
    """Ask for room on both sides, as far as what everybody knows leaves it, and never for an exactly known value.

    Insiders know that the number is at least their own part of it, whatever is released.
    """
    low, high = holding.value - amount, holding.value + amount
    if holding.lower is not None:
        low = max(low, holding.lower)
    if holding.shares:
        own = [holding.shares[group] for group in insiders if group in holding.shares]
        low = max(low, sum(own, Fraction(0))) if own else low
    if holding.upper is not None:
        high = min(high, holding.upper)
    return Protection(holding.variable, cause, low, high, values=2)


def union_of(holdings: Iterable[Holding], name: str) -> Holding:
    """Return several numbers as one: what is known of their sum."""
    parts = list(holdings)
    listed = [part.shares for part in parts if part.shares is not None]
    whole = shares_of(listed) if len(listed) == len(parts) else None
    counts = [part.frequency for part in parts if part.frequency is not None]
    frequency: int | None = None
    if whole is not None:
        frequency = len(whole)
    elif len(counts) == len(parts):
        frequency = sum(counts) if all(part.adds_up for part in parts) else max(counts)
    return replace(
        Holding(name, sum((part.value for part in parts), Fraction(0)), whole, frequency),
        adds_up=all(p.adds_up for p in parts),
    )
