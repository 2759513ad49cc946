"""The library: every dataset the engines use, opened once, with its vintage and licence.

The default pack gives trade, production and the stability indicator; the product brings governance, minerals, acts
and countries; what the agency has imported lies over both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from sonae.core import Classification, DataUnavailableError, Provenance, Source, UnknownChoiceError
from sonae.data.acts import Acts
from sonae.data.countries import countries
from sonae.data.governance import Governance, package_governance
from sonae.data.inputs import KINDS, Lineage, imported, lineage_of
from sonae.data.minerals import Minerals
from sonae.data.pack import CURRENT, PREVIOUS, Pack, check_tables, pack_state

__all__ = ["Library"]


@dataclass(frozen=True)
class Library:
    """Opened data. Tables are read on first use; trade codes and production sheets are those of the sources."""

    pack: Pack
    directory: Path
    agency: dict[str, Lineage] = field(default_factory=dict)
    _tables: dict[str, pl.DataFrame | None] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(cls, pack: Pack = CURRENT, *, public_only: bool = False) -> Library:
        """Open the cached pack with what was imported over it.

        Args:
            pack: the current vintage or the previous one.
            public_only: leave out every imported table that is not PUBLIC.

        Raises:
            DataUnavailableError: when the pack is not cached; the sentence says how to get it.

        """
        records = {kind: record for kind in KINDS if (record := lineage_of(kind)) is not None}
        if public_only:
            records = {kind: record for kind, record in records.items() if record.label is Classification.PUBLIC}
        return cls._over(pack, records)

    @classmethod
    def _over(cls, pack: Pack, records: dict[str, Lineage]) -> Library:
        state = pack_state(pack)
        if not state.manifest:
            raise DataUnavailableError(
                f"the {pack.role} data pack ({pack.version}) is not cached in {state.directory.parent}; "
                "run «sonae data pull»."
            )
        check_tables(state)
        return cls(pack, state.directory, records)

    @cached_property
    def before(self) -> Library | None:
        """The previous vintage under the very same imported tables; nothing when it is not cached whole."""
        try:
            return self._over(PREVIOUS, self.agency)
        except DataUnavailableError:
            return None

    @property
    def classification(self) -> Classification:
        """The joined label of everything this library reads."""
        return Classification.join(record.label for record in self.agency.values())

    def _imported(self, kind: str) -> pl.DataFrame | None:
        if kind not in self.agency:
            return None
        table = imported(kind)
        # Another import may have come since the library was opened, with another label than this library carries.
        if lineage_of(kind) != self.agency[kind]:
            raise DataUnavailableError(
                f"the table «{kind}» was imported anew while it was read; run the command again."
            )
        return table

    def _read(self, name: str) -> pl.DataFrame:
        try:
            return pl.read_parquet(self.directory / f"{name}.parquet", memory_map=True)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise DataUnavailableError(
                f"{self.directory / name}.parquet cannot be read; run «sonae data pull --fresh»."
            ) from error

    @cached_property
    def trade(self) -> pl.DataFrame:
        """Flows: year, exporter, importer (trade-statistics codes), code, value_kusd, quantity_t (null = missing).

        An imported BACI file takes the place of the pack for the codes and years it holds. Customs statistics of Japan
        add nine-digit codes for Japan's own imports and exports.
        """
        table = self._read("trade")
        for extra in (self._imported("baci"), self._customs_flows()):
            if extra is not None:
                held = extra.select("code", "year").unique()
                table = pl.concat([table.join(held, on=["code", "year"], how="anti"), extra.select(table.columns)])
        return table

    def _customs_flows(self) -> pl.DataFrame | None:
        customs = self._imported("customs")
        if customs is None:
            return None
        code_of = {iso3: land.code for iso3, land in countries().items() if land.code is not None}
        content = {form.code: form.content for form in self.minerals.forms}
        partner = pl.col("iso3").replace_strict(code_of, default=None, return_dtype=pl.UInt16)
        japan = pl.lit(code_of["JPN"], dtype=pl.UInt16)
        inward = pl.col("flow") == "import"
        gross = pl.col("quantity_t") / pl.when(pl.col("contained")).then(
            pl.col("code").replace_strict(content, default=1.0, return_dtype=pl.Float64)
        ).otherwise(1.0)
        return customs.select(
            "year",
            pl.when(inward).then(partner).otherwise(japan).alias("exporter"),
            pl.when(inward).then(japan).otherwise(partner).alias("importer"),
            "code",
            pl.lit(None, dtype=pl.Float64).alias("value_kusd"),
            gross.alias("quantity_t"),
        ).filter(pl.col("exporter").is_not_null() & pl.col("importer").is_not_null())

    @cached_property
    def production(self) -> pl.DataFrame:
        """World Mining Data: sheet, country_code, iso3, year, quantity, unit, flag; totals are not in it."""
        return self._read("production")

    @cached_property
    def stability(self) -> pl.DataFrame:
        """Political stability of the pack: line, iso3, name, country_code, year, estimate, standard_error, published_0_1."""
        return self._read("stability")

    @cached_property
    def method_codes(self) -> pl.DataFrame:
        """The pack's own map of materials to sheets and trade codes."""
        return self._read("method_codes")

    @cached_property
    def method_countries(self) -> pl.DataFrame:
        """The pack's own list of countries."""
        return self._read("method_countries")

    @cached_property
    def governance(self) -> Governance:
        """The six governance dimensions: the product's, or the imported ones."""
        table = self._imported("wgi")
        return Governance(table, self.agency["wgi"].source) if table is not None else package_governance()

    @cached_property
    def minerals(self) -> Minerals:
        """The register of minerals, forms and sheets, with the agency's forms laid over the product's."""
        return Minerals.of_package(self._imported("minerals"))

    @cached_property
    def acts(self) -> Acts:
        """The log of acts: the product's, or the imported one."""
        table = self._imported("events")
        return Acts(table, self.agency["events"].source) if table is not None else Acts.of_package()

    def agency_table(self, kind: str) -> pl.DataFrame | None:
        """Return an imported table of the agency (equity, private-stocks, consumption, recycling, substitution)."""
        if kind not in self._tables:
            self._tables[kind] = self._imported(kind)
        return self._tables[kind]

    @cached_property
    def production_last_year(self) -> int:
        """The last year with production."""
        return int(self.production["year"].max())  # type: ignore[arg-type]

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years with trade."""
        return tuple(self.trade["year"].unique().sort().to_list())

    def check_year(self, year: int) -> int:
        """Return a year with trade.

        Raises:
            UnknownChoiceError: for any other, with the nearest.

        """
        if year not in self.years:
            raise UnknownChoiceError("year", year, self.years, hint="years with trade data")
        return year

    @property
    def pack_sources(self) -> tuple[Source, ...]:
        """The datasets of the pack; a vintage that is read beside the current one for comparison says so."""
        sha, vintage = self.pack.sha256, self.pack.vintage
        why = (
            "" if self.pack.role == CURRENT.role else f"; {self.pack.role} vintage, to tell data revisions from change"
        )
        return (
            Source("BACI bilateral trade (CEPII)", vintage, "Etalab-2.0", f"trade of 74 HS 1992 codes{why}", sha),
            Source("World Mining Data", vintage, "WMD-terms", f"production by sheet{why}", sha),
            Source("Political Stability (WGI)", vintage, "CC-BY-4.0", f"method panel{why}", sha),
        )

    @property
    def provenance(self) -> Provenance:
        """Everything a review reads, dataset by dataset."""
        read = [
            *self.pack_sources,
            self.governance.source,
            self.acts.source,
            Source("Forms, contents and sheets of minerals", "2026-11", "Apache-2.0", "tables/stages.csv, sheets.csv"),
            Source(
                "EU critical raw materials study", "2023", "EU-reuse", "substitution, importance, recycling input rate"
            ),
            *(record.source for record in self.agency.values()),
        ]
        return Provenance.of(*read)
