"""``sonae remote inbox``, ``sonae remote duties``: what waits for you in an office on another machine, and what is due."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sonae.cli.output import Format
from sonae.cli.remote.office import app, logged_in, put
from sonae.cli.risk import Form, Out

__all__ = ["duties", "inbox"]

Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, max=10000, help="How many at most.")]


def _walked(path: str, asked: dict[str, str | None], limit: int) -> list[Any]:
    """Return the items of a list, page by page, up to a number."""
    office, cursor = logged_in(), None
    found: list[Any] = []
    while len(found) < limit:
        page = office.ask("GET", path, {**asked, "limit": str(min(limit - len(found), 200)), "cursor": cursor})
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    return found


@app.command("inbox")
def inbox(limit: Limit = 50, form: Form = Format.table, out: Out = None) -> None:
    """List the commands that wait for you, those that wait longest first."""
    found = _walked("/inbox", {}, limit)

    def table() -> str:
        rows = []
        for one in found:
            what = f" {one['what']}" if one["what"] else ""
            rows.append(f"{one['case']:12} {one['kind']:28} {one['title_ja']}{what}\n{'':13}{one['ja']} / {one['en']}")
        return "\n".join(rows or ["待っている手続はない。/ nothing waits for you."]) + "\n"

    put(found, found, form, out, table, found)


@app.command("duties")
def duties(
    every: Annotated[bool, typer.Option("--all", help="Those of others too.")] = False,
    state: Annotated[
        str, typer.Option("--state", metavar="STATE", help="open, overdue, to_come, done or all.")
    ] = "open",
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Only those due up to this day.")] = None,
    limit: Limit = 50,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """List what is due in the cases that you may know of, by due day."""
    found = _walked("/duties", {"whose": "all" if every else "mine", "state": state, "until": until}, limit)

    def table() -> str:
        rows = []
        for one in found:
            cites = ", ".join(one["citations"])
            mark = "!" if one["standing"] == "overdue" else " "
            rows.append(f"{mark} {one['due'] or '—':10} {one['case']:12} {one['ja']} / {one['en']} [{cites}]")
        return "\n".join(rows or ["期限の来ている義務はない。/ nothing is due."]) + "\n"

    put(found, found, form, out, table, found)
