"""EU method for critical raw materials 2023: supply risk by stage.

``SR = [HHI_GS · IR/2 + HHI_EU · (1 − IR/2)] · (1 − EoL-RIR) · SI``, ``HHI = Σ s² · WGI · t`` with WGI on 0 (strong) to 10
(weak) and t the trade variable (European Commission, 10.2873/769526 and 10.2873/725585). Where one of the two supplies
is not known the other stands alone.

On the data pack the importer takes the EU's place: GS is world production (five-year mean), «EU» its own imports, t is 1
except where the log holds an export restriction in force, a missing substitution index is 1 and flagged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sonae.core import InputError, Reason
from sonae.data import Column, Library, TableShape, read_table
from sonae.supply_risk.eu_study import eu_assessments
from sonae.supply_risk.hazards import HazardModel
from sonae.supply_risk.policy import Policy
from sonae.supply_risk.supply import FIRST_PRODUCTION_YEAR, NO_IMPORTS, MaterialSupply, SupplyPicture

__all__ = ["TRADE_VARIABLE", "SupplyRisk", "eu_crm", "eu_crm_table", "supply_risk", "weighted_hhi"]

TRADE_VARIABLE = {
    "export_duty": 1.1,
    "export_quota": 1.1,
    "export_licence": 1.1,
    "export_halt": 1.5,
    "export_ban": 1.5,
}
"""t by instrument: the EU guidelines go from 1.1 for mild restrictions to 1.5 for a prohibition; the reading is ours."""

_LEAST_SUM, _MOST_SUM = 0.05, 1.02

_SUPPLY_SHAPE = TableShape(
    (
        Column("material"),
        Column("stage"),
        Column("scope", choices=("GS", "EU")),
        Column("country"),
        Column("share", "share"),
        Column("wgi", "number", minimum=0, maximum=10),
        Column("t", "number", minimum=0.5, maximum=2.0),
        Column("ir", "share", required=False),
        Column("eol_rir", "share", required=False),
        Column("si", "share", required=False),
    ),
    key=("material", "stage", "scope", "country"),
)


@dataclass(frozen=True, slots=True)
class SupplyRisk:
    """Supply risk of a material at a stage, with its parts; a missing supply leaves its HHI empty."""

    material: str
    stage: str
    value: float | None
    hhi_global: float | None
    hhi_sourcing: float | None
    import_reliance: float | None
    recycling: float
    substitution: float
    flags: tuple[str, ...]


def weighted_hhi(shares: Mapping[str, float], wgi: Mapping[str, float], t: Mapping[str, float]) -> float:
    """Return ``Σ s² · WGI · t``; WGI on 0 to 10, t 1 where a country is not named."""
    return sum(share**2 * wgi[land] * t.get(land, 1.0) for land, share in shares.items())


def supply_risk(
    hhi_global: float | None, hhi_sourcing: float | None, reliance: float | None, recycling: float, substitution: float
) -> float | None:
    """Return SR; with one supply unknown the other stands alone, with both unknown there is none.

    A missing import reliance leaves the global supply alone, as in the study's «GS only».
    """
    if hhi_global is None and hhi_sourcing is None:
        return None
    if hhi_sourcing is None or (reliance is None and hhi_global is not None):
        mixed = hhi_global
    elif hhi_global is None or reliance is None:
        mixed = hhi_sourcing
    else:
        mixed = hhi_global * reliance / 2 + hhi_sourcing * (1 - reliance / 2)
    return mixed * (1 - recycling) * substitution if mixed is not None else None


def eu_crm(library: Library, picture: SupplyPicture, hazards: HazardModel, policy: Policy) -> list[SupplyRisk]:
    """Compute supply risk on the data pack for the lines that may govern.

    Rows before production data begin, and materials without any supply, have no value and say why.
    """
    wgi_mean = library.governance.five_year_mean(picture.year)
    wgi = {iso3: (2.5 - estimate) * 2 for iso3, estimate in wgi_mean.select("iso3", "estimate").iter_rows()}
    restricted: dict[str, dict[str, float]] = {}
    for act in hazards.acts:
        if act.instrument in TRADE_VARIABLE and act.in_force(hazards.as_of):
            for symbol in act.minerals:
                table = restricted.setdefault(symbol, {})
                table[act.place] = max(table.get(act.place, 1.0), TRADE_VARIABLE[act.instrument])
    return [
        _material_risk(item, picture.year, wgi, restricted.get(item.symbol, {})) for item in picture.materials.values()
    ]


def _material_risk(item: MaterialSupply, year: int, wgi: Mapping[str, float], t: Mapping[str, float]) -> SupplyRisk:
    flags: list[str] = []
    study = eu_assessments().get(item.material)
    recycling = study.recycling_input if study and study.recycling_input is not None else 0.0
    substitution = study.substitution_supply if study and study.substitution_supply is not None else None
    if substitution is None:
        substitution = 1.0
        flags.append(Reason("no_si", "no substitution index: taken as 1"))
    if year < FIRST_PRODUCTION_YEAR:
        flags.append(
            Reason("production_from", "world production is in the data from {year}", year=FIRST_PRODUCTION_YEAR)
        )
        return SupplyRisk(item.material, item.main_stage, None, None, None, None, recycling, substitution, tuple(flags))
    lines = item.governing_lines
    if not lines:
        flags.append(
            NO_IMPORTS
            if item.main_observed and not item.imports_t
            else Reason("nothing_seen", "neither imports nor world production can be seen in the data")
        )
        return SupplyRisk(item.material, item.main_stage, None, None, None, None, recycling, substitution, tuple(flags))
    line = max(lines, key=lambda one: one.imports_t)
    hhi_global = _hhi(line.world_shares, wgi, t, flags) if line.world_shares else None
    hhi_sourcing = _hhi(line.import_shares, wgi, t, flags) if line.import_shares else None
    reliance = None
    if item.consumption.has_value:
        net = item.imports_t - item.exports_t
        supply = item.own_production_t.or_else(0.0) + net
        reliance = min(1.0, max(0.0, net / supply)) if supply > 0 else 0.0
    if hhi_sourcing is None:
        flags.append(Reason("global_alone", "imports of the main form cannot be seen: global supply alone"))
    value = supply_risk(hhi_global, hhi_sourcing, reliance, recycling, substitution)
    return SupplyRisk(
        item.material, line.stage, value, hhi_global, hhi_sourcing, reliance, recycling, substitution, tuple(flags)
    )


def _hhi(shares: Mapping[str, float], wgi: Mapping[str, float], t: Mapping[str, float], flags: list[str]) -> float:
    """HHI with countries without governance data at 10, the weakest: missing never lowers risk."""
    unknown = [land for land in shares if land not in wgi]
    if sum(shares[land] for land in unknown) > 0.01:
        flags.append(Reason("weakest", "no governance data, taken as weakest: {lands}", lands=", ".join(unknown)))
    return weighted_hhi(shares, {**dict.fromkeys(unknown, 10.0), **wgi}, t)


def eu_crm_table(path: Path) -> list[SupplyRisk]:
    """Compute supply risk from a table: material, stage, scope (GS | EU), country, share, wgi, t, ir, eol_rir, si.

    ``ir``, ``eol_rir`` and ``si`` belong to the material and stage and may stand in any of its rows. Shares of a scope
    sum to about 1; tables may leave small suppliers out, so that less than 1 passes and more than 1.02 is refused.

    Raises:
        InputError: naming file, row and field.

    """
    table = read_table(path, _SUPPLY_SHAPE)
    out = []
    for (material, stage), rows in table.group_by("material", "stage", maintain_order=True):
        hhi: dict[str, float | None] = {"GS": None, "EU": None}
        for scope in ("GS", "EU"):
            part = rows.filter(pl.col("scope") == scope)
            if not part.height:
                continue
            total = float(part["share"].sum())
            if not _LEAST_SUM <= total <= _MOST_SUM:
                raise InputError(
                    f"shares of {material}, stage {stage}, scope {scope} sum to {total:.3f}",
                    file=path.name, field="share", expected="a sum of about 1",
                )  # fmt: skip
            hhi[scope] = float((part["share"] ** 2 * part["wgi"] * part["t"]).sum())
        single = {name: _one(rows, name, path.name, f"{material}, stage {stage}") for name in ("ir", "eol_rir", "si")}
        flags = [] if single["si"] is not None else [Reason("no_si", "no substitution index: taken as 1")]
        recycling = single["eol_rir"] or 0.0
        substitution = 1.0 if single["si"] is None else single["si"]
        value = supply_risk(hhi["GS"], hhi["EU"], single["ir"], recycling, substitution)
        out.append(
            SupplyRisk(
                str(material),
                str(stage),
                value,
                hhi["GS"],
                hhi["EU"],
                single["ir"],
                recycling,
                substitution,
                tuple(flags),
            )
        )
    return out


def _one(rows: pl.DataFrame, name: str, file: str, where: str) -> float | None:
    values = rows[name].drop_nulls().unique().to_list()
    if len(values) > 1:
        raise InputError(f"{where} has {len(values)} different values", file=file, field=name, expected="one a stage")
    return values[0] if values else None
