"""``sonae stock …``: day counts, simulation, plan, release and replay of the stockpile. One module a command."""

from __future__ import annotations

import typer

__all__ = ["app"]

app = typer.Typer(help="Count, simulate, plan, release and rebuild the stockpile.", no_args_is_help=True)
