"""Units of indicators in English sentences; in a file a unit is a word, and the same word is the same unit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from sonae.data import plain_yaml

__all__ = ["english_unit"]


def english_unit(unit: str) -> str:
    """Return a unit in English; one that is not known is written as it is."""
    return _words().get(unit, unit)


@cache
def _words() -> Mapping[str, str]:
    text = (files("sonae.evaluation") / "data" / "unit_words.yaml").read_text(encoding="utf-8")
    return {str(unit): str(english) for unit, english in plain_yaml(text, "unit_words.yaml", expected="units").items()}
