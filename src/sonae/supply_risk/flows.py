"""Trade in contained metal: the library's flows, tested by unit value and turned into tonnes of element by form.

A flow with no quantity gets the one its value implies at the world's median unit value of the code and year; so does
a flow whose unit value lies so low that its tonnes cannot be right. Both are marked and shown, never used silently.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np
import polars as pl

from sonae.data import STAGES, Library, iso3_of_code
from sonae.supply_risk.policy import Policy

__all__ = ["ContainedTrade", "YearlySums"]

T = TypeVar("T")

AS_RECORDED, IMPUTED, OVERSTATED, DEAR = 0, 1, 2, 3


@dataclass(frozen=True, eq=False)
class ContainedTrade:
    """All flows of the usable forms, in tonnes of element. Build it once a library and policy; years are cut from it."""

    library: Library
    policy: Policy
    _cut: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)

    @cached_property
    def before(self) -> ContainedTrade | None:
        """The flows of the previous data vintage; nothing when it is not cached."""
        return ContainedTrade(self.library.before, self.policy) if self.library.before is not None else None

    @cached_property
    def forms(self) -> pl.DataFrame:
        """Usable forms (no basket codes): code, material, symbol, stage, content, main_form."""
        rows = [
            (form.code, form.material, form.symbol, form.stage, form.content, form.main_form)
            for form in self.library.minerals.forms
            if not form.basket
        ]
        return pl.DataFrame(
            rows,
            schema={
                "code": pl.UInt32, "material": pl.String, "symbol": pl.String, "stage": pl.Enum(STAGES),
                "content": pl.Float64, "main_form": pl.Boolean,
            },
            orient="row",
        )  # fmt: skip

    @cached_property
    def flows(self) -> pl.DataFrame:
        """Return material, stage, code, year, exporter, importer (alpha-3), tonnes, recorded_t, value_kusd, unit_ratio, mark."""
        names = iso3_of_code()
        land = pl.Enum(sorted(set(names.values())))
        codes = self.forms["code"].unique()
        trade = self.library.trade.lazy().filter(pl.col("code").is_in(codes.implode()))
        unit = pl.col("value_kusd") / pl.col("quantity_t")
        median = (
            trade.filter((pl.col("quantity_t") > 0) & (pl.col("value_kusd") > 0))
            .with_columns(unit.alias("unit"))
            .sort("code", "year", "unit", "exporter", "importer")
            .with_columns(
                (pl.col("value_kusd").cum_sum() / pl.col("value_kusd").sum()).over("code", "year").alias("below")
            )
            .filter(pl.col("below") >= 0.5)
            .group_by("code", "year", maintain_order=True)
            .agg(pl.col("unit").first().alias("median"))
        )
        ratio = pl.col("value_kusd") / pl.col("quantity_t") / pl.col("median")
        implied = pl.col("value_kusd") / pl.col("median")
        lost = (pl.col("quantity_t").is_null() | (pl.col("quantity_t") == 0)) & (pl.col("value_kusd") > 0)
        window = self.policy.window
        marked = trade.join(median, on=["code", "year"], how="left").with_columns(
            pl.when(lost).then(IMPUTED)
            .when(ratio < window.unit_value_low).then(OVERSTATED)
            .when(ratio > window.unit_value_high).then(DEAR)
            .otherwise(AS_RECORDED).cast(pl.UInt8).alias("mark"),
            pl.when(lost).then(None).otherwise(ratio).alias("unit_ratio"),
        )  # fmt: skip
        used = pl.when(pl.col("mark").is_in([IMPUTED, OVERSTATED])).then(implied).otherwise(pl.col("quantity_t"))
        return (
            marked.join(self.forms.lazy().select("code", "material", "stage", "content"), on="code")
            .select(
                "material", "stage", "code", "year",
                pl.col("exporter").replace_strict(list(names), list(names.values()), default=None, return_dtype=land),
                pl.col("importer").replace_strict(list(names), list(names.values()), default=None, return_dtype=land),
                (used.fill_null(0.0) * pl.col("content")).alias("tonnes"),
                pl.col("quantity_t").alias("recorded_t"),
                "value_kusd", "unit_ratio", "mark",
            )
            .filter(pl.col("exporter").is_not_null() & pl.col("importer").is_not_null())
            .sort("material", "code", "year", "exporter", "importer")
            .collect()
        )  # fmt: skip

    @cached_property
    def world_exports(self) -> pl.DataFrame:
        """Exports of contained metal by material, stage, year and exporter."""
        return self.flows.group_by("material", "stage", "year", "exporter", maintain_order=True).agg(
            pl.col("tonnes").sum()
        )

    @cached_property
    def codes_by_year(self) -> frozenset[tuple[int, int]]:
        """The (code, year) pairs that the data hold at all; what is absent was never reported, which is not zero."""
        return frozenset(self.flows.select("code", "year").unique().iter_rows())

    @cached_property
    def importers(self) -> frozenset[str]:
        """Countries with recorded imports of any code of the data."""
        names = iso3_of_code()
        codes = self.library.trade["importer"].unique().to_list()
        return frozenset(names[code] for code in codes if code in names)

    def imports(self, importer: str) -> pl.DataFrame:
        """Return all flows into an importer."""
        return self._of("importer", importer)

    def exports(self, exporter: str) -> pl.DataFrame:
        """Return all flows out of a country."""
        return self._of("exporter", exporter)

    def imports_by_land(self, importer: str) -> YearlySums:
        """Return the importer's flows by material, stage and exporter, to be summed over any years."""
        return self.kept(("imports by land", importer), lambda: YearlySums(self.imports(importer), _BY_LAND))

    def imports_by_material_and_year(self, importer: str) -> dict[tuple[str, int], float]:
        """Return the importer's tonnes of every year by material and year."""

        def make() -> dict[tuple[str, int], float]:
            sums = self.imports(importer).group_by("material", "year", maintain_order=True).agg(pl.col("tonnes").sum())
            return {(material, year): tonnes for material, year, tonnes in sums.iter_rows()}

        return self.kept(("imports by material", importer), make)

    def exports_by_material(self, exporter: str) -> YearlySums:
        """Return a country's exports by material, to be summed over any years."""
        return self.kept(("exports by material", exporter), lambda: YearlySums(self.exports(exporter), _BY_MATERIAL))

    @cached_property
    def world_exports_by_land(self) -> YearlySums:
        """The world's exports by material, stage and exporter, to be summed over any years."""
        return YearlySums(self.world_exports, _BY_LAND)

    def _of(self, side: str, land: str) -> pl.DataFrame:
        return self.kept((side, land), lambda: self.flows.filter(pl.col(side) == land))

    def kept(self, key: tuple[str, str], make: Callable[[], T]) -> T:
        """Return what was made under this name before, or make it: thirty years ask for the same table thirty times."""
        if key not in self._cut:
            self._cut[key] = make()
        return cast("T", self._cut[key])


