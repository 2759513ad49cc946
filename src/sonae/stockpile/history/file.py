"""The replay file: which window, which stock and which rule, as YAML; and the named windows of the product."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from sonae.core import Classification, InputError, UnknownChoiceError
from sonae.data import Library, plain_yaml, read_text, refusal_of
from sonae.stockpile.history.model import History, ReplayTerms
from sonae.stockpile.history.record import HistoryChoices, materials_named
from sonae.stockpile.plan.settings import PlanSettings, settings_with
from sonae.stockpile.simulation import StockRule

__all__ = ["Episode", "ReplayEntry", "ReplayFile", "episodes", "load_replay", "replay_of_options"]

Days = Annotated[float, Field(ge=0, le=3650)]
Amount = Annotated[float, Field(ge=0, le=1e12)]
Positive = Annotated[float, Field(gt=0, le=1e15)]
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class ReplayEntry(BaseModel):
    """The stock and rule of one mineral; what it leaves out comes from «defaults», then from the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    start_days: Days | None = None
    start_t: Amount | None = None
    target_days: Days | None = None
    """Target of the rule; the stock at the start where nothing is said."""
    minimum_days: Days | None = None
    tight_floor_days: Days | None = None
    release_cap_share: Annotated[float, Field(gt=0, le=12)] | None = None
    no_repurchase_months: Annotated[int, Field(ge=0, le=120)] | None = None
    shelf_life_months: Annotated[int, Field(ge=0, le=600)] | None = None
    private_days: Days | None = None
    joint_days: Days | None = None
    purchase_cap_t: Positive | None = None
    stage: str | None = None
    consumption_t_a_year: Positive | None = None
    price_yen_a_t: Positive | None = None

    @model_validator(mode="after")
    def _one_start(self) -> ReplayEntry:
        if self.start_days is not None and self.start_t is not None:
            raise ValueError("the stock at the start is given in days or in tonnes, not in both")
        return self


