"""Where every figure of the document comes from: its place in ``portfolio.json``, its formula, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sonae.core import SonaeError

__all__ = ["Origin", "Origins", "figures_in"]

_NAMES = ("id", "case", "fiscal_year", "calculated_on", "dimension", "group", "scenario", "name", "period")
"""What a list goes by, where a place names one of its members."""
_OTHER_ROOTS = ("projects", "measures", "views", "funding")


@dataclass(frozen=True, slots=True)
class Origin:
    """One figure, or one column of a table of figures."""

    place: str
    anchor: str
    value: float | str | None
    """None where there is no value, or where the origin is that of a whole column."""
    unit: str
    formula: str
    inputs: tuple[str, ...]
    reason: str = ""
    column: bool = False


def figures_in(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give place and figure of everything in a portfolio's document that has a formula, in its order."""
    for key, value in document.items():
        root = f"{key}:" if key in _OTHER_ROOTS else f"review:{key}."
        yield from _walk(root, value)


def _walk(path: str, node: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(node, Mapping):
        if {"formula", "from", "unit"} <= node.keys() or {"columns", "from", "unit"} <= node.keys():
            yield path.removesuffix("."), node
            return
        for key, value in node.items():
            yield from _walk(f"{path}{key}.", value)
    elif isinstance(node, list):
        for member in node:
            name = _name_of(member)
            if name is not None:
                yield from _walk(f"{path}{name}.", member)


def _name_of(member: Any) -> str | None:
    if not isinstance(member, Mapping):
        return None
    inner = member.get("figure") or member.get("milestone")
    named = inner if isinstance(inner, Mapping) else member
    for key in _NAMES:
        if key in named:
            return str(named[key]).removeprefix("FY")
    return None


class Origins:
    """The origins of all figures of a document; what the agency states is added as it is shown."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._known: dict[str, Origin] = {}
        for place, node in figures_in(document):
            inputs = tuple(node["from"])
            if "columns" in node:
                for name, formula in node["columns"].items():
                    unit = node["unit"] if name not in ("coverage", "mismatch") else "ratio"
                    self._add(f"{place}.{name}", None, unit, formula, inputs, column=True)
            else:
                reason = node.get("reason", "")
                self._add(place, node["value"], node["unit"], node["formula"], inputs, reason=reason)

    def _add(
        self, place: str, value: float | str | None, unit: str, formula: str, inputs: tuple[str, ...],
        *, reason: str = "", column: bool = False,
    ) -> Origin:  # fmt: skip
        found = Origin(place, f"o{len(self._known) + 1}", value, unit, formula, inputs, reason, column)
        self._known[place] = found
        return found

    def at(self, place: str) -> Origin:
        """Return the origin of the figure at a place.

        Raises:
            SonaeError: when there is none, which would be a fault of this program.

        """
        if place not in self._known:
            raise SonaeError(f"the figure at «{place}» has no origin; report this as a fault.")
        return self._known[place]

    def knows(self, place: str) -> bool:
        """Tell whether a figure stands at a place."""
        return place in self._known

    def stated(self, place: str, value: str, unit: str, file: str) -> Origin:
        """Return the origin of what the agency itself states in a file, added once."""
        return self.derived(place, value, unit, "as stated", (file,))

    def derived(
        self, place: str, value: float | str | None, unit: str, formula: str, inputs: tuple[str, ...]
    ) -> Origin:  # fmt: skip
        """Return the origin of a figure that the document itself counts, added once."""
        if place in self._known:
            return self._known[place]
        return self._add(place, value, unit, formula, inputs)

    def all(self) -> tuple[Origin, ...]:
        """Return every origin, in the order of the document, what is stated last."""
        return tuple(self._known.values())
