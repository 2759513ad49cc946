"""``sonae project …``: fiscal regimes, the value of a project, its numbers explained. One module a command."""

from __future__ import annotations

import typer

from sonae.cli.project import conditions, explain, guarantee, regimes, simulate, value

__all__ = ["app", "conditions", "explain", "guarantee", "regimes", "simulate", "value"]

app = typer.Typer(help="Value upstream projects under fiscal regimes and one set of conditions.", no_args_is_help=True)
app.command("regimes")(regimes.regimes)
app.command("conditions")(conditions.conditions)
app.command("new-case")(value.new_case)
app.command("value")(value.value)
app.command("explain")(explain.explain)
app.command("simulate")(simulate.simulate)
app.command("guarantee")(guarantee.guarantee)
