"""What every file of this room keeps to: no unknown field, nothing that changes, and sentences that repeat no value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sonae.core import Classification, UnknownChoiceError
from sonae.data import plain_yaml, refusal_of

__all__ = ["Code", "Label", "Name", "Part", "Text", "from_tree", "read_form"]

Model = TypeVar("Model", bound=BaseModel)


def _code(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a code reads as «true» or «false»; put it in quotes")  # noqa: TRY004 - pydantic's way
    return str(value) if isinstance(value, int) else value


def _name(value: str) -> str:
    if value != value.strip() or any(letter in "[]=,@" or not letter.isprintable() for letter in value):
        raise ValueError("a name holds no brackets, commas, equals signs or at signs, and no blanks around it")
    return value


def _label(value: object) -> object:
    try:
        return Classification.parse(value).name.lower() if isinstance(value, str) else value
    except UnknownChoiceError as error:
        raise ValueError(error.problem) from None


Text = Annotated[str, Field(min_length=1, max_length=1000)]
Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_name)]
"""An id: no brackets, commas, equals signs or at signs, which name cells."""
Code = Annotated[Name, BeforeValidator(_code)]
"""A code of a dimension; a whole number counts as its text."""
Label = Annotated[str, BeforeValidator(_label)]
"""public, internal or secret."""


class Part(BaseModel):
    """A part of a file: no unknown fields, nothing that changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def read_form(model: type[Model], text: str, file: str, expected: str) -> Model:
    """Read a file's text into its form.

    Raises:
        InputError: naming the file and the path of the field, never the value found there.

    """
    return from_tree(model, plain_yaml(text, file, expected=expected), file)


def from_tree(model: type[Model], tree: Mapping[str, Any], file: str) -> Model:
    """Check a tree against its form; see :func:`read_form`."""
    try:
        return model.model_validate(dict(tree))
    except ValidationError as error:
        raise refusal_of(error, file) from error
