"""``sonae remote papers|paper|hand-in|letters|letter``: papers and letters of a case in an office on another machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sonae.cli.output import Format
from sonae.cli.remote.cases import Number
from sonae.cli.remote.office import app, logged_in, path_of, put
from sonae.cli.risk import Form, Out

__all__ = ["hand_in", "letter", "letters", "paper", "papers"]

To = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Where it is written, for its owner alone; by its own name here unless said."
    ),
]


@app.command("papers")
def papers(number: Number, form: Form = Format.table, out: Out = None) -> None:
    """List the papers of a case, oldest first."""
    office, cursor = logged_in(), None
    found = []
    while True:
        page = office.ask("GET", path_of("cases", number, "papers"), {"limit": "200", "cursor": cursor})
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break

    def table() -> str:
        rows = [f"{one['at'][:10]} {one['kind']:14} {one['size']:>12,} {one['name']}" for one in found]
        return "\n".join(rows or ["登録された書類はない。/ no papers have been handed in."]) + "\n"

    put(found, found, form, out, table, [office.ask("GET", path_of("cases", number))])


@app.command("paper")
def paper(
    number: Number,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the paper, as «sonae remote papers» lists it.")],
    out: To = None,
) -> None:
    """Take a paper out of a case into a file; that is in the log of the office."""
    place = out or _here(name)
    size = logged_in().fetch(path_of("cases", number, "papers", name), {}, place)
    typer.echo(f"{place}: {size:,} bytes")


@app.command("hand-in")
def hand_in(
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The paper.")],
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="What it is, such as form, plan, report or evidence.")
    ] = "other",
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Under which it is kept; that of the file unless said.")
    ] = None,
) -> None:
    """Hand a paper in to a case; sent again it is there already."""
    kept = logged_in().send(path_of("cases", number, "papers", name or file.name), {"kind": kind}, file)
    typer.echo(f"{kept['name']}: {kept['size']:,} bytes, SHA-256 {kept['sha256']}")


@app.command("letters")
def letters(number: Number, form: Form = Format.table, out: Out = None) -> None:
    """List the letters of a case that can be written now."""
    office = logged_in()
    found = office.ask("GET", path_of("cases", number, "letters"))["letters"]

    def table() -> str:
        return "\n".join(f"{one['kind']:16} {one['ja']} / {one['en']}" for one in found) + "\n"

    put(found, found, form, out, table, [office.ask("GET", path_of("cases", number))])


@app.command("letter")
def letter(
    number: Number,
    kind: Annotated[str, typer.Argument(metavar="LETTER", help="Which, as «sonae remote letters» lists it.")],
    as_: Annotated[str, typer.Option("--as", metavar="FORM", help="pdf, docx or html.")] = "pdf",
    language: Annotated[str | None, typer.Option("--language", help="ja or en; yours unless said.")] = None,
    out: To = None,
) -> None:
    """Take a letter of a case out into a file; that is in the log of the office."""
    place = out or _here(f"{number}-{kind}.{as_}")
    size = logged_in().fetch(path_of("cases", number, "letters", kind), {"form": as_, "language": language}, place)
    typer.echo(f"{place}: {size:,} bytes")


def _here(name: str) -> Path:
    """Return a place in this folder for a name that an office gave: a name alone, of a file that is not there yet.

    Raises:
        InputError: for a name that leads elsewhere, or a file that is there.

    """
    from sonae.core import InputError

    if Path(name).name != name or name.startswith("."):
        raise InputError(f"«{name}» is no name of a file", expected="--out FILE")
    if Path(name).exists():
        raise InputError("there is a file of that name", file=name, expected="--out FILE to write over it")
    return Path(name)
