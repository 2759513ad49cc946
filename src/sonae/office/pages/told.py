"""Facts in words: what a case or a command states, part by part, with labels and values as a reader writes them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from sonae.bylaw import EquityCase
from sonae.office.commands import moves
from sonae.office.pages.forms import choice_label, field_label
from sonae.office.pages.written import written_day
from sonae.office.words import say

__all__ = ["ToldRow", "place_in_words", "told", "told_support"]

_DAY = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A fact, or a part of several.

    Attributes:
        label: what it is called.
        text: its value; empty for a part.
        rows: the facts of a part.
        items: the entries of a list of parts, each with its rows.

    """

    label: str
    text: str = ""
    rows: tuple[ToldRow, ...] = ()
    items: tuple[tuple[ToldRow, ...], ...] = ()


def told(model: type[BaseModel] | None, tree: Mapping[str, Any], language: str) -> tuple[ToldRow, ...]:
    """Return the facts of a tree in words; what the model does not know is left out."""
    if model is None:
        return ()
    return tuple(
        _row(model, name, tree[name], language)
        for name in model.model_fields
        if tree.get(name) not in (None, [], {}, ())
    )


def _row(model: type[BaseModel], name: str, value: Any, language: str) -> ToldRow:
    label = field_label(model, name, language)
    inner, choices = _inside(model, name)
    if isinstance(value, Mapping):
        return ToldRow(label, rows=told(inner, value, language))
    if isinstance(value, Sequence) and not isinstance(value, str):
        if value and isinstance(value[0], Mapping):
            return ToldRow(label, items=tuple(told(inner, one, language) for one in value))
        comma = "、" if language == "ja" else ", "
        return ToldRow(label, comma.join(_text(name, one, choices, language) for one in value))
    return ToldRow(label, _text(name, value, choices, language))


def _text(name: str, value: Any, choices: frozenset[object], language: str) -> str:
    if isinstance(value, bool):
        return say("form.yes" if value else "form.no", language)
    if value == "not_yet":
        return say("form.not_yet", language)
    if value in choices:
        return choice_label(name, next(one for one in choices if one == value), language)
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    text = str(value)
    if _DAY.fullmatch(text):
        try:
            return written_day(dt.date.fromisoformat(text), language)
        except ValueError:
            return text
    return text


@cache
def _inside(model: type[BaseModel], name: str) -> tuple[type[BaseModel] | None, frozenset[object]]:
    """Return the model that a field holds, once or several times, and the words that it may be one of."""
    found: list[type[BaseModel]] = []
    words: set[object] = set()
    left: list[Any] = [model.model_fields[name].annotation]
    while left:
        one = left.pop()
        if get_origin(one) is Literal:
            words.update(word for word in get_args(one) if isinstance(word, str) and word != "not_yet")
        elif isinstance(one, type) and issubclass(one, BaseModel):
            found.append(one)
        elif isinstance(one, type) and issubclass(one, IntEnum):
            words.update(one)
        else:
            left += get_args(one)
    return (found[0] if found else None), frozenset(words)


_SUPPORT = {
    "certified_plan": "grant.certified_plan", "screening": "support.screen", "decision": "support.decide",
    "accounts": "loan.accounts_published", "self_assessments": "loan.self_assessment", "evaluations": "loan.evaluation",
    "quarters": "support.check_quarter", "inspections": "grant.inspect", "ended": "support.end",
}  # fmt: skip
"""Parts of a guarantee, a loan or a grant with the command that states each."""


def told_support(parts: Mapping[str, Any], language: str) -> tuple[ToldRow, ...]:
    """Return what the steps of the house stated, in words."""
    out = []
    for name, kind in _SUPPORT.items():
        found = parts.get(name)
        if not found:
            continue
        model, label = moves()[kind].command, say(f"facts.{name}", language)
        if isinstance(found, Mapping):
            out.append(ToldRow(label, rows=told(model, found, language)))
        else:
            out.append(ToldRow(label, items=tuple(told(model, one, language) for one in found)))
    return tuple(out)


def place_in_words(path: str, language: str) -> str:
    """Return where a fact of a case stands in words: «申込み 1 › 採択の前提»; empty for what is no field of a case."""
    model: type[BaseModel] | None = EquityCase
    words: list[str] = []
    for part in path.split("."):
        if part.isdigit() and words:
            words[-1] += f" {part}"
        elif model is not None and part in model.model_fields:
            words.append(field_label(model, part, language))
            model = _inside(model, part)[0]
        else:
            return ""
    return " › ".join(words)
