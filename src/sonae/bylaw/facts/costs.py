"""Costs that equity is asked for: what they are for, of which money, and what the tests of annex 1 ask of them (a4.p1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from sonae.bylaw.facts.day import Day
from sonae.bylaw.facts.form import Facts, Name, Whole

__all__ = ["Cost", "CostKind", "Money", "OperatingCost", "Stage"]

Money = Literal["exploration", "extraction", "liquefaction_storage", "rights", "other"]
"""Items 1 to 4 of article 5 of the operating rules, as the headings of annex 1 name them; «other» is money of no such item."""

CostKind = Literal[
    "block_acquisition", "block_holding", "geology", "reservoir", "geophysics", "drilling_preparation", "exploration_wells",
    "test_production", "test_facilities", "development_study", "development_preparation", "wells", "production_facilities",
    "liquefaction_facilities", "storage_facilities", "operation", "training", "joint_administration",
    "exploration_obligation", "arranged_others", "overhead", "decarbonisation", "acquisition_related", "local_office",
    "local_services", "own_insurance", "farm_out", "own_studies", "own_others", "no_row",
]  # fmt: skip
"""What a cost is for; each kind is described in the table of annex 1. «no_row»: for nothing that any list has."""


class OperatingCost(Facts):
    """What the row on operating cost asks (t1.s1.g1.r13).

    Attributes:
        reserves_enough: whether enough oil and gas is left.
        unforeseeable_event: whether production had to go down or stop for what could not be foreseen, such as an accident.
        production: how production stands.
        upkeep: whether the cost is for upkeep while production is down or stopped.
        recoverable: whether production that comes back can earn the cost again.

    """

    reserves_enough: bool | None = None
    unforeseeable_event: bool | None = None
    production: Literal["normal", "reduced", "stopped"] | None = None
    upkeep: bool | None = None
    recoverable: bool | None = None


class Cost(Facts):
    """A cost.

    Attributes:
        name: what it is, in words.
        kind: what it is for.
        money: of which item of the operating rules the money is.
        resource: what is extracted; asked for money for extraction only, where oil and gas stand in two lists.
        shared: whether the partners bear it by their ratios under the petroleum contract; else it is the investee's own.
        needed: of a shared cost: whether the project under the contract needs it.
        joint_amount: of a shared cost: the amount that all partners bear, in whole units of its currency.
        percent: of a shared cost: the investee's ratio under the contract.
        amount: what the investee pays.
        drawdown_on: the day on which equity for it is paid; its tests are looked at on that day once it is past.
        partners_agreed_on: when the partners agreed to the spending (※1).
        transition_planned_on: when a concrete plan of the transition to development was made (※1).
        operation: of operating cost.
        fit_for_test: whether facilities of test production are needed for its purpose and fit for it.
        arrangement_approved_on: when the agency approved the partners' arrangement that the cost arises under.
        in_application: whether that arrangement bears on what the applicant handed in (a7).
        considered_in_review: whether the review of the application took the cost into account.

    """

    name: Name
    kind: CostKind | None = None
    money: Money | None = None
    resource: Literal["oil", "gas", "both"] | None = None
    shared: bool | None = None
    needed: bool | None = None
    joint_amount: Annotated[Whole, Field(ge=0)] | None = None
    percent: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    amount: Annotated[Whole, Field(ge=0)] | None = None
    drawdown_on: Day | None = None
    partners_agreed_on: Day | None = None
    transition_planned_on: Day | None = None
    operation: OperatingCost | None = None
    fit_for_test: bool | None = None
    arrangement_approved_on: Day | None = None
    in_application: bool | None = None
    considered_in_review: bool | None = None


class Stage(Facts):
    """How far the project was and is.

    Attributes:
        developing_at_adoption: whether it was in development or production when it was adopted.
        transition_approved_on: when the agency approved the transition to development (a15.p1.i11).

    """

    developing_at_adoption: bool | None = None
    transition_approved_on: Day | None = None
