"""The lines of a program as single steps, each worked out once however often it stands in formulas.

A step is known by what it does and to which steps: two formulas that say the same are one step. What changes no bit is left
out (+ 0, − 0, × 1, × 0), and numbers of numbers are worked out here, in the same float64.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sonae.core import InputError
from sonae.economics.formula import (
    Add,
    Banded,
    Choose,
    Divide,
    Earlier,
    Formula,
    Largest,
    Line,
    Multiply,
    Now,
    Number,
    Smallest,
    Spread,
    Subtract,
)

__all__ = ["Key", "Steps", "reads_of", "steps_of"]

Key = tuple[Any, ...]
"""A step: its kind, then the steps that it reads or its numbers.

(«number», value), («given», line), («earlier», line, periods), («spread», line, weights), («sum», ((step, sign), …)), («multiply»,
step, step), («divide», step, step, otherwise), («smallest» or «largest», step, step), («at_least» or «above», step, step, yes, no),
(«whole», «marginal» or «linear», step, uppers, rates).
"""


@dataclass
class Steps:
    """Steps in working order.

    Attributes:
        keys: what each step does; it reads steps before it only.
        lines: step by line in the same period.
        memory: how many periods back lines are looked at; see :meth:`count_uses`.
        before: value of a line before the first period, of lines that are looked back at.

    """

    keys: list[Key] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    before: dict[str, float] = field(default_factory=dict)
    known: dict[Key, int] = field(default_factory=dict)

    def step(self, *key: Any) -> int:
        """Return the step of a key, a new one where there was none."""
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = len(self.keys)
            self.keys.append(key)
        return found

    def count_uses(self, wanted: Sequence[str]) -> list[int]:
        """Count how often each step is read; 0 where nobody needs it. Being wanted, or kept for later periods, counts as well.

        Lines that nobody looks back at are left out of ``memory``.
        """
        uses = [0] * len(self.keys)
        memory: dict[str, int] = {}
        open_steps = [self.lines[name] for name in wanted]
        while open_steps:
            step = open_steps.pop()
            uses[step] += 1
            if uses[step] > 1:
                continue
            key = self.keys[step]
            open_steps += reads_of(key)
            if key[0] in ("earlier", "spread"):
                if key[1] not in memory:
                    open_steps.append(self.lines[key[1]])
                memory[key[1]] = max(memory.get(key[1], 0), key[2] if key[0] == "earlier" else len(key[2]) - 1)
        self.memory = memory
        return uses

    def value(self, step: int) -> float | None:
        """Return the number of a step that is one."""
        return self.keys[step][1] if self.keys[step][0] == "number" else None

    def formula(self, formula: Formula) -> int:
        """Return the step that works out a formula."""
        match formula:
            case Number(value, _):
                return self.step("number", float(value))
            case Now(line):
                return self.lines[line]
            case Earlier(line, periods, before):
                return self.earlier(line, periods, before)
            case Add(terms):
                return self.added([(self.formula(term), 1.0) for term in terms])
            case Subtract(a, b):
                return self.added([(self.formula(a), 1.0), (self.formula(b), -1.0)])
            case Multiply(a, b):
                return self.product(self.formula(a), self.formula(b))
            case Smallest(a, b) | Largest(a, b):
                return self.step(
                    "smallest" if isinstance(formula, Smallest) else "largest", self.formula(a), self.formula(b)
                )
            case Divide(a, b, otherwise):
                return self.step("divide", self.formula(a), self.formula(b), otherwise)
            case Choose(a, b, c, d, strictly):
                yes, no = self.formula(c), self.formula(d)
                kind = "above" if strictly else "at_least"
                return yes if yes == no else self.step(kind, self.formula(a), self.formula(b), yes, no)
            case Banded(driver, uppers, rates, mode):
                return self.step(mode, self.formula(driver), uppers, rates)
            case Spread(line, weights):
                return self.spread(line, weights)

    def earlier(self, line: str, periods: int, before: float) -> int:
        """Return the step of a line some periods ago: a number where the line is that number, then and ever before."""
        if self.before.setdefault(line, before) != before:
            raise InputError(f"«{line}» is two things before the first period", expected="one number")
        if line in self.lines and self.value(self.lines[line]) == before:
            return self.step("number", before)
        return self.step("earlier", line, periods)

    def spread(self, line: str, weights: Sequence[float]) -> int:
        """Return the step of a spread: a ring is looked back at, before the first period there is nothing."""
        if self.value(self.lines[line]) == 0.0:
            return self.step("number", 0.0)
        return self.step("spread", line, tuple(weights))

    def added(self, terms: Sequence[tuple[int, float]]) -> int:
        """Add and subtract from left to right, two at a time, so that equal beginnings are one step."""
        total = None
        for step, sign in terms:
            value = self.value(step)
            if total is None:
                total = step
            elif value == 0.0:
                continue
            elif self.value(total) is not None and value is not None:
                total = self.step("number", float(self.value(total) + sign * value))  # type: ignore[operator]
            elif self.value(total) == 0.0 and sign > 0:
                total = step
            else:
                total = self.step("sum", ((total, 1.0), (step, sign)))
        return self.step("number", 0.0) if total is None else total

    def product(self, a: int, b: int) -> int:
        """Multiply; the order of two changes no bit."""
        first, second = self.value(a), self.value(b)
        if first is not None and second is not None:
            return self.step("number", float(np.float64(first) * second))
        for value, other in ((first, b), (second, a)):
            if value == 1.0:
                return other
            if value == 0.0:
                return self.step("number", 0.0)
        return self.step("multiply", min(a, b), max(a, b))


def steps_of(lines: Iterable[Line], given: Mapping[str, float | None], wanted: Sequence[str]) -> Steps:
    """Return the steps of lines in working order, over lines that are given from outside.

    Args:
        lines: in working order.
        given: for each given line the number that it is in all periods; None where it is not one.
        wanted: names of lines that are read from outside.

    Raises:
        InputError: for a line that is two things before the first period.

    """
    steps = Steps()
    for name in sorted(given):
        number = given[name]
        steps.lines[name] = steps.step("given", name) if number is None else steps.step("number", number)
    for line in lines:
        steps.lines[line.name] = steps.formula(line.formula)
    uses = steps.count_uses(wanted)
    kept = {steps.lines[name] for name in (*steps.memory, *wanted)}
    for at, key in enumerate(steps.keys):
        if key[0] == "sum":
            (left, _), *rest = key[1]
            if uses[left] == 1 and left not in kept and steps.keys[left][0] == "sum":
                steps.keys[at] = ("sum", (*steps.keys[left][1], *rest))
    return steps


def reads_of(key: Key) -> list[int]:
    """Return the steps that a step reads in the same period; one that it reads twice stands there twice."""
    match key[0]:
        case "number" | "earlier" | "given" | "spread":
            return []
        case "sum":
            return [step for step, _ in key[1]]
        case "whole" | "marginal" | "linear":
            return [key[1]]
        case "divide":
            return [key[1], key[2]]
        case _:
            return list(key[1:])
