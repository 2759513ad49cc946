"""The ledger of stocks and flows: one typed file from which every day convention is counted.

Figures are exact decimals. A figure that nobody has is written ``quantity:`` with a reason and no number; a flow that is
nought is written 0. What is left out is missing, not nought.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from sonae.core import FiscalYear, InputError, Unit
from sonae.data import parameters
from sonae.stockpile.day_counts.reading import CaseFile, Exact, Row, rows_of_csv, validated

__all__ = ["KINDS", "MAIN_GROUPS", "PRIMARY", "PRODUCTS", "UNITS", "Flow", "Ledger", "Period", "Stock", "read_ledger"]

PRIMARY = ("crude", "ngl", "feedstock")
MAIN_GROUPS = ("gasoline", "naphtha_for_gasoline", "kerosene", "gas_oil", "middle_distillate", "fuel_oil")
"""The three main product groups: gasolines, middle distillates, heavy fuel oil."""
PRODUCTS = (*MAIN_GROUPS, "other_product", "lpg", "products")
"""Products without petrochemical naphtha; «products» are all of them but LPG, undivided."""
KINDS = (*PRIMARY, *PRODUCTS, "naphtha")

UNITS: dict[str, tuple[str, Fraction]] = {
    "t": ("t", Fraction(1)),
    "kg": ("t", Fraction(1, 1000)),
    "kt": ("t", Fraction(1000)),
    "kl": ("kl", Fraction(1)),
    "ML": ("kl", Fraction(1000)),
    "万kl": ("kl", Fraction(10_000)),
    "bbl": ("kl", Unit.BARREL.factor),
    "kbbl": ("kl", Unit.BARREL.factor * 1000),
}
"""Unit → the unit counted in (t or kl) and its size; full width letters are not needed."""

_OIL = ("oil", "petroleum", "石油")
Holder = Literal["national", "private", "joint"]
Place = Literal[
    "tank", "abroad", "for_others", "tanker_at_sea", "pipeline", "service_station", "end_consumer", "military", "bunker"
]
_PERIOD = re.compile(r"(?P<fiscal>FY)?(?P<year>[12]\d{3})(?:-(?P<month>0[1-9]|1[0-2]))?")


class Period(Row):
    """A calendar year, a fiscal year from April, or a month."""

    year: int
    month: int | None = None
    fiscal: bool = False

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read «2022», «FY2022» or «2022-04».

        Raises:
            ValueError: for anything else.

        """
        found = _PERIOD.fullmatch(str(text).strip())
        if found is None or (found["fiscal"] and found["month"]):
            raise ValueError("this is no period; expected a year 2022, a fiscal year FY2022 or a month 2022-04")
        return cls(
            year=int(found["year"]), month=int(found["month"]) if found["month"] else None, fiscal=bool(found["fiscal"])
        )

    @property
    def days(self) -> int:
        """Days of the period by the calendar."""
        if self.month is not None:
            return calendar.monthrange(self.year, self.month)[1]
        first = FiscalYear(self.year).start if self.fiscal else dt.date(self.year, 1, 1)
        return (first.replace(year=self.year + 1) - first).days

    @property
    def months(self) -> list[Period]:
        """The twelve months of a year, or the month itself."""
        if self.month is not None:
            return [self]
        start = 4 if self.fiscal else 1
        return [Period(year=self.year + (start - 1 + i) // 12, month=(start - 1 + i) % 12 + 1) for i in range(12)]

    def __str__(self) -> str:
        return f"{'FY' if self.fiscal else ''}{self.year}{'' if self.month is None else f'-{self.month:02d}'}"


class _Entry(Row):
    commodity: str = Field(min_length=1)
    """«oil», or a mineral or material by symbol or name."""
    kind: str = Field(min_length=1)
    """Oil: crude, a product group, LPG. Metals: a trade code or a form of the register, or «contained»."""
    quantity: Exact | None = None
    unit: str
    density_t_a_kl: Exact | None = Field(default=None, gt=0)
    content: Exact | None = Field(default=None, gt=0, le=1)
    """t of element in a gross t, in place of the register's; needs a source."""
    reason: str = ""
    """Why there is no quantity."""
    source: str = ""

    @model_validator(mode="before")
    @classmethod
    def _texts(cls, data: Any) -> Any:
        if isinstance(data, dict):
            said = {name: str(data[name]).strip() for name in ("kind", "commodity") if data.get(name) is not None}
            if said.get("commodity", "").casefold() in _OIL:
                said["commodity"] = "oil"
            return data | said
        return data

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.unit not in UNITS:
            raise ValueError(f"the unit is not known; expected one of {', '.join(UNITS)}")
        if self.quantity is None and not self.reason:
            raise ValueError("there is no quantity; give a number, 0 if there is none of it, or a reason")
        if self.commodity == "oil":
            if self.kind not in KINDS and self.kind != "crude_equivalent":
                raise ValueError(f"the kind of oil is not known; expected one of {', '.join(KINDS)}")
        elif UNITS[self.unit][0] != "t":
            raise ValueError("a metal is not measured by volume; expected t, kt or kg")
        if self.content is not None and not self.source:
            raise ValueError("a metal content of one's own needs a source")
        return self

    @property
    def dimension(self) -> str:
        """«t» or «kl»."""
        return UNITS[self.unit][0]


class Stock(_Entry):
    """Something held: by whom, where, and the share of it that counts."""

    holder: Holder
    place: Place = "tank"
    stored: str = ""
    counted: Exact = Field(default=Decimal(1), ge=0, le=1)

    @model_validator(mode="after")
    def _not_negative(self) -> Self:
        if self.quantity is not None and self.quantity < 0:
            raise ValueError("a stock is negative; expected 0 or more")
        if self.kind == "crude_equivalent":
            raise ValueError("a stock is given as it lies, not in crude oil equivalent")
        return self


class Flow(_Entry):
    """Something that moved in a period; ``per: day`` says that the quantity is a daily mean."""

    flow: Literal[
        "imports",
        "exports",
        "net_imports",
        "consumption",
        "bunkers",
        "stock_change",
        "refinery_intake",
        "refinery_output",
    ]
    period: Period
    per: Literal["period", "day"] = "period"

    @model_validator(mode="before")
    @classmethod
    def _read_period(cls, data: Any) -> Any:
        if isinstance(data, dict) and "period" in data and not isinstance(data["period"], (Period, dict)):
            return {**data, "period": Period.parse(data["period"])}
        return data

    @model_validator(mode="after")
    def _sign(self) -> Self:
        signed = self.flow in ("stock_change", "net_imports")
        if self.quantity is not None and self.quantity < 0 and not signed:
            raise ValueError("a flow is negative; expected 0 or more (exports have a row of their own)")
        if (self.kind == "crude_equivalent") != (self.flow == "net_imports" and self.commodity == "oil"):
            raise ValueError("net imports of oil are given in kind crude_equivalent, and nothing else is")
        return self


class Factor(Row):
    """A factor of a convention that the ledger overlays."""

    value: Exact = Field(ge=0)
    source: str = Field(min_length=1)


class Ledger(CaseFile):
    """Stocks on a day, flows of a reference year, and what the ledger says about counting them."""

    as_of: dt.date
    reference: Period
    """The year that flows are taken from."""
    source: str = ""
    lpg_counts_as_oil: bool | None = None
    """Whether LPG is among the products of the IEA and EU count; must be said where LPG is in the ledger."""
    naphtha_yield: Factor | None = None
    """Average naphtha yield of the refineries, where it is not computed from intake and output."""
    factors: dict[str, Factor] = Field(default_factory=dict)
    stocks: tuple[Stock, ...] = ()
    flows: tuple[Flow, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _read_reference(cls, data: Any) -> Any:
        if isinstance(data, dict) and "reference" in data and not isinstance(data["reference"], (Period, dict)):
            return {**data, "reference": Period.parse(data["reference"])}
        return data

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.reference.month is not None:
            raise ValueError("the reference is a month; expected a year 2022 or FY2022")
        unknown = sorted(set(self.factors) - set(_package_factors()[0]))
        if unknown:
            raise ValueError(f"the factor {unknown[0]} is not known; known are {', '.join(_package_factors()[0])}")
        groups: dict[tuple[str, ...], set[str]] = {}
        for stock in self.stocks:
            groups.setdefault(("stocks", stock.commodity, stock.holder), set()).add(stock.kind)
        for flow in self.flows:
            groups.setdefault((flow.flow, flow.commodity, str(flow.period)), set()).add(flow.kind)
        for place, kinds in groups.items():
            doubled = kinds & {*MAIN_GROUPS, "other_product"}
            if place[1] == "oil" and "products" in kinds and doubled:
                raise ValueError(
                    f"{place[0]} of {place[2]}: «products» are all products undivided and cannot stand beside "
                    f"«{min(doubled)}»; call the rest «other_product»"
                )
        self._no_year_beside_months()
        return self

    def _no_year_beside_months(self) -> None:
        spans: dict[tuple[str, str, str], set[bool]] = {}
        for flow in self.flows:
            spans.setdefault((flow.flow, flow.commodity, flow.kind), set()).add(flow.period.month is None)
        for (name, commodity, kind), said in spans.items():
            if len(said) > 1:
                raise ValueError(f"{name} of {commodity} {kind}: years stand beside months; expected one of them")

    @cached_property
    def _factors(self) -> tuple[dict[str, Fraction], dict[str, str]]:
        values, sources = _package_factors()
        own = {name: Fraction(factor.value) for name, factor in self.factors.items()}
        return values | own, sources | {name: factor.source for name, factor in self.factors.items()}

    def factor(self, name: str) -> Fraction:
        """Return a factor by its path, such as «iea.product_factor»."""
        return self._factors[0][name]

    def factor_source(self, name: str) -> str:
        """Return where a factor comes from."""
        return self._factors[1][name]


@cache
def _package_factors() -> tuple[dict[str, Fraction], dict[str, str]]:
    text = (files("sonae.stockpile.day_counts") / "conventions.yaml").read_text(encoding="utf-8")
    values, sources = parameters(text, "conventions.yaml")
    return {name: Fraction(str(value)) for name, value in values.items()}, sources


_WHOLE = ("name", "classification", "as_of", "reference", "lpg_counts_as_oil")
_COLUMNS = (
    "row", "commodity", "kind", "holder", "flow", "period", "per", "quantity", "unit", "place", "stored", "counted",
    "density_t_a_kl", "content", "reason", "source", *_WHOLE,
)  # fmt: skip


def read_ledger(path: Path) -> Ledger:
    """Read a ledger in YAML, or a CSV whose column ``row`` says «stock» or «flow».

    In a CSV, ``as_of``, ``reference`` and the like are columns that say the same in every row that fills them.

    Raises:
        InputError: naming the file, the row of a CSV and the field.

    """
    if path.suffix.lower() != ".csv":
        return Ledger.from_yaml(path)
    whole: dict[str, str] = {}
    parts: dict[str, list[Any]] = {"stock": [], "flow": []}
    kinds: Mapping[str, type[_Entry]] = {"stock": Stock, "flow": Flow}
    for cells in rows_of_csv(path, _COLUMNS):
        number = int(cells.pop("__row__"))
        what = cells.pop("row", "")
        if what not in parts:
            raise InputError(
                "the row is neither a stock nor a flow",
                file=path.name,
                row=number,
                field="row",
                expected="stock or flow",
            )
        for name in _WHOLE:
            if name in cells and whole.setdefault(name, cells[name]) != cells.pop(name):
                problem = "the rows do not agree"
                raise InputError(problem, file=path.name, row=number, field=name, expected="one value for the ledger")
        parts[what].append(validated(kinds[what], cells, path.name, row=number))
    return validated(Ledger, {**whole, "stocks": parts["stock"], "flows": parts["flow"]}, path.name)
