"""Equity volumes of the agency's projects by fiscal year, out of the evaluation of a portfolio.

The equity volume of a Japanese company is what a project produces times the company's share in it. What the agency holds of that
is shown beside. A calendar year falls on fiscal years by its months, as the agency's view of a project has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sonae.core import Classification, FiscalYear, InputError
from sonae.policy.indicators import Indicator

if TYPE_CHECKING:
    from sonae.portfolio.cases import PortfolioEvaluation, ProjectEvaluation

__all__ = ["PortfolioVolumes", "ProjectVolume", "portfolio_volumes"]

_NOT_COUNTED = {
    "exploration": (
        "探鉱中で、発見に至るかは決まっていない",
        "in exploration: whether there will be a discovery is open",
    ),
    "terminated": ("終結しており、以後の生産を示す資料がない", "terminated: nothing says what is produced since"),
}
_TOO_LATE = (
    "生産中だが、基準年の生産量の記載がない",
    "in production, and its file does not reach back to the year of the last actual",
)


@dataclass(frozen=True, slots=True)
class ProjectVolume:
    """A project's equity volume by fiscal year, in the unit of the indicator.

    Attributes:
        project: id.
        ja: name in Japanese.
        en: name in English.
        stage: how far it is.
        first_year: first fiscal year that its file tells of.
        fictional: whether it is made up.
        by_year: volume of the Japanese company.
        agency: the agency's part of it, while it holds shares.

    """

    project: str
    ja: str
    en: str
    stage: str
    first_year: int
    fictional: bool
    by_year: Mapping[int, Fraction]
    agency: Mapping[int, Fraction]

    def left_out(self, base: int) -> tuple[str, str] | None:
        """Say in Japanese and English why it does not count towards a target, seen from the year of the last actual.

        A project that is being abandoned counts: what it produced in that year is lost. One in production of which that year is not
        stated does not: its volume of that year is missing, not 0.
        """
        if self.stage == "production" and self.first_year > base:
            return _TOO_LATE
        return _NOT_COUNTED.get(self.stage)


@dataclass(frozen=True, slots=True)
class PortfolioVolumes:
    """The volumes of all projects that bear on an indicator."""

    indicator: str
    unit: str
    projects: tuple[ProjectVolume, ...]
    classification: Classification

    def counted(self, base: int) -> Mapping[str, Mapping[int, Fraction]]:
        """Return the volumes of the projects that count, by id and fiscal year; ``base`` is the year of the last actual."""
        return {one.project: one.by_year for one in self.projects if one.left_out(base) is None}


def portfolio_volumes(evaluation: PortfolioEvaluation, one: Indicator) -> PortfolioVolumes:
    """Return the equity volumes of a portfolio that bear on an indicator.

    Args:
        evaluation: the portfolio under its condition set.
        one: an indicator with a unit of volume.

    Raises:
        InputError: when projects do not bear on the indicator, or a product is counted in a unit that is not its own.

    """
    if one.volume is None:
        raise InputError(f"projects do not bear on {one.id}", expected="an indicator of equity volumes")
    found = [
        _volume(project, one.volume.unit)
        for _, project in sorted(evaluation.projects.items())
        if project.project.case.commodity in one.volume.commodities
    ]
    label = Classification.join([evaluation.facts.classification])
    return PortfolioVolumes(one.id, one.volume.unit, tuple(found), label)


def _volume(found: ProjectEvaluation, unit: str) -> ProjectVolume:
    case = found.project.case
    stage = case.stage if found.project.live else "terminated"
    share = Fraction(found.project.support.investee.share)
    months = _months_by_fiscal_year(found)
    whole: dict[int, Fraction] = {}
    for name, product in case.products.items():
        factor = _factor(found, name, product.unit, unit)
        if factor is None:
            continue
        for period, volume in enumerate(found.ledger.line(f"volume_{name}").tolist()):
            _spread(whole, Fraction(repr(volume)) * factor * share, months[period])
    agency: dict[int, Fraction] = {}
    # The portfolio brings the engine of economics with it: only who asks for volumes waits for that.
    from sonae.portfolio.cases import held_volumes

    if found.project.live:
        for held in held_volumes(found):
            each = _factor(found, held.product, case.products[held.product].unit, unit)
            if each is not None:
                volume, _, held_part, *shares = held.factors
                amount = Fraction(repr(volume)) * each * Fraction(repr(held_part))
                for part in shares:
                    amount *= Fraction(part).limit_denominator(10**9)
                _spread(agency, amount, months[held.period])
    return ProjectVolume(
        case.id,
        case.name_ja,
        case.name_en,
        stage,
        min(months[0]),
        case.fictional,
        _in_unit(whole, unit),
        _in_unit(agency, unit),
    )


def _factor(found: ProjectEvaluation, product: str, given: str, unit: str) -> Fraction | None:
    """Return what a quantity is multiplied by to be in barrels or tonnes; nothing for a by-product of another kind."""
    from sonae.portfolio.cases import BARRELS

    if unit == "kboe/d" and given in BARRELS:
        return Fraction(repr(BARRELS[given]))
    if unit == "t/year" and given in ("t", "kg"):
        return Fraction(1) if given == "t" else Fraction(1, 1000)
    if product == found.project.case.main_product:
        raise InputError(
            f"the product {product} is counted in {given}, which cannot become {unit}", file=found.project.file,
            field=f"case.products.{product}.unit", expected=f"a unit of {unit}",
        )  # fmt: skip
    return None


def _months_by_fiscal_year(found: ProjectEvaluation) -> list[dict[int, Fraction]]:
    """Return the share of each period of the ledger that falls on each fiscal year, by months."""
    out = []
    for first, last in zip(found.ledger.grid.starts(), found.ledger.grid.ends(), strict=True):
        start, stop = 12 * first.year + first.month - 1, 12 * last.year + last.month - 1
        shares: dict[int, Fraction] = {}
        for month in range(start, stop + 1):
            year = (month - 3) // 12
            shares[year] = shares.get(year, Fraction(0)) + Fraction(1, stop - start + 1)
        out.append(shares)
    return out


def _spread(into: dict[int, Fraction], amount: Fraction, shares: Mapping[int, Fraction]) -> None:
    for year, share in shares.items():
        if amount:
            into[year] = into.get(year, Fraction(0)) + amount * share


def _in_unit(volumes: Mapping[int, Fraction], unit: str) -> dict[int, Fraction]:
    if unit != "kboe/d":
        return dict(sorted(volumes.items()))
    days = {year: (FiscalYear(year).end - FiscalYear(year).start).days + 1 for year in volumes}
    return {year: amount / (1000 * days[year]) for year, amount in sorted(volumes.items())}
