"""The table of eligible costs (annex 1): sections by money, groups, rows by kind of cost, and what a row asks beside.

Hit policy is unique. Reading the table makes sure of it: every section, group and kind comes out in one row or stands among what is
not listed, and every kind of money and resource in one section or among what the bylaw does not rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sonae.bylaw.facts.costs import CostKind, Money
from sonae.bylaw.kernel import Words
from sonae.core import InputError
from sonae.data import plain_yaml, refusal_of

__all__ = ["CostTable", "Row", "cost_table", "cost_table_from_text"]

Resource = Literal["oil", "gas", "both"]
Note = Literal["n1", "n2", "n3"]
Condition = Literal[
    "arrangement", "considered", "fit_for_test", "found_necessary", "gas", "insurance_proper", "not_operator", "operation",
    "overseas",
]  # fmt: skip
Text = Annotated[str, Field(min_length=1, max_length=200)]

_LISTED_MONEY = [money for money in get_args(Money) if money != "other"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Names(_Part):
    ja: Text
    en: Text


class _Takes(_Part):
    money: Money
    resource: Resource | None = None

    @property
    def cells(self) -> list[tuple[Money, Resource]]:
        """The kinds of money and resource that it stands for."""
        return [(self.money, one) for one in get_args(Resource) if self.resource in (None, one)]


class _SectionFile(_Names):
    takes: Annotated[tuple[_Takes, ...], Field(min_length=1)]


class _RowFile(_Names):
    id: Annotated[str, Field(pattern=r"^t1\.s[1-9]\.g[12]\.r[1-9][0-9]?$")]
    kinds: Annotated[tuple[CostKind, ...], Field(min_length=1)]
    notes: tuple[Note, ...] = ()
    conditions: tuple[Condition, ...] = ()
    by_kind: dict[CostKind, tuple[Condition, ...]] = Field(default_factory=dict)
    examples: tuple[Text, ...] = ()


class _TableFile(_Part):
    kinds: dict[CostKind, _Names]
    sections: Annotated[dict[str, _SectionFile], Field(min_length=1)]
    not_ruled: tuple[_Takes, ...]
    rows: Annotated[tuple[_RowFile, ...], Field(min_length=1)]
    not_listed: dict[str, tuple[CostKind, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row.

    Attributes:
        id: such as «t1.s1.g1.r11».
        names: its name.
        kinds: kinds of cost that it takes.
        notes: notes that it bears, «n1» for ※1.
        conditions: further tests, by name.
        by_kind: tests of single kinds of it.
        examples: what it names for example.

    """

    id: str
    names: Words
    kinds: tuple[CostKind, ...]
    notes: tuple[Note, ...]
    conditions: tuple[Condition, ...]
    by_kind: Mapping[CostKind, tuple[Condition, ...]]
    examples: tuple[str, ...]

    @property
    def group(self) -> str:
        """The group that it stands in, «t1.s1.g1»."""
        return self.id.rpartition(".")[0]

    def tests(self, kind: CostKind) -> tuple[str, ...]:
        """Return what a cost of a kind has to pass: notes first, then conditions."""
        return (*self.notes, *self.conditions, *self.by_kind.get(kind, ()))


@dataclass(frozen=True)
class CostTable:
    """The table.

    Attributes:
        kinds: kinds of cost in words.
        sections: sections in words, by id.
        section_of: section by money and resource; what the bylaw does not rule is left out.
        not_ruled: money and resource of which the bylaw does not say the section.
        rows: rows by id, in order.
        row_of: row by group and kind of cost; what is not listed is left out.

    """

    kinds: Mapping[CostKind, Words]
    sections: Mapping[str, Words]
    section_of: Mapping[tuple[Money, Resource], str]
    not_ruled: frozenset[tuple[Money, Resource]]
    rows: Mapping[str, Row]
    row_of: Mapping[tuple[str, CostKind], Row]

    def sections_of(self, money: Money) -> list[str]:
        """Return the sections that a kind of money may fall under."""
        return sorted({name for (one, _), name in self.section_of.items() if one == money})

    def section_of_all(self, money: Money) -> str | None:
        """Return the section of a kind of money where that is the same whatever is extracted."""
        found = self.sections_of(money)
        return found[0] if len(found) == 1 and not any(one == money for one, _ in self.not_ruled) else None

    @property
    def provisions(self) -> tuple[str, ...]:
        """Ids of all that the table holds: the annex, its sections, groups, rows and notes."""
        groups = dict.fromkeys(row.group for row in self.rows.values())
        notes = dict.fromkeys(f"{row.group}.{note}" for row in self.rows.values() for note in row.notes)
        return ("t1", *self.sections, *groups, *self.rows, *notes)


