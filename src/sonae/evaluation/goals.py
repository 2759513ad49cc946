"""The cascade of goals: mid-term goals, mid-term plan, annual plan, each text with its version and line of descent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from sonae.core import InputError
from sonae.evaluation.exact import written
from sonae.evaluation.form import Exact, Id, Lines, Part, Section, Text, Words
from sonae.evaluation.units import english_unit

__all__ = ["COLUMNS", "Cascade", "CascadeRow", "Cell", "Change", "Column", "Quantity", "Said", "cell_name"]

Column = Literal["goal", "plan", "annual"]
"""A column of the annex: 中期目標, 中期計画, 年度計画."""

COLUMNS: tuple[Column, ...] = ("goal", "plan", "annual")
_MARK = {"goal": "c1", "plan": "c2", "annual": "c3"}


class Said(NamedTuple):
    """A phrase in both languages; empty where nothing is said."""

    ja: str = ""
    en: str = ""


_NOTHING = Said()


class Quantity(Part):
    """A quantity that a text sets: a target, a frequency, a limit.

    Attributes:
        name: what it is of; the same name in two columns is the same thing.
        value: how much.
        unit: of what.
        bound: at least, at most, exactly or about.
        lines: where it stands.

    """

    name: Id
    value: Exact
    unit: Text
    bound: Literal["at_least", "at_most", "exactly", "about"]
    lines: Lines

    @property
    def said(self) -> Said:
        """The quantity in one phrase."""
        amount = f"{written(self.value)}{self.unit}"
        ja = {"at_least": f"{amount}以上", "at_most": f"{amount}以下", "exactly": amount, "about": f"約{amount}"}[
            self.bound
        ]
        return Said(ja, f"{self.bound.replace('_', ' ')} {written(self.value)} {english_unit(self.unit)}")


class Cell(Part):
    """A text of one column, in our own words.

    Attributes:
        version: its version, from 1.
        words: what it says; none where it says the same as another column.
        same_as: the column that says the same.
        quantities: the quantities that it sets.
        scope: what it names and is limited to: places, minerals, instruments.
        descends_from: texts that it carries out, where they are not those beside it: «e1_3.p1.i1.k2@plan».
        external_factors: whether it has external factors considered in the rating.
        lines: where it stands.

    """

    version: Annotated[int, Field(ge=1)] = 1
    words: Words | None = None
    same_as: Column | None = None
    quantities: tuple[Quantity, ...] = ()
    scope: tuple[Text, ...] = ()
    descends_from: tuple[Text, ...] = ()
    external_factors: bool = False
    lines: Lines

    @model_validator(mode="after")
    def _says_something(self) -> Cell:
        if (self.words is None) == (self.same_as is None):
            raise ValueError("a text has either words, or the column that says the same")
        names = [quantity.name for quantity in self.quantities]
        if len(names) != len(set(names)):
            raise ValueError("a quantity stands twice")
        return self


class CascadeRow(Part):
    """One row of the annex: a section with its texts in three columns, each as versions in order, the last one in force."""

    section: Section
    name: Words
    goal: tuple[Cell, ...] = ()
    plan: tuple[Cell, ...] = ()
    annual: tuple[Cell, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _single(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: [one] if key in COLUMNS and isinstance(one, dict) else one for key, one in value.items()}

    @model_validator(mode="after")
    def _versions_rise(self) -> CascadeRow:
        for column in COLUMNS:
            cells = self.cells(column)
            versions = [cell.version for cell in cells]
            if versions != sorted(set(versions)):
                raise ValueError(f"the versions of the {column} of {self.section} do not rise")
            for cell in cells:
                if cell.same_as is not None and (cell.same_as == column or not self.cells(cell.same_as)):
                    raise ValueError(f"the {column} of {self.section} says the same as a column that has no text")
        if not any(self.cells(column) for column in COLUMNS):
            raise ValueError(f"{self.section} has no text in any column")
        return self

    def cells(self, column: Column) -> tuple[Cell, ...]:
        """Return the versions of a column, the oldest first."""
        return {"goal": self.goal, "plan": self.plan, "annual": self.annual}[column]

    def current(self, column: Column) -> Cell | None:
        """Return the text of a column that is in force; none where it has none."""
        cells = self.cells(column)
        return cells[-1] if cells else None

    def words(self, column: Column) -> Words | None:
        """Return what the column says, in words of another column where it says the same."""
        seen: set[Column] = {column}
        cell = self.current(column)
        while cell is not None and cell.same_as is not None and cell.same_as not in seen:
            seen.add(cell.same_as)
            cell = self.current(cell.same_as)
        return None if cell is None else cell.words


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between a text and the one that it descends from, or its version before.

    Attributes:
        of: the text.
        against: the other text; its version after a slash.
        kind: what differs: wording, a quantity or the scope; ``no_parent`` a text that carries out none; ``not_carried`` one that
            no text of the next column carries out.
        before: what the other says.
        after: what this one says.

    """

    of: str
    against: str
    kind: Literal["wording", "quantity", "scope", "no_parent", "not_carried"]
    before: Said = _NOTHING
    after: Said = _NOTHING


