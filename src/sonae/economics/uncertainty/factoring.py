"""Lines that move with one factor alone: what they are without it, times the factor, is what they are in any scenario."""

from __future__ import annotations

from collections.abc import Mapping

from sonae.economics.formula import (
    Add,
    Choose,
    Divide,
    Earlier,
    Formula,
    Multiply,
    Now,
    Number,
    Program,
    Spread,
    Subtract,
)
from sonae.economics.formula.nodes import parts_of

__all__ = ["CERTAIN", "NOTHING", "factors_of"]

CERTAIN, NOTHING = -1, -2
"""In place of a factor: of a line that is the same in every scenario; of one that is 0 in all of them."""


def factors_of(program: Program, given: Mapping[str, int | None]) -> dict[str, int]:
    """Return the lines of a program that move with one factor alone, by its number, or that do not move at all: −1.

    A line moves with factor f when it is f times something certain: a given line that does, a sum of lines that do, one that is
    spread over years, or one of them times or over what is certain. A line that leans on its own past is not looked into.

    Args:
        program: the lines.
        given: for each given line the number of its factor, −1 where it is certain, −2 where it is 0, None where it moves
            otherwise.

    """
    known = dict(given)
    for line in program.lines:
        known[line.name] = _factor(line.formula, known)
    return {
        line.name: CERTAIN if factor == NOTHING else factor
        for line in program.lines
        if (factor := known[line.name]) is not None
    }


def _factor(formula: Formula, known: Mapping[str, int | None]) -> int | None:
    match formula:
        case Number(value):
            return NOTHING if value == 0.0 else CERTAIN
        case Now(line) | Spread(line, _):
            return known[line]
        case Earlier(line, _, before):
            factor = known.get(line)
            return factor if before == 0.0 or factor == CERTAIN else None
        case Add(terms):
            return _joined([_factor(term, known) for term in terms])
        case Subtract(a, b):
            return _joined([_factor(a, known), _factor(b, known)])
        case Multiply(a, b):
            first, second = _factor(a, known), _factor(b, known)
            if NOTHING in (first, second) and None not in (first, second):
                return NOTHING
            return second if first == CERTAIN else first if second == CERTAIN else None
        case Divide(a, b, otherwise):
            first, second = _factor(a, known), _factor(b, known)
            return first if second == CERTAIN and (first == CERTAIN or otherwise == 0.0) else None
        case Choose(a, b, c, d, _):
            certain = all(_factor(part, known) in (CERTAIN, NOTHING) for part in (a, b))
            return _joined([_factor(c, known), _factor(d, known)]) if certain else None
        case _:
            inner = [_factor(part, known) for part in parts_of(formula) if isinstance(part, Now | Earlier | Spread)]
            return CERTAIN if all(factor in (CERTAIN, NOTHING) for factor in inner) else None


def _joined(factors: list[int | None]) -> int | None:
    """Return the one factor of a sum; what is nothing leaves the others as they are."""
    found = {factor for factor in factors if factor != NOTHING}
    return found.pop() if len(found) == 1 else None if found else NOTHING
