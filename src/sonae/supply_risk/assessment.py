"""One face for all methods: rows of mineral, stage, importer and year with score, rank, components and grounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sonae.compute import Progress, Silent
from sonae.core import Classification, Provenance, UnknownChoiceError
from sonae.data import Library, Mineral, country
from sonae.supply_risk.bgs import ALL_INDICATORS, bgs
from sonae.supply_risk.eu_crm import eu_crm
from sonae.supply_risk.exposure import Exposure
from sonae.supply_risk.factors import factors_of
from sonae.supply_risk.flows import ContainedTrade
from sonae.supply_risk.geopolrisk import CORRECTIONS, Variant, geopolrisk
from sonae.supply_risk.hazards import HazardModel, fit_hazards
from sonae.supply_risk.panel import METHOD_MATERIAL, METHODS, Correlation, MethodPanel, method_panel
from sonae.supply_risk.policy import FACTORS, Policy
from sonae.supply_risk.scoring import FactorScores, MineralScore, first_score_year, score_minerals, unscored
from sonae.supply_risk.supply import SupplyPicture, supply_picture

__all__ = ["Assessment", "MethodCorrelation", "RiskRow", "assess", "component_revisions"]

SHARE_COMPONENTS = ("import_hhi", "top_share", "concern_share", "self_supply", "growth")


@dataclass(frozen=True)
class RiskRow:
    """What a method says of a mineral for an importer and a year. ``status`` is «assessed» or «not_assessable»."""

    mineral: str
    stage: str | None
    importer: str
    year: int
    method: str
    status: str
    score: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    components: dict[str, Any]
    reasons: list[str]
    provenance: list[str]

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class MethodCorrelation(Correlation):
    """Rank correlation of two methods for an importer and a year."""

    importer: str
    year: int


@dataclass(frozen=True)
class Assessment:
    """Rows, the rank correlations where methods were compared, and the label of everything that was read."""

    rows: tuple[RiskRow, ...]
    correlations: tuple[MethodCorrelation, ...]
    classification: Classification
    policy_sha256: str
    provenance: Provenance = field(repr=False)


def assess(
    library: Library,
    policy: Policy,
    *,
    importers: Sequence[str] | None,
    years: Sequence[int],
    method: str = "five-factor",
    variant: Variant = "corrected",
    minerals: Sequence[Mineral] | None = None,
    as_of: dt.date | None = None,
    seed: int | None = None,
    bands: bool = True,
    progress: Progress | None = None,
) -> Assessment:
    """Assess minerals by a method.

    Args:
        library: the data.
        policy: parameters of the five factors and of the hazards.
        importers: alpha-3 codes or names; ``None`` for all (GeoPolRisk only).
        years: calendar years; a year before a method's first gives rows that are not assessable and say why.
        method: five-factor, geopolrisk, eu-crm, bgs or panel.
        variant: of GeoPolRisk.
        minerals: those to show; by default those designated on the reference date, for GeoPolRisk all of the method's
            materials. A mineral named before its designation is shown with its reason, its rank as if it were on the list.
        as_of: reference date of the hazards; the last day of each year by default.
        seed: of the bands.
        bands: draw the bands of ranks.
        progress: told of each year.

    Raises:
        UnknownChoiceError: for an unknown method, importer or year.

    """
    if method not in (*METHODS, "panel"):
        raise UnknownChoiceError("method", method, [*METHODS, "panel"])
    for year in years:
        library.check_year(year)
    label = policy.label_of(library.classification)
    if method == "geopolrisk":
        table = _geopolrisk_rows(library, importers, years, variant, minerals)
        return Assessment(tuple(table), (), label, policy.sha256, library.provenance)
    if importers is None:
        raise UnknownChoiceError(
            "importer", "ALL", ["JPN", "KOR", "DEU", "USA"], hint="only GeoPolRisk runs for all at once"
        )
    runner = _Runner(library, policy, method, variant, minerals, as_of, seed, bands)
    shown = progress or Silent()
    shown.stage("risk", len(importers) * len(years))
    rows: list[RiskRow] = []
    correlations: list[MethodCorrelation] = []
    for name in importers:
        for year in years:
            shown.check()
            more, found = runner.run(country(name).iso3, year)
            rows += more
            correlations += found
            shown.advance(1)
    return Assessment(tuple(rows), tuple(correlations), label, policy.sha256, library.provenance)


def component_revisions(
    current: Library,
    importer: str,
    year: int,
    policy: Policy,
    hazards: HazardModel,
    *,
    trade: ContainedTrade | None = None,
) -> Mapping[tuple[str, str], Mapping[str, float]]:
    """Return how far each share-based component of last year differs between the two data vintages, by line.

    This is the measurement error that revisions show; nothing when the previous vintage is not cached. ``trade``
    is the flows of the current one, where the caller has them.
    """
    trade = trade or ContainedTrade(current, policy)
    if trade.before is None or year - 1 not in trade.before.library.years:
        return {}
    out: dict[tuple[str, str], dict[str, float]] = {}
    measured = []
    for flows in (trade, trade.before):
        picture = supply_picture(flows.library, importer, year - 1, policy, trade=flows)
        lines = factors_of(flows.library, picture, hazards, policy)
        measured.append({(line.material, line.stage): line.components for line in lines})
    for line, components in measured[0].items():
        if line in measured[1]:
            out[line] = {name: components[name].value - measured[1][line][name].value for name in SHARE_COMPONENTS}
    return out


class _Runner:
    """Keeps what years share: flows and world shares."""

    def __init__(
        self,
        library: Library,
        policy: Policy,
        method: str,
        variant: Variant,
        minerals: Sequence[Mineral] | None,
        as_of: dt.date | None,
        seed: int | None,
        bands: bool,
    ) -> None:
        self.library, self.policy, self.method, self.variant = library, policy, method, variant
        self.minerals, self.as_of, self.seed, self.bands = minerals, as_of, seed, bands
        self.trade = ContainedTrade(library, policy)
        self.exposure = Exposure(library, self.trade)

    def run(self, importer: str, year: int) -> tuple[list[RiskRow], list[MethodCorrelation]]:
        """Assess the minerals designated on the day, and beside them those that were asked for too early.

        The designated are ranked among themselves, whatever else was asked for.
        """
        day = self.as_of or dt.date(year, 12, 31)
        listed = self.library.minerals.designated(day)
        early = {mineral.symbol: mineral for mineral in self.minerals or () if mineral not in listed}
        rows, correlations = self._run(importer, year, day, listed)
        if early:
            place = {symbol: i for i, symbol in enumerate(self.library.minerals.register)}
            both = sorted((*listed, *early.values()), key=lambda mineral: place[mineral.symbol])
            rows += [
                replace(row, reasons=[reason, *row.reasons])
                for row in self._run(importer, year, day, both)[0]
                if row.mineral in early and (reason := early[row.mineral].not_yet_designated(day))
            ]
            rows.sort(key=lambda row: place[row.mineral])
        return rows, [MethodCorrelation(**asdict(one), importer=importer, year=year) for one in correlations]

    def _run(
        self, importer: str, year: int, day: dt.date, minerals: Sequence[Mineral]
    ) -> tuple[list[RiskRow], list[Correlation]]:
        picture = supply_picture(self.library, importer, year, self.policy, minerals=minerals, trade=self.trade)
        if self.method == "five-factor" and year < first_score_year(self.library, self.policy):
            early = unscored(self.library, picture, self.policy)
            return [self._five_factor(picture, score) for score in early if self._wanted(score.mineral)], []
        hazards = fit_hazards(self.library, self.exposure, importer, max(day, dt.date(2000, 12, 31)), self.policy)
        if self.method == "eu-crm":
            return self._by_material(picture, _eu_items(self.library, picture, hazards, self.policy)), []
        if self.method == "bgs":
            return self._by_material(picture, _bgs_items(self.library, picture)), []
        revisions = (
            component_revisions(self.library, importer, year, self.policy, hazards, trade=self.trade)
            if self.bands
            else {}
        )
        scores = score_minerals(
            self.library, picture, hazards, self.policy, seed=self.seed, revisions=revisions, bands=self.bands
        )
        if self.method == "five-factor":
            return [self._five_factor(picture, score) for score in scores if self._wanted(score.mineral)], []
        panel = method_panel(self.library, picture, hazards, self.policy, scores, variant=self.variant)
        rows = [self._panel(picture, panel, score) for score in scores if self._wanted(score.mineral)]
        return rows, list(panel.correlations)

    def _wanted(self, mineral: Mineral) -> bool:
        return self.minerals is None or any(one.symbol == mineral.symbol for one in self.minerals)

    def _five_factor(self, picture: SupplyPicture, score: MineralScore) -> RiskRow:
        best = score.governing
        return RiskRow(
            score.mineral.symbol, best.line.stage if best else None, picture.importer, picture.year, "five-factor",
            score.status, best.score if best else None, score.rank, score.rank_low, score.rank_high,
            five_factor_components(best, score, self.policy) if best else {}, list(score.reasons),
            self.library.provenance.labels(),
        )  # fmt: skip

    def _panel(self, picture: SupplyPicture, panel: MethodPanel, score: MineralScore) -> RiskRow:
        methods = panel.of(score.mineral.symbol)
        row = self._five_factor(picture, score)
        return replace(
            row,
            method="panel",
            components={
                name: {"value": value.value, "rank": value.rank, "reasons": list(value.reasons)}
                for name, value in methods.items()
            },
        )

    def _by_material(
        self,
        picture: SupplyPicture,
        items: Mapping[str, tuple[str, float | None, dict[str, Any], tuple[str, ...]]],
    ) -> list[RiskRow]:
        rows = []
        for mineral in picture.minerals:
            mine = [items[name] for name in mineral.materials if name in items]
            known = [item for item in mine if item[1] is not None]
            stage, value, components, _ = max(known, key=lambda item: item[1] or 0.0) if known else (None, None, {}, ())
            reasons = list(dict.fromkeys(flag for item in mine for flag in item[3]))
            rows.append(
                RiskRow(
                    mineral.symbol, stage, picture.importer, picture.year, self.method,
                    "assessed" if known else "not_assessable", value, None, None, None, components, reasons,
                    self.library.provenance.labels(),
                )
            )  # fmt: skip
        wanted = {mineral.symbol for mineral in picture.minerals if self._wanted(mineral)}
        return [row for row in _rank(rows) if row.mineral in wanted]


def five_factor_components(best: FactorScores, score: MineralScore, policy: Policy) -> dict[str, Any]:
    """Return factors and components of a score as plain data."""
    out: dict[str, Any] = {
        "score_of_known": best.score_of_known,
        "score_low": score.score_low,
        "score_high": score.score_high,
        "top_supplier": best.line.top_supplier,
        "material": best.line.material,
    }
    for factor in FACTORS:
        out[factor] = {
            "score": best.factors[factor],
            "components": {
                name: {
                    "value": part.value, "score": best.components[name], "missing": part.missing, "note": part.note,
                    "best": part.best, "worst": part.worst,
                }
                for name, part in best.line.components.items()
                if policy.score.components[name].factor == factor
            },
        }  # fmt: skip
    return out


def _eu_items(
    library: Library, picture: SupplyPicture, hazards: HazardModel, policy: Policy
) -> dict[str, tuple[str, float | None, dict[str, Any], tuple[str, ...]]]:
    return {
        item.material: (
            item.stage, item.value,
            {
                "hhi_global": item.hhi_global, "hhi_sourcing": item.hhi_sourcing, "import_reliance": item.import_reliance,
                "eol_rir": item.recycling, "si": item.substitution,
            },
            item.flags,
        )
        for item in eu_crm(library, picture, hazards, policy)
    }  # fmt: skip


def _bgs_items(
    library: Library, picture: SupplyPicture
) -> dict[str, tuple[str, float | None, dict[str, Any], tuple[str, ...]]]:
    stage = {name: item.main_stage for name, item in picture.materials.items()}
    return {
        item.material: (
            stage[item.material], item.value,
            {**item.scores, "indicators": len(item.scores), "of": ALL_INDICATORS}, item.flags,
        )
        for item in bgs(library, picture)
    }  # fmt: skip


def _geopolrisk_rows(
    library: Library,
    importers: Sequence[str] | None,
    years: Sequence[int],
    variant: Variant,
    minerals: Sequence[Mineral] | None,
) -> list[RiskRow]:
    codes = [country(name).iso3 for name in importers] if importers is not None else None
    table = geopolrisk(library, years=years, importers=codes, variant=variant)
    symbol_of = {
        method: mineral.symbol
        for mineral in library.minerals.register.values()
        for material in mineral.materials
        if (method := METHOD_MATERIAL.get(material))
    }
    provenance = library.provenance.labels()
    notes = [f"{name}: {text}" for name, text in CORRECTIONS.items()] if variant == "corrected" else []
    wanted = {mineral.symbol for mineral in minerals} if minerals is not None else None
    groups: dict[tuple[str, int], list[RiskRow]] = {}
    for row in table.iter_rows(named=True):
        symbol = symbol_of.get(row["material"], row["symbol"])
        figures = ("hhi", "import_risk", "price_kusd_t", "characterisation_factor", "imports_t")
        groups.setdefault((row["importer"], row["year"]), []).append(
            RiskRow(
                symbol, None, row["importer"], row["year"], f"geopolrisk:{variant}", row["status"], row["score"], None, None,
                None, {"material": row["material"], **{name: row[name] for name in figures}, "corrections": notes},
                [row["reason"]] if row["reason"] else [], provenance,
            )
        )  # fmt: skip
    rows = [row for group in groups.values() for row in _rank(group)]
    return [row for row in rows if wanted is None or row.mineral in wanted]


def _rank(rows: Sequence[RiskRow]) -> list[RiskRow]:
    """Rank assessed rows, 1 = highest; ties go by name."""
    order = sorted((row for row in rows if row.score is not None), key=lambda row: (-(row.score or 0.0), row.mineral))
    rank = {id(row): i + 1 for i, row in enumerate(order)}
    return [replace(row, rank=rank.get(id(row))) for row in rows]
