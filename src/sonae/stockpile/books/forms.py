"""Parts of the forms of the books: exact tonnes, names, minerals by symbol, and states that go to JSON and back.

A state is a frozen form. ``stated`` writes it as plain JSON data and ``read`` checks such data again, so that what was
kept elsewhere can be trusted no further than it holds. No sentence of refusal repeats a quantity: holdings are SECRET.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, PlainSerializer, ValidationError

from sonae.core import Classification, InputError, Outcome, UnknownChoiceError
from sonae.data import Minerals, refusal_of
from sonae.stockpile.day_counts.reading import Exact, Row

__all__ = [
    "CONTAINED",
    "GRAMS_A_TONNE",
    "UNIT",
    "Content",
    "Day",
    "Figure",
    "Label",
    "MineralSymbol",
    "Moment",
    "Moved",
    "Name",
    "Party",
    "Said",
    "State",
    "Text",
    "Tonnes",
    "Yen",
    "grams_of",
    "read",
    "replaced",
    "stated",
    "symbol_of",
    "tonnes_of",
]  # fmt: skip

Form = TypeVar("Form", bound=BaseModel)

UNIT = "t (gross)"
"""Unit of every quantity of a book: gross tonnes of the goods as they lie. Contained element is tonnes × content."""
CONTAINED = "t (contained)"
"""Unit of contained element."""
GRAMS_A_TONNE = 10**6


@cache
def _register() -> Minerals:
    return Minerals.of_package()


@cache
def symbol_of(text: str) -> str:
    """Return the symbol of a mineral by symbol or name.

    Raises:
        UnknownChoiceError: with the nearest valid choices.

    """
    return _register().find(text).symbol


def _symbol(text: str) -> str:
    try:
        return symbol_of(text)
    except UnknownChoiceError as error:
        raise ValueError(error.problem) from None


def _to_the_gram(value: Decimal) -> Decimal:
    if abs(value) > 10**9:
        raise ValueError("a quantity is above 1 000 000 000 tonnes")
    whole = tonnes_of(int(value * GRAMS_A_TONNE))
    if whole != value:
        raise ValueError("a quantity is finer than a gram; expected tonnes with at most six decimals")
    return whole


def _in_our_time(value: dt.date) -> dt.date:
    if not 1900 <= value.year <= 2200:
        raise ValueError("the day lies before 1900 or after 2200")
    return value


def _plain_decimal(value: Decimal) -> str:
    return f"{value:f}"


def _said(value: object) -> object:
    return {True: Outcome.YES, False: Outcome.NO}[value] if isinstance(value, bool) else value


def _label(value: object) -> object:
    if isinstance(value, str):
        try:
            return Classification.parse(value)
        except UnknownChoiceError:
            raise ValueError("the classification is not PUBLIC, INTERNAL or SECRET") from None
    return value


Name = Annotated[str, Field(min_length=1, max_length=200)]
Party = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=5000)]
MineralSymbol = Annotated[str, AfterValidator(_symbol)]
"""A mineral of the register by symbol or name, kept by symbol."""
Moved = Annotated[Exact, AfterValidator(_to_the_gram), PlainSerializer(_plain_decimal, when_used="json")]
"""Gross tonnes with a sign, exact to the gram."""
Tonnes = Annotated[Moved, Field(gt=0)]
"""Gross tonnes above nought, exact to the gram."""
Content = Annotated[Exact, Field(gt=0, le=1, decimal_places=9), PlainSerializer(_plain_decimal, when_used="json")]
"""t of element in a gross t."""
Figure = Annotated[Exact, Field(ge=0, le=10**12), PlainSerializer(_plain_decimal, when_used="json")]
"""A figure from nought up, kept exactly as it is written."""
Day = Annotated[dt.date, AfterValidator(_in_our_time)]
Moment = Annotated[dt.datetime, AfterValidator(_in_our_time)]
Yen = Annotated[int, Field(ge=0, le=10**15)]
Said = Annotated[Outcome, BeforeValidator(_said)]
"""An outcome that a person states; YAML reads a bare yes or no as true or false."""
Label = Annotated[Classification, BeforeValidator(_label), PlainSerializer(lambda label: label.name, when_used="json")]


class State(Row):
    """What is kept as JSON. Without a classification it is SECRET (basic policy 2(5))."""

    classification: Label = Classification.SECRET


def read(form: type[Form], tree: Any, file: str | None = None) -> Form:
    """Check plain data against its form.

    Args:
        form: the form, such as ``Book``.
        tree: what JSON or YAML holds.
        file: its name, for sentences of refusal.

    Raises:
        InputError: naming the field, never a value found there.

    """
    if not isinstance(tree, Mapping):
        raise InputError("this is no form", file=file, expected="fields and their values")
    try:
        return form.model_validate(dict(tree))
    except ValidationError as error:
        known = ", ".join(sorted(form.model_fields))
        raise refusal_of(error, file, unknown=f"the field is not known; known at the top are {known}") from error


def stated(state: BaseModel) -> dict[str, Any]:
    """Write a state as plain JSON data; ``read`` gives the same state back."""
    return state.model_dump(mode="json")


def replaced(state: Form, **fields: Any) -> Form:
    """Return a state with other fields, checked as a whole.

    Raises:
        InputError: when the fields do not fit together.

    """
    held = {name: getattr(state, name) for name in type(state).model_fields}
    try:
        return type(state).model_validate(held | fields)
    except ValidationError as error:
        raise refusal_of(error, None) from error


def grams_of(tonnes: Decimal) -> int:
    """Return whole grams of tonnes."""
    return int(tonnes * GRAMS_A_TONNE)


def tonnes_of(grams: int) -> Decimal:
    """Return exact tonnes of grams, without trailing noughts."""
    return Decimal(grams) / GRAMS_A_TONNE
