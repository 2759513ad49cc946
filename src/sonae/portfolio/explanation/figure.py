"""A number with the rule that makes it of other numbers, down to what stands in a file.

Every number is an exact fraction: a float of a ledger is taken as it is. ``figure.recomputed()`` applies the rule to the values of
the parts again; a figure whose rule is «given» has an origin instead of parts.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sonae.core import InputError
from sonae.portfolio.explanation.search import crossing_found, payback_years, rate_found
from sonae.portfolio.review import months_behind, whole_yen

__all__ = ["GIVEN", "RULES", "Figure", "Rule", "combined", "given", "number_words"]

GIVEN = "given"
Rule = Callable[[Sequence[Fraction]], Fraction]
Parts = Callable[[], "Sequence[Figure]"]


def _product(values: Sequence[Fraction]) -> Fraction:
    out = Fraction(1)
    for value in values:
        out *= value
    return out


def _total(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _down(value: Fraction) -> Fraction:
    return Fraction(int(value))


def _up(value: Fraction) -> Fraction:
    """Half up, below 0 too."""
    return Fraction((value + Fraction(1, 2)) // 1)


def _running_share(values: Sequence[Fraction]) -> Fraction:
    share, before, amount = values
    return _down((before + amount) * share) - _down(before * share)


def _running_month(values: Sequence[Fraction]) -> Fraction:
    before, period, already, now = values
    return _up(before + period * now) - _up(before + period * already)


def _recourse(values: Sequence[Fraction]) -> Fraction:
    before, now, called, claimed = values
    return Fraction((before + now) * called // claimed - before * called // claimed)


def _above(values: Sequence[Fraction]) -> Fraction:
    return max(values[0] - _total(values[1:]), Fraction(0))


def _called(values: Sequence[Fraction]) -> Fraction:
    principal, interest, covered, cash, share, claim = values
    credited = cash * share
    to_interest = min(credited, interest)
    unpaid = max(principal - (credited - to_interest), Fraction(0))
    return min(_down(unpaid + (interest - to_interest if covered else 0)), claim)


def _float_sum(values: Sequence[Fraction]) -> Fraction:
    total = 0.0
    for value in values:
        total += float(value)
    return Fraction(total)


def _float_product(values: Sequence[Fraction]) -> Fraction:
    product = float(values[0])
    for value in values[1:]:
        product *= float(value)
    return Fraction(product)


def _between_levels(values: Sequence[Fraction]) -> Fraction:
    """Halves to the even one, as whole yen of a bridge are."""
    level, step = values
    return Fraction(round(level + step) - round(level))


def _shapley(values: Sequence[Fraction]) -> Fraction:
    """Shapley value of the player that the first value names, from the values of all coalitions after it."""
    player, table = int(values[0]), values[1:]
    players = len(table).bit_length() - 1
    # Over one denominator, as sums of whole numbers are quick.
    below = math.lcm(*(value.denominator for value in table))
    whole = [value.numerator * (below // value.denominator) for value in table]
    by_size = [0] * players
    for mask in range(len(whole)):
        if not mask >> player & 1:
            by_size[mask.bit_count()] += whole[mask | 1 << player] - whole[mask]
    parts = (Fraction(part, players * math.comb(players - 1, size)) for size, part in enumerate(by_size))
    return sum(parts, Fraction(0)) / below


def _divided(values: Sequence[Fraction]) -> Fraction:
    """Part of one of several in a whole number of units: whole units first, what is left by the largest remainders."""
    place, amount, shares = int(values[0]), values[1], values[2:]
    exact = [amount * share for share in shares]
    whole = [part // 1 for part in exact]
    left = int(_total(exact) // 1 - sum(whole))
    first = sorted(range(len(exact)), key=lambda at: (whole[at] - exact[at], at))[:left]
    return Fraction(whole[place] + (place in first))


def _exceeded(values: Sequence[Fraction]) -> int:
    """Place of the value that is exceeded with the chance that stands first; of values alike the later one is higher."""
    chance, table = values[0], values[1:]
    order = sorted(range(len(table)), key=lambda at: (table[at], at))
    return order[max(1, math.ceil(len(table) * (1 - chance))) - 1]


RULES: Mapping[str, Rule] = {
    "the same": lambda v: v[0],
    "the sum": _total,
    "the sum, a half away from zero": lambda v: Fraction(whole_yen(_total(v))),
    "the first less the others": lambda v: v[0] - _total(v[1:]),
    "the first less the others, not below 0": _above,
    "less": lambda v: -v[0],
    "the product": _product,
    "the product, rounded down": lambda v: _down(_product(v)),
    "the product, a half up": lambda v: _up(_product(v)),
    "the quotient": lambda v: v[0] / v[1],
    "the first to the power of the second": lambda v: Fraction(v[0] ** int(v[1])),
    "the first times one more than the second": lambda v: v[0] * (1 + v[1]),
    "the smallest": min,
    "the largest": max,
    "the sum of squares": lambda v: _total([x * x for x in v]),
    "the first, less the square of the second, with the square of the second and third together": lambda v: (
        v[0] - v[1] ** 2 + (v[1] + v[2]) ** 2
    ),
    "the share of those not below 0": lambda v: Fraction(sum(x >= 0 for x in v), len(v)),
    "the part of the change of a balance": lambda v: v[0] * (1 / v[1] - 1 / v[2]),
    "0 by the rule": lambda v: Fraction(0),
    "in float64: the sum in order": _float_sum,
    "in float64: the product in order": _float_product,
    "in float64: the sum, rounded once": lambda v: Fraction(float(_total(v))),
    "in float64: the quotient": lambda v: Fraction(float(v[0]) / float(v[1])),
    "found by search; next to it Σ flow · (1 + rate)^−t changes its sign or is 0": rate_found,
    "found by search; the value a little below and that a little above have opposite signs": crossing_found,
    "in float64: years until the running sum, once below 0, is 0 or more again": payback_years,
    "whole units by largest remainders": _divided,
    "amount × worth ÷ worth, rounded down": lambda v: _down(v[0] * v[1] / v[2]),
    "the level after less the level before, each rounded to whole units": _between_levels,
    "the average over all orders (Shapley)": _shapley,
    "how many there are": lambda v: Fraction(len(v)),
    "the value that is exceeded with the chance": lambda v: v[1 + _exceeded(v)],
    "the place of the value that is exceeded with the chance": lambda v: Fraction(_exceeded(v)),
    "the mean": lambda v: _total(v) / len(v),
    "months begun from the first day to the second": lambda v: Fraction(
        months_behind(dt.date.fromordinal(int(v[0])), dt.date.fromordinal(int(v[1])))
    ),
    "share × running sum with the amount, rounded down, less the same without it": _running_share,
    "running sum at the end of the month, a half up, less the same before it": _running_month,
    "balance × rate ÷ 12, rounded down": lambda v: _down(v[0] * v[1] / 12),
    "the fiscal year of a month": lambda v: Fraction((int(v[0]) - 3) // 12),
    "recovered so far × called ÷ claimed, rounded down, less the same before": _recourse,
    "guaranteed principal and interest that cash leaves unpaid": _called,
}
"""What a rule makes of the values of the parts, in their order."""


@dataclass(frozen=True)
class Figure:
    """A number explained.

    Attributes:
        place: what it is, such as ``review:cases.kita.rank.profit``; one place has one number.
        value: the number, exact.
        unit: «yen», «USD», «day» (its ordinal), «share» …
        rule: key of :data:`RULES`, or «given».
        formula: the rule in the words of the matter.
        provisions: articles and sections that state it.
        origin: file and field, or ledger and line, of a given number.
        ledger: of a number of a ledger, its explanation as indented text to a depth.

    """

    place: str
    value: Fraction
    unit: str
    rule: str
    formula: str
    provisions: tuple[str, ...] = ()
    origin: str = ""
    ledger: Callable[[int], list[str]] | None = field(default=None, repr=False, compare=False)
    _parts: Parts = field(default=tuple, repr=False, compare=False)
    _known: list[tuple[Figure, ...]] = field(default_factory=list, repr=False, compare=False)

    @property
    def parts(self) -> tuple[Figure, ...]:
        """The numbers that the rule is applied to, in its order."""
        if not self._known:
            self._known.append(tuple(self._parts()))
        return self._known[0]

    def recomputed(self) -> Fraction:
        """Return what the rule makes of the parts; of a given number, itself."""
        return self.value if self.rule == GIVEN else RULES[self.rule]([part.value for part in self.parts])

    def lines(self, depth: int, level: int = 0) -> list[str]:
        """Return the explanation as indented text, ``depth`` formulas deep; what lies deeper is named with its value."""
        pad = "  " * level
        out = [f"{pad}{self.place} = {number_words(self.value, self.unit)}"]
        if self.rule == GIVEN:
            out.append(f"{pad}  from {self.origin}")
            if self.ledger is not None and depth > 0:
                out += [f"{pad}    {line}" for line in self.ledger(depth - 1)]
            return out
        out.append(f"{pad}  = {self.formula}  [{self.rule}]")
        out += [f"{pad}  under {provision}" for provision in self.provisions]
        if depth > 0:
            for part in self.parts:
                out += part.lines(depth - 1, level + 1)
        return out

    def as_dict(self, depth: int) -> dict[str, object]:
        """Return the explanation as plain data, ``depth`` formulas deep; an exact value is a fraction in words."""
        tree: dict[str, object] = {
            "place": self.place, "value": number_words(self.value, self.unit), "exact": str(self.value), "unit": self.unit,
            "rule": self.rule,
        }  # fmt: skip
        if self.rule == GIVEN:
            tree["origin"] = self.origin
            if self.ledger is not None and depth > 0:
                tree["ledger"] = self.ledger(depth - 1)
            return tree
        tree |= {"formula": self.formula, "provisions": list(self.provisions)}
        if depth > 0:
            tree["parts"] = [part.as_dict(depth - 1) for part in self.parts]
        return tree


def number_words(value: Fraction, unit: str) -> str:
    """Write a number with its unit, as people read it."""
    if unit == "day":
        return dt.date.fromordinal(int(value)).isoformat()
    if unit == "month":
        return f"{int(value) // 12:04d}-{int(value) % 12 + 1:02d}"
    if unit == "fiscal year":
        return f"FY{int(value)}"
    digits = ",.2f" if abs(value) >= 1000 else ",.9g"
    shown = f"{int(value):,}" if value.denominator == 1 else f"{float(value):{digits}}"
    return f"{shown} {unit}".rstrip()


def given(
    place: str, value: Fraction | int, unit: str, origin: str, ledger: Callable[[int], list[str]] | None = None
) -> Figure:
    """Return a number that stands in a file or a ledger."""
    return Figure(place, Fraction(value), unit, GIVEN, "", origin=origin, ledger=ledger)


def combined(
    place: str,
    value: Fraction | int | None,
    unit: str,
    rule: str,
    formula: str,
    parts: Parts | Sequence[Figure],
    provisions: Sequence[str] = (),
) -> Figure:
    """Return a number that a rule makes of others; without a value it is what the rule makes.

    Raises:
        InputError: for a rule that there is none of.

    """
    if rule not in RULES:
        raise InputError(f"«{rule}» is no rule of a figure", expected=", ".join(RULES))
    ready: Parts = parts if callable(parts) else lambda: parts
    if value is None:
        known = tuple(ready())
        value = RULES[rule]([part.value for part in known])
        ready = lambda: known  # noqa: E731 - the parts as they were counted
    return Figure(place, Fraction(value), unit, rule, formula, tuple(provisions), _parts=ready)
