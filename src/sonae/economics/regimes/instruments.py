"""The instruments of which fiscal regimes are made. Every convention is a field without a default: an unstated one is refused.

Formulas name lines: those of the case (``revenue``, ``volume_oil``, ``opex`` …) and those of other instruments, whose main line
bears their ``id``. Parties pay each other; what an instrument moves is written ``payer → payee`` beside it.
"""

from __future__ import annotations

import itertools
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, model_validator

from sonae.economics.regimes.terms import RateSchedule, Schedule, ShareSchedule, Text, Written

__all__ = [
    "AbandonmentFund", "Allowance", "Bonus", "CarriedLosses", "Charge", "CostClass", "CostRecovery", "Definition", "Depreciation",
    "DomesticObligation", "FirstTranche", "IncomeTax", "Instrument", "LossRule", "LostLosses", "Minimum", "Participation",
    "ProfitSplit", "RFactor", "RefundedLosses", "RelievedLosses", "ResourceRent", "ReturnSplit", "Royalty", "ServiceFee", "Tier",
]  # fmt: skip

Share = Annotated[float, Strict(), Field(ge=0, le=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Party = Name


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Instrument(_Stated):
    id: Name
    source: Name
    """Key of the regime's sources."""
    clause: Text
    """Where in the source it stands, and what it says, in our words."""
    assumed: dict[str, Text] = Field(default_factory=dict)
    """Fields that no source was opened for, each with the reason for its value."""

    @model_validator(mode="after")
    def _assumed_fields_exist(self) -> _Instrument:
        for name in self.assumed:
            if name.split(".")[0] not in type(self).model_fields:
                raise ValueError(f"«assumed» names «{name}», which is no field of it")
        return self


class Definition(_Instrument):
    """A number, a scale or a formula that other formulas name; moves no money."""

    kind: Literal["definition"]
    value: Schedule
    unit: Text
    """«money», «1» or a unit of quantity."""


class Royalty(_Instrument):
    """A share of a base, contractor → government."""

    kind: Literal["royalty"]
    base: Written
    rate: RateSchedule
    negative_base: Literal["nothing", "credit"]
    """What a base below 0 bears."""


class FirstTranche(_Instrument):
    """First tranche petroleum: a share of revenue before cost recovery; the government's part is contractor → government."""

    kind: Literal["first_tranche"]
    base: Written
    rate: ShareSchedule
    contractor_share: ShareSchedule


class CostClass(_Stated):
    """Costs that enter a pool: ``eligible`` is the share of them that may be recovered."""

    name: Name
    costs: Written
    eligible: Share
    uplift: Annotated[float, Field(ge=0, le=10)]
    """Once, on what enters the pool."""
    interest: Annotated[float, Field(ge=0, le=1)]
    """A period, on what the pool holds at its beginning."""


class CostRecovery(_Instrument):
    """Recovery of costs from production, up to a limit; classes are served in the order in which they stand.

    With ``payer`` and ``payee`` null the contractor keeps the revenue anyway (production sharing); with names it is a payment
    (service contract).
    """

    kind: Literal["cost_recovery"]
    classes: Annotated[list[CostClass], Field(min_length=1, max_length=12)]
    limit: ShareSchedule
    limit_base: Written
    carry_periods: Annotated[int, Field(ge=0, le=200)] | Literal["unlimited"]
    """For how many periods after the one it enters a cost may be recovered."""
    payer: Party | None
    payee: Party | None

    @model_validator(mode="after")
    def _expiry_without_interest(self) -> CostRecovery:
        if self.carry_periods != "unlimited" and any(entry.interest for entry in self.classes):
            raise ValueError("a pool whose costs expire bears no interest here")
        if len({entry.name for entry in self.classes}) != len(self.classes):
            raise ValueError("a class of costs stands twice")
        return self


class ProfitSplit(_Instrument):
    """What is left is shared; the government's part is contractor → government."""

    kind: Literal["profit_split"]
    base: Written
    contractor_share: ShareSchedule


class Tier(_Stated):
    """A tier of return: until ``hurdle`` (a period) is reached the contractor has ``contractor_share``; null: beyond all."""

    hurdle: Annotated[float, Field(ge=0, le=10)] | None
    contractor_share: Share


class ReturnSplit(_Instrument):
    """Profit shared by the contractor's rate of return, tier after tier; accounts are kept, not set back."""

    kind: Literal["return_split"]
    base: Written
    cash_before: Written
    """The contractor's cash of the period before its share of the base."""
    tiers: Annotated[list[Tier], Field(min_length=2, max_length=12)]

    @model_validator(mode="after")
    def _rising(self) -> ReturnSplit:
        hurdles = [tier.hurdle for tier in self.tiers]
        known = [hurdle for hurdle in hurdles[:-1] if hurdle is not None]
        if hurdles[-1] is not None or len(known) != len(hurdles) - 1:
            raise ValueError("only the last tier has no hurdle")
        if any(b <= a for a, b in itertools.pairwise(known)):
            raise ValueError("tiers overlap: their hurdles have to rise")
        if any(tier.contractor_share == 0 for tier in self.tiers[:-1]):
            raise ValueError("without a share the contractor never reaches the hurdle of the tier")
        return self


class RFactor(_Instrument):
    """Receipts so far over costs so far: a driver of scales."""

    kind: Literal["r_factor"]
    numerator: Written
    denominator: Written
    cumulative_to: Literal["previous", "current"]
    without_costs: float
    """The factor while the denominator is 0."""


class DomesticObligation(_Instrument):
    """Domestic market obligation: a share of the contractor's volume at a lower price; what it loses is contractor → government."""

    kind: Literal["domestic_obligation"]
    value: Written
    """Value of the contractor's entitlement at the market price."""
    share: Share
    price_share: Share
    """Price of it as a share of the market price."""
    holiday_periods: Annotated[int, Field(ge=0, le=600)]
    """Periods from first production in which the full price is paid."""


class Depreciation(_Instrument):
    """Costs spread over periods for tax or recovery; moves no money."""

    kind: Literal["depreciation"]
    of: Written
    method: Literal["straight_line", "declining_balance", "table", "unit_of_production", "immediate"]
    life: Annotated[int, Field(ge=1, le=100)] | None
    rate: Annotated[float, Field(gt=0, le=1)] | None
    table: Annotated[list[Share], Field(min_length=1, max_length=100)] | None
    start: Literal["spend", "production"]
    retained: Annotated[float, Field(ge=0, lt=1)]
    """Share of the costs that is never written off."""

    @model_validator(mode="after")
    def _method_is_whole(self) -> Depreciation:
        needs = {
            "straight_line": {"life"}, "declining_balance": {"rate"}, "table": {"table"}, "unit_of_production": set(),
            "immediate": set(),
        }[self.method]  # fmt: skip
        given = {name for name in ("life", "rate", "table") if getattr(self, name) is not None}
        also = {"life"} if self.method == "declining_balance" else set()
        if not needs <= given or given - needs - also:
            wanted = " and ".join(sorted(needs)) or "neither life, rate nor table"
            raise ValueError(f"depreciation by {self.method} needs {wanted}, and no other of life, rate, table")
        if self.table is not None and abs(sum(self.table) + self.retained - 1) > 1e-9:
            raise ValueError("the shares of the table and «retained» do not add up to 1")
        return self


class Allowance(_Instrument):
    """Amounts that may be deducted, up to a limit in each period, the rest carried forward; moves no money.

    An investment allowance, a cap on deductions, or losses of a royalty on net value: the main line is what is used, for
    deductions of other instruments to name.
    """

    kind: Literal["allowance"]
    earned: Written
    limit: ShareSchedule
    limit_base: Written
    interest: Annotated[float, Field(ge=0, le=1)]
    """A period, on what is held at its beginning."""
    carry_periods: Annotated[int, Field(ge=0, le=200)] | Literal["unlimited"]

    @model_validator(mode="after")
    def _expiry_without_interest(self) -> Allowance:
        if self.carry_periods != "unlimited" and self.interest:
            raise ValueError("an allowance that expires bears no interest here")
        return self


class CarriedLosses(_Stated):
    """Tax losses are carried forward, the oldest used first."""

    treatment: Literal["carried"]
    periods: Annotated[int, Field(ge=1, le=200)] | Literal["unlimited"]
    use_share: Annotated[float, Field(gt=0, le=1)]
    """Share of a period's profit that losses may take away."""
    interest: Annotated[float, Field(ge=0, le=1)]
    """A period, on what is carried into it."""
    interest_claims: Annotated[int, Field(ge=0, le=200)] | Literal["unlimited"]
    """In how many periods interest may be added."""

    @model_validator(mode="after")
    def _expiry_without_interest(self) -> CarriedLosses:
        if self.periods != "unlimited" and self.interest:
            raise ValueError("losses that expire bear no interest here")
        if (self.interest == 0) != (self.interest_claims == 0):
            raise ValueError("«interest_claims» is 0 where there is no interest, and more where there is")
        return self


class RefundedLosses(_Stated):
    """The tax value of a loss, at the rate of its period, is paid out."""

    treatment: Literal["refunded"]
    lag: Annotated[int, Field(ge=0, le=60)]
    """Periods after the loss in which it is paid out."""


class RelievedLosses(_Stated):
    """Losses are taken by other income of the taxpayer at once: negative tax."""

    treatment: Literal["relieved_elsewhere"]


class LostLosses(_Stated):
    """Losses have no value."""

    treatment: Literal["lost"]


LossRule = Annotated[CarriedLosses | RefundedLosses | RelievedLosses | LostLosses, Field(discriminator="treatment")]
"""What becomes of a tax loss."""


class Minimum(_Stated):
    """A least tax: a rate of a base."""

    base: Written
    rate: Share


class IncomeTax(_Instrument):
    """A tax on income less deductions, contractor → government."""

    kind: Literal["income_tax"]
    income: Written
    deductions: Annotated[list[Written], Field(max_length=30)]
    rate: ShareSchedule
    losses: LossRule
    minimum: Minimum | Literal["none"]
    payer: Party
    payee: Party


class ResourceRent(_Instrument):
    """A tax on what exceeds a return: the account of cash bears ``uplift`` a period, and what is above 0 is taxed and taken out."""

    kind: Literal["resource_rent"]
    cash: Written
    uplift: Annotated[float, Field(ge=0, le=10)]
    rate: ShareSchedule


class Charge(_Instrument):
    """Any payment that a formula states: a levy, a fee, a toll."""

    kind: Literal["charge"]
    amount: Written
    payer: Party
    payee: Party
    negative: Literal["nothing", "paid_back"]


class Bonus(_Instrument):
    """A payment once: in a year, or in the period in which a formula first reaches a value. contractor → government."""

    kind: Literal["bonus"]
    amount: Annotated[float, Field(ge=0)]
    year: Annotated[int, Field(ge=1900, le=2300)] | None
    reached: Written | None
    at: float | None

    @model_validator(mode="after")
    def _one_trigger(self) -> Bonus:
        if (self.year is None) == (self.reached is None) or (self.reached is None) != (self.at is None):
            raise ValueError("a bonus has a «year», or «reached» with «at»")
        return self


class ServiceFee(_Instrument):
    """A fee for each unit produced, government → contractor, up to a share of a base; what is above it is carried or lost."""

    kind: Literal["service_fee"]
    volume: Written
    fee: RateSchedule
    limit: Share
    limit_base: Written
    unpaid: Literal["carried", "lost"]


class Participation(_Instrument):
    """A party that takes a share of costs and receipts; its costs may be carried by the contractor and repaid from receipts."""

    kind: Literal["participation"]
    party: Party
    share: Share
    costs: Written
    receipts: Written
    enters: Literal["start", "production"]
    past_costs: Annotated[float, Field(ge=0, le=10)]
    """What it pays of its share of past costs when it enters at production: 0, 1, or with a premium."""
    carried: Literal["no", "until_production", "always"]
    carry_interest: Annotated[float, Field(ge=0, le=10)]
    repaid_from: Share
    """Share of its receipts that repays what was carried."""

    @model_validator(mode="after")
    def _carry_is_whole(self) -> Participation:
        if self.carried == "no" and (self.carry_interest or self.repaid_from):
            raise ValueError("«carry_interest» and «repaid_from» are 0 where nothing is carried")
        if self.enters == "production" and self.carried == "until_production":
            raise ValueError("a party that enters at production has nothing carried before it")
        if self.enters == "start" and self.past_costs:
            raise ValueError("a party that is there from the start owes no past costs")
        return self


class AbandonmentFund(_Instrument):
    """A fund for abandonment: paid in as reserves are produced, contractor → fund; given back as abandonment is paid."""

    kind: Literal["abandonment_fund"]
    expected: Written
    """Abandonment cost of the whole life as expected in the period."""
    costs: Written
    """Abandonment cost of the period."""
    from_produced_share: Share
    """Share of reserves produced at which paying in begins."""
    interest: Annotated[float, Field(ge=0, le=1)]


Instrument = Annotated[
    Definition | Royalty | FirstTranche | CostRecovery | ProfitSplit | ReturnSplit | RFactor | DomesticObligation | Depreciation
    | Allowance | IncomeTax | ResourceRent | Charge | Bonus | ServiceFee | Participation | AbandonmentFund,
    Field(discriminator="kind"),
]  # fmt: skip
