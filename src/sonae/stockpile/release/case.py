"""A release case as its file states it: the request or the adjustment, the plan, the goods, the facts, the judgements.

Goods are whole gross kilograms of a form with its content; the plan and its limits are kilograms of contained element.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from sonae.core import Classification, InputError, Outcome
from sonae.data import Minerals, plain_yaml, read_text, refusal_of

__all__ = [
    "Buyer",
    "Criterion",
    "ExchangeTerms",
    "Holding",
    "Judgement",
    "Plan",
    "PlanLimit",
    "ReleaseCase",
    "Released",
    "Request",
    "SupplyFacts",
    "parse_case",
    "read_case",
]

Name = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(min_length=1, max_length=5000)]
Kilograms = Annotated[int, Field(ge=0, le=10**12)]
SomeKilograms = Annotated[int, Field(ge=1, le=10**12)]
Content = Annotated[Decimal, Field(gt=0, le=1)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Buyer(_Section):
    """A company; what is not known of it is left out, and stays open."""

    name: Name
    japanese: bool | None = None
    registered: bool | None = None


class Request(_Section):
    """A company's request for a release."""

    id: Name
    buyer: Name
    quantity_kg: SomeKilograms
    end_use: str = ""
    received: dt.datetime | None = None


class Holding(_Section):
    """A lot in the store. ``place`` 1 is nearest to the door; ``stored`` is the day it came in."""

    lot: Name
    site: Name
    form: Name
    content: Content
    quantity_kg: Kilograms
    place: Annotated[int, Field(ge=1)] | None = None
    stored: dt.date | None = None

    @property
    def contained_kg(self) -> Fraction:
        """Contained element, exactly."""
        return self.quantity_kg * Fraction(self.content)


class PlanLimit(_Section):
    """What the plan allows for a mineral in a period; ``regime`` none: for both regimes together."""

    mineral: Name
    begins: dt.date
    ends: dt.date
    maximum_release_kg: Kilograms
    regime: Literal["tight_supply", "adjustment"] | None = None
    minimum_stock_kg: Kilograms | None = None
    """Least stock after an adjustment release."""
    tight_supply_floor_kg: Kilograms | None = None
    """Least stock after a tight-supply release; none unless the agency sets one."""

    @model_validator(mode="after")
    def _in_order(self) -> PlanLimit:
        if self.ends < self.begins:
            raise ValueError("the period ends before it begins")
        return self


class Plan(_Section):
    """The stockpile plan; without the State's consent it binds nobody."""

    name: Name
    consented_on: dt.date | None = None
    limits: Annotated[list[PlanLimit], Field(min_length=1)]


class Released(_Section):
    """What has left before, kilograms of contained element."""

    mineral: Name
    date: dt.date
    contained_kg: Annotated[Decimal, Field(ge=0)]
    regime: Literal["tight_supply", "adjustment"]


class SupplyFacts(_Section):
    """What the person who judges need must see, contained element; what is not known is left out."""

    need_kg_a_month: Kilograms | None = None
    missing_kg_a_month: Kilograms | None = None
    private_stock_kg: Kilograms | None = None
    alternatives: str | None = None


class Criterion(_Section):
    """The agency's own standard for «needed», which the basic policy asks for (2(3) notes 1, 2)."""

    name: Name
    adopted_on: dt.date
    points: Annotated[list[Name], Field(min_length=1)]


class Judgement(_Section):
    """What only a person may judge: who, when, with what reason and evidence, and an answer to every point."""

    step: Name
    outcome: Outcome
    by: Name
    date: dt.date
    reason: Words
    evidence: Annotated[list[Name], Field(min_length=1)]
    answers: dict[str, Words] = Field(default_factory=dict)

    @field_validator("outcome", mode="before")
    @classmethod
    def _said(cls, value: Any) -> Any:
        """YAML reads a bare yes or no as true or false."""
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class ExchangeTerms(_Section):
    """What comes back in an exchange, and when."""

    return_form: Name
    return_content: Content
    return_kg: SomeKilograms
    return_on: dt.date


