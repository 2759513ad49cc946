"""What fields and choices are called: in the command itself, or in the tables of words for the facts of a case."""

from __future__ import annotations

from enum import Enum

from pydantic import BaseModel

from sonae.office.words import all_words, say

__all__ = ["choice_key", "choice_label", "field_key", "field_label"]


def field_key(model: type[BaseModel], name: str) -> str:
    """Return the key of a field's words: its own under the model's name, or those that all fields of its name share."""
    own = f"fact.{model.__name__}.{name}"
    return own if own in all_words() else f"fact.{name}"


def field_label(model: type[BaseModel], name: str, language: str) -> str:
    """Return what a field is called."""
    info = model.model_fields.get(name)
    extra = info.json_schema_extra if info is not None else None
    if isinstance(extra, dict) and language in extra:
        return str(extra[language])
    return say(field_key(model, name), language)


def choice_key(name: str, value: object) -> str:
    """Return the key of a choice's words: its own under the field's name, or those that it has everywhere."""
    said = value.name.lower() if isinstance(value, Enum) else value
    own = f"choice.{name}.{said}"
    return own if own in all_words() else f"choice.{said}"


def choice_label(name: str, value: object, language: str) -> str:
    """Return what a choice is called; a number is written as it is, with the item of the bylaw that it is."""
    if isinstance(value, int) and not isinstance(value, Enum):
        return say("form.item", language, number=value)
    return say(choice_key(name, value), language)
