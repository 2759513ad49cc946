"""What a ledger is worth to each party: present value, rates of return, payback, the state's share, break-even price."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sonae.economics.conditions import ConditionSet, MoneyTerms
from sonae.economics.ledger.case import Case
from sonae.economics.ledger.evaluation import Ledger, evaluate_case
from sonae.economics.valuation import (
    BreakEven,
    GovernmentTake,
    InternalRates,
    Payback,
    break_even,
    government_take,
    internal_rates,
    payback,
)

__all__ = ["PartyWorth", "Worth", "break_even_price", "measure", "present_value", "priced_case"]


@dataclass(frozen=True)
class PartyWorth:
    """What a party has of a project, in nominal ``money``.

    Attributes:
        party: its name.
        total: undiscounted.
        present_value: at the rate, of flows in the money of the condition set.
        rates: all internal rates of return of its flows in that money.

    """

    party: str
    total: float
    present_value: float
    rates: InternalRates


@dataclass(frozen=True)
class Worth:
    """Measures of a ledger under a discount rate of its condition set; sums are exact and rounded once.

    Attributes:
        rate_name: name of the rate.
        rate: a year.
        money: of all amounts: nominal money of the condition set.
        parties: worth by party.
        payback: of the contractor, undiscounted, in periods from the start of the case.
        payback_years: the same in years; None with the reason of ``payback``.
        take: the state's share of the undiscounted net cash, with and without outlays added back: the years in which the
            contractor's cash is below 0, since a case does not say which classes of costs are capital.

    """

    rate_name: str
    rate: float
    money: MoneyTerms
    parties: tuple[PartyWorth, ...]
    payback: Payback
    payback_years: float | None
    take: GovernmentTake


def measure(ledger: Ledger, rate: str, *, contractor: str = "contractor", government: str = "government") -> Worth:
    """Measure a ledger.

    Args:
        ledger: a case worked off.
        rate: name of a discount rate of the condition set, of nominal money of its currency.
        contractor: the party that invests.
        government: the party whose take is measured.

    Raises:
        UnknownChoiceError: for a rate or a party that there is none of.
        InputError: when the rate is of other money.

    """
    conditions = ledger.conditions
    money = MoneyTerms.nominal(conditions.conventions.currency)
    factors = conditions.discount_factors(rate, ledger.grid, money)
    turned = conditions.money_factors(ledger.grid, ledger.money, money)
    parties, a_year = [], ledger.grid.periods_a_year
    for party in ledger.lowered.parties:
        flows = ledger.net(party) * turned
        parties.append(
            PartyWorth(
                party, math.fsum(flows), math.fsum(flows * factors), internal_rates(flows, periods_a_year=a_year)
            )
        )
    investor = ledger.net(contractor) * turned
    outlays = math.fsum(-np.minimum(investor, 0.0))
    take = government_take(math.fsum(ledger.net(government) * turned), math.fsum(investor), outlays)
    back = payback(investor, within="interpolated", discounting=None)
    years = None if back.periods is None else back.periods / a_year
    return Worth(rate, conditions.discount[rate].rate, money, tuple(parties), back, years, take)


def present_value(ledger: Ledger, rate: str, party: str) -> float:
    """Return the present value of a party's cash in nominal money of the condition set; errors as of :func:`measure`."""
    money = MoneyTerms.nominal(ledger.conditions.conventions.currency)
    flows = ledger.net(party) * ledger.conditions.money_factors(ledger.grid, ledger.money, money)
    return math.fsum(flows * ledger.conditions.discount_factors(rate, ledger.grid, money))


def priced_case(case: Case, factor: float) -> Case:
    """Return a case with every price of its main product times a factor, differentials among them."""
    product = case.products[case.main_product]
    changed = product.model_copy(
        update={"price_factor": product.price_factor * factor, "differential": product.differential * factor}
    )
    return case.model_copy(update={"products": {**case.products, case.main_product: changed}})


def break_even_price(
    case: Case, conditions: ConditionSet, rate: str, *, party: str = "contractor", folder: Path | None = None
) -> BreakEven:
    """Find the factor on the main product's price at which the party's present value is 0, between 0 and 10.

    Raises:
        InputError: when the value is on one side of 0 at both ends.

    """

    def value(factor: float) -> float:
        return present_value(evaluate_case(priced_case(case, factor), conditions, folder=folder), rate, party)

    return break_even(value, 0.0, 10.0, tolerance=1e-9, name="factor on the price")
