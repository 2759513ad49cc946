"""Imports of crude oil, LNG and coal into Japan by origin and year, with what is lost or wrong in the data named.

Trade data lose whole flows: the default pack holds no crude of Saudi Arabia in 2015, a third of all imports. A year from which an
origin is lost is not assessed. Tonnes that do not go with their value (coal of Mozambique 2019, crude of Saudi Arabia 1999) are
replaced by those that the value implies at the world's median unit value, and marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import polars as pl

from sonae.core import Classification, DataUnavailableError, InputError, Reason, Source, UnknownChoiceError
from sonae.data import Column, Library, TableShape, countries, iso3_of_code, read_table, sha256_of
from sonae.policy.settings import setting

__all__ = [
    "COMMODITIES",
    "Commodity",
    "Flow",
    "ImportHistory",
    "Imports",
    "read_imports",
    "trade_label",
    "traded_imports",
]

TradeSource = Literal["baci", "customs"]


@dataclass(frozen=True, slots=True)
class Commodity:
    """A commodity, its codes of the harmonised system of 1992, and whether its cargoes are much alike in value."""

    id: str
    ja: str
    en: str
    codes: tuple[int, ...]
    alike: bool


COMMODITIES: Mapping[str, Commodity] = {
    one.id: one
    for one in (
        Commodity("crude", "原油", "crude oil", (270900,), True),
        Commodity("lng", "LNG", "LNG", (271111,), True),
        Commodity("coal", "石炭", "coal", (270111, 270112, 270119), False),
    )
}
UNITS = ("t", "kl")
"""Units of an own table: tonnes, kilolitres."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What comes from an origin (alpha-3) in a year; ``implied`` is the part whose quantity its value implies."""

    origin: str
    quantity: Fraction
    implied: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Imports:
    """Imports of a year by origin, the largest first."""

    commodity: Commodity
    year: int
    unit: str
    flows: tuple[Flow, ...]
    notes: tuple[Reason, ...]
    sources: tuple[Source, ...]
    classification: Classification

    @property
    def total(self) -> Fraction:
        """What all origins add up to."""
        return sum((flow.quantity for flow in self.flows), Fraction(0))


@dataclass(frozen=True)
class ImportHistory:
    """Imports of all years. :meth:`year` cuts one out and refuses one from which something is lost."""

    commodity: Commodity
    unit: str
    flows: Mapping[int, Mapping[str, Flow]]
    unknown: Mapping[int, tuple[str, ...]]
    """Origins whose quantity is not known in a year."""
    sources: tuple[Source, ...]
    classification: Classification

    @property
    def years(self) -> tuple[int, ...]:
        """The years with data, rising."""
        return tuple(sorted({*self.flows, *self.unknown}))

    def year(self, year: int) -> Imports:
        """Return the imports of a year.

        Raises:
            UnknownChoiceError: for a year without data.
            DataUnavailableError: when an origin is lost from the year, or its quantity is not known.

        """
        if year not in self.years:
            raise UnknownChoiceError("year", year, self.years, hint=f"years with imports of {self.commodity.en}")
        if (reason := self.not_whole(year)) is not None:
            raise DataUnavailableError(f"{reason}; import a whole table, or give --imports FILE.")
        flows = sorted(self.flows[year].values(), key=lambda flow: (-flow.quantity, flow.origin))
        total = sum((flow.quantity for flow in flows), Fraction(0))
        if not total:
            raise DataUnavailableError(
                f"no {self.commodity.en} was imported in {year}: there are no shares of nothing."
            )
        notes = tuple(
            Reason(
                "implied",
                "{land} {year}: {tonnes:,.0f} {unit} stand for a recorded quantity that does not go with its value, or that is not "
                "recorded; the value implies them at the world's median unit value",
                land=flow.origin, year=year, tonnes=float(flow.implied), unit=self.unit,
            )
            for flow in flows if flow.implied * 10_000 >= total
        )  # fmt: skip
        return Imports(self.commodity, year, self.unit, tuple(flows), notes, self.sources, self.classification)

    def not_whole(self, year: int) -> Reason | None:
        """Say what is lost from a year: an origin without a quantity, or one that the neighbouring years have and it has not."""
        if lost := self.unknown.get(year, ()):
            return Reason(
                "unknown", "imports of {commodity} in {year} are not whole: the quantity from {lands} is not known",
                commodity=self.commodity.en, year=year, lands=", ".join(lost),
            )  # fmt: skip
        beside = [near for near in (year - 1, year + 1) if self.flows.get(near) and not self.unknown.get(near)]
        limit = setting("absent_both" if len(beside) == 2 else "absent_one")
        here = self._shares(year)
        near_shares = [self._shares(near) for near in beside]
        for land in sorted({land for shares in near_shares for land in shares}):
            least = min(shares.get(land, Fraction(0)) for shares in near_shares)
            if least >= limit and here.get(land, Fraction(0)) <= least / 10:
                return Reason(
                    "absent",
                    "imports of {commodity} in {year} are not whole: {land} has {share:.1%} or more in {years} and next to "
                    "nothing in between",
                    commodity=self.commodity.en, year=year, land=land, share=float(least),
                    years=" and ".join(map(str, beside)),
                )  # fmt: skip
        return None

    def _shares(self, year: int) -> dict[str, Fraction]:
        flows = self.flows.get(year, {})
        total = sum((flow.quantity for flow in flows.values()), Fraction(0))
        return {land: flow.quantity / total for land, flow in flows.items()} if total else {}


