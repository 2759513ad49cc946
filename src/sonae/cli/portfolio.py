"""``sonae portfolio …``: the yearly review of all projects under one condition set."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.funding import funding, tender
from sonae.cli.output import Format, banner, check_output, emit, shown_progress
from sonae.cli.project.reading import ConditionsFile, conditions_of
from sonae.cli.risk import Form
from sonae.core import Classification, InputError, UnknownChoiceError

if TYPE_CHECKING:
    from sonae.documents import Language
    from sonae.economics.conditions import ConditionSet
    from sonae.portfolio.cases import CaseBook

__all__ = ["app", "review"]

app = typer.Typer(
    help="Review the portfolio and its funding: ranks, write-downs, deficit, exposure, repayment plans.",
    no_args_is_help=True,
)


@app.callback()
def _group() -> None:
    """Review the portfolio and its funding: ranks, write-downs, deficit, exposure, repayment plans."""


@app.command("review")
def review(
    folder: str = typer.Argument(
        metavar="DIR", help="Folder of project files, or «demonstration» for twelve fictional ones."
    ),
    conditions: ConditionsFile = "demonstration",
    form: Form = Format.table,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the documents; with json, csv or parquet the file to write.")
    ] = None,
    language: Annotated[str, typer.Option(help="ja or en: of the PDF and of the lines on the screen.")] = "ja",
) -> None:
    """Evaluate every project under the same conditions and review them all; --out writes documents, charts and ledgers."""
    if language not in ("ja", "en"):
        raise UnknownChoiceError("language", language, ["ja", "en"])
    from sonae.portfolio.cases import demonstration_book, evaluate_portfolio, load_book
    from sonae.portfolio.review import case_rows, review_document

    book = demonstration_book() if folder == "demonstration" else load_book(Path(folder))
    under = conditions_of(conditions)
    check_output(form, out, Classification.join([book.classification, under.classification]))
    if form is Format.table and out is not None:
        _write(book, under, out, "en" if language == "en" else "ja")
        return
    reviewed = evaluate_portfolio(book, under).review()
    emit(
        case_rows(reviewed), form=form, out=out, classification=reviewed.classification, document=review_document(reviewed),
        table=lambda: _table(reviewed),
    )  # fmt: skip


def _write(book: CaseBook, under: ConditionSet, out: Path, language: Language) -> None:
    """Write the documents; of a portfolio that is not public nothing is shown but its label."""
    from sonae.core import clock_from_environment
    from sonae.documents import command_line, portfolio_banner, portfolio_key_lines, write_portfolio
    from sonae.portfolio.cases import evaluate_portfolio

    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is no folder", field="--out", expected="a folder to write to")
    with shown_progress() as progress:
        found = evaluate_portfolio(book, under)
        figures, written = write_portfolio(
            found, out, command=command_line(), language=language, clock=clock_from_environment(), progress=progress
        )
    print(out / written[0].name)
    if figures.secret:
        print(
            f"{figures.label.label_ja} {figures.label.name}: an agency's input entered. No project or figure is shown here."
        )
        return
    print(portfolio_banner(figures, language))
    for number, line in enumerate(portfolio_key_lines(figures, language), 1):
        print(f"{number:>2}. {line}")
    print(f"{len(written)} files written to {out}.", file=sys.stderr)


def _table(reviewed: Any) -> str:
    from sonae.portfolio.review import case_rows

    lines = [
        banner(reviewed.classification),
        f"{reviewed.name}; as of {reviewed.as_of}, books closed {reviewed.period_end}",
    ]
    lines += [f"conditions: {reviewed.conditions}", ""]
    lines.append(
        f"{'project':22} {'rank':5} {'before':6} {'profit, M yen':>14} {'charge, M yen':>14}  reasons to watch"
    )
    for row in case_rows(reviewed):
        profit, charge = _millions(row["profit_yen"]), _millions(row["charge_yen"])
        rank, before = row["rank"] or "–", row["previous_rank"] or "–"
        lines.append(f"{row['case']:22} {rank:5} {before:6} {profit:>14} {charge:>14}  {row['reasons']}".rstrip())
    pdr = reviewed.pdr
    ratio = pdr.ratio.value
    lines += [
        "",
        f"profit-deficit ratio: {'not applicable' if ratio is None else f'{float(ratio):.3f}'} ({pdr.finding.outcome.value})",
    ]
    lines.append(f"projects on the watch list: {len(reviewed.watch_list)} of {len(reviewed.cases)}")
    return "\n".join(lines) + "\n"


def _millions(yen: float | None) -> str:
    return "–" if yen is None else f"{yen / 1e6:,.0f}"


app.command("funding")(funding)
app.command("tender")(tender)
