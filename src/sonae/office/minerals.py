"""The register of minerals as the office reads it: once a process, by symbol or name."""

from __future__ import annotations

from functools import cache

from sonae.core import UnknownChoiceError
from sonae.data import Minerals

__all__ = ["mineral_name", "minerals"]


@cache
def minerals() -> Minerals:
    """Return the product's own register."""
    return Minerals.of_package()


def mineral_name(symbol: str, language: str) -> str:
    """Return the name of a mineral; the symbol for one that the register does not know."""
    try:
        found = minerals().find(symbol)
    except UnknownChoiceError:
        return symbol
    return found.name_ja if language == "ja" else found.name_en
