"""Claims: what the document states in figures, dates and names, each with its line, so that it can be held against the data."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.evaluation.form import Exact, Id, IndicatorId, ItemId, Lines, Part, Printed, Section, Text, Words, Year
from sonae.evaluation.items import InputName
from sonae.evaluation.rating import Letter

__all__ = [
    "AgreementClaim",
    "AllRatiosClaim",
    "AttainmentClaim",
    "BandClaim",
    "ChangeClaim",
    "Claim",
    "DatesClaim",
    "FigureClaim",
    "HeadingClaim",
    "LettersClaim",
    "ListClaim",
    "NotCheckable",
    "Share",
    "SplitClaim",
    "Statement",
    "TargetClaim",
    "TotalClaim",
    "TotalPart",
]


class _Stated(Part):
    """What all claims have: a name, the section where it stands, what is stated in our own words, its lines."""

    id: Id
    section: Section
    says: Words
    lines: Lines


class AttainmentClaim(_Stated):
    """A printed attainment in per cent."""

    kind: Literal["attainment"]
    indicator: IndicatorId
    year: Year
    printed: Printed
    provisional: bool = False


class TargetClaim(_Stated):
    """A printed target, of a year or of the whole period."""

    kind: Literal["target"]
    indicator: IndicatorId
    of: Year | Literal["period"]
    printed: Printed
    unit: Text


class AllRatiosClaim(_Stated):
    """A statement that all indicators of an item have at least an attainment, save core targets where it says so."""

    kind: Literal["all_ratios"]
    item: ItemId
    year: Year
    least: Exact
    except_core: bool = False


class BandClaim(_Stated):
    """A statement that the indicators of an item meet, or do not meet, the standard of a letter."""

    kind: Literal["band"]
    item: ItemId
    year: Year
    letter: Letter
    meets: bool = True


class LettersClaim(_Stated):
    """A statement of the minister's letters item by item."""

    kind: Literal["letters"]
    year: Year
    letters: dict[ItemId | Literal["overall"], Letter]


class TotalPart(Part):
    """A part of a printed total."""

    name: Words
    value: Exact


class TotalClaim(_Stated):
    """A printed total with the parts that the document names."""

    kind: Literal["total"]
    printed: Printed
    unit: Text
    parts: Annotated[tuple[TotalPart, ...], Field(min_length=1)]


class ListClaim(_Stated):
    """A printed number of entries with the entries that the document lists: evidence by id."""

    kind: Literal["list"]
    indicator: IndicatorId
    year: Year
    printed: Printed
    entries: tuple[Id, ...]


class Share(Part):
    """What one section shows of a total: a number, or the entries that it lists."""

    section: Section
    printed: Printed | None = None
    entries: tuple[Id, ...] = ()
    lines: Lines

    @model_validator(mode="after")
    def _one_of_them(self) -> Share:
        if (self.printed is None) == (not self.entries):
            raise ValueError("a section shows either a number or entries")
        return self


class SplitClaim(_Stated):
    """A total that several sections show in parts."""

    kind: Literal["split"]
    indicator: IndicatorId
    year: Year
    shares: Annotated[tuple[Share, ...], Field(min_length=1)]


class ChangeClaim(_Stated):
    """A printed change or share of two figures.

    Attributes:
        before: the figure before, or the whole.
        after: the figure after, or the part.
        measure: increase in per cent, difference, ratio in per cent, or share in per cent of the whole.
        about: whether the document says «about», which allows half a unit of its last digit that is not zero.

    """

    kind: Literal["change"]
    before: Exact
    after: Exact
    measure: Literal["increase_percent", "difference", "ratio_percent", "share_percent"]
    printed: Printed
    about: bool = False

    @model_validator(mode="after")
    def _has_a_base(self) -> ChangeClaim:
        if self.before == 0 and self.measure != "difference":
            raise ValueError("a change in per cent needs a figure before that is not zero")
        return self


class FigureClaim(_Stated):
    """An input figure printed a second time."""

    kind: Literal["figure"]
    item: ItemId
    year: Year
    name: InputName
    printed: Printed


class DatesClaim(_Stated):
    """Days of something that takes place regularly in a fiscal year.

    Attributes:
        year: the year.
        days: first and last day of each.
        every: how often it takes place.
        printed: how many times, where the document says so.

    """

    kind: Literal["dates"]
    year: Year
    days: Annotated[tuple[tuple[dt.date, dt.date], ...], Field(min_length=1)]
    every: Literal["quarter", "month", "half_year", "year", "as_needed"]
    printed: Printed | None = None


class HeadingClaim(_Stated):
    """A printed number of a heading."""

    kind: Literal["heading"]
    printed: Text


class Statement(Part):
    """What one place says of a matter: the key, compared after folding widths, and where."""

    key: Text
    place: Words
    lines: Lines


class AgreementClaim(_Stated):
    """Statements of one matter that should agree."""

    kind: Literal["agreement"]
    statements: Annotated[tuple[Statement, ...], Field(min_length=2)]


Claim = Annotated[
    AttainmentClaim | TargetClaim | AllRatiosClaim | BandClaim | LettersClaim | TotalClaim | ListClaim | SplitClaim
    | ChangeClaim | FigureClaim | DatesClaim | HeadingClaim | AgreementClaim,
    Field(discriminator="kind"),
]  # fmt: skip
"""A claim of any kind, told apart by ``kind``."""


class NotCheckable(Part):
    """A slip of print or layout that data cannot show, with the reason why not."""

    id: Id
    what: Words
    reason: Words
    lines: Lines
