"""``sonae stock bases …``: register of the bases, a release scenario checked, a crude swap planned."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.output import Format, banner, emit, emit_beside
from sonae.cli.stock.release import refuse_screen

if TYPE_CHECKING:
    from sonae.core import Classification

__all__ = ["app", "register", "scenario", "swap"]

Form = Annotated[Format, typer.Option("--format", help="How the result is written.")]
Out = Annotated[Path | None, typer.Option(help="File to write to.")]

app = typer.Typer(help="Bases of oil and LPG: register, release scenarios, crude swap.", no_args_is_help=True)

_DEMONSTRATION = "demonstration"
_MARKS = {"yes": "✓", "no": "✗", "open": "?"}


@app.command("register")
def register(
    kind: Annotated[
        str | None, typer.Option(help="Only this kind: state_oil, state_lpg, private_site or joint_stock.")
    ] = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """List the bases with what the sources state of them; what they do not print is missing."""
    from sonae.core import UnknownChoiceError
    from sonae.stockpile.bases import KINDS, base_register, check_register, register_rows

    held = base_register()
    if kind is not None and kind not in KINDS:
        raise UnknownChoiceError("kind of base", kind, KINDS)
    rows = [row for row in register_rows(held) if kind in (None, row["kind"])]
    found = check_register(held)

    def table() -> str:
        lines = [f"{found.because}.", f"{found.because_ja}。", "; ".join(map(str, found.citations)), ""]
        for row in rows:
            lines.append(f"{row['id']:16} {KINDS[row['kind']][1]}: {row['name_en']} {row['name_ja']}")  # type: ignore[index]
            lines.append(f"    capacity in {row['unit']}: {row['capacity_state']} ({row['capacity_reason']})")
            for fact in row["facts"]:  # type: ignore[attr-defined]
                lines.append(f"    {fact['en']} {fact['ja']}。 ({'; '.join(fact['by'])})")
        return "\n".join(lines) + "\n"

    emit(rows, form=form, out=out, classification=held.label, table=table)


@app.command("scenario")
def scenario(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Scenario, plan, installations, incidents; or «demonstration».")
    ],
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Check a release plan and the equipment of the bases against a scenario: preparation, rate, days, what limits them."""
    from sonae.stockpile.bases import (
        ScenarioFile,
        check_scenario,
        demonstration_scenario,
        read_file,
        scenario_document,
        scenario_rows,
    )  # fmt: skip

    own = str(file) != _DEMONSTRATION
    given = read_file(ScenarioFile, file, "the scenario file") if own else demonstration_scenario()
    check = check_scenario(given.scenario, given.plan, given.installations, given.incidents)
    refuse_screen(out, form, check.classification, file.name)
    emit(
        scenario_rows(check), form=form, out=out, classification=check.classification,
        table=lambda: _scenario_lines(check, given.scenario.fictional), document=scenario_document(check),
    )  # fmt: skip


def _head(label: Classification, fictional: bool) -> str:
    return "架空 — fictional bases." if fictional and label.name == "PUBLIC" else banner(label)


def _scenario_lines(check: Any, fictional: bool) -> str:
    lines = [_head(check.classification, fictional), f"{check.scenario.name.en} {check.scenario.name.ja}", ""]
    for base in check.bases:
        lines.append(f"{_MARKS[base.finding.outcome.value]} {base.finding.because}. {base.finding.because_ja}。")
        for part in base.findings:
            lines.append(f"    {_MARKS[part.outcome.value]} {part.because}. {part.because_ja}。")
        if base.at_required_days.limits:
            lines.append(f"      limited by: {', '.join(base.at_required_days.limits)}")
    lines += ["", f"{check.finding.outcome.value.upper()}: {check.finding.because}. {check.finding.because_ja}。"]
    lines.append("; ".join(map(str, check.finding.citations)))
    return "\n".join(lines) + "\n"


@app.command("swap")
def swap(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The swap: mix, tanks, limits, markets; or «demonstration».")
    ],
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Plan a crude swap towards the import mix: movements, berths, cost, proof, and which limits hold it back."""
    from sonae.stockpile.bases import (
        SwapProblem,
        demonstration_swap,
        plan_swap,
        read_file,
        stored,
        swap_finding,
        swap_rows,
    )

    own = str(file) != _DEMONSTRATION
    problem = read_file(SwapProblem, file, "the swap file") if own else demonstration_swap()
    label = max(problem.label, problem.installations.label)
    refuse_screen(out, form, label, file.name)
    plan = plan_swap(problem)
    found = swap_finding(problem, plan)
    grades = [
        {
            "grade": name,
            "before_kl": float(kl),
            "after_kl": float(plan.after[name]),
            "import_mix_kl": float(plan.wanted[name]),
        }
        for name, kl in plan.before.items()
    ]
    emit(
        swap_rows(plan), form=form, out=out, classification=label,
        table=lambda: _swap_lines(plan, found, grades), document=stored(plan),
    )  # fmt: skip
    if form in (Format.csv, Format.parquet):
        emit_beside(grades, "grades", out=out, classification=label)


def _swap_lines(plan: Any, found: Any, grades: list[dict[str, Any]]) -> str:
    lines = [_head(plan.label, plan.fictional), plan.problem, ""]
    lines.append(f"{'grade':24} {'before kl':>14} {'after kl':>14} {'import mix kl':>14}")
    lines += [
        f"{row['grade']:24} {row['before_kl']:>14,.0f} {row['after_kl']:>14,.0f} {row['import_mix_kl']:>14,.0f}"
        for row in grades
    ]
    lines += ["", "Movements"]
    for one in plan.movements:
        what = {"sell": "sell out of", "buy": f"buy {one.grade} into", "transfer": "transfer out of"}[one.kind]
        to = f" to {one.to_base} {one.to_tank}" if one.kind == "transfer" else ""
        lines.append(f"  {one.amount:>14,} kl  {what} {one.base} {one.tank}{to}")
    if not plan.movements:
        lines.append("  none")
    lines += ["", "Berths"]
    lines += [
        f"  {one.base} {one.berth}: {one.loaded:,} kl loaded, {one.unloaded:,} kl unloaded, {one.days:.2f} days"
        for one in plan.berths
    ]
    lines += ["", f"cost {plan.cost_yen:,} yen; no plan as near to the mix costs less than {plan.cost_bound_yen:,} yen"]
    lines.append(f"deviation {plan.deviation_after:,.0f} kl; no plan has less than {plan.deviation_bound:,.0f} kl")
    lines.append("proved: limits kept, deviation and cost at their bounds" if plan.proved else "not proved")
    if plan.shadow_values:
        lines += ["", "What holds it back"]
        lines += [
            f"  a {one.unit} more of {one.limit}: {one.deviation_kl:,.3f} kl nearer" for one in plan.shadow_values
        ]
    lines += [
        "",
        f"{found.outcome.value.upper()}: {found.because}. {found.because_ja}。",
        "; ".join(map(str, found.citations)),
    ]
    return "\n".join(lines) + "\n"
