"""``sonae project simulate``: a project through scenarios of prices, exchange rates and its own risks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, banner, emit, shown_progress
from sonae.cli.project.reading import CaseConditions, CaseFile, ledger_of
from sonae.cli.risk import Form, Out

__all__ = ["simulate"]


def simulate(
    case: CaseFile,
    rate: Annotated[str, typer.Option(help="Name of the discount rate in the condition set.")],
    conditions: CaseConditions = None,
    risks: Annotated[
        Path | None, typer.Option(help="Risks of the project, YAML; without them it has none of its own.")
    ] = None,
    party: Annotated[str, typer.Option(help="Whose cash is valued.")] = "contractor",
    share: Annotated[float, typer.Option(min=0, max=1, help="Part of the party's cash that is counted.")] = 1.0,
    scenarios: Annotated[int, typer.Option(min=2, help="How many scenarios.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help="Of the random numbers.")] = 20260401,
    replay: Annotated[int | None, typer.Option(min=0, help="Write the whole ledger of this scenario instead.")] = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Simulate a project: mean, chance of loss, and the values exceeded with 90, 50 and 10 %; or replay one scenario."""
    from sonae.economics.uncertainty import ProjectUnderRisk, load_risks, replay_scenario, simulate_projects

    ledger = ledger_of(case, conditions, form=form, out=out)
    project = ProjectUnderRisk(ledger, load_risks(risks) if risks else None, share, party)
    labels = ledger.grid.labels()
    if replay is not None:
        values = replay_scenario(project, ledger.conditions, seed, replay)
        units = {name: ledger.unit(name) for name in values}
        rows = [
            {"line": name, "unit": units[name], **dict(zip(labels, map(float, values[name]), strict=True))}
            for name in sorted(values)
        ]
        emit(rows, form=form, out=out, classification=ledger.classification, table=lambda: _lines(rows, labels))
        return
    with shown_progress() as progress:
        found = simulate_projects([project], ledger.conditions, scenarios, seed, rate=rate, progress=progress)
    mean, error = found.mean()
    row = {
        "case": ledger.case.id, "party": party, "share": share, "scenarios": scenarios, "seed": seed, "rate": rate,
        "money": found.money.label("en"), "mean": mean, "standard_error": error, "p90": found.exceeded(0.9),
        "p50": found.exceeded(0.5), "p10": found.exceeded(0.1), "chance_of_loss": float((found.value[0] < 0).mean()),
    }  # fmt: skip
    emit([row], form=form, out=out, classification=ledger.classification, table=lambda: _summary(ledger, row))


def _lines(rows: list[dict[str, Any]], labels: list[str]) -> str:
    lines = [f"{'line':36}{'unit':12}" + "".join(f"{label:>20}" for label in labels)]
    lines += [
        f"{row['line']:36}{row['unit']:12}" + "".join(f"{row[label]:>20,.2f}" for label in labels) for row in rows
    ]
    return "\n".join(lines) + "\n"


def _summary(ledger: Any, row: dict[str, Any]) -> str:
    lines = [
        banner(ledger.classification),
        f"{ledger.case.name_en}: value of {row['party']}'s cash × {row['share']:g}, million {row['money']}, {row['rate']}",
        f"mean {row['mean'] / 1e6:,.0f} ± {row['standard_error'] / 1e6:,.0f} (standard error)",
        f"exceeded with 90 %: {row['p90'] / 1e6:,.0f}; 50 %: {row['p50'] / 1e6:,.0f}; 10 %: {row['p10'] / 1e6:,.0f}",
        f"chance of less than nothing {row['chance_of_loss']:.1%}",
        f"{row['scenarios']:,} scenarios, seed {row['seed']}",
        "",
        *ledger.card.lines("en"),
    ]
    return "\n".join(lines) + "\n"
