"""Settings of the review: every threshold with its source, laid over leaf by leaf by the agency's own file.

The sources publish duties and no thresholds; what is a choice of ours is called «assumed» in the file of settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.core import UnknownChoiceError
from sonae.data import parameter_tree, parameters, refusal_of

__all__ = ["ReviewSettings", "review_settings"]

Share = Annotated[Decimal, Field(ge=0, le=1)]
Excess = Annotated[Decimal, Field(ge=0, le=100)]
Months = Annotated[int, Field(ge=0, le=600)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class RankSettings(_Section):
    """Ranks A, B, C."""

    near_line_share: Share
    overdue_after_months: Months


class WriteDownSettings(_Section):
    """Write-downs of shares."""

    standard: Literal["corporate", "agency"]
    exploration_share: Share
    rounding: Literal["down", "half_up"]
    marked_fall: Share
    near_cost_share: Share
    recovery_years: Annotated[int, Field(ge=1, le=40)]
    allowance: Literal["none", "shortfall"]


class PdrSettings(_Section):
    """Profit-deficit ratio."""

    chance_weighs: Literal["receipts_and_outlays", "receipts"]
    goal: Annotated[Decimal, Field(gt=0, le=100)]
    goal_reached: Literal["at_least", "above"]
    discount: Literal["condition_rate", "funding_rate"]
    calculations_a_year: Annotated[int, Field(ge=1, le=12)]


class Limit(_Section):
    """Limits of one dimension of exposure."""

    share: Share
    hhi: Share


class Limits(_Section):
    """Limits by dimension."""

    country: Limit
    region: Limit
    stage: Limit
    commodity: Limit
    funding: Limit
    instrument: Limit


class ExposureSettings(_Section):
    """Exposure."""

    limits: Limits


class WatchSettings(_Section):
    """Rules of the watch list."""

    delay_months: Months
    cost_overrun_share: Excess
    receipts_shortfall_share: Share
    production_shortfall_share: Share
    cost_figures: list[str]
    receipts_figure: str
    production_figure: str


class SaleSettings(_Section):
    """Criteria of a sale of shares."""

    counted: Annotated[list[str], Field(min_length=1)]
    offer_premium_share: Excess
    buyers: Annotated[int, Field(ge=1, le=100)]
    window_price_ratio: Annotated[Decimal, Field(gt=0, le=100)]


class ReviewSettings(_Section):
    """All settings; ``sources`` tells where each comes from, by its path such as «rank.near_line_share»."""

    rank: RankSettings
    write_down: WriteDownSettings
    pdr: PdrSettings
    exposure: ExposureSettings
    watch: WatchSettings
    sale: SaleSettings
    sources: dict[str, str] = Field(default_factory=dict, repr=False)


def review_settings(own: Mapping[str, Any] | None = None, file: str = "settings") -> ReviewSettings:
    """Return the product's newest settings with ``own`` leaves (a tree of {value, source}) laid over them.

    Raises:
        InputError: naming the setting that is unknown, has no source or is out of its range.

    """
    folder = files("sonae.portfolio.review") / "settings"
    newest = max(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    values, sources = parameters((folder / newest).read_text(encoding="utf-8"), newest)
    if own:
        changed, given = parameters(yaml.safe_dump(dict(own), allow_unicode=True), file)
        for name in changed:
            if name not in values:
                raise UnknownChoiceError(f"setting in {file}", name, values)
        values, sources = values | changed, sources | given
    try:
        return ReviewSettings.model_validate({**parameter_tree(values), "sources": sources})
    except ValidationError as error:
        raise refusal_of(error, file) from error
