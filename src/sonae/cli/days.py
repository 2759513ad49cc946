"""``sonae days``: propose target days, and explain them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit, shown_progress, split_words
from sonae.cli.risk import AsOf, Form, Mineral, Out, PolicyFile, PublicOnly, Seed, parse_day

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Target days of the minerals.", rich_markup_mode=None)

Importer = Annotated[str, typer.Option(help="Alpha-3 code or name.")]
Year = Annotated[int, typer.Option(help="Last year of the five-year window.")]
Scenarios = Annotated[int | None, typer.Option(min=100, max=100_000_000, help="Scenarios; the policy's by default.")]
Threads = Annotated[int | None, typer.Option(min=1, max=256, help="Threads; the result does not depend on it.")]


def _situation(
    importer: str,
    year: int,
    mineral: str | None,
    policy: Path | None,
    as_of: str | None,
    public_only: bool,
    form: Format,
    out: Path | None,
) -> Any:
    from sonae.data import Library
    from sonae.stockpile import situation_of
    from sonae.supply_risk import load_policy

    rules = load_policy(policy)
    library = Library.open(public_only=public_only)
    check_output(form, out, rules.label_of(library.classification), public_only=True)
    chosen = [library.minerals.find(name) for name in split_words(mineral) or []] or None
    return situation_of(library, importer, year, rules, as_of=parse_day(as_of), minerals=chosen)


@app.command()
def propose(
    importer: Importer = "JPN",
    year: Year = 2024,
    mineral: Mineral = None,
    policy: PolicyFile = None,
    scenarios: Scenarios = None,
    seed: Seed = None,
    threads: Threads = None,
    as_of: AsOf = None,
    intervals: Annotated[bool, typer.Option(help="Simulate the parameter interval.")] = True,
    public_only: PublicOnly = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Propose target days for every mineral, with two intervals and every stage shown."""
    from sonae.compute import ThreadExecutor
    from sonae.stockpile import propose_days
    from sonae.stockpile.target_days import proposal_rows

    situation = _situation(importer, year, mineral, policy, as_of, public_only, form, out)
    with shown_progress() as progress:
        review = propose_days(
            situation, scenarios=scenarios, seed=seed, executor=ThreadExecutor(threads), progress=progress,
            intervals=intervals, explain=False,
        )  # fmt: skip
    rows = proposal_rows(review)
    emit(rows, form=form, out=out, classification=review.classification, table=lambda: _proposal_lines(review, rows))


def _proposal_lines(review: Any, rows: list[dict[str, Any]]) -> str:
    lines = [
        f"{banner(review.classification)} {review.importer} {review.year}, as known on {review.as_of}; "
        f"{review.scenarios:,} scenarios, seed {review.seed}.",
        "",
        f"{'mineral':8} {'days':>5} {'ES90':>7} {'± se':>6} {'parameters':>12} {'q90':>6} {'q95':>6} {'q99':>6} {'mean':>6}"
        "  governing line",
    ]
    for row in rows:
        if row["status"] != "assessed":
            lines.append(f"{row['mineral']:8} {'–':>5}  not assessable: {row['reasons'][0]}")
            continue
        mark = "*" if row["near_step"] else " "
        low, high = row["parameter_low"], row["parameter_high"]
        band = "" if low is None else f"{low:.0f}–{high:.0f}"
        lines.append(
            f"{row['mineral']:8} {row['proposal']:>4}{mark} {row['statistic']:>7.1f} {row['standard_error']:>6.1f} {band:>12} "
            f"{row['q90']:>6.0f} {row['q95']:>6.0f} {row['q99']:>6.0f} {row['mean']:>6.1f}  {row['governing']} ({row['bound']})"
        )
    if any(row["near_step"] for row in rows):
        lines.append("* within one standard error of a step of the grid")
    return "\n".join(lines) + "\n"


@app.command()
def explain(
    mineral: Annotated[str, typer.Option(help="Symbol or name; several with commas.")],
    importer: Importer = "JPN",
    year: Year = 2024,
    policy: PolicyFile = None,
    scenarios: Scenarios = None,
    seed: Seed = None,
    threads: Threads = None,
    as_of: AsOf = None,
    public_only: PublicOnly = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Explain the days of a mineral: base, method base, the five factors, and the step to the proposal."""
    from sonae.compute import ThreadExecutor
    from sonae.stockpile import propose_days
    from sonae.stockpile.target_days import explanation_rows

    situation = _situation(importer, year, mineral, policy, as_of, public_only, form, out)
    with shown_progress() as progress:
        review = propose_days(
            situation,
            scenarios=scenarios,
            seed=seed,
            executor=ThreadExecutor(threads),
            progress=progress,
            intervals=False,
        )
    rows = explanation_rows(review)
    emit(rows, form=form, out=out, classification=review.classification, table=lambda: _explanation_lines(review, rows))


_STEP_NAMES = {
    "base": "national part of the 60-day standard",
    "method_base": "method base: every factor at its reference",
    "dependence": "① dependence on specific countries",
    "disruption": "② likelihood of disruption",
    "self_sufficiency": "③ self-sufficiency",
    "demand": "④ demand",
    "other": "⑤ substitutability",
    "grid": "up to the next step of the grid",
    "floor": "up to the floor",
    "cap": "down to the cap",
}


def _explanation_lines(review: Any, rows: list[dict[str, Any]]) -> str:
    lines = [banner(review.classification)]
    for row in rows:
        if row["status"] != "assessed":
            lines += ["", f"{row['mineral']}: not assessable. " + "; ".join(row["reasons"])]
            continue
        lines += ["", f"{row['mineral']} ({row['governing']}): {row['proposal']} days"]
        lines += [f"    {reason}" for reason in row["reasons"]]
        for step in row["steps"]:
            change = step["to"] - step["from"]
            lines.append(f"    {_STEP_NAMES[step['name']]:48} {change:>+8.1f}  → {step['to']:>7.1f}")
        for line in row["lines"]:
            governs = (
                "governs"
                if line["line"] == row["governing"]
                else ("may govern" if line["may_govern"] else "shown only")
            )
            lines.append(
                f"    {line['line']:16} ES90 {line['statistic']:>6.1f}  κ {line['kappa']:.2f}  "
                f"{'observed' if line['observed'] else 'direct channel not observed'}, {governs}"
            )
    return "\n".join(lines) + "\n"
