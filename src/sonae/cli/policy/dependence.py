"""``sonae policy dependence``: shares of imports by origin, region, route and strait, out of the trade data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit, parse_years
from sonae.cli.policy.words import LanguageOption, Tongue, language_of, pad, percent, say
from sonae.cli.risk import Form, Out
from sonae.core import Classification, InputError, UnknownChoiceError

if TYPE_CHECKING:
    from sonae.policy import Amount, ImportHistory

__all__ = ["ImportsFile", "RoutingFile", "dependence", "history_of"]

ImportsFile = Annotated[
    Path | None,
    typer.Option("--imports", help="Own table instead of the pack: commodity, year, origin, quantity, unit, source."),
]
RoutingFile = Annotated[
    Path | None, typer.Option("--routing", help="Own routing table, which takes the place of the product's.")
]
_WAYS = ("origin", "region", "route", "strait")


def dependence(
    commodity: Annotated[str, typer.Option(help="crude, lng or coal.")],
    year: Annotated[str | None, typer.Option(help="2024, 1995-2024 or 2020,2022; the last year where none.")] = None,
    by: Annotated[str, typer.Option(help="origin, region, route or strait.")] = "origin",
    source: Annotated[
        str, typer.Option(help="baci, or customs: nine-digit codes of an imported file, never both at once.")
    ] = "baci",
    imports: ImportsFile = None,
    routing: RoutingFile = None,
    form: Form = Format.table,
    out: Out = None,
    language: LanguageOption = "ja",
) -> None:
    """Show what Japan's imports depend on: shares by origin, region, route or strait, that sum to 1."""
    from sonae.policy import dependence_rows, in_japanese, load_routing

    tongue = language_of(language)
    if by not in _WAYS:
        raise UnknownChoiceError("way to divide", by, _WAYS)
    table = load_routing(routing)
    years = None if year is None else parse_years(year)
    history, production = history_of(commodity, imports, source, years)
    label = Classification.join([history.classification, table.label])
    check_output(form, out, label)
    years = years or [history.years[-1]]
    for one in years:
        if one not in history.years:
            raise UnknownChoiceError("year", one, history.years, hint=f"years with imports of {commodity}")
    if len(years) == 1:
        history.year(years[0])  # one year that is not whole is refused; among several it is a row that says so
    rows = dependence_rows(history, years, by, table, production)
    found = [note for one in years if history.not_whole(one) is None for note in history.year(one).notes]
    notes = [in_japanese(note) if tongue == "ja" else str(note) for note in found]
    document = {
        "commodity": commodity, "by": by, "rows": rows, "notes": [str(note) for note in found],
        "routing": {"name": table.name, "sha256": table.sha256},
        "sources": [str(one) for one in history.sources],
    }  # fmt: skip
    emit(
        rows, form=form, out=out, classification=label, document=document,
        table=lambda: _table(history, rows, notes, by, tongue, label),
    )  # fmt: skip


def history_of(
    commodity: str, imports: Path | None, source: str, years: list[int] | None
) -> tuple[ImportHistory, dict[int, dict[str, Amount]]]:
    """Return the imports of a commodity from an own table or the trade data, and crude output by year and origin.

    Raises:
        UnknownChoiceError: for a commodity or a source that there is none of.
        InputError: for an own table together with another source than the default.

    """
    from sonae.core import DataUnavailableError
    from sonae.data import Library
    from sonae.policy import crude_production, read_imports, traded_imports

    if imports is not None and source != "baci":
        raise InputError("an own table and «customs» cannot both be the source", field="--source")
    if imports is not None:
        history = read_imports(imports, commodity)
        try:
            library = Library.open()
        except DataUnavailableError:  # the own table stands without the pack, but for the rule that needs output
            return history, {}
    else:
        library = Library.open()
        history = traded_imports(library, commodity, source=source)  # type: ignore[arg-type]
    wanted = years or list(history.years[-1:])
    return history, {one: dict(crude_production(library, one)) for one in wanted}


def _table(
    history: ImportHistory, rows: list[dict[str, Any]], notes: list[str], by: str, tongue: Tongue, label: Classification
) -> str:
    name = history.commodity.ja if tongue == "ja" else history.commodity.en
    lines = [banner(label), f"{name}, {'; '.join(str(one) for one in history.sources)}"]
    for year in dict.fromkeys(row["year"] for row in rows):
        mine = [row for row in rows if row["year"] == year]
        lines += ["", str(year)]
        if mine[0]["rule"] is None:
            lines += _plain(mine, tongue)
        else:
            lines += _by_rule(mine, tongue)
    if by in ("route", "strait"):
        lines += ["", say("assumed_note", tongue)]
    return "\n".join([*lines, *(f"! {note}" for note in notes)]) + "\n"


def _plain(rows: list[dict[str, Any]], tongue: Tongue) -> list[str]:
    if rows[0]["share"] is None:
        return [f"  {say('not_assessed', tongue)}: {_because(rows[0], tongue)}"]
    lines = [
        f"  {row['key']:14} {pad(row[tongue], 34)} {row['quantity'] / 1000:>12,.1f} k{row['unit']} {percent(row['share'], 2):>8}"
        for row in rows
    ]
    quantity, share = sum(row["quantity"] for row in rows), sum(row["share"] for row in rows)
    total = (
        f"  {'':14} {pad(say('total', tongue), 34)} {quantity / 1000:>12,.1f} k{rows[0]['unit']} {percent(share, 2):>8}"
    )
    return [*lines, total]


def _by_rule(rows: list[dict[str, Any]], tongue: Tongue) -> list[str]:
    from sonae.policy import RULES

    lines = [f"  {pad('', 46)}" + "".join(f" {rule:>12}" for rule in RULES)]
    held = {(row["rule"], row["key"]): row for row in rows}
    for key in dict.fromkeys(row["key"] for row in rows if row["key"] is not None):
        name = next(row[tongue] for row in rows if row["key"] == key)
        cells = ""
        for rule in RULES:
            unknown = (rule, None) in held
            share = held[rule, key]["share"] if (rule, key) in held else (None if unknown else 0.0)
            cells += f" {percent(share, 2):>12}"
        lines.append(f"  {pad(name, 46)}{cells}")
    lines += [f"  {rule}: {words[0 if tongue == 'ja' else 1]}" for rule, words in RULES.items()]
    lines += [
        f"  {row['rule']}: {say('not_assessed', tongue)}: {_because(row, tongue)}" for row in rows if row["key"] is None
    ]
    return lines


def _because(row: dict[str, Any], tongue: Tongue) -> str:
    return str(row["because_ja"] if tongue == "ja" else row["because"])
