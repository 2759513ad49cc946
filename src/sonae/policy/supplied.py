"""What an agency supplies: amounts of terms and actuals of its own, each with its source, or the reason why it is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.data import read_text
from sonae.policy.amounts import Amount
from sonae.policy.forms import Exact, Part, Text, validated
from sonae.policy.indicators import published_indicators

__all__ = ["SuppliedFigures", "SuppliedIndicator", "load_supplied", "supplied_from_text"]

Year = Annotated[int, Field(ge=1950, le=2200)]
_MOST_SHARE = 2
"""A ratio above this is a figure in per cent that was taken for a share."""


class _Value(Part):
    value: Exact | None = None
    source: Text | None = None
    withheld: Text | None = None
    missing: Text | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> _Value:
        said = [name for name in ("value", "withheld", "missing") if getattr(self, name) is not None]
        if len(said) != 1:
            raise ValueError("it says one of «value», «withheld» and «missing»")
        if (self.value is not None) != (self.source is not None):
            raise ValueError("a value has a «source», and nothing else has")
        return self

    @property
    def amount(self) -> Amount:
        if self.value is not None:
            return Amount.of(self.value, self.source or "")
        return Amount.withheld(self.withheld) if self.withheld else Amount.missing(self.missing or "not said")


class _Figures(Part):
    observations: dict[Year, _Value] = Field(default_factory=dict)
    terms: dict[Year, dict[str, _Value]] = Field(default_factory=dict)


class _File(Part):
    classification: Literal["public", "internal", "secret"]
    indicators: Annotated[dict[str, _Figures], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class SuppliedIndicator:
    """What is supplied of an indicator."""

    observations: Mapping[int, tuple[Fraction, str]]
    """Value and source by year; a year without a value is left out."""
    terms: Mapping[int, Mapping[str, Amount]]


@dataclass(frozen=True, slots=True)
class SuppliedFigures:
    """The agency's figures by indicator, and their label."""

    classification: Classification
    indicators: Mapping[str, SuppliedIndicator]

    def of(self, name: str) -> SuppliedIndicator:
        """Return what is supplied of an indicator; nothing where the file is silent."""
        return self.indicators.get(name, SuppliedIndicator({}, {}))

    @classmethod
    def none(cls) -> SuppliedFigures:
        """Return the figures of nobody."""
        return cls(Classification.PUBLIC, {})


def load_supplied(path: Path) -> SuppliedFigures:
    """Read the agency's file of figures.

    Raises:
        InputError: naming the file and the path of the field.
        UnknownChoiceError: for an indicator or a term that there is none of.

    """
    return supplied_from_text(read_text(path, "the file of figures"), path.name)


def supplied_from_text(text: str, file: str) -> SuppliedFigures:
    """Read the agency's figures from text; see :func:`load_supplied`."""
    read = validated(_File, text, file, "classification, and figures by indicator")
    known = published_indicators().indicators
    found = {}
    for name, figures in read.indicators.items():
        if name not in known:
            raise UnknownChoiceError("indicator", name, known, field=f"indicators.{name}").placed(file=file)
        one = known[name]
        names = one.definition.terms if one.definition is not None else {}
        for year, seen in figures.observations.items():
            if seen.value is not None and not 0 <= seen.value <= (
                _MOST_SHARE if known[name].unit == "share" else seen.value
            ):
                raise InputError(
                    f"the value {float(seen.value):g} cannot be", file=file, field=f"indicators.{name}.observations.{year}",
                    expected="a share such as 0.372 for 37.2 %" if known[name].unit == "share" else "0 or more",
                )  # fmt: skip
        for year, terms in figures.terms.items():
            for term, value in terms.items():
                where = f"indicators.{name}.terms.{year}.{term}"
                if term not in names:
                    raise UnknownChoiceError("term", term, names, field=where).placed(file=file)
                if value.value is not None and value.value < 0:
                    raise InputError("the value is below 0", file=file, field=where, expected="0 or more")
        found[name] = SuppliedIndicator(
            {year: (v.value, v.source or "") for year, v in figures.observations.items() if v.value is not None},
            {year: {term: v.amount for term, v in terms.items()} for year, terms in figures.terms.items()},
        )
    return SuppliedFigures(Classification.parse(read.classification), found)
