"""``sonae portfolio …``: the yearly review of all projects under one condition set."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.funding import funding, tender
from sonae.cli.output import Format, banner, check_output, emit, shown_progress
from sonae.cli.project.reading import PortfolioConditions, portfolio_inputs
from sonae.cli.risk import Form, Out
from sonae.core import Classification, InputError, UnknownChoiceError

if TYPE_CHECKING:
    from sonae.documents import Language
    from sonae.economics.conditions import ConditionSet
    from sonae.portfolio.cases import CaseBook, PortfolioEvaluation, Scenarios

__all__ = ["app", "explain", "review"]

app = typer.Typer(
    help="Review the portfolio and its funding: ranks, write-downs, deficit, exposure, repayment plans.",
    no_args_is_help=True,
)

Folder = Annotated[
    str, typer.Argument(metavar="DIR", help="Folder of project files, or «demonstration» for twelve fictional ones.")
]


ScenarioCount = Annotated[
    int, typer.Option("--scenarios", min=0, help="Scenarios that chances are counted from; 0 for none.")
]
Seed = Annotated[int, typer.Option(min=0, help="Of the random numbers.")]


@app.callback()
def _group() -> None:
    """Review the portfolio and its funding: ranks, write-downs, deficit, exposure, repayment plans."""


@app.command("review")
def review(
    folder: Folder,
    conditions: PortfolioConditions = None,
    scenarios: ScenarioCount = 1000,
    seed: Seed = 20260401,
    form: Form = Format.table,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the documents; with json, csv or parquet the file to write.")
    ] = None,
    language: Annotated[str, typer.Option(help="ja or en: of the PDF and of the lines on the screen.")] = "ja",
) -> None:
    """Evaluate every project under the same conditions and review them all; --out writes documents, charts and ledgers."""
    if language not in ("ja", "en"):
        raise UnknownChoiceError("language", language, ["ja", "en"])
    from sonae.portfolio.cases import portfolio_document
    from sonae.portfolio.review import case_rows

    book, under = portfolio_inputs(folder, conditions)
    check_output(form, out, Classification.join([book.classification, under.classification]))
    if form is Format.table and out is not None:
        _write(book, under, out, "en" if language == "en" else "ja", _chosen(scenarios, seed))
        return
    found = _evaluated(book, under, _chosen(scenarios, seed))
    reviewed = found.review()
    emit(
        case_rows(reviewed), form=form, out=out, classification=reviewed.classification,
        document=portfolio_document(found, reviewed), table=lambda: _table(reviewed) + _behind(found),
    )  # fmt: skip


def _chosen(scenarios: int, seed: int) -> Scenarios | None:
    from sonae.portfolio.cases import Scenarios

    return Scenarios(scenarios, seed) if scenarios else None


def _evaluated(book: CaseBook, under: ConditionSet, scenarios: Scenarios | None) -> PortfolioEvaluation:
    from sonae.portfolio.cases import evaluate_portfolio

    with shown_progress() as progress:
        return evaluate_portfolio(book, under, scenarios=scenarios, progress=progress)


@app.command("explain")
def explain(
    folder: Folder,
    figure: Annotated[
        str,
        typer.Argument(
            metavar="FIGURE", help="Path of a number in the report or in portfolio.json, cases.kaede-lng.rank.profit."
        ),
    ],
    conditions: PortfolioConditions = None,
    depth: Annotated[int, typer.Option(min=0, max=40, help="How many formulas deep.")] = 2,
    scenarios: ScenarioCount = 1000,
    seed: Seed = 20260401,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Explain a number of the review: formula, provision, the numbers in it, down to a ledger's line or a file's field.

    Give the options of the review: chances, decisions in exploration and all that rests on them hang on its scenarios.
    """
    from sonae.portfolio.explanation import Explainer

    book, under = portfolio_inputs(folder, conditions)
    check_output(form, out, Classification.join([book.classification, under.classification]))
    found = _evaluated(book, under, _chosen(scenarios, seed))
    explained = Explainer(found).explain(figure)
    emit(
        [explained.as_dict(depth)], form=form, out=out, classification=found.facts.classification,
        document=explained.as_dict(depth),
        table=lambda: "\n".join([banner(found.facts.classification), *explained.lines(depth)]) + "\n",
    )  # fmt: skip


def _write(book: CaseBook, under: ConditionSet, out: Path, language: Language, scenarios: Scenarios | None) -> None:
    """Write the documents; of a portfolio that is not public nothing is shown but its label."""
    from sonae.core import clock_from_environment
    from sonae.documents import command_line, portfolio_banner, portfolio_key_lines, write_portfolio
    from sonae.portfolio.cases import evaluate_portfolio

    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is no folder", field="--out", expected="a folder to write to")
    with shown_progress() as progress:
        found = evaluate_portfolio(book, under, scenarios=scenarios, progress=progress)
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
        f"{'project':22} {'rank':5} {'before':6} {'profit, M yen':>14} {'chance ≥ 0':>10} {'charge, M yen':>14}  reasons to watch"
    )
    for row in case_rows(reviewed):
        profit, charge = _millions(row["profit_yen"]), _millions(row["charge_yen"])
        chance = "–" if row["probability"] is None else f"{row['probability']:.1%}"
        rank, before = row["rank"] or "–", row["previous_rank"] or "–"
        lines.append(
            f"{row['case']:22} {rank:5} {before:6} {profit:>14} {chance:>10} {charge:>14}  {row['reasons']}".rstrip()
        )
    pdr = reviewed.pdr
    ratio = pdr.ratio.value
    lines += [
        "",
        f"profit-deficit ratio: {'not applicable' if ratio is None else f'{float(ratio):.3f}'} ({pdr.finding.outcome.value})",
    ]
    lines.append(f"projects on the watch list: {len(reviewed.watch_list)} of {len(reviewed.cases)}")
    return "\n".join(lines) + "\n"


def _behind(found: Any) -> str:
    """Decision trees and all projects together, where there are any."""
    lines = [
        f"{name}: EMV {float(tree.emv):,.0f} million yen, success {float(tree.rolled.success):.1%},"
        f" risk capital {float(tree.risk_capital):,.0f}, value of stopping {float(tree.value_of_stopping):,.0f}"
        for name, tree in sorted(found.exploration.items())
    ]
    if found.joint is not None:
        total = ", ".join(f"P{int(100 * at.chance)} {_millions(at.total)}" for at in found.joint.quantiles)
        lines.append(f"all projects, forward value, million yen: {total} ({found.scenarios.count:,} scenarios)")
    return "\n".join(["", *lines]) + "\n" if lines else ""


def _millions(yen: float | None) -> str:
    return "–" if yen is None else f"{yen / 1e6:,.0f}"


app.command("funding")(funding)
app.command("tender")(tender)
