"""Measures of a project: present value, every internal rate, payback, break-even, the state's share, yen an equity barrel.

Flows are those of the investee's party in the ledger, all of them and not the agency's part, in nominal money of the condition
set. A figure that cannot be worked out says why and is never 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonae.compute import Progress, Silent
from sonae.core import Classification, InputError
from sonae.economics.ledger import Worth, break_even_price, measure
from sonae.economics.valuation import InternalRates, unit_cost
from sonae.portfolio.cases.outcome import ProjectEvaluation

if TYPE_CHECKING:
    from sonae.portfolio.cases.evaluation import PortfolioEvaluation

__all__ = [
    "BARRELS", "HeldVolume", "Measure", "ProjectMeasures", "held_volumes", "portfolio_measures", "project_measures",
    "unit_of_volume",
]  # fmt: skip

BARRELS: Mapping[str, float] = {
    "bbl": 1.0,
    "kl": 1 / 0.158987294928,
    "m3": 1 / 0.158987294928,
    "MMBtu": 1 / 5.8,
    "GJ": 1 / (5.8 * 1.05505585262),
}
"""Barrels of oil equivalent in a unit of quantity; a barrel holds 5.8 million Btu (United States Code, title 26, 45K(d)(5)).
Power, hydrogen and minerals are counted in their own unit."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure and where it comes from; without a value ``reason`` says why."""

    value: float | None
    unit: str
    """A currency, «share», «years», «factor», or a currency a unit of quantity such as JPY/boe."""
    formula: str
    inputs: tuple[str, ...]
    """Places: «ledger:CASE.LINE», «conditions:…» or «facts:…»."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProjectMeasures:
    """Measures of one project under a discount rate of its condition set."""

    case: str
    party: str
    rate_name: str
    rate: float
    rates: InternalRates
    """All internal rates of return of the party's flows."""
    figures: Mapping[str, Measure]
    """«npv», «total», «irr_1» and on (or «irr»), «payback», «break_even», «take_net», «take_gross», «unit_cost»."""
    classification: Classification


def project_measures(found: ProjectEvaluation, rate: str) -> ProjectMeasures:
    """Measure a project.

    Args:
        found: the project under a condition set.
        rate: name of a discount rate of the condition set, of nominal money of its currency.

    Raises:
        UnknownChoiceError: for a rate or a party that there is none of.
        InputError: when the rate is of other money.

    """
    ledger, party = found.ledger, found.project.support.investee.party
    worth = measure(ledger, rate, contractor=party)
    own = next(part for part in worth.parties if part.party == party)
    currency = worth.money.currency
    flows, discount = f"ledger:{found.project.id}.net_{party}", f"conditions:discount.{rate}"
    figures = {
        "npv": Measure(own.present_value, currency, "Σ cash of the party · discount factor", (flows, discount)),
        "total": Measure(own.total, currency, "Σ cash of the party", (flows,)),
        **_rates(own.rates, flows),
        "payback": Measure(
            worth.payback_years, "years", "first time at which cumulative cash is 0 or more again, from the first year",
            (flows,), str(worth.payback.reason or ""),
        ),
        "break_even": _break_even(found, rate, party, (flows, discount)),
        **_take(worth, flows, f"ledger:{found.project.id}.net_government"),
        "unit_cost": _unit_cost(found),
    }  # fmt: skip
    return ProjectMeasures(
        found.project.id, party, rate, worth.rate, own.rates, figures, ledger.classification
    )  # fmt: skip


def portfolio_measures(
    evaluation: PortfolioEvaluation, progress: Progress | None = None
) -> Mapping[str, ProjectMeasures]:
    """Measure every project of a portfolio at the rate of its business.

    Args:
        evaluation: the portfolio under its condition set.
        progress: told of every project that is measured; may cancel.

    Raises:
        InputError: for a rate of other money.

    """
    shown, rate = progress or Silent(), evaluation.book.business.discount_rate
    shown.stage("measures", len(evaluation.projects))
    measures = {}
    for name in sorted(evaluation.projects):
        measures[name] = project_measures(evaluation.projects[name], rate)
        shown.advance(1)
        shown.check()
    return measures


def _rates(rates: InternalRates, flows: str) -> dict[str, Measure]:
    formula = "rate at which Σ cash of the party · (1 + rate)^−t is 0"
    if rates.reason is not None:
        return {"irr": Measure(None, "share", formula, (flows,), str(rates.reason))}
    return {
        f"irr_{number}": Measure(root.rate, "share", formula, (flows,)) for number, root in enumerate(rates.roots, 1)
    }


