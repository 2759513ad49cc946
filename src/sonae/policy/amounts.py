"""Exact figures with their state: known, zero, withheld or missing. Missing is not zero, and a sum with a gap has no value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sonae.core import InputError, State

__all__ = ["Amount"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as a fraction. Only ``known`` and ``zero`` have a value; the others say why there is none.

    Attributes:
        state: what is known of it.
        value: the figure in the unit of its term.
        source: where it comes from.
        reason: why there is no value.

    """

    state: State
    value: Fraction | None
    source: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        has_value = self.state in (State.KNOWN, State.ZERO)
        if has_value != (self.value is not None):
            raise InputError(f"a {self.state.value} figure {'needs a' if has_value else 'has no'} value")
        if has_value and (self.state is State.ZERO) != (self.value == 0):
            raise InputError(f"a {self.state.value} figure cannot be {self.value}")
        if not has_value and not self.reason:
            raise InputError(f"a {self.state.value} figure must say why")

    @classmethod
    def of(cls, value: Fraction | int, source: str = "") -> Amount:
        """Return a known figure, or zero for 0."""
        return cls(State.ZERO if value == 0 else State.KNOWN, Fraction(value), source)

    @classmethod
    def missing(cls, reason: str) -> Amount:
        """Return a figure that nobody has."""
        return cls(State.MISSING, None, "", reason)

    @classmethod
    def withheld(cls, reason: str) -> Amount:
        """Return a figure that exists and is kept from us."""
        return cls(State.WITHHELD, None, "", reason)

    @classmethod
    def total(cls, parts: Mapping[str, Amount]) -> Amount:
        """Add figures up by name; one without a value leaves the total without one.

        The total is withheld where a part is withheld and none is missing, and names every part that has no value.
        """
        lost = {name: part for name, part in parts.items() if part.value is None}
        if lost:
            reason = "; ".join(f"{name}: {part.reason}" for name, part in lost.items())
            all_withheld = all(part.state is State.WITHHELD for part in lost.values())
            return cls.withheld(reason) if all_withheld else cls.missing(reason)
        value = sum((part.value for part in parts.values() if part.value is not None), Fraction(0))
        return cls.of(value, "; ".join(dict.fromkeys(part.source for part in parts.values() if part.source)))
