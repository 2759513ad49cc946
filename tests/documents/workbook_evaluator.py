"""Works a workbook out from its numbers alone: the formulas as a spreadsheet reads them, none of their cached values."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import range_boundaries

Cell = tuple[str, int, int]
"""Sheet, row and column, from 1 as in a workbook."""
Node = Callable[["Evaluator"], Any]

_BINDS = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3, "^": 4}
_DOES: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": operator.pow,
}  # fmt: skip


def _numbers(values: list[Any]) -> Iterator[float]:
    for value in values:
        if isinstance(value, list):
            yield from _numbers(value)
        else:
            yield value


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "SUM": lambda *values: sum(_numbers(list(values))), "MIN": lambda *values: min(_numbers(list(values))),
    "MAX": lambda *values: max(_numbers(list(values))), "ABS": abs, "EXP": math.exp,
}  # fmt: skip


class Evaluator:
    """A workbook with some numbers changed.

    Args:
        path: the workbook.
        changed: other numbers for cells that hold numbers.

    """

    def __init__(self, path: Path, changed: Mapping[Cell, float] | None = None) -> None:
        book = openpyxl.load_workbook(path)
        self.cells: dict[Cell, Any] = {
            (sheet.title, cell.row, cell.column): cell.value
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        self.texts = {
            (sheet.title, cell.row, cell.column)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "s"
        }
        self._read: dict[Cell, Node] = {}
        self.change(changed or {})

    def change(self, changed: Mapping[Cell, float]) -> None:
        """Set other numbers, back to the file's for all others."""
        for cell in changed:
            assert isinstance(self.cells[cell], int | float), f"{cell} holds no number to change"
        self.changed = dict(changed)
        self.known: dict[Cell, Any] = {}

    def is_formula(self, cell: Cell) -> bool:
        """Whether a cell holds a formula."""
        value = self.cells.get(cell)
        return isinstance(value, str) and value.startswith("=") and cell not in self.texts

    def value(self, cell: Cell) -> Any:
        """Work a cell out."""
        if cell in self.changed:
            return self.changed[cell]
        if cell not in self.known:
            held = self.cells[cell]
            if self.is_formula(cell):
                if cell not in self._read:
                    self._read[cell] = _Reader(held, cell[0]).read()
                held = self._read[cell](self)
            self.known[cell] = held
        return self.known[cell]


class _Reader:
    """Reads one formula by precedence."""

    def __init__(self, text: str, sheet: str) -> None:
        self.tokens = [token for token in Tokenizer(text).items if token.type != Token.WSPACE]
        self.sheet, self.at = sheet, 0

    def read(self) -> Node:
        node = self._expression(0)
        assert self.at == len(self.tokens), "something follows the formula"
        return node

    def _peek(self) -> Any:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _take(self) -> Any:
        self.at += 1
        return self.tokens[self.at - 1]

    def _expression(self, least: int) -> Node:
        left = self._operand()
        while (token := self._peek()) is not None and token.type == Token.OP_IN and _BINDS[token.value] > least:
            sign = self._take().value
            left = _pair(_DOES[sign], left, self._expression(_BINDS[sign]))
        return left

    def _operand(self) -> Node:
        token = self._take()
        if token.type == Token.OP_PRE:
            inner, sign = self._operand(), -1.0 if token.value == "-" else 1.0
            return lambda book: sign * inner(book)
        if token.type == Token.PAREN:
            inner = self._expression(0)
            assert self._take().value == ")"
            return inner
        if token.type == Token.FUNC:
            return self._call(token.value.rstrip("("))
        assert token.type == Token.OPERAND, token.value
        if token.subtype == Token.RANGE:
            return self._range(token.value)
        value = token.value[1:-1] if token.subtype == Token.TEXT else float(token.value)
        return lambda book: value

    def _call(self, name: str) -> Node:
        parts: list[Node] = []
        while self._peek().value != ")":
            parts.append(self._expression(0))
            if self._peek().type == Token.SEP:
                self._take()
        self._take()
        if name == "IF":
            test, then, otherwise = parts
            return lambda book: then(book) if test(book) else otherwise(book)
        function = _FUNCTIONS[name]
        return lambda book: function(*(part(book) for part in parts))

    def _range(self, text: str) -> Node:
        sheet, _, cells = text.replace("$", "").rpartition("!")
        first, top, last, bottom = (int(edge or 0) for edge in range_boundaries(cells))
        own = sheet or self.sheet
        if not re.search(":", cells):
            one = (own, top, first)
            return lambda book: book.value(one)
        every = [(own, row, column) for row in range(top, bottom + 1) for column in range(first, last + 1)]
        return lambda book: [book.value(cell) for cell in every]


def _pair(does: Callable[[Any, Any], Any], left: Node, right: Node) -> Node:
    return lambda book: does(left(book), right(book))
