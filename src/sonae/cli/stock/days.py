"""``sonae stock days``: a ledger of stocks and flows in every day convention."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit, split_words
from sonae.cli.risk import Form, Out, PolicyFile

__all__ = ["days"]


def days(
    ledger: Annotated[Path, typer.Argument(help="The ledger, YAML or CSV.")],
    convention: Annotated[str | None, typer.Option(help="Only these conventions, with commas between.")] = None,
    from_data: Annotated[
        bool,
        typer.Option(
            "--from-data", help="Take reference consumption of metals from the data where the ledger has none."
        ),
    ] = False,
    importer: Annotated[str, typer.Option(help="Alpha-3 code or name, for --from-data.")] = "JPN",
    year: Annotated[int, typer.Option(help="Last year of the five-year window, for --from-data.")] = 2024,
    policy: PolicyFile = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show formulas, flags and sources in the table.")] = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Count a ledger's stocks in days: consumption, imports, IEA, EU, the Japanese statute, and contained metal."""
    from sonae.core import Classification, UnknownChoiceError
    from sonae.stockpile.day_counts import count_days, day_rows, read_ledger, reference_consumption

    book = read_ledger(ledger)
    reference, minerals, label = None, None, Classification.PUBLIC
    if from_data:
        from sonae.data import Library
        from sonae.supply_risk import load_policy

        rules, library = load_policy(policy), Library.open()
        label, minerals = rules.label_of(library.classification), library.minerals
        check_output(form, out, Classification.join([book.classification, label]))
        reference = reference_consumption(library, importer, year, rules, book)
    check_output(form, out, Classification.join([book.classification, label]))
    counted = count_days(book, minerals=minerals, reference=reference, data_label=label)
    chosen = split_words(convention)
    known = list(dict.fromkeys(count.convention for count in counted.counts))
    for word in chosen or []:
        if word not in known:
            raise UnknownChoiceError("convention", word, known)
    counts = [count for count in counted.counts if chosen is None or count.convention in chosen]
    rows = day_rows(counts)
    emit(
        rows, form=form, out=out, classification=counted.classification,
        table=lambda: _lines(counted, rows, explain),
    )  # fmt: skip


def _lines(counted: Any, rows: list[dict[str, Any]], explain: bool) -> str:
    book = counted.ledger
    head = f"{banner(counted.classification)} {book.name or 'Ledger'}; {book.as_of}, flows of {book.reference}."
    lines = [head, "", f"{'commodity':9} {'convention':39} {'holder':16} {'days':>9} {'of':>4}"]
    lacking: dict[str, list[str]] = {}
    for row in rows:
        if row["days"] is None:
            name = f"{row['commodity']} {row['convention']}" + (
                "" if row["holder"] == "total" else f" ({row['holder']})"
            )
            lacking.setdefault(row["reasons"][0], []).append(name)
            continue
        need = "" if row["required"] is None else f"{row['required']:g}"
        reached = {True: "  reached", False: "  not reached", None: ""}[row["reached"]]
        band = "" if row["days_low"] in (None, row["days"]) else f"  {row['days_low']:.2f}–{row['days_high']:.2f}"
        start = f"{row['commodity']:9} {row['convention']:39} {row['holder']:16}"
        lines.append(f"{start} {row['days']:>9.2f} {need:>4}{reached}{band}".rstrip())
        if explain:
            lines.append(f"    = {row['formula']}")
            lines += [f"    {flag}" for flag in row["flags"]]
            lines += [f"    by {line}" for line in (*row["citations"], *row["sources"])]
    if lacking:
        lines += ["", "not assessable"]
        lines += [f"    {', '.join(names)}: {reason}" for reason, names in lacking.items()]
    return "\n".join(lines) + "\n"