def traded_imports(library: Library, commodity: str, *, source: TradeSource = "baci") -> ImportHistory:
    """Return Japan's imports out of the library's trade table.

    Args:
        library: the data.
        commodity: crude, lng or coal.
        source: «baci» for the six-digit codes of the pack (an imported BACI file lies over it), «customs» for the nine-digit codes
            of an imported file of Japan's customs statistics. The two are never mixed: the same cargo stands in both.

    Raises:
        UnknownChoiceError: for another commodity or source.
        DataUnavailableError: when the table holds none of its codes.

    """
    if commodity not in COMMODITIES:
        raise UnknownChoiceError("commodity", commodity, COMMODITIES)
    if source not in ("baci", "customs"):
        raise UnknownChoiceError("source of trade", source, ("baci", "customs"))
    chosen = COMMODITIES[commodity]
    code = pl.col("code") if source == "baci" else pl.col("code") // 1000
    long = pl.col("code") > 999_999
    rows = library.trade.filter(code.is_in(chosen.codes) & (~long if source == "baci" else long))
    names = iso3_of_code()
    japan = countries()["JPN"].code
    if rows.filter(pl.col("importer") == japan).is_empty():
        held = ", ".join(map(str, chosen.codes))
        raise DataUnavailableError(
            f"the trade table holds no imports of {chosen.en} into Japan (codes {held}, source {source}); "
            "import «baci» or «customs», or give --imports FILE."
        )
    flows: dict[int, dict[str, Flow]] = {}
    unknown: dict[int, set[str]] = {}
    for year, exporter, quantity, value, median in _with_median(rows).filter(pl.col("importer") == japan).select(
        "year", "exporter", "quantity_t", "value_kusd", "median"
    ).iter_rows():  # fmt: skip
        if exporter == japan:
            continue
        land = names.get(exporter, str(exporter))
        used = _quantity(chosen, quantity, value, median)
        if used is None:
            unknown.setdefault(year, set()).add(land)
            continue
        before = flows.setdefault(year, {}).get(land, Flow(land, Fraction(0)))
        flows[year][land] = Flow(land, before.quantity + used[0], before.implied + used[1])
    sources = library.pack_sources[:1] if source == "baci" else ()
    agency = [record for kind, record in library.agency.items() if kind == source]
    return ImportHistory(
        chosen, "t", flows, {year: tuple(sorted(lands)) for year, lands in unknown.items()},
        (*sources, *(record.source for record in agency)), trade_label(library, source),
    )  # fmt: skip


