"""Formulas of one period: what a line of a ledger is worth, from other lines, earlier periods and stated numbers.

A formula is a tree of the nodes below. The same tree is evaluated with numpy, compiled for many scenarios, written into a
workbook and read out to a person, so that no number has two definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "F64", "Add", "Banded", "Choose", "Divide", "Earlier", "Formula", "Largest", "Multiply", "Now", "Number", "Smallest", "Spread",
    "Subtract", "parts_of",
]  # fmt: skip

F64 = NDArray[np.float64]
Look = Callable[[str, int], F64]
"""Value of a line so many periods ago; an array over scenarios, or of one number."""


@dataclass(frozen=True)
class Number:
    """A stated number; ``name`` is the parameter it comes from, empty for a number of arithmetic."""

    value: float
    name: str = ""

    def evaluate(self, look: Look) -> F64:
        """Return the number."""
        return np.asarray(self.value)


@dataclass(frozen=True)
class Now:
    """A line in this period."""

    line: str

    def evaluate(self, look: Look) -> F64:
        """Return the line's value."""
        return look(self.line, 0)


@dataclass(frozen=True)
class Earlier:
    """A line some periods ago, and ``before`` where there was no such period."""

    line: str
    periods: int = 1
    before: float = 0.0

    def evaluate(self, look: Look) -> F64:
        """Return the line's value then."""
        return look(self.line, self.periods)


@dataclass(frozen=True)
class Add:
    """The sum of its terms, from left to right; 0 of none."""

    terms: tuple[Formula, ...]

    def evaluate(self, look: Look) -> F64:
        """Add up."""
        total: F64 = np.zeros(())
        for term in self.terms:
            total = total + term.evaluate(look)
        return total


@dataclass(frozen=True)
class Subtract:
    """The first less the second."""

    first: Formula
    second: Formula

    def evaluate(self, look: Look) -> F64:
        """Subtract."""
        return self.first.evaluate(look) - self.second.evaluate(look)


@dataclass(frozen=True)
class Multiply:
    """The product of two."""

    first: Formula
    second: Formula

    def evaluate(self, look: Look) -> F64:
        """Multiply."""
        return self.first.evaluate(look) * self.second.evaluate(look)


@dataclass(frozen=True)
class Divide:
    """The first over the second, and ``otherwise`` where the second is 0: it has to be said what nothing over nothing is."""

    first: Formula
    second: Formula
    otherwise: float

    def evaluate(self, look: Look) -> F64:
        """Divide where it can be done."""
        below = self.second.evaluate(look)
        nothing = below == 0.0
        return np.where(nothing, self.otherwise, self.first.evaluate(look) / np.where(nothing, 1.0, below))


@dataclass(frozen=True)
class Smallest:
    """The smaller of two."""

    first: Formula
    second: Formula

    def evaluate(self, look: Look) -> F64:
        """Take the smaller."""
        return np.minimum(self.first.evaluate(look), self.second.evaluate(look))


@dataclass(frozen=True)
class Largest:
    """The larger of two."""

    first: Formula
    second: Formula

    def evaluate(self, look: Look) -> F64:
        """Take the larger."""
        return np.maximum(self.first.evaluate(look), self.second.evaluate(look))


@dataclass(frozen=True)
class Choose:
    """``then`` where ``first`` is at least ``second`` (more than it where ``strictly``), else ``otherwise``."""

    first: Formula
    second: Formula
    then: Formula
    otherwise: Formula
    strictly: bool = False

    def evaluate(self, look: Look) -> F64:
        """Choose scenario by scenario."""
        first, second = self.first.evaluate(look), self.second.evaluate(look)
        yes = first > second if self.strictly else first >= second
        return np.where(yes, self.then.evaluate(look), self.otherwise.evaluate(look))


@dataclass(frozen=True)
class Banded:
    """A rate read from bands of a driver.

    Bands end at ``uppers`` (rising, the last infinite or, for ``linear``, the last point). ``whole``: the rate of the band
    that holds the driver, its upper end included. ``marginal``: each part of the driver bears the rate of its own band; the
    result is the average rate, of a driver of 0 or less that of the first band. ``linear``: between points (upper, rate),
    flat outside. ``name`` is the parameter that states them.
    """

    driver: Formula
    uppers: tuple[float, ...]
    rates: tuple[float, ...]
    mode: Literal["whole", "marginal", "linear"]
    name: str = ""

    def evaluate(self, look: Look) -> F64:
        """Read the rate."""
        driver = np.asarray(self.driver.evaluate(look), dtype=np.float64)
        uppers, rates = np.asarray(self.uppers), np.asarray(self.rates)
        if self.mode == "linear":
            read: F64 = np.interp(driver, uppers, rates)
            return read
        if self.mode == "whole":
            found: F64 = rates[np.searchsorted(uppers[:-1], driver, side="left")]
            return found
        total, below = np.zeros_like(driver), 0.0
        for upper, rate in zip(self.uppers, self.rates, strict=True):
            total = total + rate * (np.minimum(driver, upper) - np.minimum(driver, below))
            below = upper
        return np.where(driver > 0.0, total / np.where(driver > 0.0, driver, 1.0), rates[0])


@dataclass(frozen=True)
class Spread:
    """Σ weight_k · line k periods ago: what earlier amounts still bear now, such as straight-line depreciation."""

    line: str
    weights: tuple[float, ...]

    def evaluate(self, look: Look) -> F64:
        """Add up what each earlier amount bears."""
        total: F64 = np.zeros(())
        for periods, weight in enumerate(self.weights):
            if weight != 0.0:
                total = total + weight * look(self.line, periods)
        return total


Formula = Number | Now | Earlier | Add | Subtract | Multiply | Divide | Smallest | Largest | Choose | Banded | Spread


def parts_of(formula: Formula) -> Iterator[Formula]:
    """Walk a formula: itself and everything in it, from left to right."""
    yield formula
    match formula:
        case Add(terms):
            for term in terms:
                yield from parts_of(term)
        case Subtract(a, b) | Multiply(a, b) | Smallest(a, b) | Largest(a, b) | Divide(a, b, _):
            yield from parts_of(a)
            yield from parts_of(b)
        case Choose(a, b, c, d, _):
            for part in (a, b, c, d):
                yield from parts_of(part)
        case Banded(driver):
            yield from parts_of(driver)
        case _:
            return
