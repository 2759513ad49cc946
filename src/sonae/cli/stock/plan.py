"""``sonae stock plan`` and ``sonae stock new-plan``: the five-year plan of a stockpile, with its certificate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sonae.cli.output import banner, shown_progress
from sonae.cli.risk import PolicyFile, PublicOnly

if TYPE_CHECKING:
    from sonae.stockpile.plan import StockPlan

__all__ = ["new_plan", "plan"]

Threads = Annotated[int | None, typer.Option(min=1, max=256, help="Threads; the result does not depend on it.")]


def plan(
    file: Annotated[
        Path, typer.Argument(metavar="PLAN.yaml", help="The plan file; «sonae stock new-plan» writes one.")
    ],
    out: Annotated[Path, typer.Option(help="Folder of the plan's documents; an older one there is replaced.")],
    against: Annotated[Path | None, typer.Option(help="Last year's plan file: what changed, on the same data.")] = None,
    curve: Annotated[bool, typer.Option(help="Also read cost and shortage at parts of the budgets.")] = False,
    policy: PolicyFile = None,
    threads: Threads = None,
    public_only: PublicOnly = False,
) -> None:
    """Make the stock plan: holdings, tenders, budget, storage, gaps, and how far it can be from the best."""
    from sonae.compute import ThreadExecutor
    from sonae.core import InputError
    from sonae.data import Library
    from sonae.documents import write_plan
    from sonae.stockpile.plan import budget_curve, compare_plans, load_plan, plan_on_data
    from sonae.supply_risk import load_policy

    stated = load_plan(file)
    old = load_plan(against) if against is not None else None
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is no folder", field="--out", expected="a folder to write to")
    rules = load_policy(policy)
    library = Library.open(public_only=public_only)
    runner = ThreadExecutor(threads)
    with shown_progress() as progress:
        made = plan_on_data(stated, library, rules, executor=runner, progress=progress)
        points = budget_curve(made, executor=runner, progress=progress) if curve else ()
        compared = compare_plans(made, old, executor=runner, progress=progress) if old is not None else None
        options = f" --against {against.name}" if against else ""
        options += " --curve" if curve else ""
        command = f"sonae stock plan {file.name} --out {out.name}{options}"
        written = write_plan(made, out, command=command, curve=points, compared=compared, progress=progress)
    sys.stdout.write(_summary(made))
    print(f"{len(written)} files written to {out}.", file=sys.stderr)


def _summary(made: StockPlan) -> str:
    """Return what may stand on a screen: of a plan that is not public nothing but its banner."""
    from sonae.core import Classification

    if made.classification is not Classification.PUBLIC:
        return f"{banner(made.classification)} The plan and its certificate stand in its folder only.\n"
    planning, events = made.certificate.planning, made.certificate.events
    lines = [
        banner(made.classification),
        *_open_lines(made),
        f"certificate (i), planning model: at most {planning.gap:.1%} of what a plan can save lies between this plan and the "
        f"best one ({planning.paths:,} paths)",
        f"certificate (ii), event model: {events.gap:.1%} to a plan that had known every event ({events.paths:,} paths)",
    ]
    return "\n".join(lines) + "\n"


def _open_lines(made: StockPlan) -> list[str]:
    from sonae.stockpile.plan import budget_rows

    planning, file = made.certificate.planning, made.file
    ours, gap_rule = planning.policy, planning.largest_gap
    lines = [
        f"{file.name}: {len(made.case.minerals)} minerals, {file.fiscal_years} fiscal years from {file.first_fiscal_year}",
        f"lower bound {planning.bound:,.0f}, plan {ours.mean:,.0f} ({ours.low:,.0f}–{ours.high:,.0f}), "
        f"largest gap first {gap_rule.mean:,.0f}, nothing {planning.nothing.mean:,.0f} million yen",
        f"{'year':>6} {'budget':>9} {'mean':>9} {'5–95 %':>17} {'at limit':>9} {'worth of a yen':>15}",
    ]
    for row in budget_rows(made):
        band = f"{row['spend_05']:,.0f}–{row['spend_95']:,.0f}"
        lines.append(
            f"{row['fiscal_year']:>6} {row['budget_million_yen']:>9,.0f} {row['spend_mean']:>9,.0f} {band:>17} "
            f"{row['paths_at_limit']:>9.0%} {row['value_of_a_yen']:>15.2f}"
        )
    return lines


def new_plan(
    out: Annotated[Path | None, typer.Option(help="File to write; the screen when nothing is said.")] = None,
) -> None:
    """Write the demonstration plan of Japan: a plan file to start from."""
    from sonae.core import InputError
    from sonae.data import write_beside
    from sonae.stockpile.plan import demonstration_text

    if out is None:
        sys.stdout.write(demonstration_text())
        return
    if out.exists():
        raise InputError(f"{out} is there already", field="--out", expected="the name of a new file")
    with write_beside(out) as beside:
        beside.write_text(demonstration_text(), encoding="utf-8")
    print(f"the demonstration plan was written to {out}.", file=sys.stderr)
