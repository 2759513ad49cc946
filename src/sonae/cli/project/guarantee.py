"""``sonae project guarantee``: exposure, fee and loss of the debt guarantees of a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit
from sonae.cli.project.reading import ConditionsFile, conditions_of
from sonae.cli.risk import Form, Out
from sonae.core import Classification, InputError

if TYPE_CHECKING:
    from sonae.economics.support import InvesteeLoan

__all__ = ["guarantee"]


def guarantee(
    project: Annotated[
        Path, typer.Argument(metavar="PROJECT.yaml", help="A project file of a portfolio: case, support and agency.")
    ],
    rate: Annotated[str, typer.Option(help="Name of the discount rate in the condition set.")],
    conditions: ConditionsFile,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Value each guarantee of a project by its own risk: guaranteed balance by fiscal year, fee, expected loss and tail."""
    from sonae.core import UnknownChoiceError
    from sonae.portfolio.cases import load_project

    found, under = load_project(project), conditions_of(conditions)
    label = Classification.join([found.case.label, under.classification])
    check_output(form, out, label)
    if rate not in under.discount:
        raise UnknownChoiceError("discount rate", rate, under.discount)
    loans = [loan for loan in found.support.loans if loan.guarantee is not None]
    if not loans:
        raise InputError("no loan of the project is guaranteed", file=found.file, field="support.loans")
    a_year = under.discount[rate].rate
    values = [_value(loan, a_year) for loan in loans]
    rows = [{"loan": one["loan"], "currency": one["currency"], **row} for one in values for row in one["years"]]
    document = {"project": found.id, "rate": {"name": rate, "a_year": a_year}, "guarantees": values}
    emit(
        rows, form=form, out=out, classification=label, document=document,
        table=lambda: _table(found.case.name_en, rate, a_year, values, label),
    )  # fmt: skip


def _value(loan: InvesteeLoan, rate: float) -> dict[str, Any]:
    """Return the exposure and the value of a guarantee as plain data, in the currency of its loan, at the drawing of it."""
    from sonae.economics.guarantee import exposure_by_fiscal_year
    from sonae.economics.support import value_of_guarantee

    if loan.guarantee is None:
        raise InputError(f"the loan «{loan.id}» is not guaranteed", field="support.loans")
    value = value_of_guarantee(loan, rate)
    years = exposure_by_fiscal_year(loan.schedule, loan.guarantee.terms)
    return {
        "loan": loan.id,
        "currency": loan.currency,
        "drawn": loan.drawn.isoformat(),
        "share": float(loan.guarantee.terms.share),
        "fee_rate": float(loan.guarantee.terms.fee_rate),
        "fee": value.fee,
        "loss": value.loss,
        "net": value.net,
        "expected_loss_undiscounted": value.expected_loss,
        "break_even_fee": value.break_even_fee,
        "level": value.tail.level,
        "loss_quantile": value.tail.quantile,
        "loss_shortfall": value.tail.shortfall,
        "years": [{"fiscal_year": row.fiscal_year.year, "at_end": row.at_end, "peak": row.peak} for row in years],
    }


def _table(name: str, rate: str, a_year: float, values: list[dict[str, Any]], label: Classification) -> str:
    lines = [banner(label), f"{name}: present values at the drawing of the loan, {rate} {a_year:.2%}"]
    for one in values:
        lines += [
            "",
            f"{one['loan']}: {one['share']:.0%} guaranteed, fee {one['fee_rate']:.2%} a year, million {one['currency']}",
        ]
        fair = "–" if one["break_even_fee"] is None else f"{one['break_even_fee']:.3%}"
        lines.append(
            f"fees {one['fee'] / 1e6:,.2f}, expected loss {one['loss'] / 1e6:,.2f}, net {one['net'] / 1e6:,.2f}"
        )
        lines.append(f"fee that pays for the expected loss: {fair} a year")
        lines.append(
            f"loss not exceeded with {one['level']:.0%}: {one['loss_quantile'] / 1e6:,.2f}; mean of the worst "
            f"{1 - one['level']:.0%}: {one['loss_shortfall'] / 1e6:,.2f}"
        )
        lines.append(f"{'year':8} {'guaranteed at the end':>22} {'most in the year':>18}")
        lines += [
            f"FY{row['fiscal_year']:<6} {row['at_end'] / 1e6:>22,.2f} {row['peak'] / 1e6:>18,.2f}"
            for row in one["years"]
        ]
    return "\n".join(lines) + "\n"
