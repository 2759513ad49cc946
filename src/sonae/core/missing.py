"""Known, zero, withheld, missing: four states of a figure. Missing is not zero, and it never lowers risk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Self

from sonae.core.errors import InputError

__all__ = ["Figure", "State"]


class State(Enum):
    """What is known of a figure."""

    KNOWN = "known"
    ZERO = "zero"
    WITHHELD = "withheld"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its state. Only ``known`` and ``zero`` have a value; the others carry the reason instead."""

    state: State
    amount: float | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        has_value = self.state in (State.KNOWN, State.ZERO)
        if has_value != (self.amount is not None):
            raise InputError(f"a {self.state.value} figure {'needs' if has_value else 'has no'} value")
        if has_value and (self.state is State.ZERO) != (self.amount == 0):
            raise InputError(f"a {self.state.value} figure cannot be {self.amount}")
        if self.amount is not None and not abs(self.amount) < float("inf"):
            raise InputError(f"a figure cannot be {self.amount}", expected="a finite number")
        if not has_value and not self.reason:
            raise InputError(f"a {self.state.value} figure must say why")

    @classmethod
    def of(cls, value: float | None, reason: str = "not in the data") -> Self:
        """Return a known figure, zero for 0, or missing for ``None``."""
        if value is None:
            return cls.missing(reason)
        return cls(State.ZERO if value == 0 else State.KNOWN, float(value))

    @classmethod
    def missing(cls, reason: str) -> Self:
        """Return a figure that nobody has."""
        return cls(State.MISSING, None, reason)

    @classmethod
    def withheld(cls, reason: str) -> Self:
        """Return a figure that exists and is kept from us."""
        return cls(State.WITHHELD, None, reason)

    @property
    def has_value(self) -> bool:
        """True for known and zero."""
        return self.amount is not None

    @property
    def value(self) -> float:
        """The value.

        Raises:
            InputError: when the figure is withheld or missing.

        """
        if self.amount is None:
            raise InputError(f"the figure is {self.state.value} ({self.reason}) and has no value")
        return self.amount

    def or_else(self, stand_in: float) -> float:
        """Return the value, or ``stand_in`` where there is none; the caller answers for the stand-in's direction."""
        return stand_in if self.amount is None else self.amount

    @classmethod
    def total(cls, figures: Iterable[Figure]) -> Figure:
        """Add figures up. One without a value makes the total missing: a partial sum is never passed off as a whole."""
        parts = list(figures)
        lost = [part for part in parts if not part.has_value]
        if lost:
            return cls.missing(f"{len(lost)} of {len(parts)} parts have no value: {lost[0].reason}")
        return cls.of(sum(part.value for part in parts))
