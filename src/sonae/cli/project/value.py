"""``sonae project value`` and ``sonae project new-case``: a project worked off, and a case to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, banner, emit
from sonae.cli.project.reading import CaseConditions, CaseFile, Stressed, ledger_of
from sonae.cli.risk import Form, Out

__all__ = ["new_case", "value"]


def new_case(
    out: Annotated[Path | None, typer.Option(help="File to write; the screen when nothing is said.")] = None,
) -> None:
    """Write a fictional case: a project to start an own one from."""
    from importlib.resources import files

    from sonae.core import Classification

    text = (files("sonae.economics.ledger") / "demonstration.yaml").read_text(encoding="utf-8")
    if out is None:
        typer.echo(text, nl=False)
        return
    emit([{}], form=Format.table, out=out, classification=Classification.PUBLIC, table=lambda: text)


def value(
    case: CaseFile,
    rate: Annotated[str, typer.Option(help="Name of the discount rate in the condition set.")],
    conditions: CaseConditions = None,
    stress: Stressed = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Work a project off: its ledger by year, and what it is worth to each party. JSON and CSV hold every line."""
    from sonae.economics.ledger import measure

    ledger = ledger_of(case, conditions, stress, form=form, out=out)
    worth, price = measure(ledger, rate), _break_even(ledger, rate, case.parent)
    labels = ledger.grid.labels()
    rows = [
        {"line": name, "unit": ledger.unit(name), **dict(zip(labels, map(float, ledger.values[name]), strict=True))}
        for name in sorted(ledger.values)
    ]
    document = {
        "card": dict(ledger.card.pairs("en")),
        "worth": _worth(worth) | {"break_even": price},
        "ledger": rows,
        "case": ledger.case.sha256,
    }
    emit(
        rows, form=form, out=out, classification=ledger.classification, document=document,
        table=lambda: _table(ledger, worth, price),
    )  # fmt: skip


def _worth(worth: Any) -> dict[str, Any]:
    return {
        "rate": {"name": worth.rate_name, "a_year": worth.rate}, "money": worth.money.label("en"),
        "parties": [
            {
                "party": own.party, "total": own.total, "present_value": own.present_value,
                "internal_rates": [root.rate for root in own.rates.roots], "single_rate": own.rates.single,
            }
            for own in worth.parties
        ],
        "government_take": worth.take.of_net_cash, "government_take_before_capex": worth.take.before_capex,
        "payback_years": worth.payback_years,
    }  # fmt: skip


def _break_even(ledger: Any, rate: str, folder: Path) -> dict[str, Any]:
    """Return the factor on the main product's price at which the contractor's value is 0; or why there is none."""
    from sonae.core import InputError
    from sonae.economics.ledger import break_even_price

    case = ledger.case
    try:
        factor = break_even_price(case, ledger.conditions, rate, folder=folder).at
    except InputError as error:
        return {"product": case.main_product, "factor": None, "reason": error.problem}
    return {"product": case.main_product, "factor": factor, "reason": None}


def _table(ledger: Any, worth: Any, price: Any) -> str:
    from sonae.economics.valuation import shown_rate

    lines = [banner(ledger.classification), f"{ledger.case.name_ja}  {ledger.case.name_en}"]
    if ledger.case.fictional:
        lines.append("The project is fictional.")
    if ledger.regime.illustrative:
        lines.append("The regime is illustrative: some of its values are assumed.")
    for name in ledger.unread_costs:
        lines.append(
            f"No instrument of the regime reads the costs «{name}»: they are paid, and neither recovered nor deducted."
        )
    nets = [f"net_{party}" for party in ledger.lowered.parties if ledger.net(party).any()]
    shown = ["revenue", "costs", *nets]
    lines += ["", f"million {ledger.money.label('en')}", f"{'':8}" + "".join(f"{name[:16]:>18}" for name in shown)]
    for t, label in enumerate(ledger.grid.labels()):
        lines.append(f"{label:8}" + "".join(f"{ledger.values[name][t] / 1e6:>18,.1f}" for name in shown))
    lines += ["", f"million {worth.money.label('en')}, {worth.rate_name} {worth.rate:.2%}"]
    for own in worth.parties:
        if own.total:
            said = (
                shown_rate(own.rates, own.present_value / 1e6, worth.rate)
                if own.party == "contractor"
                else f"NPV {own.present_value / 1e6:,.0f}"
            )
            lines.append(f"{own.party}: {own.total / 1e6:,.0f} undiscounted; {said}")
    back = worth.payback
    lines.append(f"payback of the contractor: {back.reason or f'{worth.payback_years:.1f} years'}")
    found = price["reason"] or f"{price['factor']:.3f} × the price of {price['product']}"
    lines.append(f"break-even: {found}")
    take = worth.take
    taken = take.reason or f"{take.of_net_cash:.1%} of net cash, {take.before_capex:.1%} with outlays added back"
    lines.append(f"government take: {taken}")
    lines += ["", *ledger.card.lines("en")]
    return "\n".join(lines) + "\n"
