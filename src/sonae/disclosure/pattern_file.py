"""A table file with the pattern that was found, to be checked and released."""

from __future__ import annotations

from typing import Any

import yaml

from sonae.data import plain_yaml
from sonae.disclosure.candidate import Candidate
from sonae.disclosure.exact import written
from sonae.disclosure.system import Row

__all__ = ["written_pattern"]


def written_pattern(text: str, candidate: Candidate) -> str:
    """Return the text of a table file with the pattern of a candidate: hidden cells, and cells shown as intervals.

    Args:
        text: the table file; its comments are not kept.
        candidate: the release with its pattern.

    """
    tree = plain_yaml(text, candidate.name)
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
