"""``sonae risk``: scores by any method, hazards, and the backtest."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from sonae.cli.output import Format, banner, check_output, emit, emit_beside, parse_years, shown_progress, split_words
from sonae.core import Classification, InputError, UnknownChoiceError

__all__ = ["app", "parse_day"]

Variant = Literal["as-published", "corrected"]

app = typer.Typer(no_args_is_help=True, help="Supply risk of the minerals.", rich_markup_mode=None)

Importer = Annotated[str, typer.Option(help="Alpha-3 code or name; several with commas; ALL with geopolrisk.")]
Mineral = Annotated[str | None, typer.Option(help="Symbols or names with commas, e.g. W,REE.")]
PolicyFile = Annotated[Path | None, typer.Option("--policy", help="YAML with the parameters to change.")]
Form = Annotated[Format, typer.Option("--format", help="table, json, csv or parquet.")]
Out = Annotated[Path | None, typer.Option(help="Write to a file.")]
AsOf = Annotated[str | None, typer.Option(help="Reference date YYYY-MM-DD; the last day of the year by default.")]
Seed = Annotated[int | None, typer.Option(min=0, help="Seed of the random numbers.")]
PublicOnly = Annotated[bool, typer.Option("--public-only", help="Leave out imported tables that are not public.")]


@app.command()
def score(
    importer: Importer = "JPN",
    year: Annotated[str, typer.Option(help="2024, 1995-2024 or 2020,2022.")] = "2024",
    mineral: Mineral = None,
    method: Annotated[str, typer.Option(help="five-factor, geopolrisk, eu-crm, bgs or panel.")] = "five-factor",
    variant: Annotated[str, typer.Option(help="Of geopolrisk: as-published or corrected.")] = "corrected",
    supply: Annotated[
        Path | None, typer.Option(help="With eu-crm: a table of supply shares instead of the pack.")
    ] = None,
    policy: PolicyFile = None,
    as_of: AsOf = None,
    seed: Seed = None,
    bands: Annotated[bool, typer.Option(help="Draw the bands of ranks.")] = True,
    public_only: PublicOnly = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Score minerals for an importer and years, every component shown."""
    from sonae.data import Library
    from sonae.supply_risk import assess, load_policy

    if supply is not None:
        _score_table(supply, method, form, out)
        return
    rules = load_policy(policy)
    library = Library.open(public_only=public_only)
    check_output(form, out, rules.label_of(library.classification), public_only=True)
    chosen = [library.minerals.find(name) for name in split_words(mineral) or []] or None
    names = split_words(importer) or []
    with shown_progress() as progress:
        result = assess(
            library, rules, importers=None if names == ["ALL"] else names, years=parse_years(year), method=method,
            variant=checked_variant(variant), minerals=chosen, as_of=parse_day(as_of), seed=seed, bands=bands, progress=progress,
        )  # fmt: skip
    rows = [row.as_dict() for row in result.rows]
    correlations = [
        {
            "importer": c.importer, "year": c.year, "first": c.first, "second": c.second, "minerals": c.minerals,
            "spearman": c.spearman, "kendall": c.kendall,
        }
        for c in result.correlations
    ]  # fmt: skip
    emit(
        rows, form=form, out=out, classification=result.classification,
        table=lambda: _label_line(result.classification) + _score_lines(rows) + _correlation_lines(correlations),
        document={"rows": rows, "correlations": correlations} if method == "panel" else None,
    )  # fmt: skip
    if correlations and form in (Format.csv, Format.parquet):
        emit_beside(correlations, "correlations", out=out, classification=result.classification)


def _score_table(supply: Path, method: str, form: Format, out: Path | None) -> None:
    from dataclasses import asdict

    from sonae.supply_risk import eu_crm_table

    if method != "eu-crm":
        raise InputError("a supply table can be read by one method only", field="--supply", expected="--method eu-crm")
    rows = [asdict(item) | {"flags": list(item.flags)} for item in eu_crm_table(supply)]

    def lines() -> str:
        head = f"{'material':24} {'stage':6} {'SR':>7} {'HHI GS':>8} {'HHI EU':>8}\n"
        return head + "".join(
            f"{row['material']:24.24} {row['stage']:6} {_figure(row['value'], 3):>7} {_figure(row['hhi_global'], 3):>8} "
            f"{_figure(row['hhi_sourcing'], 3):>8}\n"
            for row in rows
        )

    emit(rows, form=form, out=out, classification=Classification.PUBLIC, table=lines)


