"""``sonae stock auction`` and ``sonae stock tenders``: award lots with proof, hold a drill, count failed tenders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, banner, emit, emit_beside
from sonae.cli.stock.release import refuse_screen
from sonae.core import Classification, InputError

__all__ = ["auction", "tenders"]

Form = Annotated[Format, typer.Option("--format", help="How the result is written.")]
Out = Annotated[Path | None, typer.Option(help="File to write to.")]


def auction(
    lots: Annotated[Path, typer.Argument(help="The notice: lots, reserves, caps, priorities, buyers.")],
    bids: Annotated[Path | None, typer.Option(help="CSV of the sealed bids.")] = None,
    drill: Annotated[bool, typer.Option("--drill", help="Mark everything as a drill (模擬入札).")] = False,
    bidders: Annotated[
        int | None, typer.Option(min=1, max=1000, help="Drill: made-up bidders in place of bids.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Drill: seed of the made-up bidders.")] = 1,
    most_nodes: Annotated[int, typer.Option(min=1, max=10_000_000, help="Nodes after which a gap is stated.")] = 20_000,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Award an auction: award sheet, proof, draw, rejected bids with grounds, re-offers."""
    from sonae.stockpile.auction import (
        auction_document,
        auction_rows,
        auction_settings,
        clear,
        drill_bids,
        read_bids,
        read_notice,
    )

    notice = read_notice(lots)
    refuse_screen(out, form, notice.label, lots.name)
    settings = auction_settings(notice.drill, lots.name)
    if drill and bidders is not None and bids is None:
        notice, offered = drill_bids(notice, settings, bidders=bidders, seed=seed)
    elif bids is not None and bidders is None:
        offered = read_bids(bids, notice)
    else:
        raise InputError(
            "there are no bids to award, or two kinds of them", expected="--bids FILE, or --drill --bidders N"
        )
    result = clear(notice, offered, drill=drill, most_nodes=most_nodes)
    sheets = auction_rows(result)
    emit(
        sheets["awards"],
        form=form,
        out=out,
        classification=result.classification,
        table=lambda: _lines(result, sheets),
        document=auction_document(result),
    )
    if form in (Format.csv, Format.parquet):
        for name in ("proof", "ties", "rejected", "reoffers"):
            if sheets[name]:
                emit_beside(sheets[name], name, out=out, classification=result.classification)


def _lines(result: Any, sheets: dict[str, list[dict[str, Any]]]) -> str:
    from sonae.stockpile.auction import INCENTIVES, MARK

    notice = result.notice
    lines = [MARK] if result.drill else []
    lines += [
        banner(result.classification),
        f"{notice.auction}: {notice.format.replace('_', ' ')}, ties by {notice.tie_break}, seed «{notice.seed}», "
        f"{len(result.bids):,} bids for {len(notice.lots)} lots; units are {notice.unit}.",
        "",
        f"{'round':>5} {'lot':10} {'bid':14} {'buyer':18} {'units':>10} {'bid ¥':>10} {'pays ¥':>10} {'in all ¥':>16}",
    ]
    lines += [
        f"{row['round']:>5} {row['lot']:10} {row['bid']:14} {row['buyer']:18} {row['units']:>10,} {row['bid_price_yen']:>10,} "
        f"{row['price_yen']:>10,} {row['payment_yen']:>16,}"
        for row in sheets["awards"]
    ] or ["      nothing was awarded"]
    lines += ["", "Lots"]
    lines += [
        f"  round {row['round']} {row['lot']}: {row['sold']:,} of {row['offered']:,} sold at a reserve of "
        f"{row['reserve_yen']:,} yen; {row['then']}"
        for row in sheets["reoffers"]
    ]
    lines += ["", "Proof"]
    for row in sheets["proof"]:
        proved = (
            "nothing is better"
            if row["optimal"]
            else f"not proved; another award may be worth up to ¥{row['gap_yen']:,} more"
        )
        tried = ", and every combination tried" if row["enumerated"] else ""
        lines.append(
            f"  round {row['round']} {row['lots']}: {proved} ({row['kind']}, {row['leaves']} "
            f"{'leaf' if row['leaves'] == 1 else 'leaves'}{tried}); value over reserve ¥{row['value_over_reserve_yen']:,}; "
            f"a unit more: ¥ {row['shadow_prices']}"
        )
    lines += ["", "Not awarded"]
    lines += [
        f"  round {row['round']} {row['lot']} {row['bid']}: {row['units']:,} units; "
        f"{'PARADOXICAL, ' if row['paradoxical'] else ''}{row['because']}"
        for row in sheets["rejected"]
    ] or ["  nothing"]
    if sheets["ties"]:
        lines += ["", "Draw among equal prices"]
        lines += [
            f"  round {row['round']} {row['lot']} {row['price_yen']:,} yen, place {row['place']}: {row['bid']} {row['key'][:40]} "
            f"gets {row['units']:,} of {row['asked']:,}"
            for row in sheets["ties"]
        ]
    lines += ["", INCENTIVES[notice.format]]
    if result.drill:
        lines.append(MARK)
    return "\n".join(lines) + "\n"


def tenders(
    past: Annotated[Path, typer.Argument(help="CSV of past tenders: date, mineral, awarded.")],
    public: Annotated[bool, typer.Option("--public", help="The table is public.")] = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Estimate from past tenders the chance that a tender finds no acceptable offer, for the plan."""
    from dataclasses import asdict

    from sonae.stockpile.auction import auction_settings, failed_tenders, read_tenders

    label = Classification.PUBLIC if public else Classification.SECRET
    refuse_screen(out, form, label, past.name)
    found = failed_tenders(read_tenders(past), auction_settings())

    def table() -> str:
        lines = [f"{'tenders of':12} {'held':>6} {'failed':>6} {'chance':>7} {'low':>7} {'high':>7}"]
        lines += [
            f"{f.group:12} {f.tenders:>6} {f.failed:>6} {f.mean:>7.3f} {f.low:>7.3f} {f.high:>7.3f}" for f in found
        ]
        return "\n".join(lines) + "\n"

    emit([asdict(one) for one in found], form=form, out=out, classification=label, table=table)
