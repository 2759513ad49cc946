"""The table of the library in ``docs/method/regimes.md``."""

from __future__ import annotations

from sonae.economics.regimes import regimes

__all__ = ["table"]

KINDS = {
    "concession": "concession", "psc": "production sharing", "service": "service contract", "mining": "mining",
    "tolling": "LNG chain",
}  # fmt: skip


def table() -> str:
    """Write one row a regime: id, name, kind, whether it was read in full, sources."""
    rows = ["| regime | name | kind | read | sources |", "|---|---|---|---|---|"]
    for regime in regimes():
        sources = "; ".join(f"{one.title}: {one.where}" for one in regime.sources.values()).replace("|", "/")
        read = "illustrative" if regime.illustrative else "in full"
        rows.append(
            f"| `{regime.id}` | {regime.name_en} ({regime.name_ja}) | {KINDS[regime.kind]} | {read} | {sources} |"
        )
    return "\n".join(rows) + "\n"