def cell_name(section: str, column: Column) -> str:
    """Return what a text goes by: «e1_3.p1.i1@plan»."""
    return f"{section}@{column}"


@dataclass(frozen=True)
class Cascade:
    """The rows of the annex with who descends from whom."""

    rows: tuple[CascadeRow, ...]

    @classmethod
    def of(cls, rows: Sequence[CascadeRow]) -> Cascade:
        """Link the rows.

        Raises:
            InputError: for a section that stands twice, a link to a text that is not there, one that leads to a lower column, or a
                circle.

        """
        found = cls(tuple(rows))
        sections = [row.section for row in rows]
        twice = sorted({section for section in sections if sections.count(section) > 1})
        if twice:
            raise InputError(f"the section {twice[0]} stands twice", field="goals")
        for name, parents in found.parents.items():
            for parent in parents:
                found._refuse_bad_link(name, parent)
        found._refuse_circle()
        return found

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """The texts in force by name."""
        return {
            cell_name(row.section, column): cell
            for row in self.rows
            for column in COLUMNS
            if (cell := row.current(column)) is not None
        }

    @cached_property
    def parents(self) -> dict[str, tuple[str, ...]]:
        """The texts that each text descends from: those it names, else the nearest column before it in its row."""
        return {
            cell_name(row.section, column): cell.descends_from or self._beside(row, at)
            for row in self.rows
            for at, column in enumerate(COLUMNS)
            if (cell := row.current(column)) is not None
        }

    def descent(self, name: str) -> tuple[str, ...]:
        """Return the line of descent of a text, from itself up to the goals.

        Raises:
            InputError: when there is no such text.

        """
        if name not in self.cells:
            raise InputError(f"there is no text «{name}»", expected="a section and a column such as e1_3.p1@plan")
        line, level = [name], [name]
        while level := [parent for one in level for parent in self.parents[one] if parent not in line]:
            line += list(dict.fromkeys(level))
        return tuple(line)

    def changes(self) -> Iterator[Change]:
        """Yield what differs along the descent and between versions, in the order of the rows."""
        carried = {parent for parents in self.parents.values() for parent in parents}
        rows = {row.section: row for row in self.rows}
        for name, cell in self.cells.items():
            section, _, column = name.partition("@")
            if column != "goal" and not self.parents[name]:
                yield Change(name, "", "no_parent")
            if column != "annual" and name not in carried:
                yield Change(name, "", "not_carried")
            for parent in self.parents[name]:
                above, _, over = parent.partition("@")
                words = (_said(rows[above].words(over)), _said(rows[section].words(column)))  # type: ignore[arg-type]
                yield from _differences(name, parent, self.cells[parent], cell, words)
            versions = rows[section].cells(column)  # type: ignore[arg-type]
            for old, new in pairwise(versions):
                words = (_said(old.words), _said(new.words))
                yield from _differences(f"{name}/{new.version}", f"{name}/{old.version}", old, new, words)

    def provision(self, name: str) -> tuple[str, str]:
        """Return the id for a citation of a text, and its lines."""
        section, _, column = name.partition("@")
        return f"{section}.{_MARK[column]}", self.cells[name].lines

    def _beside(self, row: CascadeRow, at: int) -> tuple[str, ...]:
        for column in reversed(COLUMNS[:at]):
            if row.current(column) is not None:
                return (cell_name(row.section, column),)
        return ()

    def _refuse_bad_link(self, name: str, parent: str) -> None:
        if parent not in self.cells:
            raise InputError(f"«{name}» descends from «{parent}», which is not there", field="goals")
        levels = [COLUMNS.index(one.partition("@")[2]) for one in (name, parent)]
        if levels[1] > levels[0]:
            raise InputError(f"«{name}» descends from «{parent}», which stands in a lower column", field="goals")

    def _refuse_circle(self) -> None:
        try:
            TopologicalSorter(self.parents).prepare()
        except CycleError as error:
            circle = " → ".join(error.args[1])
            raise InputError(f"goals descend from each other in a circle: {circle}", field="goals") from error


def _said(words: Words | None) -> Said:
    return Said() if words is None else Said(words.ja, words.en)


def _differences(name: str, against: str, before: Cell, after: Cell, words: tuple[Said, Said]) -> Iterator[Change]:
    if words[0] != words[1]:
        yield Change(name, against, "wording", *words)
    old, new = ({quantity.name: quantity.said for quantity in cell.quantities} for cell in (before, after))
    for quantity in [*old, *(one for one in new if one not in old)]:
        if old.get(quantity) != new.get(quantity):
            sides = [
                Said(*(f"{quantity}: {part}" for part in side[quantity])) if quantity in side else Said()
                for side in (old, new)
            ]
            yield Change(name, against, "quantity", *sides)
    dropped = [one for one in before.scope if one not in after.scope]
    added = [one for one in after.scope if one not in before.scope]
    if dropped or added:
        yield Change(name, against, "scope", *(Said("、".join(part), ", ".join(part)) for part in (dropped, added)))
