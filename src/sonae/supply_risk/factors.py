"""The five factors of the basic policy 2(2), measured: every component with its value, its doubt and its grounds.

① dependence on specific countries, ② likelihood of disruption, ③ self-sufficiency, ④ demand, ⑤ others (importance,
substitutability). Where the imports of the main form cannot be seen, dependence is read from world production and its
doubt reaches up to a single supplier of concern. What nothing can stand in for takes the riskiest of the policy's
anchors: missing never counts as safe.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sonae.core import Reason
from sonae.data import CAUSES, Library
from sonae.supply_risk.agency_figures import equity_shares, latest_figure
from sonae.supply_risk.eu_study import eu_assessments
from sonae.supply_risk.hazards import HazardDraw, HazardModel
from sonae.supply_risk.policy import Policy
from sonae.supply_risk.supply import LineSupply, MaterialSupply, SupplyPicture

__all__ = ["ComponentValue", "LineFactors", "StackedDraws", "expected_loss", "factors_of"]

F64 = npt.NDArray[np.float64]

_YEAR_DAYS = 365.0
_CONCERN_CAUSES = ("policy", "conflict")


@dataclass(frozen=True, slots=True)
class ComponentValue:
    """A component of a factor. ``deviation`` is the standard deviation of its measurement.

    A missing component lies anywhere between ``best`` and ``worst``. Its value is the world channel's where that can
    stand in for it, else the worst.
    """

    name: str
    value: float
    deviation: float = 0.0
    missing: bool = False
    best: float | None = None
    worst: float | None = None
    note: str = ""


@dataclass(frozen=True)
class LineFactors:
    """All components of a line (material and stage) that may govern its mineral."""

    symbol: str
    material: str
    stage: str
    components: Mapping[str, ComponentValue]
    weights: Mapping[str, float] = field(repr=False)
    """Share of each country in what reaches the importer, (1 − κ) s + κ w."""
    top_supplier: str = ""


def factors_of(
    library: Library,
    picture: SupplyPicture,
    hazards: HazardModel,
    policy: Policy,
    *,
    lines: Sequence[LineSupply] | None = None,
) -> list[LineFactors]:
    """Measure the five factors of every line that may govern, or of the given lines.

    Args:
        library: governance and the agency's tables.
        picture: supply of the importer and year.
        hazards: rates as known on the reference date.
        policy: anchors; a missing component takes the riskiest.
        lines: lines to measure.

    """
    chosen = (
        lines if lines is not None else [line for item in picture.materials.values() for line in item.governing_lines]
    )
    concern = _countries_of_concern(hazards, policy)
    governance = {
        iso3: (estimate, error)
        for iso3, estimate, error in library.governance.five_year_mean(hazards.as_of.year).iter_rows()
    }
    worst_quarter = float(np.quantile([g for g, _ in governance.values()], policy.hazard.unknown_governance_quantile))
    out = []
    for line in chosen:
        item = picture.materials[line.material]
        weights = _weights(line)
        components = [
            *_dependence(line, concern, policy),
            *_disruption(line, item, picture, hazards, weights, governance, worst_quarter, policy),
            _self_sufficiency(library, item, line, picture.year, policy),
            _demand(item, policy),
            *_others(library, item, policy),
        ]
        top = max(
            line.import_shares or line.world_shares, key=lambda land: (line.import_shares or line.world_shares)[land]
        )
        out.append(
            LineFactors(item.symbol, item.material, line.stage, {part.name: part for part in components}, weights, top)
        )
    return out


def _missing(name: str, policy: Policy, note: str) -> ComponentValue:
    """A component that nothing stands in for: the riskiest anchor, and doubt over the whole range."""
    anchor = policy.score.components[name]
    return ComponentValue(name, anchor.high, 0.0, True, anchor.low, anchor.high, note)


def _through_world(name: str, value: float, policy: Policy, note: str) -> ComponentValue:
    """A component read from the world channel: half as much at best, one supplier of concern at worst."""
    return ComponentValue(name, value, 0.0, True, value / 2, policy.score.components[name].high, note)


def _weights(line: LineSupply) -> dict[str, float]:
    lands = sorted({*line.import_shares, *line.world_shares})
    return {
        land: (1 - line.kappa) * line.import_shares.get(land, 0.0) + line.kappa * line.world_shares.get(land, 0.0)
        for land in lands
    }


def _countries_of_concern(hazards: HazardModel, policy: Policy) -> set[str]:
    """Countries that began an act of policy or conflict, binding the importer, within the policy's years."""
    years = policy.score.concern_years
    since = dt.date(hazards.as_of.year - years, hazards.as_of.month, min(hazards.as_of.day, 28))
    return {act.place for act in hazards.acts if act.cause in _CONCERN_CAUSES and act.start > since}


