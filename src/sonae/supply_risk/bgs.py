"""British Geological Survey style risk index, partial: those of its indicators that the data can give.

The BGS risk list 2015 scores seven indicators 1 (low), 2 or 3 (high) and brings their mean to 10: production
concentration, reserve distribution, recycling rate, substitutability, governance of the top producer, governance of the
top reserve holder, and the companion fraction. Reserves and companion fractions are not in the data; the index is the
mean of the indicators that are, and says how many.
"""

from __future__ import annotations

from dataclasses import dataclass

from sonae.core import Reason
from sonae.data import Library
from sonae.supply_risk.eu_study import eu_assessments
from sonae.supply_risk.supply import FIRST_PRODUCTION_YEAR, MaterialSupply, SupplyPicture

__all__ = ["INDICATORS", "BgsIndex", "bgs"]

INDICATORS = ("production", "recycling", "substitutability", "governance")
"""Indicators that can be scored, of seven."""
ALL_INDICATORS = 7

_PRODUCTION = (1 / 3, 2 / 3)
"""Share of the top producer."""
_RECYCLING = (0.10, 0.30)
_SUBSTITUTION = (0.3, 0.7)
_GOVERNANCE = (0.33, 0.67)
"""Percentile rank of the top producer's mean governance among all countries."""


@dataclass(frozen=True, slots=True)
class BgsIndex:
    """The partial index of a material, 3.3 to 10, and the scores 1 to 3 it is the mean of."""

    material: str
    value: float | None
    scores: dict[str, int]
    flags: tuple[str, ...]


def bgs(library: Library, picture: SupplyPicture) -> list[BgsIndex]:
    """Compute the partial index of every material of a picture."""
    means = library.governance.five_year_mean(picture.year).sort("estimate")
    rank = {iso3: i / max(1, means.height - 1) for i, iso3 in enumerate(means["iso3"].to_list())}
    return [_index(item, picture.year, rank) for item in picture.materials.values()]


def _index(item: MaterialSupply, year: int, rank: dict[str, float]) -> BgsIndex:
    lines = item.governing_lines
    if year < FIRST_PRODUCTION_YEAR:
        return BgsIndex(
            item.material,
            None,
            {},
            (Reason("production_from", "world production is in the data from {year}", year=FIRST_PRODUCTION_YEAR),),
        )
    if not lines or not lines[0].world_shares:
        return BgsIndex(item.material, None, {}, (Reason("no_world", "world production cannot be seen in the data"),))
    world = lines[0].world_shares
    top = max(world, key=lambda land: world[land])
    scores = {"production": _high(world[top], _PRODUCTION)}
    # A country without governance data counts as the weakest.
    scores["governance"] = _low(rank.get(top, 0.0), _GOVERNANCE)
    study = eu_assessments().get(item.material)
    if study is not None and study.recycling_input is not None:
        scores["recycling"] = _low(study.recycling_input, _RECYCLING)
    if study is not None and study.substitution_supply is not None:
        scores["substitutability"] = _high(study.substitution_supply, _SUBSTITUTION)
    flags = (Reason("indicators", "{n} of {all} indicators", n=len(scores), all=ALL_INDICATORS),)
    return BgsIndex(item.material, sum(scores.values()) / len(scores) / 3 * 10, scores, flags)


def _high(value: float, marks: tuple[float, float]) -> int:
    """Score 3 when high."""
    return 1 + (value > marks[0]) + (value > marks[1])


def _low(value: float, marks: tuple[float, float]) -> int:
    """Score 3 when low."""
    return 3 - (value >= marks[0]) - (value >= marks[1])
