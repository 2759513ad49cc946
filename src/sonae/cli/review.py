"""``sonae review``: the yearly review of all minerals as documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sonae.cli.output import shown_progress
from sonae.cli.risk import AsOf, PolicyFile, PublicOnly, Seed, parse_day
from sonae.core import Classification, InputError, UnknownChoiceError

__all__ = ["review"]


def review(
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    importer: Annotated[str, typer.Option(help="Alpha-3 code or name.")] = "JPN",
    year: Annotated[int, typer.Option(help="Last year of the five-year window.")] = 2024,
    policy: PolicyFile = None,
    scenarios: Annotated[
        int | None, typer.Option(min=100, max=100_000_000, help="Scenarios; the policy's by default.")
    ] = None,
    seed: Seed = None,
    threads: Annotated[
        int | None, typer.Option(min=1, max=256, help="Threads; the result does not depend on it.")
    ] = None,
    as_of: AsOf = None,
    language: Annotated[str, typer.Option(help="ja or en: of the PDF and of the ten lines.")] = "ja",
    public_only: PublicOnly = False,
    stock: Annotated[
        bool, typer.Option("--stock/--no-stock", help="With or without shortage, cost and value of the stock.")
    ] = True,
) -> None:
    """Review all designated minerals: HTML, PDF, CSV, parquet, Excel and a manifest."""
    if language not in ("ja", "en"):
        raise UnknownChoiceError("language", language, ["ja", "en"])
    from sonae.compute import ThreadExecutor
    from sonae.core import clock_from_environment
    from sonae.data import Library
    from sonae.documents import StockSizes, build_review, command_line, key_lines, write_review
    from sonae.supply_risk import load_policy

    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file", field="--out", expected="a folder")
    rules = load_policy(policy)
    library = Library.open(public_only=public_only)
    with shown_progress() as progress:
        model = build_review(
            library, importer, year, rules, as_of=parse_day(as_of), seed=seed, scenarios=scenarios,
            executor=ThreadExecutor(threads), progress=progress, clock=clock_from_environment(),
            stock=StockSizes() if stock else None,
        )  # fmt: skip
        written = write_review(
            model, out, language="en" if language == "en" else "ja", command=command_line(), progress=progress
        )
    print(written[0])
    if model.classification is not Classification.PUBLIC:
        print("SECRET: an agency's input or policy entered. No days, ranks or minerals are shown here.")
        return
    print("公開データによる試算 — not the State's figures")
    for i, line in enumerate(key_lines(model, "en" if language == "en" else "ja"), 1):
        print(f"{i:>2}. {line}")
