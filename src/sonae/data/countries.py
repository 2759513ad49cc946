"""Countries: trade-statistics codes to ISO 3166 alpha-3, names, sea basins, and the chokepoints between basins.

Historical codes are read as their successor where one succeeds almost alone (Belgium-Luxembourg → Belgium, the
customs union of southern Africa → South Africa, Serbia and Montenegro → Serbia); «Other Asia, nes» (490) is Taiwan.
The basin of a country and the chokepoints of a route are the project's own reading of a sea chart.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from sonae.core import UnknownChoiceError

__all__ = [
    "CHOKEPOINTS",
    "Country",
    "chokepoints_between",
    "countries",
    "country",
    "iso3_of_code",
    "read_package_table",
]

CHOKEPOINTS = ("SUEZ", "BAB_EL_MANDEB", "HORMUZ", "MALACCA", "PANAMA", "CAPE", "TURKISH_STRAITS")


@dataclass(frozen=True, slots=True)
class Country:
    """A country or customs territory: all its codes in BACI and Comtrade, today's ``code``, and its sea basin."""

    iso3: str
    name_en: str
    name_ja: str
    basin: str
    codes: tuple[int, ...]
    code: int | None = None


def read_package_table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the product's own CSV tables."""
    text = (files("sonae.data") / "tables" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def countries() -> Mapping[str, Country]:
    """Return all countries by ISO 3166 alpha-3."""
    found: dict[str, Country] = {}
    for row in read_package_table("countries.csv"):
        codes: tuple[int, ...] = (int(row["baci_code"]),) if row["baci_code"] else ()
        today = codes[0] if codes and " to " not in row["note"] else None
        if (known := found.get(row["iso3"])) is not None:
            codes, today = known.codes + codes, known.code or today
        found[row["iso3"]] = Country(row["iso3"], row["name_en"], row["name_ja"], row["basin"], codes, today)
    return MappingProxyType(found)


@cache
def iso3_of_code() -> Mapping[int, str]:
    """Return ISO 3166 alpha-3 by trade-statistics code."""
    return MappingProxyType({code: land.iso3 for land in countries().values() for code in land.codes})


def country(text: str) -> Country:
    """Find a country by alpha-3 code or by its English or Japanese name.

    Raises:
        UnknownChoiceError: with the nearest valid codes.

    """
    register = countries()
    wanted = unicodedata.normalize("NFKC", text).strip()
    if (found := register.get(wanted.upper())) is not None:
        return found
    by_name = {name.casefold(): land for land in register.values() for name in (land.name_en, land.name_ja) if name}
    if (found := by_name.get(wanted.casefold())) is not None:
        return found
    raise UnknownChoiceError("country", text, [*register, *(land.name_en for land in register.values())])


@cache
def _routes() -> Mapping[tuple[str, str], tuple[str, ...]]:
    return MappingProxyType(
        {
            (row["importer_basin"], row["exporter_basin"]): tuple(row["chokepoints"].split(";"))
            for row in read_package_table("routes.csv")
        }
    )


def chokepoints_between(importer: str, exporter: str) -> tuple[str, ...]:
    """Return the chokepoints that goods of ``exporter`` pass on the usual sea route to ``importer`` (alpha-3 codes)."""
    register = countries()
    return _routes().get((register[importer].basin, register[exporter].basin), ())
