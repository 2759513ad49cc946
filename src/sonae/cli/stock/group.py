"""``sonae stock group``: a few minerals of a plan as one multistage program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit, shown_progress
from sonae.cli.risk import Form, Out, PolicyFile, PublicOnly

if TYPE_CHECKING:
    from sonae.core import Classification

__all__ = ["group"]


def group(
    file: Annotated[Path, typer.Argument(metavar="PLAN.yaml", help="The plan file; at most ten minerals («only»).")],
    passes: Annotated[int, typer.Option(min=1, max=10_000, help="Passes of the training.")] = 150,
    paths: Annotated[int, typer.Option(min=2, max=1_000_000, help="Simulated paths.")] = 1000,
    policy: PolicyFile = None,
    public_only: PublicOnly = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Solve up to ten minerals of a plan together, with joint disruptions: lower bound and simulated cost."""
    from sonae.core import Classification
    from sonae.data import Library
    from sonae.stockpile import propose_days, situation_of
    from sonae.stockpile.plan import load_plan, plan_case, solve_small_group
    from sonae.supply_risk import load_policy

    stated, rules, library = load_plan(file), load_policy(policy), Library.open(public_only=public_only)
    label = rules.label_of(Classification.join([library.classification, stated.label]))
    check_output(form, out, label, public_only=True)
    with shown_progress() as progress:
        situation = situation_of(library, stated.importer, stated.data_year, rules, as_of=stated.as_of)
        days = propose_days(situation, progress=progress, intervals=False, explain=False)
        case = plan_case(stated, situation, days)
        answer = solve_small_group(case, passes=passes, paths=paths, progress=progress)
    row: dict[str, Any] = {
        "minerals": list(case.symbols),
        "lower_bound_million_yen": answer.lower_bound / 1e6,
        "cost_million_yen": answer.paths.mean / 1e6,
        "half_width_million_yen": answer.paths.half_width / 1e6,
        "gap_million_yen": answer.gap / 1e6,
        "programs_solved": answer.solves,
        "worst_check": answer.worst_gap,
    }
    emit([row], form=form, out=out, classification=label, table=lambda: _text(row, label))


def _text(row: dict[str, Any], label: Classification) -> str:
    return (
        f"{banner(label)}\n"
        f"{', '.join(row['minerals'])} as one program in quarters, million yen of present value\n"
        f"lower bound {row['lower_bound_million_yen']:,.1f}; simulated cost {row['cost_million_yen']:,.1f} "
        f"± {row['half_width_million_yen']:,.1f}; upper limit less bound {row['gap_million_yen']:,.1f}\n"
        f"{row['programs_solved']:,} linear programs, each proven again outside the solver to {row['worst_check']:.0e}\n"
    )
