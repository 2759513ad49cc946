"""The slow way: one mixture at a time in plain fractions, and an average over every order written out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


def average_over_orders(value: Callable[[frozenset[int]], Fraction], count: int) -> list[Fraction]:
    """Return the mean step of each factor over all count! orders."""
    steps = [Fraction(0)] * count
    for order in itertools.permutations(range(count)):
        done: frozenset[int] = frozenset()
        for factor in order:
            steps[factor] += value(done | {factor}) - value(done)
            done |= {factor}
    return [step / math.factorial(count) for step in steps]


@dataclass(frozen=True)
class Plain:
    """An evaluation of the small field: all numbers by year; royalty is a share of revenue, discounting at the end of the year."""

    price: Mapping[int, Fraction]
    fx: Mapping[int, Fraction]
    rate: Fraction
    base_year: int
    volume: Mapping[int, Fraction]
    capex: Mapping[int, Fraction]
    opex: Mapping[int, Fraction]
    royalty: Fraction
    share: Fraction


def _spread(amount: Mapping[int, Fraction], phasing: Mapping[int, Fraction], after: int) -> dict[int, Fraction]:
    total = sum(value for year, value in amount.items() if year > after)
    below = sum(value for year, value in phasing.items() if year > after)
    if not below:
        return {year: value for year, value in amount.items() if year > after}
    return {year: total * value / below for year, value in phasing.items() if year > after}


def value_of(old: Plain, new: Plain, cut: int, new_factors: Sequence[str]) -> Fraction:
    """Return the value of a mixture in yen."""

    def take(factor: str) -> Plain:
        return new if factor in new_factors else old

    def line(name: str, factor: str) -> dict[int, Fraction]:
        coming = _spread(getattr(take(factor), name), getattr(take("schedule"), name), cut)
        return {year: value for year, value in getattr(take("actuals"), name).items() if year <= cut} | coming

    volume, capex, opex = line("volume", "volume"), line("capex", "capex"), line("opex", "opex")
    total = Fraction(0)
    for year in volume.keys() | capex.keys() | opex.keys():
        past = year <= cut
        price = take("actuals" if past else "deck").price[year]
        fx = take("actuals" if past else "fx").fx[year]
        revenue = volume.get(year, Fraction(0)) * price
        cash = revenue * (1 - take("fiscal_terms").royalty) - capex.get(year, Fraction(0)) - opex.get(year, Fraction(0))
        years = year + 1 - take("time").base_year
        total += cash * fx * take("share").share / (1 + take("inflation_discount").rate) ** years
    return total
