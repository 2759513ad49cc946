"""Projects together: quantiles of the sum, what each project is worth there, and its share of the loss in the tail.

P90 is exceeded with a chance of 90 %. With n scenarios in rising order x₁ ≤ … ≤ xₙ the value exceeded with chance p is x_k, k the
smallest with k ≥ n · (1 − p), at least 1. Everything is exact: values are binary fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import InputError

__all__ = ["CHANCES", "JointQuantile", "JointView", "Tail", "joint_view"]

CHANCES = (Fraction(9, 10), Fraction(1, 2), Fraction(1, 10))
"""P90, P50, P10."""


@dataclass(frozen=True)
class JointQuantile:
    """The sum of all projects at one chance, beside the projects one by one.

    Attributes:
        chance: of exceeding the value.
        total: value of the sum.
        scenario: the scenario that has it.
        alone: value of each project alone at the same chance.
        band: scenarios whose rank of the sum lies within the band around ``scenario``, in rising order of the sum.
        given: mean value of each project over the band: its share when the sum stands there; they add up to ``in_band``.

    """

    chance: Fraction
    total: Fraction
    scenario: int
    alone: Mapping[str, Fraction]
    band: tuple[int, ...]
    given: Mapping[str, Fraction]

    @property
    def sum_alone(self) -> Fraction:
        """Sum of the projects' own quantiles."""
        return sum(self.alone.values(), Fraction(0))

    @property
    def together(self) -> Fraction:
        """What being together changes: the quantile of the sum less the sum of the quantiles."""
        return self.total - self.sum_alone

    @property
    def in_band(self) -> Fraction:
        """Mean of the sum over the band."""
        return sum(self.given.values(), Fraction(0))


@dataclass(frozen=True)
class Tail:
    """The worst scenarios of the sum.

    Attributes:
        level: share of scenarios that are not in the tail, such as 0.95.
        scenarios: those in it, the worst first.
        shares: mean loss (−value) of each project over them: Euler's allocation of the expected shortfall, which they add up to.

    """

    level: Fraction
    scenarios: tuple[int, ...]
    shares: Mapping[str, Fraction]

    @property
    def shortfall(self) -> Fraction:
        """Expected shortfall: the mean loss of the sum in the tail; below 0 where even the tail gains."""
        return sum(self.shares.values(), Fraction(0))


@dataclass(frozen=True)
class JointView:
    """All projects together.

    Attributes:
        projects: their names.
        scenarios: how many.
        band: half width of the band around a quantile, as a share of all scenarios.
        quantiles: at :data:`CHANCES`.
        tail: the worst scenarios.

    """

    projects: tuple[str, ...]
    scenarios: int
    band: Fraction
    quantiles: tuple[JointQuantile, ...]
    tail: Tail


def joint_view(
    values: Mapping[str, Sequence[float | int]], *, band: Fraction = Fraction(1, 40), level: Fraction = Fraction(19, 20)
) -> JointView:
    """Look at projects together, from their values by scenario.

    Args:
        values: by project; the same scenarios in the same order for all.
        band: half width of the band around a quantile, as a share of all scenarios; at least the scenario itself is in it.
        level: share of scenarios that are not in the tail; at least the worst scenario is in it.

    Raises:
        InputError: for no project or scenario, lists of different length, or a band or level outside 0 to 1.

    """
    counts = {len(row) for row in values.values()}
    if len(counts) != 1 or 0 in counts:
        raise InputError(
            "the projects do not have the same scenarios", expected="one or more, as many for each project"
        )
    if not (0 <= band < 1 and 0 < level < 1):
        raise InputError("the band or the level is no share", expected="a band from 0, a level between 0 and 1")
    count = counts.pop()
    exact = {name: [Fraction(value) for value in row] for name, row in values.items()}
    sums = [sum((row[at] for row in exact.values()), Fraction(0)) for at in range(count)]
    order = sorted(range(count), key=lambda at: (sums[at], at))
    width = int(band * count)
    quantiles = tuple(_quantile(chance, exact, sums, order, width) for chance in CHANCES)
    worst = tuple(order[: max(1, int(count * (1 - level)))])
    shares = {name: -sum((row[at] for at in worst), Fraction(0)) / len(worst) for name, row in exact.items()}
    return JointView(tuple(values), count, band, quantiles, Tail(level, worst, shares))


def rank_of(chance: Fraction, count: int) -> int:
    """Return the place from 0 of the value that is exceeded with a chance, in rising order."""
    return max(1, -int(-(count * (1 - chance)) // 1)) - 1


def _quantile(
    chance: Fraction, exact: Mapping[str, Sequence[Fraction]], sums: Sequence[Fraction], order: Sequence[int], width: int
) -> JointQuantile:  # fmt: skip
    at = rank_of(chance, len(order))
    band = tuple(order[max(0, at - width) : at + width + 1])
    given = {name: sum((row[number] for number in band), Fraction(0)) / len(band) for name, row in exact.items()}
    alone = {name: sorted(row)[at] for name, row in exact.items()}
    return JointQuantile(chance, sums[order[at]], order[at], alone, band, given)
