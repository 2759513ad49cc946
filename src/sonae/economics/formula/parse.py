"""Read a formula that a person wrote into a regime: names of lines, numbers, + − ×, and a few functions.

| written | means |
|---|---|
| ``a + b``, ``a - b``, ``a * b``, ``-a`` | arithmetic; ``a / 12`` only by a number that is not 0 |
| ``min(a, b, …)``, ``max(a, b, …)`` | smallest, largest |
| ``ratio(a, b, c)`` | a over b, and the number c where b is 0 |
| ``earlier(line)``, ``earlier(line, n)`` | the line n periods ago (1 unless said), 0 before the first period |
| ``if_at_least(a, b, c, d)`` | c where a ≥ b, else d |
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from sonae.core import InputError
from sonae.economics.formula.nodes import (
    Add,
    Choose,
    Divide,
    Earlier,
    Formula,
    Largest,
    Multiply,
    Now,
    Number,
    Smallest,
    Subtract,
)

__all__ = ["parse_formula"]

_MEANT = "names of lines, numbers, + - *, min, max, ratio, earlier, if_at_least"
_LONGEST, _DEEPEST = 2_000, 40


def parse_formula(text: str, *, field: str) -> Formula:
    """Read a formula.

    Args:
        text: as in the table above.
        field: where it stands in the file, for the error.

    Raises:
        InputError: when it is no formula of this kind.

    """
    if len(text) > _LONGEST:
        raise InputError(f"a formula of {len(text):,} characters", field=field, expected=f"at most {_LONGEST:,}")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InputError(f"«{text}» is no formula", field=field, expected=_MEANT) from None
    return _read(tree, text, field, 0)


def _read(node: ast.expr, text: str, field: str, depth: int) -> Formula:
    def part(child: ast.expr) -> Formula:
        return _read(child, text, field, depth + 1)

    if depth > _DEEPEST:
        raise InputError(f"«{text[:60]}…» is nested too deeply", field=field, expected=f"at most {_DEEPEST} levels")
    match node:
        case ast.Constant(int(value) | float(value)) if type(value) is not bool and abs(value) < 1e300:
            return Number(float(value))
        case ast.Name(name):
            return Now(name)
        case ast.UnaryOp(ast.USub(), ast.Constant(int(value) | float(value))) if type(value) is not bool:
            return Number(-float(value))
        case ast.UnaryOp(ast.USub(), operand):
            return Subtract(Number(0.0), part(operand))
        case ast.BinOp(left, ast.Add(), right):
            return Add((part(left), part(right)))
        case ast.BinOp(left, ast.Sub(), right):
            return Subtract(part(left), part(right))
        case ast.BinOp(left, ast.Mult(), right):
            return Multiply(part(left), part(right))
        case ast.BinOp(left, ast.Div(), ast.Constant(int(value) | float(value))) if type(value) is not bool and value:
            return Divide(part(left), Number(float(value)), 0.0)
        case ast.BinOp(_, ast.Div(), _):
            raise InputError(
                f"«{text}» divides by what may be 0",
                field=field,
                expected="ratio(a, b, c): c is what a over 0 shall be",
            )
        case ast.Call(ast.Name(name), arguments, []) if name in _FUNCTIONS:
            return _FUNCTIONS[name](arguments, part, text, field)
    raise InputError(f"«{text}» is no formula", field=field, expected=_MEANT)


_Part = Callable[[ast.expr], Formula]


def _extreme(kind: type[Smallest] | type[Largest]) -> Callable[[list[ast.expr], _Part, str, str], Formula]:
    def read(arguments: list[ast.expr], part: _Part, text: str, field: str) -> Formula:
        if len(arguments) < 2:
            raise InputError(f"«{text}»: min and max need two or more", field=field, expected="min(a, b)")
        found = part(arguments[0])
        for argument in arguments[1:]:
            found = kind(found, part(argument))
        return found

    return read


def _ratio(arguments: list[ast.expr], part: _Part, text: str, field: str) -> Formula:
    if len(arguments) == 3 and isinstance(otherwise := part(arguments[2]), Number):
        return Divide(part(arguments[0]), part(arguments[1]), otherwise.value)
    raise InputError(f"«{text}»: ratio is not whole", field=field, expected="ratio(a, b, number where b is 0)")


def _earlier(arguments: list[ast.expr], part: _Part, text: str, field: str) -> Formula:
    line = part(arguments[0]) if arguments else None
    periods = part(arguments[1]) if len(arguments) == 2 else Number(1.0)
    if len(arguments) in (1, 2) and isinstance(line, Now) and isinstance(periods, Number):
        whole = int(periods.value)
        if whole == periods.value and whole >= 1:
            return Earlier(line.line, whole)
    raise InputError(f"«{text}»: earlier needs a line", field=field, expected="earlier(line, whole number of periods)")


def _choose(arguments: list[ast.expr], part: _Part, text: str, field: str) -> Formula:
    if len(arguments) != 4:
        raise InputError(f"«{text}»: if_at_least needs four", field=field, expected="if_at_least(a, b, then, else)")
    a, b, c, d = (part(argument) for argument in arguments)
    return Choose(a, b, c, d)


_FUNCTIONS: dict[str, Callable[[list[ast.expr], _Part, str, str], Formula]] = {
    "min": _extreme(Smallest), "max": _extreme(Largest), "ratio": _ratio, "earlier": _earlier, "if_at_least": _choose,
}  # fmt: skip
