"""A program: the lines of a ledger with their formulas, in an order in which they can be worked out.

Lines may be stated in any order: what a line needs of the same period is worked out before it. A circle is refused with its
lines; so is a line that nobody gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from sonae.core import InputError, UnknownChoiceError
from sonae.economics.formula.nodes import F64, Earlier, Formula, Now, Spread, parts_of

__all__ = ["Line", "Program", "Values", "needs_of", "order_lines"]

Values = dict[str, F64]
"""Values of lines: (period,) or (period, scenario)."""


@dataclass(frozen=True)
class Line:
    """One line of a ledger.

    Attributes:
        name: unique.
        formula: what it is worth in a period.
        unit: «money», a unit of quantity, or «1» for rates.
        clause: the instrument of the regime or the part of the case that states it.
        payer: the party that pays it, where the line is a payment.
        payee: the party that receives it.

    """

    name: str
    formula: Formula
    unit: str
    clause: str
    payer: str = ""
    payee: str = ""


def needs_of(formula: Formula) -> tuple[set[str], dict[str, int]]:
    """Lines that a formula needs of the same period, and of how many periods ago at most."""
    now: set[str] = set()
    ago: dict[str, int] = {}
    for part in parts_of(formula):
        match part:
            case Now(line):
                now.add(line)
            case Earlier(line, periods, _):
                ago[line] = max(periods, ago.get(line, 0))
            case Spread(line, weights):
                now.add(line)
                ago[line] = max(len(weights) - 1, ago.get(line, 0))
            case _:
                pass
    return now, ago


def order_lines(lines: Iterable[Line], given: Iterable[str]) -> tuple[Line, ...]:
    """Order lines so that each follows what it needs of the same period; equals keep the order they came in.

    Raises:
        InputError: for a line stated twice or a circle, with its lines.
        UnknownChoiceError: for a line that nobody states or gives.

    """
    known = set(given)
    by_name: dict[str, Line] = {}
    for line in lines:
        if line.name in by_name or line.name in known:
            raise InputError(f"the line «{line.name}» is stated twice", field=line.clause, expected="one statement")
        by_name[line.name] = line
    names = known | by_name.keys()
    ordered: list[Line] = []
    done: dict[str, bool] = {}

    def visit(line: Line, path: tuple[str, ...]) -> None:
        if done.get(line.name):
            return
        if line.name in path:
            circle = " → ".join((*path[path.index(line.name) :], line.name))
            raise InputError(
                f"the lines need each other in a circle: {circle}", field=line.clause, expected="no circle"
            )
        now, ago = needs_of(line.formula)
        for need in sorted(now | ago.keys()):
            if need not in names:
                hint = f"needed by «{line.name}», {line.clause}"
                raise UnknownChoiceError("line", need, sorted(names), hint=hint, field=line.clause)
        for need in sorted(now):
            if need in by_name:
                visit(by_name[need], (*path, line.name))
        done[line.name] = True
        ordered.append(line)

    for line in by_name.values():
        visit(line, ())
    return tuple(ordered)


@dataclass(frozen=True)
class Program:
    """Lines in working order, over lines that are given from outside.

    Attributes:
        given: names of the lines that come from outside.
        lines: in working order.
        memory: how many periods back each line is looked at; a line that is not named is not looked back at.

    """

    given: tuple[str, ...]
    lines: tuple[Line, ...]
    memory: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Iterable[Line], given: Iterable[str]) -> Program:
        """Order the lines and find how far back they look. Errors: see :func:`order_lines`."""
        ordered = order_lines(lines, given)
        memory: dict[str, int] = {}
        for line in ordered:
            for name, periods in needs_of(line.formula)[1].items():
                memory[name] = max(periods, memory.get(name, 0))
        return cls(tuple(sorted(given)), ordered, memory)

    def line(self, name: str) -> Line:
        """Return the line of a name. Raises UnknownChoiceError when there is none."""
        for line in self.lines:
            if line.name == name:
                return line
        raise UnknownChoiceError("line", name, [*(line.name for line in self.lines), *self.given])

    def run(self, given: Mapping[str, F64], periods: int) -> Values:
        """Work out all lines of all periods: the readable engine.

        Args:
            given: (period,) or (period, scenario) of every given line.
            periods: how many.

        Raises:
            InputError: when a given line is missing, short, or holds what is no number; or when a line becomes none.

        """
        values: Values = {}
        for name in self.given:
            if name not in given:
                raise InputError(f"no values for the line «{name}»", expected=f"{periods} periods")
            values[name] = np.asarray(given[name], dtype=np.float64)
            if values[name].shape[0] != periods or not np.isfinite(values[name]).all():
                raise InputError(f"the values of «{name}» cannot be used", expected=f"{periods} numbers, none missing")
        scenarios = {shape[1:] for shape in (value.shape for value in values.values()) if len(shape) > 1}
        wide = scenarios.pop() if scenarios else ()
        for line in self.lines:
            values[line.name] = np.zeros((periods, *wide))
        before = {
            (part.line, part.periods): part.before
            for line in self.lines
            for part in parts_of(line.formula)
            if isinstance(part, Earlier)
        }
        for t in range(periods):

            def look(name: str, ago: int, t: int = t) -> F64:
                if ago > t:
                    return np.asarray(before.get((name, ago), 0.0))
                found: F64 = values[name][t - ago]
                return found

            for line in self.lines:
                values[line.name][t] = line.formula.evaluate(look)
        for line in self.lines:
            if not np.isfinite(values[line.name]).all():
                raise InputError(
                    f"the line «{line.name}» becomes no number", field=line.clause, expected="finite numbers"
                )
        return values