def _dependence(line: LineSupply, concern: set[str], policy: Policy) -> list[ComponentValue]:
    note: str
    if not line.observed:
        note = Reason(
            "dependence_through_world", "imports of the main form cannot be seen: shares of world production instead"
        )
        world = line.world_shares
        return [
            _through_world("import_hhi", sum(s * s for s in world.values()), policy, note),
            _through_world("top_share", max(world.values(), default=1.0), policy, note),
            _through_world("concern_share", sum(s for c, s in world.items() if c in concern), policy, note),
        ]
    shares = line.import_shares
    hub = line.hub_share
    note = Reason("hubs", "{share:.0%} of imports are passed on by hubs", share=hub) if hub > 0.01 else ""
    # What hubs pass on comes from elsewhere: the doubt is the distance to the world's own concentration.
    world_hhi = sum(s * s for s in line.world_shares.values())
    own_hhi = sum(s * s for s in shares.values())
    return [
        ComponentValue("import_hhi", own_hhi, hub * abs(world_hhi - own_hhi), note=note),
        ComponentValue("top_share", max(shares.values())),
        ComponentValue("concern_share", sum(s for c, s in shares.items() if c in concern)),
    ]


def _disruption(
    line: LineSupply,
    item: MaterialSupply,
    picture: SupplyPicture,
    hazards: HazardModel,
    weights: Mapping[str, float],
    governance: Mapping[str, tuple[float, float]],
    worst_quarter: float,
    policy: Policy,
) -> list[ComponentValue]:
    rate, loss = (float(value[0]) for value in expected_loss(item.symbol, picture, hazards, weights, policy))
    known = {land: weight for land, weight in weights.items() if land in governance}
    unknown = sum(weights.values()) - sum(known.values())
    total = sum(weights.values())
    mean = (sum(w * governance[c][0] for c, w in known.items()) + unknown * worst_quarter) / total
    error = float(np.sqrt(sum((w * governance[c][1]) ** 2 for c, w in known.items()))) / total
    text = "{share:.0%} of supply comes from countries without governance data"
    note = Reason("no_governance", text, share=unknown / total) if unknown / total > 0.005 else ""
    return [
        ComponentValue("loss_days", loss),
        ComponentValue("act_rate", rate),
        ComponentValue("governance", mean, error, note=note),
    ]


def expected_loss(
    symbol: str,
    picture: SupplyPicture,
    hazards: HazardModel,
    weights: Mapping[str, float],
    policy: Policy,
    draws: StackedDraws | None = None,
) -> tuple[F64, F64]:
    """Return the expected acts a year and days of supply cut a year, both weighted with the share that is struck.

    Nothing is softened, and an act counts for its mean length within the policy's horizon.

    Args:
        symbol: the mineral.
        picture: for the size of each country in it.
        hazards: for the places and the measures in force.
        weights: share of each country in what reaches the importer.
        policy: classes of share and horizon.
        draws: parameter sets; the posterior mean alone by default. One value a draw comes out.

    """
    many = draws or StackedDraws.of([hazards.mean])
    edges = np.asarray(policy.shares.classes)
    lands = [land for land, weight in weights.items() if weight > 0 and land in hazards.lands]
    weight = np.asarray([weights[land] for land in lands])
    rows = [hazards.lands.index(land) for land in lands]
    share = np.asarray([picture.pair_shares.get((symbol, land), 0.0) for land in lands])
    hit = many.hits[:, :, np.searchsorted(edges, share, side="right")].transpose(0, 2, 1).copy()
    k = CAUSES.index("policy")
    under = np.asarray([(symbol, land) in hazards.under_measure for land in lands], dtype=bool)
    hit[:, under, k] = np.minimum(1.0, hit[:, under, k] * many.escalation[:, None])
    often = many.rates[:, rows] * hit
    lengths = np.minimum(many.durations[:, : len(CAUSES)], policy.days.horizon_months)
    severity = lengths * many.depths[:, : len(CAUSES)] * policy.days.days_per_month
    acts = np.einsum("dlk,l->d", often, weight)
    days = np.einsum("dlk,l,dk->d", often, weight, severity)
    return acts, days


