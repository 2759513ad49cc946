"""A program as code for many scenarios: each operation works on a row of scenarios side by side.

The code is data, so that a new regime needs no compiler: one kernel, compiled once, runs every regime. Lines that neither a
result, a check nor a later period needs are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sonae.core import InputError
from sonae.economics.formula import (
    Add,
    Banded,
    Choose,
    Divide,
    Earlier,
    Formula,
    Largest,
    Multiply,
    Now,
    Number,
    Program,
    Smallest,
    Spread,
    Subtract,
    needs_of,
)

__all__ = ["LANES", "OPERATIONS", "Code", "encode"]

LANES = 128
"""Scenarios that the machine works on side by side."""

OPERATIONS = (
    "copy", "add", "subtract", "multiply", "divide", "smallest", "largest", "at_least", "above", "whole", "marginal", "linear",
    "spread", "sum",
)  # fmt: skip
_CODE = {name: number for number, name in enumerate(OPERATIONS)}
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Code:
    """A program for the machine.

    Attributes:
        operations: (operation, 6): kind, to, first, second, third, fourth operand; for bands, spreads and sums the third is the
            place of their numbers and the fourth how many there are; for divisions the third is the place of the number over 0.
            Numbers of a sum are its operands and signs in turn.
        operands: (operand, 3): row of its ring, size of the ring, periods ago.
        numbers: what operations read numbers from.
        constants: (row, value) of rows that never change.
        rings: (row, size, value before the first period) of lines that are looked back at.
        given: operand by given line that is needed.
        rows: how many rows there are.
        lines: operand in this period by line.

    """

    operations: I64
    operands: I64
    numbers: F64
    constants: F64
    rings: F64
    given: dict[str, int]
    rows: int
    lines: dict[str, int]


@dataclass
class _Writer:
    memory: dict[str, int]
    before: dict[str, float]
    operations: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)
    operands: list[tuple[int, int, int]] = field(default_factory=list)
    known: dict[tuple[str, int], int] = field(default_factory=dict)
    constants: dict[float, int] = field(default_factory=dict)
    rings: dict[str, tuple[int, int]] = field(default_factory=dict)
    numbers: list[float] = field(default_factory=list)
    given: dict[str, int] = field(default_factory=dict)
    numbers_of: dict[str, float] = field(default_factory=dict)
    free: list[int] = field(default_factory=list)
    held: set[int] = field(default_factory=set)
    rows: int = 0

    def row(self, size: int = 1) -> int:
        self.rows += size
        return self.rows - size

    def operand(self, row: int, size: int = 1, ago: int = 0) -> int:
        self.operands.append((row, size, ago))
        return len(self.operands) - 1

    def line(self, name: str, ago: int) -> int:
        """Operand of a line so many periods ago; its ring is made when it is first asked for."""
        if (name, ago) in self.known:
            return self.known[name, ago]
        if name not in self.rings:
            size = self.memory.get(name, 0) + 1
            self.rings[name] = (self.row(size), size)
        self.known[name, ago] = self.operand(*self.rings[name], ago)
        return self.known[name, ago]

    def constant(self, value: float) -> int:
        if value not in self.constants:
            self.constants[value] = self.operand(self.row())
        return self.constants[value]

    def temporary(self) -> int:
        found = self.free.pop() if self.free else self.operand(self.row())
        self.held.add(found)
        return found

    def release(self, *operands: int) -> None:
        for operand in operands:
            if operand in self.held:
                self.held.discard(operand)
                self.free.append(operand)

    def place(self, *values: float) -> int:
        self.numbers.extend(values)
        return len(self.numbers) - len(values)

    def write(self, kind: str, to: int | None, *rest: int) -> int:
        """Write an operation down; its temporary operands are free again after it."""
        count = {"divide": 2, "at_least": 4, "above": 4, "whole": 1, "marginal": 1, "linear": 1, "spread": 0}.get(
            kind, 2
        )
        self.release(*rest[:count])
        to = self.temporary() if to is None else to
        first, second, third, fourth = (*rest, 0, 0, 0, 0)[:4]
        self.operations.append((_CODE[kind], to, first, second, third, fourth))
        return to

    def formula(self, formula: Formula, to: int | None = None) -> int:
        """Write a formula down and return the operand that holds it: ``to`` where it is given."""
        match formula:
            case Number(value, _):
                return self.copied(self.constant(value), to)
            case Now(line):
                return self.copied(self.line(line, 0), to)
            case Earlier(line, periods, before):
                if self.before.setdefault(line, before) != before:
                    raise InputError(f"«{line}» is two things before the first period", expected="one number")
                return self.copied(self.line(line, periods), to)
            case Add() | Subtract():
                return self.added(_signed(formula), to)
            case Multiply(a, b):
                return self.write("multiply", to, self.formula(a), self.formula(b))
            case Smallest(a, b):
                return self.write("smallest", to, self.formula(a), self.formula(b))
            case Largest(a, b):
                return self.write("largest", to, self.formula(a), self.formula(b))
            case Divide(a, b, otherwise):
                return self.write("divide", to, self.formula(a), self.formula(b), self.place(otherwise))
            case Choose(a, b, c, d, strictly):
                parts = [self.formula(part) for part in (a, b, c, d)]
                return self.write("above" if strictly else "at_least", to, *parts)
            case Banded(driver, uppers, rates, mode):
                at = self.place(*uppers, *rates)
                return self.write(mode, to, self.formula(driver), 0, at, len(uppers))
            case Spread(line, weights):
                at = self.place(*weights)
                return self.write("spread", to, self.line(line, 0), 0, at, len(weights))

    def line_of(self, name: str, formula: Formula) -> None:
        """Write a line down. One that is another line or a number, and is not looked back at, needs no operation."""
        plain = _plain(formula, self.numbers_of)
        if isinstance(plain, Number) and (name not in self.memory or plain.value == 0.0):
            self.numbers_of[name] = plain.value
        if name not in self.memory and isinstance(plain, Number | Now | Earlier):
            self.known[name, 0] = self.formula(plain)
        else:
            self.formula(plain, self.line(name, 0))

    def copied(self, operand: int, to: int | None) -> int:
        return operand if to is None else self.write("copy", to, operand)

    def added(self, terms: list[tuple[Formula, float]], to: int | None) -> int:
        """Add and subtract from left to right; more than two terms are one operation, with its operands among the numbers."""
        operands = [(self.formula(term), sign) for term, sign in terms]
        if len(operands) == 2:
            return self.write("add" if operands[1][1] > 0 else "subtract", to, operands[0][0], operands[1][0])
        at = self.place(*(part for operand in operands for part in operand))
        to = self.temporary() if to is None else to
        self.operations.append((_CODE["sum"], to, 0, 0, at, len(operands)))
        self.release(*(operand for operand, _ in operands))
        return to


def _signed(formula: Formula) -> list[tuple[Formula, float]]:
    """Return the terms of nested sums and differences with their signs, in the order in which they are worked off.

    Only the left side is opened: (a + b) − c is a, b, c in turn, but a − (b + c) has b + c worked out first.
    """
    match formula:
        case Add(terms) if terms:
            return [*_signed(terms[0]), *((term, 1.0) for term in terms[1:])]
        case Subtract(a, b):
            return [*_signed(a), (b, -1.0)]
        case _:
            return [(formula, 1.0)]


def _plain(formula: Formula, known: dict[str, float]) -> Formula:
    """Return a formula without what changes no bit: + 0, − 0, × 1, × 0, and lines that are numbers."""

    def part(inner: Formula) -> Formula:
        return _plain(inner, known)

    match formula:
        case Now(line) | Earlier(line, _, 0.0) if line in known:
            return Number(known[line])
        case Add(terms):
            left = tuple(term for term in map(part, terms) if not (isinstance(term, Number) and term.value == 0.0))
            return left[0] if len(left) == 1 else Add(left) if left else Number(0.0)
        case Subtract(a, b):
            first, second = part(a), part(b)
            return first if isinstance(second, Number) and second.value == 0.0 else Subtract(first, second)
        case Multiply(a, b):
            first, second = part(a), part(b)
            for one, other in ((first, second), (second, first)):
                if isinstance(one, Number) and one.value in (0.0, 1.0):
                    return other if one.value else Number(0.0)
            return Multiply(first, second)
        case Smallest(a, b):
            return Smallest(part(a), part(b))
        case Largest(a, b):
            return Largest(part(a), part(b))
        case Divide(a, b, otherwise):
            return Divide(part(a), part(b), otherwise)
        case Choose(a, b, c, d, strictly):
            return Choose(part(a), part(b), part(c), part(d), strictly)
        case Banded(driver, uppers, rates, mode):
            return Banded(part(driver), uppers, rates, mode)
        case _:
            return formula


def encode(program: Program, wanted: Sequence[str]) -> Code:
    """Return the code that works out the wanted lines, and what they need.

    Args:
        program: lines in working order.
        wanted: names of lines that are read from outside.

    Raises:
        InputError: for a line that is two things before the first period.
        UnknownChoiceError: for a wanted line that there is none of.

    """
    by_name = {line.name: line for line in program.lines}
    needed: set[str] = set()
    open_names = [name for name in wanted if name in program.given or program.line(name)]
    while open_names:
        name = open_names.pop()
        if name in needed:
            continue
        needed.add(name)
        if name in by_name:
            now, ago = needs_of(by_name[name].formula)
            open_names += [*now, *ago]
    writer = _Writer({name: ago for name, ago in program.memory.items() if name in needed}, {})
    for name in program.given:
        if name in needed:
            writer.line(name, 0)
            writer.given[name] = 0
    for line in program.lines:
        if line.name in needed:
            writer.line_of(line.name, line.formula)
    constants = [(writer.operands[operand][0], value) for value, operand in writer.constants.items()]
    rings = [(*ring, writer.before.get(name, 0.0)) for name, ring in writer.rings.items() if ring[1] > 1]
    return Code(
        np.asarray(writer.operations, dtype=np.int64).reshape(-1, 6), np.asarray(writer.operands, dtype=np.int64).reshape(-1, 3),
        np.asarray(writer.numbers), np.asarray(constants, dtype=np.float64).reshape(-1, 2),
        np.asarray(rings, dtype=np.float64).reshape(-1, 3), {name: writer.line(name, 0) for name in writer.given}, writer.rows,
        {name: writer.line(name, 0) for name in wanted},
    )  # fmt: skip
