"""``sonae stock book``: balances of a kept book of the stock at any day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit, split_words
from sonae.cli.risk import Form, Out

__all__ = ["book"]


def book(
    file: Annotated[Path, typer.Argument(help="The book, JSON or YAML.")],
    on: Annotated[
        str | None, typer.Option("--on", help="At the end of this day, 2026-03-31; the last by default.")
    ] = None,
    by: Annotated[str, typer.Option(help="mineral, form, site, lot, kind, party, with commas between.")] = "mineral",
    kind: Annotated[
        str, typer.Option(help="stock, in_transit, supplier, buyer, exchange_partner, loss, or all of them: all.")
    ] = "stock",
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Show the balances of a book of the stock at the end of a day; the whole book is checked first."""
    import datetime as dt

    from sonae.core import InputError
    from sonae.stockpile.books import account_kind, balances, read_book

    kept = read_book(file)
    check_output(form, out, kept.classification)
    try:
        day = dt.date.fromisoformat(on) if on is not None else dt.date.max
    except ValueError:
        raise InputError(f"«{on}» is no day", field="--on", expected="a form like 2026-03-31") from None
    names = split_words(by) or ["mineral"]
    found = balances(kept, day, names, kind=None if kind == "all" else account_kind(kind))
    rows: list[dict[str, Any]] = [
        {**dict(zip(names, key, strict=True)), "tonnes": float(tonnes)} for key, tonnes in sorted(found.tonnes.items())
    ]
    when = "at its end" if on is None else f"on {day}"
    emit(
        rows, form=form, out=out, classification=kept.classification,
        table=lambda: _lines(f"{banner(kept.classification)} {kept.name}, {when}; {found.unit}.", names, rows),
        document={"book": kept.name, "on": on, "unit": found.unit, "balances": rows},
    )  # fmt: skip


def _lines(title: str, names: list[str], rows: list[dict[str, Any]]) -> str:
    widths = [max([len(name), *(len(str(row[name])) for row in rows)]) for name in names]
    lines = [
        title,
        "",
        "  ".join(f"{name:{width}}" for name, width in zip(names, widths, strict=True)) + f"  {'tonnes':>14}",
    ]
    for row in rows:
        cells = "  ".join(f"{row[name]!s:{width}}" for name, width in zip(names, widths, strict=True))
        figure = f"{row['tonnes']:,.6f}".rstrip("0").rstrip(".")
        lines.append(f"{cells}  {figure:>14}")
    return "\n".join(lines)
