"""The method panel: the five-factor score beside GeoPolRisk, the EU method and a partial BGS index, with ranks.

Methods disagree a lot (EU 2023 against BGS 2015: Spearman 0.66 over 36 materials), so that no bare score is shown alone.
A mineral of several materials takes its worst; ranks run over the minerals that all compared methods assess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sonae.core import Reason
from sonae.data import Library, Mineral
from sonae.supply_risk.bgs import BgsIndex, bgs
from sonae.supply_risk.eu_crm import SupplyRisk, eu_crm
from sonae.supply_risk.geopolrisk import Variant, geopolrisk
from sonae.supply_risk.hazards import HazardModel
from sonae.supply_risk.policy import Policy
from sonae.supply_risk.scoring import MineralScore
from sonae.supply_risk.supply import SupplyPicture

__all__ = [
    "METHODS",
    "METHOD_MATERIAL",
    "Correlation",
    "MethodPanel",
    "MethodValue",
    "kendall",
    "method_panel",
    "spearman",
]

METHODS = ("five-factor", "geopolrisk", "eu-crm", "bgs")

METHOD_MATERIAL = {
    "Cr": "Chromite", "C": "Graphite", "Mg": "Magnesite", "P": "Phosphate", "REE": "Rare earth", "F": "Fluorspar",
    "Ba": "Baryte", "Ti": "Titanium", "Zr": "Zirconium", "Li": "Lithium", "Be": "Beryllium", "B": "Boron",
    "V": "Vanadium", "Mn": "Manganese", "Co": "Cobalt", "Ni": "Nickel", "Ge": "Germanium", "Se": "Selenium",
    "Nb": "Niobium", "Mo": "Molybdenum", "Pt": "Platinum", "Pd": "Palladium", "Rh": "Rhodium", "Sb": "Antimony",
    "Te": "Tellurium", "Ta": "Tantalum", "W": "Tungsten", "Bi": "Bismuth",
}  # fmt: skip
"""Material of GeoPolRisk by ours."""


@dataclass(frozen=True, slots=True)
class MethodValue:
    """What a method says of a mineral: value and rank (1 = riskiest), or why it says nothing."""

    symbol: str
    method: str
    value: float | None
    rank: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correlation:
    """Rank correlation of two methods over the minerals both assess."""

    first: str
    second: str
    minerals: int
    spearman: float | None
    kendall: float | None


@dataclass(frozen=True)
class MethodPanel:
    """All methods side by side."""

    importer: str
    year: int
    values: tuple[MethodValue, ...]
    correlations: tuple[Correlation, ...]

    def of(self, symbol: str) -> dict[str, MethodValue]:
        """Return the methods' values of a mineral."""
        return {value.method: value for value in self.values if value.symbol == symbol}


def method_panel(
    library: Library,
    picture: SupplyPicture,
    hazards: HazardModel,
    policy: Policy,
    scores: Sequence[MineralScore],
    *,
    variant: Variant = "corrected",
) -> MethodPanel:
    """Put the methods side by side for the minerals of a picture.

    Args:
        library: the data.
        picture: supply of the importer and year.
        hazards: for export restrictions in force.
        policy: as for the scores.
        scores: the five-factor scores of the same picture.
        variant: of GeoPolRisk.

    """
    minerals = picture.minerals
    raw: dict[str, dict[str, tuple[float | None, tuple[str, ...]]]] = {
        "five-factor": {s.mineral.symbol: (s.governing.score if s.governing else None, s.reasons) for s in scores},
        "geopolrisk": _geopolrisk(library, picture, variant),
        "eu-crm": _worst(minerals, {item.material: item for item in eu_crm(library, picture, hazards, policy)}),
        "bgs": _worst(minerals, {item.material: item for item in bgs(library, picture)}),
    }
    values = []
    for method in METHODS:
        known = {symbol: value for symbol, (value, _) in raw[method].items() if value is not None}
        order = sorted(known, key=lambda symbol: (-known[symbol], symbol))
        rank = {symbol: i + 1 for i, symbol in enumerate(order)}
        values += [
            MethodValue(
                mineral.symbol,
                method,
                raw[method][mineral.symbol][0],
                rank.get(mineral.symbol),
                raw[method][mineral.symbol][1],
            )
            for mineral in minerals
        ]
    correlations = []
    for i, first in enumerate(METHODS):
        for second in METHODS[i + 1 :]:
            pairs = [(raw[first][m.symbol][0], raw[second][m.symbol][0]) for m in minerals]
            both = [(a, b) for a, b in pairs if a is not None and b is not None]
            x, y = [a for a, _ in both], [b for _, b in both]
            correlations.append(Correlation(first, second, len(both), spearman(x, y), kendall(x, y)))
    return MethodPanel(picture.importer, picture.year, tuple(values), tuple(correlations))


def _geopolrisk(
    library: Library, picture: SupplyPicture, variant: Variant
) -> dict[str, tuple[float | None, tuple[str, ...]]]:
    table = geopolrisk(library, years=[picture.year], importers=[picture.importer], variant=variant)
    rows = {row["material"]: row for row in table.iter_rows(named=True)}
    out: dict[str, tuple[float | None, tuple[str, ...]]] = {}
    for mineral in picture.minerals:
        found = [rows[name] for material in mineral.materials if (name := METHOD_MATERIAL.get(material)) in rows]
        values = [row["score"] for row in found if row["status"] == "assessed"]
        reasons = (
            tuple(
                dict.fromkeys(
                    Reason("method_unassessed", "{text}", text=row["reason"]) for row in found if row["reason"]
                )
            )
            if found
            else (Reason("no_method_code", "the method has no trade code for it"),)
        )
        out[mineral.symbol] = (max(values) if values else None, reasons if not values else ())
    return out


def _worst(
    minerals: Sequence[Mineral], items: Mapping[str, SupplyRisk] | Mapping[str, BgsIndex]
) -> dict[str, tuple[float | None, tuple[str, ...]]]:
    out: dict[str, tuple[float | None, tuple[str, ...]]] = {}
    for mineral in minerals:
        mine = [items[name] for name in mineral.materials if name in items]
        values = [item.value for item in mine if item.value is not None]
        flags = tuple(dict.fromkeys(flag for item in mine for flag in item.flags))
        out[mineral.symbol] = (max(values) if values else None, flags)
    return out


def spearman(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation (mean ranks for ties), none for fewer than three pairs or no variation."""
    if len(x) < 3 or len(set(x)) < 2 or len(set(y)) < 2:
        return None
    from scipy.stats import spearmanr

    return float(spearmanr(x, y).statistic)


def kendall(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Return Kendall's τ_b, none for fewer than three pairs or no variation."""
    if len(x) < 3 or len(set(x)) < 2 or len(set(y)) < 2:
        return None
    from scipy.stats import kendalltau

    return float(kendalltau(x, y).statistic)
