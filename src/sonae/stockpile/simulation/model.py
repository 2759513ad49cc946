"""What a stock simulation is made of: materials, rules, processes and costs, on the events of METHOD §3.

Order of one month (scenario n, material m, month t), in tonnes of contained element and yen:

1. events give the share of consumption that cannot be met, ``x`` (softened, METHOD §4); demand is reference
   consumption × growth × noise; need is ``x · demand``;
2. the world price is the mean price × exp(noise) × (1 + scarcity · x);
3. private stock covers need first, then what the joint stock may give, then national stock: *tight-supply release*,
   at most the release cap, never below the tight-supply floor; what is left is shortage;
4. where x = 0, the no-repurchase window since the last release is over and the tender does not fail, the stock is
   rebuilt: at most the purchase cap of the month, at the price of the impact steps, within the year's budget, materials
   in the order of the model;
5. private and joint stock refill in months with x = 0; stock past its shelf life is rotated at a cost;
6. the month's cost is value of shortage + purchases − proceeds of release + holding + rotation, discounted.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sonae.core import Classification, InputError
from sonae.stockpile.target_days.model import ShortageModel

__all__ = ["Costs", "ImpactStep", "Processes", "StockMaterial", "StockModel", "StockRule"]

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ImpactStep:
    """Buying up to ``market_share`` of a month's world trade costs ``premium`` more than the market price.

    Steps follow each other: the premium holds for the part of a purchase that lies in the step. Beyond the last step
    nothing can be bought in a month.
    """

    market_share: float
    premium: float


@dataclass(frozen=True, slots=True)
class StockMaterial:
    """What is held: the governing line of a mineral. Tonnes are of contained element."""

    symbol: str
    line: str
    """Name of the line in the shortage model."""
    consumption_t_a_day: float
    """One day of reference consumption, t (METHOD §2)."""
    consumption_basis: str
    """«observed», «given», or in words what stands in for it."""
    growth_a_year: float
    price_yen_a_t: float
    price_basis: str
    price_proxy: bool
    """True where the price is a unit value of trade, not a quotation."""
    market_t_a_month: float
    """World trade of the line a month, t: what a purchase is measured by for its price impact."""

    @property
    def consumption_t_a_month(self) -> float:
        """Reference consumption of a month of 365/12 days, t."""
        return self.consumption_t_a_day * 365.0 / 12.0


@dataclass(frozen=True, slots=True)
class StockRule:
    """How a material's stock is run. Days are days of reference consumption."""

    start_t: float
    target_days: float
    minimum_days: float = 0.0
    """Least stock after an *adjustment* release (basic policy 2(3)); tight-supply release does not stop at it."""
    tight_floor_days: float = 0.0
    """Least stock after a *tight-supply* release; none by default, because the stock is the last resort."""
    release_cap_share: float = 1.0
    """Most that leaves in a month, as share of a month of reference consumption."""
    purchase_cap_t: float = np.inf
    """Most that is bought in a month, t; the last impact step limits it too."""
    no_repurchase_months: int = 0
    """Full months after the last release in which nothing is bought."""
    shelf_life_months: int = 0
    """0: keeps for ever. Older stock is rotated: exchanged for fresh at ``Costs.rotation`` of its value."""
    private_days: float = 0.0
    joint_days: float = 0.0
    """Joint stock that the State may call on, already weighted by the share that counts."""
    other_refill_months: int = 12
    """Months without need in which an empty private or joint stock is full again."""


@dataclass(frozen=True, slots=True)
class Processes:
    """Demand and price: autoregressive noise of order one in logarithms, the same law for every material.

    Log demand noise: ``d_t = demand_persistence · d_{t−1} + demand_sigma · e``; log price: ``y_t = price_persistence ·
    y_{t−1} + price_sigma · (√ρ · common + √(1 − ρ) · own)`` with ρ = ``price_common`` and standard normal shocks; both
    begin at 0. World price = mean price · exp(y) · (1 + scarcity · x).
    """

    demand_persistence: float = 0.8
    demand_sigma: float = 0.02
    price_persistence: float = 0.97
    price_sigma: float = 0.06
    price_common: float = 0.3
    scarcity: float = 1.0
    failed_tender: float = 0.0
    """Chance that a month's tender for a material finds no acceptable offer."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What is counted, a month: shares of the mean price unless said otherwise.

    Shortage of s tonnes in a month with demand D costs ``price · s · (shortage_value + shortage_curve · s / D)``: uses
    that can go without go without first.
    """

    shortage_value: float
    shortage_curve: float
    holding_a_year: float
    """Storage and capital tied up, share of the mean price a year."""
    sale_discount: float
    """What is released or sold brings the market price less this share."""
    rotation: float
    discount_a_year: float

    @property
    def month_factor(self) -> float:
        """Discount factor of one month."""
        return float((1.0 + self.discount_a_year) ** (-1.0 / 12.0))


@dataclass(frozen=True)
class StockModel:
    """Materials with their rules on one set of events. Arrays by material follow the order of ``materials``."""

    shortage: ShortageModel = field(repr=False)
    """Has exactly one line a material, in the same order."""
    materials: tuple[StockMaterial, ...]
    rules: tuple[StockRule, ...]
    steps: tuple[ImpactStep, ...]
    processes: Processes
    costs: Costs
    months: int
    budgets_yen: tuple[float, ...]
    """By fiscal year of twelve months; hard in every scenario. Empty: no limit."""
    classification: Classification

    def __post_init__(self) -> None:
        names = [line.name for line in self.shortage.lines]
        if names != [material.line for material in self.materials]:
            raise InputError("the lines of the shortage model are not those of the materials", field="materials")
        if len(self.rules) != len(self.materials):
            raise InputError(f"{len(self.rules)} rules for {len(self.materials)} materials", field="rules")
        if not 1 <= self.months <= self.shortage.policy.days.horizon_months:
            raise InputError(
                f"{self.months} months cannot be simulated",
                expected=f"1 to {self.shortage.policy.days.horizon_months}, the horizon of the policy",
            )
        if self.budgets_yen and len(self.budgets_yen) * 12 < self.months:
            raise InputError(
                f"{len(self.budgets_yen)} budgets for {self.months} months", expected="one for every fiscal year"
            )
        if any(not budget >= 0 for budget in self.budgets_yen):
            raise InputError("a budget is negative", field="budgets_yen", expected="0 or more")
        for material, rule in zip(self.materials, self.rules, strict=True):
            if not rule.start_t >= 0:
                raise InputError(f"{material.symbol}: the stock at the start is negative", field="start_t")
            if rule.target_days < rule.minimum_days:
                raise InputError(
                    f"{material.symbol}: the target lies below the minimum stock",
                    field="target_days",
                    expected=f"{rule.minimum_days} days or more",
                )
        shares = [step.market_share for step in self.steps]
        premiums = [step.premium for step in self.steps]
        if not shares or sorted(set(shares)) != shares or sorted(premiums) != premiums or shares[0] <= 0:
            raise InputError("price steps must rise in share and not fall in premium", field="steps")

    def target_t(self) -> F64:
        """Target stock by material, t."""
        return np.asarray(
            [rule.target_days * m.consumption_t_a_day for m, rule in zip(self.materials, self.rules, strict=True)]
        )

    def purchase_cap_t(self) -> F64:
        """Most that can be bought in a month by material, t: the rule's cap or the end of the last step."""
        return np.asarray(
            [
                min(rule.purchase_cap_t, self.steps[-1].market_share * m.market_t_a_month)
                for m, rule in zip(self.materials, self.rules, strict=True)
            ]
        )
