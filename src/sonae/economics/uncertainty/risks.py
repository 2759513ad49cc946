"""What is uncertain of one project: volumes, costs, delay, chance of success; and its numbers in a scenario.

Random numbers are counter based, as everywhere: variable v of project p in scenario n is the first two words of Philox counter
(n, id(p), v, RISKS), key = seed, and id(p) is the first 32 bits of the SHA-256 of the project's name. A project is the same
beside any others.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sonae.compute import key_of, philox4x32
from sonae.core import InputError
from sonae.data import plain_yaml
from sonae.economics.regimes.regime import refusal

__all__ = ["RISKS", "Delay", "Draws", "Estimates", "Risks", "draw_risks", "load_risks"]

RISKS = 8
"""Fourth word of the counters; the stock simulation uses 1 to 6, the price paths 7."""
F64 = NDArray[np.float64]
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


@dataclass(frozen=True)
class Draws:
    """Numbers of a block of scenarios: volume factor, factor by class of costs, years of delay, success (0 or 1)."""

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


def draw_risks(project: str, risks: Risks | None, classes: tuple[str, ...], seed: int, first: int, last: int) -> Draws:
    """Draw scenarios ``first`` … ``last − 1``.

    Raises:
        InputError: when the risks name a class of costs that the case does not have.

    """
    from scipy.special import ndtri

    width = last - first
    ones = np.ones(width)
    if risks is None:
        return Draws(ones, dict.fromkeys(classes, ones), np.zeros(width, dtype=np.int64), ones)
    for name in (*risks.costs, *risks.spent_before):
        if name not in (*classes, "other"):
            raise InputError(f"the risks name the costs «{name}», which the case does not have", field="risks.costs")
    stream = int.from_bytes(hashlib.sha256(project.encode()).digest()[:4], "big")
    scenarios = np.arange(first, last, dtype=np.uint64)

    def uniform(variable: int) -> F64:
        words = philox4x32((scenarios, stream, variable, RISKS), key_of(seed))
        bits = (words[0].astype(np.uint64) << np.uint64(20)) | (words[1].astype(np.uint64) >> np.uint64(12))
        return (bits.astype(np.float64) + 0.5) * 2.0**-52

    success = (uniform(0) < risks.chance_of_success).astype(np.float64)
    volume = risks.volume.at(ndtri(uniform(1))) if risks.volume else ones
    delay = np.zeros(width, dtype=np.int64)
    if risks.delay is not None:
        edges = np.cumsum(risks.delay.chances)
        delay = np.minimum(np.searchsorted(edges, uniform(2), side="right"), len(edges) - 1).astype(np.int64)
    costs = {}
    for name in classes:
        estimates = risks.costs.get(name, risks.costs.get("other"))
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") | 16
        factor = estimates.at(ndtri(uniform(number))) if estimates else ones
        costs[name] = factor if name in risks.spent_before else factor * success
    return Draws(volume * success, costs, delay, success)
