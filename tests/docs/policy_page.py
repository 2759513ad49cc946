"""The tables of ``docs/reference/policy.md``, made from the product's policy file."""

from __future__ import annotations

import re
from typing import Any

from sonae.supply_risk import Policy, load_policy
from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "reference" / "policy.md"
_PART = re.compile(r"(<!-- parameters: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def value_of(policy: Policy, path: str) -> Any:
    """Return the value of a parameter."""
    node: Any = policy
    for part in path.split("."):
        node = node[part] if isinstance(node, dict) else getattr(node, part)
    return node


def text_of(value: Any) -> str:
    """Write a value as it stands in the tables."""
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, dict):
        return ", ".join(f"{name}: {text_of(part)}" for name, part in value.items())
    if isinstance(value, tuple):
        return "[" + ", ".join(text_of(part) for part in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def table_of(policy: Policy, section: str) -> str:
    """Return the table of one section; «top» is what stands outside the sections."""
    paths = [path for path in policy.sources if section_of(path) == section]
    rows = [f"| `{path}` | `{text_of(value_of(policy, path))}` | {policy.sources[path]} |" for path in paths]
    return "\n".join(["", "| parameter | value | source |", "|---|---|---|", *rows, "", ""])


def section_of(path: str) -> str:
    """Return the section a parameter stands under."""
    parts = path.split(".")
    if len(parts) == 1:
        return "top"
    return ".".join(parts[:2]) if parts[0] == "score" and len(parts) > 2 else parts[0]


def renewed_page(text: str) -> str:
    """Return the page with its tables made anew."""
    policy = load_policy()
    return _PART.sub(lambda found: found[1] + table_of(policy, found[2]) + found[3], text)
