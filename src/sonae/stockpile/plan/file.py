"""The plan file: what an agency states of its plan, as YAML. Every limit of a plan stands here or in the settings."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from sonae.core import Classification, InputError
from sonae.data import plain_yaml, read_text, refusal_of
from sonae.stockpile.plan.settings import PlanSettings, settings_with

__all__ = ["MineralEntry", "PlanFile", "demonstration_text", "load_plan", "plan_from_text"]

Days = Annotated[float, Field(ge=0, le=3650)]
Tonnes = Annotated[float, Field(ge=0, le=1e12)]
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class MineralEntry(BaseModel):
    """What the plan says of one mineral; what it leaves out comes from «defaults», then from the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    target_days: Annotated[float, Field(gt=0, le=3650)] | None = None
    """Target days of the State; the proposal of METHOD §5 where nothing is said."""
    by: str | None = None
    """Month by which the target is to be reached, such as 2030-03; the end of the plan where nothing is said."""
    required: bool | None = None
    """True: the target by its month is a limit of the plan, not only charged for."""
    start_days: Days | None = None
    start_t: Tonnes | None = None
    minimum_days: Days | None = None
    tight_floor_days: Days | None = None
    release_cap_share: Annotated[float, Field(gt=0, le=12)] | None = None
    no_repurchase_months: Annotated[int, Field(ge=0, le=120)] | None = None
    shelf_life_months: Annotated[int, Field(ge=0, le=600)] | None = None
    private_days: Days | None = None
    joint_days: Days | None = None
    purchase_cap_t: Annotated[float, Field(gt=0, le=1e12)] | None = None
    minimum_lot_t: Annotated[float, Field(gt=0, le=1e12)] | None = None
    """Least size of a tender; a step of the grid where nothing is said."""
    area_m2_a_t: Annotated[float, Field(ge=0, le=1e6)] | None = None
    consumption_t_a_year: Annotated[float, Field(gt=0, le=1e12)] | None = None
    price_yen_a_t: Annotated[float, Field(gt=0, le=1e15)] | None = None
    market_t_a_year: Annotated[float, Field(gt=0, le=1e12)] | None = None

    @field_validator("by")
    @classmethod
    def _month(cls, value: str | None) -> str | None:
        if value is not None and not _MONTH.fullmatch(value):
            raise ValueError("a month is written as 2030-03")
        return value

    @model_validator(mode="after")
    def _one_start(self) -> MineralEntry:
        if self.start_days is not None and self.start_t is not None:
            raise ValueError("the stock at the start is given in days or in tonnes, not in both")
        return self


class PlanFile(BaseModel):
    """A plan as stated; ``settings`` are complete, ``minerals`` hold what the file says of each."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    name: Annotated[str, Field(min_length=1, max_length=200)]
    importer: str = "JPN"
    data_year: Annotated[int, Field(ge=1995, le=2100)]
    as_of: dt.date | None = None
    first_fiscal_year: Annotated[int, Field(ge=1995, le=2200)]
    fiscal_years: Annotated[int, Field(ge=1, le=20)] = 5
    classification: str = "secret"
    budgets_million_yen: Annotated[list[Annotated[float, Field(gt=0, le=1e9)]], Field(min_length=1, max_length=20)]
    floor_space_m2: Annotated[float, Field(gt=0, le=1e9)] | None = None
    tenders_a_month: Annotated[int, Field(ge=1, le=1000)] | None = None
    only: list[str] | None = None
    """Symbols of the minerals in the plan; all that can be assessed where nothing is said."""
    defaults: MineralEntry = MineralEntry()
    minerals: dict[str, MineralEntry] = Field(default_factory=dict)
    settings: PlanSettings
    file: str = ""

    @field_validator("classification")
    @classmethod
    def _label(cls, value: str) -> str:
        try:
            Classification.parse(value)
        except Exception as error:
            raise ValueError("the classification is public, internal or secret") from error
        return value

    @model_validator(mode="after")
    def _budgets_fit(self) -> PlanFile:
        if len(self.budgets_million_yen) != self.fiscal_years:
            raise ValueError(f"{len(self.budgets_million_yen)} yearly budgets for {self.fiscal_years} fiscal years")
        for symbol, entry in {"defaults": self.defaults, **self.minerals}.items():
            if entry.by is not None and not 0 <= self.month_index(entry.by) < self.months:
                raise ValueError(f"the month {entry.by} of {symbol} lies outside the plan")
        return self

    @property
    def months(self) -> int:
        """Months of the plan."""
        return 12 * self.fiscal_years

    @property
    def first_month(self) -> dt.date:
        """First day of the first fiscal year: 1 April."""
        return dt.date(self.first_fiscal_year, 4, 1)

    @property
    def label(self) -> Classification:
        """The classification that the file gives itself."""
        return Classification.parse(self.classification)

    def month_index(self, month: str) -> int:
        """Return the number of a month such as «2030-03» in the plan, from 0."""
        year, number = month.split("-")
        return (int(year) - self.first_fiscal_year) * 12 + int(number) - 4

    def month_name(self, index: int) -> str:
        """Return month ``index`` as «2025-04»."""
        year, number = divmod(self.first_fiscal_year * 12 + 3 + index, 12)
        return f"{year:04d}-{number + 1:02d}"

    def entry(self, symbol: str) -> MineralEntry:
        """Return what holds for a mineral: its own entry over the defaults."""
        own = self.minerals.get(symbol)
        if own is None:
            return self.defaults
        said = own.model_dump(exclude_unset=True)
        base = self.defaults.model_dump(exclude_unset=True)
        if "start_t" in said or "start_days" in said:  # one kind of start takes the place of the other
            base.pop("start_t", None)
            base.pop("start_days", None)
        return MineralEntry(**(base | said))

    @cached_property
    def sha256(self) -> str:
        """Hash of all values, whatever the layout and name of the file."""
        values = self.model_dump(mode="json", exclude={"file": True, "settings": {"sources"}})
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def load_plan(path: Path) -> PlanFile:
    """Read a plan file.

    Raises:
        InputError: naming the file and the field, and what was expected.

    """
    return plan_from_text(read_text(path, "the plan file"), path.name)


def plan_from_text(text: str, file: str) -> PlanFile:
    """Read a plan from text; see :func:`load_plan`."""
    tree = dict(plain_yaml(text, file, expected="a plan: name, data_year, first_fiscal_year, budgets_million_yen …"))
    changes = tree.pop("settings", None) or {}
    if not isinstance(changes, Mapping):
        raise InputError("«settings» holds no settings", file=file, field="settings", expected="names and values")
    for key in ("file", "month_index"):
        if key in tree:
            raise InputError("there is no such field", file=file, field=key)
    settings = settings_with(changes, file)
    try:
        return PlanFile.model_validate({**tree, "settings": settings, "file": file})
    except ValidationError as error:
        raise refusal_of(error, file) from error


def demonstration_text() -> str:
    """Return the demonstration plan of Japan as YAML, to start an own plan from."""
    return (files("sonae.stockpile.plan") / "demonstration.yaml").read_text(encoding="utf-8")
