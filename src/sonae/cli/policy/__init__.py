"""``sonae policy …``: the nation's indicators, dependence, paths to the targets, budgets, and their charts."""

from __future__ import annotations

import typer

from sonae.cli.policy.budgets import budgets
from sonae.cli.policy.charts import charts
from sonae.cli.policy.dependence import dependence
from sonae.cli.policy.indicators import indicators
from sonae.cli.policy.path import path

__all__ = ["app", "budgets", "charts", "dependence", "indicators", "path"]

app = typer.Typer(
    help="The nation's indicators: self-development, self-sufficiency, dependence, budgets, targets.",
    no_args_is_help=True,
)


@app.callback()
def _group() -> None:
    """Show the nation's indicators: self-development, self-sufficiency, dependence, budgets, targets."""


app.command("indicators")(indicators)
app.command("dependence")(dependence)
app.command("path")(path)
app.command("budgets")(budgets)
app.command("charts")(charts)
