"""What is uncertain of one project: volumes, costs, delay, chance of success; and its numbers in a scenario.

Random numbers are counter based, as everywhere: variable v of project p in scenario n is the first two words of Philox counter
(n, id(p), v, RISKS), key = seed, and id(p) is the first 32 bits of the SHA-256 of the project's name. A project is the same
beside any others.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sonae.compute import key_of, philox4x32, unit_of_words
from sonae.core import InputError
from sonae.data import plain_yaml
from sonae.economics.regimes.regime import refusal

__all__ = ["RISKS", "Delay", "Draws", "Estimates", "RiskDraws", "Risks", "load_risks", "risk_draws"]

RISKS = 8
"""Fourth word of the counters; the stock simulation uses 1 to 6, the price paths 7."""
F64 = NDArray[np.float64]
_Numbers = Callable[[int], F64]
_TENTH = 1.2815515655446004
"""Standard normal quantile of 0.9."""


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Estimates(_Stated):
    """Low, best and high estimate as factors of what the case states: exceeded with chances of 90, 50 and 10 %.

    For reserves these are 1P, 2P and 3P over the profile of the case; for contingent resources 1C, 2C and 3C. Between and
    beyond them the logarithm is normal, with one spread below the best estimate and another above it.
    """

    low: Annotated[float, Field(gt=0, le=100)]
    best: Annotated[float, Field(gt=0, le=100)]
    high: Annotated[float, Field(gt=0, le=100)]
    source: Annotated[str, Field(min_length=1, max_length=300)]

    @model_validator(mode="after")
    def _rise(self) -> Estimates:
        if not self.low <= self.best <= self.high:
            raise ValueError("low, best and high estimate do not rise")
        return self

    def at(self, normal: F64) -> F64:
        """Return the factor of a standard normal number."""
        below, above = math.log(self.best / self.low) / _TENTH, math.log(self.high / self.best) / _TENTH
        spread = np.where(normal < 0, below, above)
        factors: F64 = self.best * np.exp(spread * normal)
        return factors


class Delay(_Stated):
    """Chances that volumes and costs come 0, 1, 2 … years later than the case says."""

    chances: Annotated[list[Annotated[float, Field(ge=0, le=1)]], Field(min_length=1, max_length=30)]
    source: Annotated[str, Field(min_length=1, max_length=300)]

    @model_validator(mode="after")
    def _whole(self) -> Delay:
        if abs(sum(self.chances) - 1.0) > 1e-9:
            raise ValueError("the chances of delay do not add up to 1")
        return self


class Risks(_Stated):
    """The risks of a project; what is null is certain.

    Attributes:
        volume: of all products together.
        costs: by class of costs, or «other» for all that are not named.
        delay: of the whole project.
        chance_of_success: of discovery × development; where it fails nothing is produced, and only the costs of
            ``spent_before`` are spent.
        spent_before: classes of costs that are spent whether it succeeds or not.

    """

    volume: Estimates | None
    costs: dict[str, Estimates]
    delay: Delay | None
    chance_of_success: Annotated[float, Field(ge=0, le=1)]
    spent_before: list[str]
    seen_as: Literal["reserves", "contingent", "prospective"]
    """Class of resources (PRMS): what the estimates of volume are."""

    @property
    def latest(self) -> int:
        """The longest delay that has a chance, in years."""
        return max(years for years, chance in enumerate(self.delay.chances) if chance > 0) if self.delay else 0


@dataclass(frozen=True)
class Draws:
    """Numbers of a block of scenarios: volume factor, factor by class of costs, periods of delay, success (0 or 1)."""

    volume: F64
    costs: Mapping[str, F64]
    delay: NDArray[np.int64]
    success: F64


def load_risks(path: Path) -> Risks:
    """Read the risks of a project from a file.

    Raises:
        InputError: naming the file and the path of the field.

    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("the risks cannot be read", file=path.name, expected="a file in UTF-8") from error
    tree = dict(plain_yaml(text, path.name, expected="risks: volume, costs, delay, chance_of_success …"))
    try:
        return Risks.model_validate(tree)
    except ValidationError as error:
        raise refusal(error, path.name, tree) from error


