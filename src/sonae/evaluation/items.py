"""What an evaluation says of the agency and its rated items: basics, inputs, narrative, and how the rating was conducted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.evaluation.form import Id, IndicatorId, ItemId, Lines, Part, Printed, Section, Text, Words, Year

__all__ = [
    "INPUT_NAMES",
    "Conduct",
    "Department",
    "HalfYearReview",
    "HalfYearValue",
    "InputFigures",
    "Item",
    "LegalBasis",
    "Narrative",
    "Period",
    "Procedure",
    "Result",
    "Stated",
]

InputName = Literal["budget", "settlement", "ordinary_cost", "ordinary_profit", "administrative_cost", "staff"]
INPUT_NAMES: dict[InputName, Words] = {
    "budget": Words(ja="予算額（千円）", en="budget (thousand yen)"),
    "settlement": Words(ja="決算額（千円）", en="settlement (thousand yen)"),
    "ordinary_cost": Words(ja="経常費用（千円）", en="ordinary cost (thousand yen)"),
    "ordinary_profit": Words(ja="経常利益（千円）", en="ordinary profit (thousand yen)"),
    "administrative_cost": Words(ja="行政コスト（千円）", en="administrative cost (thousand yen)"),
    "staff": Words(ja="従事人員数（人）", en="staff (persons)"),
}
"""Input figures in the order of the form."""


class Period(Part):
    """The period of the mid-term goals: its number, first and last fiscal year."""

    number: Annotated[int, Field(ge=1)]
    first: Year
    last: Year

    @model_validator(mode="after")
    def _runs_forward(self) -> Period:
        if self.last <= self.first:
            raise ValueError("the period ends before it begins")
        return self


class LegalBasis(Part):
    """A law with the provisions that an item rests on, as the form lists them; ``edition`` where a basic policy is cited."""

    law: Words
    provisions: tuple[Text, ...] = ()


class Item(Part):
    """A rated item (項目).

    Attributes:
        id: its name here.
        number: its number as it should be printed: Ⅰ-3.
        section: its section.
        name: its name.
        form: which form it is printed on.
        importance: high, or not set.
        difficulty: high, or not set.
        programmes: groups of indicators, as the form labels them.
        policies: policies that it belongs to.
        legal_basis: what it rests on.
        review_sheets: numbers of the administrative review sheets.
        other_information: what part 4 of the form says; none prints a dash.
        lines: where its basics stand.

    """

    id: ItemId
    number: Text
    section: Section
    name: Words
    form: Literal["1-1-4-1", "1-1-4-2"]
    importance: Literal["high", "not_set"]
    difficulty: Literal["high", "not_set"]
    programmes: tuple[Words, ...] = ()
    policies: tuple[Words, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    review_sheets: tuple[Text, ...] = ()
    other_information: Words | None = None
    lines: Lines


class Stated(Part):
    """A figure as printed, with its line."""

    value: Printed
    lines: Lines


class InputFigures(Part):
    """Inputs of an item in a year: money in thousand yen as printed, staff in persons.

    Attributes:
        item: the item.
        year: the year.
        figures: by name; one that is not printed is left out.
        definition: what budget and settlement hold.
        variance: why they differ, where the form says so.
        definition_lines: where the definition stands.
        variance_lines: where the reason stands.

    """

    item: ItemId
    year: Year
    figures: dict[InputName, Stated]
    definition: Words | None = None
    variance: Words | None = None
    definition_lines: Lines | None = None
    variance_lines: Lines | None = None

    @model_validator(mode="after")
    def _money_is_whole(self) -> InputFigures:
        for name, figure in self.figures.items():
            if name != "staff" and figure.value != figure.value.to_integral_value():
                raise ValueError(f"{name} of {self.item} is no whole number of thousand yen")
        return self

    def yen(self, name: InputName) -> int | None:
        """Return a money figure in yen; none where it is not printed."""
        figure = self.figures.get(name)
        return None if figure is None or name == "staff" else int(figure.value) * 1000

    @property
    def staff(self) -> Decimal | None:
        """Staff in persons, with parts of a person."""
        figure = self.figures.get("staff")
        return None if figure is None else figure.value


class Department(Part):
    """A part of the ministry that takes part, with the section and the person in charge as printed."""

    role: Words
    name: Words
    in_charge: Words
    lines: Lines


class Procedure(Part):
    """A step of the evaluation with its day."""

    on: dt.date
    what: Words
    lines: Lines


class Conduct(Part):
    """How the evaluation was conducted (form 1-1-1)."""

    departments: tuple[Department, ...] = ()
    procedure: tuple[Procedure, ...] = ()
    other: Words | None = None
    lines: Lines


class Result(Part):
    """A figure that is reported beside the indicators, without a target: visitors, cases, meetings."""

    id: Id
    item: ItemId
    section: Section
    year: Year
    name: Words
    value: Printed
    unit: Text
    lines: Lines


class Narrative(Part):
    """What a column of a form says of a section, in our own short words.

    Attributes:
        item: the item; «overall» for the whole.
        section: the section.
        column: results, the agency's self-evaluation (grounds or outstanding results), the minister's view, findings to be mended,
            comments of experts, of auditors.
        words: what it says.
        indicator: the indicator that it is about.
        lines: where it stands.

    """

    item: ItemId | Literal["overall"]
    section: Section
    column: Literal["indicator", "result", "grounds", "outstanding", "minister", "issue", "expert", "auditor"]
    words: Words
    indicator: IndicatorId | None = None
    lines: Lines


class HalfYearValue(Part):
    """Where an indicator stood at half-year."""

    indicator: IndicatorId
    value: Printed
    remark: Words | None = None


class HalfYearReview(Part):
    """The review after the first half of a year: where indicators stood, what follows.

    Attributes:
        year: the year.
        on: the day; ``not_stated`` where the source does not say.
        by: who reviewed.
        values: where indicators stood; empty where the source gives no values.
        words: what came of it.
        lines: where it stands.

    """

    year: Year
    on: dt.date | Literal["not_stated"]
    by: Words
    values: tuple[HalfYearValue, ...] = ()
    words: Words
    lines: Lines | None = None
