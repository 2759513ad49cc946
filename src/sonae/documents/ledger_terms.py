"""The stated numbers of a regime as cells of a workbook: what formulas refer to where a person may change a term."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from sonae.economics.formula import Banded, Number, Spread, parts_of
from sonae.economics.ledger import Ledger

__all__ = ["Place", "Term", "Terms", "terms_of"]

Place = tuple[Number | Banded | Spread, str, int]
"""A number in a formula: the node, «value», «upper», «rate» or «weight», and its place in the node."""


@dataclass(frozen=True)
class Term:
    """One cell of the sheet of terms.

    Attributes:
        path: instrument and field, such as ``royalty.rate``.
        value: the number.
        recipe: how it is made of other terms, with their places from 0 in braces; empty for a stated number.
        parts: paths of the terms it is made of.

    """

    path: str
    value: float
    recipe: str = ""
    parts: tuple[str, ...] = ()

    @property
    def instrument(self) -> str:
        """The instrument that states it."""
        return self.path.split(".")[0]


@dataclass
class Terms:
    """All terms by path, in the order of the regime, and where in the formulas each stands."""

    rows: dict[str, Term] = field(default_factory=dict)
    paths: dict[Place, str] = field(default_factory=dict)

    def add(self, place: Place, term: Term) -> None:
        """Give a number of a formula its cell."""
        self.rows.setdefault(term.path, term)
        self.paths[place] = term.path


_Made = tuple[str, tuple[str, ...], Callable[..., float]]
_MADE: Mapping[tuple[str, str], _Made] = {
    ("cost_recovery", "eligible"): ("{0}*(1+{1})", ("eligible", "uplift"), lambda share, uplift: share * (1.0 + uplift)),
    ("return_split", "hurdle"): ("1+{0}", ("hurdle",), lambda hurdle: 1.0 + hurdle),
    ("participation", "carry_interest"): ("1+{0}", ("carry_interest",), lambda interest: 1.0 + interest),
    ("resource_rent", "uplift"): ("1+{0}", ("uplift",), lambda uplift: 1.0 + uplift),
    ("domestic_obligation", "price_share"): ("1-{0}", ("price_share",), lambda share: 1.0 - share),
    ("depreciation", "retained"): ("1-{0}", ("retained",), lambda share: 1.0 - share),
    ("bonus", "year_after"): ("{0}+1", ("year",), lambda year: year + 1.0),
    ("domestic_obligation", "holiday_periods"): ("{0}+1", ("holiday_periods",), lambda periods: periods + 1.0),
}  # fmt: skip
"""Numbers that enter formulas otherwise than they are stated: kind and field, the recipe, the fields, and the same to work out."""


def terms_of(ledger: Ledger) -> Terms:
    """Return every stated number in the formulas of a ledger that has a name: terms, bands of scales, shares by age."""
    terms = Terms()
    places = {instrument.id: k for k, instrument in enumerate(ledger.regime.instruments)}
    for line in sorted(ledger.program.lines, key=lambda line: places.get(line.clause, len(places))):
        for part in parts_of(line.formula):
            if isinstance(part, Number) and part.name:
                _add_number(terms, ledger, part)
            elif isinstance(part, Banded) and part.name:
                _add_bands(terms, part)
            elif isinstance(part, Spread):
                for k, weight in enumerate(part.weights):
                    terms.add((part, "weight", k), Term(f"{line.clause}.share_of_period.{k + 1}", weight))
    return terms


def _add_number(terms: Terms, ledger: Ledger, number: Number) -> None:
    place: Place = (number, "value", 0)
    if (made := _made_of(ledger, number)) is None:
        known = terms.rows.get(number.name)
        # Two numbers of one name would be one cell: the second has a cell of its own.
        path = number.name if known is None or known.value == number.value else f"{number.name} ({number.value!r})"
        terms.add(place, Term(path, number.value))
        return
    recipe, stated = made
    for term in stated:
        terms.rows.setdefault(term.path, term)
    terms.add(place, Term(f"{number.name}, as it enters", number.value, recipe, tuple(term.path for term in stated)))


def _made_of(ledger: Ledger, number: Number) -> tuple[str, list[Term]] | None:
    """Return recipe and stated terms of a number that is made of them; none for one that enters as it is stated."""
    clause, *path = number.name.split(".")
    found = next((one for one in ledger.regime.instruments if one.id == clause), None)
    made = _MADE.get((found.kind, path[-1])) if found and path else None
    if found is None or made is None:
        return None
    recipe, fields, work_out = made
    owner = _owner(found, path[:-1])
    values = [getattr(owner, name, None) for name in fields]
    if not all(isinstance(value, int | float) for value in values) or work_out(*values) != number.value:
        return None
    paths = [".".join((clause, *path[:-1], name)) for name in fields]
    return recipe, [Term(name, float(value)) for name, value in zip(paths, values, strict=True)]  # type: ignore[arg-type]


def _owner(instrument: Any, path: list[str]) -> Any:
    """Follow a path of fields: entries of a list by their name, or by their number from 1."""
    owner = instrument
    for step in path:
        if isinstance(owner, list | tuple):
            owner = owner[int(step) - 1] if step.isdigit() else next((x for x in owner if x.name == step), None)
        else:
            owner = getattr(owner, step, None)
    return owner


def _add_bands(terms: Terms, scale: Banded) -> None:
    for k, (upper, rate) in enumerate(zip(scale.uppers, scale.rates, strict=True)):
        path = f"{scale.name}.bands.{k + 1}"
        if upper != inf:
            terms.add((scale, "upper", k), Term(f"{path}.upper", upper))
        terms.add((scale, "rate", k), Term(f"{path}.rate", rate))
