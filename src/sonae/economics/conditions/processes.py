"""How prices and rates of exchange move about their decks: processes in logs, and the correlation of their shocks.

With X the log of a path over its deck, X = 0 before the first uncertain step and, from step to step of Δ years,

    X_k = φ·X_(k−1) + s·ε_k,   mean-reverting: φ = e^(−κΔ), s² = σ²·(1 − φ²)/(2κ);   Brownian: φ = 1, s² = σ²Δ,

the exact law of the Ornstein-Uhlenbeck process (Uhlenbeck and Ornstein 1930; Schwartz 1997, model 1) at the steps. The
shocks ε of a step are normal with the stated correlation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, Field, model_validator

from sonae.core import InputError
from sonae.economics.conditions.grid import Period, month_number
from sonae.economics.conditions.reading import Month, Number, Part, fixed
from sonae.economics.conditions.series import Grounds

__all__ = ["Correlation", "Process", "Uncertainty", "correlation_matrix", "lower_root"]

F64 = npt.NDArray[np.float64]
_ROUNDING = 1e-9


class Process(Grounds):
    """The process of one price or rate of exchange."""

    process: Literal["mean_reverting", "geometric_brownian"] = Field(description="mean_reverting or geometric_brownian")
    volatility_a_year: Annotated[Number, Field(gt=0, le=5)] = Field(
        description="standard deviation of log changes, by the root of a year"
    )
    speed_a_year: Annotated[Number, Field(gt=0, le=100)] | None = None
    """κ of a mean-reverting process; its half-life is ln 2/κ years."""

    @model_validator(mode="after")
    def _speed_belongs(self) -> Process:
        if (self.process == "mean_reverting") != (self.speed_a_year is not None):
            raise ValueError("a mean_reverting process has a speed_a_year, a geometric_brownian one has none")
        return self

    def persistence(self, years: float) -> float:
        """Return φ of a step of so many years."""
        return 1.0 if self.speed_a_year is None else math.exp(-self.speed_a_year * years)

    def shock(self, years: float) -> float:
        """Return s, the standard deviation of a step's shock."""
        if self.speed_a_year is None:
            return self.volatility_a_year * math.sqrt(years)
        return self.volatility_a_year * math.sqrt(-math.expm1(-2 * self.speed_a_year * years) / (2 * self.speed_a_year))

    def log_variances(self, steps: int, years: float) -> F64:
        """Return the variance of X after steps 1 to ``steps``: σ²·(1 − φ^(2k))/(2κ), or σ²Δk."""
        k = np.arange(1, steps + 1)
        if self.speed_a_year is None:
            return np.asarray(self.volatility_a_year**2 * years * k, dtype=np.float64)
        twice = 2 * self.speed_a_year
        variances: F64 = -(self.volatility_a_year**2) * np.expm1(-twice * years * k) / twice
        return variances


class Correlation(Grounds):
    """Correlations of the shocks, row by row, every pair both ways and each factor with itself."""

    matrix: Annotated[dict[str, Annotated[dict[str, Number], AfterValidator(fixed)]], AfterValidator(fixed)] = Field(
        description="rows by factor, each with one entry a factor"
    )


class Uncertainty(Part):
    """What is uncertain, from when on, in which steps, and what the deck is: the mean of the paths or their median."""

    start: Month = Field(description="the first uncertain month, such as 2026-11")
    step: Literal["month", "calendar_year", "fiscal_year"] = Field(description="month, calendar_year or fiscal_year")
    centre: Literal["mean", "median"] = Field(description="mean or median: what the deck is to the paths")
    factors: Annotated[dict[str, Process], AfterValidator(fixed), Field(min_length=1)] = Field(
        description="processes by price or pair"
    )
    correlation: Correlation = Field(description="correlation of the shocks")

    @model_validator(mode="after")
    def _whole(self) -> Uncertainty:
        if self.period.first_month(self.first_month) != self.first_month:
            raise ValueError(f"{self.start} is no beginning of a {self.step}, the step of the paths")
        try:
            correlation_matrix(list(self.factors), self.correlation.matrix)
        except InputError as error:
            raise ValueError(str(error).rstrip(".")) from None
        return self

    @property
    def period(self) -> Period:
        """The step of the paths."""
        return Period.of(self.step)

    @property
    def first_month(self) -> int:
        """Number of the first uncertain month."""
        return month_number(self.start)

    def root(self) -> F64:
        """Return the lower triangular root of the correlation matrix, factors by name."""
        return lower_root(correlation_matrix(list(self.factors), self.correlation.matrix))


def correlation_matrix(names: Sequence[str], rows: Mapping[str, Mapping[str, float]]) -> F64:
    """Return the matrix of named rows, checked.

    Raises:
        InputError: when a row or an entry is missing or not asked for, an entry lies outside −1 to 1, the diagonal is not 1,
            the matrix is not symmetric, or no random numbers can have such correlations (an eigenvalue below 0).

    """
    for a in rows:
        for b in (a, *rows[a]):
            if b not in names:
                raise InputError(f"the correlation names «{b[:40]}», which has no process")
    out = np.empty((len(names), len(names)))
    for i, a in enumerate(names):
        for j, b in enumerate(names):
            if a not in rows or b not in rows[a]:
                raise InputError(f"the correlation of {a} and {b} is not stated", expected="every pair, both ways")
            out[i, j] = rows[a][b]
            if not -1 <= out[i, j] <= 1:
                raise InputError(f"the correlation of {a} and {b} lies outside −1 to 1")
            if i == j and out[i, j] != 1:
                raise InputError(f"the correlation of {a} with itself is not 1")
            if j < i and out[i, j] != out[j, i]:
                raise InputError(f"the correlation of {b} and {a} is not the same both ways")
    if np.linalg.eigvalsh(out)[0] < -_ROUNDING:
        raise InputError("no random numbers can have these correlations: the matrix has an eigenvalue below 0")
    return out


def lower_root(matrix: F64) -> F64:
    """Return a lower triangular L with L·Lᵀ = ``matrix``, which may be singular (Cholesky; a pivot of 0 leaves its column 0)."""
    n = matrix.shape[0]
    root = np.zeros((n, n))
    for j in range(n):
        pivot = matrix[j, j] - sum(root[j, k] ** 2 for k in range(j))
        if pivot <= _ROUNDING:
            continue
        root[j, j] = math.sqrt(pivot)
        for i in range(j + 1, n):
            root[i, j] = (matrix[i, j] - sum(root[i, k] * root[j, k] for k in range(j))) / root[j, j]
    return root
