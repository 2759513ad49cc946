"""The shape of a field of a command: what kind of answer it asks for, read off the pydantic model."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sonae.core import SonaeError

__all__ = ["Kind", "Shape", "shapes_of"]

Kind = Literal[
    "text", "long", "day", "day_or_not", "number", "decimal", "yes_no", "choice", "choices", "lines", "group", "groups"
]
_LONG = 300


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field asks for.

    Attributes:
        name: of the field.
        kind: what kind of answer.
        optional: whether it may be left unanswered.
        choices: what there is to choose from, as the command takes it.
        model: of a group, or of each row of groups.
        least: the lowest number.
        most: the highest number.
        longest: the most letters of a text, or of one of its lines.
        default: what holds where nothing is answered.

    """

    name: str
    kind: Kind
    optional: bool
    choices: tuple[object, ...] = ()
    model: type[BaseModel] | None = None
    least: int | None = None
    most: int | None = None
    longest: int | None = None
    default: Any = None

    @property
    def may_be_none(self) -> bool:
        """Whether «there is none» is another answer than none at all: a list that need not be stated."""
        return self.kind in ("groups", "lines", "choices") and self.optional and self.default is None

    @property
    def inner(self) -> type[BaseModel]:
        """The model of a group. Raises SonaeError for a field that is none."""
        if self.model is None:
            raise SonaeError(f"the field «{self.name}» has no fields below it")
        return self.model


@cache
def shapes_of(model: type[BaseModel]) -> Mapping[str, Shape]:
    """Return the shapes of a model's fields by name.

    Raises:
        SonaeError: for a field that no page can ask for.

    """
    return {name: _shape(name, info) for name, info in model.model_fields.items()}


def _shape(name: str, info: FieldInfo) -> Shape:
    core, marks, optional = _unwrapped(info.annotation, list(info.metadata))
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    kind, more = _kind(name, core, marks)
    return Shape(name, kind, optional or not info.is_required(), default=default, **more)


def _unwrapped(annotation: Any, marks: list[Any]) -> tuple[Any, list[Any], bool]:
    """Take «Annotated» and «or None» away, keeping what they say."""
    optional = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *found = get_args(annotation)
            marks += [one for mark in found for one in (mark.metadata if isinstance(mark, FieldInfo) else [mark])]
        elif origin in (Union, types.UnionType):
            left = tuple(one for one in get_args(annotation) if one is not types.NoneType)
            optional = optional or len(left) < len(get_args(annotation))
            if len(left) > 1:
                return left, marks, optional
            annotation = left[0]
        else:
            return annotation, marks, optional


def _kind(name: str, core: Any, marks: list[Any]) -> tuple[Kind, dict[str, Any]]:
    least = next((int(mark.ge) for mark in marks if isinstance(mark, Ge)), None)  # type: ignore[call-overload]
    most = next((int(mark.le) for mark in marks if isinstance(mark, Le)), None)  # type: ignore[call-overload]
    longest = next((mark.max_length for mark in marks if isinstance(mark, MaxLen)), None)
    if isinstance(core, tuple) and set(core) >= {dt.date}:
        return "day_or_not", {}
    if get_origin(core) is Literal:
        return "choice", {"choices": get_args(core)}
    if get_origin(core) is tuple:
        return _several(name, get_args(core)[0])
    if isinstance(core, type):
        if issubclass(core, BaseModel):
            return "group", {"model": core}
        if issubclass(core, IntEnum):
            return "choice", {"choices": tuple(core)}
        plain: dict[type, Kind] = {bool: "yes_no", int: "number", Decimal: "decimal", dt.date: "day"}
        if core in plain:
            return plain[core], {"least": least, "most": most}
        if core is str:
            return ("long" if longest and longest > _LONG else "text"), {"longest": longest}
    raise SonaeError(f"no page can ask for the field «{name}»")


def _several(name: str, item: Any) -> tuple[Kind, dict[str, Any]]:
    core, marks, _ = _unwrapped(item, [])
    kind, more = _kind(name, core, marks)
    if kind == "choice":
        return "choices", more
    if kind == "number" and more["least"] is not None and more["most"] is not None:
        return "choices", {"choices": tuple(range(more["least"], more["most"] + 1))}
    if kind in ("text", "long"):
        return "lines", {"longest": more["longest"]}
    if kind == "group":
        return "groups", more
    raise SonaeError(f"no page can ask for several «{name}»")
