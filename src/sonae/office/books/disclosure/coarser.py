"""Ways to make a release coarser until the gate lets it through: hide, leave rows out, show intervals, round more.

What is tried, and in which order, looks at no value; which step is the first to pass does, see ``docs/method/disclosure.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal, get_args

import yaml

from sonae.core import InputError
from sonae.disclosure import (
    Candidate,
    DisclosureRules,
    Gate,
    Method,
    Ruling,
    exact,
    suppress,
    with_intervals,
    written_pattern,
)
from sonae.office.books.disclosure.state import DisclosureState

__all__ = ["COARSER", "Coarser", "coarser", "offered"]

Coarser = Literal["units", "suppress", "rows", "intervals"]
COARSER: tuple[Coarser, ...] = get_args(Coarser)
Made = Callable[[Mapping[str, Any]], Candidate]


def offered(rules: DisclosureRules, part: Mapping[str, Any]) -> tuple[Coarser, ...]:
    """Return the ways that may change something."""
    figures, tables = part.get("figures", ()), part.get("tables", ())
    found: list[Coarser] = []
    if any(True for _ in _rounder(rules, part, "half_up")):
        found.append("units")
    if tables or len(figures) > 1:
        found += ["suppress", "rows"]
    if tables or any(True for _ in _rounder(rules, part, "down")):
        found.append("intervals")
    return tuple(found)


def coarser(state: DisclosureState, part: Mapping[str, Any], way: Coarser, made: Made, at: Any) -> dict[str, Any]:
    """Return a release made coarser in one way: the first form that passes, else the coarsest.

    Args:
        state: the book.
        part: figures and tables as they are.
        way: of making them coarser.
        made: reads figures and tables as a release.
        at: the present moment.

    Raises:
        InputError: when this way changes nothing.

    """
    if way not in offered(state.rules, part):
        raise InputError("this way makes nothing coarser here", field="way", expected="another way")
    if part.get("tables") and way != "units":
        part = _patterned(state, part, way, made(part))
    last = dict(part)
    for tried in _steps(state.rules, part, way):
        last = dict(tried)
        if Gate(state.rules).decide(made(tried), state.ledger, at).ruling is Ruling.PASS:
            break
    return last


def _steps(rules: DisclosureRules, part: Mapping[str, Any], way: Coarser) -> Iterator[Mapping[str, Any]]:
    if way == "units":
        yield from _rounder(rules, part, "half_up")
    elif way == "intervals":
        yield from _rounder(rules, part, "down")
    else:
        if part.get("tables"):
            yield part
        yield from _fewer(part) if way == "suppress" else _widest(part)


def _rounder(rules: DisclosureRules, part: Mapping[str, Any], ties: str) -> Iterator[Mapping[str, Any]]:
    """Yield figures in t or yen rounded to each coarser unit; rounded down they are intervals «from … to below …»."""
    figures = [dict(one) for one in part.get("figures", ())]
    own = [one for one in figures if "over" not in one]
    now = max((_unit(one) for one in own), default=Fraction(0))
    for unit in rules.units:
        if own and (unit > now or (ties == "down" and unit == now and any(_ties(one) != "down" for one in own))):
            rounding = {"unit": str(unit), "ties": ties}
            yield {**part, "figures": [one if "over" in one else one | {"rounding": rounding} for one in figures]}


def _unit(figure: Mapping[str, Any]) -> Fraction:
    rounding = figure.get("rounding")
    return exact(rounding["unit"]) if isinstance(rounding, Mapping) else Fraction(0)


def _ties(figure: Mapping[str, Any]) -> str:
    rounding = figure.get("rounding")
    return str(rounding["ties"]) if isinstance(rounding, Mapping) else ""


def _fewer(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the release without its last figure, its last two, and so on; one at least stays unless tables do."""
    figures = list(part.get("figures", ()))
    least = 0 if part.get("tables") else 1
    for kept in range(len(figures) - 1, least - 1, -1):
        yield {**part, "figures": figures[:kept]}


def _widest(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the release with those figures alone that speak of many numbers, fewer of them each time."""
    figures = list(part.get("figures", ()))
    for most in sorted({len(one.get("of", {})) for one in figures})[1:]:
        yield {**part, "figures": [one for one in figures if len(one.get("of", {})) >= most]}


def _patterned(
    state: DisclosureState, part: Mapping[str, Any], way: Coarser, candidate: Candidate
) -> Mapping[str, Any]:
    method = Method.ROWS if way == "rows" else Method.GAUSS
    found = suppress(candidate, state.ledger, state.rules, method=method)
    if way == "intervals":
        found = with_intervals(found, state.ledger, state.rules)
    text = yaml.safe_dump({"tables": _plain(part["tables"])}, allow_unicode=True, sort_keys=False)
    tables = yaml.safe_load(written_pattern(text, found.candidate))["tables"]
    return {**part, "tables": tables}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
