"""``sonae project regimes``: the library of fiscal regimes."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sonae.cli.output import Format, emit
from sonae.cli.risk import Form, Out

__all__ = ["regimes"]


def regimes(
    name: Annotated[
        str | None, typer.Option(help="Show the instruments of this regime, or of a file of one's own.")
    ] = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """List the fiscal regimes, or the instruments of one with their sources and what is assumed."""
    from sonae.core import Classification
    from sonae.economics.regimes import load_regime
    from sonae.economics.regimes import regimes as library

    if name is None:
        rows = [_row(regime) for regime in library()]
        emit(rows, form=form, out=out, classification=Classification.PUBLIC, table=lambda: _list(rows))
        return
    regime = load_regime(name)
    rows = [
        {
            "id": own.id, "kind": own.kind, "clause": own.clause, "source": regime.sources[own.source].title,
            "where": regime.sources[own.source].where, "assumed": dict(own.assumed), "terms": own.model_dump(mode="json"),
        }
        for own in regime.instruments
    ]  # fmt: skip
    emit(rows, form=form, out=out, classification=Classification.PUBLIC, table=lambda: _instruments(regime, rows))


def _row(regime: Any) -> dict[str, Any]:
    return {
        "id": regime.id, "country": regime.country, "kind": regime.kind, "version": regime.version, "name_ja": regime.name_ja,
        "name_en": regime.name_en, "instruments": len(regime.instruments), "illustrative": regime.illustrative,
        "sha256": regime.sha256,
    }  # fmt: skip


def _list(rows: list[dict[str, Any]]) -> str:
    lines = [f"{'regime':28} {'kind':10} {'':12} name"]
    for row in rows:
        state = "illustrative" if row["illustrative"] else "sourced"
        lines.append(f"{row['id']:28} {row['kind']:10} {state:12} {row['name_en']}")
    sourced = sum(not row["illustrative"] for row in rows)
    lines += ["", f"{len(rows)} regimes, {sourced} of them without an assumed value."]
    return "\n".join(lines) + "\n"


def _instruments(regime: Any, rows: list[dict[str, Any]]) -> str:
    state = "illustrative: some values are assumed" if regime.illustrative else "every value has its source"
    lines = [f"{regime.name_en} ({regime.label})", f"{state}.", ""]
    for row in rows:
        lines += [f"{row['id']} ({row['kind']}): {row['clause']}", f"    {row['source']}; {row['where']}"]
        lines += [f"    assumed {field}: {reason}" for field, reason in row["assumed"].items()]
    lines += [f"note: {note}" for note in regime.notes]
    return "\n".join(lines) + "\n"
