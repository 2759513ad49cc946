"""``sonae stock release``: decide a release case step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, banner, emit
from sonae.core import Classification, InputError

__all__ = ["refuse_screen", "release"]


def refuse_screen(out: Path | None, form: Format, label: Classification, file: str) -> None:
    """Refuse, before anything is computed, a result that must not be shown on a screen.

    Raises:
        InputError: when the case is not PUBLIC and there is no file, or parquet has no file.

    """
    if label is not Classification.PUBLIC and out is None:
        raise InputError(
            f"what follows from {file} is {label.name} and is not shown on a screen",
            expected="--out FILE, or «classification: PUBLIC» in the file",
        )
    if form is Format.parquet and out is None:
        raise InputError("parquet is not text", expected="--out FILE")


def release(
    request: Annotated[Path, typer.Argument(help="The case: request or adjustment, plan, goods, facts, judgements.")],
    drill: Annotated[bool, typer.Option("--drill", help="Mark everything as a drill (訓練).")] = False,
    form: Annotated[Format, typer.Option("--format", help="How the result is written.")] = Format.table,
    out: Annotated[Path | None, typer.Option(help="File to write to.")] = None,
) -> None:
    """Decide a release: every step of its regime, with grounds and provisions, and what a person must still judge."""
    from sonae.stockpile.auction import MARK
    from sonae.stockpile.release import decide, decision_document, decision_rows, read_case

    case = read_case(request)
    refuse_screen(out, form, case.label, request.name)
    decision = decide(case)
    mark = {"mark": MARK} if drill else {}
    emit(
        [{**mark, **row} for row in decision_rows(decision)],
        form=form,
        out=out,
        classification=decision.classification,
        table=lambda: f"{MARK}\n{_lines(decision)}{MARK}\n" if drill else _lines(decision),
        document={**mark, **decision_document(decision)},
    )


_MARKS = {"yes": "✓", "no": "✗", "open": "?"}


def _lines(decision: Any) -> str:
    regime = decision.regime
    lines = [
        banner(decision.classification),
        f"{regime.name_en} {regime.name_ja}: {decision.mineral}, {decision.form}, on {decision.date}; "
        f"rules in force from {decision.rules_from}.",
        "",
    ]
    for number, (step, finding) in enumerate(decision.findings, 1):
        who = " (a person)" if step.decided_by == "person" else ""
        lines.append(f"{_MARKS[finding.outcome.value]} {number}. {step.question}{who} {finding.because}.")
        lines.append(f"      {'; '.join(f'{citation}' for citation in finding.citations)}")
        lines += [f"      {name}: {_shown(value)}" for name, value in finding.facts_used.items()]
    whole = decision.finding
    lines += ["", f"{whole.outcome.value.upper()}: {whole.because}."]
    if whole:
        lines.append(f"{decision.quantity_kg:,} kg leave.")
        lines += [f"    {kilograms:>12,} kg  {name}" for name, kilograms in decision.awards.items()]
    elif whole.outcome.value == "open":
        lines.append(f"At most {whole.value:,} kg would leave. What is still to be judged or found out:")
        lines += [f"    {text}" for text in decision.to_judge]
    if decision.duties:
        lines.append("Afterwards:")
        lines += [f"    {duty.text} ({'; '.join(map(str, duty.citations))})" for duty in decision.duties]
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {item}" for name, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
