"""What the agency supplied for a parameter: values that hold from a day on, with the paper that sets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)  # fmt: skip

from sonae.bylaw.kernel.written import day_as_written, one_line
from sonae.bylaw.parameters import bylaw_parameters
from sonae.core import InputError, UnknownChoiceError
from sonae.data import plain_yaml, read_text, refusal_of

if TYPE_CHECKING:
    from sonae.bylaw.facts import EquityCase

__all__ = ["Supplied", "load_supplied", "refuse_other_forms", "supplied_from_text", "with_supplied"]


class Supplied(BaseModel):
    """A parameter as the agency sets it.

    Attributes:
        reference: the paper that sets it: rules, decision, date.
        values: what holds from each day on. There is none before the first.

    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    reference: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(one_line)
    ]
    values: Annotated[dict[Annotated[dt.date, BeforeValidator(day_as_written)], Any], Field(min_length=1)]

    def on(self, day: dt.date) -> Any:
        """Return what holds on a day; None before the first."""
        begun = [since for since in self.values if since <= day]
        return self.values[max(begun)] if begun else None


_FILE = TypeAdapter(dict[str, Supplied])


def load_supplied(path: Path) -> Mapping[str, Supplied]:
    """Read the agency's file of parameters.

    Raises:
        InputError: naming the file and the field.
        UnknownChoiceError: for a parameter that the bylaw does not ask for.

    """
    return supplied_from_text(read_text(path, "the file of parameters"), path.name)


def supplied_from_text(text: str, file: str) -> Mapping[str, Supplied]:
    """Read the agency's parameters from text; see :func:`load_supplied`."""
    tree = plain_yaml(text, file, expected="parameters by name: reference, values by day")
    for name in tree:
        if name not in bylaw_parameters():
            raise UnknownChoiceError("parameter of the bylaw", str(name), bylaw_parameters(), field=str(name)).placed(
                file=file
            )
    try:
        supplied = _FILE.validate_python(tree)
    except ValidationError as error:
        raise refusal_of(error, file, expected="reference, and values by day") from error
    try:
        for name, one in supplied.items():
            refuse_other_forms(name, one, name)
    except InputError as error:
        raise error.placed(file=file) from error
    return supplied


def refuse_other_forms(name: str, given: object, field: str) -> None:
    """Refuse what is stated of a parameter in another form than its own.

    Args:
        name: the parameter, one of those that the bylaw asks for.
        given: a value, or values by day.
        field: the path of the field.

    Raises:
        InputError: naming the field and what is expected.

    """
    form = bylaw_parameters()[name]
    if not isinstance(given, Supplied):
        return form.refuse_other(name, given, field)
    for day, value in given.values.items():
        form.refuse_other(name, value, f"{field}.values.{day}")
    return None


def with_supplied(case: EquityCase, supplied: Mapping[str, Supplied], file: str) -> EquityCase:
    """Return a case with the agency's parameters.

    Raises:
        InputError: for a parameter that the case states too: which of the two holds is not said.

    """
    for name in case.parameters:
        if name in supplied:
            raise InputError(
                f"the case states «{name}» too", file=file, field=name, expected="the parameter in one of the two files"
            )
    return case.model_copy(update={"parameters": {**supplied, **case.parameters}})
