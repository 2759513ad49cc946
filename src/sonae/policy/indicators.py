"""The nation's indicators as published: actuals, targets, definitions, each with the place where it stands.

The facts are data (``data/indicators.yaml``). A document that rounds a figure says so: «about» nine tenths is not 0.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.core import FiscalYear, UnknownChoiceError
from sonae.policy.forms import Exact, Part, Place, Text, Words, package_text, validated

__all__ = [
    "Computed", "Definition", "Indicator", "NeededVolume", "Observation", "Published", "Target", "Term", "indicator",
    "published_indicators",
]  # fmt: skip

_FILE = "indicators.yaml"
Sense = Literal["exact", "about", "under", "over", "at_least"]
Year = Annotated[int, Field(ge=1950, le=2200)]


class Observation(Place):
    """An actual: in which year (none where the document names none), the value, and how exact the print is."""

    year: Year | None
    value: Exact
    sense: Sense = Field(default="exact", alias="as")
    sum: tuple[Exact, ...] = ()
    """The printed figures that the value is the sum of; empty where it is printed itself."""

    @model_validator(mode="after")
    def _adds_up(self) -> Observation:
        if self.sum and sum(self.sum) != self.value:
            raise ValueError("the value is not the sum of its parts")
        return self


class Target(Place):
    """A level to reach, to keep or to equal, and the plan that sets it."""

    year: Year
    value: Exact
    sense: Sense = Field(default="exact", alias="as")
    aim: Literal["reach", "keep", "equal"]
    ja: Text
    en: Text
    years_from: Place | None = None
    """Where the year stands, when that is another place."""


class Term(Part):
    """A quantity of a definition: in hand from the data pack, or to be supplied."""

    id: str
    ja: Text
    en: Text
    unit: str
    held: Literal["pack", "supplied"]


class Definition(Part):
    """A ratio: the sum of the terms above over the sum of the terms below."""

    numerator: Annotated[tuple[Term, ...], Field(min_length=1)]
    denominator: Annotated[tuple[Term, ...], Field(min_length=1)]
    document: str | None
    """Where the formula is published; none where its form is assumed."""
    note: Words

    @property
    def terms(self) -> Mapping[str, Term]:
        """All terms by id, each once."""
        return {term.id: term for term in (*self.numerator, *self.denominator)}

    def formula(self, language: str) -> str:
        """Return the formula in words of «ja» or «en»."""
        above, below = (
            " + ".join(term.ja if language == "ja" else term.en for term in side)
            for side in (self.numerator, self.denominator)
        )
        return f"({above}) ÷ ({below})"

    @model_validator(mode="after")
    def _one_unit(self) -> Definition:
        if len({term.unit for term in (*self.numerator, *self.denominator)}) != 1:
            raise ValueError("the terms of a ratio have one unit")
        return self


class Volume(Words):
    """The unit in which projects add to the indicator, and the commodities that do."""

    unit: Literal["kboe/d", "t/year"]
    commodities: Annotated[tuple[str, ...], Field(min_length=1)]


class NeededVolume(Place):
    """A volume that a document says a target needs; over the target it gives the denominator meant."""

    year: Year
    value: Exact


class Computed(Part):
    """What of the trade data answers to the indicator."""

    commodity: Literal["crude", "lng", "coal"]
    by: Literal["origin", "region"]
    names: Annotated[tuple[str, ...], Field(min_length=1)]


class Unpublished(Place, Words):
    """Where a document says that there is a figure and prints none."""


class Indicator(Part):
    """An indicator. ``years`` are fiscal, or not stated by the document; ``better`` says which way is good."""

    id: str = ""
    ja: Text
    en: Text
    unit: Literal["share", "km2", "cases", "members"]
    years: Literal["fiscal", "unstated"]
    better: Literal["higher", "lower"]
    observations: tuple[Observation, ...]
    targets: tuple[Target, ...]
    definition: Definition | None = None
    volume: Volume | None = None
    needed_volume: NeededVolume | None = None
    computed: Computed | None = None
    unpublished: Unpublished | None = None

    @property
    def last(self) -> Observation | None:
        """The latest actual of a year; none where no year is known."""
        dated = [one for one in self.observations if one.year is not None]
        return max(dated, key=lambda one: one.year or 0) if dated else None

    def in_language(self, language: str) -> str:
        """Return the name in «ja» or «en»."""
        return self.ja if language == "ja" else self.en

    def year_label(self, year: int | None, language: str) -> str:
        """Return a year as it is said: «令和5年度», «FY2023»; nothing where the document names none."""
        if year is None:
            return "年の記載なし" if language == "ja" else "year not stated"
        named = FiscalYear(year)
        return f"{year}年度" if language == "ja" else named.label_en

    def text(self, value: Fraction, sense: str = "exact", language: str = "ja") -> str:
        """Return a value with its unit: «37.2%», «about 90%», «20,798 km²»."""
        number = _percent(value) if self.unit == "share" else f"{float(value):,.10g}{_UNITS[self.unit][language]}"
        before, after = _SENSES[sense][language]
        return f"{before}{number}{after}"


class Published(Part):
    """The file of indicators."""

    documents: dict[str, Words]
    indicators: dict[str, Indicator]

    @model_validator(mode="after")
    def _documents_are_there(self) -> Published:
        for name, one in self.indicators.items():
            places = [place.document for place in (*one.observations, *one.targets)]
            places += [place.document for place in (one.needed_volume, one.unpublished) if place is not None]
            if one.definition is not None and one.definition.document is not None:
                places.append(one.definition.document)
            for document in places:
                if document not in self.documents:
                    raise ValueError(f"{name} names the document «{document}», which is not listed")
            years = [seen.year for seen in one.observations if seen.year is not None]
            if len(set(years)) != len(years):
                raise ValueError(f"{name} states a year twice")
        return self


_UNITS = {
    "km2": {"ja": " km²", "en": " km²"},
    "cases": {"ja": "件", "en": " cases"},
    "members": {"ja": "者", "en": " members"},
}
_SENSES = {
    "exact": {"ja": ("", ""), "en": ("", "")},
    "about": {"ja": ("約", ""), "en": ("about ", "")},
    "under": {"ja": ("", "弱"), "en": ("a little under ", "")},
    "over": {"ja": ("", "超"), "en": ("over ", "")},
    "at_least": {"ja": ("", "以上"), "en": ("at least ", "")},
}


def _percent(value: Fraction) -> str:
    """Write a share as per cent with two digits, half up, without zeros at the end: «37.2%», «46.27%»."""
    hundredths = (value * 10_000 + Fraction(1, 2)).__floor__()
    return f"{hundredths / 100:,.10g}%"


def read_indicators(text: str, file: str) -> Published:
    """Read a file of indicators.

    Raises:
        InputError: naming the file and the path of the field.

    """
    found = validated(Published, text, file, "documents and indicators")
    named = {name: one.model_copy(update={"id": name}) for name, one in found.indicators.items()}
    return found.model_copy(update={"indicators": named})


@cache
def published_indicators() -> Published:
    """Return the product's own file of indicators."""
    return read_indicators(package_text(_FILE), _FILE)


def indicator(name: str) -> Indicator:
    """Find an indicator by id.

    Raises:
        UnknownChoiceError: with the nearest valid ids.

    """
    known = published_indicators().indicators
    if name not in known:
        raise UnknownChoiceError("indicator", name, known)
    return known[name]