def _break_even(found: ProjectEvaluation, rate: str, party: str, inputs: tuple[str, ...]) -> Measure:
    case = found.project.case
    formula = f"factor on all prices of «{case.main_product}» at which the present value is 0"
    further = (*inputs, f"ledger:{case.id}.price_{case.main_product}")
    try:
        at = break_even_price(case, found.ledger.conditions, rate, party=party, folder=found.project.folder)
    except InputError as error:
        if error.field != "factor on the price":
            raise
        return Measure(None, "factor", formula, further, "the present value does not change its sign between 0 and 10")
    return Measure(at.at, "factor", formula, further)


def _take(worth: Worth, flows: str, state: str) -> dict[str, Measure]:
    take, why = worth.take, str(worth.take.reason or "")

    def figure(value: float | None, formula: str) -> Measure:
        return Measure(value, "share", formula, (state, flows), why if value is None else "")

    return {
        "take_net": figure(take.of_net_cash, "cash of the state ÷ (cash of the state + cash of the party)"),
        "take_gross": figure(take.before_capex, "the same with outlays of the party added back below the line"),
    }


@dataclass(frozen=True, slots=True)
class HeldVolume:
    """What is produced of a product in a period, and the agency's part of it by one holding of shares."""

    product: str
    period: int
    """Number of the period, from 0."""
    equity: int
    """Place of the holding among those of the project."""
    factors: tuple[float, ...]
    """Volume, barrels (or 1) in its unit, part of the period held, share of the investee, share of the agency."""

    @property
    def amount(self) -> float:
        """The product of the factors, in their order."""
        return math.prod(self.factors)


def unit_of_volume(found: ProjectEvaluation) -> tuple[str, tuple[str, ...]]:
    """Return the unit in which production is counted, and the products that are: energy in barrels, else those of the main unit."""
    products = found.project.case.products
    main = products[found.project.case.main_product].unit
    if main in BARRELS:
        return "boe", tuple(name for name, product in products.items() if product.unit in BARRELS)
    return main, tuple(name for name, product in products.items() if product.unit == main)


def held_volumes(found: ProjectEvaluation) -> tuple[HeldVolume, ...]:
    """Return the agency's part of what a project produces while the agency holds its shares."""
    support, ledger, products = found.project.support, found.ledger, found.project.case.products
    ends = [float(12 * day.year + day.month) for day in ledger.grid.ends()]
    starts = [float(12 * day.year + day.month - 1) for day in ledger.grid.starts()]
    out = []
    for number, part in enumerate(support.equity):
        until = math.inf if part.exit is None else float(part.exit.month + 1)
        held = [min(1.0, max(0.0, (until - a) / (b - a))) for a, b in zip(starts, ends, strict=True)]
        shares = (float(support.investee.share), float(part.share))
        for name in unit_of_volume(found)[1]:
            each = BARRELS.get(products[name].unit, 1.0)
            for period, volume in enumerate(ledger.line(f"volume_{name}").tolist()):
                if volume and held[period]:
                    out.append(HeldVolume(name, period, number, (volume, each, held[period], *shares)))
    return tuple(out)


def _unit_cost(found: ProjectEvaluation) -> Measure:
    """Yen that the agency pays for shares over its share of what is produced while it holds them."""
    case = found.project.case
    counted_in, counted = unit_of_volume(found)
    unit = f"JPY/{counted_in}"
    formula = "Σ contributed by the agency for shares ÷ (Σ volume × share of the investee × share of the agency)"
    inputs = (
        f"facts:cases.{case.id}.actual", f"facts:cases.{case.id}.expected",
        *(f"ledger:{case.id}.volume_{name}" for name in counted),
    )  # fmt: skip
    if not found.project.support.equity:
        return Measure(None, unit, formula, inputs, "the agency holds no shares")
    produced = math.fsum(part.amount for part in held_volumes(found))
    if not produced:
        return Measure(None, unit, formula, inputs, "nothing is produced while the agency holds shares")
    return Measure(unit_cost([_contributed(found)], [produced], discounting=None), unit, formula, inputs)


def _contributed(found: ProjectEvaluation) -> float:
    if found.view is None:
        return float(sum(row.contributed_yen for part in found.project.support.equity for row in part.actual.values()))
    views = found.view.of("equity")
    return float(sum(row.contributed_yen for view in views for row in (*view.actual, *view.expected)))
