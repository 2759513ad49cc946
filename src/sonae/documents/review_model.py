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
from sonae.documents.review_stock import StockMissing, StockPart, StockSizes, stock_part
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
    BacktestResult,
    FlowNote,
    Forecast,
    LineSupply,
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
_USUAL = StockSizes()


@dataclass(frozen=True, slots=True)
class Supplier:
    """A country in a line: its shares, its governance, and how often it is expected to cut supply."""

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
    suppliers_by_line: Mapping[str, tuple[Supplier, ...]]
    """All suppliers above the least share, of every line by its name; those that weigh most first."""
    series: tuple[tuple[int, str, float], ...]
    """(year, country or «other», share) of the line of ``series_line``."""
    series_basis: str
    """«imports», «imports_other» (of another line than the governing one), «production» or «exports»."""
    series_line: str
    acts: tuple[Act, ...]
    act_count: int
    sensitivities: tuple[Sensitivity, ...]
    flows: tuple[tuple[str, FlowNote], ...]
    """(material, note) of every import flow whose tonnes were corrected or are doubtful, most tonnes first."""
    notes: tuple[str, ...]
    """Reasons, the most important first: the first line of the page."""
    consumption_t: float | None
    consumption_basis: str
    imports_t: float | None
    growth: float | None

    @property
    def assessed(self) -> bool:
        """True when there are days and a score."""
        return self.days.status == "assessed"

    @property
    def suppliers(self) -> tuple[Supplier, ...]:
        """The largest suppliers of the governing line."""
        return self.suppliers_by_line.get(self.days.governing or "", ())[:_SUPPLIERS]


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
    stock: StockPart | StockMissing | None = field(repr=False, default=None)
    """Shortage with and without the proposed days; why it cannot be told; none where it was not asked for."""

    @property
    def acts_left_out(self) -> int:
        """Acts of the log that began after the reference date: a later date would move the days."""
        return sum(act.start > self.as_of for act in self.situation.library.acts.acts)

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
    stock: StockSizes | None = _USUAL,
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
        stock: how finely the stock part is computed; none leaves it out.

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
    held = None if stock is None else stock_part(situation, days, sizes=stock, executor=runner, progress=shown)
    label = days.classification
    if isinstance(held, StockPart):
        label = Classification.join([label, held.classification])
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
        label,
        pages,
        panel,
        days,
        tuple(tested),
        tuple(forecasts),
        compared,
        _provenance(library, compared),
        situation,
        held,
    )


def _provenance(library: Library, compared: bool) -> Provenance:
    """Everything the review was made from: with a comparison the previous vintage too."""
    before = library.before.pack_sources if compared and library.before is not None else ()
    return Provenance.of(*library.provenance.sources, *before)


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
    series, basis, series_line = _series(situation, proposal)
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
        _suppliers(situation, mineral),
        series,
        basis,
        series_line,
        tuple(sorted(acts, key=lambda act: act.start, reverse=True)[:_ACTS]),
        len(acts),
        tuple(moved),
        _flows(situation, mineral),
        tuple(notes),
        main.consumption.amount,
        main.consumption_basis,
        main.imports_t if main.main_observed else None,
        main.growth_five_years.amount,
    )


def _governing_line(situation: Situation, proposal: DaysProposal) -> LineSupply | None:
    of = next((line for line in proposal.lines if line.line == proposal.governing), None)
    if of is None:
        return None
    return next(line for line in situation.picture.materials[of.material].lines if line.stage == of.stage)


def _suppliers(situation: Situation, mineral: Mineral) -> dict[str, tuple[Supplier, ...]]:
    hazards, picture = situation.hazards, situation.picture
    governance = {
        iso3: (estimate, error)
        for iso3, estimate, error in situation.library.governance.five_year_mean(situation.as_of.year).iter_rows()
    }
    least = situation.policy.shares.place_minimum
    rates: dict[str, float] = {}
    out = {}
    for line in (line for item in picture.materials_of(mineral) for line in item.lines):
        weights = {
            land: (1 - line.kappa) * line.import_shares.get(land, 0.0) + line.kappa * line.world_shares.get(land, 0.0)
            for land in {*line.import_shares, *line.world_shares}
            if max(line.import_shares.get(land, 0.0), line.world_shares.get(land, 0.0)) >= least
        }
        found = []
        for land in sorted(weights, key=lambda land: (-weights[land], land)):
            if land not in rates:
                rates[land] = float(
                    expected_loss(mineral.symbol, picture, hazards, {land: 1.0}, situation.policy)[0][0]
                )
            estimate, error = governance.get(land, (None, None))
            record = sum(act.place == land and mineral.symbol in act.minerals for act in hazards.acts)
            found.append(
                Supplier(
                    countries()[land], line.import_shares.get(land, 0.0) if line.observed else None,
                    line.world_shares.get(land, 0.0) if line.world_shares else None, estimate, error,
                    record, rates[land],
                )
            )  # fmt: skip
        out[line.name] = tuple(found)
    return out


def _flows(situation: Situation, mineral: Mineral) -> tuple[tuple[str, FlowNote], ...]:
    """All import flows of a mineral that were corrected or are doubtful, by the tonnes that were at stake."""
    notes = [(item.material, note) for item in situation.picture.materials_of(mineral) for note in item.flows]
    return tuple(
        sorted(
            notes,
            key=lambda pair: (
                -max(pair[1].recorded_t or 0.0, pair[1].used_t), pair[1].year, pair[1].code, pair[1].exporter,
            ),
        )
    )  # fmt: skip


def _series(situation: Situation, proposal: DaysProposal) -> tuple[tuple[tuple[int, str, float], ...], str, str]:
    """Shares by year, what they are shares of, and of which line.

    Imports of the governing line; where they cannot be seen, those of the material's line with the most imports; only
    where none is seen, world production or else world exports.
    """
    line = _governing_line(situation, proposal)
    if line is None:
        return (), "", ""
    trade = situation.exposure.trade
    basis = "imports"
    if not line.observed:
        seen = [other for other in situation.picture.materials[line.material].lines if other.observed]
        if seen:
            line, basis = max(seen, key=lambda other: other.imports_t), "imports_other"
    material, stage = line.material, line.stage
    if line.observed:
        flows = trade.imports(situation.picture.importer).filter(
            (pl.col("material") == material) & (pl.col("stage") == stage)
        )
        table = flows.group_by("year", pl.col("exporter").cast(pl.String).alias("land"), maintain_order=True).agg(
            pl.col("tonnes").sum()
        )
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
    return tuple((int(year), str(land), float(share)) for year, land, share in rows), basis, line.name
