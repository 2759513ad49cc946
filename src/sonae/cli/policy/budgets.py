"""``sonae policy budgets``: the budgets of the white paper by measure, with the lines where they stand."""

from __future__ import annotations

from typing import Any

from sonae.cli.output import Format, emit
from sonae.cli.policy.words import LanguageOption, Tongue, language_of, pad, say
from sonae.cli.risk import Form, Out
from sonae.core import Classification

__all__ = ["budgets"]


def budgets(form: Form = Format.table, out: Out = None, language: LanguageOption = "ja") -> None:
    """List every measure of the white paper with its budgets, whole yen, and the totals that may be formed."""
    from sonae.policy import budget_rows, published_budgets, total_rows

    tongue = language_of(language)
    measures = published_budgets().measures
    rows, totals = budget_rows(measures), total_rows(measures)
    emit(
        rows, form=form, out=out, classification=Classification.PUBLIC, document={"amounts": rows, "totals": totals},
        table=lambda: _table(rows, totals, tongue),
    )  # fmt: skip


def _table(rows: list[dict[str, Any]], totals: list[dict[str, Any]], tongue: Tongue) -> str:
    lines = [f"{say('oku', tongue)}; {say('line', tongue)}: 001", ""]
    shown = None
    for row in rows:
        if row["measure"] != shown:
            lines.append(f"{row['measure']:5} {row[tongue]}  [{say('line', tongue)} {row['heading_line']}]")
            shown = row["measure"]
        if row["yen"] is None:
            lines.append(f"      – {say('no_amount', tongue)}")
            continue
        kind = row["kind_ja"] if tongue == "ja" else row["kind_en"]
        why = row["because_ja"] if tongue == "ja" else row["because"]
        note = "" if row["counted"] else f"  {say('not_counted', tongue)}: {why}"
        amount = f"{row['yen'] / 1e8:,.10g}"
        lines.append(f"      {_years(row)} {pad(kind, 36)} {amount:>9}  [{say('line', tongue)} {row['lines']}]{note}")
    lines += ["", say("totals", tongue)]
    for row in totals:
        kind = row["kind_ja"] if tongue == "ja" else row["kind_en"]
        lines.append(f"      FY{row['year']}      {pad(kind, 36)} {row['yen'] / 1e8:>9,.10g}  ({row['amounts']})")
    return "\n".join(lines) + "\n"


def _years(row: dict[str, Any]) -> str:
    return f"FY{row['year']}" + (f"–{row['through']}" if row["through"] else "     ")
