"""``sonae portfolio …``: the yearly review of all projects under one condition set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit, shown_progress
from sonae.cli.project.reading import ConditionsFile, conditions_of
from sonae.cli.risk import Form, Out

__all__ = ["app", "explain", "review"]

app = typer.Typer(help="Review the portfolio: ranks, write-downs, deficit, exposure.", no_args_is_help=True)

Folder = Annotated[
    str, typer.Argument(metavar="DIR", help="Folder of project files, or «demonstration» for twelve fictional ones.")
]


ScenarioCount = Annotated[
    int, typer.Option("--scenarios", min=0, help="Scenarios that chances are counted from; 0 for none.")
]
Seed = Annotated[int, typer.Option(min=0, help="Of the random numbers.")]


@app.callback()
def _group() -> None:
    """Review the portfolio: ranks, write-downs, deficit, exposure."""


@app.command("review")
def review(
    folder: Folder,
    conditions: ConditionsFile = "demonstration",
    scenarios: ScenarioCount = 1000,
    seed: Seed = 20260401,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Evaluate every project under the same conditions and review them all. JSON holds every figure with where it comes from."""
    from sonae.portfolio.cases import portfolio_document
    from sonae.portfolio.review import case_rows

    found = _evaluated(folder, conditions, scenarios, seed)
    check_output(form, out, found.facts.classification)
    reviewed = found.review()
    emit(
        case_rows(reviewed), form=form, out=out, classification=reviewed.classification,
        document=portfolio_document(found, reviewed), table=lambda: _table(reviewed) + _behind(found),
    )  # fmt: skip


def _book(folder: str) -> Any:
    from sonae.portfolio.cases import demonstration_book, load_book

    return demonstration_book() if folder == "demonstration" else load_book(Path(folder))


def _evaluated(folder: str, conditions: str, scenarios: int, seed: int) -> Any:
    from sonae.portfolio.cases import Scenarios, evaluate_portfolio

    chosen = Scenarios(scenarios, seed) if scenarios else None
    with shown_progress() as progress:
        return evaluate_portfolio(_book(folder), conditions_of(conditions), scenarios=chosen, progress=progress)


@app.command("explain")
def explain(
    folder: Folder,
    figure: Annotated[
        str,
        typer.Argument(
            metavar="FIGURE", help="Path of a number in the JSON of the review, cases.kaede-lng.rank.profit."
        ),
    ],
    conditions: ConditionsFile = "demonstration",
    depth: Annotated[int, typer.Option(min=0, max=40, help="How many formulas deep.")] = 2,
    scenarios: ScenarioCount = 1000,
    seed: Seed = 20260401,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Explain a number of the review: formula, provision, the numbers in it, down to a ledger's line or a file's field."""
    from sonae.portfolio.explanation import Explainer

    counted = scenarios if any(word in figure for word in ("probability", "scenario", "exploration")) else 0
    found = _evaluated(folder, conditions, counted, seed)
    check_output(form, out, found.facts.classification)
    explained = Explainer(found).explain(figure)
    emit(
        [explained.as_dict(depth)], form=form, out=out, classification=found.facts.classification,
        document=explained.as_dict(depth),
        table=lambda: "\n".join([banner(found.facts.classification), *explained.lines(depth)]) + "\n",
    )  # fmt: skip


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
