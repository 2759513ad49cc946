"""Equity, recycling, substitution and private stock by material, from the agency's tables and public ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from sonae.core import Figure
from sonae.data import Library
from sonae.stockpile.target_days.model import Softeners
from sonae.supply_risk import Policy, SupplyPicture, equity_shares, eu_assessments, latest_figure

__all__ = ["softeners_of"]


def softeners_of(library: Library, picture: SupplyPicture, as_of: dt.date, policy: Policy) -> dict[str, Softeners]:
    """Return the softeners of every material of the picture.

    The agency's equity interests, recycling, substitution and private stocks are used where it has given them; else
    substitution comes from the EU study and private stock from the policy. The EU's end-of-life input rate is no
    domestic recycling rate: it only bounds what recycling may be where nobody says.
    """
    private = _private(library.agency_table("private-stocks"), as_of)
    study = eu_assessments()
    out = {}
    for mineral in picture.minerals:
        for material in mineral.materials:
            names = (material, mineral.symbol)
            eu = study.get(material)
            said = latest_figure(library, "substitution", names)
            index = said["index"] if said is not None else eu.substitution_supply if eu is not None else None
            recycled = latest_figure(library, "recycling", names, year=picture.year)
            soft = Softeners(
                recycling=Figure.of(
                    None if recycled is None else recycled["rate"], "no domestic recycling rate was given"
                ),
                substitution=Figure.of(None if index is None else max(0.0, 1.0 - index), "no substitution index"),
                recycling_high=eu.recycling_input if eu is not None and eu.recycling_input is not None else 0.0,
                private_days=_private_days(private, names, policy),
            )
            shares = equity_shares(library, names, picture.year)
            out[material] = soft if shares is None else replace(soft, equity=shares, equity_known=True)
    return out


def _private(table: pl.DataFrame | None, as_of: dt.date) -> dict[str, float]:
    if table is None:
        return {}
    return dict(
        table.filter(pl.col("date") <= as_of)
        .sort("date")
        .group_by("mineral")
        .last()
        .select("mineral", "days")
        .iter_rows()
    )


def _private_days(private: Mapping[str, float], names: tuple[str, ...], policy: Policy) -> float:
    said = next((private[name] for name in (*names, "*") if name in private), None)
    return policy.days.private_stock if said is None else said
