"""An evaluation as a state, and what two states have to have in common to be compared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.economics.bridge.factors import Factor, check_order
from sonae.economics.conditions import ConditionSet, ConventionCard
from sonae.economics.ledger import Case, program_of
from sonae.economics.regimes import FromYear, Regime, lower

__all__ = ["BridgeSettings", "Pair", "State"]


@dataclass(frozen=True)
class State:
    """One evaluation of a project.

    Attributes:
        name: what it is called, such as «adoption» or «FY2025».
        case: volumes, costs, prices asked for.
        conditions: decks, rates, conventions, base date.
        regime: the fiscal terms.
        party: whose cash is valued, such as «contractor».
        share: the agency's share of that cash, 0 to 1: a number, or numbers that hold from a year on.
        rate: name of the discount rate of the condition set.
        actual_until: the last year of the case whose figures are actual; None when all are forecast.

    """

    name: str
    case: Case
    conditions: ConditionSet
    regime: Regime
    party: str
    share: float | FromYear
    rate: str
    actual_until: int | None

    def __post_init__(self) -> None:
        shares = list(self.share.from_year.values()) if isinstance(self.share, FromYear) else [self.share]
        if not all(0 <= share <= 1 for share in shares):
            raise InputError("a share lies outside 0 to 1", field="share", expected="a share of the party's cash")
        if self.rate not in self.conditions.discount:
            raise UnknownChoiceError("discount rate", self.rate, self.conditions.discount)
        if (self.case.period, self.regime.period) != ("year", "year"):
            raise InputError(
                f"the case goes by the {self.case.period} and the regime {self.regime.id} by the {self.regime.period}",
                file=self.case.file, field="period", expected="both by the year, to be compared",
            )  # fmt: skip

    @classmethod
    def of(
        cls,
        name: str,
        case: Case,
        conditions: ConditionSet,
        *,
        party: str,
        share: float | FromYear,
        rate: str,
        actual_until: int | None,
        folder: Path | None = None,
    ) -> State:
        """Return the state of a case under the regime that it names.

        Raises:
            InputError: for a share outside 0 to 1, or a regime that cannot be read.
            UnknownChoiceError: for a regime or a discount rate that there is none of.

        """
        return cls(name, case, conditions, case.regime_terms(folder), party, share, rate, actual_until)

    @property
    def base_date(self) -> dt.date:
        """The date that flows are discounted to."""
        return self.conditions.conventions.base_date

    @property
    def years(self) -> range:
        """The years of the case."""
        return range(self.case.first_year, self.case.first_year + self.case.years)

    @property
    def classification(self) -> Classification:
        """The joined label of case and conditions."""
        return Classification.join([self.case.label, self.conditions.classification])

    @property
    def card(self) -> ConventionCard:
        """The convention card that the value is read with."""
        return self.conditions.card(self.regime.label)

    def share_in(self, year: int) -> float:
        """Return the share of a year. Raises InputError before the first year that one is stated for."""
        share = self.share.value(year) if isinstance(self.share, FromYear) else self.share
        if share is None:
            raise InputError(
                f"«{self.name}» states no share for {year}", field="share", expected="a share from that year"
            )
        return share


@dataclass(frozen=True)
class BridgeSettings:
    """Choices of a comparison. Nothing here has a default.

    Attributes:
        order: all factors in the order of the fixed bridge.
        capex: classes of costs that are capital costs.
        opex: classes of costs that are operating costs.
        counted: «all» periods, those before the base date compounded, or «from_base_date» those that end after it.

    """

    order: tuple[Factor, ...]
    capex: tuple[str, ...]
    opex: tuple[str, ...]
    counted: Literal["all", "from_base_date"]

    def __post_init__(self) -> None:
        check_order(self.order)
        if self.counted not in ("all", "from_base_date"):
            raise UnknownChoiceError("periods counted", self.counted, ("all", "from_base_date"))
        for name in (*self.capex, *self.opex):
            if (*self.capex, *self.opex).count(name) > 1:
                raise InputError(
                    f"the costs «{name}» stand twice", field="capex", expected="capital or operating costs"
                )

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        return {"order": list(self.order), "capex": list(self.capex), "opex": list(self.opex), "counted": self.counted}


@dataclass(frozen=True)
class Pair:
    """Two states that can be compared.

    Raises:
        InputError: when they are of different projects, years or money, or are not whole in themselves.

    """

    old: State
    new: State
    settings: BridgeSettings

    def __post_init__(self) -> None:
        old, new = self.old, self.new
        conventions = old.conditions.conventions, new.conditions.conventions
        common = {
            "project": (old.case.id, new.case.id), "calendar": (old.case.calendar, new.case.calendar),
            "main product": (old.case.main_product, new.case.main_product),
            "money of results": (old.conditions.money.label("en"), new.conditions.money.label("en")),
            "timing of flows": (conventions[0].timing, conventions[1].timing),
        }  # fmt: skip
        for what, (first, second) in common.items():
            if first != second:
                raise InputError(
                    f"the {what} is «{first}» in «{old.name}» and «{second}» in «{new.name}»", file=new.case.file,
                    expected="the same in both evaluations",
                )  # fmt: skip
        if (currency := conventions[0].currency) != "JPY":
            raise InputError(
                f"the condition set states results in {currency}", field="conventions.currency", expected="JPY"
            )
        for name in old.case.products.keys() & new.case.products.keys():
            units = [state.case.products[name].unit for state in self.states]
            if units[0] != units[1]:
                raise InputError(
                    f"the product «{name}» is measured in {units[0]} and in {units[1]}", file=new.case.file,
                    field=f"products.{name}.unit", expected="one unit in both evaluations",
                )  # fmt: skip
        for name in self.cost_lines:
            if name not in (*self.settings.capex, *self.settings.opex):
                raise InputError(
                    f"the costs «{name}» are neither capital nor operating costs",
                    field="capex",
                    expected="one of the two",
                )
        for state in self.states:
            costs = tuple(state.case.costs)
            program_of(lower(state.regime, costs), tuple(state.case.products), costs, tuple(state.case.other))

    @property
    def states(self) -> tuple[State, State]:
        """The old and the new state."""
        return self.old, self.new

    @property
    def products(self) -> tuple[str, ...]:
        """Products of either, those of the old case first."""
        return tuple(dict.fromkeys([*self.old.case.products, *self.new.case.products]))

    @property
    def cost_lines(self) -> tuple[str, ...]:
        """Classes of costs of either, those of the old case first."""
        return tuple(dict.fromkeys([*self.old.case.costs, *self.new.case.costs]))

    @property
    def cut(self) -> int | None:
        """The last year that is past in either state; years up to it are those of the factor «actuals»."""
        stated = [state.actual_until for state in self.states if state.actual_until is not None]
        return max(stated, default=None)