@dataclass(frozen=True)
class StackedDraws:
    """Parameter sets side by side, the draw being the first axis."""

    rates: F64
    hits: F64
    escalation: F64
    durations: F64
    depths: F64

    @classmethod
    def of(cls, draws: Sequence[HazardDraw]) -> StackedDraws:
        """Stack parameter sets."""
        return cls(
            np.stack([draw.rates for draw in draws]),
            np.stack([draw.hits for draw in draws]),
            np.asarray([draw.escalation for draw in draws]),
            np.stack([draw.durations for draw in draws]),
            np.stack([draw.depths for draw in draws]),
        )


def _self_sufficiency(
    library: Library, item: MaterialSupply, line: LineSupply, year: int, policy: Policy
) -> ComponentValue:
    """Share of need met by equity-owned imports of the line, domestic recycling and domestic output.

    Where imports of the line cannot be seen, what is owned of them cannot be weighed and counts as 0.
    """
    names = (item.material, item.symbol)
    study = eu_assessments().get(item.material)
    own = 0.0
    if item.consumption.has_value and item.consumption.value > 0:
        own = min(1.0, item.own_production_t.or_else(0.0) / item.consumption.value)
    equity, recycling = 0.0, 0.0
    known = []
    if (mine := equity_shares(library, names, year)) is not None:
        equity = sum(share * mine.get(land, 0.0) for land, share in line.import_shares.items())
        known.append("equity")
    if (row := latest_figure(library, "recycling", names, year=year)) is not None:
        recycling = row["rate"]
        known.append("recycling")
    value = min(1.0, own + recycling + equity * (1.0 - recycling))
    best = value
    if "equity" not in known:
        best += policy.softening.equity_unknown_high
    if "recycling" not in known and study is not None and study.recycling_input is not None:
        best += study.recycling_input
    if len(known) == 2:
        return ComponentValue("self_supply", value)
    lacking = " and ".join(part for part in ("equity", "recycling") if part not in known)
    return ComponentValue(
        "self_supply",
        value,
        0.0,
        True,
        min(1.0, best),
        value,
        Reason("not_given", "{lacking} not given: counted as 0", lacking=lacking),
    )


def _demand(item: MaterialSupply, policy: Policy) -> ComponentValue:
    if not item.growth_five_years.has_value:
        return _missing("growth", policy, item.growth_five_years.reason)
    note: str = ""
    if len(item.lines) > 1 and item.growth_five_years.value < 0:
        note = Reason("stage_move", "a fall may be a move to another stage: read the stages together")
    return ComponentValue("growth", item.growth_five_years.value, note=note)


def _others(library: Library, item: MaterialSupply, policy: Policy) -> list[ComponentValue]:
    study = eu_assessments().get(item.material)
    index = study.substitution_supply if study else None
    importance = study.economic_importance if study else None
    note: str = Reason("eu_study", "EU study 2023") if study else ""
    if (row := latest_figure(library, "substitution", (item.material, item.symbol))) is not None:
        index, note = row["index"], Reason("agency_table", "the agency's table")
        importance = row["importance"] if row["importance"] is not None else importance
    return [
        ComponentValue("substitution", index, note=note)
        if index is not None
        else _missing(
            "substitution", policy, Reason("no_substitution", "no substitution index: taken as not replaceable")
        ),
        ComponentValue("importance", importance, note=note)
        if importance is not None
        else _missing("importance", policy, Reason("no_importance", "no figure of importance")),
    ]
