"""Read a formula out: in words of the ledger, with numbers, or as a formula of a workbook."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from sonae.core import InputError
from sonae.economics.formula.nodes import (
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
    Smallest,
    Spread,
    Subtract,
)

__all__ = ["LONGEST_FORMULA", "Term", "read_out", "workbook_formula"]

LONGEST_FORMULA = 8_191
"""Characters that a cell of Excel takes for a formula, beside its «=»."""
_DEEPEST = 64
_SUM, _PRODUCT, _WHOLE = 1, 2, 3
Name = Callable[[str, int], str]
Term = Callable[[Number | Banded | Spread, str, int], str]
"""Address of a stated number: the node, «value», «upper», «rate» or «weight», and its place in the node."""


def read_out(formula: Formula, name: Name | None = None) -> str:
    """Return a formula as a person reads it.

    Args:
        formula: what to read.
        name: how a line so many periods ago is called; by its name unless said. Give a function that returns values to read
            a formula out with numbers.

    """
    called = name or (lambda line, ago: f"{line}[{-ago}]" if ago else line)
    return _read(formula, called, 0)


def _read(formula: Formula, name: Name, outer: int) -> str:
    def braced(text: str, inner: int) -> str:
        return f"({text})" if inner < outer else text

    def flat(part: Formula) -> str:
        return _read(part, name, 0)

    match formula:
        case Number(value, _):
            return f"{value:,.15g}"
        case Now(line):
            return name(line, 0)
        case Earlier(line, periods, _):
            return name(line, periods)
        case Add(terms):
            return braced(" + ".join(_read(term, name, _SUM) for term in terms) or "0", _SUM)
        case Subtract(a, b):
            return braced(f"{_read(a, name, _SUM)} − {_read(b, name, _PRODUCT)}", _SUM)
        case Multiply(a, b):
            return braced(f"{_read(a, name, _PRODUCT)} × {_read(b, name, _PRODUCT)}", _PRODUCT)
        case Divide(a, b, otherwise):
            last = "" if isinstance(b, Number) else f" (or {otherwise:g} over 0)"
            return braced(f"{_read(a, name, _PRODUCT)} ÷ {_read(b, name, _WHOLE)}{last}", _PRODUCT)
        case Smallest(a, b):
            return f"min({flat(a)}, {flat(b)})"
        case Largest(a, b):
            return f"max({flat(a)}, {flat(b)})"
        case Choose(a, b, c, d, strictly):
            return f"({flat(c)} if {flat(a)} {'>' if strictly else '≥'} {flat(b)} else {flat(d)})"
        case Banded(driver, uppers, rates, mode, _):
            bands = "; ".join(f"to {upper:,g}: {rate:g}" for upper, rate in zip(uppers, rates, strict=True))
            return f"{mode} bands of {flat(driver)} [{bands}]"
        case Spread(line, weights):
            shares = [f"{weight:g} × {name(line, ago)}" for ago, weight in enumerate(weights) if weight]
            return braced(" + ".join(shares) or "0", _SUM)


def workbook_formula(formula: Formula, cell: Callable[[str, int], str], term: Term | None = None) -> str:
    """Return a formula in the language of a workbook, without «=».

    Args:
        formula: what to write.
        cell: address of a line so many periods ago; empty before the first period.
        term: address of a stated number of a node: the «value» of a Number, the «upper» or «rate» of a band, the «weight» of a
            Spread, by its place from 0; empty for one that is written out. Without it all are written out.

    Raises:
        InputError: when it would be longer than a cell holds, or nested deeper than Excel reads.

    """
    return _Writer(cell, term or (lambda node, part, place: "")).write(formula)


@dataclass(frozen=True)
class _Writer:
    cell: Callable[[str, int], str]
    term: Term

    def write(self, formula: Formula) -> str:
        """Write a formula; one with parts that are too long is refused before it grows further."""
        text = self._written(formula)
        if len(text) > LONGEST_FORMULA:
            raise InputError(
                f"the formula would have more than {LONGEST_FORMULA:,} characters in a workbook",
                expected=f"at most {LONGEST_FORMULA:,}, which is what a cell of Excel holds",
            )
        if _nesting(text) > _DEEPEST:
            raise InputError(
                f"the formula would nest functions more than {_DEEPEST} deep in a workbook",
                expected=f"at most {_DEEPEST}",
            )
        return text

    def _written(self, formula: Formula) -> str:
        part = self.write
        match formula:
            case Number(value, _):
                return self.term(formula, "value", 0) or _number(value)
            case Now(line):
                return self.cell(line, 0)
            case Earlier(line, periods, before):
                return self.cell(line, periods) or _number(before)
            case Add(terms):
                return f"({'+'.join(part(term) for term in terms) or '0'})"
            case Subtract(a, b):
                return f"({part(a)}-{part(b)})"
            case Multiply(a, b):
                return f"({part(a)}*{part(b)})"
            case Divide(a, b, otherwise):
                below = part(b)
                return f"IF({below}=0,{_number(otherwise)},{part(a)}/{below})"
            case Smallest(a, b):
                return f"MIN({part(a)},{part(b)})"
            case Largest(a, b):
                return f"MAX({part(a)},{part(b)})"
            case Choose(a, b, c, d, strictly):
                return f"IF({part(a)}{'>' if strictly else '>='}{part(b)},{part(c)},{part(d)})"
            case Banded(driver, mode=mode):
                return _BANDS[mode](part(driver), *self._bands(formula))
            case Spread(line, weights):
                shares = [
                    f"{self.term(formula, 'weight', ago) or _number(weight)}*{self.cell(line, ago) or '0'}"
                    for ago, weight in enumerate(weights)
                    if weight or self.term(formula, "weight", ago)
                ]
                return f"({'+'.join(shares) or '0'})"

    def _bands(self, formula: Banded) -> tuple[list[str], list[str]]:
        """Return ends and rates as text; an open end is empty."""
        uppers = [
            "" if upper == inf else self.term(formula, "upper", k) or _number(upper)
            for k, upper in enumerate(formula.uppers)
        ]
        return uppers, [self.term(formula, "rate", k) or _number(rate) for k, rate in enumerate(formula.rates)]


def _nesting(text: str) -> int:
    """How deep functions stand in each other; braces of arithmetic do not count."""
    deepest, depth, before = 0, 0, ""
    open_calls: list[bool] = []
    for letter in text:
        if letter == "(":
            open_calls.append(before.isalpha())
            depth += open_calls[-1]
            deepest = max(deepest, depth)
        elif letter == ")":
            depth -= open_calls.pop()
        before = letter
    return deepest


def _number(value: float) -> str:
    text = repr(float(value)).upper()
    return f"({text})" if text.startswith("-") else text


def _whole(driver: str, uppers: list[str], rates: list[str]) -> str:
    return _halved(driver, uppers[:-1], rates)


def _linear(driver: str, uppers: list[str], rates: list[str]) -> str:
    between = [
        f"{y0}+({driver}-{x0})*(({y1}-{y0})/({x1}-{x0}))"
        for (x0, x1), (y0, y1) in zip(itertools.pairwise(uppers), itertools.pairwise(rates), strict=True)
    ]
    return _halved(driver, uppers, [rates[0], *between, rates[-1]])


def _halved(driver: str, ends: list[str], results: list[str]) -> str:
    """Find the result of the first end that the driver does not exceed by halving: a workbook nests functions 64 deep at most."""
    if not ends:
        return results[0]
    middle = (len(ends) - 1) // 2
    below = _halved(driver, ends[:middle], results[: middle + 1])
    return f"IF({driver}<={ends[middle]},{below},{_halved(driver, ends[middle + 1 :], results[middle + 1 :])})"


def _marginal(driver: str, uppers: list[str], rates: list[str]) -> str:
    terms, below = [], "0"
    for upper, rate in zip(uppers, rates, strict=True):
        top = f"MIN({driver},{upper})" if upper else driver
        terms.append(f"{rate}*({top}-MIN({driver},{below}))")
        below = upper
    return f"IF({driver}>0,({'+'.join(terms)})/IF({driver}>0,{driver},1),{rates[0]})"


_BANDS: dict[str, Callable[[str, list[str], list[str]], str]] = {
    "whole": _whole,
    "linear": _linear,
    "marginal": _marginal,
}
