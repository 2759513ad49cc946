"""The tables of ``docs/reference/plan.md``, made from the schema of the plan file and the product's settings."""

from __future__ import annotations

import re

from sonae.stockpile.plan.file import MineralEntry, PlanFile
from sonae.stockpile.plan.settings import package_settings
from tests.docs.pages import ROOT
from tests.docs.policy_page import text_of

PAGE = ROOT / "docs" / "reference" / "plan.md"
_PART = re.compile(r"(<!-- settings: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fields() -> set[str]:
    """Return every field that a plan file may hold, those of a mineral with a dot before."""
    top = set(PlanFile.model_fields) - {"file"}
    return top | {f".{name}" for name in MineralEntry.model_fields}


def table_of(section: str) -> str:
    """Return the table of one section of the settings."""
    values, sources = package_settings()
    paths = [path for path in values if path.startswith(f"{section}.")]
    rows = [
        f"| `{path}` | `{text_of(tuple(values[path]) if isinstance(values[path], list) else values[path])}` | {sources[path]} |"
        for path in paths
    ]
    return "\n".join(["", "| setting | value | source |", "|---|---|---|", *rows, "", ""])


def renewed_page(text: str) -> str:
    """Return the page with its tables made anew."""
    return _PART.sub(lambda found: found[1] + table_of(found[2]) + found[3], text)
