"""``sonae stock rules``: what each rule of a plan is worth, by changing it on the same scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sonae.cli.output import Format, banner, emit, shown_progress, split_words
from sonae.cli.risk import PolicyFile, PublicOnly
from sonae.cli.stock.release import refuse_screen

if TYPE_CHECKING:
    from sonae.stockpile.release import RuleValue

__all__ = ["rules"]


def rules(
    file: Annotated[
        Path, typer.Argument(metavar="PLAN.yaml", help="The plan file; «sonae stock new-plan» writes one.")
    ],
    rule: Annotated[str | None, typer.Option(help="Rules to change, with commas; all by default.")] = None,
    scenarios: Annotated[int, typer.Option(min=2, max=1_000_000, help="Scenarios.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the random numbers.")] = 20261122,
    tail: Annotated[float, typer.Option(min=0.5, max=0.999, help="CVaR is the mean of the worst 1 − tail.")] = 0.95,
    policy: PolicyFile = None,
    threads: Annotated[
        int | None, typer.Option(min=1, max=256, help="Threads; the result does not depend on it.")
    ] = None,
    public_only: PublicOnly = False,
    form: Annotated[Format, typer.Option("--format", help="How the result is written.")] = Format.table,
    out: Annotated[Path | None, typer.Option(help="File to write to.")] = None,
) -> None:
    """Change one rule at a time, on the same scenarios: difference of mean cost, CVaR and shortage."""
    from sonae.compute import ThreadExecutor
    from sonae.core import Classification, UnknownChoiceError
    from sonae.data import Library
    from sonae.stockpile import propose_days, situation_of
    from sonae.stockpile.plan import load_plan, plan_case
    from sonae.stockpile.release import STANDARD_CHANGES, rule_value_rows, rule_values
    from sonae.supply_risk import load_policy

    stated = load_plan(file)
    known = {change.name: change for change in STANDARD_CHANGES}
    names = split_words(rule) or list(known)
    for name in names:
        if name not in known:
            raise UnknownChoiceError("rule", name, known)
    laid = load_policy(policy)
    library = Library.open(public_only=public_only)
    label = Classification.join([stated.label, laid.label_of(library.classification)])
    refuse_screen(out, form, label, file.name)
    runner = ThreadExecutor(threads)
    with shown_progress() as progress:
        situation = situation_of(library, stated.importer, stated.data_year, laid, as_of=stated.as_of)
        days = propose_days(situation, executor=runner, progress=progress, intervals=False, explain=False)
        case = plan_case(stated, situation, days)
        values = rule_values(
            case.model, [known[name] for name in names], scenarios=scenarios, seed=seed, tail=tail, executor=runner,
            progress=progress,
        )  # fmt: skip
    rows = rule_value_rows(values)
    emit(
        rows, form=form, out=out, classification=case.classification, table=lambda: _lines(values, case.classification)
    )


def _lines(values: list[RuleValue], label: object) -> str:
    from sonae.core import Classification

    first = values[0]
    lines = [
        banner(label) if isinstance(label, Classification) else "",
        f"{first.scenarios:,} scenarios, seed {first.seed}; million yen of present value, changed − as it is, "
        f"with {first.confidence:.0%} intervals on the same scenarios.",
        f"As it is: mean cost {first.cost.base / 1e6:,.0f}, CVaR{100 * first.tail:.0f} {first.cvar.base / 1e6:,.0f}, "
        f"shortage {first.shortage_yen.base / 1e6:,.0f}.",
        "",
        f"{'rule':15} {'mean cost':>12} {'interval':>24} {'CVaR':>12} {'interval':>24} {'shortage':>12} {'left over':>12}  change",
    ]
    for value in values:
        if not value.at_work:
            lines.append(f"{value.name:15} {'not in this plan':>12}")
            continue
        cost, cvar = value.cost, value.cvar
        lines.append(
            f"{value.name:15} {_millions(cost.difference):>12} {_span(cost.low, cost.high):>24} "
            f"{_millions(cvar.difference):>12} {_span(cvar.low, cvar.high):>24} "
            f"{_millions(value.shortage_yen.difference):>12} {_millions(value.end_stock_yen):>12}  {value.text}"
        )
    lines.append(
        "Costs count what is bought and give no credit for what is left over at the end: «left over» is its value."
    )
    return "\n".join(lines) + "\n"


def _millions(yen: float) -> str:
    shown = f"{yen / 1e6:+,.0f}"
    return "0" if shown in ("+0", "-0") else shown


def _span(low: float, high: float) -> str:
    return f"{_millions(low)} … {_millions(high)}"
