"""Ratios by their definitions, exact: what is in hand comes from the data pack, the rest is supplied, and a gap stays a gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sonae.core import InputError, UnknownChoiceError
from sonae.policy.amounts import Amount
from sonae.policy.indicators import Definition, Indicator, Term

__all__ = ["NOT_SUPPLIED", "Ratio", "denominator_of", "ratio_of", "worked_ratio"]

NOT_SUPPLIED = "it is to be supplied"
"""Why a term has no value that nobody named."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio worked out: its terms by id, what they add up to, and the quotient."""

    indicator: str
    year: int
    terms: Mapping[str, Amount]
    numerator: Amount
    denominator: Amount
    value: Amount


def ratio_of(definition: Definition, terms: Mapping[str, Amount]) -> Amount:
    """Return the ratio of a definition, without a value as soon as one term has none.

    Args:
        definition: the formula.
        terms: amounts by the id of the term; a term that is not named is missing.

    Raises:
        UnknownChoiceError: for a term that the definition does not have.
        InputError: for a term below 0.

    """
    above, below = _side(definition, definition.numerator, terms), _side(definition, definition.denominator, terms)
    if above.value is None or below.value is None:
        # A term that stands on both sides is named once.
        return Amount.total(_named(definition, definition.terms, terms))
    if below.value == 0:
        return Amount.missing("the denominator is 0")
    return Amount.of(above.value / below.value, "; ".join(filter(None, dict.fromkeys((above.source, below.source)))))


def denominator_of(definition: Definition, terms: Mapping[str, Amount]) -> Amount:
    """Return what the ratio is a share of; see :func:`ratio_of`."""
    return _side(definition, definition.denominator, terms)


def worked_ratio(one: Indicator, year: int, terms: Mapping[str, Amount]) -> Ratio:
    """Work an indicator out for a year; see :func:`ratio_of`.

    Raises:
        InputError: when the indicator has no definition.

    """
    if one.definition is None:
        raise InputError(f"{one.id} has no formula: it is a figure of a document")
    found = _named(one.definition, one.definition.terms, terms)
    return Ratio(
        one.id, year, found, _side(one.definition, one.definition.numerator, terms),
        _side(one.definition, one.definition.denominator, terms), ratio_of(one.definition, terms),
    )  # fmt: skip


def _side(definition: Definition, side: tuple[Term, ...], terms: Mapping[str, Amount]) -> Amount:
    return Amount.total(_named(definition, {term.id: term for term in side}, terms))


def _named(definition: Definition, wanted: Mapping[str, Term], terms: Mapping[str, Amount]) -> dict[str, Amount]:
    for name, amount in terms.items():
        if name not in definition.terms:
            raise UnknownChoiceError("term", name, definition.terms)
        if amount.value is not None and amount.value < 0:
            raise InputError(f"{name} is {float(amount.value):g}", field=name, expected="0 or more")
    return {name: terms.get(name, Amount.missing(NOT_SUPPLIED)) for name in wanted}
