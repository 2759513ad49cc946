"""The log of acts that cut supply: one row an act (date, place, instrument), never a row a mineral.

Causes are those of the basic policy 2(2)② (policy, labour, environment, power, weather, infrastructure, pandemic)
and, beside them, conflict, unrest and accident. An act without a destination binds everybody; an act that names
destinations binds only those. The product's own log was compiled by the project; each row names where it can be
looked up and whether it was seen there or recalled.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from sonae.core import InputError, Source
from sonae.data.countries import CHOKEPOINTS, countries, read_package_table
from sonae.data.importers.table import LINE, Column, TableShape, check_table

__all__ = ["ACT_SHAPE", "CAUSES", "Act", "Acts"]

CAUSES = (
    "policy", "labour", "environment", "power", "weather", "infrastructure", "pandemic", "conflict", "unrest", "accident",
)  # fmt: skip

ACT_SHAPE = TableShape(
    (
        Column("act_id"),
        Column("start", "date"),
        Column("end", "date", required=False),
        Column("place_type", choices=("country", "chokepoint")),
        Column("place"),
        Column("destination_iso3", required=False),
        Column("mineral_symbols", required=False),
        Column("cause", choices=CAUSES),
        Column("instrument"),
        Column("depth_nominal", "share", required=False),
        Column("depth_observed", "share", required=False),
        Column("confidence", choices=("seen", "recalled")),
        Column("note", required=False),
        Column("source"),
    ),
    key=("act_id",),
)


@dataclass(frozen=True, slots=True)
class Act:
    """One act. ``end`` is ``None`` while it lasts; ``minerals`` are symbols, of any element."""

    id: str
    start: dt.date
    end: dt.date | None
    place_type: str
    place: str
    destinations: frozenset[str]
    minerals: frozenset[str]
    cause: str
    instrument: str
    depth_observed: float | None
    confidence: str
    note: str
    source: str

    def binds(self, importer: str) -> bool:
        """Say whether the act cuts supply to the importer: it names nobody, or names this importer."""
        return self.place != importer and (not self.destinations or importer in self.destinations)

    def in_force(self, day: dt.date) -> bool:
        """Say whether the act lasts on a day."""
        return self.start <= day and (self.end is None or self.end >= day)


@dataclass(frozen=True)
class Acts:
    """The acts, in order of their start; ``table`` is the log as read."""

    table: pl.DataFrame
    source: Source

    @classmethod
    def of_package(cls) -> Acts:
        """Return the product's own log."""
        rows = read_package_table("acts.csv")
        table = check_acts(list(rows[0]), [list(row.values()) for row in rows], "acts.csv")
        return cls(table, Source("Log of supply acts", _vintage(table), "Apache-2.0"))

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """All acts, by start and id."""
        return tuple(_act(row) for row in self.table.sort("start", "act_id").iter_rows(named=True))

    def known_on(self, day: dt.date, importer: str) -> tuple[Act, ...]:
        """Return the acts that bind the importer and had begun on or before ``day``, open if they then still lasted.

        An end after ``day`` was not known then and is taken away.
        """
        return tuple(
            act if act.end is None or act.end <= day else _still_open(act)
            for act in self.acts
            if act.start <= day and act.binds(importer)
        )


def check_acts(header: list[str], rows: list[list[str]], file: str) -> pl.DataFrame:
    """Check a log: the shape of every row, real places, real symbols, ends that do not come before their start.

    Raises:
        InputError: naming file, row and field.

    """
    table = check_table(header, rows, ACT_SHAPE, file, numbered=True)
    lands, symbols = countries(), _elements()
    for row in table.iter_rows(named=True):
        _check_row(row, row[LINE], file, lands, symbols)
    return table.drop(LINE)


def _check_row(row: dict[str, Any], number: int, file: str, lands: Any, symbols: frozenset[str]) -> None:
    def refuse(field: str, problem: str, expected: str) -> None:
        raise InputError(problem, file=file, row=number, field=field, expected=expected)

    if row["end"] is not None and row["end"] < row["start"]:
        refuse("end", f"«{row['end']}» comes before the start {row['start']}", "a day on or after the start")
    if row["place_type"] == "country" and row["place"] not in lands:
        refuse("place", f"«{row['place']}» is not known", "an ISO 3166 alpha-3 country code such as CHN")
    if row["place_type"] == "chokepoint" and row["place"] not in CHOKEPOINTS:
        refuse("place", f"«{row['place']}» is not known", "one of " + ", ".join(CHOKEPOINTS))
    for code in (row["destination_iso3"] or "").split(";"):
        if code and code not in lands:
            refuse("destination_iso3", f"«{code}» is not known", "alpha-3 country codes with «;» between")
    if row["place_type"] == "country" and not row["mineral_symbols"]:
        refuse("mineral_symbols", "there is no value", "symbols with «;» between")
    for symbol in (row["mineral_symbols"] or "").split(";"):
        if symbol and symbol not in symbols:
            refuse("mineral_symbols", f"«{symbol}» is not known", "element symbols, PGM or REE, with «;» between")


def _elements() -> frozenset[str]:
    """Symbols a row may name: every metal and mineral element of the log's field, not only the designated ones."""
    others = (
        "Al Cu Zn Pb Sn Fe Ag Au Hg U Cd As S K Na Ca Sc Y La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Pt Pd Rh Ru Ir Os "
        "He Br I Coal"
    )
    return frozenset(others.split()) | {row["symbol"] for row in read_package_table("minerals.csv")}


def _act(row: dict[str, Any]) -> Act:
    def split(text: str | None) -> frozenset[str]:
        return frozenset(filter(None, (text or "").split(";")))

    return Act(
        row["act_id"], row["start"], row["end"], row["place_type"], row["place"], split(row["destination_iso3"]),
        split(row["mineral_symbols"]), row["cause"], row["instrument"], row["depth_observed"], row["confidence"],
        row["note"] or "", row["source"],
    )  # fmt: skip


def _still_open(act: Act) -> Act:
    return Act(
        act.id, act.start, None, act.place_type, act.place, act.destinations, act.minerals, act.cause, act.instrument,
        act.depth_observed, act.confidence, act.note, act.source,
    )  # fmt: skip


def _vintage(table: pl.DataFrame) -> str:
    first, last = str(table["start"].min()), str(table["start"].max())
    return f"{table.height} acts, {first} to {last}"