@cache
def cost_table() -> CostTable:
    """Return the table of the product."""
    return cost_table_from_text(
        (files("sonae.bylaw") / "data" / "annex1.yaml").read_text(encoding="utf-8"), "annex1.yaml"
    )


def cost_table_from_text(text: str, file: str) -> CostTable:
    """Read a table.

    Raises:
        InputError: naming the field, for two rows or sections that take the same and for what none takes.

    """
    try:
        read = _TableFile.model_validate(plain_yaml(text, file, expected="kinds, sections, rows"))
        return CostTable(
            {kind: Words(names.ja, names.en) for kind, names in read.kinds.items()},
            {name: Words(section.ja, section.en) for name, section in read.sections.items()},
            _sections(read),
            frozenset(cell for takes in read.not_ruled for cell in takes.cells),
            _rows(read),
            _hits(read),
        )
    except ValidationError as error:
        raise refusal_of(error, file) from error
    except InputError as error:
        raise error.placed(file=file) from error


def _sections(read: _TableFile) -> dict[tuple[Money, Resource], str]:
    taken = [(cell, name) for name, section in read.sections.items() for one in section.takes for cell in one.cells]
    unruled = [cell for takes in read.not_ruled for cell in takes.cells]
    cells = list(product(_LISTED_MONEY, get_args(Resource)))
    _unique(cells, [cell for cell, _ in taken], unruled, "sections")
    return dict(taken)


def _rows(read: _TableFile) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for one in read.rows:
        if one.id in rows:
            raise InputError(f"the row «{one.id}» stands twice", field="rows")
        stray = set(one.by_kind) - set(one.kinds)
        if stray:
            raise InputError(f"the row «{one.id}» has a test of «{min(stray)}», which it does not take", field="rows")
        words = Words(one.ja, one.en)
        rows[one.id] = Row(one.id, words, one.kinds, one.notes, one.conditions, one.by_kind, one.examples)
    return rows


def _hits(read: _TableFile) -> dict[tuple[str, CostKind], Row]:
    kinds = get_args(CostKind)
    undescribed = [kind for kind in kinds if kind not in read.kinds]
    if undescribed:
        raise InputError(f"the kind «{undescribed[0]}» is not described", field="kinds")
    rows = _rows(read)
    groups = [f"{section}.g{number}" for section in read.sections for number in (1, 2)]
    taken = [((row.group, kind), row) for row in rows.values() for kind in row.kinds]
    left_out = [(group, kind) for group, listed in read.not_listed.items() for kind in listed]
    _unique(list(product(groups, kinds)), [cell for cell, _ in taken], left_out, "rows")
    return dict(taken)


def _unique(cells: Sequence[object], taken: Sequence[object], left_out: Sequence[object], field: str) -> None:
    hits = Counter([*taken, *left_out])
    for cell, times in hits.items():
        if cell not in cells:
            raise InputError(f"{_shown(cell)} stands in the table, and there is no such thing", field=field)
        if times > 1:
            raise InputError(f"{_shown(cell)} is taken {times} times: an overlap", field=field)
    for cell in cells:
        if cell not in hits:
            raise InputError(f"{_shown(cell)} is neither taken nor left out: a gap", field=field)


def _shown(cell: object) -> str:
    return " × ".join(cell) if isinstance(cell, tuple) else str(cell)
