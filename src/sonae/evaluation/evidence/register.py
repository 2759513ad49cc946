"""The evidence register: each activity stands in it once, linked to all sections it bears on, and is counted once."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from sonae.core import Classification, FiscalYear, InputError
from sonae.evaluation.evidence.kinds import kind_named
from sonae.evaluation.form import Exact, Id, IndicatorId, Lines, Part, Section, Text, Words

__all__ = ["Evidence", "Register", "When"]

_MONTH = re.compile(r"([1-9]\d{3})-(0[1-9]|1[0-2])")
_FISCAL = re.compile(r"FY\d{4}|.{1,12}年度")
_NEXT_MONTH = 32


@dataclass(frozen=True, order=True, slots=True)
class When:
    """A time as far as it is known: a day, a month, a fiscal year, or a span of them.

    Attributes:
        first: its first day.
        last: its last day.
        text: as it is written: 2023-05-31, 2023-05, 2023-09-19/2023-09-20, FY2023.

    """

    first: dt.date
    last: dt.date
    text: str

    @classmethod
    def parse(cls, value: object) -> When:
        """Read a time.

        Raises:
            InputError: when it is none of the forms, or ends before it begins.

        """
        if isinstance(value, When):
            return value
        if isinstance(value, dt.datetime):
            value = value.date()
        text = value.isoformat() if isinstance(value, dt.date) else str(value).strip()
        begin, _, end = text.partition("/")
        first, last = _span(begin, text), _span(end or begin, text)
        if last[1] < first[0]:
            raise InputError(f"«{text[:40]}» ends before it begins")
        return cls(first[0], last[1], text)

    @property
    def year(self) -> FiscalYear:
        """The fiscal year in which it ends."""
        return FiscalYear.of(self.last)

    def __str__(self) -> str:
        return self.text


def _span(text: str, whole: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a day, a month or a fiscal year."""
    if match := _MONTH.fullmatch(text):
        first = dt.date(int(match[1]), int(match[2]), 1)
        after = (first + dt.timedelta(_NEXT_MONTH)).replace(day=1)
        return first, after - dt.timedelta(1)
    try:
        if _FISCAL.fullmatch(text):
            year = FiscalYear.parse(text)
            return year.start, year.end
        return (dt.date.fromisoformat(text),) * 2
    except (ValueError, InputError):
        raise InputError(
            f"«{whole[:40]}» is no time", expected="2023-05-31, 2023-05, 2023-09-19/2023-09-20 or FY2023"
        ) from None


def _when(value: object) -> When:
    if value is None or value == "":
        raise ValueError("the evidence has no date")
    try:
        return When.parse(value)
    except InputError as error:
        raise ValueError(str(error).rstrip(".")) from None


def _listed(text: str) -> str:
    if ";" in text:
        raise ValueError("a semicolon separates entries and cannot stand in one")
    return text


Listed = Annotated[Text, AfterValidator(_listed)]
Dated = Annotated[When, BeforeValidator(_when), PlainSerializer(str, return_type=str)]


class Evidence(Part):
    """An activity that is evidence of what was done.

    Attributes:
        id: its name in the register.
        kind: its kind, which says what ``detail`` holds.
        title: what it was.
        on: when.
        parties: with whom.
        place: where.
        sections: all sections that it bears on; it is shown in each (再掲) and counted once.
        counts_for: the indicator that it counts for; none where it is not counted.
        amount: how much it counts: 1, or the persons trained.
        files: files that prove it.
        classification: who may see it.
        activity: what was done; none where the source names only with whom.
        detail: the fields of its kind.
        lines: where it stands in the source.

    """

    id: Id
    kind: Text
    title: Words
    on: Dated
    parties: tuple[Listed, ...] = ()
    place: Text | None = None
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    counts_for: IndicatorId | None = None
    amount: Annotated[Exact, Field(gt=0)] = Fraction(1)
    files: tuple[Listed, ...] = ()
    classification: Literal["public", "internal", "secret"] = "public"
    activity: Literal["stated", "not_stated"] = "stated"
    detail: dict[str, Any] = Field(default_factory=dict)
    lines: Lines | None = None

    @model_validator(mode="before")
    @classmethod
    def _dated(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("on") in (None, ""):
            raise ValueError("the evidence has no date")
        return value

    @model_validator(mode="after")
    def _of_its_kind(self) -> Evidence:
        object.__setattr__(self, "detail", kind_named(self.kind).detail(self.detail))
        if len(set(self.sections)) != len(self.sections):
            raise ValueError("a section stands twice")
        return self

    @property
    def label(self) -> Classification:
        """Who may see it."""
        return Classification.parse(self.classification)

    @property
    def likeness(self) -> tuple[str, str, str, tuple[str, ...]]:
        """What two entries of one and the same activity share: kind, title, time and parties, however they are typed."""
        plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", self.title.ja)).casefold()
        parties = sorted(unicodedata.normalize("NFKC", party).casefold() for party in self.parties)
        return self.kind, plain, self.on.text, tuple(parties)


@dataclass(frozen=True, slots=True)
class Register:
    """Evidence by id, each once, in the order of the ids whatever the order it came in."""

    entries: tuple[Evidence, ...]

    @classmethod
    def of(cls, entries: Iterable[Evidence]) -> Register:
        """Collect evidence; the same entry twice stands once.

        Raises:
            InputError: when two different entries have one id.

        """
        found: dict[str, Evidence] = {}
        for entry in entries:
            if found.setdefault(entry.id, entry) != entry:
                raise InputError(f"the evidence {entry.id} stands twice with different contents", field="evidence")
        return cls(tuple(found[name] for name in sorted(found)))

    def merged(self, *others: Register) -> Register:
        """Return this register with the entries of others, in whatever order they come.

        Raises:
            InputError: when two different entries have one id, or one activity stands under two ids.

        """
        whole = Register.of(entry for register in (self, *others) for entry in register.entries)
        for one, two in whole.doubles():
            raise InputError(
                f"an activity of {one.on} stands twice, as {one.id} and as {two.id}",
                field="evidence",
                expected="one entry with all its sections",
            )
        return whole

    def doubles(self) -> Iterator[tuple[Evidence, Evidence]]:
        """Yield pairs of entries that are one and the same activity under two ids."""
        first: dict[tuple[str, str, str, tuple[str, ...]], Evidence] = {}
        for entry in self.entries:
            before = first.setdefault(entry.likeness, entry)
            if before is not entry:
                yield before, entry

    def counted(self, indicator: str, year: FiscalYear) -> tuple[Evidence, ...]:
        """Return what counts for an indicator in a year, each activity once, a double left out."""
        second = {two.id for _, two in self.doubles()}
        return tuple(
            entry
            for entry in self.entries
            if entry.counts_for == indicator and entry.on.year == year and entry.id not in second
        )

    def count(self, indicator: str, year: FiscalYear) -> Fraction:
        """Return how much counts for an indicator in a year; links to several sections count once."""
        return sum((entry.amount for entry in self.counted(indicator, year)), Fraction(0))

    def under(self, section: str) -> tuple[Evidence, ...]:
        """Return what bears on a section or on one below it."""
        return tuple(
            entry
            for entry in self.entries
            if any(one == section or one.startswith(f"{section}.") for one in entry.sections)
        )

    @property
    def label(self) -> Classification:
        """The highest classification of its entries."""
        return Classification.join(entry.label for entry in self.entries)
