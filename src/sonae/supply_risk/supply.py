"""Who supplies what: import shares, world shares, the weight of the world channel, consumption and growth.

METHOD §2 and §4. A *line* is a material at a stage. Its shortage reaches an importer through two channels: its own
imports (shares s) and the world market (shares w), mixed by κ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from sonae.core import Figure, Reason, UnknownChoiceError
from sonae.data import Library, Mineral, country
from sonae.supply_risk.agency_figures import latest_figure
from sonae.supply_risk.flows import DEAR, IMPUTED, OVERSTATED, ContainedTrade, YearlySums
from sonae.supply_risk.policy import Policy

__all__ = ["FlowNote", "LineSupply", "MaterialSupply", "SupplyPicture", "supply_picture", "unseen_reason"]

FIRST_PRODUCTION_YEAR = 2018


@dataclass(frozen=True, slots=True)
class FlowNote:
    """A flow whose tonnes were not used as recorded, or were although its unit value is doubtful."""

    code: int
    year: int
    exporter: str
    recorded_t: float | None
    used_t: float
    unit_ratio: float | None
    kind: str
    """«imputed» (no tonnes) and «overstated» (unit value too low): tonnes from the value; «dear»: used as recorded."""
    share_recorded: float
    """Of the importer's recorded tonnes of the code and year."""


@dataclass(frozen=True, slots=True)
class LineSupply:
    """A material at a stage: shares sum to 1 over the suppliers; ``imports_t`` is t of element a year, five-year mean."""

    material: str
    stage: str
    observed: bool
    main: bool
    missing_codes: tuple[int, ...]
    imports_t: float
    import_shares: Mapping[str, float]
    world_shares: Mapping[str, float]
    world_basis: str
    hub_share: float
    kappa: float
    import_part: float
    """Share of the material's contained imports that enters at this stage."""
    may_govern: bool
    world_t: float = 0.0
    """What the world shares are shares of: t of element a year."""

    @property
    def name(self) -> str:
        """«W metal», «Ga metal»."""
        return f"{self.material} {self.stage}"


