"""``sonae stock restore``: the cheapest way back to the target after a release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit
from sonae.cli.risk import Form, Out

__all__ = ["restore"]


def restore(
    case: Annotated[Path, typer.Argument(help="The case, YAML: one material, its limits and weights.")],
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Schedule the way back to the target, price impact against policy effect, beside two plain refills."""
    from sonae.stockpile.restoration import plan_restoration, read_case, schedule_rows

    book = read_case(case)
    check_output(form, out, book.classification)
    found = plan_restoration(book, file=case.name)
    rows = schedule_rows(found)
    emit(
        rows, form=form, out=out, classification=found.classification, table=lambda: _lines(found, rows),
        document={"schedule": rows, "costs": _costs(found), "bound_yen": found.bound_yen, "relative_gap": found.relative_gap,
                  "budget_value": {str(year): value for year, value in found.budget_value.items()}},
    )  # fmt: skip


def _costs(found: Any) -> list[dict[str, Any]]:
    return [
        {
            "schedule": way.name,
            "reached": way.reached,
            "purchase_yen": way.purchase_yen,
            "of_which_impact_yen": way.premium_yen,
            "holding_yen": way.holding_yen,
            "exposure_yen": way.exposure_yen,
            "total_yen": way.total_yen,
        }
        for way in (found.best, *found.others)
    ]


def _lines(found: Any, rows: list[dict[str, Any]]) -> str:
    book = found.case
    head = (
        f"{banner(found.classification)} {book.name or 'Case'}: {book.mineral}, target {float(book.target_days):g} days"
    )
    lines = [
        f"{head} = {float(book.target_t):,.1f} t by {book.names[book.deadline]}.",
        "",
        f"{'month':8} {'buy t':>8} {'stock t':>9} {'days':>6} {'spend M¥':>9} {'immediate':>10} {'constant':>9}  a tonne more, M¥",
    ]
    for row in rows:
        mark = "  no repurchase" if row["blocked"] else ""
        lines.append(
            f"{row['month']:8} {row['buy_t']:>8.1f} {row['stock_t']:>9.1f} {row['stock_days']:>6.1f} "
            f"{row['spend_yen'] / 1e6:>9.1f} {row['immediate_t']:>10.1f} {row['constant_rate_t']:>9.1f}  "
            f"{row['tonne_value_yen'] / 1e6:.3f}{mark}"
        )
    lines += ["", f"{'M¥, discounted':16} {'purchase':>9} {'impact':>8} {'holding':>8} {'exposure':>9} {'total':>9}"]
    for way in _costs(found):
        short = "" if way["reached"] else "  does not reach the target in time"
        lines.append(
            f"{way['schedule']:16} {way['purchase_yen'] / 1e6:>9.1f} {way['of_which_impact_yen'] / 1e6:>8.1f} "
            f"{way['holding_yen'] / 1e6:>8.1f} {way['exposure_yen'] / 1e6:>9.1f} {way['total_yen'] / 1e6:>9.1f}{short}"
        )
    lines.append(
        f"impact is part of purchase; no schedule costs less than {found.bound_yen / 1e6:,.1f} (bound by dual values)"
    )
    for year, value in found.budget_value.items():
        lines.append(f"one more yen of the budget of {year} saves {value:.3f} yen")
    return "\n".join(lines) + "\n"