class ReplayFile(BaseModel):
    """A replay as stated; ``settings`` are complete."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    importer: str = "JPN"
    first: str
    last: str
    classification: str = "secret"
    minerals: Annotated[dict[str, ReplayEntry], Field(min_length=1)]
    defaults: ReplayEntry = ReplayEntry()
    budget_million_yen: Annotated[float, Field(ge=0, le=1e9)] | None = None
    """For purchases in each fiscal year from April; no limit where nothing is said."""
    depth: str = "fitted"
    depths: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    """Depths by act of the log that the user states."""
    settings: PlanSettings
    file: str = ""

    @field_validator("first", "last")
    @classmethod
    def _month(cls, value: str) -> str:
        if not _MONTH.fullmatch(value):
            raise ValueError("a month is written as 2010-09")
        return value

    @field_validator("minerals", mode="before")
    @classmethod
    def _empty(cls, value: Any) -> Any:
        return {k: {} if v is None else v for k, v in value.items()} if isinstance(value, Mapping) else value

    @field_validator("classification")
    @classmethod
    def _label(cls, value: str) -> str:
        if value.strip().upper() not in Classification.__members__:
            raise ValueError("the classification is public, internal or secret")
        return value

    @property
    def label(self) -> Classification:
        """The label of the file."""
        return Classification.parse(self.classification)

    @property
    def first_month(self) -> dt.date:
        """The first day of the first month."""
        return dt.date.fromisoformat(f"{self.first}-01")

    @property
    def last_month(self) -> dt.date:
        """The first day of the last month."""
        return dt.date.fromisoformat(f"{self.last}-01")

    def entries(self, library: Library) -> dict[str, ReplayEntry]:
        """Return what is said of each material, completed from «defaults».

        Raises:
            InputError: when a material is named twice.

        """
        out: dict[str, ReplayEntry] = {}
        base = self.defaults.model_dump(exclude_none=True)
        for name, entry in self.minerals.items():
            own = entry.model_dump(exclude_none=True)
            for material in materials_named(library, [name]):
                if material in out:
                    raise InputError(f"{material} is named twice", file=self.file or None, field="minerals")
                clash = {"start_days": "start_t", "start_t": "start_days"}
                kept = {key: value for key, value in base.items() if clash.get(key) not in own}
                out[material] = ReplayEntry.model_validate({**kept, **own})
        return out

    def choices(self, library: Library) -> HistoryChoices:
        """Return what the file sets about the past."""
        said = self.entries(library)
        return HistoryChoices(
            self.depth, self.depths, {m: e.stage for m, e in said.items() if e.stage is not None},
            {m: e.consumption_t_a_year for m, e in said.items() if e.consumption_t_a_year is not None},
            {m: e.price_yen_a_t for m, e in said.items() if e.price_yen_a_t is not None}, self.settings.money.yen_per_usd,
        )  # fmt: skip

    def terms(self, history: History, library: Library) -> ReplayTerms:
        """Return the stock and the rules for the materials of a history."""
        said = self.entries(library)
        rules = tuple(
            self._rule(said[item.material.symbol], item.material.consumption_t_a_day, item.unit, item.material.symbol)
            for item in history.materials
        )
        budget = None if self.budget_million_yen is None else self.budget_million_yen * 1e6
        return ReplayTerms(rules, self.settings.impact_steps(), self.settings.stock_costs(), budget)

    def _rule(self, entry: ReplayEntry, day: float, unit: str, name: str) -> StockRule:
        rules = self.settings.rules
        if unit != "t" and (entry.start_t is not None or entry.purchase_cap_t is not None):
            raise InputError(
                "tonnes cannot be turned into days: its consumption is not seen", file=self.file or None,
                field=f"minerals.{name}", expected="start_days, or consumption_t_a_year beside the tonnes",
            )  # fmt: skip
        start_days = entry.start_days if entry.start_days is not None else rules.start_days
        start = entry.start_t if entry.start_t is not None else start_days * day
        target = entry.target_days if entry.target_days is not None else start / day
        least = entry.minimum_days if entry.minimum_days is not None else min(rules.minimum_days, target)
        if target < least:
            raise InputError(
                "the target lies below the minimum stock", file=self.file or None, field=f"minerals.{name}.target_days",
                expected=f"{least:g} days or more",
            )  # fmt: skip

        def said(field: str) -> Any:
            own = getattr(entry, field)
            return getattr(rules, field) if own is None else own

        return StockRule(
            start, target, least, said("tight_floor_days"), said("release_cap_share"),
            float("inf") if entry.purchase_cap_t is None else entry.purchase_cap_t, said("no_repurchase_months"),
            said("shelf_life_months"), said("private_days"), said("joint_days"), rules.other_refill_months,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Episode:
    """A named window."""

    name: str
    first: str
    last: str
    minerals: tuple[str, ...]
    note: str


def episodes() -> dict[str, Episode]:
    """Return the named windows of the product, by name."""
    name = "episodes.yaml"
    text = (files("sonae.stockpile.history") / name).read_text(encoding="utf-8")
    tree = plain_yaml(text, name)
    return {
        key: Episode(key, row["first"], row["last"], tuple(row["minerals"]), row["note"])
        for key, row in tree["episodes"].items()
    }


def load_replay(path: Path) -> ReplayFile:
    """Read a replay file.

    Raises:
        InputError: naming the file and the field, and what it must be.

    """
    text = read_text(path, "the replay file")
    return _validated(dict(plain_yaml(text, path.name, expected="importer, first, last, minerals")), path.name)


def replay_of_options(
    first: str, last: str, minerals: Sequence[str], *, importer: str, days: float, depth: str, budget: float | None
) -> ReplayFile:
    """Return the replay of a supposed stock: the same days of every mineral, nothing of an agency's in it.

    Raises:
        InputError: naming the field.

    """
    tree = {
        "importer": importer, "first": first, "last": last, "classification": "public",
        "minerals": dict.fromkeys(minerals), "defaults": {"start_days": days}, "depth": depth,
        "budget_million_yen": budget,
    }  # fmt: skip
    return _validated(tree, "")


def _validated(tree: dict[str, Any], file: str) -> ReplayFile:
    changes = tree.pop("settings", None) or {}
    if not isinstance(changes, Mapping):
        raise InputError("the settings are no mapping", file=file or None, field="settings")
    if unknown := [key for key in tree if key not in ReplayFile.model_fields or key == "file"]:
        raise UnknownChoiceError(f"field in {file}", unknown[0], [*ReplayFile.model_fields])
    settings = settings_with(changes, file)
    try:
        return ReplayFile.model_validate({**tree, "settings": settings, "file": file})
    except ValidationError as error:
        raise refusal_of(error, file or None) from error
