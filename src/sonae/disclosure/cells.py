"""Tables worked out: every cell with its value and contributors, every sum, and no total that does not add up."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sonae.core import InputError, UnknownChoiceError
from sonae.disclosure.dimensions import Axis, axis_of
from sonae.disclosure.primary import Holding, merged, shares_of
from sonae.disclosure.rounding import Span, rounded, span_of
from sonae.disclosure.rules import DisclosureRules
from sonae.disclosure.system import Row
from sonae.disclosure.table_file import Cell, Rounding, Table, TableFile

__all__ = ["CellBook", "TableCell"]

Codes = tuple[str, ...]


@dataclass(frozen=True)
class TableCell:
    """A cell, worked out.

    Attributes:
        variable: its name, the same in every table that holds it.
        place: (table, codes) of the first table that holds it.
        value: what it is.
        shares: contribution by holding group; none where they are not listed.
        frequency: number of contributors; none where it is not known.
        category: of the rules, if any.
        step: of its table.
        lower: of its table.
        counts: whether it counts its contributors.
        depth: how far below the grand total it stands, over all dimensions.
        rounding: how it is shown.

    """

    variable: str
    place: tuple[str, Codes]
    value: Fraction
    shares: Mapping[str, Fraction] | None
    frequency: int | None
    category: str | None
    step: Fraction | None
    lower: Fraction | None
    counts: bool
    depth: int
    rounding: Rounding | None

    def holding(self) -> Holding:
        """Return what is known of the number."""
        return Holding(
            self.variable, self.value, self.shares, self.frequency, self.category, self.lower, None, adds_up=self.counts
        )


class CellBook:
    """All cells and sums of the tables of a file, linked where they are the same number."""

    def __init__(self, file: TableFile, rules: DisclosureRules, name: str) -> None:
        self.file, self.rules, self.name = file, rules, name
        self.axes = {dimension.id: axis_of(dimension, name) for dimension in file.dimensions}
        if len(self.axes) != len(file.dimensions):
            raise InputError("a dimension is stated twice", file=name, field="dimensions")
        self.group_of = _groups(file, name)
        self.cells: dict[str, TableCell] = {}
        self.suppressed: frozenset[str] = frozenset()
        self._intervals: dict[str, Row] = {}
        sums: dict[tuple[str, tuple[str, ...]], None] = {}
        seen: set[str] = set()
        for table in file.tables:
            if table.id in seen:
                raise InputError(f"the table «{table.id}» is stated twice", file=name, field="tables")
            seen.add(table.id)
            axes = self._axes_of(table)
            for cell in self._cells_of(table, axes).values():
                self._take(cell, table)
            sums |= dict.fromkeys(_sums_of(self.file.period, table, axes))
            self._patterns(table, axes)
        self.sums = tuple(sums)

    def rows(self) -> dict[str, Row]:
        """Return what every cell would say if it were shown, in the public order: totals first, then as stated."""
        ordered = sorted(self.cells.values(), key=lambda cell: cell.depth)
        return {cell.variable: Row(cell.variable, {cell.variable: Fraction(1)}, _shown(cell)) for cell in ordered}

    def intervals(self) -> dict[str, Row]:
        """Return what the cells say that are shown as intervals."""
        return dict(self._intervals)

    # Tables

    def _axes_of(self, table: Table) -> list[Axis]:
        for dimension in table.dimensions:
            if dimension not in self.axes:
                raise UnknownChoiceError("dimension", dimension, self.axes).placed(
                    file=self.name, field=f"tables.{table.id}.dimensions"
                )
        if len(set(table.dimensions)) != len(table.dimensions):
            raise InputError("a dimension is stated twice", file=self.name, field=f"tables.{table.id}.dimensions")
        return [self.axes[dimension] for dimension in table.dimensions]

    def _cells_of(self, table: Table, axes: Sequence[Axis]) -> dict[Codes, TableCell]:
        stated: dict[Codes, Cell] = {}
        for cell in table.cells:
            self._check_codes(cell.at, axes, table)
            if cell.at in stated:
                raise self._refusal("the cell is stated twice", table, cell.at)
            stated[cell.at] = cell
        out: dict[Codes, TableCell] = {}
        inner = list(itertools.product(*(axis.inner[axis.root] for axis in axes)))
        for codes in inner:
            if codes not in stated:
                raise self._refusal("the cell is missing; missing is not zero", table, codes)
            out[codes] = self._inner(stated[codes], table, axes)
        for codes in itertools.product(*(axis.codes for axis in axes)):
            if codes not in out:
                parts = [
                    out[part] for part in itertools.product(*(a.inner[c] for a, c in zip(axes, codes, strict=True)))
                ]
                out[codes] = self._total(stated.get(codes), codes, parts, table, axes)
        return out

    def _inner(self, cell: Cell, table: Table, axes: Sequence[Axis]) -> TableCell:
        shares: dict[str, Fraction] | None = None
        if cell.contributors is not None:
            if sum(cell.contributors.values(), Fraction(0)) != cell.value:
                raise self._refusal("the contributors do not add up to the cell", table, cell.at)
            shares = merged(cell.contributors, self.group_of)
        elif cell.value == 0:
            shares = {}
        self._check_step(cell, table)
        frequency = self._frequency(cell, shares, table)
        if cell.category is None and shares is None and not table.counts:
            wants = (
                "contributors" if self.rules.p_percent else ("contributors or frequency" if frequency is None else "")
            )
            if wants and (self.rules.p_percent or self.rules.minimum_frequency):
                raise self._refusal(f"the cell states no {wants}, and the rules ask for them", table, cell.at)
        return self._made(cell.at, cell.value, shares, frequency, cell.category, table, axes)

    def _frequency(self, cell: Cell, shares: Mapping[str, Fraction] | None, table: Table) -> int | None:
        if table.counts:
            if cell.value.denominator != 1 or cell.value < 0:
                raise self._refusal("a count is no whole number", table, cell.at)
            return int(cell.value)
        if cell.frequency is not None and cell.contributors is not None and cell.frequency < len(shares or ()):
            raise self._refusal("the frequency is less than the number of contributors", table, cell.at)
        return len(shares) if shares is not None else cell.frequency

    def _total(
        self, cell: Cell | None, codes: Codes, parts: Sequence[TableCell], table: Table, axes: Sequence[Axis]
    ) -> TableCell:
        value = sum((part.value for part in parts), Fraction(0))
        if cell is not None and cell.value != value:
            raise self._refusal("the total does not add up", table, codes)
        if cell is not None and cell.contributors is not None:
            raise self._refusal("a total takes the contributors of its parts; leave them out", table, codes)
        listed = [part.shares for part in parts if part.shares is not None]
        shares = shares_of(listed) if len(listed) == len(parts) else None
        counts = [part.frequency for part in parts if part.frequency is not None]
        frequency: int | None = None
        if table.counts:
            frequency = int(value)
        elif shares is not None:
            frequency = len(shares)
        elif len(counts) == len(parts):
            frequency = max(counts)  # contributors may stand in several parts: no more is known
        if cell is not None and cell.frequency is not None:
            frequency = cell.frequency
        return self._made(codes, value, shares, frequency, None if cell is None else cell.category, table, axes)

    def _made(
        self, codes: Codes, value: Fraction, shares: Mapping[str, Fraction] | None, frequency: int | None, category: str | None,
        table: Table, axes: Sequence[Axis],
    ) -> TableCell:  # fmt: skip
        if category is not None:
            self.rules.category(category, self.name, f"tables.{table.id}.cells {_at(codes)}")
        return TableCell(
            _variable(self.file.period, table, axes, codes), (table.id, codes), value, shares, frequency, category, table.step,
            table.lower, table.counts, sum(axis.depth[code] for axis, code in zip(axes, codes, strict=True)), table.rounding,
        )  # fmt: skip

    def _take(self, cell: TableCell, table: Table) -> None:
        """Keep a cell; one that another table holds too must be the same number."""
        known = self.cells.get(cell.variable)
        if known is None:
            self.cells[cell.variable] = cell
            return
        if known.value != cell.value:
            raise self._refusal(f"the total is another one than in table «{known.place[0]}»", table, cell.place[1])
        if known.shares is not None and cell.shares is not None and dict(known.shares) != dict(cell.shares):
            raise self._refusal(f"the contributors are others than in table «{known.place[0]}»", table, cell.place[1])
        self.cells[cell.variable] = replace(
            known, shares=known.shares if known.shares is not None else cell.shares,
            frequency=known.frequency if known.frequency is not None else cell.frequency,
            category=known.category or cell.category, depth=min(known.depth, cell.depth), step=known.step or cell.step,
        )  # fmt: skip

    def _patterns(self, table: Table, axes: Sequence[Axis]) -> None:
        hidden = set(self.suppressed)
        for codes in table.suppressed:
            self._check_codes(codes, axes, table)
            hidden.add(_variable(self.file.period, table, axes, codes))
        for shown in table.intervals:
            self._check_codes(shown.at, axes, table)
            variable = _variable(self.file.period, table, axes, shown.at)
            span = Span(shown.lower, shown.upper)
            if not span.holds(self.cells[variable].value):
                raise self._refusal("the interval does not hold the cell", table, shown.at)
            self._intervals[variable] = Row(variable, {variable: Fraction(1)}, span)
        self.suppressed = frozenset(hidden) - set(self._intervals)

    # Checks

    def _check_codes(self, codes: Codes, axes: Sequence[Axis], table: Table) -> None:
        if len(codes) != len(axes):
            raise self._refusal(f"the cell needs {len(axes)} codes", table, codes)
        for axis, code in zip(axes, codes, strict=True):
            if code not in axis.inner:
                raise UnknownChoiceError(f"code of «{axis.id}»", code, axis.codes).placed(
                    file=self.name, field=f"tables.{table.id}"
                )

    def _check_step(self, cell: Cell, table: Table) -> None:
        if table.step is not None and (cell.value / table.step).denominator != 1:
            raise self._refusal("the cell is no multiple of the table's step", table, cell.at)
        if table.lower is not None and cell.value < table.lower:
            raise self._refusal("the cell lies below the table's lower bound", table, cell.at)

    def _refusal(self, problem: str, table: Table, codes: Codes) -> InputError:
        return InputError(problem, file=self.name, field=f"tables.{table.id} {_at(codes)}")


def _at(codes: Codes) -> str:
    return f"[{', '.join(codes)}]"


def _variable(period: str, table: Table, axes: Sequence[Axis], codes: Codes) -> str:
    """Name a cell by measure, period and the codes that are no grand totals, so that linked tables meet in it."""
    said = sorted(f"{axis.id}={code}" for axis, code in zip(axes, codes, strict=True) if code != axis.root)
    return f"{table.measure}@{period}[{','.join(said)}]"


def _sums_of(period: str, table: Table, axes: Sequence[Axis]) -> list[tuple[str, tuple[str, ...]]]:
    """Return every (total, parts) of a table: each sum of each dimension, for all codes of the others."""
    out = []
    for k, axis in enumerate(axes):
        for codes in itertools.product(*(other.codes for j, other in enumerate(axes) if j != k)):
            for total, parts in axis.sums:
                named = [_variable(period, table, axes, (*codes[:k], code, *codes[k:])) for code in (total, *parts)]
                out.append((named[0], tuple(named[1:])))
    return out


def _groups(file: TableFile, name: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for group, members in file.holding_groups.items():
        for member in members:
            if out.setdefault(member, group) != group:
                raise InputError(f"«{member}» stands in two holding groups", file=name, field="holding_groups")
    return out


def _shown(cell: TableCell) -> Span:
    if cell.rounding is None:
        return Span(cell.value, cell.value)
    unit, ties = cell.rounding.unit, cell.rounding.ties
    return span_of(rounded(cell.value, unit, ties), unit, ties)