@dataclass(frozen=True, slots=True)
class MaterialSupply:
    """A material as a whole; figures in t of element a year."""

    symbol: str
    material: str
    lines: tuple[LineSupply, ...]
    main_stage: str
    main_observed: bool
    consumption: Figure
    consumption_basis: Reason
    """How the reference consumption was found, or why it was not."""
    own_production_t: Figure
    imports_t: float
    exports_t: float
    growth_five_years: Figure
    """Change of the five-year mean of imports against the one five years earlier, a fraction."""
    growth_a_year: Figure
    flows: tuple[FlowNote, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def assessable(self) -> bool:
        """True when there are world or import shares to work with."""
        return any(line.world_shares or line.import_shares for line in self.lines)

    @property
    def governing_lines(self) -> tuple[LineSupply, ...]:
        """The lines that may govern: with the main form unseen only the world-channel line of the main stage."""
        return tuple(line for line in self.lines if line.may_govern)


@dataclass(frozen=True)
class SupplyPicture:
    """All materials of the designated minerals for an importer and a year."""

    importer: str
    year: int
    first_year: int
    minerals: tuple[Mineral, ...]
    materials: Mapping[str, MaterialSupply]
    pair_shares: Mapping[tuple[str, str], float] = field(repr=False)
    """Largest world share of a country in a mineral over its stages, by (symbol, alpha-3)."""
    all_symbols: tuple[str, ...] = ()
    """Symbols of the whole register; random hits are numbered by them, whatever is asked for."""

    def lines(self) -> list[LineSupply]:
        """Return all lines with data, by material."""
        return [
            line for item in self.materials.values() for line in item.lines if line.world_shares or line.import_shares
        ]

    def materials_of(self, mineral: Mineral) -> list[MaterialSupply]:
        """Return the materials of a mineral."""
        return [self.materials[name] for name in mineral.materials]


def supply_picture(
    library: Library,
    importer: str,
    year: int,
    policy: Policy,
    *,
    minerals: Sequence[Mineral] | None = None,
    trade: ContainedTrade | None = None,
) -> SupplyPicture:
    """Draw the supply of an importer in the five years that end with ``year``.

    Args:
        library: the data.
        importer: alpha-3 code.
        year: last year of the window.
        policy: window, shares and unit-value test.
        minerals: those to look at; all 35 by default.
        trade: flows in contained metal, to share between years.

    Raises:
        UnknownChoiceError: when the importer or the year is not in the data.

    """
    trade = trade or ContainedTrade(library, policy)
    importer = country(importer).iso3
    library.check_year(year)
    if importer not in trade.importers:
        raise UnknownChoiceError("importer", importer, sorted(trade.importers), hint="countries with recorded imports")
    chosen = tuple(minerals) if minerals is not None else tuple(library.minerals.register.values())
    drawing = _Drawing(library, trade, policy, importer, year)
    materials = {name: drawing.material(mineral, name) for mineral in chosen for name in mineral.materials}
    pairs = {
        (mineral.symbol, land): share for mineral in chosen for land, share in drawing.pair_shares(mineral).items()
    }
    return SupplyPicture(importer, year, drawing.first, chosen, materials, pairs, tuple(library.minerals.register))


class _Drawing:
    """The tables of one importer and window, cut once."""

    def __init__(self, library: Library, trade: ContainedTrade, policy: Policy, importer: str, year: int) -> None:
        self.library, self.trade, self.policy, self.importer, self.year = library, trade, policy, importer, year
        self.span = policy.window.years
        self.first = max(year - self.span + 1, library.years[0])
        self.years = year - self.first + 1
        self.import_table = self._table(trade.imports_by_land(importer))
        self.world_table = self._table(trade.world_exports_by_land)
        self.exports = {
            material: tonnes
            for (material,), tonnes in trade.exports_by_material(importer).mean(self.first, year).items()
        }
        self.yearly = trade.imports_by_material_and_year(importer)
        self.codes = {code for code, when in trade.codes_by_year if self.first <= when <= year}
        self.sheet_table = self._sheets()
        self.notes: dict[str, list[FlowNote]] = {}
        for material, note in trade.kept(("notes", importer), lambda: _notes(library, trade.imports(importer))):
            if self.first <= note.year <= year:
                self.notes.setdefault(material, []).append(note)

    def _table(self, sums: YearlySums) -> dict[tuple[str, str], dict[str, float]]:
        """Mean tonnes a year by (material, stage) and country."""
        out: dict[tuple[str, str], dict[str, float]] = {}
        for (material, stage, land), tonnes in sums.mean(self.first, self.year).items():
            out.setdefault((material, stage), {})[land] = tonnes
        return out

    def _sheets(self) -> dict[str, dict[str, float]]:
        """Mean production in t of element a year by material and country, over the years of the window that are there."""
        if self.year < FIRST_PRODUCTION_YEAR:
            return {}
        window = self.library.production.filter(
            pl.col("year").is_between(max(self.first, FIRST_PRODUCTION_YEAR), self.year)
        )
        years = window["year"].n_unique()
        if not years:
            return {}
        sums = (
            window.group_by("sheet", "iso3", maintain_order=True)
            .agg(pl.col("quantity").sum() / years)
            .sort("sheet", "iso3")
        )
        by_sheet: dict[str, dict[str, float]] = {}
        for sheet, land, quantity in sums.iter_rows():
            if quantity > 0:
                by_sheet.setdefault(sheet, {})[land] = quantity
        return {
            material: {land: q * sheet.unit_to_tonnes * sheet.content for land, q in by_sheet[sheet.name].items()}
            for material, sheet in self.library.minerals.sheets.items()
            if sheet.name in by_sheet
        }

    def material(self, mineral: Mineral, material: str) -> MaterialSupply:
        register = self.library.minerals
        forms = [form for form in register.forms_of(material) if form.code in self.codes]
        main = register.main_stage(material)
        main_codes = [
            form.code for form in register.forms if form.material == material and form.main_form and not form.basket
        ]
        missing = tuple(code for code in main_codes if code not in self.codes)
        main_observed = any(form.main_form for form in forms)
        stages = sorted({form.stage for form in forms} | {main}, key=lambda stage: (stage != main, stage))
        total = sum(sum(self.import_table.get((material, stage), {}).values()) for stage in stages)
        lines = tuple(
            self._line(
                material, stage, stage == main, stage in {form.stage for form in forms}, main_observed, missing, total
            )
            for stage in stages
        )
        production = self.sheet_table.get(material)
        own = (
            Figure.of(production.get(self.importer, 0.0))
            if production
            else Figure.missing("no production sheet in the data")
        )
        consumption, basis = self._consumption(mineral, material, total, own, main_observed)
        growth, a_year = self._growth(material, main_observed)
        return MaterialSupply(
            mineral.symbol, material, lines, main, main_observed, consumption, basis, own, total,
            self.exports.get(material, 0.0), growth, a_year, tuple(self.notes.get(material, ())),
            self._reasons(mineral, material, main_observed, missing, total),
        )  # fmt: skip

    def _line(
        self,
        material: str,
        stage: str,
        is_main: bool,
        seen: bool,
        main_observed: bool,
        missing: tuple[int, ...],
        total: float,
    ) -> LineSupply:
        mine = self.import_table.get((material, stage), {})
        imports = sum(mine.values())
        observed = seen and (main_observed or not is_main) and imports > 0
        world, basis = self._world(material, stage)
        hub = self._hub_share(material, stage, mine) if observed else 0.0
        kappa = max(self.policy.shares.kappa_floor, hub) if observed else 1.0
        part = imports / total if total > 0 else 0.0
        may_govern = (
            observed and part >= self.policy.shares.govern_minimum if main_observed else is_main and bool(world)
        )
        return LineSupply(
            material, stage, observed, is_main, missing if is_main else (), imports,
            _shares(mine) if observed else {}, _shares(world), basis, hub, kappa, part, may_govern, sum(world.values()),
        )  # fmt: skip

    def _world(self, material: str, stage: str) -> tuple[dict[str, float], str]:
        sheet = self.library.minerals.sheets.get(material)
        production = self.sheet_table.get(material)
        if sheet is not None and production:
            return production, f"production of {sheet.name} ({sheet.stage}, {sheet.link} link)"
        exports = self.world_table.get((material, stage), {})
        return exports, "world exports of the stage" if exports else "none"

    def _hub_share(self, material: str, stage: str, mine: dict[str, float]) -> float:
        """Share of imports that was passed on by countries which export more of the stage than they produce.

        Of each such country only the excess counts, 1 − production / exports: South Africa exports a tenth more platinum
        than it mines and is no hub for the rest, Finland exports ten times its cobalt and is one.
        """
        production = self.sheet_table.get(material)
        if not production or not mine:
            return 0.0
        exports = self.world_table.get((material, stage), {})
        passed_on = sum(
            tonnes * max(0.0, 1.0 - production.get(land, 0.0) / exports[land])
            for land, tonnes in mine.items()
            if land in exports
        )
        return passed_on / sum(mine.values())

    def pair_shares(self, mineral: Mineral) -> dict[str, float]:
        largest: dict[str, float] = {}
        for material in mineral.materials:
            tables = [self.sheet_table.get(material, {})]
            tables += [table for (name, _), table in self.world_table.items() if name == material]
            for table in tables:
                for land, share in _shares(table).items():
                    largest[land] = max(largest.get(land, 0.0), share)
        return largest

    def _consumption(
        self, mineral: Mineral, material: str, imports: float, own: Figure, main_observed: bool
    ) -> tuple[Figure, Reason]:
        said = latest_figure(self.library, "consumption", (material, mineral.symbol), year=self.year)
        if said is not None:
            basis = Reason("consumption_agency", "the agency's figure for {year}", year=said["year"])
            return Figure.of(float(said["tonnes"])), basis
        if not main_observed:
            basis = Reason("consumption_unseen", "not observed: the main form is not in the trade data")
            return Figure.missing("the main form is not in the trade data"), basis
        apparent = own.or_else(0.0) + imports - self.exports.get(material, 0.0)
        if apparent > 0:
            text = "production + imports − exports, five-year mean"
            return Figure.of(apparent), Reason("consumption_apparent", text)
        if not imports:
            return Figure.of(imports), Reason("consumption_no_imports", "no imports recorded in the window")
        text = "imports: exports are larger than imports and production"
        return Figure.of(imports), Reason("consumption_imports", text)

    def _growth(self, material: str, main_observed: bool) -> tuple[Figure, Figure]:
        if not main_observed:
            reason = Reason("growth_unseen", "imports of the main form cannot be seen")
            return Figure.missing(reason), Figure.missing(reason)
        before = range(self.year - 2 * self.span + 1, self.year - self.span + 1)
        if before[0] < self.library.years[0]:
            reason = Reason("growth_needs_years", "the comparison needs {years} years of imports", years=2 * self.span)
            return Figure.missing(reason), Figure.missing(reason)
        old = sum(self.yearly.get((material, when), 0.0) for when in before)
        new = sum(self.yearly.get((material, when), 0.0) for when in range(self.year - self.span + 1, self.year + 1))
        if old <= 0 or new <= 0:
            reason = Reason("growth_empty_window", "no imports in one of the two five-year windows")
            return Figure.missing(reason), Figure.missing(reason)
        clip = self.policy.window.growth_clip
        return Figure.of(new / old - 1), Figure.of(min(clip, max(-clip, (new / old) ** (1 / self.span) - 1)))

    def _reasons(
        self, mineral: Mineral, material: str, main_observed: bool, missing: tuple[int, ...], imports: float
    ) -> tuple[str, ...]:
        reasons: list[str] = []
        if not main_observed:
            codes = ", ".join(str(code) for code in missing)
            if codes:
                text = "direct channel not observed: main form ({codes}) is not in the trade data"
                reasons.append(Reason("main_unseen", text, codes=codes))
            else:
                text = "direct channel not observed: the main form has no trade code of its own"
                reasons.append(Reason("main_has_no_code", text))
        elif missing:
            text = "main form partly in the trade data; not there: {codes}"
            reasons.append(Reason("main_partly_seen", text, codes=", ".join(str(code) for code in missing)))
        if main_observed and not imports:
            text = "no imports of {material} recorded {first}–{last}, though the main form is in the trade data"
            reasons.append(Reason("no_imports_of", text, material=material, first=self.first, last=self.year))
        sheet = self.library.minerals.sheets.get(material)
        if sheet is not None and self.year < FIRST_PRODUCTION_YEAR:
            text = "world production is in the data from {year}; before, exports stand for it"
            reasons.append(Reason("no_production_yet", text, year=FIRST_PRODUCTION_YEAR))
        if sheet is not None and material in self.sheet_table:
            if sheet.link == "upstream":
                text = "world shares are of {sheet} ({stage}), upstream of the main form"
                reasons.append(Reason("world_upstream", text, sheet=sheet.name, stage=sheet.stage))
            elif sheet.link == "other":
                text = "world shares are of {sheet}, another chain of the element, for want of a better one"
                reasons.append(Reason("world_other_chain", text, sheet=sheet.name))
        if mineral.unseen and not main_observed:
            reasons.append(unseen_reason(mineral))
        return tuple(reasons)


_KINDS = {IMPUTED: "imputed", OVERSTATED: "overstated", DEAR: "dear"}


def _notes(library: Library, imports: pl.DataFrame) -> list[tuple[str, FlowNote]]:
    """Flows of an importer whose tonnes were replaced or are doubtful, with their material, of all years."""
    marked = imports.filter(pl.col("mark").is_in(list(_KINDS)))
    recorded = {
        (material, code, when): total or 0.0
        for material, code, when, total in imports.group_by("material", "code", "year", maintain_order=True)
        .agg(pl.col("recorded_t").sum())
        .iter_rows()
    }
    content = {(form.material, form.code): form.content for form in library.minerals.forms}
    notes = []
    for row in marked.sort("material", "code", "year", "exporter").iter_rows(named=True):
        key = row["material"], row["code"]
        whole = recorded[*key, row["year"]]
        note = FlowNote(
            row["code"], row["year"], row["exporter"], row["recorded_t"], row["tonnes"] / content[key],
            row["unit_ratio"], _KINDS[row["mark"]],
            (row["recorded_t"] or 0.0) / whole if whole else 0.0,
        )  # fmt: skip
        notes.append((row["material"], note))
    return notes


NO_IMPORTS = Reason("no_imports", "no imports of a usable form are recorded in the window, so that no stage can govern")


def unseen_reason(mineral: Mineral) -> Reason:
    """Return why a mineral has no line to go by: what the default data cannot show of it, or that nothing is imported."""
    if not mineral.unseen:
        return NO_IMPORTS
    return Reason("unseen", "{en}", en=mineral.unseen, ja=mineral.unseen_ja)


def _shares(table: Mapping[str, float]) -> dict[str, float]:
    total = sum(table.values())
    return {land: tonnes / total for land, tonnes in sorted(table.items())} if total > 0 else {}
