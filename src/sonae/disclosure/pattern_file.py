"""A table file with the pattern that was found, to be checked and released."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from sonae.disclosure.candidate import Candidate
from sonae.disclosure.exact import written
from sonae.disclosure.system import Row

__all__ = ["written_pattern"]


def written_pattern(tree: Mapping[str, Any], candidate: Candidate) -> str:
    """Return a table file's tree as YAML with the pattern of a candidate: hidden cells, and cells shown as intervals.

    Args:
        tree: the table file as it was read; comments are not kept.
        candidate: the release with its pattern.

    """
    out = dict(tree)
    tables = [dict(table) for table in tree.get("tables", ())]
    for table in tables:
        own = {cell: codes for cell, (name, codes) in candidate.places.items() if name == str(table["id"])}
        table["suppressed"] = [list(codes) for cell, codes in own.items() if cell in candidate.suppressed]
        table["intervals"] = [
            _interval(codes, candidate.intervals[cell]) for cell, codes in own.items() if cell in candidate.intervals
        ]
    if tables:
        out["tables"] = tables
    return yaml.safe_dump(out, allow_unicode=True, sort_keys=False, width=120)


def _interval(codes: tuple[str, ...], row: Row) -> dict[str, Any]:
    low, high = row.span.both()
    return {"at": list(codes), "lower": written(low), "upper": written(high)}
