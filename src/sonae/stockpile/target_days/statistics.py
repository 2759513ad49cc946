"""Statistics of the required days: expected shortfall, quantiles, and their sampling error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonae.core import InputError

__all__ = ["DayStatistics", "expected_shortfall", "quantile", "required_days", "statistics_of"]

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DayStatistics:
    """What a sample of required days says. ES is the mean of the worst part, in days of reference consumption."""

    scenarios: int
    mean: float
    q90: float
    q95: float
    q99: float
    es90: float
    es95: float
    statistic: float
    """ES at the policy's tail: the number the proposal is made from."""
    standard_error: float
    """Of the statistic, from the sample."""
    sampling_low: float
    sampling_high: float
    """90 % interval of the statistic for sampling error alone."""
    short_probability: float
    """Share of scenarios with any need beyond private stock."""


def required_days(need: F64, private_days: float | F64) -> F64:
    """Return max(0, need − private stock), in days."""
    return np.asarray(np.maximum(0.0, need - private_days))


def expected_shortfall(ordered: F64, tail: float) -> float:
    """Return the mean of the worst ``1 − tail`` of a sample in rising order; a scenario may count in part.

    Raises:
        InputError: for an empty sample or a tail outside [0, 1).

    """
    if not 0 <= tail < 1 or ordered.size == 0:
        raise InputError("an expected shortfall needs a sample and a tail of 0 or more and less than 1")
    weight = (1.0 - tail) * ordered.size
    whole = math.floor(weight + 1e-9)
    part = max(0.0, weight - whole)
    total = float(ordered[ordered.size - whole :].sum()) if whole else 0.0
    if part > 1e-9 and whole < ordered.size:
        total += part * float(ordered[ordered.size - whole - 1])
    return total / weight


def quantile(ordered: F64, level: float) -> float:
    """Return the smallest value that at least the share ``level`` of a sample in rising order does not exceed."""
    return float(ordered[min(ordered.size - 1, max(0, math.ceil(level * ordered.size - 1e-9) - 1))])


def statistics_of(days: F64, tail: float) -> DayStatistics:
    """Return all statistics of a sample of required days.

    The sampling error of ES is that of the mean of the worst order statistics with the quantile estimated from the
    same sample: ``(Var(X | X ≥ q) + tail (ES − q)²) / (n (1 − tail))``.
    """
    ordered = np.sort(days)
    statistic = expected_shortfall(ordered, tail)
    q = quantile(ordered, tail)
    worst = ordered[math.floor(tail * ordered.size) :]
    spread = float(worst.var()) + tail * (statistic - q) ** 2
    error = math.sqrt(spread / (ordered.size * (1.0 - tail)))
    return DayStatistics(
        scenarios=ordered.size,
        mean=float(ordered.mean()),
        q90=quantile(ordered, 0.90),
        q95=quantile(ordered, 0.95),
        q99=quantile(ordered, 0.99),
        es90=expected_shortfall(ordered, 0.90),
        es95=expected_shortfall(ordered, 0.95),
        statistic=statistic,
        standard_error=error,
        sampling_low=max(0.0, statistic - 1.6448536269514722 * error),
        sampling_high=statistic + 1.6448536269514722 * error,
        short_probability=float((ordered > 0).mean()),
    )
