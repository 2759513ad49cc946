"""What is wrong with what was typed, by field, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ValidationError

from sonae.core import InputError
from sonae.office.pages.forms.shape import Shape, shapes_of
from sonae.office.words import all_words, say
from sonae.office.words.refusals import HOUSE

__all__ = ["mistakes_of", "said_of"]

_LIMITS = ("max_length", "min_length", "ge", "le", "gt", "lt")
FORM = ""
"""The path of what is wrong with the form as a whole."""


def mistakes_of(error: ValidationError, model: type[BaseModel], language: str) -> dict[str, list[str]]:
    """Return what pydantic complains of, by path of the field, each sentence once."""
    out: dict[str, list[str]] = {}
    for one in error.errors(include_url=False, include_input=False):
        path = _path(one["loc"], model)
        sentence = _sentence(str(one["type"]), one.get("ctx") or {}, str(one["msg"]), language)
        if sentence not in out.setdefault(path, []):
            out[path].append(sentence)
    return out


def _path(place: Sequence[int | str], model: type[BaseModel]) -> str:
    """Return the longest start of a place that is a field of the form; pydantic adds which part of a union it tried."""
    known: list[str] = []
    shapes: Mapping[str, Shape] = shapes_of(model)
    for part in place:
        if isinstance(part, int):
            if not shapes:
                break
            known.append(str(part))
        elif part in shapes:
            known.append(part)
            inner = shapes[part].model
            shapes = shapes_of(inner) if inner is not None else {}
        else:
            break
    return ".".join(known)


def _sentence(kind: str, limits: Mapping[str, object], message: str, language: str) -> str:
    key = f"wrong.{kind}"
    if kind == "value_error":
        return said_of(message.removeprefix("Value error, "), language)
    if key not in all_words():
        return say("wrong.other", language)
    parts = {name: limits[name] for name in _LIMITS if name in limits}
    return say(key, language, **parts) if parts else say(key, language)


def said_of(refusal: InputError | str, language: str) -> str:
    """Return a refusal of the house or of the bylaw's facts in the reader's language; one without a translation stays English."""
    problem = refusal.problem if isinstance(refusal, InputError) else refusal
    if isinstance(refusal, InputError) and refusal.file is not None and refusal.file.endswith((".yaml", ".yml")):
        return _said_of_file(refusal, language)
    if language == "en":
        said = problem[:1].upper() + problem[1:]
        more = f" Expected: {refusal.expected}." if isinstance(refusal, InputError) and refusal.expected else ""
        return f"{said}.{more}"
    return _in_japanese(problem)


def _said_of_file(refusal: InputError, language: str) -> str:
    """Return what is wrong with a file of a valuation, with the place in it."""
    row = str(refusal.row) if refusal.row is not None else ""
    place = " ".join(part for part in (refusal.file, refusal.field or row) if part)
    problem = _in_japanese(refusal.problem) if language == "ja" else f"{refusal.problem}."
    return say("wrong.in_file", language, place=place, problem=problem)


def _in_japanese(problem: str) -> str:
    for pattern, ja in HOUSE:
        if found := re.fullmatch(pattern, problem):
            return found.expand(ja)
    return say("wrong.in_english", "ja", problem=problem)
