"""From instruments to lines: what each instrument means, line by line.

Lines of an instrument bear its ``id``: the main line the id alone, others the id and a word. Sources of the definitions:
docs/method/regimes.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sonae.economics.formula import Add, Choose, Divide, Earlier, Formula, Multiply, Now, Number, Smallest, Subtract
from sonae.economics.regimes.draft import CONTRACTOR, GOVERNMENT, RATE, Check, Draft, at_least_nothing, sum_of
from sonae.economics.regimes.instruments import (
    Bonus,
    Charge,
    CostRecovery,
    Definition,
    DomesticObligation,
    FirstTranche,
    ProfitSplit,
    ReturnSplit,
    RFactor,
    Royalty,
    ServiceFee,
)
from sonae.economics.regimes.lowering_pools import Pool, write_allowance, write_pool
from sonae.economics.regimes.lowering_shares import write_abandonment_fund, write_participation
from sonae.economics.regimes.lowering_taxes import write_depreciation, write_income_tax, write_resource_rent
from sonae.economics.regimes.regime import Regime
from sonae.economics.regimes.terms import FromYear

__all__ = ["LoweredRegime", "lower"]

_TO_STATE = (CONTRACTOR, GOVERNMENT)


@dataclass(frozen=True)
class LoweredRegime:
    """A regime as lines.

    Attributes:
        regime: where it comes from.
        draft: its lines, dated numbers and checks.
        parties: all that pay or receive, the owner of the revenue first.

    """

    regime: Regime
    draft: Draft
    parties: tuple[str, ...]

    @property
    def dated(self) -> dict[str, FromYear]:
        """Lines whose numbers hold from a year on."""
        return self.draft.dated

    def clause_of(self, dated: str) -> str:
        """Return the instrument that states a dated line."""
        return self.draft.clauses[dated]

    @property
    def checks(self) -> tuple[Check, ...]:
        """What has to be 0."""
        return tuple(self.draft.checks)


def lower(regime: Regime, cost_lines: tuple[str, ...]) -> LoweredRegime:
    """Write the lines of a regime for a project with these classes of costs.

    Args:
        regime: the terms.
        cost_lines: names of the cost lines of the case.

    Raises:
        InputError: for a formula that cannot be read or a term that contradicts itself.

    """
    draft = Draft()
    for instrument in regime.instruments:
        draft.clause = instrument.id
        _WRITERS[instrument.kind](draft, instrument)
    draft.clause = "parties"
    others = {line.payer for line in draft.lines} | {line.payee for line in draft.lines}
    parties = [regime.revenue_to]
    for party in [*regime.costs_by.values(), CONTRACTOR, GOVERNMENT, *sorted(others - {""})]:
        if party not in parties:
            parties.append(party)
    payments = [line for line in draft.lines if line.payer]
    for party in parties:
        income = [line.name for line in payments if line.payee == party]
        outgo = [line.name for line in payments if line.payer == party]
        costs = [name for name in cost_lines if regime.costs_by.get(name, regime.costs_by["other"]) == party]
        if party == regime.revenue_to:
            income.insert(0, "revenue")
        draft.add(f"net_{party}", Subtract(sum_of(income), sum_of([*costs, *outgo])))
    nets = sum_of([f"net_{party}" for party in parties])
    draft.check(
        "revenue less costs is what the parties have", Subtract(Subtract(Now("revenue"), sum_of(cost_lines)), nets)
    )
    return LoweredRegime(regime, draft, tuple(parties))


def _write_definition(draft: Draft, own: Definition) -> None:
    draft.add(own.id, draft.term(own.value, "value"), own.unit)


def _write_royalty(draft: Draft, own: Royalty) -> None:
    base = draft.none_negative(draft.written(own.base, "base"), own.negative_base)
    base_line = draft.add(f"{own.id}_base", base)
    draft.add(own.id, Multiply(draft.term(own.rate, "rate"), Now(base_line)), pays=_TO_STATE)


def _write_first_tranche(draft: Draft, own: FirstTranche) -> None:
    draft.add(own.id, Multiply(draft.term(own.rate, "rate"), draft.written(own.base, "base")))
    _share(draft, own.id, draft.term(own.contractor_share, "contractor_share"))


def _share(draft: Draft, name: str, share: Formula) -> None:
    """Share a line between contractor and government."""
    contractor = draft.add(f"{name}_contractor", Multiply(share, Now(name)))
    draft.add(f"{name}_government", Subtract(Now(name), Now(contractor)), pays=_TO_STATE)


def _write_cost_recovery(draft: Draft, own: CostRecovery) -> None:
    limit = Multiply(
        draft.term(own.limit, "limit", line=f"{own.id}_limit_share"), draft.written(own.limit_base, "limit_base")
    )
    draft.add(f"{own.id}_limit", at_least_nothing(limit))
    taken: list[str] = []
    for entry in own.classes:
        name = f"{own.id}_{entry.name}"
        costs = draft.written(entry.costs, f"classes.{entry.name}.costs")
        grown = Number(entry.eligible * (1.0 + entry.uplift), f"{own.id}.classes.{entry.name}.eligible")
        interest = Number(entry.interest, f"{own.id}.classes.{entry.name}.interest")
        room = draft.less(Now(f"{own.id}_limit"), *(Now(line) for line in taken))
        pool = Pool(name, f"{name}_recovered", Multiply(grown, costs), interest, room, own.carry_periods)
        taken.append(write_pool(draft, pool))
    pays = (own.payer, own.payee) if own.payer and own.payee else None
    draft.add(own.id, sum_of(taken), pays=pays)
    draft.add(f"{own.id}_unrecovered", sum_of([f"{own.id}_{entry.name}_closing" for entry in own.classes]))


def _write_profit_split(draft: Draft, own: ProfitSplit) -> None:
    draft.add(own.id, draft.written(own.base, "base"))
    _share(draft, own.id, draft.term(own.contractor_share, "contractor_share"))


def _write_return_split(draft: Draft, own: ReturnSplit) -> None:
    draft.add(own.id, draft.written(own.base, "base"))
    before = draft.add(f"{own.id}_cash_before", draft.written(own.cash_before, "cash_before"))
    shares: list[str] = []
    used: list[str] = []
    for number, tier in enumerate(own.tiers, 1):
        name = f"{own.id}_tier{number}"
        rest = draft.less(Now(own.id), *(Now(line) for line in used))
        share = Number(tier.contractor_share, f"{own.id}.tiers.{number}.contractor_share")
        if tier.hurdle is None:
            used.append(draft.add(f"{name}_base", rest))
        else:
            grown = Multiply(Number(1.0 + tier.hurdle, f"{own.id}.tiers.{number}.hurdle"), Earlier(f"{name}_account"))
            account = Add((grown, Now(before), *(Now(line) for line in shares)))
            draft.add(f"{name}_open", account)
            lacking = Divide(at_least_nothing(Subtract(Number(0.0), Now(f"{name}_open"))), share, 0.0)
            used.append(draft.add(f"{name}_base", Smallest(at_least_nothing(rest), lacking)))
        shares.append(draft.add(f"{name}_contractor", Multiply(share, Now(f"{name}_base"))))
    for number, tier in enumerate(own.tiers[:-1], 1):
        name = f"{own.id}_tier{number}"
        hurdle = Number(1.0 + (tier.hurdle or 0.0), f"{own.id}.tiers.{number}.hurdle")
        grown = Multiply(hurdle, Earlier(f"{name}_account"))
        draft.add(f"{name}_account", Add((grown, Now(before), *(Now(line) for line in shares))))
    draft.add(f"{own.id}_contractor", sum_of(shares))
    draft.add(f"{own.id}_government", Subtract(Now(own.id), Now(f"{own.id}_contractor")), pays=_TO_STATE)
    draft.check("tiers take the whole base", Subtract(Now(own.id), sum_of(used)))


def _write_r_factor(draft: Draft, own: RFactor) -> None:
    until_now = own.cumulative_to == "current"
    above = draft.running(f"{own.id}_receipts", draft.written(own.numerator, "numerator"), until_now=until_now)
    below = draft.running(f"{own.id}_costs", draft.written(own.denominator, "denominator"), until_now=until_now)
    draft.add(own.id, Divide(Now(above), Now(below), own.without_costs), RATE)


def _write_domestic(draft: Draft, own: DomesticObligation) -> None:
    value = draft.add(
        f"{own.id}_value", Multiply(Number(own.share, f"{own.id}.share"), draft.written(own.value, "value"))
    )
    lost = Multiply(Number(1.0 - own.price_share, f"{own.id}.price_share"), Now(value))
    holiday = Number(own.holiday_periods + 1.0, f"{own.id}.holiday_periods")
    over = Choose(Now("periods_of_production"), holiday, lost, Number(0.0))
    draft.add(own.id, over, pays=_TO_STATE)


def _write_charge(draft: Draft, own: Charge) -> None:
    amount = draft.none_negative(draft.written(own.amount, "amount"), own.negative)
    draft.add(own.id, amount, pays=(own.payer, own.payee))


def _write_bonus(draft: Draft, own: Bonus) -> None:
    amount: Formula = Number(own.amount, f"{own.id}.amount")
    if own.year is not None:
        due: Formula = Choose(Now("year"), Number(float(own.year), f"{own.id}.year"), Number(1.0), Number(0.0))
        # A year before the first period is past: that bonus was paid already.
        amount = Choose(Now("year"), Number(own.year + 1.0, f"{own.id}.year_after"), Number(0.0), amount)
    else:
        reached, at = draft.written(own.reached or "0", "reached"), Number(own.at or 0.0, f"{own.id}.at")
        due = Choose(reached, at, Number(1.0), Number(0.0))
    so_far = f"{own.id}_due"
    draft.add(so_far, Choose(Earlier(so_far), Number(1.0), Number(1.0), due), RATE)
    draft.add(own.id, Multiply(amount, Subtract(Now(so_far), Earlier(so_far))), pays=_TO_STATE)


def _write_service_fee(draft: Draft, own: ServiceFee) -> None:
    earned = draft.add(f"{own.id}_earned", Multiply(draft.term(own.fee, "fee"), draft.written(own.volume, "volume")))
    limit = Multiply(Number(own.limit, f"{own.id}.limit"), draft.written(own.limit_base, "limit_base"))
    draft.add(f"{own.id}_limit", at_least_nothing(limit))
    closing = f"{own.id}_closing"
    owed: Formula = Add((Now(earned), Earlier(closing))) if own.unpaid == "carried" else Now(earned)
    draft.add(own.id, Smallest(owed, Now(f"{own.id}_limit")), pays=(GOVERNMENT, CONTRACTOR))
    draft.add(closing, Subtract(owed, Now(own.id)))


_WRITERS: dict[str, Callable[[Draft, Any], None]] = {
    "definition": _write_definition, "royalty": _write_royalty, "first_tranche": _write_first_tranche,
    "cost_recovery": _write_cost_recovery, "profit_split": _write_profit_split, "return_split": _write_return_split,
    "r_factor": _write_r_factor, "domestic_obligation": _write_domestic, "depreciation": write_depreciation,
    "allowance": write_allowance, "income_tax": write_income_tax, "resource_rent": write_resource_rent, "charge": _write_charge,
    "bonus": _write_bonus, "service_fee": _write_service_fee, "participation": write_participation,
    "abandonment_fund": write_abandonment_fund,
}  # fmt: skip
