"""Reading the files of the stock desk: YAML or CSV into a checked form, and one sentence when a field is wrong.

No sentence repeats a figure of the file: a file that does not call itself PUBLIC is SECRET.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from sonae.core import Classification, InputError
from sonae.data import plain_yaml, read_text, refusal_of

__all__ = ["CaseFile", "Exact", "Row", "rows_of_csv", "tree_of_yaml", "validated"]

Model = TypeVar("Model", bound=BaseModel)


def _no_truth_value(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("«true» or «false» stands where a number belongs")  # noqa: TRY004 - pydantic's way
    return value


Exact = Annotated[Decimal, BeforeValidator(_no_truth_value)]
"""A decimal figure, kept exactly as it is written."""


class Row(BaseModel):
    """A part of a file: no unknown fields, nothing infinite."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class CaseFile(Row):
    """What every file of the stock desk says first. Without a classification it is SECRET."""

    name: str = ""
    classification: Classification = Classification.SECRET

    @model_validator(mode="before")
    @classmethod
    def _read_label(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(said := data.get("classification"), str):
            try:
                return {**data, "classification": Classification.parse(said)}
            except InputError:
                raise ValueError("the classification is not PUBLIC, INTERNAL or SECRET") from None
        return data

    @classmethod
    def from_yaml(cls, path: Path) -> Self:
        """Read the file as YAML.

        Raises:
            InputError: naming file and field.

        """
        return validated(cls, tree_of_yaml(path), path.name)


def tree_of_yaml(path: Path) -> Mapping[str, Any]:
    """Read plain YAML into a mapping.

    Raises:
        InputError: naming file and row.

    """
    return plain_yaml(read_text(path), path.name, expected="fields and their values")


def rows_of_csv(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Read a CSV with a header line; empty cells are left out, so that a default or «missing» holds.

    Raises:
        InputError: for an unknown column, a column twice, or a row of another width.

    """
    try:
        lines = list(csv.reader(io.StringIO(read_text(path), newline=""), strict=True))
    except csv.Error as error:
        raise InputError(f"this is no readable CSV ({error})", file=path.name) from error
    if not lines:
        raise InputError("the file is empty", file=path.name, expected="a header line and rows")
    head = [cell.strip() for cell in lines[0]]
    for title in head:
        if title not in columns or head.count(title) > 1:
            wrong = "stands there twice" if title in columns else "is not known"
            raise InputError(f"the column «{title}» {wrong}", file=path.name, row=1, expected=", ".join(columns))
    out = []
    for number, cells in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            raise InputError(f"{len(cells)} cells where the header has {len(head)}", file=path.name, row=number)
        row = {title: cell.strip() for title, cell in zip(head, cells, strict=True) if cell.strip()}
        out.append({**row, "__row__": str(number)})
    if not out:
        raise InputError("the table has no rows", file=path.name, expected="at least one row below the header")
    return out


def validated(model: type[Model], tree: Mapping[str, Any], file: str, *, row: int | None = None) -> Model:
    """Check a tree against its form.

    Raises:
        InputError: naming the file, the row of a CSV and the path of the field; never the figure found there.

    """
    try:
        return model.model_validate(dict(tree))
    except ValidationError as error:
        known = ", ".join(sorted(_fields_at(model, error.errors()[0]["loc"])))
        raise refusal_of(error, file, row=row, unknown=f"the field is not known; known are {known}") from error


def _fields_at(model: type[BaseModel], place: Sequence[Any]) -> list[str]:
    """Return the fields of the form in which an unknown one stood."""
    here: type[BaseModel] = model
    for part in place[:-1]:
        if isinstance(part, int) or part not in here.model_fields:
            continue
        inner = [kind for kind in _inside(here.model_fields[part].annotation) if issubclass(kind, BaseModel)]
        if not inner:
            break
        here = inner[0]
    return list(here.model_fields)


def _inside(annotation: Any) -> list[type]:
    args = getattr(annotation, "__args__", ())
    if not args:
        return [annotation] if isinstance(annotation, type) else []
    return [kind for arg in args for kind in _inside(arg)]
