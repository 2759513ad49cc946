"""A release as the gate is asked about it: its figures and tables beside all that the agency knows, and what the gate says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import yaml

from sonae.core import Finding, InputError
from sonae.data import plain_yaml
from sonae.disclosure import Candidate, Decision, Gate, candidate_of, table_from_tree
from sonae.office.books.disclosure.document import content_of, fingerprint
from sonae.office.books.disclosure.state import Check, DisclosureState, Left, Said, World
from sonae.office.books.disclosure.world import knowledge_of, stock_id

__all__ = ["PARTS", "candidate_for", "checked", "part_of_text", "said_of_gate", "unlinked"]

PARTS = ("figures", "dimensions", "tables", "holding_groups", "knows")
"""What a proposal states of a table file; the secrets behind it are the book's."""
_MEASURE, _DIMENSION = "stock", "mineral"
"""A table of this measure by this dimension speaks of the stock that the book knows."""


def part_of_text(text: str) -> dict[str, Any]:
    """Read the tables of a proposal.

    Raises:
        InputError: for what is no such file, or states more than figures and tables.

    """
    tree = plain_yaml(text, "tables", expected="dimensions and tables")
    for name in tree:
        if name not in PARTS:
            raise InputError("the tables state more than a proposal may", field="tables", expected=", ".join(PARTS))
    return {name: tree[name] for name in PARTS if name in tree}


def candidate_for(
    state: DisclosureState, year: int, id: str, part: Mapping[str, Any], *, readers: str, series: str | None
) -> Candidate:
    """Return a release before it is made, as the gate reads it.

    Raises:
        InputError: naming figure, total, cell or mineral: totals that do not add up, a mineral that the book does not know.

    """
    world = state.world_of(year)
    known = knowledge_of(state.by_year, year)
    tree = {
        "id": id, "ja": id, "en": id, "classification": "secret", "period": world.period, "series": series, "readers": readers,
        **{name: part[name] for name in PARTS if name in part}, "secrets": known["secrets"],
        "knows": [*known["knows"], *part.get("knows", ()), *_links(world, part)],
    }  # fmt: skip
    return candidate_of(table_from_tree(tree, id), state.rules, id)


def _links(world: World, part: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield that a cell of a table of the stock by mineral is the stock that the book knows."""
    names = {one.id for one in world.minerals}
    for table in _stock_tables(part):
        codes = {str(at[0]) for one in table.get("cells", ()) if len(at := one.get("at", ())) == 1}
        for code in sorted(codes & names):
            cell = f"{_MEASURE}@{world.period}[{_DIMENSION}={code}]"
            of = {cell: 1, stock_id(world, code): -1}
            yield {"name": f"cell of the stock of {code}", "of": of, "lower": 0, "upper": 0}


def _stock_tables(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        one for one in part.get("tables", ())
        if isinstance(one, Mapping) and one.get("measure") == _MEASURE and list(one.get("dimensions", ())) == [_DIMENSION]
    ]  # fmt: skip


def unlinked(part: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the tables whose cells the book does not know by itself: what is secret in them is what the proposal says."""
    linked = [id(one) for one in _stock_tables(part)]
    return tuple(str(one.get("id", "")) for one in part.get("tables", ()) if id(one) not in linked)


def checked(state: DisclosureState, candidate: Candidate, now: dt.datetime) -> Check:
    """Ask the gate, with the freedom that the release would leave of each secret.

    Raises:
        InputError: when the values are not those that were released before.

    """
    return said_of_gate(Gate(state.rules).decide(candidate, state.ledger, now, full=True), state, candidate, now)


def said_of_gate(decision: Decision, state: DisclosureState, candidate: Candidate, now: dt.datetime) -> Check:
    """Return what the gate said, to be kept."""
    left = tuple(
        Left(
            secret=one.variable, low=_text(one.low), high=_text(one.high), values=tuple(map(str, one.values)),
            complete=one.complete,
        )
        for one in decision.freedom
    )  # fmt: skip
    return Check(
        at=now, entries=len(state.ledger.entries), ruling=decision.ruling.value, because=_said(decision.finding),
        parts=tuple(_said(one) for one in decision.finding.parts), left=left, shows=fingerprint(content_of(candidate)),
    )  # fmt: skip


def _said(finding: Finding) -> Said:
    return Said(ja=finding.because_ja, en=finding.because)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def as_text(tree: Mapping[str, Any]) -> str:
    """Write a tree as the text of a table file."""
    return yaml.safe_dump(dict(tree), allow_unicode=True, sort_keys=False)
