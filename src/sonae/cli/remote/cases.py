"""``sonae remote …``: cases of an office on another machine, and commands in them."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format
from sonae.cli.remote.office import Office, address_of, app, keep, logged_in, path_of, put, token_from_input
from sonae.cli.risk import Form, Out

__all__ = ["case", "cases", "findings", "give", "login"]

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The number of the case.")]


@app.command("login")
def login(
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="Of the office, such as https://office.example.jp.")
    ],
) -> None:
    """Keep the address and a token of the office in a file that its owner alone can read; the token is tried first.

    The token is asked for, or read from the input. SONAE_OFFICE_TOKEN and SONAE_OFFICE_ADDRESS, where set, win over the file.
    """
    office = Office(address_of(address), token_from_input())
    me = office.ask("GET", "/me")
    path = keep(office)
    typer.echo(
        f"{office.address}: {me['name_ja']} / {me['name_en']} ({', '.join(role['en'] for role in me['roles'])}); kept in {path}"
    )


@app.command("cases")
def cases(
    stage: Annotated[str | None, typer.Option("--stage", metavar="STAGE", help="Only cases at this stage.")] = None,
    search: Annotated[
        str | None, typer.Option("--search", metavar="WORDS", help="In title, reading or number.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=10000, help="How many at most.")] = 50,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """List the cases that you may know of, the latest change first."""
    office, cursor = logged_in(), None
    found: list[Any] = []
    while len(found) < limit:
        asked = {"stage": stage, "q": search, "limit": str(min(limit - len(found), 200)), "cursor": cursor}
        page = office.ask("GET", "/cases", {name: value for name, value in asked.items() if value is not None})
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break

    def table() -> str:
        rows = [f"{one['number']:12} {one['stage']['ja']:　<6} {one['title_ja']} / {one['title_en']}" for one in found]
        return "\n".join(rows) + "\n"

    put(found, found, form, out, table, found)


@app.command("case")
def case(number: Number, form: Form = Format.table, out: Out = None) -> None:
    """Show a case: its stage, its version, and what you may do now."""
    read = logged_in().ask("GET", path_of("cases", number))

    def table() -> str:
        head = [
            f"{read['number']}  {read['title_ja']} / {read['title_en']}",
            f"{read['stage']['ja']} / {read['stage']['en']}, version {read['version']}",
        ]
        return "\n".join([*head, *(f"  {one['kind']:28} {one['ja']} / {one['en']}" for one in read["commands"])]) + "\n"

    put([read], read, form, out, table, [read])


@app.command("findings")
def findings(
    number: Number,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day that is looked at; today unless said.")
    ] = None,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Show what the bylaw finds of a case on a day."""
    office = logged_in()
    path = path_of("cases", number)
    read = office.ask("GET", f"{path}/findings", {"on": on} if on else None)

    def table() -> str:
        rows = []
        for one in read["findings"]:
            cites = ", ".join(cite["provision"] for cite in one["citations"])
            rows.append(f"{one['outcome']:15} {one['question']} [{cites}]\n    {one['because_ja']}")
        return "\n".join(rows or ["この案件を定める規程は手元にない。/ no bylaw in hand governs this case."]) + "\n"

    put(read["findings"], read, form, out, table, [office.ask("GET", path)])


@app.command("give")
def give(
    number: Number,
    kind: Annotated[str, typer.Argument(metavar="COMMAND", help="Its name, such as drawdown.pay.")],
    fields: Annotated[
        Path | None, typer.Option("--fields", metavar="FILE.json", help="A file with the fields of the command.")
    ] = None,
    version: Annotated[
        int | None,
        typer.Option("--version", metavar="N", help="Refuse it where the case has changed since this version."),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="KEY", help="Your own name of this wish; the same again does nothing twice."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would meet.")] = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Give a command in a case. A refusal is said with its provisions, and ends with 1."""
    from sonae.core import InputError
    from sonae.data import read_text

    body: Any = {}
    if fields is not None:
        try:
            body = json.loads(read_text(fields, "the fields"))
        except (ValueError, RecursionError):
            raise InputError("it is no JSON", file=str(fields), expected="an object with the fields") from None
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    wish = key or secrets.token_urlsafe(18)
    if not dry_run:
        headers["Idempotency-Key"] = wish
        typer.echo(f"key {wish}", err=True)
    path = path_of("cases", number, "commands", kind)
    said = logged_in().ask("POST", path, {"dry_run": "true"} if dry_run else None, body=body, headers=headers)

    def table() -> str:
        if dry_run:
            mark = "○" if said["allowed"] else "×"
            cites = ", ".join(cite["provision"] for cite in said["citations"])
            return f"{mark} {said['ja']} / {said['en']}{f' [{cites}]' if cites else ''}\n"
        again = "（既に実行済み）/ done before" if said["repeated"] else ""
        where = f"{said['case']} {said['stage']}, version {said['version']}, entry {said['sequence']}"
        return f"○ {said['kind']}: {where} {again}".rstrip() + "\n"

    put([said], said, form, out, table, [])
    if dry_run and not said["allowed"]:
        raise typer.Exit(1)