def _figure(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _label_line(classification: Classification) -> str:
    return "" if classification is Classification.PUBLIC else banner(classification) + "\n\n"


def _score_lines(rows: Sequence[dict[str, Any]]) -> str:
    lines = [f"{'rank':>4} {'band':>7}  {'mineral':10} {'stage':13} {'year':>4} {'importer':8} {'score':>8}  grounds"]
    ordered = sorted(
        rows, key=lambda row: (row["importer"], row["year"], row["rank"] is None, row["rank"] or 0, row["mineral"])
    )
    for row in ordered:
        band = f"{row['rank_low']}–{row['rank_high']}" if row["rank_low"] is not None else ""
        rank = str(row["rank"]) if row["rank"] is not None else "–"
        value = _figure(row["score"], 1 if row["method"] in ("five-factor", "panel") else 4)
        name = row["components"].get("material") or row["mineral"]
        grounds = _grounds(row)
        lines.append(
            f"{rank:>4} {band:>7}  {name:10.10} {row['stage'] or '':13.13} {row['year']:>4} {row['importer']:8} "
            f"{value:>8}  {grounds}"
        )
    return "\n".join(lines) + "\n"


def _grounds(row: dict[str, Any]) -> str:
    if row["status"] != "assessed":
        return "not assessable: " + textwrap.shorten("; ".join(row["reasons"]), 120, placeholder=" …")
    parts = row["components"]
    if row["method"] == "five-factor":
        from sonae.supply_risk import FACTORS

        marks = zip("①②③④⑤", FACTORS, strict=True)
        return (
            " ".join(f"{mark}{parts[factor]['score']:.0f}" for mark, factor in marks) + f"  top {parts['top_supplier']}"
        )
    if row["method"] == "panel":
        return "  ".join(f"{name} {value['rank'] or '–'}" for name, value in parts.items())
    shown = [f"{name} {value:.3g}" for name, value in parts.items() if isinstance(value, (int, float))]
    return ", ".join(shown[:5])


def _correlation_lines(correlations: Sequence[dict[str, Any]]) -> str:
    if not correlations:
        return ""
    lines: list[str] = []
    several = len({(row["importer"], row["year"]) for row in correlations}) > 1
    shown = None
    for row in correlations:
        if (of := (row["importer"], row["year"])) != shown:
            shown = of
            where = f", {of[0]} {of[1]}" if several else ""
            lines += ["", f"rank correlations (Spearman, Kendall τ_b){where}"]
        lines.append(
            f"  {row['first']:12} {row['second']:12} {row['minerals']:>3} minerals  {_figure(row['spearman'], 2):>6} "
            f"{_figure(row['kendall'], 2):>6}"
        )
    return "\n".join(lines) + "\n"


@app.command()
def hazards(
    importer: Annotated[str, typer.Option(help="Alpha-3 code or name.")] = "JPN",
    as_of: Annotated[str, typer.Option(help="Reference date YYYY-MM-DD.")] = "2024-12-31",
    policy: PolicyFile = None,
    public_only: PublicOnly = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Show the fitted rates of acts by country and cause, and what they rest on."""
    from sonae.data import CAUSES, Library, country
    from sonae.supply_risk import ContainedTrade, Exposure, fit_hazards, load_policy

    rules = load_policy(policy)
    day = parse_day(as_of) or dt.date(2024, 12, 31)
    library = Library.open(public_only=public_only)
    label = rules.label_of(library.classification)
    check_output(form, out, label, public_only=True)
    exposure = Exposure(library, ContainedTrade(library, rules))
    model = fit_hazards(library, exposure, country(importer).iso3, day, rules)
    rows = [
        {"country": land, "cause": cause, "rate_a_year": float(model.mean.rates[i, k]), "acts": int(model.counts[i, k])}
        for i, land in enumerate(model.lands)
        for k, cause in enumerate(CAUSES)
        if land in model.fitted_lands
    ]
    emit(rows, form=form, out=out, classification=label, table=lambda: _hazard_lines(model))


def _hazard_lines(model: Any) -> str:
    from sonae.data import CAUSES

    lines = [f"acts that bind {model.importer}, as known on {model.as_of}: {len(model.acts)}", ""]
    lines.append(f"{'cause':16} {'acts':>5} {'α':>7} {'β':>7} {'a':>6} {'months':>7} {'depth':>6}")
    for k, fit in enumerate(model.fits):
        lines.append(
            f"{fit.cause:16} {fit.acts:>5} {fit.theta[0]:>7.2f} {fit.theta[1]:>7.2f} {fit.shape:>6.2f} "
            f"{model.mean.durations[k]:>7.1f} {model.mean.depths[k]:>6.2f}"
        )
    lines += ["", f"{'country':8} {'acts a year':>11}  by cause"]
    total = model.mean.rates.sum(axis=1)
    for i in sorted(range(len(model.lands)), key=lambda i: -total[i])[:25]:
        by_cause = ", ".join(
            f"{cause} {model.mean.rates[i, k]:.2f}" for k, cause in enumerate(CAUSES) if model.mean.rates[i, k] >= 0.02
        )
        lines.append(f"{model.lands[i]:8} {total[i]:>11.2f}  {by_cause}")
    return "\n".join(lines) + "\n"


@app.command()
def backtest(
    importer: Annotated[str, typer.Option(help="Alpha-3 code or name.")] = "JPN",
    first: Annotated[int, typer.Option(help="First year forecast.", min=2000, max=2100)] = 2000,
    policy: PolicyFile = None,
    seed: Seed = None,
    public_only: PublicOnly = False,
    form: Form = Format.table,
    out: Out = None,
) -> None:
    """Ask of each past year: did the ranking find the pairs that were disrupted next?"""
    from dataclasses import asdict

    from sonae.data import Library, country
    from sonae.supply_risk import ContainedTrade, Exposure, forecast_counts, load_policy
    from sonae.supply_risk import backtest as run

    rules = load_policy(policy)
    library = Library.open(public_only=public_only)
    label = rules.label_of(library.classification)
    check_output(form, out, label, public_only=True)
    exposure = Exposure(library, ContainedTrade(library, rules))
    code = country(importer).iso3
    with shown_progress() as progress:
        results = run(library, exposure, code, rules, first_year=first, seed=seed, progress=progress)
        forecasts = forecast_counts(library, exposure, code, rules, seed=seed)
    rows = [asdict(result) for result in results]

    def lines() -> str:
        width = max(len("level"), *(len(r.level) for r in results))
        text = [
            f"{'level':{width}} {'ranking':17} {'months':>6} {'years':>9} {'cases':>6} {'hits':>5} {'AUC':>6}  5–95 % by act"
        ]
        text += [
            f"{r.level:{width}} {r.ranking:17} {r.months:>6} {r.first_year}–{r.last_year % 100:02d} {r.cases:>7} {r.hits:>5} "
            f"{r.auc:>6.3f}  {r.low:.3f}–{r.high:.3f}"
            for r in results
        ]
        text += [
            "",
            f"acts by cause {forecasts[0].first_year}–{forecasts[0].last_year}, predicted from before and as they came",
        ]
        text += [f"  {f.cause:16} {f.median:>5.0f} ({f.low:.0f}–{f.high:.0f})  came {f.observed}" for f in forecasts]
        return "\n".join(text) + "\n"

    emit(
        rows, form=form, out=out, classification=label, table=lines,
        document={"auc": rows, "forecasts": [asdict(f) for f in forecasts]},
    )  # fmt: skip


def checked_variant(text: str) -> Variant:
    """Read the variant of GeoPolRisk.

    Raises:
        UnknownChoiceError: for any other word.

    """
    if text == "as-published":
        return "as-published"
    if text == "corrected":
        return "corrected"
    raise UnknownChoiceError("variant", text, ["as-published", "corrected"])


def parse_day(text: str | None) -> dt.date | None:
    """Read a date.

    Raises:
        InputError: when it is none.

    """
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"«{text}» is no date", field="--as-of", expected="YYYY-MM-DD") from None
