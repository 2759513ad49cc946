"""Worldwide Governance Indicators: six dimensions with standard errors, from −2.5 (weak) to +2.5 (strong).

Kaufmann, Kraay and Mastruzzi, World Bank, CC BY 4.0. The product ships the six dimensions for 1996–2023; an agency
may import a newer workbook. A country without an estimate is missing, never average; years that the World Bank did
not publish (1995, 1997, 1999, 2001) are carried from the year before only where a method says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt
import polars as pl

from sonae.core import Source

__all__ = ["DIMENSIONS", "Governance", "package_governance"]

DIMENSIONS = ("cc", "ge", "pv", "rl", "rq", "va")
"""Control of corruption, government effectiveness, political stability, rule of law, regulatory quality, voice."""


@dataclass(frozen=True)
class Governance:
    """Estimates by country, year and dimension. ``table`` has iso3, year, dimension, estimate, standard_error."""

    table: pl.DataFrame
    source: Source

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years with any estimate, in order."""
        return tuple(self.table["year"].unique().sort().to_list())

    @cached_property
    def mean(self) -> pl.DataFrame:
        """The mean of the dimensions by iso3 and year, its standard error, and how many dimensions there are.

        The six errors are taken as fully correlated within a country: the mean's error is the mean of the errors,
        the widest choice (the World Bank publishes no correlations).
        """
        return (
            self.table.filter(pl.col("estimate").is_not_null())
            .group_by("iso3", "year", maintain_order=True)
            .agg(
                pl.col("estimate").mean().alias("estimate"),
                pl.col("standard_error").mean().alias("standard_error"),
                pl.len().alias("dimensions"),
            )
            .sort("iso3", "year")
        )

    def panel(self, iso3: list[str], first: int, last: int) -> npt.NDArray[np.float64]:
        """Return the mean estimate, shape (country, year), carried forward over gaps and back before the first value.

        A country without any value is NaN throughout. Used for fitting event rates, where a gap of one year in a
        slow indicator must not drop the country.
        """
        years = range(first, last + 1)
        grid = pl.DataFrame({"iso3": iso3}).join(
            pl.DataFrame({"year": list(years)}, schema={"year": pl.Int16}), how="cross"
        )
        known = self.mean.filter(pl.col("year") <= last).select("iso3", "year", "estimate")
        early = (
            known.filter(pl.col("year") < first)
            .sort("year")
            .group_by("iso3")
            .last()
            .select("iso3", pl.lit(first, dtype=pl.Int16).alias("year"), pl.col("estimate").alias("before"))
        )
        filled = (
            grid.join(known, on=["iso3", "year"], how="left", maintain_order="left")
            .join(early, on=["iso3", "year"], how="left", maintain_order="left")
            .with_columns(pl.coalesce("estimate", "before").alias("estimate"))
            .with_columns(pl.col("estimate").forward_fill().backward_fill().over("iso3"))
        )
        return filled["estimate"].to_numpy().reshape(len(iso3), len(years)).astype(np.float64)

    def five_year_mean(self, last: int) -> pl.DataFrame:
        """Return the mean estimate and standard error by iso3 over the five years that end with ``last``."""
        window = self.mean.filter(pl.col("year").is_between(last - 4, last))
        return (
            window.group_by("iso3", maintain_order=True)
            .agg(pl.col("estimate").mean(), pl.col("standard_error").mean())
            .sort("iso3")
        )


def package_governance() -> Governance:
    """Return the six dimensions that come with the product."""
    with as_file(files("sonae.data") / "tables" / "governance.parquet") as path:
        table = pl.read_parquet(path).with_columns(pl.col("estimate", "standard_error").cast(pl.Float64))
    return Governance(
        table,
        Source("Worldwide Governance Indicators (six dimensions)", "update 2024, years 1996–2023", "CC-BY-4.0"),
    )
