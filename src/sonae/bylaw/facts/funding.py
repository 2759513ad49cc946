"""Equity by the money that it is of and the source it is paid from: limits, votes, shares (a4.p2 to a4.p5)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sonae.bylaw.facts.costs import Money
from sonae.bylaw.facts.form import Facts, Name, Whole

__all__ = ["Funding", "Stake"]

Source = Literal["special_account", "borrowing", "other"]
"""«special_account»: money of the State under article 50 of the act on special accounts; «borrowing»: long-term loans or bonds."""


class Stake(Facts):
    """Shares of a holder, or capital paid in where the company has no shares."""

    holder: Name
    size: Annotated[Whole, Field(ge=0)]


class Funding(Facts):
    """Equity of one kind of money from one source.

    Attributes:
        money: of which item of article 5 of the operating rules.
        source: where the agency has the money from.
        under_proviso: whether it is paid under the proviso of article 6 of the operating rules.
        equity: equity of the agency, in yen, with what was paid before.
        project_money: the money that the project needs, in yen.
        agency_stake: the agency's shares, or capital, once the equity is paid.
        other_stakes: those of every other holder then.

    """

    money: Money | None = None
    source: Source | None = None
    under_proviso: bool | None = None
    equity: Annotated[Whole, Field(ge=0)] | None = None
    project_money: Annotated[Whole, Field(ge=1)] | None = None
    agency_stake: Annotated[Whole, Field(ge=0)] | None = None
    other_stakes: tuple[Stake, ...] | None = None

    @model_validator(mode="after")
    def _each_holder_once(self) -> Funding:
        names = [stake.holder for stake in self.other_stakes or ()]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"the holder «{min(twice)}» stands twice")
        return self