def trade_label(library: Library, source: TradeSource = "baci") -> Classification:
    """Return the label of what :func:`traded_imports` reads: of the agency's tables only the one of the source enters."""
    return Classification.join(record.label for kind, record in library.agency.items() if kind == source)


def _with_median(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the world's value-weighted median unit value of the code and year, as supply risk tests flows."""
    unit = pl.col("value_kusd") / pl.col("quantity_t")
    share = pl.col("value_kusd").cum_sum() / pl.col("value_kusd").sum()
    median = (
        rows.filter((pl.col("quantity_t") > 0) & (pl.col("value_kusd") > 0))
        .with_columns(unit.alias("unit"))
        .sort("code", "year", "unit", "exporter", "importer")
        .with_columns(share.over("code", "year").alias("below"))
        .filter(pl.col("below") >= 0.5)
        .group_by("code", "year", maintain_order=True)
        .agg(pl.col("unit").first().alias("median"))
    )
    joined = rows.join(median, on=["code", "year"], how="left")
    return joined.sort("year", "code", "exporter", "importer")


def _quantity(
    commodity: Commodity, quantity: float | None, value: float | None, median: float | None
) -> tuple[Fraction, Fraction] | None:
    """Return the tonnes to use and the part of them that is implied; nothing where neither quantity nor value is known."""
    implied = Fraction(repr(value)) / Fraction(repr(median)) if value and median else None
    if quantity is None or (quantity == 0 and value):
        return None if implied is None else (implied, implied)
    recorded = Fraction(repr(quantity))
    if implied is None:
        return recorded, Fraction(0)
    ratio = implied / recorded
    low = setting("fuel_unit_value_low" if commodity.alike else "unit_value_low")
    too_dear = commodity.alike and ratio > setting("fuel_unit_value_high")
    return (implied, implied) if ratio < low or too_dear else (recorded, Fraction(0))


_SHAPE = TableShape(
    (
        Column("commodity", choices=tuple(COMMODITIES)),
        Column("year", "year"),
        Column("origin", "iso3"),
        Column("quantity", "number", required=False, minimum=0),
        Column("unit", choices=UNITS),
        Column("source"),
    ),
    key=("commodity", "year", "origin"),
)


def read_imports(path: Path, commodity: str, *, encoding: str | None = None) -> ImportHistory:
    """Read an own table of imports (commodity, year, origin, quantity, unit, source), CSV or Excel.

    A quantity that is left empty is not known, and the year is then not assessed; 0 is written where there was none.

    Raises:
        InputError: naming file, row and field; and where a commodity comes in several units.
        UnknownChoiceError: for another commodity.

    """
    if commodity not in COMMODITIES:
        raise UnknownChoiceError("commodity", commodity, COMMODITIES)
    table = read_table(path, _SHAPE, encoding=encoding).filter(pl.col("commodity") == commodity)
    if table.is_empty():
        raise InputError(f"there is no row of {commodity}", file=path.name, field="commodity", expected=commodity)
    units = table["unit"].unique().sort().to_list()
    if len(units) > 1:
        raise InputError(
            f"{commodity} comes in {' and in '.join(units)}", file=path.name, field="unit",
            expected="one unit a commodity",
        )  # fmt: skip
    if commodity != "crude" and units != ["t"]:
        raise InputError(f"{commodity} is not counted in {units[0]}", file=path.name, field="unit", expected="t")
    flows: dict[int, dict[str, Flow]] = {}
    unknown: dict[int, list[str]] = {}
    for year, land, quantity in table.sort("year", "origin").select("year", "origin", "quantity").iter_rows():
        if land == "JPN":
            raise InputError("Japan imports nothing from itself", file=path.name, field="origin")
        if quantity is None:
            unknown.setdefault(year, []).append(land)
        else:
            flows.setdefault(year, {})[land] = Flow(land, Fraction(repr(quantity)))
    source = Source("Own table of imports", f"read from {path.name}", "agency", sha256=sha256_of(path))
    return ImportHistory(
        COMMODITIES[commodity], units[0], flows, {year: tuple(lands) for year, lands in unknown.items()}, (source,),
        Classification.INTERNAL,
    )  # fmt: skip
