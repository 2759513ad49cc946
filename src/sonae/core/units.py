"""Units of quantity: tonnes gross, tonnes of contained metal, kilograms, barrels, kilolitres, days.

Gross tonnes and contained tonnes are different dimensions: going from one to the other needs a metal content, and a
content needs a source. Barrels are US petroleum barrels of 42 US gallons, 158.987294928 litres (NIST Handbook 44).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from sonae.core.errors import InputError

__all__ = ["Quantity", "Unit", "contained_metal"]


class Unit(Enum):
    """A unit and its dimension; ``factor`` is the size in the base unit of the dimension."""

    TONNE_GROSS = ("t (gross)", "gross mass", Fraction(1))
    KILOGRAM_GROSS = ("kg (gross)", "gross mass", Fraction(1, 1000))
    TONNE_METAL = ("t (contained)", "contained metal", Fraction(1))
    KILOGRAM_METAL = ("kg (contained)", "contained metal", Fraction(1, 1000))
    KILOLITRE = ("kl", "liquid volume", Fraction(1))
    BARREL = ("bbl", "liquid volume", Fraction(158_987_294_928, 10**12))
    DAY = ("days", "days of reference consumption", Fraction(1))

    def __init__(self, label: str, dimension: str, factor: Fraction) -> None:
        self.label, self.dimension, self.factor = label, dimension, factor


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. Adding needs the same unit; ``to`` converts within one dimension."""

    value: float
    unit: Unit

    def to(self, unit: Unit) -> Quantity:
        """Convert to another unit of the same dimension.

        Raises:
            InputError: when the dimensions differ (gross tonnes never become contained tonnes by themselves).

        """
        if unit.dimension != self.unit.dimension:
            raise InputError(
                f"{self.unit.label} is {self.unit.dimension} and cannot become {unit.label}",
                expected=f"a unit of {self.unit.dimension}",
            )
        return Quantity(self.value * float(self.unit.factor / unit.factor), unit)

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.value + other.to(self.unit).value, self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.value - other.to(self.unit).value, self.unit)

    def __str__(self) -> str:
        return f"{self.value:,.6g} {self.unit.label}"


def contained_metal(gross: Quantity, content: float) -> Quantity:
    """Return the metal contained in a gross mass; ``content`` is tonnes of element per gross tonne, in (0, 1].

    Raises:
        InputError: when ``gross`` is no gross mass or the content lies outside (0, 1].

    """
    if not 0 < content <= 1:
        raise InputError(f"metal content {content} is impossible", expected="more than 0 and at most 1")
    return Quantity(gross.to(Unit.TONNE_GROSS).value * content, Unit.TONNE_METAL)
