"""What the agency has to supply: limits and criteria of rules that are not in hand, and settings where the bylaw does not rule."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.core import InputError, UnknownChoiceError
from sonae.data import plain_yaml, refusal_of

__all__ = ["Choice", "Parameter", "bylaw_parameters", "parameters_from_text"]

Text = Annotated[str, Field(min_length=1, max_length=300)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Part):
    """One of several readings or ways, by name."""

    choice: Annotated[tuple[Text, ...], Field(min_length=2)]


class Parameter(_Part):
    """A parameter.

    Attributes:
        ja: what it is.
        en: what it is.
        cite: the provision that refers to it or leaves it open.
        form: how it is written: a share from 0 to 1, a text, names of steps, one of several choices.
        not_ruled: whether the bylaw leaves it open, so that the agency sets a reading; else it refers to rules not in hand.

    """

    ja: Text
    en: Text
    cite: Text
    form: Literal["share", "text", "names"] | Choice
    not_ruled: bool = False

    def refuse_other(self, name: str, value: object, field: str) -> None:
        """Refuse a value that is not in the form of the parameter; nothing stated is no value.

        Raises:
            InputError: naming the field and what is expected.
            UnknownChoiceError: for a choice that is none.

        """
        if value is None:
            return
        if isinstance(self.form, Choice):
            if value not in self.form.choice:
                raise UnknownChoiceError(f"value of the parameter {name}", str(value), self.form.choice, field=field)
        elif self.form == "share":
            if not _is_share(value):
                raise InputError("the parameter is no share", field=field, expected="a number from 0 to 1, such as 0.5")
        elif self.form == "names":
            if not (isinstance(value, list | tuple) and value and all(map(_is_text, value))):
                raise InputError(
                    "the parameter is no list of names", field=field, expected="the names of steps, in their order"
                )
        elif not _is_text(value):
            raise InputError("the parameter is no text", field=field, expected="title and version")

    @property
    def shown(self) -> str:
        """The form in words: «share», or the choices."""
        return " | ".join(self.form.choice) if isinstance(self.form, Choice) else self.form


def _is_share(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        return 0 <= Decimal(str(value)) <= 1
    except InvalidOperation:  # no number, or one that cannot be compared
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


class _File(_Part):
    parameters: dict[str, Parameter]


@cache
def bylaw_parameters() -> Mapping[str, Parameter]:
    """Return the parameters of the bylaw by name, in the order of the file."""
    text = (files("sonae.bylaw") / "data" / "parameters.yaml").read_text(encoding="utf-8")
    return parameters_from_text(text, "parameters.yaml")


def parameters_from_text(text: str, file: str) -> Mapping[str, Parameter]:
    """Read parameters.

    Raises:
        InputError: naming the file and the field.

    """
    tree = plain_yaml(text, file, expected="parameters by name: ja, en, cite, form")
    try:
        return _File.model_validate({"parameters": tree}).parameters
    except ValidationError as error:
        raise refusal_of(error, file) from error
    except InputError as error:
        raise error.placed(file=file) from error
