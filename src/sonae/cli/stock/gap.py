"""``sonae stock gap``: target less stock, month by month, with the causes that moved it and what is to follow."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit, split_words
from sonae.cli.risk import Form, Out

__all__ = ["gap"]

_NAMES = {
    "target": "target changed",
    "demand": "demand moved",
    "data": "data revised",
    "planned_purchase": "planned purchases",
    "price": "not bought: price",
    "failed_tender": "not bought: failed tender",
    "not_bought_other": "not bought: other",
    "return": "returned from exchange",
    "release": "tight-supply release",
    "adjustment": "adjustment release",
    "loss": "losses",
}


def gap(
    record: Annotated[Path, typer.Argument(help="The record, YAML or CSV: one row a mineral and month.")],
    mineral: Annotated[
        str | None, typer.Option(help="Only these minerals as the record names them, with commas between.")
    ] = None,
    fiscal_year: Annotated[str | None, typer.Option("--fiscal-year", help="Only this fiscal year: FY2026, R8.")] = None,
    monthly: Annotated[bool, typer.Option("--monthly", help="One row a month.")] = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Show the gap between target days and days held, what widened or narrowed it, and what follows next year."""
    from sonae.core import FiscalYear, UnknownChoiceError
    from sonae.stockpile.gap import gap_rows, month_rows, read_record, review_gap

    book = read_record(record)
    check_output(form, out, book.classification)
    review = review_gap(book, file=record.name)
    chosen = split_words(mineral)
    for word in chosen or []:
        if word not in book.by_mineral():
            raise UnknownChoiceError("mineral of the record", word, book.by_mineral())
    year = FiscalYear.parse(fiscal_year) if fiscal_year else None
    years = [row for row in gap_rows(review) if (chosen is None or row["mineral"] in chosen)]
    months = [row for row in month_rows(review) if (chosen is None or row["mineral"] in chosen)]
    if year is not None:
        years = [row for row in years if row["fiscal_year"] == year.label_en]
        months = [row for row in months if row["month"] in _months_of(year.year)]
        if not months:
            raise UnknownChoiceError(
                "fiscal year of the record", year.label_en, [row["fiscal_year"] for row in gap_rows(review)]
            )
    rows = months if monthly else years
    emit(
        rows, form=form, out=out, classification=review.classification,
        table=lambda: _lines(review, years, months if monthly else []), document={"years": years, "months": months},
    )  # fmt: skip


def _months_of(year: int) -> list[str]:
    return [f"{year + (month < 4)}-{month:02d}" for month in range(1, 13)]


def _lines(review: Any, years: list[dict[str, Any]], months: list[dict[str, Any]]) -> str:
    lines = [f"{banner(review.classification)} {review.name or 'Record'}."]
    for row in years:
        lines += ["", f"{row['mineral']} {row['fiscal_year']} ({row['from']} to {row['to']}): {row['state']}", ""]
        lines.append(f"    {'':30} {'days':>9} {'t':>12}")
        lines.append(f"    {'gap at the start':30} {row['opening_gap_days']:>9.2f} {row['opening_gap_t']:>12.1f}")
        for name, said in _NAMES.items():
            if row[f"by_{name}_days"] or row[f"by_{name}_t"]:
                lines.append(f"      {said:28} {row[f'by_{name}_days']:>+9.2f} {row[f'by_{name}_t']:>+12.1f}")
        lines.append(f"    {'gap at the end':30} {row['gap_days']:>9.2f} {row['gap_t']:>12.1f}")
        lines.append(f"    target {row['target_days']:g} days, held {row['days_held']:.2f} days")
        if row["because"]:
            lines += ["", "    proposed for next year; people decide"]
            lines += [f"      {measure}: {why}" for measure, why in zip(row["measures"], row["because"], strict=True)]
        if row["chain"]:
            lines += ["", "    chain"]
            marks = {"yes": "done", "open": "open", "no": "no"}
            lines += [
                f"      {marks[said['outcome']]:5} {step}: {said['because']}" for step, said in row["chain"].items()
            ]
    if months:
        lines += ["", f"{'mineral':8} {'month':8} {'target':>7} {'held':>8} {'gap':>8}  what moved it, days"]
    for row in months:
        start = f"{row['mineral']:8} {row['month']:8}"
        if row["status"] != "assessed":
            lines.append(f"{start} not assessable: {row['reason']}")
            continue
        moved = [f"{said} {row[f'by_{name}_days']:+.2f}" for name, said in _NAMES.items() if row[f"by_{name}_days"]]
        lines.append(
            f"{start} {row['target_days']:>7g} {row['days_held']:>8.2f} {row['gap_days']:>8.2f}  {'; '.join(moved)}".rstrip()
        )
        lines += [f"    {flag}" for flag in row["flags"]]
    return "\n".join(lines) + "\n"
