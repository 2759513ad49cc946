"""Where every figure of the document comes from: its place in ``portfolio.json``, its formula, and what that rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sonae.core import SonaeError
from sonae.portfolio.review import member_name

__all__ = ["Origin", "Origins", "figures_in", "path_of"]


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

    @property
    def path(self) -> str:
        """Path in ``portfolio.json``, as ``sonae portfolio explain`` takes it; empty for what is stated or counted here.

        In that of a column «*» stands for the names of members.
        """
        return path_of(self.place)


def path_of(place: str) -> str:
    """Return the path in ``portfolio.json`` of a place; empty where it is no place there."""
    return place.removeprefix("review:") if place.startswith("review:") else ""


def figures_in(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give place and node of every figure of a portfolio's document that has a formula, and of every table of figures."""
    for key, value in document.items():
        yield from _walk(f"review:{key}.", value)


def _walk(path: str, node: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(node, Mapping):
        if {"formula", "from", "unit"} <= node.keys() or {"columns", "from"} <= node.keys():
            yield path.removesuffix("."), node
            return
        for key, value in node.items():
            yield from _walk(f"{path}{key}.", value)
    elif isinstance(node, list):
        for member in node:
            name = member_name(member)
            if name is not None:
                yield from _walk(f"{path}{name.removeprefix('FY')}.", member)


def _pattern(path: str) -> re.Pattern[str]:
    """Return what the path of a column matches: «*» is the name of any member."""
    return re.compile(re.escape(path).replace(r"\*", ".+?"))


class Origins:
    """The origins of all figures of a document; what the agency states is added as it is shown."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._known: dict[str, Origin] = {}
        self._columns: dict[str, list[tuple[re.Pattern[str], Origin]]] = {}
        for place, node in figures_in(document):
            inputs = tuple(node["from"])
            if "columns" in node:
                for path, column in node["columns"].items():
                    told = self._add(f"{place}.{path}", None, column["unit"], column["formula"], inputs, column=True)
                    self._columns.setdefault(place, []).append((_pattern(path), told))
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
        """Return the origin of the figure at a place, that of its column where it stands in a table.

        Raises:
            SonaeError: when there is none, which would be a fault of this program.

        """
        found = self._known.get(place) or self._column(place)
        if found is None:
            raise SonaeError(f"the figure at «{place}» has no origin; report this as a fault.")
        return found

    def _column(self, place: str) -> Origin | None:
        head = place
        while "." in head:
            head = head.rpartition(".")[0]
            for pattern, origin in self._columns.get(head, ()):
                if pattern.fullmatch(place[len(head) + 1 :]):
                    return origin
        return None

    def knows(self, place: str) -> bool:
        """Tell whether a figure stands at a place."""
        return place in self._known or self._column(place) is not None

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
