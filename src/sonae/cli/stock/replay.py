"""``sonae stock replay``: what a stock and a rule would have done through the acts of the past."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from sonae.cli.output import Format, banner, check_output, emit, emit_beside, shown_progress, split_words
from sonae.cli.risk import Form, Out, PolicyFile, PublicOnly
from sonae.core import Classification, InputError

__all__ = ["replay"]


def replay(
    file: Annotated[Path | None, typer.Argument(help="REPLAY.yaml: window, stock and rule. Or give options.")] = None,
    episode: Annotated[str | None, typer.Option(help="A named window, such as rare-earths-2010.")] = None,
    mineral: Annotated[str | None, typer.Option(help="Symbols, names or materials with commas, e.g. REE,Pd.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First month, e.g. 2010-01.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last month, e.g. 2014-12.")] = None,
    days: Annotated[
        float | None, typer.Option(help="Days held at the start, and the target; 60 without a file.")
    ] = None,
    importer: Annotated[str | None, typer.Option(help="Alpha-3 code or name; JPN without a file.")] = None,
    depth: Annotated[
        str | None, typer.Option(help="Of acts without an observed depth: fitted by cause, or nominal.")
    ] = None,
    budget: Annotated[float | None, typer.Option(help="Purchases of a fiscal year, million yen.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw the months to a .svg or .png file.")] = None,
    policy: PolicyFile = None,
    public_only: PublicOnly = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Replay the past: tonnes, shortage and cost by month, against hindsight, no stock, and knowing each act at once."""
    from sonae.data import Library
    from sonae.stockpile.history import act_rows, check_rows, history_of, month_rows, review_replay, summary_rows
    from sonae.supply_risk import load_policy

    asked = (episode, mineral, first, last, days, importer, depth, budget)
    stated = _stated(file, *asked)
    rules = load_policy(policy)
    library = Library.open(public_only=public_only)
    label = rules.label_of(Classification.join([library.classification, stated.label]))
    check_output(form, out, label, public_only=True)
    _check_chart(chart)
    with shown_progress() as progress:
        history = history_of(
            library, rules, stated.importer, list(stated.minerals), stated.first_month, stated.last_month,
            choices=stated.choices(library), progress=progress,
        )  # fmt: skip
        reviewed = review_replay(history, stated.terms(history, library), progress=progress)
    picture = None if chart is None else _drawn(chart, history, reviewed, label)
    rows, summary = month_rows(history, reviewed), summary_rows(history, reviewed)
    acts, checks = act_rows(history), check_rows(history)
    document = {
        "importer": history.importer, "first": stated.first, "last": stated.last, "classification": label.name,
        "yen_per_usd": history.yen_per_usd, "depth": stated.depth, "summary": summary, "months": rows, "acts": acts,
        "imports": checks, "not_replayed": {name: list(reasons) for name, reasons in history.left_out.items()},
        "relaxed_in_hindsight": list(reviewed.relaxed), "policy_sha256": rules.sha256,
        "settings_sources": stated.settings.sources, "provenance": history.provenance.labels(),
    }  # fmt: skip
    emit(
        rows, form=form, out=out, classification=label, document=document,
        table=lambda: _lines(label, history, reviewed, summary, acts, checks),
    )  # fmt: skip
    if form in (Format.csv, Format.parquet):
        for name, why in history.left_out.items():
            print(f"{name}: not replayed. {'; '.join(why)}.", file=sys.stderr)
        for name, table in (("summary", summary), ("acts", acts), ("imports", checks)):
            if table:
                emit_beside(table, name, out=out, classification=label)
    if chart is not None and picture is not None:
        from sonae.data import write_beside

        with write_beside(chart, mode=0o600 if label is not Classification.PUBLIC else 0o644) as beside:
            beside.write_bytes(picture)


def _stated(file: Path | None, *asked: Any) -> Any:
    from sonae.core import UnknownChoiceError
    from sonae.stockpile.history import episodes, load_replay, replay_of_options

    episode, mineral, first, last, days, importer, depth, budget = asked
    if file is not None:
        if any(value is not None for value in asked):
            raise InputError("a replay file and options that say the same were given", expected="one or the other")
        return load_replay(file)
    names = split_words(mineral)
    if episode is not None:
        known = episodes()
        if episode not in known:
            raise UnknownChoiceError("episode", episode, known)
        one = known[episode]
        first, last, names = first or one.first, last or one.last, names or list(one.minerals)
    if first is None or last is None or names is None:
        raise InputError(
            "the window or the minerals are missing",
            expected="REPLAY.yaml, --episode, or --mineral with --from and --to",
        )
    return replay_of_options(
        first, last, names, importer=importer or "JPN", days=60.0 if days is None else days, depth=depth or "fitted",
        budget=budget,
    )  # fmt: skip


