"""From the review to what a plan holds: consumption, price, market and target of every mineral, gaps filled in sight.

Where the data cannot show a figure, something stands in for it and says so; a plan file may state the figure itself.
Missing is not zero: a mineral whose consumption or price nothing can stand in for is left out with its reason.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, replace

import polars as pl

from sonae.core import Classification, InputError, Provenance, UnknownChoiceError
from sonae.data import country
from sonae.stockpile.plan.file import MineralEntry, PlanFile
from sonae.stockpile.simulation import StockMaterial, StockModel, StockRule
from sonae.stockpile.target_days import DaysReview, Line, Situation
from sonae.supply_risk import ContainedTrade

__all__ = ["LeftOut", "PlanCase", "PlannedMineral", "plan_case"]

_PRICE_YEARS = 3


@dataclass(frozen=True, slots=True)
class PlannedMineral:
    """A mineral of the plan: what is held, its rule and its target."""

    material: StockMaterial
    rule: StockRule
    name_en: str
    name_ja: str
    target_basis: str
    """«stated» by the plan, or «proposal» of METHOD §5."""
    by: int
    """Month of the plan (from 0) by which the target is to be reached."""
    required: bool
    lot_t: float
    """Least size of a tender, t; 0 where a step of the grid decides."""
    area_m2_a_t: float

    @property
    def symbol(self) -> str:
        """Symbol of the mineral."""
        return self.material.symbol


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A mineral that the plan cannot hold, and why."""

    symbol: str
    reason: str


