"""Closed forms beside the simulation: one supplier's tail, and the newsvendor with disruptions.

One supplier of rate λ a year, depth 1, no softening, geometric lengths of mean D months: the longest disruption that
begins in a horizon of H years exceeds n months with probability ``1 − exp(−λH (1 − 1/D)^n)``, so the q-quantile is
``n_q = ln(λH / −ln q) / −ln(1 − 1/D)`` months (METHOD §5). A disruption that begins in the last n months cannot be
seen to exceed n; with the horizon cut off, H gives way to H − n/12.
"""

from __future__ import annotations

import math

from sonae.core import InputError

__all__ = ["newsvendor_with_disruptions", "tail_months", "tail_probability"]


def tail_months(rate: float, horizon_years: float, mean_months: float, level: float) -> float:
    """Return n_q of METHOD §5 in months, 0 where the quantile is no disruption at all.

    Args:
        rate: disruptions a year.
        horizon_years: H.
        mean_months: D, more than 1.
        level: q, between 0 and 1.

    """
    if rate <= 0 or horizon_years <= 0 or mean_months <= 1 or not 0 < level < 1:
        raise InputError(
            "the closed form needs a positive rate and horizon, a mean above 1 month and a level in (0, 1)"
        )
    ratio = rate * horizon_years / -math.log(level)
    return max(0.0, math.log(ratio) / -math.log1p(-1.0 / mean_months)) if ratio > 1 else 0.0


def tail_probability(rate: float, horizon_months: int, mean_months: float, months: int, *, cut: bool = True) -> float:
    """Return the probability that some disruption is seen to last more than ``months`` whole months.

    With ``cut`` the horizon ends the view: only disruptions that begin before ``horizon_months − months`` count.
    """
    survive = (1.0 - 1.0 / mean_months) ** months
    begins = horizon_months - months if cut else horizon_months
    return -math.expm1(-rate / 12 * max(0, begins) * survive)


def newsvendor_with_disruptions(start: float, end: float, critical_ratio: float) -> int:
    """Return the periods of cover n* of the newsvendor whose supplier fails.

    ``n* = min {n : 1 − α/(α+β) (1−β)^n ≥ p/(p+h)}`` with α the chance of a disruption in a period, β the chance that
    one ends, and p/(p+h) the critical ratio (Tomlin 2006; Snyder and Shen, Fundamentals of Supply Chain Theory). It is
    stationary in time: the chance of being short in any one period, not within a horizon.
    """
    if not 0 <= start < 1 or not 0 < end <= 1 or not 0 < critical_ratio < 1:
        raise InputError("the newsvendor needs chances between 0 and 1")
    n = 0
    down = start / (start + end)
    while 1.0 - down < critical_ratio:
        down *= 1.0 - end
        n += 1
        if n > 100_000:
            raise InputError("the newsvendor's cover is out of reason")
    return n
