"""Parties that take a share, and funds, line by line."""

from __future__ import annotations

from sonae.economics.formula import Add, Choose, Earlier, Formula, Multiply, Now, Number, Smallest, Subtract
from sonae.economics.regimes.draft import CONTRACTOR, Draft, at_least_nothing, sum_of
from sonae.economics.regimes.instruments import AbandonmentFund, Participation

__all__ = ["write_abandonment_fund", "write_participation"]


def write_participation(draft: Draft, own: Participation) -> None:
    """Let a party take its share: ``_receipts`` contractor → party; ``_costs`` and ``_repaid`` party → contractor."""
    share = Number(own.share, f"{own.id}.share")
    costs, receipts = draft.written(own.costs, "costs"), draft.written(own.receipts, "receipts")
    past: Formula = Number(0.0)
    if own.enters == "production":
        waiting = f"{own.id}_past"
        draft.add(waiting, draft.producing(Number(0.0), Add((Earlier(waiting), Multiply(share, costs)))))
        factor = Number(own.past_costs, f"{own.id}.past_costs")
        past = Multiply(factor, draft.producing(Earlier(waiting), Number(0.0)))
        of_costs = draft.producing(Multiply(share, costs), Number(0.0))
        of_receipts = draft.producing(Multiply(share, receipts), Number(0.0))
    else:
        of_costs, of_receipts = Multiply(share, costs), Multiply(share, receipts)
    draft.add(f"{own.id}_receipts", of_receipts, pays=(CONTRACTOR, own.party))
    due = draft.add(f"{own.id}_share_of_costs", Add((of_costs, past)))
    carried: Formula = Number(0.0)
    if own.carried == "always":
        carried = Now(due)
    elif own.carried == "until_production":
        carried = draft.producing(Number(0.0), Now(due))
    draft.add(f"{own.id}_carried", carried)
    draft.add(f"{own.id}_costs", Subtract(Now(due), Now(f"{own.id}_carried")), pays=(own.party, CONTRACTOR))
    _repay(draft, own)


def _repay(draft: Draft, own: Participation) -> None:
    left = f"{own.id}_carry_left"
    grown = Multiply(Number(1.0 + own.carry_interest, f"{own.id}.carry_interest"), Earlier(left))
    owed = draft.add(f"{own.id}_carry_owed", Add((grown, Now(f"{own.id}_carried"))))
    able = Multiply(Number(own.repaid_from, f"{own.id}.repaid_from"), at_least_nothing(Now(f"{own.id}_receipts")))
    draft.add(f"{own.id}_repaid", Smallest(Now(owed), able), pays=(own.party, CONTRACTOR))
    draft.add(left, Subtract(Now(owed), Now(f"{own.id}_repaid")))
    net = draft.less(Now(f"{own.id}_receipts"), Now(f"{own.id}_costs"), Now(f"{own.id}_repaid"))
    draft.add(own.id, net)


def write_abandonment_fund(draft: Draft, own: AbandonmentFund) -> None:
    """Save for abandonment: ``_paid_in`` contractor → fund, ``_interest`` bank → fund, ``_paid_out`` fund → contractor.

    Paid in is the share of the rest of the reserves that is produced in the period, of what the fund still lacks.
    """
    opening = f"{own.id}_opening"
    draft.add(opening, Earlier(f"{own.id}_closing"))
    draft.add(
        f"{own.id}_interest", Multiply(Number(own.interest, f"{own.id}.interest"), Now(opening)), pays=("bank", "fund")
    )
    so_far = draft.running(f"{own.id}_costs_so_far", draft.written(own.costs, "costs"))
    rest = at_least_nothing(Subtract(draft.written(own.expected, "expected"), Earlier(so_far)))
    lacking = at_least_nothing(draft.less(rest, Now(opening), Now(f"{own.id}_interest")))
    begun = Number(own.from_produced_share, f"{own.id}.from_produced_share")
    due = Choose(Now("produced_share"), begun, Multiply(Now("share_of_rest"), lacking), Number(0.0))
    draft.add(f"{own.id}_paid_in", due, pays=(CONTRACTOR, "fund"))
    held = sum_of([opening, f"{own.id}_interest", f"{own.id}_paid_in"])
    draft.add(f"{own.id}_paid_out", Smallest(draft.written(own.costs, "costs"), held), pays=("fund", CONTRACTOR))
    draft.add(f"{own.id}_closing", Subtract(held, Now(f"{own.id}_paid_out")))
    draft.add(own.id, Now(f"{own.id}_paid_in"))
