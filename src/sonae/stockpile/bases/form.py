"""The form of what the bases keep: frozen parts that go to JSON and back, their label, and findings in two languages."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sonae.core import Citation, Classification, Finding, FiscalYear, InputError, Outcome
from sonae.data import plain_yaml, read_text, refusal_of

__all__ = [
    "Amount", "Count", "Exact", "Id", "Labelled", "Moment", "Part", "Share", "SomeAmount", "Text", "Words", "Year", "Yen",
    "changed", "finding", "no_truth_value", "read", "read_file", "refuse_unless", "stored",
]  # fmt: skip

_MARKS = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _plain(text: str) -> str:
    if any(unicodedata.category(letter) in _MARKS for letter in text):
        raise ValueError("the text holds control characters")
    if text != text.strip():
        raise ValueError("the text begins or ends with a space")
    return text


def no_truth_value(value: object) -> object:
    """Refuse true and false where a number is meant."""
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")  # noqa: TRY004 - pydantic turns only a ValueError into a refusal
    return value


def _dated(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("a time is written with its zone, such as 2024-01-01T16:10:00+09:00")
    return value


def _year(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return FiscalYear.parse(value).year
    except InputError as error:
        raise ValueError(str(error).rstrip(".")) from None


Text = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_plain)]
"""Words of a person, on one line."""

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,80}$")]
"""A name by which parts refer to each other."""

Amount = Annotated[int, Field(ge=0, le=10**12, strict=True)]
"""Whole kilolitres of oil or whole tonnes of LPG, as the unit of the site says."""

SomeAmount = Annotated[int, Field(ge=1, le=10**12, strict=True)]
"""As :data:`Amount`, and not nothing."""

Count = Annotated[int, Field(ge=0, le=10**6, strict=True)]

Yen = Annotated[int, Field(ge=0, le=10**16, strict=True)]
"""Whole yen."""

Exact = Annotated[Decimal, BeforeValidator(no_truth_value), Field(ge=0, le=10**12)]
"""A number as it is written, not negative."""

Share = Annotated[Decimal, BeforeValidator(no_truth_value), Field(ge=0, le=1)]
"""A share from 0 to 1."""

Moment = Annotated[dt.datetime, AfterValidator(_dated)]
"""A time with its zone."""

Year = Annotated[int, BeforeValidator(_year), Field(ge=1926, le=9998, strict=True)]
"""A fiscal year by its first calendar year; FY2023, R5 and 令和5年度 are read too."""


class Part(BaseModel):
    """A part of a record: nothing unknown in it, nothing of it can be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Words(Part):
    """The same in Japanese and in English."""

    ja: Text
    en: Text


class Labelled(Part):
    """A record of the bases. It is INTERNAL unless it says SECRET; only what is made up may be PUBLIC.

    The sources want information on the bases kept from leaking out, and call none of it secret; see docs/method/bases.md.
    """

    classification: Literal["PUBLIC", "INTERNAL", "SECRET"] = "INTERNAL"
    fictional: bool = False

    @model_validator(mode="after")
    def _kept_inside(self) -> Labelled:
        if self.classification == "PUBLIC" and not self.fictional:
            raise ValueError("what is true of a base is INTERNAL or SECRET; only a fictional record may be PUBLIC")
        return self

    @property
    def label(self) -> Classification:
        """Who may see the record."""
        return Classification[self.classification]


P = TypeVar("P", bound=Part)


def read(kind: type[P], tree: Any, file: str | None = None) -> P:
    """Read a record from plain data, such as JSON or YAML gives.

    Raises:
        InputError: naming file and field.

    """
    try:
        return kind.model_validate(tree)
    except ValidationError as error:
        raise refusal_of(error, file) from error


def read_file(kind: type[P], path: Path, what: str) -> P:
    """Read a record from a YAML file; ``what`` is what a sentence of refusal calls it, such as «the swap file».

    Raises:
        InputError: naming file and field.

    """
    return read(kind, plain_yaml(read_text(path, what), path.name, expected=what), path.name)


def stored(record: Part) -> dict[str, Any]:
    """Return a record as plain data for JSON; :func:`read` makes the same record of it."""
    return record.model_dump(mode="json")


def changed(record: P, **fields: Any) -> P:
    """Return the record with other fields, checked as a whole.

    Raises:
        InputError: naming the field.

    """
    return read(type(record), {**{name: getattr(record, name) for name in type(record).model_fields}, **fields})


def refuse_unless(met: bool, problem: str, *, field: str | None = None, expected: str | None = None) -> None:
    """Refuse a step whose condition is not met.

    Raises:
        InputError: the problem.

    """
    if not met:
        raise InputError(problem, field=field, expected=expected)


def finding(
    question: str,
    outcome: Outcome,
    ja: str,
    en: str,
    citations: tuple[Citation, ...],
    facts: Mapping[str, object] | None = None,
    *,
    value: object = None,
    missing: tuple[str, ...] = (),
    parts: tuple[Finding, ...] = (),
) -> Finding:
    """Make a finding in both languages; exact fractions among the facts become numbers that JSON can hold."""
    held = {name: _said(fact) for name, fact in (facts or {}).items()}
    return Finding(
        outcome, en, citations, held, value, because_ja=ja, missing=missing, parts=parts, question=f"bases.{question}"
    )


def _said(fact: object) -> object:
    if isinstance(fact, Fraction):
        return int(fact) if fact.denominator == 1 else round(float(fact), 6)
    if isinstance(fact, Decimal):
        return str(fact)
    if isinstance(fact, dt.date):
        return fact.isoformat()
    return list(fact) if isinstance(fact, tuple) else fact
