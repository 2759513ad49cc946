"""The parts and fields of an evaluation file in words, read from the models and their docstrings.

``python -m tests.evaluation.file_fields`` writes them anew into the reference page.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
import types
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from sonae.core import FiscalYear
from sonae.evaluation import Evaluation, When, evidence_kinds

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/evaluation.md"
_ATTRIBUTES = re.compile(r"Attributes:\n(.*?)(?:\n\n|\Z)", re.DOTALL)
_NAMES = {
    bool: "true or false", int: "whole number", str: "text", Decimal: "number as printed", Fraction: "exact number", dt.date: "day",
    FiscalYear: "fiscal year", When: "time", type(None): "", Any: "any",
}  # fmt: skip
_PLAIN = {
    "id": "its name",
    "lines": "where it stands",
    "words": "what it says",
    "name": "what it is",
    "year": "the fiscal year",
}


def parts() -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield each part of a file once, with the first path that leads to it."""
    seen: set[type[BaseModel]] = set()
    queue: list[tuple[str, type[BaseModel]]] = [("", Evaluation)]
    while queue:
        path, model = queue.pop(0)
        if model in seen:
            continue
        seen.add(model)
        yield path, model
        for name, field in model.model_fields.items():
            for within in _models(field.annotation):
                queue.append((f"{path}.{name}".lstrip("."), within))


def _models(hint: Any) -> list[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return [hint]
    return [model for one in get_args(hint) for model in _models(one)]


def _form(hint: Any) -> str:
    if hint in _NAMES:
        return _NAMES[hint]
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _form(inside[0])
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in inside)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(form for form in map(_form, inside) if form))
    if origin is tuple:
        return f"list: {_form(inside[0])}"
    if origin is dict:
        return f"{_form(inside[1])} by {_form(inside[0])}"
    assert isinstance(hint, type), hint
    assert issubclass(hint, BaseModel), hint
    return "both languages" if hint.__name__ == "Words" else "part"


def _said(model: type[BaseModel]) -> dict[str, str]:
    said: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if not issubclass(base, BaseModel) or base is BaseModel:
            continue
        found = _ATTRIBUTES.search(inspect.getdoc(base) or "")
        for entry in re.split(r"\n(?=    \S)", "\n" + found[1]) if found else ():
            name, _, words = " ".join(entry.split()).partition(": ")
            said[name] = words.rstrip(".")
    return said


def first_line(model: type[BaseModel]) -> str:
    """What a part is, in its first sentence."""
    return " ".join((inspect.getdoc(model) or "").split("\n\n")[0].split()).rstrip(".").replace("``", "`")


def rows(model: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    """Yield name, form and meaning of the fields of a part."""
    said = _said(model)
    for name, field in model.model_fields.items():
        form = _form(field.annotation)
        words = said.get(name) or _PLAIN.get(name) or name.replace("_", " ")
        yield name, f"{form}, always stated" if field.is_required() else form, words.replace("``", "`")


def fields_text() -> str:
    """Return all parts with their fields as sections of a page."""
    lines: list[str] = []
    for path, model in parts():
        if model.__name__ == "Words":
            continue
        kind = get_args(model.model_fields["kind"].annotation) if path == "claims" else ()
        title = f"`claims`: {kind[0]}" if kind else f"`{path}`" if path else "The file"
        lines += [
            "",
            f"### {title}",
            "",
            f"{first_line(model)}.",
            "",
            "| field | form | what it says |",
            "|---|---|---|",
        ]
        lines += [
            f"| `{name}` | {form} | {said} |" for name, form, said in rows(model) if not (path == "" and name == "name")
        ]
    return "\n".join([*lines[1:], "", ""])


def kinds_text() -> str:
    """Return the kinds of evidence with their fields as a table."""
    lines = ["| kind | | fields of `detail` |", "|---|---|---|"]
    for name, kind in evidence_kinds().items():
        fields = ", ".join(
            f"`{field}` ({'、'.join(one.form) if isinstance(one.form, tuple) else one.form})"
            for field, one in kind.fields.items()
        )
        lines.append(f"| `{name}` | {kind.ja} · {kind.en} | {fields} |")
    return "\n".join(lines) + "\n"


def renewed(text: str) -> str:
    """Return the page with its tables made anew."""
    for mark, made in (("kinds", kinds_text()), ("fields", fields_text())):
        text = re.sub(
            rf"(<!-- {mark} -->\n\n).*?(\n\n<!-- end -->)", lambda found, made=made: found[1] + made.strip("\n") + found[2],
            text, flags=re.DOTALL,
        )  # fmt: skip
    return text


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
