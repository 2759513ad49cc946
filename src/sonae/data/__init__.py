"""Real public data: catalogue, data packs, importers, lineage, licences."""

from sonae.data.acts import CAUSES, Act, Acts
from sonae.data.catalogue import DatasetStatus, catalogue
from sonae.data.countries import (
    CHOKEPOINTS,
    Country,
    chokepoints_between,
    countries,
    country,
    iso3_of_code,
    read_package_table,
)
from sonae.data.governance import Governance
from sonae.data.importers.table import Column, TableShape, read_table
from sonae.data.inputs import KINDS, InputKind, Lineage, import_file, remove_input
from sonae.data.library import Library
from sonae.data.licences import LICENCES, Licence
from sonae.data.minerals import STAGES, Form, Mineral, Minerals, Sheet
from sonae.data.pack import CURRENT, PACKS, PREVIOUS, Pack, pull
from sonae.data.parameters import parameter_tree, parameters, plain_yaml
from sonae.data.reading import read_text, refusal_of
from sonae.data.store import replace_directory, sha256_of, write_beside

__all__ = [
    "CAUSES",
    "CHOKEPOINTS",
    "CURRENT",
    "KINDS",
    "LICENCES",
    "PACKS",
    "PREVIOUS",
    "STAGES",
    "Act",
    "Acts",
    "Column",
    "Country",
    "DatasetStatus",
    "Form",
    "Governance",
    "InputKind",
    "Library",
    "Licence",
    "Lineage",
    "Mineral",
    "Minerals",
    "Pack",
    "Sheet",
    "TableShape",
    "catalogue",
    "chokepoints_between",
    "countries",
    "country",
    "import_file",
    "iso3_of_code",
    "parameter_tree",
    "parameters",
    "plain_yaml",
    "pull",
    "read_package_table",
    "read_table",
    "read_text",
    "refusal_of",
    "remove_input",
    "replace_directory",
    "sha256_of",
    "write_beside",
]
