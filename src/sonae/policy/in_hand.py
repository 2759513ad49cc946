"""Terms of the definitions that the data pack gives: imports, domestic output, in the unit of the indicator.

The pack goes by calendar years and the indicators by fiscal years: a calendar year stands for the fiscal year of its number.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from fractions import Fraction

import polars as pl

from sonae.core import DataUnavailableError, Unit, UnknownChoiceError
from sonae.data import Library
from sonae.policy.amounts import Amount
from sonae.policy.imports import ImportHistory, traded_imports
from sonae.policy.indicators import Indicator
from sonae.policy.settings import setting

__all__ = ["barrels_of_oil_equivalent", "terms_in_hand"]

_FUELS = {"oil-gas-self-development": ("crude", "lng"), "coal-self-development": ("coal",)}


def barrels_of_oil_equivalent(commodity: str, quantity: Fraction) -> Fraction:
    """Convert tonnes of crude or LNG, or thousand cubic metres of domestic gas («gas»), to barrels by heat of crude.

    Raises:
        UnknownChoiceError: for another commodity.

    """
    barrel_gj = setting("crude_gj_per_kl") * Unit.BARREL.factor
    factors = {
        "crude": setting("barrels_per_tonne"),
        "lng": setting("lng_gj_per_tonne") / barrel_gj,
        "gas": setting("gas_gj_per_thousand_m3") / barrel_gj,
    }
    if commodity not in factors:
        raise UnknownChoiceError("commodity", commodity, factors)
    return quantity * factors[commodity]


def terms_in_hand(one: Indicator, library: Library, year: int) -> Mapping[str, Amount]:
    """Return the terms of an indicator that the pack gives for a year, by id; the rest is to be supplied.

    Args:
        one: the indicator.
        library: the data.
        year: a calendar year, which stands for the fiscal year of its number.

    """
    if one.id not in _FUELS:
        return {}
    terms = {"imports": Amount.total({fuel: _imported(library, fuel, year, one.id) for fuel in _FUELS[one.id]})}
    if one.id == "oil-gas-self-development":
        terms["domestic_production"] = Amount.total(
            {
                "crude": _produced(library, "Petroleum", "crude", Fraction(1), year),
                "gas": _produced(library, "Natural Gas", "gas", Fraction(1000), year),  # million to thousand m³
            }
        )
    return terms


def _imported(library: Library, fuel: str, year: int, name: str) -> Amount:
    try:
        history: ImportHistory = traded_imports(library, fuel)
        if year not in history.years:
            return Amount.missing(f"the trade data hold no imports of {fuel} in {year}")
        total = history.year(year).total
    except DataUnavailableError as error:
        return Amount.missing(str(error).rstrip("."))
    source = f"BACI, imports of {fuel} in {year}"
    return Amount.of(_a_day(barrels_of_oil_equivalent(fuel, total), year) if name.startswith("oil") else total, source)


def _produced(library: Library, sheet: str, kind: str, scale: Fraction, year: int) -> Amount:
    found = library.production.filter(
        (pl.col("sheet") == sheet) & (pl.col("iso3") == "JPN") & (pl.col("year") == year)
    )["quantity"].drop_nulls()
    if found.is_empty():
        return Amount.missing(f"World Mining Data hold no row of Japan, {sheet} {year}")
    produced = Fraction(repr(found.item())) * scale
    return Amount.of(_a_day(barrels_of_oil_equivalent(kind, produced), year), f"World Mining Data, {sheet} {year}")


def _a_day(barrels: Fraction, year: int) -> Fraction:
    """Return thousand barrels a day of a calendar year."""
    return barrels / (1000 * (366 if calendar.isleap(year) else 365))