@dataclass(frozen=True)
class PlanCase:
    """A plan file on real data, ready to be solved."""

    file: PlanFile
    minerals: tuple[PlannedMineral, ...]
    left_out: tuple[LeftOut, ...]
    model: StockModel
    classification: Classification
    provenance: Provenance

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols in the order of all arrays by mineral."""
        return tuple(item.symbol for item in self.minerals)


def plan_case(file: PlanFile, situation: Situation, days: DaysReview) -> PlanCase:
    """Lay a plan file over a situation and its proposed days.

    Args:
        file: the plan.
        situation: supply, hazards and model of the plan's importer and data year.
        days: proposed days of the same situation; they set the governing line, and the target where the plan has none.

    Raises:
        UnknownChoiceError: for a mineral that does not exist.
        InputError: for one that cannot be assessed but is asked for, or a target below the minimum stock.

    """
    known = [mineral.symbol for mineral in situation.picture.minerals]
    for symbol in [*(file.only or []), *file.minerals]:
        if symbol not in known:
            raise UnknownChoiceError(f"mineral in {file.file or 'the plan'}", symbol, known)
    if file.months > situation.policy.days.horizon_months:
        raise InputError(
            f"{file.fiscal_years} fiscal years are longer than the events are simulated",
            file=file.file,
            field="fiscal_years",
            expected=f"{situation.policy.days.horizon_months // 12} or fewer, or a policy with a longer horizon",
        )
    figures = _Figures(situation, file)
    minerals: list[PlannedMineral] = []
    lines: list[Line] = []
    left: list[LeftOut] = []
    for proposal in days.minerals:
        if file.only is not None and proposal.symbol not in file.only:
            continue
        if proposal.governing is None or proposal.proposal is None:
            if file.only is not None:
                raise InputError(f"{proposal.symbol} cannot be assessed", file=file.file, field="only")
            left.append(LeftOut(proposal.symbol, str(proposal.reasons[0])))
            continue
        line = next(line for line in situation.model.lines if line.name == proposal.governing)
        entry = file.entry(proposal.symbol)
        made = figures.material(proposal.symbol, line, entry)
        if isinstance(made, str):
            left.append(LeftOut(proposal.symbol, made))
            continue
        lines.append(line)
        minerals.append(_planned(file, situation, made, entry, float(proposal.proposal)))
    if not minerals:
        raise InputError("the plan holds no mineral that can be planned", file=file.file, field="only")
    held = sum(item.rule.start_t * item.area_m2_a_t for item in minerals)
    if file.floor_space_m2 is not None and held > file.floor_space_m2:
        raise InputError(
            "the stock at the start needs more floor space than there is",
            file=file.file,
            field="floor_space_m2",
            expected="room for what is held, or a smaller area_m2_a_t",
        )
    return _case(file, situation, minerals, left, lines)


def _case(
    file: PlanFile, situation: Situation, minerals: list[PlannedMineral], left: list[LeftOut], lines: list[Line]
) -> PlanCase:
    label = Classification.join([situation.classification, file.label])
    label = Classification.PUBLIC if label is Classification.PUBLIC else Classification.SECRET
    whole = situation.model
    rows = [whole.lines.index(line) for line in lines]
    shortage = replace(whole, lines=tuple(lines), variants=(tuple(whole.variants[0][i] for i in rows),))
    settings = file.settings
    model = StockModel(
        shortage,
        tuple(item.material for item in minerals),
        tuple(item.rule for item in minerals),
        settings.impact_steps(),
        settings.stock_processes(),
        settings.stock_costs(),
        file.months,
        tuple(budget * 1e6 for budget in file.budgets_million_yen),
        label,
    )
    return PlanCase(file, tuple(minerals), tuple(left), model, label, situation.library.provenance)


def _planned(
    file: PlanFile, situation: Situation, material: StockMaterial, entry: MineralEntry, proposal: float
) -> PlannedMineral:
    rules, day = file.settings.rules, material.consumption_t_a_day

    def said(name: str) -> float:
        own = getattr(entry, name)
        return float(getattr(rules, name) if own is None else own)

    target = proposal if entry.target_days is None else entry.target_days
    minimum = said("minimum_days")
    if target < minimum:
        raise InputError(
            f"the target of {target:g} days lies below the minimum stock",
            file=file.file,
            field=f"minerals.{material.symbol}.target_days",
            expected=f"{minimum:g} days or more",
        )
    start = entry.start_t if entry.start_t is not None else said("start_days") * day
    rule = StockRule(
        start_t=start,
        target_days=target,
        minimum_days=minimum,
        tight_floor_days=said("tight_floor_days"),
        release_cap_share=said("release_cap_share"),
        purchase_cap_t=float("inf") if entry.purchase_cap_t is None else entry.purchase_cap_t,
        no_repurchase_months=int(said("no_repurchase_months")),
        shelf_life_months=int(said("shelf_life_months")),
        private_days=said("private_days"),
        joint_days=said("joint_days"),
        other_refill_months=rules.other_refill_months,
    )
    mineral = next(one for one in situation.picture.minerals if one.symbol == material.symbol)
    return PlannedMineral(
        material,
        rule,
        mineral.name_en,
        mineral.name_ja,
        "proposal" if entry.target_days is None else "stated",
        file.months - 1 if entry.by is None else file.month_index(entry.by),
        bool(entry.required),
        entry.minimum_lot_t or 0.0,
        said("area_m2_a_t"),
    )


class _Figures:
    """Consumption, price and market of lines, with what stands in for a figure that the data lack."""

    def __init__(self, situation: Situation, file: PlanFile) -> None:
        self.situation, self.file = situation, file
        self.importer = country(file.importer).iso3
        self.yen = file.settings.money.yen_per_usd
        self.prices = _unit_values(situation, self.importer)
        shares = [
            item.consumption.value / line.world_t
            for item in situation.picture.materials.values()
            if item.consumption.has_value and item.consumption_basis.code != "consumption_imports"
            for line in item.lines
            if line.main and line.world_t > 0
        ]
        self.usual_share = statistics.median(shares) if shares else None

    def material(self, symbol: str, line: Line, entry: MineralEntry) -> StockMaterial | str:
        """Return what is held of a line, or why it cannot be planned."""
        consumption = self._consumption(line, entry)
        if consumption is None:
            return "nothing stands in for its consumption: neither imports nor world production can be seen"
        price = self._price(line, entry)
        if price is None:
            return "no price: no trade of any form is recorded; state price_yen_a_t"
        market = entry.market_t_a_year or max(line.supply.world_t, consumption[0])
        return StockMaterial(
            symbol, line.name, consumption[0] / 365.0, consumption[1], line.growth.or_else(0.0), price[0], price[1],
            entry.price_yen_a_t is None, market / 12.0,
        )  # fmt: skip

    def _consumption(self, line: Line, entry: MineralEntry) -> tuple[float, str] | None:
        if entry.consumption_t_a_year is not None:
            return entry.consumption_t_a_year, "stated in the plan"
        item = self.situation.picture.materials[line.supply.material]
        if item.consumption.has_value and item.consumption.value > 0:
            return item.consumption.value, str(item.consumption_basis)
        net = item.imports_t - item.exports_t
        seen = net if net > 0 else item.imports_t
        usual = line.supply.world_t * (self.usual_share or 0.0)
        if max(seen, usual) <= 0:
            return None
        if seen >= usual:
            words = "net imports" if net > 0 else "imports"
            return seen, f"stand-in: {words} of the forms that can be seen"
        share = f"{self.usual_share:.1%} of world production"
        return usual, f"stand-in: {share}, the importer's median share of the other minerals"

    def _price(self, line: Line, entry: MineralEntry) -> tuple[float, str] | None:
        if entry.price_yen_a_t is not None:
            return entry.price_yen_a_t, "stated in the plan"
        material, stage = line.supply.material, line.supply.stage
        for key, words in (
            ((material, stage, self.importer), f"unit value of imports, {stage}"),
            ((material, stage, ""), f"unit value of world trade, {stage}"),
            ((material, "", self.importer), "unit value of imports, another stage"),
            ((material, "", ""), "unit value of world trade, another stage"),
            ((material, "basket", ""), "unit value of a code that holds other goods too"),
        ):
            usd = self.prices.get(key)
            if usd is not None:
                return usd * 1000.0 * self.yen, f"{words}, mean of {_PRICE_YEARS} years (stand-in for a quotation)"
        settings = self.file.settings
        usd = getattr(settings.prices_usd_a_kg, material, None)
        if usd is None:
            return None
        return usd * 1000.0 * self.yen, f"settings: {settings.sources[f'prices_usd_a_kg.{material}']}"


def _unit_values(situation: Situation, importer: str) -> dict[tuple[str, str, str], float]:
    """Return thousand US dollars a t of element by (material, stage, importer); '' stands for any stage, for the world."""
    trade = situation.exposure.trade
    last = situation.picture.year
    flows = trade.flows.filter(
        (pl.col("year") > last - _PRICE_YEARS)
        & (pl.col("year") <= last)
        & (pl.col("tonnes") > 0)
        & (pl.col("value_kusd") > 0)
    )
    out: dict[tuple[str, str, str], float] = {}
    for keys, mine in (
        (["material", "stage"], True),
        (["material"], True),
        (["material", "stage"], False),
        (["material"], False),
    ):
        table = flows.filter(pl.col("importer").cast(pl.String) == importer) if mine else flows
        sums = table.group_by(keys, maintain_order=True).agg(pl.col("tonnes").sum(), pl.col("value_kusd").sum())
        for row in sums.with_columns(pl.col(keys[-1]).cast(pl.String)).iter_rows(named=True):
            key = (row["material"], row.get("stage", "") if "stage" in keys else "", importer if mine else "")
            out[key] = row["value_kusd"] / row["tonnes"]
    return out | _basket_values(situation, trade, last)


def _basket_values(situation: Situation, trade: ContainedTrade, last: int) -> dict[tuple[str, str, str], float]:
    """Unit values of codes that hold other goods too, by the content of the element: a wide stand-in, flagged as such."""
    baskets = [form for form in situation.library.minerals.forms if form.basket]
    codes = sorted({form.code for form in baskets})
    sums = (
        situation.library.trade.filter(
            pl.col("code").is_in(codes)
            & (pl.col("year") > last - _PRICE_YEARS)
            & (pl.col("year") <= last)
            & (pl.col("quantity_t") > 0)
        )
        .group_by("code", maintain_order=True)
        .agg(pl.col("quantity_t").sum(), pl.col("value_kusd").sum())
    )
    unit = {row["code"]: row["value_kusd"] / row["quantity_t"] for row in sums.iter_rows(named=True)}
    out: dict[tuple[str, str, str], float] = {}
    by_material: dict[str, list[float]] = {}
    for form in baskets:
        if form.code in unit and form.content > 0.5:
            by_material.setdefault(form.material, []).append(unit[form.code] / form.content)
    for material, values in by_material.items():
        out[material, "basket", ""] = statistics.median(values)
    return out
