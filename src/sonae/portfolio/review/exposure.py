"""Exposure of the business by country, region, stage, commodity, funding and instrument, and its concentration.

Exposure is the carrying amount of equity, the guaranteed balance, and the loan outstanding, at the last period end.
Shares are exact and add up to 1. What is not stated is a group of its own and is never dropped. The
Herfindahl-Hirschman index is Σ share². What is not stated may all belong to the largest group, or be spread over many:
a limit is kept only if it is kept in the worse case, and broken only if it is in the better one; between them it is open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import Finding, Outcome
from sonae.portfolio.review.facts import CaseFacts, Position
from sonae.portfolio.review.portfolio_facts import PortfolioFacts
from sonae.portfolio.review.provisions import goals, plan
from sonae.portfolio.review.settings import ReviewSettings
from sonae.portfolio.review.traced import Traced

__all__ = ["DIMENSIONS", "UNSTATED", "Concentration", "Dimension", "Group", "exposures"]

DIMENSIONS = ("country", "region", "stage", "commodity", "funding", "instrument")
UNSTATED = "unstated"
"""Group of what nobody has stated."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a dimension, such as a country."""

    group: str
    exposure: Traced
    share: Traced
    expected_receipts: Traced
    """Expected receipts of its projects, undiscounted yen; by project, so that it is missing by funding and instrument."""
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concentration:
    """How concentrated a dimension is, and whether its limits are kept."""

    hhi: Traced
    """Index with what is not stated as one group."""
    hhi_low: Fraction
    """Index if what is not stated is spread over many."""
    hhi_high: Fraction
    """Index if it all belongs to the largest group."""
    share_limit: Finding
    """YES: kept. NO: broken. OPEN: what is not stated decides."""
    hhi_limit: Finding


@dataclass(frozen=True, slots=True)
class Dimension:
    """Exposure by one attribute; the shares of the groups add up to 1."""

    dimension: str
    total: Traced
    groups: tuple[Group, ...]
    """Largest first, then by name."""
    concentration: Concentration | None
    """None where nothing is exposed."""


def _key(case: CaseFacts, position: Position, dimension: str) -> str:
    owner = position if dimension in ("funding", "instrument") else case
    value = getattr(owner, dimension)
    return UNSTATED if value is None else str(value)


def _receipts(cases: Iterable[CaseFacts], dimension: str) -> Traced:
    formula, named = "Σ expected receipts", list(cases)
    inputs = tuple(f"facts:cases.{case.id}.expected" for case in named)
    if dimension in ("funding", "instrument"):
        return Traced.missing("yen", formula, inputs, "receipts are of projects, not of their funding or instruments")
    lost = [case.id for case in named if case.expected is None]
    if lost:
        return Traced.missing("yen", formula, inputs, f"nobody has made a forecast for «{lost[0]}»")
    return Traced(sum(row.received_yen for case in named for row in case.expected or ()), "yen", formula, inputs)


def _within(worst: Fraction, best: Fraction, limit: Fraction, what: str, facts: dict[str, object]) -> Finding:
    cites = (*goals(2), *plan(2))
    facts = {**facts, "limit": limit, "at_least": best, "at_most": worst}
    if worst <= limit:
        return Finding(
            Outcome.YES,
            f"{what} of {float(worst):.3f} at most keeps the limit of {float(limit):g}",
            cites,
            facts,
            worst,
        )
    if best > limit:
        return Finding(
            Outcome.NO, f"{what} of {float(best):.3f} at least breaks the limit of {float(limit):g}", cites, facts, best
        )
    because = f"{what} lies between {float(best):.3f} and {float(worst):.3f}, by what is not stated; the limit is {float(limit):g}"
    return Finding(Outcome.OPEN, because, cites, facts)


def _concentration(shares: dict[str, Fraction], dimension: str, settings: ReviewSettings) -> Concentration:
    unknown = shares.get(UNSTATED, Fraction(0))
    known = {name: share for name, share in shares.items() if name != UNSTATED}
    largest = max(known.values(), default=Fraction(0))
    low = sum((share**2 for share in known.values()), start=Fraction(0))
    high = low - largest**2 + (largest + unknown) ** 2
    limit = getattr(settings.exposure.limits, dimension)
    names = sorted(name for name, share in known.items() if share == largest)
    facts: dict[str, object] = {"largest": names, "unstated": unknown}
    inputs = (f"review:exposure.{dimension}.groups",)
    return Concentration(
        Traced(low + unknown**2, "index", "Σ share²", inputs),
        low,
        high,
        _within(largest + unknown, largest, Fraction(limit.share), f"the largest share by {dimension}", facts),
        _within(high, low, Fraction(limit.hhi), f"the concentration by {dimension}", facts),
    )


def _dimension(cases: tuple[CaseFacts, ...], dimension: str, settings: ReviewSettings) -> Dimension:
    sums: dict[str, int] = defaultdict(int)
    members: dict[str, dict[str, CaseFacts]] = defaultdict(dict)
    for case in cases:
        for position in case.positions:
            key = _key(case, position, dimension)
            sums[key] += position.yen
            members[key][case.id] = case
    whole, place = sum(sums.values()), f"review:exposure.{dimension}"
    total = Traced(whole, "yen", "Σ exposure of live projects", ("facts:cases",))
    order = sorted(sums, key=lambda name: (-sums[name], name))
    groups = []
    for name in order:
        inputs = (f"{place}.groups.{name}.exposure", f"{place}.total")
        share = Traced.missing("share", "exposure ÷ total", inputs, "nothing is exposed")
        if whole:
            share = Traced(Fraction(sums[name], whole), "share", "exposure ÷ total", inputs)
        owners = sorted(members[name].values(), key=lambda case: case.id)
        formula, positions = "Σ exposure of its positions", tuple(f"facts:cases.{case.id}.positions" for case in owners)
        exposure = Traced(sums[name], "yen", formula, positions)
        groups.append(Group(name, exposure, share, _receipts(owners, dimension), tuple(case.id for case in owners)))
    shares = {group.group: group.share.exact for group in groups} if whole else {}
    return Dimension(dimension, total, tuple(groups), _concentration(shares, dimension, settings) if whole else None)


def exposures(facts: PortfolioFacts, settings: ReviewSettings) -> tuple[Dimension, ...]:
    """Return the exposure of the live projects by every dimension.

    Args:
        facts: the portfolio; positions are those of the last period end.
        settings: limits by dimension.

    """
    return tuple(_dimension(facts.live, dimension, settings) for dimension in DIMENSIONS)