@dataclass(frozen=True)
class RiskDraws:
    """What draws a project's numbers in any block of scenarios; see :func:`risk_draws`.

    Attributes:
        risks: None where all is certain.
        stream: number of the project.
        key: of the seed.
        costs: estimates by class of costs, None where they are certain.
        periods_a_year: of the project.

    """

    risks: Risks | None
    stream: int
    key: tuple[int, int]
    costs: Mapping[str, Estimates | None]
    periods_a_year: int

    @property
    def latest(self) -> int:
        """The longest delay that has a chance, in periods."""
        return self.risks.latest * self.periods_a_year if self.risks else 0

    def draw(self, first: int, last: int, *, engine: Literal["compiled", "readable"] = "readable") -> Draws:
        """Draw scenarios ``first`` … ``last − 1``; the compiled engine gives the same numbers to 1e-12 and loads numba."""
        width, risks = last - first, self.risks
        ones = np.ones(width)
        if risks is None:
            return Draws(ones, dict.fromkeys(self.costs, ones), np.zeros(width, dtype=np.int64), ones)
        uniform, normal = self._compiled(first, width) if engine == "compiled" else self._readable(first, last)
        success = ones
        if risks.chance_of_success < 1.0:
            success = (uniform(0) < risks.chance_of_success).astype(np.float64)
        volume = risks.volume.at(normal(1)) if risks.volume else ones
        delay = np.zeros(width, dtype=np.int64)
        if risks.delay is not None:
            edges = np.cumsum(risks.delay.chances)
            years = np.minimum(np.searchsorted(edges, uniform(2), side="right"), len(edges) - 1)
            delay = years.astype(np.int64) * self.periods_a_year
        costs = {}
        for name, estimates in self.costs.items():
            factor = estimates.at(normal(_variable(name))) if estimates else ones
            costs[name] = factor if name in risks.spent_before else factor * success
        return Draws(volume * success, costs, delay, success)

    def _readable(self, first: int, last: int) -> tuple[_Numbers, _Numbers]:
        """Return what gives the uniform and the normal numbers of a variable."""
        from scipy.special import ndtri

        scenarios = np.arange(first, last, dtype=np.uint64)

        def uniform(variable: int) -> F64:
            words = philox4x32((scenarios, self.stream, variable, RISKS), self.key)
            return unit_of_words(words[0], words[1])

        return uniform, lambda variable: ndtri(uniform(variable))

    def _compiled(self, first: int, width: int) -> tuple[_Numbers, _Numbers]:
        """Return the same two from the kernel."""
        from sonae.compute.draws_kernel import draw_normals, draw_units

        space = np.empty(width)
        fixed = [np.uint32(word) for word in (first, self.stream, RISKS, *self.key)]

        def uniform(variable: int) -> F64:
            found = np.empty(width)
            draw_units(fixed[0], fixed[1], np.uint32(variable), fixed[2], fixed[3], fixed[4], found)
            return found

        def normal(variable: int) -> F64:
            found = np.empty(width)
            draw_normals(fixed[0], fixed[1], np.uint32(variable), fixed[2], fixed[3], fixed[4], space, found)
            return found

        return uniform, normal

    def sure(self, factor: str) -> bool:
        """Return whether a factor is 1 in every scenario: «volume», «success», or «costs_…» of a class of costs."""
        if self.risks is None:
            return True
        succeeds = self.risks.chance_of_success >= 1.0
        if factor.startswith("costs_"):
            name = factor.removeprefix("costs_")
            return self.costs[name] is None and (succeeds or name in self.risks.spent_before)
        return succeeds and (factor == "success" or self.risks.volume is None)


def risk_draws(
    project: str, risks: Risks | None, classes: tuple[str, ...], seed: int, periods_a_year: int = 1
) -> RiskDraws:
    """Return what draws the numbers of a project with these classes of costs.

    Args:
        project: its name, which alone sets its stream of numbers.
        risks: None where all is certain.
        classes: of costs.
        seed: of the random numbers.
        periods_a_year: 12 for a project by the month; a delay comes in whole years.

    Raises:
        InputError: when the risks name a class of costs that the case does not have, or the seed cannot be used.

    """
    stream = int.from_bytes(hashlib.sha256(project.encode()).digest()[:4], "big")
    if risks is None:
        return RiskDraws(None, stream, key_of(seed), dict.fromkeys(classes), periods_a_year)
    for name in (*risks.costs, *risks.spent_before):
        if name not in (*classes, "other"):
            raise InputError(f"the risks name the costs «{name}», which the case does not have", field="risks.costs")
    costs = {name: risks.costs.get(name, risks.costs.get("other")) for name in classes}
    return RiskDraws(risks, stream, key_of(seed), costs, periods_a_year)


def _variable(name: str) -> int:
    """Return the number of the variable of a class of costs."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") | 16
