"""What a reader typed, as it was typed; and what it means to a command. Nothing typed is lost on the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from django.http import QueryDict
from pydantic import BaseModel

from sonae.office.pages.forms.shape import Shape, shapes_of

__all__ = ["NONE", "blank", "edited", "meant", "raw_of", "typed"]

_MOST_ROWS = 100
_YES, _NO = "yes", "no"
_NOT_YET = "not_yet"
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
NONE = ".none"
"""Ends the name of a box that says of a list that there is none."""


def blank(model: type[BaseModel]) -> dict[str, Any]:
    """Return an empty form: defaults where the command has them, a spare row for every list."""
    return raw_of(model, {})


def raw_of(model: type[BaseModel], plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return what would have been typed for plain data of a model; what is not there has the command's default."""
    out = {name: _raw(shape, plain.get(name, shape.default)) for name, shape in shapes_of(model).items()}
    return out | {
        f"{name}{NONE}": _is_none(plain.get(name)) for name, one in shapes_of(model).items() if one.may_be_none
    }


def _is_none(value: Any) -> bool:
    return value is not None and not value


def _raw(shape: Shape, value: Any) -> Any:
    match shape.kind:
        case "groups":
            return [raw_of(shape.inner, row) for row in value or ()] or [blank(shape.inner)]
        case "group":
            return raw_of(shape.inner, value or {})
        case "choices":
            return [_word(one) for one in value or ()]
        case "lines":
            return "\n".join(str(one) for one in value or ())
        case "yes_no":
            return "" if value is None else (_YES if value else _NO)
        case "day_or_not":
            return {"day": "" if value in (None, _NOT_YET) else str(value), "not_yet": value == _NOT_YET}
        case "number":
            return "" if value is None else _grouped(value)
        case _:
            return "" if value is None else _word(value)


def _word(value: Any) -> str:
    return str(int(value)) if isinstance(value, IntEnum) else str(value)


def _grouped(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)


def typed(model: type[BaseModel], post: QueryDict, path: str = "") -> dict[str, Any]:
    """Read what was typed into the form of a model."""
    out = {name: _typed(shape, post, f"{path}{name}") for name, shape in shapes_of(model).items()}
    flags = [f"{name}{NONE}" for name, one in shapes_of(model).items() if one.may_be_none]
    return out | {flag: bool(post.get(f"{path}{flag}")) for flag in flags}


def _typed(shape: Shape, post: QueryDict, path: str) -> Any:
    match shape.kind:
        case "groups":
            count = post.get(f"{path}.rows", "")
            rows = min(int(count), _MOST_ROWS) if count.isascii() and count.isdigit() else 0
            return [typed(shape.inner, post, f"{path}.{row}.") for row in range(rows)]
        case "group":
            return typed(shape.inner, post, f"{path}.")
        case "choices":
            return post.getlist(path)
        case "lines":  # typed one a line, or ticked in a list
            return "\n".join(post.getlist(path)).replace("\r\n", "\n")
        case "day_or_not":
            return {"day": post.get(path, "").strip(), "not_yet": bool(post.get(f"{path}.not_yet"))}
        case _:
            return post.get(path, "").replace("\r\n", "\n")


def edited(model: type[BaseModel], raw: dict[str, Any], add: str, drop: str) -> dict[str, Any]:
    """Return what was typed with a row added to a list, or one taken out of it."""
    path = (add or drop.rpartition(".")[0]).split(".")
    place: Any = raw
    shapes = shapes_of(model)
    shape: Shape | None = None
    for part in path:
        if part.isdigit() and isinstance(place, list) and int(part) < len(place):
            place = place[int(part)]
            continue
        shape = shapes.get(part)
        if shape is None or not isinstance(place, dict):
            return raw
        place = place[part]
        shapes = shapes_of(shape.model) if shape.model is not None else {}
    if shape is None or shape.kind != "groups" or shape.model is None or not isinstance(place, list):
        return raw
    if add and len(place) < _MOST_ROWS:
        place.append(blank(shape.inner))
    row = drop.rpartition(".")[2]
    if drop and row.isdigit() and int(row) < len(place):
        del place[int(row)]
    return raw


def meant(model: type[BaseModel], raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed as plain data for the model; rows in which nothing is typed are taken out of ``raw`` too."""
    out = {}
    for name, shape in shapes_of(model).items():
        value = _meant(shape, raw.get(name))
        if value == [] and shape.may_be_none and not raw.get(f"{name}{NONE}"):
            continue  # nothing is said, which is not that there is none
        if value is not None:
            out[name] = value
    return out


def _meant(shape: Shape, raw: Any) -> Any:
    match shape.kind:
        case "groups":
            raw[:] = [row for row in raw if not _empty(shape.inner, row)]
            return [meant(shape.inner, row) for row in raw]
        case "group":
            return None if shape.optional and _empty(shape.inner, raw) else meant(shape.inner, raw)
        case "choices":
            return [_plain_choice(shape, one) for one in raw]
        case "lines":
            return [line.strip() for line in str(raw).split("\n") if line.strip()]
        case "day_or_not":
            return _NOT_YET if raw["not_yet"] and not raw["day"] else (raw["day"] or None)
        case "yes_no":
            return {_YES: True, _NO: False}.get(str(raw))
        case "number":
            plain = _number(str(raw))
            return int(plain) if _WHOLE.fullmatch(plain) else plain or None
        case "decimal":
            return _number(str(raw)) or None
        case "choice":
            return None if raw == "" else _plain_choice(shape, raw)
        case _:
            text = str(raw).strip()
            return text if text or (shape.default == "" and not shape.optional) else None


def _plain_choice(shape: Shape, raw: str) -> Any:
    return next((int(one) if isinstance(one, int) else one for one in shape.choices if _word(one) == raw), raw)


def _number(text: str) -> str:
    """Return a number as it is read: full-width digits and groups of three are how people write it."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "").replace("、", "")
    return plain.replace("−", "-").removesuffix("円").strip()


def _empty(model: type[BaseModel], raw: Mapping[str, Any]) -> bool:
    for name, shape in shapes_of(model).items():
        value = raw.get(name)
        if raw.get(f"{name}{NONE}"):
            return False
        if shape.kind == "group" and shape.model is not None:
            if not _empty(shape.model, value or {}):
                return False
        elif shape.kind == "groups" and shape.model is not None:
            if not all(_empty(shape.inner, row) for row in _rows(value)):
                return False
        elif shape.kind == "day_or_not":
            if value and (value["day"] or value["not_yet"]):
                return False
        elif value not in ("", [], None) and value != _raw(shape, shape.default):
            return False
    return True


def _rows(value: Any) -> Sequence[Mapping[str, Any]]:
    return value if isinstance(value, list) else ()