def _check_chart(chart: Path | None) -> None:
    if chart is not None and chart.suffix.lower() not in (".svg", ".png"):
        raise InputError(f"«{chart.name}» is no chart that can be drawn", expected="a file that ends in .svg or .png")


def _drawn(chart: Path, history: Any, reviewed: Any, label: Classification) -> bytes:
    """Draw before anything is written, so that a chart that fails leaves no half of the answer."""
    from sonae.documents import draw_history

    return draw_history(history, reviewed, label, png=chart.suffix.lower() == ".png")


def _lines(
    label: Classification,
    history: Any,
    reviewed: Any,
    summary: list[dict[str, Any]],
    acts: list[dict[str, Any]],
    checks: list[dict[str, Any]],
) -> str:
    window = history.window.labels()
    left_out = [f"{name}: not replayed. {'; '.join(why)}." for name, why in history.left_out.items()]
    if not summary:
        return "\n".join([f"{banner(label)} {history.importer} {window[0]} to {window[-1]}.", "", *left_out]) + "\n"
    lines = [
        f"{banner(label)} {history.importer} {window[0]} to {window[-1]}.",
        "",
        "Days of reference consumption. Shortage: without a stock, under the rule, knowing each act when it begins, and in",
        "hindsight with the best start.",
        f"{'line':16} {'start':>6} {'need':>6} {'private':>7} {'out':>6} {'in':>6} {'end':>6}"
        f" {'none':>7} {'rule':>6} {'knowing':>7} {'best':>6} {'best start':>10}",
    ]
    for row in summary:
        lines.append(
            f"{row['line']:16} {row['start_days']:>6.1f} {row['need_days']:>6.1f} {row['from_private_days']:>7.1f} "
            f"{row['released_days']:>6.1f} {row['bought_days']:>6.1f} {row['end_days']:>6.1f} "
            f"{row['shortage_days_no_stock']:>7.1f} {row['shortage_days']:>6.1f} {row['shortage_days_knowing']:>7.1f} "
            f"{row['shortage_days_hindsight']:>6.1f} {row['best_start_days_same_purchases']:>10.1f}"
        )
    lines += ["", *_cost_lines(summary)]
    lines += [f"Relaxed: {text}." for text in reviewed.relaxed]
    lines += ["", *_act_lines(acts)]
    lines += [*left_out, "", *_check_lines(checks)]
    return "\n".join(lines) + "\n"


def _cost_lines(summary: list[dict[str, Any]]) -> list[str]:
    lines = [
        "Discounted costs, and the regret of the rule by cause. Prices are unit values of trade: proxies.",
        f"{'line':16} {'in':12} {'no stock':>9} {'rule':>9} {'knowing':>9} {'best':>9} | {'regret':>9} {'release':>9} {'start':>9} "
        f"{'purchase':>9} | {'net benefit':>11}",
    ]
    for row in summary:
        unit, name = (1e6, "million yen") if row["money"] == "yen" else (1.0, "days' worth")
        cost = [row[key] / unit for key in ("cost_no_stock", "cost_rule", "cost_knowing_acts", "cost_hindsight")]
        regret = [row[key] / unit for key in ("regret", "regret_release", "regret_start", "regret_purchase")]
        lines.append(
            f"{row['line']:16} {name:12} " + " ".join(f"{value:>+9,.1f}".replace("+", " ") for value in cost)
            + " | " + " ".join(f"{value:>9,.1f}" for value in regret) + f" | {row['net_benefit_of_stock'] / unit:>11,.1f}"
        )  # fmt: skip
    return lines


def _act_lines(acts: list[dict[str, Any]]) -> list[str]:
    lines = ["Acts that bound the importer, with the share of supply they fell on and the depth that was counted:"]
    for row in acts:
        until = "open" if row["open_ended"] else row["to_month"]
        lines.append(
            f"  {row['line']:16} {row['act_id']:22} {row['from_month']} to {until:7}  share {row['weight']:.2f}  "
            f"depth {row['depth']:.2f} ({row['depth_basis']})"
        )
    return lines if acts else ["No act of the log bound the importer in these lines."]


def _check_lines(checks: list[dict[str, Any]]) -> list[str]:
    lines = [
        "Modelled loss beside recorded imports (fall against the five years before the window; struck: from the countries",
        "of the acts):",
    ]
    for row in checks:
        seen = "" if row["fall"] is None else f"fall {row['fall']:>6.1%}"
        if row["fall_from_struck"] is not None:
            seen += f", struck {row['fall_from_struck']:>6.1%}"
        lines.append(
            f"  {row['line']:16} {row['year']}  loss {row['modelled_loss']:>6.1%}  {seen:30}  {row['verdict']}"
        )
    return lines
