"""Reading a file that a person wrote: its text, and the first thing that is wrong with its form, in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sonae.core import InputError

if TYPE_CHECKING:
    from pydantic import ValidationError

__all__ = ["read_text", "refusal_of"]

_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")


def read_text(path: Path, what: str = "the file") -> str:
    """Return the text of a file in UTF-8, with or without the mark that some editors put first.

    Args:
        path: the file.
        what: what a sentence of refusal calls it, such as «the plan file».

    Raises:
        InputError: when it is missing, unreadable or not UTF-8.

    """
    if not path.is_file():
        raise InputError(f"{what} does not exist", file=str(path))
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{what} is not UTF-8", file=path.name, expected="UTF-8 text") from error
    except OSError as error:
        raise InputError(f"{what} cannot be read ({error.strerror})", file=str(path)) from error


def refusal_of(
    error: ValidationError,
    file: str | None,
    *,
    row: int | None = None,
    field: str | None = None,
    unknown: str = "there is no such field",
    missing: str = "the field is missing",
    expected: str | None = None,
) -> InputError:
    """Turn the first complaint of a form into a sentence that names the field, never the value found there.

    Args:
        error: what pydantic says.
        file: the file.
        row: its row, of a table.
        field: the path of the field, where it is not the one that pydantic says.
        unknown: what is said of a field that the form does not have.
        missing: what is said of a field that is not there.
        expected: what was expected.

    """
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) if field is None else field
    said = first["msg"].removeprefix("Value error, ").rstrip(".")
    if first["type"] in _UNKNOWN:
        said = unknown
    elif first["type"] == "missing":
        said = missing
    elif said[1:2].islower() or said.startswith("A "):  # «USD …» and «W: …» stay as they are
        said = said[:1].lower() + said[1:]
    return InputError(said, file=file, row=row, field=where or None, expected=expected)
