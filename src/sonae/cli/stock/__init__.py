"""``sonae stock …``: day counts, simulation, plan, release and replay of the stockpile, and its bases. One module a command."""

from __future__ import annotations

import typer

from sonae.cli.stock import auction, bases, book, days, gap, group, plan, release, replay, restore, rules, simulate

__all__ = [
    "app",
    "auction",
    "bases",
    "book",
    "days",
    "gap",
    "group",
    "plan",
    "release",
    "replay",
    "restore",
    "rules",
    "simulate",
]

app = typer.Typer(help="Count, simulate, plan, release and rebuild the stockpile.", no_args_is_help=True)
app.command("plan")(plan.plan)
app.command("new-plan")(plan.new_plan)
app.command("group")(group.group)
app.command("days")(days.days)
app.command("book")(book.book)
app.command("replay")(replay.replay)
app.command("gap")(gap.gap)
app.command("release")(release.release)
app.command("auction")(auction.auction)
app.command("tenders")(auction.tenders)
app.command("rules")(rules.rules)
app.command("restore")(restore.restore)
app.command("simulate")(simulate.simulate)
app.add_typer(bases.app, name="bases")
