"""Units of prices, «USD/bbl» or «JPY/kWh», and their conversion within mass, energy or volume.

Pound and troy ounce: 0.45359237 kg and 31.1034768 g (international avoirdupois pound, exact). British thermal unit:
1,055.05585262 J (International Table). Barrel: 158.987294928 litres (42 US gallons).
"""

from __future__ import annotations

import re
from fractions import Fraction

from sonae.core import InputError, UnknownChoiceError

__all__ = ["QUANTITIES", "quantity_ratio", "unit_parts"]

QUANTITIES: dict[str, tuple[str, Fraction]] = {
    "t": ("mass", Fraction(1000)),
    "kg": ("mass", Fraction(1)),
    "lb": ("mass", Fraction("0.45359237")),
    "toz": ("mass", Fraction("0.0311034768")),
    "MMBtu": ("energy", Fraction("1055.05585262")),
    "GJ": ("energy", Fraction(1000)),
    "MWh": ("energy", Fraction(3600)),
    "kWh": ("energy", Fraction("3.6")),
    "bbl": ("volume", Fraction("0.158987294928")),
    "kl": ("volume", Fraction(1)),
    "m3": ("volume", Fraction(1)),
}
"""Quantities by name: dimension and size in kilograms, megajoules or cubic metres."""

_UNIT = re.compile(r"([A-Z]{3})/(\w+)")


def unit_parts(unit: str) -> tuple[str, str]:
    """Return currency and quantity of «USD/bbl».

    Raises:
        InputError: when the text is no such unit or the quantity is not known.

    """
    found = _UNIT.fullmatch(unit.strip())
    if not found:
        raise InputError(f"«{unit[:20]}» is no unit of a price", expected="currency/quantity such as USD/bbl")
    if found[2] not in QUANTITIES:
        raise UnknownChoiceError("quantity", found[2], QUANTITIES)
    return found[1], found[2]


def quantity_ratio(given: str, wanted: str) -> float:
    """Return how many ``given`` there are in one ``wanted``: a price per ``given`` times it is the price per ``wanted``.

    Raises:
        InputError: when the two measure different things.

    """
    for name in (given, wanted):
        if name not in QUANTITIES:
            raise UnknownChoiceError("quantity", name, QUANTITIES)
    if QUANTITIES[given][0] != QUANTITIES[wanted][0]:
        raise InputError(
            f"a price per {given} ({QUANTITIES[given][0]}) cannot become one per {wanted} ({QUANTITIES[wanted][0]})"
        )
    return float(QUANTITIES[wanted][1] / QUANTITIES[given][1])
