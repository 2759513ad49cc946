"""``sonae project conditions``: show a condition set, or write the demonstration's to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sonae.cli.output import Format, banner, check_output, emit
from sonae.cli.project.reading import conditions_of

__all__ = ["conditions"]


def conditions(
    name: Annotated[str, typer.Argument(metavar="FILE", help="A condition set, or «demonstration».")] = "demonstration",
    out: Annotated[Path | None, typer.Option(help="Write the set to this file, as it is read.")] = None,
) -> None:
    """Show what a condition set holds, with its hash; --out writes it down in full."""
    from sonae.core import Classification

    found = conditions_of(name)
    check_output(Format.table, out, found.classification)
    if out is not None:
        emit([{}], form=Format.table, out=out, classification=found.classification, table=found.as_yaml)
        return
    lines = [
        banner(Classification.PUBLIC),
        f"{found.name}, version {found.version}, as of {found.as_of}",
        f"SHA-256 {found.sha256}",
    ]
    lines += [f"price {deck}: {found.decks.deck(deck).unit}" for deck in sorted(found.prices)]
    lines += [f"exchange {pair}" for pair in sorted(found.fx.rates)]
    lines += [
        f"rate {rate}: {one.rate:.2%} of {one.money} {one.currency}" for rate, one in sorted(found.discount.items())
    ]
    lines += [f"stress {stress}" for stress in sorted(found.stresses)]
    typer.echo("\n".join(lines))
