"""``sonae project explain``: number → formula → clause → input."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from sonae.cli.output import Format, banner, emit
from sonae.cli.project.reading import CaseConditions, CaseFile, Stressed, ledger_of
from sonae.cli.risk import Form, Out

__all__ = ["explain"]


def explain(
    case: CaseFile,
    line: Annotated[str, typer.Option(help="Name of the line, such as cost_oil.")],
    year: Annotated[str, typer.Option(help="Year of the period; in a case by the month its month, such as 2031-04.")],
    conditions: CaseConditions = None,
    depth: Annotated[int, typer.Option(min=0, max=20, help="How many formulas deep.")] = 2,
    stress: Stressed = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Explain a number of a project's ledger: its formula, the numbers in it, the clause that states it, and their origin."""
    from sonae.economics.ledger import explain as explained

    ledger = ledger_of(case, conditions, stress, form=form, out=out)
    found = explained(ledger, line, year, depth=depth)
    emit(
        [asdict(found)], form=form, out=out, classification=ledger.classification, document=asdict(found),
        table=lambda: "\n".join([banner(ledger.classification), *found.lines(), "", *ledger.card.lines("en")]) + "\n",
    )  # fmt: skip
