"""A program as code for many scenarios: each operation works on a row of scenarios side by side.

The code is data, so that a new regime needs no compiler: one kernel, compiled once, runs every regime. What neither a result, a
check nor a later period needs is left out, what stands twice is worked out once, and a row is used again when nobody reads it
any more. None of this changes a bit of any number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sonae.economics.formula import Program, needs_of
from sonae.economics.uncertainty.steps import Key, Steps, reads_of, steps_of

__all__ = ["LANES", "OPERATIONS", "Code", "encode"]

LANES = 256
"""Scenarios that the machine works on side by side."""

OPERATIONS = (
    "given", "copy", "add", "subtract", "sum", "multiply", "scale", "floor", "divide", "smallest", "largest", "at_least", "above",
    "whole", "marginal", "linear", "spread",
)  # fmt: skip
_CODE = {name: number for number, name in enumerate(OPERATIONS)}
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Code:
    """A program for the machine.

    Attributes:
        operations: (operation, 6): kind, to, first, second, third, fourth operand; for bands, spreads and sums the third is the
            place of their numbers and the fourth how many there are; for divisions the third is the place of the number over 0,
            for scales that of the factor, for floors that of the least. Numbers of a sum are its operands and signs in turn. The
            first of a given line is its place in ``given``.
        operands: (operand, 3): row of its ring, size of the ring, periods ago.
        numbers: what operations read numbers from.
        constants: (row, value) of rows that never change.
        rings: (row, size, value before the first period) of lines that are looked back at.
        given: given lines that are needed.
        rows: how many rows there are.
        lines: operand in this period by wanted line.

    """

    operations: I64
    operands: I64
    numbers: F64
    constants: F64
    rings: F64
    given: tuple[str, ...]
    rows: int
    lines: dict[str, int]


@dataclass
class _Writer:
    """Puts steps into rows; a row is free again after the last step that reads it."""

    steps: Steps
    uses: list[int]
    kept: dict[int, str] = field(default_factory=dict)
    """Lines that are looked back at, by the step that works them out: it writes to their ring."""
    copied: dict[int, list[str]] = field(default_factory=dict)
    """Further such lines by step, which are copied to their rings: another line, a number, an earlier period."""
    operations: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)
    operands: list[tuple[int, int, int]] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    constants: dict[float, int] = field(default_factory=dict)
    rings: dict[str, tuple[int, int]] = field(default_factory=dict)
    back: dict[tuple[str, int], int] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    at: dict[int, int] = field(default_factory=dict)
    rows: int = 0

    def keep(self) -> None:
        """Find out how lines that are looked back at come into their rings."""
        for line in self.steps.memory:
            step = self.steps.lines[line]
            if step in self.kept or self.steps.keys[step][0] in ("number", "earlier"):
                self.copied.setdefault(step, []).append(line)
            else:
                self.kept[step] = line

    def row(self, size: int = 1) -> int:
        self.rows += size
        return self.rows - size

    def operand(self, row: int, size: int = 1, ago: int = 0) -> int:
        self.operands.append((row, size, ago))
        return len(self.operands) - 1

    def constant(self, value: float) -> int:
        if value not in self.constants:
            self.constants[value] = self.operand(self.row())
        return self.constants[value]

    def earlier(self, line: str, ago: int) -> int:
        """Return the operand of a line so many periods ago; its ring is made when it is first asked for."""
        if line not in self.rings:
            size = self.steps.memory[line] + 1
            self.rings[line] = (self.row(size), size)
        if (line, ago) not in self.back:
            self.back[line, ago] = self.operand(*self.rings[line], ago)
        return self.back[line, ago]

    def read(self, step: int) -> int:
        """Return the operand that holds a step."""
        key = self.steps.keys[step]
        if key[0] == "number":
            return self.constant(key[1])
        if key[0] == "earlier":
            return self.earlier(key[1], key[2])
        return self.at[step]

    def done_with(self, steps: Sequence[int]) -> None:
        for step in steps:
            self.uses[step] -= 1
            if self.uses[step] == 0 and step in self.at and step not in self.kept:
                self.free.append(self.at[step])

    def place(self, *values: float) -> int:
        self.numbers.extend(values)
        return len(self.numbers) - len(values)

    def write(self, step: int) -> None:
        """Write a step down as an operation; given lines that it reads are written before it."""
        key = self.steps.keys[step]
        if key[0] not in ("number", "earlier"):
            reads = reads_of(key)
            for read in reads:
                if self.steps.keys[read][0] == "given" and read not in self.at:
                    self.write(read)
            kind, rest = self._parts(key)
            self.done_with(reads)
            if step in self.kept:
                self.at[step] = self.earlier(self.kept[step], 0)
            else:
                self.at[step] = self.free.pop() if self.free else self.operand(self.row())
            self.operations.append((_CODE[kind], self.at[step], *(*rest, 0, 0, 0, 0)[:4]))  # type: ignore[arg-type]
        for line in self.copied.get(step, ()):
            self.operations.append((_CODE["copy"], self.earlier(line, 0), self.read(step), 0, 0, 0))
            self.done_with([step])

    def read_last(self, step: int) -> int:
        """Return the operand of a wanted step after all operations."""
        if self.steps.keys[step][0] == "given" and step not in self.at:
            self.write(step)
        return self.read(step)

    def _parts(self, key: Key) -> tuple[str, tuple[int, ...]]:
        """Return the kind of an operation and its operands."""
        kind = key[0]
        if kind == "given":
            self.given.append(key[1])
            return kind, (len(self.given) - 1,)
        if kind == "sum":
            if len(key[1]) == 2:
                return "add" if key[1][1][1] > 0 else "subtract", tuple(self.read(step) for step, _ in key[1])
            parts = [part for step, sign in key[1] for part in (float(self.read(step)), sign)]
            return kind, (0, 0, self.place(*parts), len(key[1]))
        if kind == "spread":
            return kind, (self.earlier(key[1], 0), 0, self.place(*key[2]), len(key[2]))
        if kind in ("whole", "marginal", "linear"):
            return kind, (self.read(key[1]), 0, self.place(*key[2], *key[3]), len(key[2]))
        if kind == "divide":
            return kind, (self.read(key[1]), self.read(key[2]), self.place(key[3]))
        if kind in ("multiply", "largest"):
            for one, other in ((key[1], key[2]), (key[2], key[1])):
                if self.steps.keys[one][0] == "number":
                    at = self.place(self.steps.keys[one][1])
                    return "scale" if kind == "multiply" else "floor", (self.read(other), 0, at)
        return kind, tuple(self.read(step) for step in key[1:])


def _needed(program: Program, wanted: Sequence[str], given: Collection[str]) -> set[str]:
    """Return the lines that the wanted ones need, themselves among them; what is given needs nothing."""
    by_name = {line.name: line for line in program.lines if line.name not in given}
    needed: set[str] = set()
    open_names = [name for name in wanted if name in given or program.line(name)]
    while open_names:
        name = open_names.pop()
        if name in needed:
            continue
        needed.add(name)
        if name in by_name:
            now, ago = needs_of(by_name[name].formula)
            open_names += [*now, *ago]
    return needed


def encode(program: Program, wanted: Sequence[str], known: Mapping[str, float | None] = MappingProxyType({})) -> Code:
    """Return the code that works out the wanted lines, and what they need.

    Args:
        program: lines in working order.
        wanted: names of lines that are read from outside.
        known: lines, given ones or others of the program, that somebody worked out before: the number that they are in all
            periods and scenarios, or None where they are given from outside.

    Raises:
        InputError: for a line that is two things before the first period.
        UnknownChoiceError: for a wanted line that there is none of.

    """
    given = {**dict.fromkeys(program.given), **known}
    needed = _needed(program, wanted, given)
    lines = [line for line in program.lines if line.name in needed and line.name not in given]
    steps = steps_of(lines, {name: number for name, number in given.items() if name in needed}, wanted)
    writer = _Writer(steps, steps.count_uses(wanted))
    writer.keep()
    for step, uses in enumerate(writer.uses):
        if uses and (steps.keys[step][0] != "given" or step in writer.kept or step in writer.copied):
            writer.write(step)
    found = {name: writer.read_last(steps.lines[name]) for name in wanted}
    constants = [(writer.operands[operand][0], value) for value, operand in writer.constants.items()]
    rings = [(*ring, steps.before.get(name, 0.0)) for name, ring in writer.rings.items()]
    return Code(
        np.asarray(writer.operations, dtype=np.int64).reshape(-1, 6), np.asarray(writer.operands, dtype=np.int64).reshape(-1, 3),
        np.asarray(writer.numbers), np.asarray(constants, dtype=np.float64).reshape(-1, 2),
        np.asarray(rings, dtype=np.float64).reshape(-1, 3), tuple(writer.given), writer.rows, found,
    )  # fmt: skip