class AdjustmentRelease(_Section):
    """An adjustment release that is considered; without a buyer the goods are offered to all who are eligible."""

    purpose: Literal["quantity", "quality", "form"] | None = None
    manner: Literal["sale", "exchange"] | None = None
    quantity_kg: SomeKilograms
    buyer: Name | None = None
    exchange: ExchangeTerms | None = None


class ReleaseCase(_Section):
    """Everything a decision rests on. Results are SECRET unless the file says PUBLIC."""

    classification: str = "SECRET"
    date: dt.date
    regime: Literal["tight_supply", "adjustment"]
    mineral: Name
    form: Name
    buyers: list[Buyer] = Field(default_factory=list)
    requests: list[Request] = Field(default_factory=list)
    adjustment: AdjustmentRelease | None = None
    holdings: list[Holding] = Field(default_factory=list)
    plan: Plan | None = None
    released: list[Released] = Field(default_factory=list)
    supply: SupplyFacts = SupplyFacts()
    criterion: Criterion | None = None
    judgements: list[Judgement] = Field(default_factory=list)
    settings: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _sound(self) -> ReleaseCase:
        if self.regime == "adjustment" and self.adjustment is None:
            raise ValueError("an adjustment release needs the section «adjustment»")
        if self.regime == "adjustment" and self.requests:
            raise ValueError(
                "an adjustment release answers no request: name the regime tight_supply, or drop «requests»"
            )
        if self.regime == "tight_supply" and self.adjustment is not None:
            raise ValueError("a tight-supply release has no section «adjustment»")
        for kind, names in (
            ("buyer", [buyer.name for buyer in self.buyers]),
            ("request", [request.id for request in self.requests]),
            ("lot", [holding.lot for holding in self.holdings]),
        ):
            if len(set(names)) < len(names):
                raise ValueError(f"a {kind} stands there twice")
        known = {buyer.name for buyer in self.buyers}
        wanted = {request.buyer for request in self.requests}
        if self.adjustment is not None and self.adjustment.buyer is not None:
            wanted.add(self.adjustment.buyer)
        if wanted - known:
            raise ValueError("a company is not among the «buyers»")
        contents = {holding.content for holding in self.holdings if holding.form == self.form}
        if len(contents) > 1:
            raise ValueError("lots of one form have different contents: name them as different forms")
        return self

    @property
    def label(self) -> Classification:
        """Who may see the decision."""
        return Classification.parse(self.classification)

    @property
    def wanted(self) -> AdjustmentRelease:
        """The adjustment release.

        Raises:
            InputError: when the case is none.

        """
        if self.adjustment is None:
            raise InputError("the case is no adjustment release", field="adjustment")
        return self.adjustment

    @property
    def lots(self) -> list[Holding]:
        """The lots of the form in question."""
        return [holding for holding in self.holdings if holding.form == self.form]

    @property
    def content(self) -> Fraction | None:
        """Tonnes of element in a gross tonne of the form; none where no lot of it is held."""
        return Fraction(self.lots[0].content) if self.lots else None


def parse_case(tree: Any, file: str | None = None) -> ReleaseCase:
    """Check a case that was read from YAML, and name its minerals by symbol.

    Raises:
        InputError: naming the field, never its value.

    """
    try:
        case = ReleaseCase.model_validate(tree)
    except ValidationError as error:
        raise refusal_of(error, file) from error
    _ = case.label
    register = Minerals.of_package()
    update: dict[str, Any] = {"mineral": register.find(case.mineral).symbol}
    if case.plan is not None:
        limits = [row.model_copy(update={"mineral": register.find(row.mineral).symbol}) for row in case.plan.limits]
        update["plan"] = case.plan.model_copy(update={"limits": limits})
    update["released"] = [
        row.model_copy(update={"mineral": register.find(row.mineral).symbol}) for row in case.released
    ]
    return case.model_copy(update=update)


def read_case(path: Path) -> ReleaseCase:
    """Read a case file.

    Raises:
        InputError: naming the file and the field.

    """
    return parse_case(plain_yaml(read_text(path), path.name, expected="a release case"), path.name)
