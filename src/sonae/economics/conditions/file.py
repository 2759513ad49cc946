"""Reading a condition set from its YAML file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from sonae.core import InputError
from sonae.data import plain_yaml, read_text
from sonae.economics.conditions.condition_set import ConditionSet
from sonae.economics.conditions.reading import validated

__all__ = ["conditions_from_text", "demonstration_conditions", "demonstration_text", "load_conditions"]


def load_conditions(path: Path) -> ConditionSet:
    """Read a condition set from a file.

    Raises:
        InputError: naming the file and the field, and what was expected; never a figure of the file.

    """
    return conditions_from_text(read_text(path, "the condition file"), path.name)


def conditions_from_text(text: str, file: str) -> ConditionSet:
    """Read a condition set from text; see :func:`load_conditions`."""
    tree = dict(plain_yaml(text, file, expected="a condition set: name, version, as_of, conventions, prices, fx …"))
    if "file" in tree:
        raise InputError("there is no such field", file=file, field="file")
    return validated(ConditionSet, {**tree, "file": file}, file)


def demonstration_text() -> str:
    """Return the demonstration set, fictional, as YAML, to start an own one from."""
    return (files("sonae.economics.conditions") / "data" / "demonstration.yaml").read_text(encoding="utf-8")


def demonstration_conditions() -> ConditionSet:
    """Return the demonstration set: fictional decks for 2020 to 2070, no view of anybody."""
    return conditions_from_text(demonstration_text(), "demonstration.yaml")
