"""A project as a case file states it: volumes, prices by deck, costs, and the regime it stands under."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sonae.core import Classification, InputError
from sonae.data import plain_yaml, read_text
from sonae.economics.conditions import MoneyTerms
from sonae.economics.regimes import Regime, load_regime
from sonae.economics.regimes.regime import refusal

__all__ = ["Case", "CostLine", "Product", "case_from_text", "case_from_tree", "load_case"]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Text = Annotated[str, Field(min_length=1, max_length=300)]
ByYear = dict[int, Annotated[float, Field(allow_inf_nan=False)]]
Stage = Literal["exploration", "development", "production", "abandonment", "terminated"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _year_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Money(_Part):
    """Currency of amounts, and the base of real money or «nominal»."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    base: Annotated[Text, BeforeValidator(_year_as_text)]
    """«nominal», or the base of real money: 2026, FY2026, 2026-04."""

    @property
    def terms(self) -> MoneyTerms:
        """The money as results state it."""
        return MoneyTerms(self.currency, None if self.base == "nominal" else self.base)


class Product(_Part):
    """What is sold. ``volume`` is in millions of ``unit``, so that money is in millions."""

    deck: Text
    """Name of the price deck."""
    unit: Text
    """Unit of quantity that the price is asked in, such as bbl."""
    price_factor: Annotated[float, Field(ge=0, le=10)]
    """Price of the product over that of the deck: quality, payable share."""
    differential: float
    """Added to the price after the factor, in the money of ``differential_money``."""
    differential_money: Money
    volume: Annotated[ByYear, Field(min_length=1)]

    @model_validator(mode="after")
    def _none_negative(self) -> Product:
        for year, value in self.volume.items():
            if value < 0:
                raise ValueError(f"the volume of {year} is below 0")
        return self


class CostLine(_Part):
    """Costs of a class by year, in millions of ``money``."""

    money: Money
    values: ByYear

    @model_validator(mode="after")
    def _none_negative(self) -> CostLine:
        for year, value in self.values.items():
            if value < 0:
                raise ValueError(f"the cost of {year} is below 0")
        return self


class Case(_Part):
    """A project. All amounts are in millions; ``calendar`` is the year of volumes, costs and the regime."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,60}$")]
    name_ja: Text
    name_en: Text
    fictional: bool
    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    region: Text
    stage: Stage
    commodity: Text
    classification: Literal["public", "internal", "secret"]
    calendar: Literal["calendar_year", "fiscal_year"]
    first_year: Annotated[int, Field(ge=1950, le=2200)]
    years: Annotated[int, Field(ge=1, le=100)]
    regime: Text
    main_product: Name
    products: Annotated[dict[Name, Product], Field(min_length=1, max_length=10)]
    costs: Annotated[dict[Name, CostLine], Field(min_length=1, max_length=20)]
    other: dict[Name, ByYear]
    """Further lines that the regime needs, by year, as they stand."""
    file: str = ""

    @model_validator(mode="after")
    def _years_fit(self) -> Case:
        if self.main_product not in self.products:
            raise ValueError(f"the main product «{self.main_product}» is none of the products")
        last = self.first_year + self.years - 1
        tables = {f"products.{name}.volume": product.volume for name, product in self.products.items()}
        tables |= {f"costs.{name}.values": line.values for name, line in self.costs.items()}
        tables |= {f"other.{name}": values for name, values in self.other.items()}
        for place, values in tables.items():
            for year in values:
                if not self.first_year <= year <= last:
                    raise ValueError(f"{place} names {year}, which lies outside {self.first_year} to {last}")
        return self

    @property
    def label(self) -> Classification:
        """The classification of the case."""
        return Classification.parse(self.classification)

    @cached_property
    def sha256(self) -> str:
        """Hash of all values, whatever the layout and the name of the file."""
        values = self.model_dump(mode="json", exclude={"file"})
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()

    def regime_terms(self, folder: Path | None = None) -> Regime:
        """Return the regime it stands under; see :func:`~sonae.economics.regimes.load_regime`."""
        return load_regime(self.regime, folder)


def load_case(path: Path) -> Case:
    """Read a case file.

    Raises:
        InputError: naming the file and the path of the field, and what was expected.

    """
    return case_from_text(read_text(path, "the case"), path.name)


def case_from_text(text: str, file: str) -> Case:
    """Read a case from text; see :func:`load_case`."""
    return case_from_tree(plain_yaml(text, file, expected="a case: id, country, regime, products, costs …"), file)


def case_from_tree(tree: Mapping[str, Any], file: str) -> Case:
    """Check a case that was read from YAML, whole or as a part of a file; see :func:`load_case`."""
    if "file" in tree:
        raise InputError("there is no such field", file=file, field="file")
    try:
        return Case.model_validate({**tree, "file": file})
    except ValidationError as error:
        raise refusal(error, file, tree) from error
