"""The page of the condition file holds every field that a file may hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sonae.economics.conditions import ConditionSet
from sonae.economics.conditions.price_units import QUANTITIES

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "conditions.md"


def forms(annotation: Any, found: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Every form that a file is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in found:
        found.add(annotation)
        for field in annotation.model_fields.values():
            forms(field.annotation, found)
    for inner in getattr(annotation, "__args__", ()):
        forms(inner, found)
    return found


def test_the_page_of_the_condition_file_holds_every_field() -> None:
    text = PAGE.read_text(encoding="utf-8")
    heads = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    shown = set(re.findall(r"`([a-z_]+)`", " ".join(heads)))
    shown |= {"floor", "cap", "low", "high", "slope_below", "slope_above", "title", "changes"}  # within a row of others
    known = {name for form in forms(ConditionSet, set()) for name in form.model_fields} - {"file"}
    assert len(known) > 50
    assert known <= shown
    assert {f"`{name}`" for name in known | set(QUANTITIES)} <= set(re.findall(r"`[^`\s]+`", text))
