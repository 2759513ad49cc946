"""What data there are: kinds, vintages, licences, coverage, and where they lie on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sonae.core import Classification
from sonae.data.acts import Acts
from sonae.data.governance import package_governance
from sonae.data.inputs import KINDS, lineage_of
from sonae.data.licences import LICENCES
from sonae.data.minerals import Minerals
from sonae.data.pack import PACKS, pack_state
from sonae.data.store import data_directory

__all__ = ["DatasetStatus", "catalogue"]

_PACK_TABLES = {
    "trade": ("BACI bilateral trade (CEPII)", "Etalab-2.0"),
    "production": ("World Mining Data", "WMD-terms"),
    "stability": ("Political stability (WGI)", "CC-BY-4.0"),
}


@dataclass(frozen=True, slots=True)
class DatasetStatus:
    """One dataset on this machine. ``where`` is a folder or file, or «comes with Sonae»."""

    name: str
    vintage: str
    coverage: str
    licence: str
    redistributable: bool
    classification: Classification
    state: str
    where: str


def catalogue() -> list[DatasetStatus]:
    """Return the state of every dataset: both packs, the product's own tables, and what was imported."""
    rows = []
    for pack in PACKS.values():
        state = pack_state(pack)
        for name, (title, licence) in _PACK_TABLES.items():
            table = state.manifest.get("tables", {}).get(f"{name}.parquet")
            coverage = f"{table['years'][0]}–{table['years'][1]}, {table['rows']:,} rows" if table else ""
            rows.append(
                _status(
                    title, f"pack {pack.version} ({pack.role})", coverage, licence, Classification.PUBLIC,
                    "cached" if table else "not cached: run «sonae data pull»", str(state.directory) if table else "",
                )
            )  # fmt: skip
    governance = package_governance()
    acts = Acts.of_package()
    register = Minerals.of_package()
    own = "comes with Sonae"
    rows += [
        _status(
            "Worldwide Governance Indicators, six dimensions", governance.source.vintage,
            f"{governance.years[0]}–{governance.years[-1]}, {governance.table.height:,} rows", "CC-BY-4.0",
            Classification.PUBLIC, "ready", own,
        ),
        _status(
            "Log of supply acts", "2026-11", acts.source.vintage, "Apache-2.0", Classification.PUBLIC, "ready", own
        ),
        _status(
            "Minerals, forms and production sheets", "2026-11",
            f"{len(register.register)} minerals, {len(register.forms)} forms", "Apache-2.0", Classification.PUBLIC, "ready", own,
        ),
        _status(
            "EU critical raw materials study", "2023", "130 stage results", "EU-reuse", Classification.PUBLIC, "ready", own
        ),
    ]  # fmt: skip
    for kind in KINDS.values():
        record = lineage_of(kind.name)
        if record is None:
            rows.append(
                _status(kind.title, "", "", kind.licence, kind.classification, f"not imported ({kind.name})", "")
            )
        else:
            rows.append(
                _status(
                    kind.title, record.source.vintage, f"{record.rows:,} rows", record.licence, record.label, "imported",
                    str(_folder(kind.name)),
                )
            )  # fmt: skip
    return rows


def _folder(kind: str) -> Path:
    return data_directory() / "inputs" / kind


def _status(
    name: str, vintage: str, coverage: str, licence: str, label: Classification, state: str, where: str
) -> DatasetStatus:
    known = LICENCES[licence]
    return DatasetStatus(name, vintage, coverage, known.name, known.redistributable, label, state, where)