_BY_LAND = ("material", "stage", "exporter")
_BY_MATERIAL = ("material",)


class YearlySums:
    """Tonnes of flows by some keys and year, laid out so that any span of years is summed at once."""

    def __init__(self, flows: pl.DataFrame, keys: tuple[str, ...]) -> None:
        yearly = (
            flows.group_by("year", *keys, maintain_order=True).agg(pl.col("tonnes").sum()).sort(*keys, "year")
        ).with_columns(pl.struct(keys).rle_id().alias("key"))
        self.keys: list[tuple[str, ...]] = list(
            yearly.group_by("key", maintain_order=True).first().select(keys).iter_rows()
        )
        by_year = yearly.sort("year", "key")
        self._year = by_year["year"].to_numpy()
        self._key = by_year["key"].to_numpy()
        self._tonnes = by_year["tonnes"].to_numpy()

    def mean(self, first: int, last: int) -> dict[tuple[str, ...], float]:
        """Return mean tonnes a year from ``first`` to ``last``, both included, by key; keys without any are left out."""
        start, stop = np.searchsorted(self._year, [first, last + 1])
        sums = np.bincount(self._key[start:stop], self._tonnes[start:stop], len(self.keys)) / (last - first + 1)
        return {self.keys[i]: float(sums[i]) for i in np.flatnonzero(sums > 0)}
