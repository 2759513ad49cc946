"""Settings of the stock engine: dated parameters with their sources, changed leaf by leaf by a plan file."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sonae.core import UnknownChoiceError
from sonae.data import parameter_tree, parameters, refusal_of
from sonae.stockpile.simulation import Costs, ImpactStep, Processes

__all__ = ["CostSettings", "PlanSettings", "package_settings", "settings_with"]

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, le=1e6)]
Weight = Annotated[float, Field(ge=0, le=1e6)]
Days = Annotated[float, Field(ge=0, le=3650)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Money(_Section):
    """Rates of exchange."""

    yen_per_usd: Positive


class Prices(_Section):
    """Prices of elements that no trade code shows, US dollars a kilogram of element."""

    Ga: Positive
    Ge: Positive
    In: Positive
    Re: Positive


class CostSettings(_Section):
    """What is counted; shares of the mean price unless said otherwise."""

    shortage_value: Weight
    shortage_curve: Weight
    holding_a_year: Share
    sale_discount: Share
    rotation: Share
    discount_a_year: Share
    target_weight: Weight
    """Charge a year for a tonne below the target path."""
    terminal_value: Share
    """What a tonne is worth at the end of the plan."""


class ProcessSettings(_Section):
    """Demand and price, see :class:`~sonae.stockpile.simulation.Processes`."""

    price_persistence: Annotated[float, Field(ge=0, lt=1)]
    price_sigma: Annotated[float, Field(ge=0, le=1)]
    price_common: Share
    demand_persistence: Annotated[float, Field(ge=0, lt=1)]
    demand_sigma: Annotated[float, Field(ge=0, le=0.5)]
    scarcity: Weight
    failed_tender: Annotated[float, Field(ge=0, lt=1)]


class Steps(_Section):
    """Price impact of a purchase by its share of a month's world trade."""

    market_shares: Annotated[list[Positive], Field(min_length=1, max_length=8)]
    premiums: Annotated[list[Weight], Field(min_length=1, max_length=8)]

    @model_validator(mode="after")
    def _rising(self) -> Steps:
        if len(self.market_shares) != len(self.premiums):
            raise ValueError("every step has a market share and a premium")
        if sorted(set(self.market_shares)) != self.market_shares or sorted(self.premiums) != self.premiums:
            raise ValueError("price steps rise in share and do not fall in premium")
        return self


class Rules(_Section):
    """What holds for a mineral unless the plan says otherwise for it."""

    minimum_days: Days
    tight_floor_days: Days
    release_cap_share: Annotated[float, Field(gt=0, le=12)]
    no_repurchase_months: Annotated[int, Field(ge=0, le=120)]
    private_days: Days
    joint_days: Days
    other_refill_months: Annotated[int, Field(ge=1, le=600)]
    shelf_life_months: Annotated[int, Field(ge=0, le=600)]
    start_days: Days
    area_m2_a_t: Weight


class Grid(_Section):
    """Grid of the planning model."""

    levels_to_target: Annotated[int, Field(ge=4, le=400)]
    head_room: Annotated[float, Field(ge=1, le=2)]
    most_of_target: Annotated[float, Field(gt=0, le=1)]
    steps_to_release: Annotated[int, Field(ge=1, le=60)]
    price_states: Annotated[int, Field(ge=1, le=15)]
    levels_of_need: Annotated[list[Annotated[float, Field(gt=0, lt=1)]], Field(max_length=6)]

    @model_validator(mode="after")
    def _rising(self) -> Grid:
        if sorted(set(self.levels_of_need)) != self.levels_of_need:
            raise ValueError("quantiles rise")
        return self


class Solver(_Section):
    """Sizes and seed of the solvers."""

    fit_scenarios: Annotated[int, Field(ge=256, le=1_000_000)]
    search_paths: Annotated[int, Field(ge=16, le=100_000)]
    planning_paths: Annotated[int, Field(ge=32, le=1_000_000)]
    event_paths: Annotated[int, Field(ge=32, le=100_000)]
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    lots_gap: Annotated[float, Field(gt=0, le=0.5)]
    lots_seconds: Annotated[float, Field(gt=0, le=3600)]


class PlanSettings(_Section):
    """All settings; ``sources`` tells where each comes from, by its path such as «costs.sale_discount»."""

    money: Money
    prices_usd_a_kg: Prices
    costs: CostSettings
    processes: ProcessSettings
    steps: Steps
    rules: Rules
    grid: Grid
    solver: Solver
    sources: dict[str, str] = Field(default_factory=dict, repr=False)

    def stock_costs(self) -> Costs:
        """Return the costs as the simulation takes them."""
        names = ("shortage_value", "shortage_curve", "holding_a_year", "sale_discount", "rotation", "discount_a_year")
        return Costs(**{name: getattr(self.costs, name) for name in names})

    def stock_processes(self) -> Processes:
        """Return the processes as the simulation takes them."""
        return Processes(**self.processes.model_dump())

    def impact_steps(self) -> tuple[ImpactStep, ...]:
        """Return the price steps."""
        return tuple(
            ImpactStep(share, premium)
            for share, premium in zip(self.steps.market_shares, self.steps.premiums, strict=True)
        )


def package_settings() -> tuple[dict[str, Any], dict[str, str]]:
    """Return values and sources of the product's newest settings, by path."""
    folder = files("sonae.stockpile.plan") / "settings"
    newest = max(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return parameters((folder / newest).read_text(encoding="utf-8"), newest)


def settings_with(changes: Mapping[str, Any], file: str) -> PlanSettings:
    """Return the product's settings with the leaves of a plan file laid over them.

    Args:
        changes: nested mapping of plain values, as under «settings» in a plan file.
        file: the plan file, named in errors and as the source of what it changes.

    Raises:
        InputError: naming the file and the setting.

    """
    values, sources = package_settings()
    for path, value in _flat(changes).items():
        if path not in values:
            raise UnknownChoiceError(f"setting in {file}", path, values)
        values[path], sources[path] = value, f"the plan file {file}"
    try:
        return PlanSettings.model_validate({**parameter_tree(values), "sources": sources})
    except ValidationError as error:
        where = ".".join(["settings", *map(str, error.errors()[0]["loc"])])
        raise refusal_of(error, file, field=where) from error


def _flat(tree: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in tree.items():
        here = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping):
            out |= _flat(value, here)
        else:
            out[here] = value
    return out
