"""The parts and fields of a case file in words, read from the models of the facts and their docstrings."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import re
import textwrap
import types
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from sonae.bylaw import EquityCase
from sonae.bylaw.facts.points import POINTS

_ATTRIBUTES = re.compile(r"Attributes:\n(.*?)(?:\n\n|\Z)", re.DOTALL)
_HEAD = {
    "id": "small letters, digits and hyphens", "name_ja": "name in Japanese", "name_en": "name in English",
    "fictional": "whether the case is made up",
    "classification": "of the case and all that is found of it; what is not public is not shown on a screen",
    "judgements": "what persons judged", "parameters": "what the agency set, by name",
}  # fmt: skip


def parts() -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the parts of a case with their paths, «adoption.applications.N»; the case itself has none."""
    yield "", EquityCase
    yield from _below("", EquityCase)


def _below(path: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in model.model_fields.items():
        within, many = _model_of(field.annotation)
        if within is not None:
            place = f"{path}.{name}".lstrip(".") + (".N" if many else "")
            yield place, within
            yield from _below(place, within)


def _model_of(hint: Any) -> tuple[type[BaseModel] | None, bool]:
    """Return the model that a field holds, and whether it holds several."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return hint, False
    many = get_origin(hint) in (tuple, list)
    for one in get_args(hint):
        within, more = _model_of(one)
        if within is not None:
            return within, many or more
    return None, False


def rows_of(model: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    """Yield name, form and meaning of the fields of a part."""
    said = _said_of(model)
    for name, field in model.model_fields.items():
        form, (within, _) = _form(field.annotation), _model_of(field.annotation)
        words = said.get(name) or _HEAD.get(name) or (_first_line(within) if within else name.replace("_", " "))
        yield name, f"{form}, always stated" if field.is_required() else form, words.replace("``", "`")


def _first_line(model: type[BaseModel]) -> str:
    return (inspect.getdoc(model) or "").splitlines()[0].rstrip(".")


def _said_of(model: type[BaseModel]) -> dict[str, str]:
    said: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if not (isinstance(base, type) and issubclass(base, BaseModel)) or base is BaseModel:
            continue
        found = _ATTRIBUTES.search(inspect.getdoc(base) or "")
        if found:
            for entry in re.split(r"\n(?=    \S)", "\n" + found[1]):
                name, _, words = " ".join(entry.split()).partition(": ")
                said[name] = words.rstrip(".")
        said |= _after_the_field(base)
    return said


def _after_the_field(model: type) -> dict[str, str]:
    """Return the docstrings that stand under fields."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(tree, ast.ClassDef)
    said = {}
    for field, after in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(after, ast.Expr):
            words = ast.literal_eval(after.value) if isinstance(after.value, ast.Constant) else None
            if isinstance(words, str):
                said[field.target.id] = " ".join(words.split()).rstrip(".")
    return said


_NAMES = {
    bool: "true or false", int: "whole number", str: "text", Decimal: "number", Fraction: "ratio, 0.5 or 1/3", dt.date: "day",
    type(None): "", Any: "any",
}  # fmt: skip


def _form(hint: Any) -> str:
    if hint in _NAMES:
        return _NAMES[hint]
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _form(inside[0])
    if origin is Literal:
        return " or ".join(f"`{str(choice).lower() if isinstance(choice, bool) else choice}`" for choice in inside)
    if origin in (Union, types.UnionType):
        return " or ".join(form for form in map(_form, inside) if form)
    if origin is tuple:
        return f"list: {_form(inside[0])}"
    if origin is dict:
        return "values by name"
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return "part"
    raise AssertionError(f"{hint} has no form in words")


def fields_text() -> str:
    """Return all parts with their fields as sections of a page."""
    lines = []
    for path, model in parts():
        lines += ["", f"### {f'`{path}`' if path else 'The case'}", "", f"{_first_line(model)}.", ""]
        lines += ["| field | form | what it says |", "|---|---|---|"]
        lines += [f"| `{name}` | {form} | {said} |" for name, form, said in rows_of(model)]
    lines += ["", "What is judged, by the entries that `of` names:", "", "| `of` | points |", "|---|---|"]
    by_place: dict[str, list[str]] = {}
    for point, place in POINTS.items():
        by_place.setdefault(place, []).append(f"`{point}`")
    lines += [
        f"| {f'`{place}.N`' if place else 'left out'} | {', '.join(points)} |" for place, points in by_place.items()
    ]
    return "\n".join([*lines[1:], "", ""])
