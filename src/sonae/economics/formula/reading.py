"""Read a formula out: in words of the ledger, with numbers, or as a formula of a workbook."""

from __future__ import annotations

from collections.abc import Callable

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

__all__ = ["read_out", "workbook_formula"]

_SUM, _PRODUCT, _WHOLE = 1, 2, 3
Name = Callable[[str, int], str]


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
        case Banded(driver, uppers, rates, mode):
            bands = "; ".join(f"to {upper:,g}: {rate:g}" for upper, rate in zip(uppers, rates, strict=True))
            return f"{mode} bands of {flat(driver)} [{bands}]"
        case Spread(line, weights):
            shares = [f"{weight:g} × {name(line, ago)}" for ago, weight in enumerate(weights) if weight]
            return braced(" + ".join(shares) or "0", _SUM)


def workbook_formula(formula: Formula, cell: Callable[[str, int], str]) -> str:
    """Return a formula in the language of a workbook, without «=».

    Args:
        formula: what to write.
        cell: address of a line so many periods ago, or a number as text before the first period.

    """

    def part(inner: Formula) -> str:
        return workbook_formula(inner, cell)

    match formula:
        case Number(value, _):
            return f"({value!r})" if value < 0 else repr(value)
        case Now(line):
            return cell(line, 0)
        case Earlier(line, periods, before):
            return cell(line, periods) or repr(before)
        case Add(terms):
            return f"({'+'.join(part(term) for term in terms) or '0'})"
        case Subtract(a, b):
            return f"({part(a)}-{part(b)})"
        case Multiply(a, b):
            return f"({part(a)}*{part(b)})"
        case Divide(a, b, otherwise):
            return f"IF({part(b)}=0,{otherwise!r},{part(a)}/{part(b)})"
        case Smallest(a, b):
            return f"MIN({part(a)},{part(b)})"
        case Largest(a, b):
            return f"MAX({part(a)},{part(b)})"
        case Choose(a, b, c, d, strictly):
            return f"IF({part(a)}{'>' if strictly else '>='}{part(b)},{part(c)},{part(d)})"
        case Banded(driver, uppers, rates, mode):
            return _bands(part(driver), uppers, rates, mode)
        case Spread(line, weights):
            shares = [f"{weight!r}*{cell(line, ago) or '0'}" for ago, weight in enumerate(weights) if weight]
            return f"({'+'.join(shares) or '0'})"


def _bands(driver: str, uppers: tuple[float, ...], rates: tuple[float, ...], mode: str) -> str:
    if mode == "whole":
        text = repr(rates[-1])
        for upper, rate in zip(reversed(uppers[:-1]), reversed(rates[:-1]), strict=True):
            text = f"IF({driver}<={upper!r},{rate!r},{text})"
        return text
    if mode == "linear":
        text = repr(rates[-1])
        for k in range(len(uppers) - 1, 0, -1):
            (x0, x1), (y0, y1) = uppers[k - 1 : k + 1], rates[k - 1 : k + 1]
            text = f"IF({driver}<={x1!r},{y0!r}+({driver}-({x0!r}))*{(y1 - y0) / (x1 - x0)!r},{text})"
        return f"IF({driver}<={uppers[0]!r},{rates[0]!r},{text})"
    terms, below = [], 0.0
    for upper, rate in zip(uppers, rates, strict=True):
        top = driver if upper == float("inf") else f"MIN({driver},{upper!r})"
        terms.append(f"{rate!r}*({top}-MIN({driver},{below!r}))")
        below = upper
    return f"IF({driver}>0,({'+'.join(terms)})/IF({driver}>0,{driver},1),{rates[0]!r})"
