"""The policy: every parameter of scores and days, dated, each with its source.

A policy is a YAML file whose leaves are ``{value: …, source: …}``. An agency's file may hold only the leaves it
changes; the rest comes from the product's policy in force. A file marked other than public makes its results SECRET.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sonae.core import Classification, UnknownChoiceError
from sonae.data import CAUSES, parameter_tree, parameters, read_text, refusal_of

__all__ = ["FACTORS", "Component", "Policy", "load_policy"]

FACTORS = ("dependence", "disruption", "self_sufficiency", "demand", "other")
"""The five factors of the basic policy 2(2), ① to ⑤."""

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, le=1e6)]
Minimum = Annotated[float, Field(ge=0, le=0.2)]
Horizon = Annotated[int, Field(ge=1, le=1200)]
Whole = Annotated[int, Field(ge=1)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _numbers(cls, data: Any) -> Any:
        """Refuse «true» where a number belongs: it would count as 1."""
        if isinstance(data, dict):
            for name, value in data.items():
                field = cls.model_fields.get(str(name))
                if isinstance(value, bool) and field is not None and field.annotation is not bool:
                    raise ValueError(f"{name} is {str(value).lower()} where a value belongs")
        return data


class Window(_Section):
    """The five-year window and the test of unit values."""

    years: Annotated[int, Field(ge=1, le=15)]
    growth_clip: Share
    growth_if_unknown_high: Share
    unit_value_low: Annotated[float, Field(gt=0, lt=1)]
    unit_value_high: Annotated[float, Field(gt=1, le=1e9)]


class Shares(_Section):
    """Which shares count for what."""

    place_minimum: Minimum
    fit_minimum: Minimum
    govern_minimum: Share
    kappa_floor: Share
    classes: tuple[Share, Share, Share]

    @model_validator(mode="after")
    def _ascending(self) -> Shares:
        if not 0 < self.classes[0] < self.classes[1] < self.classes[2] < 1:
            raise ValueError("the edges of the classes rise and lie between 0 and 1")
        return self


class HazardPriors(_Section):
    """Priors of the rates of acts, METHOD §3."""

    first_year: Annotated[int, Field(ge=1900, le=2100)]
    alpha_mean: Annotated[float, Field(ge=-50, le=50)]
    alpha_sd: Positive
    beta_mean: Annotated[float, Field(ge=-20, le=20)]
    beta_sd: Positive
    shape_mean: Positive
    shape_log_sd: Positive
    unknown_governance_quantile: Share
    hit_strength: Positive
    escalation_mean: Annotated[float, Field(ge=1, le=1000)]
    escalation_strength: Positive
    chokepoint_rate: Positive
    chokepoint_strength: Positive

    @property
    def first_full_year(self) -> int:
        """The first year that five years of the log lie before; rates fitted to fewer tell nothing."""
        return self.first_year + 5


class _ByCause(_Section):
    policy: float
    labour: float
    environment: float
    power: float
    weather: float
    infrastructure: float
    pandemic: float
    conflict: float
    unrest: float
    accident: float
    chokepoint: float

    def of(self, cause: str) -> float:
        """Return the value of a cause, or of «chokepoint»."""
        return float(getattr(self, cause))


class Durations(_ByCause):
    """Prior mean durations in months."""

    strength: Positive

    @model_validator(mode="after")
    def _months(self) -> Durations:
        if any(not 1 <= self.of(cause) <= 1200 for cause in (*CAUSES, "chokepoint")):
            raise ValueError("durations are 1 to 1200 months")
        return self


class Depths(_ByCause):
    """Prior mean depths, share of a country's supply."""

    strength: Positive
    concentration: Annotated[float, Field(gt=0, le=1000)]

    @model_validator(mode="after")
    def _shares(self) -> Depths:
        if any(not 0 < self.of(cause) < 1 for cause in (*CAUSES, "chokepoint")):
            raise ValueError("depths lie between 0 and 1")
        return self


class EquitySurvival(_ByCause):
    """Share of equity-owned supply that goes on under an act of each cause."""

    world_channel: Share

    @model_validator(mode="after")
    def _shares(self) -> EquitySurvival:
        if any(not 0 <= self.of(cause) <= 1 for cause in (*CAUSES, "chokepoint")):
            raise ValueError("survival is a share between 0 and 1")
        return self


class Softening(_Section):
    """How a shortage eases with the age of the act behind it, METHOD §4."""

    ramp_start_month: Annotated[int, Field(ge=0, le=1200)]
    ramp_full_month: Horizon
    ramp_ceiling: Share
    restraint_start_month: Annotated[int, Field(ge=0, le=1200)]
    restraint_full_month: Horizon
    restraint_ceiling: Share
    substitution_start_month: Annotated[int, Field(ge=0, le=1200)]
    substitution_full_month: Horizon
    substitution_neutral: Share
    equity_unknown_high: Share

    @model_validator(mode="after")
    def _in_order(self) -> Softening:
        for name in ("ramp", "restraint", "substitution"):
            if getattr(self, f"{name}_full_month") <= getattr(self, f"{name}_start_month"):
                raise ValueError(f"{name}_full_month comes after {name}_start_month")
        return self


