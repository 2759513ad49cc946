"""Speed and volatility of a price from a user's monthly series, with their standard errors.

Mean-reverting: x_(t+1) = a + b·x_t + e on logs, by least squares over pairs of consecutive months that both have a price. With
Δ = 1/12 year, κ = −ln b/Δ and σ² = s²·2κ/(1 − b²), s² = RSS/(n − 2): the exact law of the Ornstein-Uhlenbeck process at
months. Brownian: σ² = variance of the log changes over Δ. Standard errors: b by least squares, ln s by 1/√(2(n − 2)), and both
through the first derivatives of κ and ln σ (delta method).

The estimate of b is biased downward by about (1 + 3b)/n (Kendall 1954), so that the speed is overstated in short series; the
figure is given as it is estimated, with n beside it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sonae.core import InputError
from sonae.economics.conditions.grid import month_label, month_number

__all__ = ["LEAST_PAIRS", "Calibration", "JointCalibration", "calibrate", "calibrate_together"]

F64 = npt.NDArray[np.float64]
LEAST_PAIRS = 36
"""Fewest pairs of consecutive months: three years of a whole series."""
_YEAR = 12
_ROUNDING = 1e-20
Monthly = Mapping[str, float | None] | Mapping[dt.date, float | None]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Parameters by year with standard errors; ``speed`` and ``persistence`` are ``None`` for a Brownian motion."""

    process: Literal["mean_reverting", "geometric_brownian"]
    volatility: float
    volatility_error: float
    speed: float | None
    speed_error: float | None
    persistence: float | None
    """b of a month."""
    level: float | None
    """e^(a/(1 − b)), the level that the log reverts to."""
    pairs: int
    """Pairs of consecutive months used."""
    missing: int
    """Months between the first and the last that have no price."""

    @property
    def half_life(self) -> float | None:
        """Years in which half of a deviation is gone, ln 2/κ."""
        return None if self.speed is None else math.log(2) / self.speed


@dataclass(frozen=True, slots=True)
class JointCalibration:
    """Calibrations by name, and the correlation of the shocks over the months that all series have."""

    factors: dict[str, Calibration]
    correlation: dict[str, dict[str, float]]
    pairs: int
    """Pairs of months that the correlation is from."""


def calibrate(
    series: Monthly, process: Literal["mean_reverting", "geometric_brownian"], *, name: str = "series"
) -> Calibration:
    """Return speed, volatility and their standard errors.

    Args:
        series: price by month, «2026-04» or any day of it; ``None`` where a price is missing. A month that is not there is
            missing too; it is never a zero.
        process: what is assumed.
        name: of the series, for errors.

    Raises:
        InputError: when a month is given twice, a price is not above 0, there are fewer than :data:`LEAST_PAIRS` pairs of
            consecutive months, the price moves without chance, or a mean-reverting process is asked for where none shows (b ≥ 1 or
            b ≤ 0).

    """
    logs = _logs(series, name)
    months = sorted(month for month in logs if month + 1 in logs)
    n = len(months)
    if n < LEAST_PAIRS:
        raise InputError(
            f"the series has {n} pairs of consecutive months with a price",
            field=name,
            expected=f"{LEAST_PAIRS} or more",
        )
    missing = max(logs) - min(logs) + 1 - len(logs)
    before = np.array([logs[month] for month in months])
    after = np.array([logs[month + 1] for month in months])
    if process == "geometric_brownian":
        variance = _chance(float(np.var(after - before, ddof=1)), name)
        volatility = math.sqrt(variance * _YEAR)
        error = volatility / math.sqrt(2 * (n - 1))
        return Calibration(process, volatility, error, None, None, None, None, n, missing)
    a, b, residuals, spread = _line(before, after)
    variance = _chance(float(residuals @ residuals) / (n - 2), name)
    if not 0 < b < 1:
        raise InputError(
            "the series shows no mean reversion",
            field=name,
            expected="a longer series, or the process geometric_brownian",
        )
    b_error = math.sqrt(variance / spread)
    speed = -math.log(b) * _YEAR
    volatility = math.sqrt(variance * 2 * speed / (1 - b * b))
    slope = 0.5 * (1 / (b * math.log(b)) + 2 * b / (1 - b * b))
    relative = math.hypot(slope * b_error, 1 / math.sqrt(2 * (n - 2)))
    return Calibration(
        process, volatility, volatility * relative, speed, b_error / b * _YEAR, b, math.exp(a / (1 - b)), n, missing
    )


def calibrate_together(
    series: Mapping[str, Monthly], processes: Mapping[str, Literal["mean_reverting", "geometric_brownian"]]
) -> JointCalibration:
    """Return calibrations of several series and the correlation of their shocks.

    The correlation is that of the residuals over the pairs of months that all series have, so that it is one that random
    numbers can have.

    Raises:
        InputError: as :func:`calibrate`, when a series has no process, or when all series together have fewer than
            :data:`LEAST_PAIRS` pairs of months.

    """
    if missing := [name for name in series if name not in processes]:
        raise InputError(f"no process is stated for «{missing[0]}»", field="processes")
    factors = {name: calibrate(series[name], processes[name], name=name) for name in series}
    logs = {name: _logs(series[name], name) for name in series}
    joint = sorted(set.intersection(*(set(one) for one in logs.values()))) if logs else []
    months = [month for month in joint if all(month + 1 in one for one in logs.values())]
    if len(months) < LEAST_PAIRS:
        raise InputError(
            f"the series have {len(months)} pairs of months in all of them",
            field="series",
            expected=f"{LEAST_PAIRS} or more",
        )
    rows = []
    for name, one in logs.items():
        b = factors[name].persistence
        changes = np.array([one[month + 1] - (1.0 if b is None else b) * one[month] for month in months])
        rows.append(changes - changes.mean())
    correlation = np.array([[_cosine(x, y) for y in rows] for x in rows])
    table = {a: {b: float(correlation[i, j]) for j, b in enumerate(factors)} for i, a in enumerate(factors)}
    return JointCalibration(factors, table, len(months))


def _cosine(x: F64, y: F64) -> float:
    if x is y:
        return 1.0
    return float(x @ y / math.sqrt(float(x @ x) * float(y @ y)))


def _logs(series: Monthly, name: str) -> dict[int, float]:
    """Logs of the prices by month; months without a price are left out."""
    logs: dict[int, float] = {}
    seen: set[int] = set()
    for key, price in series.items():
        month = month_number(key)
        if month in seen:
            raise InputError(f"the month {month_label(month)} stands there twice", field=name)
        seen.add(month)
        if price is None or (isinstance(price, float) and math.isnan(price)):
            continue
        if not 0 < price < math.inf:
            raise InputError(
                f"the price of {month_label(month)} is not above 0",
                field=name,
                expected="prices, or nothing where missing",
            )
        logs[month] = math.log(price)
    return logs


def _chance(variance: float, name: str) -> float:
    """Return a variance that is more than rounding."""
    if not variance > _ROUNDING:
        raise InputError(
            "the price moves without chance or not at all", field=name, expected="a series of market prices"
        )
    return variance


def _line(before: F64, after: F64) -> tuple[float, float, F64, float]:
    """Return intercept, slope, residuals and the spread of x of a least-squares line."""
    x, y = before - before.mean(), after - after.mean()
    spread = float(x @ x)
    b = float(x @ y) / max(spread, _ROUNDING)
    return float(after.mean() - b * before.mean()), b, y - b * x, spread
