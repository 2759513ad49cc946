"""Kinds of evidence: one for every programme that is evaluated, each with the fields that it records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from sonae.core import InputError, UnknownChoiceError
from sonae.data import plain_yaml, refusal_of
from sonae.evaluation.form import Part, Text

__all__ = ["DetailField", "EvidenceKind", "Value", "evidence_kinds", "kind_named"]

Value = str | int | Decimal | bool | dt.date
"""What a field of evidence holds."""

_EXPECTED = {
    "text": "words", "count": "a whole number from 0", "number": "a number", "flag": "true or false",
    "date": "a day such as 2023-05-31",
}  # fmt: skip


class DetailField(Part):
    """A field: its form, or the choices, and its Japanese name."""

    form: Literal["text", "count", "number", "flag", "date"] | tuple[Text, ...]
    ja: Text

    def read(self, value: object, field: str) -> Value:
        """Check a value.

        Args:
            value: as it was read.
            field: what a refusal calls it.

        Raises:
            InputError: when the value has another form.
            UnknownChoiceError: when it is none of the choices.

        """
        if isinstance(self.form, tuple):
            if value not in self.form:
                raise UnknownChoiceError(self.ja, value, self.form, field=field)
            return str(value)
        found = _read(self.form, value)
        if found is None:
            raise InputError("the value has another form", field=field, expected=_EXPECTED[self.form])
        return found


class EvidenceKind(Part):
    """A kind: its names and its fields in order."""

    name: Text
    ja: Text
    en: Text
    fields: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], DetailField]

    def detail(self, given: Mapping[str, object]) -> dict[str, Value]:
        """Check the fields that evidence of this kind states, in the kind's own order.

        Raises:
            InputError: for a field that the kind does not have, or a value of another form.

        """
        for name in given:
            if name not in self.fields:
                raise UnknownChoiceError(f"field of {self.name}", name, self.fields, field=f"detail.{name}")
        return {
            name: field.read(given[name], f"detail.{name}")
            for name, field in self.fields.items()
            if given.get(name) is not None
        }


def _read(form: str, value: object) -> Value | None:
    if form == "flag":
        return value if isinstance(value, bool) else None
    if isinstance(value, bool):
        return None
    if form == "text":
        plain = isinstance(value, str) and value == value.strip() and value.isprintable() and 0 < len(value) <= 1200
        return str(value) if plain else None
    if form == "date":
        return _day(value)
    if not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) > 10**15:
        return None
    if form == "number":
        return number
    return int(number) if number == number.to_integral_value() and number >= 0 else None


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else None
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


@cache
def evidence_kinds() -> Mapping[str, EvidenceKind]:
    """Return the kinds by name, in the order of the file."""
    text = (files("sonae.evaluation") / "data" / "evidence_kinds.yaml").read_text(encoding="utf-8")
    tree = plain_yaml(text, "evidence_kinds.yaml", expected="kinds by name: ja, en, fields")
    try:
        return {
            name: EvidenceKind.model_validate(
                {
                    "name": name, "ja": kind["ja"], "en": kind["en"],
                    "fields": {field: {"form": form, "ja": ja} for field, (form, ja) in kind["fields"].items()},
                }
            )
            for name, kind in tree.items()
        }  # fmt: skip
    except ValidationError as error:
        raise refusal_of(error, "evidence_kinds.yaml") from error


def kind_named(name: object) -> EvidenceKind:
    """Return a kind by name.

    Raises:
        UnknownChoiceError: when there is none of that name.

    """
    kinds = evidence_kinds()
    if not isinstance(name, str) or name not in kinds:
        raise UnknownChoiceError("kind of evidence", name, kinds, field="kind")
    return kinds[name]
