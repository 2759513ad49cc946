"""Getting results out: tables for people, JSON, CSV and parquet for programs, and nothing secret on a screen."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from sonae.core import Classification, InputError

__all__ = ["Format", "banner", "check_output", "emit", "emit_beside", "parse_years", "shown_progress", "split_words"]


class Format(StrEnum):
    """How a result is written."""

    table = "table"
    json = "json"
    csv = "csv"
    parquet = "parquet"


def check_output(form: Format, out: Path | None, classification: Classification, *, public_only: bool = False) -> None:
    """Refuse, before anything is computed, a result that could not be put out.

    Args:
        form: the format.
        out: the file, or none for the screen.
        classification: the joined label of all inputs.
        public_only: whether the command has «--public-only», which leaves an agency's inputs out.

    Raises:
        InputError: when a SECRET result would reach the screen, or parquet has no file.

    """
    if classification is not Classification.PUBLIC and out is None:
        raise InputError(
            f"the result is {classification.name} (an agency's input or policy entered) and is not shown on a screen",
            expected="--out FILE, or --public-only" if public_only else "--out FILE",
        )
    if form is Format.parquet and out is None:
        raise InputError("parquet is not text", expected="--out FILE")


def emit(
    rows: Sequence[Mapping[str, Any]],
    *,
    form: Format,
    out: Path | None,
    classification: Classification,
    table: Callable[[], str],
    document: Any = None,
) -> None:
    """Write a result to the screen or to a file; what is not public goes only to a file that its owner alone can read.

    Args:
        rows: flat or nested rows; nested values become JSON text in CSV and parquet.
        form: the format.
        out: the file, or none for the screen.
        classification: the joined label of all inputs.
        table: makes the table for people.
        document: what JSON holds, where it is more than the rows.

    Raises:
        InputError: when a SECRET result would reach the screen, or parquet has no file.

    """
    check_output(form, out, classification)
    if out is None:
        text = table() if form is Format.table else _text(rows, form, document)
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    from sonae.data import write_beside

    with write_beside(out, mode=0o600 if classification is not Classification.PUBLIC else 0o644) as beside:
        if form is Format.parquet:
            _frame(rows).write_parquet(beside)
        else:
            beside.write_text(table() if form is Format.table else _text(rows, form, document), encoding="utf-8")
    note = " SECRET: keep it so." if classification is not Classification.PUBLIC else ""
    print(f"{counted(len(rows), 'row')} written to {out}.{note}", file=sys.stderr)


def emit_beside(
    rows: Sequence[Mapping[str, Any]], name: str, *, out: Path | None, classification: Classification
) -> None:
    """Write what a flat table cannot hold to ``STEM.name.csv`` beside it; without a file, say that it was left out."""
    if out is None:
        print(f"the {name} are not in this format: give --out FILE, --format json or --format table.", file=sys.stderr)
        return
    beside = out.with_name(f"{out.stem}.{name}.csv")
    emit(rows, form=Format.csv, out=beside, classification=classification, table=str)


def banner(classification: Classification) -> str:
    """Return the first words of a text: what it is, or whose it is not to be."""
    if classification is Classification.PUBLIC:
        return "公開データによる試算 — not the State's figures."
    return "SECRET 秘 — an agency's input or policy entered."


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: «1 row», «2 rows»."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _text(rows: Sequence[Mapping[str, Any]], form: Format, document: Any) -> str:
    if form is Format.json:
        return json.dumps(rows if document is None else document, ensure_ascii=False, indent=1) + "\n"
    return str(_frame(rows).write_csv())


def _frame(rows: Sequence[Mapping[str, Any]]) -> Any:
    import polars as pl

    def flat(value: Any) -> Any:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list, tuple)) else value

    return pl.DataFrame([{name: flat(value) for name, value in row.items()} for row in rows], infer_schema_length=None)


def split_words(text: str | None) -> list[str] | None:
    """Split «W,REE» into words, each once; nothing given stays nothing."""
    if text is None:
        return None
    words = list(dict.fromkeys(word.strip() for word in text.replace(";", ",").split(",") if word.strip()))
    if not words:
        raise InputError(f"«{text}» names nothing", expected="names with commas between")
    return words


def parse_years(text: str) -> list[int]:
    """Read «2024», «1995-2024» or «2020,2022,2024».

    Raises:
        InputError: for anything else.

    """
    years: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        try:
            span = range(int(first), int(last if dash else first) + 1)
        except ValueError:
            raise InputError(
                f"«{text}» is no year", expected="a year such as 2024, a span 1995-2024 or a list 2020,2022"
            ) from None
        if len(span) == 0 or len(span) > 200 or span[0] < 1000:
            raise InputError(
                f"«{text}» is no year", expected="a year such as 2024, a span 1995-2024 or a list 2020,2022"
            )
        years += span
    return sorted(set(years))


@contextlib.contextmanager
def shown_progress() -> Iterator[Any]:
    """Give a progress that draws a bar on the error stream when a person looks at it."""
    if not sys.stderr.isatty():
        from sonae.compute import Silent

        yield Silent()
        return
    from sonae.cli.bar import Bar

    with Bar() as bar:
        yield bar
