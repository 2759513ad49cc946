"""Changes of a condition set, one line each, and the stresses of a file: named lists of changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from sonae.core import UnknownChoiceError
from sonae.economics.conditions.discount import DiscountRate
from sonae.economics.conditions.exchange import ExchangeRate
from sonae.economics.conditions.inflation import Inflation
from sonae.economics.conditions.prices import PriceDeck, PriceFormula, PriceSeries
from sonae.economics.conditions.reading import Month, Number, Part, Text, place_of, plain_values, validated

if TYPE_CHECKING:
    from sonae.economics.conditions.condition_set import ConditionSet

__all__ = ["Change", "Stress"]

_SECTIONS: dict[str, tuple[str, ...]] = {
    "price": ("prices",), "fx": ("fx", "rates"), "inflation": ("inflation",), "discount": ("discount",),
}  # fmt: skip
_DECKS: dict[str, TypeAdapter[Any]] = {
    "price": TypeAdapter(PriceDeck), "fx": TypeAdapter(ExchangeRate), "inflation": TypeAdapter(Inflation),
    "discount": TypeAdapter(DiscountRate),
}  # fmt: skip


class Change(Part):
    """One change: of a price, a rate of exchange, an inflation or a discount rate; by a factor, a sum or a new deck.

    ``add`` is in the unit and money of the deck, and in shares for rates (0.01 is one point). ``starting`` is the month from
    which a factor or a sum holds; a discount rate and a new deck have none.
    """

    price: str | None = None
    fx: str | None = None
    inflation: str | None = None
    discount: str | None = None
    starting: Month | None = None
    multiply: Annotated[Number, Field(gt=0, le=1000)] | None = None
    add: Number | None = None
    replace: PriceSeries | PriceFormula | ExchangeRate | Inflation | DiscountRate | None = None

    @model_validator(mode="before")
    @classmethod
    def _deck_of_the_target(cls, data: Any) -> Any:
        """Read a new deck in the form of what it replaces."""
        if not isinstance(data, Mapping) or not isinstance(deck := data.get("replace"), Mapping):
            return data
        target = next((name for name in _SECTIONS if data.get(name) is not None), None)
        if target is None:
            return data
        try:
            return {**data, "replace": _DECKS[target].validate_python(dict(deck))}
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            said = first["msg"].removeprefix("Value error, ")
            raise ValueError(f"{place_of(('replace', *first['loc']))}: {said}") from None

    @classmethod
    def of(cls, said: Mapping[str, Any], file: str = "change") -> Change:
        """Read a change as a file states it, such as ``{"price": "oil", "multiply": 0.7, "starting": "2027-04"}``.

        Raises:
            InputError: naming ``file`` and the field.

        """
        return validated(cls, said, file)

    @model_validator(mode="after")
    def _one_of_each(self) -> Change:
        if sum(getattr(self, name) is not None for name in _SECTIONS) != 1:
            raise ValueError("a change names one of price, fx, inflation and discount")
        if sum(part is not None for part in (self.multiply, self.add, self.replace)) != 1:
            raise ValueError("a change is one of multiply, add and replace")
        if self.target in ("inflation", "discount") and self.multiply is not None:
            raise ValueError(f"a rate of {self.target} is changed by add or replace")
        dated = self.replace is None and self.target != "discount"
        if dated and self.starting is None:
            raise ValueError("the change does not say from which month it holds: state «starting», such as 2027-04")
        if not dated and self.starting is not None:
            raise ValueError("a discount rate and a new deck hold throughout; «starting» does not belong here")
        return self

    @property
    def target(self) -> str:
        """What is changed: price, fx, inflation or discount."""
        return next(name for name in _SECTIONS if getattr(self, name) is not None)

    @property
    def name(self) -> str:
        """The name of the deck."""
        return str(getattr(self, self.target))

    def check_target(self, conditions: ConditionSet) -> None:
        """Refuse a change of a deck that is not there.

        Raises:
            UnknownChoiceError: naming the nearest decks.

        """
        decks = conditions.fx.rates if self.target == "fx" else getattr(conditions, _SECTIONS[self.target][0])
        if self.name not in decks:
            raise UnknownChoiceError(self.target, self.name, decks)

    def apply(self, tree: dict[str, Any]) -> None:
        """Make the change in the plain values of a condition set that holds its deck."""
        section: dict[str, Any] = tree
        for key in _SECTIONS[self.target]:
            section = section[key]
        deck = section[self.name]
        if self.replace is not None:
            section[self.name] = plain_values(self.replace)
        elif self.target == "discount":
            deck["rate"] += self.add
        elif self.target == "inflation":
            deck["shifted"] = [*deck.get("shifted", []), {"starting": self.starting, "add": self.add}]
        else:
            step = {"starting": self.starting, "multiply": self.multiply or 1.0, "add": self.add or 0.0}
            deck["adjusted"] = [*deck.get("adjusted", []), step]

    def words(self, language: str, unit: str = "") -> str:
        """Say the change: «price of oil × 0.7 from 2027-04», in Japanese «価格 oil × 0.7（2027-04 以降）»."""
        if self.replace is not None:
            how = "を差替え" if language == "ja" else " replaced"
        elif self.multiply is not None:
            how = f" × {self.multiply:.10g}"
        else:
            points = self.target in ("inflation", "discount")
            size = abs(self.add or 0.0) * (100 if points else 1)
            what = ("ポイント" if language == "ja" else " pt") if points else f" {unit}".rstrip()
            how = f" {'−' if (self.add or 0.0) < 0 else '+'} {size:.10g}{what}"
        if language == "ja":
            heads = {"price": "価格", "fx": "為替", "inflation": "物価上昇率", "discount": "割引率"}
            return f"{heads[self.target]} {self.name}{how}" + (f"（{self.starting} 以降）" if self.starting else "")
        heads = {
            "price": "price of",
            "fx": "rate of exchange",
            "inflation": "inflation of",
            "discount": "discount rate",
        }
        return f"{heads[self.target]} {self.name}{how}" + (f" from {self.starting}" if self.starting else "")


class Stress(Part):
    """A named list of changes, made in their order."""

    title: Text = Field(description="what the stress is, in words")
    changes: tuple[Change, ...] = Field(min_length=1, description="the changes in their order")
