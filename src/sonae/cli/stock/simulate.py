"""``sonae stock simulate``: the stock of a plan file under its rules, over many scenarios, or one of them replayed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit, emit_beside, shown_progress
from sonae.cli.risk import Form, Out, PolicyFile, PublicOnly
from sonae.core import Classification, InputError

if TYPE_CHECKING:
    from sonae.compute import Executor
    from sonae.stockpile.plan import PlanCase
    from sonae.stockpile.simulation import StockResult, Trajectory

__all__ = ["simulate"]


def simulate(
    file: Annotated[
        Path, typer.Argument(metavar="PLAN.yaml", help="The plan file; «sonae stock new-plan» writes one.")
    ],
    scenarios: Annotated[int, typer.Option(min=1, help="How many scenarios.")] = 100_000,
    seed: Annotated[int | None, typer.Option(help="Of the random numbers; the plan's by default.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, max=256, help="Threads of this machine.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Processes of this machine, with Dask.")] = None,
    cluster: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, tcp://host:8786.")] = None,
    replay: Annotated[int | None, typer.Option(min=0, metavar="INDEX", help="Write out this scenario only.")] = None,
    policy: PolicyFile = None,
    public_only: PublicOnly = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Simulate the stock month by month: cost, shortage, chance of running out. Threads and workers change no bit."""
    from sonae.data import Library
    from sonae.stockpile.plan import load_plan, plan_case
    from sonae.stockpile.simulation import replay_scenario, simulate_stock
    from sonae.stockpile.target_days import propose_days, situation_of
    from sonae.supply_risk import load_policy

    if sum(given is not None for given in (threads, workers, cluster)) > 1:
        raise InputError("threads, workers and a cluster were given together", expected="one of them")
    stated = load_plan(file)
    rules = load_policy(policy)
    library = Library.open(public_only=public_only)
    label = rules.label_of(Classification.join([library.classification, stated.label]))
    check_output(form, out, label, public_only=True)
    key = stated.settings.solver.seed if seed is None else seed
    with shown_progress() as progress, _executor(threads, workers, cluster) as runner:
        situation = situation_of(library, stated.importer, stated.data_year, rules, as_of=stated.as_of)
        days = propose_days(situation, progress=progress, intervals=False, explain=False)
        case = plan_case(stated, situation, days)
        label = Classification.join([label, case.classification])
        check_output(form, out, label, public_only=True)
        if replay is not None:
            _emit_replay(replay_scenario(case.model, key, replay), label, form, out)
            return
        result = simulate_stock(case.model, scenarios, key, executor=runner, progress=progress)
    _emit_result(result, case, label, form, out)


@contextlib.contextmanager
def _executor(threads: int | None, workers: int | None, cluster: str | None) -> Iterator[Executor]:
    """The machine's threads, or a cluster that is let go at the end."""
    from sonae.compute import DaskExecutor, ThreadExecutor

    if workers is None and cluster is None:
        yield ThreadExecutor(threads)
        return
    with DaskExecutor(cluster, workers) as executor:
        yield executor


def _emit_result(result: StockResult, case: PlanCase, label: Classification, form: Format, out: Path | None) -> None:
    from sonae.stockpile.simulation import month_rows, result_rows, year_rows

    rows, months, years = result_rows(result), month_rows(result), year_rows(result)
    document = {
        "plan": case.file.name, "classification": label.name, "scenarios": result.scenarios, "seed": result.seed,
        "materials": rows, "years": years, "months": months,
        "left_out": [{"symbol": item.symbol, "reason": item.reason} for item in case.left_out],
        "provenance": case.provenance.labels(),
    }  # fmt: skip
    emit(rows, form=form, out=out, classification=label, document=document,
         table=lambda: _table(label, result, rows, years))  # fmt: skip
    if form in (Format.csv, Format.parquet):
        emit_beside(years, "years", out=out, classification=label)
        emit_beside(months, "months", out=out, classification=label)


def _emit_replay(trajectory: Trajectory, label: Classification, form: Format, out: Path | None) -> None:
    rows = list(trajectory.rows())

    def table() -> str:
        acting = [row for row in rows if row["need"] > 0 or row["purchase"] > 0 or row["rotated"] > 0]
        lines = [banner(label), f"scenario {trajectory.index}, seed {trajectory.seed}: months in which a stock moved"]
        names = ("need", "called", "release", "shortage", "purchase", "rotated", "stock")
        lines.append(f"{'':>6} {'month':>5}" + "".join(f" {name:>12}" for name in names))
        lines += [
            f"{row['symbol']:>6} {row['month']:>5}" + "".join(f" {row[name]:>12,.1f}" for name in names)
            for row in acting
        ]
        return "\n".join(lines)

    emit(rows, form=form, out=out, classification=label, table=table)


def _table(label: Classification, result: StockResult, rows: list[dict[str, Any]], years: list[dict[str, Any]]) -> str:
    lines = [
        banner(label),
        f"{result.scenarios:,} scenarios of {result.months} months, seed {result.seed}; million yen, discounted",
        f"{'':>6} {'cost':>12} {'worst 5 %':>12} {'shortage':>12} {'worst 5 %':>12} {'short t':>11} {'runs out':>9} "
        f"{'days at end':>11}",
    ]
    for row in rows:
        short = "" if row["shortage_t"] is None else f"{row['shortage_t']:,.1f}"
        cover = "" if row["cover_end_days"] is None else f"{row['cover_end_days']:,.0f}"
        lines.append(
            f"{row['symbol']:>6} {row['cost_yen'] / 1e6:>12,.0f} {row['cost_cvar_yen'] / 1e6:>12,.0f} "
            f"{row['shortage_yen'] / 1e6:>12,.0f} {row['shortage_cvar_yen'] / 1e6:>12,.0f} {short:>11} "
            f"{row['run_out']:>9.2%} {cover:>11}"
        )
    lines.append(f"{'year':>6} {'spent':>12} {'budget binds':>12}")
    total = {row["year"]: row for row in years if row["symbol"] == "all"}
    lines += [f"{year:>6} {row['spent_yen'] / 1e6:>12,.0f} {row['budget_binds']:>12.1%}" for year, row in total.items()]
    return "\n".join(lines)