class Days(_Section):
    """Grid, floor, cap and statistic of the proposal, METHOD §5."""

    horizon_months: Annotated[int, Field(ge=1, le=240)]
    days_per_month: Annotated[float, Field(gt=0, le=31)]
    private_stock: Annotated[float, Field(ge=0, le=36_500)]
    floor: Annotated[int, Field(ge=0, le=36_500)]
    cap: Annotated[int, Field(ge=1, le=36_500)]
    grid: Annotated[int, Field(ge=1, le=36_500)]
    tail: Annotated[float, Field(ge=0.5, lt=1)]
    base_national: Annotated[float, Field(ge=0, le=36_500)]
    base_all_stock: Annotated[float, Field(ge=0, le=36_500)]
    newsvendor_ratio: Annotated[float, Field(gt=0, lt=1)]

    @model_validator(mode="after")
    def _floor_below_cap(self) -> Days:
        if self.floor > self.cap:
            raise ValueError("the floor lies above the cap")
        return self


class Simulation(_Section):
    """Size and seed of the simulation."""

    scenarios: Annotated[int, Field(ge=100, le=100_000_000)]
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    draws: Annotated[int, Field(ge=20, le=10_000)]
    draw_scenarios: Annotated[int, Field(ge=100, le=1_000_000)]


class Component(_Section):
    """A component of a factor's score: 0 at ``low``, 100 at ``high``, straight or in logarithms between."""

    factor: str
    weight: Positive
    low: float
    high: float
    log: bool

    @model_validator(mode="after")
    def _usable(self) -> Component:
        if self.factor not in FACTORS:
            raise ValueError(f"the factor is one of {', '.join(FACTORS)}")
        if self.low == self.high or (self.log and (self.low <= 0 or self.high <= 0)):
            raise ValueError("anchors differ, and logarithms need positive ones")
        return self


class Weights(_Section):
    """Weights of the five factors; they are scaled to sum to 1."""

    dependence: Positive
    disruption: Positive
    self_sufficiency: Positive
    demand: Positive
    other: Positive


class Score(_Section):
    """Anchors and weights of the five-factor score."""

    band_draws: Annotated[int, Field(ge=100, le=100_000)]
    weight_concentration: Positive
    concern_years: Whole
    weights: Weights
    components: dict[str, Component]


class Policy(_Section):
    """All parameters; ``sources`` tells where each comes from, by its path such as «days.floor»."""

    name: str
    in_force_from: dt.date
    classification: str
    window: Window
    shares: Shares
    hazard: HazardPriors
    duration_months: Durations
    depth: Depths
    softening: Softening
    equity_survival: EquitySurvival
    days: Days
    simulation: Simulation
    score: Score
    sources: dict[str, str] = Field(default_factory=dict, repr=False)
    changed: tuple[str, ...] = ()

    @property
    def label(self) -> Classification:
        """The classification of the policy file."""
        return Classification.parse(self.classification)

    def label_of(self, data: Classification) -> Classification:
        """Label what is computed from data under this policy: PUBLIC only from public ones, else SECRET (METHOD §7)."""
        label = Classification.join([data, self.label])
        return Classification.PUBLIC if label is Classification.PUBLIC else Classification.SECRET

    @cached_property
    def sha256(self) -> str:
        """Hash of all values, whatever the layout of the file."""
        values = self.model_dump(mode="json", exclude={"sources", "changed"})
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()

    def with_value(self, path: str, value: Any) -> Policy:
        """Return the policy with one leaf changed, e.g. ``with_value("shares.kappa_floor", 0.7)``.

        Raises:
            InputError: when there is no such parameter, or the value is out of its range.

        """
        tree = self.model_dump()
        node: Any = tree
        *parents, leaf = path.split(".")
        for parent in parents:
            node = node.get(parent) if isinstance(node, dict) else None
        if not isinstance(node, dict) or leaf not in node or path in ("sources", "changed"):
            raise UnknownChoiceError("policy parameter", path, self.sources)
        node[leaf] = value
        stated = max((known for known in self.sources if f"{path}.".startswith(f"{known}.")), key=len, default=path)
        tree["sources"] = {**self.sources, stated: "set by the caller, not by a policy file"}
        tree["changed"] = tuple(sorted({*self.changed, stated}))
        return _validated(tree)


def load_policy(path: Path | None = None) -> Policy:
    """Load the product's policy in force, with the leaves of ``path`` laid over it.

    Raises:
        InputError: naming the file and the parameter, and what it must be.

    """
    folder = files("sonae.supply_risk") / "policies"
    newest = max(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    values, sources = parameters((folder / newest).read_text(encoding="utf-8"), newest)
    changed: list[str] = []
    if path is not None:
        own, own_sources = parameters(read_text(path, "the policy file"), path.name)
        unknown = [leaf for leaf in own if leaf not in values]
        if unknown:
            raise UnknownChoiceError(f"policy parameter in {path.name}", unknown[0], values)
        values |= own
        sources |= own_sources
        changed = sorted(own)
    file = path.name if path else newest
    return _validated({**parameter_tree(values), "sources": sources, "changed": tuple(changed)}, file)


def _validated(tree: Mapping[str, Any], file: str | None = None) -> Policy:
    try:
        return Policy.model_validate(tree)
    except ValidationError as error:
        raise refusal_of(error, file) from error
