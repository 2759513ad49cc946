"""Parts of a condition file: what every one of them keeps to, and the one sentence when a field is wrong.

A condition set may be SECRET, so no sentence repeats a figure of the file; it names the file and the path of the field.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sonae.core import InputError
from sonae.data import refusal_of
from sonae.economics.conditions.grid import month_label, month_number

__all__ = [
    "Currency", "Fixed", "MisplacedError", "Month", "Number", "Part", "Rate", "Text", "fixed", "form_of", "place_of",
    "plain_values", "validated",
]  # fmt: skip

Model = TypeVar("Model", bound=BaseModel)
Key = TypeVar("Key")
Value = TypeVar("Value")


class MisplacedError(ValueError):
    """What does not fit the rest of a set, with the path of the field that says it."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


class Fixed(dict[Key, Value]):
    """A mapping that cannot be changed, in the order of its keys: the hash of what it stands in stays true."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a condition set cannot be changed; make a new one with with_changes()")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return Fixed, (dict(self),)


def fixed(values: Mapping[str, Any]) -> Fixed[str, Any]:
    """Return a mapping that cannot be changed, sorted by key."""
    return Fixed(sorted(values.items()))


def _plain(value: str) -> str:
    """One spelling of a text: composed letters, one blank between words."""
    text = " ".join(unicodedata.normalize("NFC", value).split())
    if not text:
        raise ValueError("there is nothing but blanks")
    return text


def _month(value: str) -> str:
    try:
        return month_label(month_number(value))
    except InputError:
        raise ValueError("a month is written as 2026-04") from None


def _no_truth_value(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("«true» or «false» stands where a number belongs")  # noqa: TRY004 - pydantic's way
    return value


def _no_negative_zero(value: float) -> float:
    return value + 0.0


Number = Annotated[float, BeforeValidator(_no_truth_value), AfterValidator(_no_negative_zero)]
Rate = Annotated[Number, Field(gt=-0.5, le=10)]
"""A rate a year: 0.02 is two percent."""
Text = Annotated[str, Field(max_length=1000), AfterValidator(_plain)]
Month = Annotated[str, AfterValidator(_month)]
"""A month in its one spelling, «2026-04»."""
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Part(BaseModel):
    """A part of a condition file: no unknown fields, nothing infinite, nothing that changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def validated(model: type[Model], tree: Mapping[str, Any], file: str) -> Model:
    """Check a tree against its form.

    Raises:
        InputError: naming the file and the path of the field; what was expected where a field is missing.

    """
    try:
        return model.model_validate(dict(tree))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        expected = _meaning(model, first["loc"]) if first["type"] == "missing" else None
        raised = first.get("ctx", {}).get("error")
        field = raised.field if isinstance(raised, MisplacedError) else place_of(first["loc"])
        raise refusal_of(error, file, field=field, expected=expected) from error


def place_of(place: Sequence[object]) -> str:
    """Return the path of a field, without the names of the forms that were tried."""
    return ".".join(str(part) for part in place if not str(part).startswith("·"))


def plain_values(part: BaseModel, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return what a part says as plain values; what it leaves out, or states as a field's default, is left out."""
    values: dict[str, Any] = part.model_dump(mode="json", exclude=set(without), exclude_defaults=True)
    return values


def form_of(value: Any) -> str:
    """Tell a word from a part where a field may be either: the tag of its form."""
    return "·part" if isinstance(value, (Mapping, BaseModel)) else "·word"


def _meaning(model: type[BaseModel], place: Sequence[object]) -> str | None:
    """Return what a field says, as its form describes it."""
    forms = [model]
    for part in place[:-1]:
        fields = [form.model_fields[part] for form in forms if isinstance(part, str) and part in form.model_fields]
        if fields:
            forms = [form for field in fields for form in _forms_in(field.annotation)]
    said = [form.model_fields[str(place[-1])].description for form in forms if place[-1] in form.model_fields]
    return next(filter(None, said), None)


def _forms_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [form for inner in getattr(annotation, "__args__", ()) for form in _forms_in(inner)]
