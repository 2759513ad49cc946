"""One view model of the yearly review; HTML, PDF, tables and the screen all read it and compute nothing themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from sonae import __version__
from sonae.compute import Executor, Progress, Silent, ThreadExecutor
from sonae.core import Classification, Clock, DataUnavailableError, Provenance, SystemClock
from sonae.data import Act, Country, Library, Mineral, countries, country
from sonae.stockpile import (
    DaysChange,
    DaysProposal,
    DaysReview,
    Explanation,
    Sensitivity,
    Situation,
    compare_vintages,
    propose_days,
    sensitivities,
    situation_of,
)
from sonae.supply_risk import (
    FACTORS,
    BacktestResult,
    Forecast,
    MethodPanel,
    MethodValue,
    MineralScore,
    Policy,
    backtest,
    component_revisions,
    expected_loss,
    forecast_counts,
    method_panel,
    score_minerals,
)

__all__ = ["MineralPage", "ReviewModel", "Supplier", "build_review"]

_SUPPLIERS = 8
_ACTS = 12


@dataclass(frozen=True, slots=True)
class Supplier:
    """A country in the governing line: its shares, its governance, and how often it is expected to cut supply."""

    land: Country
    import_share: float | None
    """None where imports of the line cannot be seen."""
    world_share: float | None
    """None where there is neither production nor export of the line."""
    governance: float | None
    governance_error: float | None
    acts_on_record: int
    rate: float
    """Expected acts a year that strike this mineral."""


@dataclass(frozen=True)
class MineralPage:
    """Everything the review says of one mineral."""

    mineral: Mineral
    score: MineralScore
    days: DaysProposal
    explanation: Explanation | None
    change: DaysChange | None
    methods: Mapping[str, MethodValue]
    suppliers: tuple[Supplier, ...]
    series: tuple[tuple[int, str, float], ...]
    """(year, country or «other», share) of the governing line."""
    series_basis: str
    """«imports», «production» or «exports»."""
    acts: tuple[Act, ...]
    act_count: int
    sensitivities: tuple[Sensitivity, ...]
    notes: tuple[str, ...]
    """Reasons, the most important first: the first line of the page."""
    consumption_t: float | None
    imports_t: float | None
    growth: float | None

    @property
    def assessed(self) -> bool:
        """True when there are days and a score."""
        return self.days.status == "assessed"


@dataclass(frozen=True)
class ReviewModel:
    """The review of an importer and year."""

    importer: Country
    year: int
    first_year: int
    as_of: dt.date
    created_at: dt.datetime
    version: str
    policy: Policy
    classification: Classification
    pages: tuple[MineralPage, ...]
    panel: MethodPanel
    days: DaysReview
    backtest: tuple[BacktestResult, ...]
    forecasts: tuple[Forecast, ...]
    compared: bool
    provenance: Provenance
    situation: Situation = field(repr=False)

    @property
    def assessed(self) -> tuple[MineralPage, ...]:
        """Pages with days."""
        return tuple(page for page in self.pages if page.assessed)

    @property
    def not_assessed(self) -> tuple[MineralPage, ...]:
        """Pages without."""
        return tuple(page for page in self.pages if not page.assessed)

    @property
    def by_days(self) -> tuple[MineralPage, ...]:
        """Assessed pages, most days first."""
        return tuple(
            sorted(self.assessed, key=lambda page: -(page.days.statistics.statistic if page.days.statistics else 0))
        )


def build_review(
    library: Library,
    importer: str,
    year: int,
    policy: Policy,
    *,
    as_of: dt.date | None = None,
    seed: int | None = None,
    scenarios: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    clock: Clock | None = None,
) -> ReviewModel:
    """Compute the whole review.

    Args:
        library: the data of the present vintage.
        importer: alpha-3 code or name.
        year: last year of the window.
        policy: all parameters.
        as_of: the reference date, the last day of the year by default.
        seed: of the random numbers; the policy's by default.
        scenarios: of the proposal; the policy's by default.
        executor: threads by default.
        progress: told of the parts; may cancel.
        clock: tells when the review was made.

    """
    runner, shown = executor or ThreadExecutor(), progress or Silent()
    code = country(importer).iso3
    day = as_of or dt.date(library.check_year(year), 12, 31)
    minerals = library.minerals.designated(day)
    situation = situation_of(library, code, year, policy, as_of=day, minerals=minerals)
    days = propose_days(situation, scenarios=scenarios, seed=seed, executor=runner, progress=shown)
    shown.stage("comparison", 1)
    revisions = component_revisions(library, code, year, policy, situation.hazards, trade=situation.exposure.trade)
    scores = score_minerals(library, situation.picture, situation.hazards, policy, seed=seed, revisions=revisions)
    panel = method_panel(library, situation.picture, situation.hazards, policy, scores)
    try:
        changes = {change.symbol: change for change in compare_vintages(situation, days, executor=runner)}
        compared = True
    except DataUnavailableError:
        changes, compared = {}, False
    moved: dict[str, list[Sensitivity]] = {}
    for item in sensitivities(situation, days, executor=runner, progress=shown):
        moved.setdefault(item.symbol, []).append(item)
    tested = backtest(library, situation.exposure, code, policy, seed=seed, progress=shown, last_year=year)
    forecasts = forecast_counts(library, situation.exposure, code, policy, seed=seed) if year >= 2024 else []
    by_symbol = {score.mineral.symbol: score for score in scores}
    pages = tuple(
        _page(situation, mineral, by_symbol[mineral.symbol], days, changes, panel, moved.get(mineral.symbol, []))
        for mineral in minerals
    )
    return ReviewModel(
        country(code),
        year,
        situation.picture.first_year,
        day,
        (clock or SystemClock()).now(),
        __version__,
        policy,
        days.classification,
        pages,
        panel,
        days,
        tuple(tested),
        tuple(forecasts),
        compared,
        library.provenance,
        situation,
    )


def _page(
    situation: Situation,
    mineral: Mineral,
    score: MineralScore,
    days: DaysReview,
    changes: Mapping[str, DaysChange],
    panel: MethodPanel,
    moved: Sequence[Sensitivity],
) -> MineralPage:
    proposal = days.of(mineral.symbol)
    acts = [act for act in situation.hazards.acts if mineral.symbol in act.minerals]
    series, basis = _series(situation, proposal)
    items = situation.picture.materials_of(mineral)
    main = items[0]
    if proposal.governing:
        main = next(item for item in items if proposal.governing.startswith(f"{item.material} "))
    notes = dict.fromkeys((*proposal.reasons, *score.reasons))
    return MineralPage(
        mineral,
        score,
        proposal,
        days.explanations.get(mineral.symbol),
        changes.get(mineral.symbol),
        panel.of(mineral.symbol),
        _suppliers(situation, mineral, proposal),
        series,
        basis,
        tuple(sorted(acts, key=lambda act: act.start, reverse=True)[:_ACTS]),
        len(acts),
        tuple(moved),
        tuple(notes),
        main.consumption.amount,
        main.imports_t if main.main_observed else None,
        main.growth_five_years.amount,
    )


def _governing_line(situation: Situation, proposal: DaysProposal) -> tuple[str, str] | None:
    line = next((line for line in proposal.lines if line.line == proposal.governing), None)
    return (line.material, line.stage) if line else None


def _suppliers(situation: Situation, mineral: Mineral, proposal: DaysProposal) -> tuple[Supplier, ...]:
    governing = _governing_line(situation, proposal)
    if governing is None:
        return ()
    line = next(line for line in situation.picture.materials[governing[0]].lines if line.stage == governing[1])
    hazards, picture = situation.hazards, situation.picture
    governance = {
        iso3: (estimate, error)
        for iso3, estimate, error in situation.library.governance.five_year_mean(situation.as_of.year).iter_rows()
    }
    weights = {
        land: (1 - line.kappa) * line.import_shares.get(land, 0.0) + line.kappa * line.world_shares.get(land, 0.0)
        for land in {*line.import_shares, *line.world_shares}
    }
    largest = sorted(weights, key=lambda land: (-weights[land], land))[:_SUPPLIERS]
    out = []
    for land in largest:
        rate = float(expected_loss(mineral.symbol, picture, hazards, {land: 1.0}, situation.policy)[0][0])
        estimate, error = governance.get(land, (None, None))
        record = sum(act.place == land and mineral.symbol in act.minerals for act in hazards.acts)
        out.append(
            Supplier(
                countries()[land], line.import_shares.get(land, 0.0) if line.observed else None,
                line.world_shares.get(land, 0.0) if line.world_shares else None, estimate, error,
                record, rate,
            )
        )  # fmt: skip
    return tuple(out)


def _series(situation: Situation, proposal: DaysProposal) -> tuple[tuple[tuple[int, str, float], ...], str]:
    """Shares by year of the governing line: imports where they are seen, else world production, else exports."""
    governing = _governing_line(situation, proposal)
    if governing is None:
        return (), ""
    material, stage = governing
    line = next(line for line in situation.picture.materials[material].lines if line.stage == stage)
    trade = situation.exposure.trade
    if line.observed:
        flows = trade.imports(situation.picture.importer).filter(
            (pl.col("material") == material) & (pl.col("stage") == stage)
        )
        table = flows.group_by("year", pl.col("exporter").cast(pl.String).alias("land"), maintain_order=True).agg(
            pl.col("tonnes").sum()
        )
        basis = "imports"
    elif (sheet := situation.library.minerals.sheets.get(material)) is not None:
        table = (
            situation.library.production.filter(pl.col("sheet") == sheet.name)
            .group_by("year", pl.col("iso3").alias("land"), maintain_order=True)
            .agg(pl.col("quantity").sum().alias("tonnes"))
        )
        basis = "production"
    else:
        flows = trade.world_exports.filter((pl.col("material") == material) & (pl.col("stage") == stage))
        table = flows.group_by("year", pl.col("exporter").cast(pl.String).alias("land"), maintain_order=True).agg(
            pl.col("tonnes").sum()
        )
        basis = "exports"
    table = table.filter((pl.col("year") <= situation.picture.year) & (pl.col("tonnes") > 0))
    recent = table.filter(pl.col("year") > situation.picture.year - 10)
    shown = (
        recent.group_by("land", maintain_order=True)
        .agg(pl.col("tonnes").sum())
        .sort("tonnes", "land", descending=[True, False])["land"][:6]
        .to_list()
    )
    merged = (
        table.with_columns(
            pl.when(pl.col("land").is_in(shown)).then(pl.col("land")).otherwise(pl.lit("other")).alias("land")
        )
        .group_by("year", "land", maintain_order=True)
        .agg(pl.col("tonnes").sum())
        .with_columns((pl.col("tonnes") / pl.col("tonnes").sum().over("year")).alias("share"))
    )
    order = {land: i for i, land in enumerate([*shown, "other"])}
    rows = sorted(merged.select("year", "land", "share").iter_rows(), key=lambda row: (row[0], order[row[1]]))
    return tuple((int(year), str(land), float(share)) for year, land, share in rows), basis


def factor_scores(page: MineralPage) -> dict[str, float | None]:
    """Return the five factor scores of a page."""
    best = page.score.governing
    return {factor: best.factors[factor] if best else None for factor in FACTORS}
