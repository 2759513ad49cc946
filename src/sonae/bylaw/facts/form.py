"""The form of facts: frozen, nothing unknown, every field may be left unstated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, StringConstraints, ValidationError

from sonae.bylaw.kernel.written import one_line
from sonae.core import InputError
from sonae.data import refusal_of

__all__ = ["Facts", "Name", "Text", "Votes", "Whole", "in_a_circle", "refused"]

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(one_line)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(one_line)]
Whole = Annotated[int, Strict()]
"""A whole number that is written as one: «true» is not 1, and «"5"» is text."""
Votes = Annotated[Whole, Field(ge=0)]

_SAID = {
    "tuple_type": "this should be a list", "list_type": "this should be a list", "dict_type": "this should be a part with fields",
    "model_type": "this should be a part with fields", "bool_type": "this should be true or false",
    "bool_parsing": "this should be true or false", "int_type": "this should be a whole number",
    "int_parsing": "this should be a whole number", "int_from_float": "this should be a whole number",
    "string_type": "this should be text", "too_short": "this should hold at least one entry",
}  # fmt: skip
"""What is said in place of the words of the library that checks the form."""


class Facts(BaseModel):
    """A part of a case. A field that is left out is not stated, which is neither no nor nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def in_a_circle(names: Sequence[str]) -> str:
    """Write a circle, «A → B → A»; of a long one its beginning and its end."""
    if len(names) <= 8:
        return " → ".join(names)
    return f"{' → '.join(names[:3])} → … → {' → '.join(names[-2:])} ({len(names) - 1:,} in all)"


def refused(error: ValidationError, file: str) -> InputError:
    """Turn the first complaint into a sentence; entries of lists are counted from 1, as findings name them."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in first["loc"])
    if first["type"] in _SAID:
        return InputError(_SAID[first["type"]], file=file, field=field or None)
    return refusal_of(error, file, field=field)
