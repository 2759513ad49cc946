"""Forms that the data files of the room share: exact numbers, words in both languages, the place of a fact in a document."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from importlib.resources import files
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sonae.core import InputError
from sonae.data import plain_yaml, refusal_of

__all__ = ["Exact", "Part", "Place", "Text", "Words", "exact", "package_text", "validated"]

_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,18})?|\d{1,12}/[1-9]\d{0,11}")
Form = TypeVar("Form", bound=BaseModel)


def exact(value: object) -> Fraction:
    """Return a number as it is written: «37.2», «33/97», an integer, a float by its shortest decimal form.

    Raises:
        ValueError: for anything else, infinity among it.

    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return Fraction(repr(value))
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return Fraction(value.strip())
    raise ValueError("a number is written as 37.2, or as a fraction such as 33/97")


Exact = Annotated[Any, BeforeValidator(exact)]
"""A number, kept as :class:`fractions.Fraction`."""
Text = Annotated[str, Field(min_length=1, max_length=600)]


class Part(BaseModel):
    """A part of a data file: no field but those named, nothing changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Words(Part):
    """A text in both languages."""

    ja: Text
    en: Text

    def in_language(self, language: str) -> str:
        """Return the text in «ja» or «en»."""
        return self.ja if language == "ja" else self.en


class Place(Part):
    """Where a fact stands: a document by its id, and lines of its text, blank ones counted; none where it has no lines."""

    document: str
    lines: tuple[Annotated[int, Field(ge=1)], ...] = ()

    @property
    def label(self) -> str:
        """The place in one word: «001:391,393», «meti-2020»."""
        return f"{self.document}:{','.join(map(str, self.lines))}" if self.lines else self.document


def package_text(name: str) -> str:
    """Return the text of one of the room's own data files."""
    return (files("sonae.policy") / "data" / name).read_text(encoding="utf-8")


def validated(form: type[Form], text: str, file: str, expected: str) -> Form:
    """Read a YAML text into a form.

    Raises:
        InputError: naming the file and the path of the field.

    """
    tree: Mapping[str, Any] = plain_yaml(text, file, expected=expected)
    try:
        return form.model_validate(dict(tree))
    except ValidationError as error:
        raise refusal_of(error, file) from error
    except InputError as error:
        raise error.placed(file=file) from error
