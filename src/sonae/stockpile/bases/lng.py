"""LNG: the strategic buffer (戦略的余剰LNG) that certified suppliers hold, and procurement by the agency on request.

The buffer: a supplier whose plan is certified secures and runs cargoes; the agency reviews its application, decides a grant,
inspects, and pays no more than was decided and shown. Procurement: in an emergency the agency buys LNG or fuel itself, but only
on request of the Minister of Economy, Trade and Industry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.core import Finding, InputError, Outcome
from sonae.core import Yen as WholeYen
from sonae.stockpile.bases.form import (
    Id,
    Labelled,
    Moment,
    Part,
    SomeAmount,
    Text,
    Yen,
    changed,
    finding,
    refuse_unless,
)
from sonae.stockpile.bases.provisions import rule

__all__ = [
    "BUFFER_BUDGET_FY2024", "BufferCargo", "BufferGrant", "EmergencyProcurement", "MinisterRequest", "PurchaseContract",
    "buffer_budget", "buffer_use", "conclude_contract", "decide_grant", "form_team", "inspect_grant", "pay_grant",
    "procurement_gate", "receive_delivery", "review_grant",
]  # fmt: skip

BUFFER_BUDGET_FY2024 = WholeYen.million(15_000)
"""Supplementary budget of FY2024 for the buffer: 150 hundred million yen (document 001, line 598)."""


class BufferCargo(Part):
    """A cargo of the buffer: the month it is kept for, tonnes, and what became of it.

    ``used`` is «emergency» where it went to a supplier in need, «sold» where no need arose; none while it is held.
    """

    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    tonnes: SomeAmount
    secured_on: dt.date
    used: Literal["emergency", "sold"] | None = None
    used_on: dt.date | None = None
    buyer: Text | None = None

    @model_validator(mode="after")
    def _used_whole(self) -> BufferCargo:
        parts = (self.used, self.used_on, self.buyer)
        if any(part is None for part in parts) and any(part is not None for part in parts):
            raise ValueError(f"the use of the cargo of {self.month} says how, when and for whom")
        if self.used_on is not None and self.used_on < self.secured_on:
            raise ValueError(f"the cargo of {self.month} was used before it was secured")
        return self


class BufferGrant(Labelled):
    """A supplier's grant: certification, application, review, decision, inspection, payment; yen.

    ``certified_on`` is the day the Minister certified its plan for stable supply; ``cargoes`` are what it secured.
    """

    id: Id
    supplier: Text
    certified_on: dt.date | None = None
    applied_on: dt.date
    applied: Yen
    reviewed_on: dt.date | None = None
    review: Text | None = None
    decided_on: dt.date | None = None
    decided: Yen | None = None
    inspected_on: dt.date | None = None
    shown: Yen | None = None
    """Cost that the inspection found shown."""
    paid_on: dt.date | None = None
    paid: Yen | None = None
    cargoes: tuple[BufferCargo, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> BufferGrant:
        days = [
            day for day in (self.applied_on, self.reviewed_on, self.decided_on, self.inspected_on, self.paid_on) if day
        ]
        if sorted(days) != days:
            raise ValueError(f"the steps of {self.id} are not in their order")
        pairs = ((self.reviewed_on, self.review), (self.decided_on, self.decided), (self.inspected_on, self.shown),
                 (self.paid_on, self.paid))  # fmt: skip
        done = [day is not None for day, _ in pairs]
        if any((day is None) != (value is None) for day, value in pairs) or sorted(done, reverse=True) != done:
            raise ValueError(f"each step of {self.id} has its day and its value, none is left out")
        if self.decided_on is not None and (self.certified_on is None or self.certified_on > self.decided_on):
            raise ValueError(f"{self.supplier} has no certified plan: no grant is decided")
        if self.decided is not None and self.decided > self.applied:
            raise ValueError(f"more is decided for {self.id} than was asked for")
        if self.paid is not None and self.paid > min(self.decided or 0, self.shown or 0):
            raise ValueError(f"more is paid to {self.id} than was decided and shown")
        return self

    @property
    def state(self) -> Literal["applied", "reviewed", "decided", "inspected", "paid"]:
        """Where it stands."""
        if self.paid_on is not None:
            return "paid"
        if self.inspected_on is not None:
            return "inspected"
        if self.decided_on is not None:
            return "decided"
        return "applied" if self.reviewed_on is None else "reviewed"


def review_grant(grant: BufferGrant, on: dt.date, review: str) -> BufferGrant:
    """Note the review of an application.

    Raises:
        InputError: when it is reviewed already or the day is before the application.

    """
    refuse_unless(grant.reviewed_on is None, f"the application {grant.id} is reviewed already")
    return changed(grant, reviewed_on=on, review=review)


def decide_grant(grant: BufferGrant, on: dt.date, decided: int) -> BufferGrant:
    """Decide a grant.

    Raises:
        InputError: when it is not reviewed, decided already, the plan is not certified, or more is decided than asked for.

    """
    refuse_unless(grant.state == "reviewed", f"the application {grant.id} is {grant.state}", expected="reviewed")
    return changed(grant, decided_on=on, decided=decided)


def inspect_grant(grant: BufferGrant, on: dt.date, shown: int) -> BufferGrant:
    """Note the inspection after the decision; ``shown`` is the cost found shown, yen.

    Raises:
        InputError: when no grant is decided or it is inspected already.

    """
    refuse_unless(grant.state == "decided", f"the grant {grant.id} is {grant.state}", expected="decided")
    return changed(grant, inspected_on=on, shown=shown)


def pay_grant(grant: BufferGrant, on: dt.date, paid: int) -> BufferGrant:
    """Pay a grant.

    Raises:
        InputError: when it is not inspected, is paid already, or more is paid than was decided and shown.

    """
    refuse_unless(grant.state == "inspected", f"the grant {grant.id} is {grant.state}", expected="inspected")
    return changed(grant, paid_on=on, paid=paid)


def buffer_budget(grants: Iterable[BufferGrant], budget: WholeYen) -> Finding:
    """Find whether what is decided stays within the budget."""
    held = list(grants)
    decided, paid = sum(one.decided or 0 for one in held), sum(one.paid or 0 for one in held)
    met = decided <= budget.amount
    facts = {"budget_yen": budget.amount, "decided_yen": decided, "paid_yen": paid, "left_yen": budget.amount - decided}
    said = (f"交付決定{decided:,}円は予算{budget.amount:,}円{'以内である' if met else 'を超える'}",
            f"{decided:,} yen decided are {'within' if met else 'beyond'} the budget of {budget.amount:,} yen")  # fmt: skip
    outcome = Outcome.YES if met else Outcome.NO
    return finding("buffer_budget", outcome, *said, rule("buffer"), facts, value=budget.amount - decided)


def buffer_use(grant: BufferGrant, month: str) -> Finding:
    """Find what the buffer of a month is: held, used in an emergency, sold, or none."""
    cargoes = [one for one in grant.cargoes if one.month == month]
    held = sum(one.tonnes for one in cargoes if one.used is None)
    facts = {"month": month, "secured_t": sum(one.tonnes for one in cargoes), "held_t": held,
             "emergency_t": sum(one.tonnes for one in cargoes if one.used == "emergency"),
             "sold_t": sum(one.tonnes for one in cargoes if one.used == "sold")}  # fmt: skip
    if not cargoes:
        said = (f"{month}の余剰は確保されていない", f"no buffer is secured for {month}")
        return finding("buffer_use", Outcome.NO, *said, rule("buffer"), facts, value=0)
    said = (f"{month}の余剰のうち{held:,}トンを使える", f"of the buffer of {month}, {held:,} t can be used")
    return finding("buffer_use", Outcome.YES if held else Outcome.NO, *said, rule("buffer"), facts, value=held)


class MinisterRequest(Part):
    """The request of the Minister of Economy, Trade and Industry: document, day, what, tonnes or kl, and by when."""

    document: Text
    received_on: dt.date
    by: Literal["minister_of_economy_trade_and_industry"]
    commodity: Literal["lng", "fuel"]
    unit: Literal["t", "kl"]
    amount: SomeAmount
    needed_by: dt.date


class PurchaseContract(Part):
    """A contract of purchase: amount in the unit of the request, whole yen."""

    id: Id
    seller: Text
    signed_on: dt.date
    amount: SomeAmount
    price: Yen
    delivery_by: dt.date
    delivered: SomeAmount | None = None
    delivered_on: dt.date | None = None

    @model_validator(mode="after")
    def _delivered_whole(self) -> PurchaseContract:
        if (self.delivered is None) != (self.delivered_on is None):
            raise ValueError(f"a delivery under {self.id} has an amount and a day")
        if self.delivered is not None and self.delivered > self.amount:
            raise ValueError(f"more was delivered under {self.id} than was contracted")
        if self.delivered_on is not None and self.delivered_on < self.signed_on:
            raise ValueError(f"the delivery under {self.id} is older than the contract")
        return self


class EmergencyProcurement(Labelled):
    """Procurement in an emergency: the rules in force, the team, the request, contracts.

    ``rules`` names the agency's rules for it and ``team`` its response team; both are made in peacetime.
    """

    id: Id
    opened_at: Moment
    rules: Text | None = None
    team: tuple[Text, ...] = ()
    request: MinisterRequest | None = None
    contracts: tuple[PurchaseContract, ...] = ()

    @model_validator(mode="after")
    def _only_on_request(self) -> EmergencyProcurement:
        if self.contracts and self.request is None:
            raise ValueError(f"{self.id}: nothing is bought without the Minister's request")
        names = [one.id for one in self.contracts]
        if len(set(names)) < len(names):
            raise ValueError(f"{self.id}: a contract stands there twice")
        if self.request is not None and any(one.signed_on < self.request.received_on for one in self.contracts):
            raise ValueError(f"{self.id}: a contract is older than the Minister's request")
        if self.request is not None and sum(one.amount for one in self.contracts) > self.request.amount:
            raise ValueError(f"{self.id}: more is contracted than the Minister requested")
        return self

    @property
    def delivered(self) -> int:
        """What was delivered under all contracts."""
        return sum(one.delivered or 0 for one in self.contracts)


def form_team(record: EmergencyProcurement, rules: str, team: Iterable[str]) -> EmergencyProcurement:
    """Name the rules in force and the response team.

    Raises:
        InputError: when nobody is named.

    """
    people = tuple(team)
    refuse_unless(bool(people), "the response team names nobody", field="team")
    return changed(record, rules=rules, team=people)


def procurement_gate(record: EmergencyProcurement) -> Finding:
    """Find whether the agency may buy: a request of the Minister, rules in force, a team."""
    missing = tuple(name for name, there in (("rules", record.rules), ("team", record.team)) if not there)
    facts = {
        "request": record.request.document if record.request else None,
        "rules": record.rules,
        "team": list(record.team),
    }
    if record.request is None:
        said = ("経済産業大臣の要請がなく、自ら調達できない", "without the Minister's request the agency does not buy")
        return finding(
            "procurement", Outcome.NO, *said, rule("emergency_procurement"), facts, missing=("request", *missing)
        )
    if missing:
        said = (
            f"体制が整っていない：{'、'.join(missing)}",
            f"the means to do it are not in place: {', '.join(missing)}",
        )
        return finding("procurement", Outcome.OPEN, *said, rule("emergency_procurement"), facts, missing=missing)
    said = ("大臣の要請があり、規程と対応チームが整っている", "the Minister requested it; rules and team are in place")
    return finding("procurement", Outcome.YES, *said, rule("emergency_procurement"), facts)


def conclude_contract(record: EmergencyProcurement, contract: PurchaseContract) -> EmergencyProcurement:
    """Note a contract.

    Raises:
        InputError: when the gate is not passed, the contract is there already, or more is contracted than requested.

    """
    gate = procurement_gate(record)
    if not gate:
        raise InputError(f"{record.id}: {gate.because}")
    return changed(record, contracts=(*record.contracts, contract))


def receive_delivery(record: EmergencyProcurement, contract: str, on: dt.date, delivered: int) -> EmergencyProcurement:
    """Note a delivery, which completes its contract.

    Raises:
        InputError: when there is no such contract, it was delivered before, or more is delivered than contracted.

    """
    found = next((one for one in record.contracts if one.id == contract), None)
    refuse_unless(found is not None, f"{record.id} has no contract «{contract}»")
    refuse_unless(found is not None and found.delivered is None, f"the contract «{contract}» was delivered already")
    contracts = tuple(
        changed(one, delivered=delivered, delivered_on=on) if one.id == contract else one for one in record.contracts
    )
    return changed(record, contracts=contracts)
